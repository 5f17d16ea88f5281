"""Splitting a draft: lines go to a draft of their own, so that somebody else signs them, or at another time."""

from collections.abc import Callable

import pytest

from tests.appraisal.given import desk, new_version, related, states, yesterday
from tests.appraisal.proof import invalid, refused, refused_lines
from tests.decisions.given import SUBJECT, Authority
from tests.directory.given import last_entry
from workflow.audit.models import Entry
from workflow.decisions.commands import check_form, sign_decision, submit_draft
from workflow.decisions.models import Decision
from workflow.decisions.revocation import draft_revocation
from workflow.decisions.splitting import split_decision
from workflow.dossiers.models import Nomination
from workflow.management.demo.cast import Cast
from workflow.management.demo.desks import LOOKED_AT

Stage = Callable[[Authority, int], tuple[Decision, list[int]]]
STAGES: dict[str, Stage] = {
    "draft": lambda authority, count: authority.presented(count),
    "form_check": lambda authority, count: authority.submitted(count),
    "sign": lambda authority, count: authority.checked(count),
}


def _on(decision: Decision) -> list[int]:
    return list(Nomination.objects.filter(case=decision.case_id).order_by("pk").values_list("pk", flat=True))


@pytest.mark.parametrize("at", STAGES)
@pytest.mark.parametrize("by", ["form", "decider"])
def test_lines_go_to_a_draft_of_their_own_from_every_unsigned_desk(cast: Cast, at: str, by: str) -> None:
    authority = Authority(cast)
    decision, lines = STAGES[at](authority, 3)
    acts = authority.form if by == "form" else authority.decider
    report = split_decision(decision, lines[:2], **acts)
    new = Decision.objects.get(pk=report.made["decision"])
    assert (_on(decision), _on(new)) == (lines[2:], lines[:2])
    assert (desk(decision.case_id), desk(new.case_id)) == (at, "draft")
    assert (new.kind, new.authority, new.subject, new.form_checked_at) == ("AWARD", decision.authority, "", None)
    assert states(lines) == ["WITH_DECIDER"] * 3


def test_both_drafts_and_every_line_have_it_on_record(cast: Cast) -> None:
    authority = Authority(cast)
    decision, lines = authority.presented(3)
    new = Decision.objects.get(pk=split_decision(decision, lines[:1], **authority.form).made["decision"])
    deed, person, data, _personal = last_entry(f"decision:{decision.pk}")
    assert (deed, person) == ("DECISION_SPLIT", cast.person("ubnd-office").pk)
    assert (data["lines"], data["into"]) == (lines[:1], new.pk)
    deed, _person, data, _personal = last_entry(f"decision:{new.pk}")
    assert (deed, data["split_from"]) == ("OPENED", decision.pk)
    assert last_entry(f"nomination:{lines[0]}")[0] == "DECISION_SPLIT"
    assert not Entry.objects.filter(stream=f"nomination:{lines[1]}", deed="DECISION_SPLIT").exists()


def test_lines_that_are_presented_later_join_the_first_draft(cast: Cast) -> None:
    authority = Authority(cast)
    decision, lines = authority.presented(2)
    new = Decision.objects.get(pk=split_decision(decision, lines[:1], **authority.form).made["decision"])
    same, more = authority.presented(1, first=5)
    assert (same, _on(decision), _on(new)) == (decision, [*lines[1:], *more], lines[:1])


def test_a_deputy_signs_the_line_on_which_the_decider_stands_too_near(cast: Cast) -> None:
    authority = Authority(cast)
    decision, lines = authority.checked(2)
    related(cast.person("nominee-01"), cast.person("chairman"))
    with refused_lines({lines[0]: "relative"}, security=True):
        sign_decision(decision, **authority.decider)
    new = Decision.objects.get(pk=split_decision(decision, lines[:1], **authority.decider).made["decision"])
    submit_draft(new, SUBJECT, **authority.form)
    check_form(new, **LOOKED_AT, **authority.form)
    sign_decision(decision, **authority.decider)
    sign_decision(new, **authority.deputy)
    for one in (decision, new):
        authority.issue(one)
    assert states(lines) == ["AWARDED", "AWARDED"]


def test_a_draft_revocation_is_split_with_its_grounds(cast: Cast) -> None:
    authority = Authority(cast)
    _issued, lines = authority.issued(2)
    text = "Căn cứ khác (minh họa)"
    made = draft_revocation(lines, **authority.decider, ground="OTHER", document="9/KL-TTr", text=text).made
    decision = Decision.objects.get(pk=made["decision"])
    new = Decision.objects.get(pk=split_decision(decision, lines[:1], **authority.form).made["decision"])
    assert (new.kind, new.ground, new.ground_text, new.ground_document) == (
        "REVOCATION",
        "OTHER",
        text,
        "9/KL-TTr",
    )
    assert (_on(decision), _on(new), states(lines)) == (lines[1:], lines[:1], ["AWARDED"] * 2)


def test_a_line_stays_on_the_draft(cast: Cast) -> None:
    authority = Authority(cast)
    decision, lines = authority.presented(2)
    with refused("lines"):
        split_decision(decision, lines, **authority.form)


def test_the_lines_named_are_lines_of_the_draft(cast: Cast) -> None:
    authority = Authority(cast)
    decision, lines = authority.presented(2)
    submit_draft(decision, SUBJECT, **authority.form)
    _other, others = authority.presented(1, first=5)
    for strange in ([], others, [*lines[:1], *others], [10**9]):
        with invalid("nominations"):
            split_decision(decision, strange, **authority.form)


def test_a_signed_decision_is_not_split(cast: Cast) -> None:
    authority = Authority(cast)
    decision, lines = authority.signed(2)
    with refused("desk"):
        split_decision(decision, lines[:1], **authority.form)
    authority.issue(decision)
    with refused("desk"):
        split_decision(decision, lines[:1], **authority.form)


def test_lines_under_two_versions_of_a_route_share_no_draft(cast: Cast) -> None:
    authority = Authority(cast)
    old, lines = authority.presented(1)
    new_version("R1", 2, valid_from=yesterday(), appraisal_days=3)
    new, more = authority.presented(1, first=5)
    routes = [Nomination.objects.get(pk=line).route.version for line in (*lines, *more)]
    assert (routes, old == new, _on(old), _on(new)) == ([1, 2], False, lines, more)
