"""Pages of the register of numbers: what an authority gave in a year, and what it cancelled."""

from dataclasses import dataclass
from typing import Final

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from workflow.decisions.forms import CancelForm
from workflow.decisions.queries import DECIDES, numbers_of, registers_open_to
from workflow.decisions.register import cancel_number, cancels_at
from workflow.directory.models import Organisation
from workflow.dossiers.answering import DeedPage, deed
from workflow.pages.access import seen_by
from workflow.pages.acting import Request
from workflow.pages.listing import key_of, page_of
from workflow.pages.narrowing import Narrowing
from workflow.procedure.roles import Role

REGISTER: Final = (Role.RECORDS_CLERK, *DECIDES, Role.AUDITOR)
_years: Final = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """Whose register of which year the address asks for, and what else may be asked."""

    organisation: Organisation | None
    year: int
    bodies: list[Organisation]
    years: list[int]


def _asked(request: Request) -> Asked:
    """The first register where nothing is asked; one that the person does not see is none."""
    bodies, today = list(registers_open_to(request.acting)), request.acting.today
    key = key_of(request.GET.get("of", ""))
    if key is not None and key not in {one.pk for one in bodies}:
        raise Http404
    chosen = next((one for one in bodies if one.pk == key), next(iter(bodies), None))
    years = [today.year - back for back in range(_years)]
    year = key_of(request.GET.get("year", ""))
    return Asked(chosen, year if year in years and year is not None else today.year, bodies, years)


@seen_by(*REGISTER)
def numbers(request: Request) -> HttpResponse:
    """The numbers of one authority and year: each with its paper, or cancelled and why."""
    asked, narrow = _asked(request), Narrowing(request, label=_("Number"))
    key = asked.organisation.pk if asked.organisation else 0
    page = page_of(numbers_of(key, asked.year, narrow.text), request)
    cancels = asked.organisation is not None and request.acting.fitting(cancels_at(asked.organisation), key)
    shows = {"page": page, "narrow": narrow, "asked": asked, "cancels": cancels}
    return render(request, "decisions/numbers.html", shows)


@seen_by(Role.RECORDS_CLERK, Role.DECIDER_OFFICE)
def number_cancel(request: Request, pk: int) -> HttpResponse:
    """Cancel a number that no paper bears."""
    organisation = get_object_or_404(registers_open_to(request.acting), pk=pk)
    page = DeedPage(
        title=_("Cancel a number"),
        posts=request.acting.fitting(cancels_at(organisation), pk),
        back=f"{reverse('decision_numbers')}?of={pk}",
        submit=_("Cancel the number"),
        lead=_("The number is never given again. One that a decision bears cannot be cancelled."),
        danger=True,
        initial={"year": request.acting.today.year},
    )
    return deed(request, CancelForm, page, lambda form: cancel_number(organisation, **form.given, **form.acts))
