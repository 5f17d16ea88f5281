"""Many files at once: each has a verdict of its own, the good ones stay, and a retry adds what was missing."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.dossiers.letters_given import sound
from tests.dossiers.pages_given import filled, sent, signed_in, text_of, unwritten
from tests.support.walk import Walk
from workflow.audit.models import Entry
from workflow.dossiers.answers import Paper, attach_papers
from workflow.dossiers.models import Attachment, Letter, Nomination
from workflow.management.demo.cast import Cast
from workflow.management.demo.papers import paper, pdf


@pytest.fixture
def letter(cast: Cast) -> Letter:
    """A letter in preparation."""
    return Walk(cast).drafted(1)[0]


@pytest.fixture
def officer(cast: Cast) -> Client:
    """Who prepares it."""
    return signed_in(cast, "nnmt-officer")


def file(name: str, text: str = "") -> SimpleUploadedFile:
    """A PDF of this name, its content by the text."""
    return SimpleUploadedFile(name, pdf(text or name), "application/pdf")


BAD = {"b.exe": b"MZ" + bytes(100), "c.pdf": b""}


def bad(name: str) -> SimpleUploadedFile:
    """A file that is not taken."""
    return SimpleUploadedFile(name, BAD[name], "application/pdf")


def names(letter: Letter) -> list[str]:
    """The files attached as OTHER to the letter, in their order."""
    kept = letter.attachments.filter(kind="OTHER", removed_at=None).order_by("pk")
    return list(kept.values_list("file_name", flat=True))


def upload(client: Client, letter: Letter, *files: SimpleUploadedFile, **more: Any) -> Any:
    """The answer to files that are sent by the form of the letter's papers."""
    return sent(client, f"/letters/{letter.pk}/papers/", file=list(files), **{"kind": "OTHER", **more})


def told(client: Client, path: str, *files: SimpleUploadedFile, **more: Any) -> Any:
    """The answer to the same as the page's script asks for it."""
    typed = {**filled(client, path), "kind": "OTHER", **more}
    return client.post(path, {**typed, "file": list(files)}, headers={"accept": "application/json"})


def test_bad_files_among_good_ones_are_named_with_their_reasons_and_the_good_ones_stay(
    letter: Letter, officer: Client
) -> None:
    answer = upload(officer, letter, file("a.pdf"), bad("b.exe"), bad("c.pdf"), file("d.pdf"), title="")
    errors = answer.context["form"].errors["file"]
    assert answer.status_code == 422
    assert [one.partition(": ")[0] for one in errors] == ["«b.exe»", "«c.pdf»"]
    assert "Attach one of:" in errors[0]
    assert "The file is empty." in errors[1]
    assert names(letter) == ["a.pdf", "d.pdf"]
    text = text_of(answer)
    assert "2 files were attached." in text
    assert all(name in text for name in ("a.pdf", "d.pdf"))
    sound()


def test_what_is_sent_again_adds_exactly_what_was_missing(letter: Letter, officer: Client) -> None:
    page = upload(officer, letter, file("a.pdf"), bad("c.pdf"))
    form = page.context["form"]
    typed = {bound.html_name: bound.value() for bound in form if bound.html_name != "file" and bound.value()}
    answer = officer.post(f"/letters/{letter.pk}/papers/", {**typed, "file": [file("a.pdf"), file("c.pdf")]})
    assert (answer.status_code, typed["kind"]) == (302, "OTHER")
    assert names(letter) == ["a.pdf", "c.pdf"]
    said = text_of(officer.get(answer["Location"]))
    assert "1 file was attached." in said
    assert "1 file was attached already and is not attached twice." in said


def test_files_that_are_there_already_write_nothing(cast: Cast, letter: Letter) -> None:
    walk = Walk(cast)
    line = letter.nominations.get()
    papers = [
        Paper("OTHER", "A", paper("a", "a"), letter=letter.pk),
        Paper("OTHER", "A", paper("a", "a"), nomination=line.pk),
    ]
    both = attach_papers(papers, **walk.officer).made["papers"]
    assert len(set(both)) == 2
    before = (Entry.objects.count(), Attachment.objects.count(), Nomination.objects.values().get(pk=line.pk))
    made = attach_papers(papers, **walk.officer).made
    assert made == {"papers": both, "there": [0, 1]}
    assert (Entry.objects.count(), Attachment.objects.count(), Nomination.objects.values().get(pk=line.pk)) == before


def test_the_same_content_is_another_paper_of_another_kind_or_thing_or_when_it_was_taken_off(
    cast: Cast, letter: Letter
) -> None:
    walk, one = Walk(cast), Paper("OTHER", "A", paper("a", "a"), letter=letter.pk)
    line = letter.nominations.get().pk
    (first,) = attach_papers([one], **walk.officer).made["papers"]
    others = [Paper("CONFIRMATION", "A", one.file, letter=letter.pk), Paper("OTHER", "A", one.file, nomination=line)]
    made = attach_papers(others, **walk.officer).made
    assert (len({first, *made["papers"]}), made["there"]) == (3, [])
    Attachment.objects.filter(pk=first).update(removed_at=letter.case.created)
    assert attach_papers([one], **walk.officer).made["there"] == []


def test_the_same_file_chosen_twice_is_attached_once(letter: Letter, officer: Client) -> None:
    assert upload(officer, letter, file("a.pdf", "x"), file("b.pdf", "x")).status_code == 302
    assert names(letter) == ["a.pdf"]


def test_forty_files_take_as_many_statements_as_ten(letter: Letter, officer: Client) -> None:
    counts = []
    for some in (range(10), range(10, 50)):
        files = [file(f"{number}.pdf") for number in some]
        typed = filled(officer, f"/letters/{letter.pk}/papers/")
        with CaptureQueriesContext(connection) as statements:
            officer.post(f"/letters/{letter.pk}/papers/", {**typed, "kind": "OTHER", "file": files})
        counts.append(len(statements))
    assert len(names(letter)) == 50
    assert counts[0] == counts[1]


def test_the_script_is_told_what_became_of_each_file(letter: Letter, officer: Client) -> None:
    path = f"/letters/{letter.pk}/papers/"
    answer = told(officer, path, file("a.pdf"))
    assert (answer.status_code, answer.json()["files"]) == (
        200,
        [{"name": "a.pdf", "outcome": "attached", "text": "Attached."}],
    )
    again = told(officer, path, file("a.pdf"))
    assert [one["outcome"] for one in again.json()["files"]] == ["there"]
    refused = told(officer, path, bad("c.pdf"))
    assert (refused.status_code, refused.json()["files"][0]["outcome"]) == (422, "refused")
    assert refused.json()["files"][0]["text"] == "The file is empty."
    assert names(letter) == ["a.pdf"]
    assert list(officer.get(path).context["messages"]) == []


def test_a_file_whose_answer_was_lost_is_sent_again_and_attached_once(letter: Letter, officer: Client) -> None:
    path = f"/letters/{letter.pk}/papers/"
    for _twice in range(2):
        answer = told(officer, path, file("a.pdf"), operation="the-same-each-time")
        assert [one["outcome"] for one in answer.json()["files"]] == ["attached"]
    assert names(letter) == ["a.pdf"]


def test_the_script_is_told_what_is_wrong_with_the_whole(cast: Cast, letter: Letter, officer: Client) -> None:
    path = f"/letters/{letter.pk}/papers/"
    with unwritten():
        answer = told(officer, path, file("a.pdf"), kind="NOTHING")
        assert (answer.status_code, answer.json()["files"], len(answer.json()["texts"])) == (422, [], 1)
        head = signed_in(cast, "nnmt-head").post(path, {"file": file("a.pdf")}, headers={"accept": "application/json"})
    assert head.status_code == 404


def test_a_letter_that_was_sent_meanwhile_is_told_to_the_script(cast: Cast) -> None:
    letter, _lines = Walk(cast).with_head(1)
    officer = signed_in(cast, "nnmt-officer")
    fresh = filled(officer, f"/letters/{Walk(cast).drafted(1, first=5)[0].pk}/papers/")
    path = f"/letters/{letter.pk}/papers/"
    with unwritten():
        answer = officer.post(
            path, {**fresh, "kind": "OTHER", "file": file("a.pdf")}, headers={"accept": "application/json"}
        )
    assert (answer.status_code, answer.json()["files"]) == (409, [])
    assert answer.json()["texts"]
