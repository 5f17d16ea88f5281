"""Pages of a supplement: the office asks and asks for more, the unit answers, the office ticks off what came back."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from workflow.appraisal.choices import choices_for
from workflow.appraisal.models import SupplementRequest
from workflow.appraisal.queries import line_to_appraise, only, open_requests
from workflow.appraisal.supplement_forms import AskForm, SettleForm, SupplementAnswerForm, with_another_row
from workflow.appraisal.supplemented import Supplemented, supplements_of
from workflow.appraisal.supplements import answer_items, request_supplement, settle_items, widen_supplement
from workflow.directory.posts import HeldPost
from workflow.dossiers.answering import DeedPage, deed
from workflow.dossiers.asked import shown_items
from workflow.dossiers.models import Nomination
from workflow.dossiers.offers import posts_for_all
from workflow.dossiers.reports import TransitionReport
from workflow.dossiers.views.acts import chosen_lines, page_behind
from workflow.dossiers.visibility import visible_to
from workflow.pages.access import seen_by
from workflow.pages.acting import Request
from workflow.procedure.roles import Role
from workflow.procedure.transitions import Transition


@seen_by(Role.OFFICE_SPECIALIST)
def supplement_request(request: Request) -> HttpResponse:
    """Ask units for what is missing on the lines chosen."""
    lines = chosen_lines(request)
    page = _asking(
        request,
        lines,
        title=_("Request a supplement"),
        posts=posts_for_all(Transition.REQUEST_SUPPLEMENT, lines, request.acting),
        submit=_("Send the request"),
    )
    return deed(request, AskForm, page, _request)


def _asking(request: Request, lines: Sequence[Nomination], *, widens: bool = False, **words: Any) -> DeedPage:
    """The page on which items are named; the button for another row sends the form without doing anything."""
    choices = choices_for((line.pk for line in lines), request.acting.today)
    return DeedPage(
        back=page_behind(lines[0]),
        lead=_("Only what you name is opened to the unit; the rest stays as it was submitted."),
        template="appraisal/supplement_ask.html",
        form={"lines": lines, "choices": choices, "widens": widens},
        again=with_another_row(request.POST) if "more" in request.POST else None,
        **words,
    )


def _request(form: AskForm) -> TransitionReport:
    given = form.cleaned_data
    return request_supplement(form.items, reply_by=given["reply_by"], reason=given["reason"], **form.acts)


@seen_by(Role.OFFICE_SPECIALIST)
def supplement_widen(request: Request, pk: int) -> HttpResponse:
    """Name further items in a request that the unit has not answered yet."""
    line = line_to_appraise(request.acting, pk)
    asked = open_requests([pk]).first()
    posts = request.acting.fitting({Role.OFFICE_SPECIALIST}, line.office_id)
    if asked is None or not posts:
        raise Http404
    page = _asking(request, [line], widens=True, posts=posts, title=_("Name further items"), submit=_("Name them"))
    page = replace(page, back=reverse("appraisal", args=[asked.appraisal_id]), shows=_asked_so_far(asked))
    return deed(request, AskForm, page, _widen)


def _asked_so_far(asked: SupplementRequest) -> dict[str, Any]:
    return {"asked": asked, "items": shown_items(asked.items.all(), asked.nomination)}


def _widen(form: AskForm) -> TransitionReport:
    return widen_supplement(form.items, reply_by=form.cleaned_data["reply_by"], **form.acts)


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
        template="appraisal/supplement_answer.html",
        form={"items": shown_items(asked.items.all(), line)},
        shows={"asked": asked},
    )


@seen_by(Role.OFFICE_SPECIALIST)
def supplement_settle(request: Request, pk: int) -> HttpResponse:
    """Tick off what came back from the unit, item by item, against what has changed."""
    line = line_to_appraise(request.acting, pk)
    posts = request.acting.fitting({Role.OFFICE_SPECIALIST}, line.office_id)
    supplements = supplements_of(line)
    if not supplements or not posts:
        raise Http404
    page = _settling(line, supplements, posts)
    return deed(request, SettleForm, page, lambda form: settle_items(form.ticks, **form.acts))


def _settling(line: Nomination, supplements: Sequence[Supplemented], posts: Sequence[HeldPost]) -> DeedPage:
    return DeedPage(
        title=_("Tick off the supplement: %(name)s") % {"name": line.nominee_name},
        posts=posts,
        back=page_behind(line),
        submit=_("Save the findings"),
        lead=_("Nothing is concluded on the line until each item is accepted, or not and why."),
        template="appraisal/supplement_settle.html",
        form={"supplements": supplements},
        shows={"line": line},
    )
