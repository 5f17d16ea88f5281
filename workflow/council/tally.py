"""The tally: exact fractions, no database. Votes are counted, never rounded."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from workflow.procedure.routes import CountedAgainst, Threshold


@dataclass(frozen=True, slots=True)
class Tally:
    """The votes on one line."""

    in_favour: int = 0
    against: int = 0
    abstained: int = 0

    @property
    def cast(self) -> int:
        """Ballots handed in for the line."""
        return self.in_favour + self.against + self.abstained


def count(choices: Iterable[str]) -> Tally:
    """Count ballots. Raises `ValueError` for a choice that no ballot has."""
    counted = Counter(choices)
    unknown = counted.keys() - {"AGREE", "DISAGREE", "ABSTAIN"}
    if unknown:
        message = f"no ballot says {', '.join(sorted(unknown))}"
        raise ValueError(message)
    return Tally(counted["AGREE"], counted["DISAGREE"], counted["ABSTAIN"])


def counted_against(threshold: Threshold, *, members: int, present: int, cast: int) -> int:
    """Whom the threshold counts: all members (an absence is then not a vote in favour), those present, ballots cast."""
    match threshold.basis:
        case CountedAgainst.ALL:
            return members
        case CountedAgainst.PRESENT:
            return present
        case CountedAgainst.CAST:
            return cast


def meets(threshold: Threshold, in_favour: int, basis: int) -> bool:
    """Whether the council supports a nomination.

    `threshold.share` is an exact fraction in (0, 1]; "more than half" is strict, "70 % or more" is
    not. Nobody to count means no support. Raises `ValueError` for more votes than counted people.
    """
    if not 0 <= in_favour <= max(basis, 0):
        message = f"{in_favour} votes in favour of {basis} counted"
        raise ValueError(message)
    if not basis:
        return False
    share = Fraction(in_favour, basis)
    return share > threshold.share if threshold.strict else share >= threshold.share


@dataclass(frozen=True, slots=True)
class Room:
    """Who had a seat, who took part (present at the closing, or a ballot handed in), who has no ballot on a line."""

    members: frozenset[int]
    took_part: frozenset[int]
    excluded: frozenset[int] = frozenset()


def basis_of(threshold: Threshold, room: Room, tally: Tally, *, excluded_counted: bool) -> int:
    """How many people the votes in favour of a line are counted against."""
    left_out = frozenset() if excluded_counted else room.excluded
    return counted_against(
        threshold, members=len(room.members - left_out), present=len(room.took_part - left_out), cast=tally.cast
    )


def needed(threshold: Threshold, basis: int) -> int | None:
    """The fewest votes in favour that meet a threshold; none where even all of them do not."""
    if basis <= 0:
        return None
    share = threshold.share * basis
    whole = share.numerator // share.denominator
    votes = whole + 1 if threshold.strict or whole < share else whole
    return votes if votes <= basis else None


def reveals(tally: Tally) -> bool:
    """Whether a secret result tells by itself who chose what: all chose alike, or fewer than three chose."""
    return tally.cast in {1, 2} or (
        tally.cast > 0 and max(tally.in_favour, tally.against, tally.abstained) == tally.cast
    )


def has_quorum(quorum: Fraction | None, *, present: int, members: int) -> bool:
    """Whether enough members took part; a route without a quorum asks nobody."""
    return quorum is None or (members > 0 and Fraction(present, members) >= quorum)
