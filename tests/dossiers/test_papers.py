"""Papers: typed by content, limited in size, stored once; attached whole or not at all."""

from dataclasses import replace
from io import BytesIO
from typing import Any
from zipfile import ZipFile, ZipInfo

import pytest
from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.dossiers.letters_given import GDDT, codes, from_below, hash_of, rules, sound, unwritten
from tests.support.walk import Walk
from workflow.dossiers.answers import Paper, attach_papers, remove_paper
from workflow.dossiers.models import Attachment
from workflow.dossiers.papers import LARGEST, StoredFile, is_in_store, place_of, store_file
from workflow.dossiers.reports import Refused
from workflow.management.demo.cast import Cast
from workflow.management.demo.papers import paper, pdf

PDF = pdf("to trinh")
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF" + b"\0" * 40
HTML = b"<html><script>alert(1)</script></html>"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
EXE = b"MZ" + b"\0" * 200


def _archive(*names: str) -> bytes:
    kept = BytesIO()
    with ZipFile(kept, "w") as archive:
        for name in names:
            archive.writestr(ZipInfo(name), "<x/>")
    return kept.getvalue()


def _of_a_later_version(archive: bytes) -> bytes:
    """An archive that asks for a version of the format that does not exist: the library gives up on it."""
    place = archive.index(b"PK\x01\x02") + 6
    return archive[:place] + b"\x91" + archive[place + 1 :]


DOCX = _archive("[Content_Types].xml", "word/document.xml")
XLSX = _archive("[Content_Types].xml", "xl/workbook.xml")
MACRO_DOCX = _archive("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")
MACRO_XLSX = _archive("[Content_Types].xml", "xl/workbook.xml", "xl/VBAPROJECT.BIN")


def _stored(content: bytes, name: str) -> StoredFile:
    return store_file(BytesIO(content), name)


def _code(content: bytes, name: str) -> list[str | None]:
    with pytest.raises(ValidationError) as raised:
        _stored(content, name)
    assert codes(raised).keys() == {"file"}
    return codes(raised)["file"]


# Files.

TAKEN = [
    (PDF, "a.pdf", "application/pdf"),
    (PDF, "A.PDF", "application/pdf"),
    (PNG, "a.png", "image/png"),
    (JPEG, "a.jpg", "image/jpeg"),
    (JPEG, "a.JPEG", "image/jpeg"),
    (DOCX, "a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (XLSX, "a.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
]


@pytest.mark.parametrize(("content", "name", "content_type"), TAKEN, ids=[name for _, name, _ in TAKEN])
def test_a_file_is_typed_by_its_content(content: bytes, name: str, content_type: str) -> None:
    stored = _stored(content, name)
    assert (stored.content_type, stored.size, stored.file_name) == (content_type, len(content), name)
    with default_storage.open(place_of(stored.sha256)) as kept:
        assert kept.read() == content


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (PDF, "a.docx"),
        (PDF, "a.png"),
        (PDF, "a.exe"),
        (PDF, "a"),
        (PDF, ""),
        (PDF, "a.pdf.exe"),
        (PNG, "a.pdf"),
        (PNG, "a.jpg"),
        (JPEG, "a.png"),
        (DOCX, "a.xlsx"),
        (XLSX, "a.docx"),
        (DOCX, "a.pdf"),
        (DOCX, "a.zip"),
        (DOCX, "a.docm"),
    ],
    ids=range(14),
)
def test_a_name_that_says_another_kind_than_the_content_is_refused(content: bytes, name: str) -> None:
    assert _code(content, name) == ["name"]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (HTML, "a.html"),
        (HTML, "a.pdf"),
        (HTML, "a.jpg"),
        (EXE, "a.exe"),
        (EXE, "a.pdf"),
        (OLE, "a.docx"),
        (b"just words, no page", "a.pdf"),
        (b"x", "a.png"),
        (HTML + PDF, "a.pdf"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.svg"),
        (_archive("a.txt"), "a.docx"),
        (_archive("a.txt"), "a.zip"),
        (_archive("word/other.xml"), "a.docx"),
        (DOCX[:-20], "a.docx"),
        (b"PK\x03\x04" + b"\0" * 100, "a.xlsx"),
        (_of_a_later_version(DOCX), "a.docx"),
    ],
    ids=range(16),
)
def test_a_kind_that_is_not_taken_is_refused_whatever_its_name(content: bytes, name: str) -> None:
    assert _code(content, name) == ["type"]


@pytest.mark.parametrize("name", ["a.docx", "a.docm", "a.xlsx", "a.xlsm"])
def test_an_office_file_with_macros_is_refused(name: str) -> None:
    assert _code(MACRO_DOCX if "doc" in name else MACRO_XLSX, name) == ["type"]


def test_an_empty_file_is_refused() -> None:
    assert _code(b"", "a.pdf") == ["empty"]


def test_a_file_of_twenty_megabytes_is_taken_and_one_byte_more_is_not() -> None:
    largest = PDF + b"\0" * (LARGEST - len(PDF))
    assert _stored(largest, "a.pdf").size == 20 * 1024 * 1024
    assert _code(largest + b"\0", "a.pdf") == ["size"]
    default_storage.delete(place_of(_stored(largest, "a.pdf").sha256))


def test_the_same_content_is_stored_once_whatever_its_name() -> None:
    first, second = _stored(PDF, "to-trinh.pdf"), _stored(PDF, "ban-sao.pdf")
    assert (first.sha256, second.file_name) == (second.sha256, "ban-sao.pdf")
    folder, name = place_of(first.sha256).rsplit("/", 1)
    assert [one for one in default_storage.listdir(folder)[1] if one.startswith(name[:20])] == [name]


HOSTILE = {
    "../../../etc/cron.d/x.pdf": "x.pdf",
    "/etc/passwd.pdf": "passwd.pdf",
    r"C:\Users\an\Desktop\báo cáo.pdf": "báo cáo.pdf",
    "a.exe\0.pdf": "a.exe.pdf",
    "\u202egpj.exe.pdf": "gpj.exe.pdf",
    "dòng một\r\nX-Header: 1.pdf": "dòng mộtX-Header: 1.pdf",
    "ba\u0301o ca\u0301o.pdf": "báo cáo.pdf",
    'a";b.pdf': 'a";b.pdf',
    "=HYPERLINK(1).pdf": "=HYPERLINK(1).pdf",
}


@pytest.mark.parametrize(("name", "kept"), HOSTILE.items(), ids=range(len(HOSTILE)))
def test_a_hostile_name_is_kept_as_a_plain_one(name: str, kept: str) -> None:
    assert _stored(PDF, name).file_name == kept


def test_a_name_that_is_too_long_keeps_its_ending() -> None:
    kept = _stored(PDF, "ữ" * 3000 + ".pdf").file_name
    assert (len(kept), kept[-5:]) == (250, "ữ.pdf")


# Attaching.


def test_papers_are_attached_to_nominations_and_letters_in_one_act(cast: Cast) -> None:
    walk = Walk(cast)
    letter, (line, other) = walk.drafted(2)
    before, still = hash_of(line), hash_of(other)
    given = [
        Paper("CONFIRMATION", " Xa\u0301c nhận ", paper("a", "a"), nomination=line),
        Paper("OTHER", "Văn bản", paper("b", "b"), letter=letter.pk),
    ]
    made = attach_papers(given, **walk.officer).made["papers"]
    one, two = Attachment.objects.filter(pk__in=made).order_by("pk")
    assert (one.title, one.nomination_id, one.letter_id, one.scan) == ("Xác nhận", line, None, "UNSCANNED")
    assert (two.nomination_id, two.letter_id, two.uploaded_by) == (None, letter.pk, walk.officer["capacity"].person)
    assert (hash_of(line) == before, hash_of(other) == still) == (False, True)
    sound()


def test_twenty_papers_take_as_many_statements_as_two(cast: Cast) -> None:
    walk = Walk(cast)
    _letter, lines = walk.drafted(20)
    counts = []
    for some in (lines[:2], lines):
        given = [Paper("OTHER", "Văn bản", paper("a", "a"), nomination=line) for line in some]
        with CaptureQueriesContext(connection) as statements:
            attach_papers(given, **walk.officer)
        counts.append(len(statements))
    assert counts[0] == counts[1]


def _bad_papers(line: int, letter: int) -> dict[str, tuple[dict[str, Any], dict[str, list[str]]]]:
    return {
        "no kind": ({"kind": "", "nomination": line}, {"kind": ["unknown"]}),
        "an unknown kind": ({"kind": "SECRET", "nomination": line}, {"kind": ["unknown"]}),
        "no title": ({"title": "  ", "nomination": line}, {"title": ["title"]}),
        "a title too long": ({"title": "x" * 251, "nomination": line}, {"title": ["title"]}),
        "nowhere": ({}, {"nomination": ["owner"]}),
        "two places": ({"nomination": line, "letter": letter}, {"nomination": ["owner"]}),
        "an unknown letter": ({"letter": 999_999}, {"nomination": ["owner"]}),
    }


@pytest.mark.parametrize("bad", _bad_papers(0, 0))
def test_one_bad_paper_is_named_by_its_place_and_none_is_attached(cast: Cast, bad: str) -> None:
    walk = Walk(cast)
    letter, (line,) = walk.drafted(1)
    change, expected = _bad_papers(line, letter.pk)[bad]
    good = Paper("OTHER", "Tốt", paper("a", "a"), nomination=line)
    wrong = Paper(**{"kind": "OTHER", "title": "Xấu", "file": paper("b", "b"), **change})
    with unwritten(), pytest.raises(ValidationError) as raised:
        attach_papers([good, wrong], **walk.officer)
    assert codes(raised) == {f"papers[1].{field}": some for field, some in expected.items()}


@pytest.mark.parametrize("digest", ["0" * 64, "", "../../etc/passwd", "A" * 64, "0" * 63])
def test_a_file_that_is_not_in_the_store_is_not_attached(cast: Cast, digest: str) -> None:
    walk = Walk(cast)
    _letter, (line,) = walk.drafted(1)
    gone = replace(paper("b", "b"), sha256=digest)
    given = [Paper("OTHER", title, file, nomination=line) for title, file in (("Tốt", paper("a", "a")), ("Xấu", gone))]
    with unwritten(), pytest.raises(ValidationError) as raised:
        attach_papers(given, **walk.officer)
    assert codes(raised) == {"papers[1].file": ["store"]}


def test_no_paper_at_all_and_an_unknown_nomination_are_typed_errors(cast: Cast) -> None:
    walk = Walk(cast)
    unknown = Paper("OTHER", "Văn bản", paper("a", "a"), nomination=999_999)
    for given, expected in (([], {"papers": ["empty"]}), ([unknown], {"nominations": ["unknown"]})):
        with unwritten(), pytest.raises(ValidationError) as raised:
            attach_papers(given, **walk.officer)
        assert codes(raised) == expected


def test_nothing_is_attached_or_removed_once_a_letter_is_sent(cast: Cast) -> None:
    walk = Walk(cast)
    letter, (line,) = walk.with_head(1)
    given = (
        (Paper("OTHER", "A", paper("a", "a"), letter=letter.pk), "desk"),
        (Paper("OTHER", "A", paper("a", "a"), nomination=line), "state"),
    )
    for one, rule in given:
        with unwritten(), pytest.raises(Refused) as refused:
            attach_papers([one], **walk.officer)
        assert rules(refused) == [rule]
    for there, rule in (
        (Attachment.objects.get(nomination=line), "state"),
        (letter.attachments.get(kind="MINUTES"), "desk"),
    ):
        with unwritten(), pytest.raises(Refused) as refused:
            remove_paper(there, **walk.officer)
        assert rules(refused) == [rule]


def test_papers_of_a_letter_that_collects_are_not_the_officer_s(cast: Cast) -> None:
    letter, _lines = from_below(cast)
    with unwritten(), pytest.raises(Refused) as refused:
        attach_papers([Paper("OTHER", "A", paper("a", "a"), letter=letter.pk)], **Walk(cast, GDDT).officer)
    assert rules(refused) == ["letter"]


@pytest.mark.parametrize(
    "said",
    [{"size": -1}, {"size": 2**40}, {"content_type": "x" * 200}, {"file_name": "x" * 300}, {"file_name": ""}],
)
def test_a_file_is_in_the_store_only_as_it_is_described(said: dict[str, Any]) -> None:
    file = store_file(BytesIO(PDF), "Báo cáo.pdf")
    assert is_in_store(file)
    assert not is_in_store(replace(file, **said))
