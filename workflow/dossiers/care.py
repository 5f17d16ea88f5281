"""Care: what is to be looked at on lines before they are sent, signed or ruled on."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils import timezone

from workflow.dossiers.facts import load_facts
from workflow.dossiers.lines import read_lines
from workflow.procedure.cautions import cautioned, families_of_cautions
from workflow.procedure.facts import Refusal
from workflow.procedure.guards import Guard


def cautions_on(nominations: Iterable[int], cautions: Sequence[Guard]) -> Mapping[int, tuple[Refusal, ...]]:
    """What is to be looked at, by line; lines with nothing are left out. Two statements for any number."""
    today = timezone.localdate()
    lines = read_lines(nominations, today, lock=False)
    load_facts(lines, families_of_cautions(cautions), today)
    return {line.id: found for line in lines if (found := cautioned(line, cautions))}
