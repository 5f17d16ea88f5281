"""What searches compare and lists are sorted by follows the names; where it does not, the check tells."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.management.conftest import Sql
from tests.support.walk import R4, Walk
from workflow.decisions.models import DecisionLine
from workflow.directory.models import Person
from workflow.dossiers.letters import split_letter
from workflow.dossiers.models import Letter
from workflow.management.consistency import problems
from workflow.management.demo.cast import Cast
from workflow.management.keys import KEYS, lines_of_decisions_are_found_by_the_words_of_their_names


@pytest.mark.parametrize(
    ("table", "column", "told"),
    [
        ("person", "folded_name", "what a search compares is not its name"),
        ("person", "name_key", "what lists are sorted by is not its name"),
        ("nomination", "folded_name", "what a search compares is not its name"),
        ("nomination", "name_key", "what lists are sorted by is not its name"),
        ("letter", "folded_subject", "what a search compares is not its subject"),
        ("letter", "folded_number", "what a search compares is not its number"),
        ("decision", "folded_subject", "what a search compares is not its subject"),
        ("decision", "folded_number", "what a search compares is not its number"),
    ],
)
def test_a_key_of_another_text_is_told(cast: Cast, sql: Sql, table: str, column: str, told: str) -> None:
    letter, lines = Walk(cast).drafted(2)
    decision, _signed = Walk(cast, R4).with_decider(1, first=5)
    person = Person.objects.latest("pk").pk
    key = {"person": person, "nomination": lines[0], "letter": letter.pk, "decision": decision.pk}[table]
    assert list(problems()) == []
    sql(f"UPDATE workflow_{table} SET {column} = 'xyz' WHERE id = %s", key)
    assert list(problems()) == [f"{table} {key}: {told}"]


def test_the_check_of_keys_does_not_ask_more_of_the_database_for_more_rows(cast: Cast) -> None:
    def statements() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert [one for check in KEYS for one in check()] == []
        return len(asked)

    Walk(cast).drafted(1)
    few = statements()
    Walk(cast).drafted(9, first=5)
    assert statements() == few


def test_a_letter_made_of_another_is_found_as_that_one_is(cast: Cast) -> None:
    walk = Walk(cast)
    letter, lines = walk.with_head(2)
    made = split_letter(letter, lines[:1], **walk.head).made["letter"]
    assert Letter.objects.get(pk=made).folded_subject == "v/v de nghi khen thuong (minh hoa)"


def test_lines_of_decisions_without_their_words_are_told(cast: Cast) -> None:
    decision, _lines = Walk(cast, R4).awarded(2)
    assert list(lines_of_decisions_are_found_by_the_words_of_their_names()) == []
    DecisionLine.objects.filter(decision=decision).update(searched_name="")
    assert len(list(lines_of_decisions_are_found_by_the_words_of_their_names())) == 2
