"""Making a document: what was typed comes out as typed, the same bytes every time, under limits."""

import hashlib
import re
from itertools import pairwise
from pathlib import Path
from typing import Final

import pytest
import typst

from tests.documents.given import ISSUER, SUPERIOR, facts, line, made
from tests.documents.reading import opened, squeezed
from tests.documents.test_fonts import VIETNAMESE
from workflow.documents import rendering, typesetter
from workflow.documents.catalogue import SET_BY_TEMPLATE, Document
from workflow.documents.rendering import TEMPLATES, NotMade, make, template_hash

HOSTILE: Final = (
    '#import "x": *',
    "*a* _b_ `c` ~ -- --- ... 'x' \"y\"",
    "$x$ $ x $ @ref <l> \\ \\u{41} \\",
    '#{panic()} #[x] #eval("1") #sys.inputs',
    "= A // b /* c */ - d + e / f: g",
    "{page} {{x}} %(name)s {% x %}",
    'https://x.vn/a?b=c&d #link("x")',
)
MM: Final = 72 / 25.4
PAGE: Final = (210 * MM, 297 * MM)
MOTTO: Final = "Độc lập - Tự do - Hạnh phúc"
NATION: Final = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"


# What was typed ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", HOSTILE)
def test_what_was_typed_comes_out_as_typed_wherever_it_stands(typed: str) -> None:
    everywhere = line(
        name=typed,
        unit=typed,
        notices=[typed],
        facts=[{"name": typed, "text": typed}],
        achievement={"title": typed, "text": f"{typed}\n{typed}"},
        appraisal={"verdict": typed, "note": typed},
        answers=[{"code": typed, "criterion": typed, "notes": [typed], "text": typed, "evidence": [typed]}],
        awards=[typed],
        files=[{"title": typed, "about": typed, "sha256": typed}],
    )
    paper = opened(made(everywhere, mark=typed, issuer=typed, superior=typed).pdf)
    # Cover, agenda and heading, then each of its places; upper case in the head of the paper.
    assert squeezed(paper.text).count(squeezed(typed)) >= 18
    assert squeezed(typed.upper()) in squeezed(paper.pages[0])
    assert (2, f"1. {typed}") in [(level, title) for level, title, _page in paper.bookmarks]


def test_every_letter_of_vietnamese_is_read_back_in_each_style() -> None:
    text = " ".join(VIETNAMESE)
    given = line(name=text, facts=[{"name": text, "text": text}], achievement={"title": text, "text": text})
    paper = opened(made(given, mark="An").pdf)
    # In the agenda, bold in the heading, italic and upright in the table, italic and upright below.
    assert squeezed(paper.text).count(squeezed(text)) == 6
    (title,) = [title for level, title, _page in paper.bookmarks if level == 2]
    assert title == f"1. {text}"


def test_lines_of_a_text_stay_lines() -> None:
    paper = opened(made(line(achievement={"title": "x", "text": "Dòng một\nDòng hai\r\n\r\nDòng ba"})).pdf)
    assert [one for one in paper.pages[1].splitlines() if one.startswith("Dòng")] == [
        "Dòng một",
        "Dòng hai",
        "Dòng ba",
    ]


# The sheet ---------------------------------------------------------------------------------------------


def test_a_long_issuer_stands_beside_the_state_and_never_in_it() -> None:
    longest = ("Hội đồng Thi đua - Khen thưởng của Tổng công ty Lâm nghiệp, Cao su và Chè Tây Nguyên " * 3)[
        :250
    ].strip()
    for issuer in (ISSUER, longest, "X" * 250):
        paper = opened(made(mark="An", issuer=issuer, superior=SUPERIOR if issuer == ISSUER else longest).pdf)
        (nation,) = paper.boxes(0, NATION)
        (motto,) = paper.boxes(0, MOTTO)
        column = (nation[0] - 1, motto[1] - 1, PAGE[0], PAGE[1])
        assert paper.within(0, column) == squeezed(NATION + MOTTO), "nothing else stands there"
        left = paper.within(0, (0, motto[1] - 400, nation[0], PAGE[1]))
        assert left.count(squeezed(issuer.upper())) == (2 if issuer == longest else 1), "nothing is cut off"
        assert nation[1] > motto[3] - 3, "the motto stands below"
        assert nation[2] < PAGE[0] - 15 * MM


def test_a_page_has_the_margins_and_the_numbers_of_the_rules() -> None:
    text = "\n".join(["Nội dung rất dài. " * 30] * 30)
    paper = opened(made(line(achievement={"title": "x", "text": text})).pdf)
    for page, said in enumerate(paper.pages[1:], 1):
        (number,) = paper.boxes(page, f"Page {page + 1}/{len(paper.pages)}") or paper.boxes(
            page, f"Trang {page + 1}/{len(paper.pages)}"
        )
        assert number[1] > (297 - 20) * MM, "in the top margin"
        assert abs((number[0] + number[2]) / 2 - (30 + (210 - 48) / 2) * MM) < 3, "in the middle of the text"
        assert said
    assert not re.search(r"(Page|Trang) 1/", paper.pages[0])
    lefts = [box[0] for box in paper.boxes(2, "Nội dung")]
    assert abs(min(lefts) - 30 * MM) < 2
    assert max(box[2] for box in paper.boxes(2, "dài.")) < (210 - 15) * MM


@pytest.mark.parametrize("name", ["An", "Nguyễn Phúc Vĩnh Bảo Đăng Khoa Thiên Long Hoàng Gia", "W" * 120])
def test_the_name_of_whose_copy_it_is_stands_across_every_page(name: str) -> None:
    paper = opened(made(*[line(number) for number in range(1, 12)], mark=name).pdf)
    assert len(paper.pages) > 2
    for page in paper.pages:
        assert squeezed(name) in squeezed(page)
        assert "Phiên họp số 1 năm 2026" in page
    for letter in {name[0], name[-1]}:
        for left, bottom, right, top in paper.boxes(1, letter):
            assert 0 < left < right < PAGE[0], "all of it stands on the sheet"
            assert 0 < bottom < top < PAGE[1]


def test_bookmarks_lead_from_section_to_form_to_nomination() -> None:
    paper = opened(made(*[line(number, f"Ông {number}") for number in range(1, 9)]).pdf)
    assert [(level, title) for level, title, _page in paper.bookmarks] == [
        (0, "<agenda>"),
        (0, "I. CÁ NHÂN"),
        (1, "Bằng khen"),
        *[(2, f"{number}. Ông {number}") for number in range(1, 9)],
    ]
    pages = [page for _level, _title, page in paper.bookmarks]
    assert all(first <= second for first, second in pairwise(pages))
    for _level, title, page in paper.bookmarks:
        assert title in paper.pages[page - 1]
    # The agenda names the page of each.
    for _level, title, page in paper.bookmarks[3:]:
        number, name = title.split(". ")
        assert re.search(rf"{number}\s+{name}\s+Sở Y tế\s+{page}\b", paper.pages[0])


# The file ----------------------------------------------------------------------------------------------


def test_the_same_facts_give_the_same_bytes() -> None:
    first, again = made(line(1), line(2)), made(line(1), line(2))
    assert first == again
    assert hashlib.sha256(first.pdf).digest() == hashlib.sha256(again.pdf).digest()


def test_other_facts_give_another_code_and_the_file_says_its_code() -> None:
    one, other = made(line(name="Nguyễn Văn An")), made(line(name="Nguyễn Văn Ân"))
    assert one.code != other.code
    paper = opened(one.pdf)
    assert all(one.code[:16] in page for page in paper.pages)
    assert f"sha256:{one.code}".encode() in one.pdf


def test_another_template_gives_another_code(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = made().code
    (tmp_path / "base.typ").write_text("// another", "utf-8")
    template_hash.cache_clear()
    monkeypatch.setattr(rendering, "TEMPLATES", tmp_path)
    try:
        assert rendering.code_of(Document.SESSION_PACK, facts()) != before
    finally:
        template_hash.cache_clear()


def test_the_file_is_pdf_a_2b_and_names_itself_in_its_metadata() -> None:
    pdf = made().pdf
    assert b"<pdfaid:part>2</pdfaid:part>" in pdf
    assert b"<pdfaid:conformance>B</pdfaid:conformance>" in pdf
    assert "TÀI LIỆU PHIÊN HỌP".encode() in pdf
    assert ISSUER.encode() in pdf
    assert b"2026-03-02T" in pdf


# Limits ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("limits", [{"memory": 64 << 20, "seconds": 60}, {"memory": 1 << 30, "seconds": 0}])
def test_a_document_beyond_its_limits_is_not_made(monkeypatch: pytest.MonkeyPatch, limits: dict[str, int]) -> None:
    monkeypatch.setattr(rendering, "LIMITS", {**rendering.LIMITS, **limits})
    with pytest.raises(NotMade):
        made()


def test_a_document_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "_patience", 0.01)
    with pytest.raises(NotMade):
        made()


def test_a_document_larger_than_any_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "_longest", 100)
    with pytest.raises(NotMade):
        made()


def test_facts_that_the_template_misses_make_no_document() -> None:
    with pytest.raises(NotMade):
        make(Document.SESSION_PACK, {key: one for key, one in facts().items() if key != "sections"})


def test_whoever_waits_too_long_for_a_turn_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "_wait", 0.01)
    turns = rendering._turns  # noqa: SLF001 -- there is no other way to stand in it
    with turns, turns, pytest.raises(NotMade):
        made()
    assert made().pdf


@pytest.mark.parametrize(
    ("template", "why"),
    [
        ('#import "@preview/cetz:0.3.0"', "Connection refused"),
        ('#read("/../../../../../../etc/passwd")', "escape the project root"),
        ('#read("/etc/passwd")', "not found"),
        ('#image("https://x.vn/a.png")', "not found"),
        ('#set text(font: "Tinos", fallback: false)\n漢', "could not be displayed"),
    ],
    ids=["a package", "a way up", "a file of the machine", "another host", "a sign that no font has"],
)
def test_a_template_reaches_nothing_but_its_folder(
    template: str, why: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, typesetter._nobody)  # noqa: SLF001 -- as the process itself sets it
    (tmp_path / "session_pack.typ").write_text(
        f"#set document(date: datetime(year: 2026, month: 1, day: 1))\n{template}"
    )
    monkeypatch.setattr(typesetter, "_TEMPLATES", tmp_path)
    with pytest.raises(typst.TypstError, match=why):
        typesetter._set({"document": "session_pack", "facts": "{}", "code": ""})  # noqa: SLF001 -- what the process does


def test_no_template_evaluates_text_or_names_a_package() -> None:
    every = {path.name: path.read_text("utf-8") for path in TEMPLATES.glob("*.typ")}
    assert {f"{one.value}.typ" for one in SET_BY_TEMPLATE} < every.keys()
    for name, text in every.items():
        assert not re.search(r"\beval\(|@preview|@local|\bplugin\(|\bread\(", text), name


def test_every_document_that_is_set_by_a_template_has_it() -> None:
    assert [one for one in SET_BY_TEMPLATE if not (TEMPLATES / f"{one.value}.typ").is_file()] == []
