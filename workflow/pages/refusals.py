"""Refusals as pages show them: the reason, the basis, who can lift it; and the status of the answer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from workflow.procedure.facts import Refusal
from workflow.procedure.wording import BASIS_WORDING

CHANGED: Final = frozenset({"version", "state", "desk", "case", "stale", "busy", "operation", "closed"})
"""Rules that say: somebody was faster. The page answers 409 and shows what changed meanwhile."""


@dataclass(frozen=True, slots=True)
class WhyNot:
    """A refusal as a page shows it: the reason, the basis and who can lift it, in words.

    `rule` is its code, `mend_url` the page on which the person mends it.
    """

    reason: str
    basis_label: str
    lifted_by_label: str = ""
    names: tuple[str, ...] = ()
    rule: str = ""
    mend_url: str = ""


def why_not(refusals: Sequence[Refusal]) -> list[WhyNot]:
    """Refusals as a page shows them."""
    return [
        WhyNot(
            str(one.reason),
            str(BASIS_WORDING[one.basis]),
            str(one.lifted_by.label) if one.lifted_by is not None else "",
            rule=one.rule,
        )
        for one in refusals
    ]


def status_of(refusals: Iterable[Refusal]) -> HTTPStatus:
    """409 when somebody was faster, 403 for a lack of authority, 422 for anything else."""
    every = tuple(refusals)
    if any(one.rule in CHANGED for one in every):
        return HTTPStatus.CONFLICT
    if any(one.of_authority for one in every):
        return HTTPStatus.FORBIDDEN
    return HTTPStatus.UNPROCESSABLE_ENTITY
