"""A colleague saved the same section first: both texts are shown, one is chosen for each part, nothing is lost."""

from typing import Any

import pytest
from django.test import Client

from tests.dossiers.pages_given import filled, sent, signed_in, text_of, unwritten
from tests.dossiers.sections_given import MINE, OFFICER, SECTIONS, THEIRS, Place, Section, drafted, opened
from workflow.audit.models import Entry
from workflow.dossiers.drafting import edit_nomination
from workflow.dossiers.models import Letter, Nomination
from workflow.management.demo.cast import Cast

every_section = pytest.mark.parametrize("section", SECTIONS.values(), ids=SECTIONS)
LINE, LETTER = SECTIONS["line"], SECTIONS["letter"]


@pytest.fixture
def place(cast: Cast) -> Place:
    """A letter in preparation."""
    return drafted(cast)


@pytest.fixture
def officer(cast: Cast) -> Client:
    """The officer's browser."""
    return signed_in(cast, OFFICER)


def overtaken(officer: Client, section: Section, place: Place) -> Any:
    """The answer to a form whose section a colleague has saved since it was opened."""
    form = opened(officer, section, place)
    section.saves(place, THEIRS)
    with unwritten():
        answer = officer.post(section.path(place), form)
    assert answer.status_code == 409
    return answer


def again(answer: Any, **more: str) -> dict[str, Any]:
    """The form that was shown again, as a browser sends it."""
    found = {}
    for bound in answer.context["form"]:
        value = bound.value()
        if value not in {None, False}:
            shown = bound.field.widget.format_value(value)
            found[bound.html_name] = shown[0] if isinstance(shown, list) and shown else shown or ""
    return {**found, **more}


@every_section
def test_a_colleague_s_save_is_shown_beside_one_s_own_and_nothing_is_written(
    officer: Client, place: Place, section: Section
) -> None:
    answer = overtaken(officer, section, place)
    assert section.stands(place) == THEIRS
    (both,) = answer.context["form"].comparisons
    assert (both.mine.splitlines()[0], both.theirs) == (MINE, THEIRS)
    text = text_of(answer)
    assert text.count(THEIRS) >= 1
    assert text.count(MINE) >= 2  # beside theirs, and in its field
    assert [option.data["selected"] for option, _text in both.options] == [False, False]


@every_section
def test_nothing_is_saved_before_a_choice(officer: Client, place: Place, section: Section) -> None:
    answer = overtaken(officer, section, place)
    with unwritten():
        unchosen = officer.post(section.path(place), again(answer))
    assert (unchosen.status_code, set(unchosen.context["form"].errors)) == (422, {f"choice.{section.key}"})
    assert all(part in text_of(unchosen) for part in (MINE, THEIRS))


@every_section
def test_mine_is_saved_on_top_of_theirs(officer: Client, place: Place, section: Section) -> None:
    chosen = again(overtaken(officer, section, place), **{f"choice.{section.key}": "mine"})
    assert officer.post(section.path(place), chosen).status_code == 302
    assert section.stands(place) == MINE


@every_section
def test_both_put_together_are_saved_on_top_of_theirs(officer: Client, place: Place, section: Section) -> None:
    both = {f"choice.{section.key}": "mine", section.field(place): f"{THEIRS}; {MINE}"}
    assert officer.post(section.path(place), again(overtaken(officer, section, place), **both)).status_code == 302
    assert section.stands(place) == f"{THEIRS}; {MINE}"


@every_section
def test_where_theirs_is_chosen_theirs_stands_and_nothing_is_recorded(
    officer: Client, place: Place, section: Section
) -> None:
    chosen = again(overtaken(officer, section, place), **{f"choice.{section.key}": "theirs"})
    with unwritten():
        answer = officer.post(section.path(place), chosen, follow=True)
    assert section.stands(place) == THEIRS
    assert "Your colleague's text stands. There was nothing else to save." in text_of(answer)


@every_section
def test_a_third_save_is_shown_again_whatever_was_chosen_before(
    officer: Client, place: Place, section: Section
) -> None:
    chosen = again(overtaken(officer, section, place), **{f"choice.{section.key}": "mine"})
    section.saves(place, "Lần lưu thứ ba")
    with unwritten():
        answer = officer.post(section.path(place), chosen)
    assert answer.status_code == 409
    (both,) = answer.context["form"].comparisons
    assert (both.mine.splitlines()[0], both.theirs) == (MINE, "Lần lưu thứ ba")
    assert [option.data["selected"] for option, _text in both.options] == [False, False]


@pytest.mark.parametrize("name", ["letter", "line", "minutes"])
def test_the_same_text_is_nobody_s_conflict(officer: Client, place: Place, name: str) -> None:
    section = SECTIONS[name]
    form = opened(officer, section, place, THEIRS)
    section.saves(place, THEIRS)
    answer = officer.post(section.path(place), form)
    assert answer.status_code in {302, 422}  # there may be nothing left to change
    assert not answer.context or not answer.context["form"].comparisons
    assert section.stands(place) == THEIRS


@pytest.mark.parametrize("name", ["letter", "line", "minutes"])
def test_how_it_stood_when_the_page_was_opened_is_shown(officer: Client, place: Place, name: str) -> None:
    section = SECTIONS[name]
    before = section.stands(place)
    (both,) = overtaken(officer, section, place).context["form"].comparisons
    assert both.was == before


@pytest.mark.parametrize("opened_", ["", "x", "[]", '{"achievement": 7}', "[" * 5000])
def test_without_knowing_how_it_stood_every_difference_is_asked(officer: Client, place: Place, opened_: str) -> None:
    form = {**opened(officer, LINE, place), "opened": opened_}
    LINE.saves(place, THEIRS)
    answer = officer.post(LINE.path(place), form)
    assert answer.status_code == 409
    assert [part.label for part in answer.context["form"].comparisons] == ["Achievement"]
    assert LINE.stands(place) == THEIRS


# What both may do at once.


def test_what_a_colleague_changed_elsewhere_in_the_section_stays_and_is_told(officer: Client, place: Place) -> None:
    form = opened(officer, LINE, place)
    edit_nomination(place.line, {"influence_scope": THEIRS}, **place.walk.officer)
    answer = officer.post(LINE.path(place), form, follow=True)
    line = Nomination.objects.get(pk=place.line)
    assert (line.achievement, line.influence_scope) == (MINE, THEIRS)
    assert "What your colleague saved meanwhile stands: Scope of influence." in text_of(answer)
    told = Entry.objects.filter(stream=f"nomination:{place.line}").latest("seq")
    assert '"fields":["achievement"]' in told.payload


def test_beside_a_conflict_what_a_colleague_changed_alone_is_shown_as_taken(officer: Client, place: Place) -> None:
    form = opened(officer, LINE, place)
    edit_nomination(place.line, {"influence_scope": THEIRS, "achievement": THEIRS}, **place.walk.officer)
    answer = officer.post(LINE.path(place), form)
    parts = {part.label: part for part in answer.context["form"].comparisons}
    assert set(parts) == {"Achievement", "Scope of influence"}
    assert [option.data["selected"] for option, _text in parts["Scope of influence"].options] == [False, True]
    assert officer.post(LINE.path(place), again(answer, **{"choice.achievement": "mine"})).status_code == 302
    line = Nomination.objects.get(pk=place.line)
    assert (line.achievement, line.influence_scope) == (MINE, THEIRS)


def test_a_paper_attached_meanwhile_is_in_nobody_s_way(officer: Client, place: Place) -> None:
    """The line has a newer version, and no field of the section is another one."""
    form = opened(officer, LINE, place)
    SECTIONS["criteria"].saves(place, THEIRS)
    assert officer.post(LINE.path(place), form).status_code == 302
    assert (LINE.stands(place), SECTIONS["criteria"].stands(place)) == (MINE, THEIRS)


def test_minutes_recorded_meanwhile_do_not_stop_the_subject(officer: Client, place: Place) -> None:
    form = opened(officer, LETTER, place)
    SECTIONS["minutes"].saves(place, THEIRS)
    assert officer.post(LETTER.path(place), form).status_code == 302
    assert LETTER.stands(place) == MINE


def test_the_two_days_of_a_period_are_chosen_together(officer: Client, place: Place) -> None:
    line = Nomination.objects.get(pk=place.line)
    form = {**opened(officer, LINE, place), "period_from": "01/02/2026", "period_to": "03/02/2026"}
    edit_nomination(place.line, {"period_from": line.period_from.replace(day=1)}, **place.walk.officer)
    answer = officer.post(LINE.path(place), form)
    (both,) = answer.context["form"].comparisons
    assert (both.label, both.mine) == ("Period of the achievement", "01/02/2026 / 03/02/2026")
    assert officer.post(LINE.path(place), again(answer, **{"choice.period": "theirs"})).status_code == 302
    now = Nomination.objects.get(pk=place.line)
    assert (now.period_from, now.period_to, now.achievement) == (
        line.period_from.replace(day=1),
        line.period_to,
        MINE,
    )


def test_what_is_wrong_in_a_text_that_is_not_taken_stops_nothing(officer: Client, place: Place) -> None:
    form = {**opened(officer, LINE, place), "achievement": "", "influence_scope": MINE}
    LINE.saves(place, THEIRS)
    answer = officer.post(LINE.path(place), form)
    assert THEIRS in text_of(answer)
    chosen = again(answer, **{"choice.achievement": "theirs"})
    assert officer.post(LINE.path(place), chosen).status_code == 302
    line = Nomination.objects.get(pk=place.line)
    assert (line.achievement, line.influence_scope) == (THEIRS, MINE)


def test_the_choices_are_no_part_of_what_a_command_is_given(officer: Client, place: Place) -> None:
    assert sent(officer, LETTER.path(place), subject="Một", **{"choice.subject": "theirs", "compared": "{}"})
    assert Letter.objects.get(pk=place.letter.pk).subject == "Một"


# A draft and a colleague.


@every_section
def test_a_draft_begun_before_a_colleague_saved_says_so_and_is_merged(
    officer: Client, place: Place, section: Section
) -> None:
    path = section.path(place)
    officer.post(path, opened(officer, section, place), headers={"X-Keep-Draft": "1"})
    section.saves(place, THEIRS)
    page = officer.get(path)
    assert "This section has been saved anew since." in text_of(page)
    answer = officer.post(path, {**filled(officer, path), "draft": page.context["draft"].mark})
    assert answer.status_code == 409
    chosen = again(answer, draft=page.context["draft"].mark, **{f"choice.{section.key}": "mine"})
    assert officer.post(path, chosen).status_code == 302
    assert section.stands(place) == MINE
    assert "This is your draft" not in text_of(officer.get(path))


@every_section
def test_a_draft_kept_while_choosing_comes_back_with_what_was_chosen(
    officer: Client, place: Place, section: Section
) -> None:
    choice = {f"choice.{section.key}": "theirs"}
    typed = again(overtaken(officer, section, place), **choice)
    assert officer.post(section.path(place), typed, headers={"X-Keep-Draft": "1"}).json()["outcome"] == "kept"
    page = officer.get(section.path(place))
    (both,) = page.context["form"].comparisons
    assert (both.mine.splitlines()[0], both.theirs) == (MINE, THEIRS)
    assert [option.data["selected"] for option, _text in both.options] == [False, True]
