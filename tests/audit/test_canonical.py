"""The one text of a value."""

import json
from datetime import UTC, date, datetime, timedelta, timezone
from types import MappingProxyType
from typing import Any
from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.audit.canonical import LARGEST, canonical, commitment, content_hash, entry_hash, instant_text

texts = st.text(st.characters(exclude_categories=["Cs"]))
keys = st.text(st.characters(max_codepoint=127))
values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-LARGEST, LARGEST) | texts,
    lambda inner: st.lists(inner) | st.dictionaries(keys, inner),
    max_leaves=20,
)


def in_nfc(value: Any) -> Any:
    if isinstance(value, str):
        return normalize("NFC", value)
    if isinstance(value, list):
        return [in_nfc(item) for item in value]
    if isinstance(value, dict):
        return {key: in_nfc(item) for key, item in value.items()}
    return value


def reversed_keys(value: Any) -> Any:
    if isinstance(value, list):
        return [reversed_keys(item) for item in value]
    if isinstance(value, dict):
        return {key: reversed_keys(value[key]) for key in reversed(value)}
    return value


@pytest.mark.parametrize("value", [1.0, float("nan"), {"share": 0.5}, [1, [2.0]], {1, 2}, b"bytes", object()])
def test_a_value_without_a_canonical_form_is_refused(value: Any) -> None:
    with pytest.raises(TypeError, match="Canonical JSON has no form"):
        canonical(value)


@pytest.mark.parametrize(
    ("value", "why"),
    [
        (LARGEST + 1, "beyond"),
        (-LARGEST - 1, "beyond"),
        ({"tên": 1}, "not ASCII"),
        (datetime(2026, 1, 2), "time zone"),  # noqa: DTZ001 -- the very thing refused
        ("\ud800", "surrogates"),
    ],
)
def test_a_value_outside_the_subset_is_refused(value: Any, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        canonical(value)


def test_a_key_that_is_not_text_is_refused() -> None:
    with pytest.raises(TypeError, match="not text"):
        canonical({1: "one"})  # type: ignore[dict-item]


@given(values)
def test_canonical_json_reads_back_as_the_value_in_nfc(value: Any) -> None:
    assert json.loads(canonical(value)) == in_nfc(value)


@given(values)
def test_canonical_json_of_what_was_read_back_is_the_same_text(value: Any) -> None:
    text = canonical(value)
    assert canonical(json.loads(text)) == text


@given(values)
def test_the_order_of_keys_makes_no_difference(value: Any) -> None:
    assert canonical(reversed_keys(value)) == canonical(value)


@given(values)
def test_canonical_text_is_nfc_sorted_and_without_blanks(value: Any) -> None:
    plain = json.dumps(in_nfc(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert canonical(value) == plain


@given(texts)
def test_composed_and_decomposed_text_have_one_form(text: str) -> None:
    assert canonical(normalize("NFD", text)) == canonical(normalize("NFC", text))


def test_a_mark_after_an_escaped_newline_stays_apart() -> None:
    assert json.loads(canonical("\n\u0301")) == "\n\u0301"


def test_control_characters_are_escaped_as_rfc_8785_says() -> None:
    assert canonical('\x00\x08\t\n\x0c\r\x1f"\\/\x7fđ') == '"\\u0000\\b\\t\\n\\f\\r\\u001f\\"\\\\/\x7fđ"'


def test_an_instant_is_utc_with_microseconds() -> None:
    at = datetime(2026, 1, 2, 10, 4, 5, 123456, tzinfo=timezone(timedelta(hours=7)))
    assert canonical({"at": at}) == '{"at":"2026-01-02T03:04:05.123456Z"}'
    assert instant_text(datetime(2026, 1, 2, tzinfo=UTC)) == "2026-01-02T00:00:00.000000Z"
    assert canonical([date(2026, 1, 2)]) == '["2026-01-02"]'


def test_tuples_and_mappings_have_the_form_of_lists_and_objects() -> None:
    assert canonical(MappingProxyType({"b": (1, 2), "a": True})) == '{"a":true,"b":[1,2]}'


def test_a_leading_byte_keeps_hashes_of_entries_and_of_content_apart() -> None:
    assert entry_hash("{}") == "28a3a18f6cd6406b086e9ffda1f9b8a13dbcf44b0f3f32cb9031a11fd053acf9"
    assert content_hash({}) == "8d6c7e61648c1ec3d6df2b3e0c532c4d8e470d152c0f88c6a2dda591f27f8f07"


def test_a_commitment_depends_on_its_nonce() -> None:
    assert commitment("00" * 32, "detail") != commitment("01" * 32, "detail")
