"""The appraisal sheet: a finding for every criterion, bound to the content it looked at."""

from dataclasses import replace

import pytest

from tests.appraisal.given import appointed, colleague, desk, related, sheets, specialist, valid_sheets
from tests.appraisal.proof import invalid, refused, refused_lines
from tests.support.walk import R1, R2, R3S, R4, Walk, Way
from workflow.appraisal.commands import Sheet, appraise, submit_appraisal
from workflow.appraisal.models import Appraisal, AppraisalSheet, Finding
from workflow.awards.models import Criterion
from workflow.dossiers.models import Nomination
from workflow.management.demo.cast import Cast
from workflow.procedure.roles import Role


def _code(one: Sheet) -> str:
    return min(one.findings)


def test_a_sheet_holds_a_finding_for_every_criterion_and_the_content_it_looked_at(cast: Cast) -> None:
    appraisal, lines = Walk(cast).assigned(2)
    given = sheets(lines)
    appraise(appraisal, given, **specialist(cast))
    for line in Nomination.objects.filter(pk__in=lines):
        kept = AppraisalSheet.objects.get(nomination=line, void=False)
        assert (kept.hash, kept.verdict, kept.appraisal_id) == (line.content_hash, "ELIGIBLE", appraisal.pk)
        assert kept.appraiser == cast.person("tdkt-specialist-1")
        found = dict(kept.findings.values_list("criterion__code", "result"))
        assert found == dict(given[line.pk].findings)
    assert desk(appraisal.case_id) == "appraise"


@pytest.mark.parametrize("way", [R1, R2, R3S, R4], ids=lambda way: way.route)
def test_seed_30_the_criteria_asked_are_those_of_the_groups_of_the_route(cast: Cast, way: Way) -> None:
    appraisal, lines = Walk(cast, way).assigned(1)
    line = Nomination.objects.get(pk=lines[0])
    groups = line.route.rules.criteria_groups
    applicable = Criterion.objects.filter(
        campaign=line.campaign_id, nominee_kind__in=["", "PERSON"], track__in=["", "STAFF"]
    )
    asked = set(applicable.filter(group__in=groups).values_list("code", flat=True))
    acts = cast.acts(way.bodies.specialist, Role.OFFICE_SPECIALIST, way.bodies.office)
    with invalid(*(f"sheets[{line.pk}].{code}" for code in asked)):
        appraise(appraisal, {line.pk: Sheet("ELIGIBLE", {})}, **acts)
    appraise(appraisal, {line.pk: Sheet("ELIGIBLE", dict.fromkeys(asked, "MET"))}, **acts)
    assert set(Finding.objects.filter(sheet__nomination=line).values_list("criterion__code", flat=True)) == asked


def test_a_criterion_of_other_nominees_does_not_apply(cast: Cast) -> None:
    appraisal, lines = Walk(cast).assigned(1)
    (line,) = lines
    other = Criterion.objects.filter(nominee_kind="COLLECTIVE").values_list("code", flat=True)[0]
    one = sheets(lines)[line]
    with invalid(f"sheets[{line}].{other}"):
        appraise(appraisal, {line: replace(one, findings={**one.findings, other: "MET"})}, **specialist(cast))


@pytest.mark.parametrize("code", ["NO-SUCH", "", "TIÊU-CHÍ", "x" * 5000], ids=["unknown", "empty", "signs", "long"])
def test_an_unknown_criterion_is_named(cast: Cast, code: str) -> None:
    appraisal, lines = Walk(cast).assigned(1)
    (line,) = lines
    one = sheets(lines)[line]
    with invalid(f"sheets[{line}].{code}"):
        appraise(appraisal, {line: replace(one, findings={**one.findings, code: "MET"})}, **specialist(cast))
    with invalid(f"sheets[{line}].{code}"):
        appraise(appraisal, {line: replace(one, notes={code: "Có minh chứng"})}, **specialist(cast))


@pytest.mark.parametrize("result", ["", "met", "GOOD", "Đạt"])
def test_an_unknown_finding_is_named(cast: Cast, result: str) -> None:
    appraisal, lines = Walk(cast).assigned(1)
    (line,) = lines
    one = sheets(lines)[line]
    with invalid(f"sheets[{line}].{_code(one)}"):
        appraise(appraisal, {line: replace(one, findings={**one.findings, _code(one): result})}, **specialist(cast))


@pytest.mark.parametrize("verdict", ["", "eligible", "AWARD"])
def test_an_unknown_verdict_is_named(cast: Cast, verdict: str) -> None:
    appraisal, lines = Walk(cast).assigned(1)
    with invalid(f"sheets[{lines[0]}].verdict"):
        appraise(appraisal, {lines[0]: replace(sheets(lines)[lines[0]], verdict=verdict)}, **specialist(cast))


def test_a_note_on_a_finding_is_kept_whole_or_named(cast: Cast) -> None:
    appraisal, lines = Walk(cast).assigned(1)
    (line,) = lines
    one = sheets(lines)[line]
    with invalid(f"sheets[{line}].{_code(one)}"):
        appraise(appraisal, {line: replace(one, notes={_code(one): "x" * 401})}, **specialist(cast))
    appraise(appraisal, {line: replace(one, notes={_code(one): "x" * 400})}, **specialist(cast))
    assert Finding.objects.get(sheet__nomination=line, criterion__code=_code(one)).note == "x" * 400


def test_a_line_with_a_criterion_not_met_is_not_proposed_as_eligible(cast: Cast) -> None:
    appraisal, lines = Walk(cast).assigned(1)
    (line,) = lines
    one = sheets(lines)[line]
    findings = {**one.findings, _code(one): "NOT_MET"}
    with invalid(f"sheets[{line}].{_code(one)}"):
        appraise(appraisal, {line: replace(one, findings=findings)}, **specialist(cast))
    appraise(appraisal, {line: replace(one, verdict="INELIGIBLE", findings=findings)}, **specialist(cast))
    assert valid_sheets(line) == ["INELIGIBLE"]


def test_a_line_with_a_criterion_partly_met_may_be_eligible(cast: Cast) -> None:
    appraisal, lines = Walk(cast).assigned(1)
    one = sheets(lines)[lines[0]]
    appraise(appraisal, {lines[0]: replace(one, findings={**one.findings, _code(one): "PARTLY"})}, **specialist(cast))
    assert valid_sheets(lines[0]) == ["ELIGIBLE"]


def test_a_criterion_that_always_applies_is_not_found_to_be_not_applicable(cast: Cast) -> None:
    appraisal, lines = Walk(cast).assigned(1)
    one = sheets(lines)[lines[0]]
    findings = {**one.findings, _code(one): "NA"}
    with invalid(f"sheets[{lines[0]}].{_code(one)}"):
        appraise(appraisal, {lines[0]: replace(one, findings=findings)}, **specialist(cast))
    Criterion.objects.filter(code=_code(one)).update(may_not_apply=True)
    appraise(appraisal, {lines[0]: replace(one, findings=findings)}, **specialist(cast))
    assert valid_sheets(lines[0]) == ["ELIGIBLE"]


def test_every_wrong_field_of_every_line_is_named_and_no_sheet_is_written(cast: Cast) -> None:
    appraisal, lines = Walk(cast).assigned(3)
    given = sheets(lines)
    code = _code(given[lines[0]])
    given[lines[0]] = replace(given[lines[0]], verdict="?")
    given[lines[1]] = replace(given[lines[1]], findings={**given[lines[1]].findings, code: "NOT_MET"})
    with invalid(f"sheets[{lines[0]}].verdict", f"sheets[{lines[1]}].{code}"):
        appraise(appraisal, given, **specialist(cast))


def test_only_lines_of_this_appraisal_are_appraised(cast: Cast) -> None:
    walk = Walk(cast)
    appraisal, lines = walk.assigned(1)
    _other, foreign = walk.assigned(1, first=5)
    with invalid("sheets"):
        appraise(appraisal, sheets([*lines, *foreign]), **specialist(cast))
    with invalid("sheets"):
        appraise(appraisal, {10**9: sheets(lines)[lines[0]]}, **specialist(cast))
    with invalid("sheets"):
        appraise(appraisal, {}, **specialist(cast))


def test_a_second_sheet_makes_the_older_one_void_and_no_other(cast: Cast) -> None:
    appraisal, lines = Walk(cast).assigned(2)
    appraise(appraisal, sheets(lines), **specialist(cast))
    appraise(appraisal, sheets(lines[:1], {lines[0]: "INELIGIBLE"}), **colleague(cast))
    kept = AppraisalSheet.objects.filter(nomination=lines[0]).order_by("pk")
    assert list(kept.values_list("verdict", "void")) == [("ELIGIBLE", True), ("INELIGIBLE", False)]
    assert valid_sheets(lines[1]) == ["ELIGIBLE"]


def test_nobody_appraises_a_nomination_of_oneself_or_of_a_relative(cast: Cast) -> None:
    appraisal, lines = Walk(cast).assigned(3)
    acts = appointed(cast, "nominee-01", Role.OFFICE_SPECIALIST, "ban-tdkt")
    related(cast.person("nominee-01"), cast.person("nominee-02"))
    with refused_lines({lines[0]: "own", lines[1]: "relative"}, security=True):
        appraise(appraisal, sheets(lines), **acts)
    appraise(appraisal, sheets(lines[2:]), **acts)
    assert [valid_sheets(line) for line in lines] == [[], [], ["ELIGIBLE"]]


def test_a_relative_that_the_specialist_declared_is_a_relative_too(cast: Cast) -> None:
    appraisal, lines = Walk(cast).assigned(1)
    related(cast.person("nominee-01"), cast.person("tdkt-specialist-1"))
    with refused_lines({lines[0]: "relative"}, security=True):
        appraise(appraisal, sheets(lines), **specialist(cast))
    appraise(appraisal, sheets(lines), **colleague(cast))


def test_a_letter_that_nobody_was_given_is_not_appraised(cast: Cast) -> None:
    appraisal, lines = Walk(cast).at_office(1)
    with refused("desk"):
        appraise(appraisal, sheets(lines), **specialist(cast))


def test_an_appraisal_is_submitted_when_every_line_is_appraised(cast: Cast) -> None:
    appraisal, lines = Walk(cast).assigned(3)
    appraise(appraisal, sheets(lines[:1]), **specialist(cast))
    with refused_lines(dict.fromkeys(lines[1:], "appraisal")):
        submit_appraisal(appraisal, **specialist(cast))
    appraise(appraisal, sheets(lines[1:]), **specialist(cast))
    submit_appraisal(appraisal, **specialist(cast))
    assert desk(appraisal.case_id) == "approve"
    with refused("desk"):
        submit_appraisal(appraisal, **specialist(cast))


def test_the_due_day_stays_with_the_appraisal_until_it_is_approved(cast: Cast) -> None:
    appraisal, lines = Walk(cast).assigned(1)
    appraise(appraisal, sheets(lines), **specialist(cast))
    submit_appraisal(appraisal, **specialist(cast))
    item = Appraisal.objects.get(pk=appraisal.pk).case.items.get(finished=None)
    assert (item.role, item.due) == ("OFFICE_HEAD", appraisal.due)


def test_a_sheet_may_be_corrected_while_it_waits_for_approval(cast: Cast) -> None:
    appraisal, lines = Walk(cast).assigned(1)
    appraise(appraisal, sheets(lines), **specialist(cast))
    submit_appraisal(appraisal, **specialist(cast))
    appraise(appraisal, sheets(lines, {lines[0]: "INELIGIBLE"}), **specialist(cast))
    assert valid_sheets(lines[0]) == ["INELIGIBLE"]
    assert desk(appraisal.case_id) == "approve"
