"""A criterion that asks for the unit's implementation plan is answered by the plan in force (GEN-02).

While a line is drafted the plan counts as it stands. When the line is sent, what the plan says is written as the
line's answer, with the file as its evidence: from then on it is content like any other, under every signature, and
what becomes of the plan later changes nothing of it.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from workflow.awards.models import Criterion
from workflow.database import rows
from workflow.dossiers.act import Act
from workflow.dossiers.lines import Line
from workflow.dossiers.models import Attachment, CriterionAnswer, EvidenceLink, Nomination
from workflow.dossiers.open_parts import open_for_edit
from workflow.dossiers.plan_sql import PLAN_OF
from workflow.dossiers.plans import UnitPlan
from workflow.dossiers.revisions import revise
from workflow.procedure.facts import Family
from workflow.procedure.guards import criteria_are_answered
from workflow.procedure.transitions import Transition

DRAWN: Final = "DRAWN_FROM_PLAN"
SENDS: Final = frozenset(one for one in Transition if criteria_are_answered in one.guards)
"""The transitions that ask whether the criteria are answered: what the plan answers is written there."""

Pair = tuple[int, int]


def plan_for(line: Nomination, today: date) -> UnitPlan | None:
    """The plan that counts for the line today: two statements."""
    ((key,),) = rows.fetch(f"SELECT {PLAN_OF} FROM workflow_nomination n WHERE n.id = %s", [today, line.pk])
    return UnitPlan.objects.get(pk=key) if key is not None else None


def answered_by_plan(line: Nomination, criteria: Sequence[Criterion], today: date) -> dict[int, UnitPlan]:
    """The plan by each criterion that it answers where the unit wrote no answer of its own."""
    asking = [one.pk for one in criteria if one.answered_by_plan]
    plan = plan_for(line, today) if asking else None
    return dict.fromkeys(asking, plan) if plan is not None else {}


def own_answers(answers: Mapping[int, CriterionAnswer]) -> dict[int, CriterionAnswer]:
    """The answers that the unit wrote itself."""
    return {criterion: one for criterion, one in answers.items() if one.plan_id is None}


def draw_answers(lines: Sequence[Line], act: Act) -> None:
    """Write what the plans answer, for lines that are held and about to be sent: each gets a revision.

    The facts of the dossier say what is to be drawn. A constant number of statements; none where no plan answers.
    """
    wanted = {
        (line.id, one["criterion"]): one["plan"]
        for line in lines
        for one in line.of(Family.DOSSIER).get("plans") or ()
        if one["group"] in line.route.criteria_groups and _is_open(line, one["code"])
    }
    if not wanted:
        return
    plans = UnitPlan.objects.in_bulk(set(wanted.values()))
    _forget(sorted(wanted))
    files = _attach({line: plans[plan] for (line, _criterion), plan in wanted.items()}, act)
    columns = ("nomination_id", "criterion_id", "plan_id", "applies", "text", "document_number", "document_date")
    given = [
        (*pair, key, True, plans[key].title, plans[key].number, plans[key].issued_on) for pair, key in wanted.items()
    ]
    made = rows.insert_rows(CriterionAnswer, columns, given, returning="id, nomination_id")
    rows.insert_rows(EvidenceLink, ("answer_id", "attachment_id"), [(answer, files[line]) for answer, line in made])
    drawn = {line for line, _criterion in wanted}
    changed = [line for line in lines if line.id in drawn]
    revise(changed, act, DRAWN, {"plans": sorted(plans)})
    for line in changed:
        line.version += 1


def _is_open(line: Line, code: str) -> bool:
    """In a supplement a newer plan answers only a criterion that the office asked."""
    parts = open_for_edit(line)
    return parts is None or code in parts.criteria


def _forget(pairs: Sequence[Pair]) -> None:
    """Take away what an earlier plan answered; its file is a paper of the line no more."""
    source, parameters = rows.given(CriterionAnswer, ["nomination_id", "criterion_id"], pairs)
    old = (
        f"SELECT x.id FROM workflow_criterionanswer x JOIN {source}"
        " ON x.nomination_id = given.nomination_id AND x.criterion_id = given.criterion_id"
    )
    links = f"SELECT e.attachment_id FROM workflow_evidencelink e WHERE e.answer_id IN ({old})"
    rows.execute(
        f"UPDATE workflow_attachment SET removed_at = uploaded_at WHERE removed_at IS NULL AND id IN ({links})",
        parameters,
    )
    rows.execute(f"DELETE FROM workflow_evidencelink WHERE answer_id IN ({old})", parameters)
    rows.execute(f"DELETE FROM workflow_criterionanswer WHERE id IN ({old})", parameters)


def _attach(plans: Mapping[int, UnitPlan], act: Act) -> dict[int, int]:
    """The file of its plan as a paper of each line; the papers by line. Files are stored once."""
    columns = ("nomination_id", "kind", "title", "file_name", "content_type", "size", "sha256", "scan")
    given = [(line, "EVIDENCE", _title(plan), *_file(plan), act.person, act.at) for line, plan in plans.items()]
    made = rows.insert_rows(
        Attachment, (*columns, "uploaded_by_id", "uploaded_at"), given, returning="nomination_id, id"
    )
    return dict(made)


def _file(plan: UnitPlan) -> tuple[Any, ...]:
    return plan.file_name, plan.content_type, plan.size, plan.sha256, plan.scan


def _title(plan: UnitPlan) -> str:
    """What the paper is called: by its number and day, in one form whoever sends it."""
    return f"{plan.number} ({plan.issued_on:%d/%m/%Y})"
