"""Reads of the council for its pages: sessions, agendas without the lines a member may not see, seats."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.db.models import F, Prefetch, Q, QuerySet
from django.http import Http404

from workflow.council.models import AgendaItem, Ballot, Conflict, CouncilSession, Seat
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


def sees_all_of(session: CouncilSession, acting: Acting) -> bool:
    """Whether the person may see every line of the agenda; the minutes tell of all."""
    hidden = AgendaItem.objects.filter(session=session).exclude(nomination__in=visible_to(acting.user, acting.today))
    return not hidden.exists()


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


def seats_of(session: CouncilSession) -> Sequence[Seat]:
    """The members' seats by name."""
    return list(Seat.objects.filter(session=session).select_related("person").order_by("person__name_key", "pk"))


def seat_of(session: CouncilSession, person: int | None) -> Seat | None:
    """The person's own seat at the session."""
    return Seat.objects.filter(session=session, person=person).first()
