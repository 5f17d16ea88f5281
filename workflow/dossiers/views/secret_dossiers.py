"""Pages of secret dossiers: register one that goes on paper, take it off, mark that it came."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from workflow.directory.invitations import people_near
from workflow.dossiers.answering import DeedPage, deed
from workflow.dossiers.queries import letter_for
from workflow.dossiers.secret_commands import (
    RECEIVES,
    receive_secret_dossier,
    record_secret_stub,
    remove_secret_stub,
)
from workflow.dossiers.secret_forms import ReceiveSecretForm, SecretForm
from workflow.dossiers.secret_queries import posts_receiving, stub_for
from workflow.dossiers.secret_stubs import SecretStub
from workflow.dossiers.turns import why_not_now
from workflow.dossiers.views.signing import page_by
from workflow.pages.access import seen_by
from workflow.pages.acting import Request
from workflow.pages.forms import DeedForm
from workflow.procedure.roles import Role
from workflow.worklist.queries import desk_of


@seen_by(Role.UNIT_OFFICER)
def letter_secret(request: Request, pk: int) -> HttpResponse:
    """Register on a letter in preparation that a secret dossier goes by the paper route."""
    one = letter_for(request.acting, pk)
    lead = _(
        "A secret dossier is never uploaded and is no nomination here: it goes on paper and through no step of this"
        " system. The letter bears only what this form asks."
    )
    people = {"people": people_near(one.organisation_id, request.acting.today)}
    words = {"title": _("Register a secret dossier"), "submit": _("Register"), "done": _("Registered.")}
    page = page_by(one, {Role.UNIT_OFFICER}, {"prepare"}, request, lead=lead, form=people, **words)
    return deed(request, SecretForm, page, lambda form: record_secret_stub(one, form.stub, **form.acts))


@seen_by(Role.UNIT_OFFICER)
def secret_remove(request: Request, pk: int) -> HttpResponse:
    """Take a secret dossier off the letter while it is prepared."""
    stub = stub_for(request.acting, pk)
    page = _removing(stub, request)
    return deed(request, DeedForm, page, lambda form: remove_secret_stub(stub, **form.acts))


def _removing(stub: SecretStub, request: Request) -> DeedPage:
    letter = stub.letter
    return DeedPage(
        title=_("Take the secret dossier off"),
        posts=request.acting.fitting({Role.UNIT_OFFICER}, letter.organisation_id),
        back=reverse("letter", args=[letter.pk]),
        submit=_("Take off"),
        lead=_("No. %(number)s of the unit's register of secret documents.") % {"number": stub.register_number},
        danger=True,
        done=_("Taken off."),
        refused=why_not_now(letter.case, desk_of(letter.case_id), {"prepare"}),
    )


@seen_by(*RECEIVES)
def secret_receive(request: Request, pk: int) -> HttpResponse:
    """The office marks that the paper dossier came."""
    stub = stub_for(request.acting, pk)
    page = _receiving(stub, request)
    return deed(request, ReceiveSecretForm, page, lambda form: receive_secret_dossier(stub, **form.given, **form.acts))


def _receiving(stub: SecretStub, request: Request) -> DeedPage:
    letter = stub.letter
    words: dict[str, Any] = {"title": _("Receive a secret dossier"), "submit": _("Mark as received")}
    lead = _("No. %(number)s of the unit's register of secret documents, from %(unit)s. It came on paper.")
    return DeedPage(
        posts=posts_receiving(letter, request.acting),
        back=reverse("letter", args=[letter.pk]),
        lead=lead % {"number": stub.register_number, "unit": letter.organisation},
        done=_("Marked as received."),
        **words,
    )
