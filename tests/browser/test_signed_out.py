"""A sign-in that ended while a form was being filled: nothing typed is lost."""

import pytest

from tests.browser.people import House, words
from tests.support.walk import R1, Walk
from workflow.management.demo.cast import Cast

# What a browser does is the same on every database.
pytestmark = pytest.mark.one_database


def test_what_was_typed_is_still_there_after_signing_in_again(house: House, cast: Cast) -> None:
    _letter, (line,) = Walk(cast, R1).drafted(1)
    typed = "Sáng kiến được áp dụng trong toàn ngành, gõ khi phiên làm việc đã hết (minh họa)"
    with house.signed_in("nnmt-officer") as officer:
        officer.opens("line_edit", line)
        officer.fills("Achievement", typed)
        officer.page.context.clear_cookies(name="sessionid")
        officer.presses("Save")
        officer.page.locator("input[name=login]").fill("demo-nnmt-officer")
        officer.page.locator("input[name=password]").fill("mat-khau-thu")
        officer.presses("Sign in")
        said = words("You were signed out. What you typed is still here; look at it and send it again.")
        assert said in officer.page.get_by_role("alert").inner_text()
        assert officer.has("Achievement") == typed
        officer.hands_in("Save")
