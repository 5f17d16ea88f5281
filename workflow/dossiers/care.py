"""Care: what stops lines, and what is to be looked at on them before they are sent, signed or ruled on."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils import timezone

from workflow.dossiers.facts import load_facts
from workflow.dossiers.judgement import families_for, judge_together
from workflow.dossiers.limits import load_others
from workflow.dossiers.lines import read_lines
from workflow.dossiers.untouched import find_untouched
from workflow.procedure.cautions import cautioned, families_of_cautions
from workflow.procedure.facts import Family, Refusal
from workflow.procedure.guards import ASKS, Guard
from workflow.procedure.transitions import Transition


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


def stops_on(nominations: Iterable[int], transition: Transition) -> Mapping[int, tuple[Refusal, ...]]:
    """What the rules say against a transition, by line, whoever makes it: for one who writes and does not send.

    Nothing is locked or written; a constant number of statements.
    """
    today = timezone.localdate()
    lines = read_lines(nominations, today, lock=False)
    load_facts(lines, families_for([transition]), today)
    if transition.set_guards:
        load_others(lines, lock=False)
    guards = [guard for guard in transition.guards if guard not in ASKS]
    found = {line.id: tuple(why for guard in guards if (why := guard(line)) is not None) for line in lines}
    stopped = {key: some for key, some in found.items() if some}
    return stopped | judge_together(transition, [line for line in lines if line.id not in stopped])
