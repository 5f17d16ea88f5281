"""The pages of the appraisal: the list, the whole way of a letter through the office, and what each page refuses."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.appraisal.given import appointed, appraised, desk, sent, specialist, states, today, valid_sheets
from tests.appraisal.given import sheets as sheets_for
from tests.dossiers.pages_given import as_user, filled, signed_in, text_of
from tests.dossiers.pages_given import sent as posted
from tests.support.walk import R1, R4, Walk
from workflow.appraisal.commands import appraise
from workflow.appraisal.models import Appraisal, Finding
from workflow.management.demo import drafts
from workflow.management.demo.cast import Cast
from workflow.procedure.roles import Role
from workflow.procedure.transitions import Transition

SPECIALIST, HEAD = "tdkt-specialist-1", "tdkt-head"


def url(name: str, pk: int) -> str:
    """The address of a page of this room."""
    return reverse(name, args=[pk])


def listed(cast: Cast, name: str, query: str = "") -> set[int]:
    """The appraisals on the first page of a person's list."""
    answer = signed_in(cast, name).get(reverse("appraisals") + query)
    assert answer.status_code == 200
    return {one.pk for one in answer.context["page"]}


def findings(line: int, client: Client, result: str = "MET") -> dict[str, str]:
    """The same finding on every criterion that the sheet of the line asks."""
    form = client.get(url("sheet", line)).context["form"]
    return {form.name_of(code): result for code in form.codes}


def test_the_list_is_the_own_offices_and_narrowed_by_what_is_open_given_and_searched(cast: Cast) -> None:
    walk = Walk(cast)
    new, _a = walk.at_office(1)
    given, _b = walk.assigned(1, first=5)
    _session, gone = walk.before_council(1, first=9)
    done = Appraisal.objects.get(case__standings__nomination=gone[0])
    assert listed(cast, HEAD) == {new.pk, given.pk, done.pk}
    assert listed(cast, HEAD, "?show=open") == {new.pk, given.pk}
    assert listed(cast, HEAD, "?show=closed") == {done.pk}
    assert listed(cast, SPECIALIST, "?show=mine") == {given.pk}
    assert listed(cast, HEAD, f"?q={new.letter.number}") == {new.pk}
    assert listed(cast, HEAD, "?q=de+NGHI&show=open") == {new.pk, given.pk}
    assert listed(cast, HEAD, "?q=khong-co&show=nothing") == set()
    assert listed(cast, "ldld-specialist") == set()


def test_a_letter_goes_through_the_office_by_its_pages_alone(cast: Cast) -> None:
    appraisal, lines = Walk(cast).at_office(3)
    officer, boss = signed_in(cast, SPECIALIST), signed_in(cast, HEAD)
    back = url("appraisal", appraisal.pk)

    answer = posted(officer, url("appraisal_receive", appraisal.pk), incoming_number="45/ĐẾN")
    assert (answer.status_code, answer["Location"]) == (302, back)
    answer = posted(boss, url("appraisal_assign", appraisal.pk), specialist=str(cast.person(SPECIALIST).pk))
    assert (answer.status_code, desk(appraisal.case_id)) == (302, "appraise")

    for line, behind in zip(lines, [*lines[1:], None], strict=True):
        verdict = {f"sheets[{line}].verdict": "ELIGIBLE", **findings(line, officer)}
        if line == lines[1]:
            verdict |= {f"sheets[{line}].verdict": "INELIGIBLE", min(findings(line, officer)): "NOT_MET"}
        answer = posted(officer, url("sheet", line), **verdict)
        assert (answer.status_code, answer["Location"]) == (302, url("sheet", behind) if behind else back)
    assert [valid_sheets(line) for line in lines] == [["ELIGIBLE"], ["INELIGIBLE"], ["ELIGIBLE"]]

    assert posted(officer, url("appraisal_submit", appraisal.pk)).status_code == 302
    ruling = {f"code-{lines[1]}": "CRITERIA", f"text-{lines[1]}": "Chưa đạt tiêu chí"}
    assert posted(boss, url("appraisal_approve", appraisal.pk), **ruling).status_code == 302
    assert states(lines) == ["WITH_COUNCIL", "INELIGIBLE", "WITH_COUNCIL"]
    assert [phase.kind for phase in boss.get(back).context["phases"]] == ["done"] * 4


def test_the_page_shows_where_the_letter_is_and_offers_what_waits_for_the_person(cast: Cast) -> None:
    appraisal, lines = Walk(cast).assigned(2)
    appraise(appraisal, sheets_for(lines[:1]), **specialist(cast))
    answer = signed_in(cast, SPECIALIST).get(url("appraisal", appraisal.pk))
    assert [phase.kind for phase in answer.context["phases"]] == ["done", "done", "here", "ahead"]
    assert "1 of 2 lines on this page are appraised as they stand." in text_of(answer)
    assert [one.url for one in answer.context["deeds"]] == [url("appraisal_submit", appraisal.pk)]
    offered = [one.url for one in answer.context["offers"]]
    assert reverse("supplement_request") in offered
    assert reverse("consultation_new") in offered
    boss = signed_in(cast, HEAD).get(url("appraisal", appraisal.pk))
    assert [one.url for one in boss.context["deeds"]] == [url("appraisal_assign", appraisal.pk)]
    assert f'href="{url("sheet", lines[0])}"' not in text_of(boss)


def test_a_long_letter_is_searched_by_name_and_a_short_one_is_not(cast: Cast) -> None:
    walk = Walk(cast)
    entries = [drafts.household(f"Hộ ông Đặng Số {n:02d}", R1.award_form) for n in range(16)]
    appraisal, lines = sent(walk, entries)
    officer = signed_in(cast, SPECIALIST)
    assert officer.get(url("appraisal", appraisal.pk)).context["is_long"]
    found = officer.get(url("appraisal", appraisal.pk) + "?q=dang+07")
    assert [row.line.pk for row in found.context["rows"]] == [lines[7]]
    short, _lines = walk.at_office(1)
    assert not officer.get(url("appraisal", short.pk)).context["is_long"]


def test_the_page_takes_as_many_statements_for_many_lines_as_for_few(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    walk = Walk(cast)
    few, _lines = walk.at_office(2)
    entries = [drafts.household(f"Hộ ông Số {n}", R1.award_form) for n in range(40)]
    many, _more = sent(walk, entries)
    officer = signed_in(cast, SPECIALIST)
    officer.get(url("appraisal", few.pk))
    with django_assert_num_queries(counted(officer, url("appraisal", few.pk))):
        officer.get(url("appraisal", many.pk))


def counted(client: Client, path: str) -> int:
    """How many statements the page takes."""
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_a_line_ruled_ineligible_is_reopened_from_the_closed_appraisal(cast: Cast) -> None:
    appraisal, lines = appraised(cast, 1, ["INELIGIBLE"])
    boss = signed_in(cast, HEAD)
    ruling = {f"code-{lines[0]}": "CRITERIA", f"text-{lines[0]}": "Chưa đạt"}
    assert posted(boss, url("appraisal_approve", appraisal.pk), **ruling).status_code == 302
    page = boss.get(url("appraisal", appraisal.pk))
    (offer,) = [one for one in page.context["offers"] if one.transition is Transition.REOPEN_INELIGIBLE]
    assert f'value="{lines[0]}"' in text_of(page)
    typed = {"text": "Khiếu nại đúng", "document": "15/KL"}
    assert posted(boss, f"{offer.url}?on={lines[0]}", on=str(lines[0]), **typed).status_code == 302
    assert states(lines) == ["WITH_OFFICE"]


# The sheet -----------------------------------------------------------------------------------------------


def test_the_sheet_shows_answer_and_evidence_beside_each_criterion_and_leads_to_its_neighbours(cast: Cast) -> None:
    _appraisal, lines = Walk(cast).assigned(3)
    answer = signed_in(cast, SPECIALIST).get(url("sheet", lines[1]))
    page = text_of(answer)
    assert "Line 2 of 3" in page
    assert url("sheet", lines[0]) in page
    assert url("sheet", lines[2]) in page
    for row in answer.context["form"].criteria:
        assert row["asked"].criterion.text in page
        assert row["asked"].answer.text in page
    assert all(row["asked"].evidence for row in answer.context["form"].criteria)


def test_a_sheet_with_a_finding_left_out_is_shown_again_as_it_was_typed(cast: Cast) -> None:
    _appraisal, (line,) = Walk(cast).assigned(1)
    officer = signed_in(cast, SPECIALIST)
    given = findings(line, officer)
    missing = given.popitem()[0]
    typed = {**given, f"sheets[{line}].verdict": "ELIGIBLE", f"sheets[{line}].note": "Ghi chú đã gõ"}
    answer = posted(officer, url("sheet", line), **typed)
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [missing]
    assert "Ghi chú đã gõ" in text_of(answer)
    assert not Finding.objects.exists()


def test_an_earlier_sheet_stands_in_the_form(cast: Cast) -> None:
    appraisal, (line,) = Walk(cast).assigned(1)
    appraise(appraisal, sheets_for([line]), **specialist(cast))
    officer = signed_in(cast, SPECIALIST)
    answer = officer.get(url("sheet", line))
    form = answer.context["form"]
    assert {form[form.name_of(code)].value() for code in form.codes} == {"MET"}
    assert form[form.name_of("verdict")].value() == "ELIGIBLE"
    assert not answer.context["stale"]


def test_a_line_that_has_left_the_office_has_no_sheet(cast: Cast) -> None:
    _session, lines = Walk(cast).before_council(1)
    assert signed_in(cast, SPECIALIST).get(url("sheet", lines[0])).status_code == 404


# Refusals ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "who"),
    [("appraisal_receive", SPECIALIST), ("appraisal_approve", HEAD)],
)
def test_a_deed_of_another_desk_says_why_not_now_instead_of_showing_a_form(cast: Cast, name: str, who: str) -> None:
    appraisal, _lines = Walk(cast).assigned(1)
    client = signed_in(cast, who)
    answer = client.get(url(name, appraisal.pk))
    assert answer.status_code == 409
    assert "form" not in answer.context or not answer.context["form"]
    assert "Now it is at the step «Appraise»." in text_of(answer)


def test_a_form_that_was_open_when_somebody_was_faster_is_refused_and_kept(cast: Cast) -> None:
    appraisal, _lines = Walk(cast).at_office(1)
    one, other = signed_in(cast, SPECIALIST), signed_in(cast, "tdkt-specialist-2")
    path = url("appraisal_receive", appraisal.pk)
    slow = filled(one, path, incoming_number="Số chậm")
    assert posted(other, path, incoming_number="Số nhanh").status_code == 302
    answer = one.post(path, slow)
    assert answer.status_code == 409
    assert "Số chậm" in text_of(answer)
    assert Appraisal.objects.get(pk=appraisal.pk).incoming_number == "Số nhanh"


def test_an_act_on_a_line_that_changed_meanwhile_is_refused_and_shows_what_changed(cast: Cast) -> None:
    appraisal, lines = Walk(cast).assigned(1)
    boss = signed_in(cast, HEAD)
    path = reverse("act", args=["HOLD_AT_OFFICE"]) + f"?on={lines[0]}"
    day = (today() + timedelta(days=9)).strftime("%d/%m/%Y")
    slow = filled(boss, path, code="PRESS", document="Văn bản đã gõ", review_on=day)
    appraise(appraisal, sheets_for(lines), **specialist(cast))
    answer = boss.post(path, slow)
    assert answer.status_code == 409
    assert [moment.title for moment in answer.context["changes"]] == ["Appraised"]
    assert "Văn bản đã gõ" in text_of(answer)
    assert states(lines) == ["WITH_OFFICE"]


def test_whoever_approves_reads_what_was_found_on_each_criterion(cast: Cast) -> None:
    appraisal, lines = appraised(cast, 2, ["ELIGIBLE", "INELIGIBLE"])
    page = signed_in(cast, HEAD).get(url("appraisal_approve", appraisal.pk))
    for finding in Finding.objects.select_related("criterion"):
        assert f"<strong>{finding.criterion.code}</strong>" in text_of(page)
    assert "not met" in text_of(page)
    (row,) = page.context["form"].rows
    assert (row["line"].pk, [one.name for one in row["fields"]]) == (lines[1], [f"code-{lines[1]}", f"text-{lines[1]}"])


def test_nobody_approves_what_one_appraised_oneself(cast: Cast) -> None:
    appraisal, lines = appraised(cast, 1)
    both = appointed(cast, SPECIALIST, Role.OFFICE_HEAD, "ban-tdkt")
    answer = posted(as_user(both["actor"]), url("appraisal_approve", appraisal.pk))
    assert answer.status_code == 403
    assert "Why this cannot be done now" in text_of(answer)
    assert states(lines) == ["WITH_OFFICE"]


def test_an_ineligible_line_without_a_ruling_stays_and_says_so(cast: Cast) -> None:
    appraisal, lines = appraised(cast, 1, ["INELIGIBLE"])
    typed = {f"text-{lines[0]}": "Chưa chọn căn cứ"}
    answer = posted(signed_in(cast, HEAD), url("appraisal_approve", appraisal.pk), **typed)
    assert answer.status_code == 422
    assert "Chưa chọn căn cứ" in text_of(answer)
    assert states(lines) == ["WITH_OFFICE"]


@pytest.mark.parametrize("who", ["ldld-specialist", "ldld-office-head", "nnmt-officer", "council-05"])
def test_an_appraisal_of_another_office_does_not_exist(cast: Cast, who: str) -> None:
    appraisal, lines = Walk(cast).assigned(1)
    client = signed_in(cast, who)
    paths = [url(name, appraisal.pk) for name in ("appraisal", "appraisal_receive", "appraisal_assign")]
    paths += [url("appraisal_submit", appraisal.pk), url("appraisal_approve", appraisal.pk), url("sheet", lines[0])]
    assert [client.get(path).status_code for path in paths] == [404] * 6
    assert [client.post(path).status_code for path in paths] == [404] * 6


def test_only_specialists_of_the_own_office_are_offered_and_taken(cast: Cast) -> None:
    appraisal, _lines = Walk(cast).assigned(1)
    boss, path = signed_in(cast, HEAD), url("appraisal_assign", appraisal.pk)
    offered = set(boss.get(path).context["form"].fields["specialist"].queryset)
    assert offered == {cast.person(SPECIALIST), cast.person("tdkt-specialist-2")}
    answer = posted(boss, path, specialist=str(cast.person("ldld-specialist").pk))
    assert answer.status_code == 422


def test_an_office_without_a_council_sends_its_lines_on_to_be_presented(cast: Cast) -> None:
    appraisal, lines = Walk(cast, R4).assigned(1)
    officer, boss = signed_in(cast, R4.bodies.specialist), signed_in(cast, R4.bodies.office_head)
    given = {f"sheets[{lines[0]}].verdict": "ELIGIBLE", **findings(lines[0], officer)}
    assert posted(officer, url("sheet", lines[0]), **given)["Location"] == url("appraisal", appraisal.pk)
    assert posted(officer, url("appraisal_submit", appraisal.pk)).status_code == 302
    assert posted(boss, url("appraisal_approve", appraisal.pk)).status_code == 302
    assert states(lines) == ["TO_PRESENT"]
