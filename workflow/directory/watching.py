"""Assigning a cluster to a member of the council or to a body of oversight: by document, dated, recorded (SEED-43)."""

from datetime import date
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from workflow.database import rows
from workflow.database.arguments import command
from workflow.database.texts import one_line
from workflow.directory.capacity import Capacity
from workflow.directory.clusters import WATCHERS, ClusterWatch, EmulationCluster
from workflow.directory.keeping import administrator, hold, one_deed, record_at, text_errors
from workflow.directory.models import Appointment, Delegation, User
from workflow.procedure.roles import Role

if TYPE_CHECKING:
    from workflow.audit.canonical import Json

CLUSTER_ASSIGNED: Final = "CLUSTER_ASSIGNED"
CLUSTER_WATCH_ENDED: Final = "CLUSTER_WATCH_ENDED"


@command
def assign_cluster(
    cluster: EmulationCluster,
    appointment: Appointment,
    by: User,
    *,
    capacity: Appointment | Delegation | None,
    document: str,
    from_day: date,
    until: date | None = None,
) -> ClusterWatch:
    """Assign a cluster to the holder of a post, who reads what its members have sent. `until` is the last day.

    Raises `PermissionDenied` without an administrator's post in force, `ValidationError` by field.
    """
    with one_deed():
        holder = administrator(by, capacity)
        hold(appointment.organisation_id)
        made = ClusterWatch(
            cluster=cluster, appointment=appointment, from_day=from_day, until=until, document=one_line(document)
        )
        _check(made, holder)
        made.save()
        data: dict[str, Json] = {"cluster": cluster.code, "of": appointment.person_id, "from": from_day, "until": until}
        record_at(appointment.organisation_id, CLUSTER_ASSIGNED, holder, data, {"document": made.document})
        return made


def _check(made: ClusterWatch, holder: Capacity) -> None:
    errors = text_errors({"document": made.document}, {"document"})
    post = made.appointment
    if Role(post.role) not in WATCHERS:
        message = _("A cluster is assigned to a member of a council or to a body of oversight.")
        errors["appointment"] = ValidationError(message, code="role")
    if post.person_id == holder.person:
        errors["appointment"] = ValidationError(_("Nobody assigns a cluster to oneself."), code="self")
    if made.until is not None and made.until < made.from_day:
        errors["until"] = ValidationError(_("The watch ends before it begins."), code="dates")
    same = ClusterWatch.objects.filter(cluster=made.cluster, appointment=post, from_day=made.from_day)
    if same.exists():
        errors["from_day"] = ValidationError(_("This cluster is assigned from that day already."), code="twice")
    if errors:
        raise ValidationError(dict(errors))


@command
def end_watch(
    watch: ClusterWatch, last_day: date, by: User, *, capacity: Appointment | Delegation | None, document: str
) -> ClusterWatch:
    """End a watch by document: after `last_day` it shows nothing. An end is never put off.

    Raises `PermissionDenied` without an administrator's post in force, `ValidationError` by field.
    """
    with one_deed():
        holder = administrator(by, capacity)
        hold(watch.appointment.organisation_id)
        rows.fetch("SELECT id FROM workflow_clusterwatch WHERE id = %s {for_update}", [watch.pk])
        watch.refresh_from_db(fields=["from_day", "until"])
        errors = text_errors({"document": document}, {"document"})
        if last_day < watch.from_day:
            errors["last_day"] = ValidationError(_("The watch ends before it begins."), code="dates")
        if watch.until is not None and watch.until < last_day:
            errors["last_day"] = ValidationError(_("It has ended earlier; assign the cluster anew."), code="ended")
        if errors:
            raise ValidationError(dict(errors))
        watch.until = last_day
        watch.save(update_fields=["until"])
        data: dict[str, Json] = {"cluster": watch.cluster.code, "of": watch.appointment.person_id, "until": last_day}
        record_at(
            watch.appointment.organisation_id, CLUSTER_WATCH_ENDED, holder, data, {"document": one_line(document)}
        )
        return watch
