"""Pages of what the office asks of other bodies: their opinions."""

from collections.abc import Sequence

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from workflow.appraisal.consultations import consult, give_opinion
from workflow.appraisal.forms import ConsultForm, OpinionForm
from workflow.appraisal.models import Consultation
from workflow.appraisal.queries import (
    OFFICE,
    bodies_to_consult,
    consultations_asked,
    consultations_of,
    only,
)
from workflow.directory.posts import HeldPost
from workflow.dossiers.answering import DeedPage, deed
from workflow.dossiers.models import Nomination
from workflow.dossiers.views.acts import chosen_lines, page_behind
from workflow.pages.access import seen_by
from workflow.pages.acting import Acting, Request
from workflow.pages.listing import page_of
from workflow.pages.narrowing import Narrowing
from workflow.procedure.bases import Basis
from workflow.procedure.facts import Refusal
from workflow.procedure.roles import Role


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
