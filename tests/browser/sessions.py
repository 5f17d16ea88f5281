"""Browsers with a sign-in, one for each person: pages are looked at without typing names and passwords each time."""

from typing import Any, Self

from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Page

from tests.browser.people import PATIENCE, House
from workflow.directory.models import User


class Browsers:
    """A browser of one look for each person, opened when asked for, each with a sign-in."""

    def __init__(self, house: House, look: dict[str, Any]) -> None:
        self.house, self.look = house, look
        self.pages: dict[str, Page] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_what: object) -> None:
        for page in self.pages.values():
            page.context.close()

    def of(self, who: str) -> Page:
        """The page of this person's browser."""
        if who not in self.pages:
            context = self.house.browser.new_context(reduced_motion="reduce", **self.look)
            context.set_default_timeout(PATIENCE)
            self.house.watch.over(context)
            if who:
                self._sign_in(context, who)
            self.pages[who] = context.new_page()
        return self.pages[who]

    def _sign_in(self, context: BrowserContext, who: str) -> None:
        client = Client()
        client.force_login(User.objects.get(username=f"demo-{who}"))
        name = settings.SESSION_COOKIE_NAME
        context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": self.house.base}])
