"""Answering: a page with the form of one deed, and what its command says to it.

A deed that is done leads on with a message; one that is refused shows the filled form again with the
reasons, each with its basis and with who can lift it. Nothing typed is lost.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, Final

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workflow.audit.models import Kept
from workflow.directory.posts import HeldPost
from workflow.dossiers.models import Nomination
from workflow.dossiers.reports import Refused, TransitionReport
from workflow.dossiers.telling import Moment, moments_after, moments_since
from workflow.dossiers.unsent import SEEN, forget_typed, is_draft, keep_typed, recalled
from workflow.pages.acting import Request
from workflow.pages.forms import DeedForm
from workflow.pages.keeping import take_kept
from workflow.pages.refusals import WhyNot, status_of, why_not
from workflow.procedure.facts import Refusal

__all__ = ["DeedPage", "WhyNot", "deed", "why_not", "why_not_of"]

_shown: Final = 5


@dataclass(frozen=True, slots=True)
class DeedPage:
    """What the page of a deed says. `posts` are those under which it may be done; without one there is no page.

    `back` is where one goes without doing it, and after; `then` gives another place by what was made.
    `refused` says why it cannot be done now: it is shown instead of an empty form. `thing` is what the deed is done
    on; where somebody was faster, what happened to it meanwhile is told, but for the deeds `untold`.
    `again` is a form that was sent only to be filled further: it is shown so, and nothing is done. With `drafts` what
    is typed is kept for the person until it is sent.
    """

    title: str
    posts: Sequence[HeldPost]
    back: str
    submit: str
    lead: str = ""
    danger: bool = False
    template: str = "pages/deed.html"
    done: str = ""
    lines: Sequence[Nomination] = ()
    initial: Mapping[str, Any] = field(default_factory=dict)
    form: Mapping[str, Any] = field(default_factory=dict)
    shows: Mapping[str, Any] = field(default_factory=dict)
    then: Callable[[TransitionReport], str] | None = None
    refused: Sequence[Refusal] = ()
    thing: Kept | None = None
    untold: frozenset[str] = frozenset()
    again: QueryDict | None = None
    drafts: bool = False

    @property
    def name(self) -> str:
        """The title with what the deed is done on, as a list of drafts shows it."""
        about = self.lines[0].nominee_name if self.lines else getattr(self.thing, "subject", "")
        return f"{self.title}: {about}" if about else self.title


def deed(
    request: Request, form_class: type[DeedForm], page: DeedPage, do: Callable[[Any], TransitionReport | None]
) -> HttpResponse:
    """The page of a deed: its form, and when it is sent, the deed. `do` is given the valid form and calls one command.

    200 with the form, 302 when done; 403 for a lack of authority, 409 when somebody was faster, 422 for
    anything else, each with the form as it was filled. What is known to be refused before anything is typed
    is said with the same status and without a form.
    """
    if not page.posts:
        raise PermissionDenied
    given: dict[str, Any] = {
        "user": request.user,
        "posts": page.posts,
        "seen": {line.pk: line.version for line in page.lines},
        "thing": page.thing.version if page.thing is not None else None,
        "initial": dict(page.initial),
        **page.form,
    }
    if page.again is not None:
        return _show(request, form_class(page.again, **given), page, HTTPStatus.OK)
    if page.drafts and is_draft(request):
        return keep_typed(request, form_class(request.POST, **given), page.name, why_not(page.refused))
    if request.method != "POST":
        return _open(request, form_class, page, given)
    form = form_class(request.POST, request.FILES, **given)
    if not form.is_valid():
        status = status_of(page.refused) if page.refused else HTTPStatus.UNPROCESSABLE_ENTITY
        return _show(request, form, page, status, refusals=why_not(page.refused))
    return _done(request, form, page, do)


def _open(request: Request, form_class: type[DeedForm], page: DeedPage, given: Mapping[str, Any]) -> HttpResponse:
    """The form as it stands; or as it was typed before the sign-in ended, or before the page was left."""
    kept = take_kept(request, request.user)
    draft = recalled(request) if page.drafts else None
    if page.refused and kept is None and draft is None:
        return _bar(request, page)
    form = form_class(**given) if kept is None else form_class(kept, **given)
    if kept is None and draft is not None:
        form.fill(draft.data)
    shown: dict[str, Any] = {"kept": kept is not None, "draft": draft if kept is None else None}
    if page.refused:
        shown["refusals"] = why_not(page.refused)
    return _show(request, form, page, HTTPStatus.OK, **shown)


def _done(
    request: Request, form: DeedForm, page: DeedPage, do: Callable[[Any], TransitionReport | None]
) -> HttpResponse:
    try:
        report = do(form) or TransitionReport()
    except ValidationError as error:
        form.take(error)
        return _show(request, form, page, HTTPStatus.UNPROCESSABLE_ENTITY)
    except Refused as refused:
        return _refuse(request, form, page, refused.refusals, refused.lines)
    if report.refused and not report.moved and not report.made:
        return _refuse(request, form, page, (), report.refused)
    _tell(request, page, report, form)
    if page.drafts:
        forget_typed(request)
    return HttpResponseRedirect(page.then(report) if page.then else page.back)


def _refuse(
    request: Request,
    form: DeedForm,
    page: DeedPage,
    refusals: Sequence[Refusal],
    lines: Mapping[int, Sequence[Refusal]],
) -> HttpResponse:
    every = [*refusals, *(one for some in lines.values() for one in some)]
    status = status_of(every)
    shown = why_not(refusals) + why_not_of(lines)
    changes: Sequence[Moment] = ()
    if status == HTTPStatus.CONFLICT:
        changes = moments_since(form.cleaned_data["seen"], request.user)
        if page.thing is not None:
            given = form.cleaned_data["thing_seen"]
            seen = page.thing.version if given is None else given
            changes = [*moments_after(page.thing, seen, page.untold), *changes]
    return _show(request, form, page, status, refusals=shown, changes=changes)


def _bar(request: Request, page: DeedPage) -> HttpResponse:
    shows = {"title": page.title, "back": page.back, "refusals": why_not(page.refused)}
    return render(request, "pages/deed.html", shows, status=status_of(page.refused))


def _show(request: Request, form: DeedForm, page: DeedPage, status: int, **more: Any) -> HttpResponse:
    shows = {
        "title": page.title,
        "lead": page.lead,
        "back": page.back,
        "submit_label": page.submit,
        "submit_kind": "danger" if page.danger else "primary",
        "lines": [{"name": line.nominee_name, "state": line.state} for line in page.lines],
        "form": form,
        "drafts": page.drafts,
        "draft_seen": form.data.get(SEEN, ""),
        **page.shows,
        **more,
    }
    return render(request, page.template, shows, status=status)


def _tell(request: Request, page: DeedPage, report: TransitionReport, form: DeedForm) -> None:
    """Say what was done, and which lines stayed and why."""
    if report.repeated:
        messages.info(request, _("This was done already; it was not done twice."))
    elif report.moved and report.refused:
        done = len(report.moved)
        messages.success(
            request, ngettext("%(count)d line went on.", "%(count)d lines went on.", done) % {"count": done}
        )
    else:
        messages.success(request, form.done or page.done or _("Done."))
    for text in form.notes:
        messages.info(request, text)
    for one in why_not_of(report.refused)[:_shown]:
        names = ", ".join(one.names[:_shown]) + ("…" if len(one.names) > _shown else "")
        messages.warning(request, _("%(names)s stayed: %(reason)s") % {"names": names, "reason": one.reason})


def why_not_of(lines: Mapping[int, Sequence[Refusal]]) -> list[WhyNot]:
    """The refusals of lines, each reason once with the names of its lines: one statement."""
    by_reason: dict[WhyNot, list[int]] = {}
    for line, refusals in lines.items():
        for one in why_not(refusals):
            by_reason.setdefault(one, []).append(line)
    if not by_reason:
        return []
    names = dict(Nomination.objects.filter(pk__in=list(lines)[:_named]).values_list("pk", "nominee_name"))
    return [
        WhyNot(one.reason, one.basis_label, one.lifted_by_label, tuple(names[line] for line in some if line in names))
        for one, some in by_reason.items()
    ]


_named: Final = 500
