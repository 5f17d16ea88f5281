"""Pages of what comes after a decision: its correction, and the notices of results to the units."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from workflow.awards.templates import wording_for
from workflow.decisions.after_forms import CorrectionForm, NoticeNumberForm
from workflow.decisions.after_papers import facts_of_notice
from workflow.decisions.after_queries import NOTICES, notice_for, notices_asked, texts_now
from workflow.decisions.correcting import draft_correction, drop_correction
from workflow.decisions.forms import DropForm
from workflow.decisions.models import Decision
from workflow.decisions.notices import PASSED, ResultNotice, results_for
from workflow.decisions.noticing import send_notice, sign_notice
from workflow.decisions.queries import DECIDES, decision_for
from workflow.decisions.showing import UNSIGNED
from workflow.decisions.views import page_on
from workflow.documents.answering import sent
from workflow.documents.catalogue import Document
from workflow.documents.papers import Form, make_paper
from workflow.dossiers.answering import DeedPage, deed
from workflow.dossiers.models import Nomination
from workflow.dossiers.reports import TransitionReport
from workflow.dossiers.showing import Link
from workflow.dossiers.views.acts import chosen_lines
from workflow.pages.access import seen_by
from workflow.pages.acting import Acting, Request
from workflow.pages.forms import SigningForm
from workflow.pages.listing import page_of
from workflow.pages.narrowing import Narrowing
from workflow.procedure.roles import Role

CORRECTS = (Role.OFFICE_HEAD, *DECIDES)


@seen_by(*CORRECTS)
def correction_new(request: Request) -> HttpResponse:
    """Open a draft correction of the awarded lines chosen."""
    lines = chosen_lines(request)
    page = _correcting(request, lines)
    return deed(
        request,
        CorrectionForm,
        page,
        lambda form: draft_correction(form.corrections, document=form.cleaned_data["document"], **form.acts),
    )


def _correcting(request: Request, lines: Sequence[Nomination]) -> DeedPage:
    acting = request.acting
    posts = (*acting.fitting({Role.OFFICE_HEAD}, lines[0].office_id), *acting.fitting(DECIDES, lines[0].authority_id))
    if not posts:
        raise Http404
    return DeedPage(
        title=_("Correct awards"),
        posts=posts,
        back=reverse("dossier", args=[lines[0].pk]),
        submit=_("Open the draft correction"),
        lead=_(
            "How name, title and unit are written is corrected, by a decision with its own number. An award that went"
            " to another person or body is revoked instead. What was decided is never changed."
        ),
        lines=lines,
        template="decisions/correction_new.html",
        form={"lines": lines, "now": texts_now(lines)},
        then=lambda report: _page_of_correction(report, acting, lines),
    )


def _page_of_correction(report: TransitionReport, acting: Acting, lines: Sequence[Nomination]) -> str:
    """The draft, for whoever sees drafts of the authority; the head of the office goes back to the dossier."""
    if acting.fitting(DECIDES, lines[0].authority_id):
        return reverse("decision", args=[report.made["decision"]])
    return reverse("dossier", args=[lines[0].pk])


@seen_by(*DECIDES)
def correction_drop(request: Request, pk: int) -> HttpResponse:
    """Drop an unsigned draft correction: its awards read as they did."""
    one = decision_for(request.acting, pk)
    if one.kind != Decision.Kind.CORRECTION:
        raise Http404
    page = page_on(request, one, UNSIGNED, *DECIDES, title=_("Drop the correction"), submit=_("Drop"), danger=True)
    return deed(request, DropForm, page, lambda form: drop_correction(one, **form.given, **form.acts))


@seen_by(*NOTICES)
def result_notices(request: Request) -> HttpResponse:
    """The notices of results that the person sees, those that wait first."""
    parts = {"all": _("All"), "waiting": _("Waiting"), "sent": _("Sent")}
    narrow = Narrowing(request, parts)
    page = page_of(notices_asked(request.acting, narrow), request)
    return render(request, "decisions/notices.html", {"page": page, "narrow": narrow, "today": request.acting.today})


@seen_by(*NOTICES)
def result_notice(request: Request, pk: int) -> HttpResponse:
    """One notice as the paper it is, or will be; and what may be done with it."""
    one = notice_for(request.acting, pk)
    return render(request, "decisions/notice.html", {**_shown(one), "deeds": _deeds(one, request.acting)})


@seen_by(*NOTICES)
def result_notice_paper(request: Request, pk: int, form: str) -> HttpResponse:
    """The notice as a file: PDF, or .docx to be edited."""
    one = notice_for(request.acting, pk)
    regime = Nomination.objects.filter(letter=one.letter_id).values_list("regime", flat=True).first()
    wording = wording_for(Document.RESULT_NOTICE, regime, one.dated or request.acting.today)
    made = make_paper(Document.RESULT_NOTICE, facts_of_notice(one), wording, Form(form))
    return sent(made, f"thong-bao-ket-qua-{pk}.{form}")


def _shown(one: ResultNotice) -> dict[str, Any]:
    lines = one.told if one.signed_at is not None else results_for(one)
    passed = [line for line in lines if line["state"] == PASSED]
    failed = [line for line in lines if line["state"] != PASSED]
    return {"notice": one, "passed": passed, "failed": failed, "above": one.block.split("\n") if one.block else []}


def _deeds(one: ResultNotice, acting: Acting) -> list[Link]:
    if one.signed_at is None and acting.fitting({Role.OFFICE_HEAD}, one.office_id):
        return [Link(_("Sign the notice"), reverse("result_notice_sign", args=[one.pk]), "pen")]
    waits = one.signed_at is not None and one.sent_at is None
    if waits and acting.fitting({Role.RECORDS_CLERK}, one.office_id):
        return [Link(_("Give number and date"), reverse("result_notice_send", args=[one.pk]), "journal-check")]
    return []


@seen_by(Role.OFFICE_HEAD)
def result_notice_sign(request: Request, pk: int) -> HttpResponse:
    """The head of the office signs the notice: what it says is fixed."""
    one = notice_for(request.acting, pk)
    page = _page(request, one, Role.OFFICE_HEAD, title=_("Sign the notice"), submit=_("Sign"), done=_("Signed."))
    return deed(request, _SigningForm, page, lambda form: sign_notice(one, **form.acts))


class _SigningForm(SigningForm):
    """A signature for the body whose notice it is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, of_the_body=True, **kwargs)


@seen_by(Role.RECORDS_CLERK)
def result_notice_send(request: Request, pk: int) -> HttpResponse:
    """The clerk gives number and date: the unit has the notice."""
    one = notice_for(request.acting, pk)
    page = _page(request, one, Role.RECORDS_CLERK, title=_("Give number and date"), submit=_("Send to the unit"))
    return deed(request, NoticeNumberForm, page, lambda form: send_notice(one, **form.given, **form.acts))


def _page(request: Request, one: ResultNotice, role: Role, **page: Any) -> DeedPage:
    posts = request.acting.fitting({role}, one.office_id)
    if not posts:
        raise Http404
    return DeedPage(posts=posts, back=reverse("result_notice", args=[one.pk]), **page)
