"""The door fetches the families that guards name, and nothing else: a guard reads no other."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.procedure.facts import Facts, Family, PlainFacts, Reason
from workflow.procedure.grounds import HOLD_GROUNDS, INELIGIBLE_GROUNDS
from workflow.procedure.guards import ASKS, NEEDS, SET_NEEDS, Guard, SetGuard
from workflow.procedure.routes import QuotaRule, RouteRules, SameMerit
from workflow.procedure.transitions import Transition, families_of

TODAY: Final = date(2026, 3, 2)
by_name: Final[Any] = {"ids": lambda guard: guard.__name__}


@dataclass(slots=True)
class Fetched(PlainFacts):
    """Facts of the families that were fetched; asking for another is an error."""

    fetched: frozenset[Family] = frozenset()
    read: set[Family] = field(default_factory=set)

    def of(self, family: Family) -> Mapping[str, Any]:
        """The facts of a fetched family."""
        if family not in self.fetched:
            message = f"{family} was not fetched"
            raise LookupError(message)
        self.read.add(family)
        return self.families.get(family, {})


# Every key that a room may give, with values that a guard may meet.
texts: Final = st.sampled_from([None, "", "h", "old", "AWARD", "DECLINE", "REVOKE", "ELIGIBLE", "2026-03-01"])
flags: Final = st.none() | st.booleans()
days: Final = st.none() | st.sampled_from([TODAY, "2026-03-01", "2026-03-03T10:00:00"])
papers: Final = st.none() | st.lists(st.sampled_from(["REPORT", "MINUTES"]))
criteria: Final = st.lists(st.just({"code": "GEN-01", "group": "GEN"}), max_size=1)
known: Final[dict[Family, dict[str, st.SearchStrategy[Any]]]] = {
    Family.DOSSIER: {
        "papers": papers,
        "infected": flags,
        "unscanned": flags,
        "redirected": flags,
        "unanswered": criteria,
        "simplified_ground": texts,
    },
    Family.LEVEL: {"next": st.none() | st.integers(1, 3)},
    Family.SIGNATURE: {"signed": flags, "hash": texts, "number": texts},
    Family.ROUND: {"open": flags, "closed": flags, "late_accepted": flags, "reply_by": days},
    Family.NOMINEE: {
        "exists": st.booleans(),
        "managed": flags,
        "submitter_ground": texts,
        "foreign": flags,
        "died": flags,
        "recipient": texts,
    },
    Family.CARE: {
        "names_confirmed": flags,
        "leads": flags,
        "collective": flags,
        "held": flags,
        "changed": flags,
        "votes_for": st.none() | st.integers(0, 5),
        "votes_of": st.none() | st.integers(0, 5),
    },
    Family.SUPPLEMENT: {
        "unsettled": st.none() | st.integers(0, 2),
        "untouched": st.none() | st.lists(st.just("Achievement"), max_size=1),
    },
    Family.OTHERS: {
        "merit": texts,
        "others": flags,
        "awarded": flags,
        "ground": texts,
        "pool": texts,
        "free": st.integers(-1, 2),
    },
    Family.REQUEST: {"open": flags, "items": st.integers(0, 2), "unanswered": st.integers(0, 2), "reply_by": days},
    Family.APPRAISAL: {"verdict": texts, "hash": texts, "appraiser": st.integers(1, 3), "received": flags},
    Family.CONSULTATION: {"open": flags, "party": flags},
    Family.HOLD: {"conclusion": texts},
    Family.COUNCIL: {
        **dict.fromkeys(("voting", "closed", "quorum", "minutes_signed", "supported"), flags),
        "hash": texts,
    },
    Family.PRESENTED: dict.fromkeys(("vote", "appraisal", "presentation"), texts),
    Family.COMPETENCE: {"competent": flags},
    Family.DECISION: {
        **dict.fromkeys(("form_checked", "awards"), flags),
        **dict.fromkeys(("hash", "number", "verdict", "reason", "ground"), texts),
    },
}
some_facts: Final = st.fixed_dictionaries(
    {family: st.fixed_dictionaries({}, optional=keys) for family, keys in known.items()}
)
some_routes: Final = st.builds(
    RouteRules,
    papers=st.just(("REPORT",)),
    criteria_groups=st.just(("GEN",)),
    quota=st.sampled_from(QuotaRule),
    same_merit=st.sampled_from(SameMerit),
    **{f.name: st.booleans() for f in fields(RouteRules) if f.type is bool},
)
some_people: Final = st.frozensets(st.integers(1, 3))
some_lines: Final = st.builds(
    Fetched,
    content_hash=st.just("h"),
    today=st.just(TODAY),
    route=some_routes,
    drafters=some_people.map(tuple),
    actors=some_people,
    signers=some_people,
    supplement_rounds=st.integers(0, 2),
    times_reopened=st.integers(0, 1),
    families=some_facts,
)


# Families.


@given(some_lines)
def test_a_guard_reads_only_the_families_that_it_names(line: Fetched) -> None:
    for guard, families in NEEDS.items():
        line.fetched = frozenset(families)
        guard(line)


@given(some_lines)
def test_a_row_reads_only_the_families_that_it_names(line: Fetched) -> None:
    for transition in Transition:
        line.fetched = transition.families
        for guard in transition.guards:
            guard(line)
        line.fetched = transition.set_families
        for set_guard in transition.set_guards:
            set_guard([line, line])


def _lines(families: frozenset[Family]) -> list[Fetched]:
    """Lines with nothing, and with everything, known; on a route that asks nothing, and one that asks all."""
    switches = {f.name: True for f in fields(RouteRules) if f.type is bool}
    asks_all = RouteRules(papers=("REPORT",), criteria_groups=("GEN",), quota=QuotaRule.ALLOCATED, **switches)  # type: ignore[arg-type]
    full = {key: "h" for keys in known.values() for key in keys} | {"unanswered": (), "reply_by": "2026-03-01"}
    everything = {family: {**full, "free": 1, "unsettled": 1, "votes_for": 1, "votes_of": 2} for family in Family}
    return [
        Fetched(today=TODAY, route=rules, families=about, fetched=families)
        for rules, about in product((RouteRules(unit_minutes=False), asks_all), ({}, everything))
    ]


@pytest.mark.parametrize("guard", NEEDS, **by_name)
def test_a_guard_names_no_family_that_it_never_reads(guard: Guard) -> None:
    lines = _lines(frozenset(NEEDS[guard]))
    for line in lines:
        guard(line)
    assert {family for line in lines for family in line.read} == set(NEEDS[guard])


@pytest.mark.parametrize("guard", SET_NEEDS, **by_name)
def test_a_guard_of_a_batch_reads_the_families_that_it_names(guard: SetGuard) -> None:
    lines = _lines(frozenset(SET_NEEDS[guard]))
    guard(lines)
    assert {family for line in lines for family in line.read} == set(SET_NEEDS[guard])


def test_what_others_have_is_read_only_under_the_lock_of_the_batch() -> None:
    assert Family.OTHERS not in families_of(Transition)
    assert {family for needed in SET_NEEDS.values() for family in needed} == {Family.OTHERS}


def test_facts_that_were_not_fetched_are_refused() -> None:
    """The tests above would say nothing if this passed."""
    with pytest.raises(LookupError, match="HOLD was not fetched"):
        Fetched(fetched=frozenset({Family.ROUND})).of(Family.HOLD)


# Guards that ask the actor.


class Given:
    """What the actor gives, and the day: any other fact is an error, and so is a part that was not asked."""

    def __init__(self, reason: Reason, parts: tuple[str, ...]) -> None:
        self.reason = _Parts(reason, parts)
        self.today = TODAY


class _Parts:
    def __init__(self, reason: Reason, parts: tuple[str, ...]) -> None:
        self._reason, self._parts = reason, parts

    def __getattr__(self, part: str) -> Any:
        if part not in self._parts:
            message = f"{part} was not asked"
            raise LookupError(message)
        return getattr(self._reason, part)


CODES: Final = ("", "UNKNOWN", *HOLD_GROUNDS, *INELIGIBLE_GROUNDS)
REASONS: Final = [
    Reason(text, code, document, reply_by=day, review_on=day)
    for text, code, document, day in product(("", "Why"), CODES, ("", "1/CV"), (None, TODAY))
]


@pytest.mark.parametrize("guard", ASKS, **by_name)
def test_a_guard_that_asks_the_actor_reads_nothing_but_the_reason_and_the_day(guard: Callable[[Any], object]) -> None:
    every_part = tuple(f.name for f in fields(Reason))
    for reason in REASONS:
        guard(Given(reason, every_part))


@pytest.mark.parametrize("guard", ASKS, **by_name)
def test_a_guard_that_asks_the_actor_reads_only_the_parts_that_it_asks(guard: Any) -> None:
    for reason in REASONS:
        guard(Given(reason, ASKS[guard]))


@pytest.mark.parametrize("guard", ASKS, **by_name)
def test_a_guard_that_asks_the_actor_needs_no_facts(guard: Guard) -> None:
    assert NEEDS[guard] == ()


@pytest.mark.parametrize("guard", ASKS, **by_name)
def test_an_act_that_gives_nothing_is_refused_and_one_that_gives_all_passes(guard: Guard) -> None:
    everything = [Reason("Why", code, "1/CV", reply_by=TODAY, review_on=TODAY) for code in CODES]
    assert guard(PlainFacts(today=TODAY)) is not None
    assert [reason.code for reason in everything if guard(PlainFacts(today=TODAY, reason=reason)) is None] != []


# Names and tests.


def test_plain_facts_are_facts() -> None:
    facts: Facts = PlainFacts(families={Family.HOLD: {"conclusion": "12/KL"}})
    assert facts.of(Family.HOLD) == {"conclusion": "12/KL"}
    assert facts.of(Family.ROUND) == {}


def test_every_guard_has_a_test_of_its_own() -> None:
    here = Path(__file__).parent
    files = [*here.glob("test_guards_of_*.py"), here / "test_cautions.py"]
    tested = "\n".join(path.read_text("utf-8") for path in files)
    names = [guard.__name__ for guard in NEEDS] + [guard.__name__ for guard in SET_NEEDS]
    assert [name for name in names if tested.count(f"{name}(") < 2] == []
