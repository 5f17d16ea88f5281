"""The page of acts: any transition of the table that is no command of its own, on lines the person sees."""

from collections.abc import Sequence

from django.http import Http404, HttpResponse
from django.urls import reverse

from workflow.directory.posts import HeldPost
from workflow.dossiers.answering import DeedPage, WhyNot, deed, why_not_of
from workflow.dossiers.door import apply_transition, preview_transitions
from workflow.dossiers.forms import ActForm
from workflow.dossiers.models import Nomination
from workflow.dossiers.offers import CLOSING, acts_directly, posts_for_all
from workflow.dossiers.queries import lines_named
from workflow.dossiers.reports import TransitionReport
from workflow.pages.access import EVERY_POST, seen_by
from workflow.pages.acting import Request
from workflow.pages.listing import key_of
from workflow.procedure.transitions import Transition
from workflow.procedure.wording import WORDING


def chosen_lines(request: Request) -> list[Nomination]:
    """The lines chosen on the page before. Raises `Http404` where the person sees none of them."""
    texts = request.POST.getlist("on") or request.GET.getlist("on")
    keys = [key for key in map(key_of, texts) if key is not None]
    lines = lines_named(keys, request.acting) if len(keys) == len(texts) else []
    if not lines:
        raise Http404
    return lines


def page_behind(line: Nomination) -> str:
    """Where one goes back to from an act on a line: its case, or its own page when it is on none."""
    return reverse("case", args=[line.case_id]) if line.case_id else reverse("dossier", args=[line.pk])


@seen_by(*EVERY_POST)
def act(request: Request, name: str) -> HttpResponse:
    """Make one transition on the lines chosen, with the reason that it asks."""
    transition = Transition.__members__.get(name)
    if transition is None or not acts_directly(transition):
        raise Http404
    lines = chosen_lines(request)
    page = _page(transition, lines, request)
    return deed(request, ActForm, page, lambda form: _make(transition, lines, form))


def _page(transition: Transition, lines: Sequence[Nomination], request: Request) -> DeedPage:
    posts = posts_for_all(transition, lines, request.acting)
    return DeedPage(
        title=str(WORDING[transition]),
        posts=posts or request.acting.posts,
        back=page_behind(lines[0]),
        submit=str(WORDING[transition]),
        danger=not transition.resumes and transition.target in CLOSING,
        lines=lines,
        form={"transition": transition},
        shows={"refusals": _beforehand(transition, lines, posts, request) if request.method == "GET" else ()},
    )


def _beforehand(
    transition: Transition, lines: Sequence[Nomination], posts: Sequence[HeldPost], request: Request
) -> list[WhyNot]:
    """What the door would refuse now, told before anything is typed."""
    under = (posts or request.acting.posts)[0].under
    keys = [line.pk for line in lines]
    report = preview_transitions([transition], keys, request.user, capacity=under)[transition]
    return why_not_of(report.refused)


def _make(transition: Transition, lines: Sequence[Nomination], form: ActForm) -> TransitionReport:
    seen = form.cleaned_data["seen"]
    keys = [line.pk for line in lines]
    return apply_transition(
        transition, keys, reason=form.reason, expect={key: seen[key] for key in keys if key in seen}, **form.acts
    )
