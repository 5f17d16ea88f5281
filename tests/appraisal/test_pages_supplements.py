"""The pages of a supplement: asked part by part, answered item by item, ticked off against what has changed."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.appraisal.given import received, route, sheets, specialist, states, through_the_unit, tomorrow
from tests.dossiers.letters_given import overdue
from tests.dossiers.pages_given import filled, signed_in, text_of, unwritten
from tests.dossiers.pages_given import sent as posted
from tests.support.asked import all_parts, answer_all, criterion, document, field_named, other, tick_off
from tests.support.walk import R1, Walk
from workflow.appraisal.commands import appraise
from workflow.appraisal.models import Appraisal, SupplementItem, SupplementRequest
from workflow.appraisal.supplements import request_supplement, widen_supplement
from workflow.dossiers.answers import Paper, attach_papers
from workflow.dossiers.drafting import edit_nomination
from workflow.dossiers.letters import send_letter
from workflow.dossiers.models import Attachment, CriterionAnswer, Letter, Nomination
from workflow.management.commands.pass_time import pass_time
from workflow.management.demo import drafts
from workflow.management.demo.cast import Cast
from workflow.management.demo.papers import paper

SPECIALIST, UNIT, HEAD = "tdkt-specialist-1", "nnmt-officer", "nnmt-head"
FIELD, CODE, PAPER = field_named("achievement", "Nêu rõ số liệu"), criterion("IND-02", "Bản mờ"), document("EVIDENCE")


def _row(key: object, number: int, part: str, what: str) -> dict[str, str]:
    return {f"items[{key}].{number}.part": part, f"items[{key}].{number}.what": what}


def _asking(lines: list[int]) -> tuple[str, list[str]]:
    on = [str(line) for line in lines]
    return reverse("supplement_request") + "?" + "&".join(f"on={line}" for line in on), on


def _asked(line: int) -> list[tuple[str, str, str]]:
    items = SupplementItem.objects.filter(request__nomination=line).order_by("pk")
    return list(items.values_list("kind", "target", "what"))


# The office asks.


def test_items_are_named_for_all_lines_at_once_and_for_each(cast: Cast) -> None:
    _appraisal, lines = Walk(cast).assigned(2)
    path, on = _asking(lines)
    typed = _row("all", 0, "DOCUMENT:REPORT", "Báo cáo chưa ký") | _row(lines[1], 0, "CRITERION:IND-02", "Bản mờ")
    assert posted(signed_in(cast, SPECIALIST), path, on=on, **typed).status_code == 302
    assert states(lines) == ["IN_SUPPLEMENT"] * 2
    assert _asked(lines[0]) == [("DOCUMENT", "REPORT", "Báo cáo chưa ký")]
    assert _asked(lines[1]) == [("DOCUMENT", "REPORT", "Báo cáo chưa ký"), ("CRITERION", "IND-02", "Bản mờ")]


def test_the_choices_of_a_line_are_its_own_and_those_of_all_are_what_every_line_has(cast: Cast) -> None:
    walk = Walk(cast)
    entries = [*walk.persons(1), drafts.collective("demo-nn-01", R1.award_form)]
    letter, (person, collective) = walk.drafted(entries=entries)
    through_the_unit(walk, letter)
    received(cast, Appraisal.objects.get(letter=letter))
    form = signed_in(cast, SPECIALIST).get(_asking([person, collective])[0]).context["form"]
    codes = {key: {code for _group, some in field.choices[1:] for code, _label in some} for key, field in _parts(form)}
    assert "CRITERION:IND-02" in codes[f"items[{person}].0.part"]
    assert "CRITERION:COL-01" in codes[f"items[{collective}].0.part"]
    assert "CRITERION:COL-01" not in codes[f"items[{person}].0.part"]
    assert not {"CRITERION:IND-02", "CRITERION:COL-01"} & codes["items[all].0.part"]
    assert {"CRITERION:GEN-01", "DOCUMENT:REPORT", "FIELD:achievement", "OTHER:"} <= codes["items[all].0.part"]
    assert "FIELD:simplified_ground" not in codes["items[all].0.part"]


def _parts(form: Any) -> list[tuple[str, Any]]:
    return [(name, field) for name, field in form.fields.items() if name.endswith(".part")]


def test_another_row_is_added_without_script_and_nothing_is_done(cast: Cast) -> None:
    _appraisal, lines = Walk(cast).assigned(1)
    path, on = _asking(lines)
    client = signed_in(cast, SPECIALIST)
    typed = filled(client, path, on=on, reason="Ghi chú đã gõ", **_row(lines[0], 0, "FIELD:achievement", "Rõ hơn"))
    with unwritten():
        page = client.post(path, typed | {"more": str(lines[0])})
    assert (page.status_code, page.context["form"].errors) == (200, {})
    assert all(words in text_of(page) for words in ("Ghi chú đã gõ", "Rõ hơn"))
    again = {bound.html_name: bound.value() or "" for bound in page.context["form"]}
    assert f"items[{lines[0]}].1.part" in again
    assert client.post(path, again | {"on": on} | _row(lines[0], 1, "OTHER:", "Giải trình")).status_code == 302
    assert _asked(lines[0]) == [("FIELD", "achievement", "Rõ hơn"), ("OTHER", "", "Giải trình")]


def test_a_form_in_which_something_is_lacking_says_where_and_keeps_what_was_typed(cast: Cast) -> None:
    _appraisal, lines = Walk(cast).assigned(3)
    path, on = _asking(lines)
    typed = _row(lines[0], 0, "FIELD:achievement", "") | _row(lines[1], 0, "", "Thiếu dấu") | {"reason": "Ghi chú"}
    with unwritten():
        page = posted(signed_in(cast, SPECIALIST), path, on=on, **typed)
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {
        f"items[{lines[0]}].0.what",
        f"items[{lines[1]}].0.part",
        f"items[{lines[2]}].0.part",
    }
    assert all(words in text_of(page) for words in ("Thiếu dấu", "Ghi chú"))


def test_the_page_takes_as_many_statements_for_many_lines_as_for_few(cast: Cast) -> None:
    _appraisal, lines = Walk(cast).assigned(12)
    client, counts = signed_in(cast, SPECIALIST), []
    for some in (lines[:2], lines):
        with CaptureQueriesContext(connection) as statements:
            assert client.get(_asking(some)[0]).status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]


def test_the_office_names_further_items_from_the_appraisal(cast: Cast) -> None:
    appraisal, lines = Walk(cast).assigned(2)
    request_supplement({lines[0]: [FIELD]}, **specialist(cast), reply_by=tomorrow())
    client, path = signed_in(cast, SPECIALIST), reverse("supplement_widen", args=[lines[0]])
    page = client.get(reverse("appraisal", args=[appraisal.pk]))
    assert path in text_of(page)
    assert "Nêu rõ số liệu" in text_of(page)
    assert "Nêu rõ số liệu" in text_of(client.get(path))
    assert posted(client, path, **_row(lines[0], 0, "DOCUMENT:REPORT", "Thiếu")).status_code == 302
    assert [kind for kind, _target, _what in _asked(lines[0])] == ["FIELD", "DOCUMENT"]
    assert client.get(reverse("supplement_widen", args=[lines[1]])).status_code == 404
    assert signed_in(cast, UNIT).get(path).status_code == 404
    early = posted(client, path, reply_by="01/01/2020", **_row(lines[0], 0, "OTHER:", "Sớm"))
    assert (early.status_code, "reply_by" in early.context["form"].errors) == (422, True)


# The unit's officer.


@pytest.fixture
def open_line(cast: Cast) -> int:
    """A line of which a field and a criterion are asked."""
    _appraisal, (line,) = Walk(cast).assigned(1)
    request_supplement({line: [FIELD, CODE]}, **specialist(cast))
    return line


def _officer(cast: Cast) -> Client:
    return signed_in(cast, UNIT)


def test_the_letter_lists_the_items_each_with_the_way_to_its_part(cast: Cast, open_line: int) -> None:
    widen_supplement({open_line: [document("REPORT", "Ký lại")]}, **specialist(cast))
    letter = Letter.objects.get(kind="SUPPLEMENTARY")
    page = _officer(cast).get(reverse("letter", args=[letter.pk]))
    task = page.context["tasks"][0]
    assert [(one.url, one.reply, one.is_further) for one in task.items] == [
        (reverse("line_edit", args=[open_line]) + "#id_achievement", "", False),
        (reverse("line_criteria", args=[open_line]) + "#IND-02", "", False),
        (reverse("line_papers", args=[open_line]) + "?kind=REPORT", "", True),
    ]
    assert all(one.url in text_of(page) for one in task.items)
    answer_all([open_line], Walk(cast).officer)
    page = _officer(cast).get(reverse("letter", args=[letter.pk]))
    assert {one.reply for one in page.context["tasks"][0].items} == {"DONE"}


def test_only_the_pages_of_what_was_asked_are_offered(cast: Cast) -> None:
    _appraisal, lines = Walk(cast).assigned(3)
    request_supplement({lines[0]: [FIELD], lines[1]: [CODE], lines[2]: [other()]}, **specialist(cast))
    letter = Letter.objects.get(kind="SUPPLEMENTARY")
    shown = _officer(cast).get(reverse("letter", args=[letter.pk])).context["lines"]
    works = {line.pk: [work.label for work in line.works] for line in shown}
    assert works == {lines[0]: ["Edit"], lines[1]: ["Criteria", "Papers"], lines[2]: []}
    assert all(line.answers for line in shown)


def test_a_field_that_was_not_asked_is_read_and_what_is_sent_for_it_is_not_looked_at(
    cast: Cast, open_line: int
) -> None:
    client, path = _officer(cast), reverse("line_edit", args=[open_line])
    page = client.get(path)
    text = text_of(page)
    assert '<textarea name="achievement"' in text
    assert 'name="influence_scope"' not in text
    assert "<output" in text
    assert Nomination.objects.get(pk=open_line).achievement_title in text
    assert "Ask the office" in text
    typed = {"achievement": "Số liệu từng năm", "influence_scope": "Toàn quốc", "recipient": "Vợ"}
    was = Nomination.objects.get(pk=open_line).influence_scope
    assert posted(client, path, **typed).status_code == 302
    line = Nomination.objects.get(pk=open_line)
    assert (line.achievement, line.influence_scope, line.recipient) == ("Số liệu từng năm", was, "")


def test_a_criterion_that_was_not_asked_is_read(cast: Cast, open_line: int) -> None:
    client, path = _officer(cast), reverse("line_criteria", args=[open_line])
    page = client.get(path)
    assert [one.criterion.code for one in page.context["form"].questions] == ["IND-02"]
    closed = {one.criterion.code: one.answer for one in page.context["closed"]}
    assert "IND-02" not in closed
    assert closed["GEN-01"].text in text_of(page)
    name = f"answers[{open_line}]"
    was = CriterionAnswer.objects.get(nomination=open_line, criterion__code="GEN-01").text
    typed = {f"{name}.IND-02": "Đã thay bản rõ", f"{name}.GEN-01": "Sửa trộm"}
    assert posted(client, path, **typed).status_code == 302
    answers = CriterionAnswer.objects.filter(nomination=open_line, criterion__code__in=["IND-02", "GEN-01"])
    assert dict(answers.values_list("criterion__code", "text")) == {"IND-02": "Đã thay bản rõ", "GEN-01": was}


def test_the_papers_page_offers_the_kinds_that_are_open_and_says_what_stays(cast: Cast, open_line: int) -> None:
    client, path = _officer(cast), reverse("line_papers", args=[open_line])
    widen_supplement({open_line: [document("CONFIRMATION")]}, **specialist(cast))
    page = client.get(path + "?kind=CONFIRMATION")
    form = page.context["form"]
    assert [key for key, _label in form.fields["kind"].choices] == ["", "CONFIRMATION", "EVIDENCE"]
    assert form["kind"].value() == "CONFIRMATION"
    kept = Attachment.objects.get(nomination=open_line)
    remove = reverse("paper_remove", args=[kept.pk])
    assert remove not in text_of(page)
    assert "stays as submitted" in text_of(page)
    refused = posted(client, remove)
    assert (refused.status_code, "Achievement report" in text_of(refused)) == (422, True)


@pytest.mark.parametrize("page", ["line_edit", "line_criteria", "line_papers"])
def test_a_page_of_which_nothing_was_asked_says_so(cast: Cast, page: str) -> None:
    _appraisal, (line,) = Walk(cast).assigned(1)
    request_supplement({line: [other()]}, **specialist(cast))
    answer = _officer(cast).get(reverse(page, args=[line]))
    assert (answer.status_code, answer.context.get("form")) == (422, None)
    assert "The office has asked for nothing here." in text_of(answer)


def test_a_draft_is_open_as_before(cast: Cast) -> None:
    _letter, (line,) = Walk(cast).drafted(1)
    client = _officer(cast)
    assert "<output" not in text_of(client.get(reverse("line_edit", args=[line])))
    page = client.get(reverse("line_criteria", args=[line]))
    assert (page.context["closed"], len(page.context["form"].questions) > 5) == ([], True)
    assert "stays as submitted" not in text_of(client.get(reverse("line_papers", args=[line])))


def test_each_item_is_answered_as_done_or_as_what_cannot_be_given(cast: Cast, open_line: int) -> None:
    client, path = _officer(cast), reverse("supplement_answer", args=[open_line])
    first, second = SupplementItem.objects.order_by("pk").values_list("pk", flat=True)
    assert reverse("line_edit", args=[open_line]) + "#id_achievement" in text_of(client.get(path))
    half = posted(client, path, **{f"answers[{first}]": "Đã sửa", f"answers[{second}].done": "CANNOT"})
    assert (half.status_code, set(half.context["form"].errors)) == (
        422,
        {f"answers[{first}].done", f"answers[{second}]"},
    )
    assert "Đã sửa" in text_of(half)
    given = {f"answers[{first}]": "Đã sửa", f"answers[{first}].done": "DONE"}
    assert posted(client, path, **given).status_code == 302
    given = {f"answers[{second}]": "Không còn bản gốc", f"answers[{second}].done": "CANNOT"}
    assert posted(client, path, **given).status_code == 302
    kept = SupplementItem.objects.order_by("pk").values_list("reply", "answer")
    assert list(kept) == [("DONE", "Đã sửa"), ("CANNOT", "Không còn bản gốc")]
    assert signed_in(cast, "gddt-officer").get(path).status_code == 404
    assert signed_in(cast, SPECIALIST).get(path).status_code == 404


def test_the_head_reads_what_was_asked_and_what_was_not_touched(cast: Cast, open_line: int) -> None:
    walk = Walk(cast)
    edit_nomination(open_line, {"achievement": "Khác"}, **walk.officer)
    answer_all([open_line], walk.officer, "Đã bổ sung đủ")
    letter = Letter.objects.get(kind="SUPPLEMENTARY")
    assert send_letter(letter, **walk.officer).is_whole
    (line,) = signed_in(cast, HEAD).get(reverse("letter_review", args=[letter.pk])).context["lines"]
    assert [one.answer for one in line.items] == ["Đã bổ sung đủ"] * 2
    (told,) = [one.reason for one in line.cautions if one.rule == "R-UNTOUCHED"]
    assert "IND-02" in told
    assert "Achievement" not in told


# The office ticks off.


def _back(cast: Cast, lines: int = 1) -> tuple[int, list[int]]:
    """The first of the lines has come back with a changed field, an untouched criterion and a new paper."""
    walk = Walk(cast)
    _appraisal, every = walk.assigned(lines)
    line = every[0]
    request_supplement({line: [FIELD, CODE]}, **specialist(cast))
    edit_nomination(line, {"achievement": "Số liệu từng năm"}, **walk.officer)
    attach_papers([Paper("EVIDENCE", "Bản rõ", paper("ro", "ro"), line)], **walk.officer)
    answer_all([line], walk.officer)
    through_the_unit(walk, Letter.objects.get(kind="SUPPLEMENTARY"))
    return line, every


def test_the_page_shows_for_each_item_what_has_changed(cast: Cast) -> None:
    line, _every = _back(cast)
    page = signed_in(cast, SPECIALIST).get(reverse("supplement_settle", args=[line]))
    (request,) = page.context["form"].supplements
    assert [[one.label for one in back.differences] for back in request.items] == [["Achievement"], []]
    assert [back.is_untouched for back in request.items] == [False, True]
    assert [(one.label, "Bản rõ" in one.new) for one in request.besides] == [("Attached", True)]
    assert "Answered, but nothing was changed there." in text_of(page)


def test_items_are_ticked_off_by_the_page_and_the_sheet_waits_for_it(cast: Cast) -> None:
    line, every = _back(cast, 2)
    client, path = signed_in(cast, SPECIALIST), reverse("supplement_settle", args=[line])
    asked = SupplementRequest.objects.get()
    page = client.get(reverse("appraisal", args=[asked.appraisal_id]))
    assert [(row.line.pk, row.unsettled) for row in page.context["rows"]] == [(every[1], 0), (line, 2)]
    assert path in text_of(page)
    sheet = reverse("sheet", args=[line])
    assert path in text_of(client.get(sheet))
    first, second = SupplementItem.objects.order_by("pk").values_list("pk", flat=True)
    with unwritten():
        early = posted(client, sheet, **_findings(line))
    assert (early.status_code, "are not ticked off yet" in text_of(early)) == (422, True)
    typed = {f"ticks[{first}].accepted": "yes", f"ticks[{second}].accepted": "no"}
    bad = posted(client, path, **typed)
    assert (bad.status_code, set(bad.context["form"].errors)) == (422, {f"ticks[{second}].remark"})
    assert posted(client, path, **typed, **{f"ticks[{second}].remark": "Vẫn bản mờ"}).status_code == 302
    kept = SupplementItem.objects.order_by("pk").values_list("accepted", "remark")
    assert list(kept) == [(True, ""), (False, "Vẫn bản mờ")]
    assert "Vẫn bản mờ" in text_of(client.get(sheet))
    assert posted(client, sheet, **_findings(line)).status_code == 302


def _findings(line: int) -> dict[str, str]:
    one = sheets([line])[line]
    findings = {f"sheets[{line}].{code}": found for code, found in one.findings.items()}
    return findings | {f"sheets[{line}].verdict": one.verdict}


def test_the_page_of_ticking_off_is_the_specialists_and_only_where_something_came_back(cast: Cast) -> None:
    line, every = _back(cast, 2)
    path = reverse("supplement_settle", args=[line])
    assert signed_in(cast, UNIT).get(path).status_code == 404
    assert signed_in(cast, "ldld-specialist").get(path).status_code == 404
    assert signed_in(cast, SPECIALIST).get(reverse("supplement_settle", args=[every[1]])).status_code == 404


def test_what_was_not_given_in_time_is_shown_so_and_not_asked(cast: Cast) -> None:
    _appraisal, (line, _other) = Walk(cast).assigned(2)
    request_supplement({line: [FIELD]}, **specialist(cast))
    overdue()
    assert [count for _transition, count in pass_time()] == [1]
    page = signed_in(cast, SPECIALIST).get(reverse("supplement_settle", args=[line]))
    assert "Not given by the reply date." in text_of(page)
    assert not [name for name in page.context["form"].fields if name.startswith("ticks")]


def test_the_second_round_is_shown_apart_from_the_first(cast: Cast) -> None:
    route("R1", supplement_rounds=2)
    line, every = _back(cast, 2)
    walk = Walk(cast)
    tick_off([line], specialist(cast))
    request_supplement({line: [field_named("influence_scope")]}, **specialist(cast))
    edit_nomination(line, {"influence_scope": "Toàn tỉnh"}, **walk.officer)
    answer_all([line], walk.officer)
    through_the_unit(walk, Letter.objects.get(kind="SUPPLEMENTARY", case__nominations=line))
    page = signed_in(cast, SPECIALIST).get(reverse("supplement_settle", args=[line]))
    newest, first = page.context["form"].supplements
    labels = [[one.label for back in some.items for one in back.differences] for some in (newest, first)]
    assert labels == [["Scope of influence"], ["Achievement"]]
    assert every[0] == line


def test_the_pages_of_the_appraisal_take_as_many_statements_for_many_items_as_for_few(cast: Cast) -> None:
    walk, counts = Walk(cast), []
    appraisal, lines = walk.assigned(14)
    client, path = signed_in(cast, SPECIALIST), reverse("appraisal", args=[appraisal.pk])
    appraise(appraisal, sheets(lines), **specialist(cast))
    for some in (lines[:2], lines[2:9]):
        request_supplement({line: all_parts(line) for line in some}, **specialist(cast))
        with CaptureQueriesContext(connection) as statements:
            assert client.get(path).status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1]
