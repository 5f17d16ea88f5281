"""Casting a ballot: one sheet for all lines of a session, under the member's own appointment."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import SystemRandom
from secrets import choice as random_of
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from workflow.council.models import Ballot, CouncilSession
from workflow.council.seats import HeldSeat, hold_seat
from workflow.database import rows
from workflow.database.arguments import command
from workflow.directory.models import User
from workflow.dossiers.act import Act, Under, perform
from workflow.dossiers.handling import require_post
from workflow.dossiers.reports import Refused, TransitionReport
from workflow.procedure.bases import Basis
from workflow.procedure.facts import Refusal
from workflow.procedure.roles import Role

if TYPE_CHECKING:
    from workflow.audit.canonical import Json

VOTED: Final = "BALLOT_HANDED_IN"
_longest: Final = 500
_letters: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_groups, _in_group = 4, 4


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What a member hands in."""

    choices: Mapping[int, str]
    others: str
    opinions: Mapping[int, str]
    code: str


@command
def cast_ballots(
    session: CouncilSession,
    choices: Mapping[int, str],
    actor: User | None,
    *,
    capacity: Under,
    others: str = "",
    opinions: Mapping[int, str] | None = None,
    code: str = "",
    operation_id: str | None = None,
) -> TransitionReport:
    """Hand in a member's sheet: a choice for each line on which the member has a ballot, with another opinion in words.

    `others` is the choice for every line not named. Until the vote is closed a sheet replaces the one before: in an
    open vote by the member's name; a secret one names nobody and is found by its `code` alone (`new_code`), which the
    house keeps nowhere, so that a secret sheet handed in without one stays. A proxy does not exist. Raises
    `ValidationError` by line, named `choices[17]` or `opinions[17]`, and on `code`.
    """
    # What was chosen and the code are no part of what is kept with the operation.
    asked: dict[str, Json] = {"deed": VOTED, "session": session.pk}
    sheet = _Sheet(choices, others, opinions or {}, "".join(code.split()).replace("-", "").upper())

    def deed(act: Act) -> TransitionReport:
        require_post(act, session.council_id, {Role.COUNCIL_MEMBER})
        member = act.holder.person
        seat = hold_seat(session, member)
        _check_turn(seat)
        items = _items(session, member)
        chosen = _chosen(items, sheet)
        _put_in(chosen, seat, member, sheet.code)
        rows.execute(
            "UPDATE workflow_seat SET voted = {true} WHERE session_id = %s AND person_id = %s", [session.pk, member]
        )
        act.note(CouncilSession, session.pk, VOTED, {"lines": len(chosen)})
        return TransitionReport(act.operation, made={"session": session.pk, "lines": len(chosen)})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def new_code() -> str:
    """A new code for a secret sheet: 80 random bits in four groups. Shown to the member, kept nowhere."""
    return "-".join("".join(random_of(_letters) for _one in range(_in_group)) for _group in range(_groups))


def seal_of(code: str, item: int) -> str:
    """What a ballot of a secret sheet bears until the closing: it cannot be told from another's without the code."""
    return hashlib.sha256(f"{code}:{item}".encode()).hexdigest() if code else ""


def _check_turn(seat: HeldSeat) -> None:
    if not seat.opened or seat.by_paper:
        message = _("The vote is not open.")
        if seat.by_paper:
            message = _("It is voted on paper at this session; the tellers count.")
        raise Refused([Refusal("ballot", message, Basis.COUNCIL, Role.COUNCIL_SECRETARY)])
    refusal = why_no_turn(present=seat.present, by_writing=seat.by_writing, writing_only=seat.written_only)
    if refusal is not None:
        raise Refused([refusal])


def why_no_turn(*, present: bool, by_writing: bool, writing_only: bool) -> Refusal | None:
    """Why a member with a seat may not hand in a sheet now: those present vote at the table, the absent in writing."""
    if (present and not writing_only) or (not present and by_writing):
        return None
    message = _("The vote at the table is closed; only absent members still hand in their ballots.")
    if not present:
        message = _("You are noted as absent, and this session does not take written ballots.")
    return Refusal("seat", message, Basis.COUNCIL)


def _put_in(chosen: Mapping[int, tuple[str, str]], seat: HeldSeat, member: int, code: str) -> None:
    """Put a sheet into the urn in place of the one before."""
    if seat.secret:
        _put_in_secretly(chosen, code, again=seat.voted)
        return
    rows.execute(
        f"DELETE FROM workflow_ballot WHERE person_id = %s AND {rows.among('item_id')}",
        [member, rows.array(sorted(chosen))],
    )
    _insert([(item, member, *said, "") for item, said in sorted(chosen.items())])


def _put_in_secretly(chosen: Mapping[int, tuple[str, str]], code: str, *, again: bool) -> None:
    """Put the choices of a secret sheet in, in random order. Raises `Refused` for a second one without its code."""
    if again and not code:
        message = _("Your secret ballot is in. To change it, give the code of your sheet.")
        raise Refused([Refusal("ballot", message, Basis.COUNCIL)])
    if again:
        _take_out(sorted(chosen), code)
    given = [(item, None, *said, seal_of(code, item)) for item, said in chosen.items()]
    SystemRandom().shuffle(given)
    _insert(given)


def _take_out(items: list[int], code: str) -> None:
    """Take the sheet with this code out of the urn, whole. Raises `ValidationError` on `code` where there is none."""
    source, parameters = rows.given(Ballot, ["item_id", "seal"], [(item, seal_of(code, item)) for item in items])
    taken = rows.execute(
        "DELETE FROM workflow_ballot WHERE person_id IS NULL AND id IN (SELECT b.id FROM workflow_ballot b"
        f" JOIN {source} ON given.item_id = b.item_id AND given.seal = b.seal)",
        parameters,
    )
    if taken != len(items):
        message = _("No sheet with this code is in. Look at the code again; without it the sheet stays as it is.")
        raise ValidationError({"code": ValidationError(message, code="code")})


def _insert(given: Sequence[tuple[int, int | None, str, str, str]]) -> None:
    rows.insert_rows(Ballot, ("item_id", "person_id", "choice", "opinion", "seal"), given)


def mix(session: CouncilSession) -> None:
    """Write the secret ballots of a session anew in random order and without seal, by two statements.

    Keys and row versions rise as ballots come in and would link each to the entry of whoever handed it
    in. The caller holds the session's case.
    """
    urn = rows.fetch(
        "DELETE FROM workflow_ballot WHERE person_id IS NULL"
        " AND item_id IN (SELECT id FROM workflow_agendaitem WHERE session_id = %s) RETURNING item_id, choice, opinion",
        [session.pk],
    )
    SystemRandom().shuffle(urn)
    _insert([(item, None, choice, opinion, "") for item, choice, opinion in urn])


def _items(session: CouncilSession, member: int) -> dict[int, int]:
    """The agenda items on which the member has a ballot, by nomination; lines taken off the agenda are gone."""
    found = rows.fetch(
        "SELECT i.nomination_id, i.id FROM workflow_agendaitem i JOIN workflow_nomination n ON n.id = i.nomination_id"
        " WHERE i.session_id = %s AND n.case_id = %s AND NOT EXISTS (SELECT 1 FROM workflow_conflict e"
        " WHERE e.item_id = i.id AND e.person_id = %s AND e.excludes = {true})",
        [session.pk, session.case_id, member],
    )
    return dict(found)


def _chosen(items: Mapping[int, int], sheet: _Sheet) -> dict[int, tuple[str, str]]:
    """Choice and other opinion by agenda item. Raises `ValidationError` by line."""
    errors = dict(_wrong(items, sheet))
    if errors:
        raise ValidationError(errors)
    return {
        item: (sheet.choices.get(line, sheet.others), sheet.opinions.get(line, "").strip())
        for line, item in items.items()
    }


def _wrong(items: Mapping[int, int], sheet: _Sheet) -> Iterator[tuple[str, ValidationError]]:
    for line, choice in sheet.choices.items():
        if line not in items:
            yield f"choices[{line}]", ValidationError(_("You have no ballot on this line."), code="no-ballot")
        elif choice not in Ballot.Choice.values:
            yield f"choices[{line}]", ValidationError(_("Agree, disagree or abstain."), code="choice")
    for line, text in sheet.opinions.items():
        if line not in items:
            yield f"opinions[{line}]", ValidationError(_("You have no ballot on this line."), code="no-ballot")
        elif len(text.strip()) > _longest:
            message = _("At most %(count)d characters.") % {"count": _longest}
            yield f"opinions[{line}]", ValidationError(message, code="max_length")
    if sheet.others and sheet.others not in Ballot.Choice.values:
        yield "others", ValidationError(_("Agree, disagree or abstain."), code="choice")
    open_ones = sorted(items.keys() - sheet.choices.keys())
    if open_ones and not sheet.others:
        message = _("Lines without a choice: %(count)d. Choose for each, or for all others together.")
        yield "choices", ValidationError(message % {"count": len(open_ones)}, code="required")
