"""A route: which transitions are on, and with which parameters. Stored as dated rows in `awards`."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from enum import StrEnum, unique
from fractions import Fraction
from typing import Any


@unique
class CountedAgainst(StrEnum):
    """Whom a threshold counts: a vote share is a share of these."""

    ALL = "ALL"
    PRESENT = "PRESENT"
    CAST = "CAST"


@unique
class QuotaRule(StrEnum):
    """Whether a number limits the proposals of a unit."""

    ALLOCATED = "ALLOCATED"
    OWN_DECISION = "OWN_DECISION"
    NONE = "NONE"


@unique
class SameMerit(StrEnum):
    """What a second proposal for one merit meets."""

    BLOCK = "BLOCK"
    WARN = "WARN"


@unique
class ConflictRule(StrEnum):
    """What a kind of conflict of interest does to a member's ballot on the line."""

    EXCLUDE = "EXCLUDE"
    FLAG = "FLAG"


class RouteError(ValueError):
    """A route row that cannot be read; names the parameter and what it may be."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """The share of votes in favour that a nomination needs.

    `share` is an exact fraction in (0, 1]. "More than half" is strict, "70 % or more" is not.
    """

    share: Fraction = Fraction(1, 2)
    strict: bool = True
    basis: CountedAgainst = CountedAgainst.ALL


@dataclass(frozen=True, slots=True)
class RouteRules:
    """The parameters of one version of a route. Durations are working days.

    Shares are exact fractions; `None` for a duration means the route sets none. Defaults follow the
    domain reference, section 7; every one of them is data a province changes. `reserved` are the transitions that
    nobody makes or signs by delegation (TL., TUQ.): the decider's own, whom a deputy stands in for (KT., section 3.1).
    `threshold_of` gives award forms (by code) a threshold of their own. `excluded_counted` says whether members
    without a ballot on a line are counted among those against whom its votes are counted. A revoked award has used its
    allocated number for good, unless `revoked_frees_place` gives it back. `result_notice_days` are those within which
    the office tells a unit what came of its letter (recalled, not seen at a source: a province sets its own).
    """

    code: str = ""
    transitions_off: frozenset[str] = frozenset()
    reserved: frozenset[str] = frozenset({"AWARD", "DECLINE", "REVOKE"})
    council: bool = True
    papers: tuple[str, ...] = ()
    foreigner_papers: tuple[str, ...] = ("FOREIGNER_OPINION",)
    unit_minutes: bool = True
    superiors_sign: bool = True
    superiors_sign_again: bool = False
    drafter_may_endorse: bool = False
    simplified: bool = False
    supplement_rounds: int = 1
    supplement_days: int = 5
    appraisal_days: int | None = 25
    consultation_days: int = 10
    party_opinion: bool = False
    threshold: Threshold = field(default_factory=Threshold)
    threshold_of: Mapping[str, Threshold] = field(default_factory=dict)
    quorum: Fraction | None = Fraction(2, 3)
    secret: bool = False
    absent_by_writing: bool = True
    conflict_self: ConflictRule = ConflictRule.EXCLUDE
    conflict_relative: ConflictRule = ConflictRule.EXCLUDE
    conflict_own_unit: ConflictRule = ConflictRule.FLAG
    conflict_endorsed: ConflictRule = ConflictRule.FLAG
    conflict_appraised: ConflictRule = ConflictRule.FLAG
    conflict_declared: ConflictRule = ConflictRule.EXCLUDE
    excluded_counted: bool = True
    quota: QuotaRule = QuotaRule.NONE
    same_merit: SameMerit = SameMerit.WARN
    criteria_groups: tuple[str, ...] = ()
    award_forms: tuple[str, ...] = ()
    occasions: tuple[str, ...] = ()
    round_required: bool = True
    revoked_frees_place: bool = False
    result_notice_days: int = 10

    @classmethod
    def from_json(cls, code: str, given: Mapping[str, Any]) -> "RouteRules":
        """Read the stored parameters. Raises `RouteError` naming the bad one."""
        known = {f.name for f in fields(cls)} - {"code"}
        for name in given:
            if name not in known:
                message = f"route {code}: unknown parameter {name!r}; known are {', '.join(sorted(known))}"
                raise RouteError(message)
        read: dict[str, Any] = {"code": code}
        for name, value in given.items():
            try:
                read[name] = _READ[name](value)
            except (ValueError, TypeError, KeyError, ArithmeticError) as error:
                message = f"route {code}: parameter {name!r} cannot be {value!r}: {error}"
                raise RouteError(message) from error
        return cls(**read)


def _switch(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    message = "a switch is true or false"
    raise TypeError(message)


def _count(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return value
    message = "a whole number from 0 on"
    raise TypeError(message)


def _count_or_none(value: Any) -> int | None:
    return None if value is None else _count(value)


def _words(value: Any) -> tuple[str, ...]:
    if isinstance(value, list | tuple):
        return tuple(str(word) for word in value)
    message = "a list of words"
    raise TypeError(message)


def _names(value: Any) -> frozenset[str]:
    return frozenset(_words(value))


def _share(value: Any) -> Fraction | None:
    if value is None:
        return None
    if isinstance(value, float):
        message = "a share is exact: write it as text, such as 7/10"
        raise TypeError(message)
    share = Fraction(value)
    if not 0 < share <= 1:
        message = "a share lies above 0 and at most at 1"
        raise ValueError(message)
    return share


def _threshold(value: Mapping[str, Any]) -> Threshold:
    if set(value) - {"share", "strict", "basis"}:
        message = "a threshold has share, strict and basis"
        raise ValueError(message)
    share = _share(value["share"])
    if share is None:
        message = "a threshold needs a share"
        raise ValueError(message)
    return Threshold(share, _switch(value.get("strict", True)), CountedAgainst(value.get("basis", "ALL")))


def _thresholds(value: Mapping[str, Any]) -> Mapping[str, Threshold]:
    return {str(form): _threshold(threshold) for form, threshold in value.items()}


_READ: Mapping[str, Any] = {
    "transitions_off": _names,
    "reserved": _names,
    "supplement_rounds": _count,
    "supplement_days": _count,
    "consultation_days": _count,
    "result_notice_days": _count,
    "appraisal_days": _count_or_none,
    **{f.name: _switch for f in fields(RouteRules) if f.type is bool},
    "papers": _words,
    "foreigner_papers": _words,
    "criteria_groups": _words,
    "award_forms": _words,
    "occasions": _words,
    "threshold": _threshold,
    "threshold_of": _thresholds,
    "quorum": _share,
    "quota": QuotaRule,
    "same_merit": SameMerit,
    "conflict_self": ConflictRule,
    "conflict_relative": ConflictRule,
    "conflict_own_unit": ConflictRule,
    "conflict_endorsed": ConflictRule,
    "conflict_appraised": ConflictRule,
    "conflict_declared": ConflictRule,
}
