"""Phases: the way of a case from desk to desk - what is done, where it is, what is to come - and the words for it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from workflow.procedure.roles import Role
from workflow.worklist.flow import FORWARD, CaseFlow, Desk
from workflow.worklist.models import Case, WorkItem

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

WORK: "Final[Mapping[tuple[str, str], _StrPromise]]" = {
    ("LetterFlow", "prepare"): _("Prepare and send"),
    ("LetterFlow", "sign"): _("Review and sign"),
    ("LetterFlow", "issue"): _("Give number and date"),
    ("AppraisalFlow", "receive"): _("Receive"),
    ("AppraisalFlow", "assign"): _("Assign"),
    ("AppraisalFlow", "appraise"): _("Appraise"),
    ("AppraisalFlow", "approve"): _("Approve the appraisal"),
    ("HoldFlow", "review"): _("Review the hold"),
    ("SessionFlow", "agenda"): _("Fix the agenda"),
    ("SessionFlow", "papers"): _("Open the vote"),
    ("SessionFlow", "voting"): _("Vote"),
    ("SessionFlow", "absent"): _("Close the written ballots"),
    ("SessionFlow", "tally"): _("Count"),
    ("SessionFlow", "minutes"): _("Sign the minutes"),
    ("DecisionFlow", "draft"): _("Compose the decision"),
    ("DecisionFlow", "form_check"): _("Check the form"),
    ("DecisionFlow", "sign"): _("Sign the decision"),
    ("DecisionFlow", "issue"): _("Give number and date"),
    ("DecisionFlow", "publish"): _("Publish"),
}
"""What is to be done on each desk of each flow."""

DONE, HERE, AHEAD, LEFT_OUT = "done", "here", "ahead", "left-out"


@dataclass(frozen=True, slots=True)
class Phase:
    """A desk on the way of a case. `kind` is done, here, ahead, or left out where the case ended before it."""

    label: str
    kind: str
    done_at: datetime | None = None


def work_on(case: Case, desk: str) -> str:
    """What is to be done on a desk of the case's flow, in words."""
    return str(WORK[case.flow_class.__name__, desk])


def roles_on(case: Case, desks: Collection[str]) -> frozenset[Role]:
    """Whose these desks are in a case of its kind."""
    known = case.flow_class.desks()
    return frozenset(known[name].at(case.variant).role for name in desks if case.variant in known[name].by_variant)


def way_of(flow: type[CaseFlow]) -> list[str]:
    """The desks of a flow in the order in which a case goes through them."""
    desks = flow.desks()
    behind = {node.name for desk in desks.values() for node in _ahead(desk)}
    (name,) = desks.keys() - behind
    found = [name]
    while following := [node.name for node in _ahead(desks[name]) if node.name in desks]:
        name = following[0]
        found.append(name)
    return found


def _ahead(desk: Desk) -> Iterator[Desk]:
    for variant in desk.by_variant:
        yield desk.following(FORWARD, variant)


def phases_of(case: Case) -> list[Phase]:
    """The way of a case: one statement. Of a desk that was passed twice the last day counts.

    What a case went through within one act (a count right after the vote) is done, and has no day of its own.
    """
    passed: dict[str, datetime] = {}
    here = ""
    for item in WorkItem.objects.filter(process=case).order_by("pk").only("flow_task", "finished"):
        if item.finished is None:
            here = item.flow_task.name
        else:
            passed[item.flow_task.name] = item.finished
    way = way_of(case.flow_class)
    reached = way.index(here) if here else max((way.index(desk) for desk in passed), default=-1) + 1
    behind = HERE if here else LEFT_OUT
    kinds = [DONE] * reached + [behind] + [AHEAD if here else LEFT_OUT] * len(way)
    return [
        Phase(work_on(case, desk), kind, passed.get(desk) if kind == DONE else None)
        for desk, kind in zip(way, kinds, strict=False)
    ]
