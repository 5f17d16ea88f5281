"""The office names a further item in the moment in which the unit sends its supplement.

Run in forty rounds, and against a door whose lock and predicate are taken out, where it must fail.
"""

from dataclasses import replace
from functools import partial
from typing import Final

import pytest

from tests.appraisal.given import received, specialist, through_the_unit
from tests.appraisal.proof import nothing_is_wrong
from tests.support.asked import answer_all, other
from tests.support.racing import at_once, take_out_lock_and_predicate
from tests.support.walk import R4, Walk
from workflow.appraisal.models import Appraisal, SupplementItem
from workflow.appraisal.supplements import request_supplement, widen_supplement
from workflow.dossiers.letters import send_letter
from workflow.dossiers.models import Letter, Nomination
from workflow.dossiers.reports import Refused, TransitionReport
from workflow.management.demo import drafts
from workflow.management.demo.cast import Cast

ROUNDS: Final = 40
UNLOCKED: Final = 12

pytestmark = pytest.mark.django_db(transaction=True)


def _done(deed: "partial[TransitionReport]") -> bool:
    """Whether it was done; a refusal is an answer, anything else is raised."""
    try:
        report = deed()
    except Refused:
        return False
    return not report.refused


def _widen_or_send(cast: Cast, rounds: int) -> list[str]:
    """One of the two is done: nothing goes to the head with an item that nobody has answered."""
    walk, wrong = Walk(cast, R4), []
    for turn in range(rounds):
        household = drafts.household(f"Hộ {turn} (minh họa)", walk.way.award_form)
        letter, (line,) = walk.drafted(entries=[replace(household, simplified_ground=walk.way.ground)])
        through_the_unit(walk, letter)
        received(cast, Appraisal.objects.get(letter=letter))
        request_supplement({line: [other()]}, **specialist(cast))
        answer_all([line], walk.officer)
        own = Letter.objects.get(kind="SUPPLEMENTARY", case__nominations=line)
        widened = partial(_done, partial(widen_supplement, {line: [other("Thêm")]}, **specialist(cast)))
        sent = partial(_done, partial(send_letter, own, **walk.officer))
        done, raised = at_once([widened, sent])
        open_items = SupplementItem.objects.filter(request__nomination=line, answered_at=None).count()
        stands = (Nomination.objects.get(pk=line).state, open_items)
        if sorted(done) != [False, True] or raised or stands not in {("IN_SUPPLEMENT", 1), ("WITH_HEAD", 0)}:
            wrong.append(f"{turn}: {done}, {raised[:1]}, {stands}")
    return wrong


def test_nothing_is_sent_with_an_item_that_was_named_in_that_moment(cast: Cast) -> None:
    assert _widen_or_send(cast, ROUNDS) == []
    nothing_is_wrong()


def test_without_the_lock_an_item_is_named_in_what_was_sent(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    take_out_lock_and_predicate(monkeypatch)
    assert _widen_or_send(cast, UNLOCKED) != []
