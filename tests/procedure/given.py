"""How the tests of guards say what is given, and what was answered."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from workflow.procedure.bases import Basis
from workflow.procedure.facts import Family, PlainFacts, Refusal
from workflow.procedure.roles import Role


class Why(NamedTuple):
    """A refusal without its words, which are the catalogue's."""

    rule: str
    basis: Basis
    lifted_by: Role | None = None
    of_authority: bool = False


def line(*known: tuple[Family, Mapping[str, Any]], **given: Any) -> PlainFacts:
    """A nomination of which these families of facts are known."""
    return PlainFacts(families=dict(known), **given)


def why(refusal: Refusal | None) -> Why | None:
    """What the guard answered; a refusal always has words."""
    if refusal is None:
        return None
    assert str(refusal.reason).strip()
    return Why(refusal.rule, refusal.basis, refusal.lifted_by, refusal.of_authority)
