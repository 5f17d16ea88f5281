"""Exemplar stories: drafted and edited, published by a head, withdrawn with a reason; by a unit or the office."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from workflow.awards.models import Campaign
from workflow.awards.queries import bodies_of
from workflow.database import rows
from workflow.database.arguments import command
from workflow.database.texts import composed, one_line
from workflow.decisions.codes import code_of
from workflow.directory.models import Organisation, User
from workflow.dossiers.act import Act, Under, perform
from workflow.dossiers.handling import require_post
from workflow.dossiers.reports import Refused, TransitionReport
from workflow.dossiers.secrecy import secret_texts, secret_title
from workflow.procedure.bases import Basis
from workflow.procedure.facts import Refusal
from workflow.procedure.roles import Role
from workflow.public_register.models import Story, StoryAward
from workflow.public_register.queries import tellable

if TYPE_CHECKING:
    from workflow.audit.canonical import Json

DRAFTED: Final = "STORY_DRAFTED"
EDITED: Final = "STORY_EDITED"
PUBLISHED: Final = "STORY_PUBLISHED"
WITHDRAWN: Final = "STORY_WITHDRAWN"

UNIT: Final = frozenset({Role.UNIT_OFFICER, Role.UNIT_HEAD})
OFFICE: Final = frozenset({Role.OFFICE_SPECIALIST, Role.OFFICE_HEAD})
HEADS: Final = frozenset({Role.UNIT_HEAD, Role.OFFICE_HEAD})
WRITES: Final = UNIT | OFFICE
"""Who drafts and edits: for the own unit, or at the office for any."""

TITLE: Final = 200
TEXT: Final = 20_000
REASON: Final = 1_000
MOST_AWARDS: Final = 50


@dataclass(frozen=True, slots=True)
class Told:
    """What a story tells: its title, its plain text, and the awards of which it tells, as keys of decision lines."""

    title: str
    text: str
    awards: Sequence[int] = ()


@command
def write_story(
    unit: Organisation,
    campaign: Campaign,
    told: Told,
    actor: User | None,
    *,
    capacity: Under,
    operation_id: str | None = None,
) -> TransitionReport:
    """Draft a story of a unit in a campaign; `made` names it. Raises `ValidationError` by field."""
    asked: dict[str, Json] = {"deed": DRAFTED, "unit": unit.pk, "campaign": campaign.pk, **_plain(told)}

    def deed(act: Act) -> TransitionReport:
        office = _office_of(campaign, act)
        _require(act, unit.pk, office, WRITES)
        _check(told, unit.pk, act)
        story = Story.objects.create(
            unit=unit,
            office_id=office,
            campaign=campaign,
            code=code_of(act.operation, "story", unit.pk),
            drafted_by_id=act.holder.person,
            drafted_at=act.at,
            **_texts(told),
        )
        _tie(story.pk, told.awards)
        act.note(Story, story.pk, DRAFTED, {"unit": unit.pk, "campaign": campaign.code, **_listed(told)})
        return TransitionReport(act.operation, made={"story": story.pk})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


@command
def edit_story(
    story: Story, told: Told, actor: User | None, *, capacity: Under, operation_id: str | None = None
) -> TransitionReport:
    """Change a draft. Raises `ValidationError` by field, `Refused` once it is published."""
    asked: dict[str, Json] = {"deed": EDITED, "story": story.pk, **_plain(told)}

    def deed(act: Act) -> TransitionReport:
        _require(act, story.unit_id, story.office_id, WRITES)
        _locked(story, published=False)
        _check(told, story.unit_id, act)
        Story.objects.filter(pk=story.pk).update(**_texts(told))
        StoryAward.objects.filter(story=story).delete()
        _tie(story.pk, told.awards)
        act.note(Story, story.pk, EDITED, _listed(told))
        return TransitionReport(act.operation, made={"story": story.pk})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


@command
def publish_story(
    story: Story, actor: User | None, *, capacity: Under, operation_id: str | None = None
) -> TransitionReport:
    """The head of the unit, or of the office, publishes a draft: from now on everybody may read it."""
    asked: dict[str, Json] = {"deed": PUBLISHED, "story": story.pk}

    def deed(act: Act) -> TransitionReport:
        _require(act, story.unit_id, story.office_id, HEADS)
        now = _locked(story, published=False)
        awards = list(StoryAward.objects.filter(story=story).values_list("line", flat=True))
        _check(Told(now.title, now.text, awards), story.unit_id, act)
        Story.objects.filter(pk=story.pk).update(published_at=act.at, published_by=act.person)
        act.note(Story, story.pk, PUBLISHED, {}, {"title": now.title})
        return TransitionReport(act.operation, made={"story": story.pk})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


@command
def withdraw_story(
    story: Story, actor: User | None, *, capacity: Under, reason: str, operation_id: str | None = None
) -> TransitionReport:
    """The head of the unit, or of the office, withdraws a published story. Raises `ValidationError` on `reason`."""
    asked: dict[str, Json] = {"deed": WITHDRAWN, "story": story.pk, "reason": reason}

    def deed(act: Act) -> TransitionReport:
        _require(act, story.unit_id, story.office_id, HEADS)
        _locked(story, published=True)
        said = one_line(reason)
        if not said or len(said) > REASON:
            message = _("Give a reason, in at most %(count)d characters.") % {"count": REASON}
            raise ValidationError({"reason": ValidationError(message, code="required")})
        Story.objects.filter(pk=story.pk).update(withdrawn_at=act.at, withdrawn_by=act.person, withdrawn_for=said)
        act.note(Story, story.pk, WITHDRAWN, {}, {"reason": said})
        return TransitionReport(act.operation, made={"story": story.pk})

    return perform(asked, deed, actor=actor, capacity=capacity, operation_id=operation_id)


def _plain(told: Told) -> "dict[str, Json]":
    return {"title": told.title, "text": told.text, "awards": sorted(set(told.awards))}


def _listed(told: Told) -> "dict[str, Json]":
    """The awards as the record keeps them: keys alone."""
    return {"awards": sorted(set(told.awards))}


def _texts(told: Told) -> dict[str, str]:
    """The texts as they are kept: the title on one line, the text with lines ended alike."""
    text = "\n".join(line.rstrip() for line in composed(told.text).replace("\r\n", "\n").split("\n"))
    return {"title": one_line(told.title), "text": text.strip()}


def _office_of(campaign: Campaign, act: Act) -> int:
    """The standing office of the authority that launched the campaign: it moderates."""
    try:
        return bodies_of(campaign.launched_by_id, act.today).office_id
    except LookupError as error:
        raise ValidationError({"campaign": ValidationError(str(error), code="bodies")}) from error


def _require(act: Act, unit: int, office: int, roles: Collection[Role]) -> None:
    """A post at the unit, or one at the office, which may do the same for any unit. Raises `Refused`."""
    of_office = act.holder.role in OFFICE
    require_post(act, office if of_office else unit, set(roles) & (OFFICE if of_office else UNIT))


def _locked(story: Story, *, published: bool) -> Story:
    """The story as it stands, locked. Raises `Refused` where it is past this deed, or not so far."""
    rows.fetch("SELECT id FROM workflow_story WHERE id = %s {for_no_key_update}", [story.pk])
    now = Story.objects.get(pk=story.pk)
    if now.withdrawn_at is not None or (now.published_at is not None) is not published:
        message = (
            _("Only a published story is withdrawn.")
            if published
            else _("It is published or withdrawn already. Withdraw it and write a new one.")
        )
        raise Refused([Refusal("state", message, Basis.PROCEDURE)])
    return now


def _check(told: Told, unit: int, act: Act) -> None:
    errors: dict[str, ValidationError] = {}
    for field, text, most in (("title", one_line(told.title), TITLE), ("text", told.text.strip(), TEXT)):
        if not 0 < len(text) <= most:
            message = _("Use 1 to %(count)d characters.") % {"count": most}
            errors[field] = ValidationError(message, code="length")
    marks = {"title": secret_title(told.title), **_secret_paragraphs(told.text)}
    errors |= {field: error for field, error in marks.items() if error is not None}
    wrong = _wrong_awards(told.awards, unit, act)
    if wrong is not None:
        errors["awards"] = wrong
    if errors:
        raise ValidationError(dict(errors))


def _secret_paragraphs(text: str) -> dict[str, ValidationError]:
    """Whether any paragraph begins with a degree mark (R-SECRET)."""
    found = (secret_texts({"text": part}) for part in text.replace("\r\n", "\n").split("\n"))
    return next((one for one in found if one), {})


def _wrong_awards(keys: Sequence[int], unit: int, act: Act) -> ValidationError | None:
    """Each award is one of the unit that everybody may see by name."""
    wanted = set(keys)
    if len(wanted) > MOST_AWARDS:
        return ValidationError(_("A story tells of at most %(count)d awards.") % {"count": MOST_AWARDS}, code="many")
    if tellable(unit, act.today).filter(pk__in=wanted).count() == len(wanted):
        return None
    return ValidationError(_("Choose awards of the unit that are published and stand."), code="unknown")


def _tie(story: int, awards: Sequence[int]) -> None:
    rows.insert_rows(StoryAward, ("story_id", "line_id"), [(story, line) for line in sorted(set(awards))])
