"""Entries: nominees are put on a letter together or not at all, each bad field named by its place in the list."""

from dataclasses import replace
from datetime import date
from typing import Any
from unicodedata import normalize

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.dossiers.letters_given import GDDT, codes, from_below, rules, sound, today, unwritten, yesterday
from tests.support.walk import R1, R4, Walk
from workflow.audit.models import Entry as Record
from workflow.awards.models import Track
from workflow.directory.models import Organisation, Person
from workflow.dossiers.drafting import add_nominations
from workflow.dossiers.entries import Entry
from workflow.dossiers.letters import send_letter
from workflow.dossiers.models import Letter, Nomination
from workflow.dossiers.reports import Refused
from workflow.management.demo import drafts
from workflow.management.demo.cast import Cast


def _empty(walk: Walk) -> Letter:
    """A letter with one line, to which others are added."""
    letter, _lines = walk.drafted(1, first=72)
    return letter


def _added(walk: Walk, *entries: Entry) -> list[Nomination]:
    letter = _empty(walk)
    made = add_nominations(letter, entries, **walk.officer).made["nominations"]
    by_id = Nomination.objects.in_bulk(made)
    return [by_id[line] for line in made]


# What is kept of a nominee.


def test_persons_collectives_and_households_come_on_one_letter_in_their_order(cast: Cast) -> None:
    walk = Walk(cast)
    (person,) = walk.persons(1)
    entries = [
        person,
        drafts.collective("demo-nn-01", R1.award_form),
        drafts.household("Hộ  ông\tKa Tư", R1.award_form),
    ]
    lines = _added(walk, *entries)
    unit = cast.organisation("so-nnmt")
    assert [(line.nominee_kind, line.nominee_name, line.track) for line in lines] == [
        ("PERSON", cast.person("nominee-01").full_name, "STAFF"),
        ("COLLECTIVE", cast.organisation("demo-nn-01").name, ""),
        ("HOUSEHOLD", "Hộ ông Ka Tư", ""),
    ]
    assert {(line.state, line.unit, line.level, line.pool) for line in lines} == {("DRAFT", unit, unit, None)}
    assert {line.office.code for line in lines} == {"ban-tdkt"}
    assert [line.drafters for line in lines] == [[walk.officer["actor"].person_id]] * 3
    assert [(line.revision_no, line.version, len(line.content_hash)) for line in lines] == [(1, 1, 64)] * 3
    sound()


def test_lines_stand_behind_those_that_were_there(cast: Cast) -> None:
    walk = Walk(cast)
    letter = _empty(walk)
    before = walk.lines(letter)
    made = add_nominations(letter, walk.persons(3), **walk.officer).made["nominations"]
    made += add_nominations(letter, walk.persons(2, first=9), **walk.officer).made["nominations"]
    assert walk.lines(letter) == before + made
    assert [Record.objects.filter(stream=f"nomination:{line}").values_list("deed", flat=True)[0] for line in made] == [
        "DRAFTED"
    ] * 5


def test_homonyms_are_two_nominees(cast: Cast) -> None:
    one, two = (
        Person.objects.create(code=f"homonym-{number}", full_name="Nguyễn Văn An", folded_name="nguyen van an")
        for number in (1, 2)
    )
    walk = Walk(cast)
    (entry,) = walk.persons(1)
    lines = _added(walk, replace(entry, person=one.pk), replace(entry, person=two.pk))
    assert {line.nominee_name for line in lines} == {"Nguyễn Văn An"}
    assert len({line.nominee_id for line in lines}) == 2
    assert len({line.content_hash for line in lines}) == 2


def test_one_person_on_two_letters_is_one_nominee(cast: Cast) -> None:
    first = _added(Walk(cast), *Walk(cast).persons(1))[0]
    again = _added(Walk(cast), *Walk(cast).persons(1))[0]
    assert first.nominee == again.nominee


def test_a_household_is_known_in_its_unit_whatever_its_spacing_case_and_form_of_unicode(cast: Cast) -> None:
    names = ["Hộ bà K'Hương", "hộ BÀ  k'hương", normalize("NFD", "Hộ bà K'Hương")]
    lines = _added(Walk(cast), *[drafts.household(name, R1.award_form) for name in names])
    assert len({line.nominee_id for line in lines}) == 1
    assert [line.nominee_name for line in lines] == ["Hộ bà K'Hương", "hộ BÀ k'hương", "Hộ bà K'Hương"]


def test_households_of_one_name_in_two_units_are_two(cast: Cast) -> None:
    here = _added(Walk(cast), drafts.household("Hộ ông An", R1.award_form))[0]
    there = _added(Walk(cast, R4), replace(drafts.household("Hộ ông An", R4.award_form), simplified_ground="AD_HOC"))[0]
    assert here.nominee != there.nominee


def test_names_and_texts_are_kept_in_one_form_of_unicode(cast: Cast) -> None:
    person = Person.objects.create(
        code="nfd", full_name="Nguye\u0302\u0303n Thi\u0323 Hoa", folded_name="nguyen thi hoa"
    )
    walk = Walk(cast)
    entry = replace(
        walk.persons(1)[0],
        person=person.pk,
        title="Pho\u0301 pho\u0300ng",
        achievement_title="Xua\u0302\u0301t sa\u0306\u0301c",
    )
    (line,) = _added(walk, entry)
    assert (line.nominee_name, line.nominee_title, line.achievement_title) == (
        "Nguyễn Thị Hoa",
        "Phó phòng",
        "Xuất sắc",
    )


def test_a_track_is_kept_of_persons_alone(cast: Cast) -> None:
    household = replace(drafts.household("Hộ ông An", R1.award_form), track=Track.LEADER)
    assert _added(Walk(cast), household)[0].track == ""


def test_the_name_stays_as_it_was_on_the_day_of_drafting(cast: Cast) -> None:
    (line,) = _added(Walk(cast), *Walk(cast).persons(1))
    name = line.nominee_name
    person = cast.person("nominee-01")
    person.full_name = "Tên mới"
    person.save()
    line.refresh_from_db()
    assert line.nominee_name == name
    sound()


def test_twenty_nominees_take_as_many_statements_as_two(cast: Cast) -> None:
    walk = Walk(cast)
    letter = _empty(walk)
    counts = []
    for first, number in ((1, 2), (10, 20)):
        entries = walk.persons(number, first=first)
        letter.refresh_from_db()
        with CaptureQueriesContext(
            connection,
        ) as statements:
            add_nominations(letter, entries, **walk.officer)
        counts.append(len(statements))
    assert counts[0] == counts[1]
    assert Nomination.objects.filter(letter=letter).count() == 23


# What is refused.


def _collective_of(**other: Any) -> dict[str, Any]:
    return {"kind": "COLLECTIVE", "person": None, "track": "", **other}


def _household_of(name: Any) -> dict[str, Any]:
    return {"kind": "HOUSEHOLD", "person": None, "track": "", "household": name}


BAD: dict[str, tuple[dict[str, Any], dict[str, list[str]]]] = {
    "no kind": ({"kind": ""}, {"kind": ["kind"]}),
    "another kind": ({"kind": "ANIMAL"}, {"kind": ["kind"]}),
    "no person": ({"person": None}, {"person": ["unknown"]}),
    "an unknown person": ({"person": 999_999}, {"person": ["unknown"]}),
    "a person as text": ({"person": "1"}, {"person": ["kind"]}),
    "no track": ({"track": ""}, {"track": ["track"]}),
    "another track": ({"track": "HERO"}, {"track": ["track"]}),
    "no collective": (_collective_of(), {"organisation": ["unknown"]}),
    "an unknown collective": (_collective_of(organisation=999_999), {"organisation": ["unknown"]}),
    "a household without a name": (_household_of("  "), {"household": ["required"]}),
    "a household that is no text": (_household_of(None), {"household": ["kind"]}),
    "a household with a name too long": (_household_of("H" * 251), {"household": ["length"]}),
    "no award form": ({"award_form": ""}, {"award_form": ["unknown"]}),
    "an unknown award form": ({"award_form": "HCLD"}, {"award_form": ["unknown"]}),
    "an award form of another route": ({"award_form": "GK"}, {"award_form": ["route"]}),
    "no achievement": (
        {"achievement": "", "achievement_title": "\t"},
        {"achievement": ["required"], "achievement_title": ["required"]},
    ),
    "an achievement that is no text": ({"achievement": None}, {"achievement": ["kind"]}),
    "no period": ({"period_from": None, "period_to": None}, {"period_from": ["kind"], "period_to": ["kind"]}),
    "a period as text": ({"period_from": "2026-01-01"}, {"period_from": ["kind"]}),
    "a period that ends before it begins": (
        {"period_from": date(2026, 2, 1), "period_to": date(2026, 1, 31)},
        {"period_to": ["period"]},
    ),
    "texts too long": ({"title": "x" * 251, "unit": "y" * 251}, {"title": ["length"], "unit": ["length"]}),
    "a title that is too long as it is kept": ({"title": "\u0958" * 126}, {"title": ["length"]}),
    "a title too long": ({"achievement_title": "x" * 301}, {"achievement_title": ["length"]}),
    "a title that is no text": ({"title": None, "unit": 7}, {"title": ["kind"], "unit": ["kind"]}),
    "grounds too long": (
        {"submitter_ground": "x" * 301, "duplicate_ground": "x" * 301, "influence_scope": "x" * 201},
        {"submitter_ground": ["length"], "duplicate_ground": ["length"], "influence_scope": ["length"]},
    ),
    "a ground that the law does not have": ({"simplified_ground": "BRAVERY"}, {"simplified_ground": ["unknown"]}),
    "a state secret": ({"simplified_ground": "STATE_SECRET"}, {"simplified_ground": ["R-SECRET"]}),
}


@pytest.mark.parametrize(("change", "expected"), BAD.values(), ids=BAD.keys())
def test_one_bad_entry_is_named_by_its_place_and_field_and_none_is_written(
    cast: Cast, change: dict[str, Any], expected: dict[str, list[str]]
) -> None:
    walk = Walk(cast)
    letter = _empty(walk)
    entries = walk.persons(5)
    entries[3] = replace(entries[3], **change)
    with unwritten(), pytest.raises(ValidationError) as raised:
        add_nominations(letter, entries, **walk.officer)
    assert codes(raised) == {f"entries[3].{field}": some for field, some in expected.items()}


def test_all_bad_entries_are_told_at_once(cast: Cast) -> None:
    walk = Walk(cast)
    letter = _empty(walk)
    good, one, two = walk.persons(3)
    entries = [good, replace(one, person=None, track="X"), replace(two, award_form="GK", achievement="")]
    with unwritten(), pytest.raises(ValidationError) as raised:
        add_nominations(letter, entries, **walk.officer)
    assert codes(raised) == {
        "entries[1].person": ["unknown"],
        "entries[1].track": ["track"],
        "entries[2].award_form": ["route"],
        "entries[2].achievement": ["required"],
    }


def test_an_empty_list_is_a_typed_error(cast: Cast) -> None:
    walk = Walk(cast)
    letter = _empty(walk)
    with unwritten(), pytest.raises(ValidationError) as raised:
        add_nominations(letter, [], **walk.officer)
    assert codes(raised) == {"entries": ["empty"]}


def test_the_simplified_procedure_asks_its_ground_of_every_line(cast: Cast) -> None:
    walk = Walk(cast, R4)
    letter = _empty(walk)
    with unwritten(), pytest.raises(ValidationError) as raised:
        add_nominations(letter, [replace(walk.persons(1)[0], simplified_ground="")], **walk.officer)
    assert codes(raised) == {"entries[0].simplified_ground": ["required"]}


@pytest.mark.parametrize("sign", ["ữ", "u\u031b\u0303"], ids=["composed", "decomposed"])
def test_the_longest_texts_are_taken_as_they_are_kept(cast: Cast, sign: str) -> None:
    longest = {"title": 250, "unit": 250, "achievement_title": 300, "influence_scope": 200, "submitter_ground": 300}
    walk = Walk(cast)
    texts: dict[str, Any] = {name: sign * number for name, number in longest.items()}
    (line,) = _added(walk, replace(walk.persons(1)[0], **texts))
    assert {
        name: len(getattr(line, f"nominee_{name}" if name in {"title", "unit"} else name)) for name in longest
    } == longest


def test_a_dissolved_collective_is_drafted_and_not_sent(cast: Cast) -> None:
    """R-DISSOLVED is asked when the letter is sent; persons of a dissolved body are never blocked."""
    walk = Walk(cast)
    entries = [drafts.collective("demo-nn-01", R1.award_form), *walk.persons(1)]
    letter, (collective, person) = walk.drafted(entries=entries)
    Organisation.objects.filter(code="demo-nn-01").update(valid_until=yesterday())
    report = send_letter(letter, **walk.officer)
    assert [one.rule for one in report.refused[collective]] == ["R-DISSOLVED"]
    assert list(report.moved) == [person]
    Organisation.objects.filter(code="demo-nn-01").update(valid_until=today())
    assert send_letter(letter, **walk.officer).is_whole
    sound()


def test_a_letter_that_was_sent_takes_no_more_nominees(cast: Cast) -> None:
    walk = Walk(cast)
    letter, _lines = walk.with_head(1)
    with unwritten(), pytest.raises(Refused) as refused:
        add_nominations(letter, walk.persons(1, first=5), **walk.officer)
    assert rules(refused) == ["desk"]


def test_nominees_are_not_listed_on_a_letter_that_collects(cast: Cast) -> None:
    letter, _lines = from_below(cast)
    walk = Walk(cast, GDDT)
    with unwritten(), pytest.raises(Refused) as refused:
        add_nominations(letter, walk.persons(1, first=5), **walk.officer)
    assert rules(refused) == ["letter"]
