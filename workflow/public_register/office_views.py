"""Inner pages of the register: what is public and what is held back, the privacy of an award, and the stories."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from workflow.dossiers.answering import DeedPage, deed
from workflow.dossiers.reports import TransitionReport
from workflow.dossiers.telling import moments_of
from workflow.pages.access import seen_by
from workflow.pages.acting import Request
from workflow.pages.forms import DeedForm
from workflow.pages.listing import page_of
from workflow.pages.narrowing import Narrowing
from workflow.procedure.roles import Role
from workflow.public_register.commands import (
    HEADS,
    OFFICE,
    WRITES,
    edit_story,
    publish_story,
    withdraw_story,
    write_story,
)
from workflow.public_register.forms import NewStoryForm, ProtectForm, StoryForm, WithdrawForm
from workflow.public_register.models import Level, Story
from workflow.public_register.office_queries import (
    award_for,
    awards_held,
    campaigns_to_tell_of,
    posts_on,
    stories_asked,
    story_for,
    units_to_tell_of,
)
from workflow.public_register.protecting import protect_award
from workflow.public_register.queries import public_stories, tellable
from workflow.public_register.words import standing_look


@seen_by(*OFFICE)
def publicity(request: Request) -> HttpResponse:
    """The awards of the office: what the public sees of each, and what is held back."""
    parts = {
        "all": _("All"),
        "public": _("Public"),
        "less": _("Shown less"),
        "unpublished": _("Not published yet"),
    }
    narrow = Narrowing(request, parts, label=_("Name of a nominee"))
    page = page_of(awards_held(request.acting, narrow), request)
    rows = [{"line": one, "level": Level(one.level), "look": standing_look(one.standing)} for one in page]
    acts = bool(request.acting.bodies(Role.OFFICE_HEAD))
    return render(
        request, "public_register/publicity.html", {"page": page, "rows": rows, "narrow": narrow, "acts": acts}
    )


@seen_by(Role.OFFICE_HEAD)
def publicity_protect(request: Request, pk: int) -> HttpResponse:
    """Let the public see less of one award than the rules say, or lift that."""
    one = award_for(request.acting, pk)
    posts = request.acting.fitting({Role.OFFICE_HEAD}, one.nomination.office_id)
    if not posts:
        raise Http404
    page = _protecting(one, posts)
    return deed(request, ProtectForm, page, lambda form: protect_award(one, **form.given, **form.acts))


def _protecting(one: Any, posts: Any) -> DeedPage:
    """The page on which the privacy of an award is set."""
    lead = _("Now the public sees: %(level)s. Caches may show the former state for some minutes.")
    return DeedPage(
        title=_("Privacy of an award: %(name)s") % {"name": one.name_now},
        posts=posts,
        back=reverse("publicity"),
        submit=_("Save"),
        lead=lead % {"level": Level(one.level).label},
        initial={"level": getattr(getattr(one, "protection", None), "level", Level.FULL.value)},
        thing=one.decision,
        done=_("The privacy of the award is saved."),
    )


@seen_by(*WRITES)
def stories(request: Request) -> HttpResponse:
    """The stories of the own unit, and those that the own office moderates."""
    parts = {"all": _("All"), "drafts": _("Drafts"), "published": _("Published"), "withdrawn": _("Withdrawn")}
    narrow = Narrowing(request, parts)
    page = page_of(stories_asked(request.acting, narrow.show), request)
    out = set(public_stories(request.acting.today).filter(pk__in=[one.pk for one in page]).values_list("pk", flat=True))
    rows = [{"story": one, "is_public": one.pk in out} for one in page]
    return render(request, "public_register/stories_inside.html", {"page": page, "rows": rows, "narrow": narrow})


@seen_by(*WRITES)
def story(request: Request, pk: int) -> HttpResponse:
    """One story as it stands, what may be done with it, and what happened."""
    one = story_for(request.acting, pk)
    shows = {
        "story": one,
        "deeds": _deeds_on(one, request),
        "is_public": public_stories(request.acting.today).filter(pk=one.pk).exists(),
        "moments": moments_of(f"{Story.stream}:{one.pk}"),
    }
    return render(request, "public_register/story_inside.html", shows)


def _deeds_on(one: Story, request: Request) -> list[dict[str, Any]]:
    """The deeds that the story's state and the person's posts leave open."""
    writes, heads = (bool(posts_on(one, request.acting, roles)) for roles in (WRITES, HEADS))
    is_draft, is_out = one.published_at is None, one.published_at is not None and one.withdrawn_at is None
    offered = (
        ("story_publish", _("Publish"), "megaphone", is_draft and heads),
        ("story_edit", _("Edit"), "pencil", is_draft and writes),
        ("story_withdraw", pgettext("story", "Withdraw"), "x-octagon", is_out and heads),
    )
    return [
        {"url": reverse(name, args=[one.pk]), "label": label, "icon": icon, "closes": name == "story_withdraw"}
        for name, label, icon, fits in offered
        if fits
    ]


def _page(request: Request, one: Story, roles: Any, **page: Any) -> DeedPage:
    """The page of a deed on a story."""
    posts = posts_on(one, request.acting, roles)
    if not posts:
        raise Http404
    return DeedPage(posts=posts, back=reverse("story", args=[one.pk]), thing=one, **page)


@seen_by(*WRITES)
def story_new(request: Request) -> HttpResponse:
    """Draft a story; whoever can tell of one unit alone has it chosen."""
    units = units_to_tell_of(request.acting)
    own = list(units[:2])
    page = DeedPage(
        title=_("New exemplar story"),
        posts=request.acting.fitting(WRITES),
        back=reverse("stories"),
        submit=_("Keep the draft"),
        form={"units": units, "campaigns": campaigns_to_tell_of()},
        initial={"unit": own[0].pk if len(own) == 1 else None},
        then=_made,
    )
    return deed(request, NewStoryForm, page, _written)


def _written(form: NewStoryForm) -> TransitionReport:
    given = form.cleaned_data
    return write_story(given["unit"], given["campaign"], form.told, **form.acts)


def _made(report: TransitionReport) -> str:
    """The page on which awards are added."""
    return reverse("story_edit", args=[report.made["story"]])


@seen_by(*WRITES)
def story_edit(request: Request, pk: int) -> HttpResponse:
    """Change a draft, and say of which awards it tells."""
    one = story_for(request.acting, pk)
    listed = tellable(one.unit_id, request.acting.today)[:200]
    awards = [(line.pk, f"{line.name_now}, {line.nomination.award_form}, {line.decision.number}") for line in listed]
    told = {"title": one.title, "text": one.text, "awards": list(one.lines.values_list("pk", flat=True))}
    words = {"title": _("Edit the story"), "submit": _("Keep the draft"), "initial": told}
    page = _page(request, one, WRITES, form={"awards": awards}, **words)
    return deed(request, StoryForm, page, lambda form: edit_story(one, form.told, **form.acts))


@seen_by(*HEADS)
def story_publish(request: Request, pk: int) -> HttpResponse:
    """Publish a draft: from then on everybody may read it."""
    one = story_for(request.acting, pk)
    lead = _("Everybody may read it from then on. A published story is not edited; it can be withdrawn.")
    words = {"title": _("Publish: %(title)s") % {"title": one.title}, "submit": _("Publish"), "lead": lead}
    page = _page(request, one, HEADS, done=_("Published."), **words)
    return deed(request, DeedForm, page, lambda form: publish_story(one, **form.acts))


@seen_by(*HEADS)
def story_withdraw(request: Request, pk: int) -> HttpResponse:
    """Withdraw a published story, with a reason."""
    one = story_for(request.acting, pk)
    words = {"title": _("Withdraw: %(title)s") % {"title": one.title}, "submit": pgettext("story", "Withdraw")}
    page = _page(request, one, HEADS, danger=True, done=_("Withdrawn."), **words)
    return deed(request, WithdrawForm, page, lambda form: withdraw_story(one, **form.given, **form.acts))
