"""Pages of nominations: the list, the dossier of one, its revisions compared, a correction, a redirection."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from workflow.directory.posts import HeldPost
from workflow.dossiers.answering import DeedPage, deed
from workflow.dossiers.casefile import (
    answers_of,
    corrections_of,
    differences,
    dossier_for,
    linked_with,
    names_now,
    papers_of,
    revisions_of,
    signed_of,
    stood_of,
)
from workflow.dossiers.correcting import correct_clerical
from workflow.dossiers.dossier_forms import CorrectForm, RedirectForm, SearchForm
from workflow.dossiers.explaining import explain
from workflow.dossiers.history_queries import history_of
from workflow.dossiers.models import Nomination, Revision
from workflow.dossiers.offers import ONE_LINE, correcting_awards, posts_for
from workflow.dossiers.progress import picture_of, steps_of
from workflow.dossiers.redirecting import redirect_nomination
from workflow.dossiers.searching import choices_for, nominations_for, rows_of
from workflow.dossiers.telling import read_story, tell
from workflow.pages.access import EVERY_POST, seen_by
from workflow.pages.acting import Acting, Request
from workflow.pages.listing import capped_count, page_of
from workflow.procedure.roles import Role
from workflow.procedure.states import State
from workflow.worklist.queries import desk_of


@seen_by(*EVERY_POST)
def dossiers(request: Request) -> HttpResponse:
    """The nominations that the person may see, found by name and narrowed by filters."""
    form = SearchForm(request.GET, choices=choices_for(request.acting))
    every = nominations_for(request.acting, form.asked)
    page = page_of(every.select_related("award_form", "unit", "campaign"), request)
    shows = {"form": form, "page": page, "rows": rows_of(page), "count": capped_count(every)}
    return render(request, "dossiers/dossiers.html", shows)


@seen_by(*EVERY_POST)
def dossier(request: Request, pk: int) -> HttpResponse:
    """One nomination: where it is, what it says, what happened to it, what may be done and what not and why."""
    line = dossier_for(request.acting, pk)
    shows = {**_file(line, request.acting), "acts": explain(line, request.acting)}
    shows["correcting"] = correcting_awards([line] if line.case_id is None else [], request.acting)
    return render(request, "dossiers/dossier.html", shows)


@seen_by(*EVERY_POST)
def dossier_print(request: Request, pk: int) -> HttpResponse:
    """The dossier as it is printed: everything, without what may be done."""
    return render(request, "dossiers/dossier_print.html", _file(dossier_for(request.acting, pk), request.acting))


def _file(line: Nomination, acting: Acting) -> dict[str, Any]:
    """What both forms of the dossier show: a constant number of statements."""
    story = read_story(f"{Nomination.stream}:{line.pk}")
    steps = steps_of(story)
    corrections = corrections_of(line)
    return {
        "line": line,
        "names": names_now(line, corrections),
        "corrections": [one for some in corrections.values() for one in some],
        "answers": answers_of(line),
        "papers": papers_of(line),
        "signed": signed_of(line),
        "stood": stood_of(line, acting),
        "linked": linked_with(line, acting),
        "history": history_of(line, acting),
        "desk": desk_of(line.case_id) if line.case_id is not None else None,
        "steps": steps,
        "picture": picture_of(steps, State(line.state), line.route.rules),
        "moments": tell(story),
        "may_correct": bool(_correcting(line, acting)),
    }


@seen_by(*EVERY_POST)
def dossier_compare(request: Request, pk: int) -> HttpResponse:
    """What changed between two revisions; between the last two where none are chosen."""
    line = dossier_for(request.acting, pk)
    revisions = revisions_of(line)
    old, new = _chosen(request, revisions)
    shows = {"line": line, "revisions": revisions, "old": old, "new": new, "differences": differences(line, old, new)}
    shows["names"] = names_now(line, corrections_of(line))
    return render(request, "dossiers/dossier_compare.html", shows)


def _chosen(request: Request, revisions: list[Revision]) -> tuple[Revision, Revision]:
    """The older and the newer of the two revisions asked for. Raises `Http404` where there is no such revision."""
    if not revisions:
        raise Http404
    known = {str(one.number): one for one in revisions}
    last, before = revisions[0], revisions[min(1, len(revisions) - 1)]
    asked = [known.get(request.GET.get(name, str(one.number))) for name, one in (("old", before), ("new", last))]
    old, new = asked
    if old is None or new is None:
        raise Http404
    return (old, new) if old.number <= new.number else (new, old)


def _correcting(line: Nomination, acting: Acting) -> tuple[HeldPost, ...]:
    """The appointments under which the person corrects the spelling; a delegation does not cover it.

    What is decided is corrected by another decision.
    """
    if line.state in {State.AWARDED, State.REVOKED}:
        return ()
    post = (Role.UNIT_OFFICER, line.unit_id) if line.regime_id is None else (Role.OFFICE_SPECIALIST, line.office_id)
    posts = acting.fitting({post[0]}, post[1])
    return tuple(post for post in posts if not post.key.startswith("d"))


@seen_by(Role.UNIT_OFFICER, Role.OFFICE_SPECIALIST)
def dossier_correct(request: Request, pk: int) -> HttpResponse:
    """Correct the spelling of a name, a title or a unit beside the revision."""
    line = dossier_for(request.acting, pk)
    page = _page(
        line,
        _correcting(line, request.acting),
        title=_("Correct the spelling"),
        lead=_("What was signed stays as it is; the right spelling stands beside it."),
        submit=_("Correct"),
        done=_("Corrected."),
    )
    return deed(request, CorrectForm, page, lambda form: correct_clerical(line.pk, **form.given, **form.acts))


@seen_by(Role.OFFICE_HEAD)
def redirect(request: Request, pk: int) -> HttpResponse:
    """Close the nomination here and open the linked one, under another form, authority or procedure."""
    line = dossier_for(request.acting, pk)
    title = _("Redirect to another form or level")
    asks = {"line": line, "today": request.acting.today}
    posts = _redirecting(line, request.acting)
    page = _page(line, posts, title=title, submit=_("Redirect"), danger=True, form=asks)
    return deed(request, RedirectForm, page, lambda form: redirect_nomination(line.pk, **form.given, **form.acts))


def _page(line: Nomination, posts: Sequence[HeldPost], **says: Any) -> DeedPage:
    """The page of a deed on one nomination, from which one goes back to its dossier."""
    return DeedPage(posts=posts, back=reverse("dossier", args=[line.pk]), lines=[line], **says)


def _redirecting(line: Nomination, acting: Acting) -> tuple[HeldPost, ...]:
    """The posts that redirect the line; those for any of the two rows of the table."""
    held = {post.key: post for one in ONE_LINE for post in posts_for(one, line, acting)}
    return tuple(held.values())
