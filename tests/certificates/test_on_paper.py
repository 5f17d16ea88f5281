"""What a set certificate says, read back from the file: every letter of a long name, and each text in its place."""

from datetime import date
from typing import Any
from unicodedata import normalize

import pytest
from django.utils.translation import override
from pypdfium2 import PdfDocument

from tests.certificates.test_blanks import example
from tests.documents.reading import opened, squeezed
from workflow.certificates.paper import calibration_of
from workflow.documents.catalogue import Document
from workflow.documents.frame import frame_of
from workflow.documents.qr import drawing_of
from workflow.documents.rendering import make
from workflow.management.demo.cast import Cast

PLAIN = "Nguyễn Thị Phượng"
LONG = (
    "Tập thể cán bộ, công chức, viên chức và người lao động Ban Quản lý Dự án đầu tư xây dựng các công trình"
    " dân dụng và công nghiệp tỉnh Lâm Đồng, cơ sở hai tại phường Bảo Lộc, kiêm nhiệm quản lý khu du lịch hồ Tuyền Lâm"
)
VOWELS = "aăâeêioôơuưy"
TONES = ("", "\u0300", "\u0301", "\u0309", "\u0303", "\u0323")
LETTERS = normalize("NFC", " ".join("".join(vowel + tone for tone in TONES) for vowel in VOWELS))
"""Every Vietnamese vowel with every tone."""
POINT = 72 / 25.4


def texts(name: str, **more: str) -> dict[str, Any]:
    """The texts of one certificate."""
    said = {
        "FORM": "BẰNG KHEN",
        "NAME": name,
        "POSITION": "Viên chức, Sở Y tế",
        "MERIT": "Đã có thành tích xuất sắc",
        "DECISION": "12/QĐ-UBND",
        "DECIDED_ON": "05/11/2026",
        "REGISTER": "45/2026",
        "PLACE_DAY": "Lâm Đồng, ngày 05 tháng 11 năm 2026",
        "SIGNED_AS": "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH",
        "SIGNED_BY": "Trần Văn Bình",
        "CODE": "ABCD-EFGH-JKMN",
    }
    return {"texts": {**said, **more}, "qr": drawing_of("http://127.0.0.1:8000/verify/ABCDEFGHJKMN/")}


def facts(manner: str, *certificates: dict[str, Any]) -> dict[str, Any]:
    """The facts of a print, on the example blank or plain."""
    told = calibration_of(example(), with_sample=False)
    frame = frame_of("BẰNG KHEN", date(2026, 11, 5), issuer="Ủy ban nhân dân tỉnh Lâm Đồng")
    sheet = told["sheet"] if manner == "overlay" else {"width": "297", "height": "210", "dx": "0", "dy": "0"}
    places = told["places"] if manner == "overlay" else {}
    base = {"manner": manner, "sheet": sheet, "places": places, "words": told["words"]}
    return {**frame, **base, "certificates": list(certificates)}


@pytest.mark.parametrize("manner", ["plain", "overlay"])
@pytest.mark.parametrize("name", [PLAIN, LONG, LETTERS, LETTERS.upper(), "Đ" * 60])
def test_no_letter_of_a_name_is_lost(cast: Cast, manner: str, name: str) -> None:
    del cast
    paper = opened(make(Document.CERTIFICATE, facts(manner, texts(name))).pdf)
    assert len(paper.pages) == 1
    assert squeezed(name) in squeezed(paper.text)


@pytest.mark.parametrize("name", [PLAIN, LONG])
def test_every_letter_stands_within_the_room_of_its_text(cast: Cast, name: str) -> None:
    del cast
    made = make(Document.CERTIFICATE, facts("overlay", texts(name)))
    place = example().places["NAME"]
    page = PdfDocument(made.pdf)[0]
    width, height = page.get_size()
    assert (round(width / POINT), round(height / POINT)) == (360, 237)
    for word in ("Nguyễn", "Phượng") if name is PLAIN else ("Tập", "Tuyền Lâm"):
        ((left, bottom, right, _top),) = opened(made.pdf).boxes(0, word)
        assert place["x"] - 0.5 <= left / POINT
        assert right / POINT <= place["x"] + place["width"] + 0.5
        below = (height - bottom) / POINT - place["y"]
        assert -1 < below < 14, "on its line, or on the next"


def test_the_overlay_prints_no_word_that_is_on_the_blank_already(cast: Cast) -> None:
    del cast
    said = opened(make(Document.CERTIFICATE, facts("overlay", texts(PLAIN))).pdf).text
    with override("vi"):
        told = facts("plain", texts(PLAIN))
    assert [
        word for word in (*told["words"].values(), told["head"]["nation"]) if isinstance(word, str) and word in said
    ] == []


def test_the_plain_print_says_everything_in_its_order(cast: Cast) -> None:
    del cast
    told = facts("plain", texts(PLAIN))
    said = opened(make(Document.CERTIFICATE, told).pdf).text
    expected = [told["head"]["nation"], told["head"]["motto"], "ỦY BAN NHÂN DÂN TỈNH LÂM ĐỒNG", "BẰNG KHEN", PLAIN]
    places = [said.index(one) for one in expected]
    assert places == sorted(places)
    rest = ["12/QĐ-UBND", "05/11/2026", "45/2026", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Trần Văn Bình", "ABCD-EFGH-JKMN"]
    assert [one for one in rest if one not in said] == []


def test_a_batch_is_one_page_each_in_its_order_and_the_same_bytes_every_time(cast: Cast) -> None:
    del cast
    told = facts("overlay", *(texts(f"Hộ ông Đặng {n}", REGISTER=f"{n}/2026") for n in range(1, 41)))
    first, second = make(Document.CERTIFICATE, told), make(Document.CERTIFICATE, told)
    assert first.pdf == second.pdf
    pages = opened(first.pdf).pages
    assert [f"Hộ ông Đặng {n}" in " ".join(page.split()) for n, page in enumerate(pages, 1)] == [True] * 40


def test_the_calibration_sheet_names_every_text_where_it_begins(cast: Cast) -> None:
    del cast
    blank = example()
    told: dict[str, Any] = calibration_of(blank, with_sample=False)
    made = make(Document.CERTIFICATE, told)
    paper = opened(made.pdf)
    height = PdfDocument(made.pdf)[0].get_size()[1]
    for field, name in told["words"]["fields"].items():
        place = blank.places[field]
        (left, _bottom, _right, top), *_more = paper.boxes(0, f"{name} (")
        assert abs(left / POINT - place["x"] - 1) < 1
        assert abs((height - top) / POINT - place["y"] - 1) < 2


def test_a_shift_moves_everything(cast: Cast) -> None:
    del cast
    told = facts("overlay", texts(PLAIN))
    moved = {**told, "sheet": {**told["sheet"], "dx": "5", "dy": "3"}}
    boxes = [opened(make(Document.CERTIFICATE, one).pdf).boxes(0, "Nguyễn")[0] for one in (told, moved)]
    assert [round((boxes[1][0] - boxes[0][0]) / POINT, 1), round((boxes[0][1] - boxes[1][1]) / POINT, 1)] == [5.0, 3.0]


def test_what_was_typed_is_printed_and_never_run(cast: Cast) -> None:
    del cast
    name = '#text(red)[x] $1+1$ *đậm* "trích" \\ @ref'
    assert squeezed(name) in squeezed(opened(make(Document.CERTIFICATE, facts("overlay", texts(name))).pdf).text)
