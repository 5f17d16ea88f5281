"""Names: one spelling in the database whoever saves them, and beside a person's the one that a search compares."""

from typing import Any
from unicodedata import normalize

import pytest

from tests.directory.given import administrator, body, day
from workflow.directory.commands import appoint, delegate, end_appointment
from workflow.directory.models import Appointment, Delegation, Organisation, Person
from workflow.management.demo.cast import Cast
from workflow.management.shipped import load_demo
from workflow.procedure.roles import Role
from workflow.procedure.transitions import Transition

TYPED = normalize("NFD", "  Đặng   Thị Huệ ")
KEPT = "Đặng Thị Huệ"


def _names(person: Person) -> tuple[str, str]:
    kept = Person.objects.get(pk=person.pk)
    return kept.full_name, kept.folded_name


@pytest.mark.django_db
def test_a_person_s_name_is_kept_composed_with_the_name_a_search_compares() -> None:
    person = Person.objects.create(code="hue", full_name=TYPED)
    assert _names(person) == (KEPT, "dang thi hue")
    person.full_name = normalize("NFD", "Đỗ Thị Huệ")
    person.save(update_fields=["full_name"])
    assert _names(person) == ("Đỗ Thị Huệ", "do thi hue")
    person.full_name = KEPT
    person.save()
    assert _names(person) == (KEPT, "dang thi hue")


@pytest.mark.django_db
def test_an_organisation_s_names_are_kept_composed() -> None:
    made = body("moi")
    made.name, made.short_name, made.document = normalize("NFD", "Sở Y  tế"), normalize("NFD", "SYTế "), TYPED
    made.save()
    kept = Organisation.objects.get(pk=made.pk)
    assert (kept.name, kept.short_name, kept.document) == ("Sở Y tế", "SYTế", KEPT)


def test_what_an_appointment_says_is_kept_composed(cast: Cast) -> None:
    given: dict[str, Any] = {"title": TYPED, "field": TYPED, "document": TYPED, "kind": "DEPUTY", "from_day": day(0)}
    where = cast.organisation("so-nnmt")
    made = appoint(cast.person("nominee-70"), Role.UNIT_HEAD, where, **administrator(cast), **given)
    kept = Appointment.objects.get(pk=made.pk)
    assert (kept.title, kept.field, kept.document) == (KEPT, KEPT, KEPT)
    assert end_appointment(made, day(3), document=TYPED, **administrator(cast)).until == day(3)


def test_what_a_delegation_says_is_kept_composed(cast: Cast) -> None:
    giver, rows = cast.post("nnmt-head", Role.UNIT_HEAD), [Transition.NOT_ENDORSE]
    given: dict[str, Any] = {"transitions": rows, "kind": "TUQ", "from_day": day(0), "until": day(1), "document": TYPED}
    made = delegate(giver, cast.person("nnmt-clerk"), cast.user("nnmt-head"), **given)
    assert Delegation.objects.get(pk=made.pk).document == KEPT


@pytest.mark.usefixtures("cast")
def test_people_of_a_fixture_can_be_found_by_name() -> None:
    Person.objects.update(folded_name="")
    load_demo()
    assert not Person.objects.filter(folded_name="").exists()
    assert Person.objects.get(code="demo-tran-phu-officer").folded_name == "nguyen van an (minh hoa)"
