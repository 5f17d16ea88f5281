"""An award as the public sees it: what its level of privacy lets through, and nothing of the dossier."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from django.utils.translation import get_language

from workflow.awards.models import Coded, NomineeKind
from workflow.decisions.codes import shown_code
from workflow.decisions.models import Decision, DecisionLine
from workflow.decisions.standing import REVOKED
from workflow.public_register.models import Level

_words: Final = re.compile(r"[^\W_]+")
_brackets: Final = re.compile(r"\([^)]*\)")


@dataclass(frozen=True, slots=True)
class Paper:
    """A decision as the public sees it. `code` is empty until it is published: its page is not there before."""

    kind: str
    number: str
    dated: date | None
    authority: str
    subject: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """An award as the public sees it. A revoked one bears no praise; `later` are the decisions that changed it."""

    code: str
    level: Level
    standing: str
    name: str
    title: str
    unit: str
    kind: str
    award_form: str
    campaign: str
    achievement: str
    decision: Paper
    later: tuple[Paper, ...] = field(default=())

    @property
    def kind_label(self) -> str:
        """The kind of nominee in words."""
        return str(NomineeKind(self.kind).label)

    @property
    def printed_code(self) -> str:
        """The code in groups, as the certificate has it."""
        return shown_code(self.code)

    @property
    def is_valid(self) -> bool:
        """Whether the award stands, corrected or not."""
        return self.standing != REVOKED

    @property
    def is_hidden(self) -> bool:
        """Whether the public sees no name at all."""
        return self.level == Level.HIDDEN


def initials(name: str) -> str:
    """The first letter of each word, but for what stands in brackets: N. V. A."""
    return " ".join(f"{word[0].upper()}." for word in _words.findall(_brackets.sub("", name)))


def in_words(one: Coded) -> str:
    """A name of reference data in the language of the page."""
    return one.name_en if get_language() == "en" and one.name_en else one.name


def paper_of(decision: Decision) -> Paper:
    """A decision as the public sees it."""
    return Paper(
        decision.kind,
        decision.number,
        decision.dated,
        decision.authority.name,
        decision.subject,
        decision.code if decision.published_at else "",
    )


def changes_of(lines: Iterable[Any]) -> dict[int, Paper]:
    """The decisions that corrected or revoked these awards, by key. One statement."""
    keys = {key for line in lines for key in (line.correction, line.revocation) if key is not None}
    found = Decision.objects.filter(pk__in=keys).select_related("authority") if keys else ()
    return {one.pk: paper_of(one) for one in found}


def shown(line: Any, changes: Mapping[int, Paper] | None = None) -> Shown:
    """An award line of `public_awards` or `issued_awards` as the public sees it."""
    level, nomination = Level(line.level), line.nomination
    has_name, praised = level <= Level.NAME_AND_UNIT, level == Level.FULL and line.standing != REVOKED
    name = line.name_now if has_name else initials(line.name_now) if level == Level.INITIALS else ""
    later = [changes[key] for key in (line.correction, line.revocation) if changes and key is not None]
    return Shown(
        code=line.code,
        level=level,
        standing=line.standing,
        name=name,
        title=line.title_now if praised else "",
        unit=line.unit_now if has_name else "",
        kind=nomination.nominee_kind,
        award_form=in_words(nomination.award_form),
        campaign=in_words(nomination.campaign),
        achievement=nomination.achievement_title if praised else "",
        decision=paper_of(line.decision),
        later=tuple(later),
    )


def shown_all(lines: Iterable[DecisionLine], *, with_changes: bool = False) -> list[Shown]:
    """Award lines as the public sees them; one statement more for the decisions that changed them."""
    listed = list(lines)
    changes = changes_of(listed) if with_changes else {}
    return [shown(line, changes if with_changes else None) for line in listed]
