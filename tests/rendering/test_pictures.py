"""Drawing a page: what it shows, what is refused and why, and that nothing hostile harms the process that asked."""

import resource
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pytest
from django.core.cache import caches
from PIL import Image

from tests.dossiers.corpus import HTML, image
from tests.rendering.pdfs import document, endless, filled_form, locked, numbered, swelling
from workflow.management.demo.papers import pdf
from workflow.rendering import pictures
from workflow.rendering.pictures import BESIDE, LARGE, LIMITS, PAGES, WHY_NOT, NotShown, Picture, picture_of

PDF, PNG, JPEG = "application/pdf", "image/png", "image/jpeg"
Draw = Callable[..., Picture | NotShown]


@pytest.fixture
def draw() -> Iterator[Draw]:
    """Draw a page of a content; every content is new to the cache."""
    caches["pages"].clear()

    def drawn(content: bytes, page: int = 1, width: int = BESIDE, kind: str = PDF) -> Picture | NotShown:
        return picture_of("a" * 64, kind, lambda: BytesIO(content), page, width)

    yield drawn
    caches["pages"].clear()


def seen(made: Picture | NotShown) -> Image.Image:
    """The picture, opened."""
    assert isinstance(made, Picture), made
    opened = Image.open(BytesIO(made.data))
    assert (opened.format, opened.size) == ("WEBP", (made.width, made.height))
    return opened.convert("RGB")


def is_about(found: object, wanted: tuple[int, int, int]) -> bool:
    """Whether a colour is this one, as far as a picture of loss keeps it."""
    assert isinstance(found, tuple)
    return all(abs(one - other) < 12 for one, other in zip(found, wanted, strict=True))


def test_a_page_is_drawn_as_it_looks(draw: Draw) -> None:
    made = draw(document(pages=3), page=2)
    assert isinstance(made, Picture)
    assert (made.width, made.height, made.pages) == (900, 1273, 3)
    page = seen(made)
    assert is_about(page.getpixel((300, 900)), (0, 0, 255))
    assert is_about(page.getpixel((50, 50)), (255, 255, 255))


def test_the_page_that_is_named_is_the_one_that_is_drawn(draw: Draw) -> None:
    content = numbered(5)
    for page in range(1, 6):
        grey = round(255 * page / 5)
        assert is_about(seen(draw(content, page)).getpixel((400, 600)), (grey, grey, grey))


def test_large_is_twice_as_wide(draw: Draw) -> None:
    assert seen(draw(document(), width=LARGE)).size == (1800, 2547)


def test_what_was_filled_into_a_form_is_shown(draw: Draw) -> None:
    assert is_about(seen(draw(filled_form())).getpixel((450, 700)), (255, 0, 0))


def test_a_script_of_a_PDF_does_not_run_and_the_page_is_shown(draw: Draw) -> None:  # noqa: N802 -- its name
    script = "/AA << /O << /S /JavaScript /JS (this.getField\\(1\\); while\\(true\\){}) >> >>"
    made = draw(document(more=script))
    assert is_about(seen(made).getpixel((300, 900)), (0, 0, 255))


def test_a_page_around_a_PDF_is_not_in_its_picture(draw: Draw) -> None:  # noqa: N802 -- its name
    made = draw(pdf("x") + HTML)
    assert isinstance(made, Picture)
    assert b"script" not in made.data


def _photograph(orientation: int) -> bytes:
    """A photograph, red above and white below, that says how it was held."""
    made, stream, said = Image.new("RGB", (400, 200), "white"), BytesIO(), Image.Exif()
    made.paste((255, 0, 0), (0, 0, 400, 100))
    said[0x0112] = orientation
    made.save(stream, "JPEG", exif=said)
    return stream.getvalue()


def test_a_photograph_stands_upright(draw: Draw) -> None:
    page = seen(draw(_photograph(6), kind=JPEG))
    assert page.size == (200, 400)
    assert is_about(page.getpixel((150, 200)), (255, 0, 0))
    assert is_about(page.getpixel((50, 200)), (255, 255, 255))


def test_a_picture_of_many_megapixels_is_drawn_small_and_what_is_transparent_white(draw: Draw) -> None:
    stream = BytesIO()
    Image.new("LA", (6000, 4000), (0, 0)).save(stream, "PNG")
    page = seen(draw(stream.getvalue(), kind=PNG))
    assert page.size == (900, 600)
    assert is_about(page.getpixel((450, 300)), (255, 255, 255))


def test_what_was_hidden_in_a_picture_is_not_sent_on(draw: Draw) -> None:
    made = draw(_photograph(1) + HTML, kind=JPEG)
    assert isinstance(made, Picture)
    assert b"script" not in made.data


NOT_SHOWN: dict[str, tuple[Callable[[], bytes], int, str, str, int]] = {
    "nothing": (lambda: b"", 1, PDF, "broken", 0),
    "words": (lambda: b"%PDF-1.7 just words", 1, PDF, "broken", 0),
    "cut in half": (lambda: pdf("x")[:300], 1, PDF, "broken", 0),
    "no page at all": (lambda: document(pages=0), 1, PDF, "broken", 0),
    "a page that is none": (
        lambda: document(pages=2).replace(b"/Type /Page /Parent", b"/Type /Pane /Rabent"),
        1,
        PDF,
        "broken",
        0,
    ),
    "locked": (locked, 1, PDF, "locked", 0),
    "the page before the first": (lambda: document(pages=3), 0, PDF, "range", 3),
    "the page after the last": (lambda: document(pages=3), 4, PDF, "range", 3),
    "a page far beyond": (lambda: document(pages=3), 999_999_999, PDF, "range", 3),
    "the second page of a picture": (lambda: image(1, 1), 2, PNG, "range", 1),
    "more pages than any paper": (lambda: document(pages=PAGES + 1), 1, PDF, "long", 0),
    "pages that are not there": (lambda: document().replace(b"/Count 1", b"/Count 2000000000"), 1, PDF, "", 1),
    "a file that is too large": (lambda: pdf("x") + bytes(LIMITS["packed"]), 1, PDF, "heavy", 0),
    "a picture of a gigapixel": (lambda: image(60_000, 60_000), 1, PNG, "heavy", 0),
    "a picture of nothing": (lambda: image(0, 0), 1, PNG, "broken", 0),
    "a picture cut off": (lambda: image(1, 1)[:20], 1, PNG, "broken", 0),
    "a page of the web as a picture": (lambda: HTML, 1, PNG, "broken", 0),
    "a document of words": (lambda: b"PK\x03\x04", 1, "application/msword", "kind", 0),
    "a box of a thousand million points": (lambda: document(box="0 0 1000000000 1000000000"), 1, PDF, "", 1),
    "a box as long as a road": (lambda: document(box="0 0 1 1000000000"), 1, PDF, "", 1),
    "a box of nothing": (lambda: document(box="0 0 0 0"), 1, PDF, "", 1),
    "a box of nonsense": (lambda: document(box="0 0 1e400 nan"), 1, PDF, "", 1),
    "five thousand pages": (lambda: document(pages=5_000), 4_999, PDF, "", 5_000),
}
"""Content, page, type, and what is answered: a reason, or nothing where the page is drawn; and the pages there are."""


@pytest.mark.parametrize("name", NOT_SHOWN)
def test_what_cannot_be_drawn_is_refused_and_what_can_stays_small(name: str, draw: Draw) -> None:
    make, page, kind, why, pages = NOT_SHOWN[name]
    content = make()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    made = draw(content, page, kind=kind)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown < 64 * 1024, f"{grown} KiB"
    told = made.why if isinstance(made, NotShown) else ""
    assert (told, made.pages) == (why, pages)
    if isinstance(made, Picture):
        assert (made.width <= BESIDE, made.height <= 2 * BESIDE, len(made.data) < 3 << 20) == (True, True, True)


def test_every_reason_says_what_is_wrong(draw: Draw) -> None:
    assert all(NotShown(why).reason.endswith(".") for why in WHY_NOT)
    assert isinstance(draw(b""), NotShown)


def test_a_page_that_swells_is_stopped_by_the_limit_of_memory(draw: Draw, monkeypatch: pytest.MonkeyPatch) -> None:
    content = swelling(200)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    monkeypatch.setattr(pictures, "LIMITS", {**LIMITS, "memory": 220 << 20})
    assert draw(content) == NotShown("heavy")
    # The twin: it is the limit that stopped it, and nothing else.
    caches["pages"].clear()
    monkeypatch.setattr(pictures, "LIMITS", {**LIMITS, "memory": 2 << 30})
    assert isinstance(draw(content), Picture)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024


def test_a_page_that_takes_too_long_is_stopped_by_the_limit_of_time(
    draw: Draw, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pictures, "LIMITS", {**LIMITS, "seconds": 1})
    assert draw(endless(60_000)) == NotShown("heavy")


def test_a_process_that_never_answers_is_given_up(draw: Draw, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    script = tmp_path / "painter.py"
    script.write_text("import time\ntime.sleep(600)", "utf-8")
    monkeypatch.setattr(pictures, "_PAINTER", script)
    monkeypatch.setattr(pictures, "_patience", 1)
    assert draw(pdf("x")) == NotShown("heavy")


def test_no_more_pages_are_drawn_at_one_time_than_there_are_turns(draw: Draw, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "_wait", 0)
    with pictures._turns, pictures._turns:  # noqa: SLF001 -- two others are at it
        assert draw(pdf("x")) == NotShown("busy")
    assert isinstance(draw(pdf("x")), Picture)


def test_a_page_is_drawn_once(draw: Draw, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    content = pdf("x")
    first = draw(content)
    wrong = draw(content, page=9)
    monkeypatch.setattr(pictures, "_PAINTER", tmp_path / "none.py")
    assert (draw(content), draw(content, page=9)) == (first, wrong)
    assert draw(content, width=LARGE) == NotShown("heavy")


@pytest.mark.usefixtures("draw")
def test_the_cache_holds_a_bounded_number_of_pages() -> None:
    cache = caches["pages"]
    most = cache._max_entries  # noqa: SLF001 -- the bound of the settings
    page = Picture(b"x", 1, 1, 1)
    for number in range(most + 50):
        cache.set(str(number), page)
    there = sum(f"{number}" in cache for number in range(most + 50))
    assert 0 < there <= most


def test_a_file_that_left_the_store_is_told(draw: Draw) -> None:
    def gone() -> BytesIO:
        raise FileNotFoundError

    assert isinstance(draw(pdf("x")), Picture)
    assert picture_of("b" * 64, PDF, gone, 1, BESIDE) == NotShown("missing")
