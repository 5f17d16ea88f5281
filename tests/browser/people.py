"""People at their browsers: they sign in, find their work and do it through the pages, in Vietnamese."""

import re
from collections.abc import Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

from django.urls import reverse
from django.utils.translation import gettext, override
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect

if TYPE_CHECKING:
    from collections.abc import Iterator

DESKTOP: Final = {"width": 1280, "height": 900}
PHONE: Final = {"width": 390, "height": 844}
PASSWORD: Final = "mat-khau-thu"  # noqa: S105 -- no secret

# How long a slow machine may take, in milliseconds. Nothing waits so long where all is well.
PATIENCE: Final = 90_000
expect.set_options(timeout=PATIENCE)

# What breaks the policy is told where the watch listens.
_LISTEN: Final = """document.addEventListener("securitypolicyviolation",
  (event) => console.error(`CSP: ${event.violatedDirective} ${event.blockedURI}`));"""

# Only the document that is left bears the mark.
_MARK: Final = "() => document.documentElement.setAttribute('data-left', '')"


def words(msgid: str) -> str:
    """The text as the pages show it in Vietnamese."""
    with override("vi"):
        return gettext(msgid)


class Watch:
    """Hears what goes wrong in the browsers: errors of the console, breaches of the policy, requests elsewhere."""

    def __init__(self, base: str) -> None:
        self.host = urlsplit(base).netloc
        self.found: list[str] = []

    def over(self, context: BrowserContext) -> None:
        """Listen to every page of the context."""
        context.add_init_script(_LISTEN)
        context.on("console", self._console)
        context.on("weberror", lambda error: self.found.append(f"error: {error.error}"))
        context.on("request", self._request)

    def _console(self, message: ConsoleMessage) -> None:
        # The status of an answer is told by the test that asked for it.
        if message.type in {"error", "warning"} and "the server responded with a status of" not in message.text:
            self.found.append(f"{message.location.get('url', '')}: {message.text}")

    def _request(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in {"data", "blob"} and parts.netloc != self.host:
            self.found.append(f"request to another host: {request.url}")


class Person:
    """Somebody signed in at a browser of their own."""

    def __init__(self, page: Page, base: str) -> None:
        self.page = page
        self.base = base

    def opens(self, name: str, *args: object, query: str = "") -> None:
        """Go to a page by the name of its address."""
        self.page.goto(self.base + reverse(name, args=args) + query)

    @contextmanager
    def leaving(self) -> "Iterator[None]":
        """What is done within leads to another document; afterwards that one is there, whole."""
        self.page.evaluate(_MARK)
        yield
        expect(self.page.locator("html[data-left]")).to_have_count(0)
        self.page.wait_for_load_state()

    def takes_work(self, title: str = "") -> None:
        """From the desk to what waits there: the one thing, or the one of this title."""
        self.opens("desk")
        waiting = self.page.get_by_role("region", name=words("Waits for me")).get_by_role("table")
        links = waiting.get_by_role("link")
        if title:
            links = links.filter(has_text=title)
        expect(links).to_have_count(1)
        with self.leaving():
            links.click()

    def follows(self, msgid: str) -> None:
        """Click the link of this text, and be where it leads."""
        with self.leaving():
            self.page.get_by_role("link", name=words(msgid), exact=True).click()

    def fills(self, label: str, value: str) -> None:
        """Type into the field of this label."""
        self.page.get_by_label(self._label(label)).fill(value)

    def has(self, label: str) -> str:
        """What stands in the field of this label."""
        return self.page.get_by_label(self._label(label)).input_value()

    def chooses(self, label: str, value: str) -> None:
        """Choose in the field of this label: the option with this value."""
        self.page.get_by_label(self._label(label)).select_option(value)

    @staticmethod
    def _label(msgid: str) -> re.Pattern[str]:
        """The label, with or without the word that the field is required."""
        return re.compile(rf"^\s*{re.escape(words(msgid))}\s*(\(|$)")

    def presses(self, msgid: str) -> None:
        """Press the button of this text, and be where it leads."""
        with self.leaving():
            self.page.get_by_role("button", name=words(msgid), exact=True).click()

    def does(self, link: str, submit: str, fields: Mapping[str, str] | None = None) -> None:
        """One deed from its case page: the link to its form, what the form asks, the button, and it is done."""
        self.follows(link)
        for label, value in (fields or {}).items():
            self.fills(label, value)
        self.hands_in(submit)

    def hands_in(self, submit: str) -> None:
        """Press the button of a form; what it asked is done, for every line."""
        before = self.page.url
        self.presses(submit)
        messages = self.page.locator(".messages .notice, .form-errors, #content [role=alert], .refusals")
        told = messages.all_inner_texts()
        assert self.page.locator(".messages .notice-success").count() == len(told) == 1, (before, told)

    def sees(self, title: str, state: str) -> None:
        """The page is in Vietnamese, its heading names this and its state is this one."""
        expect(self.page.locator("html")).to_have_attribute("lang", "vi")
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(title)
        expect(self.page.locator(".state").first).to_have_text(words(state))

    def picks(self, *names: str) -> None:
        """Tick the lines of these nominees."""
        for name in names:
            self.page.get_by_role("checkbox", name=name, exact=True).check()


class House:
    """The server and the browsers of those who work there."""

    def __init__(self, browser: Browser, base: str) -> None:
        self.browser = browser
        self.base = base
        self.size = DESKTOP
        self.watch = Watch(base)

    @contextmanager
    def somebody(self, **look: object) -> "Iterator[Person]":
        """A browser of the house's size in which nobody is signed in."""
        context = self.browser.new_context(viewport=dict(self.size), locale="vi-VN", **look)  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE)
        self.watch.over(context)
        try:
            yield Person(context.new_page(), self.base)
        finally:
            context.close()

    @contextmanager
    def signed_in(self, name: str, **look: object) -> "Iterator[Person]":
        """A demo person, signed in by name and password; `demo-` is left out of the name."""
        with self.somebody(**look) as person:
            person.opens("account_login")
            person.page.locator("input[name=login]").fill(f"demo-{name}")
            person.page.locator("input[name=password]").fill(PASSWORD)
            person.presses("Sign in")
            expect(person.page.get_by_role("heading", level=1)).to_have_text(words("My desk"))
            yield person
