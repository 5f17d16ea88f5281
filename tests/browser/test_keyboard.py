"""The head's review by keyboard alone: every step by Tab, Enter and Space, with the focus seen at each."""

from typing import Final

import pytest
from playwright.sync_api import Page

from tests.browser.people import House, words
from tests.support.walk import R1, Walk
from workflow.dossiers.models import Letter, Nomination
from workflow.management.demo.cast import Cast

# What a browser does is the same on every database.
pytestmark = pytest.mark.one_database

# What has the focus: its name for those who listen, and whether those who look can see it.
_FOCUS: Final = """() => {
  const one = document.activeElement;
  const style = getComputedStyle(one);
  const box = one.getBoundingClientRect();
  const labels = [...(one.labels || [])].map((label) => label.innerText);
  return {
    name: (one.getAttribute("aria-label") || labels.join(" ") || one.innerText || one.name || "").trim(),
    tag: one.tagName,
    seen: (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none",
    inside: box.bottom > 0 && box.top < innerHeight,
  };
}"""
_MANY: Final = 80
_FRAME: Final = 500
"""Milliseconds."""


class Keys:
    """A page used without a mouse."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def to(self, name: str, *, exact: bool = True) -> None:
        """Press Tab until what bears this name has the focus; each stop on the way is seen."""
        passed = []
        for _step in range(_MANY):
            self.page.keyboard.press("Tab")
            now = self.page.evaluate(_FOCUS)
            if not now["inside"]:
                # The window follows the focus with the next frame.
                self.page.wait_for_timeout(_FRAME)
                now = self.page.evaluate(_FOCUS)
            if now["tag"] == "BODY":
                continue
            assert now["seen"], f"the focus cannot be seen on {now}"
            assert now["inside"], f"the focus is outside the window on {now}"
            if now["name"] == name or (not exact and now["name"].startswith(name)):
                return
            passed.append(now["name"])
        message = f"Tab does not lead to {name!r}; it leads to {passed}"
        raise AssertionError(message)

    def enters(self, name: str) -> None:
        """Go to it, press Enter, and be on the page that follows."""
        self.to(name)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def types(self, text: str) -> None:
        """Type where the focus is."""
        self.page.keyboard.type(text)


def test_a_head_signs_in_refuses_one_line_and_signs_the_others_by_keyboard_alone(house: House, cast: Cast) -> None:
    letter, lines = Walk(cast, R1).with_head(3)
    refused = Nomination.objects.get(pk=lines[1]).nominee_name
    with house.somebody() as head:
        keys = Keys(head.page)
        head.opens("account_login")
        _signs_in(keys)
        keys.enters(Letter.objects.get(pk=letter.pk).subject)
        keys.enters(words("Review and sign"))
        keys.to(refused)
        head.page.keyboard.press("Space")
        keys.enters(words("Do not endorse"))
        _says_why(keys)
        keys.enters(words("Review and sign"))
        keys.enters(words("Sign the letter"))
        keys.enters(words("Sign"))
    states = dict(Nomination.objects.filter(pk__in=lines).values_list("pk", "state"))
    assert states[lines[1]] == "NOT_ENDORSED"
    assert Letter.objects.get(pk=letter.pk).signed_at is not None


def _signs_in(keys: Keys) -> None:
    keys.to("Tên đăng nhập", exact=False)
    keys.types("demo-nnmt-head")
    keys.to("Mật khẩu", exact=False)
    keys.types("mat-khau-thu")
    with keys.page.expect_navigation():
        keys.page.keyboard.press("Enter")


def _says_why(keys: Keys) -> None:
    keys.to(words("Ground"), exact=False)
    keys.page.keyboard.press("ArrowDown")
    keys.to(words("Reason"), exact=False)
    keys.types("Thành tích chưa nổi bật (minh họa)")
    keys.enters(words("Do not endorse"))
