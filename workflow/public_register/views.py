"""Public pages: the register, an award, a decision, verification, stories, and the register as a file."""

from http import HTTPStatus
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from workflow.decisions.codes import read_code, shown_code
from workflow.decisions.models import Decision, DecisionLine
from workflow.decisions.standing import VALID
from workflow.pages.access import for_everybody
from workflow.pages.listing import capped_count, page_of
from workflow.public_register.exports import as_json, as_workbook, exported, file_name
from workflow.public_register.models import Level
from workflow.public_register.queries import (
    Asked,
    Choices,
    awards_asked,
    awards_on,
    changes_after,
    choices_on,
    hidden_asked,
    listed,
    public_award,
    public_decisions,
    public_stories,
    stories_of,
    verified,
)
from workflow.public_register.serving import mark_of, not_here, public_page, to_the_public
from workflow.public_register.shown import paper_of, shown_all
from workflow.public_register.words import standing_look
from workflow.workbooks.writing import CONTENT_TYPE

COUNTED: Final = 1_000
"""Counts of the register are exact up to here."""
ON_A_PAGE: Final = 50
ON_A_DECISION: Final = 200
SOON: Final = 60
"""So many seconds a cache keeps what a paper is compared with."""


@for_everybody
@to_the_public()
def register(request: HttpRequest) -> HttpResponse:
    """The awards of published decisions, by what is asked."""
    asked, day = Asked.of(request.GET), localdate()
    found = awards_asked(asked, day)
    page = listed(found, request, ON_A_PAGE, day)
    shows = {
        "asked": asked,
        "filters": _filters(asked, choices_on(day)),
        "page": page,
        "rows": _rows(page.rows),
        "count": capped_count(found, COUNTED),
        "hidden": capped_count(hidden_asked(asked, day), COUNTED),
    }
    return public_page(request, "public_register/register.html", shows)


def _filters(asked: Asked, choices: Choices) -> list[dict[str, Any]]:
    """The lists to choose from, each with what is chosen."""
    labels = {
        "campaign": (_("Campaign"), choices.campaigns),
        "unit": (_("Unit"), choices.units),
        "year": (_("Year"), choices.years),
        "form": (_("Award form"), choices.forms),
        "kind": (_("Kind of nominee"), choices.kinds),
    }
    return [
        {"name": name, "label": label, "choices": listed, "value": getattr(asked, name)}
        for name, (label, listed) in labels.items()
    ]


def _rows(lines: Any) -> list[dict[str, Any]]:
    """Awards with the badge of how each stands."""
    return [{"award": one, "look": standing_look(one.standing)} for one in shown_all(lines)]


@for_everybody
@to_the_public(indexed=False)
def register_json(request: HttpRequest) -> HttpResponse:
    """The awards asked for as JSON."""
    asked = Asked.of(request.GET)
    answer = HttpResponse(as_json(exported(asked, localdate())), content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{file_name(asked, ".json")}"'
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


@for_everybody
@to_the_public(indexed=False)
def register_xlsx(request: HttpRequest) -> HttpResponse:
    """The awards asked for as a workbook; it is the same as long as its rows are."""
    asked = Asked.of(request.GET)
    what = exported(asked, localdate())
    answer = HttpResponse(as_workbook(what), content_type=CONTENT_TYPE)
    answer["Content-Disposition"] = f'attachment; filename="{file_name(asked, ".xlsx")}"'
    answer["ETag"] = mark_of(as_json(what))
    return answer


@for_everybody
@to_the_public()
def award(request: HttpRequest, code: str) -> HttpResponse:
    """One award as it stands, with the decision that gave it and those that changed it."""
    line = public_award(read_code(code), localdate())
    if line is None:
        return not_here(request)
    (one,) = shown_all([line], with_changes=True)
    shows = {"award": one, "look": standing_look(one.standing), "stories": stories_of(line, localdate())[:ON_A_PAGE]}
    return public_page(request, "public_register/award.html", shows)


@for_everybody
@to_the_public()
def decision(request: HttpRequest, code: str) -> HttpResponse:
    """One published decision: its annexed list as each line stands now, and what came after."""
    one = public_decisions().filter(code=read_code(code) or None).first()
    if one is None:
        return not_here(request)
    later = [paper_of(after) for after in changes_after(one)]
    shows = {"decision": one, "paper": paper_of(one), "later": later, **_listed(one, request)}
    return public_page(request, "public_register/decision.html", shows)


def _listed(one: Decision, request: HttpRequest) -> dict[str, Any]:
    """The annexed list of a decision: a page of it, and how many awards are only counted."""
    every = awards_on(one, localdate())
    page = listed(every.exclude(level=Level.HIDDEN), request, ON_A_DECISION, localdate())
    hidden = capped_count(every.filter(level=Level.HIDDEN), COUNTED)
    return {"page": page, "rows": _rows(page.rows), "hidden": hidden}


@for_everybody
@to_the_public(indexed=False)
def verify(request: HttpRequest) -> HttpResponse:
    """The form for a code; a code that was typed leads to its page, whatever its spaces and dashes."""
    typed = request.GET.get("code", "").strip()
    if not typed:
        return public_page(request, "public_register/verify.html", {})
    code = read_code(typed)
    if not code:
        return _unknown(request, typed)
    lang = request.GET.get("lang", "")
    query = f"?lang={lang}" if lang in dict(settings.LANGUAGES) else ""
    return HttpResponseRedirect(reverse("verify_code", args=[code]) + query)


def _unknown(request: HttpRequest, typed: str) -> HttpResponse:
    """404: no paper of ours has this code, and what to do."""
    shows = {"typed": typed[: len("0000-0000-0000") * 2]}
    return public_page(request, "public_register/unknown.html", shows, HTTPStatus.NOT_FOUND)


@for_everybody
@to_the_public(seconds=SOON, indexed=False)
def verify_code(request: HttpRequest, code: str) -> HttpResponse:
    """What the code on a certificate or a decision stands for: how it stands, and what to compare with the paper."""
    found = verified(read_code(code), localdate())
    if found.award is not None:
        return _verified_award(request, found.award)
    if found.decision is not None:
        paper, look = paper_of(found.decision), standing_look(VALID)
        later = [paper_of(one) for one in changes_after(found.decision)]
        shows = {"paper": paper, "look": look, "later": later, "printed": shown_code(found.decision.code)}
        return public_page(request, "public_register/verified_decision.html", shows)
    return _unknown(request, code)


def _verified_award(request: HttpRequest, line: DecisionLine) -> HttpResponse:
    (one,) = shown_all([line], with_changes=True)
    shows = {"award": one, "look": standing_look(one.standing), "is_public": line.decision.published_at is not None}
    return public_page(request, "public_register/verified.html", shows)


@for_everybody
@to_the_public()
def stories_public(request: HttpRequest) -> HttpResponse:
    """The exemplar stories, the newest first."""
    page = page_of(public_stories(localdate()), request, ON_A_PAGE)
    return public_page(request, "public_register/stories.html", {"page": page})


@for_everybody
@to_the_public()
def story_public(request: HttpRequest, code: str) -> HttpResponse:
    """One exemplar story, with the awards of which it tells."""
    one = public_stories(localdate()).filter(code=read_code(code)).first()
    if one is None:
        return not_here(request)
    told = awards_asked(Asked(), localdate()).filter(stories=one)
    return public_page(request, "public_register/story.html", {"story": one, "awards": shown_all(told)})


@for_everybody
@require_safe
@cache_control(public=True, max_age=3600)
def robots(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 -- Django's signature
    """What search engines may read: the register, where the settings say so; nothing else ever."""
    allowed = f"Allow: {reverse('register')}\n" if settings.PUBLIC_INDEXED else ""
    return HttpResponse(f"User-agent: *\n{allowed}Disallow: /\n", content_type="text/plain; charset=utf-8")
