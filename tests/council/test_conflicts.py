"""What ties a member to a line: found from facts, declared with a reason, and what each kind does by the route."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.appraisal.given import appointed, related, route, today, yesterday
from tests.appraisal.proof import Acts, invalid, refused
from tests.council.given import Council, ballots, tally
from tests.support.walk import R1, R2
from workflow.council.agenda import fix_agenda
from workflow.council.ballots import cast_ballots
from workflow.council.closing import close_voting
from workflow.council.conflicts import declare_conflict
from workflow.council.models import Conflict, CouncilSession
from workflow.directory.models import Appointment, User
from workflow.dossiers.models import Nomination
from workflow.dossiers.visibility import visible_to
from workflow.management.demo.cast import Cast
from workflow.procedure.roles import Role

UNIT = "so-nnmt"


def _kept(line: int) -> dict[str, list[tuple[str, bool]]]:
    """The conflicts on a line by member."""
    found: dict[str, list[tuple[str, bool]]] = {}
    kept = Conflict.objects.filter(item__nomination=line).order_by("person__code", "kind")
    for code, kind, excludes in kept.values_list("person__code", "kind", "excludes"):
        found.setdefault(code.removeprefix("demo-"), []).append((kind, excludes))
    return found


def _unit_of(line: int) -> str:
    return Nomination.objects.values_list("unit__code", flat=True).get(pk=line)


def _sits(cast: Cast, name: str) -> Acts:
    return appointed(cast, name, Role.COUNCIL_MEMBER, "hd-tdkt-tinh")


def test_whoever_endorsed_or_appraised_a_line_is_noted_and_votes(cast: Cast) -> None:
    council = Council(cast)
    session, lines = council.referred(2)
    for name in ("nnmt-head", R1.bodies.specialist, R1.bodies.office_head):
        _sits(cast, name)
    fix_agenda(session, today(), **council.secretary)
    kept = _kept(lines[0])
    assert kept["nnmt-head"] == [("ENDORSED", False), ("OWN_UNIT", False)]
    assert kept[R1.bodies.specialist] == [("APPRAISED", False)]
    assert kept[R1.bodies.office_head] == [("APPRAISED", False)], "who approved the appraisal"
    assert all(not excludes for some in kept.values() for _kind, excludes in some)


@pytest.mark.parametrize(
    ("parameter", "name", "kind"),
    [
        ("conflict_own_unit", "nominee-71", "OWN_UNIT"),
        ("conflict_endorsed", "nnmt-head", "ENDORSED"),
        ("conflict_appraised", R1.bodies.specialist, "APPRAISED"),
    ],
)
def test_the_route_may_exclude_for_each_kind(cast: Cast, parameter: str, name: str, kind: str) -> None:
    route("R1", **{parameter: "EXCLUDE"})
    council = Council(cast)
    session, lines = council.referred(1)
    acts = _sits(cast, name)
    if kind == "OWN_UNIT":
        appointed(cast, name, Role.UNIT_OFFICER, _unit_of(lines[0]))
    fix_agenda(session, today(), **council.secretary)
    assert (kind, True) in _kept(lines[0])[name]
    posts = Appointment.objects.filter(person=cast.person(name)).exclude(role=Role.COUNCIL_MEMBER.value)
    posts.update(from_day=yesterday(), until=yesterday())
    if kind != "OWN_UNIT":
        assert lines[0] not in set(visible_to(User.objects.get(person=cast.person(name))).values_list("pk", flat=True))
    session.refresh_from_db()
    council.open(session)
    with invalid(f"choices[{lines[0]}]"):
        cast_ballots(session, {lines[0]: "AGREE"}, **acts)


def test_a_kinship_that_is_declared_after_the_agenda_takes_the_ballot_when_the_vote_is_opened(cast: Cast) -> None:
    council = Council(cast)
    session, lines = council.fixed(2)
    related(cast.person("nominee-01"), cast.person("council-05"))
    council.open(session)
    assert _kept(lines[0])["council-05"] == [("RELATIVE", True)]
    acts = council.member("council-05")
    with invalid(f"choices[{lines[0]}]"):
        cast_ballots(session, {lines[0]: "AGREE"}, **acts, others="AGREE")
    assert cast_ballots(session, {}, **acts, others="AGREE").made["lines"] == 1


def test_a_post_that_is_over_ties_nobody(cast: Cast) -> None:
    council = Council(cast)
    session, lines = council.referred(1)
    _sits(cast, "nominee-71")
    appointed(cast, "nominee-71", Role.UNIT_OFFICER, _unit_of(lines[0]), until=yesterday())
    fix_agenda(session, today(), **council.secretary)
    assert "nominee-71" not in _kept(lines[0])


def test_a_post_at_another_unit_ties_nobody(cast: Cast) -> None:
    council = Council(cast)
    session, lines = council.referred(1)
    _sits(cast, "nominee-71")
    appointed(cast, "nominee-71", Role.UNIT_OFFICER, "so-gddt")
    fix_agenda(session, today(), **council.secretary)
    assert "nominee-71" not in _kept(lines[0])


def test_conflicts_are_found_by_as_many_statements_for_many_lines_as_for_few(cast: Cast) -> None:
    council = Council(cast)
    needed = []
    for first, count in ((1, 2), (10, 40)):
        session, _lines = council.referred(count, first=first)
        related(cast.person(f"nominee-{first:02d}"), cast.person("council-05"))
        with CaptureQueriesContext(connection) as captured:
            fix_agenda(session, today(), **council.secretary)
        needed.append(len(captured))
    assert needed[0] == needed[1]


# Declared.


def test_a_member_declares_with_a_reason_and_has_no_ballot(cast: Cast) -> None:
    council = Council(cast)
    session, lines = council.fixed(3)
    acts = council.member("council-05")
    report = declare_conflict(session, lines[:2], "  Từng cùng  thực hiện đề tài ", **acts)
    assert report.made == {"session": session.pk, "lines": 2}
    kept = Conflict.objects.get(item__nomination=lines[0])
    assert (kept.kind, kept.excludes, kept.reason) == ("DECLARED", True, "Từng cùng thực hiện đề tài")
    hidden = set(Nomination.objects.values_list("pk", flat=True)) - set(
        visible_to(cast.user("council-05")).values_list("pk", flat=True)
    )
    assert hidden == set(lines[:2])
    council.open(session)
    assert cast_ballots(session, {}, **acts, others="AGREE").made["lines"] == 1


def test_where_the_route_only_notes_the_member_votes(cast: Cast) -> None:
    route("R1", conflict_declared="FLAG")
    council = Council(cast)
    session, lines = council.fixed(2)
    acts = council.member("council-05")
    declare_conflict(session, lines[:1], "Cùng quê", **acts)
    council.open(session)
    assert cast_ballots(session, {}, **acts, others="AGREE").made["lines"] == 2


def test_what_is_wrong_in_a_declaration_is_named(cast: Cast) -> None:
    council = Council(cast)
    session, lines = council.fixed(2)
    later, more = council.referred(1, first=5)
    acts = council.member("council-05")
    assert later.pk != session.pk
    with invalid("nominations"):
        declare_conflict(session, [], "Lý do", **acts)
    with invalid("nominations", "reason"):
        declare_conflict(session, [lines[0], more[0]], "  ", **acts)
    with invalid("reason"):
        declare_conflict(session, lines, "x" * 301, **acts)


def test_only_a_member_with_a_seat_declares_and_only_for_themselves(cast: Cast) -> None:
    council = Council(cast)
    session, lines = council.fixed(1)
    with refused("role", security=True):
        declare_conflict(session, lines, "Lý do", **council.secretary)
    late = appointed(cast, "nominee-70", Role.COUNCIL_MEMBER, "hd-tdkt-tinh")
    with refused("seat"):
        declare_conflict(session, lines, "Lý do", **late)


def test_nothing_is_declared_before_the_agenda_or_after_the_count(cast: Cast) -> None:
    council = Council(cast)
    session, lines = council.referred(1)
    acts = council.member("council-05")
    with refused("ballot"):
        declare_conflict(session, lines, "Lý do", **acts)
    fix_agenda(session, today(), **council.secretary)
    session.refresh_from_db()
    council.open(session)
    council.all_vote(session, council.names(session), "AGREE")
    close_voting(session, **council.secretary)
    with refused("ballot"):
        declare_conflict(session, lines, "Lý do", **acts)


def test_a_declaration_takes_the_ballots_of_an_open_vote_out(cast: Cast) -> None:
    council = Council(cast, R2)
    session, lines = council.opened(2)
    acts = council.member("ldld-council-05")
    cast_ballots(session, {}, **acts, others="AGREE")
    declare_conflict(session, lines[:1], "Chị em kết nghĩa", **acts)
    person = cast.person("ldld-council-05").pk
    assert [ballots(session, line) for line in lines] == [{}, {person: "AGREE"}]
    council.all_vote(session, [name for name in council.names(session) if name != "ldld-council-05"], "AGREE")
    close_voting(session, **council.secretary)
    members = len(council.seats(session))
    assert [tally(session)[line][0] for line in lines] == [members - 1, members]


def test_a_secret_sheet_that_is_in_cannot_be_declared_about(cast: Cast) -> None:
    council = Council(cast)
    session, lines = council.opened(2)
    acts = council.member("council-05")
    cast_ballots(session, {}, **acts, others="AGREE")
    with refused("ballot"):
        declare_conflict(session, lines[:1], "Lý do", **acts)


@pytest.mark.parametrize(("counted", "basis", "supported"), [(True, 7, False), (False, 6, True)])
def test_the_route_says_whether_an_excluded_member_is_counted(
    cast: Cast, *, counted: bool, basis: int, supported: bool
) -> None:
    """Seven members, one of them excluded: three in favour are half of six and less than half of seven."""
    route("R2", excluded_counted=counted, threshold={"share": "1/2", "strict": False, "basis": "ALL"})
    council = Council(cast, R2)
    session, lines = council.referred(1)
    related(cast.person("nominee-01"), cast.person("ldld-council-05"))
    fix_agenda(session, today(), **council.secretary)
    session.refresh_from_db()
    council.open(session)
    names = [name for name in council.names(session) if name != "ldld-council-05"]
    council.all_vote(session, names[:3], "AGREE")
    council.all_vote(session, names[3:], "DISAGREE")
    close_voting(session, **council.secretary)
    item = CouncilSession.objects.get(pk=session.pk).agenda.get()
    assert (item.entitled, item.basis) == (6, basis)
    assert tally(session) == {lines[0]: (3, 3, 0, supported)}


def test_conflicts_stand_in_the_minutes_with_kind_and_reason(cast: Cast) -> None:
    council = Council(cast)
    session, lines = council.referred(1)
    _sits(cast, "nnmt-head")
    fix_agenda(session, today(), **council.secretary)
    session.refresh_from_db()
    declare_conflict(session, lines, "Đồng tác giả", **council.member("council-05"))
    council.open(session)
    others = [name for name in council.names(session) if name not in {"council-05", "nnmt-head"}]
    council.all_vote(session, others, "AGREE")
    close_voting(session, **council.secretary)
    council.sign(session)
    session.refresh_from_db()
    (told,) = [text for text in session.minutes.splitlines() if text.startswith("1. ")]
    assert f"{cast.person('council-05')} (" in told
    assert "Đồng tác giả" in told
    assert str(cast.person("nnmt-head")) in told
