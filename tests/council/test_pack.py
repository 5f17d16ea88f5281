"""The papers pack of a session: what it tells, to whom, and that a line kept from somebody leaves no trace in it."""

import re
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override, pgettext

from tests.appraisal.given import appointed, delegated, related, today, yesterday
from tests.council.given import Council, agenda
from tests.documents.reading import Paper, opened, squeezed
from tests.dossiers.pages_given import signed_in, text_of, unwritten
from tests.support.walk import R1
from workflow.appraisal.models import AppraisalSheet
from workflow.awards.models import Track
from workflow.council.agenda import add_to_agenda, fix_agenda
from workflow.council.attendance import mark_papers_read, send_papers
from workflow.council.closing import close_voting
from workflow.council.conflicts import declare_conflict
from workflow.council.models import AgendaItem, Conflict, CouncilSession, Seat
from workflow.council.pack import Copy, copy_for, pack_for
from workflow.council.pack_facts import facts_of
from workflow.directory.models import Appointment, Organisation
from workflow.documents import rendering
from workflow.documents.catalogue import Document
from workflow.documents.rendering import make
from workflow.dossiers.correcting import correct_clerical
from workflow.dossiers.door import apply_transition
from workflow.dossiers.models import Attachment, Nomination
from workflow.dossiers.visibility import visible_to
from workflow.management.demo import drafts
from workflow.management.demo.cast import Cast
from workflow.management.demo.history import lay_out_history
from workflow.pages.acting import Acting
from workflow.procedure.facts import Reason
from workflow.procedure.roles import Role
from workflow.procedure.transitions import Transition

SECRETARY, CHAIR, MEMBER, OTHER = R1.bodies.secretary, R1.bodies.chair, "council-06", "council-07"
FORM = R1.award_form


def path(session: CouncilSession) -> str:
    """The address of the pack."""
    return reverse("session_pack", args=[session.pk])


def got(cast: Cast, session: CouncilSession, name: str) -> int:
    """The status of the pack for this person."""
    return int(signed_in(cast, name).get(path(session)).status_code)


def pack(cast: Cast, session: CouncilSession, name: str) -> Paper:
    """The pack as this person gets it."""
    answer = signed_in(cast, name).get(path(session))
    assert answer.status_code == 200
    return opened(answer.content)


def facts(cast: Cast, session: CouncilSession, name: str) -> dict[str, Any]:
    """What the pack of this person tells."""
    acting = Acting(cast.user(name), today())
    session = CouncilSession.objects.get(pk=session.pk)
    copy = copy_for(session, acting)
    assert isinstance(copy, Copy)
    return dict(facts_of(pack_for(session, copy, acting)))


def lines_in(told: dict[str, Any]) -> list[dict[str, Any]]:
    """The nominations of the pack, as they are numbered."""
    return [line for section in told["sections"] for form in section["forms"] for line in form["lines"]]


def mixed(council: Council) -> tuple[CouncilSession, list[int]]:
    """A fixed session with two people, a collective and two households."""
    entries = [
        drafts.household("Hộ ông Đặng Một", FORM),
        drafts.collective("demo-nn-01", FORM),
        drafts.household("Hộ bà Đỗ Hai", FORM),
    ]
    session, lines = council.referred(entries=entries)
    _same, people = council.referred(2)
    fix_agenda(session, today(), **council.secretary, place="Hội trường tầng 3")
    session.refresh_from_db()
    return session, [*lines, *people]


def said(text: str) -> str:
    """What stands on paper for this text."""
    with override("vi"):
        return pgettext("on paper", text)


# Who reads it ------------------------------------------------------------------------------------------


def test_nobody_reads_the_papers_before_the_agenda_is_fixed(cast: Cast) -> None:
    session, _lines = Council(cast).referred(1)
    assert [got(cast, session, name) for name in (SECRETARY, CHAIR, MEMBER)] == [404] * 3


def test_whoever_runs_the_session_reads_them_from_the_fixed_agenda_and_members_once_they_are_sent(cast: Cast) -> None:
    council = Council(cast)
    session, _lines = council.fixed(1)
    assert [got(cast, session, name) for name in (SECRETARY, CHAIR, MEMBER)] == [200, 200, 404]
    send_papers(session, **council.secretary)
    assert [got(cast, session, name) for name in (SECRETARY, CHAIR, MEMBER)] == [200] * 3


@pytest.mark.parametrize(
    "who", ["teller-1", "ldld-secretary", "ldld-council-04", "tdkt-head", "nnmt-officer", "administrator", "inspector"]
)
def test_the_papers_do_not_exist_for_anybody_else(cast: Cast, who: str) -> None:
    council = Council(cast)
    session, _lines = council.fixed(1)
    send_papers(session, **council.secretary)
    assert got(cast, session, who) == 404


def test_a_member_without_a_seat_at_the_session_has_no_papers(cast: Cast) -> None:
    council = Council(cast)
    session, _lines = council.fixed(1)
    send_papers(session, **council.secretary)
    appointed(cast, "nnmt-deputy", Role.COUNCIL_MEMBER, "hd-tdkt-tinh")
    assert got(cast, session, "nnmt-deputy") == 404


def test_a_member_whose_post_has_ended_has_no_papers(cast: Cast) -> None:
    council = Council(cast)
    session, _lines = council.fixed(1)
    send_papers(session, **council.secretary)
    Appointment.objects.filter(person=cast.person(MEMBER), role=Role.COUNCIL_MEMBER).update(until=yesterday())
    assert got(cast, session, MEMBER) == 404


def test_whoever_is_not_signed_in_signs_in_first(cast: Cast) -> None:
    session, _lines = Council(cast).fixed(1)
    answer = Client().get(path(session))
    assert (answer.status_code, "login" in answer["Location"]) == (302, True)


def test_the_papers_are_only_fetched(cast: Cast) -> None:
    session, _lines = Council(cast).fixed(1)
    client = signed_in(cast, SECRETARY)
    assert [client.post(path(session)).status_code, client.put(path(session)).status_code] == [405, 405]
    assert signed_in(cast, MEMBER).post(path(session)).status_code == 404, "not yet there"


def test_fetching_writes_nothing_and_does_not_say_that_they_were_read(cast: Cast) -> None:
    council = Council(cast)
    session, _lines = council.fixed(1)
    send_papers(session, **council.secretary)
    with unwritten():
        assert got(cast, session, MEMBER) == 200
    assert not Seat.objects.exclude(papers_read_at=None).exists()
    mark_papers_read(session, **council.member(MEMBER))
    assert [one.person_id for one in Seat.objects.exclude(papers_read_at=None)] == [cast.person(MEMBER).pk]


def test_it_is_a_file_that_no_browser_keeps_or_shows_as_a_page(cast: Cast) -> None:
    session, _lines = Council(cast).fixed(1)
    answer = signed_in(cast, SECRETARY).get(path(session))
    assert answer["Content-Type"] == "application/pdf"
    assert answer["X-Content-Type-Options"] == "nosniff"
    name = f"tai-lieu-phien-hop-1-{today().year}.pdf"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    assert {"private", "no-store"} <= set(re.split(r",\s*", answer["Cache-Control"]))
    assert "sandbox" in answer["Content-Security-Policy"]


def test_the_session_offers_its_papers_to_those_who_may_read_them(cast: Cast) -> None:
    council = Council(cast)
    session, _lines = council.fixed(1)
    shown = [
        path(session) in text_of(signed_in(cast, name).get(reverse("session", args=[session.pk])))
        for name in (SECRETARY, MEMBER)
    ]
    assert shown == [True, False]
    send_papers(session, **council.secretary)
    assert path(session) in text_of(signed_in(cast, MEMBER).get(reverse("session", args=[session.pk])))


def test_where_it_cannot_be_made_a_page_says_so(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    session, _lines = Council(cast).fixed(1)
    monkeypatch.setattr(rendering, "LIMITS", {**rendering.LIMITS, "memory": 64 << 20})
    answer = signed_in(cast, SECRETARY).get(path(session))
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "The document cannot be made at the moment." in text_of(answer)


# What it tells -----------------------------------------------------------------------------------------


def test_the_cover_tells_of_the_session_and_lists_the_agenda_by_sections(cast: Cast) -> None:
    session, lines = mixed(Council(cast))
    paper = pack(cast, session, SECRETARY)
    cover = " ".join(paper.pages[0].split())
    for text in (str(session.council).upper(), f"{today():%d/%m/%Y}", "Hội trường tầng 3", said("by secret ballot")):
        assert squeezed(text) in squeezed(cover)
    names = dict(Nomination.objects.filter(pk__in=lines).values_list("pk", "nominee_name"))
    one, two, three, four, five = (names[line] for line in (lines[1], *lines[3:], lines[0], lines[2]))
    form = Nomination.objects.get(pk=lines[0]).award_form.name
    assert [(level, title) for level, title, _page in paper.bookmarks] == [
        (0, said("Agenda of the session")),
        (0, f"I. {said('COLLECTIVES')}"),
        (1, form),
        (2, f"1. {one}"),
        (0, f"II. {said('INDIVIDUALS')}"),
        (1, form),
        (2, f"2. {two}"),
        (2, f"3. {three}"),
        (0, f"III. {said('HOUSEHOLDS')}"),
        (1, form),
        (2, f"4. {four}"),
        (2, f"5. {five}"),
    ]
    listed = squeezed(paper.text)
    places = [listed.index(squeezed(name)) for name in (one, two, three, four, five)]
    assert places == sorted(places)


def test_each_line_tells_what_its_dossier_tells_a_member(cast: Cast) -> None:
    lay_out_history(cast)
    council = Council(cast)
    text = "Đoạn thứ nhất của thành tích.\nĐoạn thứ hai: giảm 35 % thời gian."
    someone = drafts.person(cast.person("nominee-01"), Track.STAFF, "Viên chức", "Phòng Kế hoạch", FORM)
    session, (key,) = council.referred(entries=[replace(someone, achievement=text)])
    fix_agenda(session, today(), **council.secretary)
    Nomination.objects.filter(pk=key).update(votes_for=11, votes_against=1, votes_abstained=1, votes_of=13)
    AppraisalSheet.objects.filter(nomination=key).update(note="Đã đối chiếu\nđủ minh chứng")
    line, sheet = Nomination.objects.get(pk=key), AppraisalSheet.objects.get(nomination=key, void=False)
    whole = squeezed(pack(cast, session, SECRETARY).text)
    with override("vi"):
        expected = [
            line.nominee_name,
            line.nominee_title,
            line.nominee_unit,
            line.unit.name,
            line.award_form.name,
            line.authority.name,
            line.campaign.name,
            f"{line.period_from:%d/%m/%Y} – {line.period_to:%d/%m/%Y}",
            line.influence_scope,
            line.achievement_title,
            *text.split("\n"),
            str(sheet.get_verdict_display()),
            "Đã đối chiếu",
            "đủ minh chứng",
            pgettext("on paper", "%(for)s of %(members)s in favour, %(against)s against, %(abstained)s abstained")
            % {"for": 11, "members": 13, "against": 1, "abstained": 1},
            *(
                f"{one.criterion.code} {one.criterion.text} {one.text}"
                for one in line.answers.filter(document_number="")
            ),
            "12/QĐ-UBND, 04/06/2021",
            "Phòng, chống dịch bệnh (minh họa)",
        ]
    assert [one for one in expected if squeezed(str(one)) not in whole] == []


def test_the_files_are_listed_by_name_and_hash_without_what_is_of_the_letter_alone(cast: Cast) -> None:
    session, (key,) = Council(cast).fixed(1)
    line = Nomination.objects.get(pk=key)
    cited = Attachment.objects.filter(answers__nomination=key)
    listed = Attachment.objects.filter(nomination=key).union(cited)
    others = Attachment.objects.filter(letter=line.letter_id).exclude(pk__in=cited.values("pk"))
    assert (bool(listed), bool(others)) == (True, True)
    paper = pack(cast, session, SECRETARY)
    for one in listed:
        assert one.sha256 in paper.text
        assert squeezed(one.file_name) in squeezed(paper.text)
    assert [one.title for one in others if one.sha256 in paper.text] == []
    gone = Attachment.objects.filter(nomination=key).first()
    assert gone is not None
    Attachment.objects.filter(pk=gone.pk).update(removed_at=timezone.now())
    assert gone.sha256 not in pack(cast, session, SECRETARY).text
    Attachment.objects.filter(pk=gone.pk).update(removed_at=None)


def test_a_name_is_told_as_it_was_corrected(cast: Cast) -> None:
    session, (key,) = Council(cast).fixed(1)
    specialist = cast.acts(R1.bodies.specialist, Role.OFFICE_SPECIALIST, R1.bodies.office)
    right = Nomination.objects.get(pk=key).nominee_name.replace("a", "á")
    correct_clerical(key, "nominee_name", right, confirmed_by="CV 15", **specialist)
    (line,) = lines_in(facts(cast, session, SECRETARY))
    assert line["name"] == right != Nomination.objects.get(pk=key).nominee_name
    assert line["facts"][0]["text"].startswith(f"{right} (")


def test_a_late_line_says_why_it_was_added_and_a_changed_one_that_it_was(cast: Cast) -> None:
    council = Council(cast)
    session, (first,) = council.fixed(1)
    _next, (late,) = council.referred(1, first=5)
    add_to_agenda(session, [late], "Việc cấp bách", **council.chair)
    AgendaItem.objects.filter(nomination=first).update(hash="0" * 64)
    told = lines_in(facts(cast, session, SECRETARY))
    reason = said("Added by the chair after the agenda was fixed: %(reason)s") % {"reason": "Việc cấp bách"}
    changed = said("The nomination was changed after the agenda was fixed.")
    assert [line["notices"] for line in told] == [[changed], [reason]]


def test_a_line_taken_off_is_gone_and_a_counted_one_stays_when_the_session_is_over(cast: Cast) -> None:
    council = Council(cast)
    session, lines = council.fixed(3)
    why, once = Reason("Hoãn (minh họa)"), "defer-one-line"
    apply_transition(Transition.DEFER, [lines[1]], **council.secretary, reason=why, operation_id=once)
    assert len(lines_in(facts(cast, session, SECRETARY))) == 2
    council.open(session)
    council.all_vote(session, council.names(session), "AGREE")
    close_voting(session, **council.secretary)
    council.sign(session)
    over = facts(cast, session, SECRETARY)
    assert [line["name"] for line in lines_in(over)] == [
        Nomination.objects.get(pk=line).nominee_name for line in agenda(session) if line != lines[1]
    ]


def test_names_come_out_as_they_were_typed(cast: Cast) -> None:
    council = Council(cast)
    hostile = ['Hộ #import "x": *', "Hộ *a* _b_ $x$ @ref", "Hộ \\ #{panic()} <l>", "Hộ Ẵng Ữu Ợi Ỷ Đặng"]
    session, _lines = council.referred(entries=[drafts.household(name, FORM) for name in hostile])
    fix_agenda(session, today(), **council.secretary)
    paper = pack(cast, session, SECRETARY)
    titles = [title for level, title, _page in paper.bookmarks if level == 2]
    assert titles == [f"{number}. {name}" for number, name in enumerate(hostile, 1)]
    assert [name for name in hostile if squeezed(name) not in squeezed(paper.pages[0])] == []


def test_a_long_name_of_the_council_leaves_the_head_readable(cast: Cast) -> None:
    session, _lines = Council(cast).fixed(1)
    name = 2 * "Hội đồng Thi đua - Khen thưởng liên ngành Nông nghiệp, Môi trường, Tài nguyên và Khí tượng thủy văn, "
    Organisation.objects.filter(pk=session.council_id).update(name=name[:250])
    paper = pack(cast, session, SECRETARY)
    assert squeezed(name[:250].upper()) in squeezed(paper.pages[0])
    assert len(paper.boxes(0, said("SOCIALIST REPUBLIC OF VIET NAM"))) == 1


# Whose copy it is --------------------------------------------------------------------------------------


def test_every_page_bears_the_name_of_its_reader_and_the_session(cast: Cast) -> None:
    council = Council(cast)
    session, _lines = council.fixed(3)
    send_papers(session, **council.secretary)
    for name in (SECRETARY, MEMBER):
        paper, reader = pack(cast, session, name), str(cast.person(name))
        with override("vi"):
            about = gettext("Session %(number)s of %(year)s") % {"number": 1, "year": today().year}
        assert len(paper.pages) > 3
        for page in paper.pages:
            # Across the page and at its foot.
            assert squeezed(page).count(squeezed(reader)) >= 2
            assert squeezed(page).count(squeezed(about)) >= 2


def test_the_secretarys_copy_is_whole_and_says_so_and_a_members_says_nothing_of_it(cast: Cast) -> None:
    council = Council(cast)
    session, _lines = council.fixed(2)
    send_papers(session, **council.secretary)
    whole = said("Whole copy: it holds every nomination on the agenda.")
    assert [whole in facts(cast, session, name)["notes"] for name in (SECRETARY, CHAIR, MEMBER)] == [True, True, False]


def test_the_same_copy_made_again_is_the_same_file_and_another_persons_is_another(cast: Cast) -> None:
    council = Council(cast)
    session, _lines = council.fixed(3)
    send_papers(session, **council.secretary)
    files = [signed_in(cast, name).get(path(session)).content for name in (MEMBER, MEMBER, OTHER, SECRETARY)]
    assert files[0] == files[1]
    assert len(set(files)) == 3


# Lines kept from somebody ------------------------------------------------------------------------------


def traces(paper: Paper, line: int) -> list[str]:
    """What can be found of a line in a file."""
    one, found = Nomination.objects.get(pk=line), paper.every_word
    names = [one.nominee_name, *one.nominee_name.rsplit(" (", 1)[:1]]
    shared = Attachment.objects.exclude(nomination=line).values("sha256")
    hashes = Attachment.objects.filter(nomination=line).exclude(sha256__in=shared).values_list("sha256", flat=True)
    return [text for text in (*names, one.achievement, *hashes) if squeezed(text) in squeezed(found)]


def test_a_line_kept_from_a_member_leaves_no_trace_in_the_members_copy(cast: Cast) -> None:
    council = Council(cast)
    related(cast.person("nominee-02"), cast.person(MEMBER))
    session, lines = council.fixed(4)
    send_papers(session, **council.secretary)
    assert Conflict.objects.filter(item__nomination=lines[1], person=cast.person(MEMBER), excludes=True).exists()
    mine, others = pack(cast, session, MEMBER), pack(cast, session, OTHER)
    assert traces(mine, lines[1]) == []
    assert traces(others, lines[1]) != [], "the search finds it where it is"
    numbers = [title.split(".")[0] for level, title, _page in mine.bookmarks if level == 2]
    assert numbers == ["1", "2", "3"]
    told = facts(cast, session, MEMBER)
    assert [line["number"] for line in lines_in(told)] == [1, 2, 3]
    assert {"name": said("Nominations"), "text": "3"} in told["about"]


def test_the_copy_is_the_same_as_if_the_line_were_not_on_the_agenda(cast: Cast) -> None:
    council = Council(cast)
    related(cast.person("nominee-02"), cast.person(MEMBER))
    session, lines = council.fixed(4)
    send_papers(session, **council.secretary)
    before = make(Document.SESSION_PACK, facts(cast, session, MEMBER))
    AgendaItem.objects.get(nomination=lines[1]).conflicts.all().delete()
    AgendaItem.objects.filter(nomination=lines[1]).delete()
    assert make(Document.SESSION_PACK, facts(cast, session, MEMBER)) == before


def test_a_section_of_which_all_is_kept_from_a_member_is_not_there(cast: Cast) -> None:
    council = Council(cast)
    session, lines = mixed(council)
    send_papers(session, **council.secretary)
    declare_conflict(session, [lines[1]], "Tôi đã viết báo cáo", **council.member(MEMBER))
    names = [section["name"] for section in facts(cast, session, MEMBER)["sections"]]
    assert names == [f"I. {said('INDIVIDUALS')}", f"II. {said('HOUSEHOLDS')}"]
    assert [section["name"][:3] for section in facts(cast, session, OTHER)["sections"]] == ["I. ", "II.", "III"]


def test_a_line_is_kept_from_a_member_who_sees_it_by_another_post(cast: Cast) -> None:
    council = Council(cast)
    related(cast.person("nominee-01"), cast.person(MEMBER))
    session, lines = council.fixed(2)
    send_papers(session, **council.secretary)
    appointed(cast, MEMBER, Role.OFFICE_SPECIALIST, R1.bodies.office)
    assert visible_to(cast.user(MEMBER)).filter(pk=lines[0]).exists(), "by the post at the office"
    assert traces(pack(cast, session, MEMBER), lines[0]) == []


def test_a_line_is_kept_from_whoever_runs_the_session_and_then_the_copy_does_not_say_it_is_whole(cast: Cast) -> None:
    council = Council(cast)
    for name in (SECRETARY, CHAIR):
        related(cast.person("nominee-01"), cast.person(name))
    session, lines = council.referred(2)
    fix_agenda(session, today(), **council.secretary)
    session.refresh_from_db()
    assert lines[0] in agenda(session)
    whole = said("Whole copy: it holds every nomination on the agenda.")
    for name in (SECRETARY, CHAIR):
        assert traces(pack(cast, session, name), lines[0]) == []
        assert whole not in facts(cast, session, name)["notes"]


def test_what_is_kept_from_the_giver_of_a_post_is_kept_from_whoever_was_lent_it(cast: Cast) -> None:
    council = Council(cast)
    related(cast.person("nominee-01"), cast.person(CHAIR))
    session, lines = council.fixed(2)
    delegated(cast, cast.post(CHAIR, Role.COUNCIL_CHAIR), "nnmt-head", Transition.SUPPORT)
    assert visible_to(cast.user("nnmt-head")).filter(pk=lines[0]).exists(), "by the own post"
    paper = pack(cast, session, "nnmt-head")
    assert traces(paper, lines[0]) == []
    assert traces(paper, lines[1]) != []


# Cost --------------------------------------------------------------------------------------------------


def test_the_number_of_statements_does_not_grow_with_the_lines(cast: Cast) -> None:
    council, counts = Council(cast), []
    for count, first in ((3, 1), (30, 5)):
        session, _lines = council.fixed(count, first=first)
        send_papers(session, **council.secretary)
        client = signed_in(cast, MEMBER)
        client.get(reverse("sessions"))
        with CaptureQueriesContext(connection) as asked:
            answer = client.get(path(session))
        assert len([one for one in opened(answer.content).bookmarks if one[0] == 2]) == count
        counts.append(len(asked))
    assert counts[0] == counts[1]
    assert counts[0] < 35
