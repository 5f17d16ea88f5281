"""The achievement file: awards as they stand now, of earlier years too, by whichever body; proposals by sight alone."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.appraisal.given import today
from tests.decisions.given import Authority
from tests.decisions.test_effects_of_revoking import further
from tests.dossiers.pages_given import signed_in, text_of
from tests.support.walk import R1
from workflow.awards.models import AwardForm
from workflow.database.texts import folded
from workflow.directory.models import Succession
from workflow.dossiers.history import PastAward, line_of
from workflow.dossiers.models import Nomination, Nominee
from workflow.management.demo import drafts
from workflow.management.demo.cast import Cast
from workflow.workbooks.reading import read_workbook


def file(client: Client, nominee: int) -> Any:
    """The file as the page was given it."""
    answer = client.get(reverse("achievement", args=[nominee]))
    assert answer.status_code == 200
    return answer.context["file"]


def nominee_of(line: int) -> int:
    """The nominee of a line."""
    return Nomination.objects.get(pk=line).nominee_id


def past(nominee: int, number: str, decided_on: date, cast: Cast, name: str = "Lý Thu Hà") -> PastAward:
    """An award of an earlier year."""
    return PastAward.objects.create(
        nominee_id=nominee,
        nominee_kind=Nominee.objects.get(pk=nominee).kind,
        name=name,
        folded_name="ly thu ha",
        award_form=AwardForm.objects.get(code="GK"),
        authority=cast.organisation("ubnd-tinh"),
        authority_name="UBND tỉnh (cũ)",
        number=number,
        folded_number=number.lower(),
        decided_on=decided_on,
        achievement_title="Thành tích năm trước (minh họa)",
        line=line_of((number,), (name,)),
        recorded_at=timezone.now(),
    )


def found(client: Client, text: str) -> list[int]:
    """Whom the search finds."""
    return [one.pk for one in client.get(reverse("achievements"), {"q": text}).context["page"]]


# Who reads what ----------------------------------------------------------------------------------------


def test_nobody_is_looked_for_without_a_word(cast: Cast) -> None:
    Authority(cast).issued(1)
    assert found(signed_in(cast, "inspector"), "  ") == []


def test_a_person_with_nothing_but_a_draft_has_a_file_for_its_unit_alone(cast: Cast) -> None:
    nominee = nominee_of(further(cast))
    name = cast.person("nominee-01").full_name
    own, other = signed_in(cast, "nnmt-officer"), signed_in(cast, "gddt-officer")
    assert found(own, name) == [nominee]
    assert [one.state for one in file(own, nominee).others] == ["DRAFT"]
    assert found(other, name) == []
    assert other.get(reverse("achievement", args=[nominee])).status_code == 404
    assert other.get(reverse("achievement_workbook", args=[nominee])).status_code == 404


def test_awards_are_read_by_every_unit_and_refusals_only_by_those_who_see_the_dossier(cast: Cast) -> None:
    authority = Authority(cast)
    decision, lines = authority.signed(2, declined=[1])
    authority.issue(decision)
    decision.refresh_from_db()
    awarded, refused = (nominee_of(line) for line in lines)
    further_line = further(cast)
    own, other = signed_in(cast, "nnmt-officer"), signed_in(cast, "gddt-officer")
    (given,) = file(other, awarded).awards
    assert (given.number, given.standing, given.pk) == (decision.number, "VALID", None)
    assert list(file(other, awarded).others) == []
    assert other.get(reverse("achievement", args=[refused])).status_code == 404
    assert [one.pk for one in file(own, awarded).awards] == [lines[0]]
    assert [one.pk for one in file(own, awarded).others] == [further_line]
    assert [one.state for one in file(own, refused).others] == ["NOT_AWARDED"]


@pytest.mark.parametrize("who", ["police-consulted", "administrator"])
def test_whoever_is_asked_for_an_opinion_or_configures_has_no_such_page(cast: Cast, who: str) -> None:
    assert signed_in(cast, who).get(reverse("achievements")).status_code == 404


# How awards stand --------------------------------------------------------------------------------------


def test_awards_stand_as_corrected_and_revoked_with_the_decisions_named(cast: Cast) -> None:
    authority = Authority(cast)
    _decision, (line, other) = authority.issued(2)
    correction = authority.corrected(line, title="Trưởng phòng")
    client = signed_in(cast, "gddt-officer")
    (given,) = file(client, nominee_of(line)).awards
    assert (given.standing, given.title) == ("CORRECTED", "Trưởng phòng")
    assert list(given.later) == [correction]
    revocation = authority.revoked([line, other])
    (given,) = file(client, nominee_of(line)).awards
    assert (given.standing, given.title) == ("REVOKED", "Trưởng phòng")
    assert list(given.later) == [correction, revocation]
    assert revocation.number in text_of(client.get(reverse("achievement", args=[nominee_of(line)])))


def test_awards_of_earlier_years_stand_beside_those_of_this_system_the_newest_first(cast: Cast) -> None:
    decision, (line,) = Authority(cast).issued(1)
    decision.refresh_from_db()
    nominee = nominee_of(line)
    past(nominee, "12/QĐ-UBND", date(2019, 5, 4), cast)
    past(nominee, "7/QĐ-UBND", date(2021, 5, 4), cast)
    removed = past(nominee, "8/QĐ-UBND", date(2022, 5, 4), cast)
    PastAward.objects.filter(pk=removed.pk).update(removed_at=timezone.now(), removed_for="Nhầm")
    given = file(signed_in(cast, "inspector"), nominee).awards
    assert [one.number for one in given] == [decision.number, "7/QĐ-UBND", "12/QĐ-UBND"]


def test_a_name_is_found_without_marks_and_as_corrected(cast: Cast) -> None:
    authority = Authority(cast)
    _decision, (line, _other) = authority.issued(2)
    client = signed_in(cast, "gddt-officer")
    drafted = cast.person("nominee-01").full_name
    plain = folded(drafted)
    assert plain.isascii()
    assert found(client, plain.upper()) == [nominee_of(line)]
    name = f"{drafted}g"
    authority.corrected(line, name=name)
    assert found(client, name) == [nominee_of(line)]


# Bodies ------------------------------------------------------------------------------------------------


def test_a_body_has_the_awards_of_those_whose_work_it_carries_on(cast: Cast) -> None:
    authority = Authority(cast)
    _decision, (line,) = authority.issued(entries=[drafts.collective("so-nnmt", R1.award_form)])
    old, heir = cast.organisation("so-nnmt"), cast.organisation("so-gddt")
    Succession.objects.create(
        old=old, new=heir, kind="MERGE", takes_effect=today() - timedelta(days=1), document="NQ (minh họa)"
    )
    nominee = Nominee.objects.create(key="organisation:heir", kind="COLLECTIVE", organisation=heir)
    client = signed_in(cast, "inspector")
    seen = file(client, nominee.pk)
    assert [(one.of, one.number != "") for one in seen.awards] == [(old.name, True)]
    assert next((one.nominee, one.name) for one in seen.before) == (nominee_of(line), old.name)
    assert [one.pk for one in file(client, nominee_of(line)).heirs] == [nominee.pk]


def test_a_succession_that_has_not_taken_effect_carries_nothing(cast: Cast) -> None:
    authority = Authority(cast)
    authority.issued(entries=[drafts.collective("so-nnmt", R1.award_form)])
    heir = cast.organisation("so-gddt")
    Succession.objects.create(
        old=cast.organisation("so-nnmt"),
        new=heir,
        kind="MERGE",
        takes_effect=today() + timedelta(days=1),
        document="NQ (minh họa)",
    )
    nominee = Nominee.objects.create(key="organisation:heir", kind="COLLECTIVE", organisation=heir)
    assert signed_in(cast, "inspector").get(reverse("achievement", args=[nominee.pk])).status_code == 404


# Forms of it -------------------------------------------------------------------------------------------


def test_the_workbook_says_what_the_page_says(cast: Cast) -> None:
    authority = Authority(cast)
    decision, (line,) = authority.issued(1)
    decision.refresh_from_db()
    revocation = authority.revoked([line])
    past(nominee_of(line), "12/QĐ-UBND", date(2019, 5, 4), cast)
    answer = signed_in(cast, "inspector").get(reverse("achievement_workbook", args=[nominee_of(line)]))
    assert answer["Content-Disposition"].startswith("attachment")
    rows = read_workbook(BytesIO(answer.content)).rows
    listed = [row for row in rows if row and row[0] in {1, 2, "1", "2"}]
    assert [row[2] for row in listed] == [decision.number, "12/QĐ-UBND"]
    assert str(listed[0][-1]).endswith(revocation.number)


def test_the_file_takes_a_constant_number_of_statements(cast: Cast) -> None:
    _decision, (line,) = Authority(cast).issued(1)
    nominee = nominee_of(line)
    client = signed_in(cast, "inspector")
    few = counted(client, nominee)
    for number in range(5):
        past(nominee, f"{number}/QĐ-UBND", date(2018, 1, 1 + number), cast)
    assert counted(client, nominee) == few


def counted(client: Client, nominee: int) -> int:
    """How many statements the page takes."""
    with CaptureQueriesContext(connection) as captured:
        file(client, nominee)
    return len(captured.captured_queries)
