"""The pages of the minutes of a unit's council: one form for all lines, filled, compared, and in print (D4)."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.dossiers.letters_given import today, tomorrow
from tests.dossiers.pages_given import filled, sent, signed_in, text_of, unwritten
from tests.dossiers.test_unit_minutes import MEETING, in_favour, recorded, votes_of
from tests.support.walk import R1, Walk
from workflow.dossiers.letters import send_letter
from workflow.dossiers.models import Letter
from workflow.dossiers.unit_minutes import LineVote, UnitMinutes
from workflow.management.demo import drafts
from workflow.management.demo.cast import Cast

OFFICER, HEAD = "nnmt-officer", "nnmt-head"


def path(letter: Letter, part: str = "") -> str:
    """The address of the minutes."""
    return f"/letters/{letter.pk}/minutes/{part}"


def meeting(**more: Any) -> dict[str, Any]:
    """What is typed of the meeting."""
    given = {
        "held_on": f"{today():%d/%m/%Y}",
        "place": MEETING.place,
        "chair": MEETING.chair,
        "secretary": MEETING.secretary,
        "members": "9",
        "present": "8",
        "conclusion": MEETING.conclusion,
    }
    return {**given, **more}


def votes(line: int, in_favour_: str, against: str = "", abstained: str = "") -> dict[str, str]:
    """What is typed in the row of a line."""
    typed = {"in_favour": in_favour_, "against": against, "abstained": abstained}
    return {f"votes[{line}].{part}": text for part, text in typed.items()}


def households(cast: Cast, many: int) -> tuple[Letter, list[int]]:
    """A letter with so many lines."""
    entries = [drafts.household(f"Hộ số {many}-{number} (minh họa)", R1.award_form) for number in range(many)]
    return Walk(cast).drafted(entries=entries)


def test_what_is_wrong_stands_beside_its_row_and_nothing_typed_is_lost(cast: Cast) -> None:
    letter, (one, two, three) = Walk(cast).drafted(3)
    rows = {**votes(one, "8"), **votes(two, "7", "7"), **votes(three, "")}
    with unwritten():
        answer = sent(signed_in(cast, OFFICER), path(letter), **meeting(place="Chỗ đã gõ"), **rows)
    assert answer.status_code == 422
    form = answer.context["form"]
    assert set(form.errors) == {f"votes[{two}].in_favour", f"votes[{three}].in_favour"}
    assert [len(row.errors) for row in form.table] == [0, 1, 1]
    assert "Chỗ đã gõ" in text_of(answer)


def test_a_meeting_that_is_not_held_yet_is_said_beside_its_day(cast: Cast) -> None:
    letter, (one,) = Walk(cast).drafted(1)
    typed = {**meeting(held_on=f"{tomorrow():%d/%m/%Y}"), **votes(one, "8")}
    with unwritten():
        answer = sent(signed_in(cast, OFFICER), path(letter), **typed)
    assert (answer.status_code, set(answer.context["form"].errors)) == (422, {"held_on"})


def test_the_minutes_are_recorded_and_stand_in_the_form_again(cast: Cast) -> None:
    letter, (one, two) = Walk(cast).drafted(2)
    client = signed_in(cast, OFFICER)
    answer = sent(client, path(letter), **meeting(), **votes(one, "6", "1", "1"), **votes(two, "8"))
    assert (answer.status_code, answer["Location"]) == (302, f"/letters/{letter.pk}/")
    assert (votes_of(one), votes_of(two)) == ((6, 1, 1, 9), (8, 0, 0, 9))
    again = filled(client, path(letter))
    assert again["place"] == MEETING.place
    assert str(again[f"votes[{one}].against"]) == "1"
    page = text_of(client.get(f"/letters/{letter.pk}/"))
    assert path(letter, "print/") in page
    assert "8 of 9 members present" in page


def test_a_button_fills_the_empty_rows_and_records_nothing(cast: Cast) -> None:
    letter, (one, two) = Walk(cast).drafted(2)
    client = signed_in(cast, OFFICER)
    with unwritten():
        answer = sent(client, path(letter), **meeting(), **votes(one, "3", "5"), fill="1")
    assert answer.status_code == 200
    form = answer.context["form"]
    assert [form[f"votes[{line}].in_favour"].value() for line in (one, two)] == ["3", "8"]
    assert form[f"votes[{two}].against"].value() == "0"
    typed = {bound.html_name: bound.value() for bound in form if bound.value() is not None}
    assert client.post(path(letter), typed).status_code == 302
    assert (votes_of(one), votes_of(two)) == ((3, 5, 0, 9), (8, 0, 0, 9))


@pytest.mark.parametrize("present", ["", "x", "²"])
def test_without_a_number_of_those_present_nothing_is_filled(cast: Cast, present: str) -> None:
    letter, (one,) = Walk(cast).drafted(1)
    with unwritten():
        answer = sent(signed_in(cast, OFFICER), path(letter), **meeting(present=present), fill="1")
    form = answer.context["form"]
    assert (answer.status_code, form[f"votes[{one}].in_favour"].value() or "") == (200, "")
    assert "present" in form.errors


def test_a_colleague_s_newer_minutes_are_shown_and_not_overwritten_unseen(cast: Cast) -> None:
    walk = Walk(cast)
    letter, (one, two) = walk.drafted(2)
    client = signed_in(cast, OFFICER)
    typed = {**filled(client, path(letter)), **meeting(place="Nơi tôi ghi"), **votes(one, "5", "3"), **votes(two, "8")}
    recorded(walk, letter, [], votes=[LineVote(one, 8), LineVote(two, 8)])
    answer = client.post(path(letter), typed)
    assert answer.status_code == 409
    assert UnitMinutes.objects.get().place == MEETING.place
    both = {part.label: (part.mine, part.theirs, part.was) for part in answer.context["form"].comparisons}
    assert both.pop("Place of the meeting") == ("Nơi tôi ghi", MEETING.place, "")
    assert list(both.values()) == [("5 / 3 / 0", "8 / 0 / 0", "")]
    page = text_of(answer)
    assert all(part in page for part in ("Nơi tôi ghi", "Minutes of the unit's council recorded"))
    shown = {bound.html_name: bound.value() for bound in answer.context["form"] if bound.value() is not None}
    unchosen = client.post(path(letter), shown)
    assert (unchosen.status_code, UnitMinutes.objects.get().version) == (422, 1)
    chosen = {"choice.place": "mine", f"choice.votes.{one}": "theirs"}
    assert client.post(path(letter), {**shown, **chosen}).status_code == 302
    assert (UnitMinutes.objects.get().place, votes_of(one)) == ("Nơi tôi ghi", (8, 0, 0, 9))


def test_only_the_officer_of_the_unit_records_and_only_while_it_is_prepared(cast: Cast) -> None:
    walk = Walk(cast)
    letter, _lines = walk.drafted(1)
    for name in (HEAD, "nnmt-clerk", "gddt-officer", "tdkt-specialist-1"):
        assert signed_in(cast, name).get(path(letter)).status_code == 404
    send_letter(letter, **walk.officer)
    answer = signed_in(cast, OFFICER).get(path(letter))
    assert (answer.status_code, answer.context.get("form")) == (409, None)


def test_the_minutes_in_print_show_the_meeting_and_each_vote_with_its_share(cast: Cast) -> None:
    walk = Walk(cast)
    letter, (one, two, three) = walk.drafted(3)
    client = signed_in(cast, HEAD)
    assert client.get(path(letter, "print/")).status_code == 404
    recorded(walk, letter, [], votes=[LineVote(one, 7, 1), LineVote(two, 8), *in_favour([three], 1)])
    answer = client.get(path(letter, "print/"))
    assert answer.status_code == 200
    assert [row.share for row in answer.context["rows"]] == [87.5, 100, 12.5]
    page = text_of(answer)
    assert all(part in page for part in (MEETING.place, MEETING.chair, MEETING.secretary, "BB-HĐTĐKT", "87,50%"))
    assert signed_in(cast, "gddt-officer").get(path(letter, "print/")).status_code == 404


def test_the_pages_take_as_many_statements_for_ten_lines_as_for_hundreds(cast: Cast) -> None:
    walk, client = Walk(cast), signed_in(cast, OFFICER)
    counts = []
    for many in (10, 300):
        letter, lines = households(cast, many)
        recorded(walk, letter, lines)
        counts.append([_counted(client, path(letter, part)) for part in ("", "print/")])
    assert counts[0] == counts[1]


def _counted(client: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_hundreds_of_lines_are_sent_by_one_form(cast: Cast) -> None:
    letter, lines = households(cast, 400)
    client = signed_in(cast, OFFICER)
    rows = {name: text for line in lines for name, text in votes(line, "8", "0", "0").items()}
    assert sent(client, path(letter), **meeting(), **rows).status_code == 302
    assert {votes_of(line) for line in lines[:3] + lines[-3:]} == {(8, 0, 0, 9)}
