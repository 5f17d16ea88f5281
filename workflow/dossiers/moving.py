"""Moving: what a lawful transition does to a line, and how the moved lines are written, set-based."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from workflow.audit.canonical import Json
from workflow.database import rows
from workflow.directory.signature import block_of
from workflow.dossiers.act import Act
from workflow.dossiers.fsm import Door
from workflow.dossiers.lines import Line
from workflow.dossiers.models import Letter, Nomination, SignOff, Standing
from workflow.notifications.catalogue import NOTICE_OF
from workflow.notifications.outbox import Message
from workflow.notifications.recipients import Told, told_of
from workflow.procedure.facts import Family, Reason
from workflow.procedure.roles import Role
from workflow.procedure.states import State
from workflow.procedure.transitions import SIGNS, VOIDS, SignOffKind, Transition

_T: Final = Transition
_UPWARD: Final = frozenset({_T.ENDORSE_UPWARD, _T.PASS_UPWARD})
_TO_THE_OFFICE: Final = frozenset({_T.ENDORSE, _T.FORWARD})
_RETURNS: Final = frozenset({_T.RETURN_FROM_SUPERIOR, _T.RETURN_TO_UNIT, _T.RETURN_FROM_PRESENTING})
_HOLDS: Final = frozenset({_T.HOLD_AT_OFFICE, _T.HOLD_AT_COUNCIL, _T.HOLD_PRESENTING, _T.HOLD_AT_DECIDER})
_REOPENS: Final = frozenset({_T.REOPEN_INELIGIBLE, _T.REOPEN_NOT_SUPPORTED, _T.REOPEN_NOT_AWARDED})


@dataclass(slots=True)
class Moved:
    """A line that makes a transition, and its columns as they will be."""

    line: Line
    transition: Transition
    reason: Reason
    to: State
    case: int | None
    letter: int
    last_letter: int | None
    level: int
    pool: int | None
    resume_to: str
    reply_by: date | None
    supplement_rounds: int
    times_reopened: int


def moved(line: Line, transition: Transition, reason: Reason) -> Moved:
    """What the transition does to the line."""
    to = _next(transition, line.state, line.resume_to)
    signature = line.of(Family.SIGNATURE)
    new = Moved(
        line,
        transition,
        reason,
        to,
        line.case,
        line.letter,
        line.last_letter,
        line.level,
        line.pool,
        line.resume_to.value if line.resume_to and not transition.resumes else "",
        line.reply_by,
        line.supplement_rounds + (transition is _T.REQUEST_SUPPLEMENT),
        line.times_reopened + (transition in _REOPENS),
    )
    if transition in _UPWARD:
        new.level = line.of(Family.LEVEL)["next"]
    elif to is State.DRAFT or (to is State.IN_SUPPLEMENT and line.route.superiors_sign_again):
        new.level = line.unit
    if transition in _TO_THE_OFFICE and signature["letter_kind"] != Letter.Kind.SUPPLEMENTARY:
        new.last_letter = signature["letter"]
    if transition in _HOLDS:
        new.resume_to = line.state.value
    if transition in _RETURNS:
        new.reply_by = reason.reply_by
    if transition.set_guards:
        new.pool = line.of(Family.OTHERS).get("owner")
    elif to is State.REVOKED and not line.route.revoked_frees_place:
        new.pool = line.pool
    elif to is State.DRAFT or not (to.is_open or to is State.AWARDED):
        new.pool = None
    return new


@lru_cache(maxsize=1024)
def _next(transition: Transition, state: State, resume_to: State | None) -> State:
    """The state comes from django-fsm, in memory: no other way exists. It asks nothing but what is given here."""
    machine = Nomination.from_db(None, ("state", "resume_to"), (state.value, resume_to.value if resume_to else ""))
    with Door():
        getattr(machine, transition.name.lower())()
    return State(machine.state)


_columns: Final = (
    "state",
    "case_id",
    "letter_id",
    "last_letter_id",
    "level_id",
    "pool_id",
    "resume_to",
    "reply_by",
    "supplement_rounds",
    "times_reopened",
)


class LostRaceError(RuntimeError):
    """A locked line changed under the door: lock and version predicate disagree. Nothing is written."""


def write_states(all_moved: Sequence[Moved]) -> None:
    """Write the lines by one statement that names what each was: `state = source AND version = seen`."""
    by_source = [
        (
            one.line.id,
            one.to.value,
            one.case,
            one.letter,
            one.last_letter,
            one.level,
            one.pool,
            one.resume_to,
            one.reply_by,
            one.supplement_rounds,
            one.times_reopened,
            one.line.state.value,
            one.line.version,
        )
        for one in all_moved
    ]
    source, parameters = rows.given(
        Nomination, ["id", *_columns, "state", "version"], by_source, names=["id", *_columns, "was", "seen"]
    )
    sets = ", ".join(f"{column} = given.{column}" for column in _columns)
    touched = rows.execute(
        f"UPDATE workflow_nomination AS t SET {sets}, version = t.version + 1 FROM {source}"
        " WHERE t.id = given.id AND t.state = given.was AND t.version = given.seen",
        parameters,
    )
    if touched != len(all_moved):
        message = f"{len(all_moved) - touched} of {len(all_moved)} lines changed under the lock"
        raise LostRaceError(message)


def write_standings(left: Sequence[Moved], joined: Sequence[tuple[int, int]], act: Act) -> None:
    """Lines leave their cases and stand on others: one statement each. `joined` is (line, case), in order."""
    rows.update_rows(
        Standing,
        "nomination_id",
        ("left_at", "left_by"),
        [(one.line.id, act.at, one.transition.name) for one in left if one.line.case is not None],
        where="t.left_at IS NULL",
    )
    join_cases(joined, act)


def join_cases(joined: Sequence[tuple[int, int]], act: Act) -> None:
    """Lines stand on cases from now on, in this order behind those that stand there: one statement."""
    columns = ("nomination_id", "case_id", "position", "joined_at", "left_by")
    given = [(line, case, number, act.at, "") for number, (line, case) in enumerate(joined, 1)]
    rows.insert_rows(Standing, columns, given)


def leave_case(lines: Sequence[Line], act: Act, deed: str) -> None:
    """Awarded lines leave a draft revocation: they stand on no case again. Two statements, one entry for each line."""
    _rehouse(lines, None, act, deed, None)


def _rehouse(lines: Sequence[Line], case_id: int | None, act: Act, deed: str, letter: int | None) -> None:
    changed = [(line.id, case_id, letter or line.letter) for line in lines]
    rows.update_rows(Nomination, "id", ("case_id", "letter_id"), changed, also="version = t.version + 1")
    rows.update_rows(
        Standing,
        "nomination_id",
        ("left_at", "left_by"),
        [(line.id, act.at, deed) for line in lines if line.case is not None],
        where="t.left_at IS NULL",
    )
    for line in lines:
        data: dict[str, Json] = {"hash": line.content_hash}
        if case_id is not None:
            data["case"] = case_id
        act.note(Nomination, line.id, deed, data, counted=True)


def change_case(lines: Sequence[Line], case_id: int, act: Act, deed: str, *, letter: int | None = None) -> None:
    """Lines go to another case without a transition (a letter is split or merged, a session passes them on).

    Three statements, and one entry for each line.
    """
    _rehouse(lines, case_id, act, deed, letter)
    join_cases([(line.id, case_id) for line in lines], act)
    stood = {line.case: line.lines_on_case for line in lines if line.case is not None}
    left = Counter(line.case for line in lines)
    for case, count in stood.items():
        if left[case] == count:
            act.board.end(case)


def write_sign_offs(all_moved: Sequence[Moved], act: Act) -> None:
    """Void what the transitions void, and sign where the transition is itself the signature."""
    for kinds, lines in _voided(all_moved).items():
        rows.execute(
            "UPDATE workflow_signoff SET voided_at = %s, voided_by = %s WHERE voided_at IS NULL"
            f" AND {rows.among('nomination_id')} AND {rows.among('kind', 'text')}",
            [act.at, lines[0].transition.name, rows.array(one.line.id for one in lines), rows.array(sorted(kinds))],
        )
    signed = [
        (one.line.id, one.line.case, SIGNS[one.transition].value, one.line.content_hash)
        for one in all_moved
        if one.transition in SIGNS
    ]
    sign_lines(signed, act)


def _voided(all_moved: Sequence[Moved]) -> dict[frozenset[SignOffKind], list[Moved]]:
    found: dict[frozenset[SignOffKind], list[Moved]] = {}
    for one in all_moved:
        if one.transition in VOIDS:
            found.setdefault(VOIDS[one.transition], []).append(one)
    return found


def sign_lines(signed: Sequence[tuple[int, int | None, str, str]], act: Act) -> list[str]:
    """Sign-offs of the actor: (line, case, kind, hash) each, by one statement after voiding older ones there.

    All are of one kind. What stands above a signature under a paper is recorded with it, and given back.
    """
    if not signed:
        return []
    holder, kind = act.holder, signed[0][2]
    block: list[str] = []
    if kind in PRINTED:
        of_the_body = kind != SignOffKind.DECISION.value
        block = block_of(holder.appointment, holder.delegation, act.today, of_the_body=of_the_body)
    rows.execute(
        "UPDATE workflow_signoff SET voided_at = %s, voided_by = 'SIGNED_AGAIN' WHERE voided_at IS NULL"
        f" AND {rows.among('nomination_id')} AND kind = %s AND {rows.among('case_id')}",
        [
            act.at,
            rows.array(one[0] for one in signed),
            kind,
            rows.array(sorted({one[1] for one in signed if one[1] is not None})),
        ],
    )
    columns = ("nomination_id", "case_id", "kind", "hash", "person_id", "appointment_id", "delegation_id", "prefix")
    post = (holder.person, holder.appointment, holder.delegation, holder.prefix, "\n".join(block), act.at, "")
    rows.insert_rows(SignOff, (*columns, "block", "at", "voided_by"), [(*one, *post) for one in signed])
    return block


PRINTED: Final = frozenset({SignOffKind.ENDORSEMENT.value, SignOffKind.PRESENTATION.value, SignOffKind.DECISION.value})
"""The signatures that stand under a paper in print."""


def note_all(all_moved: Sequence[Moved], act: Act) -> None:
    """One entry for each line, in its own stream; reasons are personal detail, outside the payload."""
    for one in all_moved:
        data: dict[str, Json] = {"from": one.line.state.value, "to": one.to.value, "hash": one.line.content_hash}
        if one.case is not None:
            data["case"] = one.case
        if one.transition.when_issued:
            data["signed"] = _signature(one.line)
        given = one.reason
        codes = (("code", given.code), ("reply_by", given.reply_by), ("review_on", given.review_on))
        data |= {key: value for key, value in codes if value}
        personal = {key: value for key, value in (("reason", given.text), ("document", given.document)) if value}
        act.note(Nomination, one.line.id, one.transition.name, data, personal, counted=True)


def _signature(line: Line) -> dict[str, Json]:
    """Who signed, in which capacity: the act of issuing rests on it."""
    about = line.of(Family.SIGNATURE)
    return {key: about[key] for key in ("person", "appointment", "delegation", "prefix") if about.get(key)}


def tell_all(all_moved: Sequence[Moved], act: Act) -> None:
    """One notice to each post for each kind of news, whatever the number of lines."""
    news: dict[tuple[str, str, int], list[int]] = {}
    for one in all_moved:
        notice = NOTICE_OF.get(one.transition)
        if notice is None:
            continue
        role, organisation = _post(told_of(notice), one, act)
        news.setdefault((notice.value, role, organisation), []).append(one.line.id)
    for (notice_name, role, organisation), lines in news.items():
        only = lines[0] if len(lines) == 1 else None
        payload = {"nominations": lines}
        act.tell(Message(NOTICE_OF_NAME[notice_name], role, organisation, nomination=only, payload=payload))


def _post(told: Told, one: Moved, act: Act) -> tuple[str, int]:
    case = one.line.case if told is Told.THE_DESK_IT_LEFT else one.case
    item = act.board.items.get(case) if told is not Told.THE_UNIT and case is not None else None
    if item is None:
        return Role.UNIT_OFFICER.value, one.line.unit
    return item.role, item.organisation_id


NOTICE_OF_NAME: Final = {notice.value: notice for notice in NOTICE_OF.values()}
