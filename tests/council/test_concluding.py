"""The second signature is always given; lines that the signer may not act on are concluded by somebody else."""

from dataclasses import dataclass

import pytest

from tests.appraisal.given import appointed, desk, related, states
from tests.appraisal.proof import Acts, refused, rules, stays
from tests.council.given import Council
from workflow.council.closing import close_voting
from workflow.council.models import CouncilSession
from workflow.council.sessions import conclude_lines, sign_minutes
from workflow.dossiers.models import SignOff
from workflow.management.demo.cast import Cast
from workflow.procedure.roles import Role


@dataclass(frozen=True)
class Conflict:
    """Who stands on the first line, or whose relative does, and who may act on it in his stead."""

    role: Role
    rule: str

    def __str__(self) -> str:
        return f"{self.role.value}-{self.rule}"

    def given(self, cast: Cast) -> tuple[Acts, Acts]:
        """The signer with the conflict and the other one, before the agenda is fixed."""
        name = "chairman" if self.role is Role.COUNCIL_CHAIR else "council-secretary"
        other = Council(cast).secretary if self.role is Role.COUNCIL_CHAIR else Council(cast).chair
        if self.rule == "own":
            return appointed(cast, "nominee-01", self.role, "hd-tdkt-tinh"), other
        related(cast.person("nominee-01"), cast.person(name))
        return cast.acts(name, self.role, "hd-tdkt-tinh"), other


CONFLICTS = [
    Conflict(role, rule) for role in (Role.COUNCIL_CHAIR, Role.COUNCIL_SECRETARY) for rule in ("own", "relative")
]


def _counted(cast: Cast, count: int) -> tuple[Council, CouncilSession, list[int]]:
    """The second line finds no support, the others do."""
    council = Council(cast)
    session, lines = council.opened(count)
    for name in council.names(session):
        council.all_vote(session, [name], "AGREE")
    close_voting(session, **council.secretary)
    return council, session, lines


@pytest.mark.parametrize("conflict", CONFLICTS, ids=str)
@pytest.mark.parametrize("count", [1, 3], ids=["the only line", "one of three"])
def test_the_second_signature_is_given_and_the_first_signer_concludes_what_is_left(
    cast: Cast, conflict: Conflict, count: int
) -> None:
    conflicted, other = conflict.given(cast)
    _council, session, lines = _counted(cast, count)
    sign_minutes(session, **other)
    report = sign_minutes(session, **conflicted)
    assert rules(report) == {lines[0]: [conflict.rule]}
    session.refresh_from_db()
    assert session.minutes_signed_at is not None
    signers = {session.signed_by_secretary_id, session.signed_by_chair_id}
    assert signers == {other["capacity"].person_id, conflicted["capacity"].person_id}
    assert states(lines) == ["WITH_COUNCIL", *["TO_PRESENT"] * (count - 1)]
    assert desk(session.case_id) == "minutes"
    with stays({lines[0]: conflict.rule}, security=True) as reports:
        reports.append(conclude_lines(session, **conflicted))
    report = conclude_lines(session, **other)
    assert (dict(report.moved), report.is_whole) == ({lines[0]: "TO_PRESENT"}, True)
    assert (states(lines), desk(session.case_id)) == (["TO_PRESENT"] * count, "")
    signed = SignOff.objects.get(nomination=lines[0], kind="VOTE", voided_at=None)
    assert signed.person_id == other["capacity"].person_id
    with refused("desk"):
        conclude_lines(session, **other)


@pytest.mark.parametrize("conflict", CONFLICTS, ids=str)
def test_a_signer_with_a_conflict_who_signs_first_leaves_nothing_behind(cast: Cast, conflict: Conflict) -> None:
    conflicted, other = conflict.given(cast)
    _council, session, lines = _counted(cast, 2)
    sign_minutes(session, **conflicted)
    assert sign_minutes(session, **other).is_whole
    assert (states(lines), desk(session.case_id)) == (["TO_PRESENT"] * 2, "")


def test_a_line_that_neither_signer_may_act_on_waits_for_another_holder_of_the_post(cast: Cast) -> None:
    related(cast.person("nominee-01"), cast.person("chairman"))
    related(cast.person("council-secretary"), cast.person("nominee-01"))
    council, session, lines = _counted(cast, 2)
    council.sign(session)
    for acts in (council.secretary, council.chair):
        with stays({lines[0]: "relative"}, security=True) as reports:
            reports.append(conclude_lines(session, **acts))
    deputy = cast.acts("vice-chairman", Role.COUNCIL_CHAIR, "hd-tdkt-tinh")
    assert conclude_lines(session, **deputy).is_whole
    assert (states(lines), desk(session.case_id)) == (["TO_PRESENT"] * 2, "")


def test_a_line_that_is_not_supported_is_concluded_as_such(cast: Cast) -> None:
    related(cast.person("nominee-01"), cast.person("chairman"))
    council = Council(cast)
    session, lines = council.closed(1, against=12)
    council.sign(session)
    assert states(lines) == ["WITH_COUNCIL"]
    conclude_lines(session, **council.secretary)
    assert states(lines) == ["NOT_SUPPORTED"]


def test_nothing_is_concluded_before_both_have_signed(cast: Cast) -> None:
    council, session, _lines = _counted(cast, 1)
    with refused("minutes"):
        conclude_lines(session, **council.secretary)
    sign_minutes(session, **council.secretary)
    with refused("minutes"):
        conclude_lines(session, **council.secretary)
