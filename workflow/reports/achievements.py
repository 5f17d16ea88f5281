"""The achievement file: what a person, an organisation or a household was awarded over the years, as it stands now.

Awards are public. A refusal or an open proposal is read only by whoever may see its dossier. A body has the awards of
those whose work it carries on, each under the name that it bore («nguyên …»).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.db.models import CharField, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import Http404

from workflow.database import rows
from workflow.database.texts import folded
from workflow.decisions.models import Decision
from workflow.decisions.standing import VALID, awards
from workflow.dossiers.history import PastAward
from workflow.dossiers.models import Nomination, Nominee
from workflow.dossiers.visibility import visible_to
from workflow.pages.acting import Acting
from workflow.procedure.states import State

_awarded: Final = (State.AWARDED.value, State.REVOKED.value)
_deep: Final = 12

# The bodies before a body, by every kind of succession, with the day on which each ended in it.
_BEFORE: Final = """
WITH RECURSIVE up(id, took, depth) AS (
  SELECT s.old_id, s.takes_effect, 1 FROM workflow_succession s WHERE s.new_id = %s AND s.takes_effect <= %s
  UNION ALL SELECT s.old_id, s.takes_effect, up.depth + 1 FROM up JOIN workflow_succession s ON s.new_id = up.id
    WHERE up.depth < {deep})
SELECT n.id, o.id, o.name, min(up.took) FROM up JOIN workflow_organisation o ON o.id = up.id
LEFT JOIN workflow_nominee n ON n.organisation_id = o.id GROUP BY n.id, o.id, o.name ORDER BY 4 DESC, 2"""


@dataclass(frozen=True, slots=True)
class Before:
    """A body whose work this one carries on: its key as a nominee, where it is one, its name, and until when."""

    nominee: int | None
    name: str
    until: date | None


@dataclass(frozen=True, slots=True)
class Given:
    """One award in the file. `pk` is the dossier to which the person may go; `of` the body that it was given to."""

    award_form: str
    authority: str
    number: str
    decided_on: date | None
    name: str
    title: str
    unit: str
    achievement: str
    standing: str
    later: Sequence[Decision] = ()
    decision: int | None = None
    pk: int | None = None
    of: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether it stands as it was decided."""
        return self.standing == VALID


@dataclass(frozen=True, slots=True)
class File:
    """All that is known of one nominee."""

    nominee: Nominee
    name: str
    before: Sequence[Before]
    heirs: Sequence[Nominee]
    awards: Sequence[Given]
    others: Sequence[Nomination]


def nominees_found(acting: Acting, text: str) -> "QuerySet[Nominee]":
    """Who has a file and in whose name, with or without marks, each word stands: by awards, or by what one may see.

    Without a word nobody is looked for.
    """
    if not folded(text):
        return named(Nominee.objects.none()).order_by("shown", "pk")
    given = Nomination.objects.filter(nominee=OuterRef("pk"), state__in=_awarded)
    seen = visible_to(acting.user, acting.today).filter(nominee=OuterRef("pk")).order_by()
    past = PastAward.objects.standing().filter(nominee=OuterRef("pk"))
    for word in folded(text).split():
        given, seen = given.filter(folded_name__contains=word), seen.filter(folded_name__contains=word)
        past = past.filter(folded_name__contains=word)
    found = Nominee.objects.filter(Exists(given) | Exists(seen) | Exists(past))
    return named(found).order_by("shown", "pk")


def named(nominees: "QuerySet[Nominee]") -> "QuerySet[Any]":
    """The nominees with the names (`shown`) that they bear now."""
    lines = Nomination.objects.filter(nominee=OuterRef("pk"))
    past = PastAward.objects.standing().filter(nominee=OuterRef("pk"))
    shown: Any = Coalesce(
        "person__full_name",
        "organisation__name",
        Subquery(lines.order_by("-pk").values("nominee_name")[:1]),
        Subquery(past.order_by("-pk").values("name")[:1]),
        "key",
        output_field=CharField(),
    )
    return nominees.annotate(shown=shown).select_related("person", "organisation")


def file_of(acting: Acting, pk: int) -> File:
    """The file of one nominee: a constant number of statements.

    Raises `Http404` where nothing was awarded and the person sees no proposal.
    """
    nominee: Any = named(Nominee.objects.filter(pk=pk)).first()
    if nominee is None:
        raise Http404
    before = _before(nominee, acting.today)
    of = {one.nominee: one.name for one in before if one.nominee is not None}
    keys = [pk, *of]
    seen = visible_to(acting.user, acting.today).filter(nominee__in=keys)
    lines = list(seen.select_related("award_form", "authority", "unit", "campaign").order_by("-pk"))
    given = [*_given_here(keys, of, {line.pk for line in lines}), *_given_before(keys, of)]
    given.sort(key=lambda one: one.decided_on or date.min, reverse=True)
    if not (given or lines):
        raise Http404
    others = [line for line in lines if line.state not in _awarded]
    return File(nominee, nominee.shown, before, _heirs(nominee, acting.today), given, others)


def _before(nominee: Nominee, today: date) -> list[Before]:
    if nominee.organisation_id is None:
        return []
    found = rows.fetch(_BEFORE.format(deep=_deep), [nominee.organisation_id, today])
    return [Before(row[0], row[2], rows.day(row[3])) for row in found]


def _heirs(nominee: Nominee, today: date) -> list[Nominee]:
    """Who carries the work of a body that is no more, as far as it is a nominee itself."""
    if nominee.organisation_id is None:
        return []
    after = Nominee.objects.filter(
        organisation__succeeds__old=nominee.organisation_id, organisation__succeeds__takes_effect__lte=today
    )
    return list(named(after).order_by("pk"))


def _given_here(keys: Sequence[int], of: Mapping[int, str], seen: set[int]) -> list[Given]:
    related = ("decision__authority", "nomination__award_form")
    found: Any = awards().filter(nomination__nominee__in=keys).select_related(*related)
    lines = list(found)
    later = _later(key for one in lines for key in (one.correction, one.revocation) if key is not None)
    return [
        Given(
            award_form=str(one.nomination.award_form),
            authority=one.decision.authority.name,
            number=one.decision.number,
            decided_on=one.decision.dated,
            name=one.name_now,
            title=one.title_now,
            unit=one.unit_now,
            achievement=one.nomination.achievement_title,
            standing=one.standing,
            later=[later[key] for key in (one.correction, one.revocation) if key is not None],
            decision=one.decision_id,
            pk=one.nomination_id if one.nomination_id in seen else None,
            of=of.get(one.nomination.nominee_id, ""),
        )
        for one in lines
    ]


def _later(keys: Iterable[int]) -> dict[int, Decision]:
    return {one.pk: one for one in Decision.objects.filter(pk__in=sorted(set(keys)))}


def _given_before(keys: Sequence[int], of: Mapping[int, str]) -> list[Given]:
    found = PastAward.objects.standing().filter(nominee__in=keys).select_related("award_form")
    return [
        Given(
            award_form=str(one.award_form),
            authority=one.authority_name,
            number=one.number,
            decided_on=one.decided_on,
            name=one.name,
            title=one.title,
            unit=one.unit,
            achievement=one.achievement_title,
            standing=VALID,
            of=of.get(one.nominee_id or 0, ""),
        )
        for one in found
    ]
