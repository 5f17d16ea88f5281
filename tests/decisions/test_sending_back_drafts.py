"""A whole draft goes back to composing before its signature: from the check of its form, or from the decider."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.appraisal.given import desk, states
from tests.appraisal.proof import invalid, refused
from tests.decisions.given import SUBJECT, Authority
from tests.directory.given import last_entry
from tests.dossiers.pages_given import sent, signed_in, text_of
from tests.support.walk import R1, R3
from workflow.decisions.commands import check_form, sign_decision, submit_draft
from workflow.decisions.models import Decision
from workflow.decisions.sending_back import send_back_draft
from workflow.dossiers.models import Nomination
from workflow.management.demo.cast import Cast
from workflow.management.demo.desks import LOOKED_AT
from workflow.worklist.models import WorkItem

REASON = "Căn cứ pháp lý ghi sai (minh họa)"
Stage = Callable[[Authority], tuple[Decision, list[int]]]
NOT_BEFORE_OR_AFTER: dict[str, Stage] = {
    "draft": lambda authority: authority.presented(2),
    "issue": lambda authority: authority.signed(2),
    "": lambda authority: authority.issued(2),
}
STAGES: dict[str, Stage] = {
    "form_check": lambda authority: authority.submitted(2),
    "sign": lambda authority: authority.checked(2),
}


@pytest.mark.parametrize("at", NOT_BEFORE_OR_AFTER)
def test_what_is_being_composed_or_is_signed_is_not_sent_back(cast: Cast, at: str) -> None:
    authority = Authority(cast)
    decision, _lines = NOT_BEFORE_OR_AFTER[at](authority)
    assert desk(decision.case_id) == at
    for acts in (authority.form, authority.decider):
        with refused("desk"):
            send_back_draft(decision, REASON, **acts)


@pytest.mark.parametrize("at", STAGES)
def test_only_whose_desk_it_is_sends_it_back(cast: Cast, at: str) -> None:
    authority = Authority(cast)
    decision, _lines = STAGES[at](authority)
    other = authority.decider if at == "form_check" else authority.form
    for acts in (other, authority.clerk, Authority(cast, R3).form, Authority(cast, R3).decider):
        with refused("role", security=True):
            send_back_draft(decision, REASON, **acts)


def test_without_a_reason_nothing_is_sent_back(cast: Cast) -> None:
    authority = Authority(cast)
    decision, _lines = authority.submitted(1)
    for reason in ("", "  \n", "x" * 4001):
        with invalid("reason"):
            send_back_draft(decision, reason, **authority.form)


@pytest.mark.parametrize("at", STAGES)
def test_the_draft_is_composed_again_with_all_its_lines_and_the_reason_is_on_record(cast: Cast, at: str) -> None:
    authority = Authority(cast)
    decision, lines = STAGES[at](authority)
    acts = authority.form if at == "form_check" else authority.decider
    done = send_back_draft(decision, f" {REASON} ", **acts, operation_id="back-1")
    decision.refresh_from_db()
    assert (desk(decision.case_id), states(lines)) == ("draft", ["WITH_DECIDER"] * 2)
    assert set(Nomination.objects.filter(case=decision.case_id).values_list("pk", flat=True)) == set(lines)
    checked = (decision.form_checked_at, decision.form_checked_by, decision.form_note)
    assert (checked, decision.subject) == ((None, None, ""), SUBJECT)
    name, person, data, personal = last_entry(f"decision:{decision.pk}")
    assert (name, person) == ("DRAFT_SENT_BACK", acts["actor"].person_id)
    assert ({key: data[key] for key in ("desk", "lines")}, personal) == ({"desk": at, "lines": 2}, {"reason": REASON})
    item = WorkItem.objects.get(process=decision.case_id, finished=None)
    assert (item.role, item.organisation_id) == ("DECIDER_OFFICE", decision.authority_id)
    again = send_back_draft(decision, f" {REASON} ", **acts, operation_id="back-1")
    assert (again.repeated, again.made) == (True, done.made)


def test_what_was_sent_back_is_composed_checked_and_signed_anew(cast: Cast) -> None:
    authority = Authority(cast)
    decision, lines = authority.checked(2)
    send_back_draft(decision, REASON, **authority.decider)
    with refused("desk"):
        sign_decision(decision, **authority.decider)
    with refused("desk"):
        check_form(decision, **LOOKED_AT, **authority.form)
    authority.walked(decision)
    assert states(lines) == ["AWARDED"] * 2


def test_lines_that_arrive_meanwhile_wait_for_a_draft_of_their_own(cast: Cast) -> None:
    authority = Authority(cast)
    decision, lines = authority.submitted(1)
    send_back_draft(decision, REASON, **authority.form)
    other, _more = authority.presented(1, first=5)
    assert other != decision
    assert set(Nomination.objects.filter(case=decision.case_id).values_list("pk", flat=True)) == set(lines)


def test_a_draft_revocation_goes_back_with_its_grounds(cast: Cast) -> None:
    authority = Authority(cast)
    _issued, lines = authority.issued(1)
    decision = authority.revoking(lines)
    send_back_draft(decision, REASON, **authority.decider)
    decision.refresh_from_db()
    assert (desk(decision.case_id), decision.ground, states(lines)) == ("draft", "FRAUD", ["AWARDED"])


def test_the_page_asks_for_the_reason_and_tells_it_on_the_draft_until_it_is_composed_again(cast: Cast) -> None:
    authority = Authority(cast)
    decision, _lines = authority.checked(2)
    page, path = f"/decisions/{decision.pk}/", f"/decisions/{decision.pk}/send-back/"
    chairman, office = signed_in(cast, R1.bodies.decider), signed_in(cast, R1.bodies.form)
    assert path in text_of(chairman.get(page))
    assert path not in text_of(office.get(page))
    assert office.get(path).status_code == 404
    empty = sent(chairman, path, reason=" ")
    assert (empty.status_code, desk(decision.case_id)) == (422, "sign")
    answer = sent(chairman, path, reason=REASON)
    assert (answer.status_code, answer["Location"]) == (302, page)
    assert office.get(page).context["returned"].text.endswith(REASON)
    assert REASON in text_of(office.get(page))
    for shown in (office.get(page), office.get("/decisions/")):
        assert "waits for" not in text_of(shown)
    assert chairman.get(path).status_code == 409
    submit_draft(decision, SUBJECT, **authority.form)
    assert office.get(page).context["returned"] is None
    assert path in text_of(office.get(page))


def test_sending_back_needs_as_many_statements_for_many_lines_as_for_one(cast: Cast) -> None:
    authority, counts = Authority(cast), []
    for first, many in ((1, 1), (5, 12)):
        decision, _lines = authority.checked(many, first=first)
        with CaptureQueriesContext(connection) as captured:
            send_back_draft(decision, REASON, **authority.decider)
        counts.append(len(captured.captured_queries))
    assert counts[0] == counts[1]
