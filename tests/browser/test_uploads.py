"""Many papers at once at the browser: one by one with progress; what does not arrive is sent again, nothing twice."""

from typing import Any, Final

import pytest
from playwright.sync_api import Route, expect

from tests.browser.people import PHONE, House, Person, words
from tests.support.walk import Walk
from workflow.dossiers.models import Letter
from workflow.management.demo.cast import Cast
from workflow.management.demo.papers import pdf

# What a browser does is the same on every database.
pytestmark = pytest.mark.one_database

EMPTY: Final[Any] = {"name": "rong.pdf", "mimeType": "application/pdf", "buffer": b""}


def _file(name: str) -> Any:
    return {"name": name, "mimeType": "application/pdf", "buffer": pdf(name)}


def _chooses(officer: Person, letter: Letter, *files: Any) -> None:
    officer.opens("letter_papers", letter.pk)
    officer.page.locator("select[name=kind]").select_option("OTHER")
    officer.page.locator("input[name=file]").set_input_files(list(files))


def _others(letter: Letter) -> list[str]:
    return list(letter.attachments.filter(kind="OTHER").order_by("pk").values_list("file_name", flat=True))


def test_many_papers_are_sent_one_by_one_and_then_listed(house: House, cast: Cast) -> None:
    letter = Walk(cast).drafted(1)[0]
    names = [f"{number}.pdf" for number in range(4)]
    with house.signed_in("nnmt-officer") as officer:
        _chooses(officer, letter, *map(_file, names))
        with officer.leaving():
            officer.page.get_by_role("button", name=words("Attach"), exact=True).click()
        listed = officer.page.locator("main tbody tr")
        expect(listed.filter(has_text=".pdf")).to_have_count(letter.attachments.count())
    assert _others(letter) == names


def test_a_paper_that_did_not_arrive_is_sent_again_beside_one_that_is_refused(house: House, cast: Cast) -> None:
    house.size = PHONE
    letter = Walk(cast).drafted(1)[0]
    lost = {"left": 3}

    def lose(route: Route) -> None:
        """The second file does not arrive, however often the script tries by itself."""
        if 'filename="lac.pdf"' in (route.request.post_data_buffer or b"").decode("latin-1") and lost["left"]:
            lost["left"] -= 1
            route.abort("connectionreset")
        else:
            route.continue_()

    with house.signed_in("nnmt-officer") as officer:
        _chooses(officer, letter, _file("a.pdf"), _file("lac.pdf"), EMPTY)
        officer.page.route(f"**/letters/{letter.pk}/papers/", lose)
        officer.page.get_by_role("button", name=words("Attach"), exact=True).click()
        rows = officer.page.locator("[data-uploads] li")
        expect(rows.nth(2)).to_have_attribute("data-outcome", "refused")
        expect(rows.nth(1)).to_have_attribute("data-outcome", "lost")
        expect(rows.nth(0)).to_have_attribute("data-outcome", "attached")
        assert _others(letter) == ["a.pdf"]
        rows.nth(1).get_by_role("button").press("Enter")
        expect(rows.nth(1)).to_have_attribute("data-outcome", "attached")
    house.watch.found[:] = [one for one in house.watch.found if "ERR_CONNECTION_RESET" not in one]
    assert _others(letter) == ["a.pdf", "lac.pdf"]
