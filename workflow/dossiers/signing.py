"""Signing: what is judged of a line when its paper is signed, before the paper is issued; and what stands above it."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from django.utils import timezone

from workflow.directory.capacity import Capacity, read_capacity
from workflow.directory.models import Delegation, User
from workflow.directory.posts import HeldPost
from workflow.directory.signature import block_of
from workflow.dossiers.facts import OF_THE_ISSUE
from workflow.dossiers.judgement import lacks_right_to_sign, out_of_scope, reserved, state_forbids
from workflow.dossiers.lines import Line
from workflow.dossiers.models import SignOff
from workflow.procedure.check import is_on
from workflow.procedure.facts import Refusal
from workflow.procedure.guards import NEEDS
from workflow.procedure.transitions import SignOffKind, Transition


def judge_signature(transition: Transition, line: Line, capacity: Capacity) -> tuple[Refusal, ...]:
    """Every refusal of a signature under one line, for the transition that its issue will make.

    Guards that read the signature itself, or the decision that is being signed, judge the issue and
    are left to the door.
    """
    line.actors = line.signers = capacity.persons
    lacking = lacks_right_to_sign(transition, line, capacity)
    if lacking is not None:
        return (lacking,)
    if line.state is not transition.source or not is_on(transition, line.route):
        return (state_forbids(transition, line),)
    guards = (guard for guard in transition.guards if OF_THE_ISSUE.isdisjoint(NEEDS[guard]))
    return tuple(refusal for guard in guards if (refusal := guard(line)) is not None)


def bars_all(signed: Iterable[tuple[Transition, Line]], capacity: Capacity) -> Refusal | None:
    """Why nothing of this can be signed in the capacity, as far as that follows from the capacity alone."""
    bars = [reserved(transition, line, capacity) or out_of_scope(transition, capacity) for transition, line in signed]
    return bars[0] if bars and all(bars) else None


def barred_posts(
    posts: Sequence[HeldPost], user: User, today: date, why: Callable[[Capacity], Refusal | None]
) -> dict[str, Refusal]:
    """The delegations among these posts under which a paper is not signed, by their keys, each with its reason."""
    found = {}
    for post in posts:
        if not isinstance(post.under, Delegation):
            continue
        held = read_capacity(user, post.under, today, lock=False)
        bar = held if isinstance(held, Refusal) else why(held)
        if bar is not None:
            found[post.key] = bar
    return found


def lines_above(signature: SignOff | None) -> list[str]:
    """What stands above a signature: as recorded with it; of one that is older than that, as its day would have it."""
    if signature is None:
        return []
    if signature.block:
        return signature.block.split("\n")
    if signature.appointment_id is None:
        return []
    day, of_the_body = timezone.localdate(signature.at), signature.kind != SignOffKind.DECISION.value
    return block_of(signature.appointment_id, signature.delegation_id, day, of_the_body=of_the_body)
