"""The papers that come after an award: revocation, correction and notice of results, as PDF and as .docx."""

from datetime import timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.urls import reverse

from tests.appraisal.given import head, today
from tests.decisions.given import Authority, annexed
from tests.decisions.test_pages_signed_files import of_two_units
from tests.documents.reading import opened, squeezed
from tests.dossiers.pages_given import signed_in
from tests.support.walk import R1
from workflow.awards.templates import DocumentTemplate
from workflow.decisions.commands import check_form, sign_decision, submit_draft
from workflow.decisions.models import Decision
from workflow.decisions.notices import ResultNotice
from workflow.decisions.noticing import send_notice, sign_notice
from workflow.decisions.paper_file import facts_for, file_of
from workflow.decisions.recovery import Recovered
from workflow.decisions.revocation import draft_revocation
from workflow.documents.catalogue import Document
from workflow.documents.papers import Form
from workflow.documents.wording import shipped
from workflow.management.demo.cast import Cast
from workflow.management.demo.desks import LOOKED_AT
from workflow.pages.acting import Acting
from workflow.procedure.roles import Role

FORM = R1.bodies.form


def read(cast: Cast, who: str, name: str, pk: int) -> str:
    """The text of a paper as PDF, and as .docx when that is asked."""
    answer = signed_in(cast, who).get(reverse(name, args=[pk]))
    assert answer.status_code == 200
    if name.endswith("pdf"):
        return squeezed("\n".join(opened(answer.content).pages))
    with ZipFile(BytesIO(answer.content)) as packed:
        return packed.read("word/document.xml").decode()


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_a_correction_says_what_was_decided_and_what_it_reads_from_then_on(cast: Cast, form: str) -> None:
    authority = Authority(cast)
    award, (line,) = authority.issued(1)
    was = award.lines.get()
    correction = authority.corrected(line, title="Trưởng phòng Kế hoạch")
    text = read(cast, FORM, f"decision_{form}", correction.pk)
    for words in (was.name, was.title, "Trưởng phòng Kế hoạch", award.number, correction.number):
        assert (squeezed(words) if form == "pdf" else words) in text


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_a_revocation_says_its_ground_and_what_is_given_back(cast: Cast, form: str) -> None:
    authority = Authority(cast)
    award, lines = authority.issued(1)
    until = today() + timedelta(days=30)
    back = Recovered(objects_back=True, money_back=True, payer="Ông A", receiver="Kho bạc khu vực", until=until)
    made = draft_revocation(lines, **authority.form, ground="FRAUD", document="9/KL-TTr", recovery=back).made
    draft = Decision.objects.get(pk=made["decision"])
    submit_draft(draft, "Hủy bỏ (minh họa)", **authority.form)
    check_form(draft, **LOOKED_AT, **authority.form)
    sign_decision(draft, **authority.decider)
    authority.issue(draft)
    text = read(cast, FORM, f"decision_{form}", draft.pk)
    for words in ("9/KL-TTr", "Kho bạc khu vực", f"{until:%d/%m/%Y}", award.number, award.lines.get().name):
        assert (squeezed(words) if form == "pdf" else words) in text


def test_an_unsigned_revocation_is_no_paper_yet(cast: Cast) -> None:
    authority = Authority(cast)
    _award, (line,) = authority.issued(1)
    client = signed_in(cast, FORM)
    assert client.get(reverse("decision_pdf", args=[authority.revoking([line]).pk])).status_code == 404


def test_a_unit_reads_of_a_revocation_its_own_lines_alone(cast: Cast) -> None:
    authority = Authority(cast)
    _award, (line,) = authority.issued(1)
    revocation = authority.revoked([line])
    assert signed_in(cast, "gddt-officer").get(reverse("decision_pdf", args=[revocation.pk])).status_code == 404
    assert squeezed(cast.person("nominee-01").full_name) in read(cast, "nnmt-officer", "decision_pdf", revocation.pk)


def test_an_extract_of_a_revocation_says_that_it_is_one(cast: Cast) -> None:
    decision = of_two_units(cast)
    authority = Authority(cast)
    revocation = authority.revoked([line for line, _verdict in annexed(decision)])
    assert "TRÍCH" in read(cast, "nnmt-officer", "decision_pdf", revocation.pk)
    assert "TRÍCH" not in read(cast, FORM, "decision_pdf", revocation.pk)


def test_a_revocation_keeps_the_wording_of_its_own_day(cast: Cast) -> None:
    authority = Authority(cast)
    _award, lines = authority.issued(1)
    revocation, user = authority.revoked(lines), cast.user(FORM)
    facts = facts_for(revocation, Acting(user, today()))
    assert facts is not None
    first = file_of(revocation, facts, Acting(user, today()), Form.PDF)
    tomorrow = today() + timedelta(days=1)
    text = shipped(Document.REVOCATION).text.replace("# QUYẾT ĐỊNH:", "# NAY QUYẾT ĐỊNH:")
    DocumentTemplate(document=Document.REVOCATION.value, text=text, valid_from=tomorrow, confidence="DESIGN").save()
    again = file_of(revocation, facts, Acting(user, tomorrow), Form.PDF)
    assert (again.file, again.code) == (first.file, first.code)


@pytest.mark.parametrize("form", ["pdf", "docx"])
def test_a_notice_of_results_as_a_file_says_what_its_page_says(cast: Cast, form: str) -> None:
    authority = Authority(cast)
    decision, _lines = authority.signed(2, declined=[1])
    authority.issue(decision)
    decision.refresh_from_db()
    notice = ResultNotice.objects.get()
    sign_notice(notice, **head(cast))
    clerk: Any = cast.acts(R1.bodies.office_clerk, Role.RECORDS_CLERK, R1.bodies.office)
    send_notice(notice, "5/TB-BTĐKT", today(), **clerk)
    text = read(cast, "nnmt-officer", f"result_notice_{form}", notice.pk)
    names = [cast.person(f"nominee-{number:02d}").full_name for number in (1, 2)]
    for words in ("5/TB-BTĐKT", decision.number, "Chưa đủ thuyết phục", *names):
        assert (squeezed(words) if form == "pdf" else words) in text


def test_the_same_notice_is_made_byte_by_byte_again(cast: Cast) -> None:
    Authority(cast).issued(1)
    notice = ResultNotice.objects.get()
    sign_notice(notice, **head(cast))
    client = signed_in(cast, "tdkt-head")
    path = reverse("result_notice_pdf", args=[notice.pk])
    assert client.get(path).content == client.get(path).content
