"""Sections of an agenda: collectives, individuals, households; within each the award forms from the highest down."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import TYPE_CHECKING, Final, Generic, TypeVar

from django.utils.translation import gettext_lazy as _

from workflow.awards.models import AwardForm, NomineeKind

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from workflow.dossiers.models import Nomination

T = TypeVar("T")
_KINDS: "Final[dict[str, _StrPromise]]" = {
    NomineeKind.COLLECTIVE.value: _("Collectives"),
    NomineeKind.PERSON.value: _("Individuals"),
    NomineeKind.HOUSEHOLD.value: _("Households"),
}
_order: Final = {kind: place for place, kind in enumerate(_KINDS)}


@dataclass(frozen=True, slots=True)
class Section(Generic[T]):
    """Rows of one kind of nominee and one award form that follow each other."""

    kind: str
    award_form: AwardForm
    rows: Sequence[T] = field(default_factory=list)

    @property
    def title(self) -> str:
        """Its heading."""
        return f"{_KINDS[self.kind]} – {self.award_form}"


def in_sections(rows: Iterable[T], line_of: "Callable[[T], Nomination]") -> list[Section[T]]:
    """The rows in their order, each run of one kind and form as a section. No statement where the form is at hand."""
    found = []
    for (kind, _form), some in groupby(rows, key=lambda row: _section_of(line_of(row))):
        together = list(some)
        found.append(Section(kind, line_of(together[0]).award_form, together))
    return found


def _section_of(line: "Nomination") -> tuple[str, int]:
    return line.nominee_kind, line.award_form_id


def by_section(lines: "Iterable[Nomination]") -> "list[Nomination]":
    """The lines section by section; within one as they came."""
    return sorted(
        lines,
        key=lambda line: (_order[line.nominee_kind], line.award_form.rank, line.award_form.name, line.award_form_id),
    )
