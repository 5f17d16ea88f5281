"""The pictures of the main pages in docs/screens: `make screenshots`. Otherwise nothing here is collected."""

from pathlib import Path
from typing import Any, Final

from tests.browser.people import DESKTOP, PHONE, House
from tests.browser.sessions import Browsers
from tests.browser.walk_table import (
    FINANCE,
    FORM,
    HEAD,
    NOBODY,
    OFFICE_HEAD,
    OFFICER,
    SECRETARY,
    SPECIALIST,
    Visit,
    world,
)
from workflow.management.demo.cast import Cast

FOLDER: Final = Path(__file__).resolve().parents[2] / "docs" / "screens"
PAGES: Final = {
    "desk": Visit("desk", SPECIALIST),
    "letter": Visit("letter", OFFICER, "draft"),
    "criteria": Visit("line_criteria", OFFICER, "draft_line"),
    "review": Visit("letter_review", HEAD, "at_head"),
    "appraisal": Visit("appraisal", SPECIALIST, "assigned"),
    "sheet": Visit("sheet", SPECIALIST, "assigned_line"),
    "session": Visit("session", SECRETARY, "voting_session"),
    "ballot": Visit("session_ballot", "council-13", "voting_session"),
    "signing": Visit("decision_sign", "chairman", "sign"),
    "decision": Visit("decision_print", FORM, "decision"),
    "dossier": Visit("dossier", SPECIALIST, "awarded_line"),
    "record": Visit("audit", "inspector"),
    "certificates": Visit("decision_certificates", SPECIALIST, "decision"),
    "payments": Visit("payment_list", FINANCE, "payment_list"),
    "report": Visit("periodic_report", OFFICE_HEAD),
    "register": Visit("register", NOBODY),
    "verified": Visit("public_award", NOBODY, "award_code"),
}
SIZES: Final = {"desktop": DESKTOP, "phone": PHONE}


def test_pictures(house: House, cast: Cast) -> None:
    """Take each page, wide and narrow, in both languages."""
    things = world(cast)
    FOLDER.mkdir(exist_ok=True)
    for size, viewport in SIZES.items():
        for language, locale in (("vi", "vi-VN"), ("en", "en-GB")):
            look: dict[str, Any] = {"viewport": viewport, "color_scheme": "light", "locale": locale}
            with Browsers(house, look) as browsers:
                for name, visit in PAGES.items():
                    page = browsers.of(visit.who)
                    page.goto(house.base + visit.path(things))
                    page.screenshot(path=FOLDER / f"{name}-{size}-{language}.png")
