"""What the office asks of a unit, item by item, and what the unit answers."""

import pytest

from tests.appraisal.given import (
    head,
    new_version,
    route,
    specialist,
    states,
    through_the_unit,
    today,
    tomorrow,
    yesterday,
)
from tests.appraisal.proof import invalid, refused_lines, stays
from tests.support.asked import criterion, document, done, field_named, other
from tests.support.walk import R1, R2, Walk
from workflow.appraisal.asked import AskedItem
from workflow.appraisal.models import SupplementItem, SupplementRequest
from workflow.appraisal.supplements import answer_items, request_supplement
from workflow.awards.calendar import working_day_after
from workflow.dossiers.letters import send_letter
from workflow.dossiers.models import Letter, Nomination
from workflow.management.demo.cast import Cast
from workflow.procedure.asking import Part
from workflow.procedure.roles import Role

WHAT = "Bổ sung văn bản công nhận"


def _items(line: int) -> list[int]:
    return list(SupplementItem.objects.filter(request__nomination=line).order_by("pk").values_list("pk", flat=True))


def test_a_request_names_its_items_and_its_day_and_gives_the_unit_a_letter_of_its_own(cast: Cast) -> None:
    _appraisal, lines = Walk(cast).assigned(3)
    report = request_supplement(
        {lines[0]: [other(WHAT), other(" Báo cáo ")], lines[1]: [other(WHAT)]}, **specialist(cast)
    )
    assert sorted(report.moved) == lines[:2]
    assert states(lines) == ["IN_SUPPLEMENT", "IN_SUPPLEMENT", "WITH_OFFICE"]
    asked = SupplementRequest.objects.get(nomination=lines[0])
    assert list(asked.items.order_by("pk").values_list("what", "answer", "answered_at")) == [
        (WHAT, "", None),
        ("Báo cáo", "", None),
    ]
    assert asked.reply_by == working_day_after(today(), 5)
    line = Nomination.objects.get(pk=lines[0])
    assert (asked.hash, line.supplement_rounds) == (line.content_hash, 1)
    letter = Letter.objects.get(kind="SUPPLEMENTARY", case=line.case_id)
    assert Nomination.objects.filter(case=letter.case_id).count() == 2
    item = letter.case.items.get(finished=None)
    assert (item.flow_task.name, item.role, item.due) == ("prepare", "UNIT_OFFICER", asked.reply_by)


def test_the_office_may_give_another_day_and_lines_with_other_days_get_other_letters(cast: Cast) -> None:
    _appraisal, lines = Walk(cast).assigned(2)
    request_supplement({lines[0]: [other(WHAT)]}, **specialist(cast), reply_by=today())
    request_supplement({lines[1]: [other(WHAT)]}, **specialist(cast), reply_by=tomorrow())
    kept = SupplementRequest.objects.order_by("nomination").values_list("reply_by", flat=True)
    assert list(kept) == [today(), tomorrow()]
    assert Letter.objects.filter(kind="SUPPLEMENTARY").count() == 2


WRONG: dict[str, tuple[AskedItem, str]] = {
    "empty": (other(""), "what"),
    "blank": (document("REPORT", "  "), "what"),
    "too long": (field_named("achievement", "x" * 301), "what"),
    "no kind of item": (AskedItem("FILE", "REPORT", WHAT), "kind"),
    "no kind of paper": (document("FILE"), "target"),
    "a criterion of other nominees": (criterion("COL-01"), "target"),
    "no criterion": (criterion("GEN-99"), "target"),
    "no field that is edited": (field_named("nominee_name"), "target"),
    "a field that the route does not ask": (field_named("simplified_ground"), "target"),
    "words with a part": (AskedItem(Part.OTHER, "REPORT", WHAT), "target"),
}


@pytest.mark.parametrize(("item", "part"), WRONG.values(), ids=WRONG.keys())
def test_an_item_that_names_nothing_of_the_line_is_named_line_by_line(cast: Cast, item: AskedItem, part: str) -> None:
    _appraisal, lines = Walk(cast).assigned(3)
    asked = {lines[0]: [other(), item], lines[1]: [other()], lines[2]: [item]}
    with invalid(f"items[{lines[0]}][1].{part}", f"items[{lines[2]}][0].{part}"):
        request_supplement(asked, **specialist(cast))


def test_a_line_of_a_request_has_an_item(cast: Cast) -> None:
    _appraisal, lines = Walk(cast).assigned(2)
    with invalid(f"items[{lines[1]}]"):
        request_supplement({lines[0]: [other()], lines[1]: []}, **specialist(cast))


def test_a_request_needs_a_day_from_today_on(cast: Cast) -> None:
    _appraisal, lines = Walk(cast).assigned(1)
    with invalid("reply_by"):
        request_supplement({lines[0]: [other(WHAT)]}, **specialist(cast), reply_by=yesterday())


def test_a_request_is_made_for_nominations_that_exist(cast: Cast) -> None:
    _appraisal, lines = Walk(cast).assigned(1)
    with invalid("nominations"):
        request_supplement({}, **specialist(cast))
    with invalid("nominations"):
        request_supplement({lines[0]: [other(WHAT)], 10**9: [other(WHAT)]}, **specialist(cast))


def test_words_of_a_request_that_are_too_long_are_named(cast: Cast) -> None:
    _appraisal, lines = Walk(cast).assigned(1)
    with invalid("reason.text"):
        request_supplement({lines[0]: [other(WHAT)]}, **specialist(cast), reason="x" * 4001)


def test_lines_are_asked_all_or_none(cast: Cast) -> None:
    _appraisal, lines = Walk(cast).assigned(2)
    request_supplement({lines[0]: [other(WHAT)]}, **specialist(cast))
    with refused_lines({lines[0]: "state"}):
        request_supplement({lines[0]: [other(WHAT)], lines[1]: [other(WHAT)]}, **specialist(cast))
    assert states(lines) == ["IN_SUPPLEMENT", "WITH_OFFICE"]


def test_lines_of_another_office_are_not_asked(cast: Cast) -> None:
    _appraisal, lines = Walk(cast, R1).assigned(1)
    _other, foreign = Walk(cast, R2).assigned(1, first=5)
    with refused_lines({foreign[0]: "organisation"}, security=True):
        request_supplement({lines[0]: [other(WHAT)], foreign[0]: [other(WHAT)]}, **specialist(cast))


def test_a_line_is_asked_as_often_as_the_route_allows(cast: Cast) -> None:
    walk = Walk(cast)
    _appraisal, lines = walk.assigned(2)
    _supplemented(cast, walk, lines[0])
    with stays({lines[0]: "supplement-rounds"}) as reports:
        asked = {lines[0]: [other(WHAT)], lines[1]: [other(WHAT)]}
        reports.append(request_supplement(asked, **specialist(cast)))
    assert states(lines) == ["WITH_OFFICE", "WITH_OFFICE"]


@pytest.mark.parametrize(("rounds", "fits"), [(0, False), (2, True)])
def test_the_rounds_left_are_those_of_the_route(cast: Cast, rounds: int, *, fits: bool) -> None:
    route("R1", supplement_rounds=rounds)
    walk = Walk(cast)
    _appraisal, lines = walk.assigned(1)
    if fits:
        _supplemented(cast, walk, lines[0])
        _supplemented(cast, walk, lines[0])
        assert Nomination.objects.get(pk=lines[0]).supplement_rounds == 2
    with stays({lines[0]: "supplement-rounds"}) as reports:
        reports.append(request_supplement({lines[0]: [other(WHAT)]}, **specialist(cast)))


def test_the_days_are_those_of_the_pinned_version(cast: Cast) -> None:
    appraisal, lines = Walk(cast).assigned(1)
    new_version("R1", 2, valid_from=today(), supplement_days=30)
    request_supplement({lines[0]: [other(WHAT)]}, **specialist(cast))
    asked = SupplementRequest.objects.get(appraisal=appraisal)
    assert asked.reply_by == working_day_after(today(), 5)


def _supplemented(cast: Cast, walk: Walk, line: int) -> None:
    """Asked, answered, signed and back at the office."""
    request_supplement({line: [other(WHAT)]}, **specialist(cast))
    answer_items(done([_items(line)[-1]], "Đã bổ sung"), **walk.officer)
    through_the_unit(walk, Letter.objects.get(kind="SUPPLEMENTARY", case__nominations=line))


# The unit's answers.


def test_each_item_is_answered_and_then_the_letter_is_sent(cast: Cast) -> None:
    walk = Walk(cast)
    _appraisal, lines = walk.assigned(1)
    request_supplement({lines[0]: [other(WHAT), other("Báo cáo")]}, **specialist(cast))
    first, second = _items(lines[0])
    letter = Letter.objects.get(kind="SUPPLEMENTARY")
    answer_items(done([first], " Đã bổ sung "), **walk.officer)
    with stays({lines[0]: "items"}) as reports:
        reports.append(send_letter(letter, **walk.officer))
    answer_items(done([second], "Đã gửi"), **walk.officer)
    kept = SupplementItem.objects.filter(request__nomination=lines[0]).order_by("pk")
    assert list(kept.values_list("answer", flat=True)) == ["Đã bổ sung", "Đã gửi"]
    assert kept.filter(answered_at=None).count() == 0
    assert send_letter(letter, **walk.officer).is_whole
    assert states(lines) == ["WITH_HEAD"]


def test_an_answer_may_be_written_anew_until_the_letter_is_sent(cast: Cast) -> None:
    walk = Walk(cast)
    _appraisal, lines = walk.assigned(1)
    request_supplement({lines[0]: [other(WHAT)]}, **specialist(cast))
    (item,) = _items(lines[0])
    answer_items(done([item], "Sai"), **walk.officer)
    answer_items(done([item], "Đúng"), **walk.officer)
    assert SupplementItem.objects.get(pk=item).answer == "Đúng"
    assert send_letter(Letter.objects.get(kind="SUPPLEMENTARY"), **walk.officer).is_whole
    with refused_lines({lines[0]: "state"}):
        answer_items(done([item], "Muộn"), **walk.officer)


@pytest.mark.parametrize("answer", ["", "   "])
def test_every_bad_answer_is_named_and_none_is_kept(cast: Cast, answer: str) -> None:
    walk = Walk(cast)
    _appraisal, lines = walk.assigned(1)
    request_supplement({lines[0]: [other(WHAT), other("Báo cáo")]}, **specialist(cast))
    first, second = _items(lines[0])
    with invalid(f"answers[{second}]", f"answers[{10**9}]"):
        answer_items(done([first, 10**9], "Đã gửi") | done([second], answer), **walk.officer)
    with invalid("answers"):
        answer_items({}, **walk.officer)


def test_items_of_a_closed_request_are_not_answered(cast: Cast) -> None:
    walk = Walk(cast)
    _appraisal, lines = walk.assigned(1)
    _supplemented(cast, walk, lines[0])
    (item,) = _items(lines[0])
    with invalid(f"answers[{item}]"):
        answer_items(done([item], "Thêm"), **walk.officer)


def test_items_are_answered_by_the_officer_of_the_unit(cast: Cast) -> None:
    _appraisal, lines = Walk(cast).assigned(1)
    request_supplement({lines[0]: [other(WHAT)]}, **specialist(cast))
    (item,) = _items(lines[0])
    with refused_lines({lines[0]: "role"}, security=True):
        answer_items(done([item], "Đã gửi"), **head(cast))
    with refused_lines({lines[0]: "organisation"}, security=True):
        answer_items(done([item], "Đã gửi"), **cast.acts("gddt-officer", Role.UNIT_OFFICER, "so-gddt"))


def test_without_a_day_each_line_has_the_days_of_its_own_route(cast: Cast) -> None:
    walk = Walk(cast)
    _first, (older,) = walk.assigned(1)
    new_version("R1", 2, valid_from=today(), supplement_days=9)
    _second, (newer,) = walk.assigned(1, first=5)
    asked = {older: [other("Bổ sung báo cáo")], newer: [other("Bổ sung báo cáo")]}
    assert request_supplement(asked, **specialist(cast)).is_whole
    found = dict(SupplementRequest.objects.values_list("nomination", "reply_by"))
    assert found == {older: working_day_after(today(), 5), newer: working_day_after(today(), 9)}
