"""Official papers: each says its facts in order, in both forms, in the same bytes, and no datum is ever markup."""

import hashlib
import re
from collections.abc import Iterator
from functools import cache
from io import BytesIO
from typing import Any, Final
from zipfile import ZipFile

import docx
import pikepdf
import pytest
from django.utils.translation import override, pgettext
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph

from tests.documents.reading import opened, squeezed
from tests.documents.test_fonts import VIETNAMESE
from tests.documents.test_making import HOSTILE, MM, MOTTO, NATION, PAGE
from workflow.documents import rendering
from workflow.documents.catalogue import NAMES, SET_BY_TEMPLATE, SYMBOLS, WORDED, Document
from workflow.documents.papers import Form, NotMade, make_paper, try_wording
from workflow.documents.samples import sample_of
from workflow.documents.wording import SHIPPED, shipped, worded

LONG_ISSUER: Final = "Hội đồng Thi đua - Khen thưởng của Tổng công ty Lâm nghiệp, Cao su và Chè Tây Nguyên"


def decision(rows: list[Any] | None = None, **changes: Any) -> dict[str, Any]:
    """The sample of a decision, with these rows and these changes of `paper`, `told` or the head."""
    facts: dict[str, Any] = sample_of(Document.DECISION)
    if rows is not None:
        facts["tables"]["annex"]["rows"] = rows
    for name in ("paper", "told", "head"):
        facts[name] = {**facts[name], **changes.get(name, {})}
    return facts


@cache
def samples_of(document: Document) -> dict[Form, bytes]:
    """The sample of a document in both forms, made once."""
    return {form: one.file for form, one in try_wording(document, shipped(document).text, sample_of(document)).items()}


def made(facts: dict[str, Any], form: Form, text: str | None = None) -> bytes:
    """The decision of these facts, in the shipped wording or another one."""
    wording = shipped(Document.DECISION) if text is None else worded(text, "test")
    return make_paper(Document.DECISION, facts, wording, form).file


def word(file: bytes) -> WordDocument:
    """A .docx, opened."""
    return docx.Document(BytesIO(file))


def told_by(document: WordDocument) -> list[str]:
    """The texts of a .docx in their order, of paragraphs and cells; a cell over several columns once."""
    return [text for text in _texts(document.element.body, document) if text.strip()]


def _texts(body: Any, document: WordDocument) -> Iterator[str]:
    for one in body.iterchildren():
        if one.tag == qn("w:p"):
            yield Paragraph(one, document).text
        elif one.tag == qn("w:tbl"):
            for row in one.iter(qn("w:tr")):
                for cell in row.iter(qn("w:tc")):
                    yield "\n".join(Paragraph(p, document).text for p in cell.iter(qn("w:p")))


def in_order(texts: list[str], whole: str) -> list[str]:
    """The texts that do not follow each other in the whole, all without spaces."""
    rest, missing = squeezed(whole), []
    for text in texts:
        _before, found, after = rest.partition(squeezed(text))
        if found:
            rest = after
        else:
            missing.append(text)
    return missing


def rows_told(table: dict[str, Any]) -> list[str]:
    """What a table says, in order."""
    said = [column["head"] for column in table["columns"]]
    for row in table["rows"]:
        kind = next(iter(row)) if isinstance(row, dict) else ""
        cells = [row["heading"]] if kind == "heading" else row["total"] if kind else row
        said += [cell for cell in cells if cell]
    return said


def sentences_of(told: Any) -> Iterator[str]:
    """All texts of what a wording reads."""
    if isinstance(told, dict):
        told = list(told.values())
    if isinstance(told, list):
        for one in told:
            yield from sentences_of(one)
    elif isinstance(told, str):
        yield from told.splitlines()


# Every document ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("document", WORDED)
def test_every_document_says_its_facts_in_both_forms(document: Document) -> None:
    facts: Any = sample_of(document)
    files = samples_of(document)
    paper, tables = facts["paper"], list(facts["tables"].values())
    texts = {
        Form.PDF: "\n".join(opened(files[Form.PDF]).pages),
        Form.DOCX: "\n".join(told_by(word(files[Form.DOCX]))),
    }
    for form, whole in texts.items():
        said = [one for one in sentences_of(facts["told"]) if squeezed(one).upper() not in squeezed(whole).upper()]
        assert said == [], (form, "everything that is told is said")
        head = [facts["head"]["superior"].upper(), facts["head"]["issuer"].upper()]
        opening = [*head, NATION, MOTTO, paper.get("number", ""), paper["place_day"], paper["kind"].upper()]
        if form is Form.DOCX or not paper.get("number"):
            assert in_order([one for one in opening if one], whole) == [], form
        for table in tables:
            if form is Form.DOCX:
                assert in_order(rows_told(table), whole) == [], "row by row"
            assert [one for one in rows_told(table) if squeezed(one) not in squeezed(whole)] == [], form
        for signer in paper["sign"]:
            assert all(squeezed(one) in squeezed(whole) for one in [*signer["above"], signer["name"]]), form
        assert in_order([f"- {one}" for one in paper.get("recipients", [])], whole) == [], form


@pytest.mark.parametrize("document", WORDED)
def test_every_document_is_the_same_bytes_when_it_is_made_again(document: Document) -> None:
    for form, first in samples_of(document).items():
        again = make_paper(document, sample_of(document), shipped(document), form).file
        assert hashlib.sha256(first).digest() == hashlib.sha256(again).digest(), form


def test_every_document_has_a_name_and_a_wording_or_a_template() -> None:
    assert NAMES.keys() == set(Document)
    assert SYMBOLS.keys() <= set(WORDED)
    assert {path.stem for path in SHIPPED.iterdir()} == {one.value for one in WORDED}
    assert SET_BY_TEMPLATE.isdisjoint(WORDED)


def test_no_shipped_wording_states_a_law_or_a_number_of_its_own() -> None:
    for document in WORDED:
        text = re.sub(r"\{[{%].*?[%}]\}", "", shipped(document).text)
        assert not re.search(r"Luật|Nghị định|Thông tư|số \d|SEED", text), document


def test_both_forms_carry_one_content_code() -> None:
    facts, wording = decision(), shipped(Document.DECISION)
    pdf, docx_file = (make_paper(Document.DECISION, facts, wording, form) for form in Form)
    assert pdf.code == docx_file.code
    assert f"sha256:{pdf.code}".encode() in pdf.file
    assert word(docx_file.file).core_properties.keywords == f"sha256:{pdf.code}"
    assert all(pdf.code[:16] in page for page in opened(pdf.file).pages)


def test_another_wording_or_another_fact_gives_another_code() -> None:
    facts, wording = decision(), shipped(Document.DECISION)
    code = make_paper(Document.DECISION, facts, wording, Form.PDF).code
    other = make_paper(Document.DECISION, facts, worded(f"{wording.text}\nThêm.", "test"), Form.PDF).code
    changed = make_paper(Document.DECISION, decision(paper={"number": "Số: 08/QĐ-UBND"}), wording, Form.PDF).code
    assert len({code, other, changed}) == 3


# PDF/A -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("document", WORDED)
def test_every_pdf_is_what_pdf_a_2b_asks(document: Document) -> None:
    with pikepdf.open(BytesIO(samples_of(document)[Form.PDF])) as pdf:
        assert not pdf.is_encrypted
        meta = pdf.open_metadata()
        assert (meta["pdfaid:part"], meta["pdfaid:conformance"]) == ("2", "B")
        (intent,) = pdf.Root.OutputIntents
        assert intent.S == "/GTS_PDFA1"
        assert len(intent.DestOutputProfile.read_bytes()) > 128
        assert not {"/JavaScript", "/EmbeddedFiles"} & set(pdf.Root.get("/Names", {}).keys())
        assert {"/AA", "/OpenAction"} & set(pdf.Root.keys()) == set()
        assert pdf.trailer.get("/ID") is not None
        fonts = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/Font"]
        described = [one.FontDescriptor for one in fonts if "/FontDescriptor" in one]
        assert described
        assert all({"/FontFile2", "/FontFile3"} & set(one.keys()) for one in described), "every font is embedded"
        assert {str(one.Subtype) for one in fonts} <= {"/Type0", "/CIDFontType0", "/CIDFontType2"}
        dictionaries = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary)]
        streams = [one for one in pdf.objects if isinstance(one, pikepdf.Stream)]
        assert not [one for one in streams if "/LZWDecode" in str(one.get("/Filter", ""))]
        assert not [one for one in [*dictionaries, *streams] if "/SMask" in one and one.SMask != "/None"]
        assert not [one for one in dictionaries if one.get("/S") in {"/JavaScript", "/Launch", "/Movie", "/Sound"}]


# The layout of the rules -------------------------------------------------------------------------------


@pytest.mark.parametrize("issuer", [LONG_ISSUER, (LONG_ISSUER + ", ") * 3, "X" * 200])
def test_the_longest_bodies_stand_beside_the_state_and_never_in_it(issuer: str) -> None:
    facts = decision(head={"issuer": issuer, "superior": f"Ban Thường vụ {LONG_ISSUER}"})
    paper = opened(made(facts, Form.PDF))
    (nation,), (motto,) = paper.boxes(0, NATION), paper.boxes(0, MOTTO)
    column = (nation[0] - 1, motto[1] - 1, PAGE[0], PAGE[1])
    assert paper.within(0, column) == squeezed(NATION + MOTTO)
    assert squeezed(issuer.upper()) in squeezed(paper.pages[0])
    (number,), (place,) = paper.boxes(0, "Số: 07/QĐ-UBND"), paper.boxes(0, facts["paper"]["place_day"])
    assert abs(number[1] - place[1]) < 3, "number and place stand on one line"
    assert place[0] > nation[0] - 1
    assert squeezed(issuer.upper()) in squeezed("".join(told_by(word(made(facts, Form.DOCX)))))


def test_pages_are_numbered_above_from_the_second_on_and_the_annex_apart() -> None:
    facts = decision([[str(one), f"Nguyễn Văn {one}", "x", "y"] for one in range(1, 90)])
    facts["told"]["prizes"] = [f"Mức {one};" for one in range(70)]
    paper = opened(made(facts, Form.PDF))
    middle = 30 * MM + (210 - 48) / 2 * MM
    numbers = []
    for page in range(len(paper.pages)):
        strip = paper.within(page, (middle - 20, (297 - 19) * MM, middle + 20, 297 * MM))
        numbers.append(strip)
    first = next(place for place, text in enumerate(paper.pages) if "DANH SÁCH" in text)
    assert first >= 2
    expected = ["", *map(str, range(2, first + 1)), "", *map(str, range(2, len(numbers) - first + 1))]
    assert numbers == expected


@pytest.mark.parametrize("many", [1, 500])
def test_an_annex_of_any_length_is_whole_and_repeats_its_head(many: int) -> None:
    names = [f"{VIETNAMESE[one % 146]} Nguyễn Thị {VIETNAMESE[one * 7 % 146]}{one}" for one in range(many)]
    rows = [[str(one + 1), name, f"Trường {one}", "3.510.000"] for one, name in enumerate(names)]
    facts = decision([{"heading": "II. Cá nhân"}, *rows])
    paper = opened(made(facts, Form.PDF))
    start = next(place for place, text in enumerate(paper.pages) if "DANH SÁCH" in text)
    annex = paper.pages[start:]
    told = [cell for row in rows for cell in row]
    assert in_order(told, "\n".join(annex)) == []
    assert all("Chức vụ, đơn vị" in page for page in annex), "the head stands on every page"
    document = word(made(facts, Form.DOCX))
    assert in_order(told, "\n".join(told_by(document))) == []
    table = document.tables[-1]
    assert len(table.rows) == many + 2
    assert table._tbl.findall(f".//{qn('w:tblHeader')}") != []  # noqa: SLF001 -- python-docx has no word for it


def test_a_row_stays_on_one_page_and_a_heading_with_the_row_below_it() -> None:
    text = "Trường Trung học cơ sở và Trung học phổ thông dân tộc nội trú " * 3
    for before in range(20, 28):
        rows: list[Any] = [[str(one), "An", "x", ""] for one in range(before)]
        rows += [{"heading": "HAI. Cá nhân"}, ["đầu", "Bình", text, "cuối"]]
        paper = opened(made(decision(rows), Form.PDF))
        (page,) = [place for place, said in enumerate(paper.pages) if "HAI. Cá nhân" in said]
        assert squeezed(text) in squeezed(paper.pages[page])
        assert "Bình" in paper.pages[page]


def test_a_row_longer_than_a_page_goes_on_and_loses_nothing() -> None:
    text = " ".join(f"chữ{one}" for one in range(3000))
    paper = opened(made(decision([["1", "An", text, ""], ["2", "Bình", "y", ""]]), Form.PDF))
    for one in range(3000):
        assert f"chữ{one}" in paper.text
    assert "Bình" in paper.text


def test_the_signature_stays_with_the_last_words_above_it() -> None:
    for many in range(18, 36, 2):
        facts = decision(told={"prizes": [f"Mức thứ {one};" for one in range(many)]})
        paper = opened(made(facts, Form.PDF))
        (page,) = [place for place, text in enumerate(paper.pages) if "PHÓ CHỦ TỊCH" in text]
        assert "chịu trách nhiệm thi hành" in paper.pages[page].replace("\n", " ")
        assert "Nguyễn Văn An" in paper.pages[page]
        assert "Như Điều 3" in paper.pages[page]


def test_a_wide_table_turns_its_part_and_no_other() -> None:
    facts = decision()
    facts["tables"]["annex"]["landscape"] = True
    with pikepdf.open(BytesIO(made(facts, Form.PDF))) as pdf:
        sizes = [[round(float(one)) for one in page.mediabox[2:]] for page in pdf.pages]
    assert sizes == [[595, 842], [842, 595]]
    sections = word(made(facts, Form.DOCX)).sections
    assert [one.page_width > one.page_height for one in sections] == [False, True]  # type: ignore[operator]


def test_a_draft_says_so_and_a_paper_does_not() -> None:
    with override("vi"):
        mark = pgettext("on paper", "DRAFT")
    for form in Form:
        told = ["\n".join(_said(made(decision(paper={"draft": draft}), form), form)) for draft in (False, True)]
        assert [mark in text for text in told] == [False, True]


def _said(file: bytes, form: Form) -> list[str]:
    return opened(file).pages if form is Form.PDF else told_by(word(file))


def test_without_a_kind_the_subject_stands_below_the_number() -> None:
    facts = decision(paper={"kind": "", "subject": "V/v đề nghị khen thưởng"})
    paper = opened(made(facts, Form.PDF))
    (number,), (subject,) = paper.boxes(0, "Số: 07/QĐ-UBND"), paper.boxes(0, "V/v đề nghị khen thưởng")
    assert subject[3] < number[1] + 1
    assert subject[2] < PAGE[0] / 2
    told = told_by(word(made(facts, Form.DOCX)))
    assert any(text.split("\n") == ["Số: 07/QĐ-UBND", "V/v đề nghị khen thưởng"] for text in told)


# Data is never markup ----------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", [*HOSTILE, "# a", "> b", "- c", "1. d", "---", "**e** *f*", "[[annex]]", "\\* {# #}"])
def test_a_datum_comes_out_as_it_was_typed_wherever_it_stands(typed: str) -> None:
    text = (
        "{{ a }}\n\n# {{ a }}\n\n## {{ a }}\n\n### {{ a }}\n\n#### {{ a }}\n\n> {{ a }}\n\n- {{ a }}\n\n1. {{ a }}\n\n"
        "**{{ a }}** *{{ a }}* {{ a }}{{ a }}\n\n[[annex]]"
    )
    facts = decision([[typed, typed, typed, typed], {"heading": typed}], told={"a": typed})
    facts["paper"] |= {"number": typed, "place_day": typed, "subject": typed, "recipients": [typed]}
    facts["paper"]["sign"] = [{"above": [typed], "name": typed}]
    for form in Form:
        whole = squeezed("".join(_said(made(facts, form, text), form)))
        # 8 blocks, 4 in one line, 5 cells, and number, place, subject, recipient and two of the signature.
        assert whole.count(squeezed(typed)) == 8 + 4 + 5 + 6, form


def test_signs_that_stand_around_data_do_nothing_when_they_are_typed() -> None:
    facts = decision(told={"a": "\ue0001\ue001 tên", "b": "khác"})
    for form in Form:
        whole = "".join(_said(made(facts, form, "{{ a }} {{ b }}"), form))
        assert "khác" in whole
        assert whole.count("khác") == 1


def test_lines_of_a_datum_are_paragraphs() -> None:
    told = told_by(word(made(decision(told={"a": "Một\nHai\n\nBa"}), Form.DOCX, "{{ a }}")))
    assert [one for one in told if one in {"Một", "Hai", "Ba"}] == ["Một", "Hai", "Ba"]


def test_items_are_numbered_on_and_deeper_ones_set_in() -> None:
    text = "{% for one in prizes %}\n1. {{ one }}\n{% endfor %}\n\nx\n\n3) c\n   - d"
    told = told_by(word(made(decision(told={"prizes": ["a", "b"]}), Form.DOCX, text)))
    start = told.index("1. a")
    assert told[start : start + 5] == ["1. a", "2. b", "x", "3) c", "- d"]


def test_the_signatures_stand_where_the_wording_puts_them() -> None:
    told = told_by(word(made(decision(), Form.DOCX, "Trước.\n\n[[sign]]\n\nSau.")))
    places = [next(at for at, one in enumerate(told) if word_ in one) for word_ in ("Trước.", "PHÓ CHỦ TỊCH", "Sau.")]
    assert places == sorted(places)


# The file for a word processor -------------------------------------------------------------------------


def test_a_docx_has_styles_fields_and_pictures_as_a_word_processor_makes_them() -> None:
    document = word(made(decision(), Form.DOCX))
    body = next(one for one in document.paragraphs if one.text.startswith("Điều 1."))
    style: Any = body.style
    assert (style.name, style.font.name, style.font.size.pt) == ("Nội dung", "Times New Roman", 13)
    assert (style.paragraph_format.first_line_indent.mm, body.runs[0].bold) == (pytest.approx(12.7, abs=0.05), True)
    first = document.sections[0]
    assert first.different_first_page_header_footer
    assert [one.text for one in first.header._element.iter(qn("w:instrText"))] == [" PAGE "]  # noqa: SLF001 -- a field
    assert "".join(one.text for one in first.first_page_header.paragraphs) == ""
    for footer in (first.footer, first.first_page_footer):
        assert len(list(footer._element.iter(qn("w:drawing")))) == 1  # noqa: SLF001 -- the picture of the QR code
    starts = [one._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) for one in document.sections]  # noqa: SLF001 -- as above
    assert starts == ["1", "1"]
    said = document.core_properties
    assert (said.author, said.created.isoformat()) == (
        "Chủ tịch Ủy ban nhân dân tỉnh Lâm Đồng",
        "2026-11-05T00:00:00+00:00",
    )


def test_a_docx_tells_nothing_of_when_and_where_it_was_made() -> None:
    with ZipFile(BytesIO(made(decision(), Form.DOCX))) as file:
        assert {one.date_time for one in file.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert file.namelist()[0] == "[Content_Types].xml"
        assert file.namelist()[1:] == sorted(file.namelist()[1:])
        core = file.read("docProps/core.xml").decode()
    assert "python-docx" not in core


def test_a_long_word_is_whole_in_a_docx() -> None:
    told = told_by(word(made(decision(told={"a": "x" * 300}), Form.DOCX, "{{ a }}")))
    assert "x" * 300 in told


# Limits ------------------------------------------------------------------------------------------------


def test_a_wording_that_misses_a_fact_makes_no_paper() -> None:
    for form in Form:
        with pytest.raises(NotMade):
            made(decision(), form, "{{ nobody }}")


def test_a_row_with_other_cells_than_columns_makes_no_paper() -> None:
    for form in Form:
        with pytest.raises(NotMade):
            made(decision([["1", "2"]]), form)


def test_a_paper_beyond_its_limits_is_not_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "LIMITS", {**rendering.LIMITS, "memory": 64 << 20})
    for form in Form:
        with pytest.raises(NotMade):
            made(decision(), form)
