"""Drafts at the browser: what is typed is kept while one types, is there again, and a colleague's save is merged."""

import re
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Route, expect

from tests.browser.people import PHONE, House, Person, words
from tests.dossiers.sections_given import MINE, OFFICER, SECTIONS, THEIRS, Place, drafted
from workflow.directory.models import Appointment
from workflow.dossiers.models import Nomination
from workflow.management.demo.cast import Cast
from workflow.pages.drafts import FormDraft

if TYPE_CHECKING:
    from collections.abc import Iterator

# What a browser does is the same on every database.
pytestmark = pytest.mark.one_database

KEPT: Final = re.compile(re.escape(words("Draft kept %(time)s.")).replace(re.escape("%(time)s"), r"\d\d:\d\d"))
LINE: Final = SECTIONS["line"]


def says(person: Person) -> Locator:
    """Where the page says what became of the draft."""
    return person.page.locator("[data-draft-text]")


def field(person: Person, place: Place, section: str = "line") -> Locator:
    """The field of a section that the tests type into."""
    return person.page.locator(f"[name='{SECTIONS[section].field(place)}']:not([type=hidden])")


def found_by_axe(person: Person) -> list[str]:
    """What is wrong with the page as it is now, and how far it is wider than the window."""
    found = Axe().run(person.page, options={"preload": False}).response["violations"]
    wide = person.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return [rule["id"] for rule in found] + ([f"{wide} px too wide"] if wide > 0 else [])


def opens(person: Person, place: Place, section: str = "line") -> None:
    """Go to the page of a section."""
    person.page.goto(person.base + SECTIONS[section].path(place))


@contextmanager
def without_answers(person: Person) -> "Iterator[None]":
    """The server does not answer any draft for a while."""

    def lose(route: Route) -> None:
        if "x-keep-draft" in route.request.headers:
            route.abort("connectionrefused")
        else:
            route.continue_()

    person.page.route("**/*", lose)
    yield
    person.page.unroute("**/*", lose)


def test_what_is_typed_is_kept_and_there_again_in_another_browser(house: House, cast: Cast) -> None:
    place = drafted(cast)
    before = LINE.stands(place)
    for name in SECTIONS:
        with house.signed_in(OFFICER) as officer:
            opens(officer, place, name)
            field(officer, place, name).fill(f"{MINE} {name}")
            expect(says(officer)).to_have_text(KEPT)
            assert says(officer).get_attribute("aria-live") == "polite"
            officer.page.close()
    assert (FormDraft.objects.count(), LINE.stands(place)) == (4, before)
    with house.signed_in(OFFICER) as officer:
        for name in SECTIONS:
            opens(officer, place, name)
            expect(field(officer, place, name)).to_have_value(f"{MINE} {name}")
            assert words("Throw the draft away") in officer.page.locator("main").inner_text()
            assert found_by_axe(officer) == []
            officer.presses("Save the answers" if name == "criteria" else _save(name))
            assert SECTIONS[name].stands(place) == f"{MINE} {name}"
    assert not FormDraft.objects.exists()


def _save(name: str) -> str:
    return "Record the minutes" if name == "minutes" else "Save"


def test_what_is_typed_in_the_last_moment_is_kept_as_the_page_closes(house: House, cast: Cast) -> None:
    place = drafted(cast)
    with house.signed_in(OFFICER) as officer:
        opens(officer, place)
        field(officer, place).fill(MINE)
        with officer.page.expect_response(lambda answer: "x-keep-draft" in answer.request.headers):
            officer.page.evaluate("() => window.dispatchEvent(new Event('pagehide'))")
        assert FormDraft.objects.get().data["achievement"] == MINE


def test_when_the_server_is_silent_it_is_said_and_kept_once_it_answers(house: House, cast: Cast) -> None:
    place = drafted(cast)
    with house.signed_in(OFFICER) as officer:
        opens(officer, place)
        with without_answers(officer):
            field(officer, place).fill(MINE)
            lost = words("Not kept: no answer from the server. It is tried again; leave this page open.")
            expect(says(officer)).to_have_text(lost)
            assert not FormDraft.objects.exists()
        expect(says(officer)).to_have_text(KEPT)
        assert FormDraft.objects.get().data["achievement"] == MINE
    house.watch.found[:] = [one for one in house.watch.found if "ERR_CONNECTION_REFUSED" not in one]


def test_a_draft_is_thrown_away_with_the_keyboard_after_asking(house: House, cast: Cast) -> None:
    place = drafted(cast)
    before = LINE.stands(place)
    with house.signed_in(OFFICER) as officer:
        opens(officer, place)
        field(officer, place).fill(MINE)
        expect(says(officer)).to_have_text(KEPT)
        opens(officer, place)
        officer.page.get_by_role("button", name=words("Throw the draft away")).press("Enter")
        with officer.leaving():
            officer.page.locator("#confirm button[value=yes]").press("Enter")
        expect(field(officer, place)).to_have_value(before)
    assert not FormDraft.objects.exists()


def test_a_colleague_s_save_is_merged_with_the_keyboard(house: House, cast: Cast) -> None:
    house.size = PHONE
    place = drafted(cast)
    with house.signed_in(OFFICER) as officer:
        opens(officer, place)
        field(officer, place).fill(MINE)
        officer.fills("Scope of influence", "Toàn tỉnh, tôi sửa")
        LINE.saves(place, THEIRS)
        _press(officer, "Save")
        both = officer.page.locator("fieldset.comparison")
        expect(both).to_have_count(1)
        assert all(text in both.inner_text() for text in (MINE, THEIRS))
        _press(officer, "Save")
        expect(officer.page.locator(".form-errors")).to_be_focused()
        expect(says(officer)).to_have_text(KEPT)
        assert found_by_axe(officer) == []
        officer.page.locator(".form-errors a").press("Enter")
        officer.page.keyboard.press("ArrowDown")
        expect(both.get_by_role("radio", name=words("My colleague's"))).to_be_checked()
        _press(officer, "Save")
        expect(officer.page.locator(".messages .notice-success")).to_have_count(1)
    line = Nomination.objects.get(pk=place.line)
    assert (line.achievement, line.influence_scope) == (THEIRS, "Toàn tỉnh, tôi sửa")
    assert not FormDraft.objects.exists()


def _press(officer: Person, button: str) -> None:
    with officer.leaving():
        officer.page.get_by_role("button", name=words(button), exact=True).press("Enter")


def test_another_window_is_told_and_may_keep_its_own(house: House, cast: Cast) -> None:
    place = drafted(cast)
    with house.signed_in(OFFICER) as officer:
        opens(officer, place)
        other = Person(officer.page.context.new_page(), officer.base)
        opens(other, place)
        field(officer, place).fill("Ở cửa sổ thứ nhất")
        expect(says(officer)).to_have_text(KEPT)
        field(other, place).fill(MINE)
        elsewhere = "Another window of yours keeps a newer draft of this page. What stands here is not kept."
        expect(says(other)).to_have_text(words(elsewhere))
        other.page.get_by_role("button", name=words("Keep what stands here instead")).press("Enter")
        expect(says(other)).to_have_text(KEPT)
    assert FormDraft.objects.get().data["achievement"] == MINE


def test_signed_out_while_typing_the_page_says_what_to_do_and_nothing_is_lost(house: House, cast: Cast) -> None:
    place = drafted(cast)
    with house.signed_in(OFFICER) as officer:
        opens(officer, place)
        officer.page.context.clear_cookies(name="sessionid")
        field(officer, place).fill(MINE)
        out = (
            "Your sign-in has ended or was renewed. Press the button of this form: after signing in you come back to "
            "what you typed."
        )
        expect(says(officer)).to_have_text(words(out))
        officer.presses("Save")
        officer.page.locator("input[name=login]").fill(f"demo-{OFFICER}")
        officer.page.locator("input[name=password]").fill("mat-khau-thu")
        officer.presses("Sign in")
        expect(field(officer, place)).to_have_value(MINE)
        expect(says(officer)).to_have_text(KEPT)  # and from here on it is a draft


def test_who_has_lost_the_post_is_told_and_finds_what_was_kept(house: House, cast: Cast) -> None:
    place = drafted(cast)
    with house.signed_in(OFFICER) as officer:
        opens(officer, place)
        field(officer, place).fill(MINE)
        expect(says(officer)).to_have_text(KEPT)
        Appointment.objects.filter(person=cast.person(OFFICER)).delete()
        field(officer, place).fill(f"{MINE}, thêm")
        closed = (
            "This page is closed to you by now; nothing more is kept here. Copy what you typed. What was kept so far"
            " is under «My drafts»."
        )
        expect(says(officer)).to_have_text(words(closed))
        expect(field(officer, place)).to_have_value(f"{MINE}, thêm")
        officer.opens("drafts")
        officer.page.locator("summary", has_text=words("Show the text")).click()
        expect(officer.page.locator("main dl")).to_contain_text(MINE)
