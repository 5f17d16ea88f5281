"""How an award stands now: by the issued decisions that came after its own, and by nothing else."""

from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.appraisal.given import today
from tests.decisions.given import Authority, reads
from workflow.decisions.commands import issue_decision, sign_decision
from workflow.decisions.models import DecisionLine
from workflow.decisions.standing import awards
from workflow.dossiers.door import apply_transition
from workflow.management.demo.cast import Cast
from workflow.procedure.facts import Reason
from workflow.procedure.transitions import Transition


def stands(line: int) -> tuple[str, str, int | None, int | None]:
    """How the award of a line stands, its title, and the decisions that corrected and revoked it."""
    one: Any = awards().get(nomination=line)
    return one.standing, one.title_now, one.correction, one.revocation


def test_an_award_that_nothing_came_after_is_valid(cast: Cast) -> None:
    _decision, (line,) = Authority(cast).issued(1)
    title = DecisionLine.objects.get().title
    assert stands(line) == ("VALID", title, None, None)


def test_what_is_not_issued_or_was_declined_is_no_award(cast: Cast) -> None:
    authority = Authority(cast)
    decision, _lines = authority.signed(2, declined=[0])
    assert list(awards()) == []
    authority.issue(decision)
    assert [line.position for line in awards()] == [2]


def test_an_award_reads_as_the_last_of_two_corrections_has_it(cast: Cast) -> None:
    authority = Authority(cast)
    _decision, (line, other) = authority.issued(2)
    first = authority.corrected(line, title="Trưởng phòng")
    assert stands(line) == ("CORRECTED", "Trưởng phòng", first.pk, None)
    second = authority.corrected(line, title="Phó phòng")
    assert stands(line) == ("CORRECTED", "Phó phòng", second.pk, None)
    assert stands(other)[0] == "VALID"


def test_the_last_correction_is_the_one_issued_last_not_drafted_last(cast: Cast) -> None:
    authority = Authority(cast)
    _decision, (line, other) = authority.issued(2)
    early = authority.correcting({other: reads(other, title="Giám đốc")})
    late = authority.corrected(line, title="Trưởng phòng")
    sign_decision(early, **authority.decider)
    authority.issue(early)
    assert (stands(line)[2], stands(other)[2]) == (late.pk, early.pk)


def test_a_title_that_was_corrected_to_nothing_is_nothing(cast: Cast) -> None:
    authority = Authority(cast)
    _decision, (line,) = authority.issued(1)
    correction = authority.corrected(line, title="")
    assert stands(line) == ("CORRECTED", "", correction.pk, None)


def test_a_revoked_award_names_its_revocation(cast: Cast) -> None:
    authority = Authority(cast)
    _decision, (line, other) = authority.issued(2)
    revocation = authority.revoked([line])
    assert (stands(line)[0], stands(line)[3]) == ("REVOKED", revocation.pk)
    assert stands(other)[0] == "VALID"


def test_an_award_corrected_and_then_revoked_is_revoked_and_reads_as_corrected(cast: Cast) -> None:
    authority = Authority(cast)
    _decision, (line,) = authority.issued(1)
    correction = authority.corrected(line, title="Trưởng phòng")
    revocation = authority.revoked([line])
    assert stands(line) == ("REVOKED", "Trưởng phòng", correction.pk, revocation.pk)


def test_drafts_and_signed_papers_without_a_number_change_nothing(cast: Cast) -> None:
    authority = Authority(cast)
    _decision, (line, other) = authority.issued(2)
    was = stands(line), stands(other)
    correction = authority.correcting({line: reads(line, title="Trưởng phòng")})
    revocation = authority.revoking([other])
    assert (stands(line), stands(other)) == was
    sign_decision(correction, **authority.decider)
    sign_decision(revocation, **authority.decider)
    assert (stands(line), stands(other)) == was
    issue_decision(correction, "61/QĐ", today(), **authority.clerk)
    issue_decision(revocation, "62/QĐ", today(), **authority.clerk)
    assert (stands(line)[0], stands(other)[0]) == ("CORRECTED", "REVOKED")


def test_the_lines_of_a_voided_signature_do_not_count(cast: Cast) -> None:
    authority = Authority(cast)
    decision, lines = authority.signed(2)
    reason = Reason("Xem lại (minh họa)")
    apply_transition(Transition.SEND_BACK_TO_OFFICE, lines[:1], **authority.form, reason=reason)
    decision.refresh_from_db()
    assert (decision.signed_at, DecisionLine.objects.filter(void=True).count()) == (None, 2)
    assert list(awards()) == []


def test_all_awards_are_read_by_one_statement_that_goes_by_the_index_of_the_lines(cast: Cast) -> None:
    authority = Authority(cast)
    _decision, lines = authority.issued(3)
    authority.corrected(lines[0], title="Trưởng phòng")
    with CaptureQueriesContext(connection) as captured:
        assert len(awards().filter(nomination__in=lines)) == 3
    assert len(captured.captured_queries) == 1
    indexed = {name for name, about in _constraints().items() if about["columns"][:1] == ["nomination_id"]}
    assert indexed != set()


def _constraints() -> dict[str, Any]:
    with connection.cursor() as cursor:
        found: dict[str, Any] = connection.introspection.get_constraints(cursor, "workflow_decisionline")
    return {name: about for name, about in found.items() if about["index"]}
