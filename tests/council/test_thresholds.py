"""The truth table of thresholds: basis, share, conflicts, absences and written ballots, against counting by hand."""

from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from random import Random

import pytest

from tests.appraisal.given import related, route, today
from tests.council.given import Council
from tests.support.walk import R2
from workflow.council.agenda import fix_agenda
from workflow.council.ballots import cast_ballots
from workflow.council.closing import close_voting, threshold_for
from workflow.council.models import CouncilSession
from workflow.council.tally import Room, Tally, basis_of, meets, needed, reveals
from workflow.management.demo.cast import Cast
from workflow.procedure.routes import CountedAgainst, RouteRules, Threshold

SHARES = ((1, 2, True), (1, 2, False), (2, 3, False), (7, 10, False), (4, 5, False), (9, 10, True), (1, 1, False))
SCENES = 30


@dataclass(frozen=True)
class _Member:
    """One member as somebody in the hall would see them."""

    at_table: bool
    wrote: bool
    excluded: bool
    says: str

    @property
    def votes(self) -> bool:
        return (self.at_table or self.wrote) and not self.excluded and self.says != "NOTHING"


def _scenes() -> list[list[_Member]]:
    """Councils of one to fifteen, with absences, written ballots and conflicts; the same ones on every run."""
    chance = Random(34)  # noqa: S311 -- a table, no secret
    says = ("AGREE", "AGREE", "AGREE", "DISAGREE", "ABSTAIN", "NOTHING")
    return [
        [
            _Member(
                at_table=(at_table := chance.random() < 0.8),
                wrote=not at_table and chance.random() < 0.5,
                excluded=chance.random() < 0.15,
                says=chance.choice(says),
            )
            for _seat in range(chance.randint(1, 15))
        ]
        for _scene in range(SCENES)
    ]


CASES = list(product(range(SCENES), CountedAgainst, SHARES, (True, False)))


def _by_hand(scene: list[_Member], basis: CountedAgainst, share: tuple[int, int, bool], *, counted: bool) -> bool:
    """Fingers and cross-multiplication: whoever counts is walked through one by one."""
    yes = people = 0
    for one in scene:
        if one.votes and one.says == "AGREE":
            yes += 1
        if one.excluded and not counted:
            continue
        if (
            basis is CountedAgainst.ALL
            or (basis is CountedAgainst.PRESENT and (one.at_table or one.wrote))
            or (basis is CountedAgainst.CAST and one.votes)
        ):
            people += 1
    above, below, strict = share
    return people > 0 and (yes * below > above * people if strict else yes * below >= above * people)


def test_the_table_has_more_than_five_hundred_cases() -> None:
    assert len(CASES) == SCENES * 3 * len(SHARES) * 2 > 500


def test_every_case_is_as_counted_by_hand() -> None:
    scenes = _scenes()
    wrong = []
    for number, basis, share, counted in CASES:
        scene = scenes[number]
        seats = dict(enumerate(scene))
        room = Room(
            frozenset(seats),
            frozenset(seat for seat, one in seats.items() if one.at_table or one.wrote),
            frozenset(seat for seat, one in seats.items() if one.excluded),
        )
        said = [one.says for one in scene if one.votes]
        tally = Tally(said.count("AGREE"), said.count("DISAGREE"), said.count("ABSTAIN"))
        threshold = Threshold(Fraction(share[0], share[1]), strict=share[2], basis=basis)
        people = basis_of(threshold, room, tally, excluded_counted=counted)
        if meets(threshold, tally.in_favour, people) is not _by_hand(scene, basis, share, counted=counted):
            wrong.append((number, basis, share, counted))
    assert wrong == []


def test_both_verdicts_stand_in_the_table() -> None:
    """A table in which everything fails, or passes, would prove little."""
    scenes = _scenes()
    verdicts = [_by_hand(scenes[number], basis, share, counted=counted) for number, basis, share, counted in CASES]
    assert min(verdicts.count(True), verdicts.count(False)) > len(CASES) // 5


@pytest.mark.parametrize("share", SHARES)
def test_so_many_votes_are_needed_and_one_less_is_too_few(share: tuple[int, int, bool]) -> None:
    threshold = Threshold(Fraction(share[0], share[1]), strict=share[2])
    for basis in range(40):
        votes = needed(threshold, basis)
        tried = next((one for one in range(basis + 1) if basis and meets(threshold, one, basis)), None)
        assert votes == tried


@pytest.mark.parametrize(
    ("votes", "told"),
    [
        ((13, 0, 0), True),
        ((0, 13, 0), True),
        ((12, 1, 0), False),
        ((1, 1, 0), True),
        ((1, 0, 0), True),
        ((2, 1, 0), False),
        ((0, 0, 0), False),
    ],
)
def test_a_result_that_tells_by_itself_is_known(votes: tuple[int, int, int], *, told: bool) -> None:
    assert reveals(Tally(*votes)) is told


def test_an_award_form_may_have_a_threshold_of_its_own() -> None:
    rules = RouteRules.from_json(
        "R", {"threshold_of": {"CSTD": {"share": "9/10", "strict": False}}, "threshold": {"share": "1/2"}}
    )
    assert threshold_for(rules, "CSTD").share == Fraction(9, 10)
    assert threshold_for(rules, "BK").share == Fraction(1, 2)


@dataclass(frozen=True)
class _End:
    """A session of seven: who sits, who writes, whether one is excluded, how many agree, and the basis that follows."""

    basis: str
    counted: bool
    table: int
    written: int
    conflict: bool
    yes: int
    people: int


@pytest.mark.parametrize(
    "end",
    [
        _End("ALL", counted=True, table=7, written=0, conflict=True, yes=4, people=7),
        _End("ALL", counted=False, table=7, written=0, conflict=True, yes=4, people=6),
        _End("ALL", counted=True, table=5, written=1, conflict=False, yes=4, people=7),
        _End("PRESENT", counted=True, table=5, written=1, conflict=False, yes=4, people=6),
        _End("PRESENT", counted=False, table=5, written=1, conflict=True, yes=3, people=5),
        _End("CAST", counted=True, table=5, written=1, conflict=True, yes=3, people=5),
    ],
    ids=str,
)
def test_the_session_counts_as_the_table_says(cast: Cast, end: _End) -> None:
    threshold = {"share": "1/2", "strict": True, "basis": end.basis}
    route("R2", excluded_counted=end.counted, quorum=None, threshold=threshold)
    council, tied = Council(cast, R2), "ldld-council-05"
    session, _lines = council.referred(1)
    if end.conflict:
        related(cast.person("nominee-01"), cast.person(tied))
    fix_agenda(session, today(), **council.secretary)
    session.refresh_from_db()
    names = sorted(council.names(session), key=lambda name: name != tied)
    council.open(session, names[end.table :])
    voters = [name for name in names[: end.table + end.written] if not (end.conflict and name == tied)]
    for number, name in enumerate(voters):
        cast_ballots(session, {}, **council.member(name), others="AGREE" if number < end.yes else "DISAGREE")
    if end.conflict:
        cast_ballots(session, {}, **council.member(tied))
    while not close_voting(session, **council.secretary).made["closed"]:
        pass
    item = CouncilSession.objects.get(pk=session.pk).agenda.get()
    assert (item.in_favour, item.basis, item.supported) == (end.yes, end.people, end.yes * 2 > end.people)
