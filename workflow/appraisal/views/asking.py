"""Pages of what the office asks of others: supplements of units, opinions of other bodies."""

from collections.abc import Sequence

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from workflow.appraisal.consultations import consult, give_opinion
from workflow.appraisal.forms import ConsultForm, OpinionForm, SupplementAnswerForm, SupplementForm
from workflow.appraisal.models import Consultation, SupplementRequest
from workflow.appraisal.queries import (
    OFFICE,
    bodies_to_consult,
    consultations_asked,
    consultations_of,
    only,
    open_requests,
)
from workflow.appraisal.supplements import answer_items, request_supplement
from workflow.directory.posts import HeldPost
from workflow.dossiers.answering import DeedPage, deed
from workflow.dossiers.models import Nomination
from workflow.dossiers.offers import posts_for_all
from workflow.dossiers.reports import TransitionReport
from workflow.dossiers.views.acts import chosen_lines, page_behind
from workflow.dossiers.visibility import visible_to
from workflow.pages.access import seen_by
from workflow.pages.acting import Acting, Request
from workflow.pages.listing import page_of
from workflow.pages.narrowing import Narrowing
from workflow.procedure.bases import Basis
from workflow.procedure.facts import Refusal
from workflow.procedure.roles import Role
from workflow.procedure.transitions import Transition


@seen_by(Role.OFFICE_SPECIALIST)
def supplement_request(request: Request) -> HttpResponse:
    """Ask units for what is missing on the lines chosen."""
    lines = chosen_lines(request)
    page = DeedPage(
        title=_("Request a supplement"),
        posts=posts_for_all(Transition.REQUEST_SUPPLEMENT, lines, request.acting),
        back=page_behind(lines[0]),
        submit=_("Send the request"),
        form={"lines": lines},
    )
    return deed(request, SupplementForm, page, _request)


def _request(form: SupplementForm) -> TransitionReport:
    given = form.cleaned_data
    return request_supplement(form.items, reply_by=given["reply_by"], reason=given["reason"], **form.acts)


@seen_by(Role.UNIT_OFFICER)
def supplement_answer(request: Request, pk: int) -> HttpResponse:
    """The unit's officer says what was done about each item that the office asked."""
    line = only(visible_to(request.user, request.acting.today), pk)
    asked = open_requests([line.pk]).first()
    posts = request.acting.fitting({Role.UNIT_OFFICER}, line.unit_id)
    if asked is None or not posts:
        raise Http404
    page = _answering(line, asked, posts)
    return deed(request, SupplementAnswerForm, page, lambda form: answer_items(form.answers, **form.acts))


def _answering(line: Nomination, asked: SupplementRequest, posts: Sequence[HeldPost]) -> DeedPage:
    day = date_format(asked.reply_by, "d/m/Y")
    return DeedPage(
        title=_("Answer the office: %(name)s") % {"name": line.nominee_name},
        posts=posts,
        back=page_behind(line),
        submit=_("Save the answers"),
        lead=_("Asked by %(name)s. Reply by %(day)s.") % {"name": asked.asked_by, "day": day},
        form={"items": list(asked.items.all())},
    )


@seen_by(*OFFICE)
def consultation_new(request: Request) -> HttpResponse:
    """Ask another body for its opinion on the lines chosen."""
    lines = chosen_lines(request)
    posts = request.acting.fitting(OFFICE, lines[0].office_id)
    if not posts:
        raise Http404
    page, keys = _asking(lines, posts, request.acting), [line.pk for line in lines]
    return deed(request, ConsultForm, page, lambda form: consult(keys, **form.given, **form.acts))


def _asking(lines: Sequence[Nomination], posts: Sequence[HeldPost], acting: Acting) -> DeedPage:
    return DeedPage(
        title=_("Ask another body for its opinion"),
        posts=posts,
        back=page_behind(lines[0]),
        submit=_("Ask"),
        lines=lines,
        form={"bodies": bodies_to_consult(acting)},
    )


@seen_by(Role.CONSULTED, *OFFICE)
def consultations(request: Request) -> HttpResponse:
    """What was asked of other bodies: open ones first."""
    parts = {"all": _("All"), "open": _("Not answered"), "closed": _("Answered")}
    narrow = Narrowing(request, parts, label=_("Name of a nominee"))
    page = page_of(consultations_asked(request.acting, narrow), request)
    shows = {"page": page, "narrow": narrow, "answers_for": request.acting.bodies(Role.CONSULTED)}
    return render(request, "appraisal/consultations.html", shows)


@seen_by(Role.CONSULTED)
def opinion(request: Request, pk: int) -> HttpResponse:
    """The body asked gives its opinion, once."""
    one = only(consultations_of(request.acting), pk)
    posts = request.acting.fitting({Role.CONSULTED}, one.organisation_id)
    if not posts:
        raise Http404
    page = _opining(one, posts)
    return deed(request, OpinionForm, page, lambda form: give_opinion(one, **form.given, **form.acts))


def _opining(one: Consultation, posts: Sequence[HeldPost]) -> DeedPage:
    given = Refusal("consultation", _("This opinion was given already."), Basis.CONSULTATION)
    return DeedPage(
        title=_("Opinion on %(name)s") % {"name": one.nomination.nominee_name},
        posts=posts,
        back=reverse("consultations"),
        submit=_("Give the opinion"),
        template="appraisal/opinion.html",
        shows={"consultation": one},
        refused=() if one.answered_at is None else (given,),
    )
