"""Revisions: a material edit makes a new one and voids exactly the signatures that rested on the old."""

from collections.abc import Callable
from datetime import date

import pytest

from tests.dossiers.letters_given import (
    GDDT,
    answered,
    appoint_new,
    clerk_of,
    from_below,
    hash_of,
    merged,
    only_open,
    rules,
    sound,
    state_of,
    supplement,
    today,
    watched,
    why,
)
from tests.support.walk import R1_BELOW, Walk
from workflow.audit.models import Entry
from workflow.awards.models import Route
from workflow.dossiers.answer_marks import Answer
from workflow.dossiers.answers import Paper, answer_criteria, attach_papers, remove_paper
from workflow.dossiers.door import apply_transition
from workflow.dossiers.drafting import edit_nomination
from workflow.dossiers.letters import issue_letter, send_letter, sign_letter
from workflow.dossiers.models import Attachment, Nomination, Revision, SignOff
from workflow.dossiers.reports import Refused
from workflow.management.demo.cast import Cast
from workflow.management.demo.desks import receive_and_assign
from workflow.management.demo.papers import paper
from workflow.procedure.facts import Reason
from workflow.procedure.roles import Role
from workflow.procedure.states import State
from workflow.procedure.transitions import Transition


def _signatures(line: int) -> list[tuple[str, str]]:
    """The endorsements of a line, oldest first: the kind of letter, and what made it void."""
    found = SignOff.objects.filter(nomination=line, kind="ENDORSEMENT").order_by("pk")
    return list(found.values_list("case__letter__kind", "voided_by"))


def _at_office_from_below(cast: Cast, below: int = 1) -> list[int]:
    """Lines of a school, signed by its superior too, on the specialist's desk."""
    letter, lines = from_below(cast, below)
    walk = Walk(cast, GDDT)
    sign_letter(letter, **walk.head)
    assert issue_letter(letter, "45/TTr", today(), **clerk_of(walk)).is_whole
    receive_and_assign(cast, GDDT.bodies, prefix="R")
    return lines


def _superiors_sign_again() -> None:
    route = Route.objects.get(code="R1")
    again = {**route.parameters, "superiors_sign_again": True}
    Route.objects.create(
        code="R1", version=2, name=route.name, parameters=again, valid_from=date(2025, 7, 1), confidence="DESIGN"
    )


EDITS: dict[str, Callable[[Walk, int], object]] = {
    "a text": lambda walk, line: edit_nomination(line, {"achievement": "Khác"}, **walk.officer),
    "a day": lambda walk, line: edit_nomination(line, {"period_to": today()}, **walk.officer),
    "an answer": lambda walk, line: answer_criteria({line: [Answer("IND-02", "Khác")]}, **walk.officer),
    "a new paper": lambda walk, line: attach_papers(
        [Paper("OTHER", "Khác", paper("khac", "khac"), nomination=line)], **walk.officer
    ),
    "a removed paper": lambda walk, line: remove_paper(Attachment.objects.get(nomination=line), **walk.officer),
}


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS.keys())
def test_every_material_edit_makes_a_revision_and_voids_what_rested_on_the_old(
    cast: Cast, edit: Callable[[Walk, int], object]
) -> None:
    walk = Walk(cast)
    _appraisal, (line, other) = walk.assigned(2)
    supplement(cast, [line])
    before = Nomination.objects.get(pk=line)
    edit(walk, line)
    after = Nomination.objects.get(pk=line)
    assert (after.content_hash == before.content_hash, after.revision_no) == (False, before.revision_no + 1)
    assert Revision.objects.get(nomination=line, number=after.revision_no).hash == after.content_hash
    assert (_signatures(line), _signatures(other)) == ([("UNIT", "CHANGED")], [("UNIT", "")])
    sound()


def test_content_that_comes_back_is_a_revision_of_its_own_and_revives_no_signature(cast: Cast) -> None:
    walk = Walk(cast)
    _appraisal, (line,) = walk.assigned(1)
    supplement(cast, [line])
    first = Nomination.objects.get(pk=line)
    for text in ("Khác", first.achievement):
        edit_nomination(line, {"achievement": text}, **walk.officer)
    now = Nomination.objects.get(pk=line)
    assert (now.content_hash, now.revision_no) == (first.content_hash, first.revision_no + 2)
    assert _signatures(line) == [("UNIT", "CHANGED")]
    sound()


def test_every_revision_names_its_author_and_every_edit_is_recorded(cast: Cast) -> None:
    walk = Walk(cast)
    _letter, (line,) = walk.drafted(1)
    second = appoint_new("second", Role.UNIT_OFFICER, cast.organisation("so-nnmt"))
    count = Revision.objects.filter(nomination=line).count()
    edit_nomination(line, {"achievement": "Khác"}, **second)
    authors = list(Revision.objects.filter(nomination=line).values_list("author", flat=True))
    assert authors == [walk.officer["actor"].person_id] * count + [second["actor"].person_id]
    entry = Entry.objects.filter(stream=f"nomination:{line}").latest("seq")
    assert (entry.deed, entry.person_id) == ("EDITED", second["actor"].person_id)
    assert hash_of(line) in entry.payload


def test_whoever_edits_is_a_drafter_and_does_not_sign(cast: Cast) -> None:
    walk = Walk(cast)
    letter, (line, _other) = walk.drafted(2)
    unit = cast.organisation("so-nnmt")
    second = appoint_new("second", Role.UNIT_OFFICER, unit)
    edit_nomination(line, {"achievement": "Khác"}, **second)
    assert Nomination.objects.get(pk=line).drafters == sorted(
        {walk.officer["actor"].person_id, second["actor"].person_id}
    )
    send_letter(letter, **walk.officer)
    deputy = appoint_new("second", Role.UNIT_HEAD, unit, kind="DEPUTY", person=second["capacity"].person)
    with watched(deputy["actor"], "drafter"), pytest.raises(Refused) as refused:
        sign_letter(letter, **deputy)
    assert (rules(refused), list(refused.value.lines)) == (["drafter"], [line])
    sign_letter(letter, **walk.head)
    sound()


def test_a_superior_s_signature_stays_where_the_route_does_not_ask_it_again(cast: Cast) -> None:
    (line,) = _at_office_from_below(cast)
    walk = Walk(cast, R1_BELOW)
    supplement(cast, [line])
    edit_nomination(line, {"achievement": "Đã bổ sung"}, **walk.officer)
    assert _signatures(line) == [("UNIT", "CHANGED"), ("SUPERIOR", "")]
    answered(walk, [line])
    letter = only_open("SUPPLEMENTARY", "thpt-tran-phu")
    send_letter(letter, **walk.officer)
    sign_letter(letter, **walk.head)
    assert issue_letter(letter, "13/TTr", today(), **clerk_of(walk)).moved == {line: State.WITH_OFFICE}
    assert _signatures(line) == [("UNIT", "CHANGED"), ("SUPERIOR", ""), ("SUPPLEMENTARY", "")]
    sound()


def test_a_superior_signs_again_where_the_route_asks_it(cast: Cast) -> None:
    _superiors_sign_again()
    (line,) = _at_office_from_below(cast)
    walk = Walk(cast, R1_BELOW)
    supplement(cast, [line])
    edit_nomination(line, {"achievement": "Đã bổ sung"}, **walk.officer)
    assert _signatures(line) == [("UNIT", "CHANGED"), ("SUPERIOR", "CHANGED")]
    answered(walk, [line])
    letter = only_open("SUPPLEMENTARY", "thpt-tran-phu")
    send_letter(letter, **walk.officer)
    sign_letter(letter, **walk.head)
    assert issue_letter(letter, "13/TTr", today(), **clerk_of(walk)).moved == {line: State.WITH_SUPERIOR}
    above = only_open("SUPERIOR", "so-gddt")
    sign_letter(above, **Walk(cast, GDDT).head)
    assert issue_letter(above, "46/TTr", today(), **clerk_of(Walk(cast, GDDT))).moved == {line: State.WITH_OFFICE}
    assert _signatures(line)[2:] == [("SUPPLEMENTARY", ""), ("SUPERIOR", "")]
    sound()


def test_on_the_superior_s_own_lines_its_signature_is_the_unit_s(cast: Cast) -> None:
    letter, (line,), (own,) = merged(cast)
    walk = Walk(cast, GDDT)
    sign_letter(letter, **walk.head)
    issue_letter(letter, "45/TTr", today(), **clerk_of(walk))
    receive_and_assign(cast, GDDT.bodies, prefix="R")
    supplement(cast, [line, own])
    edit_nomination(line, {"achievement": "Đã bổ sung"}, **Walk(cast, R1_BELOW).officer)
    edit_nomination(own, {"achievement": "Đã bổ sung"}, **walk.officer)
    assert (_signatures(line), _signatures(own)) == (
        [("UNIT", "CHANGED"), ("SUPERIOR", "")],
        [("SUPERIOR", "CHANGED")],
    )
    sound()


def test_what_is_returned_has_to_be_signed_by_all_again(cast: Cast) -> None:
    (line,) = _at_office_from_below(cast)
    office = cast.acts("tdkt-specialist-1", Role.OFFICE_SPECIALIST, "ban-tdkt")
    reason = Reason("Chưa rõ", code="INCOMPLETE", reply_by=today())
    assert apply_transition(Transition.RETURN_TO_UNIT, [line], **office, reason=reason).is_whole
    assert _signatures(line) == [("UNIT", "RETURN_TO_UNIT"), ("SUPERIOR", "RETURN_TO_UNIT")]
    assert state_of(line) == State.DRAFT
    sound()


def test_a_supplement_without_an_edit_keeps_what_was_signed(cast: Cast) -> None:
    walk = Walk(cast)
    _appraisal, (line,) = walk.assigned(1)
    supplement(cast, [line])
    answered(walk, [line])
    letter = only_open("SUPPLEMENTARY", "so-nnmt")
    send_letter(letter, **walk.officer)
    sign_letter(letter, **walk.head)
    assert issue_letter(letter, "13/TTr", today(), **clerk_of(walk)).is_whole
    assert _signatures(line) == [("UNIT", ""), ("SUPPLEMENTARY", "")]
    sound()


@pytest.mark.parametrize("transition", [Transition.RECALL_SUPPLEMENT, Transition.SEND_BACK_SUPPLEMENT], ids=str)
def test_a_signed_supplement_that_comes_back_is_signed_no_more(cast: Cast, transition: Transition) -> None:
    walk = Walk(cast)
    _appraisal, (line,) = walk.assigned(1)
    supplement(cast, [line])
    answered(walk, [line])
    letter = only_open("SUPPLEMENTARY", "so-nnmt")
    send_letter(letter, **walk.officer)
    sign_letter(letter, **walk.head)
    acts = walk.officer if transition is Transition.RECALL_SUPPLEMENT else walk.head
    assert apply_transition(transition, [line], **acts, reason=why).moved == {line: State.IN_SUPPLEMENT}
    letter.refresh_from_db()
    assert (letter.signed_at, _signatures(line)[-1]) == (None, ("SUPPLEMENTARY", "LINE_LEFT"))
    sound()
