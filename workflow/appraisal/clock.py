"""The clock of an appraisal: the days that a line was with its unit for a supplement do not count.

The rule is from section 2.4 of the domain reference. A line is due the route's working days after its letter was
received, and as many more as it was away. An appraisal is due when the first of its lines is.
"""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Final

from django.utils import timezone

from workflow.awards.calendar import working_day_after, working_days_between
from workflow.database import rows
from workflow.dossiers.lines import read_lines

_RECEIVED: Final = (
    "SELECT n.case_id, n.id, (SELECT min(a.received_at) FROM workflow_appraisal a WHERE a.letter_id = n.last_letter_id)"
    " FROM workflow_nomination n WHERE {on_cases} OR {coming} ORDER BY n.id"
)
_AWAY: Final = (
    "SELECT q.nomination_id, q.asked_at, q.closed_at FROM workflow_supplementrequest q"
    " JOIN workflow_appraisal a ON a.id = q.appraisal_id JOIN workflow_nomination n ON n.id = q.nomination_id"
    " WHERE q.closed_at IS NOT NULL AND a.letter_id = n.last_letter_id AND {among}"
)


def due_days(cases: Mapping[int, Collection[int]], today: date) -> dict[int, date]:
    """By when each appraisal is done, by its case; none where no route of its lines sets days.

    `cases` names the lines that come to each in this act; those that stand there are read. Three statements, and
    some for each stretch of days.
    """
    arrives = {line: case for case, lines in cases.items() for line in lines}
    text = _RECEIVED.format(on_cases=rows.among("n.case_id"), coming=rows.among("n.id"))
    found = rows.fetch(text, [rows.array(sorted(cases)), rows.array(sorted(arrives))])
    on = {line: (arrives.get(line, case), rows.instant(received)) for case, line, received in found}
    away = _days_away(on)
    stretches: dict[int, set[tuple[date, int]]] = {}
    for line in read_lines(sorted(on), today, lock=False):
        case, received = on[line.id]
        if received is not None and line.route.appraisal_days is not None:
            days = line.route.appraisal_days + away.get(line.id, 0)
            stretches.setdefault(case, set()).add((timezone.localdate(received), days))
    ends = {one: working_day_after(*one) for one in set().union(*stretches.values())}
    return {case: min(ends[one] for one in some) for case, some in stretches.items()}


def _days_away(lines: Mapping[int, object]) -> dict[int, int]:
    """For how many working days each line was with its unit, by supplement requests that are closed."""
    stretches: list[tuple[int, tuple[date, date]]] = []
    text = _AWAY.format(among=rows.among("q.nomination_id"))
    for line, *instants in rows.fetch(text, [rows.array(sorted(lines))]):
        began, ended = map(rows.instant, instants)
        if began is not None and ended is not None:
            stretches.append((line, (timezone.localdate(began), timezone.localdate(ended))))
    days = {one: working_days_between(*one) for one in {stretch for _line, stretch in stretches}}
    found: dict[int, int] = {}
    for line, stretch in stretches:
        found[line] = found.get(line, 0) + days[stretch]
    return found
