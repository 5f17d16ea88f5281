"""Pages of the deeds on a whole letter: send, hand over, sign, give the number, split and merge."""

from collections.abc import Collection
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from workflow.dossiers.answering import DeedPage, deed
from workflow.dossiers.forms import IssueForm
from workflow.dossiers.letter_forms import MergeForm, SignForm
from workflow.dossiers.letters import hand_to_head, issue_letter, merge_lines, send_letter, sign_letter, split_letter
from workflow.dossiers.models import Letter
from workflow.dossiers.pens import pens_on
from workflow.dossiers.queries import letter_for, lines_to_merge
from workflow.dossiers.reports import TransitionReport
from workflow.dossiers.showing import barred_on, lines_to_look_at, may_split, signed_on, signer_of
from workflow.dossiers.turns import why_not_now
from workflow.dossiers.views.acts import chosen_lines
from workflow.pages.access import seen_by
from workflow.pages.acting import Request
from workflow.pages.forms import DeedForm
from workflow.procedure.roles import Role
from workflow.worklist.phases import roles_on
from workflow.worklist.queries import desk_of


def page_on(one: Letter, desks: Collection[str], request: Request, **page: Any) -> DeedPage:
    """The page of a deed of these desks on a letter; on another desk it says why it has to wait."""
    return page_by(one, roles_on(one.case, desks), desks, request, **page)


def page_by(one: Letter, roles: Collection[Role], desks: Collection[str], request: Request, **page: Any) -> DeedPage:
    """The same for these roles at the letter's body, whose ever the desks are."""
    posts = request.acting.fitting(roles, one.organisation_id)
    refused = why_not_now(one.case, desk_of(one.case_id), desks)
    return DeedPage(posts=posts, back=reverse("letter", args=[one.pk]), refused=refused, thing=one, **page)


def page_to_write(one: Letter, request: Request, **page: Any) -> DeedPage:
    """The page of writing in a letter in preparation: for its officer, and for an invited colleague."""
    refused = why_not_now(one.case, desk_of(one.case_id), {"prepare"})
    back = reverse("letter", args=[one.pk])
    return DeedPage(posts=pens_on(one, request.acting), back=back, refused=refused, thing=one, **page)


def _other(report: TransitionReport) -> str:
    """The page of the letter that was made."""
    return reverse("letter", args=[report.made["letter"]])


@seen_by(Role.UNIT_OFFICER)
def letter_send(request: Request, pk: int) -> HttpResponse:
    """The officer sends the ready lines to the head."""
    one = letter_for(request.acting, pk)
    lead = _("The lines that are complete go to the head. The others stay with you, each with its reason.")
    page = page_on(one, {"prepare"}, request, title=_("Send to the head"), submit=_("Send"), lead=lead, done=_("Sent."))
    return deed(request, DeedForm, page, lambda form: send_letter(one, **form.acts))


@seen_by(Role.UNIT_OFFICER, Role.OFFICE_SPECIALIST)
def letter_hand(request: Request, pk: int) -> HttpResponse:
    """The superior's or the office's letter is prepared: it goes to the head."""
    one = letter_for(request.acting, pk)
    page = page_on(one, {"prepare"}, request, title=_("Hand to the head"), submit=_("Hand over"))
    return deed(request, DeedForm, page, lambda form: hand_to_head(one, **form.acts))


@seen_by(Role.UNIT_HEAD, Role.OFFICE_HEAD)
def letter_sign(request: Request, pk: int) -> HttpResponse:
    """The head signs the letter: a sign-off for each line; lines to be looked at may stay behind."""
    one = letter_for(request.acting, pk)
    words = {"title": _("Sign the letter"), "submit": _("Sign"), "done": _("Signed.")}
    lead = _("You sign every line that is not marked, as it reads now. A later change makes the signature void.")
    look = lines_to_look_at(one, request.acting)
    initial = {"leaving": [line.pk for line in look]} if "clean" in request.GET else {}
    asked: dict[str, Any] = {"form": {"choices": look, "barred": barred_on(one, request.acting)}, "initial": initial}
    page = page_by(one, {signer_of(one)}, signed_on(one), request, lead=lead, **words, **asked)
    return deed(request, SignForm, page, lambda form: sign_letter(one, leaving=form.keys, **form.acts))


@seen_by(Role.RECORDS_CLERK)
def letter_issue(request: Request, pk: int) -> HttpResponse:
    """The records clerk gives the signed letter its number and date."""
    one = letter_for(request.acting, pk)
    page = page_on(one, {"issue"}, request, title=_("Give number and date"), submit=_("Issue"), done=_("Issued."))
    return deed(request, IssueForm, page, lambda form: issue_letter(one, **form.given, **form.acts))


@seen_by(Role.UNIT_OFFICER, Role.UNIT_HEAD, Role.OFFICE_SPECIALIST, Role.OFFICE_HEAD)
def letter_split(request: Request, pk: int) -> HttpResponse:
    """Take the chosen lines into a letter of their own, so that a deputy signs them."""
    one, lines = letter_for(request.acting, pk), chosen_lines(request)
    page = page_by(
        one,
        may_split(one),
        {"prepare", "sign"},
        request,
        title=_("Into a letter of its own"),
        submit=_("Take into a letter of its own"),
        lead=_("The new letter stands on the same desk with the same papers. A deputy may sign it."),
        lines=lines,
        then=_other,
    )
    return deed(request, DeedForm, page, lambda form: split_letter(one, [line.pk for line in lines], **form.acts))


@seen_by(Role.UNIT_OFFICER, Role.UNIT_HEAD)
def letter_merge(request: Request, pk: int) -> HttpResponse:
    """Take the body's own lines into the letter in which it merges others'."""
    one = letter_for(request.acting, pk)
    words = {"title": _("Take in own lines"), "submit": _("Take in")}
    lead = _("Lines of this body that wait for its head, on the same route and round.")
    fitting = {"choices": lines_to_merge(one, request.acting)}
    page = page_by(one, may_split(one), {"prepare", "sign"}, request, lead=lead, form=fitting, **words)
    return deed(request, MergeForm, page, lambda form: merge_lines(one, form.keys, **form.acts))
