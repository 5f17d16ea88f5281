"""Every file of the corpus through the real pages: no error of ours, the answer that is expected, and safe headers."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, Final

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.utils.translation import override

from tests.dossiers.corpus import CONTENT_TYPE, FILES, NONE, REQUESTS, TAKEN, Hostile, form, sent_file
from tests.dossiers.pages_given import filled, signed_in, text_of, unwritten
from tests.support.walk import Walk
from workflow.dossiers.models import Attachment, Letter
from workflow.dossiers.papers import TAKEN as KINDS
from workflow.dossiers.papers import place_of
from workflow.management.demo.cast import Cast
from workflow.rendering.pictures import DRAWN, WHY_NOT
from workflow.workbooks.reading import WRONG

_SAID: Final[Mapping[str, str]] = {
    "size": "The file is larger than 20 MB.",
    "empty": "The file is empty.",
    "type": "This kind of file is not taken.",
    "name": "says another kind of file than its content.",
    NONE: "This field is required.",
}
"""What the page of papers says, by code."""


# What a file is does not depend on where the letter stands.
pytestmark = pytest.mark.one_database


@pytest.fixture
def letter(cast: Cast) -> Letter:
    """A letter with one line, in preparation."""
    return Walk(cast).drafted(1)[0]


@pytest.fixture
def officer(cast: Cast) -> Client:
    """Who prepares it."""
    return signed_in(cast, "nnmt-officer")


def posted(client: Client, path: str, body: bytes, content_type: str = CONTENT_TYPE) -> Any:
    """The answer to a request with this body."""
    return client.generic("POST", path, body, content_type)


def errors(answer: Any) -> list[str]:
    """What stands beside the field of the file."""
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY, answer.status_code
    found = list(answer.context["form"].errors.get("file", ()))
    assert all(one.strip() for one in found)
    return found


def safe(client: Client, paper: Attachment, content: bytes) -> None:
    """The file comes back as it was, and nothing of it can run in a browser of ours."""
    answer: Any = client.get(f"/papers/{paper.pk}/")
    assert b"".join(answer.streaming_content) == content
    assert answer.headers["Content-Disposition"].startswith("attachment; filename")
    assert "\n" not in answer.headers["Content-Disposition"]
    assert answer.headers["Content-Type"] in KINDS
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert len(paper.file_name) <= 250
    assert paper.file_name.isprintable()
    assert not set(paper.file_name) & {"/", "\\"}


def drawn(client: Client, paper: Attachment, expected: str) -> None:
    """Its first page is a picture, or the page says why it is none."""
    page: Any = client.get(f"/papers/{paper.pk}/page/")
    picture: Any = client.get(f"/papers/{paper.pk}/picture/")
    assert page.status_code == HTTPStatus.OK
    assert "<script>alert(1)" not in page.content.decode()
    assert picture.headers["X-Content-Type-Options"] == "nosniff"
    assert picture.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    if expected == "shown" and paper.content_type in DRAWN:
        assert (picture.status_code, picture.headers["Content-Type"]) == (HTTPStatus.OK, "image/webp")
        assert (picture.content[:4], b"script" in picture.content) == (b"RIFF", False)
        return
    why = expected if paper.content_type in DRAWN else "kind"
    assert (picture.status_code, picture.headers["Content-Type"].partition(";")[0]) == (422, "text/plain")
    with override("en"):
        assert picture.content.decode() == str(WHY_NOT[why])


def attached_or_refused(client: Client, path: str, one: Hostile, content: bytes) -> None:
    """The file is sent to a page of papers and answered as the corpus says."""
    typed = {**filled(client, path), "kind": "OTHER"}
    before = set(Attachment.objects.values_list("pk", flat=True))
    answer = posted(client, path, form(typed, sent_file(one, content)))
    made = list(Attachment.objects.exclude(pk__in=before))
    if one.paper == TAKEN:
        assert (answer.status_code, len(made)) == (HTTPStatus.FOUND, 1), text_of(answer)
        safe(client, made[0], content)
        drawn(client, made[0], one.page)
        listed = text_of(client.get(path))
        assert "<script>alert(1)" not in client.get(path).content.decode()
        assert made[0].file_name in listed
        return
    assert made == []
    (said,) = errors(answer)
    assert _SAID[one.paper] in said


def test_the_corpus_is_large_and_has_every_kind_of_answer() -> None:
    assert len(FILES) >= 60
    assert {one.paper for one in FILES.values()} == {TAKEN, *_SAID}
    assert {one.listed for one in FILES.values()} >= set(WRONG) - {"long"}


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_as_a_paper_of_a_letter_and_of_a_line(name: str, letter: Letter, officer: Client) -> None:
    one = FILES[name]
    content = one.make()
    attached_or_refused(officer, f"/letters/{letter.pk}/papers/", one, content)
    attached_or_refused(officer, f"/dossiers/{letter.nominations.get().pk}/papers/", one, content)


@pytest.mark.parametrize("name", FILES)
def test_a_hostile_file_as_a_list_of_nominees(name: str, letter: Letter, officer: Client) -> None:
    one, path = FILES[name], f"/letters/{letter.pk}/list/"
    with unwritten():
        answer = posted(officer, path, form(filled(officer, path), sent_file(one, one.make())))
    (said,) = errors(answer)
    with override("en"):
        expected = {**{code: str(text) for code, text in WRONG.items()}, **_OF_LISTS}[one.listed]
    assert expected in said


_OF_LISTS: Final = {
    TAKEN: "The headings of the list were not found.",
    "headings": "The headings of the list were not found.",
    NONE: "This field is required.",
}


@pytest.mark.parametrize("name", REQUESTS)
def test_a_request_that_no_browser_makes(name: str, letter: Letter, officer: Client) -> None:
    (make, status, many), path = REQUESTS[name], f"/letters/{letter.pk}/papers/"
    typed = {**filled(officer, path), "kind": "OTHER"}
    before = set(Attachment.objects.values_list("pk", flat=True))
    answer = posted(officer, path, make(typed))
    made = list(Attachment.objects.exclude(pk__in=before))
    assert (answer.status_code, len(made)) == (status, many)
    assert text_of(answer).strip() or status == HTTPStatus.FOUND
    for paper in made:
        with default_storage.open(place_of(paper.sha256)) as kept:
            safe(officer, paper, kept.read())


@pytest.mark.parametrize("said", ["multipart/form-data", "multipart/form-data; boundary=", "text/html", "a", ""])
def test_a_form_that_says_it_is_something_else_brings_no_file(said: str, letter: Letter, officer: Client) -> None:
    path = f"/letters/{letter.pk}/papers/"
    body = form({**filled(officer, path), "kind": "OTHER"}, sent_file(FILES["a PDF with a script"], b"%PDF-1.4"))
    with unwritten():
        answer = posted(officer, path, body, said)
    assert answer.status_code in {HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY}
