"""A page of the evidence at the browser: beside the answer, from page to page by keyboard, and without script."""

from io import BytesIO

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests.browser.people import PHONE, House, words
from tests.rendering.pdfs import numbered
from tests.support.walk import Walk
from workflow.dossiers.models import Attachment, EvidenceLink
from workflow.dossiers.papers import store_file
from workflow.management.demo.cast import Cast

# What a browser does is the same on every database.
pytestmark = pytest.mark.one_database


def _line(cast: Cast) -> tuple[int, EvidenceLink]:
    """A line before the head whose first answer is proven by page 2 of 3."""
    _letter, (line,) = Walk(cast).with_head(1)
    proof = EvidenceLink.objects.filter(answer__nomination=line).order_by("pk")[0]
    stored = store_file(BytesIO(numbered(3)), "a.pdf")
    Attachment.objects.filter(pk=proof.attachment_id).update(sha256=stored.sha256, size=stored.size)
    EvidenceLink.objects.filter(pk=proof.pk).update(page=2)
    return line, proof


def test_a_page_opens_beside_its_answer_and_turns_by_keyboard(house: House, cast: Cast) -> None:
    line, proof = _line(cast)
    with house.signed_in("nnmt-head") as head:
        head.opens("dossier", line)
        pane = head.page.locator(f"#shown-{proof.answer_id}")
        head.page.locator(f"[hx-target='#shown-{proof.answer_id}']").click()
        expect(pane.locator("img")).to_have_js_property("complete", value=True)
        assert pane.locator("img").evaluate("one => one.naturalWidth") == 900
        following = pane.get_by_role("link", name=words("Next page"))
        following.focus()
        head.page.keyboard.press("Enter")
        expect(pane.locator("img[src$='?page=3']")).to_be_visible()
        assert head.page.evaluate("document.activeElement.id") == f"shown-{proof.answer_id}-following"
        assert head.page.url.endswith(reverse("dossier", args=[line]))
        beside, answer = pane.bounding_box(), pane.locator("xpath=..").locator(".answer-says").bounding_box()
        assert beside is not None
        assert answer is not None
        assert beside["x"] >= answer["x"] + answer["width"]


def test_without_script_a_page_is_a_page_of_its_own_and_fits_a_phone(house: House, cast: Cast) -> None:
    line, proof = _line(cast)
    house.size = PHONE
    with house.signed_in("nnmt-head", java_script_enabled=False) as head:
        head.opens("dossier", line)
        link = head.page.locator(f"[hx-target='#shown-{proof.answer_id}']")
        with head.page.context.expect_page() as opened:
            link.click()
        page = opened.value
        page.wait_for_load_state()
        expect(page.locator("main img")).to_be_visible()
        expect(page.get_by_role("link", name=words("Page before"))).to_be_visible()
        box = page.locator("main img").bounding_box()
        assert box is not None
        assert box["x"] + box["width"] <= PHONE["width"]
