"""The pages of the implementation plans: recorded, replaced, withdrawn, listed for the office, and what they answer."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.directory.given import body, succeeds
from tests.dossiers.letters_given import today, tomorrow
from tests.dossiers.pages_given import sent, signed_in, text_of, unwritten
from tests.dossiers.test_plans import GEN_02, plan, without_answer
from tests.support.walk import R1, R1_BELOW, R3, Walk
from workflow.awards.models import Campaign
from workflow.directory.models import Organisation, OrganisationType
from workflow.dossiers.letters import send_letter
from workflow.dossiers.models import CriterionAnswer
from workflow.dossiers.plan_commands import withdraw_unit_plan
from workflow.dossiers.plans import UnitPlan
from workflow.management.demo.cast import Cast
from workflow.management.demo.papers import pdf

OFFICER, HEAD, OFFICE = "nnmt-officer", "nnmt-head", "tdkt-specialist-1"


def file(name: str = "ke-hoach.pdf", content: bytes = b"") -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, content or pdf("Ke hoach"), "application/pdf")


def typed(**more: Any) -> dict[str, Any]:
    """What is typed for a plan."""
    given = {
        "campaign": str(Campaign.objects.get(code="CT34").pk),
        "number": "12/KH-SNNMT",
        "issued_on": f"{today():%d/%m/%Y}",
        "title": "Kế hoạch triển khai (minh họa)",
        "file": file(),
    }
    return {**given, **more}


# Recording.


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"number": ""}, "number"),
        ({"issued_on": "31/02/2026"}, "issued_on"),
        ({"issued_on": "tomorrow"}, "issued_on"),
        ({"file": file("ke-hoach.pdf", b"no pdf")}, "file"),
        ({"campaign": "0"}, "campaign"),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(
    cast: Cast, wrong: dict[str, Any], field: str
) -> None:
    if wrong.get("issued_on") == "tomorrow":
        wrong = {"issued_on": f"{tomorrow():%d/%m/%Y}"}
    client = signed_in(cast, OFFICER)
    with unwritten():
        answer = sent(client, "/plans/new/", **typed(**wrong))
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {field})
    assert "Kế hoạch triển khai (minh họa)" in text_of(answer)


@pytest.mark.parametrize("name", [OFFICER, HEAD])
def test_an_officer_or_a_head_records_a_plan_and_finds_it_in_the_list(cast: Cast, name: str) -> None:
    client = signed_in(cast, name)
    answer = sent(client, "/plans/new/", **typed())
    assert (answer.status_code, answer["Location"]) == (302, "/plans/")
    one = UnitPlan.objects.get()
    assert (one.organisation.code, one.number, one.file_name) == (R1.unit, "12/KH-SNNMT", "ke-hoach.pdf")
    page = text_of(client.get("/plans/"))
    assert all(part in page for part in ("12/KH-SNNMT", "In force", f"/plans/{one.pk}/withdraw/"))


def test_nobody_else_has_a_page_to_record_or_to_withdraw(cast: Cast) -> None:
    one = plan(Walk(cast))
    for name in (OFFICE, "tdkt-head", "inspector", "nnmt-clerk"):
        client = signed_in(cast, name)
        assert client.get("/plans/new/").status_code == 404
        assert client.get(f"/plans/{one.pk}/withdraw/").status_code == 404
    for path in ("withdraw", "file"):
        assert signed_in(cast, "gddt-officer").get(f"/plans/{one.pk}/{path}/").status_code == 404


def test_a_plan_is_withdrawn_with_a_reason_that_the_list_shows(cast: Cast) -> None:
    one, client = plan(Walk(cast)), signed_in(cast, OFFICER)
    path = f"/plans/{one.pk}/withdraw/"
    with unwritten():
        assert sent(client, path).status_code == 422
    assert sent(client, path, reason="Ban hành sai thể thức").status_code == 302
    page = text_of(client.get("/plans/"))
    assert all(part in page for part in ("Withdrawn", "Ban hành sai thể thức"))
    assert path not in page
    again = sent(client, path, reason="Lần nữa")
    assert again.status_code == 409
    assert "Lần nữa" in text_of(again)


def test_a_replaced_plan_names_the_one_that_took_its_place(cast: Cast) -> None:
    walk = Walk(cast)
    plan(walk)
    plan(walk, number="13/KH")
    assert "Replaced by no. 13/KH" in text_of(signed_in(cast, OFFICER).get("/plans/"))


def test_own_plans_are_found_without_marks(cast: Cast) -> None:
    plan(Walk(cast))
    client = signed_in(cast, OFFICER)
    assert len(client.get("/plans/", {"q": "ke hoach trien khai"}).context["rows"]) == 1
    assert "No plan like this" in text_of(client.get("/plans/", {"q": "không có đâu"}))


def test_the_file_is_sent_to_keep_and_is_never_shown_as_a_page(cast: Cast) -> None:
    one = plan(Walk(cast))
    for name in (OFFICER, OFFICE):
        answer = signed_in(cast, name).get(f"/plans/{one.pk}/file/")
        assert answer.status_code == 200
        assert answer["Content-Disposition"] == 'attachment; filename="ke-hoach.pdf"'
        assert "sandbox" in answer["Content-Security-Policy"]
        assert answer.getvalue().startswith(b"%PDF")


# The office.


def shown(client: Client, **query: str) -> dict[str, str]:
    """The units that the office's page lists, each with the number of its plan."""
    found: dict[str, str] = {}
    for number in range(1, 9):
        page = client.get("/plans/", {**query, "page": str(number)}).context["page"]
        found |= {row.unit.code: row.plan.number if row.plan else "" for row in page}
    return found


def test_the_office_sees_every_unit_with_its_plan_and_which_have_none(cast: Cast) -> None:
    plan(Walk(cast))
    client = signed_in(cast, OFFICE)
    every, without = shown(client), shown(client, show="without")
    assert every[R1.unit] == "12/KH-SNNMT"
    assert every[R1_BELOW.unit] == ""
    assert {code for code, number in every.items() if not number} == set(without)
    assert R1.unit not in without


def test_a_department_s_office_sees_only_what_is_below_it(cast: Cast) -> None:
    plan(Walk(cast))
    units = shown(signed_in(cast, "yte-specialist"))
    assert R3.unit in units
    assert R1.unit not in units


def test_units_are_found_without_marks_and_by_campaign(cast: Cast) -> None:
    plan(Walk(cast))
    client = signed_in(cast, OFFICE)
    name = cast.organisation(R1.unit).name
    assert "Nông nghiệp" in name
    assert R1.unit in shown(client, q="nong nghiep")
    assert shown(client, q="khong co dau") == {}
    unknown = client.get("/plans/", {"campaign": "x"})
    assert unknown.status_code == 200
    assert [one.code for one, is_chosen in unknown.context["campaigns"] if is_chosen] == ["CT34"]


def test_a_plan_that_a_unit_inherited_counts_in_the_office_s_list(cast: Cast) -> None:
    old, made = body("so-cu"), plan(Walk(cast, R1_BELOW))
    UnitPlan.objects.filter(pk=made.pk).update(organisation=old)
    succeeds(cast.organisation(R1.unit), old, since=-2)
    assert shown(signed_in(cast, OFFICE))[R1.unit] == made.number


@pytest.mark.parametrize("show", ["own", "units", "without"])
def test_a_list_takes_as_many_statements_however_long_it_is(cast: Cast, show: str) -> None:
    client = signed_in(cast, OFFICER if show == "own" else OFFICE)
    counts = []
    for many in (10, 1000):
        _many(cast, many)
        client.get("/plans/")
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/plans/", {"show": show}).status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]


def _many(cast: Cast, many: int) -> None:
    """So many units below the province, half of them with a plan, and so many ended plans of one unit."""
    like = plan(Walk(cast))
    kind, above = OrganisationType.objects.order_by("pk")[0], cast.organisation("ubnd-tinh")
    units = Organisation.objects.bulk_create(
        Organisation(code=f"u{many}-{number}", name=f"Đơn vị {number}", type=kind, parent=above, valid_from=today())
        for number in range(many)
    )
    UnitPlan.objects.bulk_create(_copy(like, one, ended=False) for one in units[: many // 2])
    UnitPlan.objects.bulk_create(_copy(like, like.organisation, ended=True) for _one in units)


def _copy(like: UnitPlan, unit: Organisation, *, ended: bool) -> UnitPlan:
    kept = {name: getattr(like, name) for name in ("campaign", "number", "issued_on", "title", "file_name", "sha256")}
    kept |= {"content_type": like.content_type, "size": like.size, "recorded_by": like.recorded_by}
    at = like.recorded_at
    return UnitPlan(organisation=unit, recorded_at=at, ended_at=at if ended else None, **kept)


# What it answers.


def test_the_criteria_say_by_which_plan_they_are_answered(cast: Cast) -> None:
    walk = Walk(cast)
    _letter, (line,) = without_answer(walk)
    one, client = plan(walk), signed_in(cast, OFFICER)
    answer = client.get(f"/dossiers/{line}/criteria/")
    (question,) = [each for each in answer.context["form"].questions if each.criterion.code == GEN_02]
    assert (question.plan, question.is_proven, question.is_open) == (one, True, False)
    page = text_of(answer)
    assert f"Answered by the unit's plan no. {one.number} of 05/01/2026." in " ".join(page.split())
    assert f"/plans/{one.pk}/file/" in page


def test_without_a_plan_the_criteria_ask_as_before(cast: Cast) -> None:
    walk = Walk(cast)
    _letter, (line,) = without_answer(walk)
    withdraw_unit_plan(plan(walk), reason="Sai", **walk.officer)
    page = text_of(signed_in(cast, OFFICER).get(f"/dossiers/{line}/criteria/"))
    assert "Answered by the unit's plan" not in page


def test_an_answer_of_the_line_s_own_is_written_behind_the_plan(cast: Cast) -> None:
    walk = Walk(cast)
    _letter, (line,) = without_answer(walk)
    plan(walk)
    path, client = f"/dossiers/{line}/criteria/", signed_in(cast, OFFICER)
    name = f"answers[{line}].{GEN_02}"
    with unwritten():
        wrong = sent(client, path, **{f"{name}.number": "9/CV"})
    assert wrong.status_code == 422
    (question,) = [each for each in wrong.context["form"].questions if each.criterion.code == GEN_02]
    assert question.is_open
    assert sent(client, path, **{name: "Văn bản riêng"}).status_code == 302
    own = CriterionAnswer.objects.get(nomination=line, criterion__code=GEN_02)
    assert (own.text, own.plan) == ("Văn bản riêng", None)
    assert "Answered by the unit's plan" not in text_of(client.get(path))


def test_after_sending_every_reader_sees_what_the_plan_answered(cast: Cast) -> None:
    walk = Walk(cast)
    letter, (line,) = without_answer(walk)
    one = plan(walk)
    send_letter(letter, **walk.officer)
    withdraw_unit_plan(one, reason="Ban hành lại", **walk.officer)
    review = text_of(signed_in(cast, HEAD).get(f"/letters/{letter.pk}/review/"))
    dossier = text_of(signed_in(cast, HEAD).get(f"/dossiers/{line}/?show=content"))
    for page in (review, dossier):
        assert "Answered from the unit's plan" in page
        assert one.number in page
        assert f"{one.number} (05/01/2026)" in page
