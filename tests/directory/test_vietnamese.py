"""Names in Vietnamese order: tên, họ, đệm; letters by the alphabet, tones last; the same in every database."""

from unicodedata import normalize

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from workflow.directory.vietnamese import LONGEST, person_key, words_key

IN_ORDER = (
    "An",
    "Bùi An",
    "Đinh An",
    "Nguyễn Văn An",
    "Nguyễn Văn Ân",
    "Lê Thị Ba",
    "Lê Thị Bà",
    "Lê Thị Bảo",
    "Phạm Công",
    "Phạm Cường",
    "Trần Dung",
    "Trần Dũng",
    "Trần Duy",
    "Bùi Đan",
    "Cao Đạt",
    "Dương Đức",
    "Đỗ Đức",
    "Hồ Em",
    "Hồ Ên",
    "Nguyễn Giang",
    "Nguyễn Hà",
    "Lê Văn Hoa",
    "Nguyễn Thị Hoa",
    "Lê Văn Hòa",
    "Lê Văn Hoả",
    "Lê Văn Hóa",
    "Lê Văn Hoạ",
    "Nguyễn Hương",
    "Liêng Jrang Ka",
    "Nguyễn Thị Lan (A)",
    "Nguyễn Thị Lan (B)",
    "Nguyễn Văn Lan",
    "Vũ Mỹ",
    "Vũ Nga",
    "Vũ Ngà",
    "Lý Oanh",
    "Lý Ong",
    "Lý Ông",
    "Lý Ơn",
    "Trần Tâm",
    "Trần Thu Thủy",
    "Trần Tú",
    "Trần Tư",
    "Trần Từ",
    "Ngô Uyên",
    "Ngô Ưng",
    "Ngô Yến",
)


def test_persons_are_sorted_by_given_name_family_name_middle_names() -> None:
    from_behind = list(IN_ORDER[::-1])
    assert sorted(from_behind, key=person_key) == list(IN_ORDER)


@pytest.mark.parametrize(
    ("before", "behind"),
    [
        ("Tổ dân phố 2", "Tổ dân phố 10"),
        ("Phòng Giáo dục", "Phòng Y tế"),
        ("Ủy ban nhân dân xã Đà Loan", "Ủy ban nhân dân xã Đạ Tẻh"),
        ("Dơ Trang", "Đa Trang"),
        ("Sở", "Sở Y tế"),
    ],
)
def test_other_names_are_sorted_word_by_word(before: str, behind: str) -> None:
    assert words_key(before) < words_key(behind)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Lê Văn Hòa", "Lê Văn Hoà"),
        ("K'Brêm", "K\u2019BRÊM"),
        ("Đặng  Thị Huệ ", normalize("NFD", "Đặng Thị Huệ")),
    ],
)
def test_spellings_of_one_name_have_one_key(one: str, other: str) -> None:
    assert person_key(one) == person_key(other)


@given(st.text(max_size=60))
def test_every_text_has_a_key_of_digits(text: str) -> None:
    for key in (person_key(text), words_key(text)):
        assert key == "" or (key.isascii() and key.isdigit() and len(key) <= LONGEST)


_syllables = st.text(alphabet="aăâáàảãạbcdđeêếioôơợuưừynghtlmkx", min_size=1, max_size=6)
_names = st.lists(_syllables, min_size=2, max_size=4)


@given(_names, _names)
def test_the_given_name_goes_before_the_family_name_and_that_before_the_middle(
    one: list[str], other: list[str]
) -> None:
    def parts(words: list[str]) -> list[str]:
        return [words_key(word) for word in (words[-1], words[0], *words[1:-1])]

    assert (person_key(" ".join(one)) < person_key(" ".join(other))) == (parts(one) < parts(other))


@given(st.permutations(IN_ORDER))
def test_the_order_is_total(names: list[str]) -> None:
    assert sorted(names, key=person_key) == list(IN_ORDER)


def test_the_database_sorts_as_we_do(db: None) -> None:  # noqa: ARG001 -- asks for the database
    keys = [person_key(name) for name in IN_ORDER]
    values = ", ".join(["(%s)"] * len(keys))
    with connection.cursor() as cursor:
        cursor.execute(f"WITH t(k) AS (VALUES {values}) SELECT k FROM t ORDER BY k", keys[::-1])
        assert [row[0] for row in cursor.fetchall()] == keys
