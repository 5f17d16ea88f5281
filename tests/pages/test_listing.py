"""What an address asks of a list: a number is taken as one only where it is one."""

import pytest
from django.test import RequestFactory

from workflow.pages.listing import key_of, page_number


@pytest.mark.parametrize(
    ("text", "key"), [("7", 7), ("0", 0), ("9" * 18, 10**18 - 1), ("", None), ("-1", None), ("x", None), ("٣", None)]
)
def test_a_key_is_a_number_of_ours_or_none(text: str, key: int | None) -> None:
    assert key_of(text) == key


@pytest.mark.parametrize("text", ["9" * 19, "9" * 5000])
def test_a_number_longer_than_any_key_is_none(text: str) -> None:
    assert key_of(text) is None
    assert page_number(RequestFactory().get("/", {"page": text})) == 1


@pytest.mark.parametrize(("text", "number"), [("3", 3), ("0", 1), ("x", 1)])
def test_the_page_asked_for_is_the_first_where_it_is_none(text: str, number: int) -> None:
    assert page_number(RequestFactory().get("/", {"page": text})) == number
