"""The page of a letter's grid: refusals beside the cells, good rows saved without the bad, nothing overwritten."""

from typing import Any, Final

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.dossiers.history_given import past
from tests.dossiers.history_given import sheet as history_list
from tests.dossiers.letters_given import tomorrow
from tests.dossiers.lists_given import row
from tests.dossiers.pages_given import OF_SIGNING_IN, signed_in, text_of, unwritten
from tests.support.everything import everything, written
from tests.support.walk import R1, Walk
from workflow.awards.models import AwardForm
from workflow.directory.models import Person
from workflow.dossiers.door import apply_transition
from workflow.dossiers.grid_commands import save_lines
from workflow.dossiers.grid_forms import EMPTY
from workflow.dossiers.grid_judging import MOST
from workflow.dossiers.history_commands import record_history
from workflow.dossiers.letters import send_letter
from workflow.dossiers.line_edits import LineEdit
from workflow.dossiers.models import Letter, Nomination
from workflow.dossiers.nominee_list import COLUMNS
from workflow.dossiers.uploaded import keep_history
from workflow.management.demo import drafts
from workflow.management.demo.cast import Cast
from workflow.procedure.facts import Reason
from workflow.procedure.roles import Role
from workflow.procedure.transitions import Transition

OFFICER: Final = "nnmt-officer"
KEYS: Final = [one.key for one in COLUMNS]


@pytest.fixture
def walk(cast: Cast) -> Walk:
    """The demo unit's way."""
    return Walk(cast)


@pytest.fixture
def officer(cast: Cast) -> Client:
    """Who prepares the letter."""
    return signed_in(cast, OFFICER)


def path(letter: Letter, query: str = "") -> str:
    """The address of the grid."""
    return f"/letters/{letter.pk}/grid/{query}"


def form_of(answer: Any) -> dict[str, str]:
    """The form of the page as a browser without script sends it: every cell of every row."""
    form = answer.context["form"]
    sent = {
        name: str(form[name].value() or "") for name in ("operation", "owner", "seen", "thing_seen", "under", "paste")
    }
    for one in form.rows:
        if one.was:
            sent[f"{one.prefix}-was"] = one.was
        sent |= {cell.name: cell.value for cell in one.cells if not cell.fixed}
    return sent


def saved(client: Client, letter: Letter, query: str = "", **typed: str) -> Any:
    """The answer to the form, opened and sent with what is typed; `_` stands for `-` after the row."""
    sent = form_of(client.get(path(letter, query)))
    return client.post(path(letter, query), {**sent, **cells(typed)})


def cells(typed: dict[str, str]) -> dict[str, str]:
    """Cells by their names in the form: `line7__title` is `line7-title`."""
    return {name.replace("__", "-"): text for name, text in typed.items()}


def new(number: int, name: str, **more: Any) -> dict[str, str]:
    """The cells of a new row: a person of the staff, complete."""
    texts = dict(zip(KEYS, row(name, **more), strict=True))
    del texts["number"]
    return {
        f"new{number}__{key}": f"{text:%d/%m/%Y}" if hasattr(text, "strftime") else text for key, text in texts.items()
    }


def name_of(cast: Cast, number: int) -> str:
    """The name of a demo nominee."""
    return cast.person(f"nominee-{number:02d}").full_name


def errors(answer: Any) -> dict[str, list[str]]:
    """What is wrong, by the name of the cell."""
    return {one.cell.name: list(one.cell.errors) for one in answer.context["form"].wrong}


def texts_shown(answer: Any) -> dict[str, str]:
    """What stands in every cell."""
    return {cell.name: cell.value for one in answer.context["form"].rows for cell in one.cells}


# Refusals of the page.


def test_another_units_officer_finds_no_such_page(cast: Cast, walk: Walk) -> None:
    letter, _lines = walk.drafted(1)
    with unwritten():
        assert signed_in(cast, "duc-trong-officer").get(path(letter)).status_code == 404
        assert signed_in(cast, "nnmt-head").get(path(letter)).status_code == 404


def test_a_letter_on_another_desk_says_whose_turn_it_is_and_saves_nothing(walk: Walk, officer: Client) -> None:
    letter, (line,) = walk.drafted(1)
    sent = form_of(officer.get(path(letter)))
    drafts.complete(letter, [line], walk.officer)
    send_letter(letter, **walk.officer)
    with unwritten():
        answer = officer.get(path(letter))
        assert (answer.status_code, "form" in answer.context) == (409, False)
        for more in ({f"line{line}-title": "Khác"}, {"paste": "Cá nhân\tM\tTên"}):
            assert officer.post(path(letter), {**sent, **more}).status_code in {409, 422}
    assert Nomination.objects.get(pk=line).nominee_title != "Khác"


def test_only_a_units_letter_has_a_grid(cast: Cast, walk: Walk) -> None:
    letter, _lines = walk.drafted(1)
    for kind in (Letter.Kind.SUPPLEMENTARY, Letter.Kind.SUPERIOR):
        Letter.objects.filter(pk=letter.pk).update(kind=kind)
        assert signed_in(cast, OFFICER).get(path(letter)).status_code == 404


def test_nothing_typed_is_nothing_to_save(walk: Walk, officer: Client) -> None:
    letter, _lines = walk.drafted(2)
    with unwritten():
        answer = saved(officer, letter)
    assert (answer.status_code, "Change a row" in text_of(answer)) == (422, True)


@pytest.mark.parametrize("seen", ["x", "1:y", "1:2:3"])
def test_versions_that_cannot_be_read_are_refused(walk: Walk, officer: Client, seen: str) -> None:
    letter, (line,) = walk.drafted(1)
    with unwritten():
        assert saved(officer, letter, seen=seen, **{f"line{line}__title": "Khác"}).status_code == 422


def test_more_rows_than_the_table_takes_are_refused_and_kept(walk: Walk, officer: Client) -> None:
    letter, _lines = walk.drafted(1)
    block = "\r\n".join(f"Hộ gia đình\t\tHộ số {number}" for number in range(MOST + 1))
    with unwritten():
        answer = saved(officer, letter, paste=block)
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"paste"})
    assert f"Hộ số {MOST}" in text_of(answer)
    many = {f"new{number}__name": f"Hộ {number}" for number in range(1, MOST + 2)}
    with unwritten():
        answer = saved(officer, letter, **many)
    assert answer.status_code == 422
    assert str(MOST + 1) in text_of(answer)


# What is wrong stands beside its cell.


def test_bad_cells_are_named_and_nothing_typed_is_lost(cast: Cast, walk: Walk, officer: Client) -> None:
    letter, (one, two) = walk.drafted(2)
    typed = {
        f"line{one}__title": "Chức vụ mới",
        f"line{two}__period_to": f"{tomorrow():%d/%m/%Y}",
        f"line{two}__track": "sếp",
        **new(1, "Không Có Ai", period_from="hôm qua", award_form="Bằng khen gì đó"),
        **new(2, name_of(cast, 3)),
    }
    with unwritten():
        answer = saved(officer, letter, **typed)
    assert answer.status_code == 422
    assert set(errors(answer)) == {
        f"line{two}-period_to",
        f"line{two}-track",
        "new1-name",
        "new1-period_from",
        "new1-award_form",
    }
    shown = texts_shown(answer)
    assert cells(typed).items() <= shown.items()
    text = text_of(answer)
    assert all(part in text for part in ("Row 3", "«hôm qua»", "Write the day as dd/mm/yyyy.", "Save the 2 good rows"))


def test_a_name_that_several_bear_offers_them_with_their_awards(cast: Cast, walk: Walk, officer: Client) -> None:
    letter, _lines = walk.drafted(1)
    first, second = (
        Person.objects.create(code=f"trung-{year}", full_name="Đinh Trùng Tên", birth_year=year)
        for year in (1970, 1985)
    )
    office = cast.acts("tdkt-specialist-1", Role.OFFICE_SPECIALIST, "ban-tdkt")
    authority = cast.organisation("ubnd-tinh")
    uploaded = keep_history(
        authority, cast.person("tdkt-specialist-1").pk, "a.xlsx", history_list(past(first.full_name, code=first.code))
    )
    record_history(uploaded, uploaded.mark, **office)
    with unwritten():
        answer = saved(officer, letter, **new(1, "Đinh Trùng Tên"))
    (wrong,) = errors(answer).items()
    assert (wrong[0], first.code in wrong[1][0], second.code in wrong[1][0]) == ("new1-name", True, True)
    offers = next(one for one in answer.context["form"].rows if one.prefix == "new1").offers
    assert [(one.code, len(one.awards)) for one in offers] == [(first.code, 1), (second.code, 0)]
    sent = {**form_of(answer), "new1-choice": second.code}
    assert officer.post(path(letter), sent).status_code == 302
    assert letter.nominations.latest("pk").nominee.person == second


def test_a_name_without_its_marks_is_not_taken_for_another(walk: Walk, officer: Client) -> None:
    letter, _lines = walk.drafted(1)
    Person.objects.create(code="dinh-mot", full_name="Đinh Một Mình")
    with unwritten():
        answer = saved(officer, letter, **new(1, "Dinh Mot Minh"))
    assert "Đinh Một Mình" in errors(answer)["new1-name"][0]
    assert saved(officer, letter, **new(1, "Đinh Một Mình")).status_code == 302


def test_a_nominee_who_stands_there_or_twice_in_the_table_is_a_bad_cell(
    cast: Cast, walk: Walk, officer: Client
) -> None:
    letter, _lines = walk.drafted(1)
    typed = {**new(1, name_of(cast, 1)), **new(2, name_of(cast, 2)), **new(3, name_of(cast, 2))}
    with unwritten():
        answer = saved(officer, letter, **typed)
    assert set(errors(answer)) == {"new1-name", "new3-name"}
    assert "Row 3 names the same nominee" in errors(answer)["new3-name"][0]


def test_nobody_enters_the_own_nomination(cast: Cast, walk: Walk, officer: Client) -> None:
    letter, _lines = walk.drafted(1)
    with unwritten():
        answer = saved(officer, letter, **new(1, cast.person(OFFICER).full_name, code=cast.person(OFFICER).code))
    assert set(errors(answer)) == {"new1-name"}


# Saving.


def test_changed_rows_and_new_ones_are_saved_and_the_others_untouched(cast: Cast, walk: Walk, officer: Client) -> None:
    letter, (one, two) = walk.drafted(2)
    before = Nomination.objects.get(pk=two).version
    text = "Dòng một\r\nDòng hai"
    answer = saved(officer, letter, "?q=", **{f"line{one}__achievement": text}, **new(1, name_of(cast, 3)))
    assert (answer.status_code, answer.url) == (302, path(letter, "?q="))
    assert Nomination.objects.get(pk=one).achievement == "Dòng một\nDòng hai"
    assert Nomination.objects.get(pk=two).version == before
    assert letter.nominations.count() == 3
    again = officer.get(path(letter)).context["form"]
    assert len(again.rows) == 3 + EMPTY


def test_the_good_rows_are_saved_and_the_bad_stay_as_they_were_typed(cast: Cast, walk: Walk, officer: Client) -> None:
    letter, (one, two) = walk.drafted(2)
    typed = {
        f"line{one}__title": "Chức vụ mới",
        f"line{two}__period_to": "mai",
        **new(1, "Không Có Ai"),
        **new(2, name_of(cast, 3)),
    }
    answer = saved(officer, letter, good="1", **typed)
    assert (answer.status_code, "Saved." in text_of(answer)) == (200, True)
    assert Nomination.objects.get(pk=one).nominee_title == "Chức vụ mới"
    assert letter.nominations.count() == 3
    assert set(errors(answer)) == {f"line{two}-period_to", "new1-name"}
    shown = texts_shown(answer)
    assert (shown[f"line{two}-period_to"], shown["new1-name"]) == ("mai", "Không Có Ai")
    mended = {**form_of(answer), f"line{two}-period_to": row("")[KEYS.index("period_to")].strftime("%d/%m/%Y")}
    mended |= {"new1-name": name_of(cast, 4), f"line{two}-unit": "Phòng mới"}
    assert officer.post(path(letter), mended).status_code == 302
    assert letter.nominations.count() == 4
    assert Nomination.objects.get(pk=two).nominee_unit == "Phòng mới"


def test_without_a_good_row_nothing_is_saved(walk: Walk, officer: Client) -> None:
    letter, _lines = walk.drafted(1)
    with unwritten():
        answer = saved(officer, letter, good="1", **new(1, "Không Có Ai"))
    assert (answer.status_code, "No row can be saved yet." in text_of(answer)) == (422, True)


def test_the_same_form_sent_twice_saves_once(cast: Cast, walk: Walk, officer: Client) -> None:
    letter, _lines = walk.drafted(1)
    sent = {**form_of(officer.get(path(letter))), **cells(new(1, name_of(cast, 2)))}
    assert officer.post(path(letter), sent).status_code == 302
    with unwritten():
        assert officer.post(path(letter), sent).status_code == 422
    assert letter.nominations.count() == 2


# What somebody else did meanwhile.


def theirs(walk: Walk, letter: Letter, line: int, **changes: Any) -> None:
    """A colleague changes a line."""
    seen = Nomination.objects.get(pk=line).version
    save_lines(letter, [LineEdit(line, seen, changes)], [], **walk.officer)


def test_a_row_changed_meanwhile_is_shown_beside_ones_own_and_never_overwritten_unseen(
    walk: Walk, officer: Client
) -> None:
    letter, (one, two) = walk.drafted(2)
    sent = form_of(officer.get(path(letter)))
    theirs(walk, letter, one, title="Của người khác")
    mine = {**sent, f"line{one}-title": "Của tôi", f"line{two}-title": "Chức khác"}
    answer = officer.post(path(letter), mine)
    assert answer.status_code == 409
    assert Nomination.objects.get(pk=two).nominee_title != "Chức khác"
    found = next(one_ for one_ in answer.context["form"].rows if one_.prefix == f"line{one}")
    cell = next(cell for cell in found.cells if cell.key == "title")
    assert (cell.value, cell.now, found.is_newer) == ("Của tôi", "Của người khác", True)
    assert officer.post(path(letter), form_of(answer)).status_code == 302
    assert Nomination.objects.get(pk=one).nominee_title == "Của tôi"
    assert Nomination.objects.get(pk=two).nominee_title == "Chức khác"


def test_the_other_rows_are_saved_while_one_was_changed_meanwhile(walk: Walk, officer: Client) -> None:
    letter, (one, two) = walk.drafted(2)
    sent = form_of(officer.get(path(letter)))
    theirs(walk, letter, one, title="Của người khác")
    mine = {**sent, f"line{one}-title": "Của tôi", f"line{two}-title": "Chức khác", "good": "1"}
    answer = officer.post(path(letter), mine)
    assert answer.status_code == 200
    titles = dict(letter.nominations.values_list("pk", "nominee_title"))
    assert titles == {one: "Của người khác", two: "Chức khác"}
    assert [one_.prefix for one_ in answer.context["form"].rows if one_.is_newer] == [f"line{one}"]


def test_what_a_colleague_wrote_in_a_row_that_was_not_touched_stays(walk: Walk, officer: Client) -> None:
    letter, (one, two) = walk.drafted(2)
    sent = form_of(officer.get(path(letter)))
    theirs(walk, letter, one, title="Của người khác")
    assert officer.post(path(letter), {**sent, f"line{two}-title": "Chức khác"}).status_code == 302
    assert Nomination.objects.get(pk=one).nominee_title == "Của người khác"


def test_a_row_whose_line_left_the_letter_is_kept_to_be_copied(walk: Walk, officer: Client) -> None:
    letter, (one, _two) = walk.drafted(2)
    sent = form_of(officer.get(path(letter)))
    apply_transition(Transition.WITHDRAW_DRAFT, [one], reason=Reason(text="Rút"), **walk.officer)
    with unwritten():
        answer = officer.post(path(letter), {**sent, f"line{one}-title": "Của tôi"})
    assert answer.status_code == 409
    gone = next(row_ for row_ in answer.context["form"].rows if row_.gone)
    shown = {cell.key: cell.value for cell in gone.cells}
    assert (shown["title"], shown["name"]) == ("Của tôi", Nomination.objects.get(pk=one).nominee_name)


# Pasting without script.


def test_a_pasted_block_is_read_into_the_table_and_nothing_is_saved(cast: Cast, walk: Walk, officer: Client) -> None:
    letter, _lines = walk.drafted(1)
    rows = [row(name_of(cast, 2)), row("Không Có Ai")]
    block = [[f"{cell:%d/%m/%Y}" if hasattr(cell, "strftime") else str(cell) for cell in one[1:]] for one in rows]
    block[0][KEYS.index("achievement") - 1] = '"Dòng một\nDòng ""hai"""'
    text = "\r\n".join("\t".join(one) for one in block) + "\r\n"
    before = everything()
    answer = saved(officer, letter, paste=text, new1__name="Tên gõ trước")
    assert written(before, everything()).keys() <= OF_SIGNING_IN
    assert answer.status_code == 200
    shown = texts_shown(answer)
    assert shown["new1-name"] == "Tên gõ trước"
    assert [shown[f"new{EMPTY + number}-name"] for number in (1, 2)] == [name_of(cast, 2), "Không Có Ai"]
    pasted = [text_ for name, text_ in shown.items() if name.endswith("-achievement") and "Dòng" in text_]
    assert pasted == ['Dòng một\nDòng "hai"']


def test_a_pasted_block_that_is_right_is_said_to_wait_and_then_saved(cast: Cast, walk: Walk, officer: Client) -> None:
    letter, _lines = walk.drafted(1)
    one = [
        f"{cell:%d/%m/%Y}" if hasattr(cell, "strftime") else str(cell) for cell in row(name_of(cast, 2), title="=1+1")
    ]
    answer = saved(officer, letter, paste="\t".join(one))
    assert "Nothing of it is saved yet." in text_of(answer)
    assert officer.post(path(letter), form_of(answer)).status_code == 302
    assert letter.nominations.latest("pk").nominee_title == "=1+1"


def test_headings_without_a_needed_column_are_said_beside_the_field(walk: Walk, officer: Client) -> None:
    letter, _lines = walk.drafted(1)
    with unwritten():
        answer = saved(officer, letter, paste="Họ và tên hoặc tên tập thể\tMã\tChức vụ\r\nA\tB\tC")
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"paste"})


# Order and parts.


def households(walk: Walk, *names: str) -> tuple[Letter, list[int]]:
    """A letter with these households."""
    return walk.drafted(entries=[drafts.household(name, walk.way.award_form) for name in names])


def shown_names(client: Client, letter: Letter, query: str) -> list[str]:
    """Who is shown, in order."""
    return [line.nominee_name for line in client.get(path(letter, query)).context["page"]]


def test_people_are_sorted_by_their_given_names(walk: Walk, officer: Client) -> None:
    letter, lines = walk.drafted(4)
    by_key = list(letter.nominations.order_by("name_key").values_list("nominee_name", flat=True))
    assert shown_names(officer, letter, "?order=name") == by_key
    assert shown_names(officer, letter, "?order=-name") == by_key[::-1]
    on_letter = [Nomination.objects.get(pk=line).nominee_name for line in lines]
    assert shown_names(officer, letter, "?order=nonsense") == on_letter


def test_words_find_with_or_without_marks(walk: Walk, officer: Client) -> None:
    letter, _lines = households(walk, "Hộ ông Đặng (minh họa)", "Hộ bà Lê (minh họa)")
    assert shown_names(officer, letter, "?q=dang") == ["Hộ ông Đặng (minh họa)"]
    assert shown_names(officer, letter, "?q=khong-co") == []


def test_lines_are_parted_by_what_they_lack(walk: Walk, officer: Client) -> None:
    letter, (ready,) = walk.drafted(1)
    save_lines(letter, [], walk.persons(1, first=2), **walk.officer)
    names = {line.pk: line.nominee_name for line in letter.nominations.all()}
    lacking = next(name for pk, name in names.items() if pk != ready)
    assert shown_names(officer, letter, "?status=ready") == [names[ready]]
    assert shown_names(officer, letter, "?status=lacking") == [lacking]
    assert shown_names(officer, letter, "?order=-status") == [lacking, names[ready]]
    text = text_of(officer.get(path(letter)))
    assert "Ready" in text
    assert "missing" in text


def test_lines_are_parted_by_award_form(walk: Walk, officer: Client) -> None:
    letter, lines = walk.drafted(2)
    assert len(shown_names(officer, letter, f"?award_form={R1.award_form}")) == len(lines)
    other = AwardForm.objects.get(code="GK")
    Nomination.objects.filter(pk=lines[0]).update(award_form=other)
    assert len(shown_names(officer, letter, "?award_form=GK")) == 1
    assert len(shown_names(officer, letter, "?award_form=KHONG_CO")) == len(lines)


def test_a_row_typed_under_one_filter_is_saved_although_it_leaves_the_page(walk: Walk, officer: Client) -> None:
    letter, lines = households(walk, "Hộ ông Đặng (minh họa)", "Hộ bà Lê (minh họa)")
    answer = saved(
        officer, letter, "?q=dang", **{f"line{lines[0]}__achievement_title": "", f"line{lines[0]}__title": "A"}
    )
    assert set(errors(answer)) == {f"line{lines[0]}-achievement_title"}
    moved = officer.post(path(letter, "?q=le"), form_of(answer))
    assert texts_shown(moved)[f"line{lines[0]}-title"] == "A"


# Costs.


def _statements(walk: Walk, client: Client, many: int, first: int) -> list[int]:
    """How many statements the page takes, a form with bad rows, and one that is saved."""
    letter, lines = households(walk, *(f"Hộ số {first + number} (minh họa)" for number in range(many)))
    sent = form_of(client.get(path(letter, "?order=status")))
    typed = {f"line{line}-title": f"Chức {line}" for line in lines}
    more: dict[str, str] = {}
    for number in range(1, many + 1):
        name = f"Hộ số {first + 500 + number} (minh họa)"
        more |= cells(new(number, name, kind="Hộ gia đình", track=""))
    found = []
    for form in ({}, {**sent, **typed, **more, "new1-period_to": "mai"}, {**sent, **typed, **more}):
        with CaptureQueriesContext(connection) as asked:
            answer = client.post(path(letter), form) if form else client.get(path(letter, "?order=status"))
        found.append(len(asked))
    assert answer.status_code == 302
    return found


def test_a_hundred_rows_take_as_many_statements_as_one(walk: Walk, officer: Client) -> None:
    _statements(walk, officer, 1, 5000)
    assert _statements(walk, officer, 100, 1000) == _statements(walk, officer, 1, 3000)


def test_the_letter_leads_to_the_table(walk: Walk, officer: Client) -> None:
    letter, _lines = walk.drafted(1)
    page = officer.get(f"/letters/{letter.pk}/")
    assert [task.url for task in page.context["tasks"] if task.label == "Nominees"] == [path(letter)]
    assert path(letter) in [deed.url for deed in page.context["deeds"]]


def test_the_search_for_a_nominee_tells_of_awards(cast: Cast, officer: Client) -> None:
    person = Person.objects.create(code="dinh-co-khen", full_name="Đinh Có Khen", birth_year=1977)
    office = cast.acts("tdkt-specialist-1", Role.OFFICE_SPECIALIST, "ban-tdkt")
    listed = history_list(past(person.full_name, code=person.code))
    uploaded = keep_history(cast.organisation("ubnd-tinh"), cast.person("tdkt-specialist-1").pk, "a.xlsx", listed)
    record_history(uploaded, uploaded.mark, **office)
    for query in ("q=dinh+co", "q=dinh+co&options=1"):
        text = text_of(officer.get(f"/nominees/?{query}"))
        assert "Đinh Có Khen" in text
        assert "Bằng khen" in text
