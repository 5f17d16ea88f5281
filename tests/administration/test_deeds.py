"""What an administrator does: each change by its command, in the record, and nothing past it."""

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from tests.administration.given import browser, deed_of, row_of
from tests.directory.given import day, last_entry
from tests.support.everything import everything, written
from tests.support.walk import R1, Walk
from workflow.audit.models import Entry
from workflow.audit.verify import verify
from workflow.awards.models import Citation, Criterion, LegalRegime, Round, Route
from workflow.directory.clusters import ClusterWatch, EmulationCluster
from workflow.directory.models import Appointment, Kinship, NominationGrant, Organisation, Person, User
from workflow.dossiers.visibility import visible_to
from workflow.management.consistency import problems
from workflow.management.demo.cast import Cast
from workflow.management.expectations import expectations
from workflow.procedure.roles import Role

DOCUMENT = "Quyết định minh họa số 8/QĐ"
PASSWORD = "dã-quỳ-nở-tháng-11"  # noqa: S105 -- of people who do not exist


@pytest.fixture(autouse=True)
def _the_record_is_whole_and_tells_it_all(cast: Cast) -> Any:
    """After every test: the record is whole, the data agree, and Django's own log has nothing."""
    del cast
    yield
    assert verify(expectations()).is_clean
    assert list(problems()) == []
    assert not LogEntry.objects.exists()


def _typed(offset: int) -> str:
    return day(offset).strftime("%d/%m/%Y")


def _appointing(cast: Cast, name: str = "nominee-05", **changed: Any) -> dict[str, Any]:
    given = {
        "person": cast.person(name).pk,
        "role": "UNIT_OFFICER",
        "organisation": cast.organisation("so-nnmt").pk,
        "title": "Chuyên viên",
        "kind": "HOLDER",
        "from_day": _typed(0),
        "document": DOCUMENT,
    }
    return {**given, **changed}


def test_an_appointment_is_made_by_document_and_recorded(cast: Cast) -> None:
    page = reverse("admin:workflow_appointment_add")
    answer = deed_of(browser(cast), page, **_appointing(cast))
    assert answer.status_code == 302, answer.context["form"].errors
    made = Appointment.objects.get(person=cast.person("nominee-05"))
    deed, person, data, personal = last_entry(f"organisation:{made.organisation_id}")
    assert (deed, data["appointment"], personal) == ("APPOINTED", made.pk, {"document": DOCUMENT})
    assert person == cast.person("administrator").pk


@pytest.mark.parametrize(
    ("changed", "field"),
    [({"document": " "}, "document"), ({"until": _typed(-5)}, "until"), ({"role": "COUNCIL_CHAIR"}, "role")],
)
def test_what_the_command_refuses_stands_beside_its_field(cast: Cast, changed: dict[str, Any], field: str) -> None:
    client, page = browser(cast), reverse("admin:workflow_appointment_add")
    before = everything()
    answer = deed_of(client, page, **_appointing(cast, **changed))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert "Chuyên viên" in answer.content.decode()
    assert written(before, everything()) == {}


def test_nobody_appoints_oneself(cast: Cast) -> None:
    answer = deed_of(browser(cast), reverse("admin:workflow_appointment_add"), **_appointing(cast, "administrator"))
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["person"])


def test_an_appointment_is_read_and_never_edited(cast: Cast) -> None:
    post = cast.post("nnmt-head", Role.UNIT_HEAD)
    client, page = browser(cast), reverse("admin:workflow_appointment_change", args=[post.pk])
    before = everything()
    assert client.get(page).status_code == 200
    assert client.post(page, {"title": "Giám đốc Sở", "until": _typed(9), "basis": "x"}).status_code == 403
    assert written(before, everything()) == {}


def test_an_appointment_ends_by_document(cast: Cast) -> None:
    post = cast.post("nnmt-head", Role.UNIT_HEAD)
    page = reverse("admin:workflow_appointment_end", args=[post.pk])
    assert deed_of(browser(cast), page, last_day=_typed(0), document="").status_code == 422
    assert deed_of(browser(cast), page, last_day=_typed(0), document=DOCUMENT).status_code == 302
    post.refresh_from_db()
    assert post.until == day(0)
    assert last_entry(f"organisation:{post.organisation_id}")[0] == "APPOINTMENT_ENDED"


def test_looking_at_a_deed_does_nothing(cast: Cast) -> None:
    post = cast.post("nnmt-head", Role.UNIT_HEAD)
    client, other = browser(cast), browser(cast, "tdkt-head")
    before = everything()
    client.get(reverse("admin:workflow_appointment_end", args=[post.pk]), {"last_day": _typed(0)})
    assert written(before, everything()) == {}
    answer = other.post(
        reverse("admin:workflow_appointment_end", args=[post.pk]), {"last_day": _typed(0), "document": DOCUMENT}
    )
    assert answer.status_code == 404
    assert written(before, everything()) == {}


def test_sight_is_granted_by_document_and_names_no_nominee(cast: Cast) -> None:
    _letter, (line,) = Walk(cast, R1).with_head(1)
    client, user = browser(cast), cast.user("police-consulted")
    given = {"thing": line, "to": user.pk, "from_day": _typed(0), "document": DOCUMENT}
    assert deed_of(client, reverse("admin:workflow_nominationgrant_add"), **given).status_code == 302
    assert list(visible_to(user).values_list("pk", flat=True)) == [line]
    grant = NominationGrant.objects.get()
    name = Walk(cast, R1).persons(1)[0]
    for page in ("changelist", "change"):
        arguments = [grant.pk] if page == "change" else []
        shown = client.get(reverse(f"admin:workflow_nominationgrant_{page}", args=arguments), follow=True)
        assert str(Person.objects.get(pk=name.person or 0)) not in shown.content.decode()
    end = reverse("admin:workflow_nominationgrant_end", args=[grant.pk])
    assert deed_of(client, end, last_day=_typed(0)).status_code == 302


def test_a_cluster_is_assigned_and_taken_back(cast: Cast) -> None:
    client = browser(cast)
    post = cast.post("council-11", Role.COUNCIL_MEMBER)
    given = {"cluster": EmulationCluster.objects.get(code="demo-cum-1").pk, "appointment": post.pk}
    page = reverse("admin:workflow_clusterwatch_add")
    assert deed_of(client, page, **given, from_day=_typed(0), document=DOCUMENT).status_code == 302
    watch = ClusterWatch.objects.get(appointment=post)
    end = reverse("admin:workflow_clusterwatch_end", args=[watch.pk])
    assert deed_of(client, end, last_day=_typed(0), document=DOCUMENT).status_code == 302


def test_an_account_is_opened_closed_and_given_a_password(cast: Cast) -> None:
    client, person = browser(cast), cast.person("nominee-06")
    given = {"person": person.pk, "username": "lan.nt", "password": PASSWORD, "again": PASSWORD, "document": DOCUMENT}
    page = reverse("admin:workflow_user_add")
    assert deed_of(client, page, **{**given, "again": "khác-hẳn-rồi"}).status_code == 422
    assert deed_of(client, page, **{**given, "password": "1234567890", "again": "1234567890"}).status_code == 422
    assert deed_of(client, page, **given).status_code == 302
    account = User.objects.get(username="lan.nt")
    assert (account.is_staff, account.is_superuser, account.check_password(PASSWORD)) == (False, False, True)
    of = {"password": "phượng-tím-tháng-3", "again": "phượng-tím-tháng-3", "document": DOCUMENT}
    for name, typed in (("password", of), ("close", {"document": DOCUMENT}), ("reopen", {"document": DOCUMENT})):
        answer = deed_of(client, reverse(f"admin:workflow_user_{name}", args=[account.pk]), **typed)
        assert answer.status_code == 302, name
    deeds = Entry.objects.filter(stream=f"security:user:{account.pk}").order_by("seq").values_list("deed", flat=True)
    assert list(deeds) == ["ACCOUNT_OPENED", "PASSWORD_SET", "ACCOUNT_CLOSED", "ACCOUNT_REOPENED"]
    assert not any(PASSWORD in entry.payload for entry in Entry.objects.all())


def test_nobody_closes_the_own_account(cast: Cast) -> None:
    page = reverse("admin:workflow_user_close", args=[cast.user("administrator").pk])
    assert deed_of(browser(cast), page, document=DOCUMENT).status_code == 422
    assert User.objects.get(username="demo-administrator").is_active


def test_a_new_body_opens_its_own_stream(cast: Cast) -> None:
    of = Organisation.objects.get(code="so-nnmt")
    given = {"code": "so-moi", "name": "Sở Mới (minh họa)", "type": of.type_id, "valid_from": _typed(0)}
    page = reverse("admin:workflow_organisation_add")
    assert browser(cast).post(page, given).status_code == 200
    assert not Organisation.objects.filter(code="so-moi").exists()
    assert browser(cast).post(page, {**given, "basis": DOCUMENT}).status_code == 302
    made = Organisation.objects.get(code="so-moi")
    deed, _person, data, personal = last_entry(f"organisation:{made.pk}")
    assert (deed, data["after"]["name"], personal["document"]) == ("REFERENCE_ADDED", "Sở Mới (minh họa)", DOCUMENT)


def test_a_changed_person_is_told_with_what_was_and_can_be_erased(cast: Cast) -> None:
    person, client = cast.person("nominee-07"), browser(cast)
    page = reverse("admin:workflow_person_change", args=[person.pk])
    given = {**row_of(client, page), "full_name": "Nguyễn Thị Tên Mới", "code": "khác", "basis": DOCUMENT}
    assert client.post(page, given).status_code == 302
    changed = Person.objects.get(pk=person.pk)
    assert (changed.full_name, changed.code) == ("Nguyễn Thị Tên Mới", person.code)
    body = cast.post("administrator", Role.ADMINISTRATOR).organisation_id
    deed, _who, data, personal = last_entry(f"organisation:{body}")
    assert (deed, data["columns"], "before" in data) == ("REFERENCE_CHANGED", ["full_name"], False)
    assert personal["before"] == {"full_name": person.full_name}


def test_what_did_not_change_is_not_told(cast: Cast) -> None:
    person, client = cast.person("nominee-07"), browser(cast)
    page, before = reverse("admin:workflow_person_change", args=[person.pk]), Entry.objects.count()
    assert client.post(page, {**row_of(client, page), "basis": DOCUMENT}).status_code == 302
    assert Entry.objects.count() == before


def test_kin_is_declared_with_its_basis(cast: Cast) -> None:
    given = {"person": cast.person("nominee-08").pk, "relative": cast.person("nominee-09").pk}
    page = reverse("admin:workflow_kinship_add")
    assert browser(cast).post(page, {**given, "declared_on": _typed(0), "basis": DOCUMENT}).status_code == 302
    assert Kinship.objects.filter(**given).exists()


def test_a_body_that_dossiers_rest_on_keeps_its_name(cast: Cast) -> None:
    Walk(cast, R1).with_head(1)
    body, client = Organisation.objects.get(code="so-nnmt"), browser(cast)
    page = reverse("admin:workflow_organisation_change", args=[body.pk])
    given = {**row_of(client, page), "name": "Sở Khác", "short_name": "SNNMT", "basis": DOCUMENT}
    assert client.post(page, given).status_code == 302
    changed = Organisation.objects.get(pk=body.pk)
    assert (changed.name, changed.short_name) == (body.name, "SNNMT")


def test_a_body_does_not_stand_below_itself(cast: Cast) -> None:
    client, above = browser(cast), Organisation.objects.get(code="so-gddt")
    below = Organisation.objects.get(code="thpt-tran-phu")
    page = reverse("admin:workflow_organisation_change", args=[above.pk])
    answer = client.post(page, {**row_of(client, page), "parent": below.pk, "basis": DOCUMENT})
    assert (answer.status_code, list(answer.context["adminform"].form.errors)) == (200, ["parent"])


def test_a_route_in_use_is_closed_and_a_new_version_is_its_copy(cast: Cast) -> None:
    Walk(cast, R1).with_head(1)
    used, client = Route.objects.get(code="R1", version=1), browser(cast)
    page = reverse("admin:workflow_route_change", args=[used.pk])
    answer = client.post(page, {**row_of(client, page), "parameters": "{}", "valid_until": "31/12/2099", "basis": "x"})
    assert answer.status_code == 302, answer.content.decode()
    changed = Route.objects.get(pk=used.pk)
    assert (changed.parameters, str(changed.valid_until)) == (used.parameters, "2099-12-31")
    copy = reverse("admin:workflow_route_add") + f"?of={used.pk}"
    given = {**row_of(client, copy), "valid_from": "01/01/2100", "basis": DOCUMENT}
    assert client.post(copy, given).status_code == 302
    made = Route.objects.get(code="R1", version=2)
    assert made.parameters == used.parameters
    given = {**row_of(client, copy), "valid_from": "01/01/2101", "parameters": '{"no_such": 1}', "basis": DOCUMENT}
    assert "parameters" in client.post(copy, given).context["adminform"].form.errors


def test_a_criterion_that_was_answered_keeps_its_words(cast: Cast) -> None:
    Walk(cast, R1).with_head(1)
    criterion, client = Criterion.objects.filter(answers__isnull=False).order_by("pk")[0], browser(cast)
    page = reverse("admin:workflow_criterion_change", args=[criterion.pk])
    assert client.post(page, {**row_of(client, page), "text": "Khác", "basis": "x"}).status_code == 302
    assert Criterion.objects.get(pk=criterion.pk).text == criterion.text


def test_a_citation_in_use_may_be_confirmed_and_not_rewritten(cast: Cast) -> None:
    Walk(cast, R1).assigned(1)
    regime = LegalRegime.objects.filter(nominations__isnull=False)[0]
    citation, client = Citation.objects.filter(regime=regime).order_by("pk")[0], browser(cast)
    page = reverse("admin:workflow_citation_change", args=[citation.pk])
    given = {**row_of(client, page), "text": "Khác", "confidence": "CONFIRMED", "basis": DOCUMENT}
    assert client.post(page, given).status_code == 302
    changed = Citation.objects.get(pk=citation.pk)
    assert (changed.text, changed.confidence) == (citation.text, "CONFIRMED")


def test_the_dates_of_a_round_are_not_entered_here(cast: Cast) -> None:
    one, client = Round.objects.get(code="DEMO-R1"), browser(cast)
    page = reverse("admin:workflow_round_change", args=[one.pk])
    given = {**row_of(client, page), "opens_on": _typed(1), "closes_on": _typed(2), "basis": DOCUMENT}
    client.post(page, given)
    changed = Round.objects.get(pk=one.pk)
    assert (changed.opens_on, changed.closes_on) == (one.opens_on, one.closes_on)


def test_allocations_are_read_here_alone(cast: Cast) -> None:
    Walk(cast, R1).allocate()
    line = Round.objects.get(code="DEMO-R1").quota_documents.get().lines.order_by("pk")[0]
    client = browser(cast)
    page = reverse("admin:workflow_quotaline_change", args=[line.pk])
    assert client.get(page).status_code == 200
    assert client.post(page, {"amount": "9"}).status_code == 403
    assert client.get(reverse("admin:workflow_quotaline_add")).status_code == 403
