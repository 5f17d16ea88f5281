"""Pages on which a colleague is invited into a letter, and on which the invitation is taken back."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from workflow.directory.invitations import people_near
from workflow.dossiers.answering import DeedPage, deed
from workflow.dossiers.inviting import INVITES, invite_colleague, uninvite_colleague
from workflow.dossiers.letter_forms import InviteForm
from workflow.dossiers.models import Letter
from workflow.dossiers.pens import invitation_for
from workflow.dossiers.queries import letter_for
from workflow.dossiers.views.signing import page_by
from workflow.pages.access import seen_by
from workflow.pages.acting import Request
from workflow.pages.forms import DeedForm


@seen_by(*INVITES)
def letter_invite(request: Request, pk: int) -> HttpResponse:
    """Invite a colleague of the body to write in this letter."""
    one = letter_for(request.acting, pk)
    page = _inviting(one, request)
    return deed(request, InviteForm, page, lambda form: invite_colleague(one, **form.given, **form.acts))


def _inviting(one: Letter, request: Request) -> DeedPage:
    lead = _(
        "The colleague sees this letter alone and changes its lines, answers and papers. Sending, splitting,"
        " withdrawing, minutes and signatures stay with you. It ends with the signature, or when you take it back."
    )
    people = people_near(one.organisation_id, request.acting.today, but=request.user.person_id)
    words = {"title": _("Invite a colleague"), "submit": _("Invite"), "done": _("Invited. The colleague is told.")}
    return page_by(one, INVITES, {"prepare"}, request, lead=lead, form={"people": people}, **words)


@seen_by(*INVITES)
def letter_uninvite(request: Request, pk: int) -> HttpResponse:
    """Take an invitation back at once."""
    grant, one = invitation_for(request.acting, pk)
    day = date_format(grant.until, "d/m/Y") if grant.until is not None else ""
    page = DeedPage(
        title=_("Take the invitation back"),
        posts=request.acting.fitting(INVITES, one.organisation_id),
        back=reverse("letter", args=[one.pk]),
        submit=_("Take back"),
        lead=_("%(name)s writes in this letter until %(day)s.") % {"name": grant.user.person, "day": day},
        danger=True,
        done=_("Taken back. Nothing more is saved under it."),
    )
    return deed(request, DeedForm, page, lambda form: uninvite_colleague(grant, **form.acts))
