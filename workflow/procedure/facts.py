"""What a guard may know: a pure view of one nomination at one instant."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum, unique
from typing import TYPE_CHECKING, Any, Protocol

from workflow.procedure.bases import Basis
from workflow.procedure.roles import Role
from workflow.procedure.routes import RouteRules
from workflow.procedure.states import State

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@unique
class Family(StrEnum):
    """A group of facts that one room answers by one set-based query."""

    # As of any text: the guards look families up by the thousand, and Enum's own hash is a call of Python each.
    __hash__ = str.__hash__

    DOSSIER = "DOSSIER"
    LEVEL = "LEVEL"
    SIGNATURE = "SIGNATURE"
    ROUND = "ROUND"
    NOMINEE = "NOMINEE"
    CARE = "CARE"
    OTHERS = "OTHERS"
    REQUEST = "REQUEST"
    SUPPLEMENT = "SUPPLEMENT"
    APPRAISAL = "APPRAISAL"
    CONSULTATION = "CONSULTATION"
    HOLD = "HOLD"
    COUNCIL = "COUNCIL"
    PRESENTED = "PRESENTED"
    ADVICE = "ADVICE"
    COMPETENCE = "COMPETENCE"
    DECISION = "DECISION"
    REVOKED = "REVOKED"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why not: the rule, the reason in the user's words, its basis and who can lift it.

    `of_authority` marks a lack of authority, which also goes to the security stream; anything else
    is an answer to the user.
    """

    rule: str
    reason: "str | _StrPromise"
    basis: Basis
    lifted_by: Role | None = None
    of_authority: bool = False

    def as_json(self) -> dict[str, Any]:
        """The refusal as plain data for a report."""
        return {
            "rule": self.rule,
            "reason": str(self.reason),
            "basis": self.basis.value,
            "lifted_by": self.lifted_by.value if self.lifted_by else None,
            "of_authority": self.of_authority,
        }


@dataclass(frozen=True, slots=True)
class Reason:
    """What the actor gives with an act. A transition asks for the parts its guards name."""

    text: str = ""
    code: str = ""
    document: str = ""
    reply_by: date | None = None
    review_on: date | None = None

    def as_json(self) -> dict[str, str]:
        """The given parts as plain data."""
        return {
            key: str(value)
            for key, value in (
                ("text", self.text),
                ("code", self.code),
                ("document", self.document),
                ("reply_by", self.reply_by),
                ("review_on", self.review_on),
            )
            if value
        }


class Facts(Protocol):
    """One nomination as its guards see it. Dates are local days; persons and organisations are ids.

    `actors` are the person who acts and, by delegation, the person acted for; `signers` the same of
    whoever signed the paper on which the line stands.
    """

    id: int
    state: State
    unit: int
    level: int
    authority: int
    content_hash: str
    nominee_person: int | None
    drafters: Sequence[int]
    today: date
    reason: Reason
    route: RouteRules
    resume_to: State | None
    supplement_rounds: int
    times_reopened: int
    actors: frozenset[int]
    signers: frozenset[int]

    def of(self, family: Family) -> Mapping[str, Any]:
        """The facts of one family. Empty when its room knows nothing of this nomination."""
        ...


@dataclass(slots=True)
class PlainFacts:
    """Facts given by hand: for tests of guards and for what-if questions."""

    id: int = 1
    state: State = State.DRAFT
    unit: int = 1
    level: int = 1
    authority: int = 9
    content_hash: str = "h"
    nominee_person: int | None = None
    drafters: Sequence[int] = ()
    today: date = date(2026, 1, 5)
    reason: Reason = field(default_factory=Reason)
    route: RouteRules = field(default_factory=RouteRules)
    resume_to: State | None = None
    supplement_rounds: int = 0
    times_reopened: int = 0
    actors: frozenset[int] = frozenset()
    signers: frozenset[int] = frozenset()
    families: Mapping[Family, Mapping[str, Any]] = field(default_factory=dict)

    def of(self, family: Family) -> Mapping[str, Any]:
        """The facts of one family, or none."""
        return self.families.get(family, {})
