"""What the unit's dossier must hold, and when it may be sent."""

from datetime import date
from typing import Any, Final

import pytest
from django.utils import translation

from tests.procedure.given import Why, line, why
from workflow.procedure.bases import Basis
from workflow.procedure.facts import Family
from workflow.procedure.guards import (
    a_linked_nomination_is_drafted,
    a_recipient_is_named,
    criteria_are_answered,
    files_are_safe,
    minutes_are_present,
    nominee_organisation_exists,
    papers_are_complete,
    papers_of_a_foreigner_are_there,
    round_is_open,
    the_managing_body_submits,
    the_round_has_closed,
    the_simplified_ground_is_stated,
)
from workflow.procedure.roles import Role
from workflow.procedure.routes import RouteRules

TODAY: Final = date(2026, 3, 2)

# The round.


@pytest.mark.parametrize(
    "about",
    [{}, {"open": False}, {"open": False, "late_accepted": False, "reply_by": "2026-03-01"}, {"closed": True}],
    ids=["no dates yet", "not open", "reply date past", "closed"],
)
def test_a_round_that_is_not_open_is_refused_until_the_office_accepts_late(about: dict[str, Any]) -> None:
    refusal = round_is_open(line((Family.ROUND, about), today=TODAY))
    assert why(refusal) == Why("round", Basis.ROUND, Role.OFFICE_HEAD)


@pytest.mark.parametrize(
    "about",
    [{"open": True}, {"late_accepted": True}, {"reply_by": "2026-03-02"}, {"reply_by": date(2026, 3, 3)}],
    ids=["open", "late acceptance", "last day to reply", "inside the reply date"],
)
def test_a_round_that_is_open_or_still_accepts_the_line_passes(about: dict[str, Any]) -> None:
    assert round_is_open(line((Family.ROUND, about), today=TODAY)) is None


def test_seed_33_a_route_that_needs_no_round_asks_for_none() -> None:
    assert round_is_open(line(route=RouteRules(round_required=False))) is None


@pytest.mark.parametrize(
    "about",
    [
        {},
        {"closed": False},
        {"closed": True, "late_accepted": True},
        {"closed": True, "reply_by": "2026-03-02"},
        {"none": True},
        {"none": True, "reply_by": "2026-03-02"},
        {"open": True, "reply_by": "2026-03-01"},
    ],
    ids=[
        "no dates yet",
        "open",
        "late acceptance",
        "last day to reply",
        "no round and no date",
        "no round and the last day to reply",
        "open after the reply date",
    ],
)
def test_nothing_lapses_while_the_round_still_takes_it(about: dict[str, Any]) -> None:
    refusal = the_round_has_closed(line((Family.ROUND, about), today=TODAY))
    assert why(refusal) == Why("round", Basis.ROUND)


@pytest.mark.parametrize("reply_by", [None, "2026-03-01"])
def test_a_line_lapses_once_the_round_is_closed_and_no_reply_date_runs(reply_by: str | None) -> None:
    assert the_round_has_closed(line((Family.ROUND, {"closed": True, "reply_by": reply_by}), today=TODAY)) is None


def test_a_line_without_a_round_lapses_once_its_reply_date_has_passed() -> None:
    assert the_round_has_closed(line((Family.ROUND, {"none": True, "reply_by": "2026-03-01"}), today=TODAY)) is None


@pytest.mark.parametrize("about", [{"closed": True}, {"closed": True, "reply_by": "2026-03-01"}, {"open": True}])
def test_a_line_that_may_lapse_may_not_be_sent(about: dict[str, Any]) -> None:
    facts = line((Family.ROUND, about), today=TODAY)
    assert (round_is_open(facts) is None) is not (the_round_has_closed(facts) is None)


# Papers and files.


@pytest.mark.parametrize("there", [None, [], ["REPORT"], ["REPORT", "OTHER"]])
def test_an_incomplete_dossier_is_refused_to_the_officer(there: list[str] | None) -> None:
    facts = line((Family.DOSSIER, {"papers": there}), route=RouteRules(papers=("REPORT", "MINUTES")))
    assert why(papers_are_complete(facts)) == Why("R-DOSSIER", Basis.DOSSIER_CONTENTS, Role.UNIT_OFFICER)


def test_an_incomplete_dossier_is_told_what_is_missing() -> None:
    facts = line((Family.DOSSIER, {"papers": ["OTHER"]}), route=RouteRules(papers=("REPORT", "OTHER", "CONFIRMATION")))
    with translation.override("en"):
        refusal = papers_are_complete(facts)
        assert refusal is not None
        assert "Achievement report, Confirmation by the competent body missing" in str(refusal.reason)


@pytest.mark.parametrize("asked", [(), ("REPORT",), ("MINUTES", "REPORT")])
def test_a_dossier_with_every_paper_of_its_route_passes(asked: tuple[str, ...]) -> None:
    facts = line((Family.DOSSIER, {"papers": ["REPORT", "MINUTES"]}), route=RouteRules(papers=asked))
    assert papers_are_complete(facts) is None


def test_an_infected_file_is_refused() -> None:
    assert why(files_are_safe(line((Family.DOSSIER, {"infected": True})))) == Why("files", Basis.DOSSIER_CONTENTS)


def test_a_file_that_waits_for_its_scan_is_refused_and_the_reason_says_to_wait() -> None:
    refusal = files_are_safe(line((Family.DOSSIER, {"infected": False, "unscanned": True})))
    assert why(refusal) == Why("files", Basis.DOSSIER_CONTENTS)
    assert refusal is not None
    with translation.override("en"):
        assert "Wait until it is scanned" in str(refusal.reason)


@pytest.mark.parametrize("about", [{}, {"infected": False}, {"unscanned": False}])
def test_files_not_known_to_be_infected_pass(about: dict[str, Any]) -> None:
    assert files_are_safe(line((Family.DOSSIER, about))) is None


@pytest.mark.parametrize("there", [None, [], ["REPORT"]])
def test_missing_minutes_are_refused_where_the_route_asks_them(there: list[str] | None) -> None:
    facts = line((Family.DOSSIER, {"papers": there}), route=RouteRules(unit_minutes=True))
    assert why(minutes_are_present(facts)) == Why("R-MINUTES", Basis.DOSSIER_CONTENTS, Role.UNIT_OFFICER)


def test_minutes_that_are_there_or_not_asked_pass() -> None:
    assert minutes_are_present(line((Family.DOSSIER, {"papers": ["MINUTES"]}))) is None
    assert minutes_are_present(line(route=RouteRules(unit_minutes=False))) is None


# Criteria.

OPEN_ONES: Final = [{"code": "COL-02", "group": "COL"}, {"code": "GEN-03", "group": "GEN"}]


def test_seed_30_an_unanswered_criterion_of_any_asked_group_is_refused() -> None:
    for groups in (("GEN",), ("COL",), ("GEN", "COL")):
        facts = line((Family.DOSSIER, {"unanswered": OPEN_ONES}), route=RouteRules(criteria_groups=groups))
        assert why(criteria_are_answered(facts)) == Why("criteria", Basis.CRITERIA, Role.UNIT_OFFICER)


def test_unanswered_criteria_are_told_by_their_codes_in_order() -> None:
    facts = line((Family.DOSSIER, {"unanswered": OPEN_ONES[::-1]}), route=RouteRules(criteria_groups=("GEN", "COL")))
    refusal = criteria_are_answered(facts)
    assert refusal is not None
    assert "COL-02, GEN-03" in str(refusal.reason)


@pytest.mark.parametrize("unanswered", [None, [], [{"code": "LDR-01", "group": "LDR"}]])
def test_criteria_that_are_answered_or_not_of_the_route_pass(unanswered: list[dict[str, str]] | None) -> None:
    facts = line((Family.DOSSIER, {"unanswered": unanswered}), route=RouteRules(criteria_groups=("GEN", "COL")))
    assert criteria_are_answered(facts) is None


# The nominee, and where the nomination goes on.


def test_a_dissolved_body_is_refused_and_nobody_can_lift_it() -> None:
    refusal = nominee_organisation_exists(line((Family.NOMINEE, {"exists": False})))
    assert why(refusal) == Why("R-DISSOLVED", Basis.DISSOLVED)


@pytest.mark.parametrize("about", [{}, {"exists": True}])
def test_a_body_that_exists_and_a_nominee_that_is_no_body_pass(about: dict[str, Any]) -> None:
    assert nominee_organisation_exists(line((Family.NOMINEE, about))) is None


def test_a_unit_that_does_not_manage_the_nominee_gives_a_ground() -> None:
    about = {"managed": False, "submitter_ground": " "}
    refusal = the_managing_body_submits(line((Family.NOMINEE, about)))
    assert why(refusal) == Why("R-SUBMITTER", Basis.WHO_SUBMITS, Role.UNIT_OFFICER)


@pytest.mark.parametrize(
    "about",
    [{}, {"managed": None}, {"managed": True}, {"managed": False, "submitter_ground": "phát hiện thành tích"}],
    ids=["nothing known", "nobody recorded", "its own", "merit that it discovered"],
)
def test_whoever_manages_the_nominee_or_gives_a_ground_submits(about: dict[str, Any]) -> None:
    assert the_managing_body_submits(line((Family.NOMINEE, about))) is None


@pytest.mark.parametrize("recipient", [None, "", "  "])
def test_a_posthumous_award_without_a_recipient_is_refused(recipient: str | None) -> None:
    refusal = a_recipient_is_named(line((Family.NOMINEE, {"died": True, "recipient": recipient})))
    assert why(refusal) == Why("R-POSTHUMOUS", Basis.DOSSIER_CONTENTS, Role.UNIT_OFFICER)


@pytest.mark.parametrize("about", [{}, {"died": False}, {"died": True, "recipient": "Vợ: bà B"}])
def test_the_living_and_a_named_recipient_pass(about: dict[str, Any]) -> None:
    assert a_recipient_is_named(line((Family.NOMINEE, about))) is None


def test_a_foreigner_without_the_papers_of_a_foreigner_is_refused_by_their_names() -> None:
    facts = line((Family.NOMINEE, {"foreign": True}), (Family.DOSSIER, {"papers": ["REPORT"]}))
    with translation.override("en"):
        refusal = papers_of_a_foreigner_are_there(facts)
        assert why(refusal) == Why("R-FOREIGN", Basis.DOSSIER_CONTENTS, Role.UNIT_OFFICER)
        assert refusal is not None
        assert "Opinion of the body in charge of foreigners" in str(refusal.reason)


@pytest.mark.parametrize(
    ("foreign", "papers", "asked"),
    [(None, [], ["OTHER"]), (False, [], ["OTHER"]), (True, ["OTHER"], ["OTHER"]), (True, [], [])],
    ids=["unknown", "no foreigner", "all there", "the route asks none"],
)
def test_a_foreigner_with_the_papers_of_the_route_passes(
    papers: list[str], asked: list[str], *, foreign: bool | None
) -> None:
    facts = line(
        (Family.NOMINEE, {"foreign": foreign}),
        (Family.DOSSIER, {"papers": papers}),
        route=RouteRules(foreigner_papers=tuple(asked)),
    )
    assert papers_of_a_foreigner_are_there(facts) is None


@pytest.mark.parametrize("about", [{}, {"redirected": False}])
def test_a_redirection_to_nowhere_is_refused(about: dict[str, Any]) -> None:
    refusal = a_linked_nomination_is_drafted(line((Family.DOSSIER, about)))
    assert why(refusal) == Why("redirect", Basis.REDIRECT)


def test_a_redirection_whose_linked_nomination_is_drafted_passes() -> None:
    assert a_linked_nomination_is_drafted(line((Family.DOSSIER, {"redirected": True}))) is None


@pytest.mark.parametrize("ground", ["", None])
def test_a_simplified_route_without_a_ground_is_refused_to_the_officer(ground: str | None) -> None:
    facts = line((Family.DOSSIER, {"simplified_ground": ground}), route=RouteRules(simplified=True))
    assert why(the_simplified_ground_is_stated(facts)) == Why("ground", Basis.SIMPLIFIED, Role.UNIT_OFFICER)


def test_a_ground_is_asked_on_simplified_routes_alone() -> None:
    facts = line((Family.DOSSIER, {"simplified_ground": "AD_HOC"}), route=RouteRules(simplified=True))
    assert the_simplified_ground_is_stated(facts) is None
    assert the_simplified_ground_is_stated(line(route=RouteRules(simplified=False))) is None
