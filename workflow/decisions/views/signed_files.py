"""Pages of the files of a decision: all of them, one with what its signatures say, and the deeds on them."""

from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from workflow.decisions.models import Decision
from workflow.decisions.queries import decision_for
from workflow.decisions.signed_file_forms import PaperToSignForm, ScanForm, SealForm, SetAsideForm, SignedFileForm
from workflow.decisions.signed_file_models import SignedFile
from workflow.decisions.signed_file_paper import paper_to_sign, why_not_made
from workflow.decisions.signed_file_queries import ShownFile, file_for, files_shown, given_out, makes, sees_whole
from workflow.decisions.signed_files import (
    KEEPS,
    check_again,
    keep_paper_to_sign,
    keep_scan,
    keep_signed_file,
    seal_copy,
    set_aside,
)
from workflow.decisions.views import READS
from workflow.dossiers.answering import DeedPage, deed
from workflow.dossiers.reports import TransitionReport
from workflow.dossiers.views.papers import sent_file
from workflow.pages.access import seen_by
from workflow.pages.acting import Request
from workflow.pages.forms import DeedForm
from workflow.procedure.bases import Basis
from workflow.procedure.facts import Refusal
from workflow.signatures.seals import state_of_seal


@seen_by(*READS)
def signed_files(request: Request, pk: int) -> HttpResponse:
    """The files of a signed decision, and how it is signed outside."""
    one = decision_for(request.acting, pk)
    if one.signed_at is None or not sees_whole(one, request.acting):
        raise Http404
    shows = {
        "decision": one,
        "files": files_shown(one, request.acting),
        "keeps": bool(request.acting.fitting(KEEPS, one.authority_id)),
        "makes": makes(one, request.acting),
        "given_out": list(given_out(one)),
        "can_make": not why_not_made(one),
        "seal": state_of_seal(),
    }
    return render(request, "decisions/signed_files.html", shows)


@seen_by(*READS)
def signed_file(request: Request, pk: int) -> HttpResponse:
    """One file: what it is, and what every check of it said."""
    one, shown = file_for(request.acting, pk)
    shows = {
        "decision": one,
        "shown": shown,
        "file": shown.row,
        "checks": list(reversed(shown.row.checks.all())),
        "keeps": bool(request.acting.fitting(KEEPS, one.authority_id)),
    }
    return render(request, "decisions/signed_file.html", shows)


@seen_by(*READS)
def signed_file_sent(request: Request, pk: int) -> FileResponse:
    """The file itself, as a file to keep."""
    _one, shown = file_for(request.acting, pk)
    return sent_file(shown.row.stored)


@seen_by(*READS)
def signed_file_certificates(request: Request, pk: int) -> HttpResponse:
    """The certificates that came with the signatures, as the last check found them (PEM)."""
    _one, shown = file_for(request.acting, pk)
    found = [one.certificates for one in shown.check.signatures.all()] if shown.check else []
    if not any(found):
        raise Http404
    answer = HttpResponse("".join(found), content_type="application/x-pem-file")
    answer["Content-Disposition"] = f'attachment; filename="{shown.row.sha256[:12]}.pem"'
    return answer


def _page(request: Request, one: Decision, **page: Any) -> DeedPage:
    """The page of a deed on the files of a signed decision."""
    posts = request.acting.fitting(KEEPS, one.authority_id)
    if not posts:
        raise Http404
    return DeedPage(
        **{
            "posts": posts,
            "back": reverse("signed_files", args=[one.pk]),
            "refused": _unsigned(one),
            "thing": one,
            "then": _page_of_file,
            "template": "decisions/signed_file_form.html",
            **page,
        }
    )


def _page_of_file(report: TransitionReport) -> str:
    """The page of the file that was kept."""
    return reverse("signed_file", args=[report.made["file"]])


def _unsigned(one: Decision) -> tuple[Refusal, ...]:
    if one.signed_at is not None:
        return ()
    message = _("The decision is not signed yet. Its files are kept once it is.")
    return (Refusal("desk", message, Basis.PROCEDURE),)


@seen_by(*KEEPS)
def signed_file_make(request: Request, pk: int) -> HttpResponse:
    """Make the PDF that is given out, from the record."""
    one = decision_for(request.acting, pk)
    lead = _("The whole decision with its annexed list, as PDF/A. It is kept as it is made, and goes to the signer.")
    words = {"title": _("Make the PDF to be signed"), "lead": lead, "submit": _("Make and keep it")}
    page = _page(request, one, **words, refused=_unsigned(one) or why_not_made(one))
    return deed(
        request, DeedForm, page, lambda form: keep_paper_to_sign(one, paper_to_sign(one, request.acting), **form.acts)
    )


@seen_by(*KEEPS)
def signed_file_give(request: Request, pk: int) -> HttpResponse:
    """Keep the PDF that is given out to be signed."""
    one = decision_for(request.acting, pk)
    lead = _("This very file goes to the signer. What comes back has to begin with every byte of it.")
    page = _page(request, one, title=_("Give out a PDF to be signed"), lead=lead, submit=_("Keep it"))
    return deed(request, PaperToSignForm, page, lambda form: keep_paper_to_sign(one, form.stored, **form.acts))


@seen_by(*KEEPS)
def signed_file_return(request: Request, pk: int) -> HttpResponse:
    """Take back the signed file."""
    one = decision_for(request.acting, pk)
    page = _returning(request, one)
    return deed(
        request,
        SignedFileForm,
        page,
        lambda form: keep_signed_file(one, form.given["paper"], form.stored, **form.acts),
    )


def _returning(request: Request, one: Decision) -> DeedPage:
    out = list(given_out(one))
    message = _("No PDF was given out for this signature yet. Give one out first, or keep a scan.")
    refused = () if out or one.signed_at is None else (Refusal("given", message, Basis.PROCEDURE),)
    return _page(
        request,
        one,
        title=_("Take back the signed file"),
        lead=_("Its signatures are checked at once. This takes a few seconds."),
        submit=_("Check and keep it"),
        done=_("The signed file was checked and kept."),
        form={"given_out": out},
        refused=refused or _unsigned(one),
    )


@seen_by(*KEEPS)
def signed_file_scan(request: Request, pk: int) -> HttpResponse:
    """Keep a scan of the paper original."""
    one = decision_for(request.acting, pk)
    lead = _("A scan is a picture: the system cannot prove that it is the original, and says so beside it.")
    page = _page(request, one, title=_("Keep a scan of the paper original"), lead=lead, submit=_("Keep the scan"))
    return deed(request, ScanForm, page, lambda form: keep_scan(one, form.stored, form.given["reason"], **form.acts))


@seen_by(*KEEPS)
def signed_file_seal(request: Request, pk: int) -> HttpResponse:
    """Make a copy with the system's own seal."""
    one, shown = file_for(request.acting, pk)
    page = _sealing(request, one, shown)
    return deed(request, SealForm, page, lambda form: seal_copy(shown.row, **form.given, **form.acts))


def _sealing(request: Request, one: Decision, shown: ShownFile) -> DeedPage:
    if shown.row.kind != SignedFile.Kind.GIVEN or not shown.counts:
        raise Http404
    state = state_of_seal()
    return _page(
        request,
        one,
        title=_("Make a copy with the system's seal"),
        lead=_(
            "The seal says one thing only: this system made the file from its record, and nothing was changed since."
            " It is not the signature of the authority."
        ),
        submit=_("Seal a copy"),
        refused=(Refusal("seal", state.why_not, Basis.PROCEDURE),) if state.why_not else (),
    )


@seen_by(*KEEPS)
def signed_file_check(request: Request, pk: int) -> HttpResponse:
    """Check the signatures anew; what was said before stays."""
    one, shown = file_for(request.acting, pk)
    if shown.row.given_id is None:
        raise Http404
    back = reverse("signed_file", args=[pk])
    lead = _("With what is trusted here now. What was said before stays beside it.")
    page = _page(request, one, title=_("Check again"), lead=lead, submit=_("Check"), back=back, then=lambda _made: back)
    return deed(request, DeedForm, page, lambda form: check_again(shown.row, **form.acts))


@seen_by(*KEEPS)
def signed_file_set_aside(request: Request, pk: int) -> HttpResponse:
    """A wrong file no longer counts."""
    one, shown = file_for(request.acting, pk)
    if shown.row.void_at is not None:
        raise Http404
    lead = _("It is no longer offered. It stays in the store and in the record, with your reason.")
    words = {"title": _("Set the file aside"), "lead": lead, "submit": _("Set aside"), "danger": True}
    page = _page(request, one, **words)
    return deed(request, SetAsideForm, page, lambda form: set_aside(shown.row, form.given["reason"], **form.acts))
