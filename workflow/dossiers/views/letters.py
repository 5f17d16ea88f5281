"""Pages of letters: the list, one letter with its lines, and the deeds on it."""

from collections.abc import Callable
from typing import Any, Final

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from workflow.dossiers.answering import DeedPage, deed
from workflow.dossiers.forms import IssueForm
from workflow.dossiers.letters import hand_to_head, issue_letter, send_letter, sign_letter
from workflow.dossiers.models import Letter
from workflow.dossiers.offers import offers_for
from workflow.dossiers.queries import letter_for, letters_visible_to, lines_on_case, lines_that_stood_on, states_of
from workflow.dossiers.reports import TransitionReport
from workflow.dossiers.telling import moments_of
from workflow.pages.access import seen_by
from workflow.pages.acting import Acting, Request
from workflow.pages.forms import DeedForm
from workflow.pages.listing import page_of
from workflow.procedure.roles import Role
from workflow.worklist.queries import OnDesk, desk_of

LETTERS: Final = (
    Role.UNIT_OFFICER,
    Role.UNIT_HEAD,
    Role.RECORDS_CLERK,
    Role.OFFICE_SPECIALIST,
    Role.OFFICE_HEAD,
    Role.DECIDER,
    Role.DECIDER_OFFICE,
    Role.AUDITOR,
)
"""Who reads letters: those through whose hands they go, and who inspects them."""


@seen_by(*LETTERS)
def letters(request: Request) -> HttpResponse:
    """The letters the person sees, newest first."""
    every = letters_visible_to(request.acting).select_related("organisation", "authority", "campaign").order_by("-pk")
    return render(request, "dossiers/letters.html", {"page": page_of(every, request)})


@seen_by(*LETTERS)
def letter(request: Request, pk: int) -> HttpResponse:
    """One letter: what it says, its lines with what may be done on them, and what became of it."""
    one = letter_for(request.acting, pk)
    on = lines_on_case if one.issued_at is None else lines_that_stood_on
    lines = page_of(on(one.case_id, request.acting).select_related("award_form", "unit"), request, size=500)
    desk = desk_of(one.case_id)
    shows = {
        "letter": one,
        "lines": lines,
        "desk": desk,
        "states": states_of(on(one.case_id, request.acting)),
        "offers": offers_for(lines, request.acting),
        "deeds": deeds_on(one, desk, request.acting),
        "papers": one.attachments.filter(removed_at=None).order_by("pk"),
        "moments": moments_of(f"{Letter.stream}:{one.pk}"),
    }
    return render(request, "dossiers/letter.html", shows)


def deeds_on(one: Letter, desk: OnDesk | None, acting: Acting) -> list[dict[str, str]]:
    """The deeds on the whole letter that wait for the person now: words and address."""
    if desk is None or not acting.fitting({desk.role}, desk.organisation):
        return []
    unit = one.kind in {Letter.Kind.UNIT, Letter.Kind.SUPPLEMENTARY}
    names = {
        "prepare": ("letter_send", _("Send to the head")) if unit else ("letter_hand", _("Hand to the head")),
        "sign": ("letter_sign", _("Sign the letter")),
        "issue": ("letter_issue", _("Give number and date")),
    }
    name, label = names[desk.desk]
    return [{"url": reverse(name, args=[one.pk]), "label": label}]


def _deed_page(request: Request, one: Letter, desk: str, **page: Any) -> DeedPage:
    """The page of a deed on a letter, for the posts of its desk; without one there is no such page."""
    now = desk_of(one.case_id)
    posts = request.acting.fitting({now.role}, now.organisation) if now is not None and now.desk == desk else ()
    return DeedPage(posts=posts, back=reverse("letter", args=[one.pk]), **page)


Deed = Callable[..., TransitionReport]


@seen_by(Role.UNIT_OFFICER)
def letter_send(request: Request, pk: int) -> HttpResponse:
    """The officer sends the ready lines to the head."""
    one = letter_for(request.acting, pk)
    page = _deed_page(request, one, "prepare", title=_("Send to the head"), submit=_("Send"), done=_("Sent."))
    return deed(request, DeedForm, page, lambda form: send_letter(one, **form.acts))


@seen_by(Role.UNIT_OFFICER, Role.OFFICE_SPECIALIST)
def letter_hand(request: Request, pk: int) -> HttpResponse:
    """The superior's or the office's letter is prepared: it goes to the head."""
    one = letter_for(request.acting, pk)
    page = _deed_page(request, one, "prepare", title=_("Hand to the head"), submit=_("Hand over"))
    return deed(request, DeedForm, page, lambda form: hand_to_head(one, **form.acts))


@seen_by(Role.UNIT_HEAD, Role.OFFICE_HEAD)
def letter_sign(request: Request, pk: int) -> HttpResponse:
    """The head signs the letter: a sign-off for each line."""
    one = letter_for(request.acting, pk)
    page = _deed_page(request, one, "sign", title=_("Sign the letter"), submit=_("Sign"), done=_("Signed."))
    return deed(request, DeedForm, page, lambda form: sign_letter(one, **form.acts))


@seen_by(Role.RECORDS_CLERK)
def letter_issue(request: Request, pk: int) -> HttpResponse:
    """The records clerk gives the signed letter its number and date."""
    one = letter_for(request.acting, pk)
    page = _deed_page(request, one, "issue", title=_("Give number and date"), submit=_("Issue"), done=_("Issued."))
    return deed(request, IssueForm, page, lambda form: issue_letter(one, **form.given, **form.acts))
