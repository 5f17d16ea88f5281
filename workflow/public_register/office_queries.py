"""Reads of the office's and the units' pages about the register: what is public now, what is held back, the stories."""

from typing import TYPE_CHECKING, Any, Final

from django.db.models import Q, QuerySet
from django.http import Http404

from workflow.awards.models import Campaign
from workflow.database.texts import searched
from workflow.directory.models import COUNCIL, Organisation
from workflow.pages.acting import Acting
from workflow.public_register.commands import OFFICE, UNIT
from workflow.public_register.models import Level, Story
from workflow.public_register.queries import Awards, issued_awards

if TYPE_CHECKING:
    from workflow.directory.posts import HeldPost
    from workflow.pages.narrowing import Narrowing
    from workflow.procedure.roles import Role

_PARTS: Final = {
    "public": Q(decision__published_at__isnull=False, level__lt=Level.HIDDEN),
    "less": Q(level__gt=Level.FULL),
    "unpublished": Q(decision__published_at=None),
}


def awards_of_office(acting: Acting) -> Awards:
    """The issued awards whose standing office is one of the person's, the newest decision first."""
    found = issued_awards(acting.today).filter(nomination__office__in=acting.bodies(*OFFICE))
    return found.select_related("protection", "nomination__unit", "decision__authority").order_by(
        "-decision__dated", "-decision__pk", "position"
    )


def awards_held(acting: Acting, narrow: "Narrowing") -> Awards:
    """Those that the address asks for: public, shown less, or not published; and by words of the name."""
    found = awards_of_office(acting).filter(_PARTS.get(narrow.show, Q()))
    for word in searched(narrow.text).split():
        found = found.filter(searched_now__contains=word)
    return found


def award_for(acting: Acting, pk: int) -> Any:
    """One award of the person's office. Raises `Http404` where there is none."""
    one = awards_of_office(acting).filter(pk=pk).first()
    if one is None:
        raise Http404
    return one


def stories_visible_to(acting: Acting) -> "QuerySet[Story]":
    """The stories of the person's units, and those that the person's office moderates; the newest first."""
    own = Q(unit__in=acting.bodies(*UNIT)) | Q(office__in=acting.bodies(*OFFICE))
    return Story.objects.filter(own).select_related("unit", "campaign").order_by("-pk")


def stories_asked(acting: Acting, show: str) -> "QuerySet[Story]":
    """Those that the address asks for: drafts, published or withdrawn ones."""
    parts = {
        "drafts": Q(published_at=None),
        "published": Q(published_at__isnull=False, withdrawn_at=None),
        "withdrawn": Q(withdrawn_at__isnull=False),
    }
    return stories_visible_to(acting).filter(parts.get(show, Q()))


def story_for(acting: Acting, pk: int) -> Story:
    """One story. Raises `Http404` where there is none for this person."""
    one = stories_visible_to(acting).filter(pk=pk).first()
    if one is None:
        raise Http404
    return one


def units_to_tell_of(acting: Acting) -> "QuerySet[Organisation]":
    """The units of which the person may draft a story: the own ones; for the office those that exist."""
    every = Organisation.objects.existing_on(acting.today).exclude(type__code=COUNCIL).order_by("name")
    return every if acting.bodies(*OFFICE) else every.filter(pk__in=acting.bodies(*UNIT))


def campaigns_to_tell_of() -> "QuerySet[Campaign]":
    """The campaigns, the newest first."""
    return Campaign.objects.order_by("-starts_in", "pk")


def posts_on(story: Story, acting: Acting, roles: "frozenset[Role]") -> "tuple[HeldPost, ...]":
    """The posts under which the person may do a deed of these roles on the story."""
    at_unit = acting.fitting(roles & UNIT, story.unit_id)
    return (*at_unit, *acting.fitting(roles & OFFICE, story.office_id))
