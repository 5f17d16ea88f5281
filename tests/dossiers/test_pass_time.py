"""The passing of time: overdue supplements return to the office; what was not sent in time lapses with its round."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from tests.dossiers.letters_given import (
    attempt,
    desk_of,
    from_below,
    head_of_office,
    only_open,
    rules_of,
    sound,
    specialist,
    state_of,
    supplement,
    today,
    tomorrow,
    unwritten,
    why,
    yesterday,
)
from tests.support.walk import R1, Walk
from workflow.appraisal.models import SupplementRequest
from workflow.audit.models import Entry
from workflow.awards.models import Round
from workflow.dossiers.act import SYSTEM
from workflow.dossiers.door import apply_transition
from workflow.dossiers.letters import send_letter, sign_letter
from workflow.dossiers.models import Letter, Nomination, SignOff
from workflow.dossiers.rounds import accept_late, date_round
from workflow.management.commands.pass_time import pass_time
from workflow.management.demo.cast import Cast
from workflow.procedure.facts import Reason
from workflow.procedure.states import State
from workflow.procedure.transitions import Transition


def _closed(cast: Cast, on: date | None = None) -> None:
    award_round = Round.objects.get(code="DEMO-R1")
    opens = award_round.opens_on
    date_round(award_round, **head_of_office(cast), opens_on=opens, closes_on=on or yesterday(), document="CV 1")


def test_with_the_round_lapses_what_waits_at_the_unit_its_head_or_its_superior(cast: Cast) -> None:
    walk = Walk(cast)
    _letter, (draft,) = walk.drafted(1)
    _sent, (with_head,) = walk.with_head(1, first=2)
    _above, (with_superior,) = from_below(cast)
    _appraisal, (at_office,) = walk.at_office(1, first=4)
    _closed(cast)
    assert dict(pass_time()) == {
        Transition.LAPSE: 1,
        Transition.LAPSE_AT_HEAD: 1,
        Transition.LAPSE_AT_SUPERIOR: 1,
    }
    states = [state_of(line) for line in (draft, with_head, with_superior, at_office)]
    assert states == [State.LAPSED, State.LAPSED, State.LAPSED, State.WITH_OFFICE]
    assert not Letter.objects.filter(case__finished=None).exists()
    entry = Entry.objects.filter(stream=f"nomination:{draft}").latest("seq")
    assert (entry.deed, entry.person_id) == ("LAPSE", None)
    sound()


@pytest.mark.parametrize("closes", ["today", "tomorrow", "never"])
def test_nothing_lapses_before_the_round_has_closed(cast: Cast, closes: str) -> None:
    Walk(cast).drafted(1)
    _closed(cast, {"today": today(), "tomorrow": tomorrow(), "never": today() + timedelta(days=9999)}[closes])
    with unwritten():
        assert list(pass_time()) == []


def test_a_unit_whose_late_sending_is_accepted_does_not_lapse(cast: Cast) -> None:
    walk = Walk(cast)
    letter, (line,) = walk.drafted(1)
    _above, (other,) = from_below(cast)
    accept_late(
        Round.objects.get(code="DEMO-R1"),
        cast.organisation("so-nnmt"),
        **head_of_office(cast),
        until=today(),
        document="CV 2",
    )
    _closed(cast)
    assert dict(pass_time()) == {Transition.LAPSE: 0, Transition.LAPSE_AT_SUPERIOR: 1}
    assert (state_of(line), state_of(other)) == (State.DRAFT, State.LAPSED)
    assert send_letter(letter, **walk.officer).is_whole
    sound()


def test_a_returned_line_lives_until_its_reply_date(cast: Cast) -> None:
    walk = Walk(cast)
    _appraisal, (line, other) = walk.assigned(2)
    reason = Reason("Thiếu", code="INCOMPLETE", reply_by=tomorrow())
    assert apply_transition(Transition.RETURN_TO_UNIT, [line, other], **specialist(cast), reason=reason).is_whole
    _closed(cast)
    with unwritten():
        assert dict(pass_time()) == {Transition.LAPSE: 0}
    Nomination.objects.filter(pk=other).update(reply_by=yesterday())
    assert dict(pass_time()) == {Transition.LAPSE: 1}
    assert (state_of(line), state_of(other)) == (State.DRAFT, State.LAPSED)
    sound()


def test_a_returned_line_without_a_round_lapses_after_its_reply_date(cast: Cast) -> None:
    _letter, (draft,) = Walk(cast).drafted(1, first=5)
    _appraisal, (line, other) = Walk(cast).assigned(2)
    reason = Reason("Thiếu", code="INCOMPLETE", reply_by=tomorrow())
    assert apply_transition(Transition.RETURN_TO_UNIT, [line, other], **specialist(cast), reason=reason).is_whole
    Nomination.objects.all().update(round=None)
    with unwritten():
        assert list(pass_time()) == []
    Nomination.objects.filter(pk=other).update(reply_by=yesterday())
    assert dict(pass_time()) == {Transition.LAPSE: 1}
    assert [state_of(one) for one in (draft, line, other)] == [State.DRAFT, State.DRAFT, State.LAPSED]
    sound()


def test_an_open_request_keeps_a_line_from_lapsing(cast: Cast) -> None:
    walk = Walk(cast)
    _appraisal, (line,) = walk.assigned(1)
    supplement(cast, [line], reply_by=today())
    _closed(cast)
    with unwritten():
        assert list(pass_time()) == []
    assert state_of(line) == State.IN_SUPPLEMENT


def test_a_line_that_lapses_from_a_signed_letter_takes_the_signature_along(cast: Cast) -> None:
    walk = Walk(cast)
    letter, (line, stays) = walk.signed(2)
    Nomination.objects.filter(pk=stays).update(reply_by=tomorrow())
    _closed(cast)
    assert dict(pass_time()) == {Transition.LAPSE_AT_HEAD: 1}
    letter.refresh_from_db()
    assert (state_of(line), letter.signed_at, desk_of(letter)[0]) == (State.LAPSED, None, "sign")
    assert not SignOff.objects.filter(voided_at=None).exists()
    sign_letter(letter, **walk.head)
    sound()


def test_numbers_are_free_again_when_lines_lapse(cast: Cast) -> None:
    walk = Walk(cast)
    walk.allocate(1)
    _letter, (line,) = walk.with_head(1)
    _closed(cast)
    list(pass_time())
    assert Nomination.objects.get(pk=line).pool is None
    _closed(cast, tomorrow())
    letter, _lines = walk.drafted(1, first=5)
    assert send_letter(letter, **walk.officer).is_whole


@pytest.mark.parametrize("reply_by", [0, 1])
def test_a_request_is_not_overdue_on_its_reply_date(cast: Cast, reply_by: int) -> None:
    walk = Walk(cast)
    _appraisal, (line,) = walk.assigned(1)
    supplement(cast, [line], reply_by=today() + timedelta(days=reply_by))
    with unwritten():
        assert list(pass_time()) == []
        report = apply_transition(Transition.SUPPLEMENT_OVERDUE, [line], SYSTEM, capacity=None)
    assert rules_of(report) == {line: ["reply-date"]}


def test_time_passes_once(cast: Cast) -> None:
    walk = Walk(cast)
    _appraisal, (line,) = walk.assigned(1)
    supplement(cast, [line])
    walk.drafted(1, first=5)
    SupplementRequest.objects.update(reply_by=yesterday())
    _closed(cast)
    assert dict(pass_time()) == {Transition.SUPPLEMENT_OVERDUE: 1, Transition.LAPSE: 1}
    with unwritten():
        assert list(pass_time()) == []


def test_the_command_says_how_many(cast: Cast) -> None:
    Walk(cast).drafted(3)
    _closed(cast)
    told = StringIO()
    call_command("pass_time", stdout=told)
    assert told.getvalue() == "LAPSE: 3\n"
    sound()


@pytest.mark.parametrize(
    "transition",
    [
        Transition.LAPSE,
        Transition.LAPSE_AT_HEAD,
        Transition.LAPSE_AT_SUPERIOR,
        Transition.SUPPLEMENT_OVERDUE,
        Transition.SUPPLEMENT_OVERDUE_AT_HEAD,
        Transition.SUPPLEMENT_OVERDUE_ABOVE,
    ],
    ids=str,
)
def test_only_time_makes_these_transitions(cast: Cast, transition: Transition) -> None:
    walk = Walk(cast)
    _letter, lines = walk.drafted(1)
    for acts in (walk.officer, walk.head, head_of_office(cast)):
        report = apply_transition(transition, lines, **acts, reason=why)
        assert rules_of(report) == {lines[0]: ["system"]}


def test_a_lapsed_line_is_closed_for_good(cast: Cast) -> None:
    walk = Walk(cast)
    letter, (line,) = walk.drafted(1)
    _closed(cast)
    list(pass_time())
    _closed(cast, tomorrow())
    assert desk_of(letter) == ("", None)
    assert attempt(lambda: send_letter(letter, **walk.officer)) == ["desk"]
    assert rules_of(apply_transition(Transition.SEND_TO_HEAD, [line], **walk.officer)) == {line: ["state"]}
    with pytest.raises(Letter.DoesNotExist):
        only_open("UNIT", R1.unit)
