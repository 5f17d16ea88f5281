"""The tally: exact fractions, compared with counting by hand."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow.council.tally import Tally, count, counted_against, has_quorum, meets
from workflow.procedure.routes import CountedAgainst, Threshold

MORE_THAN_HALF = Threshold(Fraction(1, 2), strict=True)
SEVENTY = Threshold(Fraction(70, 100), strict=False)
shares = st.fractions(min_value=Fraction(1, 1000), max_value=1, max_denominator=1000)


def _needed(threshold: Threshold, basis: int) -> int | None:
    """The fewest votes that meet a threshold, found by trying."""
    return next((votes for votes in range(basis + 1) if meets(threshold, votes, basis)), None)


@pytest.mark.parametrize(
    ("threshold", "basis", "needed"),
    [
        (MORE_THAN_HALF, 13, 7),
        (MORE_THAN_HALF, 12, 7),
        (MORE_THAN_HALF, 2, 2),
        (MORE_THAN_HALF, 1, 1),
        (SEVENTY, 13, 10),
        (SEVENTY, 10, 7),
        (SEVENTY, 11, 8),
        (Threshold(Fraction(80, 100), strict=False), 13, 11),
        (Threshold(Fraction(90, 100), strict=False), 10, 9),
        (Threshold(Fraction(2, 3), strict=False), 9, 6),
        (Threshold(Fraction(2, 3), strict=True), 9, 7),
        (Threshold(Fraction(1), strict=False), 13, 13),
        (Threshold(Fraction(1), strict=True), 13, None),
        (MORE_THAN_HALF, 0, None),
        (SEVENTY, 0, None),
    ],
)
def test_so_many_votes_are_needed(threshold: Threshold, basis: int, needed: int | None) -> None:
    assert _needed(threshold, basis) == needed


@given(share=shares, strict=st.booleans(), basis=st.integers(1, 200), votes=st.integers(0, 200))
def test_a_share_is_compared_exactly(share: Fraction, *, strict: bool, basis: int, votes: int) -> None:
    """Cross-multiplied integers are the brute force: no division, nothing rounded."""
    votes = min(votes, basis)
    left, right = votes * share.denominator, share.numerator * basis
    expected = left > right if strict else left >= right
    assert meets(Threshold(share, strict), votes, basis) is expected


@given(share=shares, strict=st.booleans(), basis=st.integers(1, 60))
def test_one_more_vote_never_harms(share: Fraction, *, strict: bool, basis: int) -> None:
    verdicts = [meets(Threshold(share, strict), votes, basis) for votes in range(basis + 1)]
    assert verdicts == sorted(verdicts)


@pytest.mark.parametrize(("votes", "basis"), [(-1, 5), (6, 5), (1, 0), (0, -1), (1, -1)])
def test_more_votes_than_people_are_no_result(votes: int, basis: int) -> None:
    if (votes, basis) == (0, -1):
        assert meets(MORE_THAN_HALF, votes, 0) is False
        return
    with pytest.raises(ValueError, match="in favour of"):
        meets(MORE_THAN_HALF, votes, basis)


@given(st.lists(st.sampled_from(["AGREE", "DISAGREE", "ABSTAIN"])))
def test_every_ballot_is_counted_once(choices: list[str]) -> None:
    counted = count(iter(choices))
    by_hand = [sum(1 for one in choices if one == word) for word in ("AGREE", "DISAGREE", "ABSTAIN")]
    assert [counted.in_favour, counted.against, counted.abstained] == by_hand
    assert counted.cast == len(choices)


@pytest.mark.parametrize("choice", ["", "agree", "YES", "AGREE "])
def test_a_ballot_that_says_something_else_is_no_ballot(choice: str) -> None:
    with pytest.raises(ValueError, match="no ballot says"):
        count(["AGREE", choice])


def test_nobody_voted_is_a_tally_too() -> None:
    assert count([]) == Tally(0, 0, 0)
    assert Tally().cast == 0


@pytest.mark.parametrize(
    ("basis", "expected"), [(CountedAgainst.ALL, 13), (CountedAgainst.PRESENT, 9), (CountedAgainst.CAST, 8)]
)
def test_the_route_says_whom_a_share_is_a_share_of(basis: CountedAgainst, expected: int) -> None:
    threshold = Threshold(Fraction(1, 2), strict=True, basis=basis)
    assert counted_against(threshold, members=13, present=9, cast=8) == expected


@pytest.mark.parametrize(
    ("basis", "supported"), [(CountedAgainst.ALL, False), (CountedAgainst.PRESENT, True), (CountedAgainst.CAST, True)]
)
def test_an_absence_is_no_vote_in_favour_where_all_members_count(basis: CountedAgainst, *, supported: bool) -> None:
    threshold = Threshold(Fraction(1, 2), strict=True, basis=basis)
    whom = counted_against(threshold, members=13, present=11, cast=10)
    assert meets(threshold, 6, whom) is supported


def test_an_abstention_is_a_ballot_but_no_vote_in_favour() -> None:
    counted = count(["AGREE"] * 5 + ["ABSTAIN"] * 5)
    assert (counted.cast, meets(MORE_THAN_HALF, counted.in_favour, counted.cast)) == (10, False)


@pytest.mark.parametrize(
    ("present", "members", "enough"),
    [(9, 13, True), (8, 13, False), (6, 9, True), (0, 13, False), (0, 0, False), (13, 13, True)],
)
def test_a_quorum_of_two_thirds_is_counted_exactly(present: int, members: int, *, enough: bool) -> None:
    assert has_quorum(Fraction(2, 3), present=present, members=members) is enough


@pytest.mark.parametrize(("present", "members"), [(0, 13), (0, 0), (13, 13)])
def test_a_route_without_a_quorum_asks_nobody(present: int, members: int) -> None:
    assert has_quorum(None, present=present, members=members) is True


@given(quorum=shares, members=st.integers(1, 100), present=st.integers(0, 100))
def test_a_quorum_is_compared_exactly(quorum: Fraction, members: int, present: int) -> None:
    present = min(present, members)
    expected = present * quorum.denominator >= quorum.numerator * members
    assert has_quorum(quorum, present=present, members=members) is expected
