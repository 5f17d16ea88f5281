"""The capacity in which a person acts: read again at that instant, from dated rows alone."""

from collections.abc import Callable

import pytest
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import gettext as _

from tests.directory.given import body, day, post, succeeds
from workflow.directory.capacity import Capacity, read_capacity
from workflow.directory.models import Appointment, Kinship, Organisation, User
from workflow.management.demo.cast import Cast
from workflow.procedure.bases import Basis
from workflow.procedure.facts import Refusal
from workflow.procedure.roles import Role


def _read(user: User, capacity: Appointment | None) -> Capacity | Refusal:
    return read_capacity(user, capacity, timezone.localdate(), lock=False)


def _assert_refused(user: User, capacity: Appointment | None, why: tuple[str, str]) -> None:
    """Refused by this rule, in these words; every such refusal is a lack of authority."""
    rule, words = why
    assert _read(user, capacity) == Refusal(rule, _(words), Basis.AUTHORITY, of_authority=True)


def _held(user: User, capacity: Appointment | None) -> Capacity:
    held = _read(user, capacity)
    assert isinstance(held, Capacity), held
    return held


NOT_IN_FORCE = ("expired", "The appointment is not in force today.")
NO_BODY = ("expired", "The organisation of this post does not exist today.")
ANOTHERS = ("appointment", "This post belongs to another person.")
NO_POST = (
    "appointment",
    "You hold no post in this matter. Only an appointment by document gives authority.",
)


@pytest.mark.parametrize(
    ("since", "until"), [(-30, None), (0, None), (-30, 0), (0, 0)], ids=["open", "from today", "until today", "one day"]
)
def test_a_post_in_force_is_a_capacity(cast: Cast, since: int, until: int | None) -> None:
    user, here = cast.user("nnmt-officer"), body("moi")
    appointment = post(cast.person("nnmt-officer"), Role.UNIT_OFFICER, here, since=since, until=until)
    assert _held(user, appointment) == Capacity(
        person=user.person_id or 0,
        role=Role.UNIT_OFFICER,
        organisation=here.pk,
        organisations=frozenset({here.pk}),
        appointment=appointment.pk,
    )


@pytest.mark.parametrize(
    ("post_days", "body_days", "why"),
    [
        ((1, None), (-3000, None), NOT_IN_FORCE),
        ((-30, -1), (-3000, None), NOT_IN_FORCE),
        ((-30, None), (1, None), NO_BODY),
        ((-30, None), (-3000, -1), NO_BODY),
        ((-30, None), (-3000, 0), None),
        ((-30, None), (0, None), None),
    ],
    ids=["begins tomorrow", "ended yesterday", "body of tomorrow", "closed yesterday", "closes today", "opens today"],
)
def test_a_post_out_of_its_days_is_no_capacity(
    cast: Cast, post_days: tuple[int, int | None], body_days: tuple[int, int | None], why: tuple[str, str] | None
) -> None:
    here = body("moi", since=body_days[0], until=body_days[1])
    appointment = post(cast.person("nnmt-officer"), Role.UNIT_OFFICER, here, since=post_days[0], until=post_days[1])
    user = cast.user("nnmt-officer")
    if why is None:
        assert _held(user, appointment).organisation == here.pk
    else:
        _assert_refused(user, appointment, why)


def _superuser(cast: Cast) -> tuple[User, Appointment | None]:
    return User.objects.create_superuser("root-of-all", person=cast.person("nominee-70")), None


def _superuser_under_a_post(cast: Cast) -> tuple[User, Appointment | None]:
    return _superuser(cast)[0], cast.post("nnmt-head", Role.UNIT_HEAD)


def _without_person(cast: Cast) -> tuple[User, Appointment | None]:
    return User.objects.create_user("nobody"), cast.post("nnmt-head", Role.UNIT_HEAD)


def _inactive(cast: Cast) -> tuple[User, Appointment | None]:
    user = cast.user("nnmt-head")
    user.is_active = False
    return user, cast.post("nnmt-head", Role.UNIT_HEAD)


def _anothers(cast: Cast) -> tuple[User, Appointment | None]:
    return cast.user("nnmt-officer"), cast.post("nnmt-head", Role.UNIT_HEAD)


def _unknown(cast: Cast) -> tuple[User, Appointment | None]:
    gone = post(cast.person("nnmt-head"), Role.UNIT_HEAD, body("moi"))
    Appointment.objects.filter(pk=gone.pk).delete()
    return cast.user("nnmt-head"), gone


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (_superuser, NO_POST),
        (_superuser_under_a_post, ANOTHERS),
        (_without_person, NO_POST),
        (_inactive, NO_POST),
        (_anothers, ANOTHERS),
        (_unknown, ("appointment", "This appointment is not known.")),
    ],
)
def test_without_a_post_of_ones_own_there_is_no_capacity(
    cast: Cast, given: Callable[[Cast], tuple[User, Appointment | None]], why: tuple[str, str]
) -> None:
    _assert_refused(*given(cast), why)


@pytest.mark.parametrize(("kind", "prefix"), [("HOLDER", ""), ("DEPUTY", "KT."), ("ACTING", "Q.")])
def test_the_kind_of_the_appointment_gives_the_words_before_the_signature(cast: Cast, kind: str, prefix: str) -> None:
    appointment = post(cast.person("nnmt-deputy"), Role.UNIT_HEAD, body("moi"), kind=kind)
    assert _held(cast.user("nnmt-deputy"), appointment).prefix == prefix


@pytest.mark.parametrize("keeps", [True, False])
def test_the_body_says_whether_it_keeps_a_register(cast: Cast, *, keeps: bool) -> None:
    appointment = post(cast.person("nnmt-head"), Role.UNIT_HEAD, body("moi", keeps_register=keeps))
    assert _held(cast.user("nnmt-head"), appointment).keeps_register is keeps


def _reach(cast: Cast, at: Organisation) -> set[str]:
    """The codes of the bodies whose work the officer of a body does."""
    held = _held(cast.user("nnmt-officer"), post(cast.person("nnmt-officer"), Role.UNIT_OFFICER, at))
    return set(Organisation.objects.filter(pk__in=held.organisations).values_list("code", flat=True))


@pytest.mark.parametrize(
    ("since", "carries_work", "reach"),
    [(-1, True, {"moi", "cu"}), (0, True, {"moi", "cu"}), (1, True, {"moi"}), (-1, False, {"moi"})],
    ids=["since yesterday", "from today", "from tomorrow", "without the work"],
)
def test_a_successor_does_the_work_it_carries_from_the_day_it_takes_effect(
    cast: Cast, *, since: int, carries_work: bool, reach: set[str]
) -> None:
    old, new = body("cu", until=since - 1), body("moi")
    succeeds(new, old, since=since, carries_work=carries_work)
    assert _reach(cast, new) == reach


def test_the_lineage_is_followed_to_its_beginning_and_never_forwards(cast: Cast) -> None:
    first, second, third, other = (body(code) for code in ("mot", "hai", "ba", "khac"))
    succeeds(second, first)
    succeeds(third, second)
    succeeds(third, other)
    assert _reach(cast, third) == {"mot", "hai", "ba", "khac"}
    assert _reach(cast, second) == {"mot", "hai"}
    assert _reach(cast, first) == {"mot"}


@pytest.mark.parametrize("declared_by_the_holder", [True, False])
def test_kinship_is_read_in_both_directions(cast: Cast, *, declared_by_the_holder: bool) -> None:
    holder, relative = cast.person("nnmt-head"), cast.person("nominee-01")
    pair = (holder, relative) if declared_by_the_holder else (relative, holder)
    Kinship.objects.create(person=pair[0], relative=pair[1], declared_on=day(-1))
    Kinship.objects.create(person=cast.person("nominee-02"), relative=relative, declared_on=day(-1))
    held = _held(cast.user("nnmt-head"), cast.post("nnmt-head", Role.UNIT_HEAD))
    assert (held.kin, held.persons) == (frozenset({relative.pk}), frozenset({holder.pk}))


def test_a_capacity_is_read_by_one_statement(cast: Cast) -> None:
    user, appointment = cast.user("nnmt-head"), cast.post("nnmt-head", Role.UNIT_HEAD)
    with CaptureQueriesContext(connection) as statements:
        _held(user, appointment)
    assert len(statements) == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("lock", [True, False])
def test_a_post_that_is_locked_cannot_end_until_the_act_is_done(cast: Cast, *, lock: bool) -> None:
    if not lock and connection.vendor == "sqlite":
        pytest.skip("On SQLite the transaction itself has locked.")
    user, appointment = cast.user("nnmt-head"), cast.post("nnmt-head", Role.UNIT_HEAD)
    other = connection.copy()
    wait = "PRAGMA busy_timeout = 50" if connection.vendor == "sqlite" else "SET lock_timeout = '50ms'"
    try:
        with transaction.atomic(), other.cursor() as cursor:
            cursor.execute(wait)
            read_capacity(user, appointment, timezone.localdate(), lock=lock)
            ended = "UPDATE workflow_appointment SET until = %s WHERE id = %s"
            if lock:
                with pytest.raises(OperationalError, match="lock"):
                    cursor.execute(ended, [day(-1).isoformat(), appointment.pk])
            else:
                cursor.execute(ended, [day(-1).isoformat(), appointment.pk])
    finally:
        other.close()


def test_a_person_with_two_posts_acts_under_the_one_named(cast: Cast) -> None:
    user = cast.user("chairman")
    decider, chair = cast.post("chairman", Role.DECIDER), cast.post("chairman", Role.COUNCIL_CHAIR)
    assert [_held(user, one).role for one in (decider, chair)] == [Role.DECIDER, Role.COUNCIL_CHAIR]
