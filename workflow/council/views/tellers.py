"""Pages of the tellers: one enters what the paper ballots say, another confirms it."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _

from workflow.council.models import AgendaItem, CouncilSession, PaperCount
from workflow.council.queries import count_of, hidden_on, items_now, session_for
from workflow.council.sections import in_sections
from workflow.council.sheets import CountForm, figures_typed
from workflow.council.showing import TELLER
from workflow.council.tellers import confirm_paper_count, enter_paper_count
from workflow.council.views.common import page_on
from workflow.dossiers.answering import deed
from workflow.pages.access import seen_by
from workflow.pages.acting import Request
from workflow.pages.forms import DeedForm
from workflow.procedure.bases import Basis
from workflow.procedure.facts import Refusal
from workflow.procedure.roles import Role


@seen_by(Role.TELLER)
def session_count(request: Request, pk: int) -> HttpResponse:
    """Enter the paper ballots, line by line; a new entry takes the place of one that is not confirmed."""
    one = session_for(request.acting, pk)
    count, lead = count_of(one), _("Another teller then confirms the count. Nobody else sees it before the closing.")
    words = {"title": _("Enter the paper count"), "lead": lead, "submit": _("Enter"), "done": _("Entered.")}
    given = {
        "form": {"items": items_now(one, request.acting)},
        "initial": _typed(count),
        "template": "council/count.html",
    }
    refused = _not_by_paper(one) or _too_near(one, request) or _is_confirmed(count)
    page = page_on(request, one, {"voting"}, TELLER, refused=refused, **words, **given)
    return deed(request, CountForm, page, lambda form: enter_paper_count(one, **form.counted, **form.acts))


def _typed(count: PaperCount | None) -> dict[str, int]:
    if count is None:
        return {}
    return {"issued": count.issued, "returned": count.returned, **figures_typed(count.figures)}


@seen_by(Role.TELLER)
def session_count_confirm(request: Request, pk: int) -> HttpResponse:
    """Confirm the count that another teller has entered."""
    one = session_for(request.acting, pk)
    count, lead = count_of(one), _("Compare every figure with the paper ballots. A confirmed count stays.")
    words = {"title": _("Confirm the paper count"), "lead": lead, "submit": _("Confirm"), "done": _("Confirmed.")}
    shows = {"count": count, "parts": _entered(count, items_now(one, request.acting))}
    refused = _not_by_paper(one) or _too_near(one, request) or _not_entered(count) or _is_confirmed(count)
    given = {"shows": shows, "template": "council/count_confirm.html"}
    page = page_on(request, one, {"voting"}, TELLER, refused=refused, **words, **given)
    return deed(request, DeedForm, page, lambda form: confirm_paper_count(one, **form.acts))


def _entered(count: PaperCount | None, items: Sequence[AgendaItem]) -> Sequence[Any]:
    """Each line with its four figures, by sections."""
    figures = count.figures if count is not None else {}
    rows = [
        {"item": item, "number": number, "figures": figures.get(str(item.nomination_id), ())}
        for number, item in enumerate(items, 1)
    ]
    return in_sections(rows, lambda row: row["item"].nomination)


def _not_by_paper(one: CouncilSession) -> tuple[Refusal, ...]:
    if one.by_paper or one.voting_opened_at is None:
        return ()
    return (Refusal("tellers", _("At this session it is not voted on paper."), Basis.COUNCIL),)


def _too_near(one: CouncilSession, request: Request) -> tuple[Refusal, ...]:
    """A count is of every line: whoever may not see one of them does not count."""
    if not hidden_on(one, request.acting):
        return ()
    message = _("You stand too near to a line of this agenda. Another teller counts.")
    return (Refusal("tellers", message, Basis.COUNCIL, lifted_by=Role.TELLER),)


def _is_confirmed(count: PaperCount | None) -> tuple[Refusal, ...]:
    if count is None or count.confirmed_by_id is None:
        return ()
    return (Refusal("tellers", _("The count is confirmed; it stays."), Basis.COUNCIL),)


def _not_entered(count: PaperCount | None) -> tuple[Refusal, ...]:
    if count is not None:
        return ()
    message = _("No count waits to be confirmed.")
    return (Refusal("tellers", message, Basis.COUNCIL, lifted_by=Role.TELLER),)
