"""Redirecting: a nomination closes here and lives on, linked, under another form, authority or procedure."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from tests.dossiers.letters_given import (
    appoint_new,
    clerk_of,
    codes,
    desk_of,
    head_of_office,
    refused_for_lack_of_authority,
    rules_of,
    sound,
    specialist,
    state_of,
    today,
    tomorrow,
    unwritten,
    why,
    yesterday,
)
from tests.support.walk import R1, Walk
from workflow.awards.models import Round
from workflow.directory.models import Kinship
from workflow.dossiers.answer_marks import Answer
from workflow.dossiers.answers import answer_criteria
from workflow.dossiers.correcting import correct_clerical
from workflow.dossiers.door import apply_transition
from workflow.dossiers.drafting import edit_nomination
from workflow.dossiers.letters import issue_letter, send_letter, sign_letter
from workflow.dossiers.models import Attachment, Letter, Nomination, SignOff
from workflow.dossiers.redirecting import redirect_nomination
from workflow.dossiers.reports import TransitionReport
from workflow.management.commands.pass_time import pass_time
from workflow.management.demo import drafts
from workflow.management.demo.cast import Cast
from workflow.procedure.roles import Role
from workflow.procedure.states import State
from workflow.procedure.transitions import Transition


def _to_health(cast: Cast, **other: Any) -> dict[str, Any]:
    """Giấy khen of a department: another form, another authority, another route."""
    asked = {
        "route": "R3",
        "authority": cast.organisation("so-y-te"),
        "award_form": "GK",
        "award_round": Round.objects.get(code="DEMO-R3"),
        "reply_by": tomorrow(),
        "consent": "Công văn đồng ý số 5 (minh họa)",
        "reason": "Chuyển cấp khen (minh họa)",
    }
    return {**asked, **other}


def _redirected(cast: Cast, line: int, **other: Any) -> tuple[Nomination, Letter]:
    made = redirect_nomination(line, **head_of_office(cast), **_to_health(cast, **other)).made
    return Nomination.objects.get(pk=made["nomination"]), Letter.objects.get(pk=made["letter"])


def _sent(cast: Cast, letter: Letter, line: int) -> TransitionReport:
    """Complete the linked draft and send it."""
    walk = Walk(cast)
    drafts.complete(letter, [line], walk.officer)
    return send_letter(letter, **walk.officer)


# How it lives on.


def test_the_line_closes_and_its_linked_nomination_waits_at_the_unit_until_the_reply_date(cast: Cast) -> None:
    walk = Walk(cast)
    appraisal, (line, stays) = walk.assigned(2)
    old = Nomination.objects.get(pk=line)
    new, letter = _redirected(cast, line)
    assert (state_of(line), state_of(stays), new.state) == (State.REDIRECTED, State.WITH_OFFICE, State.DRAFT)
    assert (new.redirected_from_id, new.nominee, new.unit, new.level) == (line, old.nominee, old.unit, old.unit)
    assert (new.route.code, new.award_form.code, new.authority.code) == ("R3", "GK", "so-y-te")
    assert (new.office.code, new.council and new.council.code) == ("van-phong-so-y-te", "hd-tdkt-so-y-te")
    assert (new.round and new.round.code, new.reply_by) == ("DEMO-R3", tomorrow())
    assert (new.pool, new.regime, new.last_letter) == (None, None, None)
    assert set(new.drafters) == {*old.drafters, head_of_office(cast)["actor"].person_id}
    assert (new.revision_no, new.supplement_rounds) == (1, 0)
    assert (letter.kind, letter.organisation, letter.round, letter.replaces) == ("UNIT", old.unit, new.round, None)
    assert (letter.subject, desk_of(letter)) == (appraisal.letter.subject, ("prepare", tomorrow()))
    sound()


def test_what_was_achieved_and_its_papers_go_along_and_signatures_do_not(cast: Cast) -> None:
    walk = Walk(cast)
    _appraisal, (line,) = walk.assigned(1)
    old = Nomination.objects.get(pk=line)
    new, letter = _redirected(cast, line)
    fields = (
        "achievement",
        "achievement_title",
        "period_from",
        "period_to",
        "influence_scope",
        "nominee_name",
        "track",
    )
    assert [getattr(new, field) for field in fields] == [getattr(old, field) for field in fields]
    for kept in ({"nomination": new}, {"letter": letter}):
        was = {"nomination": old} if "nomination" in kept else {"letter": old.letter}
        papers = [Attachment.objects.filter(**one).values_list("kind", "title", "sha256") for one in (kept, was)]
        assert sorted(papers[0]) == sorted(papers[1]) != []
    assert not SignOff.objects.filter(nomination=new).exists()
    assert new.content_hash != old.content_hash
    sound()


def test_the_linked_nomination_bears_the_name_as_it_was_corrected(cast: Cast) -> None:
    walk = Walk(cast)
    _appraisal, (line,) = walk.assigned(1)
    correct_clerical(line, "nominee_name", "Lý Thị Thu Hà", **specialist(cast), confirmed_by="CV 15")
    new, _letter = _redirected(cast, line)
    assert new.nominee_name == "Lý Thị Thu Hà"
    sound()


def test_the_reply_date_frees_it_of_the_round_and_the_whole_procedure_begins_again(cast: Cast) -> None:
    walk = Walk(cast)
    _appraisal, (line,) = walk.assigned(1)
    new, letter = _redirected(cast, line)
    Round.objects.all().update(closes_on=yesterday())
    with unwritten():
        assert dict(pass_time()) == {Transition.LAPSE: 0}
    assert _sent(cast, letter, new.pk).moved == {new.pk: State.WITH_HEAD}
    sign_letter(letter, **walk.head)
    assert issue_letter(letter, "70/TTr", today(), **clerk_of(walk)).moved == {new.pk: State.WITH_OFFICE}
    assert Nomination.objects.get(pk=new.pk).office.code == "van-phong-so-y-te"
    sound()


def test_after_the_reply_date_the_linked_nomination_is_not_sent(cast: Cast) -> None:
    _appraisal, (line,) = Walk(cast).assigned(1)
    new, letter = _redirected(cast, line, reply_by=today())
    Nomination.objects.filter(pk=new.pk).update(reply_by=yesterday())
    Round.objects.filter(code="DEMO-R3").update(closes_on=yesterday())
    assert rules_of(_sent(cast, letter, new.pk)) == {new.pk: ["round"]}
    assert dict(pass_time()) == {Transition.LAPSE: 1}
    assert state_of(new.pk) == State.LAPSED
    sound()


def test_after_its_reply_date_the_linked_nomination_lives_on_in_an_open_round(cast: Cast) -> None:
    _appraisal, (line,) = Walk(cast).assigned(1)
    new, letter = _redirected(cast, line)
    Nomination.objects.filter(pk=new.pk).update(reply_by=yesterday())
    with unwritten():
        assert list(pass_time()) == []
    assert _sent(cast, letter, new.pk).is_whole
    sound()


@pytest.mark.parametrize("desk", ["DRAFT", "WITH_HEAD"])
def test_without_a_round_the_linked_nomination_lapses_after_its_reply_date(cast: Cast, desk: str) -> None:
    _appraisal, (line,) = Walk(cast).assigned(1)
    to = {"route": "R4", "authority": cast.organisation("ubnd-tinh"), "award_form": R1.award_form}
    new, letter = _redirected(cast, line, **to, award_round=None, reply_by=today())
    if desk == "WITH_HEAD":
        edit_nomination(new.pk, {"simplified_ground": "AD_HOC"}, **Walk(cast).officer)
        assert _sent(cast, letter, new.pk).is_whole
    with unwritten():
        assert list(pass_time()) == []
    Nomination.objects.filter(pk=new.pk).update(reply_by=yesterday())
    assert dict(pass_time()) == {Transition.LAPSE if desk == "DRAFT" else Transition.LAPSE_AT_HEAD: 1}
    assert state_of(new.pk) == State.LAPSED
    sound()


def test_the_old_proposal_and_its_number_do_not_stand_in_the_way(cast: Cast) -> None:
    walk = Walk(cast)
    walk.allocate(1)
    _appraisal, (line,) = walk.assigned(1)
    new, letter = _redirected(cast, line)
    assert Nomination.objects.get(pk=line).pool is None
    assert _sent(cast, letter, new.pk).is_whole
    other, _lines = walk.drafted(1, first=5)
    assert send_letter(other, **walk.officer).is_whole
    sound()


def test_criteria_are_answered_anew_under_the_new_route(cast: Cast) -> None:
    walk = Walk(cast)
    _appraisal, (line,) = walk.assigned(1)
    new, letter = _redirected(cast, line)
    with unwritten():
        assert rules_of(send_letter(letter, **walk.officer)) == {new.pk: ["criteria"]}
    evidence = Attachment.objects.get(letter=letter, kind="EVIDENCE").pk
    given = [Answer(code, "Đáp ứng", evidence=((evidence, 1),)) for code in ("LAW-00", "GEN-01", "GEN-03")]
    plan = Answer("GEN-02", "Kế hoạch", document_number="1/KH", document_date=today(), evidence=((evidence, 2),))
    answer_criteria({new.pk: [*given, plan]}, **walk.officer)
    edit_nomination(new.pk, {"submitter_ground": "Theo đề nghị của Ban"}, **walk.officer)
    assert send_letter(letter, **walk.officer).is_whole
    sound()


@pytest.mark.parametrize("signed", [False, True])
def test_what_waits_to_be_presented_is_redirected_too(cast: Cast, *, signed: bool) -> None:
    walk = Walk(cast)
    office, (line, stays) = walk.to_present(2)
    if signed:
        sign_letter(office, **head_of_office(cast))
    new, _letter = _redirected(cast, line)
    office.refresh_from_db()
    assert (state_of(line), new.state, walk.lines(office)) == (State.REDIRECTED, State.DRAFT, [stays])
    assert (office.signed_at, desk_of(office)) == (None, ("prepare", None))
    sound()


def test_the_same_authority_under_another_procedure_is_another_way(cast: Cast) -> None:
    _appraisal, (line,) = Walk(cast).assigned(1)
    to = {"route": "R4", "authority": cast.organisation("ubnd-tinh"), "award_form": R1.award_form}
    new, letter = _redirected(cast, line, **to, award_round=None)
    assert (new.route.code, new.authority.code, new.simplified_ground) == ("R4", "ubnd-tinh", "")
    assert (letter.route, letter.round, new.round) == (new.route, None, None)
    sound()


def test_a_redirected_line_is_final(cast: Cast) -> None:
    walk = Walk(cast)
    _appraisal, (line,) = walk.assigned(1)
    _redirected(cast, line)
    for transition in (Transition.REOPEN_INELIGIBLE, Transition.REDIRECT):
        with unwritten():
            assert rules_of(apply_transition(transition, [line], **head_of_office(cast), reason=why)) == {
                line: ["state"]
            }
    with unwritten():
        assert rules_of(redirect_nomination(line, **head_of_office(cast), **_to_health(cast))) == {line: ["state"]}


# What is refused.

BAD: dict[str, tuple[dict[str, Any], dict[str, list[str]]]] = {
    "no such route": ({"route": "R9"}, {"route": ["unknown"]}),
    "a route that does not lead to the form": ({"route": "R2"}, {"route": ["route"]}),
    "no such form": ({"award_form": "XX"}, {"award_form": ["R-AUTH"]}),
    "a form beyond the authority's competence": ({"award_form": R1.award_form}, {"award_form": ["R-AUTH"]}),
    "an authority without an office": ({"authority": "so-gddt"}, {"authority": ["bodies"]}),
    "an authority without a council": ({"authority": "lawaco"}, {"route": ["council"]}),
    "an authority that is gone": ({"authority": "so-nnptnt"}, {"award_form": ["R-AUTH"]}),
    "a reply date that has passed": ({"reply_by": "yesterday"}, {"reply_by": ["past"]}),
    "the way it goes already": (
        {"route": "R1", "authority": "ubnd-tinh", "award_form": R1.award_form},
        {"route": ["same"]},
    ),
    "no round where the route is bound to one": ({"award_round": None}, {"round": ["required"]}),
    "a round of another authority": ({"award_round": "DEMO-R2"}, {"round": ["foreign"]}),
    "a round on another occasion": ({"award_round": "an interim review"}, {"round": ["occasion"]}),
    "a round that has closed": ({"award_round": "closed"}, {"round": ["closed"]}),
    "a round that is not open yet": ({"award_round": "coming"}, {"round": ["closed"]}),
    "a consent too long": ({"consent": "x" * 201}, {"reason.document": ["length"]}),
    "a reason too long": ({"reason": "x" * 4001}, {"reason.text": ["length"]}),
}


@pytest.mark.parametrize(("change", "expected"), BAD.values(), ids=BAD.keys())
def test_a_bad_target_is_a_typed_error_and_opens_nothing(
    cast: Cast, change: dict[str, Any], expected: dict[str, list[str]]
) -> None:
    _appraisal, (line,) = Walk(cast).assigned(1)
    given = dict(change)
    if "authority" in given:
        given["authority"] = cast.organisation(given["authority"])
    if "reply_by" in given:
        given["reply_by"] = today() - timedelta(days=1)
    if isinstance(given.get("award_round"), str):
        given["award_round"] = _round(given["award_round"])
    with unwritten(), pytest.raises(ValidationError) as raised:
        redirect_nomination(line, **head_of_office(cast), **_to_health(cast, **given))
    assert codes(raised) == expected


def _round(which: str) -> Round:
    """The round of the department as it is described, or the one with this code."""
    changes: dict[str, dict[str, Any]] = {
        "an interim review": {"occasion": "INTERIM"},
        "closed": {"closes_on": yesterday()},
        "coming": {"opens_on": tomorrow()},
    }
    code = "DEMO-R3" if which in changes else which
    if which in changes:
        Round.objects.filter(code=code).update(**changes[which])
    return Round.objects.get(code=code)


@pytest.mark.parametrize(("missing", "rule"), [("consent", "consent"), ("reason", "reason")])
def test_without_consent_or_reason_nothing_is_opened(cast: Cast, missing: str, rule: str) -> None:
    _appraisal, (line,) = Walk(cast).assigned(1)
    with unwritten():
        report = redirect_nomination(line, **head_of_office(cast), **_to_health(cast, **{missing: "  "}))
    assert (rules_of(report), report.made) == ({line: [rule]}, {})


def test_an_unknown_nomination_is_a_typed_error(cast: Cast) -> None:
    with unwritten(), pytest.raises(ValidationError) as raised:
        redirect_nomination(999_999, **head_of_office(cast), **_to_health(cast))
    assert codes(raised) == {"nomination": ["unknown"]}


@pytest.mark.parametrize("at", ["draft", "with its head", "before the council"])
def test_only_the_office_s_own_lines_are_redirected(cast: Cast, at: str) -> None:
    walk = Walk(cast)
    found = {"draft": walk.drafted, "with its head": walk.with_head, "before the council": walk.before_council}
    _thing, (line,) = found[at](1)  # type: ignore[operator]
    with unwritten():
        assert rules_of(redirect_nomination(line, **head_of_office(cast), **_to_health(cast))) == {line: ["state"]}


def test_only_the_head_of_the_line_s_own_office_redirects(cast: Cast) -> None:
    _appraisal, (line,) = Walk(cast).assigned(1)
    other = cast.acts("yte-office-head", Role.OFFICE_HEAD, "van-phong-so-y-te")
    asked = _to_health(cast)
    for acts, rule in ((specialist(cast), "role"), (other, "organisation"), (Walk(cast).head, "role")):
        assert refused_for_lack_of_authority(lambda **who: redirect_nomination(line, **who, **asked), acts) == rule


def test_nobody_redirects_the_nomination_of_oneself_or_of_a_relative(cast: Cast) -> None:
    _appraisal, (line,) = Walk(cast).assigned(1)
    nominee, office = cast.person("nominee-01"), cast.organisation("ban-tdkt")
    own = appoint_new("own", Role.OFFICE_HEAD, office, kind="DEPUTY", person=nominee)
    Kinship.objects.create(person=nominee, relative=cast.person("tdkt-head"), declared_on=today())
    asked = _to_health(cast)
    for acts, rule in ((own, "own"), (head_of_office(cast), "relative")):
        assert refused_for_lack_of_authority(lambda **who: redirect_nomination(line, **who, **asked), acts) == rule
