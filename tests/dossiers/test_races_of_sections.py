"""Two officers save one section in the same moment, each having seen the same: one is saved, the other is told.

Criteria have their own race in `test_races.py`. Each is run again without the comparison, and on PostgreSQL without
the lock, where a text is lost. Two windows that keep their first drafts at once keep one.
"""

import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any, Final

import pytest
from django.db import connection
from django.http import QueryDict

from tests.dossiers.sections_given import OFFICER, Place, drafted
from tests.dossiers.test_unit_minutes import MEETING, in_favour
from tests.support.racing import at_once
from workflow.audit.verify import verify
from workflow.dossiers import drafting, letter_data, minutes_commands, writing
from workflow.dossiers.act import Act, perform
from workflow.dossiers.drafting import edit_nomination
from workflow.dossiers.letter_data import edit_letter
from workflow.dossiers.lines import read_lines
from workflow.dossiers.minutes_commands import record_unit_minutes
from workflow.dossiers.models import Letter, Nomination
from workflow.dossiers.reports import Refused, TransitionReport
from workflow.dossiers.unit_minutes import UnitMinutes
from workflow.management.consistency import problems
from workflow.management.demo.cast import Cast
from workflow.management.expectations import expectations
from workflow.pages.drafts import FormDraft, Typed, keep_draft

ROUNDS: Final = 20
UNLOCKED: Final = 6

pytestmark = pytest.mark.django_db(transaction=True)

Saves = Callable[[Place, str], "partial[TransitionReport]"]
"""Saves a section with a text, expecting what stands now."""


def _letter(place: Place, text: str) -> "partial[TransitionReport]":
    expect = Letter.objects.get(pk=place.letter.pk).version
    return partial(edit_letter, place.letter, text, expect=expect, **place.walk.officer)


def _line(place: Place, text: str) -> "partial[TransitionReport]":
    expect = Nomination.objects.get(pk=place.line).version
    return partial(edit_nomination, place.line, {"achievement": text}, expect=expect, **place.walk.officer)


def _minutes(place: Place, text: str) -> "partial[TransitionReport]":
    given: dict[str, Any] = {"meeting": replace(MEETING, place=text), "votes": in_favour([place.line])}
    expect = UnitMinutes.objects.get(letter=place.letter).version
    return partial(record_unit_minutes, place.letter, **given, expect=expect, **place.walk.officer)


SECTIONS: Final[dict[str, tuple[Saves, Callable[[Place], str]]]] = {
    "letter": (_letter, lambda place: Letter.objects.get(pk=place.letter.pk).subject),
    "line": (_line, lambda place: Nomination.objects.get(pk=place.line).achievement),
    "minutes": (_minutes, lambda place: UnitMinutes.objects.get(letter=place.letter).place),
}
every_section = pytest.mark.parametrize("name", SECTIONS)


def _lost(cast: Cast, name: str, rounds: int) -> list[str]:
    """Two save one section at once, again and again, each having seen the same; what went wrong, in words."""
    place, (saves, stands), wrong = drafted(cast), SECTIONS[name], []
    for turn in range(rounds):
        texts = [f"Lần {turn}, người {who}" for who in range(2)]
        done, raised = at_once([saves(place, text) for text in texts])
        told = [sorted(one.rule for one in error.all) for error in raised if isinstance(error, Refused)]
        if (len(done), told, stands(place) in texts) != (1, [["version"]], True):
            wrong.append(f"{turn}: {len(done)} saved, {raised}, {stands(place)}")
    return wrong


@every_section
def test_of_two_who_save_one_section_at_once_one_is_told(cast: Cast, name: str) -> None:
    assert _lost(cast, name, ROUNDS) == []
    assert (verify(expectations()).findings, list(problems())) == ([], [])


@pytest.mark.parametrize("name", ["letter", "line"])
def test_without_the_comparison_a_text_would_be_lost(cast: Cast, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    saves, stands = SECTIONS[name]

    def unseen(place: Place, text: str) -> "partial[TransitionReport]":
        known = saves(place, text)
        return partial(known.func, *known.args, **{**known.keywords, "expect": None})

    monkeypatch.setitem(SECTIONS, name, (unseen, stands))
    assert _lost(cast, name, UNLOCKED) != []


@every_section
def test_without_the_lock_a_text_would_be_lost(cast: Cast, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite's IMMEDIATE transactions take turns; there is no lock to take out.")
    for module in (letter_data, minutes_commands):
        monkeypatch.setattr(module, "lock_letter_in_preparation", _unlocked)
        monkeypatch.setattr(module, "perform", partial(_late, perform))
    monkeypatch.setattr(writing, "lock_cases_of", lambda _ids, _act: None)
    monkeypatch.setattr(writing, "read_lines", _read_unlocked)
    monkeypatch.setattr(drafting, "perform", partial(_late, perform))
    assert _lost(cast, name, UNLOCKED) != []


def _unlocked(letter: Letter, act: Act) -> list[Any]:
    """The lines of the letter as they are read without a lock."""
    keys = Nomination.objects.filter(letter=letter).values_list("pk", flat=True)
    return read_lines(list(keys), act.today, lock=False)


def _read_unlocked(ids: list[int], today: Any, *, lock: bool) -> list[Any]:  # noqa: ARG001 -- as the real one
    return read_lines(ids, today, lock=False)


def _late(does: Callable[..., TransitionReport], asked: Any, deed: Any, **more: Any) -> TransitionReport:
    """The act with a pause before its end: whoever comes second reads what the first has not written yet."""

    def slow(act: Act) -> TransitionReport:
        report: TransitionReport = deed(act)
        time.sleep(0.05)
        return report

    return does(asked, slow, **more)


# Drafts.


def test_two_windows_that_keep_their_first_draft_at_once_keep_one(cast: Cast) -> None:
    user = cast.user(OFFICER)
    for turn in range(ROUNDS):
        typed = [Typed(f"/x/{turn}/", "x", [("a", [str(who)])], {}, f"{turn}-{who}", "") for who in range(2)]
        done, raised = at_once([partial(keep_draft, user, one) for one in typed])
        assert (len(done), raised) == (1, [])  # the other is answered None: another window was first
        kept = FormDraft.objects.get(path=f"/x/{turn}/").data
        assert kept in [QueryDict(f"a={who}", mutable=True) for who in range(2)]
