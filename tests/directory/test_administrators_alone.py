"""Who keeps appointments and grants: an administrator under a post in force, and nobody else."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.directory.given import administrator, body, day, denied, post, succeeds
from tests.support.walk import R1, Walk
from workflow.audit.verify import verify
from workflow.directory.commands import appoint, end_appointment, end_grant, grant_view
from workflow.directory.models import Appointment, Delegation, NominationGrant, User
from workflow.management.demo.cast import Cast
from workflow.management.expectations import expectations
from workflow.procedure.roles import Role

Acts = dict[str, Any]
Deed = Callable[[Acts], Any]
DOCUMENT = "Quyết định minh họa số 12/QĐ-SNV"


def _appoint(cast: Cast) -> Deed:
    person, where = cast.person("nominee-70"), cast.organisation("so-nnmt")
    given: dict[str, Any] = {"title": "Giám đốc", "document": DOCUMENT, "from_day": day(0)}
    return lambda acts: appoint(person, Role.UNIT_HEAD, where, **acts, **given)


def _end_appointment(cast: Cast) -> Deed:
    appointment = cast.post("nnmt-head", Role.UNIT_HEAD)
    return lambda acts: end_appointment(appointment, day(-1), **acts, document=DOCUMENT)


def _grant_view(cast: Cast) -> Deed:
    _letter, (line,) = Walk(cast, R1).drafted(1)
    user = cast.user("inspector")
    return lambda acts: grant_view(NominationGrant, line, user, **acts, document=DOCUMENT, from_day=day(-2))


def _end_grant(cast: Cast) -> Deed:
    made = _grant_view(cast)(administrator(cast))
    return lambda acts: end_grant(made, day(-1), **acts)


def _post_of(name: str, role: Role) -> Callable[[Cast], Acts]:
    return lambda cast: {"by": cast.user(name), "capacity": cast.post(name, role)}


def _expired(cast: Cast) -> Acts:
    acts = administrator(cast)
    Appointment.objects.filter(pk=acts["capacity"].pk).update(until=timezone.localdate() - timedelta(days=1))
    return acts


def _not_yet(cast: Cast) -> Acts:
    coming = post(cast.person("nominee-71"), Role.ADMINISTRATOR, cast.organisation("so-noi-vu"), since=1)
    return {"by": User.objects.create_user("new", person=cast.person("nominee-71")), "capacity": coming}


def _at_a_closed_body(cast: Cast) -> Acts:
    closed = body("cu", until=-1)
    gone = post(cast.person("nominee-71"), Role.ADMINISTRATOR, closed)
    succeeds(cast.organisation("so-noi-vu"), closed)
    return {"by": User.objects.create_user("new", person=cast.person("nominee-71")), "capacity": gone}


def _anothers(cast: Cast) -> Acts:
    return {**administrator(cast), "by": cast.user("tdkt-head")}


def _superuser(cast: Cast) -> Acts:
    return {"by": User.objects.create_superuser("root-of-all", person=cast.person("nominee-71")), "capacity": None}


def _superuser_under_the_post(cast: Cast) -> Acts:
    return {**_superuser(cast), "capacity": administrator(cast)["capacity"]}


def _without_person(cast: Cast) -> Acts:
    return {**administrator(cast), "by": User.objects.create_user("nobody")}


def _inactive(cast: Cast) -> Acts:
    acts = administrator(cast)
    acts["by"].is_active = False
    return acts


def _by_delegation(cast: Cast) -> Acts:
    delegation = Delegation.objects.create(
        giver=administrator(cast)["capacity"],
        receiver=cast.person("nominee-71"),
        kind="TUQ",
        transitions=[],
        from_day=day(-1),
        until=day(9),
        document=DOCUMENT,
    )
    return {"by": User.objects.create_user("new", person=cast.person("nominee-71")), "capacity": delegation}


NOBODY_ELSE: dict[str, Callable[[Cast], Acts]] = {
    "the head of the office": _post_of("tdkt-head", Role.OFFICE_HEAD),
    "the chairman": _post_of("chairman", Role.DECIDER),
    "an inspector": _post_of("inspector", Role.AUDITOR),
    "an expired administrator": _expired,
    "an administrator of tomorrow": _not_yet,
    "an administrator of a closed body": _at_a_closed_body,
    "somebody else under the administrator's post": _anothers,
    "a superuser": _superuser,
    "a superuser under the administrator's post": _superuser_under_the_post,
    "a user without a person": _without_person,
    "an inactive administrator": _inactive,
    "an administrator by delegation": _by_delegation,
}


@pytest.mark.parametrize("who", NOBODY_ELSE)
@pytest.mark.parametrize("command", [_appoint, _end_appointment, _grant_view, _end_grant])
def test_nobody_but_an_administrator_in_office_does_it(cast: Cast, who: str, command: Callable[[Cast], Deed]) -> None:
    deed = command(cast)
    acts = NOBODY_ELSE[who](cast)
    with denied():
        deed(acts)


@pytest.mark.parametrize("command", [_appoint, _end_appointment, _grant_view, _end_grant])
def test_an_administrator_of_any_living_body_does_it(cast: Cast, command: Callable[[Cast], Deed]) -> None:
    made = post(cast.person("nominee-71"), Role.ADMINISTRATOR, body("moi"))
    user = User.objects.create_user("new", person=cast.person("nominee-71"))
    command(cast)({"by": user, "capacity": made})
    assert verify(expectations()).is_clean
