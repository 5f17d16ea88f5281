"""Correction: a decision of its own says how an award reads from then on; what was decided is never changed."""

from dataclasses import replace
from typing import Any

import pytest

from tests.appraisal.given import appointed, delegated, desk, head, related, specialist, statements, states, today
from tests.appraisal.proof import invalid, refused, refused_lines
from tests.decisions.given import Authority, annexed, reads
from tests.support.walk import R1, R2
from workflow.decisions.commands import check_form, issue_decision, publish_decision, sign_decision, submit_draft
from workflow.decisions.corrected import CorrectedText
from workflow.decisions.correcting import Corrected, draft_correction, drop_correction
from workflow.decisions.models import Decision, DecisionLine
from workflow.decisions.revocation import draft_revocation, drop_revocation
from workflow.decisions.splitting import split_decision
from workflow.decisions.standing import awards
from workflow.dossiers.models import Correction, Nomination, Standing
from workflow.dossiers.names import names_of
from workflow.management.demo.cast import Cast
from workflow.notifications.models import OutboxMessage
from workflow.procedure.roles import Role
from workflow.procedure.transitions import Transition

PAPER = "CV 3/SNNMT"


def mended(line: int) -> str:
    """The name of the nominee with one letter otherwise."""
    return f"{DecisionLine.objects.get(nomination=line, verdict='AWARD').name}h"


# What is refused ---------------------------------------------------------------------------------------


def test_what_a_draft_correction_lacks_is_named_by_line_and_field(cast: Cast) -> None:
    authority = Authority(cast)
    _decision, (line, other) = authority.issued(2)
    form = authority.form
    with invalid("nominations"):
        draft_correction({}, **form, document=PAPER)
    with invalid("nominations", "document"):
        draft_correction({10**9: reads(line, name="A")}, **form, document="công văn")
    wrong: dict[int, Corrected] = {
        line: reads(line, name=mended(line), reason=" "),
        other: reads(other, name="", title="x" * 251),
    }
    with invalid(f"corrections[{line}].reason", f"corrections[{other}].name", f"corrections[{other}].title"):
        draft_correction(wrong, **form, document=PAPER)


def test_a_line_that_reads_so_already_is_not_corrected(cast: Cast) -> None:
    authority = Authority(cast)
    _decision, (line,) = authority.issued(1)
    now = reads(line)
    with invalid(f"corrections[{line}].name"):
        draft_correction({line: replace(now, title=f" {now.title}  ")}, **authority.form, document=PAPER)


def test_another_person_needs_a_revocation_and_no_correction(cast: Cast) -> None:
    authority = Authority(cast)
    _decision, (line,) = authority.issued(1)
    with invalid(f"corrections[{line}].name"):
        draft_correction({line: reads(line, name="Hoàng Văn Bình")}, **authority.form, document=PAPER)


def test_many_small_corrections_do_not_drift_to_another_name(cast: Cast) -> None:
    authority = Authority(cast)
    _decision, (line,) = authority.issued(1)
    first = f"{mended(line)} (Bí danh Bình)"
    authority.corrected(line, name=first)
    with invalid(f"corrections[{line}].name"):
        draft_correction({line: reads(line, name="Bí danh Bình")}, **authority.form, document=PAPER)


def test_only_an_award_is_corrected(cast: Cast) -> None:
    authority = Authority(cast)
    decision, lines = authority.signed(2, declined=[0])
    texts = {line: Corrected("A", "", "", "x") for line in lines}
    with refused_lines(dict.fromkeys(lines, "state")):
        draft_correction(texts, **authority.form, document=PAPER)
    authority.issue(decision)
    authority.revoked(lines[1:])
    with refused_lines(dict.fromkeys(lines, "state")):
        draft_correction(texts, **authority.form, document=PAPER)


def test_an_award_is_on_one_draft_at_a_time(cast: Cast) -> None:
    authority = Authority(cast)
    _decision, (line,) = authority.issued(1)
    texts = {line: reads(line, title="Trưởng phòng")}
    draft_correction(texts, **authority.form, document=PAPER)
    with refused_lines({line: "case"}):
        draft_correction(texts, **authority.form, document=PAPER)
    with refused_lines({line: "case"}):
        draft_revocation([line], **authority.form, ground="FRAUD", document=PAPER)


def test_one_correction_is_of_one_authority_and_by_its_own_people(cast: Cast) -> None:
    _decision, lines = Authority(cast, R1).issued(1)
    _other, foreign = Authority(cast, R2).issued(1, first=5)
    texts = {line: reads(line, title="Trưởng phòng") for line in [*lines, *foreign]}
    with invalid("nominations"):
        draft_correction(texts, **Authority(cast).form, document=PAPER)
    with refused_lines({foreign[0]: "organisation"}, security=True):
        draft_correction({foreign[0]: texts[foreign[0]]}, **Authority(cast).form, document=PAPER)
    with refused_lines({lines[0]: "role"}, security=True):
        draft_correction({lines[0]: texts[lines[0]]}, **specialist(cast), document=PAPER)


def test_nobody_drafts_or_signs_the_correction_of_oneself_or_of_a_relative(cast: Cast) -> None:
    authority = Authority(cast)
    _decision, (line,) = authority.issued(1)
    texts = {line: reads(line, title="Trưởng phòng")}
    own = appointed(cast, "nominee-01", Role.DECIDER_OFFICE, "ubnd-tinh")
    with refused_lines({line: "own"}, security=True):
        draft_correction(texts, **own, document=PAPER)
    related(cast.person("nominee-01"), cast.person("chairman"))
    correction = authority.correcting(texts)
    with refused_lines({line: "relative"}, security=True):
        sign_decision(correction, **authority.decider)
    sign_decision(correction, **authority.deputy)


def test_a_correction_is_neither_drafted_nor_signed_by_delegation(cast: Cast) -> None:
    authority = Authority(cast)
    _decision, (line,) = authority.issued(1)
    acts = delegated(cast, authority.decider["capacity"], "nominee-70", *Transition)
    texts = {line: reads(line, title="Trưởng phòng")}
    with refused_lines({line: "delegation"}, security=True):
        draft_correction(texts, **acts, document=PAPER)
    correction = authority.correcting(texts)
    with refused_lines({line: "delegation"}, security=True):
        sign_decision(correction, **acts)


def test_a_correction_declines_nothing(cast: Cast) -> None:
    authority = Authority(cast)
    _decision, (line,) = authority.issued(1)
    correction = authority.correcting({line: reads(line, title="Trưởng phòng")})
    with invalid(f"declined[{line}]"):
        sign_decision(correction, **authority.decider, declined={line: "Giữ nguyên"})


# Its way -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["decider", "deputy", "form", "head"])
def test_the_decider_his_office_or_the_standing_office_drafts_a_correction(cast: Cast, who: str) -> None:
    authority = Authority(cast)
    _decision, lines = authority.issued(2)
    acts = head(cast) if who == "head" else getattr(authority, who)
    texts = {lines[0]: reads(lines[0], title="  Trưởng   phòng ", reason=" Ghi sai chức danh ")}
    made = draft_correction(texts, **acts, document=f" {PAPER} ").made
    correction = Decision.objects.get(pk=made["decision"])
    assert (correction.kind, correction.ground, correction.ground_document) == ("CORRECTION", "", PAPER)
    kept = CorrectedText.objects.get(decision=correction)
    assert (kept.nomination_id, kept.title, kept.reason) == (lines[0], "Trưởng phòng", "Ghi sai chức danh")
    assert (desk(correction.case_id), states(lines)) == ("draft", ["AWARDED", "AWARDED"])
    assert Standing.objects.get(nomination=lines[0], left_at=None).case_id == correction.case_id
    assert Nomination.objects.get(pk=lines[1]).case_id is None


def test_an_award_reads_as_decided_until_the_correction_is_issued_and_is_awarded_all_along(cast: Cast) -> None:
    authority = Authority(cast)
    award, lines = authority.issued(2)
    was, signed = award.lines.get(nomination=lines[0]), list(award.lines.order_by("pk").values())
    name = mended(lines[0])
    correction = authority.correcting({lines[0]: reads(lines[0], name=name, title="Trưởng phòng")})
    sign_decision(correction, **authority.decider)
    assert annexed(correction) == [(lines[0], "CORRECT")]
    assert _now(lines[0]) == (was.name, was.title, was.unit, "VALID")
    report = issue_decision(correction, "16/QĐ-UBND", today(), **authority.clerk)
    assert (dict(report.moved), states(lines)) == ({}, ["AWARDED", "AWARDED"])
    assert _now(lines[0]) == (name, "Trưởng phòng", was.unit, "CORRECTED")
    assert Nomination.objects.get(pk=lines[0]).case_id is None
    assert desk(correction.case_id) == "publish"
    publish_decision(correction, **authority.form)
    assert list(award.lines.order_by("pk").values()) == signed, "what was decided once stays in the list"
    line = correction.lines.get()
    assert (line.name, line.title, line.reason, line.prize) == (name, "Trưởng phòng", "Ghi sai (minh họa)", None)
    assert line.code not in {"", was.code}


def _now(line: int) -> tuple[str, str, str, str]:
    one: Any = awards().get(nomination=line)
    return one.name_now, one.title_now, one.unit_now, one.standing


def test_the_dossier_and_the_search_read_as_corrected_and_the_unit_is_told(cast: Cast) -> None:
    authority = Authority(cast)
    _award, (line, other) = authority.issued(2)
    before = names_of([line, other])
    name = mended(line)
    correction = authority.corrected(line, name=name)
    assert names_of([line, other]) == {line: (name, *before[line][1:]), other: before[other]}
    kept = Correction.objects.get()
    assert (kept.field, kept.was, kept.text) == ("nominee_name", before[line][0], name)
    assert kept.confirmed_by == correction.number
    told = OutboxMessage.objects.get(notice="AWARD_CORRECTED")
    assert (told.role, told.payload) == ("UNIT_OFFICER", {"nominations": [line]})


def test_a_revocation_after_a_correction_bears_the_corrected_name(cast: Cast) -> None:
    authority = Authority(cast)
    _award, (line,) = authority.issued(1)
    name = mended(line)
    authority.corrected(line, name=name)
    revocation = authority.revoked([line])
    assert revocation.lines.get().name == name
    assert _now(line)[3] == "REVOKED"


def test_a_register_of_the_authority_numbers_a_correction_in_the_signature(cast: Cast) -> None:
    authority = Authority(cast, R2)
    authority.form["capacity"].organisation.__class__.objects.filter(code=R2.bodies.authority).update(
        keeps_register=True
    )
    _award, (line,) = authority.issued(1)
    correction = authority.correcting({line: reads(line, title="Trưởng ban")})
    sign_decision(correction, **authority.decider)
    correction.refresh_from_db()
    assert correction.number.startswith("02/QĐ")
    assert (desk(correction.case_id), _now(line)[3]) == ("publish", "CORRECTED")


def test_a_correction_is_split_and_each_part_takes_its_texts_along(cast: Cast) -> None:
    authority = Authority(cast)
    _award, (one, two) = authority.issued(2)
    made = draft_correction(
        {one: reads(one, title="Trưởng phòng"), two: reads(two, title="Phó phòng")}, **authority.form, document=PAPER
    ).made
    first = Decision.objects.get(pk=made["decision"])
    second = Decision.objects.get(pk=split_decision(first, [two], **authority.form).made["decision"])
    assert (second.kind, second.ground_document) == ("CORRECTION", PAPER)
    for draft, title in ((first, "Trưởng phòng"), (second, "Phó phòng")):
        submit_draft(draft, "Đính chính (minh họa)", **authority.form)
        check_form(draft, **authority.form)
        sign_decision(draft, **authority.decider)
        assert draft.lines.get().title == title


def test_many_lines_are_corrected_by_as_many_statements_as_one(cast: Cast) -> None:
    authority = Authority(cast)
    _award, lines = authority.issued(6)
    few = authority.correcting({lines[0]: reads(lines[0], title="Trưởng phòng")})
    many = authority.correcting({line: reads(line, title="Trưởng phòng") for line in lines[1:]})
    counts = [statements(sign_decision, one, **authority.decider) for one in (few, many)]
    assert counts[0] == counts[1]
    counts = [
        statements(issue_decision, one, f"{number}/QĐ", today(), **authority.clerk)
        for number, one in enumerate((few, many), 500)
    ]
    assert counts[0] == counts[1]


# Dropped -----------------------------------------------------------------------------------------------


def test_a_draft_correction_is_dropped_with_a_reason_and_drafted_again(cast: Cast) -> None:
    authority = Authority(cast)
    _award, (line,) = authority.issued(1)
    correction = authority.correcting({line: reads(line, title="Trưởng phòng")})
    with invalid("reason"):
        drop_correction(correction, **authority.form, reason=" ")
    with refused("kind"):
        drop_revocation(correction, **authority.form, reason="Nhầm")
    drop_correction(correction, **authority.form, reason="Nhầm")
    assert (desk(correction.case_id), states([line]), _now(line)[3]) == ("", ["AWARDED"], "VALID")
    assert Nomination.objects.get(pk=line).case_id is None
    authority.correcting({line: reads(line, title="Phó phòng")})


def test_a_signed_correction_or_a_revocation_is_not_dropped_as_a_correction(cast: Cast) -> None:
    authority = Authority(cast)
    _award, (one, two) = authority.issued(2)
    correction = authority.correcting({one: reads(one, title="Trưởng phòng")})
    sign_decision(correction, **authority.decider)
    with refused("desk"):
        drop_correction(correction, **authority.form, reason="Nhầm")
    revocation = authority.revoking([two])
    with refused("kind"):
        drop_correction(revocation, **authority.form, reason="Nhầm")
    with refused("role", security=True):
        drop_correction(revocation, **authority.clerk, reason="Nhầm")
