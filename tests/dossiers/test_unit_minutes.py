"""Minutes of a unit's council: the meeting, one vote for each line, and no letter dated before (R-MINUTES)."""

from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.dossiers.letters_given import codes, rules, sound, strangers, today, tomorrow, unwritten, yesterday
from tests.dossiers.test_statements import statements
from tests.support.walk import R1, Walk
from workflow.audit.models import Entry, PersonalDetail
from workflow.dossiers.drafting import add_nominations
from workflow.dossiers.letters import issue_letter, send_letter, sign_letter, split_letter
from workflow.dossiers.minutes_commands import record_unit_minutes, require_minutes_before
from workflow.dossiers.models import Letter, Nomination
from workflow.dossiers.reports import Refused
from workflow.dossiers.unit_minutes import LineVote, Meeting, UnitMinutes
from workflow.management.demo import drafts
from workflow.management.demo.cast import Cast

MEETING = Meeting(
    held_on=today(),
    place="Phòng họp số 1",
    chair="Nguyễn Văn An",
    secretary="Trần Thị Bình",
    members=9,
    present=8,
    conclusion="Nhất trí đề nghị khen thưởng (minh họa).",
)


def in_favour(lines: list[int], number: int = 8) -> list[LineVote]:
    """All who are present in favour of each line."""
    return [LineVote(line, number) for line in lines]


def recorded(walk: Walk, letter: Letter, lines: list[int], **more: Any) -> UnitMinutes:
    """The minutes of a letter, recorded by its officer."""
    given_ = {"meeting": MEETING, "votes": in_favour(lines), **walk.officer, **more}
    return UnitMinutes.objects.get(pk=record_unit_minutes(letter, **given_).made["minutes"])


def votes_of(line: int) -> tuple[int | None, ...]:
    """In favour, against, abstained, and of how many members."""
    columns = ("votes_for", "votes_against", "votes_abstained", "votes_of")
    return tuple(Nomination.objects.values_list(*columns).get(pk=line))


# What is refused.


def test_strangers_and_the_head_record_nothing(cast: Cast) -> None:
    walk = Walk(cast)
    letter, lines = walk.drafted(1)
    for acts in [*strangers(cast).values(), walk.head]:
        with pytest.raises(Refused):
            record_unit_minutes(letter, MEETING, in_favour(lines), **acts)
    assert not UnitMinutes.objects.exists()
    assert votes_of(lines[0]) == (None,) * 4


def test_a_letter_before_the_head_takes_no_minutes(cast: Cast) -> None:
    walk = Walk(cast)
    letter, lines = walk.with_head(1)
    with unwritten(), pytest.raises(Refused) as refused:
        record_unit_minutes(letter, MEETING, in_favour(lines), **walk.officer)
    assert rules(refused) == ["desk"]


@pytest.mark.parametrize(
    ("wrong", "fields"),
    [
        ({"held_on": tomorrow()}, {"held_on": ["future"]}),
        ({"place": " "}, {"place": ["length"]}),
        ({"chair": "x" * 201}, {"chair": ["length"]}),
        ({"secretary": ""}, {"secretary": ["length"]}),
        ({"conclusion": ""}, {"conclusion": ["length"]}),
        ({"members": 1001}, {"members": ["amount"]}),
        ({"present": 10}, {"present": ["present"]}),
    ],
)
def test_a_meeting_that_is_not_right_is_refused_by_field(
    cast: Cast, wrong: dict[str, Any], fields: dict[str, list[str]]
) -> None:
    walk = Walk(cast)
    letter, lines = walk.drafted(1)
    with unwritten(), pytest.raises(ValidationError) as raised:
        record_unit_minutes(letter, replace(MEETING, **wrong), in_favour(lines), **walk.officer)
    assert codes(raised) == fields


def test_votes_that_are_not_right_are_refused_line_by_line(cast: Cast) -> None:
    walk = Walk(cast)
    letter, lines = walk.drafted(4)
    _other, (foreign,) = walk.drafted(1, first=9)
    one, two, three, four = lines
    votes = [LineVote(one, 5, 3, 1), LineVote(two, -1), LineVote(three, 8), LineVote(three, 8), LineVote(foreign, 8)]
    with unwritten(), pytest.raises(ValidationError) as raised:
        record_unit_minutes(letter, MEETING, votes, **walk.officer)
    assert codes(raised) == {
        f"votes[{one}].in_favour": ["many"],
        f"votes[{two}].in_favour": ["amount"],
        f"votes[{three}].in_favour": ["unknown"],
        f"votes[{four}].in_favour": ["required"],
        f"votes[{foreign}].in_favour": ["unknown"],
    }


def test_minutes_that_somebody_wrote_meanwhile_are_not_overwritten(cast: Cast) -> None:
    walk = Walk(cast)
    letter, lines = walk.drafted(1)
    first = recorded(walk, letter, lines)
    for seen in (0, 2):
        with unwritten(), pytest.raises(Refused) as refused:
            record_unit_minutes(letter, MEETING, in_favour(lines), **walk.officer, expect=seen)
        assert rules(refused) == ["version"]
    again = recorded(walk, letter, lines, meeting=replace(MEETING, present=7), votes=in_favour(lines, 7), expect=1)
    assert (again.pk, again.version, again.present) == (first.pk, 2, 7)


# What is kept.


def test_the_meeting_and_every_vote_are_kept_and_the_record_of_the_letter_tells_them(cast: Cast) -> None:
    walk = Walk(cast)
    letter, (one, two) = walk.drafted(2)
    votes = [LineVote(one, 6, 1, 1), LineVote(two, 8)]
    before = dict(Nomination.objects.values_list("pk", "content_hash"))
    minutes = recorded(walk, letter, [], votes=votes, meeting=replace(MEETING, place="  Phòng  họp "))
    assert minutes.meeting == replace(MEETING, place="Phòng họp")
    assert (votes_of(one), votes_of(two)) == ((6, 1, 1, 9), (8, 0, 0, 9))
    assert dict(Nomination.objects.values_list("pk", "content_hash")) == before
    entry = Entry.objects.filter(stream=f"letter:{letter.pk}").latest("seq")
    assert (entry.deed, f"[{one},6,1,1]" in entry.payload, MEETING.chair in entry.payload) == (
        "UNIT_MINUTES_RECORDED",
        True,
        False,
    )
    assert MEETING.chair in PersonalDetail.objects.get(stream=entry.stream, seq=entry.seq).detail
    sound()


def test_a_line_that_was_added_later_is_asked_for_when_they_are_recorded_anew(cast: Cast) -> None:
    walk = Walk(cast)
    letter, lines = walk.drafted(1)
    recorded(walk, letter, lines)
    household = drafts.household("Hộ ông Bình", R1.award_form)
    (new,) = add_nominations(letter, [household], **walk.officer).made["nominations"]
    with pytest.raises(ValidationError) as raised:
        recorded(walk, letter, lines, expect=1)
    assert codes(raised) == {f"votes[{new}].in_favour": ["required"]}


def test_a_letter_that_is_split_off_has_the_same_minutes(cast: Cast) -> None:
    walk = Walk(cast)
    letter, lines = walk.drafted(2)
    minutes = recorded(walk, letter, lines)
    new = split_letter(letter, lines[:1], **walk.officer).made["letter"]
    copied = UnitMinutes.objects.get(letter=new)
    assert (copied.meeting, copied.version, votes_of(lines[0])) == (minutes.meeting, 1, (8, 0, 0, 9))


@pytest.mark.parametrize("many", [1, 500])
def test_they_take_as_many_statements_for_one_line_as_for_five_hundred(cast: Cast, many: int) -> None:
    walk = Walk(cast)
    entries = [drafts.household(f"Hộ số {number} (minh họa)", R1.award_form) for number in range(many)]
    letter, lines = walk.drafted(entries=entries)
    with CaptureQueriesContext(connection) as captured:
        recorded(walk, letter, lines)
    assert statements(captured) == 15


# The day of the letter.


def test_a_letter_is_not_dated_before_the_meeting(cast: Cast) -> None:
    walk = Walk(cast)
    letter, lines = walk.drafted(1)
    recorded(walk, letter, lines)
    send_letter(letter, **walk.officer)
    sign_letter(letter, **walk.head)
    with unwritten(), pytest.raises(ValidationError) as raised:
        issue_letter(letter, "7/TTr", yesterday(), **walk.clerk)
    assert codes(raised) == {"dated": ["R-MINUTES"]}
    (told,) = raised.value.message_dict["dated"]
    assert f"{yesterday():%d/%m/%Y}" in told
    assert f"{today():%d/%m/%Y}" in told
    assert issue_letter(letter, "7/TTr", today(), **walk.clerk).is_whole
    sound()


def test_the_day_of_the_meeting_itself_and_a_letter_without_minutes_are_right() -> None:
    require_minutes_before(None, yesterday())
    require_minutes_before(today(), today())
    with pytest.raises(ValidationError):
        require_minutes_before(tomorrow(), today())
