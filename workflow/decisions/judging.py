"""Judging: what is asked of each line when the decision is signed, beside its verdict."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from workflow.database import rows
from workflow.decisions.models import DecisionLine
from workflow.directory.capacity import Capacity
from workflow.dossiers.lines import Line
from workflow.dossiers.signing import judge_signature
from workflow.procedure.facts import Refusal
from workflow.procedure.guards import the_form_is_checked
from workflow.procedure.transitions import Transition

TRANSITION_OF: Final = {
    DecisionLine.Verdict.AWARD.value: Transition.AWARD,
    DecisionLine.Verdict.DECLINE.value: Transition.DECLINE,
    DecisionLine.Verdict.REVOKE.value: Transition.REVOKE,
}
"""What a verdict does to its line when the decision is issued."""


def why_not_signed(transition: Transition, line: Line, holder: Capacity) -> tuple[Refusal, ...]:
    """The refusals of a signature; then what is known of the decision before it is signed: its form was checked."""
    refusals = judge_signature(transition, line, holder)
    if refusals or the_form_is_checked not in transition.guards:
        return refusals
    unchecked = the_form_is_checked(line)
    return () if unchecked is None else (unchecked,)


# By the last count of each, as the exceptions have it: the fact itself costs more than is asked here.
_UNSUPPORTED: Final = """
SELECT i.nomination_id FROM workflow_agendaitem i WHERE {among} AND i.supported = {{false}}
AND i.id = (SELECT max(a.id) FROM workflow_agendaitem a
  WHERE a.nomination_id = i.nomination_id AND a.supported IS NOT NULL)"""


def reasons_otherwise(lines: Sequence[Line], verdicts: Mapping[int, str], given: Mapping[int, str]) -> dict[int, str]:
    """The reasons of the lines that are awarded though the council did not support them. One statement.

    Raises `ValidationError` on each line of them without a reason, and on a reason for any other line.
    """
    awarded = [line.id for line in lines if verdicts[line.id] == DecisionLine.Verdict.AWARD]
    found = rows.fetch(_UNSUPPORTED.format(among=rows.among("i.nomination_id")), [rows.array(awarded)])
    against = {row[0] for row in found}
    errors = _errors(against, given)
    if errors:
        raise ValidationError(dict(errors))
    return {line: given[line].strip() for line in sorted(against)}


def _errors(against: Collection[int], given: Mapping[int, str]) -> dict[str, ValidationError]:
    errors = {}
    for line in sorted(against):
        if not given.get(line, "").strip():
            message = _("The council did not support it. Write why it is awarded otherwise, or decline it.")
            errors[f"otherwise[{line}]"] = ValidationError(message, code="reason")
    for line in sorted(given.keys() - set(against)):
        message = _("The council did not advise against this line: leave the reason out.")
        errors[f"otherwise[{line}]"] = ValidationError(message, code="unknown")
    return errors
