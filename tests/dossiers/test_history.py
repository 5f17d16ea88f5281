"""Past awards: nobody is taken for somebody else, no line is recorded twice, and nothing is edited or lost quietly."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from tests.directory.given import last_entry
from tests.dossiers.history_given import SPECIALIST, authority, keeper, past, recorded, sheet
from tests.dossiers.letters_given import rules_of, unwritten, watched
from tests.support.walk import Walk
from workflow.directory.models import Organisation, Person
from workflow.dossiers.history import PastAward
from workflow.dossiers.history_commands import record_history, remove_past_award
from workflow.dossiers.history_rows import Past, check_history
from workflow.dossiers.letters import send_letter
from workflow.dossiers.list_columns import CheckedList
from workflow.dossiers.reports import Refused
from workflow.dossiers.uploaded import KEPT_DAYS, UploadedHistory, forget_lists, keep_history
from workflow.management.demo import drafts
from workflow.management.demo.cast import Cast
from workflow.procedure.roles import Role


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    """What is said is said in English."""
    with override("en"):
        yield


def checked(cast: Cast, *rows: list[Any]) -> CheckedList[Past]:
    """The rows as they are judged."""
    return check_history(sheet(*rows), authority(cast), timezone.localdate())


def problem(cast: Cast, *rows: list[Any]) -> tuple[str, str]:
    """Cell and reason of the one thing that is wrong."""
    ((one,),) = [each.problems for each in checked(cast, *rows).bad]
    return one.cell, one.reason


def name(cast: Cast, number: int) -> str:
    """The name of a demo nominee."""
    return cast.person(f"nominee-{number:02d}").full_name


# Judging -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cells", "cell"),
    [
        ({"decided_on": "hôm qua"}, "K2"),
        ({"decided_on": date(2199, 1, 1)}, "K2"),
        ({"decided_on": ""}, "K2"),
        ({"decision_number": ""}, "J2"),
        ({"decision_number": "9" * 61}, "J2"),
        ({"achievement_title": ""}, "L2"),
        ({"award_form": "Huân chương Sao vàng"}, "H2"),
        ({"kind": "Ai đó"}, "B2"),
        ({"birth_year": "85"}, "E2"),
        ({"period_from": "01/01/2022"}, "N2"),
        ({"period_from": "02/01/2022", "period_to": "01/01/2022"}, "N2"),
        ({"campaign": "Phong trào không có"}, "O2"),
        ({"code": "khong-co-ma"}, "C2"),
    ],
)
def test_what_is_wrong_is_said_with_its_cell(cast: Cast, cells: dict[str, Any], cell: str) -> None:
    assert problem(cast, past("Người Ngoài Danh Sách", **cells))[0] == cell


def test_whoever_is_in_no_list_is_kept_by_name(cast: Cast) -> None:
    assert recorded(cast, past("Người Ngoài Danh Sách", birth_year="1950")).made == {"past_awards": 1}
    one = PastAward.objects.get()
    assert (one.nominee, one.name, one.birth_year, one.folded_name) == (
        None,
        "Người Ngoài Danh Sách",
        1950,
        "nguoi ngoai danh sach",
    )


def test_a_person_of_the_list_is_the_nominee_of_nominations(cast: Cast) -> None:
    _letter, (line,) = Walk(cast).drafted(1)
    recorded(cast, past(name(cast, 1)), past(name(cast, 2), code=cast.person("nominee-02").code))
    first, second = PastAward.objects.order_by("pk")
    assert first.nominee is not None
    assert first.nominee.nominations.get().pk == line
    assert second.nominee is not None
    assert second.nominee.person == cast.person("nominee-02")


def test_namesakes_are_shown_and_never_merged(cast: Cast) -> None:
    Person.objects.create(full_name=name(cast, 1), code="namesake")
    cell, reason = problem(cast, past(name(cast, 1)))
    assert (cell, "namesake" in reason, cast.person("nominee-01").code in reason) == ("D2", True, True)
    found = checked(cast, past(name(cast, 1), code="namesake"), past(name(cast, 1), code="none"))
    assert [one.whom.key if one.whom else "" for _row, one in found.good] == [
        f"person:{Person.objects.get(code='namesake').pk}",
        "",
    ]


def test_a_name_without_its_marks_is_asked_about(cast: Cast) -> None:
    person = cast.person("nominee-01")
    assert person.code in problem(cast, past(person.folded_name))[1]


def test_a_body_that_exists_no_longer_is_found(cast: Cast) -> None:
    body = cast.organisation("so-nnmt")
    Organisation.objects.filter(pk=body.pk).update(valid_until=timezone.localdate() - timedelta(days=1))
    ((_row, one),) = checked(cast, past(body.name, kind="Tập thể")).good
    assert one.whom is not None
    assert one.whom.organisation == body.pk


def test_namesakes_of_one_decision_are_two_lines(cast: Cast) -> None:
    Person.objects.create(full_name=name(cast, 1), code="namesake")
    rows = [past(name(cast, 1), code=code) for code in ("namesake", cast.person("nominee-01").code, "không")]
    assert recorded(cast, *rows).made == {"past_awards": 3}
    assert len(checked(cast, *rows).there) == 3


def test_one_line_of_one_decision_stands_once(cast: Cast) -> None:
    found = checked(cast, past("Ai Đó"), past("ai  đó"), past("Ai Đó", decision_number="13/QĐ"))
    assert ([row.number for row, _one in found.good], [row.number for row in found.bad]) == ([2, 4], [3])
    assert "Row 2" in found.bad[0].problems[0].reason


@pytest.mark.parametrize("many", [10, 200])
def test_a_list_is_judged_by_a_constant_number_of_statements(cast: Cast, many: int) -> None:
    rows = [past(f"Người thứ {number}") for number in range(many)]
    with CaptureQueriesContext(connection) as captured:
        assert len(checked(cast, *rows).good) == many
    assert len(captured) == 9


# Recording ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "role"),
    [
        ("yte-office-head", Role.OFFICE_HEAD),
        ("nnmt-officer", Role.UNIT_OFFICER),
        ("tdkt-clerk", Role.RECORDS_CLERK),
        ("administrator", Role.ADMINISTRATOR),
    ],
)
def test_only_the_office_of_the_authority_records_and_removes(cast: Cast, who: str, role: Role) -> None:
    recorded(cast, past("Ai Đó"))
    by: dict[str, Any] = {"actor": cast.user(who), "capacity": cast.post(who, role)}
    uploaded = keep_history(authority(cast), cast.person(who).pk, "a.xlsx", sheet(past("Ai Khác")))
    with watched(by["actor"], "role"), pytest.raises(Refused):
        record_history(uploaded, uploaded.mark, **by)
    with watched(by["actor"], "role"), pytest.raises(Refused):
        remove_past_award(PastAward.objects.get(), "Sai", **by)


def test_a_corrected_list_records_exactly_what_was_missing(cast: Cast) -> None:
    rows = [past(name(cast, 1)), past("Ai Đó"), past("Ai Khác", decided_on="hôm qua")]
    assert recorded(cast, *rows).made == {"past_awards": 2}
    again = [*rows[:2], past("Ai Khác")]
    assert [len(part) for part in (checked(cast, *again).there, checked(cast, *again).good)] == [2, 1]
    assert recorded(cast, *again).made == {"past_awards": 1}
    with pytest.raises(ValidationError) as wrong:
        recorded(cast, *again)
    assert wrong.value.message_dict == {"seen_list": ["No row of the list can be recorded."]}
    assert PastAward.objects.count() == 3


def test_whoever_was_kept_by_name_is_not_recorded_again_when_the_list_of_people_knows_them(cast: Cast) -> None:
    recorded(cast, past("Ai Đó"))
    Person.objects.create(full_name="Ai Đó", code="known-later")
    assert len(checked(cast, past("Ai Đó")).there) == 1


def test_a_list_that_was_replaced_is_not_recorded_unseen(cast: Cast) -> None:
    person = cast.person(SPECIALIST).pk
    old = keep_history(authority(cast), person, "a.xlsx", sheet(past("Ai Đó")))
    mark = old.mark
    keep_history(authority(cast), person, "b.xlsx", sheet(past("Ai Khác")))
    with unwritten(), pytest.raises(ValidationError, match="Another list was uploaded meanwhile"):
        record_history(old, mark, **keeper(cast))


def test_what_was_recorded_stands_in_the_record_of_the_office(cast: Cast) -> None:
    recorded(cast, past("Ai Đó"))
    deed, person, data, personal = last_entry(f"organisation:{cast.organisation('ban-tdkt').pk}")
    assert (deed, person, data["authority"], data["lines"], personal) == (
        "PAST_AWARDS_RECORDED",
        cast.person(SPECIALIST).pk,
        authority(cast).code,
        1,
        {},
    )


def test_the_database_holds_a_line_once(cast: Cast) -> None:
    recorded(cast, past("Ai Đó"))
    one = PastAward.objects.get()
    one.pk = None
    with pytest.raises(IntegrityError):
        one.save()


def test_an_uploaded_history_is_forgotten_after_a_month(cast: Cast) -> None:
    uploaded = keep_history(authority(cast), cast.person(SPECIALIST).pk, "a.xlsx", sheet(past("Ai Đó")))
    then = uploaded.uploaded_at + timedelta(days=KEPT_DAYS)
    assert (forget_lists(then), UploadedHistory.objects.count()) == (0, 1)
    assert (forget_lists(then + timedelta(minutes=1)), UploadedHistory.objects.count()) == (1, 0)


# Removing ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", ["", "   ", "x" * 1001])
def test_an_award_is_not_removed_without_a_reason(cast: Cast, reason: str) -> None:
    recorded(cast, past("Ai Đó"))
    with unwritten(), pytest.raises(ValidationError):
        remove_past_award(PastAward.objects.get(), reason, **keeper(cast))


def test_a_removed_award_stays_with_its_reason_and_may_be_recorded_anew(cast: Cast) -> None:
    recorded(cast, past("Ai Đó"))
    one = PastAward.objects.get()
    remove_past_award(one, "Nhập sai số quyết định", **keeper(cast))
    one.refresh_from_db()
    assert (one.removed_for, one.removed_by) == ("Nhập sai số quyết định", cast.person(SPECIALIST).pk)
    deed, _person, data, personal = last_entry(f"organisation:{cast.organisation('ban-tdkt').pk}")
    assert (deed, data["past_award"], personal) == (
        "PAST_AWARD_REMOVED",
        one.pk,
        {"reason": "Nhập sai số quyết định"},
    )
    with unwritten(), pytest.raises(ValidationError, match="removed already"):
        remove_past_award(one, "Lần nữa", **keeper(cast))
    assert recorded(cast, past("Ai Đó")).made == {"past_awards": 1}


# One merit, one award ----------------------------------------------------------------------------------


def sends(cast: Cast) -> list[str]:
    """By which rules a line of the first demo nominee stays with its unit."""
    walk = Walk(cast)
    letter, (line,) = walk.drafted(1)
    return rules_of(send_letter(letter, **walk.officer)).get(line, [])


def test_an_award_for_the_same_title_asks_for_a_ground(cast: Cast) -> None:
    title = Walk(cast).persons(1)[0].achievement_title
    recorded(cast, past(name(cast, 1), achievement_title=title))
    assert sends(cast) == ["R-DUP-MERIT"]


def test_an_award_for_days_in_common_asks_for_a_ground(cast: Cast) -> None:
    _since, until = drafts.period()
    recorded(cast, past(name(cast, 1), period_from=until, period_to=until))
    assert sends(cast) == ["R-DUP-MERIT"]


def test_another_award_does_not_stand_in_the_way(cast: Cast) -> None:
    since, until = drafts.period()
    title = Walk(cast).persons(1)[0].achievement_title
    before = {"period_from": since - timedelta(days=9), "period_to": since - timedelta(days=1)}
    recorded(cast, past(name(cast, 1)), past(name(cast, 1), **before, decision_number="2/QĐ"))
    recorded(cast, past(name(cast, 2), achievement_title=title, period_from=since, period_to=until))
    assert sends(cast) == []


def test_a_removed_award_does_not_stand_in_the_way(cast: Cast) -> None:
    title = Walk(cast).persons(1)[0].achievement_title
    recorded(cast, past(name(cast, 1), achievement_title=title))
    remove_past_award(PastAward.objects.get(), "Sai", **keeper(cast))
    assert sends(cast) == []
