"""Reads of the dossiers for pages: letters and their lines, of which the person may see."""

from typing import Final

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.http import Http404

from workflow.dossiers.models import Letter, Nomination, Standing
from workflow.dossiers.visibility import visible_to
from workflow.pages.acting import Acting
from workflow.procedure.roles import Role
from workflow.procedure.states import State

PREPARES = (Role.UNIT_OFFICER, Role.UNIT_HEAD)
OFFICE = (Role.OFFICE_SPECIALIST, Role.OFFICE_HEAD)


def letters_visible_to(acting: Acting) -> "QuerySet[Letter]":
    """The letters a person sees: those of the own body, and those that brought a line which the person sees.

    A records clerk sees a letter once it is signed. What is not visible does not exist for a page.
    """
    own = Q(organisation__in=acting.bodies(*PREPARES)) & ~Q(kind=Letter.Kind.OFFICE)
    own |= Q(organisation__in=acting.bodies(*OFFICE), kind=Letter.Kind.OFFICE)
    own |= Q(organisation__in=acting.bodies(Role.RECORDS_CLERK), signed_at__isnull=False)
    stood = Standing.objects.filter(case=OuterRef("case"), nomination__in=visible_to(acting.user, acting.today))
    return Letter.objects.filter(own | (Q(issued_at__isnull=False) & Exists(stood)))


def letter_for(acting: Acting, pk: int) -> Letter:
    """One letter with what its page names. Raises `Http404` where there is none for this person."""
    related = ("organisation", "authority", "campaign", "round", "route", "case", "signed_by", "replaces")
    found = letters_visible_to(acting).select_related(*related).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def lines_on_case(case: int, acting: Acting) -> "QuerySet[Nomination]":
    """The lines that stand on a case, in their order, of which the person may see."""
    return (
        visible_to(acting.user, acting.today)
        .filter(standings__case=case, standings__left_at=None)
        .order_by("standings__joined_at", "standings__position", "standings__id")
    )


def lines_that_stood_on(case: int, acting: Acting) -> "QuerySet[Nomination]":
    """The lines that stand or stood on a case, each once, in their order."""
    return (
        visible_to(acting.user, acting.today)
        .filter(Exists(Standing.objects.filter(nomination=OuterRef("pk"), case=case)))
        .order_by("pk")
    )


def lines_named(keys: list[int], acting: Acting) -> list[Nomination]:
    """The named lines that the person may see, in the order named: a strange key is as if it did not exist."""
    found = {line.pk: line for line in visible_to(acting.user, acting.today).filter(pk__in=keys)}
    return [found[key] for key in dict.fromkeys(keys) if key in found]


def states_of(lines: "QuerySet[Nomination]") -> list[tuple[State, int]]:
    """How many lines are in each state, in the order of the procedure: one statement."""
    counted = lines.order_by().values_list("state").annotate(number=Count("pk", distinct=True))
    return sorted(((State(state), number) for state, number in counted), key=lambda one: _places[one[0]])


_places: Final = {state: place for place, state in enumerate(State)}
