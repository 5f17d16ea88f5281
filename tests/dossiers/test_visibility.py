"""Who sees what at every stage of a line's life: the posts as the design tells them, less the council's conflicts."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.support.walk import R1, R1_BELOW, WAYS, Walk, Way
from workflow.appraisal.commands import assign_appraisal, receive_letter
from workflow.appraisal.consultations import consult
from workflow.appraisal.models import Appraisal
from workflow.awards.models import Round, StandingBodies
from workflow.council.agenda import fix_agenda
from workflow.council.models import AgendaItem, Conflict
from workflow.directory.clusters import ClusterWatch
from workflow.directory.models import (
    Appointment,
    Delegation,
    Kinship,
    LetterGrant,
    NominationGrant,
    Organisation,
    Person,
    User,
)
from workflow.dossiers.door import apply_transition
from workflow.dossiers.letters import issue_letter, send_letter, sign_letter
from workflow.dossiers.models import Letter, Nomination
from workflow.dossiers.redirecting import redirect_nomination
from workflow.dossiers.visibility import visible_to
from workflow.management.demo import desks
from workflow.management.demo.cast import Cast
from workflow.procedure.facts import Reason
from workflow.procedure.roles import Role
from workflow.procedure.transitions import Transition

Posts = set[tuple[Role, str]]


@pytest.fixture(autouse=True)
def _no_cluster_is_watched(cast: Cast) -> None:  # noqa: ARG001 -- asks for the province
    """What a cluster shows is tested in test_clusters.py."""
    ClusterWatch.objects.all().delete()


# The oracle: which posts begin to see a line at which stage of its life. Whoever has seen it goes on seeing it.
UNIT: Final = (Role.UNIT_OFFICER, Role.UNIT_HEAD)
OFFICE: Final = (Role.OFFICE_SPECIALIST, Role.OFFICE_HEAD)
CLERK: Final = Role.RECORDS_CLERK
COUNCIL: Final = (Role.COUNCIL_CHAIR, Role.COUNCIL_MEMBER, Role.COUNCIL_SECRETARY, Role.TELLER)
DRAFTED, SIGNED, AT_SUPERIOR, SIGNED_ABOVE, AT_OFFICE, AT_COUNCIL, AT_DECIDER, ISSUED = range(8)
SUPERIOR_OF: Final = {"thpt-tran-phu": "so-gddt"}
OUTSIDE_THE_PROVINCE: Final = ("cdcs-ladophar", "lawaco-px-san-xuat")


def _begin_to_see(stage: int, way: Way) -> Posts:
    bodies = way.bodies
    superior = SUPERIOR_OF.get(way.unit, "")
    return {
        DRAFTED: {(role, way.unit) for role in UNIT},
        SIGNED: {(CLERK, way.unit)},
        AT_SUPERIOR: {(role, superior) for role in UNIT},
        SIGNED_ABOVE: {(CLERK, superior)},
        AT_OFFICE: {
            *((role, bodies.office) for role in OFFICE),
            (Role.DECIDER, bodies.authority),
            *([] if way.unit in OUTSIDE_THE_PROVINCE else [(Role.AUDITOR, "thanh-tra-tinh")]),
        },
        AT_COUNCIL: {(role, bodies.council) for role in COUNCIL},
        AT_DECIDER: {(Role.DECIDER_OFFICE, bodies.authority), (CLERK, bodies.office)},
        ISSUED: {(Role.FINANCE, bodies.authority), (CLERK, bodies.authority)},
    }[stage]


def _posts_of(user: User) -> Posts:
    found = Appointment.objects.filter(person=user.person_id).select_related("organisation")
    return {(Role(one.role), one.organisation.code) for one in found}


def _seen(user: User) -> list[int]:
    return list(visible_to(user).values_list("pk", flat=True))


def _assert_seen(*wanted: tuple[Posts, list[int]]) -> None:
    """Of all there is, each user of the province sees the lines of which a post of that user is named, no others."""
    posts: dict[int, Posts] = {}
    for one in Appointment.objects.select_related("organisation"):
        posts.setdefault(one.person_id, set()).add((Role(one.role), one.organisation.code))
    found, due = {}, {}
    for user in User.objects.all():
        found[user.username] = _seen(user)
        own = posts.get(user.person_id or 0, set())
        due[user.username] = sorted(line for named, lines in wanted if named & own for line in lines)
    assert found == due


def _letter_to_the_office(walk: Walk, letter: Letter) -> Iterator[int]:
    """The stages of a letter from the officer to the office."""
    assert send_letter(letter, **walk.officer).is_whole
    yield DRAFTED
    sign_letter(letter, **walk.head)
    if not letter.organisation.keeps_register:
        yield SIGNED
        issue_letter(letter, "1/TTr", timezone.localdate(), **walk.clerk)
    if walk.way.unit in SUPERIOR_OF:
        yield AT_SUPERIOR
        above = Letter.objects.get(kind=Letter.Kind.SUPERIOR)
        sign_letter(above, **walk.cast.acts("gddt-head", Role.UNIT_HEAD, "so-gddt"))
        yield SIGNED_ABOVE
        clerk = walk.cast.acts("gddt-clerk", Role.RECORDS_CLERK, "so-gddt")
        issue_letter(above, "2/TTr", timezone.localdate(), **clerk)


def _life(walk: Walk) -> Iterator[tuple[int, list[int]]]:
    """The whole life of two lines, stage by stage."""
    cast, bodies = walk.cast, walk.way.bodies
    letter, lines = walk.drafted(2)
    yield DRAFTED, lines
    for stage in _letter_to_the_office(walk, letter):
        yield stage, lines
    yield AT_OFFICE, lines
    appraisal = Appraisal.objects.get(case__nominations=lines[0])
    receive_letter(appraisal, "1", **cast.acts(bodies.specialist, Role.OFFICE_SPECIALIST, bodies.office))
    head = cast.acts(bodies.office_head, Role.OFFICE_HEAD, bodies.office)
    assign_appraisal(appraisal, cast.person(bodies.specialist), **head)
    yield AT_OFFICE, lines
    desks.appraise_and_approve(cast, bodies, [appraisal])
    if letter.route.rules.council:
        yield AT_COUNCIL, lines
        desks.hold_session(cast, bodies, tell=lambda _what: None)
    yield AT_OFFICE, lines
    desks.present(cast, bodies, "3/TTr")
    yield AT_DECIDER, lines
    desks.decide(cast, bodies, "4/QĐ", subject="Khen thưởng (minh họa)")
    yield ISSUED, lines


@pytest.mark.parametrize("way", [*WAYS, R1_BELOW], ids=lambda way: way.unit)
def test_at_every_stage_those_see_a_line_whose_post_has_met_it(cast: Cast, way: Way) -> None:
    User.objects.create_superuser("root-of-all", person=cast.person("nominee-70"))
    User.objects.create_user("nobody")
    other = R1_BELOW if way.unit != R1_BELOW.unit else R1
    _letter, elsewhere = Walk(cast, other).drafted(1, first=30)
    posts: Posts = set()
    stages = []
    for stage, lines in _life(Walk(cast, way)):
        stages.append(stage)
        posts |= _begin_to_see(stage, way)
        _assert_seen((posts, lines), (_begin_to_see(DRAFTED, other), elsewhere))
    assert set(stages) >= {DRAFTED, AT_OFFICE, AT_DECIDER, ISSUED}


ASIDE: Final[dict[str, tuple[str, Transition, str, Role, str]]] = {
    "recalled": ("with_head", Transition.RECALL, "nnmt-officer", Role.UNIT_OFFICER, "so-nnmt"),
    "sent back": ("with_head", Transition.SEND_BACK, "nnmt-head", Role.UNIT_HEAD, "so-nnmt"),
    "not endorsed": ("with_head", Transition.NOT_ENDORSE, "nnmt-head", Role.UNIT_HEAD, "so-nnmt"),
    "recalled from the office": ("at_office", Transition.RECALL_FROM_OFFICE, "nnmt-head", Role.UNIT_HEAD, "so-nnmt"),
    "withdrawn": ("assigned", Transition.WITHDRAW_AT_OFFICE, "nnmt-head", Role.UNIT_HEAD, "so-nnmt"),
    "returned": ("assigned", Transition.RETURN_TO_UNIT, "tdkt-specialist-1", Role.OFFICE_SPECIALIST, "ban-tdkt"),
    "held": ("assigned", Transition.HOLD_AT_OFFICE, "tdkt-head", Role.OFFICE_HEAD, "ban-tdkt"),
    "deferred": ("before_council", Transition.DEFER, "council-secretary", Role.COUNCIL_SECRETARY, "hd-tdkt-tinh"),
    "taken back": ("to_present", Transition.TAKE_BACK, "tdkt-head", Role.OFFICE_HEAD, "ban-tdkt"),
    "sent back to the office": ("with_decider", Transition.SEND_BACK_TO_OFFICE, "chairman", Role.DECIDER, "ubnd-tinh"),
}
REACHED: Final = {
    "with_head": [DRAFTED],
    "at_office": [DRAFTED, SIGNED, AT_OFFICE],
    "assigned": [DRAFTED, SIGNED, AT_OFFICE],
    "before_council": [DRAFTED, SIGNED, AT_OFFICE, AT_COUNCIL],
    "to_present": [DRAFTED, SIGNED, AT_OFFICE, AT_COUNCIL],
    "with_decider": [DRAFTED, SIGNED, AT_OFFICE, AT_COUNCIL, AT_DECIDER],
}
CODES: Final = {
    Transition.NOT_ENDORSE: "MERIT",
    Transition.RETURN_TO_UNIT: "INCOMPLETE",
    Transition.HOLD_AT_OFFICE: "COMPLAINT",
}


@pytest.mark.parametrize("name", ASIDE)
def test_whoever_has_seen_a_line_goes_on_seeing_it_wherever_it_goes(cast: Cast, name: str) -> None:
    stage, row, who, role, at = ASIDE[name]
    _made, lines = getattr(Walk(cast, R1), stage)(2)
    soon = timezone.localdate() + timedelta(days=9)
    document = "Công văn minh họa số 5/CV"
    why = Reason("Lý do (minh họa)", code=CODES.get(row, ""), document=document, reply_by=soon, review_on=soon)
    report = apply_transition(row, lines[:1], **cast.acts(who, role, at), reason=why)
    assert report.is_whole, report.reasons()
    posts = {post for reached in REACHED[stage] for post in _begin_to_see(reached, R1)}
    _assert_seen((posts, lines))


def test_a_redirected_line_is_seen_as_before_and_the_new_one_by_the_unit_alone(cast: Cast) -> None:
    _appraisal, lines = Walk(cast, R1).assigned(2)
    report = redirect_nomination(
        lines[0],
        **cast.acts("tdkt-head", Role.OFFICE_HEAD, "ban-tdkt"),
        route="R3S",
        authority=Organisation.objects.get(code="lawaco"),
        award_form="GK",
        award_round=Round.objects.get(code="DEMO-R3S"),
        reply_by=timezone.localdate() + timedelta(days=9),
        consent="Công văn minh họa số 8/CV",
        reason="Chuyển hình thức (minh họa)",
    )
    assert report.is_whole, report.reasons()
    unit, office = _begin_to_see(DRAFTED, R1), _begin_to_see(SIGNED, R1) | _begin_to_see(AT_OFFICE, R1)
    _assert_seen((unit | office, lines), (unit, [report.made["nomination"]]))


@pytest.mark.parametrize(
    ("role", "at"),
    [
        (Role.UNIT_OFFICER, "ban-tdkt"),
        (Role.UNIT_HEAD, "ubnd-tinh"),
        (Role.UNIT_HEAD, "hd-tdkt-tinh"),
        (Role.OFFICE_HEAD, "van-phong-ldld"),
        (Role.DECIDER, "ldld-tinh"),
        (Role.COUNCIL_MEMBER, "hd-tdkt-ldld"),
        (Role.ADMINISTRATOR, "ubnd-tinh"),
        (Role.CONSULTED, "so-nnmt"),
        (Role.OVERSIGHT, "so-nnmt"),
    ],
)
def test_a_post_that_the_line_never_met_shows_nothing_of_it(cast: Cast, role: Role, at: str) -> None:
    Walk(cast, R1).awarded(2)
    user = _appointed(cast.person("nominee-70"), role, at)
    assert _seen(user) == []


def _appointed(person: Person, role: Role, at: str, *, since: int = -1) -> User:
    _appoint(person, role, at, since=since)
    user, _fresh = User.objects.get_or_create(username=person.code, defaults={"person": person})
    return user


def _appoint(person: Person, role: Role, at: str, *, since: int = -1) -> None:
    Appointment.objects.create(
        person=person,
        role=role.value,
        organisation=Organisation.objects.get(code=at),
        title="Chuyên viên",
        from_day=timezone.localdate() + timedelta(days=since),
        document="Quyết định minh họa",
    )


# The conflicts of the council's posts.


def _before_the_vote(cast: Cast, nominee: str) -> list[int]:
    """Two lines whose agenda is fixed; the first one's nominee is named."""
    walk = Walk(cast, R1)
    first, second = walk.persons(2)
    letter, lines = walk.with_head(entries=[replace(first, person=cast.person(nominee).pk), second])
    sign_letter(letter, **walk.head)
    issue_letter(letter, "1/TTr", timezone.localdate(), **walk.clerk)
    desks.receive_and_assign(cast, R1.bodies, prefix="ĐẾN")
    desks.appraise_and_approve(cast, R1.bodies, [Appraisal.objects.get(letter=letter)])
    session = Nomination.objects.get(pk=lines[0]).case.session  # type: ignore[union-attr]
    fix_agenda(session, timezone.localdate(), **cast.acts("council-secretary", Role.COUNCIL_SECRETARY, "hd-tdkt-tinh"))
    return lines


def _kin(cast: Cast, one: str, other: str) -> None:
    Kinship.objects.create(
        person=cast.person(one), relative=cast.person(other), declared_on=timezone.localdate() - timedelta(days=9)
    )


def test_a_member_who_is_the_nominee_does_not_see_the_line_by_the_council_s_post(cast: Cast) -> None:
    lines = _before_the_vote(cast, "council-05")
    assert _seen(cast.user("council-05")) == lines[1:]
    assert _seen(cast.user("council-06")) == lines


@pytest.mark.parametrize("pair", [("council-05", "nominee-01"), ("nominee-01", "council-05")])
def test_a_member_who_is_a_relative_does_not_see_the_line_by_the_council_s_post(
    cast: Cast, pair: tuple[str, str]
) -> None:
    _kin(cast, *pair)
    lines = _before_the_vote(cast, "nominee-01")
    assert _seen(cast.user("council-05")) == lines[1:]


def test_no_post_of_the_council_shows_what_another_of_its_posts_hides(cast: Cast) -> None:
    lines = _before_the_vote(cast, "council-secretary")
    assert _posts_of(cast.user("council-secretary")) == {
        (Role.COUNCIL_SECRETARY, "hd-tdkt-tinh"),
        (Role.COUNCIL_MEMBER, "hd-tdkt-tinh"),
    }
    assert _seen(cast.user("council-secretary")) == lines[1:]


@pytest.mark.parametrize(
    ("role", "at"),
    [
        (Role.OFFICE_SPECIALIST, "ban-tdkt"),
        (Role.UNIT_OFFICER, "so-nnmt"),
        (Role.DECIDER, "ubnd-tinh"),
        (Role.RECORDS_CLERK, "so-nnmt"),
        (Role.AUDITOR, "thanh-tra-tinh"),
    ],
)
def test_an_excluded_member_sees_the_line_by_another_post(cast: Cast, role: Role, at: str) -> None:
    lines = _before_the_vote(cast, "council-05")
    assert _seen(cast.user("council-05")) == lines[1:]
    _appoint(cast.person("council-05"), role, at)
    assert _seen(cast.user("council-05")) == lines


def test_an_excluded_chair_sees_the_line_as_the_decider(cast: Cast) -> None:
    _kin(cast, "chairman", "nominee-01")
    lines = _before_the_vote(cast, "nominee-01")
    assert _seen(cast.user("chairman")) == lines


def _lend(cast: Cast, giver: str, role: Role, at: str, to: str) -> None:
    Delegation.objects.create(
        giver=cast.post(giver, role, at),
        receiver=cast.person(to),
        kind="TUQ",
        transitions=["ENDORSE"],
        from_day=timezone.localdate(),
        until=timezone.localdate(),
        document="Giấy ủy quyền minh họa",
    )


def test_a_lent_post_shows_what_the_post_shows(cast: Cast) -> None:
    lines = Walk(cast, R1).with_head()[1]
    user = User.objects.create_user("new", person=cast.person("nominee-70"))
    assert _seen(user) == []
    _lend(cast, "nnmt-head", Role.UNIT_HEAD, "so-nnmt", "nominee-70")
    assert _seen(user) == lines


@pytest.mark.parametrize("in_conflict", ["chairman", "nominee-70"])
def test_a_lent_post_of_the_council_hides_what_is_a_conflict_of_either(cast: Cast, in_conflict: str) -> None:
    lines = _before_the_vote(cast, "nominee-01")
    user = User.objects.create_user("new", person=cast.person("nominee-70"))
    _lend(cast, "chairman", Role.COUNCIL_CHAIR, "hd-tdkt-tinh", "nominee-70")
    assert _seen(user) == lines
    item = AgendaItem.objects.get(nomination=lines[0])
    Conflict.objects.create(item=item, person=cast.person(in_conflict), kind="SELF", excludes=True, at=timezone.now())
    assert _seen(user) == lines[1:]


def test_a_consulted_body_sees_the_lines_on_which_it_was_asked(cast: Cast) -> None:
    _appraisal, lines = Walk(cast, R1).at_office(2)
    assert _seen(cast.user("police-consulted")) == []
    specialist = cast.acts("tdkt-specialist-1", Role.OFFICE_SPECIALIST, "ban-tdkt")
    consult([lines[1]], cast.organisation("cong-an-tinh"), **specialist)
    assert _seen(cast.user("police-consulted")) == lines[1:]


@pytest.mark.parametrize("grants", [NominationGrant, LetterGrant])
def test_an_excluded_member_sees_the_line_by_a_grant(cast: Cast, grants: Any) -> None:
    lines = _before_the_vote(cast, "council-05")
    thing = Nomination.objects.get(pk=lines[0]).letter_id if grants is LetterGrant else lines[0]
    _grant(grants, cast.user("council-05"), thing)
    assert _seen(cast.user("council-05")) == lines


# Grants, days and statements.


def _grant(grants: Any, user: User, thing: int, *, since: int = 0, until: int | None = None) -> None:
    codename = "view_letter" if grants is LetterGrant else "view_nomination"
    permission = grants._meta.get_field("permission").related_model.objects.get(codename=codename)
    today = timezone.localdate()
    grants.objects.create(
        user=user,
        permission=permission,
        content_object_id=thing,
        from_day=today + timedelta(days=since),
        until=None if until is None else today + timedelta(days=until),
        document="Công văn minh họa",
    )


@pytest.mark.parametrize("name", ["police-consulted", "mttq-oversight", "administrator"])
def test_who_sees_nothing_by_the_post_sees_what_was_granted(cast: Cast, name: str) -> None:
    _decision, lines = Walk(cast, R1).awarded(2)
    assert _seen(cast.user(name)) == []
    _grant(NominationGrant, cast.user(name), lines[1])
    assert _seen(cast.user(name)) == lines[1:]


@pytest.mark.parametrize(("day", "there"), [(-1, False), (0, True), (3, True), (4, False)])
def test_a_grant_is_asked_of_the_day(cast: Cast, *, day: int, there: bool) -> None:
    letter, lines = Walk(cast, R1).drafted(2)
    user = cast.user("police-consulted")
    _grant(LetterGrant, user, letter.pk, since=0, until=3)
    found = visible_to(user, timezone.localdate() + timedelta(days=day))
    assert list(found.values_list("pk", flat=True)) == (lines if there else [])


def test_a_post_is_asked_of_the_day(cast: Cast) -> None:
    _letter, lines = Walk(cast, R1).drafted(2)
    user = _appointed(cast.person("nominee-70"), Role.UNIT_OFFICER, "so-nnmt", since=1)
    assert _seen(user) == []
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert list(visible_to(user, tomorrow).values_list("pk", flat=True)) == lines


def test_a_grant_on_a_nomination_is_no_grant_on_a_letter_with_the_same_key(cast: Cast) -> None:
    walk = Walk(cast, R1)
    letter, _lines = walk.drafted(2)
    _grant(NominationGrant, cast.user("police-consulted"), walk.drafted(1, first=20)[1][0])
    assert letter.pk not in visible_to(cast.user("police-consulted")).values_list("letter", flat=True)
    assert visible_to(cast.user("police-consulted")).count() == 1


@pytest.mark.parametrize(
    ("name", "all_of_it"),
    [("chairman", True), ("nnmt-officer", True), ("inspector", True), ("police-consulted", False)],
)
def test_what_a_person_sees_is_read_by_two_statements_whatever_there_is(
    cast: Cast, *, name: str, all_of_it: bool
) -> None:
    for count, first, together in ((2, 1, 2), (20, 10, 22)):
        Walk(cast, R1).at_office(count, first=first)
        with CaptureQueriesContext(connection) as statements:
            found = list(visible_to(cast.user(name)))
        assert len(statements) == 2
        assert len(found) == (together if all_of_it else 0)


def test_what_is_seen_can_be_narrowed_like_any_list(cast: Cast) -> None:
    _letter, lines = Walk(cast, R1).drafted(3)
    seen = visible_to(cast.user("nnmt-officer"))
    assert seen.filter(pk=lines[1]).count() == 1
    assert list(seen.in_motion().values_list("pk", flat=True)) == lines
    assert visible_to(cast.user("gddt-officer")).filter(pk=lines[1]).first() is None


def test_a_grant_on_a_letter_that_collects_shows_the_lines_that_stand_or_stood_on_it(cast: Cast) -> None:
    walk, user = Walk(cast, R1), cast.user("police-consulted")
    office, (line, leaves) = walk.to_present(2)
    walk.drafted(1, first=20)
    _grant(LetterGrant, user, office.pk)
    assert _seen(user) == [line, leaves]
    head = cast.acts("tdkt-head", Role.OFFICE_HEAD, "ban-tdkt")
    back = Reason("Lý do (minh họa)")
    assert apply_transition(Transition.TAKE_BACK, [leaves], **head, reason=back).is_whole
    assert _seen(user) == [line, leaves]


@pytest.mark.parametrize(("role", "at"), [(Role.FINANCE, "ubnd-tinh"), (CLERK, "ubnd-tinh")])
def test_a_line_that_left_a_draft_decision_is_not_seen_with_the_issued_one(cast: Cast, role: Role, at: str) -> None:
    _draft, (line, leaves) = Walk(cast, R1).with_decider(2)
    chairman = cast.acts("chairman", Role.DECIDER, "ubnd-tinh")
    back = Reason("Lý do (minh họa)")
    assert apply_transition(Transition.SEND_BACK_TO_OFFICE, [leaves], **chairman, reason=back).is_whole
    user = _appointed(cast.person("nominee-70"), role, at)
    assert _seen(user) == []
    desks.decide(cast, R1.bodies, "4/QĐ", subject="Khen thưởng (minh họa)")
    assert _seen(user) == [line]


def test_a_clerk_sees_no_paper_whose_signature_is_void(cast: Cast) -> None:
    walk, user = Walk(cast, R1), cast.user("nnmt-clerk")
    _letter, lines = walk.signed(2)
    assert _seen(user) == lines
    back = Reason("Lý do (minh họa)")
    assert apply_transition(Transition.SEND_BACK, lines[:1], **walk.head, reason=back).is_whole
    assert _seen(user) == []


@pytest.mark.parametrize(
    ("at", "sees"),
    [
        ("thanh-tra-tinh", {"R1", "R3", "R1 below"}),
        ("ban-tdkt", {"R1", "R3", "R1 below"}),
        ("so-noi-vu", {"R1", "R3", "R1 below"}),
        ("ubnd-tinh", {"R1", "R3", "R1 below"}),
        ("so-nnmt", {"R1"}),
        ("so-gddt", {"R1 below"}),
        ("thpt-tran-phu", {"R1 below"}),
        ("so-y-te", {"R3"}),
        ("van-phong-so-y-te", {"R3"}),
        ("ldld-tinh", {"R2"}),
        ("so-khcn", set()),
    ],
)
def test_an_auditor_sees_what_the_audited_bodies_sent_or_were_sent(cast: Cast, at: str, sees: set[str]) -> None:
    ways = {"R1": WAYS[0], "R2": WAYS[1], "R3": WAYS[2], "R1 below": R1_BELOW}
    lines: dict[str, list[int]] = {}
    for number, (name, way) in enumerate(ways.items()):
        Walk(cast, way).drafted(1, first=40 + number)
        lines[name] = Walk(cast, way).drafted(1, first=10 * (number + 1))[1]
        Nomination.objects.filter(pk__in=lines[name]).update(last_letter=F("letter"))
    user = _appointed(cast.person("nominee-70"), Role.AUDITOR, at)
    assert _seen(user) == sorted(line for name in sees for line in lines[name])


def test_bodies_that_are_not_in_force_widen_no_audit(cast: Cast) -> None:
    _appraisal, lines = Walk(cast, R1).at_office(1)
    user = _appointed(cast.person("nominee-70"), Role.AUDITOR, "thanh-tra-tinh")
    assert _seen(user) == lines
    yesterday = timezone.localdate() - timedelta(days=1)
    StandingBodies.objects.filter(authority__code="ubnd-tinh").update(valid_until=yesterday)
    assert _seen(user) == []
