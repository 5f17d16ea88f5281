"""The state machine: it is the table, it moves only inside the door, and nothing else writes a state."""

from collections.abc import Callable
from typing import Any, Final

import pytest
from django.db import IntegrityError, connection, transaction
from django_fsm import InvalidResultState, TransitionNotAllowed

from tests.support.everything import everything, written
from tests.support.walk import R1, Walk
from workflow.audit.models import Entry
from workflow.dossiers.door import apply_transition
from workflow.dossiers.fsm import STATES, Door, NominationMachine, NotThroughTheDoor
from workflow.dossiers.models import Nomination
from workflow.management.demo.cast import Cast
from workflow.procedure.facts import Reason
from workflow.procedure.states import HOLDABLE, State
from workflow.procedure.transitions import Transition

FIELD: Final[Any] = Nomination._meta.get_field("state")
MACHINE: Final = list(FIELD.get_all_transitions(Nomination))
COMES_BACK_TO: Final = ("WITH_OFFICE", "WITH_COUNCIL", "TO_PRESENT", "WITH_DECIDER")


def _in_memory(state: State, resume_to: str = "") -> Nomination:
    """A nomination in a state, as the door has it in memory."""
    return Nomination.from_db(None, ("id", "state", "resume_to"), (1, state.value, resume_to))


def _call(nomination: Nomination, row: Transition) -> None:
    getattr(nomination, row.name.lower())()


@pytest.fixture
def line(cast: Cast) -> Nomination:
    """A draft."""
    return Nomination.objects.get(pk=Walk(cast, R1).drafted(1)[1][0])


# The machine is the table.


def test_the_machine_has_the_rows_of_the_table_and_no_others() -> None:
    found = {(one.name, one.source) for one in MACHINE}
    assert found == {(row.name.lower(), row.source.value) for row in Transition}
    assert len(MACHINE) == len(Transition)
    methods = {name for name in vars(NominationMachine) if not name.startswith("_")}
    assert methods == {row.name.lower() for row in Transition}


def test_every_row_leads_where_the_table_says() -> None:
    targets = {one.name: one.target for one in MACHINE}
    fixed = {row.name.lower(): row.target.value for row in Transition if not row.resumes}
    assert {name: target for name, target in targets.items() if name != "resume"} == fixed
    assert list(targets["resume"].allowed_states) == list(COMES_BACK_TO)


def test_the_column_knows_the_states_of_the_table() -> None:
    assert [value for value, _label in STATES] == [state.value for state in State]
    assert list(FIELD.choices or ()) == STATES
    assert tuple(state.value for state in HOLDABLE) == COMES_BACK_TO


@pytest.mark.parametrize("row", [row for row in Transition if not row.resumes], ids=lambda row: row.name)
def test_a_row_moves_from_its_source_to_its_target_inside_the_door(row: Transition) -> None:
    nomination = _in_memory(row.source)
    with Door():
        _call(nomination, row)
    assert nomination.state == row.target


@pytest.mark.parametrize("state", COMES_BACK_TO)
def test_a_resumed_line_comes_back_to_where_it_stood(state: str) -> None:
    nomination = _in_memory(State.ON_HOLD, state)
    with Door():
        _call(nomination, Transition.RESUME)
    assert nomination.state == state


@pytest.mark.parametrize("state", ["", "DRAFT", "AWARDED", "ON_HOLD", "NOWHERE"])
def test_a_resumed_line_comes_to_no_other_state(state: str) -> None:
    nomination = _in_memory(State.ON_HOLD, state)
    with Door(), pytest.raises(InvalidResultState):
        _call(nomination, Transition.RESUME)
    assert nomination.state == State.ON_HOLD


@pytest.mark.parametrize("row", Transition, ids=lambda row: row.name)
def test_a_row_moves_nothing_from_another_state_even_inside_the_door(row: Transition) -> None:
    for state in State:
        if state is row.source:
            continue
        nomination = _in_memory(state, "WITH_OFFICE")
        with Door(), pytest.raises(TransitionNotAllowed):
            _call(nomination, row)
        assert nomination.state == state


@pytest.mark.parametrize("row", Transition, ids=lambda row: row.name)
def test_a_row_called_directly_says_where_the_door_is(row: Transition) -> None:
    nomination = _in_memory(row.source, "WITH_OFFICE")
    with pytest.raises(NotThroughTheDoor, match=f"^{row.name} .*apply_transition"):
        _call(nomination, row)
    assert nomination.state == row.source


def test_the_door_closes_behind_itself_also_after_an_error() -> None:
    with pytest.raises(LookupError), Door(), Door():
        raise LookupError
    with pytest.raises(NotThroughTheDoor):
        _call(_in_memory(State.DRAFT), Transition.LAPSE)
    with Door():
        with Door():
            pass
        _call(_in_memory(State.DRAFT), Transition.LAPSE)


# Nothing else writes a state.


def _assign(line: Nomination) -> None:
    line.state = State.AWARDED


def _save_as_new(line: Nomination) -> None:
    fields = {one.attname: getattr(line, one.attname) for one in Nomination._meta.concrete_fields}
    Nomination(**fields | {"id": None, "state": "AWARDED"}).save()


def _update_or_create(line: Nomination) -> None:
    Nomination.objects.update_or_create(pk=line.pk, defaults={"state": "AWARDED"})


WAYS_PAST: Final[dict[str, tuple[Callable[[Nomination], Any], type[Exception]]]] = {
    "update": (lambda line: Nomination.objects.filter(pk=line.pk).update(state="AWARDED"), NotThroughTheDoor),
    "update of all": (lambda _line: Nomination.objects.update(version=9, state=State.DRAFT), NotThroughTheDoor),
    "update in words": (
        lambda line: Nomination.objects.from_unit(line.unit_id).in_motion().update(state="LAPSED"),
        NotThroughTheDoor,
    ),
    "update through the letter": (lambda line: line.letter.nominations.update(state="AWARDED"), NotThroughTheDoor),
    "bulk_update": (lambda line: Nomination.objects.bulk_update([line], ["version", "state"]), NotThroughTheDoor),
    "create": (lambda line: Nomination.objects.create(letter=line.letter, state="AWARDED"), NotThroughTheDoor),
    "get_or_create": (
        lambda line: Nomination.objects.get_or_create(pk=0, letter=line.letter, state="AWARDED"),
        NotThroughTheDoor,
    ),
    "update_or_create": (_update_or_create, AttributeError),
    "bulk_create": (
        lambda line: Nomination.objects.bulk_create([Nomination(letter=line.letter, state="AWARDED")]),
        NotThroughTheDoor,
    ),
    "bulk_create over what is there": (
        lambda line: Nomination.objects.bulk_create(
            [Nomination(id=line.pk)], update_conflicts=True, update_fields=["state"], unique_fields=["id"]
        ),
        NotThroughTheDoor,
    ),
    "save as new": (_save_as_new, NotThroughTheDoor),
    "save the state": (lambda line: line.save(update_fields=["state"]), NotThroughTheDoor),
    "assignment": (_assign, AttributeError),
    "setattr": (lambda line: setattr(line, "state", "AWARDED"), AttributeError),
}


@pytest.mark.parametrize("name", WAYS_PAST)
def test_there_is_no_way_past_the_door(line: Nomination, name: str) -> None:
    way, error = WAYS_PAST[name]
    before = everything()
    with pytest.raises(error, match="apply_transition" if error is NotThroughTheDoor else "not allowed"):
        way(line)
    assert line.state == State.DRAFT
    assert written(before, everything()) == {}


def test_other_columns_are_updated_and_saved_as_ever(line: Nomination) -> None:
    assert Nomination.objects.filter(pk=line.pk).update(nominee_title="a") == 1
    line.nominee_title = "b"
    assert Nomination.objects.bulk_update([line], ["nominee_title"]) == 1
    line.nominee_title = "c"
    line.save(update_fields=["nominee_title"])
    line.nominee_unit = "d"
    line.save()
    line.refresh_from_db()
    assert (line.nominee_title, line.nominee_unit) == ("c", "d")


def test_a_line_that_was_loaded_before_it_moved_does_not_carry_its_old_state_back(line: Nomination, cast: Cast) -> None:
    _withdraw(line, cast)
    line.nominee_unit = "x"
    line.save(update_fields=["nominee_unit"])
    assert line.state == State.DRAFT
    stale = Nomination.objects.get(pk=line.pk)
    stale.__dict__["state"] = State.DRAFT.value
    stale.save()
    assert Nomination.objects.get(pk=line.pk).state == State.WITHDRAWN


def test_a_line_made_up_under_a_key_that_is_there_replaces_nothing(line: Nomination, cast: Cast) -> None:
    _withdraw(line, cast)
    fields = {one.attname: getattr(line, one.attname) for one in Nomination._meta.concrete_fields}
    with pytest.raises(IntegrityError), transaction.atomic():
        Nomination(**fields).save()
    assert Nomination.objects.get(pk=line.pk).state == State.WITHDRAWN


def _withdraw(line: Nomination, cast: Cast) -> None:
    report = apply_transition(Transition.WITHDRAW_DRAFT, [line.pk], **Walk(cast, R1).officer, reason=Reason("x"))
    assert report.moved == {line.pk: State.WITHDRAWN}


@pytest.mark.parametrize("fields", [None, ["state"], ["state", "version"]])
def test_a_refreshed_line_has_the_state_that_stands(line: Nomination, cast: Cast, fields: list[str] | None) -> None:
    _withdraw(line, cast)
    assert line.state == State.DRAFT
    line.refresh_from_db(fields=fields)
    assert line.state == State.WITHDRAWN


def test_a_line_refreshed_in_other_columns_keeps_the_state_it_was_loaded_with(line: Nomination, cast: Cast) -> None:
    _withdraw(line, cast)
    line.refresh_from_db(fields=["version"])
    assert (line.state, line.version) == (State.DRAFT, Entry.objects.filter(stream=f"nomination:{line.pk}").count())


def test_a_state_that_was_not_loaded_is_loaded_when_asked_for(line: Nomination, cast: Cast) -> None:
    deferred = Nomination.objects.defer("state").get(pk=line.pk)
    _withdraw(line, cast)
    assert deferred.state == State.WITHDRAWN
    deferred.refresh_from_db()
    assert deferred.state == State.WITHDRAWN


@pytest.mark.parametrize("state", ["NOWHERE", "", "draft", "AWARDED "])
def test_the_database_refuses_a_state_that_the_table_does_not_know(line: Nomination, state: str) -> None:
    raw = "UPDATE workflow_nomination SET state = %s WHERE id = %s"
    with pytest.raises(IntegrityError, match="nomination_"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(raw, [state, line.pk])
    assert Nomination.objects.get(pk=line.pk).state == State.DRAFT


def test_the_database_keeps_open_lines_on_a_case_and_closed_ones_off(line: Nomination) -> None:
    refused = pytest.raises(IntegrityError, match="nomination_open_on_a_case")
    for change in ("case_id = NULL", "state = 'WITHDRAWN'"):
        with refused, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE workflow_nomination SET {change} WHERE id = %s", [line.pk])
