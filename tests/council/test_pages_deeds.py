"""The pages of single deeds on a session: each does what it says, and says why when it is refused."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.views.debug import SafeExceptionReporterFilter

from tests.appraisal.given import related, today, tomorrow
from tests.council.given import Council, agenda, tally
from tests.dossiers.pages_given import sent as posted
from tests.dossiers.pages_given import signed_in, text_of, unwritten
from tests.support.walk import R1
from workflow.council.agenda import fix_agenda
from workflow.council.attendance import note_attendance, open_voting, send_papers
from workflow.council.closing import close_voting
from workflow.council.models import AgendaItem, Attendance, Conflict, CouncilSession, MinutesDraft, PaperCount, Seat
from workflow.dossiers.models import Nomination
from workflow.management.demo import drafts
from workflow.management.demo.cast import Cast
from workflow.management.demo.papers import pdf

SECRETARY, CHAIR, MEMBER = R1.bodies.secretary, R1.bodies.chair, "council-06"


def url(name: str, session: CouncilSession) -> str:
    """The address of a page of a session."""
    return reverse(name, args=[session.pk])


def done(client: Client, name: str, session: CouncilSession, **typed: Any) -> None:
    """The deed is done by its page."""
    answer = posted(client, url(name, session), **typed)
    assert answer.status_code == 302, answer.context["form"].errors if answer.context else answer


# The agenda --------------------------------------------------------------------------------------------


def test_an_agenda_is_proposed_section_by_section_and_listed_under_their_headings(cast: Cast) -> None:
    council = Council(cast)
    households = [drafts.household(f"Hộ bà Đỗ Thị {n} (minh họa)", R1.award_form) for n in range(2)]
    session, first = council.referred(entries=households)
    _same, second = council.referred(2)
    secretary = signed_in(cast, SECRETARY)
    form = secretary.get(url("session_agenda", session)).context["form"]
    assert [[row["line"].pk for row in part.rows] for part in form.parts] == [second, first]
    done(secretary, "session_agenda", session, place="Phòng họp số 1")
    assert agenda(session) == [*second, *first]
    parts = secretary.get(url("session", session)).context["parts"]
    assert [part.title.partition(" – ")[0] for part in parts] == ["Individuals", "Households"]
    assert [row.number for part in parts for row in part.rows] == [1, 2, 3, 4]
    session.refresh_from_db()
    assert (session.place, session.mode) == ("Phòng họp số 1", "MIXED")


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"mode": "WRITTEN"}, "written_until"), ({"mode": "MEETING", "written_until": "31/12/2099"}, "written_until")],
)
def test_what_does_not_fit_to_the_kind_of_session_stands_beside_its_field(
    cast: Cast, typed: dict[str, str], field: str
) -> None:
    session, _lines = Council(cast).referred(1)
    secretary, place = signed_in(cast, SECRETARY), "Hội trường"
    answer = posted(secretary, url("session_agenda", session), place=place, **typed)
    assert (answer.status_code, bool(answer.context["form"].errors[field])) == (422, True)
    assert answer.context["form"]["place"].value() == place
    assert agenda(session) == []


def test_the_chair_alone_adds_lines_late_and_they_stand_last_with_the_reason(cast: Cast) -> None:
    council = Council(cast)
    session, lines = council.fixed(1)
    _later, more = council.referred(2, first=5)
    assert signed_in(cast, SECRETARY).get(url("session_late", session)).status_code == 404
    chair = signed_in(cast, CHAIR)
    answer = posted(chair, url("session_late", session), nominations=[str(more[0])])
    assert (answer.status_code, bool(answer.context["form"].errors["reason"])) == (422, True)
    assert 'checked aria-label="' in " ".join(text_of(answer).split())
    done(chair, "session_late", session, nominations=[str(more[0])], reason="Hồ sơ vừa đủ (minh họa)")
    assert agenda(session) == [*lines, more[0]]
    assert "Hồ sơ vừa đủ" in text_of(signed_in(cast, MEMBER).get(url("session", session)))


def test_without_a_waiting_line_there_is_nothing_to_add(cast: Cast) -> None:
    session, _lines = Council(cast).fixed(1)
    answer = signed_in(cast, CHAIR).get(url("session_late", session))
    assert (answer.status_code, answer.context.get("form")) == (422, None)
    assert "No line waits for the next session." in text_of(answer)


def test_papers_are_sent_and_only_those_who_run_the_session_see_who_has_read_them(cast: Cast) -> None:
    session, _lines = Council(cast).fixed(1)
    secretary, member = signed_in(cast, SECRETARY), signed_in(cast, MEMBER)
    done(secretary, "session_papers", session)
    done(member, "session_read", session)
    assert Seat.objects.exclude(papers_read_at=None).get().person == cast.person(MEMBER)
    shown = [text_of(one.get(url("session", session))) for one in (secretary, member)]
    assert [("Papers read" in page, "A member has read the papers" in page) for page in shown] == [
        (True, True),
        (False, False),
    ]
    again = posted(secretary, url("session_papers", session))
    assert (again.status_code, "The papers are out already." in text_of(again)) == (422, True)


def test_the_chair_sets_another_last_day_with_a_reason(cast: Cast) -> None:
    session, _lines = Council(cast).fixed(1)
    chair = signed_in(cast, CHAIR)
    wrong = posted(chair, url("session_until", session), until="01/02/2020", reason="Kéo dài")
    assert (wrong.status_code, bool(wrong.context["form"].errors["until"])) == (422, True)
    done(chair, "session_until", session, until=f"{tomorrow():%d/%m/%Y}", reason="Kéo dài")
    session.refresh_from_db()
    assert session.written_until == tomorrow()
    assert signed_in(cast, SECRETARY).get(url("session_until", session)).status_code == 404


# Conflicts ---------------------------------------------------------------------------------------------


def test_a_member_declares_several_lines_at_once_and_only_the_secretary_reads_why(cast: Cast) -> None:
    session, lines = Council(cast).fixed(3)
    member, why = signed_in(cast, MEMBER), "Cùng nhóm nghiên cứu (minh họa)"
    page = posted(member, url("session_declare", session), nominations=[str(lines[0])])
    assert (page.status_code, bool(page.context["form"].errors["reason"])) == (422, True)
    assert not Conflict.objects.exists()
    done(member, "session_declare", session, nominations=[str(lines[0]), str(lines[2])], reason=why)
    assert [item.nomination_id for item in member.get(url("session", session)).context["items"]] == [lines[1]]
    assert [row.number for part in member.get(url("session", session)).context["parts"] for row in part.rows] == [1]
    told = text_of(signed_in(cast, SECRETARY).get(url("session_conflicts", session)))
    assert (told.count(why), told.count("declared by the member")) == (2, 2)
    assert why not in text_of(signed_in(cast, "council-07").get(url("session", session)))
    assert why not in text_of(member.get(url("session", session)))


def test_a_line_that_is_not_on_the_agenda_and_one_that_is_hidden_are_refused_alike(cast: Cast) -> None:
    related(cast.person("nominee-01"), cast.person(MEMBER))
    session, lines = Council(cast).fixed(2)
    member, told = signed_in(cast, MEMBER), []
    for line in (lines[0], 999_999):
        with unwritten():
            answer = posted(member, url("session_declare", session), nominations=[str(line)], reason="Quen biết")
        told.append(str(answer.context["form"].errors["nominations"]).replace(str(line), "N"))
    assert told[0] == told[1]


def test_after_a_secret_sheet_is_in_nothing_is_declared(cast: Cast) -> None:
    council = Council(cast)
    session, _lines = council.opened(1)
    council.all_vote(session, [MEMBER], "AGREE")
    answer = signed_in(cast, MEMBER).get(url("session_declare", session))
    assert (answer.status_code, "Declare it before you vote." in text_of(answer)) == (422, True)


# The vote ----------------------------------------------------------------------------------------------


def test_who_came_and_who_left_follows_from_what_the_page_showed(cast: Cast) -> None:
    session, _lines = Council(cast).opened(1, absent=["council-05"])
    secretary = signed_in(cast, SECRETARY)
    here = set(Seat.objects.filter(session=session, present=True).values_list("person", flat=True))
    came, left = cast.person("council-05").pk, cast.person("council-07").pk
    done(secretary, "session_attendance", session, present=[str(one) for one in here - {left} | {came}])
    noted = Attendance.objects.order_by("pk").values_list("seat__person", "came", "present")
    assert sorted(noted) == sorted([(came, True, 12), (left, False, 12)])


def test_attendance_that_somebody_noted_meanwhile_is_not_turned_back(cast: Cast) -> None:
    council = Council(cast)
    session, _lines = council.opened(1)
    secretary, path = signed_in(cast, SECRETARY), url("session_attendance", session)
    form = secretary.get(path).context["form"]
    left = cast.person("council-07").pk
    typed = {bound.html_name: bound.value() for bound in form if bound.html_name not in {"present", "seen"}}
    note_attendance(session, [], [left], **council.chair)
    for present in ([one for one in form["present"].value() if one != left], form["present"].value()):
        answer = secretary.post(path, {**typed, "present": [str(one) for one in present]})
        assert (answer.status_code, bool(answer.context["form"].errors["present"])) == (422, True)
    assert Attendance.objects.count() == 1


def test_a_vote_without_quorum_is_closed_only_on_that_word(cast: Cast) -> None:
    council = Council(cast)
    session, lines = council.referred(1)
    fix_agenda(session, today(), mode="MEETING", **council.secretary)
    open_voting(session, council.seats(session)[:3], **council.secretary)
    secretary = signed_in(cast, SECRETARY)
    assert "without_quorum" in secretary.get(url("session_close", session)).context["form"].fields
    refused = posted(secretary, url("session_close", session))
    assert (refused.status_code, "The quorum is not reached" in text_of(refused)) == (422, True)
    done(secretary, "session_close", session, without_quorum="on")
    council.sign(session)
    assert Nomination.objects.get(pk=lines[0]).case_id != session.case_id


def test_the_word_is_not_asked_for_while_the_quorum_is_reached_or_ballots_are_awaited(cast: Cast) -> None:
    council = Council(cast)
    session, _lines = council.opened(1, absent=["council-05"])
    secretary = signed_in(cast, SECRETARY)
    assert "without_quorum" not in secretary.get(url("session_close", session)).context["form"].fields
    here = Seat.objects.filter(session=session, present=True).values_list("person", flat=True)
    note_attendance(session, [], list(here[:8]), **council.secretary)
    assert "without_quorum" not in secretary.get(url("session_close", session)).context["form"].fields
    close_voting(session, **council.secretary)
    assert "without_quorum" in secretary.get(url("session_close", session)).context["form"].fields


def test_members_are_reminded_while_ballots_are_awaited(cast: Cast) -> None:
    council = Council(cast)
    session, _lines = council.opened(1)
    secretary = signed_in(cast, SECRETARY)
    assert "Ballots awaited: 13." in text_of(secretary.get(url("session_remind", session)))
    done(secretary, "session_remind", session)
    council.all_vote(session, council.names(session), "AGREE")
    answer = posted(secretary, url("session_remind", session))
    assert (answer.status_code, "No ballot is awaited." in text_of(answer)) == (422, True)


def test_a_written_round_goes_by_its_pages_and_the_ballot_stands_on_the_members_desk(cast: Cast) -> None:
    council = Council(cast)
    session, lines = council.referred(1)
    secretary, member = signed_in(cast, SECRETARY), signed_in(cast, MEMBER)
    assert "Ballots awaited" not in text_of(member.get(reverse("desk")))
    done(secretary, "session_agenda", session, mode="WRITTEN", written_until=f"{today():%d/%m/%Y}")
    page = text_of(secretary.get(url("session_open", session)))
    assert "Ask for the written opinions" in page
    assert 'name="present"' not in page
    done(secretary, "session_open", session)
    awaited = member.get(reverse("desk")).context["awaited"]
    assert [one.url for one in awaited] == [url("session_ballot", session)]
    done(member, "session_ballot", session, others="AGREE")
    assert member.get(reverse("desk")).context["awaited"] == []
    assert signed_in(cast, "ldld-council-04").get(reverse("desk")).context["awaited"] == []
    council.all_vote(session, [name for name in council.names(session) if name != MEMBER], "AGREE")
    assert "Close the written opinions and count" in text_of(secretary.get(url("session", session)))
    done(secretary, "session_close", session)
    assert tally(session)[lines[0]] == (13, 0, 0, True)


def test_an_opinion_in_words_is_handed_in_and_a_long_one_shown_again(cast: Cast) -> None:
    session, lines = Council(cast).opened(2)
    member, name = signed_in(cast, MEMBER), f"opinions[{lines[1]}]"
    answer = posted(member, url("session_ballot", session), others="AGREE", **{name: "x" * 501})
    assert (answer.status_code, bool(answer.context["form"].errors[name])) == (422, True)
    assert answer.context["form"][name].value() == "x" * 501
    done(member, "session_ballot", session, others="AGREE", **{name: "Nên xem xét mức cao hơn"})
    said = AgendaItem.objects.filter(session=session, ballots__opinion="Nên xem xét mức cao hơn")
    assert list(said.values_list("nomination", flat=True)) == [lines[1]]


def test_a_sheet_is_a_fieldset_with_a_legend_for_each_line_under_its_section(cast: Cast) -> None:
    session, _lines = Council(cast).opened(3)
    page = text_of(signed_in(cast, MEMBER).get(url("session_ballot", session)))
    assert (page.count("<legend"), page.count('class="ballot-line"')) == (4, 3)
    assert page.count('<section class="ballot-part"') == 1


def test_the_pages_of_lines_take_a_constant_number_of_statements(cast: Cast) -> None:
    council = Council(cast)
    few, _lines = council.opened(1)
    many, _more = council.opened(12, first=5)
    member, counted = signed_in(cast, MEMBER), []
    for session in (few, many):
        member.get(url("session", session))
        for name in ("session", "session_ballot", "session_declare"):
            with CaptureQueriesContext(connection) as asked:
                assert member.get(url(name, session)).status_code == 200
            counted.append(len(asked))
    assert counted[:3] == counted[3:]


def test_nothing_of_a_sheet_stands_in_the_report_of_an_error(cast: Cast) -> None:
    session, _lines = Council(cast).opened(1)
    typed = {"others": "ABSTAIN", "code": "AAAA-BBBB-CCCC-DDDD"}
    request = signed_in(cast, MEMBER).post(url("session_ballot", session), typed).wsgi_request
    told = SafeExceptionReporterFilter().get_post_parameters(request)
    assert {name: told[name] == value for name, value in typed.items()} == dict.fromkeys(typed, False)


# Slips -------------------------------------------------------------------------------------------------


def _slip(name: str = "giay.pdf", content: bytes = b"") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content or pdf("Giay xac nhan (minh hoa)"), content_type="application/pdf")


def test_a_slip_is_read_by_its_member_and_by_those_who_run_the_session(cast: Cast) -> None:
    session, _lines = Council(cast).opened(1, absent=[MEMBER])
    member, secretary = signed_in(cast, MEMBER), signed_in(cast, SECRETARY)
    done(member, "session_slip", session, file=_slip())
    seat = Seat.objects.exclude(slip_sha256="").get()
    path = reverse("session_slip_file", args=[seat.pk])
    assert path in text_of(secretary.get(url("session_slips", session)))
    for client in (member, secretary, signed_in(cast, CHAIR)):
        answer = client.get(path)
        assert (answer.status_code, answer["Content-Disposition"]) == (200, 'attachment; filename="giay.pdf"')
        assert b"".join(answer.streaming_content) == pdf("Giay xac nhan (minh hoa)")  # type: ignore[attr-defined]  # a file has it
    for name in ("council-07", "teller-1", "ldld-secretary", "tdkt-head"):
        assert signed_in(cast, name).get(path).status_code == 404
    assert member.get(url("session_slips", session)).status_code == 404


@pytest.mark.parametrize("file", [("giay.exe", b"MZ\x90\x00"), ("giay.pdf", b"khong phai pdf")])
def test_a_slip_that_is_no_paper_is_refused(cast: Cast, file: tuple[str, bytes]) -> None:
    session, _lines = Council(cast).opened(1, absent=[MEMBER])
    member = signed_in(cast, MEMBER)
    answer = posted(member, url("session_slip", session), file=_slip(*file))
    assert (answer.status_code, bool(answer.context["form"].errors["file"])) == (422, True)
    assert not Seat.objects.exclude(slip_sha256="").exists()


def test_whoever_is_present_hands_in_no_slip(cast: Cast) -> None:
    session, _lines = Council(cast).opened(1)
    answer = signed_in(cast, MEMBER).get(url("session_slip", session))
    assert (answer.status_code, "You do not vote in writing" in text_of(answer)) == (422, True)


# On paper ----------------------------------------------------------------------------------------------


def _on_paper(cast: Cast) -> tuple[CouncilSession, list[int]]:
    council = Council(cast)
    session, lines = council.referred(2)
    fix_agenda(session, today(), mode="MEETING", **council.secretary)
    secretary = signed_in(cast, SECRETARY)
    present = [str(one) for one in council.seats(session)]
    done(secretary, "session_open", session, present=present, by_paper="on")
    session.refresh_from_db()
    assert session.by_paper
    return session, lines


def _figures(lines: list[int], *rows: tuple[int, int, int, int]) -> dict[str, str]:
    names = ("yes", "no", "other", "invalid")
    return {
        f"{name}-{line}": str(number)
        for line, row in zip(lines, rows, strict=True)
        for name, number in zip(names, row, strict=True)
    }


def test_two_tellers_count_the_paper_ballots_by_their_pages(cast: Cast) -> None:
    session, lines = _on_paper(cast)
    first, second = signed_in(cast, "teller-1"), signed_in(cast, "teller-2")
    ballot = signed_in(cast, MEMBER).get(url("session_ballot", session))
    assert (ballot.status_code, "the tellers count" in text_of(ballot)) == (422, True)
    typed = {"issued": "13", "returned": "13", **_figures(lines, (10, 2, 1, 0), (5, 7, 0, 1))}
    done(first, "session_count", session, **typed)
    own = posted(first, url("session_count_confirm", session))
    assert (own.status_code, "another confirms it" in text_of(own)) == (403, True)
    again = first.get(url("session_count", session)).context["form"]
    assert again[f"no-{lines[1]}"].value() == 7
    done(second, "session_count_confirm", session)
    done(signed_in(cast, SECRETARY), "session_close", session)
    assert tally(session) == {lines[0]: (10, 2, 1, True), lines[1]: (5, 7, 0, False)}
    record = text_of(second.get(url("session_record", session)))
    assert all(cast.person(name).full_name in record for name in ("teller-1", "teller-2"))


def test_a_wrong_figure_stands_beside_its_line_and_nothing_typed_is_lost(cast: Cast) -> None:
    session, lines = _on_paper(cast)
    teller = signed_in(cast, "teller-1")
    typed = {"issued": "13", "returned": "12", **_figures(lines, (10, 2, 1, 0), (5, 7, 0, 0))}
    answer = posted(teller, url("session_count", session), **typed)
    form = answer.context["form"]
    assert (answer.status_code, list(form.errors)) == (422, [f"yes-{lines[0]}"])
    assert {name: form[name].value() for name in typed} == typed
    assert not PaperCount.objects.exists()


def test_a_teller_tied_to_a_line_does_not_count(cast: Cast) -> None:
    related(cast.person("nominee-01"), cast.person("teller-1"))
    session, _lines = _on_paper(cast)
    answer = signed_in(cast, "teller-1").get(url("session_count", session))
    assert (answer.status_code, "Another teller counts." in text_of(answer)) == (422, True)
    assert signed_in(cast, "teller-2").get(url("session_count", session)).status_code == 200


# The minutes -------------------------------------------------------------------------------------------


def test_the_draft_keeps_its_revisions_shows_what_changed_and_goes_into_the_minutes(cast: Cast) -> None:
    council = Council(cast)
    session, _lines = council.closed(1)
    secretary = signed_in(cast, SECRETARY)
    for text in ("Hội đồng thảo luận.", "Hội đồng thảo luận kỹ."):
        done(secretary, "session_draft", session, remarks=text)
    assert MinutesDraft.objects.count() == 2
    pieces = secretary.get(url("session_drafts", session)).context["pieces"]
    assert [(one.kind, one.words) for one in pieces if one.kind != "kept"] == [("out", "luận."), ("in", "luận kỹ.")]
    same = secretary.get(url("session_drafts", session) + "?old=2&new=2")
    assert (same.context["pieces"], same.context["new"].number) == ([], 2)
    assert secretary.get(url("session_drafts", session) + "?old=x&new=99").context["new"].number == 2
    assert signed_in(cast, MEMBER).get(url("session_drafts", session)).status_code == 404
    form = secretary.get(url("session_minutes", session)).context["form"]
    assert form["remarks"].value() == "Hội đồng thảo luận kỹ."
    done(secretary, "session_minutes", session)
    sealed = posted(secretary, url("session_draft", session), remarks="Muộn")
    assert (sealed.status_code, "they stay as they are" in text_of(sealed)) == (422, True)
    done(signed_in(cast, CHAIR), "session_minutes", session)
    assert "Hội đồng thảo luận kỹ." in text_of(signed_in(cast, MEMBER).get(url("session_print", session)))


def test_who_runs_a_secret_session_is_warned_of_results_that_tell_how_each_voted(cast: Cast) -> None:
    council = Council(cast)
    session, lines = council.opened(2)
    names = council.names(session)
    for name in names:
        choices = {lines[0]: "DISAGREE"} if name == names[0] else {}
        done(
            signed_in(cast, name),
            "session_ballot",
            session,
            others="AGREE",
            **{f"choices[{k}]": v for k, v in choices.items()},
        )
    close_voting(session, **council.secretary)
    warning = "The result of these lines itself tells how each voted: 2."
    assert warning in text_of(signed_in(cast, SECRETARY).get(url("session", session)))
    assert "tells how each voted" not in text_of(signed_in(cast, MEMBER).get(url("session", session)))


def test_nothing_is_printed_before_its_time(cast: Cast) -> None:
    session, _lines = Council(cast).opened(1)
    secretary = signed_in(cast, SECRETARY)
    assert [secretary.get(url(name, session)).status_code for name in ("session_print", "session_record")] == [404, 404]


def test_papers_of_another_council_are_sent_by_nobody_here(cast: Cast) -> None:
    session, _lines = Council(cast).fixed(1)
    other = signed_in(cast, "ldld-secretary")
    with unwritten():
        assert other.post(url("session_papers", session), {"operation": "x"}).status_code == 404
    send_papers(session, **Council(cast).secretary)
