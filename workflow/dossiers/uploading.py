"""Many files at once: each has a verdict of its own. The good ones are kept, the others are named with what to do.

The same form without script sends all files and gets a page; the script of the page sends them one by
one and gets the verdicts as JSON.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from http import HTTPStatus
from typing import Any, Final

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse, JsonResponse
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workflow.dossiers.answering import DeedPage, deed
from workflow.dossiers.answers import Paper, attach_papers
from workflow.dossiers.paper_forms import PapersForm, Received
from workflow.dossiers.reports import Refused, TransitionReport
from workflow.pages.acting import Request
from workflow.pages.refusals import status_of, why_not

_JSON: Final = "application/json"


class Outcome(StrEnum):
    """What became of one file."""

    ATTACHED = "attached"
    THERE = "there"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One file by its name, what became of it, and of a refused one why and what to do."""

    name: str
    outcome: Outcome
    text: str


def upload(request: Request, page: DeedPage, **owner: int) -> HttpResponse:
    """The page on which files are attached to a letter or a line (`owner` names it); for its script, the verdicts."""
    verdicts: list[Verdict] = []
    if request.method == "POST" and request.headers.get("accept") == _JSON:
        return _told(request, page, verdicts, owner)
    page = replace(page, done=_said(verdicts), shows={**page.shows, "verdicts": verdicts, "said": _said(verdicts)})
    return deed(request, PapersForm, page, lambda form: _attach(form, verdicts, owner))


def _attach(form: PapersForm, verdicts: list[Verdict], owner: dict[str, Any]) -> TransitionReport:
    """Attach what is good. Raises `ValidationError` on `file` for the rest; the form is then one for another deed."""
    received = form.received()
    good = [one for one in received if one.file is not None]
    papers = [Paper(form.cleaned_data["kind"], one.title, one.file, **owner) for one in good if one.file is not None]
    report = attach_papers(papers, **form.acts) if papers else TransitionReport()
    there = set(report.made.get("there", ()))
    verdicts += [_kept(one, there=number in there) for number, one in enumerate(good)]
    refused = [one for one in received if one.file is None]
    verdicts += [Verdict(one.name, Outcome.REFUSED, one.wrong) for one in refused]
    if refused:
        form.renew()
        raise ValidationError({"file": [f"«{one.name}»: {one.wrong}" for one in refused]})
    return report


def _kept(one: Received, *, there: bool) -> Verdict:
    if there:
        return Verdict(one.name, Outcome.THERE, _("Attached already; it was not attached twice."))
    return Verdict(one.name, Outcome.ATTACHED, _("Attached."))


def _said_of(verdicts: Sequence[Verdict]) -> str:
    """What became of the good files, in a sentence or two; empty where there were none."""
    new = sum(one.outcome == Outcome.ATTACHED for one in verdicts)
    there = sum(one.outcome == Outcome.THERE for one in verdicts)
    parts = []
    if new:
        parts.append(ngettext("%(count)d file was attached.", "%(count)d files were attached.", new) % {"count": new})
    if there:
        already = ngettext(
            "%(count)d file was attached already and is not attached twice.",
            "%(count)d files were attached already and are not attached twice.",
            there,
        )
        parts.append(already % {"count": there})
    return " ".join(parts)


_said: Final = lazy(_said_of, str)
"""The same, said when it is read: the verdicts come when the form was sent."""


def _told(request: Request, page: DeedPage, verdicts: list[Verdict], owner: dict[str, Any]) -> JsonResponse:
    """What became of the files, as JSON: `files`, or `texts` with what is wrong with the whole."""
    if not page.posts:
        raise PermissionDenied
    form = PapersForm(request.POST, request.FILES, user=request.user, posts=page.posts, **page.form)
    if not form.is_valid():
        texts = [text for errors in form.errors.values() for text in errors]
        return JsonResponse({"files": [], "texts": texts}, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    status, said = HTTPStatus.OK, list[str]()
    try:
        _attach(form, verdicts, owner)
    except Refused as refused:
        status, said = status_of(refused.all), [one.reason for one in why_not(refused.all)]
    except ValidationError as error:
        status, said = HTTPStatus.UNPROCESSABLE_ENTITY, [] if verdicts else error.messages
    files = [{"name": one.name, "outcome": one.outcome.value, "text": one.text} for one in verdicts]
    return JsonResponse({"files": files, "texts": said}, status=status)
