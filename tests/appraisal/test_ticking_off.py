"""The specialist ticks off what came back, item by item; before that nothing is concluded on the line."""

import pytest
from django.utils import translation

from tests.appraisal.given import (
    appraised,
    head,
    sheets,
    specialist,
    states,
    through_the_unit,
    valid_sheets,
    yesterday,
)
from tests.appraisal.proof import invalid, refused_lines, stays
from tests.support.asked import answer_all, criterion, document, field_named, other, tick_off
from tests.support.walk import R4, Walk
from workflow.appraisal.asked import AskedItem
from workflow.appraisal.commands import appraise, approve_appraisal, submit_appraisal
from workflow.appraisal.models import SupplementItem, SupplementRequest
from workflow.appraisal.supplements import ItemAnswer, Tick, answer_items, request_supplement, settle_items
from workflow.audit.models import Entry
from workflow.dossiers.act import SYSTEM
from workflow.dossiers.answer_marks import Answer
from workflow.dossiers.answers import Paper, answer_criteria, attach_papers
from workflow.dossiers.care import cautions_on
from workflow.dossiers.door import apply_transition
from workflow.dossiers.drafting import edit_nomination
from workflow.dossiers.letters import send_letter
from workflow.dossiers.models import Letter, Nomination
from workflow.management.demo.cast import Cast
from workflow.management.demo.papers import paper
from workflow.procedure.cautions import BEFORE_SIGNING, IN_THE_OFFICE
from workflow.procedure.facts import Reason
from workflow.procedure.transitions import Transition

YES = Tick(accepted=True)


def _back(cast: Cast, *items: AskedItem, lines: int = 1) -> tuple[Walk, list[int], list[int]]:
    """The first line has come back with all items said to be done: the walk, the lines, the items."""
    walk = Walk(cast)
    _appraisal, every = walk.assigned(lines)
    request_supplement({every[0]: items or (other(), other("Thêm"))}, **specialist(cast))
    answer_all(every[:1], walk.officer)
    through_the_unit(walk, Letter.objects.get(kind="SUPPLEMENTARY"))
    return walk, every, list(SupplementItem.objects.order_by("pk").values_list("pk", flat=True))


def test_each_item_is_accepted_or_not_and_why(cast: Cast) -> None:
    _walk, (line,), (first, second) = _back(cast)
    settle_items({first: YES, second: Tick(accepted=False, remark=" Chưa rõ ")}, **specialist(cast))
    kept = SupplementItem.objects.order_by("pk").values_list("accepted", "remark", "settled_by__full_name")
    name = cast.person("tdkt-specialist-1").full_name
    assert list(kept) == [(True, "", name), (False, "Chưa rõ", name)]
    entry = Entry.objects.filter(stream=f"nomination:{line}", deed="ITEM_TICKED_OFF").get()
    assert f'"items":{{"{first}":true,"{second}":false}}' in entry.payload


def test_a_tick_may_be_set_anew_while_the_line_is_under_appraisal(cast: Cast) -> None:
    _walk, lines, (first, second) = _back(cast, lines=2)
    settle_items({first: YES, second: YES}, **specialist(cast))
    settle_items({second: Tick(accepted=False, remark="Xem lại")}, **specialist(cast))
    assert SupplementItem.objects.get(pk=second).accepted is False
    appraisal = SupplementRequest.objects.get().appraisal
    appraise(appraisal, sheets(lines), **specialist(cast))
    submit_appraisal(appraisal, **specialist(cast))
    assert approve_appraisal(appraisal, **head(cast)).is_whole
    with refused_lines({lines[0]: "state"}):
        settle_items({first: YES}, **specialist(cast))


def test_every_bad_tick_is_named_and_none_is_kept(cast: Cast) -> None:
    _walk, _lines, (first, second) = _back(cast)
    ticks = {first: YES, second: Tick(accepted=False, remark="  "), 10**9: YES}
    with invalid(f"ticks[{second}].remark", f"ticks[{10**9}].accepted"):
        settle_items(ticks, **specialist(cast))
    with invalid(f"ticks[{first}].remark"):
        settle_items({first: Tick(accepted=True, remark="x" * 4001)}, **specialist(cast))
    with invalid("ticks"):
        settle_items({}, **specialist(cast))


def test_what_has_not_come_back_is_not_ticked_off(cast: Cast) -> None:
    walk = Walk(cast)
    _appraisal, (line,) = walk.assigned(1)
    request_supplement({line: [other()]}, **specialist(cast))
    answer_all([line], walk.officer)
    with invalid(f"ticks[{SupplementItem.objects.get().pk}].accepted"):
        settle_items({SupplementItem.objects.get().pk: YES}, **specialist(cast))


@pytest.mark.parametrize("left", [0, 1], ids=["none is ticked off", "one is left"])
def test_no_sheet_is_written_and_no_appraisal_submitted_before(cast: Cast, left: int) -> None:
    _walk, lines, items = _back(cast, lines=2)
    if left:
        settle_items({items[0]: YES}, **specialist(cast))
    appraisal = SupplementRequest.objects.get().appraisal
    with refused_lines({lines[0]: "unsettled"}):
        appraise(appraisal, sheets(lines), **specialist(cast))
    appraise(appraisal, sheets(lines[1:]), **specialist(cast))
    with refused_lines({lines[0]: "unsettled"}):
        submit_appraisal(appraisal, **specialist(cast))
    tick_off(lines[:1], specialist(cast))
    appraise(appraisal, sheets(lines[:1]), **specialist(cast))
    submit_appraisal(appraisal, **specialist(cast))
    assert sorted(approve_appraisal(appraisal, **head(cast)).moved) == lines


@pytest.mark.parametrize("row", [Transition.REFER_TO_COUNCIL, Transition.RULE_INELIGIBLE])
def test_the_door_concludes_nothing_either_on_a_sheet_of_before(cast: Cast, row: Transition) -> None:
    """The content stayed as it was, so the older sheet counts on; the items are still to be judged."""
    walk = Walk(cast)
    appraisal, lines = walk.assigned(1)
    appraise(appraisal, sheets(lines), **specialist(cast))
    request_supplement({lines[0]: [other()]}, **specialist(cast))
    answer_all(lines, walk.officer)
    through_the_unit(walk, Letter.objects.get(kind="SUPPLEMENTARY"))
    assert valid_sheets(lines[0]) == ["ELIGIBLE"]
    why = Reason("Không đạt", code="CRITERIA")
    with stays({lines[0]: "unsettled"}) as reports:
        reports.append(apply_transition(row, lines, **head(cast), reason=why))


def test_a_route_without_a_council_concludes_nothing_before_either(cast: Cast) -> None:
    walk = Walk(cast, R4)
    appraisal, lines = walk.assigned(1)
    appraise(appraisal, sheets(lines), **specialist(cast))
    request_supplement({lines[0]: [other()]}, **specialist(cast))
    answer_all(lines, walk.officer)
    through_the_unit(walk, Letter.objects.get(kind="SUPPLEMENTARY"))
    with stays({lines[0]: "unsettled"}) as reports:
        reports.append(apply_transition(Transition.CLEAR, lines, **head(cast)))


def test_what_was_not_given_in_time_is_not_ticked_off_by_anybody(cast: Cast) -> None:
    """The office rules on what it has: nothing came back that could be accepted."""
    walk = Walk(cast)
    appraisal, lines = walk.assigned(2)
    request_supplement({lines[0]: [field_named("achievement"), other()]}, **specialist(cast))
    edit_nomination(lines[0], {"achievement": "Muộn"}, **walk.officer)
    answer_items({SupplementItem.objects.earliest("pk").pk: ItemAnswer("Đã sửa")}, **walk.officer)
    SupplementRequest.objects.update(reply_by=yesterday())
    assert apply_transition(Transition.SUPPLEMENT_OVERDUE, lines[:1], SYSTEM, capacity=None).is_whole
    kept = SupplementItem.objects.values_list("accepted", "settled_by", "settled_at")
    assert [(accepted is False, by is None, at is not None) for accepted, by, at in kept] == [(True, True, True)] * 2
    with invalid(*(f"ticks[{key}].accepted" for key in SupplementItem.objects.values_list("pk", flat=True))):
        settle_items(dict.fromkeys(SupplementItem.objects.values_list("pk", flat=True), YES), **specialist(cast))
    appraise(appraisal, sheets(lines), **specialist(cast))
    submit_appraisal(appraisal, **specialist(cast))
    assert approve_appraisal(appraisal, **head(cast)).is_whole


def test_a_line_that_was_never_asked_is_concluded_as_before(cast: Cast) -> None:
    appraisal, lines = appraised(cast, 2)
    assert sorted(approve_appraisal(appraisal, **head(cast)).moved) == lines
    assert states(lines) == ["WITH_COUNCIL"] * 2


# Said to be done, and not touched.


def _untouched(line: int) -> list[str]:
    """The parts that the caution names to the head, and to the office."""
    with translation.override("en"):
        told = [cautions_on([line], some).get(line, ()) for some in (BEFORE_SIGNING, IN_THE_OFFICE)]
        reasons = [[str(one.reason) for one in some if one.rule == "R-UNTOUCHED"] for some in told]
    assert reasons[0] == reasons[1]
    return reasons[0]


ASKED = (field_named("achievement"), criterion("IND-02"), document("REPORT"))


def test_an_item_that_is_said_to_be_done_with_nothing_changed_is_to_be_looked_at(cast: Cast) -> None:
    walk = Walk(cast)
    _appraisal, (line,) = walk.assigned(1)
    request_supplement({line: [*ASKED, other()]}, **specialist(cast))
    assert _untouched(line) == []
    answer_all([line], walk.officer)
    (reason,) = _untouched(line)
    assert all(part in reason for part in ("Achievement, ", "IND-02", "Achievement report")), reason
    edit_nomination(line, {"achievement": "Khác"}, **walk.officer)
    answer_criteria({line: [Answer("IND-02", "Khác")]}, **walk.officer)
    (reason,) = _untouched(line)
    assert "Achievement report" in reason
    assert "IND-02" not in reason
    attach_papers([Paper("REPORT", "Báo cáo", paper("bao-cao", "moi"), line)], **walk.officer)
    assert _untouched(line) == []


def test_what_was_changed_and_changed_back_is_untouched(cast: Cast) -> None:
    walk = Walk(cast)
    _appraisal, (line,) = walk.assigned(1)
    was = Nomination.objects.get(pk=line).achievement
    request_supplement({line: [field_named("achievement")]}, **specialist(cast))
    edit_nomination(line, {"achievement": "Khác"}, **walk.officer)
    edit_nomination(line, {"achievement": was}, **walk.officer)
    answer_all([line], walk.officer)
    assert len(_untouched(line)) == 1


def test_what_cannot_be_given_is_no_false_word(cast: Cast) -> None:
    walk = Walk(cast)
    _appraisal, (line,) = walk.assigned(1)
    request_supplement({line: [document("CONFIRMATION")]}, **specialist(cast))
    answer_items({SupplementItem.objects.get().pk: ItemAnswer("Cơ quan thuế chưa cấp", done=False)}, **walk.officer)
    assert SupplementItem.objects.get().reply == "CANNOT"
    assert _untouched(line) == []
    assert send_letter(Letter.objects.get(kind="SUPPLEMENTARY"), **walk.officer).is_whole


def test_once_it_is_ticked_off_it_has_been_looked_at(cast: Cast) -> None:
    _walk, (line,), (item,) = _back(cast, field_named("achievement"))
    assert len(_untouched(line)) == 1
    settle_items({item: YES}, **specialist(cast))
    assert _untouched(line) == []
