"""What a command is given is checked against its own annotations, argument by argument, before it does anything."""

import inspect
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum, IntEnum
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from tests.support.everything import everything
from workflow.database.arguments import LARGEST, LONGEST, command, hints_of
from workflow.directory.models import LetterGrant, NominationGrant, Organisation, Person


class Colour(Enum):
    """Something to choose from."""

    RED = "RED"


class Step(IntEnum):
    """A choice that Python takes for a number."""

    FIRST = 1


@dataclass(frozen=True, slots=True)
class Inner:
    """The innermost part of what a command takes."""

    title: str
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Outer:
    """A part that holds parts."""

    inner: Inner
    others: Sequence[Inner] = ()


calls: list[Mapping[str, Any]] = []


@pytest.fixture(autouse=True)
def _no_calls() -> None:
    calls.clear()


@command
def act(  # noqa: PLR0913 -- one argument of each kind
    *,
    number: int = 1,
    text: str = "",
    yes: bool = False,
    day: date | None = None,
    colour: Colour = Colour.RED,
    name_or_colour: Colour | str = "",
    keys: Iterable[int] = (),
    row: tuple[int, str] = (1, ""),
    pairs: Sequence[tuple[int, int | None]] = (),
    by_key: Mapping[int, Sequence[str]] | None = None,
    parts: Sequence[Outer] = (),
    person: Person | None = None,
    grants: type[NominationGrant] | type[LetterGrant] = LetterGrant,
    anything: Any = None,
) -> int:
    """Takes one argument of each kind and keeps what it was given."""
    calls.append(
        {
            "number": number,
            "text": text,
            "yes": yes,
            "day": day,
            "colour": colour,
            "name_or_colour": name_or_colour,
            "keys": keys,
            "row": row,
            "pairs": pairs,
            "by_key": by_key,
            "parts": parts,
            "person": person,
            "grants": grants,
            "anything": anything,
        }
    )
    return number


def codes(error: ValidationError) -> dict[str, list[str | None]]:
    """The codes of an error by argument."""
    return {name: [one.code for one in some] for name, some in error.error_dict.items()}


HALF = "a\ud800b"
NULL = "a\0b"


def kept(key: Any) -> Person:
    """A row with this key, as if it had been read."""
    return Person.from_db("default", ["id", "full_name"], [key, "Người minh họa"])


known = kept(7)

WRONG: list[tuple[dict[str, Any], dict[str, list[str]]]] = [
    ({"number": None}, {"number": ["kind"]}),
    ({"number": True}, {"number": ["kind"]}),
    ({"number": 1.0}, {"number": ["kind"]}),
    ({"number": "1"}, {"number": ["kind"]}),
    ({"number": Decimal(1)}, {"number": ["kind"]}),
    ({"number": LARGEST + 1}, {"number": ["unknown"]}),
    ({"number": -LARGEST - 1}, {"number": ["unknown"]}),
    ({"number": 10**4000}, {"number": ["unknown"]}),
    ({"text": None}, {"text": ["kind"]}),
    ({"text": b"a"}, {"text": ["kind"]}),
    ({"text": 5}, {"text": ["kind"]}),
    ({"text": NULL}, {"text": ["sign"]}),
    ({"text": HALF}, {"text": ["sign"]}),
    ({"text": "\udfff"}, {"text": ["sign"]}),
    ({"text": "a" * (LONGEST + 1)}, {"text": ["length"]}),
    ({"yes": 1}, {"yes": ["kind"]}),
    ({"yes": None}, {"yes": ["kind"]}),
    ({"yes": "True"}, {"yes": ["kind"]}),
    ({"day": "2026-01-05"}, {"day": ["kind"]}),
    ({"day": datetime(2026, 1, 5, tzinfo=UTC)}, {"day": ["kind"]}),
    ({"day": date.min}, {"day": ["dates"]}),
    ({"day": date(1899, 12, 31)}, {"day": ["dates"]}),
    ({"day": date(2201, 1, 1)}, {"day": ["dates"]}),
    ({"day": date.max}, {"day": ["dates"]}),
    ({"colour": "RED"}, {"colour": ["kind"]}),
    ({"colour": None}, {"colour": ["kind"]}),
    ({"colour": Step.FIRST}, {"colour": ["kind"]}),
    ({"name_or_colour": 1}, {"name_or_colour": ["kind"]}),
    ({"name_or_colour": HALF}, {"name_or_colour": ["sign"]}),
    ({"keys": None}, {"keys": ["kind"]}),
    ({"keys": 5}, {"keys": ["kind"]}),
    ({"keys": "12"}, {"keys": ["kind"]}),
    ({"keys": b"12"}, {"keys": ["kind"]}),
    ({"keys": {1: 2}}, {"keys": ["kind"]}),
    ({"keys": [1, None, "3", False]}, {"keys[1]": ["kind"], "keys[2]": ["kind"], "keys[3]": ["kind"]}),
    ({"keys": [2**63]}, {"keys[0]": ["unknown"]}),
    ({"row": (1,)}, {"row": ["kind"]}),
    ({"row": (1, "", 3)}, {"row": ["kind"]}),
    ({"row": ("1", 1)}, {"row[0]": ["kind"], "row[1]": ["kind"]}),
    ({"pairs": [(1, None), (1, "2"), 3]}, {"pairs[1][1]": ["kind"], "pairs[2]": ["kind"]}),
    ({"by_key": []}, {"by_key": ["kind"]}),
    ({"by_key": {"1": ["a"]}}, {"by_key[1]": ["kind"]}),
    ({"by_key": {1: "a"}}, {"by_key[1]": ["kind"]}),
    ({"by_key": {1: ["a", NULL]}}, {"by_key[1][1]": ["sign"]}),
    ({"by_key": {None: []}}, {"by_key[None]": ["kind"]}),
    ({"parts": [Inner("a")]}, {"parts[0]": ["kind"]}),
    ({"parts": [Outer(None)]}, {"parts[0].inner": ["kind"]}),  # type: ignore[arg-type]
    ({"parts": [Outer(Inner(NULL, date.max))]}, {"parts[0].inner.title": ["sign"], "parts[0].inner.day": ["dates"]}),
    ({"parts": [Outer(Inner("a"), [Inner("b"), Inner(HALF)])]}, {"parts[0].others[1].title": ["sign"]}),
    ({"person": 7}, {"person": ["kind"]}),
    ({"person": Person()}, {"person": ["kind"]}),
    ({"person": Organisation(pk=7)}, {"person": ["kind"]}),
    ({"person": Person}, {"person": ["kind"]}),
    ({"person": Person(pk=7)}, {"person": ["kind"]}),
    ({"person": kept("7")}, {"person": ["kind"]}),
    ({"person": kept(key=True)}, {"person": ["kind"]}),
    ({"person": kept(2**63)}, {"person": ["unknown"]}),
    ({"person": kept(-(2**63))}, {"person": ["unknown"]}),
    ({"grants": Person}, {"grants": ["kind"]}),
    ({"grants": LetterGrant()}, {"grants": ["kind"]}),
    ({"grants": "LetterGrant"}, {"grants": ["kind"]}),
    ({"anything": 1.5}, {"anything": ["kind"]}),
    ({"anything": [1]}, {"anything": ["kind"]}),
    ({"anything": object()}, {"anything": ["kind"]}),
    ({"anything": known}, {"anything": ["kind"]}),
    ({"anything": datetime(2026, 1, 5, tzinfo=UTC)}, {"anything": ["kind"]}),
    ({"anything": HALF}, {"anything": ["sign"]}),
    ({"anything": 2**63}, {"anything": ["unknown"]}),
    ({"number": "1", "text": 1, "yes": 1}, {"number": ["kind"], "text": ["kind"], "yes": ["kind"]}),
]

RIGHT: list[dict[str, Any]] = [
    {"number": LARGEST},
    {"number": -LARGEST},
    {"number": Step.FIRST},
    {"text": "Quyết định\nsố 1\t\u200b\U0001f600"},
    {"text": "a" * LONGEST},
    {"text": "\u1ec7" * LONGEST},
    {"yes": True},
    {"day": date(1900, 1, 1)},
    {"day": date(2200, 12, 31)},
    {"name_or_colour": "RED"},
    {"name_or_colour": Colour.RED},
    {"keys": []},
    {"keys": [1, 1]},
    {"keys": {1, 2}},
    {"keys": {1: "one"}.keys()},
    {"row": [1, "a"]},
    {"pairs": [(1, None), (2, 3)]},
    {"by_key": {}},
    {"by_key": {1: ("a", "b")}},
    {"parts": [Outer(Inner("a"), [Inner("b", date(2026, 1, 5))])]},
    {"person": known},
    {"grants": NominationGrant},
    {"anything": None},
    {"anything": "a"},
    {"anything": 1},
    {"anything": True},
    {"anything": date(2026, 1, 5)},
]


def names(cases: Sequence[tuple[Mapping[str, Any], object]]) -> list[str]:
    """Each case by the argument that is given wrong."""
    return [f"{'-'.join(given)}-{number}" for number, (given, _errors) in enumerate(cases)]


@pytest.mark.parametrize(("given", "errors"), WRONG, ids=names(WRONG))
def test_a_value_of_another_kind_is_refused_by_its_place(given: dict[str, Any], errors: dict[str, list[str]]) -> None:
    with pytest.raises(ValidationError) as caught:
        act(**given)
    assert codes(caught.value) == errors
    assert calls == [], "the command itself was not asked"


@pytest.mark.parametrize("given", RIGHT, ids=[f"{'-'.join(given)}-{number}" for number, given in enumerate(RIGHT)])
def test_a_value_of_the_kind_reaches_the_command_as_it_is(given: dict[str, Any]) -> None:
    assert act(**given) == given.get("number", 1)
    assert {name: calls[0][name] for name in given} == given


def test_what_can_be_read_once_reaches_the_command_whole() -> None:
    act(keys=(key for key in (3, 1, 2)))
    assert list(calls[0]["keys"]) == [3, 1, 2]
    with pytest.raises(ValidationError) as caught:
        act(keys=(key for key in (1, "2")))  # type: ignore[misc]
    assert codes(caught.value) == {"keys[1]": ["kind"]}


def test_defaults_are_the_commands_own_matter() -> None:
    @command
    def left(number: int = None) -> int:  # type: ignore[assignment]  # noqa: RUF013 -- this is what is tested
        """Takes a number, or nothing at all."""
        return number

    assert left() is None
    with pytest.raises(ValidationError):
        left(None)  # type: ignore[arg-type]


def test_a_refusal_by_position_names_the_argument() -> None:
    @command
    def move(line: int, to: str, *, why: str = "") -> None:
        """Takes what it takes by position."""
        raise AssertionError(line, to, why)

    with pytest.raises(ValidationError) as caught:
        move("1", 2)  # type: ignore[arg-type]
    assert codes(caught.value) == {"line": ["kind"], "to": ["kind"]}


def test_a_key_that_cannot_be_shown_is_named_so_that_the_place_can_be_shown() -> None:
    for key in (HALF, NULL, "x" * 10**6, 10**5000):
        with pytest.raises(ValidationError) as caught:
            act(by_key={key: ["a"]})  # type: ignore[dict-item]
        (place,) = caught.value.error_dict
        place.encode()
        assert "\0" not in place
        assert len(place) < 100


def test_many_faults_are_told_up_to_a_hundred() -> None:
    with pytest.raises(ValidationError) as caught:
        act(keys=["1"] * 5000)  # type: ignore[list-item]
    assert len(caught.value.error_dict) == 100


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(("given", "errors"), WRONG, ids=names(WRONG))
def test_a_refusal_says_what_to_do_in_the_users_language(given: dict[str, Any], errors: object, language: str) -> None:
    del errors
    with translation.override(language), pytest.raises(ValidationError) as caught:
        act(**given)
    said = [message for some in caught.value.message_dict.values() for message in some]
    assert said
    assert all(message.endswith(".") for message in said)
    assert all(message.isascii() == (language == "en") for message in said)


def test_a_wrapped_command_keeps_its_name_its_words_and_its_signature() -> None:
    def send(letter: int, *, why: str = "") -> str:
        """Sends a letter."""
        return f"{letter}{why}"

    wrapped: Callable[..., str] = command(send)
    assert (wrapped.__name__, wrapped.__doc__, wrapped.__module__) == ("send", "Sends a letter.", __name__)
    assert inspect.signature(wrapped) == inspect.signature(send)
    assert hints_of(wrapped) == {"letter": int, "why": str, "return": str}
    assert wrapped(1, why="!") == "1!"


def test_a_call_that_names_no_argument_of_the_command_is_a_fault_of_the_program() -> None:
    with pytest.raises(TypeError):
        act(colours=Colour.RED)  # type: ignore[call-arg]


@pytest.mark.django_db
def test_a_refusal_asks_nothing_of_the_database(django_assert_num_queries: Callable[[int], Any]) -> None:
    @command
    def rename(person: Person, name: str) -> None:
        """Writes a name."""
        Person.objects.filter(pk=person.pk).update(full_name=name)

    before, somebody = everything(), Person.objects.all()[0]
    with django_assert_num_queries(0), pytest.raises(ValidationError):
        rename(somebody, NULL)
    assert everything() == before
    with django_assert_num_queries(1):
        rename(somebody, "Tên mới")
    assert everything() != before
