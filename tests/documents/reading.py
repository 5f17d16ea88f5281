"""What a made document says, read back by PDFium: text, bookmarks, places of words, and metadata."""

from dataclasses import dataclass

from pypdfium2 import PdfDocument, PdfPage

Box = tuple[float, float, float, float]


@dataclass(slots=True)
class Paper:
    """One document, opened. Bookmarks are (level, title, page counted from 1)."""

    pdf: bytes
    pages: list[str]
    bookmarks: list[tuple[int, str, int]]

    @property
    def text(self) -> str:
        """All of the text, with one space between words."""
        return " ".join(" ".join(self.pages).split())

    @property
    def every_word(self) -> str:
        """All that somebody can find in the file: its text, its bookmarks, what it says of itself."""
        titles = " ".join(title for _level, title, _page in self.bookmarks)
        return f"{self.text} {titles} {PdfDocument(self.pdf).get_metadata_dict()} {self.pdf.decode('latin-1')}"

    def boxes(self, page: int, words: str) -> list[Box]:
        """Where the words stand on a page: left, bottom, right, top in points, for each place."""
        text = PdfDocument(self.pdf)[page].get_textpage()
        found, search = [], text.search(words, match_case=True)
        while (place := search.get_next()) is not None:
            letters = [text.get_charbox(place[0] + step) for step in range(place[1])]
            lefts, bottoms, rights, tops = zip(*letters, strict=True)
            found.append((min(lefts), min(bottoms), max(rights), max(tops)))
        return found

    def within(self, page: int, box: Box) -> str:
        """The letters that stand, even in part, within a box of a page, without spaces."""
        text = PdfDocument(self.pdf)[page].get_textpage()
        every = text.get_text_range()
        found = []
        for at, letter in enumerate(every):
            left, bottom, right, top = text.get_charbox(at)
            if not letter.isspace() and left < box[2] and right > box[0] and bottom < box[3] and top > box[1]:
                found.append(letter)
        return squeezed("".join(found))


def opened(pdf: bytes) -> Paper:
    """Read the document."""
    document = PdfDocument(pdf)
    marks = [(one.level, one.get_title(), one.get_dest().get_index() + 1) for one in document.get_toc()]
    return Paper(pdf, [_text(page) for page in document], marks)


def _text(page: PdfPage) -> str:
    # PDFium marks a hyphen at the end of a line; here it is the hyphen that was written.
    return str(page.get_textpage().get_text_range()).replace("\ufffe", "-").replace("\x02", "-")


def squeezed(text: str) -> str:
    """The text without any space, for long texts that are parted at the ends of lines."""
    return "".join(text.split()).replace("\N{ZERO WIDTH SPACE}", "")
