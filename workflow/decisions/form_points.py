"""The check of a draft decision's form: its points, those that the machine looks at and those that a person does."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum, unique
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from workflow.awards.models import Confidence, LegalRegime
from workflow.decisions.models import Decision
from workflow.decisions.prizes import count_without_prize
from workflow.dossiers.facts import load_facts
from workflow.dossiers.lines import Line
from workflow.dossiers.models import Letter
from workflow.dossiers.queries import WENT_OUT
from workflow.procedure.cautions import names_are_confirmed
from workflow.procedure.facts import Family
from workflow.procedure.guards import (
    Guard,
    party_opinion_is_in,
    unchanged_since_presented,
    within_competence,
)

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@unique
class FormPoint(StrEnum):
    """What is looked at before a draft goes to the decider."""

    NAMES = "NAMES"
    COMPETENCE = "COMPETENCE"
    PRESENTED = "PRESENTED"
    PARTY = "PARTY"
    LETTERS = "LETTERS"
    LAW = "LAW"
    RATES = "RATES"
    SUBJECT = "SUBJECT"
    COUNTS = "COUNTS"
    SPELLING = "SPELLING"
    LAYOUT = "LAYOUT"


_labels: "Final[Mapping[FormPoint, _StrPromise]]" = {
    FormPoint.NAMES: gettext_lazy("Name, title and unit of every line are confirmed by the unit."),
    FormPoint.COMPETENCE: gettext_lazy("The authority may give the award form of every line."),
    FormPoint.PRESENTED: gettext_lazy("Every line reads as the office presented it."),
    FormPoint.PARTY: gettext_lazy("The Party opinion is in where the route asks for it."),
    FormPoint.LETTERS: gettext_lazy("Every line came by a letter of the office with number and date."),
    FormPoint.LAW: gettext_lazy("The law of every line was seen at its source, so that the bases can name it."),
    FormPoint.RATES: gettext_lazy("There is a rate of prize money for every line."),
    FormPoint.SUBJECT: gettext_lazy("The subject says on awarding whom for what, and for which period."),
    FormPoint.COUNTS: gettext_lazy("The numbers of collectives, individuals and households agree with the letters."),
    FormPoint.SPELLING: gettext_lazy("The names of the list were compared with the letters, sign by sign."),
    FormPoint.LAYOUT: gettext_lazy("Layout, bases, signature block and recipients follow Decree 30/2020/NĐ-CP."),
}
BY_PERSON: Final = (FormPoint.SUBJECT, FormPoint.COUNTS, FormPoint.SPELLING, FormPoint.LAYOUT)
"""The points that only a person can look at."""

NEVER_WAIVED: Final = frozenset({FormPoint.COMPETENCE, FormPoint.PRESENTED, FormPoint.PARTY})
"""The points that no note makes good: the signature would be unlawful. A Party opinion not given is no consent."""


@dataclass(frozen=True, slots=True)
class Checked:
    """One point: `lines` is on how many lines the machine found it wanting, and None where a person looks."""

    point: FormPoint
    lines: int | None = None

    @property
    def label(self) -> str:
        """The point in words."""
        return str(_labels[self.point])

    @property
    def passed(self) -> bool:
        """Whether the machine found nothing."""
        return self.lines == 0

    @property
    def is_asked(self) -> bool:
        """Whether a person has to tick it: what only a person sees, and what goes on although it is wanting."""
        return not self.passed and self.point not in NEVER_WAIVED

    @property
    def found(self) -> str:
        """What the machine found."""
        if not self.lines:
            return ""
        text = ngettext("not so on %(count)d line", "not so on %(count)d lines", self.lines)
        return text % {"count": self.lines}


def points_of(decision: Decision, lines: Sequence[Line], today: date) -> list[Checked]:
    """Every point of this decision. Four statements for any number of lines.

    A revocation or a correction rests on awards that were checked when they were given: a person looks at its form.
    """
    by_person = [Checked(point) for point in BY_PERSON]
    if decision.kind != Decision.Kind.AWARD or not lines:
        return by_person
    load_facts(lines, [Family.CARE, Family.COMPETENCE, Family.DECISION, Family.PRESENTED, Family.CONSULTATION], today)
    judged = [Checked(point, sum(guard(line) is not None for line in lines)) for point, guard in _judged.items()]
    counted = [Checked(point, count(lines, today)) for point, count in _counted.items()]
    return [*judged, *counted, *by_person]


_judged: Final[Mapping[FormPoint, Guard]] = {
    FormPoint.NAMES: names_are_confirmed,
    FormPoint.COMPETENCE: within_competence,
    FormPoint.PRESENTED: unchanged_since_presented,
    FormPoint.PARTY: party_opinion_is_in,
}


def _without_a_letter(lines: Sequence[Line], _today: date) -> int:
    numbered = Letter.objects.filter(
        kind=Letter.Kind.OFFICE, case__standings__nomination__in=_keys(lines), case__standings__left_by__in=WENT_OUT
    )
    came = set(numbered.exclude(number="").values_list("case__standings__nomination", flat=True))
    return sum(line.id not in came for line in lines)


def _without_seen_law(lines: Sequence[Line], _today: date) -> int:
    seen = (Confidence.SEED.value, Confidence.CONFIRMED.value)
    known = set(LegalRegime.objects.filter(confidence__in=seen).values_list("pk", flat=True))
    return sum(line.regime not in known for line in lines)


def _without_a_rate(lines: Sequence[Line], today: date) -> int:
    return count_without_prize(_keys(lines), today)


_counted: Final[Mapping[FormPoint, Callable[[Sequence[Line], date], int]]] = {
    FormPoint.LETTERS: _without_a_letter,
    FormPoint.LAW: _without_seen_law,
    FormPoint.RATES: _without_a_rate,
}


def _keys(lines: Sequence[Line]) -> list[int]:
    return [line.id for line in lines]


def judge_form(checked: Sequence[Checked], ticked: Collection[str], note: str) -> None:
    """Every point is looked at: a person's is ticked; what the machine found wanting is ticked, and a note says why.

    Raises `ValidationError` on `points` or `note`.
    """
    wanting = [one for one in checked if not one.passed]
    open_ones = [one for one in wanting if one.point.value not in ticked or not one.is_asked]
    errors: dict[str, list[ValidationError]] = {}
    strange = sorted(set(ticked) - set(FormPoint))
    if strange:
        message = _("These are no points of the check: %(points)s.") % {"points": ", ".join(strange)}
        errors["points"] = [ValidationError(message, code="unknown")]
    for one in open_ones:
        errors.setdefault("points", []).append(ValidationError(_what_to_do(one), code=one.point.value))
    if not open_ones and not note.strip() and any(one.lines for one in wanting):
        message = _("Write why the draft goes to the decider although a point is wanting.")
        errors["note"] = [ValidationError(message, code="required")]
    if errors:
        raise ValidationError({field: ValidationError(some) for field, some in errors.items()})


def _what_to_do(one: Checked) -> str:
    if one.lines is None:
        return _("Look at this point, then tick it: %(point)s") % {"point": one.label}
    if not one.is_asked:
        return _("%(point)s It is %(found)s. Send these lines back to the office.") % {
            "point": one.label,
            "found": one.found,
        }
    told = {"point": one.label, "found": one.found}
    return _("%(point)s It is %(found)s. Have it mended, or tick the point and write why it goes on.") % told
