"""Clusters and who watches them: by an administrator, by document, dated, recorded, and to be read alone."""

from typing import Any

import pytest
from django.utils import timezone

from tests.directory.given import administrator, day, denied, invalid, last_entry
from tests.support.walk import R1, R4, Walk
from workflow.audit.verify import verify
from workflow.council.models import Conflict
from workflow.directory.clusters import ClusterMembership, ClusterWatch, EmulationCluster
from workflow.directory.models import Organisation
from workflow.directory.watching import assign_cluster, end_watch
from workflow.dossiers.visibility import visible_to
from workflow.management.demo.cast import Cast
from workflow.management.expectations import expectations
from workflow.procedure.roles import Role

DOCUMENT = "Quyết định minh họa số 9/QĐ"


def _seen(cast: Cast, name: str) -> list[int]:
    return list(visible_to(cast.user(name)).values_list("pk", flat=True))


def _assigned(cast: Cast, name: str = "council-11", role: Role = Role.COUNCIL_MEMBER, **changed: Any) -> ClusterWatch:
    given: dict[str, Any] = {"document": DOCUMENT, "from_day": day(0), **administrator(cast), **changed}
    by = given.pop("by")
    return assign_cluster(EmulationCluster.objects.get(code="demo-khoi-1"), cast.post(name, role), by, **given)


def test_only_an_administrator_in_office_assigns_a_cluster(cast: Cast) -> None:
    head: dict[str, Any] = {"by": cast.user("tdkt-head"), "capacity": cast.post("tdkt-head", Role.OFFICE_HEAD)}
    with denied():
        _assigned(cast, **head)
    with denied():
        _assigned(cast, capacity=None)


def test_a_cluster_is_assigned_to_no_other_post_and_not_without_document(cast: Cast) -> None:
    with invalid({"appointment": ["role"]}):
        _assigned(cast, "nnmt-officer", Role.UNIT_OFFICER)
    with invalid({"document": ["length"], "until": ["dates"]}):
        _assigned(cast, document=" ", until=day(-1))
    _assigned(cast)
    with invalid({"from_day": ["twice"]}):
        _assigned(cast)


def test_seed_43_a_member_sees_what_the_own_clusters_have_sent_and_nothing_before(cast: Cast) -> None:
    Walk(cast, R1).with_head(1)
    _letter, sent = Walk(cast, R1).at_office(2, first=2)
    Walk(cast, R4).at_office(1, first=5)
    assert _seen(cast, "council-11") == []
    watch = _assigned(cast)
    assert _seen(cast, "council-11") == sent
    assert last_entry(f"organisation:{watch.appointment.organisation_id}")[0] == "CLUSTER_ASSIGNED"
    assert verify(expectations()).is_clean


def test_seed_44_oversight_sees_what_the_clusters_assigned_to_it_have_sent(cast: Cast) -> None:
    _letter, sent = Walk(cast, R1).at_office(2)
    Walk(cast, R4).at_office(1, first=5)
    assert _seen(cast, "mttq-oversight") == sent


@pytest.mark.parametrize("ended", ["watch", "cluster", "membership", "appointment", "body"])
def test_a_watch_shows_nothing_once_anything_behind_it_has_ended(cast: Cast, ended: str) -> None:
    Walk(cast, R1).at_office(1)
    watch = _assigned(cast, from_day=day(-9))
    post = watch.appointment
    assert len(_seen(cast, "council-11")) == 1
    yesterday = day(-1)
    if ended == "watch":
        end_watch(watch, yesterday, **administrator(cast), document=DOCUMENT)
    elif ended == "cluster":
        EmulationCluster.objects.update(valid_until=yesterday)
    elif ended == "membership":
        ClusterMembership.objects.update(until=yesterday)
    elif ended == "appointment":
        type(post).objects.filter(pk=post.pk).update(until=yesterday)
    else:
        Organisation.objects.filter(pk=post.organisation_id).update(valid_until=yesterday)
    assert _seen(cast, "council-11") == []


def test_an_end_is_by_document_and_never_put_off(cast: Cast) -> None:
    watch = _assigned(cast, until=day(3))
    with invalid({"document": ["length"], "last_day": ["ended"]}):
        end_watch(watch, day(9), **administrator(cast), document="")
    with invalid({"last_day": ["dates"]}):
        end_watch(watch, day(-9), **administrator(cast), document=DOCUMENT)
    end_watch(watch, day(1), **administrator(cast), document=DOCUMENT)
    assert ClusterWatch.objects.get(pk=watch.pk).until == day(1)
    assert verify(expectations()).is_clean


def test_a_conflict_holds_for_a_watched_line_too(cast: Cast) -> None:
    """What excludes a member at the council hides the line, whichever post or cluster would show it."""
    session, lines = Walk(cast, R1).before_council(2)
    _assigned(cast)
    assert _seen(cast, "council-11") == lines
    item = session.agenda.create(nomination_id=lines[0], position=1, hash="0" * 64)
    person, kind = cast.person("council-11"), Conflict.Kind.RELATIVE
    Conflict.objects.create(item=item, person=person, kind=kind, excludes=True, at=timezone.now())
    assert _seen(cast, "council-11") == lines[1:]
