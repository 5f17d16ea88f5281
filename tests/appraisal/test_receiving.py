"""Receiving a letter: number, pinned rules, the day by which it is appraised."""

from datetime import timedelta

import pytest

from tests.appraisal.given import (
    desk,
    head,
    new_version,
    specialist,
    states,
    through_the_unit,
    today,
    tomorrow,
    why,
    yesterday,
)
from tests.appraisal.proof import invalid, refused, stays
from tests.support.walk import R1, R2, Walk
from workflow.appraisal.commands import assign_appraisal, receive_letter
from workflow.appraisal.holds import conclude_hold
from workflow.appraisal.models import Appraisal, Hold
from workflow.audit.models import Entry
from workflow.awards.calendar import CalendarDay, working_day_after
from workflow.awards.models import LegalRegime, StandingBodies
from workflow.directory.models import Organisation, Succession
from workflow.dossiers.door import apply_transition
from workflow.dossiers.models import Letter, Nomination
from workflow.management.demo.cast import Cast
from workflow.procedure.facts import Reason
from workflow.procedure.roles import Role
from workflow.procedure.transitions import Transition
from workflow.worklist.models import WorkItem


def _pinned(lines: list[int]) -> set[tuple[str | None, int]]:
    return set(Nomination.objects.filter(pk__in=lines).values_list("regime__code", "route__version"))


def test_receipt_pins_the_regime_and_the_newest_route_version_in_force(cast: Cast) -> None:
    appraisal, lines = Walk(cast).at_office(2)
    new_version("R1", 2, valid_from=today())
    new_version("R1", 3, valid_from=tomorrow())
    assert _pinned(lines) == {(None, 1)}
    receive_letter(appraisal, "15/ĐẾN", **specialist(cast))
    assert _pinned(lines) == {("LAW-2022-ND152", 2)}
    said = Entry.objects.filter(deed="RECEIVED", stream__in=[f"nomination:{line}" for line in lines])
    assert ['"regime":"LAW-2022-ND152"' in entry.payload for entry in said] == [True, True]


def test_a_version_that_has_ended_is_not_pinned(cast: Cast) -> None:
    appraisal, lines = Walk(cast).at_office(1)
    ended = new_version("R1", 2, valid_from=yesterday())
    type(ended).objects.filter(pk=ended.pk).update(valid_until=yesterday())
    receive_letter(appraisal, "15/ĐẾN", **specialist(cast))
    assert _pinned(lines) == {("LAW-2022-ND152", 1)}


def test_the_day_counts_by_the_version_that_is_pinned(cast: Cast) -> None:
    appraisal, _lines = Walk(cast).at_office(1)
    new_version("R1", 2, valid_from=today(), appraisal_days=7)
    receive_letter(appraisal, "15/ĐẾN", **specialist(cast))
    appraisal.refresh_from_db()
    assert appraisal.due == working_day_after(today(), 7)


def test_a_line_that_comes_again_keeps_the_rules_of_its_first_receipt(cast: Cast) -> None:
    walk = Walk(cast)
    appraisal, lines = walk.assigned(1)
    back = Reason(code="INCOMPLETE", reply_by=tomorrow())
    assert apply_transition(Transition.RETURN_TO_UNIT, lines, **specialist(cast), reason=back).is_whole
    LegalRegime.objects.filter(code="LAW-2022-ND152").update(valid_until=yesterday())
    LegalRegime.objects.filter(code="LAW-2026").update(valid_from=today())
    new_version("R1", 2, valid_from=today())
    letter = Letter.objects.get(case__nominations__in=lines)
    through_the_unit(walk, letter)
    again = Appraisal.objects.get(letter=letter)
    assert again.pk != appraisal.pk
    receive_letter(again, "16/ĐẾN", **specialist(cast))
    assert _pinned(lines) == {("LAW-2022-ND152", 1)}
    said = Entry.objects.filter(deed="RECEIVED", stream=f"nomination:{lines[0]}").order_by("seq")
    assert ['"regime":"LAW-2022-ND152"' in entry.payload for entry in said] == [True, False], "pinned once"


def test_the_due_day_counts_working_days(cast: Cast) -> None:
    appraisal, _lines = Walk(cast).at_office(1)
    days = [today() + timedelta(days=number) for number in range(1, 41)]
    CalendarDay.objects.filter(day__in=days).delete()
    CalendarDay.objects.bulk_create(
        CalendarDay(day=day, works=day not in days[:3], document="minh họa") for day in days
    )
    receive_letter(appraisal, "15/ĐẾN", **specialist(cast))
    appraisal.refresh_from_db()
    assert appraisal.due == today() + timedelta(days=3 + 25)
    item = WorkItem.objects.get(process=appraisal.case_id, finished=None)
    assert (item.flow_task.name, item.role, item.due) == ("assign", "OFFICE_HEAD", appraisal.due)


def test_a_route_without_days_sets_no_due_day(cast: Cast) -> None:
    appraisal, _lines = Walk(cast, R2).at_office(1)
    receive_letter(appraisal, "15/ĐẾN", **cast.acts("ldld-specialist", Role.OFFICE_SPECIALIST, "van-phong-ldld"))
    appraisal.refresh_from_db()
    assert appraisal.due is None


def test_a_letter_is_received_once(cast: Cast) -> None:
    appraisal, _lines = Walk(cast).at_office(1)
    receive_letter(appraisal, "15/ĐẾN", **specialist(cast))
    with refused("desk"):
        receive_letter(appraisal, "16/ĐẾN", **specialist(cast))
    assign_appraisal(appraisal, cast.person("tdkt-specialist-1"), **head(cast))
    with refused("desk"):
        receive_letter(appraisal, "16/ĐẾN", **specialist(cast))
    appraisal.refresh_from_db()
    assert appraisal.incoming_number == "15/ĐẾN"


@pytest.mark.parametrize("number", ["", "   ", "1" * 61], ids=["empty", "blank", "too long"])
def test_a_letter_is_not_received_without_a_usable_number(cast: Cast, number: str) -> None:
    appraisal, _lines = Walk(cast).at_office(1)
    with invalid("incoming_number"):
        receive_letter(appraisal, number, **specialist(cast))


def test_the_longest_number_is_kept_without_the_blanks_around_it(cast: Cast) -> None:
    appraisal, _lines = Walk(cast).at_office(1)
    receive_letter(appraisal, f"  {'1' * 60} ", **specialist(cast))
    appraisal.refresh_from_db()
    assert appraisal.incoming_number == "1" * 60
    assert appraisal.received_at is not None
    assert desk(appraisal.case_id) == "assign"


def test_nothing_is_received_where_no_regime_is_in_force(cast: Cast) -> None:
    appraisal, _lines = Walk(cast).at_office(1)
    LegalRegime.objects.filter(code="LAW-2022-ND152").update(valid_until=yesterday())
    with refused("regime"):
        receive_letter(appraisal, "15/ĐẾN", **specialist(cast))


# The council.


def _council(lines: list[int]) -> set[str | None]:
    return set(Nomination.objects.filter(pk__in=lines).values_list("council__code", flat=True))


def _new_council(code: str) -> Organisation:
    old = Organisation.objects.get(code="hd-tdkt-tinh")
    return Organisation.objects.create(code=code, name=code, type=old.type, parent=old.parent, valid_from=yesterday())


def _bodies_from_today(council: Organisation | None) -> None:
    """The province's bodies by a new document."""
    old = StandingBodies.objects.get(authority__code="ubnd-tinh")
    StandingBodies.objects.filter(pk=old.pk).update(valid_until=yesterday())
    StandingBodies.objects.create(
        authority=old.authority, office=old.office, council=council, valid_from=today(), document="QĐ minh họa"
    )


def test_receipt_pins_the_council_of_that_day(cast: Cast) -> None:
    appraisal, lines = Walk(cast).at_office(2)
    _bodies_from_today(_new_council("hd-moi"))
    assert _council(lines) == {"hd-tdkt-tinh"}
    receive_letter(appraisal, "15/ĐẾN", **specialist(cast))
    assert _council(lines) == {"hd-moi"}
    entry = Entry.objects.get(deed="RECEIVED", stream=f"nomination:{lines[0]}")
    assert f'"council":{Organisation.objects.get(code="hd-moi").pk}' in entry.payload


def test_receipt_pins_the_council_that_carries_the_work_of_the_old_one(cast: Cast) -> None:
    appraisal, lines = Walk(cast).at_office(1)
    old, new = Organisation.objects.get(code="hd-tdkt-tinh"), _new_council("hd-moi")
    Organisation.objects.filter(pk=old.pk).update(valid_until=yesterday())
    Succession.objects.create(old=old, new=new, kind="RENAME", takes_effect=today(), document="QĐ minh họa")
    receive_letter(appraisal, "15/ĐẾN", **specialist(cast))
    assert _council(lines) == {"hd-moi"}


def test_a_line_received_before_keeps_its_council(cast: Cast) -> None:
    walk = Walk(cast)
    _appraisal, lines = walk.assigned(1)
    back = Reason(code="INCOMPLETE", reply_by=tomorrow())
    assert apply_transition(Transition.RETURN_TO_UNIT, lines, **specialist(cast), reason=back).is_whole
    _bodies_from_today(_new_council("hd-moi"))
    letter = Letter.objects.get(case__nominations__in=lines)
    through_the_unit(walk, letter)
    receive_letter(Appraisal.objects.get(letter=letter), "16/ĐẾN", **specialist(cast))
    assert _council(lines) == {"hd-tdkt-tinh"}


@pytest.mark.parametrize("how", ["none is named", "it is dissolved", "no bodies are in force"])
def test_nothing_is_received_where_the_route_asks_for_a_council_and_none_is_in_force(cast: Cast, how: str) -> None:
    appraisal, _lines = Walk(cast).at_office(1)
    if how == "none is named":
        _bodies_from_today(None)
    elif how == "it is dissolved":
        Organisation.objects.filter(code="hd-tdkt-tinh").update(valid_until=yesterday())
    else:
        StandingBodies.objects.filter(authority__code="ubnd-tinh").update(valid_until=yesterday())
    with refused("council"):
        receive_letter(appraisal, "15/ĐẾN", **specialist(cast))


def test_a_route_without_a_council_needs_none(cast: Cast) -> None:
    appraisal, lines = Walk(cast).at_office(1)
    new_version("R1", 2, valid_from=today(), council=False)
    _bodies_from_today(None)
    receive_letter(appraisal, "15/ĐẾN", **specialist(cast))
    assert _council(lines) == {None}


def test_a_line_ruled_on_before_its_letter_was_received_is_pinned_when_it_is_reopened(cast: Cast) -> None:
    appraisal, lines = Walk(cast).at_office(1)
    hold = Reason("Đang xác minh", code="COMPLAINT", document="CV 1", review_on=tomorrow())
    assert apply_transition(Transition.HOLD_AT_OFFICE, lines, **head(cast), reason=hold).is_whole
    conclude_hold(Hold.objects.get(case__nominations__in=lines), "KL 2", **head(cast))
    ruled = Reason("Lý do (minh họa)", code="OTHER")
    assert apply_transition(Transition.RULE_INELIGIBLE_ON_HOLD, lines, **head(cast), reason=ruled).is_whole
    assert _pinned(lines) == {(None, 1)}
    again = Reason("Khiếu nại đúng", document="CV 3")
    assert apply_transition(Transition.REOPEN_INELIGIBLE, lines, **head(cast), reason=again).is_whole
    assert _pinned(lines) == {("LAW-2022-ND152", 1)}
    assert desk(Nomination.objects.get(pk=lines[0]).case_id or 0) == "assign"
    assert appraisal.received_at is None


def test_the_unit_recalls_a_line_until_it_is_received(cast: Cast) -> None:
    walk = Walk(cast, R1)
    appraisal, lines = walk.at_office(2)
    assert apply_transition(Transition.RECALL_FROM_OFFICE, lines[:1], **walk.head).is_whole
    assert states(lines) == ["DRAFT", "WITH_OFFICE"]
    receive_letter(appraisal, "15/ĐẾN", **specialist(cast))
    with stays({lines[1]: "recall"}) as reports:
        reports.append(apply_transition(Transition.RECALL_FROM_OFFICE, lines[1:], **walk.head, reason=why))
