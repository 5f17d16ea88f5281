"""What is taken back against what is saved: once the invitation is taken back, nothing more is written under it.

Run in forty rounds, and against commands whose locks are taken out, where it must fail.
"""

import time
from functools import partial
from typing import Any, Final

import pytest

from tests.dossiers.letters_given import appoint_new, sound, tomorrow
from tests.support.racing import at_once, take_out_lock_and_predicate
from tests.support.walk import Walk
from workflow.directory.models import LetterGrant
from workflow.dossiers import drafting
from workflow.dossiers.drafting import edit_nomination
from workflow.dossiers.inviting import invite_colleague, uninvite_colleague
from workflow.dossiers.models import Letter, Nomination
from workflow.dossiers.reports import Refused
from workflow.dossiers.writing import lines_to_edit
from workflow.management.demo.cast import Cast
from workflow.procedure.roles import Role

ROUNDS: Final = 40
UNLOCKED: Final = 12

pytestmark = pytest.mark.django_db(transaction=True)


def _version(line: int) -> int:
    return int(Nomination.objects.values_list("version", flat=True).get(pk=line))


def _saved(line: int, turn: int, acts: dict[str, Any]) -> bool:
    try:
        edit_nomination(line, {"influence_scope": f"Sửa lần {turn}"}, **acts)
    except Refused:
        return False
    return True


def _taken_back(grant: LetterGrant, line: int, acts: dict[str, Any]) -> tuple[int]:
    """Take it back; the version of the line once that is done."""
    uninvite_colleague(grant, **acts)
    return (_version(line),)


def _invited(letter: Letter, colleague: dict[str, Any], acts: dict[str, Any]) -> LetterGrant:
    made = invite_colleague(letter, colleague["actor"].person, **acts, until=tomorrow())
    grant: LetterGrant = LetterGrant.objects.get(pk=made.made["grant"])
    return grant


def _take_back_or_save(cast: Cast, rounds: int) -> list[str]:
    """The officer takes back what the colleague writes under in the same moment; what went wrong, in words."""
    walk = Walk(cast)
    letter, (line,) = walk.drafted(1)
    colleague = appoint_new("colleague", Role.FINANCE, cast.organisation("so-nnmt"))
    wrong = []
    for turn in range(rounds):
        grant = _invited(letter, colleague, walk.officer)
        before = _version(line)
        saves = partial(_saved, line, turn, colleague)
        takes = partial(_taken_back, grant, line, walk.officer)
        answers, raised = at_once([saves, takes] if turn % 2 else [takes, saves])
        saved = next((one for one in answers if isinstance(one, bool)), None)
        seen = next((one[0] for one in answers if isinstance(one, tuple)), None)
        now = _version(line)
        if raised or seen != now or now - before != int(bool(saved)):
            wrong.append(f"{turn}: {raised[:1]}, saved {saved}, {before} -> {seen} -> {now}")
    return wrong


def test_nothing_is_saved_once_the_invitation_is_taken_back(cast: Cast) -> None:
    assert _take_back_or_save(cast, ROUNDS) == []
    sound()


def test_without_the_lock_something_is_saved_after_it_was_taken_back(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_out_lock_and_predicate(monkeypatch)

    def slow(*arguments: Any, **options: Any) -> Any:
        lines = lines_to_edit(*arguments, **options)
        time.sleep(0.05)
        return lines

    monkeypatch.setattr(drafting, "lines_to_edit", slow)
    assert _take_back_or_save(cast, UNLOCKED) != []
