"""Pages of decisions: the list, one decision by its phase, its deeds, its print, and revocations."""

from collections.abc import Collection, Sequence
from typing import Any, Final

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from workflow.decisions.advice import advice_of
from workflow.decisions.after_forms import RevokingForm
from workflow.decisions.after_queries import after_of
from workflow.decisions.commands import ISSUED, PUBLISHED, SIGNED, issue_decision, publish_decision, submit_draft
from workflow.decisions.forms import DropForm, IssueForm, SubjectForm
from workflow.decisions.models import Decision
from workflow.decisions.prize_views import drafted, payments_of
from workflow.decisions.queries import (
    DECIDES,
    against_advice,
    annex_of,
    decision_for,
    decisions_asked,
    open_lines,
)
from workflow.decisions.revocation import draft_revocation, drop_revocation
from workflow.decisions.sending_back import sent_back_in
from workflow.decisions.showing import UNSIGNED, deeds_on, offers_on, offers_on_annex
from workflow.decisions.signed_file_queries import files_on
from workflow.decisions.splitting import split_decision
from workflow.dossiers.answering import DeedPage, deed
from workflow.dossiers.models import Nomination
from workflow.dossiers.queries import named
from workflow.dossiers.reports import TransitionReport
from workflow.dossiers.telling import Told, read_story, tell
from workflow.dossiers.turns import why_not_now
from workflow.dossiers.views.acts import chosen_lines
from workflow.pages.access import seen_by
from workflow.pages.acting import Acting, Request
from workflow.pages.forms import DeedForm
from workflow.pages.listing import page_of
from workflow.pages.menu import open_address
from workflow.pages.narrowing import Narrowing
from workflow.procedure.roles import Role
from workflow.worklist.phases import phases_of
from workflow.worklist.queries import OnDesk, desk_of

READS = (
    *DECIDES,
    Role.RECORDS_CLERK,
    Role.FINANCE,
    Role.OFFICE_SPECIALIST,
    Role.OFFICE_HEAD,
    Role.UNIT_OFFICER,
    Role.UNIT_HEAD,
    Role.AUDITOR,
)
"""Who reads decisions: those who make them, and those whose lines they are about."""


@seen_by(*READS)
def decisions(request: Request) -> HttpResponse:
    """The decisions the person sees, open ones first."""
    parts = {
        "all": _("All"),
        "open": pgettext("part of a list", "Open"),
        "issued": _("Issued"),
        "revocations": _("Revocations"),
        "corrections": _("Corrections"),
    }
    narrow = Narrowing(request, parts, label=_("Subject or number"))
    page = page_of(decisions_asked(request.acting, narrow), request)
    register = open_address(request, "decision_numbers")
    return render(request, "decisions/decisions.html", {"page": page, "narrow": narrow, "register": register})


@seen_by(*READS)
def decision(request: Request, pk: int) -> HttpResponse:
    """One decision: its lines as a draft, or its annexed list as signed, and what may be done."""
    one = decision_for(request.acting, pk)
    desk, story = desk_of(one.case_id), read_story(f"{Decision.stream}:{one.pk}")
    shows = {
        "decision": one,
        "desk": desk,
        "phases": phases_of(one.case),
        "deeds": deeds_on(one, desk, request.acting),
        "moments": tell(_told_to(one, request.acting, story)),
        "prizes": drafted(one, request.acting),
        "payments": payments_of(one, request.acting),
    }
    shows |= _advice(one, request.acting, story)
    return render(request, "decisions/decision.html", {**_lists(one, desk, request), **shows})


def _told_to(one: Decision, acting: Acting, story: Sequence[Told]) -> list[Told]:
    """What happened, for the authority itself. Whoever sees the decision over a line learns no reason of another's."""
    if acting.fitting((*DECIDES, Role.RECORDS_CLERK), one.authority_id):
        return list(story)
    return [told for told in story if told.entry.deed in _milestones]


_milestones: Final = frozenset({SIGNED, ISSUED, PUBLISHED})


def _advice(one: Decision, acting: Acting, story: Sequence[Told]) -> dict[str, Any]:
    """What was presented with the lines, and why the draft was sent back, for those who decide."""
    reads_all = bool(acting.fitting(DECIDES, one.authority_id))
    advice = advice_of(one) if reads_all and one.kind == Decision.Kind.AWARD else None
    return {"reads_all": reads_all, "advice": advice, "returned": sent_back_in(story) if reads_all else None}


def _lists(one: Decision, desk: OnDesk | None, request: Request) -> dict[str, Any]:
    """The lines of the draft, or the annexed list once it is signed, with the acts on each."""
    narrow, acting = Narrowing(request, label=_("Name of a nominee")), request.acting
    annex = page_of(annex_of(one, acting, narrow.text), request, size=200)
    standing = open_lines(one, acting) if one.signed_at is None else open_lines(one, acting).none()
    lines = page_of(named(standing, narrow.text), request, size=200)
    page = lines if one.signed_at is None else annex
    return {
        **files_on(one, acting),
        "narrow": narrow,
        "after": after_of(one, acting),
        "is_long": narrow.is_narrow or page.is_long,
        "page": page,
        "annex": annex,
        "on_annex": offers_on_annex(annex, acting),
        "lines": lines.rows,
        "doubts": against_advice(lines.rows),
        "offers": offers_on(one, lines.rows, desk, acting),
    }


def page_on(request: Request, one: Decision, desks: Collection[str], *roles: Role, **page: Any) -> DeedPage:
    """The page of a deed on a decision; on another desk it says why it has to wait."""
    posts = request.acting.fitting(roles, one.authority_id)
    if not posts:
        raise Http404
    refused = why_not_now(one.case, desk_of(one.case_id), desks)
    return DeedPage(posts=posts, back=reverse("decision", args=[one.pk]), refused=refused, thing=one, **page)


@seen_by(Role.DECIDER_OFFICE)
def decision_submit(request: Request, pk: int) -> HttpResponse:
    """The draft is composed: what arrives later waits for the next one."""
    one = decision_for(request.acting, pk)
    given = {"initial": {"subject": one.subject}, "lines": list(open_lines(one, request.acting))}
    page = page_on(
        request, one, {"draft"}, Role.DECIDER_OFFICE, title=_("Compose the decision"), submit=_("Submit"), **given
    )
    return deed(request, SubjectForm, page, lambda form: submit_draft(one, **form.given, **form.acts))


@seen_by(Role.RECORDS_CLERK)
def decision_issue(request: Request, pk: int) -> HttpResponse:
    """Give the signed decision its number and date."""
    one = decision_for(request.acting, pk)
    page = page_on(request, one, {"issue"}, Role.RECORDS_CLERK, title=_("Give number and date"), submit=_("Issue"))
    return deed(request, IssueForm, page, lambda form: issue_decision(one, **form.given, **form.acts))


@seen_by(Role.DECIDER_OFFICE)
def decision_publish(request: Request, pk: int) -> HttpResponse:
    """Note that the decision is published."""
    one = decision_for(request.acting, pk)
    lead = _("It is published where such papers are. From then on the public register shows what it decided.")
    words = {"title": _("The decision is published"), "submit": _("Note it"), "lead": lead}
    page = page_on(request, one, {"publish"}, Role.DECIDER_OFFICE, **words)
    return deed(request, DeedForm, page, lambda form: publish_decision(one, **form.acts))


@seen_by(*DECIDES)
def decision_split(request: Request, pk: int) -> HttpResponse:
    """Take the lines chosen into a draft of their own."""
    one, lines = decision_for(request.acting, pk), chosen_lines(request)
    words = {"title": _("Take into a draft of their own"), "submit": _("Split the draft")}
    page = page_on(request, one, UNSIGNED, *DECIDES, lines=lines, then=made_page, **words)
    keys = [line.pk for line in lines]
    return deed(request, DeedForm, page, lambda form: split_decision(one, keys, **form.acts))


def made_page(report: TransitionReport) -> str:
    """The page of the decision that was made."""
    return reverse("decision", args=[report.made["decision"]])


REVOKES = (Role.OFFICE_HEAD, *DECIDES)


@seen_by(*REVOKES)
def revocation_new(request: Request) -> HttpResponse:
    """Open a draft revocation over the awarded lines chosen."""
    lines = chosen_lines(request)
    keys = [line.pk for line in lines]
    page = _revoking(request, lines)
    return deed(request, RevokingForm, page, lambda form: draft_revocation(keys, **form.given, **form.acts))


def _revoking(request: Request, lines: Sequence[Nomination]) -> DeedPage:
    acting = request.acting
    posts = (*acting.fitting({Role.OFFICE_HEAD}, lines[0].office_id), *acting.fitting(DECIDES, lines[0].authority_id))
    if not posts:
        raise Http404
    return DeedPage(
        title=_("Revoke awards"),
        posts=posts,
        back=reverse("dossier", args=[lines[0].pk]),
        submit=_("Open the draft revocation"),
        lead=_("The award stands until the revocation is issued with its own number and date."),
        danger=True,
        lines=lines,
        then=lambda report: _page_of_revocation(report, acting, lines),
    )


def _page_of_revocation(report: TransitionReport, acting: Acting, lines: Sequence[Nomination]) -> str:
    """The draft, for whoever sees drafts of the authority; the head of the office goes back to the dossier."""
    if acting.fitting(DECIDES, lines[0].authority_id):
        return made_page(report)
    return reverse("dossier", args=[lines[0].pk])


@seen_by(*DECIDES)
def revocation_drop(request: Request, pk: int) -> HttpResponse:
    """Drop an unsigned draft revocation: its awards stand. A draft of awards has no such page."""
    one = decision_for(request.acting, pk)
    if one.kind != Decision.Kind.REVOCATION:
        raise Http404
    page = page_on(request, one, UNSIGNED, *DECIDES, title=_("Drop the revocation"), submit=_("Drop"), danger=True)
    return deed(request, DropForm, page, lambda form: drop_revocation(one, **form.given, **form.acts))
