"""What is typed on a section is kept as its owner's draft, comes back with the page, and is no part of the record."""

from datetime import timedelta
from io import StringIO
from typing import TYPE_CHECKING, Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.directory.given import day
from tests.dossiers.letters_given import supplement
from tests.dossiers.pages_given import OF_SIGNING_IN, as_user, filled, signed_in, text_of, unwritten
from tests.dossiers.sections_given import MINE, OFFICER, SECTIONS, THEIRS, Place, Section, colleague, drafted, opened
from tests.dossiers.test_pages_unit_minutes import households
from tests.support.everything import everything, written
from tests.support.walk import Walk
from workflow.directory.models import Appointment
from workflow.dossiers.letters import send_letter
from workflow.management.demo.cast import Cast
from workflow.pages import keeping
from workflow.pages.drafts import KEPT_DAYS, FormDraft

if TYPE_CHECKING:
    from django.test.client import _MonkeyPatchedWSGIResponse as Answer

KEEP = {"X-Keep-Draft": "1"}
every_section = pytest.mark.parametrize("section", SECTIONS.values(), ids=SECTIONS)
LINE, CRITERIA, LETTER = SECTIONS["line"], SECTIONS["criteria"], SECTIONS["letter"]


@pytest.fixture
def place(cast: Cast) -> Place:
    """A letter in preparation."""
    return drafted(cast)


@pytest.fixture
def officer(cast: Cast) -> Client:
    """The officer's browser."""
    return signed_in(cast, OFFICER)


def kept(client: Client, path: str, typed: dict[str, Any], how: str = "1") -> "Answer":
    """The answer to a draft, as the script sends it."""
    return client.post(path, typed, headers={"X-Keep-Draft": how})


def outcome(answer: "Answer") -> tuple[int, str]:
    """Status and outcome of a draft that was sent."""
    return answer.status_code, answer.json()["outcome"]


def shown(client: Client, section: Section, place: Place) -> Any:
    """What stands in the field of a section when its page is opened."""
    return client.get(section.path(place)).context["form"][section.field(place)].value()


# What is refused.


@every_section
def test_a_draft_of_another_person_is_neither_kept_nor_shown(
    cast: Cast, officer: Client, place: Place, section: Section
) -> None:
    form = opened(officer, section, place)
    other = as_user(colleague(cast))
    with unwritten():
        assert kept(other, section.path(place), form).status_code == 403
    assert outcome(kept(officer, section.path(place), form)) == (200, "kept")
    assert MINE not in text_of(other.get(section.path(place)))
    assert MINE not in text_of(other.get("/drafts/"))
    with unwritten():
        assert other.post(f"/drafts/{FormDraft.objects.get().pk}/forget/").status_code == 404


@every_section
def test_whoever_has_no_page_keeps_no_draft_on_it(cast: Cast, officer: Client, place: Place, section: Section) -> None:
    form = opened(officer, section, place)
    for name in ("gddt-officer", "nnmt-head"):
        client = signed_in(cast, name)
        with unwritten():
            assert kept(client, section.path(place), form).status_code == 404


def test_a_page_without_drafts_keeps_none(officer: Client, place: Place) -> None:
    """The header changes nothing there: the form is sent."""
    path = f"/letters/{place.letter.pk}/send/"
    form = filled(officer, path)
    assert officer.post(path, form, headers=KEEP).status_code == 302
    assert not FormDraft.objects.exists()


def test_a_draft_that_is_too_long_is_not_kept_and_the_earlier_one_stays(officer: Client, place: Place) -> None:
    form = opened(officer, LINE, place)
    kept(officer, LINE.path(place), form)
    with unwritten():
        answer = kept(officer, LINE.path(place), {**form, "achievement": "ă" * (keeping.LONGEST + 1)})
    assert outcome(answer) == (413, "large")
    assert answer.json()["text"] == "This is too long to be kept as a draft. Save it."
    assert shown(officer, LINE, place) == MINE


def test_a_draft_without_a_valid_token_is_not_kept_as_one(cast: Cast, place: Place) -> None:
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.user(OFFICER))
    form = {**opened(strict, LINE, place), "csrfmiddlewaretoken": "x" * 64}
    assert kept(strict, LINE.path(place), form).status_code == 302
    assert not FormDraft.objects.exists()
    assert shown(strict, LINE, place) == MINE  # it waits in the session, as a form that was sent would


# What is kept.


@every_section
def test_a_draft_comes_back_and_nothing_else_is_written(officer: Client, place: Place, section: Section) -> None:
    form, before = opened(officer, section, place), everything()
    answer = kept(officer, section.path(place), form)
    assert outcome(answer) == (200, "kept")
    assert answer.json()["text"] == f"Draft kept {timezone.localtime():%H:%M}."
    assert written(before, everything()).keys() - OF_SIGNING_IN == {"workflow_formdraft"}
    page = officer.get(section.path(place))
    assert page.status_code == 200
    assert page.context["form"][section.field(place)].value() == MINE
    assert not page.context["form"].errors
    text = text_of(page)
    assert f"This is your draft, kept {timezone.localtime():%H:%M}." in text
    assert "This was not done." not in text


@every_section
def test_a_draft_is_saved_from_another_device_and_then_it_is_gone(
    cast: Cast, officer: Client, place: Place, section: Section
) -> None:
    kept(officer, section.path(place), opened(officer, section, place))
    other_device = signed_in(cast, OFFICER)
    page = other_device.get(section.path(place))
    sends = {**filled(other_device, section.path(place)), "draft": page.context["draft"].mark}
    assert other_device.post(section.path(place), sends).status_code == 302
    assert section.stands(place) == MINE
    assert not FormDraft.objects.exists()
    assert "This is your draft" not in text_of(officer.get(section.path(place)))


@every_section
def test_what_is_typed_on_and_on_is_one_draft(officer: Client, place: Place, section: Section) -> None:
    form = opened(officer, section, place)
    for text in ("Một", "Một hai", "Một hai ba"):
        kept(officer, section.path(place), {**form, section.field(place): text})
    assert FormDraft.objects.count() == 1
    assert shown(officer, section, place) == "Một hai ba"


@every_section
def test_what_is_typed_back_to_what_stands_leaves_no_draft(officer: Client, place: Place, section: Section) -> None:
    form = filled(officer, section.path(place))
    kept(officer, section.path(place), {**form, section.field(place): MINE})
    assert outcome(kept(officer, section.path(place), form)) == (200, "nothing")
    assert not FormDraft.objects.exists()


def test_a_draft_may_be_wrong_and_empty_and_is_not_judged(officer: Client, place: Place) -> None:
    form = opened(officer, LINE, place)
    typed = {**form, "achievement_title": "", "period_from": "31/02/2026", "achievement": "a\0b"}
    assert outcome(kept(officer, LINE.path(place), typed)) == (200, "kept")
    back = officer.get(LINE.path(place)).context["form"]
    assert [back[name].value() for name in ("achievement_title", "period_from", "achievement")] == [
        "",
        "31/02/2026",
        "ab",
    ]


def test_every_field_of_an_answer_comes_back_but_its_file(officer: Client, place: Place) -> None:
    name = CRITERIA.field(place)
    papers = officer.get(CRITERIA.path(place)).context["form"].papers
    typed = {
        **opened(officer, CRITERIA, place),
        f"{name}.number": "99/KH",
        f"{name}.paper2": str(papers[0].pk),
        f"{name}.page2": "7",
        f"{name}.file": SimpleUploadedFile("a.pdf", b"%PDF-1.7 secret"),
    }
    kept(officer, CRITERIA.path(place), typed)
    assert "secret" not in str(everything()["workflow_formdraft"])
    page = officer.get(CRITERIA.path(place))
    back = page.context["form"]
    given = [back[f"{name}{part}"].value() for part in (".number", ".paper2", ".page2", ".file")]
    assert given == ["99/KH", str(papers[0].pk), "7", None]
    assert "Files are not kept in a draft. Choose them again." in text_of(page)


def test_a_supplementary_letter_keeps_drafts_of_its_sections_too(cast: Cast, officer: Client) -> None:
    walk = Walk(cast)
    _appraisal, (line,) = walk.assigned(1)
    supplement(cast, [line])
    place = Place(walk, drafted(cast).letter, line)
    for section in (LINE, CRITERIA):
        assert outcome(kept(officer, section.path(place), opened(officer, section, place))) == (200, "kept")
        assert shown(officer, section, place) == MINE


def test_a_form_that_fails_keeps_its_draft(officer: Client, place: Place) -> None:
    form = opened(officer, LINE, place)
    kept(officer, LINE.path(place), form)
    assert officer.post(LINE.path(place), {**form, "achievement_title": ""}).status_code == 422
    assert shown(officer, LINE, place) == MINE


def test_a_draft_that_arrives_after_its_form_was_saved_does_not_come_back(officer: Client, place: Place) -> None:
    form = opened(officer, LINE, place)
    assert officer.post(LINE.path(place), form).status_code == 302
    late = {**form, "achievement": "Gõ trước khi bấm Lưu"}
    assert outcome(kept(officer, LINE.path(place), late)) == (200, "kept")
    page = officer.get(LINE.path(place))
    assert page.context["draft"] is None
    assert page.context["form"]["achievement"].value() == MINE
    assert not FormDraft.objects.exists()


# Two windows.


def test_another_window_s_newer_draft_is_not_overwritten_unasked(officer: Client, place: Place) -> None:
    path = LINE.path(place)
    first, second = opened(officer, LINE, place), opened(officer, LINE, place, "Ở cửa sổ kia")
    kept(officer, path, first)
    with unwritten():
        answer = kept(officer, path, second)
    assert outcome(answer) == (409, "elsewhere")
    assert shown(officer, LINE, place) == MINE
    assert outcome(kept(officer, path, second, "over")) == (200, "kept")
    assert shown(officer, LINE, place) == "Ở cửa sổ kia"


def test_who_takes_up_a_draft_goes_on_with_it_and_one_that_did_not_is_told(officer: Client, place: Place) -> None:
    path = LINE.path(place)
    first = opened(officer, LINE, place)
    kept(officer, path, first)
    taken_up = officer.get(path)
    mark = taken_up.context["draft"].mark
    second = {**filled(officer, path), "draft": mark, "achievement": "Gõ tiếp trên máy khác"}
    assert outcome(kept(officer, path, second)) == (200, "kept")
    assert outcome(kept(officer, path, first)) == (409, "elsewhere")
    third = {**second, "operation": "third", "achievement": "Bản cũ"}
    assert outcome(kept(officer, path, third)) == (409, "elsewhere")
    assert shown(officer, LINE, place) == "Gõ tiếp trên máy khác"


def test_saving_in_one_window_leaves_the_newer_draft_of_another(officer: Client, place: Place) -> None:
    path = LINE.path(place)
    first, second = opened(officer, LINE, place), opened(officer, LINE, place, "Ở cửa sổ kia")
    kept(officer, path, second)
    assert officer.post(path, {**first, "achievement": "Đã lưu"}).status_code == 302
    page = officer.get(path)
    assert page.context["form"]["achievement"].value() == "Ở cửa sổ kia"
    assert "This section has been saved anew since." in text_of(page)


# The letter goes on; a post ends; the sign-in ends.


@every_section
def test_when_the_letter_has_left_the_desk_the_text_is_kept_and_shown_with_the_reason(
    officer: Client, place: Place, section: Section
) -> None:
    form = opened(officer, section, place)
    send_letter(place.letter, **place.walk.officer)
    answer = kept(officer, section.path(place), form)
    assert outcome(answer) == (200, "kept")
    assert len(answer.json()["text"]) > len(f"Draft kept {timezone.localtime():%H:%M}.")
    page = officer.get(section.path(place))
    assert page.context["form"][section.field(place)].value() == MINE
    assert page.context["refusals"]
    FormDraft.objects.all().delete()
    assert officer.get(section.path(place)).status_code == 409


def test_who_has_lost_the_post_still_finds_the_text_among_the_drafts(cast: Cast, officer: Client, place: Place) -> None:
    kept(officer, LINE.path(place), opened(officer, LINE, place))
    Appointment.objects.filter(person=cast.person(OFFICER)).update(until=day(-1))
    with unwritten():
        assert kept(officer, LINE.path(place), {"achievement": "x"}).status_code == 404
        page = officer.get("/drafts/")
    assert ("Achievement", MINE) in page.context["page"].rows[0].texts
    assert MINE in text_of(page)


def test_a_draft_sent_after_the_sign_in_ended_waits_for_its_owner(cast: Cast, officer: Client, place: Place) -> None:
    path = LINE.path(place)
    kept(officer, path, opened(officer, LINE, place, "Trước khi hết phiên"))
    form = opened(officer, LINE, place, MINE)
    officer.logout()
    answer = kept(officer, path, form)
    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/accounts/login/")
    officer.force_login(cast.user(OFFICER))
    page = officer.get(path)
    assert page.context["form"].data["achievement"] == MINE
    assert page.context["draft"] is None
    assert "You were signed out." in text_of(page)


# Thrown away, forgotten, listed.


def test_a_draft_is_thrown_away_by_its_owner(officer: Client, place: Place) -> None:
    path, before = LINE.path(place), LINE.stands(place)
    kept(officer, path, opened(officer, LINE, place))
    answer = officer.post(f"/drafts/{FormDraft.objects.get().pk}/forget/", {"next": path})
    assert (answer.status_code, answer["Location"]) == (302, path)
    assert not FormDraft.objects.exists()
    assert (shown(officer, LINE, place), LINE.stands(place)) == (before, before)


def test_time_forgets_a_draft_that_nobody_touches(officer: Client, place: Place) -> None:
    kept(officer, LINE.path(place), opened(officer, LINE, place))
    FormDraft.objects.update(kept_at=timezone.now() - timedelta(days=KEPT_DAYS) + timedelta(hours=1))
    call_command("pass_time", stdout=StringIO())
    assert FormDraft.objects.count() == 1
    FormDraft.objects.update(kept_at=timezone.now() - timedelta(days=KEPT_DAYS, hours=1))
    out = StringIO()
    call_command("pass_time", stdout=out)
    assert (FormDraft.objects.count(), out.getvalue()) == (0, "drafts of forms forgotten: 1\n")


def test_a_draft_of_another_day_says_the_day(officer: Client, place: Place) -> None:
    kept(officer, LINE.path(place), opened(officer, LINE, place))
    at = timezone.now() - timedelta(days=1)
    FormDraft.objects.update(kept_at=at)
    assert f"kept {timezone.localtime(at):%H:%M, %d/%m/%Y}." in text_of(officer.get(LINE.path(place)))


def test_the_list_shows_what_was_typed_by_label_and_nothing_hidden(officer: Client, place: Place) -> None:
    for section in SECTIONS.values():
        kept(officer, section.path(place), opened(officer, section, place))
    page = officer.get("/drafts/")
    rows = page.context["page"].rows
    assert [row.path for row in rows] == [section.path(place) for section in reversed(SECTIONS.values())]
    labels = {label for row in rows for label, _text in row.texts}
    assert {"Achievement", "Subject", "Answer", "Place of the meeting"} <= labels
    assert not {"", "Operation", "Seen", "Owner", "Opened", "Acting as"} & labels


# How much it asks of the database.


@every_section
def test_a_draft_takes_at_most_three_statements_beside_its_page(
    officer: Client, place: Place, section: Section
) -> None:
    form, counted = opened(officer, section, place), []
    for text in ("a", "ab"):
        with CaptureQueriesContext(connection) as captured:
            kept(officer, section.path(place), {**form, section.field(place): text})
        counted.append(sum("formdraft" in query["sql"] for query in captured))
    assert counted == [3, 1]  # looked for and made; then written anew


def test_a_draft_of_hundreds_of_rows_takes_as_many_statements_as_one_of_ten(cast: Cast, officer: Client) -> None:
    counts = []
    for many in (10, 300):
        letter, lines = households(cast, many)
        path = f"/letters/{letter.pk}/minutes/"
        form = {**filled(officer, path), **{f"votes[{line}].in_favour": "8" for line in lines}}
        with CaptureQueriesContext(connection) as keeps:
            assert outcome(kept(officer, path, form)) == (200, "kept")
        with CaptureQueriesContext(connection) as opens:
            assert officer.get(path).context["form"][f"votes[{lines[-1]}].in_favour"].value() == "8"
        counts.append((len(keeps), len(opens)))
    assert counts[0] == counts[1]


def test_the_list_takes_as_many_statements_for_many_drafts_as_for_one(
    cast: Cast, officer: Client, place: Place
) -> None:
    counts = []
    for many in (1, 40):
        FormDraft.objects.all().delete()
        given = {"title": "x", "typed": [["a", ["b"]]], "labels": {"a": "A"}, "kept_at": timezone.now()}
        FormDraft.objects.bulk_create(
            FormDraft(user=cast.user(OFFICER), path=f"/dossiers/{place.line}/{number}/", operation=str(number), **given)
            for number in range(many)
        )
        with CaptureQueriesContext(connection) as captured:
            assert officer.get("/drafts/").status_code == 200
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_without_the_script_a_form_is_sent_as_ever(officer: Client, place: Place) -> None:
    """Also one that does not say how the page stood when it was opened, while nobody else has saved."""
    form = opened(officer, LINE, place)
    del form["opened"]
    assert officer.post(LINE.path(place), form).status_code == 302
    assert LINE.stands(place) == MINE
    assert THEIRS not in text_of(officer.get(LINE.path(place)))
