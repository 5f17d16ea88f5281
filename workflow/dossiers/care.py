"""Care: what is to be looked at on lines before they are sent, signed or ruled on."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils import timezone

from workflow.dossiers.facts import load_facts
from workflow.dossiers.limits import load_others
from workflow.dossiers.lines import read_lines
from workflow.dossiers.untouched import find_untouched
from workflow.procedure.cautions import cautioned, families_of_cautions
from workflow.procedure.facts import Family, Refusal
from workflow.procedure.guards import Guard


def cautions_on(nominations: Iterable[int], cautions: Sequence[Guard]) -> Mapping[int, tuple[Refusal, ...]]:
    """What is to be looked at, by line; lines with nothing are left out.

    Four statements for any number, and one more where a supplement has been answered.
    """
    today = timezone.localdate()
    lines = read_lines(nominations, today, lock=False)
    families = families_of_cautions(cautions)
    load_facts(lines, families - {Family.OTHERS}, today)
    if Family.OTHERS in families:
        load_others(lines, lock=False)
    if Family.SUPPLEMENT in families:
        find_untouched(lines)
    return {line.id: found for line in lines if (found := cautioned(line, cautions))}
