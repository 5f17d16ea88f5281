"""Closing the vote, and the count: of the ballots in the urn, or of the paper ballots that two tellers have counted."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext as _

from workflow.council.agenda import Mode, lines_of_session
from workflow.council.ballots import mix
from workflow.council.conflicts import excluded_on
from workflow.council.models import AgendaItem, CouncilSession, PaperCount, Seat
from workflow.council.tally import Room, Tally, basis_of, count, has_quorum, meets
from workflow.council.urn import hash_of_urn
from workflow.database import rows
from workflow.database.arguments import command
from workflow.directory.models import User
from workflow.dossiers.act import Act, Under, perform
from workflow.dossiers.lines import Line
from workflow.dossiers.reports import Refused, TransitionReport
from workflow.procedure.bases import Basis
from workflow.procedure.facts import Refusal
from workflow.procedure.roles import Role
from workflow.procedure.routes import RouteRules, Threshold
from workflow.worklist.board import FORWARD

if TYPE_CHECKING:
    from workflow.audit.canonical import Json

CLOSED: Final = "VOTING_CLOSED"
WAITING: Final = "WAITING_FOR_ABSENT"


@command
def close_voting(
    session: CouncilSession,
    actor: User | None,
    *,
    capacity: Under,
    without_quorum: bool = False,
    operation_id: str | None = None,
) -> TransitionReport:
    """Close the vote at the table; once the ballots of absent members are in or their date has passed, count.

    The first call waits for absent members where the session lets them write; the next one counts, refused before
    their last day has passed. Where the quorum is not reached it is counted only on the word `without_quorum`: the
    lines then go to the next session. Closing is atomic against the last vote: a ballot is counted or refused, never
    lost.
    """
    asked: dict[str, Json] = {
        "deed": CLOSED,
        "session": session.pk,
        **({"without_quorum": True} if without_quorum else {}),
    }

    def deed(act: Act) -> TransitionReport:
        lines = lines_of_session(session, act, ("voting", "absent"))
        now = CouncilSession.objects.get(pk=session.pk)
        node = act.board.node(session.case_id)
        at_table = node is not None and node.name == "voting"
        missing = Seat.objects.filter(session=session, voted=False, present=False, by_writing=True).count()
        act.board.step(session.case_id, FORWARD, due=now.written_until if at_table and missing else None)
        if at_table and missing:
            act.note(CouncilSession, session.pk, WAITING)
            return TransitionReport(act.operation, made={"session": session.pk, "closed": False})
        if at_table:
            act.board.step(session.case_id, FORWARD)
        elif missing:
            _check_waited(now, missing, act.today)
        _count(now, lines, act, without_quorum=without_quorum)
        return TransitionReport(act.operation, made={"session": session.pk, "closed": True})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def _check_waited(now: CouncilSession, missing: int, today: date) -> None:
    """Absent members have until their last day; without one they are given up by closing."""
    if now.written_until is None or now.written_until < today:
        return
    day = f"{now.written_until:%d/%m/%Y}"
    message = _("%(count)d written ballots are awaited until %(day)s. The chair may set another day.")
    raise Refused(
        [Refusal("absent", message % {"count": missing, "day": day}, Basis.COUNCIL, lifted_by=Role.COUNCIL_CHAIR)]
    )


def _count(now: CouncilSession, lines: Sequence[Line], act: Act, *, without_quorum: bool) -> None:
    """Count the ballots and judge each line by the threshold of its own route; the tally is done."""
    mix(now)
    seats = list(Seat.objects.filter(session=now))
    room = Room(
        frozenset(seat.person_id for seat in seats),
        frozenset(seat.person_id for seat in seats if seat.present or seat.voted),
    )
    quorum = is_quorate(now, [line.route for line in lines], len(room.took_part), len(room.members))
    if not quorum and not without_quorum:
        _refuse_without_quorum(len(room.took_part), len(room.members))
    counted = _results(now, lines, room)
    columns = ("entitled", "basis", "in_favour", "against", "abstained", "invalid", "supported")
    rows.update_rows(AgendaItem, "id", columns, [(item, *result) for item, (_line, result) in counted.items()])
    urn = hash_of_urn(now)
    CouncilSession.objects.filter(pk=now.pk).update(
        closed_at=act.at,
        members_all=len(room.members),
        members_present=len(room.took_part),
        quorum_met=quorum,
        urn_hash=urn,
    )
    act.board.step(now.case_id, FORWARD)
    told: dict[str, Json] = {str(line): [*result[2:5], result[6]] for line, result in counted.values()}
    data: dict[str, Json] = {"members": len(room.members), "present": len(room.took_part), "quorum": quorum}
    act.note(CouncilSession, now.pk, CLOSED, {**data, "counted": told, "urn": urn})


def is_quorate(now: CouncilSession, routes: Sequence[RouteRules], took_part: int, members: int) -> bool:
    """Whether enough members took part for every route on the agenda. A session without a meeting asks for none."""
    if now.mode == Mode.WRITTEN:
        return True
    return all(has_quorum(route.quorum, present=took_part, members=members) for route in routes)


def _refuse_without_quorum(took_part: int, members: int) -> None:
    message = _(
        "The quorum is not reached: %(present)d of %(members)d took part. Wait until members return, or close without"
        " it; the lines then go to the next session."
    )
    numbers = {"present": took_part, "members": members}
    raise Refused([Refusal("quorum", message % numbers, Basis.COUNCIL, lifted_by=Role.COUNCIL_CHAIR)])


_Result = tuple[int, int, int, int, int, int, bool]


def _results(now: CouncilSession, lines: Sequence[Line], room: Room) -> dict[int, tuple[int, _Result]]:
    """By agenda item its nomination and entitled, basis, in favour, against, abstained, invalid, supported.

    A constant number of statements.
    """
    by_id = {line.id: line for line in lines}
    items = dict(AgendaItem.objects.filter(session=now, nomination__in=by_id).values_list("pk", "nomination_id"))
    excluded = excluded_on(items)
    votes = _paper_votes(now, items) if now.by_paper else _votes(items)
    forms = _forms({line.award_form for line in lines})
    found = {}
    for item, nomination in items.items():
        line, out = by_id[nomination], excluded.get(item, set())
        tally, invalid = votes.get(item, (Tally(), 0))
        threshold = threshold_for(line.route, forms[line.award_form])
        here = replace(room, excluded=frozenset(out))
        basis = basis_of(threshold, here, tally, excluded_counted=line.route.excluded_counted)
        verdict = meets(threshold, tally.in_favour, max(basis, tally.in_favour))
        entitled = len(room.members - out)
        result = (entitled, basis, tally.in_favour, tally.against, tally.abstained, invalid, verdict)
        found[item] = (nomination, result)
    return found


def threshold_for(rules: RouteRules, award_form: str) -> Threshold:
    """The threshold of an award form, by its code: its own where the route sets one, else the route's."""
    return rules.threshold_of.get(award_form, rules.threshold)


def _forms(keys: set[int]) -> dict[int, str]:
    return dict(
        rows.fetch(f"SELECT id, code FROM workflow_awardform WHERE {rows.among('id')}", [rows.array(sorted(keys))])
    )


def _votes(items: Mapping[int, int]) -> dict[int, tuple[Tally, int]]:
    """The votes in the urn by agenda item: one statement."""
    text = (
        f"SELECT item_id, choice, count(*) FROM workflow_ballot WHERE {rows.among('item_id')} GROUP BY item_id, choice"
    )
    cast: dict[int, Counter[str]] = {}
    for item, choice, number in rows.fetch(text, [rows.array(sorted(items))]):
        cast.setdefault(item, Counter())[choice] = number
    return {item: (count(choices.elements()), 0) for item, choices in cast.items()}


def _paper_votes(now: CouncilSession, items: Mapping[int, int]) -> dict[int, tuple[Tally, int]]:
    """What the tellers counted, by agenda item. Raises `Refused` until a second teller has confirmed it."""
    confirmed = PaperCount.objects.filter(session=now, confirmed_by__isnull=False).first()
    if confirmed is None:
        message = _("The tellers have not counted yet, or the second one has not confirmed the count.")
        raise Refused([Refusal("tellers", message, Basis.COUNCIL, lifted_by=Role.TELLER)])
    figures = {item: confirmed.figures[str(nomination)] for item, nomination in items.items()}
    return {item: (Tally(*votes), invalid) for item, (*votes, invalid) in figures.items()}
