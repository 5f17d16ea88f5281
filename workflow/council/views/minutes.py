"""Pages after the count: the draft of the minutes with its revisions, signatures, what is printed."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from workflow.council.forms import DraftForm, MinutesForm
from workflow.council.minutes import minutes_of, minutes_without, tellers_record_of
from workflow.council.models import CouncilSession, MinutesDraft
from workflow.council.queries import COUNCIL, RUNS, count_of, drafts_of, hidden_on, session_for, waiting_lines
from workflow.council.sessions import conclude_lines, draft_minutes, last_remarks, sign_minutes
from workflow.council.showing import DRAFTS
from workflow.council.views.common import page_on
from workflow.dossiers.answering import deed
from workflow.dossiers.comparing import pieces_of
from workflow.dossiers.judgement import out_of_scope_deed
from workflow.dossiers.signing import barred_posts
from workflow.pages.access import seen_by
from workflow.pages.acting import Request
from workflow.pages.forms import DeedForm
from workflow.pages.listing import key_of


@seen_by(*RUNS)
def session_draft(request: Request, pk: int) -> HttpResponse:
    """Write what the minutes add to the facts: each time a new revision."""
    one = session_for(request.acting, pk)
    lead = _("Each saving makes a revision. The newest goes into the minutes with the first signature.")
    words = {"title": _("Draft the minutes"), "lead": lead, "submit": _("Save the revision"), "done": _("Saved.")}
    given = {"template": "council/draft.html", "shows": {"session": one, "drafts": drafts_of(one)}}
    page = page_on(request, one, DRAFTS, initial={"remarks": last_remarks(one)}, **words, **given)
    return deed(request, DraftForm, page, lambda form: draft_minutes(one, **form.given, **form.acts))


@seen_by(*RUNS)
def session_drafts(request: Request, pk: int) -> HttpResponse:
    """The revisions of the draft, and what changed from one to another."""
    one = session_for(request.acting, pk)
    if not request.acting.fitting(RUNS, one.council_id):
        raise Http404
    drafts = drafts_of(one)
    shows: dict[str, Any] = {"session": one, "drafts": drafts}
    if drafts:
        new = _asked(drafts, request.GET.get("new", ""), drafts[0])
        old = _asked(drafts, request.GET.get("old", ""), drafts[min(1, len(drafts) - 1)])
        shows |= {"old": old, "new": new, "pieces": _compared(old.remarks, new.remarks)}
    return render(request, "council/drafts.html", shows)


def _asked(drafts: list[MinutesDraft], number: str, usual: MinutesDraft) -> MinutesDraft:
    """The revision with this number; the usual one where there is none."""
    return next((one for one in drafts if one.number == key_of(number)), usual)


def _compared(old: str, new: str) -> list[Any]:
    """Both texts in one, by words; nothing where they are the same."""
    return [] if old == new else pieces_of(old, new)


@seen_by(*RUNS)
def session_minutes(request: Request, pk: int) -> HttpResponse:
    """Sign the minutes; with the second signature the lines go on."""
    one = session_for(request.acting, pk)
    words = {"title": _("Sign the minutes"), "submit": _("Sign"), "done": _("Signed.")}
    given: dict[str, Any] = {"template": "council/minutes_sign.html", "shows": {"session": one, "text": _text_of(one)}}
    posts, user = request.acting.fitting(RUNS, one.council_id), request.user
    barred = barred_posts(posts, user, request.acting.today, out_of_scope_deed)
    given |= {"form": {"barred": barred}, "initial": {"remarks": last_remarks(one)}}
    page = page_on(request, one, {"minutes"}, **words, **given)
    return deed(request, MinutesForm, page, lambda form: sign_minutes(one, **form.given, **form.acts))


def _text_of(one: CouncilSession) -> str:
    """The minutes as sealed, or as they would be sealed now; none before the count."""
    return one.minutes or (minutes_of(one, "") if one.closed_at is not None else "")


@seen_by(*RUNS)
def session_conclude(request: Request, pk: int) -> HttpResponse:
    """Move the lines left on the desk of the minutes, as counted."""
    one = session_for(request.acting, pk)
    lines = list(waiting_lines(one, request.acting))
    page = page_on(request, one, {"minutes"}, title=_("Conclude the lines left"), submit=_("Conclude"), lines=lines)
    return deed(request, DeedForm, page, lambda form: conclude_lines(one, **form.acts))


@seen_by(*COUNCIL)
def session_print(request: Request, pk: int) -> HttpResponse:
    """The minutes for print, once they are sealed; without the lines that the person may not see."""
    one = session_for(request.acting, pk)
    if not one.minutes:
        raise Http404
    text = minutes_without(one, hidden_on(one, request.acting))
    return render(request, "council/minutes_print.html", {"session": one, "text": text})


@seen_by(*COUNCIL)
def session_record(request: Request, pk: int) -> HttpResponse:
    """The tellers' record for print, once the vote is counted; without the lines that the person may not see."""
    one = session_for(request.acting, pk)
    if one.closed_at is None:
        raise Http404
    text = tellers_record_of(one, hidden_on(one, request.acting))
    return render(request, "council/record_print.html", {"session": one, "text": text, "count": count_of(one)})
