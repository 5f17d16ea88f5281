"""The pages of the council: a session from agenda to minutes, the ballot, and what is shown to nobody."""

from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from tests.appraisal.given import related, states, today, tomorrow
from tests.council.given import Council, agenda, ballots, tally
from tests.dossiers.pages_given import filled, signed_in, text_of, unwritten
from tests.dossiers.pages_given import sent as posted
from tests.house.access_table import TABLE
from tests.support.everything import everything
from tests.support.walk import R1, R2, Way
from workflow.council.agenda import fix_agenda
from workflow.council.attendance import send_papers
from workflow.council.closing import close_voting
from workflow.council.models import Ballot, CouncilSession
from workflow.council.sessions import sign_minutes
from workflow.management.demo import drafts
from workflow.management.demo.cast import Cast
from workflow.procedure.transitions import Transition

SECRETARY, CHAIR, MEMBER = R1.bodies.secretary, R1.bodies.chair, "council-06"


def url(name: str, session: CouncilSession) -> str:
    """The address of a page of a session."""
    return reverse(name, args=[session.pk])


def voted(client: Client, session: CouncilSession, **typed: Any) -> int:
    """The status of a sheet handed in by its page."""
    return int(posted(client, url("session_ballot", session), **typed).status_code)


# The way of a session ----------------------------------------------------------------------------------


def test_a_session_goes_from_agenda_to_minutes_by_its_pages_alone(cast: Cast) -> None:
    council = Council(cast)
    session, lines = council.referred(3)
    secretary, chair = signed_in(cast, SECRETARY), signed_in(cast, CHAIR)

    places = {f"place-{line}": str(place) for line, place in zip(lines, (2, 3, 1), strict=True)}
    assert posted(secretary, url("session_agenda", session), **places).status_code == 302
    assert agenda(session) == [lines[2], lines[0], lines[1]]

    session.refresh_from_db()
    present = [str(person) for person in council.seats(session)]
    assert posted(secretary, url("session_open", session), present=present).status_code == 302
    for number, name in enumerate(council.names(session)):
        no = {f"choices[{lines[1]}]": "DISAGREE"} if number < 8 else {}
        assert voted(signed_in(cast, name), session, others="AGREE", **no) == 302

    assert posted(secretary, url("session_close", session)).status_code == 302
    assert {line: one[3] for line, one in tally(session).items()} == {lines[0]: True, lines[1]: False, lines[2]: True}
    assert posted(secretary, url("session_minutes", session), remarks="Thống nhất").status_code == 302
    assert posted(chair, url("session_minutes", session)).status_code == 302
    assert states(lines) == ["TO_PRESENT", "NOT_SUPPORTED", "TO_PRESENT"]
    page = secretary.get(url("session_print", session))
    assert "Thống nhất" in text_of(page)
    kinds = [phase.kind for phase in secretary.get(url("session", session)).context["phases"]]
    assert set(kinds) == {"done"}


def test_a_session_shows_its_steps_and_offers_to_each_post_what_is_next(cast: Cast) -> None:
    council = Council(cast)
    session, _lines = council.referred(1)
    secretary, member = signed_in(cast, SECRETARY), signed_in(cast, MEMBER)

    def offered(client: Client) -> list[str]:
        return [one.url for one in client.get(url("session", session)).context["deeds"]]

    def of(*names: str) -> list[str]:
        return [url(f"session_{name}", session) for name in names]

    assert (offered(secretary), offered(member)) == (of("agenda"), [])
    fix_agenda(session, today(), **council.secretary)
    assert (offered(secretary), offered(member)) == (of("papers", "open", "draft", "declare"), of("declare"))
    assert offered(signed_in(cast, CHAIR)) == of("papers", "open", "late", "until", "draft", "declare")
    send_papers(session, **council.secretary)
    assert (offered(secretary), offered(member)) == (of("open", "draft", "read", "declare"), of("read", "declare"))
    council.open(session)
    running = of("ballot", "attendance", "close", "remind", "draft", "declare")
    assert (offered(secretary), offered(member)) == (running, of("ballot", "declare"))
    assert voted(member, session, others="AGREE") == 302
    assert offered(member) == of("ballot")
    council.all_vote(session, [name for name in council.names(session) if name != MEMBER], "AGREE")
    assert offered(secretary) == of("ballot", "attendance", "close", "draft")
    close_voting(session, **council.secretary)
    assert (offered(secretary), offered(member)) == (of("minutes", "draft"), [])
    sign_minutes(session, **council.secretary)
    assert offered(secretary) == []
    assert offered(signed_in(cast, CHAIR)) == of("minutes")


def test_sessions_are_listed_for_the_own_council_and_narrowed_by_what_is_open(cast: Cast) -> None:
    council = Council(cast)
    closed, _lines = council.closed(1)
    council.sign(closed)
    fresh, _more = council.referred(1, first=5)
    client, path = signed_in(cast, MEMBER), reverse("sessions")
    assert [one.pk for one in client.get(path).context["page"]] == [fresh.pk, closed.pk]
    assert [one.pk for one in client.get(path + "?show=open").context["page"]] == [fresh.pk]
    assert [one.pk for one in client.get(path + "?show=closed").context["page"]] == [closed.pk]
    assert list(signed_in(cast, "ldld-secretary").get(path).context["page"]) == []


def test_a_long_agenda_is_searched_by_name(cast: Cast) -> None:
    council = Council(cast)
    entries = [drafts.household(f"Hộ ông Đặng Số {n:02d}", R1.award_form) for n in range(16)]
    session, lines = council.referred(entries=entries)
    page = signed_in(cast, SECRETARY).get(url("session", session) + "?q=dang+07")
    assert page.context["is_long"]
    assert [line.pk for line in page.context["waiting"]] == [lines[7]]


def test_the_decider_takes_up_on_the_sessions_page_what_was_not_supported(cast: Cast) -> None:
    council = Council(cast)
    session, lines = council.closed(1, against=9)
    council.sign(session)
    assert states(lines) == ["NOT_SUPPORTED"]
    chair = signed_in(cast, CHAIR)
    page = chair.get(url("session", session))
    taken_up = [one for one in page.context["on_agenda"] if one.transition is Transition.TAKE_UP]
    assert [one.count for one in taken_up] == [1]
    assert page.context["waiting"] == []
    path = f"{taken_up[0].url}?on={lines[0]}"
    assert posted(chair, path, on=str(lines[0]), text="Thành tích rõ ràng").status_code == 302
    assert states(lines) == ["TO_PRESENT"]
    assert signed_in(cast, MEMBER).get(url("session", session)).context["on_agenda"] == []


# The ballot --------------------------------------------------------------------------------------------


def test_a_secret_ballot_is_shown_to_nobody_and_changed_by_its_code_alone(cast: Cast) -> None:
    session, lines = Council(cast).opened(2)
    session.refresh_from_db()
    assert session.secret
    member, path = signed_in(cast, MEMBER), url("session_ballot", session)
    code = member.get(path).context["form"]["code"].value()
    abstains = {f"choices[{lines[0]}]": "ABSTAIN", f"opinions[{lines[0]}]": "Cần làm rõ"}
    assert voted(member, session, others="AGREE", code=code, **abstains) == 302
    again = member.get(path)
    form = again.context["form"]
    assert {bound.value() for bound in form if bound.html_name.startswith(("choices", "opinions"))} == {None}
    assert (form["code"].value(), code in text_of(again)) == (None, False)
    for name in (MEMBER, SECRETARY, CHAIR, "council-07"):
        shown = text_of(signed_in(cast, name).get(url("session", session)))
        assert "A ballot was handed in" not in shown
        assert "abstain" not in shown.lower()
        assert code not in shown
    for wrong in ("", "AAAA-AAAA-AAAA-AAAA"):
        refused = posted(member, path, others="DISAGREE", code=wrong)
        assert (refused.status_code, bool(refused.context["form"].errors["code"])) == (422, True)
        assert refused.context["form"]["others"].value() == "DISAGREE"
    assert (ballots(session, lines[0]), ballots(session, lines[1])) == (["ABSTAIN"], ["AGREE"])
    assert posted(member, path, others="DISAGREE", code=code.lower()).status_code == 302
    assert (ballots(session, lines[0]), ballots(session, lines[1])) == (["DISAGREE"], ["DISAGREE"])


def test_the_code_of_a_sheet_is_new_on_every_page_and_kept_nowhere(cast: Cast) -> None:
    session, _lines = Council(cast).opened(1)
    member, path = signed_in(cast, MEMBER), url("session_ballot", session)
    shown = [member.get(path).context["form"]["code"].value() for _time in range(2)]
    assert shown[0] != shown[1]
    with unwritten():
        page = member.get(path)
    code = page.context["form"]["code"].value()
    assert text_of(page).count(code) == 1
    assert voted(member, session, others="AGREE", code=code) == 302
    bare = code.replace("-", "")
    assert [row for some in everything().values() for row in some if code in str(row) or bare in str(row)] == []
    assert [one for one in Session.objects.all() if code in str(one.get_decoded())] == []
    told = [str(message) for message in member.get(url("session", session)).context["messages"]]
    assert [text for text in told if code in text] == []


@pytest.mark.parametrize("way", [R1, R2], ids=["secret", "open"])
@pytest.mark.parametrize("signs_out", [True, False], ids=["signed out", "with an old token"])
def test_a_sheet_that_could_not_be_taken_is_kept_in_no_session_and_the_member_is_told(
    cast: Cast, way: Way, *, signs_out: bool
) -> None:
    session, _lines = Council(cast, way).opened(1)
    user, path = cast.user(Council(cast, way).names(session)[0]), url("session_ballot", session)
    member = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    member.force_login(user)
    typed = filled(member, path, others="ABSTAIN")
    if signs_out:
        member.logout()
    assert member.post(path, typed).status_code == 302
    assert [one for one in Session.objects.all() if "ABSTAIN" in str(one.get_decoded())] == []
    assert not Ballot.objects.exists()
    member.force_login(user)
    page = member.get(path)
    assert not page.context["form"].is_bound
    assert "fill it in anew" in text_of(page)


def test_an_open_ballot_shows_the_own_choices_and_is_changed_until_the_vote_is_closed(cast: Cast) -> None:
    session, lines = Council(cast, R2).opened(2)
    name = Council(cast, R2).names(session)[0]
    member, path = signed_in(cast, name), url("session_ballot", session)
    assert voted(member, session, others="AGREE") == 302
    form = member.get(path).context["form"]
    assert {form[f"choices[{line}]"].value() for line in lines} == {"AGREE"}
    assert voted(member, session, **{f"choices[{lines[1]}]": "DISAGREE"}) == 302
    assert ballots(session, lines[1]) == {cast.person(name).pk: "DISAGREE"}
    other = signed_in(cast, Council(cast, R2).names(session)[1])
    assert {one.value() for one in other.get(path).context["form"] if one.name.startswith("choices")} == {None}


def test_a_sheet_that_leaves_lines_open_is_shown_again_with_the_choices_made(cast: Cast) -> None:
    session, lines = Council(cast).opened(2)
    answer = posted(signed_in(cast, MEMBER), url("session_ballot", session), **{f"choices[{lines[0]}]": "ABSTAIN"})
    assert answer.status_code == 422
    assert answer.context["form"][f"choices[{lines[0]}]"].value() == "ABSTAIN"
    assert "Lines without a choice: 1." in text_of(answer)
    assert not Ballot.objects.exists()


def test_an_absent_member_is_told_of_the_written_vote_and_one_who_was_present_that_it_is_over(cast: Cast) -> None:
    council = Council(cast)
    session, _lines = council.opened(1, absent=["council-05"])
    council.all_vote(session, [name for name in council.names(session) if name not in {"council-05", MEMBER}], "AGREE")
    close_voting(session, **council.secretary)
    late = signed_in(cast, MEMBER).get(url("session_ballot", session))
    assert late.status_code == 422
    assert "The vote at the table is closed" in text_of(late)
    assert voted(signed_in(cast, "council-05"), session, others="AGREE") == 302


def test_a_ballot_before_the_vote_is_open_says_where_the_session_is(cast: Cast) -> None:
    session, _lines = Council(cast).fixed(1)
    answer = signed_in(cast, MEMBER).get(url("session_ballot", session))
    assert (answer.status_code, answer.context.get("form")) == (409, None)
    assert "Now it is at the step «Open the vote»." in text_of(answer)


def test_a_member_sees_nothing_of_a_line_on_which_the_member_is_excluded(cast: Cast) -> None:
    council = Council(cast)
    session, lines = council.referred(2)
    related(cast.person("nominee-01"), cast.person(MEMBER))
    member = signed_in(cast, MEMBER)
    hidden = "nominee-01"
    name = cast.person(hidden).full_name
    assert name not in text_of(member.get(url("session", session)))
    fix_agenda(session, tomorrow(), **council.secretary)
    CouncilSession.objects.filter(pk=session.pk).update(held_on=tomorrow())
    assert name not in text_of(member.get(url("session", session)))
    assert [item.nomination_id for item in member.get(url("session", session)).context["items"]] == lines[1:]


def test_an_excluded_member_votes_on_the_other_lines_and_reads_no_minutes_of_that_one(cast: Cast) -> None:
    related(cast.person("nominee-01"), cast.person(MEMBER))
    council = Council(cast)
    session, lines = council.opened(2)
    name = cast.person("nominee-01").full_name
    member = signed_in(cast, MEMBER)
    sheet = member.get(url("session_ballot", session))
    assert [item.nomination_id for item in sheet.context["form"].items] == lines[1:]
    assert name not in text_of(sheet)
    forged = filled(member, url("session_ballot", session), others="AGREE", **{f"choices[{lines[0]}]": "AGREE"})
    assert member.post(url("session_ballot", session), forged).status_code == 302
    assert ballots(session, lines[0]) == []
    council.all_vote(session, [one for one in council.names(session) if one != MEMBER], "AGREE")
    close_voting(session, **council.secretary)
    council.sign(session)
    assert name not in text_of(member.get(url("session", session)))
    for paper in ("session_print", "session_record"):
        assert name not in text_of(member.get(url(paper, session)))
        assert name in text_of(signed_in(cast, "council-07").get(url(paper, session)))


# Refusals ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["session_open", "session_close", "session_minutes", "session_conclude"])
def test_a_deed_of_another_step_says_why_not_now_instead_of_showing_a_form(cast: Cast, name: str) -> None:
    session, _lines = Council(cast).referred(1)
    answer = signed_in(cast, SECRETARY).get(url(name, session))
    assert (answer.status_code, answer.context.get("form")) == (409, None)
    assert "Now it is at the step «Fix the agenda»." in text_of(answer)


def test_an_agenda_for_a_day_that_is_over_is_shown_again_as_it_was_typed(cast: Cast) -> None:
    session, lines = Council(cast).referred(2)
    typed = {"held_on": "01/02/2020", f"place-{lines[0]}": "9"}
    answer = posted(signed_in(cast, SECRETARY), url("session_agenda", session), **typed)
    assert answer.status_code == 422
    assert answer.context["form"]["held_on"].errors
    assert answer.context["form"][f"place-{lines[0]}"].value() == "9"
    assert agenda(session) == []


def test_an_agenda_that_somebody_fixed_meanwhile_is_refused(cast: Cast) -> None:
    session, _lines = Council(cast).referred(1)
    secretary, chair, path = signed_in(cast, SECRETARY), signed_in(cast, CHAIR), url("session_agenda", session)
    slow = filled(secretary, path)
    assert posted(chair, path).status_code == 302
    assert secretary.post(path, slow).status_code == 409


def test_nobody_signs_the_minutes_twice(cast: Cast) -> None:
    session, lines = Council(cast).closed(1)
    secretary, path = signed_in(cast, SECRETARY), url("session_minutes", session)
    twice = filled(secretary, path, remarks="Lần hai")
    assert posted(secretary, path).status_code == 302
    answer = secretary.post(path, twice)
    assert answer.status_code == 422
    assert "These minutes bear your signature already." in text_of(answer)
    assert states(lines) == ["WITH_COUNCIL"]


@pytest.mark.parametrize("who", ["ldld-secretary", "ldld-council-04", "tdkt-head", "nnmt-officer"])
def test_a_session_of_another_council_does_not_exist(cast: Cast, who: str) -> None:
    session, _lines = Council(cast).opened(1)
    client = signed_in(cast, who)
    names = sorted({row.name for row in TABLE if row.thing == "session"})
    paths = [url(name, session) for name in names]
    assert [client.get(path).status_code for path in paths] == [404] * len(names)
    assert [client.post(path).status_code for path in paths] == [404] * len(names)


def test_a_member_does_not_run_the_session(cast: Cast) -> None:
    session, _lines = Council(cast).opened(1)
    member = signed_in(cast, MEMBER)
    paths = [url(name, session) for name in ("session_agenda", "session_close", "session_minutes")]
    assert [member.get(path).status_code for path in paths] == [404] * 3
    assert [member.post(path).status_code for path in paths] == [404] * 3
