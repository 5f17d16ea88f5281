"""The grid's command and its pasted text: lines changed and added by one act, each refusal with nothing written."""

from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any, Final
from unicodedata import normalize

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.dossiers.lists_given import HEADINGS
from tests.dossiers.pages_given import unwritten
from tests.support.racing import at_once, take_out_lock_and_predicate
from tests.support.walk import R1, R4, Walk
from workflow.audit.verify import verify
from workflow.awards.models import AwardAuthority, AwardForm, Confidence, Track
from workflow.dossiers.correcting import correct_clerical
from workflow.dossiers.door import apply_transition
from workflow.dossiers.entries import Entry
from workflow.dossiers.grid_commands import save_lines
from workflow.dossiers.letters import send_letter
from workflow.dossiers.line_edits import LineEdit
from workflow.dossiers.list_columns import ERRORS
from workflow.dossiers.models import Letter, Nomination, Revision
from workflow.dossiers.nominee_list import COLUMNS, NOMINEES
from workflow.dossiers.pasting import block_of, cells_pasted
from workflow.dossiers.reports import Refused, TransitionReport
from workflow.management.consistency import problems
from workflow.management.demo import drafts
from workflow.management.demo.cast import Cast
from workflow.management.expectations import expectations
from workflow.procedure.facts import Reason
from workflow.procedure.transitions import Transition

ROUNDS: Final = 40
UNLOCKED: Final = 12
SECOND: Final = "GK"


@pytest.fixture
def walk(cast: Cast) -> Walk:
    """The demo unit's way."""
    return Walk(cast)


@pytest.fixture
def two_forms(cast: Cast) -> Walk:
    """A way on which the authority may give two award forms."""
    AwardAuthority.objects.create(
        award_form=AwardForm.objects.get(code=SECOND),
        organisation=cast.organisation(R4.bodies.authority),
        valid_from=date(2020, 1, 1),
        confidence=Confidence.DESIGN,
    )
    return Walk(cast, R4)


def edit(line: int, expect: int | None = None, **changes: Any) -> LineEdit:
    """What changes on a line, as it was seen now."""
    seen = Nomination.objects.get(pk=line).version if expect is None else expect
    return LineEdit(line, seen, changes)


def household(number: int) -> Entry:
    """A household that nobody else proposes."""
    return drafts.household(f"Hộ số {number} (minh họa)", R1.award_form)


def wrong(letter: Letter, walk: Walk, edits: list[LineEdit], entries: list[Entry] | None = None) -> dict[str, Any]:
    """What the command says is wrong, with proof that it wrote nothing."""
    with unwritten(), pytest.raises(ValidationError) as error:
        save_lines(letter, edits, entries or [], **walk.officer)
    return error.value.message_dict


def refused(letter: Letter, edits: list[LineEdit], entries: list[Entry], who: dict[str, Any]) -> list[str]:
    """The rules by which it is refused, with proof that nothing of the dossiers is written."""
    before = [list(model.objects.order_by("pk").values()) for model in (Nomination, Revision)]
    with pytest.raises(Refused) as error:
        save_lines(letter, edits, entries, **who)
    assert [list(model.objects.order_by("pk").values()) for model in (Nomination, Revision)] == before
    return [one.rule for one in error.value.all]


# Refusals.


def test_only_the_units_officer_saves(cast: Cast, walk: Walk) -> None:
    letter, (line,) = walk.drafted(1)
    other = Walk(cast, R4).officer
    for who in (walk.head, walk.clerk, other):
        assert refused(letter, [edit(line, title="Khác")], [household(1)], who) == ["role"]


def test_nothing_is_saved_on_a_letter_that_is_on_another_desk(walk: Walk) -> None:
    letter, (line,) = walk.with_head(1)
    assert refused(letter, [edit(line, title="Khác")], [], walk.officer) == ["desk"]
    assert refused(letter, [], [household(1)], walk.officer) == ["desk"]


def test_a_line_that_left_the_letter_is_refused_and_the_others_are_not_saved(walk: Walk) -> None:
    letter, (one, two) = walk.drafted(2)
    seen = [edit(line, title="Khác") for line in (one, two)]
    apply_transition(Transition.WITHDRAW_DRAFT, [two], reason=Reason(text="Rút"), **walk.officer)
    assert refused(letter, seen, [], walk.officer) == ["case"]


def test_a_line_of_another_letter_is_refused(walk: Walk) -> None:
    letter, _lines = walk.drafted(1)
    other, (line,) = walk.drafted(entries=[household(7)])
    assert other.pk != letter.pk
    assert refused(letter, [edit(line, title="Khác")], [], walk.officer) == ["case"]


def test_a_line_that_somebody_changed_meanwhile_is_not_overwritten(walk: Walk) -> None:
    letter, (one, two) = walk.drafted(2)
    mine = [edit(line, title="Của tôi") for line in (one, two)]
    save_lines(letter, [edit(one, title="Của người khác")], [], **walk.officer)
    assert refused(letter, mine, [household(1)], walk.officer) == ["version"]


def test_nobody_edits_or_adds_the_own_matter(cast: Cast, walk: Walk) -> None:
    letter, _lines = walk.drafted(1)
    officer = cast.person("nnmt-officer")
    own = replace(household(1), kind="PERSON", person=officer.pk, household="", track="STAFF")
    assert refused(letter, [], [own], walk.officer) == ["own"]


def test_nothing_to_save_is_said(walk: Walk) -> None:
    letter, (line,) = walk.drafted(1)
    assert set(wrong(letter, walk, [])) == {"edits"}
    assert set(wrong(letter, walk, [edit(line)])) == {f"edits[{line}].changes"}
    assert set(wrong(letter, walk, [edit(line, title="a"), edit(line, title="b")])) == {"edits"}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"achievement_title": "  "}, "achievement_title"),
        ({"achievement": ""}, "achievement"),
        ({"period_to": timezone.localdate() + timedelta(days=1)}, "period_to"),
        ({"period_from": timezone.localdate()}, "period_to"),
        ({"period_from": None}, "period_from"),
        ({"title": "x" * 251}, "title"),
        ({"unit": 7}, "unit"),
        ({"track": ""}, "track"),
        ({"track": "BOSS"}, "track"),
        ({"award_form": "KHONG_CO"}, "award_form"),
        ({"award_form": "HCSV"}, "award_form"),
        ({"award_form": None}, "award_form"),
        ({"simplified_ground": "STATE_SECRET"}, "simplified_ground"),
        ({"state": "AWARDED"}, "state"),
        ({"nominee_name": "Người khác"}, "nominee_name"),
    ],
)
def test_what_is_wrong_is_said_by_line_and_field(walk: Walk, changes: dict[str, Any], field: str) -> None:
    letter, (one, two) = walk.drafted(2)
    told = wrong(letter, walk, [edit(one, title="Đúng"), edit(two, **changes)], [household(1)])
    assert set(told) == {f"edits[{two}].{field}"}


def test_a_household_is_neither_leader_nor_staff(walk: Walk) -> None:
    letter, (line,) = walk.drafted(entries=[household(1)])
    assert set(wrong(letter, walk, [edit(line, track="LEADER")])) == {f"edits[{line}].track"}


def test_leader_or_staff_changes_until_criteria_are_answered(walk: Walk) -> None:
    letter, (answered,) = walk.drafted(1)
    assert set(wrong(letter, walk, [edit(answered, track=Track.LEADER.value)])) == {f"edits[{answered}].track"}
    (fresh,) = save_lines(letter, [], walk.persons(1, first=2), **walk.officer).made["nominations"]
    save_lines(letter, [edit(fresh, track=Track.LEADER.value)], [], **walk.officer)
    assert Nomination.objects.get(pk=fresh).track == Track.LEADER


def test_a_title_that_was_corrected_is_corrected_again_and_not_overwritten(walk: Walk) -> None:
    letter, (line,) = walk.drafted(1)
    correct_clerical(line, "nominee_title", "Chuyên viên chính", confirmed_by="Công văn 1", **walk.officer)
    assert set(wrong(letter, walk, [edit(line, title="Khác")])) == {f"edits[{line}].title"}
    save_lines(letter, [edit(line, unit="Phòng khác")], [], **walk.officer)


def test_one_nominee_stands_once_for_an_award_form(walk: Walk) -> None:
    letter, _lines = walk.drafted(entries=[household(1)])
    told = wrong(letter, walk, [], [household(2), household(1), household(2)])
    assert set(told) == {"entries[1].name", "entries[2].name"}
    assert letter.nominations.count() == 1


def test_an_award_form_is_not_changed_to_one_that_the_nominee_has_on_the_letter(two_forms: Walk) -> None:
    first = replace(household(1), simplified_ground="AD_HOC")
    letter, (one, _two) = two_forms.drafted(entries=[first, replace(first, award_form=SECOND)])
    told = wrong(letter, two_forms, [edit(one, award_form=SECOND)])
    assert set(told) == {f"edits[{one}].award_form"}


# What is saved.


def test_lines_change_and_new_ones_are_added_by_one_act(walk: Walk) -> None:
    letter, (one, two, three) = walk.drafted(3)
    before, untouched = Nomination.objects.get(pk=one), Nomination.objects.get(pk=three)
    changes: dict[str, Any] = {"title": "Trưởng phòng", "achievement": "Dòng một\nDòng hai", "recipient": "Bà Tư (vợ)"}
    report = save_lines(letter, [edit(one, **changes), edit(two, unit="Phòng B")], [household(1)], **walk.officer)
    assert report.made["edited"] == [one, two]
    first = Nomination.objects.get(pk=one)
    assert (first.nominee_title, first.achievement, first.recipient) == tuple(changes.values())
    assert Nomination.objects.get(pk=two).nominee_unit == "Phòng B"
    assert (first.revision_no, first.state) == (before.revision_no + 1, "DRAFT")
    now = Nomination.objects.get(pk=three)
    assert (now.version, now.content_hash) == (untouched.version, untouched.content_hash)
    assert list(letter.nominations.order_by("pk").values_list("pk", flat=True)[3:]) == report.made["nominations"]
    assert (list(problems()), verify(expectations()).findings) == ([], [])


def test_the_same_operation_saves_once(walk: Walk) -> None:
    letter, (line,) = walk.drafted(1)
    given = ([edit(line, title="Khác")], [household(1)])
    first, second = (save_lines(letter, *given, operation_id="mot-lan", **walk.officer) for _twice in range(2))
    assert (second.repeated, second.made) == (True, first.made)
    assert letter.nominations.count() == 2


def test_texts_are_kept_composed(walk: Walk) -> None:
    letter, (line,) = walk.drafted(1)
    save_lines(letter, [edit(line, title=normalize("NFD", "Trưởng phòng"))], [], **walk.officer)
    assert Nomination.objects.get(pk=line).nominee_title == "Trưởng phòng"


def test_another_title_is_confirmed_anew_and_another_form_is_voted_on_anew(two_forms: Walk) -> None:
    letter, lines = two_forms.drafted(3)
    one, two, three = lines
    Nomination.objects.filter(pk__in=lines).update(
        names_confirmed_at=timezone.now(), votes_for=8, votes_against=0, votes_abstained=0, votes_of=9
    )
    edits = [edit(one, title="Khác"), edit(two, award_form=SECOND), edit(three, recipient="Ông Ba")]
    save_lines(letter, edits, [], **two_forms.officer)
    found = {line.pk: (line.names_confirmed_at is not None, line.votes_of) for line in letter.nominations.all()}
    assert found == {one: (False, 9), two: (True, None), three: (True, 9)}
    assert Nomination.objects.get(pk=two).award_form.code == SECOND


def test_the_lines_are_sent_after_they_were_edited(walk: Walk) -> None:
    letter, (line,) = walk.drafted(1)
    save_lines(letter, [edit(line, title="Khác")], [], **walk.officer)
    drafts.complete(letter, [line], walk.officer)
    assert send_letter(letter, **walk.officer).moved


def _statements(walk: Walk, many: int, first: int) -> int:
    entries = [household(first + number) for number in range(many)]
    letter, lines = walk.drafted(entries=entries)
    edits = [edit(line, title=f"Chức {line}", unit=f"Đơn vị {line}") for line in lines]
    new = [household(first + 500 + number) for number in range(many)]
    with CaptureQueriesContext(
        connection,
    ) as found:
        save_lines(letter, edits, new, **walk.officer)
    return len(found)


def test_a_hundred_rows_take_as_many_statements_as_one(walk: Walk) -> None:
    assert _statements(walk, 100, 1000) == _statements(walk, 1, 3000)


# Two officers on one line.


def _done(deed: partial[TransitionReport]) -> bool:
    try:
        return not deed().refused
    except Refused:
        return False


def _both(cast: Cast, rounds: int) -> list[str]:
    """Two officers change one line that both saw as it was; what went wrong, in words."""
    walk = Walk(cast)
    letter, (line, _other) = walk.drafted(2)
    found = []
    for turn in range(rounds):
        seen = Nomination.objects.get(pk=line).version
        deeds = [
            partial(
                _done,
                partial(save_lines, letter, [LineEdit(line, seen, {"title": f"{turn} {who}"})], [], **walk.officer),
            )
            for who in ("A", "B")
        ]
        done, raised = at_once(deeds)
        now = Nomination.objects.get(pk=line)
        if (sorted(done), raised, now.version) != ([False, True], [], seen + 1):
            found.append(f"{turn}: {done}, {raised[:1]}, {now.version} after {seen}")
    return found


@pytest.mark.django_db(transaction=True)
def test_of_two_officers_on_one_line_one_is_told(cast: Cast) -> None:
    assert _both(cast, ROUNDS) == []
    assert (list(problems()), verify(expectations()).findings) == ([], [])


@pytest.mark.django_db(transaction=True)
def test_without_the_lock_both_write_the_line(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    take_out_lock_and_predicate(monkeypatch)
    assert _both(cast, UNLOCKED) != []


# Pasted text.


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("", []),
        ("a", [["a"]]),
        ("a\tb\r\nc\td\r\n", [["a", "b"], ["c", "d"]]),
        ("a\tb\nc\td", [["a", "b"], ["c", "d"]]),
        ("a\rb\r", [["a"], ["b"]]),
        ("\ta\t\r\n", [["", "a", ""]]),
        ("a\r\n\r\nb\r\n", [["a"], [""], ["b"]]),
        ('a\t"một\r\nhai"\tb', [["a", "một\nhai", "b"]]),
        ('"một\nhai"\r\n"ba\nbốn"\r\n', [["một\nhai"], ["ba\nbốn"]]),
        ('"nói ""được""\nxong"', [['nói "được"\nxong']]),
        ('"một\n\nhai"', [["một\n\nhai"]]),
        ('"Hạt giống" năm 2024\tb', [['"Hạt giống" năm 2024', "b"]]),
        ('"chưa đóng\tb\r\nc', [['"chưa đóng', "b"], ["c"]]),
        ('"đủ"\tb', [['"đủ"', "b"]]),
        ('5" ống\tb', [['5" ống', "b"]]),
        ('=HYPERLINK("http://x")\t+1', [['=HYPERLINK("http://x")', "+1"]]),
    ],
)
def test_a_block_reads_as_it_was_copied(text: str, block: list[list[str]]) -> None:
    assert block_of(text) == block


def test_pasted_rows_with_headings_go_by_the_headings() -> None:
    names = {one.key: one.vi for one in COLUMNS}
    head = [names["name"], names["kind"], "Ghi chú", names["award_form"], *[names[key] for key in _needed]]
    text = "\t".join(head) + "\r\nLê Thị B\tCá nhân\tbỏ\tBằng khen\ta\tb\tc\td"
    (row,) = cells_pasted(NOMINEES, text)
    assert (row["name"], row["kind"], row["award_form"]) == ("Lê Thị B", "Cá nhân", "Bằng khen")
    assert "bỏ" not in row.values()


_needed: Final = ("achievement_title", "achievement", "period_from", "period_to")


def test_headings_without_a_needed_column_are_refused() -> None:
    names = {one.key: one.vi for one in COLUMNS}
    text = "\t".join(names[key] for key in ("number", "kind", "name", "title")) + "\r\n1\tCá nhân\tA\tB"
    with pytest.raises(ValidationError) as error:
        cells_pasted(NOMINEES, text)
    assert set(error.value.message_dict) == {"file"}


def test_a_whole_copied_list_is_read_with_its_running_numbers_and_without_its_errors() -> None:
    text = "\t".join([*HEADINGS, ERRORS.vi]) + "\r\n" + "\t".join(["1", "Cá nhân", "M1", "Tên", *[""] * 14, "D4: sai"])
    (row,) = cells_pasted(NOMINEES, text)
    assert (row["number"], row["name"]) == ("1", "Tên")
    assert "D4: sai" not in row.values()


def test_rows_without_headings_begin_with_the_kind_unless_they_are_as_wide_as_the_list() -> None:
    narrow = cells_pasted(NOMINEES, "Cá nhân\tM1\tTên\r\n\r\n \t\t\r\nHộ gia đình\t\tHộ A")
    assert [(row["kind"], row["name"]) for row in narrow] == [("Cá nhân", "Tên"), ("Hộ gia đình", "Hộ A")]
    (wide,) = cells_pasted(NOMINEES, "\t".join(["7", "Cá nhân", "M1", "Tên", *[""] * 14]))
    assert (wide["number"], wide["name"]) == ("7", "Tên")
