"""Races around one letter: the last number of a pool, a recall against a receipt, an edit against a signature.

Each is run in forty rounds, and against a door whose lock and predicate are taken out, where it must fail.
"""

from dataclasses import replace
from functools import partial
from typing import Final

import pytest
from django.utils import timezone

from tests.support.racing import at_once, take_out_lock_and_predicate
from tests.support.walk import R1, R1_BELOW, R4, Walk, Way
from workflow.appraisal.commands import receive_letter
from workflow.appraisal.models import Appraisal
from workflow.audit.verify import verify
from workflow.awards.models import Round
from workflow.dossiers.door import apply_transition
from workflow.dossiers.drafting import edit_nomination
from workflow.dossiers.entries import Entry
from workflow.dossiers.letters import issue_letter, send_letter, sign_letter
from workflow.dossiers.models import Letter, Nomination, SignOff
from workflow.dossiers.reports import Refused, TransitionReport
from workflow.dossiers.rounds import Allocation, issue_allocation
from workflow.management.consistency import problems
from workflow.management.demo import drafts
from workflow.management.demo.cast import Cast
from workflow.management.expectations import expectations
from workflow.procedure.roles import Role
from workflow.procedure.transitions import Transition

ROUNDS: Final = 40
UNLOCKED: Final = 12
ABOVE: Final = Way("so-gddt", "gddt", "R1", "DEMO-R1", R1.award_form, R1.bodies)

pytestmark = pytest.mark.django_db(transaction=True)


def _sound() -> None:
    assert (list(problems()), verify(expectations()).findings) == ([], [])


def _done(deed: partial[TransitionReport]) -> bool:
    """Whether it was done; a refusal is an answer, anything else is raised."""
    try:
        report = deed()
    except Refused:
        return False
    return not report.refused


def _household(walk: Walk, number: int) -> Entry:
    """A household on the ground of the simplified procedure, which has no number of its own."""
    return replace(drafts.household(f"Hộ {number} (minh họa)", walk.way.award_form), simplified_ground=walk.way.ground)


# The last number of a pool.


def _allocate(cast: Cast, amount: int, number: str) -> None:
    pool = Allocation(cast.organisation("so-gddt").pk, R1.award_form, "HOUSEHOLD", amount)
    office = cast.acts("tdkt-head", Role.OFFICE_HEAD, "ban-tdkt")
    issue_allocation(Round.objects.get(code="DEMO-R1"), [pool], **office, number=number, issued_on=timezone.localdate())


def _last_number(cast: Cast, rounds: int) -> list[str]:
    """Two units send at once while one number is left, again and again; what went wrong, in words."""
    school, above = Walk(cast, R1_BELOW), Walk(cast, ABOVE)
    _allocate(cast, 0, "00/PB")
    first = [drafts.household(f"Hộ A{number} (minh họa)", R1.award_form) for number in range(rounds)]
    second = [drafts.household(f"Hộ B{number} (minh họa)", R1.award_form) for number in range(rounds)]
    pairs = zip(school.drafted(entries=first)[1], above.drafted(entries=second)[1], strict=True)
    wrong = []
    for turn, (mine, theirs) in enumerate(pairs, 1):
        used = Nomination.objects.filter(pool__code="so-gddt").exclude(state="DRAFT").count()
        _allocate(cast, used + 1, f"{turn:02d}/PB")
        deeds = [
            partial(_done, partial(apply_transition, Transition.SEND_TO_HEAD, [line], **walk.officer))
            for line, walk in ((mine, school), (theirs, above))
        ]
        done, raised = at_once(deeds)
        now = Nomination.objects.filter(pool__code="so-gddt").exclude(state="DRAFT").count()
        if (sorted(done), raised, now) != ([False, True], [], used + 1):
            wrong.append(f"{turn}: {done}, {raised[:1]}, {now} of {used + 1}")
    return wrong


def test_of_two_units_that_want_the_last_number_one_gets_it(cast: Cast) -> None:
    assert _last_number(cast, ROUNDS) == []
    _sound()


def test_without_the_lock_the_last_number_is_given_twice(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    take_out_lock_and_predicate(monkeypatch)
    assert _last_number(cast, UNLOCKED) != []


# A recall against a receipt.


def _recall_or_receive(cast: Cast, rounds: int) -> list[str]:
    """The unit recalls what the office receives in the same moment; what went wrong, in words."""
    walk = Walk(cast, R4)
    office = cast.acts("tdkt-specialist-1", Role.OFFICE_SPECIALIST, "ban-tdkt")
    wrong = []
    for turn in range(rounds):
        letter, (line,) = walk.drafted(entries=[_household(walk, turn)])
        send_letter(letter, **walk.officer)
        sign_letter(letter, **walk.head)
        issue_letter(letter, f"{turn:03d}/TTr", timezone.localdate(), **walk.clerk)
        appraisal = Appraisal.objects.get(letter=letter)
        recalled, received = (
            partial(_done, partial(apply_transition, Transition.RECALL_FROM_OFFICE, [line], **walk.head)),
            partial(_done, partial(receive_letter, appraisal, f"ĐẾN-{turn}", **office)),
        )
        done, raised = at_once([recalled, received])
        appraisal.refresh_from_db()
        state = Nomination.objects.get(pk=line).state
        stands = (state, appraisal.received_at is not None)
        if sorted(done) != [False, True] or raised or stands not in {("DRAFT", False), ("WITH_OFFICE", True)}:
            wrong.append(f"{turn}: {done}, {raised[:1]}, {stands}")
    return wrong


def test_what_is_received_is_not_recalled_and_what_is_recalled_is_not_received(cast: Cast) -> None:
    assert _recall_or_receive(cast, ROUNDS) == []
    _sound()


def test_without_the_lock_a_letter_is_recalled_and_received(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    take_out_lock_and_predicate(monkeypatch)
    assert _recall_or_receive(cast, UNLOCKED) != []


# An edit against a signature.


def _edit(walk: Walk, line: int, turn: int) -> bool:
    """The officer takes the line back from the head and changes it."""
    if apply_transition(Transition.RECALL, [line], **walk.officer).refused:
        return False
    edit_nomination(line, {"influence_scope": f"Sửa lần {turn}"}, **walk.officer)
    return True


def _edit_or_sign(cast: Cast, rounds: int) -> list[str]:
    """The head signs what the officer takes back to change it; what went wrong, in words."""
    walk = Walk(cast, R4)
    wrong = []
    for turn in range(rounds):
        letter, (line,) = walk.drafted(entries=[_household(walk, turn)])
        send_letter(letter, **walk.officer)
        edited = partial(_edit, walk, line, turn)
        signed = partial(_done, partial(sign_letter, letter, **walk.head))
        _answers, raised = at_once([edited, signed])
        found = Nomination.objects.get(pk=line)
        valid = list(SignOff.objects.filter(nomination=line, voided_at=None).values_list("hash", flat=True))
        told = (found.state, valid == [found.content_hash], bool(valid), _is_signed(letter))
        if raised or told not in {("DRAFT", False, False, False), ("WITH_HEAD", True, True, True)}:
            wrong.append(f"{turn}: {raised[:1]}, {told}")
    return wrong


def _is_signed(letter: Letter) -> bool:
    letter.refresh_from_db()
    return letter.signed_at is not None


def test_what_was_signed_is_what_stands_whoever_is_first(cast: Cast) -> None:
    assert _edit_or_sign(cast, ROUNDS) == []
    _sound()


def test_without_the_lock_a_signature_stands_under_what_was_not_signed(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_out_lock_and_predicate(monkeypatch)
    assert _edit_or_sign(cast, UNLOCKED) != []
