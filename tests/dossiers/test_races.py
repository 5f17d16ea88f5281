"""Races: many people decide one nomination at once, over real connections. Exactly one of them does.

The same race is run against a door whose lock and version predicate are taken out: it must fail
there, or it would prove nothing.
"""

import time
from collections.abc import Iterable
from functools import partial

import pytest
from django.db import connection
from django.utils import timezone

from tests.support.racing import at_once, take_out_lock_and_predicate
from tests.support.walk import R1, R1_BELOW, Walk, Way
from workflow.audit.models import Entry
from workflow.audit.verify import verify
from workflow.awards.models import Round
from workflow.dossiers import answers
from workflow.dossiers.act import Act
from workflow.dossiers.answer_marks import Answer, marks_now
from workflow.dossiers.answers import answer_criteria
from workflow.dossiers.door import apply_transition
from workflow.dossiers.lines import Line, read_lines
from workflow.dossiers.models import CriterionAnswer, Nomination
from workflow.dossiers.reports import Refused
from workflow.dossiers.rounds import Allocation, issue_allocation
from workflow.management import consistency
from workflow.management.demo import drafts
from workflow.management.demo.cast import Cast
from workflow.management.expectations import expectations
from workflow.procedure.facts import Reason
from workflow.procedure.roles import Role
from workflow.procedure.transitions import Transition

THREADS = 8
ANSWERS = 40
ROUNDS = 60
why = Reason("Lý do (minh họa)", code="OTHER")

pytestmark = pytest.mark.django_db(transaction=True)


def _lines(cast: Cast, many: int) -> list[int]:
    """Lines that wait for their head."""
    walk = Walk(cast, R1)
    entries = [drafts.household(f"Hộ số {number} (minh họa)", walk.way.award_form) for number in range(many)]
    return walk.with_head(entries=entries)[1]


def _race(cast: Cast, lines: list[int]) -> list[str]:
    """Head and deputy decide each line at once, four times each, in opposite ways; what went wrong, in words."""
    head = cast.acts("nnmt-head", Role.UNIT_HEAD, "so-nnmt")
    deputy = cast.acts("nnmt-deputy", Role.UNIT_HEAD, "so-nnmt")
    wrong = []
    for line in lines:
        before = Entry.objects.filter(stream=f"nomination:{line}").count()
        deeds = [
            partial(apply_transition, row, [line], **acts, reason=why)
            for row, acts in ((Transition.NOT_ENDORSE, head), (Transition.SEND_BACK, deputy))
            for _ in range(THREADS // 2)
        ]
        answers, raised = at_once(deeds)
        moved = sum(line in answer.moved for answer in answers)
        more = Entry.objects.filter(stream=f"nomination:{line}").count() - before
        if (moved, more, raised) != (1, 1, []):
            wrong.append(f"line {line}: {moved} moved, {more} entries, raised {raised[:1]}")
    return wrong


def test_eight_deciders_of_one_nomination_make_exactly_one_transition_and_one_entry(cast: Cast) -> None:
    assert _race(cast, _lines(cast, ROUNDS)) == []
    assert list(consistency.problems()) == []
    assert verify(expectations()).is_clean


def test_the_race_fails_when_lock_and_predicate_are_taken_out(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = _lines(cast, 10)
    take_out_lock_and_predicate(monkeypatch)
    wrong = _race(cast, lines)
    assert len(wrong) > len(lines) / 2, wrong


def _quota(cast: Cast, amount: int) -> None:
    """One pool for the superior and the school below it."""
    pool = Allocation(cast.organisation("so-gddt").pk, R1.award_form, "HOUSEHOLD", amount)
    office = cast.acts("tdkt-head", Role.OFFICE_HEAD, "ban-tdkt")
    issue_allocation(
        Round.objects.get(code="DEMO-R1"), [pool], **office, number="01/PB", issued_on=timezone.localdate()
    )


def test_two_units_that_race_for_one_pool_never_exceed_it(cast: Cast) -> None:
    amount, each = 10, 10
    _quota(cast, amount)
    school = Walk(cast, R1_BELOW)
    above = Walk(cast, Way("so-gddt", "gddt", "R1", "DEMO-R1", R1.award_form, R1.bodies))
    own = [drafts.household(f"Hộ A{number} (minh họa)", R1.award_form) for number in range(each)]
    other = [drafts.household(f"Hộ B{number} (minh họa)", R1.award_form) for number in range(each)]
    pairs = zip(school.drafted(entries=own)[1], above.drafted(entries=other)[1], strict=True)
    sent = 0
    for mine, theirs in pairs:
        answers, raised = at_once(
            [
                partial(apply_transition, Transition.SEND_TO_HEAD, [mine], **school.officer),
                partial(apply_transition, Transition.SEND_TO_HEAD, [theirs], **above.officer),
            ]
        )
        assert raised == []
        sent += sum(len(answer.moved) for answer in answers)
    assert sent == amount
    assert Nomination.objects.filter(pool__code="so-gddt").count() == amount


def test_two_proposals_for_one_merit_that_race_never_pass_both(cast: Cast) -> None:
    """Whoever comes second is told of the other and gives a ground first."""
    walk = Walk(cast, R1)
    first = walk.drafted(5)[1]
    second = walk.drafted(5)[1]
    for mine, theirs in zip(first, second, strict=True):
        deeds = [partial(apply_transition, Transition.SEND_TO_HEAD, [line], **walk.officer) for line in (mine, theirs)]
        answers, raised = at_once(deeds)
        assert (sorted(len(answer.moved) for answer in answers), raised) == ([0, 1], [])


def test_two_offices_that_issue_one_number_at_once_issue_it_once(cast: Cast) -> None:
    """Whoever comes second is told by the field, and not by the database."""
    office = cast.acts("tdkt-head", Role.OFFICE_HEAD, "ban-tdkt")
    pool = Allocation(cast.organisation("so-gddt").pk, R1.award_form, "HOUSEHOLD", 3)
    award_round = Round.objects.get(code="DEMO-R1")
    issue = partial(issue_allocation, award_round, [pool], **office, issued_on=timezone.localdate())
    for number in range(6):
        answers, raised = at_once([partial(issue, number=f"{number}/PB")] * THREADS)
        assert len(answers) == 1
        assert [sorted(getattr(error, "error_dict", {})) for error in raised] == [["number"]] * (THREADS - 1)


# Two who answer one criterion.


def _answers_at_once(cast: Cast) -> list[str]:
    """Two officers save one section at once, again and again, each having seen the same; what went wrong, in words."""
    walk = Walk(cast, R1)
    _letter, (line,) = walk.drafted(1)
    wrong = []
    for turn in range(ANSWERS):
        seen = {line: {"GEN-02": marks_now({line: ["GEN-02"]})[line, "GEN-02"]}}
        texts = [f"Lần {turn}, người {who}" for who in range(2)]
        deeds = [
            partial(answer_criteria, {line: [Answer("GEN-02", text)]}, expect=seen, **walk.officer) for text in texts
        ]
        done, raised = at_once(deeds)
        kept = CriterionAnswer.objects.get(nomination=line, criterion__code="GEN-02").text
        if (len(done), [type(one) for one in raised], kept in texts) != (1, [Refused], True):
            wrong.append(f"{turn}: {len(done)} saved, {raised}, {kept}")
    return wrong


def test_of_two_who_answer_one_criterion_at_once_one_is_told(cast: Cast) -> None:
    assert _answers_at_once(cast) == []
    assert (verify(expectations()).found, list(consistency.problems())) == (0, [])


def test_without_the_comparison_an_answer_would_be_lost(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answers, "_require_unchanged", lambda _expect: None)
    assert _answers_at_once(cast) != []


def test_without_the_lock_an_answer_would_be_lost(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite's IMMEDIATE transactions take turns; there is no lock to take out.")
    monkeypatch.setattr(answers, "lines_to_edit", _unlocked)
    assert _answers_at_once(cast) != []


def _unlocked(nominations: Iterable[int], act: Act, **_more: object) -> list[Line]:
    """The lines as they are read without a lock; whoever comes second has seen what the first had not written yet."""
    found = read_lines(sorted(nominations), act.today, lock=False)
    time.sleep(0.05)
    return found
