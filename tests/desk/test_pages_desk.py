"""The desk: what waits by post and due first, what was sent and where it is, and the way to each matter."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.appraisal.given import appointed, states, today
from tests.council.given import Council
from tests.decisions.given import Authority
from tests.desk import many
from tests.dossiers.pages_given import signed_in, text_of
from tests.support.walk import R1, R4, Walk
from workflow.desk.queries import desk_for, room_of
from workflow.directory.models import Appointment
from workflow.dossiers.models import Letter
from workflow.management.demo.cast import Cast
from workflow.pages.acting import Acting
from workflow.procedure.roles import Role
from workflow.worklist.flow import CaseFlow
from workflow.worklist.models import WorkItem
from workflow.worklist.phases import WORK, way_of

DESK = "/"


def waiting(cast: Cast, name: str) -> list[tuple[str, str]]:
    """What waits for a person: the work and the address."""
    answer = signed_in(cast, name).get(DESK)
    assert answer.status_code == 200
    return [(item.work, item.url) for item in answer.context["waiting"]]


def test_every_desk_of_every_flow_has_its_words_and_no_other() -> None:
    desks = {(flow.__name__, name) for flow in CaseFlow.__subclasses__() for name in flow.desks()}
    assert desks == WORK.keys()


def test_the_way_of_a_flow_passes_each_of_its_desks_once() -> None:
    for flow in CaseFlow.__subclasses__():
        assert sorted(way_of(flow)) == sorted(flow.desks())


def test_each_matter_stands_on_the_desk_of_its_post_and_leads_to_its_page(cast: Cast) -> None:
    walk = Walk(cast)
    letter, _a = walk.with_head(1)
    appraisal, _b = walk.assigned(1, first=3)
    session, _c = Council(cast).referred(1, first=5)
    found = {
        "nnmt-head": ("Review and sign", letter.case_id, "letter", letter.pk),
        "tdkt-specialist-1": ("Appraise", appraisal.case_id, "appraisal", appraisal.pk),
        R1.bodies.secretary: ("Fix the agenda", session.case_id, "session", session.pk),
    }
    for name, (work, case, room, key) in found.items():
        assert waiting(cast, name) == [(work, reverse("case", args=[case]))]
        answer = signed_in(cast, name).get(reverse("case", args=[case]))
        assert (answer.status_code, answer["Location"]) == (302, reverse(room, args=[key]))
        assert room_of(case) == (room, key)
    assert signed_in(cast, "nnmt-head").get(reverse("case", args=[10**9])).status_code == 404


def test_work_given_to_one_specialist_is_not_on_the_others_desk(cast: Cast) -> None:
    Walk(cast).assigned(1)
    assert len(waiting(cast, "tdkt-specialist-1")) == 1
    assert waiting(cast, "tdkt-specialist-2") == []


def test_what_is_due_first_stands_first_and_what_is_overdue_is_counted(cast: Cast) -> None:
    walk = Walk(cast)
    later, _a = walk.assigned(1)
    sooner, _b = walk.assigned(1, first=3)
    WorkItem.objects.filter(process=sooner.case, finished=None).update(due=today() - timedelta(days=1))
    answer = signed_in(cast, "tdkt-specialist-1").get(DESK)
    urls = [item.url for item in answer.context["waiting"]]
    assert urls == [reverse("case", args=[one.case_id]) for one in (sooner, later)]
    assert answer.context["overdue"] == 1
    assert "1 matter is overdue." in text_of(answer)


def test_the_count_is_exact_to_fifty_and_then_says_that_there_is_more(cast: Cast) -> None:
    letter, _lines = Walk(cast).with_head(1)
    many.letters(letter, 49)
    answer = signed_in(cast, "nnmt-head").get(DESK)
    assert (answer.context["count"], answer.context["more"]) == ("50", False)
    many.letters(letter, 1)
    answer = signed_in(cast, "nnmt-head").get(DESK)
    assert (answer.context["count"], answer.context["more"], len(answer.context["waiting"])) == ("50+", True, 50)


def test_what_waits_is_read_by_one_statement(cast: Cast) -> None:
    Walk(cast).with_head(2)
    acting = Acting(cast.user("nnmt-head"), today())
    assert acting.posts
    with CaptureQueriesContext(connection) as captured:
        (item,) = desk_for(acting)
    assert len(captured) == 1
    assert (item.lines, item.is_done) == (2, False)


def test_a_vote_is_marked_for_the_member_whose_ballot_is_in_and_stands_last(cast: Cast) -> None:
    council = Council(cast)
    session, _lines = council.opened(1)
    later, _more = council.referred(1, first=5)
    appointed(cast, "council-06", Role.COUNCIL_SECRETARY, R1.bodies.council)
    case = reverse("case", args=[session.case_id])
    before = signed_in(cast, "council-06").get(DESK)
    assert [(item.url, item.is_done) for item in before.context["waiting"] if item.url == case] == [(case, False)]
    council.all_vote(session, ["council-06"], "AGREE")
    after = signed_in(cast, "council-06").get(DESK)
    assert [item.is_done for item in after.context["waiting"]] == [False, True]
    assert after.context["waiting"][0].url == reverse("case", args=[later.case_id])
    assert "Your ballot is in." in text_of(after)
    assert [item.is_done for item in signed_in(cast, "council-07").get(DESK).context["waiting"]] == [False]


def test_a_post_chosen_in_the_header_narrows_the_desk(cast: Cast) -> None:
    _session, _lines = Council(cast).opened(1)
    both = appointed(cast, "council-06", Role.UNIT_HEAD, "so-nnmt")
    Walk(cast).with_head(1, first=5)
    client = signed_in(cast, "council-06")
    assert len(client.get(DESK).context["waiting"]) == 2
    client.post(reverse("acting_as"), {"post": f"a{both['capacity'].pk}", "next": "/"})
    assert [item.work for item in client.get(DESK).context["waiting"]] == ["Review and sign"]


def test_what_was_sent_shows_where_its_lines_are_now(cast: Cast) -> None:
    decision, lines = Authority(cast).signed(3, declined=[1])
    Authority(cast).issue(decision)
    assert states(lines) == ["AWARDED", "NOT_AWARDED", "AWARDED"]
    (sent,) = signed_in(cast, "nnmt-officer").get(DESK).context["sent"]
    letter = Letter.objects.get(kind=Letter.Kind.UNIT)
    assert (sent.url, sent.number) == (reverse("letter", args=[letter.pk]), letter.number)
    assert [(str(state), number) for state, number in sent.states] == [("AWARDED", 2), ("NOT_AWARDED", 1)]
    (own,) = signed_in(cast, "tdkt-head").get(DESK).context["sent"]
    assert own.url == reverse("letter", args=[Letter.objects.get(kind=Letter.Kind.OFFICE).pk])
    assert signed_in(cast, "gddt-officer").get(DESK).context["sent"] == []


def test_an_empty_desk_says_so_and_whoever_holds_no_post_is_told_why(cast: Cast) -> None:
    assert "Nothing waits for you" in text_of(signed_in(cast, "nnmt-head").get(DESK))
    Walk(cast, R4).assigned(1)
    assert "Nothing waits for you" in text_of(signed_in(cast, "nnmt-head").get(DESK))
    Appointment.objects.filter(person=cast.person("nnmt-head")).update(until=today() - timedelta(days=1))
    assert "You hold no post" in text_of(signed_in(cast, "nnmt-head").get(DESK))


def test_a_case_leads_to_the_room_by_a_post_there_and_else_to_a_line_one_sees_on_it(cast: Cast) -> None:
    """A head who recalls a line from the office comes back to its dossier, not to a page of the office."""
    appraisal, (line,) = Walk(cast).at_office(1)
    address = reverse("case", args=[appraisal.case_id])
    assert signed_in(cast, "tdkt-specialist-1").get(address)["Location"] == reverse("appraisal", args=[appraisal.pk])
    assert signed_in(cast, "nnmt-head").get(address)["Location"] == reverse("dossier", args=[line])
    for stranger in ("gddt-head", "yte-head"):
        assert signed_in(cast, stranger).get(address).status_code == 404
    assert signed_in(cast, "nnmt-head").get(reverse("case", args=[999_999])).status_code == 404
