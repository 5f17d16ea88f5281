"""The codes of decisions and their lines."""

import pytest

from tests.decisions.given import Authority
from workflow.decisions.codes import LENGTH, code_of, read_code, shown_code
from workflow.decisions.lines import annexes_of
from workflow.decisions.models import DecisionLine
from workflow.management.demo.cast import Cast


def test_a_signed_decision_and_its_lines_bear_codes_that_follow_from_the_annexed_list(cast: Cast) -> None:
    decision, lines = Authority(cast).signed(3)
    annex = annexes_of([decision.pk])[decision.pk]
    assert decision.code == code_of(annex, "decision", decision.pk)
    codes = dict(DecisionLine.objects.filter(decision=decision).values_list("nomination", "code"))
    assert codes == {line: code_of(annex, f"line {decision.pk}", line) for line in lines}
    assert len({decision.code, *codes.values()}) == len(lines) + 1


def test_a_draft_bears_no_code(cast: Cast) -> None:
    decision, _lines = Authority(cast).checked(1)
    assert decision.code == ""


@pytest.mark.parametrize("typed", ["0123-4567-89AB", "o123 4567 89ab", " 0l23-4567-89AB "])
def test_a_code_is_read_as_people_type_it(typed: str) -> None:
    assert read_code(typed) == "0123456789AB"


@pytest.mark.parametrize("typed", ["", "0123", "0123-4567-89AU", "0123-4567-89ABC", "ố123-4567-89AB"])
def test_what_is_no_code_is_read_as_none(typed: str) -> None:
    assert read_code(typed) == ""


def test_a_code_is_shown_in_groups_of_four() -> None:
    code = code_of("a" * 64, "decision", 1)
    assert len(code) == LENGTH
    assert shown_code("0123456789AB") == "0123-4567-89AB"
    assert read_code(shown_code(code)) == code
