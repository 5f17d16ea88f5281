"""Approval: by another person, line by line, each to where its route leads."""

import pytest

from tests.appraisal.given import (
    appointed,
    appraised,
    colleague,
    delegated,
    desk,
    head,
    related,
    sheets,
    specialist,
    states,
    tomorrow,
    why,
)
from tests.appraisal.proof import invalid, refused, refused_lines, rules, stays
from tests.support.walk import R2, R3, R3S, R4, Walk, Way
from workflow.appraisal.commands import appraise, approve_appraisal, submit_appraisal
from workflow.appraisal.consultations import consult
from workflow.dossiers.door import apply_transition
from workflow.dossiers.models import Letter, Nomination, SignOff
from workflow.management.demo.cast import Cast
from workflow.procedure.facts import Reason
from workflow.procedure.roles import Role
from workflow.procedure.transitions import Transition
from workflow.worklist.models import Case

coded = Reason(code="CRITERIA")


def test_eligible_lines_go_to_the_council_where_the_route_has_one(cast: Cast) -> None:
    appraisal, lines = appraised(cast, 2)
    report = approve_appraisal(appraisal, **head(cast))
    assert (dict(report.moved), rules(report)) == (dict.fromkeys(lines, "WITH_COUNCIL"), {})
    assert desk(appraisal.case_id) == ""
    for line in Nomination.objects.filter(pk__in=lines):
        signed = SignOff.objects.get(nomination=line, kind="APPRAISAL")
        assert (signed.person, signed.hash) == (cast.person("tdkt-head"), line.content_hash)
    assert {case.key for case in Case.objects.filter(nominations__in=lines)} == {
        f"session:{cast.organisation('hd-tdkt-tinh').pk}"
    }


@pytest.mark.parametrize(
    ("way", "state"),
    [(R2, "WITH_COUNCIL"), (R3, "WITH_COUNCIL"), (R3S, "TO_PRESENT"), (R4, "TO_PRESENT")],
    ids=lambda one: one.route if isinstance(one, Way) else one,
)
def test_the_route_says_where_an_eligible_line_goes(cast: Cast, way: Way, state: str) -> None:
    appraisal, lines = Walk(cast, way).assigned(1)
    acts = cast.acts(way.bodies.specialist, Role.OFFICE_SPECIALIST, way.bodies.office)
    appraise(appraisal, sheets(lines), **acts)
    submit_appraisal(appraisal, **acts)
    approve_appraisal(appraisal, **cast.acts(way.bodies.office_head, Role.OFFICE_HEAD, way.bodies.office))
    assert states(lines) == [state]


@pytest.mark.parametrize("row", [Transition.REFER_TO_COUNCIL, Transition.CLEAR])
def test_a_line_takes_only_the_way_of_its_route(cast: Cast, row: Transition) -> None:
    way = R3S if row is Transition.REFER_TO_COUNCIL else R3
    appraisal, lines = Walk(cast, way).assigned(1)
    acts = cast.acts(way.bodies.specialist, Role.OFFICE_SPECIALIST, way.bodies.office)
    appraise(appraisal, sheets(lines), **acts)
    by = cast.acts(way.bodies.office_head, Role.OFFICE_HEAD, way.bodies.office)
    with stays({lines[0]: "route"}) as reports:
        reports.append(apply_transition(row, lines, **by))


def test_nothing_is_approved_before_it_is_submitted(cast: Cast) -> None:
    appraisal, lines = Walk(cast).assigned(1)
    with refused("desk"):
        approve_appraisal(appraisal, **head(cast))
    appraise(appraisal, sheets(lines), **specialist(cast))
    with refused("desk"):
        approve_appraisal(appraisal, **head(cast))


def test_a_line_without_a_sheet_is_not_referred_to_the_council(cast: Cast) -> None:
    _appraisal, lines = Walk(cast).assigned(1)
    with stays({lines[0]: "appraisal"}) as reports:
        report = apply_transition(Transition.RULE_INELIGIBLE, lines, **head(cast), reason=coded)
        reports.append(report)


def test_a_line_proposed_as_ineligible_waits_for_its_ruling(cast: Cast) -> None:
    appraisal, lines = appraised(cast, 3, ["INELIGIBLE"])
    report = approve_appraisal(appraisal, **head(cast))
    assert sorted(report.moved) == lines[1:]
    assert states(lines) == ["WITH_OFFICE", "WITH_COUNCIL", "WITH_COUNCIL"]
    with refused_lines({lines[0]: "reason"}):
        approve_appraisal(appraisal, **head(cast))
    approve_appraisal(appraisal, **head(cast), ineligible={lines[0]: coded})
    assert (states(lines[:1]), desk(appraisal.case_id)) == (["INELIGIBLE"], "")


@pytest.mark.parametrize(
    ("ground", "fits"),
    [
        (Reason(code="CRITERIA"), True),
        (Reason(code="DUPLICATE"), True),
        (Reason("Nêu rõ bằng lời", code="OTHER"), True),
        (Reason(code="OTHER"), False),
        (Reason("  ", code="OTHER"), False),
        (Reason("Không đạt"), False),
        (Reason(code="BECAUSE"), False),
        (Reason(), False),
    ],
    ids=["criteria", "duplicate", "other in words", "other", "other, blank", "words only", "unknown", "nothing"],
)
def test_a_ruling_states_a_ground_of_the_list(cast: Cast, ground: Reason, *, fits: bool) -> None:
    appraisal, lines = appraised(cast, 1, ["INELIGIBLE"])
    if fits:
        approve_appraisal(appraisal, **head(cast), ineligible={lines[0]: ground})
        assert states(lines) == ["INELIGIBLE"]
        return
    with stays({lines[0]: "reason"}) as reports:
        reports.append(approve_appraisal(appraisal, **head(cast), ineligible={lines[0]: ground}))


def test_a_bad_ruling_keeps_its_line_and_no_other(cast: Cast) -> None:
    appraisal, lines = appraised(cast, 3, ["INELIGIBLE"])
    report = approve_appraisal(appraisal, **head(cast), ineligible={lines[0]: Reason(code="?")})
    assert rules(report) == {lines[0]: ["reason"]}
    assert states(lines) == ["WITH_OFFICE", "WITH_COUNCIL", "WITH_COUNCIL"]


def test_the_head_may_rule_against_the_proposal(cast: Cast) -> None:
    appraisal, lines = appraised(cast, 2)
    approve_appraisal(appraisal, **head(cast), ineligible={lines[0]: Reason(code="NOT_IN_SCOPE")})
    assert states(lines) == ["INELIGIBLE", "WITH_COUNCIL"]


@pytest.mark.parametrize("what", ["foreign", "unknown"])
def test_a_ruling_is_made_on_lines_of_this_appraisal(cast: Cast, what: str) -> None:
    appraisal, _lines = appraised(cast, 1)
    _other, foreign = appraised(cast, 1, ["INELIGIBLE"], first=5)
    line = foreign[0] if what == "foreign" else 10**9
    with invalid("ineligible"):
        approve_appraisal(appraisal, **head(cast), ineligible={line: coded})


def test_words_of_a_ruling_that_are_too_long_are_named(cast: Cast) -> None:
    appraisal, lines = appraised(cast, 1, ["INELIGIBLE"])
    with invalid("reason.text"):
        approve_appraisal(appraisal, **head(cast), ineligible={lines[0]: Reason("x" * 4001, code="OTHER")})


def test_a_line_with_an_open_consultation_stays_and_the_others_move(cast: Cast) -> None:
    appraisal, lines = appraised(cast, 3)
    consult(lines[:1], cast.organisation("cong-an-tinh"), **specialist(cast), reply_by=tomorrow())
    report = approve_appraisal(appraisal, **head(cast))
    assert (sorted(report.moved), rules(report)) == (lines[1:], {lines[0]: ["consultation"]})
    assert desk(appraisal.case_id) == "approve"
    with stays({lines[0]: "consultation"}) as reports:
        reports.append(approve_appraisal(appraisal, **head(cast)))


# Four eyes.


def test_whoever_appraised_does_not_approve(cast: Cast) -> None:
    appraisal, lines = appraised(cast, 2)
    appraise(appraisal, sheets(lines[:1]), **appointed(cast, "tdkt-head", Role.OFFICE_SPECIALIST, "ban-tdkt"))
    report = approve_appraisal(appraisal, **head(cast))
    assert (sorted(report.moved), rules(report)) == (lines[1:], {lines[0]: ["four-eyes"]})
    with stays({lines[0]: "four-eyes"}, security=True) as reports:
        reports.append(approve_appraisal(appraisal, **head(cast), ineligible={lines[0]: coded}))
    approve_appraisal(appraisal, **cast.acts("tdkt-deputy", Role.OFFICE_HEAD, "ban-tdkt"))
    assert states(lines) == ["WITH_COUNCIL", "WITH_COUNCIL"]


@pytest.mark.parametrize("row", [Transition.REFER_TO_COUNCIL, Transition.RULE_INELIGIBLE])
def test_whoever_appraised_does_not_approve_for_the_head_either(cast: Cast, row: Transition) -> None:
    _appraisal, lines = appraised(cast, 1)
    acts = delegated(cast, cast.post("tdkt-head", Role.OFFICE_HEAD), "tdkt-specialist-1", row)
    with stays({lines[0]: "four-eyes"}, security=True) as reports:
        reports.append(apply_transition(row, lines, **acts, reason=coded))


def test_nobody_approves_for_the_one_who_appraised(cast: Cast) -> None:
    appraisal, lines = appraised(cast, 1)
    appraise(appraisal, sheets(lines), **appointed(cast, "tdkt-head", Role.OFFICE_SPECIALIST, "ban-tdkt"))
    row = Transition.REFER_TO_COUNCIL
    acts = delegated(cast, cast.post("tdkt-head", Role.OFFICE_HEAD), "tdkt-specialist-2", row)
    with stays({lines[0]: "four-eyes"}, security=True) as reports:
        reports.append(apply_transition(row, lines, **acts))


def test_another_approves_for_the_head_by_delegation(cast: Cast) -> None:
    _appraisal, lines = appraised(cast, 1)
    row = Transition.REFER_TO_COUNCIL
    acts = delegated(cast, cast.post("tdkt-head", Role.OFFICE_HEAD), "tdkt-specialist-2", row)
    assert apply_transition(row, lines, **acts).is_whole
    signed = SignOff.objects.get(nomination=lines[0], kind="APPRAISAL")
    assert (signed.person, signed.delegation, signed.prefix) == (
        cast.person("tdkt-specialist-2"),
        acts["capacity"],
        "TUQ.",
    )


def test_the_one_whose_sheet_is_void_may_approve(cast: Cast) -> None:
    appraisal, lines = appraised(cast, 1)
    appraise(appraisal, sheets(lines), **appointed(cast, "tdkt-head", Role.OFFICE_SPECIALIST, "ban-tdkt"))
    appraise(appraisal, sheets(lines), **colleague(cast))
    assert approve_appraisal(appraisal, **head(cast)).is_whole


def test_nobody_approves_a_nomination_of_oneself_or_of_a_relative(cast: Cast) -> None:
    appraisal, lines = appraised(cast, 3)
    acts = appointed(cast, "nominee-01", Role.OFFICE_HEAD, "ban-tdkt")
    related(cast.person("nominee-01"), cast.person("nominee-02"))
    report = approve_appraisal(appraisal, **acts)
    assert (sorted(report.moved), rules(report)) == (lines[2:], {lines[0]: ["own"], lines[1]: ["relative"]})


def test_ineligible_is_ruled_while_the_office_prepares_its_letter_too(cast: Cast) -> None:
    letter, lines = Walk(cast).to_present(2)
    assert letter.kind == Letter.Kind.OFFICE
    row = Transition.RULE_INELIGIBLE_PRESENTING
    with stays({lines[0]: "reason"}) as reports:
        reports.append(apply_transition(row, lines[:1], **head(cast), reason=why))
    assert apply_transition(row, lines[:1], **head(cast), reason=coded).is_whole
    assert states(lines) == ["INELIGIBLE", "TO_PRESENT"]
