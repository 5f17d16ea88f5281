"""What the office may name on lines: the papers of their route, their criteria, their fields."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Final

from django.utils.translation import gettext as _

from workflow.appraisal.asked import fields_of
from workflow.appraisal.criteria import Asked, criteria_by_line
from workflow.appraisal.supplement_forms import ALL, Choices
from workflow.dossiers.lines import Line, read_lines
from workflow.dossiers.open_parts import label_of
from workflow.procedure.asking import Part
from workflow.procedure.papers import PAPERS

_longest: Final = 90
"""So much of a criterion's text stands in a list of choices."""


def choices_for(nominations: Iterable[int], today: date) -> dict[str, Choices]:
    """The parts of each line by its key, and under `ALL` those that every line has: two statements."""
    lines = read_lines(nominations, today, lock=False)
    criteria = criteria_by_line(lines)
    found = {str(line.id): _choices([line], [criteria[line.id]]) for line in lines}
    return found | {ALL: _choices(lines, list(criteria.values()))}


def _choices(lines: Sequence[Line], criteria: Sequence[Mapping[str, Asked]]) -> Choices:
    if not lines:
        return []
    wanted = [(*line.route.papers, *line.route.foreigner_papers) for line in lines]
    asked = [paper for paper in PAPERS if all(paper in some for some in wanted)]
    fields = [name for name in fields_of(lines[0].route) if all(name in fields_of(line.route) for line in lines)]
    codes = [code for code in criteria[0] if all(code in some for some in criteria)]
    groups = (
        (_("Papers that the route asks"), [_choice(Part.DOCUMENT, one) for one in asked]),
        (_("Criteria"), [(f"{Part.CRITERION}:{one}", _criterion(one, criteria[0][one])) for one in codes]),
        (_("Fields of the nomination"), [_choice(Part.FIELD, one) for one in fields]),
        (_("Other papers"), [_choice(Part.DOCUMENT, one) for one in PAPERS if one not in asked]),
        (_("Without a part of its own"), [(f"{Part.OTHER}:", _("Another matter, answered in words"))]),
    )
    return [(title, some) for title, some in groups if some]


def _choice(part: Part, code: str) -> tuple[str, str]:
    return f"{part}:{code}", label_of(part, code)


def _criterion(code: str, asked: Asked) -> str:
    text = asked.text if len(asked.text) <= _longest else f"{asked.text[:_longest].rstrip()}…"
    return f"{code}. {text}"
