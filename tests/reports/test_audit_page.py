"""The auditor's page: who may read what of the record, how it is narrowed, and what a verification says."""

import re
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.administration.given import browser
from tests.directory.given import administrator, day
from tests.support.everything import everything, written
from tests.support.walk import R1, R2, Walk
from workflow.audit.models import Entry, Verification
from workflow.directory.commands import appoint
from workflow.directory.models import Appointment, Organisation
from workflow.dossiers.models import Nomination
from workflow.management.demo.cast import Cast
from workflow.procedure.roles import Role
from workflow.reports import verifying

PAGE = "/audit/"


def _lines(client: Client, **asked: Any) -> list[Any]:
    answer = client.get(PAGE, dict(asked))
    assert answer.status_code == 200
    return list(answer.context["lines"])


def _streams(client: Client, **asked: Any) -> set[str]:
    return {line.entry.stream for line in _lines(client, **asked)}


@pytest.mark.parametrize("name", ["administrator", "chairman", "tdkt-head", "nnmt-officer", "mttq-oversight"])
def test_whoever_is_no_auditor_finds_nothing(cast: Cast, name: str) -> None:
    client = browser(cast, name)
    before = everything()
    assert client.get(PAGE).status_code == 404
    assert client.post(reverse("audit_verify")).status_code == 404
    assert written(before, everything()) == {}


def test_an_auditor_reads_what_was_sent_and_nothing_of_a_draft(cast: Cast) -> None:
    _letter, sent = Walk(cast, R1).at_office(2)
    draft, drafts = Walk(cast, R1).drafted(2, first=5)
    found = _streams(browser(cast, "inspector"))
    assert {f"nomination:{line}" for line in sent} <= found
    assert not found & {f"letter:{draft.pk}", *(f"nomination:{line}" for line in drafts)}


def test_an_auditor_reads_nothing_of_another_tree(cast: Cast) -> None:
    Walk(cast, R2).at_office(1)
    found = _streams(browser(cast, "inspector"))
    labour = Organisation.objects.get(code="cdcs-ladophar")
    assert not {one for one in found if one.startswith(("nomination:", "letter:", f"organisation:{labour.pk}"))}


def test_an_auditor_of_one_department_reads_that_department_alone(cast: Cast) -> None:
    Walk(cast, R1).at_office(1)
    _appointed(cast, "nominee-30", "so-y-te")
    client = Client(headers={"accept-language": "en"})
    client.force_login(_user(cast, "nominee-30"))
    assert not {one for one in _streams(client) if one.startswith("nomination:")}


def _appointed(cast: Cast, name: str, at: str) -> None:
    person, body = cast.person(name), Organisation.objects.get(code=at)
    by = administrator(cast)
    given: dict[str, Any] = {"title": "Thanh tra viên", "document": "1/QĐ", "from_day": day(0)}
    appoint(person, Role.AUDITOR, body, by["by"], capacity=by["capacity"], **given)


def _user(cast: Cast, name: str) -> Any:
    users = type(cast.user("inspector")).objects
    return users.create(username=name, person=cast.person(name))


def test_entries_are_narrowed_by_person_object_deed_and_time(cast: Cast) -> None:
    appraisal, (first, second) = Walk(cast, R1).at_office(2)
    letter = f"letter:{appraisal.letter_id}"
    client = browser(cast, "inspector")
    assert _streams(client, kind="nomination", key=first) == {f"nomination:{first}"}
    assert _streams(client, kind="letter", key=appraisal.letter_id) == {letter}
    by_deed = _lines(client, deed="SEND_TO_HEAD")
    assert {line.entry.deed for line in by_deed} == {"SEND_TO_HEAD"}
    assert {line.entry.stream for line in by_deed} == {f"nomination:{first}", f"nomination:{second}"}
    officer = Walk(cast, R1).officer["actor"].person
    name = officer.folded_name.partition(" (")[0]
    assert {line.entry.person_id for line in _lines(client, person=name)} >= {officer.pk}
    tomorrow, today = day(1).strftime("%d/%m/%Y"), day(0).strftime("%d/%m/%Y")
    assert _lines(client, since=tomorrow) == []
    assert len(_lines(client, since=today, until=today)) == len(_lines(client))
    assert _lines(client, until=day(-1).strftime("%d/%m/%Y")) == []


def test_an_object_out_of_sight_is_not_found_by_its_number(cast: Cast) -> None:
    _letter, (line,) = Walk(cast, R1).drafted(1)
    assert _lines(browser(cast, "inspector"), kind="nomination", key=line) == []


def test_entries_stand_newest_first_and_lead_to_their_dossiers(cast: Cast) -> None:
    _letter, (line,) = Walk(cast, R1).at_office(1)
    client = browser(cast, "inspector")
    page = client.get(PAGE)
    keys = [one.entry.pk for one in page.context["lines"]]
    assert keys == sorted(keys, reverse=True)
    assert reverse("dossier", args=[line]) in page.content.decode()
    assert Nomination.objects.get(pk=line).nominee_name in page.content.decode()


def test_personal_detail_is_told_of_nominations_and_not_of_people(cast: Cast) -> None:
    by = administrator(cast)
    body = cast.post("administrator", Role.ADMINISTRATOR).organisation
    page = reverse("admin:workflow_person_add")
    given = {"code": "p-1", "full_name": "Lò Thị Riêng Tư", "nationality": "VN", "basis": "77/CV-MH"}
    assert browser(cast).post(page, given).status_code == 302
    shown = browser(cast, "inspector").get(f"{PAGE}?kind=organisation&key={body.pk}").content.decode()
    assert "77/CV-MH" in shown
    assert "Riêng Tư" not in shown
    assert by["by"].person is not None


def test_a_page_asks_as_much_for_many_entries_as_for_few(cast: Cast) -> None:
    client = browser(cast, "inspector")
    counts = []
    for first, many in ((1, 2), (10, 30)):
        Walk(cast, R1).at_office(many, first=first)
        client.get(PAGE)
        with CaptureQueriesContext(connection) as asked:
            client.get(PAGE)
        counts.append(len(asked))
    assert counts[1] <= counts[0], "what has no row on the page is not asked for"
    whole = re.compile(r'FROM "workflow_audit_entry"\s*$')
    assert not any("COUNT(*)" in one["sql"] and whole.search(one["sql"]) for one in asked)


def test_a_verification_is_kept_and_shown(cast: Cast) -> None:
    Walk(cast, R1).at_office(1)
    client = browser(cast, "inspector")
    assert client.get(reverse("audit_verify")).status_code == 405
    assert not Verification.objects.exists()
    assert client.post(reverse("audit_verify")).status_code == 302
    assert [(run.check_of, run.findings) for run in Verification.objects.order_by("pk")] == [("RECORD", 0), ("DATA", 0)]
    assert "nothing was found" in client.get(PAGE).content.decode()


def test_a_finding_is_shown(cast: Cast) -> None:
    Walk(cast, R1).at_office(1)
    Nomination.objects.update(version=99)
    client = browser(cast, "inspector")
    client.post(reverse("audit_verify"))
    run = Verification.objects.get(check_of="RECORD")
    assert run.findings == 1
    assert run.first in client.get(PAGE).content.decode()


def test_a_large_record_is_left_to_the_operator(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verifying, "MOST", 0)
    Walk(cast, R1).at_office(1)
    client = browser(cast, "inspector")
    client.post(reverse("audit_verify"))
    assert not Verification.objects.exists()
    assert "manage.py verify_audit --record" in client.get(PAGE).content.decode()


@pytest.mark.django_db
def test_the_operators_commands_keep_what_they_say_when_asked(cast: Cast) -> None:
    del cast
    call_command("verify_audit", stdout=StringIO())
    assert not Verification.objects.exists()
    call_command("verify_audit", record=True, stdout=StringIO())
    call_command("check_consistency", record=True, stdout=StringIO())
    assert [run.check_of for run in Verification.objects.order_by("pk")] == ["RECORD", "DATA"]
    assert Verification.objects.order_by("pk")[0].entries == Entry.objects.count()


def test_an_auditor_whose_post_has_ended_finds_nothing(cast: Cast) -> None:
    Appointment.objects.filter(role=Role.AUDITOR.value).update(until=timezone.localdate() - timedelta(days=1))
    assert browser(cast, "inspector").get(PAGE).status_code == 404
