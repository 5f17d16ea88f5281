"""The opinion of another body: asked by the office, given once, and what its silence means."""

import pytest

from tests.appraisal.given import (
    appointed,
    appraised,
    head,
    new_version,
    related,
    route,
    specialist,
    states,
    today,
    tomorrow,
    yesterday,
)
from tests.appraisal.proof import Acts, invalid, refused, refused_lines, stays
from tests.support.walk import R1, R2, Walk
from workflow.appraisal.commands import approve_appraisal
from workflow.appraisal.consultations import consult, give_opinion
from workflow.appraisal.models import Consultation
from workflow.awards.calendar import working_day_after
from workflow.dossiers.door import apply_transition
from workflow.dossiers.letters import issue_letter, sign_letter
from workflow.dossiers.models import Letter
from workflow.management.demo.cast import Cast
from workflow.management.demo.desks import hold_session
from workflow.procedure.facts import Reason
from workflow.procedure.roles import Role
from workflow.procedure.transitions import Transition

AGREED = "Không có vi phạm trong thời gian xét khen thưởng"


def _police(cast: Cast) -> Acts:
    return cast.acts("police-consulted", Role.CONSULTED, "cong-an-tinh")


def _party(cast: Cast) -> Acts:
    return cast.acts("party-consulted", Role.CONSULTED, "ban-to-chuc-tinh-uy")


def _ask(cast: Cast, lines: list[int], body: str = "cong-an-tinh", **named: object) -> Consultation:
    consult(lines, cast.organisation(body), **specialist(cast), **named)  # type: ignore[arg-type]
    return Consultation.objects.filter(organisation__code=body).latest("pk")


def test_a_body_is_asked_on_lines_until_a_day_in_working_days(cast: Cast) -> None:
    _appraisal, lines = Walk(cast).assigned(3)
    report = consult(lines[:2], cast.organisation("cong-an-tinh"), **specialist(cast))
    asked = Consultation.objects.order_by("nomination")
    assert report.made["consultations"] == sorted(asked.values_list("pk", flat=True))
    until = working_day_after(today(), 10)
    kept = asked.values_list("nomination", "kind", "reply_by", "answered_at", "agrees")
    assert list(kept) == [(line, "AGENCY", until, None, None) for line in lines[:2]]


def test_one_body_is_asked_once_at_a_time_about_a_line(cast: Cast) -> None:
    _appraisal, lines = Walk(cast).assigned(2)
    first = _ask(cast, lines[:1])
    with refused("consultation"):
        consult(lines, cast.organisation("cong-an-tinh"), **specialist(cast))
    _ask(cast, lines[:1], "bhxh-tinh")
    _ask(cast, lines[:1], "cong-an-tinh", kind="PARTY")
    give_opinion(first, AGREED, **_police(cast), agrees=True)
    _ask(cast, lines)
    assert Consultation.objects.filter(organisation__code="cong-an-tinh", kind="AGENCY").count() == 3


@pytest.mark.parametrize(
    ("named", "field"), [({"kind": "NOBODY"}, "kind"), ({"kind": ""}, "kind"), ({"reply_by": "past"}, "reply_by")]
)
def test_a_bad_question_is_named(cast: Cast, named: dict[str, object], field: str) -> None:
    _appraisal, lines = Walk(cast).assigned(1)
    given = {key: yesterday() if value == "past" else value for key, value in named.items()}
    with invalid(field):
        consult(lines, cast.organisation("cong-an-tinh"), **specialist(cast), **given)  # type: ignore[arg-type]


@pytest.mark.parametrize("ids", [[], [10**9]], ids=["none", "unknown"])
def test_a_body_is_asked_about_nominations_that_exist(cast: Cast, ids: list[int]) -> None:
    _appraisal, lines = Walk(cast).assigned(1)
    with invalid("nominations"):
        consult([*ids, *(lines if ids else [])], cast.organisation("cong-an-tinh"), **specialist(cast))


def test_a_body_is_asked_while_the_office_has_the_line(cast: Cast) -> None:
    _session, lines = Walk(cast).before_council(1)
    with refused_lines({lines[0]: "state"}):
        consult(lines, cast.organisation("cong-an-tinh"), **specialist(cast))
    _other, foreign = Walk(cast, R2).assigned(1, first=5)
    with refused_lines({foreign[0]: "organisation"}, security=True):
        consult(foreign, cast.organisation("cong-an-tinh"), **specialist(cast))


def test_the_head_of_the_office_asks_too_and_nobody_about_oneself(cast: Cast) -> None:
    _appraisal, lines = Walk(cast).assigned(2)
    consult(lines, cast.organisation("bhxh-tinh"), **head(cast))
    related(cast.person("nominee-01"), cast.person("tdkt-head"))
    with refused_lines({lines[0]: "relative"}, security=True):
        consult(lines, cast.organisation("cong-an-tinh"), **head(cast))


def test_an_opinion_is_given_once_and_kept(cast: Cast) -> None:
    _appraisal, lines = Walk(cast).assigned(1)
    asked = _ask(cast, lines)
    give_opinion(asked, f" {AGREED} ", **_police(cast), agrees=False, document=" 15/CAT ")
    asked.refresh_from_db()
    assert (asked.answer, asked.agrees, asked.document) == (AGREED, False, "15/CAT")
    assert asked.answered_at is not None
    with refused("consultation"):
        give_opinion(asked, "Ý kiến khác", **_police(cast), agrees=True)


def test_a_bad_opinion_is_named(cast: Cast) -> None:
    _appraisal, lines = Walk(cast).assigned(1)
    asked = _ask(cast, lines)
    with invalid("answer", "document"):
        give_opinion(asked, "   ", **_police(cast), agrees=True, document="x" * 201)


def test_only_the_body_that_was_asked_answers(cast: Cast) -> None:
    _appraisal, lines = Walk(cast).assigned(1)
    asked = _ask(cast, lines)
    for acts in (cast.acts("insurance-consulted", Role.CONSULTED, "bhxh-tinh"), head(cast)):
        with refused("role", security=True):
            give_opinion(asked, AGREED, **acts, agrees=True)


def test_nobody_answers_about_oneself_or_a_relative(cast: Cast) -> None:
    _appraisal, lines = Walk(cast).assigned(1)
    asked = _ask(cast, lines)
    own = appointed(cast, "nominee-01", Role.CONSULTED, "cong-an-tinh")
    with refused_lines({lines[0]: "own"}, security=True):
        give_opinion(asked, AGREED, **own, agrees=True)
    related(cast.person("nominee-01"), cast.person("police-consulted"))
    with refused_lines({lines[0]: "relative"}, security=True):
        give_opinion(asked, AGREED, **_police(cast), agrees=True)


@pytest.mark.parametrize("agrees", [True, False, None])
def test_an_answer_lets_the_procedure_go_on_whatever_it_says(cast: Cast, *, agrees: bool | None) -> None:
    appraisal, lines = appraised(cast, 1)
    asked = _ask(cast, lines, reply_by=tomorrow())
    with stays({lines[0]: "consultation"}) as reports:
        reports.append(approve_appraisal(appraisal, **head(cast)))
    give_opinion(asked, AGREED, **_police(cast), agrees=agrees)
    assert approve_appraisal(appraisal, **head(cast)).is_whole


@pytest.mark.parametrize(("days", "silent"), [(0, False), (1, True)], ids=["on its day", "the day after"])
def test_an_agency_that_is_silent_after_its_day_lets_the_procedure_go_on(
    cast: Cast, days: int, *, silent: bool
) -> None:
    appraisal, lines = appraised(cast, 1)
    asked = _ask(cast, lines, reply_by=today())
    Consultation.objects.filter(pk=asked.pk).update(reply_by=yesterday() if days else today())
    if silent:
        assert approve_appraisal(appraisal, **head(cast)).is_whole
        give_opinion(asked, AGREED, **_police(cast), agrees=True)
        asked.refresh_from_db()
        assert asked.answer == AGREED, "a late answer is kept"
        return
    with stays({lines[0]: "consultation"}) as reports:
        reports.append(approve_appraisal(appraisal, **head(cast)))


# The Party's opinion.


def _ready_to_sign(cast: Cast) -> tuple[Walk, list[int]]:
    route("R1", party_opinion=True)
    walk = Walk(cast, R1)
    _letter, lines = walk.to_present(2)
    return walk, lines


def test_a_party_opinion_does_not_hold_up_the_council(cast: Cast) -> None:
    route("R1", party_opinion=True)
    appraisal, lines = appraised(cast, 1)
    _ask(cast, lines, "ban-to-chuc-tinh-uy", kind="PARTY", reply_by=tomorrow())
    assert approve_appraisal(appraisal, **head(cast)).is_whole
    hold_session(cast, R1.bodies, tell=lambda _what: None)
    assert states(lines) == ["TO_PRESENT"]


def test_nothing_is_presented_before_the_party_opinion_is_in(cast: Cast) -> None:
    from_office = Walk(cast, R1).way.bodies
    _walk, lines = _ready_to_sign(cast)
    letter = _letter_of(lines[0])
    with refused_lines(dict.fromkeys(lines, "party-opinion")):
        sign_letter(letter, **head(cast))
    first = _ask(cast, lines[:1], "ban-to-chuc-tinh-uy", kind="PARTY")
    second = _ask(cast, lines[1:], "ban-to-chuc-tinh-uy", kind="PARTY")
    Consultation.objects.update(reply_by=yesterday())
    give_opinion(first, AGREED, **_party(cast), agrees=True)
    with refused_lines({lines[1]: "party-opinion"}):
        sign_letter(letter, **head(cast))
    give_opinion(second, AGREED, **_party(cast), agrees=True)
    sign_letter(letter, **head(cast))
    clerk = cast.acts(from_office.office_clerk, Role.RECORDS_CLERK, from_office.office)
    assert issue_letter(letter, "9/TTr", today(), **clerk).is_whole
    assert states(lines) == ["WITH_DECIDER", "WITH_DECIDER"]


def test_an_agency_does_not_answer_for_the_party(cast: Cast) -> None:
    _walk, lines = _ready_to_sign(cast)
    asked = _ask(cast, lines[:1])
    give_opinion(asked, AGREED, **_police(cast), agrees=True)
    with refused_lines(dict.fromkeys(lines, "party-opinion")):
        sign_letter(_letter_of(lines[0]), **head(cast))


def test_the_party_is_not_asked_where_the_route_does_not_ask(cast: Cast) -> None:
    letter, lines = Walk(cast, R1).to_present(1)
    _ask(cast, lines, "ban-to-chuc-tinh-uy", kind="PARTY")
    sign_letter(letter, **head(cast))
    assert apply_transition(Transition.TAKE_BACK, lines, **head(cast), reason=Reason("Xem lại")).is_whole


def _letter_of(line: int) -> Letter:
    return Letter.objects.get(kind="OFFICE", case__nominations=line)


def test_without_a_day_each_line_has_the_days_of_its_own_route(cast: Cast) -> None:
    walk = Walk(cast)
    _first, (older,) = walk.assigned(1)
    new_version("R1", 2, valid_from=today(), consultation_days=3)
    _second, (newer,) = walk.assigned(1, first=5)
    consult([older, newer], cast.organisation("cong-an-tinh"), **specialist(cast))
    found = dict(Consultation.objects.values_list("nomination", "reply_by"))
    assert found == {older: working_day_after(today(), 10), newer: working_day_after(today(), 3)}
