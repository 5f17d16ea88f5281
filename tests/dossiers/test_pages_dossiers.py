"""The list of nominations: who sees which, how they are found and sorted, and that it costs the same for many."""

from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.support.walk import R1, R2, Walk
from workflow.directory.models import Person
from workflow.directory.vietnamese import person_key, words_key
from workflow.dossiers.correcting import correct_clerical
from workflow.dossiers.models import Nomination
from workflow.management.demo import drafts
from workflow.management.demo.cast import Cast

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workflow.awards.models import Track
    from workflow.directory.models import User
    from workflow.dossiers.entries import Entry

NAMES = ("Đinh Văn Ân", "Bùi An", "Trần Dũng", "Trần Dung", "Lê Thị Đan", "Đỗ Ân")
IN_ORDER = ["Bùi An", "Đinh Văn Ân", "Đỗ Ân", "Trần Dung", "Trần Dũng", "Lê Thị Đan"]


@pytest.fixture
def walk(cast: Cast) -> Walk:
    return Walk(cast, R1)


def _entries(walk: Walk, names: tuple[str, ...]) -> "Iterator[Entry]":
    like = walk.persons(1)[0]
    for number, name in enumerate(names):
        person = Person.objects.create(code=f"named-{number}-{len(names)}", full_name=name)
        track: Track = like.track  # type: ignore[assignment]  # the same choice, as text
        yield drafts.person(person, track, like.title, like.unit, like.award_form)


def _drafted(walk: Walk, names: tuple[str, ...] = NAMES) -> list[int]:
    return walk.drafted(entries=list(_entries(walk, names)))[1]


def _names(client: Client, user: "User", **query: Any) -> list[str]:
    client.force_login(user)
    answer = client.get(reverse("dossiers"), query)
    assert answer.status_code == 200
    return [row.name for row in answer.context["rows"]]


def test_names_are_sorted_in_vietnamese_order(client: Client, walk: Walk) -> None:
    _drafted(walk)
    assert _names(client, walk.officer["actor"]) == IN_ORDER


def test_or_what_was_drafted_last_comes_first(client: Client, walk: Walk) -> None:
    _drafted(walk)
    assert _names(client, walk.officer["actor"], order="newest") == list(NAMES[::-1])


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("dinh", ["Đinh Văn Ân"]),
        ("Đinh", ["Đinh Văn Ân"]),
        ("AN DINH", ["Đinh Văn Ân"]),
        ("dung", ["Trần Dung", "Trần Dũng"]),
        ("%", []),
        ("x" * 300, IN_ORDER),
    ],
)
def test_a_name_is_found_without_its_marks(client: Client, walk: Walk, asked: str, found: list[str]) -> None:
    _drafted(walk)
    assert _names(client, walk.officer["actor"], name=asked) == found


def test_a_corrected_name_is_found_sorted_and_shown_as_it_is_rightly_written(client: Client, walk: Walk) -> None:
    lines = _drafted(walk)
    correct_clerical(lines[0], "nominee_name", "Đinh Văn Yên", **walk.officer, confirmed_by="CV 1")
    names = _names(client, walk.officer["actor"])
    assert names == [*(name for name in IN_ORDER if name != "Đinh Văn Ân"), "Đinh Văn Yên"]
    assert _names(client, walk.officer["actor"], name="yen") == ["Đinh Văn Yên"]


def test_people_and_bodies_bear_the_key_of_their_name(walk: Walk) -> None:
    _drafted(walk)
    for person in Person.objects.all():
        assert person.name_key == person_key(person.full_name)
    for line in Nomination.objects.all():
        key = person_key if line.nominee_kind == "PERSON" else words_key
        assert line.name_key == key(line.nominee_name)


def test_each_sees_what_is_visible_and_no_more(client: Client, cast: Cast, walk: Walk) -> None:
    _drafted(walk)
    Walk(cast, R2).drafted(2)
    assert _names(client, walk.head["actor"]) == IN_ORDER
    assert len(_names(client, cast.user("cdcs-officer"))) == 2
    assert _names(client, cast.user("tdkt-head")) == [], "a draft is its unit's alone"


def test_filters_narrow_the_list(client: Client, walk: Walk) -> None:
    lines = _drafted(walk)
    line = Nomination.objects.get(pk=lines[0])
    officer = walk.officer["actor"]
    year = timezone.localdate().year
    kept = {"state": "DRAFT", "campaign": line.campaign_id, "unit": line.unit_id, "award_form": line.award_form_id}
    for name, value in {**kept, "year": year, "whose": "mine"}.items():
        assert _names(client, officer, **{name: value}) == IN_ORDER, name
    assert _names(client, officer, state="AWARDED") == []
    assert _names(client, walk.head["actor"], whose="mine") == [], "it waits for the officer"


@pytest.mark.parametrize("query", [{"unit": "0"}, {"state": "x"}, {"year": "-1"}, {"order": "x"}, {"page": "x"}])
def test_what_is_no_choice_is_as_if_it_were_not_asked(client: Client, walk: Walk, query: dict[str, str]) -> None:
    _drafted(walk)
    assert _names(client, walk.officer["actor"], **query) == IN_ORDER


def test_a_count_stops_at_the_cap_and_pages_follow(client: Client, walk: Walk) -> None:
    _drafted(walk, tuple(f"Lê Văn {'ABCDEGHIKLMN'[number % 12]}{number}" for number in range(102)))
    client.force_login(walk.officer["actor"])
    first = client.get(reverse("dossiers"))
    assert first.context["count"] == "100+"
    assert (len(first.context["rows"]), first.context["page"].has_next) == (50, True)
    last = client.get(reverse("dossiers"), {"page": 3})
    assert (len(last.context["rows"]), last.context["page"].has_next) == (2, False)


def _statements(client: Client, user: "User") -> int:
    client.force_login(user)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(reverse("dossiers")).status_code == 200
    return len(asked)


def test_the_number_of_statements_is_the_same_for_ten_and_for_many(client: Client, walk: Walk) -> None:
    _drafted(walk, NAMES[:2])
    few = _statements(client, walk.officer["actor"])
    _drafted(walk, tuple(f"Lê Văn {number}" for number in range(60)))
    assert _statements(client, walk.officer["actor"]) == few
    assert few <= 24


def test_who_holds_no_post_has_no_list(client: Client, cast: Cast) -> None:
    user = cast.user("nnmt-officer")
    user.person = None
    user.save()
    client.force_login(user)
    assert client.get(reverse("dossiers")).status_code == 404
