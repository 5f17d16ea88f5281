"""Pages of what the office asks of others: supplements of units, opinions of other bodies."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from workflow.appraisal.consultations import consult, give_opinion
from workflow.appraisal.forms import ConsultForm, OpinionForm, SupplementAnswerForm, SupplementForm
from workflow.appraisal.queries import OFFICE, bodies_to_consult, consultations_of, only, open_requests
from workflow.appraisal.supplements import answer_items, request_supplement
from workflow.dossiers.answering import DeedPage, deed
from workflow.dossiers.offers import posts_for_all
from workflow.dossiers.views.acts import chosen_lines, page_behind
from workflow.dossiers.visibility import visible_to
from workflow.pages.access import seen_by
from workflow.pages.acting import Request
from workflow.pages.listing import page_of
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
    return deed(
        request,
        SupplementForm,
        page,
        lambda form: request_supplement(
            form.items, reply_by=form.cleaned_data["reply_by"], reason=form.cleaned_data["reason"], **form.acts
        ),
    )


@seen_by(Role.UNIT_OFFICER)
def supplement_answer(request: Request, pk: int) -> HttpResponse:
    """The unit's officer says what was done about each item that the office asked."""
    line = only(visible_to(request.user, request.acting.today), pk)
    asked = open_requests([line.pk]).first()
    posts = request.acting.fitting({Role.UNIT_OFFICER}, line.unit_id)
    if asked is None or not posts:
        raise Http404
    page = DeedPage(
        title=_("Answer the office: %(name)s") % {"name": line.nominee_name},
        posts=posts,
        back=page_behind(line),
        submit=_("Save the answers"),
        lead=_("Asked by %(name)s. Reply by %(day)s.") % {"name": asked.asked_by, "day": f"{asked.reply_by:%d/%m/%Y}"},
        form={"items": list(asked.items.all())},
    )
    return deed(request, SupplementAnswerForm, page, lambda form: answer_items(form.answers, **form.acts))


@seen_by(*OFFICE)
def consultation_new(request: Request) -> HttpResponse:
    """Ask another body for its opinion on the lines chosen."""
    lines = chosen_lines(request)
    posts = request.acting.fitting(OFFICE, lines[0].office_id)
    if not posts:
        raise Http404
    page = DeedPage(
        title=_("Ask another body for its opinion"),
        posts=posts,
        back=page_behind(lines[0]),
        submit=_("Ask"),
        lines=lines,
        form={"bodies": bodies_to_consult(request.acting)},
    )
    keys = [line.pk for line in lines]
    return deed(request, ConsultForm, page, lambda form: consult(keys, **form.given, **form.acts))


@seen_by(Role.CONSULTED, *OFFICE)
def consultations(request: Request) -> HttpResponse:
    """What was asked of other bodies: open ones first."""
    answers_for = request.acting.bodies(Role.CONSULTED)
    shows = {"page": page_of(consultations_of(request.acting), request), "answers_for": answers_for}
    return render(request, "appraisal/consultations.html", shows)


@seen_by(Role.CONSULTED)
def opinion(request: Request, pk: int) -> HttpResponse:
    """The body asked gives its opinion, once."""
    one = only(consultations_of(request.acting), pk)
    posts = request.acting.fitting({Role.CONSULTED}, one.organisation_id)
    if not posts:
        raise Http404
    page = DeedPage(
        title=_("Opinion on %(name)s") % {"name": one.nomination.nominee_name},
        posts=posts,
        back=reverse("consultations"),
        submit=_("Give the opinion"),
        template="appraisal/opinion.html",
        shows={"consultation": one},
    )
    return deed(request, OpinionForm, page, lambda form: give_opinion(one, **form.given, **form.acts))
