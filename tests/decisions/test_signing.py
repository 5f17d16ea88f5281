"""The decider's signature: every line awarded, but those declined with a reason."""

from collections.abc import Sequence

import pytest
from django.utils import timezone

from tests.appraisal.given import appointed, delegated, desk, head, related, route, states, yesterday
from tests.appraisal.proof import Acts, invalid, refused, refused_lines, stays
from tests.decisions.given import Authority, annexed
from tests.support.walk import R1, R3S
from workflow.awards.models import AwardAuthority
from workflow.decisions.commands import issue_decision, sign_decision
from workflow.decisions.models import Decision, DecisionLine
from workflow.directory.models import Delegation
from workflow.dossiers.door import apply_transition
from workflow.dossiers.models import Nomination, SignOff
from workflow.dossiers.reports import Refused
from workflow.management.demo.cast import Cast
from workflow.procedure.facts import Reason, Refusal
from workflow.procedure.roles import Role
from workflow.procedure.transitions import Transition

NO = "Chưa đủ thuyết phục"


def _signatures(lines: Sequence[int]) -> list[tuple[str, str]]:
    """Name and prefix of the valid signatures of the decision under each line."""
    found = SignOff.objects.filter(nomination__in=lines, kind="DECISION", voided_at=None).order_by("nomination")
    return [(one.person.code.removeprefix("demo-") if one.person else "", one.prefix) for one in found]


def test_every_line_is_awarded_but_those_declined(cast: Cast) -> None:
    authority = Authority(cast)
    decision, lines = authority.checked(3)
    report = sign_decision(decision, **authority.decider, declined={lines[1]: f" {NO} "})
    assert (dict(report.moved), report.made) == ({}, {"decision": decision.pk})
    decision.refresh_from_db()
    assert (decision.signed_by, decision.number, desk(decision.case_id)) == (cast.person("chairman"), "", "issue")
    assert sorted(annexed(decision)) == [(lines[0], "AWARD"), (lines[1], "DECLINE"), (lines[2], "AWARD")]
    kept = DecisionLine.objects.filter(decision=decision)
    assert dict(kept.values_list("nomination", "reason")) == {lines[0]: "", lines[1]: NO, lines[2]: ""}
    assert dict(kept.values_list("nomination", "hash")) == dict(
        Nomination.objects.filter(pk__in=lines).values_list("pk", "content_hash")
    )
    assert (_signatures(lines), states(lines)) == ([("chairman", "")] * 3, ["WITH_DECIDER"] * 3)
    with refused("desk"):
        sign_decision(decision, **authority.decider)


@pytest.mark.parametrize("reason", ["", "   "])
def test_every_bad_refusal_is_named(cast: Cast, reason: str) -> None:
    authority = Authority(cast)
    decision, lines = authority.checked(2)
    other, foreign = Authority(cast).checked(1, first=5)
    assert other != decision
    with invalid(f"declined[{lines[0]}]", f"declined[{foreign[0]}]", f"declined[{10**9}]"):
        sign_decision(decision, **authority.decider, declined={lines[0]: reason, foreign[0]: NO, 10**9: NO})


def test_a_decision_that_awards_nothing_closes_its_lines_at_once_without_a_number(cast: Cast) -> None:
    authority = Authority(cast)
    decision, lines = authority.checked(2)
    report = sign_decision(decision, **authority.decider, declined=dict.fromkeys(lines, NO))
    assert dict(report.moved) == dict.fromkeys(lines, "NOT_AWARDED")
    decision.refresh_from_db()
    assert (decision.number, decision.dated, decision.issued_at, desk(decision.case_id)) == ("", None, None, "")
    assert decision.signed_at is not None
    with refused("desk"):
        issue_decision(decision, "1/QĐ", timezone.localdate(), **authority.clerk)
    concluded = Reason("Khiếu nại đúng", document="3/KL")
    assert apply_transition(Transition.REOPEN_NOT_AWARDED, lines[:1], **head(cast), reason=concluded).is_whole
    assert states(lines) == ["WITH_OFFICE", "NOT_AWARDED"]
    assert Nomination.objects.get(pk=lines[0]).sign_offs.filter(voided_at=None).count() == 1, "the unit's alone"


def test_an_authority_with_a_register_numbers_nothing_where_it_awards_nothing(cast: Cast) -> None:
    authority = Authority(cast, R3S)
    decision, lines = authority.checked(1)
    sign_decision(decision, **authority.decider, declined={lines[0]: NO})
    decision.refresh_from_db()
    assert (decision.number, states(lines), desk(decision.case_id)) == ("", ["NOT_AWARDED"], "")


def test_seed_21_to_25_an_authority_without_competence_awards_nothing(cast: Cast) -> None:
    authority = Authority(cast)
    decision, lines = authority.checked(2)
    AwardAuthority.objects.filter(award_form__code="BK_CT_UBND_TINH").update(valid_until=yesterday())
    with refused_lines(dict.fromkeys(lines, "R-AUTH")):
        sign_decision(decision, **authority.decider)
    with refused_lines({lines[1]: "R-AUTH"}):
        sign_decision(decision, **authority.decider, declined={lines[0]: NO})
    sign_decision(decision, **authority.decider, declined=dict.fromkeys(lines, NO))
    assert states(lines) == ["NOT_AWARDED", "NOT_AWARDED"]


def test_competence_that_ended_after_the_signature_stops_the_issue(cast: Cast) -> None:
    authority = Authority(cast)
    decision, lines = authority.signed(2, declined=[0])
    AwardAuthority.objects.filter(award_form__code="BK_CT_UBND_TINH").update(valid_until=yesterday())
    with stays({lines[0]: "whole", lines[1]: "R-AUTH"}) as reports:
        reports.append(issue_decision(decision, "1/QĐ", timezone.localdate(), **authority.clerk))


def test_what_is_awarded_is_what_was_presented(cast: Cast) -> None:
    authority = Authority(cast)
    decision, lines = authority.checked(2)
    presented = SignOff.objects.filter(nomination=lines[0], kind="PRESENTATION")
    presented.update(voided_at=timezone.now(), voided_by="TAMPERED")
    with refused_lines({lines[0]: "changed"}):
        sign_decision(decision, **authority.decider)


def test_nobody_decides_on_oneself_or_a_relative(cast: Cast) -> None:
    authority = Authority(cast)
    decision, lines = authority.checked(2)
    related(cast.person("nominee-01"), cast.person("chairman"))
    with refused_lines({lines[0]: "relative"}, security=True):
        sign_decision(decision, **authority.decider)
    with refused_lines({lines[0]: "relative"}, security=True):
        sign_decision(decision, **authority.decider, declined={lines[0]: NO})
    sign_decision(decision, **authority.deputy)
    assert _signatures(lines) == [("vice-chairman", "KT.")] * 2
    authority.issue(decision)
    assert states(lines) == ["AWARDED", "AWARDED"]


def test_the_decider_who_is_a_nominee_leaves_the_decision_to_a_deputy(cast: Cast) -> None:
    authority = Authority(cast)
    decision, lines = authority.checked(2)
    nominee = appointed(cast, "nominee-02", Role.DECIDER, "ubnd-tinh")
    with refused_lines({lines[1]: "own"}, security=True):
        sign_decision(decision, **nominee)


@pytest.mark.parametrize("kind", ["TL", "TUQ"])
def test_a_decision_is_not_signed_by_delegation_whatever_that_names(cast: Cast, kind: str) -> None:
    authority = Authority(cast)
    decision, lines = authority.checked(2)
    acts = delegated(cast, authority.decider["capacity"], "nominee-70", Transition.AWARD, Transition.DECLINE)
    Delegation.objects.filter(pk=acts["capacity"].pk).update(kind=kind)
    for declined in ({}, dict.fromkeys(lines, NO)):
        with refused_lines(dict.fromkeys(lines, "reserved"), security=True):
            sign_decision(decision, **acts, declined=declined)
    (why,) = judged(decision, acts)
    assert why.lifted_by is Role.DECIDER
    assert f"({kind}.)" in str(why.reason)
    assert _signatures(lines) == []
    sign_decision(decision, **authority.deputy)
    assert _signatures(lines) == [("vice-chairman", "KT.")] * 2


def judged(decision: Decision, acts: Acts) -> set[Refusal]:
    """Why the decision is not signed so."""
    with pytest.raises(Refused) as caught:
        sign_decision(decision, **acts)
    return {one for some in caught.value.lines.values() for one in some}


def test_a_revocation_is_not_signed_by_delegation(cast: Cast) -> None:
    authority = Authority(cast)
    _decision, (line, _other) = authority.issued(2)
    revocation = authority.revoking([line])
    acts = delegated(cast, authority.decider["capacity"], "nominee-70", Transition.REVOKE)
    with refused_lines({line: "reserved"}, security=True):
        sign_decision(revocation, **acts)


def test_a_delegation_signs_what_it_names_where_the_route_reserves_nothing(cast: Cast) -> None:
    route("R1", reserved=[])
    authority = Authority(cast)
    decision, lines = authority.checked(2)
    award_only = delegated(cast, authority.decider["capacity"], "nominee-70", Transition.AWARD)
    with refused_lines({lines[0]: "delegation"}, security=True):
        sign_decision(decision, **award_only, declined={lines[0]: NO})
    sign_decision(decision, **award_only)
    assert _signatures(lines) == [("nominee-70", "TUQ.")] * 2
    authority.issue(decision)
    assert states(lines) == ["AWARDED", "AWARDED"]


def test_a_relative_of_the_one_acted_for_is_a_relative_too(cast: Cast) -> None:
    route("R1", reserved=[])
    authority = Authority(cast)
    decision, lines = authority.checked(1)
    acts = delegated(cast, authority.decider["capacity"], "nominee-70", Transition.AWARD, Transition.DECLINE)
    related(cast.person("nominee-01"), cast.person("chairman"))
    with refused_lines({lines[0]: "relative"}, security=True):
        sign_decision(decision, **acts)


def test_an_authority_with_a_register_of_its_own_issues_with_the_signature(cast: Cast) -> None:
    authority = Authority(cast, R3S)
    numbers = []
    for first in (1, 5):
        decision, lines = authority.checked(1, first=first)
        report = sign_decision(decision, **authority.decider)
        assert dict(report.moved) == {lines[0]: "AWARDED"}
        decision.refresh_from_db()
        assert (decision.dated, desk(decision.case_id)) == (timezone.localdate(), "publish")
        assert decision.number == report.made["number"]
        numbers.append(decision.number)
    assert [number.split("/")[0] for number in numbers] == ["01", "02"]
    assert {number.split("/")[1].split("-")[0] for number in numbers} == {"QĐ"}


def test_the_decider_does_not_issue_where_a_clerk_does(cast: Cast) -> None:
    authority = Authority(cast, R1)
    decision, lines = authority.signed(2)
    with stays(dict.fromkeys(lines, "issue"), security=True) as reports:
        reports.append(apply_transition(Transition.AWARD, lines, **authority.decider))
    with stays(dict.fromkeys(lines, "number")) as reports:
        reports.append(apply_transition(Transition.AWARD, lines, **authority.clerk))
    assert Decision.objects.get(pk=decision.pk).number == ""
