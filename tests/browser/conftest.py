"""Browser tests: Debian's Chromium against a live server. Without Chromium all of them are skipped, and say so."""

import shutil
from collections.abc import Iterator
from typing import Final

import pytest
from django.contrib.auth.hashers import make_password
from playwright.sync_api import Browser, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.browser.people import PASSWORD, House
from workflow.directory.models import User
from workflow.management.demo.cast import Cast

NO_BROWSER: Final = "NO BROWSER TEST WAS RUN: there is no chromium on this machine (Debian: apt-get install chromium)"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium.

    Playwright keeps an event loop in this thread, in which Django refuses its database unless it is told that
    nothing runs there: for as long as the browser lives, and no test of another folder runs meanwhile.
    """
    path = shutil.which("chromium")
    if path is None:
        pytest.skip(NO_BROWSER)
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        made = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        yield made
        made.close()


@pytest.fixture
def house(chromium: Browser, live_server: LiveServer, transactional_db: None, cast: Cast) -> Iterator[House]:  # noqa: ARG001 -- ask for the database and the province
    """The demo province behind a server; everybody may sign in. Ends with nothing heard that is wrong."""
    User.objects.update(password=make_password(PASSWORD))
    made = House(chromium, live_server.url)
    yield made
    assert made.watch.found == []
