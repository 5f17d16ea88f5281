"""A colleague invited into one letter writes in it and does nothing else; the record says under what, given by whom."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.utils import translation

from tests.dossiers.letters_given import (
    Acts,
    appoint_new,
    attempt,
    codes,
    delegation,
    merged,
    rules,
    sound,
    strangers,
    today,
    tomorrow,
    unwritten,
    watched,
    yesterday,
)
from tests.dossiers.lists_given import row, sheet
from tests.support.walk import R1, Walk
from workflow.audit.models import Entry
from workflow.awards.models import Criterion
from workflow.database import rows
from workflow.directory.commands import end_grant
from workflow.directory.invitations import letters_open_to
from workflow.directory.models import Appointment, LetterGrant, User
from workflow.dossiers.answer_marks import Answer
from workflow.dossiers.answers import Paper, answer_criteria, attach_papers, remove_paper
from workflow.dossiers.confirming import confirm_names
from workflow.dossiers.door import apply_transition
from workflow.dossiers.drafting import add_nominations, edit_nomination
from workflow.dossiers.inviting import invite_colleague, uninvite_colleague
from workflow.dossiers.letter_data import edit_letter
from workflow.dossiers.letters import issue_letter, send_letter, sign_letter, split_letter
from workflow.dossiers.list_commands import add_listed
from workflow.dossiers.minutes_commands import record_unit_minutes
from workflow.dossiers.models import Attachment, Letter, Nomination
from workflow.dossiers.reports import Refused
from workflow.dossiers.telling import moments_of
from workflow.dossiers.unit_minutes import LineVote, Meeting
from workflow.dossiers.uploaded import keep_list
from workflow.dossiers.visibility import visible_to
from workflow.management.demo import drafts
from workflow.management.demo.cast import Cast
from workflow.management.demo.papers import paper
from workflow.notifications.models import OutboxMessage
from workflow.procedure.facts import Reason
from workflow.procedure.roles import Role
from workflow.procedure.transitions import Transition

CHANGE = {"influence_scope": "Trong ngành (minh họa)"}


@dataclass
class Given:
    """A letter in preparation, another of the unit, and a colleague of the body with a post that writes nothing."""

    cast: Cast
    walk: Walk
    letter: Letter
    lines: list[int]
    other: Letter
    other_lines: list[int]
    colleague: Acts

    def invite(self, **changed: Any) -> LetterGrant:
        """The officer invites the colleague."""
        given = {"colleague": self.colleague["actor"].person, "until": tomorrow(), **self.walk.officer, **changed}
        made = invite_colleague(given.pop("letter", self.letter), **given).made
        grant: LetterGrant = LetterGrant.objects.get(pk=made["grant"])
        return grant

    def edit(self, line: int | None = None, **acts: Any) -> Any:
        """The colleague changes a line of the letter."""
        return edit_nomination(line or self.lines[0], CHANGE, **{**self.colleague, **acts})


@pytest.fixture
def given(cast: Cast) -> Given:
    """Nobody is invited yet."""
    walk = Walk(cast)
    letter, lines = walk.drafted(2)
    other, other_lines = walk.drafted(1, first=9)
    colleague = appoint_new("colleague", Role.FINANCE, cast.organisation("so-nnmt"))
    return Given(cast, walk, letter, lines, other, other_lines, colleague)


# Who is not invited, and by whom.


def test_strangers_and_the_clerk_invite_nobody(given: Given) -> None:
    clerk = given.walk.clerk
    for acts in [*strangers(given.cast).values(), clerk, given.colleague]:
        with pytest.raises(Refused):
            given.invite(**acts)
    assert not LetterGrant.objects.exists()


def test_a_delegation_invites_nobody(given: Given) -> None:
    head = given.walk.head
    lent = delegation(head["capacity"], given.cast.person("nnmt-clerk"), "SEND_BACK")
    with watched(given.cast.user("nnmt-clerk"), "delegation"), pytest.raises(Refused):
        given.invite(actor=given.cast.user("nnmt-clerk"), capacity=lent)


def _elsewhere(given: Given) -> Acts:
    return given.cast.acts("gddt-clerk", Role.RECORDS_CLERK, "so-gddt")


def _two_below(given: Given) -> Acts:
    below = given.cast.organisation("chi-cuc-kiem-lam")
    further = type(below).objects.create(
        code="hat-kiem-lam", name="Hạt Kiểm lâm (minh họa)", type=below.type, parent=below, valid_from=below.valid_from
    )
    return appoint_new("two-below", Role.UNIT_OFFICER, further)


def _expired(given: Given) -> Acts:
    unit = given.cast.organisation("so-nnmt")
    return appoint_new("gone", Role.FINANCE, unit, from_day=today() - timedelta(days=90), until=yesterday())


def _closed(given: Given) -> Acts:
    User.objects.filter(pk=given.colleague["actor"].pk).update(is_active=False)
    return given.colleague


def _other_officer(given: Given) -> Acts:
    return appoint_new("officer-2", Role.UNIT_OFFICER, given.cast.organisation("so-nnmt"))


def _also(role: Role, at: str) -> Callable[[Given], Acts]:
    def made(given: Given) -> Acts:
        person = given.colleague["actor"].person
        appoint_new("colleague", role, given.cast.organisation(at), person=person)
        return given.colleague

    return made


def _lent_a_seat(given: Given) -> Acts:
    chair = given.cast.post("tdkt-head", Role.OFFICE_HEAD, "ban-tdkt")
    delegation(chair, given.colleague["actor"].person, "REFER_TO_COUNCIL")
    return given.colleague


@pytest.mark.parametrize(
    ("who", "code"),
    [
        (_elsewhere, "post"),
        (_two_below, "post"),
        (_expired, "post"),
        (_closed, "post"),
        (lambda given: given.walk.officer, "self"),
        (_other_officer, "writes"),
        (lambda given: given.cast.acts("nnmt-deputy", Role.UNIT_HEAD, "so-nnmt"), "signs"),
        (_also(Role.AUDITOR, "so-nnmt"), "judges"),
        (_also(Role.ADMINISTRATOR, "so-noi-vu"), "judges"),
        (_also(Role.OVERSIGHT, "so-nnmt"), "judges"),
        (_also(Role.COUNCIL_MEMBER, R1.bodies.council), "judges"),
        (_also(Role.TELLER, R1.bodies.council), "judges"),
        (_also(Role.OFFICE_SPECIALIST, R1.bodies.office), "judges"),
        (_also(Role.DECIDER_OFFICE, R1.bodies.authority), "judges"),
        (_lent_a_seat, "judges"),
    ],
)
def test_whoever_may_not_write_in_it_is_not_invited(given: Given, who: Callable[[Given], Acts], code: str) -> None:
    colleague = who(given)["actor"].person
    with unwritten(), pytest.raises(ValidationError) as raised:
        given.invite(colleague=colleague)
    assert codes(raised) == {"colleague": [code]}


def test_a_seat_in_a_council_that_has_nothing_to_do_with_the_letter_is_no_bar(given: Given) -> None:
    _also(Role.COUNCIL_MEMBER, "hd-tdkt-so-y-te")(given)
    given.invite()
    assert given.edit().made


def test_nobody_is_invited_until_a_day_that_has_passed(given: Given) -> None:
    with unwritten(), pytest.raises(ValidationError) as raised:
        given.invite(until=yesterday())
    assert codes(raised) == {"until": ["dates"]}


def test_nobody_is_invited_twice(given: Given) -> None:
    given.invite()
    with unwritten(), pytest.raises(ValidationError) as raised:
        given.invite(until=tomorrow() + timedelta(days=9))
    assert codes(raised) == {"colleague": ["twice"]}


def test_nobody_is_invited_into_a_letter_that_is_not_being_prepared(given: Given) -> None:
    send_letter(given.letter, **given.walk.officer)
    with unwritten(), pytest.raises(Refused) as refused:
        given.invite()
    assert rules(refused) == ["desk"]


def test_nobody_is_invited_into_a_letter_that_collects(cast: Cast, given: Given) -> None:
    letter, _lines, _own = merged(cast)
    colleague = cast.person("gddt-clerk")
    with unwritten(), pytest.raises(Refused) as refused:
        given.invite(letter=letter, colleague=colleague, **cast.acts("gddt-officer", Role.UNIT_OFFICER, "so-gddt"))
    assert rules(refused) == ["letter"]


# What an invited colleague does.


def _criterion(line: int) -> str:
    nomination = Nomination.objects.get(pk=line)
    found = Criterion.objects.filter(campaign=nomination.campaign_id, nominee_kind="PERSON", track="STAFF")
    return str(found.order_by("position")[0].code)


def _writes(given: Given) -> dict[str, Callable[[], Any]]:
    """Every deed of writing, of the colleague."""
    line, acts = given.lines[0], given.colleague
    answer = Answer(_criterion(line), "Đạt (minh họa)", applies=True)
    listed = keep_list(given.letter, acts["actor"].person_id, "a.xlsx", sheet(row("Hộ ông Ba", kind="HOUSEHOLD")))
    household = drafts.household("Hộ bà Tư (minh họa)", R1.award_form)
    on_line = Paper("EVIDENCE", "Minh chứng", paper("minh-chung-x", "X"), nomination=line)
    on_letter = Paper("EVIDENCE", "Minh chứng", paper("minh-chung-y", "Y"), letter=given.letter.pk)
    kept = Attachment.objects.filter(nomination=line, removed_at=None).order_by("pk")[0]
    return {
        "edit": given.edit,
        "answer": lambda: answer_criteria({line: [answer]}, **acts),
        "paper of a line": lambda: attach_papers([on_line], **acts),
        "paper of the letter": lambda: attach_papers([on_letter], **acts),
        "take a paper off": lambda: remove_paper(kept, **acts),
        "nominee": lambda: add_nominations(given.letter, [household], **acts),
        "list": lambda: add_listed(listed, listed.mark, **acts),
    }


def test_without_an_invitation_a_colleague_writes_nothing(given: Given) -> None:
    for name, deed in _writes(given).items():
        assert attempt(deed) in (["role"], ["organisation"]), name


def test_an_invited_colleague_writes_lines_answers_papers_and_nominees(given: Given) -> None:
    grant = given.invite()
    entries = Entry.objects.count()
    for name, deed in _writes(given).items():
        assert deed().made, name
    written = Entry.objects.order_by("pk")[entries:]
    colleague, officer = given.colleague["actor"].person_id, given.walk.officer["actor"].person_id
    for entry in written:
        data = rows.loads(entry.payload)["data"]
        assert entry.person_id == colleague
        assert (data["grant"], data["invited_by"], data["role"]) == (grant.pk, officer, "FINANCE")
        assert data["appointment"] == given.colleague["capacity"].pk
    assert {entry.stream.partition(":")[0] for entry in written} == {"nomination", "letter"}
    assert colleague in Nomination.objects.get(pk=given.lines[0]).drafters
    sound()


def test_an_officer_s_own_edits_name_no_invitation(given: Given) -> None:
    given.invite()
    given.edit(**given.walk.officer)
    assert "grant" not in Entry.objects.latest("pk").payload


def test_an_invited_colleague_does_nothing_of_the_procedure(given: Given) -> None:
    given.invite()
    letter, line, acts = given.letter, given.lines[0], given.colleague
    meeting = Meeting(today(), "Phòng họp", "A", "B", 9, 8, "Nhất trí")
    votes = [LineVote(one, 8) for one in given.lines]
    third = given.cast.person("nnmt-clerk")
    why = Reason("Rút (minh họa)")
    refused: dict[str, Callable[[], Any]] = {
        "send": lambda: send_letter(letter, **acts),
        "split": lambda: split_letter(letter, [line], **acts),
        "sign": lambda: sign_letter(letter, **acts),
        "issue": lambda: issue_letter(letter, "1/TTr", today(), **acts),
        "withdraw": lambda: apply_transition(Transition.WITHDRAW_DRAFT, [line], reason=why, **acts),
        "minutes": lambda: record_unit_minutes(letter, meeting, votes, **acts),
        "subject": lambda: edit_letter(letter, "V/v khác", **acts),
        "names": lambda: confirm_names([line], **acts),
        "invite": lambda: given.invite(colleague=third, **acts),
        "end": lambda: uninvite_colleague(LetterGrant.objects.get(), **acts),
    }
    before = Nomination.objects.order_by("pk").values_list("pk", "version", "state")
    stand = list(before)
    for name, deed in refused.items():
        assert attempt(deed) == ["role"], name
    assert list(before.all()) == stand
    assert LetterGrant.objects.get().ended_at is None


def test_an_invitation_reaches_no_other_letter_of_the_unit(given: Given) -> None:
    given.invite()
    assert attempt(lambda: given.edit(given.other_lines[0])) == ["role"]
    household = drafts.household("Hộ X", R1.award_form)
    assert attempt(lambda: add_nominations(given.other, [household], **given.colleague)) == ["role"]
    assert sorted(visible_to(given.colleague["actor"]).values_list("pk", flat=True)) == sorted(given.lines)


def test_one_act_rests_on_one_invitation(given: Given) -> None:
    given.invite()
    given.invite(letter=given.other)
    line, other = given.lines[0], given.other_lines[0]
    answers = {one: [Answer(_criterion(one), "Đạt", applies=True)] for one in (line, other)}
    with unwritten(), pytest.raises(Refused) as refused:
        answer_criteria(answers, **given.colleague)
    assert rules(refused) == ["letter"]


def test_nobody_writes_under_an_invitation_with_a_post_at_another_body_or_a_delegation(given: Given) -> None:
    given.invite()
    person = given.colleague["actor"].person
    elsewhere = appoint_new("colleague", Role.FINANCE, given.cast.organisation("so-gddt"), person=person)
    lent = delegation(given.walk.head["capacity"], person, "SEND_BACK")
    assert attempt(lambda: given.edit(capacity=elsewhere["capacity"])) == ["role"]
    assert attempt(lambda: given.edit(capacity=lent)) == ["role"]
    assert given.edit().made


def test_a_colleague_of_the_body_right_below_writes_too(given: Given) -> None:
    below = appoint_new("below", Role.UNIT_OFFICER, given.cast.organisation("chi-cuc-kiem-lam"))
    assert attempt(lambda: given.edit(**below)) == ["organisation"]
    given.invite(colleague=below["actor"].person)
    assert given.edit(**below).made
    assert Entry.objects.latest("pk").person_id == below["actor"].person_id


def test_nobody_writes_on_a_line_that_is_about_oneself(given: Given) -> None:
    nominee = Nomination.objects.get(pk=given.lines[0]).nominee.person
    acts = appoint_new("nominee", Role.FINANCE, given.cast.organisation("so-nnmt"), person=nominee)
    given.invite(colleague=nominee)
    assert attempt(lambda: given.edit(**acts)) == ["own"]
    assert given.edit(given.lines[1], **acts).made


def test_who_wrote_as_a_colleague_does_not_sign_it_as_head_afterwards(given: Given) -> None:
    given.invite()
    given.edit()
    unit, person = given.cast.organisation("so-nnmt"), given.colleague["actor"].person
    head = appoint_new("colleague", Role.UNIT_HEAD, unit, kind="ACTING", person=person)
    send_letter(given.letter, **given.walk.officer)
    with watched(head["actor"], "drafter"), pytest.raises(Refused) as refused:
        sign_letter(given.letter, **head)
    assert rules(refused) == ["drafter"]


# How it ends.


def test_it_is_taken_back_at_once_by_the_other_of_officer_and_head(given: Given) -> None:
    grant = given.invite()
    given.edit()
    assert uninvite_colleague(grant, **given.walk.head).made == {"grant": grant.pk}
    assert attempt(given.edit) == ["role"]
    assert visible_to(given.colleague["actor"]).count() == 0
    with unwritten(), pytest.raises(Refused) as refused:
        uninvite_colleague(grant, **given.walk.officer)
    assert rules(refused) == ["closed"]


def test_strangers_take_nothing_back(given: Given) -> None:
    grant = given.invite()
    for acts in strangers(given.cast).values():
        with pytest.raises(Refused):
            uninvite_colleague(grant, **acts)
    assert LetterGrant.objects.get().ended_at is None


def test_a_sight_that_an_administrator_gave_is_not_taken_back_here(given: Given) -> None:
    grant = given.invite()
    sight = Permission.objects.get(codename="view_letter", content_type__app_label="workflow")
    LetterGrant.objects.filter(pk=grant.pk).update(permission=sight)
    with unwritten(), pytest.raises(Refused) as refused:
        uninvite_colleague(grant, **given.walk.officer)
    assert rules(refused) == ["closed"]


def test_whoever_was_invited_before_may_be_invited_again(given: Given) -> None:
    grant = given.invite()
    uninvite_colleague(grant, **given.walk.officer)
    again = given.invite(**given.walk.head)
    assert (again.pk, again.ended_at, again.given_by_id) == (grant.pk, None, given.walk.head["actor"].person_id)
    assert given.edit().made


def test_it_ends_with_its_last_day(given: Given) -> None:
    grant = given.invite(until=today())
    assert given.edit().made
    LetterGrant.objects.filter(pk=grant.pk).update(from_day=yesterday(), until=yesterday())
    assert attempt(given.edit) == ["role"]
    assert visible_to(given.colleague["actor"]).count() == 0
    assert given.invite().pk == grant.pk


def test_it_rests_while_the_letter_is_with_the_head(given: Given) -> None:
    grant, walk = given.invite(), given.walk
    send_letter(given.letter, **walk.officer)
    assert attempt(given.edit) == ["role"]
    assert visible_to(given.colleague["actor"]).count() == len(given.lines)
    assert apply_transition(Transition.RECALL, given.lines, **walk.officer).is_whole
    assert given.edit().made
    grant.refresh_from_db()
    assert grant.ended_at is None


def test_the_signature_ends_every_invitation(given: Given) -> None:
    grant = given.invite()
    send_letter(given.letter, **given.walk.officer)
    sign_letter(given.letter, **given.walk.head)
    grant.refresh_from_db()
    assert grant.ended_at is not None
    assert letters_open_to(given.colleague["actor"], today()) == frozenset()
    assert visible_to(given.colleague["actor"]).count() == 0
    told = [entry.deed for entry in Entry.objects.filter(stream=f"letter:{given.letter.pk}").order_by("seq")]
    assert told[-2:] == ["COLLEAGUE_ENDED", "SIGNED"]
    sound()


def test_lines_that_leave_the_letter_leave_the_invitation(given: Given) -> None:
    given.invite()
    split_letter(given.letter, given.lines[:1], **given.walk.officer)
    assert attempt(given.edit) == ["role"]
    assert given.edit(given.lines[1]).made
    assert list(visible_to(given.colleague["actor"]).values_list("pk", flat=True)) == given.lines[1:]


def test_an_expired_post_and_a_closed_account_write_nothing(given: Given) -> None:
    given.invite()
    Appointment.objects.filter(pk=given.colleague["capacity"].pk).update(from_day=yesterday(), until=yesterday())
    assert attempt(given.edit) == ["expired"]
    assert visible_to(given.colleague["actor"]).count() == 0
    Appointment.objects.filter(pk=given.colleague["capacity"].pk).update(until=None)
    assert given.edit().made
    User.objects.filter(pk=given.colleague["actor"].pk).update(is_active=False)
    closed = User.objects.get(pk=given.colleague["actor"].pk)
    assert attempt(lambda: given.edit(actor=closed)) == ["appointment"]
    # A request that began before the account was closed has an old row in hand.
    assert attempt(given.edit) == ["role"]


def test_an_administrator_ends_it_too_and_the_record_says_what_it_was(given: Given) -> None:
    grant = given.invite()
    administrator = given.cast.post("administrator", Role.ADMINISTRATOR)
    end_grant(grant, today(), given.cast.user("administrator"), capacity=administrator)
    ended = Entry.objects.filter(deed="GRANT_ENDED").latest("pk")
    assert rows.loads(ended.payload)["data"]["grant"] == "change_letter"
    grant.refresh_from_db()
    assert grant.until == today()
    assert given.edit().made


# What is told.


def test_the_letter_and_its_body_keep_who_was_invited_by_whom_and_the_end(given: Given) -> None:
    grant = given.invite()
    person, user = given.colleague["actor"].person_id, given.colleague["actor"].pk
    letter, body = f"letter:{given.letter.pk}", f"organisation:{given.letter.organisation_id}"
    until = tomorrow().isoformat()
    assert _last(letter) == ("COLLEAGUE_INVITED", {"invitation": grant.pk, "colleague": person, "until": until})
    assert _last(body) == ("GRANTED", {"grant": "change_letter", "of": given.letter.pk, "to": user, "until": until})
    uninvite_colleague(grant, **given.walk.officer)
    assert _last(letter) == ("COLLEAGUE_ENDED", {"invitation": grant.pk, "colleague": person})
    assert _last(body) == ("GRANT_ENDED", {"grant": "change_letter", "of": given.letter.pk, "to": user})
    assert sorted(OutboxMessage.objects.filter(person_id=person).values_list("notice", "payload__letter")) == [
        ("INVITATION_ENDED", given.letter.pk),
        ("INVITED", given.letter.pk),
    ]
    sound()


def _last(stream: str) -> tuple[str, dict[str, Any]]:
    entry = Entry.objects.filter(stream=stream).latest("seq")
    under = {"role", "organisation", "appointment"}
    return entry.deed, {key: one for key, one in rows.loads(entry.payload)["data"].items() if key not in under}


def test_the_story_of_a_line_names_the_colleague_and_who_invited(given: Given) -> None:
    given.invite()
    given.edit()
    with translation.override("en"):
        last, told = moments_of(f"nomination:{given.lines[0]}")[-1], moments_of(f"letter:{given.letter.pk}")
    officer = given.walk.officer["actor"].person
    assert given.colleague["actor"].person.full_name in last.who
    assert f"invited by {officer}" in last.who
    assert "Accountant" in last.who
    (invited,) = [one for one in told if one.title.startswith("A colleague invited")]
    assert given.colleague["actor"].person.full_name in invited.text


def test_an_invitation_begins_today_and_lasts_until_its_day(given: Given) -> None:
    grant = given.invite()
    assert (grant.from_day, grant.until, grant.permission.codename) == (today(), tomorrow(), "change_letter")
