"""The rules in force: until receipt the route version that is in force today, after it the one that is pinned."""

import pytest
from django.core.exceptions import ValidationError

from tests.appraisal.given import new_version, received
from tests.dossiers.letters_given import (
    GDDT,
    clerk_of,
    codes,
    from_below,
    only_open,
    rules_of,
    sound,
    specialist,
    today,
    tomorrow,
    yesterday,
)
from tests.support.walk import R1_BELOW, Walk
from workflow.awards.models import Route
from workflow.dossiers.door import apply_transition, preview_transitions
from workflow.dossiers.drafting import add_nominations
from workflow.dossiers.letters import issue_letter, merge_lines, send_letter, sign_letter
from workflow.dossiers.models import Letter, Nomination
from workflow.management.demo.cast import Cast
from workflow.procedure.facts import Reason
from workflow.procedure.transitions import Transition


def _asks_more(**dates: object) -> Route:
    """A second version of R1 that asks for one paper more."""
    papers = Route.objects.get(code="R1", version=1).parameters["papers"]
    return new_version("R1", 2, papers=[*papers, "OTHER"], **{"valid_from": today(), **dates})  # type: ignore[arg-type]


def _incomplete(walk: Walk, letter: Letter, line: int) -> bool:
    report = send_letter(letter, **walk.officer)
    return rules_of(report) == {line: ["R-DOSSIER"]}


def test_a_line_drafted_under_the_old_version_is_judged_by_the_new_one(cast: Cast) -> None:
    walk = Walk(cast)
    letter, (line,) = walk.drafted(1)
    _asks_more()
    seen = preview_transitions([Transition.SEND_TO_HEAD], [line], **walk.officer)[Transition.SEND_TO_HEAD]
    assert rules_of(seen) == {line: ["R-DOSSIER"]}
    assert _incomplete(walk, letter, line)


def test_a_version_of_tomorrow_or_of_yesterday_is_not_in_force(cast: Cast) -> None:
    walk = Walk(cast)
    letter, _lines = walk.drafted(1)
    version = _asks_more(valid_from=tomorrow())
    Route.objects.create(
        code="R1",
        version=3,
        name=version.name,
        name_en=version.name_en,
        parameters=version.parameters,
        valid_from=yesterday(),
        valid_until=yesterday(),
        confidence=version.confidence,
    )
    assert send_letter(letter, **walk.officer).is_whole
    sound()


def test_after_receipt_the_pinned_version_holds(cast: Cast) -> None:
    walk = Walk(cast)
    _appraisal, lines = walk.assigned(1)
    back = Reason(code="INCOMPLETE", reply_by=tomorrow())
    assert apply_transition(Transition.RETURN_TO_UNIT, lines, **specialist(cast), reason=back).is_whole
    _asks_more()
    assert send_letter(only_open("UNIT", "so-nnmt"), **walk.officer).is_whole
    sound()


def test_nominees_are_listed_by_the_version_in_force(cast: Cast) -> None:
    walk = Walk(cast)
    letter, _lines = walk.drafted(1)
    new_version("R1", 2, valid_from=today(), award_forms=["GK"])
    with pytest.raises(ValidationError) as raised:
        add_nominations(letter, walk.persons(1, first=5), **walk.officer)
    assert codes(raised) == {"entries[0].award_form": ["route"]}


def test_lines_of_two_versions_stand_on_one_letter_of_the_superior(cast: Cast) -> None:
    above, (first,) = from_below(cast)
    new_version("R1", 2, valid_from=today())
    _same, (second,) = from_below(cast, first=5)
    assert set(Nomination.objects.values_list("route__version", flat=True)) == {1, 2}
    assert Walk.lines(above) == [first, second]
    own, (third,) = Walk(cast, GDDT).with_head(1, first=10)
    assert own.route.version == 2
    merge_lines(above, [third], **Walk(cast, GDDT).officer)
    assert Walk.lines(above) == [first, second, third]
    sound()


def test_a_line_received_under_an_older_version_climbs_on_a_letter_of_its_own(cast: Cast) -> None:
    walk = Walk(cast, R1_BELOW)
    above, lines = from_below(cast)
    sign_letter(above, **Walk(cast, GDDT).head)
    assert issue_letter(above, "5/TTr", today(), **clerk_of(Walk(cast, GDDT))).is_whole
    received(cast, above.appraisals.get())
    back = Reason(code="INCOMPLETE", reply_by=tomorrow())
    assert apply_transition(Transition.RETURN_TO_UNIT, lines, **specialist(cast), reason=back).is_whole
    new_version("R1", 2, valid_from=today())
    from_below(cast, first=5)
    again = only_open("UNIT", R1_BELOW.unit)
    assert send_letter(again, **walk.officer).is_whole
    sign_letter(again, **walk.head)
    assert issue_letter(again, "6/TTr", today(), **clerk_of(walk)).is_whole
    assert Letter.objects.filter(kind="SUPERIOR", issued_at=None, case__finished=None).count() == 2
    sound()
