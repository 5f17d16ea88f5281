"""Numbers of papers: the next one of a register, or the one a clerk gives, each once."""

from datetime import date
from functools import partial
from unicodedata import normalize

import pytest
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.directory.given import body, day, invalid
from tests.support.racing import answers_at_once
from workflow.directory.models import NumberRegister, Organisation
from workflow.directory.numbers import Series, free_number, given_number, next_number
from workflow.management.demo.cast import Cast

THREADS, EACH = 8, 10
IN_2026, IN_2027 = date(2026, 12, 31), date(2027, 1, 1)


def test_a_number_is_written_with_its_series_and_the_body_s_symbol(cast: Cast) -> None:
    here = body("so-moi")
    assert next_number(here.pk, Series.LETTER, IN_2026) == "01/TTr-so-moi"
    Organisation.objects.filter(pk=here.pk).update(short_name="SM")
    assert next_number(here.pk, Series.LETTER, IN_2026) == "02/TTr-SM"
    assert cast.organisation("so-moi").short_name == "SM"


@pytest.mark.parametrize(
    ("series", "written"),
    [
        (Series.LETTER, "01/TTr-moi"),
        (Series.DECISION, "01/QĐ-moi"),
    ],
)
@pytest.mark.usefixtures("cast")
def test_every_series_counts_for_itself(series: Series, written: str) -> None:
    here = body("moi")
    for other in Series:
        if other is not series:
            next_number(here.pk, other, IN_2026)
    assert next_number(here.pk, series, IN_2026) == written


@pytest.mark.usefixtures("cast")
def test_every_year_and_every_body_counts_for_itself() -> None:
    here, there = body("day"), body("kia")
    given = [(here, IN_2026), (here, IN_2026), (here, IN_2027), (there, IN_2026), (here, IN_2026)]
    numbers = [next_number(at.pk, Series.LETTER, on) for at, on in given]
    assert numbers == ["01/TTr-day", "02/TTr-day", "01/TTr-day", "01/TTr-kia", "03/TTr-day"]


@pytest.mark.usefixtures("cast")
def test_a_hundredth_number_is_written_whole() -> None:
    here = body("moi")
    NumberRegister.objects.create(organisation=here, series=Series.LETTER.value, year=2026, last=99)
    assert next_number(here.pk, Series.LETTER, IN_2026) == "100/TTr-moi"


@pytest.mark.usefixtures("cast")
def test_a_number_of_an_act_that_was_undone_is_given_again() -> None:
    here = body("moi")
    with transaction.atomic():
        assert next_number(here.pk, Series.LETTER, IN_2026) == "01/TTr-moi"
        transaction.set_rollback(True)
    assert not NumberRegister.objects.filter(organisation=here).exists()
    assert next_number(here.pk, Series.LETTER, IN_2026) == "01/TTr-moi"


@pytest.mark.usefixtures("cast")
def test_a_number_takes_two_statements() -> None:
    here = body("moi")
    with CaptureQueriesContext(connection) as statements:
        next_number(here.pk, Series.LETTER, IN_2026)
    assert len(statements) == 2


@pytest.mark.usefixtures("cast")
def test_the_register_passes_over_numbers_that_were_given_by_hand() -> None:
    here = body("moi")
    by_hand = {"01/TTr-moi", "02/TTr-moi", "04/TTr-moi"}
    numbers = [free_number(here.pk, Series.LETTER, IN_2026, by_hand.__contains__) for _time in range(2)]
    assert numbers == ["03/TTr-moi", "05/TTr-moi"]


def _given(at: int, number: str, *, dated: int = 0, signed: int = 0, taken: str = "12/TTr") -> str:
    """A clerk gives a number today to a paper signed some days ago; one number is taken."""
    with transaction.atomic():
        return given_number(
            number,
            day(dated),
            organisation=at,
            signed_on=day(signed),
            today=day(0),
            is_taken=taken.__eq__,
        )


@pytest.mark.parametrize("number", ["13/TTr", " 13/TTr\n", "x" * 60])
@pytest.mark.usefixtures("cast")
def test_a_clerk_s_number_is_taken_as_written_without_blanks_around(number: str) -> None:
    assert _given(body("moi").pk, number, dated=-2, signed=-2) == number.strip()


@pytest.mark.parametrize(
    "number", ["12 /TTr-SởYTế", normalize("NFD", "12 /TTr-SởYTế"), " 12  /TTr-SởYTế", "12\u00a0/TTr-SởYTế"]
)
@pytest.mark.usefixtures("cast")
def test_two_spellings_of_one_number_are_one_number(number: str) -> None:
    here = body("moi").pk
    assert _given(here, number) == "12 /TTr-SởYTế"
    with invalid({"number": ["twice"]}):
        _given(here, number, taken="12 /TTr-SởYTế")


@pytest.mark.parametrize(
    ("number", "dated", "wrong"),
    [
        ("", 0, {"number": ["number"]}),
        ("  ", 0, {"number": ["number"]}),
        ("x" * 61, 0, {"number": ["number"]}),
        ("12/TTr", 0, {"number": ["twice"]}),
        (" 12/TTr ", 0, {"number": ["twice"]}),
        ("13/TTr", 1, {"dated": ["future"]}),
        ("13/TTr", -4, {"dated": ["before"]}),
        ("", 1, {"number": ["number"], "dated": ["future"]}),
    ],
)
@pytest.mark.usefixtures("cast")
def test_a_clerk_s_wrong_number_or_date_is_named(number: str, dated: int, wrong: dict[str, list[str]]) -> None:
    here = body("moi").pk
    with invalid(wrong):
        _given(here, number, dated=dated, signed=-3)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("cast")
def test_two_clerks_of_one_body_wait_for_each_other() -> None:
    here = body("moi").pk
    other = connection.copy()
    wait = "PRAGMA busy_timeout = 50" if connection.vendor == "sqlite" else "SET lock_timeout = '50ms'"
    locks = "UPDATE workflow_organisation SET name = name WHERE id = %s"
    try:
        with transaction.atomic(), other.cursor() as cursor:
            cursor.execute(wait)
            _given(here, "13/TTr")
            with pytest.raises(OperationalError, match="lock"):
                cursor.execute(locks, [here])
    finally:
        other.close()


def _take(at: int) -> list[str]:
    """Several numbers, each in a transaction of its own."""
    taken = []
    for _time in range(EACH):
        with transaction.atomic():
            taken.append(next_number(at, Series.DECISION, IN_2026))
    return taken


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("cast")
def test_two_never_take_one_number() -> None:
    here = body("moi").pk
    taken = [number for some in answers_at_once([partial(_take, here)] * THREADS) for number in some]
    assert sorted(taken) == [f"{number:02d}/QĐ-moi" for number in range(1, THREADS * EACH + 1)]
    assert NumberRegister.objects.get(organisation=here).last == THREADS * EACH
