"""Reads of the council for its pages: sessions, agendas without the lines a member may not see, seats."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import F, Prefetch, Q, QuerySet
from django.http import Http404

from workflow.council.closing import threshold_for
from workflow.council.conflicts import excluded_on
from workflow.council.models import AgendaItem, Ballot, Conflict, CouncilSession, MinutesDraft, PaperCount, Seat
from workflow.council.tally import Room, Tally, basis_of, needed
from workflow.database.texts import folded
from workflow.dossiers.queries import lines_on_case
from workflow.dossiers.visibility import visible_to
from workflow.pages.acting import Acting
from workflow.pages.narrowing import Narrowing
from workflow.procedure.roles import Role

if TYPE_CHECKING:
    from workflow.dossiers.models import Nomination

COUNCIL = (Role.COUNCIL_SECRETARY, Role.COUNCIL_CHAIR, Role.COUNCIL_MEMBER, Role.TELLER)
RUNS = (Role.COUNCIL_SECRETARY, Role.COUNCIL_CHAIR)


def sessions_of(acting: Acting) -> "QuerySet[CouncilSession]":
    """The sessions of the person's councils: those that are not concluded first, then the newest."""
    every = CouncilSession.objects.filter(council__in=acting.bodies(*COUNCIL)).select_related("council", "case")
    return every.order_by(F("case__finished").asc(nulls_first=True), F("held_on").desc(nulls_first=True), "-pk")


def sessions_asked(acting: Acting, narrow: Narrowing) -> "QuerySet[CouncilSession]":
    """The sessions that the address asks for: open or concluded ones."""
    parts = {"open": Q(case__finished=None), "closed": Q(case__finished__isnull=False)}
    return sessions_of(acting).filter(parts.get(narrow.show, Q()))


def session_for(acting: Acting, pk: int) -> CouncilSession:
    """One session. Raises `Http404` where the person's councils hold none such."""
    related = ("signed_by_secretary", "signed_by_chair")
    one = sessions_of(acting).select_related("council", "case", *related).filter(pk=pk).first()
    if one is None:
        raise Http404
    return one


def agenda_of(session: CouncilSession, acting: Acting, text: str = "") -> "QuerySet[AgendaItem]":
    """The agenda in its order, without the lines that the person may not see; `text` narrows it by name."""
    visible = visible_to(acting.user, acting.today)
    every = AgendaItem.objects.filter(session=session, nomination__in=visible)
    for word in folded(text).split():
        every = every.filter(nomination__folded_name__contains=word)
    return every.select_related("nomination__unit", "nomination__award_form").prefetch_related(
        Prefetch("conflicts", Conflict.objects.filter(excludes=True).select_related("person"), "excluded")
    )


def numbers_on(session: CouncilSession, acting: Acting) -> dict[int, int]:
    """The number of each item on the agenda as this person sees it: what is not shown is not counted."""
    seen = agenda_of(session, acting).select_related(None).prefetch_related(None)
    return {item: number for number, item in enumerate(seen.values_list("pk", flat=True), 1)}


def hidden_on(session: CouncilSession, acting: Acting) -> frozenset[int]:
    """The nominations on the agenda that the person may not see: nothing of what is shown tells that they are there."""
    every = AgendaItem.objects.filter(session=session)
    hidden = every.exclude(nomination__in=visible_to(acting.user, acting.today))
    return frozenset(hidden.values_list("nomination", flat=True))


def items_now(session: CouncilSession, acting: Acting) -> list[AgendaItem]:
    """The agenda items whose lines stand on the session and that the person may see, in their order."""
    return list(agenda_of(session, acting).filter(nomination__case=session.case_id).prefetch_related(None))


def conflicts_on(session: CouncilSession, acting: Acting) -> "QuerySet[AgendaItem]":
    """The items of the agenda to which anything ties a member, each with all that ties (`tied`). Two statements."""
    tied = Conflict.objects.select_related("person").order_by("person__name_key", "person", "kind")
    every = agenda_of(session, acting).prefetch_related(None).prefetch_related(Prefetch("conflicts", tied, "tied"))
    return every.filter(pk__in=Conflict.objects.filter(item__session=session).values("item"))


@dataclass(frozen=True, slots=True)
class OutOfReach:
    """A line that cannot be supported even if all who have a ballot agree: so many have one, so many are needed."""

    item: AgendaItem
    ballots: int
    needed: int | None


def out_of_reach(session: CouncilSession, acting: Acting) -> list[OutOfReach]:
    """The lines whose threshold conflicts of interest have put out of reach, if all members take part.

    Three statements, however many lines and members there are.
    """
    items = agenda_of(session, acting).filter(nomination__case=session.case_id).prefetch_related(None)
    lines = list(items.select_related("nomination__route", "nomination__award_form", "nomination__unit"))
    members = set(Seat.objects.filter(session=session).values_list("person", flat=True))
    excluded = excluded_on(item.pk for item in lines)
    rules_of = {route.pk: route.rules for route in {item.nomination.route for item in lines}}
    found = []
    for item in lines:
        rules = rules_of[item.nomination.route_id]
        out = excluded.get(item.pk, set()) & members
        threshold = threshold_for(rules, item.nomination.award_form.code)
        ballots = len(members - out)
        room = Room(frozenset(members), frozenset(members), frozenset(out))
        asked = needed(threshold, basis_of(threshold, room, Tally(ballots), excluded_counted=rules.excluded_counted))
        if members and (asked is None or ballots < asked):
            found.append(OutOfReach(item, ballots, asked))
    return found


def waiting_lines(session: CouncilSession, acting: Acting) -> "QuerySet[Nomination]":
    """The lines that stand on the session, in the order in which they came."""
    return lines_on_case(session.case_id, acting).select_related("unit", "award_form", "route")


def own_choices(session: CouncilSession, member: int) -> dict[int, str]:
    """What the member chose in an open vote, by nomination; a secret ballot names nobody and is not found."""
    mine = Ballot.objects.filter(item__session=session, person=member)
    return dict(mine.values_list("item__nomination", "choice"))


def ballot_lines(session: CouncilSession, member: int) -> list[AgendaItem]:
    """The lines on which a member has a ballot: the agenda without what was taken off and what excludes the member."""
    items = AgendaItem.objects.filter(session=session, nomination__case=session.case_id)
    return list(
        items.exclude(pk__in=Conflict.objects.filter(person=member, excludes=True).values("item")).select_related(
            "nomination__unit", "nomination__award_form"
        )
    )


def own_opinions(session: CouncilSession, member: int) -> dict[int, str]:
    """The other opinions that the member gave in an open vote, by nomination."""
    mine = Ballot.objects.filter(item__session=session, person=member).exclude(opinion="")
    return dict(mine.values_list("item__nomination", "opinion"))


def waiting_next(session: CouncilSession, acting: Acting) -> "QuerySet[Nomination]":
    """The lines that wait for the next session of the same council, which the chair may add to this one."""
    later = CouncilSession.objects.filter(council=session.council_id, held_on=None).exclude(pk=session.pk)
    seen = visible_to(acting.user, acting.today).filter(case__in=later.values("case"))
    return seen.select_related("unit", "award_form").order_by("pk")


def drafts_of(session: CouncilSession) -> list[MinutesDraft]:
    """The revisions of the draft of the minutes, newest first."""
    return list(MinutesDraft.objects.filter(session=session).select_related("person").order_by("-number"))


def count_of(session: CouncilSession) -> PaperCount | None:
    """The tellers' count, entered or confirmed."""
    return PaperCount.objects.filter(session=session).select_related("entered_by", "confirmed_by").first()


def slip_of(seat: int, acting: Acting) -> Seat:
    """A seat whose slip the person may read: the own one, or any for whoever runs the session. Raises `Http404`."""
    seats = Seat.objects.filter(pk=seat, session__in=sessions_of(acting)).exclude(slip_sha256="")
    found = seats.select_related("session").first()
    own = found is not None and found.person_id == acting.user.person_id
    if found is None or not (own or acting.fitting(RUNS, found.session.council_id)):
        raise Http404
    return found


def seats_of(session: CouncilSession) -> Sequence[Seat]:
    """The members' seats by name."""
    return list(Seat.objects.filter(session=session).select_related("person").order_by("person__name_key", "pk"))


def seat_of(session: CouncilSession, person: int | None) -> Seat | None:
    """The person's own seat at the session."""
    return Seat.objects.filter(session=session, person=person).first()
