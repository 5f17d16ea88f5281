"""Dates, weeks and numbers as people in Viet Nam write them, in both languages."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django import forms
from django.template import Context, Template
from django.utils import formats, timezone, translation


@pytest.fixture(params=["vi", "en"])
def language(request: pytest.FixtureRequest) -> Iterator[str]:
    with translation.override(request.param):
        yield request.param


def test_a_typed_date_has_its_day_first(language: str) -> None:
    assert forms.DateField(localize=True).clean("03/11/2026") == date(2026, 11, 3), language


def test_a_typed_instant_has_its_day_first(language: str) -> None:
    typed = forms.DateTimeField().clean("03/11/2026 08:30")
    assert typed.astimezone(UTC) == datetime(2026, 11, 3, 1, 30, tzinfo=UTC), language


def test_a_printed_date_has_its_day_first(language: str) -> None:
    assert Template("{{ day }}").render(Context({"day": date(2026, 11, 3)})) == "03/11/2026", language


def test_an_instant_prints_in_the_time_of_viet_nam(language: str) -> None:
    noon = datetime(2026, 11, 2, 23, 5, tzinfo=UTC)
    assert formats.localize(timezone.localtime(noon)) == "06:05 03/11/2026", language


def test_the_week_starts_on_monday(language: str) -> None:
    assert formats.get_format("FIRST_DAY_OF_WEEK") == 1, language


@pytest.mark.parametrize(("language", "printed"), [("vi", "1.234.567,5"), ("en", "1,234,567.5")], indirect=["language"])
def test_a_number_is_grouped_where_a_template_asks(language: str, printed: str) -> None:
    number = Decimal("1234567.5")
    assert formats.number_format(number, force_grouping=True) == printed, language
    assert Template("{{ number|floatformat:'1g' }}").render(Context({"number": number})) == printed


def test_a_year_and_a_key_are_never_grouped(language: str) -> None:
    assert Template("{{ year }} {{ pk }}").render(Context({"year": 2026, "pk": 1234567})) == "2026 1234567", language


def test_a_typed_number_is_read_as_it_is_printed() -> None:
    with translation.override("vi"):
        assert forms.DecimalField(localize=True).clean("1234567,5") == Decimal("1234567.5")
