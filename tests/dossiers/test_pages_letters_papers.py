"""Papers on pages: attached, taken off, and sent only to whoever may read them."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.dossiers.pages_given import body_of, sent, signed_in, text_of, unwritten
from tests.dossiers.test_pages_letters_drafting import PDF
from tests.support.walk import Walk
from workflow.dossiers.answers import remove_paper
from workflow.dossiers.models import Attachment, EvidenceLink
from workflow.management.demo.cast import Cast


def pdf(name: str, more: bytes = b"") -> SimpleUploadedFile:
    """A small PDF."""
    return SimpleUploadedFile(name, PDF + more, "application/pdf")


def test_several_files_are_attached_to_a_letter_at_once(cast: Cast) -> None:
    letter, _lines = Walk(cast).drafted(1)
    before = letter.attachments.count()
    files = [pdf("một.pdf", b"1"), pdf("hai.pdf", b"2")]
    answer = sent(signed_in(cast, "nnmt-officer"), f"/letters/{letter.pk}/papers/", kind="OTHER", file=files)
    assert answer.status_code == 302
    made = list(letter.attachments.order_by("pk"))[before:]
    assert [(one.title, one.kind, one.content_type) for one in made] == [
        ("một.pdf", "OTHER", "application/pdf"),
        ("hai.pdf", "OTHER", "application/pdf"),
    ]


def test_a_paper_of_a_line_bears_the_title_given(cast: Cast) -> None:
    _letter, lines = Walk(cast).drafted(1)
    path = f"/dossiers/{lines[0]}/papers/"
    sent(signed_in(cast, "nnmt-officer"), path, kind="CONFIRMATION", title="Xác nhận của xã", file=[pdf("x.pdf")])
    made = Attachment.objects.filter(nomination=lines[0]).latest("pk")
    assert (made.title, made.file_name, made.size) == ("Xác nhận của xã", "x.pdf", len(PDF))


def test_the_page_of_a_line_lists_its_own_papers_and_not_those_of_the_letter(cast: Cast) -> None:
    letter, lines = Walk(cast).drafted(1)
    listed = signed_in(cast, "nnmt-officer").get(f"/dossiers/{lines[0]}/papers/").context["papers"]
    assert {one.nomination_id for one in listed} == set(lines)
    assert letter.attachments.count() == 2


@pytest.mark.parametrize(
    ("typed", "field"),
    [
        ({"kind": "OTHER", "file": [SimpleUploadedFile("a.pdf", b"no pdf")]}, "file"),
        ({"kind": "OTHER", "file": [SimpleUploadedFile("a.exe", b"MZ")]}, "file"),
        ({"kind": "OTHER"}, "file"),
        ({"kind": "NOTHING"}, "kind"),
    ],
)
def test_a_file_that_is_not_taken_is_said_beside_the_field(cast: Cast, typed: dict[str, Any], field: str) -> None:
    letter, _lines = Walk(cast).drafted(1)
    given = {"file": [pdf("a.pdf")], **typed} if field == "kind" else typed
    with unwritten():
        answer = sent(signed_in(cast, "nnmt-officer"), f"/letters/{letter.pk}/papers/", title="Tên đã gõ", **given)
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {field})
    assert "Tên đã gõ" in text_of(answer)


def test_nothing_is_attached_to_a_letter_that_was_sent(cast: Cast) -> None:
    letter, lines = Walk(cast).with_head(1)
    client = signed_in(cast, "nnmt-officer")
    with unwritten():
        assert client.post(f"/letters/{letter.pk}/papers/").status_code == 409
        answer = sent(client, f"/dossiers/{lines[0]}/papers/", kind="OTHER", file=[pdf("a.pdf")])
    assert answer.status_code in {409, 422}


def test_a_paper_is_taken_off_by_post_alone(cast: Cast) -> None:
    letter, _lines = Walk(cast).drafted(1)
    evidence = letter.attachments.get(kind="EVIDENCE")
    path, client = f"/papers/{evidence.pk}/remove/", signed_in(cast, "nnmt-officer")
    with unwritten():
        assert evidence.title in text_of(client.get(path))
    assert sent(client, path)["Location"] == f"/letters/{letter.pk}/papers/"
    evidence.refresh_from_db()
    assert evidence.removed_at is not None
    assert not EvidenceLink.objects.filter(attachment=evidence).exists()
    assert client.get(path).status_code == 404


def test_a_paper_of_another_unit_is_not_taken_off(cast: Cast) -> None:
    letter, _lines = Walk(cast).drafted(1)
    path = f"/papers/{letter.attachments.first().pk}/remove/"  # type: ignore[union-attr]  # the walk attached some
    with unwritten():
        assert signed_in(cast, "gddt-officer").post(path).status_code == 404
        assert signed_in(cast, "nnmt-head").post(path).status_code == 404


def test_a_paper_is_sent_as_a_file_that_no_browser_opens_as_a_page(cast: Cast) -> None:
    letter, _lines = Walk(cast).drafted(1)
    sent(signed_in(cast, "nnmt-officer"), f"/letters/{letter.pk}/papers/", kind="OTHER", file=[pdf("một.pdf")])
    paper = letter.attachments.latest("pk")
    answer = signed_in(cast, "nnmt-officer").get(f"/papers/{paper.pk}/")
    assert (answer.status_code, body_of(answer)) == (200, PDF)
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''m%E1%BB%99t.pdf"
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-store" in answer["Cache-Control"]


def test_only_whoever_sees_the_line_or_the_letter_reads_its_papers(cast: Cast) -> None:
    walk = Walk(cast)
    letter, lines = walk.drafted(1)
    of_letter = letter.attachments.earliest("pk")
    of_line = Attachment.objects.filter(nomination=lines[0]).earliest("pk")
    for name, status in (("nnmt-head", 200), ("gddt-officer", 404), ("tdkt-head", 404), ("council-05", 404)):
        client = signed_in(cast, name)
        for paper in (of_letter, of_line):
            answer = client.get(f"/papers/{paper.pk}/")
            assert (name, answer.status_code) == (name, status)
            assert status != 200 or body_of(answer).startswith(b"%PDF")


def test_a_council_member_reads_the_papers_of_the_lines_on_the_agenda(cast: Cast) -> None:
    _session, lines = Walk(cast).before_council(1)
    paper = Attachment.objects.filter(nomination=lines[0]).earliest("pk")
    answer = signed_in(cast, "council-05").get(f"/papers/{paper.pk}/")
    assert answer.status_code == 200
    assert body_of(answer).startswith(b"%PDF")


def test_a_paper_that_was_taken_off_or_is_infected_is_not_sent(cast: Cast) -> None:
    walk = Walk(cast)
    letter, lines = walk.drafted(1)
    client = signed_in(cast, "nnmt-officer")
    infected = Attachment.objects.filter(nomination=lines[0]).earliest("pk")
    Attachment.objects.filter(pk=infected.pk).update(scan="INFECTED")
    page = client.get(f"/papers/{infected.pk}/")
    assert page.status_code == 403
    assert "This file is infected and is not sent." in text_of(page)
    assert "Your posts today" not in text_of(page)
    gone = letter.attachments.earliest("pk")
    remove_paper(gone, **walk.officer)
    assert client.get(f"/papers/{gone.pk}/").status_code == 404
