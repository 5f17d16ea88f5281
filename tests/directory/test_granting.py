"""Granting a view of one nomination or one letter: what no post gives, by document and dated."""

from typing import Any

import pytest

from tests.directory.given import administrator, day, invalid, last_entry
from tests.support.walk import R1, Walk
from workflow.audit.models import Entry
from workflow.audit.verify import verify
from workflow.directory.commands import end_grant, grant_view
from workflow.directory.models import LetterGrant, NominationGrant
from workflow.dossiers.models import Letter
from workflow.dossiers.visibility import visible_to
from workflow.management.demo.cast import Cast
from workflow.management.expectations import expectations

DOCUMENT = "Công văn minh họa số 7/CV"
Grants = type[NominationGrant] | type[LetterGrant]


def _grant(cast: Cast, grants: Grants, thing: int, **changed: Any) -> NominationGrant | LetterGrant:
    given: dict[str, Any] = {
        "to": cast.user("police-consulted"),
        "document": DOCUMENT,
        "from_day": day(0),
        **administrator(cast),
        **changed,
    }
    return grant_view(grants, thing, given.pop("to"), given.pop("by"), **given)


def _sees(cast: Cast, name: str = "police-consulted") -> list[int]:
    return list(visible_to(cast.user(name)).values_list("pk", flat=True))


@pytest.fixture
def letter(cast: Cast) -> Letter:
    """A letter with three lines before the head."""
    return Walk(cast, R1).with_head(3)[0]


def test_a_grant_on_a_nomination_shows_that_one_alone(cast: Cast, letter: Letter) -> None:
    first, second, _third = Walk.lines(letter)
    assert _sees(cast) == []
    _grant(cast, NominationGrant, second)
    assert _sees(cast) == [second]
    _grant(cast, NominationGrant, first, to=cast.user("insurance-consulted"))
    assert (_sees(cast), _sees(cast, "insurance-consulted")) == ([second], [first])


def test_a_grant_on_a_letter_shows_its_lines(cast: Cast, letter: Letter) -> None:
    Walk(cast, R1).with_head(2, first=20)
    _grant(cast, LetterGrant, letter.pk)
    assert _sees(cast) == Walk.lines(letter)


@pytest.mark.parametrize("grants", [NominationGrant, LetterGrant])
@pytest.mark.parametrize(
    ("since", "until", "there"),
    [(0, None, True), (-5, 0, True), (0, 0, True), (1, None, False), (-5, -1, False)],
    ids=["open", "until today", "one day", "from tomorrow", "ended yesterday"],
)
def test_a_grant_shows_something_on_its_days_only(
    cast: Cast, letter: Letter, grants: Grants, *, since: int, until: int | None, there: bool
) -> None:
    lines = Walk.lines(letter)
    thing = letter.pk if grants is LetterGrant else lines[0]
    _grant(cast, grants, thing, from_day=day(since), until=None if until is None else day(until))
    shown = lines if grants is LetterGrant else lines[:1]
    assert _sees(cast) == (shown if there else [])


@pytest.mark.parametrize(("grants", "codename"), [(NominationGrant, "view_nomination"), (LetterGrant, "view_letter")])
def test_a_grant_and_its_end_are_recorded_with_the_administrator_s_body(
    cast: Cast, letter: Letter, grants: Grants, codename: str
) -> None:
    thing = letter.pk if grants is LetterGrant else Walk.lines(letter)[0]
    made = _grant(cast, grants, thing, document=f" {DOCUMENT} ", until=day(9))
    assert (made.document, made.given_by_id, made.permission.codename) == (
        DOCUMENT,
        cast.person("administrator").pk,
        codename,
    )
    body = cast.organisation("so-noi-vu").pk
    about = {"role": "ADMINISTRATOR", "organisation": body, "grant": codename, "of": thing, "to": made.user_id}
    who, stream = cast.person("administrator").pk, f"organisation:{body}"
    given = {**about, "until": day(9).isoformat()}
    assert last_entry(stream) == ("GRANTED", who, given, {"document": DOCUMENT})
    end_grant(made, day(0), **administrator(cast))
    assert last_entry(stream) == ("GRANT_ENDED", who, {**about, "until": day(0).isoformat()}, {})
    assert verify(expectations()).is_clean


def test_a_grant_given_again_takes_the_place_of_the_first(cast: Cast, letter: Letter) -> None:
    line = Walk.lines(letter)[0]
    first = _grant(cast, NominationGrant, line, until=day(5))
    again = _grant(cast, NominationGrant, line, until=day(9), document="Công văn minh họa số 8/CV")
    assert NominationGrant.objects.get() == again == first
    assert (again.until, again.document) == (day(9), "Công văn minh họa số 8/CV")
    assert Entry.objects.filter(deed="GRANTED").count() == 2


@pytest.mark.parametrize("grants", [NominationGrant, LetterGrant])
@pytest.mark.parametrize(
    ("changed", "wrong"),
    [
        ({"document": ""}, {"document": ["length"]}),
        ({"document": " \n"}, {"document": ["length"]}),
        ({"document": "x" * 201}, {"document": ["length"]}),
        ({"until": -1}, {"until": ["dates"]}),
        ({"thing": 0}, {"thing": ["unknown"]}),
        ({"thing": 10**9}, {"thing": ["unknown"]}),
        ({"thing": -1, "document": ""}, {"thing": ["unknown"], "document": ["length"]}),
    ],
)
def test_a_grant_with_wrong_input_names_the_field_and_writes_nothing(
    cast: Cast, letter: Letter, grants: Grants, changed: dict[str, Any], wrong: dict[str, list[str]]
) -> None:
    given = {**changed, **({"until": day(changed["until"])} if "until" in changed else {})}
    thing = given.pop("thing", letter.pk if grants is LetterGrant else Walk.lines(letter)[0])
    with invalid(wrong):
        _grant(cast, grants, thing, **given)


def test_a_grant_that_has_ended_shows_nothing_more(cast: Cast, letter: Letter) -> None:
    made = _grant(cast, LetterGrant, letter.pk, from_day=day(-5))
    end_grant(made, day(0), **administrator(cast))
    assert _sees(cast) == Walk.lines(letter)
    end_grant(made, day(-1), **administrator(cast))
    assert _sees(cast) == []


@pytest.mark.parametrize(
    ("until", "last_day", "wrong"),
    [(None, -6, "dates"), (3, 4, "ended"), (-2, 0, "ended")],
    ids=["before it begins", "put off", "ended earlier"],
)
def test_the_end_of_a_grant_is_never_put_off(
    cast: Cast, letter: Letter, until: int | None, last_day: int, wrong: str
) -> None:
    made = _grant(cast, LetterGrant, letter.pk, from_day=day(-5), until=None if until is None else day(until))
    with invalid({"last_day": [wrong]}):
        end_grant(made, day(last_day), **administrator(cast))


def test_the_end_of_a_grant_is_judged_by_what_stands(cast: Cast, letter: Letter) -> None:
    made = _grant(cast, LetterGrant, letter.pk, from_day=day(-5))
    LetterGrant.objects.filter(pk=made.pk).update(until=day(-3))
    with invalid({"last_day": ["ended"]}):
        end_grant(made, day(0), **administrator(cast))


def test_a_grant_gives_nothing_to_a_user_without_a_person(cast: Cast, letter: Letter) -> None:
    user = type(cast.user("nnmt-head")).objects.create_superuser("root-of-all")
    _grant(cast, LetterGrant, letter.pk, to=user)
    assert list(visible_to(user)) == []
