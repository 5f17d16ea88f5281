"""Evidence in the papers of a letter goes with the lines; a paper that is removed takes it from the lines here."""

from dataclasses import replace
from datetime import date

import pytest

from tests.dossiers.letters_given import attempt, hash_of, rules, rules_of, sound, unwritten, why
from tests.support.walk import Walk
from workflow.audit.models import Entry
from workflow.dossiers.answer_marks import Answer
from workflow.dossiers.answers import Paper, answer_criteria, attach_papers, remove_paper
from workflow.dossiers.door import apply_transition
from workflow.dossiers.letters import send_letter, sign_letter, split_letter
from workflow.dossiers.models import Attachment, EvidenceLink, Letter, Nomination
from workflow.dossiers.reports import Refused
from workflow.management.demo.cast import Cast
from workflow.management.demo.papers import paper
from workflow.procedure.transitions import Transition

PLAN = Answer("GEN-02", "Kế hoạch", document_number="12/KH", document_date=date(2026, 1, 5))


def _evidence(letter: int) -> Attachment:
    return Attachment.objects.get(letter=letter, kind="EVIDENCE", removed_at=None)


def _rests_on(line: int) -> set[int | None]:
    """The letters in whose papers a line has evidence; none for papers of its own."""
    return set(EvidenceLink.objects.filter(answer__nomination=line).values_list("attachment__letter", flat=True))


def test_a_letter_s_paper_that_is_removed_takes_the_evidence_of_its_lines_along(cast: Cast) -> None:
    walk = Walk(cast)
    letter, lines = walk.drafted(2)
    before = [hash_of(line) for line in lines]
    remove_paper(_evidence(letter.pk), **walk.officer)
    assert [_rests_on(line) for line in lines] == [set(), set()]
    assert [hash_of(line) == old for line, old in zip(lines, before, strict=True)] == [False, False]
    assert rules_of(send_letter(letter, **walk.officer)) == {line: ["criteria"] for line in lines}
    assert [Entry.objects.filter(stream=f"nomination:{line}", deed="PAPER_REMOVED").count() for line in lines] == [1, 1]
    sound()


def test_lines_without_evidence_in_a_removed_paper_stay_as_they_are(cast: Cast) -> None:
    walk = Walk(cast)
    letter, (line,) = walk.drafted(1)
    before = Nomination.objects.values("version", "content_hash").get(pk=line)
    remove_paper(letter.attachments.get(kind="MINUTES"), **walk.officer)
    assert Nomination.objects.values("version", "content_hash").get(pk=line) == before
    assert rules_of(send_letter(letter, **walk.officer)) == {line: ["R-DOSSIER"]}
    sound()


def test_a_paper_is_removed_once(cast: Cast) -> None:
    walk = Walk(cast)
    letter, (line,) = walk.drafted(1)
    for there in (_evidence(letter.pk), Attachment.objects.get(nomination=line)):
        remove_paper(there, **walk.officer)
        with unwritten(), pytest.raises(Refused) as refused:
            remove_paper(there, **walk.officer)
        assert rules(refused) == ["paper"]
    sound()


def test_a_file_that_is_removed_stays_in_the_store_and_in_the_older_revision(cast: Cast) -> None:
    walk = Walk(cast)
    _letter, (line,) = walk.drafted(1)
    there = Attachment.objects.get(nomination=line)
    nomination = Nomination.objects.get(pk=line)
    older = nomination.revisions.get(hash=nomination.content_hash)
    remove_paper(there, **walk.officer)
    nomination.refresh_from_db()
    newest = nomination.revisions.get(hash=nomination.content_hash)
    assert (there.sha256 in older.material, f'["REPORT","{there.sha256}"' in newest.material) == (True, False)


def test_evidence_goes_with_the_lines_that_are_sent_while_others_stay(cast: Cast) -> None:
    walk = Walk(cast)
    letter, (good, bad) = walk.drafted(2)
    remove_paper(Attachment.objects.get(nomination=bad), **walk.officer)
    before = hash_of(good)
    assert list(send_letter(letter, **walk.officer).moved) == [good]
    sent = Nomination.objects.get(pk=good).letter_id
    assert (_rests_on(good), _rests_on(bad), sent == letter.pk) == ({sent}, {letter.pk}, False)
    remove_paper(_evidence(letter.pk), **walk.officer)
    assert (_rests_on(good), _rests_on(bad), hash_of(good)) == ({sent}, set(), before)
    sign_letter(Letter.objects.get(pk=sent), **walk.head)
    sound()


def test_evidence_goes_with_the_lines_that_are_split_off(cast: Cast) -> None:
    walk = Walk(cast)
    letter, lines = walk.drafted(3)
    before = [hash_of(line) for line in lines]
    new = split_letter(letter, lines[1:], **walk.officer).made["letter"]
    assert [_rests_on(line) for line in lines] == [{letter.pk}, {new}, {new}]
    assert [hash_of(line) for line in lines] == before
    remove_paper(_evidence(new), **walk.officer)
    assert [_rests_on(line) for line in lines] == [{letter.pk}, set(), set()]
    sound()


def test_a_file_attached_as_two_kinds_keeps_both_places_in_the_evidence(cast: Cast) -> None:
    walk = Walk(cast)
    letter, (line, _other) = walk.drafted(2)
    same = Paper("EVIDENCE", "Cùng một tệp", paper("same", "same"), letter=letter.pk)
    one, two = attach_papers([same, replace(same, kind="OTHER")], **walk.officer).made["papers"]
    answer_criteria({line: [replace(PLAN, evidence=((one, 1), (two, 2)))]}, **walk.officer)
    before = hash_of(line)
    new = split_letter(letter, [line], **walk.officer).made["letter"]
    links = EvidenceLink.objects.filter(answer__nomination=line, answer__criterion__code="GEN-02")
    assert list(links.order_by("page").values_list("page", "attachment__letter")) == [(1, new), (2, new)]
    assert links.values("attachment").distinct().count() == 2
    assert hash_of(line) == before
    sound()


def test_evidence_comes_back_with_returned_lines_on_the_new_letter(cast: Cast) -> None:
    walk = Walk(cast)
    letter, (line, other) = walk.with_head(2)
    apply_transition(Transition.SEND_BACK, [line], **walk.head, reason=why)
    back = Nomination.objects.get(pk=line).letter
    assert (back.replaces_id, _rests_on(line), _rests_on(other)) == (letter.pk, {back.pk}, {letter.pk})
    remove_paper(_evidence(back.pk), **walk.officer)
    assert (_rests_on(line), _rests_on(other)) == (set(), {letter.pk})
    assert rules_of(send_letter(back, **walk.officer)) == {line: ["criteria"]}
    sound()


def test_a_line_that_was_withdrawn_keeps_what_it_said(cast: Cast) -> None:
    walk = Walk(cast)
    letter, (gone, _line) = walk.drafted(2)
    apply_transition(Transition.WITHDRAW_DRAFT, [gone], **walk.officer, reason=why)
    before = Nomination.objects.values("version", "content_hash", "letter").get(pk=gone)
    remove_paper(_evidence(letter.pk), **walk.officer)
    assert Nomination.objects.values("version", "content_hash", "letter").get(pk=gone) == before
    sound()


def test_a_line_that_was_not_endorsed_keeps_what_it_said_when_its_letter_comes_back(cast: Cast) -> None:
    walk = Walk(cast)
    letter, (refused, line) = walk.with_head(2)
    apply_transition(Transition.NOT_ENDORSE, [refused], **walk.head, reason=why)
    assert attempt(lambda: apply_transition(Transition.RECALL, [line], **walk.officer)) == []
    before = hash_of(refused)
    remove_paper(_evidence(letter.pk), **walk.officer)
    assert hash_of(refused) == before
    sound()
