"""Place and day in the head of a paper."""

from datetime import date

import pytest

from tests.directory.given import body
from workflow.directory.dateline import dateline, in_words, place_of
from workflow.directory.models import Organisation
from workflow.management.demo.cast import Cast


def test_a_body_names_its_own_place_else_that_of_the_nearest_body_above(cast: Cast) -> None:
    province = cast.organisation("ubnd-tinh")
    assert (place_of(province.pk), place_of(cast.organisation("ban-tdkt").pk)) == ("Lâm Đồng", "Lâm Đồng")
    own = body("xa-moi")
    Organisation.objects.filter(pk=own.pk).update(parent=province, place="Đức Trọng")
    assert place_of(own.pk) == "Đức Trọng"


def test_where_no_place_is_known_there_is_room_to_write_it(cast: Cast) -> None:
    del cast
    alone = body("mot-minh")
    assert (place_of(alone.pk), dateline(alone.pk, None)) == ("", "…………, ngày … tháng … năm ……")


@pytest.mark.parametrize(
    ("day", "text"),
    [
        (date(2026, 2, 9), "ngày 09 tháng 02 năm 2026"),
        (date(2026, 3, 10), "ngày 10 tháng 3 năm 2026"),
        (date(2026, 11, 5), "ngày 05 tháng 11 năm 2026"),
    ],
)
def test_days_below_10_and_the_months_1_and_2_have_a_leading_nought(day: date, text: str) -> None:
    assert in_words(day) == text


def test_a_paper_may_name_another_place(cast: Cast) -> None:
    assert dateline(cast.organisation("ubnd-tinh").pk, date(2026, 1, 2), "Bảo Lộc").startswith(
        "Bảo Lộc, ngày 02 tháng 01"
    )
