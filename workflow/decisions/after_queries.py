"""Reads of what comes after a decision, of which the person may see: corrections, revocations, notices of results."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, Q, QuerySet
from django.http import Http404

from workflow.decisions.corrected import CorrectedText
from workflow.decisions.models import Decision, DecisionLine
from workflow.decisions.notices import ResultNotice
from workflow.decisions.recovery import Recovery
from workflow.decisions.resting import Shown, shown_resting
from workflow.decisions.standing import awards
from workflow.dossiers.answering import WhyNot, why_not
from workflow.dossiers.care import cautions_on
from workflow.dossiers.models import Nomination
from workflow.dossiers.names import names_of
from workflow.dossiers.queries import OFFICE
from workflow.dossiers.visibility import visible_to
from workflow.pages.acting import Acting
from workflow.pages.narrowing import Narrowing
from workflow.procedure.cautions import BEFORE_DECIDING
from workflow.procedure.roles import Role

Texts = tuple[str, str, str]
UNIT = (Role.UNIT_OFFICER, Role.UNIT_HEAD)
NOTICES = (*OFFICE, Role.RECORDS_CLERK, *UNIT)
"""Who reads notices of results: the office that gives them, and the units that get them."""


@dataclass(frozen=True, slots=True)
class Mended:
    """A line of a correction: how its award was decided, how it is to read, and why."""

    line: Nomination
    was: Texts
    becomes: Texts
    reason: str


@dataclass(frozen=True, slots=True)
class Careful:
    """A line of a draft with what is to be looked at before it is signed."""

    line: Nomination
    cautions: Sequence[WhyNot]


@dataclass(frozen=True, slots=True)
class After:
    """What a page of a decision shows beside its lines. Each part is empty where it does not concern the decision."""

    mended: Sequence[Mended] = ()
    recovery: Recovery | None = None
    resting: Sequence[Shown] = ()
    resting_unseen: int = 0
    later: Sequence[Decision] = ()
    careful: Sequence[Careful] = ()
    notices: Sequence[ResultNotice] = field(default_factory=tuple)


def after_of(decision: Decision, acting: Acting) -> After:
    """What belongs to the kind of the decision: a constant number of statements."""
    if decision.kind == Decision.Kind.CORRECTION:
        return After(mended=_mended(decision, acting))
    if decision.kind == Decision.Kind.REVOCATION:
        shown, unseen = shown_resting(decision, acting)
        return After(recovery=Recovery.objects.filter(decision=decision).first(), resting=shown, resting_unseen=unseen)
    if decision.signed_at is None:
        return After(careful=_careful(decision, acting))
    notices = notices_visible_to(acting).filter(decision=decision).select_related("unit", "letter")
    return After(later=_later(decision, acting), notices=list(notices.order_by("pk")))


def texts_now(lines: Sequence[Nomination]) -> Mapping[int, Texts]:
    """How each line reads now: by its award as corrected last, else by its dossier. Three statements."""
    keys = [line.pk for line in lines]
    stand: Any = awards().filter(nomination__in=keys)
    return {**names_of(keys), **{one.nomination_id: (one.name_now, one.title_now, one.unit_now) for one in stand}}


def _mended(decision: Decision, acting: Acting) -> list[Mended]:
    seen = {one.pk: one for one in visible_to(acting.user, acting.today).filter(decision_lines__decision=decision)}
    seen |= {one.pk: one for one in visible_to(acting.user, acting.today).filter(case=decision.case_id)}
    texts = CorrectedText.objects.filter(decision=decision, nomination__in=seen).order_by("nomination")
    was = {
        one.nomination_id: (one.name, one.title, one.unit)
        for one in DecisionLine.objects.filter(
            nomination__in=seen, verdict=DecisionLine.Verdict.AWARD, void=False, decision__issued_at__isnull=False
        )
    }
    return [
        Mended(seen[key], was[key], (one.name, one.title, one.unit), one.reason)
        for one in texts
        if (key := one.nomination_id) in was
    ]


def _careful(decision: Decision, acting: Acting) -> list[Careful]:
    lines = list(visible_to(acting.user, acting.today).filter(case=decision.case_id))
    if not lines:
        return []
    found = cautions_on([line.pk for line in lines], BEFORE_DECIDING)
    return [Careful(line, why_not(found[line.pk])) for line in lines if line.pk in found]


def _later(decision: Decision, acting: Acting) -> list[Decision]:
    """The issued decisions that correct or revoke lines of this one which the person sees."""
    own = visible_to(acting.user, acting.today).filter(decision_lines__decision=decision, decision_lines__void=False)
    found = Decision.objects.filter(
        kind__in=[Decision.Kind.CORRECTION, Decision.Kind.REVOCATION],
        issued_at__isnull=False,
        lines__void=False,
        lines__nomination__in=own.order_by().values("pk"),
    )
    return list(found.order_by("issued_at", "pk").distinct())


def notices_visible_to(acting: Acting) -> "QuerySet[ResultNotice]":
    """The notices a person sees: those of the own office; a unit its own, once they are sent."""
    office = Q(office__in=acting.bodies(*OFFICE, Role.RECORDS_CLERK))
    unit = Q(unit__in=acting.bodies(*UNIT), sent_at__isnull=False)
    return ResultNotice.objects.filter(office | unit)


def notices_asked(acting: Acting, narrow: Narrowing) -> "QuerySet[ResultNotice]":
    """The notices that the address asks for, those that wait first by the day they are due."""
    parts = {"waiting": Q(sent_at=None), "sent": Q(sent_at__isnull=False)}
    found = notices_visible_to(acting).filter(parts.get(narrow.show, Q()))
    related = found.select_related("unit", "office", "letter", "decision")
    return related.order_by(F("sent_at").desc(nulls_first=True), "due", "pk")


def notice_for(acting: Acting, pk: int) -> ResultNotice:
    """One notice. Raises `Http404` where there is none for this person."""
    related = ("unit", "office__parent", "letter", "decision__authority", "signed_by")
    found = notices_visible_to(acting).select_related(*related).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
