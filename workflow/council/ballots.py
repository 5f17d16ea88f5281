"""Casting a ballot: one sheet for all lines of a session, under the member's own appointment."""

from collections.abc import Mapping
from random import SystemRandom
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from workflow.council.models import Ballot, CouncilSession
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


@command
def cast_ballots(
    session: CouncilSession,
    choices: Mapping[int, str],
    actor: User | None,
    *,
    capacity: Under,
    others: str = "",
    operation_id: str | None = None,
) -> TransitionReport:
    """Hand in a member's sheet: a choice for each line on which the member has a ballot.

    `others` is the choice for every line not named. In an open vote a sheet replaces the one before;
    a secret one is handed in once, and its rows name nobody. A proxy does not exist. Raises
    `ValidationError` by line, named `choices[17]`.
    """
    # What was chosen is no part of what is kept with the operation.
    asked: dict[str, Json] = {"deed": VOTED, "session": session.pk}

    def deed(act: Act) -> TransitionReport:
        require_post(act, session.council_id, {Role.COUNCIL_MEMBER})
        member = act.holder.person
        secret, writing_only = _hold_open(session)
        voted = _take_seat(session, member, writing_only=writing_only)
        if voted and secret:
            message = _("Your secret ballot is in already; it cannot be told from the others and stays.")
            raise Refused([Refusal("ballot", message, Basis.COUNCIL)])
        items = _items(session, member)
        chosen = _chosen(items, choices, others)
        _put_in(chosen, None if secret else member)
        rows.execute(
            "UPDATE workflow_seat SET voted = {true} WHERE session_id = %s AND person_id = %s", [session.pk, member]
        )
        act.note(CouncilSession, session.pk, VOTED, {"lines": len(chosen)})
        return TransitionReport(act.operation, made={"session": session.pk, "lines": len(chosen)})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def _put_in(chosen: Mapping[int, str], member: int | None) -> None:
    """Put the choices in; those of a named member replace the ones before."""
    if member is not None:
        rows.execute(
            f"DELETE FROM workflow_ballot WHERE person_id = %s AND {rows.among('item_id')}",
            [member, rows.array(sorted(chosen))],
        )
    given = [(item, member, choice) for item, choice in sorted(chosen.items())]
    rows.insert_rows(Ballot, ("item_id", "person_id", "choice"), given)


def mix(session: CouncilSession) -> None:
    """Write the secret ballots of a session anew in random order, by two statements.

    Keys and row versions rise as ballots come in and would link each to the entry of whoever handed it
    in. The caller holds the session's case.
    """
    urn = rows.fetch(
        "DELETE FROM workflow_ballot WHERE person_id IS NULL"
        " AND item_id IN (SELECT id FROM workflow_agendaitem WHERE session_id = %s) RETURNING item_id, choice",
        [session.pk],
    )
    SystemRandom().shuffle(urn)
    rows.insert_rows(Ballot, ("item_id", "person_id", "choice"), [(item, None, choice) for item, choice in urn])


def _hold_open(session: CouncilSession) -> tuple[bool, bool]:
    """Keep the vote from being closed meanwhile; others may vote at the same time.

    Whether it is secret, and whether only absent members may still hand in.
    """
    ((finished,),) = rows.fetch("SELECT finished FROM workflow_case WHERE id = %s {for_share}", [session.case_id]) or [
        (True,)
    ]
    ((secret, opened, closed, desk),) = rows.fetch(
        "SELECT s.secret, s.voting_opened_at, s.closed_at, w.flow_task FROM workflow_councilsession s"
        " JOIN workflow_workitem w ON w.process_id = s.case_id AND w.finished IS NULL WHERE s.id = %s",
        [session.pk],
    ) or [(False, None, None, "")]
    if finished or opened is None or closed is not None:
        message = _("The vote is not open.")
        raise Refused([Refusal("ballot", message, Basis.COUNCIL, Role.COUNCIL_SECRETARY)])
    return bool(secret), str(desk).endswith(".absent")


def _take_seat(session: CouncilSession, member: int, *, writing_only: bool) -> bool:
    """Lock the member's seat; whether a ballot was handed in before."""
    found = rows.fetch(
        "SELECT present, by_writing, voted FROM workflow_seat WHERE session_id = %s AND person_id = %s {for_update}",
        [session.pk, member],
    )
    if not found:
        raise Refused([Refusal("seat", _("You have no seat at this session."), Basis.COUNCIL)])
    ((present, by_writing, voted),) = found
    refusal = why_no_turn(present=bool(present), by_writing=bool(by_writing), writing_only=writing_only)
    if refusal is not None:
        raise Refused([refusal])
    return bool(voted)


def why_no_turn(*, present: bool, by_writing: bool, writing_only: bool) -> Refusal | None:
    """Why a member with a seat may not hand in a sheet now: those present vote at the table, the absent in writing."""
    if (present and not writing_only) or (not present and by_writing):
        return None
    message = _("The vote at the table is closed; only absent members still hand in their ballots.")
    if not present:
        message = _("You are noted as absent, and this session does not take written ballots.")
    return Refusal("seat", message, Basis.COUNCIL)


def _items(session: CouncilSession, member: int) -> dict[int, int]:
    """The agenda items on which the member has a ballot, by nomination; lines taken off the agenda are gone."""
    found = rows.fetch(
        "SELECT i.nomination_id, i.id FROM workflow_agendaitem i JOIN workflow_nomination n ON n.id = i.nomination_id"
        " WHERE i.session_id = %s AND n.case_id = %s"
        " AND NOT EXISTS (SELECT 1 FROM workflow_exclusion e WHERE e.item_id = i.id AND e.person_id = %s)",
        [session.pk, session.case_id, member],
    )
    return dict(found)


def _chosen(items: Mapping[int, int], choices: Mapping[int, str], others: str) -> dict[int, str]:
    errors: dict[str, ValidationError] = {}
    for nomination, choice in choices.items():
        if nomination not in items:
            message = _("You have no ballot on this line.")
            errors[f"choices[{nomination}]"] = ValidationError(message, code="no-ballot")
        elif choice not in Ballot.Choice.values:
            message = _("Agree, disagree or abstain.")
            errors[f"choices[{nomination}]"] = ValidationError(message, code="choice")
    if others and others not in Ballot.Choice.values:
        errors["others"] = ValidationError(_("Agree, disagree or abstain."), code="choice")
    open_ones = sorted(items.keys() - choices.keys())
    if open_ones and not others:
        message = _("Lines without a choice: %(count)d. Choose for each, or for all others together.")
        errors["choices"] = ValidationError(message % {"count": len(open_ones)}, code="required")
    if errors:
        raise ValidationError(dict(errors))
    return {item: choices.get(nomination, others) for nomination, item in items.items()}
