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
    due: dict[int, date] = {}
    for line in read_lines(sorted(on), today, lock=False):
        case, received = on[line.id]
        if received is None or line.route.appraisal_days is None:
            continue
        ends = working_day_after(timezone.localdate(received), line.route.appraisal_days + away.get(line.id, 0))
        due[case] = min(due.get(case, ends), ends)
    return due


def _days_away(lines: Mapping[int, object]) -> dict[int, int]:
    """For how many working days each line was with its unit, by supplement requests that are closed."""
    found: dict[int, int] = {}
    for line, asked, closed in rows.fetch(
        _AWAY.format(among=rows.among("q.nomination_id")), [rows.array(sorted(lines))]
    ):
        began, ended = rows.instant(asked), rows.instant(closed)
        if began is not None and ended is not None:
            days = working_days_between(timezone.localdate(began), timezone.localdate(ended))
            found[line] = found.get(line, 0) + days
    return found
