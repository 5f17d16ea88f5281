"""Rows of a list against what is known: nobody is taken for somebody else, and nothing goes on a letter twice."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from tests.dossiers.lists_given import row, sheet
from tests.support.walk import R4, Walk
from workflow.directory.models import Organisation, Person
from workflow.dossiers.door import apply_transition
from workflow.dossiers.entries import Checked, Entry
from workflow.dossiers.list_columns import CheckedList
from workflow.dossiers.models import Letter
from workflow.dossiers.nominee_list import COLUMNS
from workflow.dossiers.nominee_rows import check_list
from workflow.management.demo.cast import Cast
from workflow.procedure.facts import Reason
from workflow.procedure.transitions import Transition
from workflow.workbooks.reading import Sheet


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """What is said is said in English."""
    with override("en"):
        yield


@pytest.fixture
def letter(cast: Cast) -> Letter:
    """A letter with one nominee: demo-nominee-01."""
    return Walk(cast).drafted(1)[0]


def checked(letter: Letter, *rows: list[Any], barred: frozenset[int] = frozenset()) -> CheckedList[Checked]:
    """The rows as they are judged."""
    return check_list(sheet(*rows), letter, letter.route.rules, timezone.localdate(), barred)


def entries(letter: Letter, *rows: list[Any]) -> list[Entry]:
    """The rows that can go on the letter."""
    return [one.entry for _row, one in checked(letter, *rows).good]


def problem(letter: Letter, *rows: list[Any], barred: frozenset[int] = frozenset()) -> tuple[str, str]:
    """Cell and reason of the one thing that is wrong."""
    ((one,),) = [each.problems for each in checked(letter, *rows, barred=barred).bad]
    return one.cell, one.reason


def name(cast: Cast, number: int) -> str:
    """The name of a demo nominee."""
    return cast.person(f"nominee-{number:02d}").full_name


def test_a_person_is_found_by_name_and_by_code(cast: Cast, letter: Letter) -> None:
    found = checked(
        letter, row(name(cast, 2)), row("", code="demo-nominee-03"), row(name(cast, 4).upper(), code="demo-nominee-04")
    )
    assert [one.entry.person for _row, one in found.good] == [cast.person(f"nominee-{n:02d}").pk for n in (2, 3, 4)]
    assert (found.bad, found.there, found.every) == ([], [], 3)


def test_a_collective_is_found_by_its_name_its_short_name_and_its_code(cast: Cast, letter: Letter) -> None:
    body = cast.organisation("so-nnmt")
    ways = [row(body.name, kind="Tập thể"), row("", kind="collective", code=body.code)]
    if body.short_name:
        ways.append(row(body.short_name, kind="COLLECTIVE"))
    for way in ways:
        (entry,) = entries(letter, way)
        assert (entry.kind, entry.organisation, entry.track) == ("COLLECTIVE", body.pk, "")


def test_a_household_is_known_by_its_name(letter: Letter) -> None:
    (entry,) = entries(letter, row("Hộ ông Tư (minh họa)", kind="Hộ gia đình"))
    assert (entry.kind, entry.household, entry.person) == ("HOUSEHOLD", "Hộ ông Tư (minh họa)", None)


def test_two_of_one_name_are_never_taken_for_one(cast: Cast, letter: Letter) -> None:
    first = cast.person("nominee-02")
    Person.objects.create(code="other", full_name=first.full_name, birth_year=1951)
    cell, reason = problem(letter, row(first.full_name))
    assert cell == "D2"
    assert "other" in reason
    assert first.code in reason
    (entry,) = entries(letter, row(first.full_name, birth_year=1951))
    assert entry.person == Person.objects.get(code="other").pk
    (entry,) = entries(letter, row(first.full_name, code=first.code))
    assert entry.person == first.pk


def test_a_name_without_its_marks_is_asked_about_and_not_taken(letter: Letter) -> None:
    Person.objects.create(code="dinh", full_name="Đinh Thị Ánh")
    cell, reason = problem(letter, row("Dinh Thi Anh"))
    assert (cell, "Đinh Thị Ánh (dinh)" in reason) == ("D2", True)


def test_a_code_that_belongs_to_another_name_is_told(cast: Cast, letter: Letter) -> None:
    cell, reason = problem(letter, row(name(cast, 3), code="demo-nominee-02"))
    assert (cell, name(cast, 2) in reason) == ("D2", True)


@pytest.mark.parametrize(
    ("cells", "cell"),
    [
        ({"name": "Không Có Ai"}, "D2"),
        ({"name": ""}, "D2"),
        ({"name": "", "code": "không có"}, "C2"),
        ({"kind": "con mèo"}, "B2"),
        ({"kind": ""}, "B2"),
        ({"kind": "Tập thể", "name": "Công ty không có"}, "D2"),
        ({"kind": "Hộ gia đình", "name": " "}, "D2"),
        ({"track": "phi công"}, "F2"),
        ({"track": ""}, "F2"),
        ({"award_form": "Cúp vàng"}, "I2"),
        ({"award_form": ""}, "I2"),
        ({"award_form": "GK"}, "I2"),
        ({"achievement_title": ""}, "J2"),
        ({"achievement_title": "x" * 301}, "J2"),
        ({"achievement": ""}, "K2"),
        ({"achievement": "x" * 20_001}, "K2"),
        ({"period_from": ""}, "L2"),
        ({"period_from": "01/03/0206"}, "L2"),
        ({"period_to": "31/02/2026"}, "M2"),
        ({"period_to": "01/01/2099"}, "M2"),
        ({"birth_year": 1900}, "E2"),
    ],
)
def test_what_is_wrong_is_told_by_its_cell(cast: Cast, letter: Letter, cells: dict[str, Any], cell: str) -> None:
    person = cast.person("nominee-02")
    Person.objects.filter(pk=person.pk).update(birth_year=1980)
    given = row(**{"name": person.full_name, **cells})
    assert problem(letter, given)[0] == cell


def test_a_row_may_have_several_problems(letter: Letter) -> None:
    (bad,) = checked(letter, row("Không Có Ai", achievement="", period_to="x")).bad
    assert sorted(one.cell for one in bad.problems) == ["D2", "K2", "M2"]


def test_who_stands_on_the_letter_already_is_passed_over(cast: Cast, letter: Letter) -> None:
    found = checked(letter, row(name(cast, 1)), row(name(cast, 2)))
    assert [one.number for one in found.there] == [2]
    assert [one.number for one, _checked in found.good] == [3]


def test_who_stands_in_the_list_twice_is_told_by_the_row(cast: Cast, letter: Letter) -> None:
    cell, reason = problem(letter, row(name(cast, 2)), row("Hộ A", kind="HOUSEHOLD"), row("", code="demo-nominee-02"))
    assert (cell, " 2 " in reason) == ("D4", True)


def test_nobody_writes_the_own_nomination_by_a_list(cast: Cast, letter: Letter) -> None:
    cell, reason = problem(letter, row(name(cast, 2)), barred=frozenset({cast.person("nominee-02").pk}))
    assert (cell, "oneself" in reason) == ("D2", True)


def test_a_simplified_route_asks_for_its_ground(cast: Cast) -> None:
    letter = Walk(cast, R4).drafted(1)[0]
    assert problem(letter, row(name(cast, 2)))[0] == "O2"
    assert problem(letter, row(name(cast, 2), simplified_ground="STATE_SECRET"))[0] == "O2"
    (entry,) = entries(letter, row(name(cast, 2), simplified_ground="an ad hoc achievement"))
    assert entry.simplified_ground == "AD_HOC"


def test_a_collective_is_taken_only_for_the_one_written_exactly_so(cast: Cast, letter: Letter) -> None:
    made = {"type": cast.organisation("so-nnmt").type, "valid_from": date(2020, 1, 1)}
    first = Organisation.objects.create(code="phu-1", name="Xã Phú Lâm (minh họa)", short_name="Phú Lâm", **made)
    cell, reason = problem(letter, row("Xã Phù Lâm (minh họa)", kind="COLLECTIVE"))
    assert (cell, "Xã Phú Lâm (minh họa)" in reason) == ("D2", True)
    Organisation.objects.create(code="phu-2", name="Xã Phù Lâm (minh họa)", **made)
    for said in (row(first.name, kind="COLLECTIVE"), row("phú lâm", kind="COLLECTIVE", code="phu-1")):
        assert [one.organisation for one in entries(letter, said)] == [first.pk]


def test_a_column_that_is_missing_is_told_by_its_heading(cast: Cast, letter: Letter) -> None:
    without = [place for place, one in enumerate(COLUMNS) if one.key not in {"track", "code"}]
    some = Sheet("S", [[COLUMNS[p].vi for p in without], [row(name(cast, 2))[p] for p in without]], [])
    found = check_list(some, letter, letter.route.rules, timezone.localdate(), frozenset())
    assert [one.cell for one in found.bad[0].problems] == ["Leader or staff"]


def test_a_line_that_was_withdrawn_may_come_back(cast: Cast, letter: Letter) -> None:
    line = letter.nominations.get()
    why = Reason("Rút (minh họa)")
    assert apply_transition(Transition.WITHDRAW_DRAFT, [line.pk], **Walk(cast).officer, reason=why).is_whole
    found = checked(letter, row(name(cast, 1)))
    assert (len(found.good), len(found.there)) == (1, 0)


def test_the_rules_are_those_of_the_route_in_force(cast: Cast, letter: Letter) -> None:
    rules = replace(letter.route.rules, award_forms=("GK",))
    found = check_list(sheet(row(name(cast, 2))), letter, rules, timezone.localdate(), frozenset())
    assert [one.column for each in found.bad for one in each.problems] == ["award_form"]


def test_many_rows_take_as_many_statements_as_few(cast: Cast, letter: Letter) -> None:
    counts = []
    for many in (3, 300):
        some = [row(name(cast, 2 + number % 20), code="" if number % 2 else "x") for number in range(many)]
        with CaptureQueriesContext(connection) as sent:
            checked(letter, *some)
        counts.append(len(sent))
    assert counts[0] == counts[1] < 12
