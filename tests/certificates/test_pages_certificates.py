"""The pages of certificates: who sees which, what is offered, searches, and the file of a print."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.appraisal.given import today
from tests.certificates.given import R4, REQUEST, Office, certificates_of
from tests.certificates.test_blanks import example
from tests.documents.reading import opened
from tests.dossiers.pages_given import filled, signed_in, text_of, unwritten
from tests.dossiers.pages_given import sent as posted
from tests.support.walk import R3
from workflow.certificates.handing import demand_recovery, note_handing
from workflow.certificates.models import Ceremony, Certificate, CertificatePrint
from workflow.certificates.printing import print_certificates
from workflow.certificates.register import enter_certificates, replace_certificate
from workflow.decisions.models import Decision
from workflow.management.demo import drafts
from workflow.management.demo.cast import Cast

SPECIALIST, HEAD, FORM, UNIT = R4.bodies.specialist, R4.bodies.office_head, R4.bodies.form, f"{R4.name}-officer"


def listed(client: Client, query: str = "", decision: Decision | None = None) -> list[str]:
    """The register numbers on the first page of the list, over all decisions or of one."""
    path = reverse("decision_certificates", args=[decision.pk]) if decision else reverse("certificates")
    return [one.register_no.partition("/")[0] for one in client.get(path + query).context["rows"]]


def offered(client: Client, decision: Decision) -> list[str]:
    """The deeds on chosen certificates that the list of a decision offers."""
    return [one.url for one in client.get(reverse("decision_certificates", args=[decision.pk])).context["offers"]]


def on(name: str, *certificates: Certificate) -> str:
    """The address of a deed on chosen certificates."""
    return f"{reverse(name)}?{'&'.join(f'on={one.pk}' for one in certificates)}"


# From the register to the hands -----------------------------------------------------------------------------


def test_the_office_goes_by_pages_alone_from_the_register_to_the_hands_of_the_awardee(cast: Cast) -> None:
    decision, _lines = Office(cast).issued(2)
    client = signed_in(cast, SPECIALIST)
    page = text_of(client.get(reverse("decision", args=[decision.pk])))
    assert reverse("decision_certificates", args=[decision.pk]) in page
    assert posted(client, reverse("certificates_enter", args=[decision.pk])).status_code == 302
    first, second = certificates_of(decision)
    answer = posted(client, reverse("decision_certificates_print", args=[decision.pk]), blank=str(example().pk))
    job = CertificatePrint.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, reverse("certificate_print", args=[job.pk]))
    file = client.get(reverse("certificate_print_file", args=[job.pk]))
    assert len(opened(file.content).pages) == 2
    ceremony = {"place": "Hội trường", "conferred_by": "Phó Chủ tịch"}
    assert posted(client, on("ceremony_new", first, second), **ceremony).status_code == 302
    handed = {"state": "DELIVERED", "handed_to": "Bà Hồng"}
    assert posted(client, on("certificates_hand", first), **handed).status_code == 302
    returned = {"state": "RETURNED", "note": "Sai dấu"}
    assert posted(client, on("certificates_hand", second), **returned).status_code == 302
    assert posted(client, on("certificates_print", second), reason="RETURNED").status_code == 302
    shown = text_of(client.get(reverse("certificate", args=[second.pk])))
    assert [word for word in ("returned for a misprint", "printed again", "Hội trường") if word not in shown] == []
    assert text_of(client.get(reverse("ceremony", args=[Ceremony.objects.get().pk]))).count("02/") == 1
    assert listed(client, "?show=delivered") == ["01"]
    assert listed(client, "?show=here") == ["02"]


def test_exchange_and_recovery_go_by_their_pages(cast: Cast) -> None:
    office = Office(cast)
    _decision, (lost, gone) = office.entered(2)
    client = signed_in(cast, HEAD)
    replace = reverse("certificate_replace", args=[lost.pk])
    answer = posted(client, replace, ground="LOST", document=REQUEST)
    new = Certificate.objects.get(replaces=lost)
    assert (answer.status_code, answer["Location"]) == (302, reverse("certificate", args=[new.pk]))
    assert str(lost) in text_of(client.get(answer["Location"]))
    office.revoked([gone.line.nomination_id])
    assert listed(client, "?show=revoked") == ["02"]
    assert posted(client, on("certificates_demand", gone), note="12/SNV").status_code == 302
    assert posted(client, reverse("certificate_recovered", args=[gone.pk])).status_code == 302
    gone.refresh_from_db()
    assert (gone.recovered_on, client.get(reverse("certificate", args=[gone.pk])).context["deeds"]) == (today(), [])


# Who sees what ---------------------------------------------------------------------------------------------


def test_a_unit_reads_its_own_certificates_and_does_nothing_with_them(cast: Cast) -> None:
    decision, lines = Office(cast).entered(2)
    unit, stranger = signed_in(cast, UNIT), signed_in(cast, "gddt-officer")
    assert listed(unit, decision=decision) == ["01", "02"]
    assert offered(unit, decision) == []
    page = unit.get(reverse("certificate", args=[lines[0].pk]))
    assert (page.status_code, page.context["deeds"]) == (200, [])
    assert listed(stranger) == []
    paths = [reverse("certificate", args=[lines[0].pk]), reverse("decision_certificates", args=[decision.pk])]
    assert [stranger.get(path).status_code for path in paths] == [404, 404]


@pytest.mark.parametrize("who", [FORM, R4.bodies.decider, "inspector"])
def test_who_decided_and_who_audits_reads_and_does_nothing(cast: Cast, who: str) -> None:
    decision, lines = Office(cast).entered(1)
    client = signed_in(cast, who)
    assert listed(client) == ["01"]
    names = ["certificates_hand", "certificates_print", "ceremony_new"]
    assert [client.get(on(name, *lines)).status_code for name in names] == [404] * 3
    assert client.get(reverse("certificates_enter", args=[decision.pk])).status_code == 404


def test_another_office_neither_sees_nor_does_anything(cast: Cast) -> None:
    decision, lines = Office(cast).entered(1)
    client = signed_in(cast, "yte-specialist")
    assert listed(client) == []
    names = ["certificates_hand", "certificates_print", "certificates_demand", "ceremony_new"]
    assert [client.get(on(name, *lines)).status_code for name in names] == [404] * 4
    assert client.get(reverse("decision_certificates", args=[decision.pk])).status_code == 404
    assert client.get(reverse("blank", args=[example().pk])).status_code == 404


def test_an_open_decision_and_a_revocation_have_no_page_of_certificates(cast: Cast) -> None:
    office = Office(cast)
    open_one, _lines = office.submitted(1, first=5)
    _decision, lines = office.entered(1)
    revocation = office.revoked([lines[0].line.nomination_id])
    client = signed_in(cast, FORM)
    paths = [reverse("decision_certificates", args=[one.pk]) for one in (open_one, revocation)]
    assert [client.get(path).status_code for path in paths] == [404, 404]


# Lists and searches ----------------------------------------------------------------------------------------


def test_certificates_are_found_by_number_by_name_without_marks_and_by_decision(cast: Cast) -> None:
    office = Office(cast)
    decision, lines = office.entered(3)
    other, _more = office.entered(1, first=6)
    client = signed_in(cast, SPECIALIST)
    name = lines[1].line.name
    assert listed(client) == ["04", "03", "02", "01"]
    assert listed(client, f"?q=2/{today().year}") == ["02"]
    assert listed(client, f"?q=2/{today().year - 1}") == []
    assert listed(client, f"?q={name.lower()}") == ["02"]
    assert listed(client, f"?q={other.number}") == ["04"]
    assert listed(client, decision=decision) == ["01", "02", "03"]
    assert listed(client, "?q=khong-co") == []


def test_the_parts_of_the_list_say_where_certificates_are(cast: Cast) -> None:
    office = Office(cast)
    decision, lines = office.entered(5)
    print_certificates([one.pk for one in lines[1:4]], **office.acts)
    note_handing([lines[2].pk], **office.acts, state="DELIVERED", on=today(), handed_to="Bà Hồng")
    note_handing([lines[3].pk], **office.acts, state="REFUSED", on=today(), note="Không nhận")
    replace_certificate(lines[4], **office.acts, ground="LOST", document=REQUEST)
    client = signed_in(cast, SPECIALIST)
    shows = {name: listed(client, f"?show={name}", decision) for name in ("print", "here", "delivered", "stopped")}
    assert shows == {"print": ["01", "06"], "here": ["02"], "delivered": ["03"], "stopped": ["04"]}
    assert listed(client, "?show=replaced", decision) == ["05"]
    office.revoked([lines[0].line.nomination_id])
    assert (listed(client, "?show=print", decision), listed(client, "?show=revoked", decision)) == (["06"], ["01"])


def test_a_list_takes_as_many_statements_for_many_as_for_one(cast: Cast) -> None:
    office, counts = Office(cast, R3), []
    client = signed_in(cast, "yte-specialist")
    for first, count in ((1, 2), (5, 12)):
        entries = [drafts.household(f"Hộ ông Đặng {first + n:02d}", R3.award_form) for n in range(count)]
        decision, _lines = office.issued(entries=entries)
        enter_certificates(decision, **office.acts)
        path = reverse("decision_certificates", args=[decision.pk])
        client.get(path)
        with CaptureQueriesContext(connection) as statements:
            assert len(client.get(path).context["rows"]) == count
        counts.append(len(statements))
    assert counts[0] == counts[1]


# The file of a print ---------------------------------------------------------------------------------------


def printed(cast: Cast, count: int = 2) -> tuple[Office, list[Certificate], str]:
    """Printed certificates, and where the file of the print is."""
    office = Office(cast)
    _decision, lines = office.entered(count)
    job = print_certificates([one.pk for one in lines], **office.acts).made["print"]
    return office, lines, reverse("certificate_print_file", args=[job])


def test_the_file_is_for_whoever_recorded_the_print_on_its_day(cast: Cast) -> None:
    _office, _lines, path = printed(cast)
    client = signed_in(cast, SPECIALIST)
    with unwritten():
        answer = client.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    assert "no-store" in answer["Cache-Control"]
    assert [signed_in(cast, who).get(path).status_code for who in (HEAD, FORM, UNIT)] == [404] * 3
    assert client.post(path).status_code == 405
    with time_machine.travel(timezone.now() + timedelta(days=1)):
        assert signed_in(cast, SPECIALIST).get(path).status_code == 404


@pytest.mark.parametrize("what", ["revoked", "replaced", "delivered", "again"])
def test_the_file_is_no_longer_given_once_something_happened(cast: Cast, what: str) -> None:
    office, lines, path = printed(cast)
    one = lines[0]
    if what == "revoked":
        office.revoked([one.line.nomination_id])
    elif what == "replaced":
        replace_certificate(one, **office.acts, ground="LOST", document=REQUEST)
    elif what == "delivered":
        note_handing([one.pk], **office.acts, state="DELIVERED", on=today(), handed_to="Bà Hồng")
    else:
        print_certificates([one.pk], **office.acts, reason="MISPRINT")
    client = signed_in(cast, SPECIALIST)
    answer = client.get(path)
    assert (answer.status_code, answer["Location"]) == (302, path.removesuffix("file/"))
    assert path not in text_of(client.get(answer["Location"]))


@pytest.mark.parametrize(("typed", "numbers"), [("1-2, 4", [1, 2, 4]), ("3", [3]), ("", [1, 2, 3, 4]), ("2–3", [2, 3])])
def test_a_range_of_the_register_is_printed(cast: Cast, typed: str, numbers: list[int]) -> None:
    decision, _lines = Office(cast).entered(4)
    client = signed_in(cast, SPECIALIST)
    path = reverse("decision_certificates_print", args=[decision.pk])
    assert posted(client, path, numbers=typed).status_code == 302
    assert list(Certificate.objects.exclude(prints=None).order_by("number").values_list("number", flat=True)) == numbers


@pytest.mark.parametrize("typed", ["x", "1-", "9", "1;2", "1" * 400])
def test_numbers_that_are_none_are_told_and_kept(cast: Cast, typed: str) -> None:
    decision, _lines = Office(cast).entered(2)
    client = signed_in(cast, SPECIALIST)
    answer = posted(client, reverse("decision_certificates_print", args=[decision.pk]), numbers=typed)
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == {"numbers"}
    assert typed in text_of(answer)


def test_a_revoked_line_is_not_among_those_that_a_decision_prints(cast: Cast) -> None:
    office = Office(cast)
    decision, lines = office.entered(2)
    office.revoked([lines[0].line.nomination_id])
    client = signed_in(cast, SPECIALIST)
    path = reverse("decision_certificates_print", args=[decision.pk])
    assert [one.number for one in client.get(path).context["chosen"]] == [2]
    refused: Any = posted(client, on("certificates_print", lines[0]))
    assert refused.status_code == 422
    assert "is revoked" in text_of(refused)


def test_a_reprint_asks_on_its_page_and_loses_nothing(cast: Cast) -> None:
    _office, lines, _path = printed(cast)
    client = signed_in(cast, SPECIALIST)
    answer = posted(client, on("certificates_print", *lines), text="Lệch 3 mm")
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["reason"])
    assert "Lệch 3 mm" in text_of(answer)


def test_a_deed_that_somebody_else_did_meanwhile_is_refused(cast: Cast) -> None:
    office = Office(cast)
    _decision, (one,) = office.entered(1)
    client = signed_in(cast, SPECIALIST)
    path = reverse("certificate_replace", args=[one.pk])
    slow = filled(client, path, ground="LOST", document=REQUEST)
    replace_certificate(one, **office.head, ground="DAMAGED", document=REQUEST)
    answer = client.post(path, slow)
    assert answer.status_code in {409, 422}
    assert "was replaced" in text_of(answer)
    assert Certificate.objects.count() == 2


def test_what_is_chosen_and_is_none_has_no_page(cast: Cast) -> None:
    office = Office(cast)
    _decision, (one,) = office.entered(1)
    office.revoked([one.line.nomination_id])
    demand_recovery([one.pk], **office.acts)
    client = signed_in(cast, SPECIALIST)
    for query in ("", "?on=", "?on=x", "?on=99999999999999999999", "?on=12345"):
        assert client.get(reverse("certificates_hand") + query).status_code == 404


# Blanks ----------------------------------------------------------------------------------------------------


def test_the_office_moves_texts_on_the_page_and_sees_a_picture(cast: Cast) -> None:
    client, blank = signed_in(cast, SPECIALIST), example()
    path, picture = reverse("blank", args=[blank.pk]), reverse("blank_picture", args=[blank.pk])
    assert str(blank) in text_of(client.get(reverse("blanks")))
    typed = filled(client, path, **{"name-x": "55.5", "code-x": "", "code-y": ""})
    shown = {key: value for key, value in typed.items() if re.match(r"d[xy]$|\w+-\w+$", key)}
    with unwritten():
        drawn = client.get(picture, shown)
        assert (drawn.status_code, drawn["Content-Type"]) == (200, "image/webp")
        assert drawn.content != client.get(picture).content
        assert client.get(picture, {**shown, "name-x": "500"}).status_code == 422
    assert client.post(path, typed).status_code == 302
    blank.refresh_from_db()
    assert (blank.places["NAME"]["x"], "CODE" in blank.places) == ("55.5", False)


def test_a_text_that_leaves_the_sheet_is_told_beside_its_field_and_kept(cast: Cast) -> None:
    client, blank = signed_in(cast, SPECIALIST), example()
    answer = posted(client, reverse("blank", args=[blank.pk]), **{"name-x": "300"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["name-x"])
    assert 'value="300"' in text_of(answer)


def test_the_calibration_sheet_is_a_file(cast: Cast) -> None:
    client, path = signed_in(cast, HEAD), reverse("blank_sheet", args=[example().pk])
    bare, sample = (opened(client.get(path + query).content).text for query in ("", "?sample"))
    assert ("Phượng" in bare, "Phượng" in sample) == (False, True)
