"""The pages of the files of a decision: who is offered what, and that nothing typed is lost."""

from dataclasses import replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.appraisal.given import today
from tests.decisions.given import Authority
from tests.decisions.test_signed_files import OUT, given_out, returned, stored
from tests.dossiers.pages_given import sent as posted
from tests.dossiers.pages_given import signed_in, text_of
from tests.signatures.making import paper, signed
from tests.support.walk import R1, Walk
from workflow.decisions.commands import check_form, publish_decision, sign_decision, submit_draft
from workflow.decisions.models import Decision
from workflow.decisions.signed_file_models import SignedFile
from workflow.decisions.signed_file_paper import paper_to_sign, why_not_made
from workflow.decisions.signed_files import check_again, keep_scan, keep_signed_file, set_aside
from workflow.dossiers.reports import Refused
from workflow.management.demo.cast import Cast
from workflow.management.demo.desks import LOOKED_AT, hold_session
from workflow.pages.acting import Acting
from workflow.signatures.demo import demo_seal

CLERK, FORM, DECIDER, HEAD = R1.bodies.clerk, R1.bodies.form, R1.bodies.decider, R1.bodies.office_head
UNIT = "nnmt-officer"


def url(name: str, pk: int) -> str:
    """The address of a page."""
    return reverse(name, args=[pk])


def uploaded(data: bytes, name: str = "quyet-dinh.pdf") -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, data, "application/pdf")


def fetched(client: Any, pk: int) -> bytes:
    """The file as it is sent."""
    answer = client.get(url("signed_file_sent", pk))
    assert answer.status_code == 200
    return bytes(answer.getvalue())


def test_a_decision_is_given_out_signed_and_taken_back_by_its_pages_alone(cast: Cast) -> None:
    decision, _lines = Authority(cast).signed(1)
    clerk = signed_in(cast, CLERK)
    assert posted(clerk, url("signed_file_give", decision.pk), file=uploaded(OUT)).status_code == 302
    out = SignedFile.objects.get()
    assert fetched(clerk, out.pk) == OUT
    path = url("signed_file_return", decision.pk)
    answer = posted(clerk, path, paper=str(out.pk), file=uploaded(signed(OUT)))
    file = SignedFile.objects.get(kind="SIGNED")
    assert (answer.status_code, answer["Location"]) == (302, url("signed_file", file.pk))
    said = text_of(clerk.get(url("signed_file", file.pk)))
    assert "Nguyễn Thị Bưởi (minh họa)" in said
    assert "unchanged, signer not confirmed" in said
    assert "No certification body was trusted here then" in said
    assert file.sha256 in said
    assert url("signed_file", file.pk) in text_of(clerk.get(url("decision", decision.pk)))


def test_the_system_makes_the_pdf_that_is_signed_once_it_has_its_number(cast: Cast) -> None:
    authority = Authority(cast)
    decision, _lines = authority.signed(2)
    form = signed_in(cast, FORM)
    answer = form.get(url("signed_file_make", decision.pk))
    assert answer.status_code == 422
    assert "no number and date yet" in text_of(answer)
    authority.issue(decision)
    assert posted(form, url("signed_file_make", decision.pk)).status_code == 302
    out = SignedFile.objects.get()
    made = fetched(form, out.pk)
    assert made.startswith(b"%PDF-")
    keep_signed_file(decision, out.pk, stored(signed(made)), **authority.clerk)
    assert SignedFile.objects.get(kind="SIGNED").checks.get().since == "fields"


def of_two_units(cast: Cast) -> Decision:
    """An issued decision over a line of one unit and a line of another."""
    _session, own = Walk(cast).before_council(1)
    Walk(cast, replace(R1, unit="so-gddt", name="gddt")).before_council(1, first=5)
    hold_session(cast, R1.bodies, tell=lambda _what: None)
    authority = Authority(cast)
    authority.present(own[0])
    decision = Decision.objects.get()
    submit_draft(decision, "Tặng Bằng khen", **authority.form)
    check_form(decision, **LOOKED_AT, **authority.form)
    sign_decision(decision, **authority.decider)
    authority.issue(decision)
    decision.refresh_from_db()
    return decision


def test_an_extract_is_never_given_out_to_be_signed(cast: Cast) -> None:
    decision = of_two_units(cast)
    with pytest.raises(Refused) as refused:
        paper_to_sign(decision, Acting(cast.user(UNIT), today()))
    assert [one.rule for one in refused.value.refusals] == ["paper"]
    assert paper_to_sign(decision, Acting(cast.user(CLERK), today())).content_type == "application/pdf"


def test_the_pdf_of_a_revocation_is_made_whole_too(cast: Cast) -> None:
    authority = Authority(cast)
    _decision, lines = authority.issued(2)
    revocation = authority.revoked(lines)
    made = paper_to_sign(revocation, Acting(cast.user(CLERK), today()))
    assert made.content_type == "application/pdf"
    assert not why_not_made(revocation)


def test_a_wrong_file_is_refused_beside_its_field_and_nothing_else_is_lost(cast: Cast) -> None:
    authority = Authority(cast)
    decision, _lines = authority.signed(1)
    out = given_out(authority, decision)
    clerk = signed_in(cast, CLERK)
    answer = posted(
        clerk, url("signed_file_return", decision.pk), paper=str(out.pk), file=uploaded(signed(paper("KHÁC")))
    )
    assert answer.status_code == 422
    assert "does not begin with the PDF that was given out" in str(answer.context["form"].errors["file"])
    answer = posted(clerk, url("signed_file_scan", decision.pk), reason="Ký tay", file=uploaded(b"MZ", "a.exe"))
    assert answer.status_code == 422
    assert answer.context["form"]["reason"].value() == "Ký tay"
    assert SignedFile.objects.count() == 1


def test_before_anything_is_given_out_the_page_says_what_comes_first(cast: Cast) -> None:
    decision, _lines = Authority(cast).signed(1)
    answer = signed_in(cast, CLERK).get(url("signed_file_return", decision.pk))
    assert answer.status_code == 422
    assert "Give one out first" in text_of(answer)


def test_before_the_signature_there_is_no_page_of_files(cast: Cast) -> None:
    decision, _lines = Authority(cast).checked(1)
    form = signed_in(cast, FORM)
    assert form.get(url("signed_files", decision.pk)).status_code == 404
    assert url("signed_files", decision.pk) not in text_of(form.get(url("decision", decision.pk)))


@pytest.mark.parametrize("who", [CLERK, FORM, DECIDER])
def test_those_who_make_the_decision_see_its_files(cast: Cast, who: str) -> None:
    authority = Authority(cast)
    decision, _lines = authority.signed(1)
    file = returned(authority, decision)
    answer = signed_in(cast, who).get(url("signed_files", decision.pk))
    assert [shown.row.kind for shown in answer.context["files"]] == ["GIVEN", "SIGNED"]
    assert answer.context["keeps"] is (who != DECIDER)
    assert fetched(signed_in(cast, who), file.pk).startswith(OUT)


def test_whoever_sees_only_an_extract_gets_no_file_until_the_decision_is_published(cast: Cast) -> None:
    """A unit whose line stands beside another's: the file names both."""
    authority, decision = Authority(cast), of_two_units(cast)
    file = returned(authority, decision)
    unit = signed_in(cast, UNIT)
    assert unit.get(url("decision", decision.pk)).status_code == 200
    hidden = [unit.get(url(name, file.pk)).status_code for name in ("signed_file", "signed_file_sent")]
    assert hidden == [404, 404]
    assert unit.get(url("signed_file_certificates", file.pk)).status_code == 404
    assert unit.get(url("signed_files", decision.pk)).status_code == 404
    assert url("signed_file", file.pk) not in text_of(unit.get(url("decision", decision.pk)))
    publish_decision(decision, **authority.form)
    assert fetched(unit, file.pk).startswith(OUT)
    kinds = [shown.row.kind for shown in unit.get(url("signed_files", decision.pk)).context["files"]]
    assert kinds == ["SIGNED"]


def test_a_unit_whose_lines_are_all_there_are_is_offered_the_file_once_it_is_issued(cast: Cast) -> None:
    authority = Authority(cast)
    decision, _lines = authority.issued(1)
    file = returned(authority, decision)
    unit = signed_in(cast, UNIT)
    assert unit.get(url("signed_file", file.pk)).status_code == 200
    assert unit.get(url("signed_file", file.given_id or 0)).status_code == 404
    for deed in ("signed_file_check", "signed_file_set_aside"):
        assert unit.get(url(deed, file.pk)).status_code == 404
    for deed in ("signed_file_give", "signed_file_return", "signed_file_scan"):
        assert unit.get(url(deed, decision.pk)).status_code == 404


def test_what_was_set_aside_is_shown_to_those_who_make_the_decision_alone(cast: Cast) -> None:
    authority = Authority(cast)
    decision, _lines = authority.issued(1)
    file = returned(authority, decision)
    set_aside(file, "Nhầm tệp", **authority.clerk)
    assert signed_in(cast, UNIT).get(url("signed_file", file.pk)).status_code == 404
    said = text_of(signed_in(cast, CLERK).get(url("signed_file", file.pk)))
    assert "Nhầm tệp" in said
    assert "set aside" in said


def test_a_file_is_sent_as_a_file_to_keep_and_an_infected_one_is_not(cast: Cast) -> None:
    authority = Authority(cast)
    decision, _lines = authority.signed(1)
    file = returned(authority, decision)
    clerk = signed_in(cast, CLERK)
    answer = clerk.get(url("signed_file_sent", file.pk))
    assert answer.getvalue().startswith(OUT)
    assert answer["Content-Disposition"].startswith("attachment")
    assert (answer["X-Content-Type-Options"], answer["Content-Type"]) == ("nosniff", "application/pdf")
    assert "sandbox" in answer["Content-Security-Policy"]
    SignedFile.objects.filter(pk=file.pk).update(scan="INFECTED")
    assert clerk.get(url("signed_file_sent", file.pk)).status_code == 403
    assert url("signed_file_sent", file.pk) not in text_of(clerk.get(url("signed_file", file.pk)))


def test_the_certificates_are_sent_as_they_came_with_the_signature(cast: Cast) -> None:
    authority = Authority(cast)
    decision, _lines = authority.signed(1)
    file = returned(authority, decision)
    clerk = signed_in(cast, CLERK)
    answer = clerk.get(url("signed_file_certificates", file.pk))
    assert answer.content.count(b"BEGIN CERTIFICATE") == 3
    assert answer["Content-Disposition"].startswith("attachment")
    assert clerk.get(url("signed_file_certificates", file.given_id or 0)).status_code == 404


def test_the_seal_says_plainly_what_it_is_and_why_there_is_none(cast: Cast, settings: Any, tmp_path: Any) -> None:
    authority = Authority(cast)
    decision, _lines = authority.signed(1)
    out = given_out(authority, decision)
    clerk = signed_in(cast, CLERK)
    assert "This system has no seal of its own" in text_of(clerk.get(url("signed_files", decision.pk)))
    answer = clerk.get(url("signed_file_seal", out.pk))
    assert answer.status_code == 422
    assert "This system has no seal of its own" in text_of(answer)
    (tmp_path / "seal.p12").write_bytes(demo_seal("mat khau"))
    settings.SEAL_FILE, settings.SEAL_PASSWORD = str(tmp_path / "seal.p12"), "mat khau"
    assert "It is not the signature of the authority" in text_of(clerk.get(url("signed_file_seal", out.pk)))
    answer = posted(clerk, url("signed_file_seal", out.pk), visible="on")
    assert answer.status_code == 302
    assert "not the signature of the authority" in text_of(clerk.get(answer["Location"]))


def test_a_file_is_checked_again_and_set_aside_by_its_pages(cast: Cast) -> None:
    authority = Authority(cast)
    decision, _lines = authority.signed(1)
    file = returned(authority, decision)
    clerk = signed_in(cast, CLERK)
    assert posted(clerk, url("signed_file_check", file.pk)).status_code == 302
    assert text_of(clerk.get(url("signed_file", file.pk))).count("Earlier check") == 1
    assert posted(clerk, url("signed_file_set_aside", file.pk), reason="Nhầm").status_code == 302
    assert clerk.get(url("signed_file_set_aside", file.pk)).status_code == 404


def test_the_pages_ask_as_much_of_many_files_as_of_one(cast: Cast) -> None:
    authority = Authority(cast)
    decision, _lines = authority.signed(1)
    file = returned(authority, decision)
    clerk = signed_in(cast, CLERK)
    pages = [url("signed_files", decision.pk), url("decision", decision.pk), url("signed_file", file.pk)]
    before = [statements(clerk, page) for page in pages]
    keep_signed_file(decision, file.given_id or 0, stored(signed(signed(OUT), field="Ky2")), **authority.clerk)
    keep_scan(decision, stored(OUT), "Ký tay", **authority.clerk)
    check_again(file, **authority.clerk)
    assert [statements(clerk, page) for page in pages] == before


def statements(client: Any, path: str) -> int:
    """How many statements a page asks."""
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)
