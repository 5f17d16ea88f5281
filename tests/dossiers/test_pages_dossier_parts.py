"""The parts of the dossier page that need no database: the drawn way, the compared revisions."""

import re
from datetime import UTC, datetime
from typing import Any, Final

import pytest

from workflow.dossiers.comparing import compare, pieces_of
from workflow.dossiers.progress import PLACES, Step, edges_of, picture_of
from workflow.procedure.routes import RouteRules
from workflow.procedure.states import State

AT: Final = datetime(2026, 1, 5, tzinfo=UTC)
WITH_COUNCIL: Final = RouteRules(council=True)
WITHOUT: Final = RouteRules(council=False)


def _steps(*states: State) -> list[Step]:
    return [Step(AT, source, target, "") for source, target in zip((None, *states[:-1]), states, strict=True)]


def test_every_state_has_a_place_of_its_own() -> None:
    assert PLACES.keys() == set(State)
    assert len(set(PLACES.values())) == len(State)


def test_the_road_runs_from_left_to_right() -> None:
    road = [state for state, (_column, row) in PLACES.items() if row == 1]
    assert road == sorted(road, key=lambda state: PLACES[state][0])
    assert (road[0], road[-1]) == (State.DRAFT, State.AWARDED)


@pytest.mark.parametrize(("rules", "drawn"), [(WITH_COUNCIL, True), (WITHOUT, False)])
def test_only_states_that_the_route_has_are_drawn(rules: RouteRules, drawn: bool) -> None:  # noqa: FBT001 -- a case of the test
    boxes = {box.state for box in picture_of(_steps(State.DRAFT), State.DRAFT, rules).boxes}
    assert (State.WITH_COUNCIL in boxes) is drawn
    assert boxes == {state for edge in edges_of(rules) for state in edge}


def test_the_way_it_took_lies_on_top_and_the_state_is_marked() -> None:
    steps = _steps(State.DRAFT, State.WITH_HEAD, State.DRAFT, State.WITH_HEAD, State.WITH_OFFICE)
    picture = picture_of(steps, State.WITH_OFFICE, WITH_COUNCIL)
    kinds = {box.state: box.kind for box in picture.boxes}
    assert [state for state, kind in kinds.items() if kind == "now"] == [State.WITH_OFFICE]
    assert {state for state, kind in kinds.items() if kind == "been"} == {State.DRAFT, State.WITH_HEAD}
    taken = [arrow.taken for arrow in picture.arrows]
    assert taken == sorted(taken)
    assert sum(taken) == 3, "there, back, and on to the office"
    assert len({arrow.path for arrow in picture.arrows}) == len(taken), "no arrow lies on another"


@pytest.mark.parametrize("state", State)
def test_everything_stays_inside_the_picture(state: State) -> None:
    picture = picture_of(_steps(State.DRAFT, State.WITH_OFFICE, state), state, WITH_COUNCIL)
    for box in picture.boxes:
        assert 0 <= box.x <= picture.width - picture.box_width
        assert 0 <= box.y <= picture.height - picture.box_height
        assert all(box.y < text.y < box.y + picture.box_height for text in box.texts)
    for arrow in picture.arrows:
        numbers = [int(number) for number in re.findall(r"-?\d+", arrow.path)]
        assert all(0 <= x <= picture.width for x in numbers[::2])
        assert all(0 <= y <= picture.height for y in numbers[1::2])


def _material(**change: Any) -> dict[str, Any]:
    material: dict[str, Any] = {
        "nominee": {"kind": "PERSON", "track": "STAFF", "name": "An", "title": "", "unit": ""},
        "award_form": "BK",
        "authority": "ubnd-tinh",
        "achievement": {"title": "T", "text": "Một hai ba", "from": "2025-01-01", "to": "2025-12-31", "scope": ""},
        "grounds": {"simplified": "", "submitter": "", "duplicate": ""},
        "answers": [
            {
                "criterion": "C1",
                "applies": True,
                "text": "Có",
                "document": ["1/QĐ", "2025-02-03"],
                "evidence": [["aa", 2]],
            }
        ],
        "files": [["EVIDENCE", "aa", "Minh chứng"]],
    }
    return {**material, **change}


def test_equal_contents_have_no_difference() -> None:
    assert compare(_material(), _material(), {}) == []


def test_codes_and_days_are_told_in_words() -> None:
    achievement = {**_material()["achievement"], "to": "2025-11-30"}
    found = compare(
        _material(), _material(award_form="GK", achievement=achievement), {"BK": "Bằng khen", "GK": "Giấy khen"}
    )
    assert [(one.old, one.new) for one in found] == [("Bằng khen", "Giấy khen"), ("31/12/2025", "30/11/2025")]


def test_files_and_answers_are_compared() -> None:
    answer = {**_material()["answers"][0], "evidence": [["bb", None]]}
    files = [["EVIDENCE", "aa", "Minh chứng"], ["OTHER", "bb", "Ảnh"]]
    told, attached = compare(_material(), _material(answers=[answer], files=files), {"C1": "C1 (Tiêu chí)"})
    assert ("Minh chứng" in told.old, "Ảnh" in told.new) == (True, True)
    assert (attached.old, "Ảnh" in attached.new) == ("", True)
    (taken_off,) = compare(_material(answers=[]), _material(answers=[], files=[]), {})
    assert ("Minh chứng" in taken_off.old, taken_off.new) == (True, "")


def test_two_copies_of_a_file_are_two() -> None:
    twice = [["EVIDENCE", "aa", "Minh chứng"]] * 2
    assert len(compare(_material(), _material(files=twice), {})) == 1


def test_words_that_stay_are_kept() -> None:
    assert [(one.kind, one.words) for one in pieces_of("một hai ba", "một bốn ba năm")] == [
        ("kept", "một"),
        ("out", "hai"),
        ("in", "bốn"),
        ("kept", "ba"),
        ("in", "năm"),
    ]
