"""Who gets in: an administrator's appointment in force, and nothing else; what is there, and what has no place."""

from datetime import timedelta
from typing import Final

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.administration.given import browser
from workflow.admin import site
from workflow.directory.models import Appointment, Organisation, Person, User
from workflow.management.demo.cast import Cast
from workflow.procedure.roles import Role

ADDRESSES: Final = (
    "admin:index",
    "admin:workflow_person_changelist",
    "admin:workflow_appointment_add",
    "admin:workflow_user_changelist",
    "admin:autocomplete",
    "admin:jsi18n",
)
ABSENT: Final = {
    "nomination",
    "letter",
    "revision",
    "signoff",
    "ballot",
    "agendaitem",
    "councilsession",
    "decision",
    "decisionline",
    "entry",
    "personaldetail",
    "attachment",
    "appraisalsheet",
    "standing",
    "case",
    "workitem",
}


@pytest.mark.parametrize("address", ADDRESSES)
def test_whoever_holds_no_administrators_post_finds_nothing(cast: Cast, address: str) -> None:
    for name in ("chairman", "tdkt-head", "inspector", "nnmt-officer"):
        assert browser(cast, name).get(reverse(address)).status_code == 404, name


def test_a_superuser_without_a_post_finds_nothing(cast: Cast) -> None:
    person = Person.objects.create(code="root", full_name="Người Không Chức Vụ")
    root = User.objects.create(username="root", is_staff=True, is_superuser=True, person=person)
    lone = User.objects.create(username="lone", is_staff=True, is_superuser=True)
    for user in (root, lone):
        client = Client()
        client.force_login(user)
        for address in ADDRESSES:
            assert client.get(reverse(address)).status_code == 404
            assert client.post(reverse(address)).status_code == 404
    assert cast.user("administrator").is_staff is False


def test_who_is_not_signed_in_signs_in_first(client: Client, cast: Cast) -> None:
    del cast
    answer = client.get(reverse("admin:index"))
    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, reverse("account_login"))


@pytest.mark.parametrize("ended", ["appointment", "body", "future"])
def test_a_post_that_is_not_in_force_opens_nothing(cast: Cast, ended: str) -> None:
    post = cast.post("administrator", Role.ADMINISTRATOR)
    today = timezone.localdate()
    assert browser(cast).get(reverse("admin:index")).status_code == 200
    if ended == "appointment":
        Appointment.objects.filter(pk=post.pk).update(until=today - timedelta(days=1))
    elif ended == "future":
        Appointment.objects.filter(pk=post.pk).update(from_day=today + timedelta(days=1))
    else:
        Organisation.objects.filter(pk=post.organisation_id).update(valid_until=today - timedelta(days=1))
    assert browser(cast).get(reverse("admin:index")).status_code == 404


def test_dossiers_signatures_ballots_and_the_record_have_no_place_here() -> None:
    there = {model._meta.model_name for model in site.lists}
    assert there & ABSENT == set()


def test_the_site_is_sound() -> None:
    assert site.check(None) == []


def test_nothing_is_deleted_anywhere(cast: Cast) -> None:
    client = browser(cast)
    for model in site.lists:
        row = model.objects.order_by("pk").first()  # type: ignore[attr-defined]  # every model here has it
        if row is None:
            continue
        address = reverse(f"admin:workflow_{model._meta.model_name}_delete", args=[row.pk])
        assert client.get(address).status_code in {403, 404}, model
        assert client.post(address, {"post": "yes"}).status_code in {403, 404}, model
        assert model.objects.filter(pk=row.pk).exists()  # type: ignore[attr-defined]  # as above
        chosen = {"action": "delete_selected", "_selected_action": [row.pk]}
        client.post(reverse(f"admin:workflow_{model._meta.model_name}_changelist"), chosen)
        assert model.objects.filter(pk=row.pk).exists()  # type: ignore[attr-defined]  # as above
