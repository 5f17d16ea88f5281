"""The periodic report of an office: periods, figures, its paper and its workbook, and who makes it."""

import io
from datetime import date, timedelta
from typing import Any

import docx
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pypdfium2 import PdfDocument
from python_calamine import CalamineWorkbook
from time_machine import travel

from tests.appraisal.given import head, today, why
from tests.decisions.given import Authority
from tests.dossiers.pages_given import signed_in
from tests.support.walk import R1, R4, Walk
from workflow.dossiers.door import apply_transition
from workflow.dossiers.models import Nomination, Standing
from workflow.management.demo.cast import Cast
from workflow.pages.acting import Acting
from workflow.procedure.facts import Reason
from workflow.procedure.states import State
from workflow.procedure.transitions import Transition
from workflow.reports.forms import PeriodicForm
from workflow.reports.periodic import Figures, figures_of, office_of, units_of
from workflow.reports.periodic_paper import periodic_facts
from workflow.reports.periods import PARTS, Period

PAGE, FILES = "periodic_report", ("periodic_report_pdf", "periodic_report_docx", "periodic_report_xlsx")
OFFICE = R1.bodies.office_head
NOW = Period(today().year)
BEFORE = Period(today().year - 1)


def _figures(cast: Cast, period: Period = NOW, unit: int | None = None, who: str = OFFICE) -> Figures:
    return figures_of(Acting(cast.user(who), today()), period, unit)


def _facts(cast: Cast, period: Period = NOW) -> dict[str, Any]:
    office = office_of(Acting(cast.user(OFFICE), today())).organisation
    return periodic_facts(office, period, None, _figures(cast, period), today())


def _unit(line: int) -> int:
    return Nomination.objects.get(pk=line).unit_id


def _longer_ago(lines: list[int]) -> None:
    """The lines reached the office a year ago."""
    for one in Standing.objects.filter(nomination__in=lines, left_by="ENDORSE"):
        assert one.left_at is not None
        Standing.objects.filter(pk=one.pk).update(left_at=one.left_at - timedelta(days=366))


@pytest.mark.parametrize(
    ("part", "first", "last"),
    [
        ("Y", (1, 1), (12, 31)),
        ("H1", (1, 1), (6, 30)),
        ("H2", (7, 1), (12, 31)),
        ("Q1", (1, 1), (3, 31)),
        ("Q2", (4, 1), (6, 30)),
        ("Q3", (7, 1), (9, 30)),
        ("Q4", (10, 1), (12, 31)),
    ],
)
def test_a_period_has_its_first_and_its_last_day(part: str, first: tuple[int, int], last: tuple[int, int]) -> None:
    period = Period(2024, part)
    assert (period.first, period.last) == (date(2024, *first), date(2024, *last))
    assert period.starts < period.ends


@pytest.mark.parametrize(
    ("asked", "wrong"),
    [
        ({"year": "1999", "part": "Y"}, {"year"}),
        ({"year": "2999", "part": "Y"}, {"year"}),
        ({"year": "abc", "part": "Y"}, {"year"}),
        ({"year": "9" * 30, "part": "Y"}, {"year"}),
        ({"year": "2026", "part": "Q9"}, {"part"}),
        ({"year": "2026"}, {"part"}),
        ({"year": "2026", "part": "Q4"}, {"part"}),
        ({"year": "2026", "part": "Y", "body": "0"}, {"body"}),
        ({"year": "2026", "part": "Y", "body": "x"}, {"body"}),
    ],
)
def test_a_period_that_is_none_is_told_beside_its_field(cast: Cast, asked: dict[str, str], wrong: set[str]) -> None:
    day = date(2026, 5, 4)
    form = PeriodicForm(asked, units=units_of(Acting(cast.user(OFFICE), day)), today=day)
    assert set(form.errors) == wrong


def test_without_an_answer_it_is_the_year_that_runs_of_all_units(cast: Cast) -> None:
    form = PeriodicForm({}, units=units_of(Acting(cast.user(OFFICE), today())), today=today())
    assert form.is_valid()
    assert (form.period, form.unit) == (NOW, None)


def test_a_wrong_period_is_answered_with_what_to_do_and_no_file(cast: Cast) -> None:
    client = signed_in(cast, OFFICE)
    for name in (PAGE, *FILES):
        answer = client.get(reverse(name), {"year": "1999", "part": "Y"})
        assert answer.status_code == 422
        assert f"Enter a year from 2000 to {today().year}." in answer.text
        assert "periodic_report_pdf" not in answer.text


@pytest.mark.parametrize("name", [PAGE, *FILES])
def test_whoever_is_not_of_an_office_makes_no_report(cast: Cast, name: str) -> None:
    for who in (
        "nnmt-officer",
        "nnmt-head",
        "chairman",
        R1.bodies.form,
        "mttq-oversight",
        "inspector",
        "administrator",
    ):
        assert signed_in(cast, who).get(reverse(name)).status_code == 404


def test_an_office_counts_what_reached_it_and_nothing_else(cast: Cast) -> None:
    Walk(cast).drafted(1, first=20)
    Walk(cast).signed(1, first=21)
    _appraisal, lines = Walk(cast).at_office(2)
    assert _figures(cast).sent.sent == 2
    assert _figures(cast).states == [(State.WITH_OFFICE, 2)]
    assert _figures(cast, who="yte-office-head").is_empty
    assert [row.name for row in _figures(cast).units] == [str(Nomination.objects.get(pk=lines[0]).unit)]
    choices = list(units_of(Acting(cast.user(OFFICE), today())).values_list("pk", flat=True))
    assert choices == [_unit(lines[0])]


def test_the_figures_tell_states_forms_kinds_and_who_heads_nothing(cast: Cast) -> None:
    decision, lines = Authority(cast).issued(3)
    _other, (waiting,) = Walk(cast, R4).at_office(1, first=9)
    figures = _figures(cast)
    assert figures.states == [(State.WITH_OFFICE, 1), (State.AWARDED, 3)]
    awarded = Nomination.objects.filter(pk__in=lines)
    staff = sum(line.track == "STAFF" for line in awarded)
    (form,) = figures.forms
    assert (form.name, form.cells) == (str(awarded[0].award_form), [0, 3, 0, staff])
    assert (figures.awarded.awarded, figures.sent.sent) == (3, 4)
    of_one = _figures(cast, unit=_unit(waiting))
    assert _unit(waiting) != _unit(lines[0])
    assert (of_one.sent.sent, of_one.awarded.awarded) == (1, 0)
    assert sum(row.awarded for row in figures.units) == decision.lines.count()


def test_a_line_counts_in_the_period_in_which_it_came_and_an_award_in_that_of_its_decision(cast: Cast) -> None:
    _decision, lines = Authority(cast).issued(2)
    _longer_ago(lines)
    now, before = _figures(cast), _figures(cast, BEFORE)
    assert (now.sent.sent, now.awarded.awarded) == (0, 2)
    assert (before.sent.sent, before.awarded.awarded) == (2, 0)


def test_what_was_revoked_is_counted_beside_what_was_awarded(cast: Cast) -> None:
    authority = Authority(cast)
    _decision, lines = authority.issued(3)
    authority.revoked(lines[:1])
    figures = _figures(cast)
    assert (figures.awarded.awarded, figures.revoked) == (3, 1)
    assert figures.states == [(State.AWARDED, 2), (State.REVOKED, 1)]


def test_a_hold_that_was_lifted_leads_back_to_where_the_line_stood(cast: Cast) -> None:
    _appraisal, lines = Walk(cast).assigned(2)
    hold = Reason("Chờ kết luận", "COMPLAINT", "CV 1", review_on=today() + timedelta(days=20))
    assert apply_transition(Transition.HOLD_AT_OFFICE, lines[:1], **head(cast), reason=hold).is_whole
    assert _figures(cast).states == [(State.WITH_OFFICE, 1), (State.ON_HOLD, 1)]
    assert apply_transition(Transition.RESUME, lines[:1], **head(cast), reason=why).is_whole
    assert _figures(cast).states == [(State.WITH_OFFICE, 2)]


def test_the_page_shows_the_figures_and_leads_to_the_files_of_the_same_period(cast: Cast) -> None:
    Authority(cast).issued(2)
    asked = {"year": str(today().year), "part": "Y"}
    answer = signed_in(cast, R1.bodies.specialist).get(reverse(PAGE), asked)
    assert answer.status_code == 200
    for name in FILES:
        assert f"{reverse(name)}?year={today().year}&amp;part=Y" in answer.text
    keys = [table["key"] for table in answer.context["tables"]]
    assert keys == ["states", "figures", "units"]
    empty = signed_in(cast, OFFICE).get(reverse(PAGE), {"year": str(today().year - 3), "part": "H1"})
    assert (empty.status_code, empty.context["figures"].is_empty) == (200, True)


def test_the_files_say_the_figures_in_the_same_bytes_whenever_they_are_made(cast: Cast) -> None:
    _decision, lines = Authority(cast).issued(2)
    client = signed_in(cast, OFFICE)
    pdf, word, sheet = (client.get(reverse(name)) for name in FILES)
    text = " ".join(page.get_textpage().get_text_range() for page in PdfDocument(io.BytesIO(pdf.content)))
    text = " ".join(text.split())
    name = str(Nomination.objects.get(pk=lines[0]).award_form)
    for said in (f"năm {today().year}", name, "Đã khen thưởng 2 trường hợp", "Cộng", "Số: ……/BC"):
        assert said in text
    cells = [
        cell.text
        for table in docx.Document(io.BytesIO(word.content)).tables
        for row in table.rows
        for cell in row.cells
    ]
    assert name in cells
    rows = CalamineWorkbook.from_filelike(io.BytesIO(sheet.content)).get_sheet_by_index(0).to_python()
    assert rows[-1][1:5] == ["In all", 2.0, 0.0, 2.0]
    for path, answer in zip(FILES[:2], (pdf, word), strict=True):
        assert client.get(reverse(path)).content == answer.content


def test_the_report_of_a_period_that_is_over_stays_as_it_is(cast: Cast) -> None:
    _appraisal, lines = Walk(cast).assigned(2)
    before = _facts(cast)
    assert [row[1:] for row in before["tables"]["states"]["rows"][:-1]] == [["Đang thẩm định", "2"]]
    with travel(NOW.ends + timedelta(days=5), tick=False):
        closed = _facts(cast)
        hold = Reason("Chờ kết luận", "COMPLAINT", "CV 1", review_on=today() + timedelta(days=20))
        assert apply_transition(Transition.HOLD_AT_OFFICE, lines[:1], **head(cast), reason=hold).is_whole
        assert _facts(cast) == closed
        assert _figures(cast, Period(NOW.year + 1)).is_empty
    assert closed["tables"] == before["tables"]


def test_every_part_has_words_on_paper() -> None:
    said = {Period(2026, part).in_words for part in PARTS}
    assert said == {
        "năm 2026",
        "6 tháng đầu năm 2026",
        "6 tháng cuối năm 2026",
        *(f"quý {number} năm 2026" for number in ("I", "II", "III", "IV")),
    }


def test_the_figures_need_as_many_statements_for_many_lines_as_for_one(cast: Cast) -> None:
    counts = []
    for first, many in ((1, 1), (5, 12)):
        Authority(cast).issued(many, first=first)
        acting = Acting(cast.user(OFFICE), today())
        with CaptureQueriesContext(connection) as captured:
            assert not figures_of(acting, NOW, None).is_empty
        counts.append(len(captured.captured_queries))
    assert counts[0] == counts[1]
