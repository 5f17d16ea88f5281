"""The letter as tasks, the names as they will be printed, the review with what is to be looked at first."""

from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from tests.dossiers.letters_given import answered, attempt, codes, desk_of, supplement
from tests.dossiers.pages_given import filled, sent, signed_in, text_of, unwritten
from tests.support.walk import R1, Walk
from workflow.appraisal.supplements import ItemAnswer, answer_items
from workflow.audit.models import Entry
from workflow.directory.models import Person
from workflow.dossiers.confirming import confirm_names
from workflow.dossiers.drafting import add_nominations, edit_nomination, open_letter
from workflow.dossiers.letter_data import edit_letter
from workflow.dossiers.letters import send_letter
from workflow.dossiers.models import Letter, Nomination
from workflow.management.demo import drafts
from workflow.management.demo.cast import Cast

OFFICER, HEAD = "nnmt-officer", "nnmt-head"


def _tasks(cast: Cast, letter: Letter) -> dict[str, tuple[str, str]]:
    """Each task of the letter: how far it is, and what is said of it."""
    shown = signed_in(cast, OFFICER).get(reverse("letter", args=[letter.pk])).context["tasks"]
    return {task.label: (task.stage.value, task.said) for task in shown}


def test_a_complete_letter_lacks_only_the_names_and_the_record_of_the_meeting(cast: Cast) -> None:
    letter, _lines = Walk(cast).drafted(2)
    tasks = _tasks(cast, letter)
    assert tasks.pop("Names, titles and units confirmed") == ("NOT_STARTED", "0 of 2 lines")
    assert tasks.pop("Minutes of the unit's council")[0] == "IN_PROGRESS"
    assert tasks.pop("Check and send") == ("IN_PROGRESS", "2 of 2 lines ready")
    assert {stage for stage, _said in tasks.values()} == {"DONE"}
    assert len(tasks) == 5


def test_a_task_says_how_many_lines_it_still_waits_for_and_leads_to_the_next(cast: Cast) -> None:
    walk = Walk(cast)
    letter, lines = walk.drafted(2)
    (bare,) = add_nominations(letter, [drafts.household("Hộ mới (minh họa)", R1.award_form)], **walk.officer).made[
        "nominations"
    ]
    confirm_names(lines[:1], **walk.officer)
    tasks = _tasks(cast, letter)
    assert tasks["Reports and papers of each nominee"] == ("IN_PROGRESS", "2 of 3 lines")
    assert tasks["Criteria and evidence"] == ("IN_PROGRESS", "2 of 3 lines")
    assert tasks["Names, titles and units confirmed"] == ("IN_PROGRESS", "1 of 3 lines")
    assert tasks["Check and send"] == ("IN_PROGRESS", "2 of 3 lines ready")
    page = text_of(signed_in(cast, OFFICER).get(reverse("letter", args=[letter.pk])))
    assert page.count(f'href="{reverse("line_criteria", args=[bare])}"') == 3


def test_a_letter_without_a_nominee_cannot_be_sent_and_says_why(cast: Cast) -> None:
    letter, _lines = Walk(cast).drafted(1)
    tasks = _tasks(cast, _empty(cast, letter))
    assert tasks["Check and send"] == ("BLOCKED", "There is no nominee on the list yet.")
    assert tasks["Criteria and evidence"] == ("NOT_STARTED", "")


def _empty(cast: Cast, like: Letter) -> Letter:
    """A letter without a line."""
    asked: dict[str, Any] = {"route": "R1", "authority": like.authority, "campaign": like.campaign}
    made = open_letter(like.organisation, **Walk(cast).officer, **asked, award_round=like.round).made["letter"]
    return Letter.objects.get(pk=made)


def test_what_is_in_other_hands_blocks(cast: Cast) -> None:
    letter, _lines = Walk(cast).drafted(2)
    assert letter.round is not None
    letter.round.quota_documents.get().lines.update(amount=1)
    tasks = _tasks(cast, letter)
    assert tasks["Rules of the round and of the nominee"][0] == "BLOCKED"
    assert tasks["Check and send"] == ("IN_PROGRESS", "1 of 2 lines ready")


def test_each_reason_names_its_basis_who_lifts_it_and_where_it_is_mended(cast: Cast) -> None:
    letter, (line,) = Walk(cast).drafted(1)
    Person.objects.filter(code="demo-nominee-01").update(
        managed_by=cast.organisation("so-gddt"), died_on=letter.opened_at
    )
    page = text_of(signed_in(cast, OFFICER).get(reverse("letter", args=[letter.pk])))
    assert "Another body manages the nominee." in page
    edit = reverse("line_edit", args=[line])
    assert f"{edit}#id_submitter_ground" in page
    assert f"{edit}#id_recipient" in page
    assert "Who can lift it: Unit officer" in page
    form = text_of(signed_in(cast, OFFICER).get(edit))
    assert 'id="id_submitter_ground"' in form
    assert 'id="id_recipient"' in form


def test_the_head_is_told_the_reasons_without_a_way_to_mend_them(cast: Cast) -> None:
    letter, _lines = Walk(cast).with_head(1)
    page = text_of(signed_in(cast, HEAD).get(reverse("letter_review", args=[letter.pk])))
    assert "Name, title and unit are not confirmed yet." in page
    assert reverse("letter_names", args=[letter.pk]) not in page


def test_a_supplementary_letter_has_the_tasks_that_can_be_done_on_it(cast: Cast) -> None:
    walk = Walk(cast)
    _appraisal, (line,) = walk.assigned(1)
    supplement(cast, [line])
    letter = Letter.objects.get(kind=Letter.Kind.SUPPLEMENTARY)
    client = signed_in(cast, OFFICER)
    tasks = {task.label: task for task in client.get(reverse("letter", args=[letter.pk])).context["tasks"]}
    assert list(tasks) == [
        "What the office asks",
        "Reports and papers of each nominee",
        "Criteria and evidence",
        "Names, titles and units confirmed",
        "Rules of the round and of the nominee",
        "Check and send",
    ]
    asked = tasks["What the office asks"]
    assert (asked.stage.value, asked.said) == ("NOT_STARTED", f"0 of {len(asked.items)} items answered")
    assert [client.get(task.url).status_code for task in tasks.values() if task.url] == [200, 200]
    assert asked.url == reverse("supplement_answer", args=[line])
    every = len(asked.items)
    answer_items({asked.items[0].pk: ItemAnswer("Đã bổ sung (minh họa)")}, **walk.officer)
    assert _tasks(cast, letter)["What the office asks"] == ("IN_PROGRESS", f"1 of {every} items answered")
    answered(walk, [line])
    assert _tasks(cast, letter)["What the office asks"] == ("DONE", f"{every} of {every} items answered")
    assert _tasks(cast, letter)["Check and send"] == ("IN_PROGRESS", "1 of 1 lines ready")


# The data of the letter.


def test_the_officer_says_what_the_letter_is_about(cast: Cast) -> None:
    letter, _lines = Walk(cast).drafted(1)
    path = reverse("letter_edit", args=[letter.pk])
    answer = sent(signed_in(cast, OFFICER), path, subject="  Khen thưởng  phòng chống lũ ")
    assert (answer.status_code, answer.headers["location"]) == (302, reverse("letter", args=[letter.pk]))
    letter.refresh_from_db()
    assert (letter.subject, letter.folded_subject) == ("Khen thưởng phòng chống lũ", "khen thuong phong chong lu")
    assert Entry.objects.filter(stream=f"letter:{letter.pk}").latest("seq").deed == "LETTER_EDITED"


@pytest.mark.parametrize("subject", ["", "  ", "x" * 301])
def test_a_subject_that_says_nothing_or_too_much_is_refused_and_kept_in_the_form(cast: Cast, subject: str) -> None:
    letter, _lines = Walk(cast).drafted(1)
    client, path = signed_in(cast, OFFICER), reverse("letter_edit", args=[letter.pk])
    form = filled(client, path, subject=subject)
    with unwritten():
        answer = client.post(path, form)
    assert answer.status_code == 422
    assert answer.context["form"]["subject"].value() == subject
    with pytest.raises(ValidationError) as raised:
        edit_letter(letter, subject, **Walk(cast).officer)
    assert codes(raised) == {"subject": ["length"]}


def test_a_colleague_who_saved_first_is_told_and_the_text_stays(cast: Cast) -> None:
    walk = Walk(cast)
    letter, _lines = walk.drafted(1)
    client, path = signed_in(cast, OFFICER), reverse("letter_edit", args=[letter.pk])
    form = filled(client, path, subject="Của tôi")
    edit_letter(letter, "Của đồng nghiệp", **walk.officer)
    with unwritten():
        answer = client.post(path, form)
    assert answer.status_code == 409
    assert answer.context["form"]["subject"].value() == "Của tôi"
    assert "Data of the letter changed" in text_of(answer)


def test_a_letter_on_the_heads_desk_keeps_its_subject(cast: Cast) -> None:
    walk = Walk(cast)
    letter, _lines = walk.with_head(1)
    assert attempt(lambda: edit_letter(letter, "Khác", **walk.officer)) == ["desk"]
    assert attempt(lambda: edit_letter(letter, "Khác", **walk.head)) == ["role"]
    assert signed_in(cast, OFFICER).get(reverse("letter_edit", args=[letter.pk])).status_code == 409


# Names.


def test_the_names_that_were_looked_at_are_confirmed(cast: Cast) -> None:
    letter, (one, two) = Walk(cast).drafted(2)
    client, path = signed_in(cast, OFFICER), reverse("letter_names", args=[letter.pk])
    assert [line.pk for line in client.get(path).context["names"]] == [one, two]
    assert sent(client, path, nominations=[one]).status_code == 302
    assert [line.pk for line in client.get(path).context["names"]] == [two]


def test_none_chosen_is_said_and_a_changed_line_is_shown_anew(cast: Cast) -> None:
    walk = Walk(cast)
    letter, (one, two) = walk.drafted(2)
    client, path = signed_in(cast, OFFICER), reverse("letter_names", args=[letter.pk])
    form = filled(client, path, nominations=[one, two])
    with unwritten():
        assert client.post(path, {**form, "nominations": []}).status_code == 422
    edit_nomination(one, {"influence_scope": "Khác"}, **walk.officer)
    answer = client.post(path, form)
    assert answer.status_code == 409
    assert answer.context["form"]["nominations"].value() == [str(one), str(two)]
    assert not Nomination.objects.filter(names_confirmed_at__isnull=False).exists()


# The review.


def _at_head(cast: Cast) -> tuple[Letter, list[int]]:
    """A letter before the head: the second line is not confirmed, the others are clean."""
    walk = Walk(cast)
    letter, lines = walk.drafted(3)
    confirm_names([lines[0], lines[2]], **walk.officer)
    send_letter(letter, **walk.officer)
    return letter, lines


def test_what_is_to_be_looked_at_comes_first_and_can_be_seen_alone(cast: Cast) -> None:
    letter, (one, two, three) = _at_head(cast)
    client, path = signed_in(cast, HEAD), reverse("letter_review", args=[letter.pk])

    def shown(query: str) -> list[int]:
        return [line.pk for line in client.get(path + query).context["lines"]]

    assert shown("") == [two, one, three]
    assert shown("?show=look") == [two]
    assert shown("?show=clean") == [one, three]
    assert "2 clean, 1 to look at" in text_of(client.get(path))


def test_the_head_signs_the_clean_lines_and_the_other_stays_on_the_desk(cast: Cast) -> None:
    letter, (one, two, three) = _at_head(cast)
    client, path = signed_in(cast, HEAD), reverse("letter_sign", args=[letter.pk])
    assert f"{path}?clean=1" in text_of(client.get(reverse("letter_review", args=[letter.pk])))
    form = filled(client, path + "?clean=1")
    assert form["leaving"] in ([two], two, str(two), [str(two)])
    assert client.post(path, form).status_code == 302
    assert Walk.lines(letter) == [one, three]
    apart = Letter.objects.get(case__nominations=two)
    assert (desk_of(letter)[0], desk_of(apart)[0]) == ("issue", "sign")


def test_a_letter_with_cautions_may_be_signed_whole(cast: Cast) -> None:
    letter, lines = _at_head(cast)
    answer = sent(signed_in(cast, HEAD), reverse("letter_sign", args=[letter.pk]))
    assert answer.status_code == 302
    assert Walk.lines(letter) == lines


def test_only_lines_to_be_looked_at_are_offered_to_stay(cast: Cast) -> None:
    letter, (one, _two, _three) = _at_head(cast)
    client, path = signed_in(cast, HEAD), reverse("letter_sign", args=[letter.pk])
    form = filled(client, path, leaving=[one])
    with unwritten():
        assert client.post(path, form).status_code == 422


def test_the_office_is_told_on_the_sheet_what_to_look_at(cast: Cast) -> None:
    _appraisal, (line,) = Walk(cast).assigned(1)
    page = text_of(signed_in(cast, "tdkt-specialist-1").get(reverse("sheet", args=[line])))
    assert "To look at" in page
    assert "Name, title and unit are not confirmed yet." in page


def test_a_posthumous_award_shows_who_receives_it(cast: Cast) -> None:
    walk = Walk(cast)
    (entry,) = walk.persons(1)
    letter, (line,) = walk.with_head(entries=[replace(entry, recipient="Con: ông B (minh họa)")])
    page = text_of(signed_in(cast, HEAD).get(reverse("letter_review", args=[letter.pk])))
    assert "Con: ông B (minh họa)" in page
    assert "Con: ông B (minh họa)" in text_of(signed_in(cast, HEAD).get(reverse("dossier", args=[line])))
