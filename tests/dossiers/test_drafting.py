"""Drafting: a letter is opened where unit, route, round and authority fit; a nomination is edited on its desk alone."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from tests.dossiers.letters_given import (
    codes,
    desk_of,
    hash_of,
    rules,
    sound,
    supplement,
    today,
    tomorrow,
    unwritten,
    why,
    yesterday,
)
from tests.support.walk import R1, R4, WAYS, Walk, Way
from workflow.audit.models import Entry
from workflow.awards.models import Campaign, Round, Route
from workflow.directory.models import Organisation, Succession
from workflow.dossiers.door import apply_transition
from workflow.dossiers.drafting import edit_nomination, open_letter
from workflow.dossiers.models import Letter, Nomination, Revision
from workflow.dossiers.reports import Refused
from workflow.management.demo.cast import Cast
from workflow.procedure.transitions import Transition


def _wanted(cast: Cast, way: Way = R1, **other: Any) -> dict[str, Any]:
    asked = {
        "route": way.route,
        "authority": cast.organisation(way.bodies.authority),
        "campaign": Campaign.objects.get(code="CT34"),
        "award_round": Round.objects.get(code=way.round_code),
        "subject": "V/v đề nghị khen thưởng (minh họa)",
    }
    return {**asked, **other}


# Opening.


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.route)
def test_an_officer_opens_a_letter_under_the_route_in_force(cast: Cast, way: Way) -> None:
    officer = Walk(cast, way).officer
    unit = cast.organisation(way.unit)
    made = open_letter(unit, **officer, **_wanted(cast, way)).made["letter"]
    letter = Letter.objects.get(pk=made)
    assert (letter.kind, letter.organisation, letter.authority.code) == ("UNIT", unit, way.bodies.authority)
    assert (letter.route.code, letter.round and letter.round.code) == (way.route, way.round_code)
    assert (letter.opened_by, letter.version, letter.number, letter.replaces) == (
        officer["actor"].person_id,
        1,
        "",
        None,
    )
    assert desk_of(letter) == ("prepare", None)
    assert list(Entry.objects.filter(stream=f"letter:{made}").values_list("deed", flat=True)) == ["OPENED"]
    sound()


def test_a_letter_needs_no_round_where_the_route_is_bound_to_none(cast: Cast) -> None:
    asked = _wanted(cast, R4, award_round=None)
    made = open_letter(cast.organisation(R4.unit), **Walk(cast, R4).officer, **asked).made["letter"]
    assert Letter.objects.get(pk=made).round is None


def test_a_subject_is_kept_in_one_form_of_unicode(cast: Cast) -> None:
    asked = _wanted(cast, subject="Đe\u0302\u0300 nghi\u0323")
    made = open_letter(cast.organisation("so-nnmt"), **Walk(cast).officer, **asked).made["letter"]
    assert Letter.objects.get(pk=made).subject == "Đề nghị"


def _an_occasion_of_another_route(cast: Cast) -> dict[str, Any]:
    return _wanted(cast, award_round=Round.objects.get(code="CT34-AD-HOC"))


def _an_authority_without_competence(cast: Cast) -> dict[str, Any]:
    return _wanted(cast, route="R2")


def _a_foreign_round(cast: Cast) -> dict[str, Any]:
    return _wanted(cast, award_round=Round.objects.get(code="DEMO-R2"))


def _a_round_of_another_campaign(cast: Cast) -> dict[str, Any]:
    campaign = Campaign.objects.create(
        code="OTHER", name="Phong trào khác", starts_in=2026, launched_by=Organisation.objects.get(code="ubnd-tinh")
    )
    return _wanted(cast, campaign=campaign)


def _an_authority_without_bodies(cast: Cast) -> dict[str, Any]:
    return _wanted(cast, authority=cast.organisation("so-gddt"))


def _an_authority_without_a_council(cast: Cast) -> dict[str, Any]:
    return _wanted(
        cast, route="R3", authority=cast.organisation("lawaco"), award_round=Round.objects.get(code="DEMO-R3S")
    )


def _a_route_that_is_not_in_force(cast: Cast) -> dict[str, Any]:
    Route.objects.filter(code="R1").update(valid_until=yesterday())
    return _wanted(cast)


DO_NOT_FIT = {
    "no such route": (lambda cast: _wanted(cast, route="R9"), {"route": ["unknown"]}),
    "no route": (lambda cast: _wanted(cast, route=""), {"route": ["unknown"]}),
    "a route that is not in force": (_a_route_that_is_not_in_force, {"route": ["unknown"]}),
    "no round": (lambda cast: _wanted(cast, award_round=None), {"round": ["required"]}),
    "a round of another authority": (_a_foreign_round, {"round": ["foreign"]}),
    "a round of another campaign": (_a_round_of_another_campaign, {"round": ["foreign"]}),
    "a round of another occasion": (_an_occasion_of_another_route, {"round": ["occasion"]}),
    "an authority without an office": (_an_authority_without_bodies, {"authority": ["bodies"]}),
    "an authority without a council": (_an_authority_without_a_council, {"route": ["council"]}),
    "an authority without competence": (_an_authority_without_competence, {"authority": ["R-AUTH"]}),
    "a subject that is too long": (lambda cast: _wanted(cast, subject="x" * 301), {"subject": ["length"]}),
}


@pytest.mark.parametrize(("asked", "expected"), DO_NOT_FIT.values(), ids=DO_NOT_FIT.keys())
def test_what_does_not_fit_together_is_a_typed_error_and_opens_nothing(
    cast: Cast, asked: Any, expected: dict[str, list[str]]
) -> None:
    wanted = asked(cast)
    with unwritten(), pytest.raises(ValidationError) as raised:
        open_letter(cast.organisation("so-nnmt"), **Walk(cast).officer, **wanted)
    assert codes(raised) == expected


def test_every_part_that_does_not_fit_is_told_at_once(cast: Cast) -> None:
    asked = _wanted(cast, route="R3", subject="x" * 301)
    with unwritten(), pytest.raises(ValidationError) as raised:
        open_letter(cast.organisation("so-nnmt"), **Walk(cast).officer, **asked)
    assert codes(raised) == {"authority": ["R-AUTH"], "round": ["occasion"], "subject": ["length"]}


def test_a_body_that_is_gone_sends_no_new_letter_though_its_heir_holds_its_work(cast: Cast) -> None:
    old = Organisation.objects.get(code="so-nnptnt")
    heir = Succession.objects.get(old=old, carries_work=True).new
    assert (heir and heir.code, old.exists_on(today())) == ("so-nnmt", False)
    with unwritten(), pytest.raises(ValidationError) as raised:
        open_letter(old, **Walk(cast).officer, **_wanted(cast))
    assert codes(raised) == {"unit": ["R-DISSOLVED"]}


# Editing.


def test_an_edit_makes_a_new_revision_and_a_new_hash(cast: Cast) -> None:
    walk = Walk(cast)
    _letter, (line,) = walk.drafted(1)
    before = Nomination.objects.get(pk=line)
    edit_nomination(line, {"achievement": "Cứu  người\nbị nạn", "influence_scope": "Toàn tỉnh"}, **walk.officer)
    after = Nomination.objects.get(pk=line)
    assert (after.achievement, after.influence_scope) == ("Cứu  người\nbị nạn", "Toàn tỉnh")
    assert (after.revision_no, after.version) == (before.revision_no + 1, before.version + 1)
    assert after.content_hash != before.content_hash
    newest = Revision.objects.filter(nomination=line).latest("number")
    assert (newest.number, newest.hash) == (after.revision_no, after.content_hash)
    assert newest.author == walk.officer["capacity"].person
    sound()


def test_an_edit_that_changes_nothing_is_recorded_without_a_new_revision(cast: Cast) -> None:
    walk = Walk(cast)
    _letter, (line,) = walk.drafted(1)
    before = Nomination.objects.get(pk=line)
    edit_nomination(line, {"achievement": before.achievement}, **walk.officer)
    after = Nomination.objects.get(pk=line)
    assert (after.content_hash, after.revision_no) == (before.content_hash, before.revision_no)
    assert Entry.objects.filter(stream=f"nomination:{line}", deed="EDITED").count() == 1
    sound()


def test_two_forms_of_unicode_are_one_content(cast: Cast) -> None:
    walk = Walk(cast)
    _letter, (line,) = walk.drafted(1)
    edit_nomination(line, {"achievement": "Nguyễn"}, **walk.officer)
    composed = hash_of(line)
    edit_nomination(line, {"achievement": "Nguye\u0302\u0303n"}, **walk.officer)
    assert hash_of(line) == composed


def test_a_period_is_judged_with_the_end_that_stays(cast: Cast) -> None:
    walk = Walk(cast)
    _letter, (line,) = walk.drafted(1)
    end = Nomination.objects.get(pk=line).period_to
    with unwritten(), pytest.raises(ValidationError) as raised:
        edit_nomination(line, {"period_from": end + timedelta(days=1)}, **walk.officer)
    assert codes(raised) == {"period_to": ["period"]}
    edit_nomination(line, {"period_from": end}, **walk.officer)
    assert Nomination.objects.get(pk=line).period_from == end


BAD_CHANGES: dict[str, tuple[dict[str, Any], dict[str, list[str]]]] = {
    "nothing": ({}, {"changes": ["empty"]}),
    "a field that is not edited": ({"nominee_name": "Tên khác"}, {"nominee_name": ["unknown"]}),
    "the state": ({"state": "AWARDED", "version": 7}, {"state": ["unknown"], "version": ["unknown"]}),
    "no day": ({"period_from": None}, {"period_from": ["day"]}),
    "a day as text": ({"period_to": "2026-01-01"}, {"period_to": ["day"]}),
    "no text": ({"influence_scope": None}, {"influence_scope": ["text"]}),
    "a number for a text": ({"achievement": 5}, {"achievement": ["text"]}),
    "nothing achieved": (
        {"achievement": " \n", "achievement_title": ""},
        {"achievement": ["required"], "achievement_title": ["required"]},
    ),
    "too long": (
        {"achievement_title": "x" * 301, "influence_scope": "y" * 201},
        {"achievement_title": ["length"], "influence_scope": ["length"]},
    ),
    "grounds too long": (
        {"submitter_ground": "x" * 301, "duplicate_ground": "y" * 301},
        {"submitter_ground": ["length"], "duplicate_ground": ["length"]},
    ),
    "a ground that the law does not have": ({"simplified_ground": "BRAVERY"}, {"simplified_ground": ["unknown"]}),
    "a state secret": ({"simplified_ground": "STATE_SECRET"}, {"simplified_ground": ["R-SECRET"]}),
    "a period that ends before it begins": (
        {"period_from": date(2026, 2, 1), "period_to": date(2026, 1, 1)},
        {"period_to": ["period"]},
    ),
}


@pytest.mark.parametrize(("changes", "expected"), BAD_CHANGES.values(), ids=BAD_CHANGES.keys())
def test_a_bad_change_is_a_typed_error_and_changes_nothing(
    cast: Cast, changes: dict[str, Any], expected: dict[str, list[str]]
) -> None:
    walk = Walk(cast)
    _letter, (line,) = walk.drafted(1)
    with unwritten(), pytest.raises(ValidationError) as raised:
        edit_nomination(line, changes, **walk.officer)
    assert codes(raised) == expected


def test_a_text_is_measured_as_it_is_kept(cast: Cast) -> None:
    """Text from some systems comes decomposed: 300 letters in 600 signs."""
    walk = Walk(cast)
    _letter, (line,) = walk.drafted(1)
    edit_nomination(line, {"achievement_title": "e\u0301" * 300}, **walk.officer)
    assert Nomination.objects.get(pk=line).achievement_title == "é" * 300


def test_the_simplified_procedure_keeps_its_ground(cast: Cast) -> None:
    walk = Walk(cast, R4)
    _letter, (line,) = walk.drafted(1)
    with unwritten(), pytest.raises(ValidationError) as raised:
        edit_nomination(line, {"simplified_ground": ""}, **walk.officer)
    assert codes(raised) == {"simplified_ground": ["required"]}
    edit_nomination(line, {"simplified_ground": "FOUND_BY_HEAD"}, **walk.officer)
    assert Nomination.objects.get(pk=line).simplified_ground == "FOUND_BY_HEAD"


@pytest.mark.parametrize("line", [0, -1, 999_999])
def test_an_unknown_nomination_is_a_typed_error(cast: Cast, line: int) -> None:
    with unwritten(), pytest.raises(ValidationError) as raised:
        edit_nomination(line, {"achievement": "Khác"}, **Walk(cast).officer)
    assert codes(raised) == {"nominations": ["unknown"]}


def test_a_stale_page_is_refused(cast: Cast) -> None:
    walk = Walk(cast)
    _letter, (line,) = walk.drafted(1)
    seen = Nomination.objects.get(pk=line).version
    edit_nomination(line, {"achievement": "Lần một"}, **walk.officer, expect=seen)
    with unwritten(), pytest.raises(Refused) as refused:
        edit_nomination(line, {"achievement": "Lần hai"}, **walk.officer, expect=seen)
    assert rules(refused) == ["version"]


def test_content_stands_still_before_the_head_and_beyond(cast: Cast) -> None:
    walk = Walk(cast)
    _letter, with_head = walk.with_head(1)
    _appraisal, at_office = walk.assigned(1, first=3)
    apply_transition(Transition.WITHDRAW_AT_HEAD, with_head, **walk.head, reason=why)
    for line in (*with_head, *at_office):
        with unwritten(), pytest.raises(Refused) as refused:
            edit_nomination(line, {"achievement": "Khác"}, **walk.officer)
        assert rules(refused) == ["state"]


def test_content_moves_again_on_the_lines_whose_supplement_is_asked(cast: Cast) -> None:
    walk = Walk(cast)
    _appraisal, (line, other) = walk.assigned(2)
    supplement(cast, [line], reply_by=tomorrow())
    edit_nomination(line, {"achievement": "Đã bổ sung"}, **walk.officer)
    with unwritten(), pytest.raises(Refused) as refused:
        edit_nomination(other, {"achievement": "Khác"}, **walk.officer)
    assert rules(refused) == ["state"]
    sound()
