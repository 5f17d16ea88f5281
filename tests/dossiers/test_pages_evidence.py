"""A page of the evidence as a picture beside the answer: who gets it, how it is sent, and what is said where not."""

from io import BytesIO
from typing import Any

import pytest
from django.core.cache import caches
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.dossiers.letters_given import sound
from tests.dossiers.pages_given import signed_in, text_of, unwritten
from tests.rendering.pdfs import locked, numbered
from tests.support.walk import Walk
from workflow.directory.models import Kinship
from workflow.dossiers.answers import Paper, attach_papers, remove_paper
from workflow.dossiers.models import Attachment, EvidenceLink, Nomination
from workflow.dossiers.papers import LARGEST, place_of, store_file
from workflow.management.demo.cast import Cast
from workflow.rendering.pictures import LIMITS, PAGES

HTMX = {"HX-Request": "true"}


@pytest.fixture(autouse=True)
def fresh() -> None:
    """No page is kept from another test."""
    caches["pages"].clear()


def _paper(walk: Walk, letter: int, content: bytes, name: str = "a.pdf") -> Attachment:
    """A paper of the letter with this content."""
    stored = store_file(BytesIO(content), name)
    made = attach_papers([Paper("OTHER", "Minh chứng", stored, letter=letter)], **walk.officer).made["papers"]
    return Attachment.objects.get(pk=made[0])


def _ways(paper: Attachment, query: str = "?page=1") -> tuple[str, str]:
    return tuple(reverse(name, args=[paper.pk]) + query for name in ("paper_page", "paper_picture"))  # type: ignore[return-value]


def _status(client: Client, way: str) -> int:
    """The status of an answer that is read to its end, as a file is."""
    answer: Any = client.get(way)
    assert b"".join(answer.streaming_content if answer.streaming else [answer.content])
    return int(answer.status_code)


# Who gets it ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["cdc-officer", "tdkt-specialist-1", "chairman", "administrator"])
def test_whoever_may_not_read_the_file_gets_no_page_of_it(cast: Cast, who: str) -> None:
    letter, _lines = Walk(cast).drafted(1)
    paper = letter.attachments.get(kind="EVIDENCE")
    client = signed_in(cast, who)
    with unwritten():
        asked = [client.get(way) for way in (*_ways(paper), reverse("paper", args=[paper.pk]))]
    assert [one.status_code for one in asked] == [404, 404, 404]


def test_a_council_member_with_a_conflict_gets_neither_file_nor_page(cast: Cast) -> None:
    walk = Walk(cast)
    _session, (line,) = walk.before_council(1)
    paper = Attachment.objects.filter(nomination=line)[0]
    client = signed_in(cast, "council-05")
    every = (*_ways(paper), reverse("paper", args=[paper.pk]))
    assert [_status(client, way) for way in every] == [200, 200, 200]
    relative = Nomination.objects.get(pk=line).nominee.person
    assert relative is not None
    Kinship.objects.create(person=cast.person("council-05"), relative=relative, declared_on=timezone.localdate())
    assert [_status(client, way) for way in every] == [404, 404, 404]


def test_an_infected_file_is_not_drawn_and_not_offered(cast: Cast) -> None:
    letter, (line,) = Walk(cast).with_head(1)
    paper = letter.attachments.get(kind="EVIDENCE")
    client = signed_in(cast, "nnmt-head")
    there = f"{reverse('paper_page', args=[paper.pk])}?page="
    assert there in text_of(client.get(reverse("dossier", args=[line])))
    Attachment.objects.filter(pk=paper.pk).update(scan="INFECTED")
    for way in _ways(paper):
        answer = client.get(way)
        assert answer.status_code == 403
        assert "This file is infected and is not sent." in text_of(answer)
    assert there not in text_of(client.get(reverse("dossier", args=[line])))


def test_a_paper_that_was_taken_off_shows_no_page(cast: Cast) -> None:
    walk = Walk(cast)
    letter, _lines = walk.drafted(1)
    paper = letter.attachments.get(kind="EVIDENCE")
    client = signed_in(cast, "nnmt-officer")
    assert client.get(_ways(paper)[1]).status_code == 200
    remove_paper(paper, **walk.officer)
    assert [client.get(way).status_code for way in _ways(paper)] == [404, 404]


# How it is sent ------------------------------------------------------------------------------------------


def test_the_picture_is_inert_and_kept_by_its_reader_alone(cast: Cast) -> None:
    letter, _lines = Walk(cast).drafted(1)
    paper = letter.attachments.get(kind="EVIDENCE")
    client = signed_in(cast, "nnmt-officer")
    with unwritten():
        answer = client.get(_ways(paper)[1])
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
    assert (answer["X-Content-Type-Options"], answer["Content-Security-Policy"]) == (
        "nosniff",
        "default-src 'none'; sandbox",
    )
    assert {part.strip() for part in answer["Cache-Control"].split(",")} == {"private", "no-cache"}
    assert answer.content[:4] == b"RIFF"
    assert paper.sha256 in answer["ETag"]


def test_a_picture_that_is_there_already_is_not_sent_again_but_to_those_who_may_read_it(cast: Cast) -> None:
    letter, _lines = Walk(cast).drafted(1)
    way = _ways(letter.attachments.get(kind="EVIDENCE"))[1]
    client = signed_in(cast, "nnmt-officer")
    mark = client.get(way)["ETag"]
    again = client.get(way, headers={"if-none-match": mark})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", mark)
    assert client.get(way.replace("page=1", "page=2"), headers={"if-none-match": mark}).status_code == 404
    assert signed_in(cast, "cdc-officer").get(way, headers={"if-none-match": mark}).status_code == 404


def test_a_page_is_shown_on_a_page_of_its_own_and_by_htmx_beside_the_answer(cast: Cast) -> None:
    walk = Walk(cast)
    letter, _lines = walk.drafted(1)
    paper = _paper(walk, letter.pk, numbered(3))
    client = signed_in(cast, "nnmt-officer")
    whole = client.get(_ways(paper, "?page=2")[0])
    assert ("<h1>" in text_of(whole), "Page 2 of «Minh chứng»" in text_of(whole)) == (True, True)
    part = client.get(_ways(paper, "?page=2&at=77")[0], headers=HTMX)
    text = text_of(part)
    assert ("<h1>" in text, "page 2 of 3" in text) == (False, True)
    for page in (1, 3):
        there = f"{reverse('paper_page', args=[paper.pk])}?page={page}&at=77"
        assert f'hx-get="{there}" hx-target="#shown-77"' in text
    assert f'src="{reverse("paper_picture", args=[paper.pk])}?page=2"' in text


@pytest.mark.parametrize(("page", "offers"), [(4, {3}), (32_767, {3}), (0, {1}), (10**12, {1})])
def test_a_page_that_is_not_there_says_so_and_offers_those_that_are(cast: Cast, page: int, offers: set[int]) -> None:
    walk = Walk(cast)
    letter, _lines = walk.drafted(1)
    paper = _paper(walk, letter.pk, numbered(3))
    client = signed_in(cast, "nnmt-officer")
    shown, drawn = (client.get(way) for way in _ways(paper, f"?page={page}"))
    assert (shown.status_code, drawn.status_code) == (404, 404)
    text = text_of(shown)
    assert "The file has no such page. It has 3 pages: from 1 to 3." in " ".join(text.split())
    offered = {one for one in (1, 2, 3) if f'?page={one}"' in text.replace("&at", '"')}
    assert offered == offers


@pytest.mark.parametrize("asked", ["page=x", "page=-1", "page=1.5", "page=", "page=%00", "at=x", "page=1&large=x", ""])
def test_an_address_of_nonsense_is_answered(cast: Cast, asked: str) -> None:
    letter, _lines = Walk(cast).drafted(1)
    client = signed_in(cast, "nnmt-officer")
    for way in _ways(letter.attachments.get(kind="EVIDENCE"), f"?{asked}"):
        assert client.get(way).status_code in {200, 404}


def test_large_is_a_page_that_scrolls(cast: Cast) -> None:
    letter, _lines = Walk(cast).drafted(1)
    client = signed_in(cast, "nnmt-officer")
    paper = letter.attachments.get(kind="EVIDENCE")
    text = text_of(client.get(_ways(paper, "?page=1&large=1")[0]))
    assert ('width="1800"' in text, "shown-large" in text) == (True, True)
    assert f'src="{reverse("paper_picture", args=[paper.pk])}?page=1&large=1"' in text


DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.mark.parametrize(
    ("content", "kind", "says"),
    [
        (locked(), "application/pdf", "locked by a password"),
        (b"%PDF-1.4 cut", "application/pdf", "damaged"),
        (b"PK", DOCX, "This kind of file is not shown here as a page."),
    ],
    ids=["locked", "broken", "a document of words"],
)
def test_what_cannot_be_shown_says_why_and_offers_the_file(cast: Cast, content: bytes, kind: str, says: str) -> None:
    walk = Walk(cast)
    letter, _lines = walk.drafted(1)
    paper = _paper(walk, letter.pk, numbered(1))
    _store_instead(paper, content, kind)
    client = signed_in(cast, "nnmt-officer")
    shown, drawn = (client.get(way) for way in _ways(paper))
    assert (shown.status_code, drawn.status_code) == (200, 422)
    assert (says in text_of(shown), reverse("paper", args=[paper.pk]) in text_of(shown)) == (True, True)
    assert (drawn["Content-Type"], drawn["Content-Security-Policy"]) == (
        "text/plain; charset=utf-8",
        "default-src 'none'; sandbox",
    )
    assert "ETag" not in drawn


def _store_instead(paper: Attachment, content: bytes, kind: str) -> None:
    """What the store holds for the paper is this."""
    sha256 = f"{hash(content) & 0xFFFFFFFF:064x}"
    default_storage.save(place_of(sha256), BytesIO(content))
    Attachment.objects.filter(pk=paper.pk).update(sha256=sha256, content_type=kind)
    paper.refresh_from_db()


def test_a_file_that_left_the_store_is_said_to_be_missing(cast: Cast) -> None:
    walk = Walk(cast)
    letter, _lines = walk.drafted(1)
    paper = _paper(walk, letter.pk, numbered(1))
    Attachment.objects.filter(pk=paper.pk).update(sha256="0" * 64)
    client = signed_in(cast, "nnmt-officer")
    assert "not in the store" in text_of(client.get(_ways(paper)[0]))
    assert client.get(_ways(paper)[1]).status_code == 422


# Where it is offered -------------------------------------------------------------------------------------


def _proofs(line: int) -> list[Any]:
    return list(EvidenceLink.objects.filter(answer__nomination=line, attachment__removed_at=None))


def test_the_dossier_the_review_and_the_sheet_offer_the_page_that_is_named(cast: Cast) -> None:
    walk = Walk(cast)
    letter, (line,) = walk.with_head(1)
    EvidenceLink.objects.filter(answer__nomination=line).update(page=7)
    head = signed_in(cast, "nnmt-head")
    pages = [reverse("dossier", args=[line]), reverse("letter_review", args=[letter.pk])]
    told = [text_of(head.get(page)) for page in pages]
    _appraisal, (other,) = walk.assigned(1, first=2)
    told.append(text_of(signed_in(cast, "tdkt-specialist-1").get(reverse("sheet", args=[other]))))
    for text, of, page in zip(told, (line, line, other), (7, 7, None), strict=True):
        assert _proofs(of)
        for proof in _proofs(of):
            way = reverse("paper_page", args=[proof.attachment_id])
            asked = f"{way}?page={page or proof.page or 1}&at={proof.answer_id}"
            assert f'hx-get="{asked}"' in text
            assert f'id="shown-{proof.answer_id}"' in text


def test_offering_pages_costs_no_statement(
    cast: Cast, django_assert_num_queries: Any, django_assert_max_num_queries: Any
) -> None:
    letter, (line,) = Walk(cast).with_head(1)
    head, way = signed_in(cast, "nnmt-head"), reverse("dossier", args=[line])
    head.get(way)
    with django_assert_max_num_queries(200) as counted:
        head.get(way)
    links = list(EvidenceLink.objects.filter(answer__nomination=line))
    for kind in ("OTHER", "REPORT", "MINUTES"):
        paper = letter.attachments.create(
            kind=kind,
            title="Thêm",
            file_name="a.pdf",
            content_type="application/pdf",
            size=1,
            sha256="0" * 64,
            uploaded_by=cast.person("nnmt-officer"),
            uploaded_at=letter.opened_at,
        )
        for link in links:
            EvidenceLink.objects.get_or_create(answer_id=link.answer_id, attachment=paper, defaults={"page": 2})
    with django_assert_num_queries(len(counted)):
        head.get(way)


def test_what_is_stored_is_what_is_drawn() -> None:
    assert LIMITS["packed"] == LARGEST
    assert PAGES < 32_767


def test_looking_at_pages_leaves_everything_sound(cast: Cast) -> None:
    letter, _lines = Walk(cast).drafted(1)
    client = signed_in(cast, "nnmt-officer")
    for way in _ways(letter.attachments.get(kind="EVIDENCE")):
        client.get(way)
    sound()
