"""Every transition is told, or silent on purpose."""

import pytest

from workflow.notifications.catalogue import NOTICE_OF, OF_DEEDS, SILENT, WORDING, Notice
from workflow.procedure.transitions import Transition


def test_every_transition_has_a_notice_or_is_listed_as_silent() -> None:
    assert NOTICE_OF.keys() | SILENT == set(Transition)


def test_no_transition_is_both_told_and_silent() -> None:
    assert NOTICE_OF.keys() & SILENT == set()


def test_every_notice_is_spoken_by_some_transition_or_by_another_deed() -> None:
    assert set(NOTICE_OF.values()) | OF_DEEDS == set(Notice)
    assert set(NOTICE_OF.values()) & OF_DEEDS == set()


def test_every_notice_has_words() -> None:
    assert set(WORDING) == set(Notice)


@pytest.mark.parametrize("notice", Notice)
def test_a_notice_is_one_sentence_and_fits_its_column(notice: Notice) -> None:
    assert str(notice.wording)
    assert len(notice) <= 40
