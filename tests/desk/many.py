"""Many rows at once: copies of rows that commands have made, so that a list can be asked at a thousand."""

from collections.abc import Callable
from typing import Any, TypeVar

from django.db.models import Model
from django.utils import timezone

from workflow.appraisal.models import Appraisal, Consultation, Hold
from workflow.audit.models import Entry
from workflow.council.models import CouncilSession
from workflow.database import rows
from workflow.decisions.models import Decision
from workflow.directory.clusters import ClusterMembership, ClusterWatch, EmulationCluster
from workflow.dossiers.models import Letter, Nomination, Standing
from workflow.worklist.models import Case, WorkItem

M = TypeVar("M", bound=Model)


def copies(one: M, number: int, changed: Callable[[int], dict[str, Any]]) -> list[M]:
    """So many copies of a row, each changed in what has to differ."""
    values = {
        field.attname: getattr(one, field.attname) for field in one._meta.concrete_fields if not field.primary_key
    }
    made = [type(one)(**{**values, **changed(place)}) for place in range(number)]
    return list(type(one).objects.bulk_create(made))  # type: ignore[attr-defined]  # every model has them


def cases(one: Case, number: int) -> list[Case]:
    """Copies of a case with its open work item, collecting for nobody."""
    made = copies(one, number, lambda _place: {"key": ""})
    item = WorkItem.objects.filter(process=one, finished=None).first()
    if item is not None:
        copies(item, number, lambda place: {"process_id": made[place].pk, "finished": None})
    return made


def letters(one: Letter, number: int) -> list[Letter]:
    """Copies of a letter, on each of which the same line stood once."""
    on = cases(one.case, number)
    first = Letter.objects.count()
    made = copies(
        one, number, lambda place: {"case_id": on[place].pk, "number": f"M{first + place}" if one.number else ""}
    )
    stood = Standing.objects.filter(case=one.case).first()
    if stood is not None:
        left = {"left_at": stood.left_at or timezone.now(), "left_by": stood.left_by or "COPIED"}
        copies(stood, number, lambda place: {"case_id": on[place].pk, **left})
    return made


def nominations(one: Nomination, number: int) -> None:
    """Copies of a line, standing where it stands; by SQL, for no state is written past the door."""
    columns = ", ".join(str(field.column) for field in Nomination._meta.concrete_fields if not field.primary_key)
    made = rows.fetch(
        "WITH RECURSIVE many(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM many WHERE i < %s)"
        f" INSERT INTO workflow_nomination ({columns})"
        f" SELECT {columns} FROM workflow_nomination, many WHERE workflow_nomination.id = %s RETURNING id",
        [number, one.pk],
    )
    stood = Standing.objects.filter(nomination=one).latest("pk")
    copies(stood, number, lambda place: {"nomination_id": made[place][0]})


def entries(one: Entry, number: int) -> list[Entry]:
    """Copies of an entry, each in a stream of its own."""
    first = Entry.objects.count()
    return copies(one, number, lambda place: {"stream": f"copied:{first + place}"})


def clusters(one: ClusterWatch, number: int) -> list[ClusterWatch]:
    """Copies of a watch, each over a cluster of its own with one member."""
    first = EmulationCluster.objects.count()
    member = ClusterMembership.objects.filter(cluster=one.cluster).latest("pk")
    named = copies(one.cluster, number, lambda place: {"code": f"copied-{first + place}"})
    copies(member, number, lambda place: {"cluster_id": named[place].pk})
    return copies(one, number, lambda place: {"cluster_id": named[place].pk})


def appraisals(one: Appraisal, number: int) -> list[Appraisal]:
    """Copies of an appraisal of the same letter."""
    on = cases(one.case, number)
    return copies(one, number, lambda place: {"case_id": on[place].pk})


def sessions(one: CouncilSession, number: int) -> list[CouncilSession]:
    """Copies of a session, numbered on."""
    on, first = cases(one.case, number), CouncilSession.objects.count()
    return copies(one, number, lambda place: {"case_id": on[place].pk, "number": first + place + 1, "year": 2030})


def decisions(one: Decision, number: int) -> list[Decision]:
    """Copies of a decision without its lines and without its code."""
    on, first = cases(one.case, number), Decision.objects.count()
    return copies(one, number, lambda place: {"case_id": on[place].pk, "number": f"M{first + place}", "code": ""})


def holds(one: Hold, number: int) -> list[Hold]:
    """Copies of a hold."""
    on = cases(one.case, number)
    return copies(one, number, lambda place: {"case_id": on[place].pk})


def consultations(one: Consultation, number: int) -> list[Consultation]:
    """Copies of a question that was answered."""
    return copies(one, number, lambda _place: {"answered_at": timezone.now(), "answer": "Đồng ý", "agrees": True})
