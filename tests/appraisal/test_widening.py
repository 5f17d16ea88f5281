"""The office names further items in an open request: recorded, without a round, and never for an earlier day."""

from datetime import timedelta

from tests.appraisal.given import later, specialist, states, today, tomorrow
from tests.appraisal.proof import invalid, refused_lines, stays
from tests.support.asked import answer_all, criterion, document, done, field_named, other
from tests.support.walk import R1, R2, Walk
from workflow.appraisal.models import SupplementItem, SupplementRequest
from workflow.appraisal.supplements import answer_items, request_supplement, widen_supplement
from workflow.audit.models import Entry
from workflow.dossiers.drafting import edit_nomination
from workflow.dossiers.letters import send_letter
from workflow.dossiers.models import Letter, Nomination
from workflow.management.demo.cast import Cast
from workflow.notifications.models import OutboxMessage
from workflow.worklist.models import WorkItem


def _asked(cast: Cast, count: int = 1) -> tuple[Walk, list[int]]:
    walk = Walk(cast)
    _appraisal, lines = walk.assigned(count)
    asked = {line: [document("EVIDENCE")] for line in lines}
    request_supplement(asked, **specialist(cast), reply_by=tomorrow())
    return walk, lines


def _desk(line: int) -> WorkItem:
    item: WorkItem = WorkItem.objects.get(process__nominations=line, finished=None)
    return item


def test_a_further_item_opens_what_it_names_and_takes_no_round(cast: Cast) -> None:
    walk, (line,) = _asked(cast)
    with refused_lines({line: "not-asked"}):
        edit_nomination(line, {"achievement": "Khác"}, **walk.officer)
    widen_supplement({line: [field_named("achievement", "Nêu rõ số liệu")]}, **specialist(cast))
    edit_nomination(line, {"achievement": "Khác"}, **walk.officer)
    items = SupplementItem.objects.order_by("pk").values_list("kind", "target", "added_at")
    asked = [(kind, target, at is not None) for kind, target, at in items]
    assert asked == [("DOCUMENT", "EVIDENCE", False), ("FIELD", "achievement", True)]
    assert Nomination.objects.get(pk=line).supplement_rounds == 1
    assert SupplementRequest.objects.get().reply_by == tomorrow()
    entry = Entry.objects.filter(stream=f"nomination:{line}", deed="SUPPLEMENT_WIDENED").get()
    assert f'"items":[{SupplementItem.objects.latest("pk").pk}]' in entry.payload


def test_the_unit_is_told_and_answers_what_was_named_later(cast: Cast) -> None:
    walk, (line,) = _asked(cast)
    answer_items(done([SupplementItem.objects.get().pk]), **walk.officer)
    told = OutboxMessage.objects.filter(notice="SUPPLEMENT_REQUESTED").count()
    widen_supplement({line: [other("Giải trình thêm")]}, **specialist(cast))
    assert OutboxMessage.objects.filter(notice="SUPPLEMENT_REQUESTED").count() == told + 1
    newest = OutboxMessage.objects.latest("pk")
    assert (newest.role, newest.organisation_id, newest.nomination_id) == (
        "UNIT_OFFICER",
        cast.organisation("so-nnmt").pk,
        line,
    )
    with stays({line: "items"}) as reports:
        reports.append(send_letter(Letter.objects.get(kind="SUPPLEMENTARY"), **walk.officer))
    answer_all([line], walk.officer)
    assert send_letter(Letter.objects.get(kind="SUPPLEMENTARY"), **walk.officer).is_whole


def test_the_day_moves_only_later_and_the_desk_is_due_with_the_first_of_its_lines(cast: Cast) -> None:
    _walk, lines = _asked(cast, 2)
    with invalid("reply_by"):
        widen_supplement({lines[0]: [other()]}, **specialist(cast), reply_by=today())
    widen_supplement({lines[0]: [other()]}, **specialist(cast), reply_by=later())
    kept = dict(SupplementRequest.objects.values_list("nomination", "reply_by"))
    assert kept == {lines[0]: later(), lines[1]: tomorrow()}
    assert _desk(lines[0]).due == tomorrow()
    widen_supplement({lines[1]: [other()]}, **specialist(cast), reply_by=later() - timedelta(days=1))
    item = _desk(lines[1])
    assert (item.due, item.role, item.flow_task.name) == (later() - timedelta(days=1), "UNIT_OFFICER", "prepare")
    assert WorkItem.objects.filter(process=item.process_id).count() == 1


def test_what_is_named_later_is_checked_as_what_is_named_first(cast: Cast) -> None:
    _walk, (line,) = _asked(cast)
    with invalid(f"items[{line}][0].target", f"items[{line}][1].what"):
        widen_supplement({line: [criterion("COL-01"), other(" ")]}, **specialist(cast))
    with invalid(f"items[{line}]"):
        widen_supplement({line: []}, **specialist(cast))
    with invalid("nominations"):
        widen_supplement({}, **specialist(cast))


def test_only_an_open_request_of_the_own_office_is_widened(cast: Cast) -> None:
    walk, (line,) = _asked(cast)
    answer_all([line], walk.officer)
    assert send_letter(Letter.objects.get(kind="SUPPLEMENTARY"), **walk.officer).is_whole
    with refused_lines({line: "state"}):
        widen_supplement({line: [other()]}, **specialist(cast))
    _appraisal, (never,) = Walk(cast, R1).assigned(1, first=5)
    with refused_lines({never: "state"}):
        widen_supplement({never: [other()]}, **specialist(cast))
    _other, (foreign,) = Walk(cast, R2).assigned(1, first=8)
    with refused_lines({foreign: "organisation"}, security=True):
        widen_supplement({foreign: [other()]}, **specialist(cast))
    assert states([line, never]) == ["WITH_HEAD", "WITH_OFFICE"]


def test_lines_are_widened_all_or_none(cast: Cast) -> None:
    walk, lines = _asked(cast, 2)
    answer_all(lines[:1], walk.officer)
    sent = send_letter(Letter.objects.get(kind="SUPPLEMENTARY"), **walk.officer)
    assert list(sent.moved) == lines[:1]
    with refused_lines({lines[0]: "state"}):
        widen_supplement({line: [other()] for line in lines}, **specialist(cast))
