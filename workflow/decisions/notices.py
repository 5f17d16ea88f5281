"""Notices of results (domain reference, D14): what came of a unit's letter, and why some of it did not pass.

The issue of a decision opens one for each letter whose lines it decides. The head of the office signs it, and it bears
a number and a date of its own; from then on the unit reads it. It speaks of lines of that one letter alone.
"""

import json
from typing import TYPE_CHECKING, Any, ClassVar, Final

from django.db import models
from django.db.models import Q

from workflow.audit.canonical import canonical, content_hash
from workflow.awards.calendar import working_day_after
from workflow.database import rows
from workflow.decisions.models import Decision
from workflow.dossiers.act import Act
from workflow.dossiers.names import names_of
from workflow.procedure.states import State

if TYPE_CHECKING:
    from collections.abc import Iterable

    from workflow.audit.canonical import Json
    from workflow.dossiers.lines import Line

NOTICES_OPENED: Final = "RESULT_NOTICES_OPENED"
PASSED: Final = State.AWARDED.value
FAILED: Final = (State.INELIGIBLE.value, State.NOT_SUPPORTED.value, State.NOT_AWARDED.value)
"""The fates that a notice gives a reason for; each is the end of another desk."""


class ResultNotice(models.Model):
    """What came of one letter, as far as it is decided. `content` is what it said when it was signed, canonical."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="result_notices")
    letter = models.ForeignKey("workflow.Letter", models.PROTECT, related_name="result_notices")
    unit = models.ForeignKey("workflow.Organisation", models.PROTECT, related_name="+")
    office = models.ForeignKey("workflow.Organisation", models.PROTECT, related_name="+")
    due = models.DateField()
    content = models.TextField(blank=True)
    hash = models.CharField(max_length=64, blank=True)
    signed_at = models.DateTimeField(null=True)
    signed_by = models.ForeignKey("workflow.Person", models.PROTECT, null=True, related_name="+")
    block = models.TextField(blank=True)
    number = models.CharField(max_length=60, blank=True)
    dated = models.DateField(null=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["decision", "letter"], name="result_notice_once"),
            models.UniqueConstraint(
                fields=["office", "number", "dated"], condition=~Q(number=""), name="result_notice_number_once"
            ),
            models.CheckConstraint(
                condition=Q(sent_at=None) | (Q(signed_at__isnull=False) & ~Q(number="") & Q(dated__isnull=False)),
                name="result_notice_signed_then_sent",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["due"], condition=Q(sent_at=None), name="result_notice_unsent")]

    def __str__(self) -> str:
        return self.number or f"#{self.pk}"

    @property
    def told(self) -> "list[dict[str, Any]]":
        """The lines as signed, in their order; none before the signature."""
        return list(json.loads(self.content)["lines"]) if self.content else []


def open_notices(decision: Decision, lines: "Iterable[Line]", act: Act) -> None:
    """A notice is due for each letter whose lines were decided, by the working days of its route.

    One statement, and one of the calendar for each duration that the routes give.
    """
    wanted: dict[int, tuple[int, int, int]] = {}
    for line in lines:
        days = line.route.result_notice_days
        wanted[line.letter] = (line.unit, line.office, min(days, wanted.get(line.letter, (0, 0, days))[2]))
    due = {days: working_day_after(act.today, days) for days in {one[2] for one in wanted.values()}}
    given = [
        (decision.pk, letter, unit, office, due[days], "", "", "", "")
        for letter, (unit, office, days) in sorted(wanted.items())
    ]
    columns = ("decision_id", "letter_id", "unit_id", "office_id", "due", "content", "hash", "block", "number")
    rows.insert_rows(ResultNotice, columns, given, unless_there=True)
    act.note(Decision, decision.pk, NOTICES_OPENED, {"letters": sorted(wanted)})


# The last move of a line says why it ended; the reason is personal detail, kept beside the record.
_RESULTS: Final = """
SELECT n.id, f.name, n.state, d.number, d.dated, w.name, w.title, w.unit, w.reason,
  (SELECT p.detail FROM workflow_audit_entry e
    JOIN workflow_audit_personal_detail p ON p.stream = e.stream AND p.seq = e.seq
    WHERE e.stream = 'nomination:' || n.id AND e.deed IN ('RULE_INELIGIBLE', 'RULE_INELIGIBLE_PRESENTING',
      'RULE_INELIGIBLE_ON_HOLD', 'NOT_SUPPORT', 'DECLINE') ORDER BY e.seq DESC LIMIT 1), n.nominee_kind
FROM workflow_nomination n JOIN workflow_awardform f ON f.id = n.award_form_id
LEFT JOIN workflow_decisionline w ON w.nomination_id = n.id AND w.void = {{false}} AND w.verdict IN ('AWARD', 'DECLINE')
LEFT JOIN workflow_decision d ON d.id = w.decision_id AND d.issued_at IS NOT NULL
WHERE n.letter_id = %s AND n.office_id = %s AND {states} ORDER BY n.id, w.id"""


def results_for(notice: ResultNotice) -> "list[dict[str, Json]]":
    """What the notice says if it is signed now: the lines of its letter that no earlier notice told. Four statements.

    Of a line over which several decisions were issued the last one counts; one without a decision reads as it is
    spelled now.
    """
    before = _told_before(notice)
    found = rows.fetch(
        _RESULTS.format(states=rows.among("n.state", "text")),
        [notice.letter_id, notice.office_id, rows.array([PASSED, *FAILED])],
    )
    fresh = [row for row in found if row[0] not in before]
    names = names_of(row[0] for row in fresh)
    latest = {row[0]: _result(row, names[row[0]]) for row in fresh}
    return list(latest.values())


def _told_before(notice: ResultNotice) -> set[int]:
    signed = ResultNotice.objects.filter(letter=notice.letter_id, signed_at__isnull=False).exclude(pk=notice.pk)
    return {
        line["nomination"] for text in signed.values_list("content", flat=True) for line in json.loads(text)["lines"]
    }


def _result(row: tuple[Any, ...], spelled: tuple[str, str, str]) -> "dict[str, Json]":
    key, form, state, number, dated, name, title, unit, reason, detail, kind = row
    name, title, unit = spelled if name is None else (name, title, unit)
    day = rows.day(dated)
    return {
        "nomination": key,
        "kind": kind,
        "name": name,
        "title": title,
        "unit": unit,
        "form": form,
        "state": state,
        "number": number or "",
        "dated": day.isoformat() if day else "",
        "reason": "" if state == PASSED else reason or _reason_in(detail),
    }


def _reason_in(detail: str | None) -> str:
    """The reason as it was given with the move; nothing where it was erased."""
    try:
        given = json.loads(detail) if detail else {}
    except ValueError:
        return ""
    return str(given.get("reason") or "")


def hash_of_text(content: str) -> str:
    """The hash of a notice as it is kept; none for a text that is no notice."""
    try:
        return content_hash(json.loads(content))
    except (TypeError, ValueError):
        return ""


def sealed(lines: "Iterable[dict[str, Json]]") -> tuple[str, str]:
    """The text of a notice as it is kept, and its hash."""
    content: dict[str, Json] = {"lines": list(lines)}
    return canonical(content), content_hash(content)
