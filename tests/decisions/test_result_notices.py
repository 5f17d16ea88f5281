"""Notices of results: one for each letter that a decision decides, due in working days, signed, numbered and sent."""

import json
from typing import Any

import pytest

from tests.appraisal.given import delegated, head, route, specialist, statements, today, tomorrow, why
from tests.appraisal.proof import invalid, refused
from tests.decisions.given import Authority
from tests.support.walk import R1, R2, R4, Walk
from workflow.appraisal.commands import assign_appraisal
from workflow.appraisal.models import Appraisal
from workflow.audit.models import Entry
from workflow.awards.calendar import working_day_after
from workflow.decisions.commands import check_form, issue_decision, sign_decision, submit_draft
from workflow.decisions.models import Decision
from workflow.decisions.notices import ResultNotice
from workflow.decisions.noticing import send_notice, sign_notice
from workflow.directory.models import Organisation
from workflow.dossiers.correcting import correct_clerical
from workflow.dossiers.door import apply_transition
from workflow.dossiers.models import Letter
from workflow.management.demo.cast import Cast
from workflow.management.demo.desks import LOOKED_AT, appraise_and_approve, hold_session
from workflow.notifications.models import OutboxMessage
from workflow.procedure.facts import Reason
from workflow.procedure.roles import Role
from workflow.procedure.transitions import Transition


def clerk(cast: Cast) -> dict[str, Any]:
    """The records clerk of the province's office."""
    return cast.acts(R1.bodies.office_clerk, Role.RECORDS_CLERK, R1.bodies.office)


def told(notice: ResultNotice) -> list[tuple[int, str, str]]:
    """What a signed notice says: line, state and reason."""
    notice.refresh_from_db()
    return [(one["nomination"], one["state"], one["reason"]) for one in notice.told]


def test_the_issue_of_a_decision_opens_one_notice_for_each_letter(cast: Cast) -> None:
    authority = Authority(cast)
    decision, _lines = authority.signed(3, declined=[1])
    assert list(ResultNotice.objects.all()) == []
    authority.issue(decision)
    notice = ResultNotice.objects.get()
    assert (notice.decision_id, notice.unit.code, notice.office.code) == (decision.pk, "so-nnmt", "ban-tdkt")
    assert notice.due == working_day_after(today(), 10)
    assert (notice.signed_at, notice.number, notice.told) == (None, "", [])


def test_a_decision_that_awards_nothing_opens_its_notices_too(cast: Cast) -> None:
    authority = Authority(cast)
    decision, lines = authority.checked(2)
    sign_decision(decision, **authority.decider, declined=dict.fromkeys(lines, "Chưa đủ"))
    notice = ResultNotice.objects.get()
    sign_notice(notice, **head(cast))
    assert told(notice) == [(line, "NOT_AWARDED", "Chưa đủ") for line in lines]


def test_corrections_and_revocations_open_none(cast: Cast) -> None:
    authority = Authority(cast)
    _decision, (line, other) = authority.issued(2)
    authority.corrected(line, title="Trưởng phòng")
    authority.revoked([other])
    assert ResultNotice.objects.count() == 1


def test_a_notice_tells_the_passed_and_the_failed_of_every_desk_with_the_reasons_given(cast: Cast) -> None:
    authority, bodies = Authority(cast), R1.bodies
    appraisal, lines = Walk(cast).assigned(4)
    awarded, ineligible, unsupported, declined = lines
    appraise_and_approve(cast, bodies, [appraisal], {ineligible: "Chưa đủ thời gian (minh họa)"})
    hold_session(cast, bodies, against={unsupported: 99}, tell=lambda _what: None)
    authority.present(awarded)
    decision = Decision.objects.get(case__nominations=awarded)
    submit_draft(decision, "Tặng Bằng khen (minh họa)", **authority.form)
    check_form(decision, **LOOKED_AT, **authority.form)
    sign_decision(decision, **authority.decider, declined={declined: "Chưa đủ thuyết phục"})
    authority.issue(decision)
    notice = ResultNotice.objects.get()
    sign_notice(notice, **head(cast))
    assert told(notice) == [
        (awarded, "AWARDED", ""),
        (ineligible, "INELIGIBLE", "Chưa đủ thời gian (minh họa)"),
        (unsupported, "NOT_SUPPORTED", ""),
        (declined, "NOT_AWARDED", "Chưa đủ thuyết phục"),
    ]


def test_of_a_line_that_was_declined_and_awarded_later_the_last_decision_is_told(cast: Cast) -> None:
    authority = Authority(cast, R4)
    first, lines = authority.signed(2, declined=[1])
    authority.issue(first)
    again = Reason("Khiếu nại đúng", document="12/KL-SNV")
    assert apply_transition(Transition.REOPEN_NOT_AWARDED, lines[1:], **head(cast), reason=again).is_whole
    appraisal = Appraisal.objects.get(case__nominations=lines[1])
    assign_appraisal(appraisal, cast.person(R4.bodies.specialist), **head(cast))
    appraise_and_approve(cast, R4.bodies, [appraisal])
    authority.present(lines[1])
    second = Decision.objects.get(case__nominations=lines[1])
    authority.walked(second)
    notice = ResultNotice.objects.get(decision=second)
    sign_notice(notice, **head(cast))
    assert told(notice) == [(line, "AWARDED", "") for line in lines]
    numbers = dict(Decision.objects.values_list("pk", "number"))
    assert [one["number"] for one in notice.told] == [numbers[first.pk], numbers[second.pk]]


def test_a_line_without_a_decision_reads_as_it_is_spelled_now(cast: Cast) -> None:
    authority = Authority(cast)
    appraisal, (awarded, ineligible) = Walk(cast).assigned(2)
    appraise_and_approve(cast, R1.bodies, [appraisal], {ineligible: "Chưa đủ thời gian"})
    acts = {**specialist(cast), "confirmed_by": "CV 7/SNNMT"}
    correct_clerical(ineligible, "nominee_title", "Chuyên viên chính", **acts)
    hold_session(cast, R1.bodies, tell=lambda _what: None)
    authority.present(awarded)
    authority.walked(Decision.objects.get(case__nominations=awarded))
    notice = ResultNotice.objects.get()
    sign_notice(notice, **head(cast))
    notice.refresh_from_db()
    assert [one["title"] for one in notice.told] == ["Viên chức", "Chuyên viên chính"]


@pytest.mark.parametrize("who", ["specialist", "clerk", "delegate"])
def test_only_the_head_of_the_office_signs(cast: Cast, who: str) -> None:
    Authority(cast).issued(1)
    notice = ResultNotice.objects.get()
    acts = {
        "specialist": specialist(cast),
        "clerk": clerk(cast),
        "delegate": delegated(cast, head(cast)["capacity"], "nominee-70", Transition.PRESENT),
    }[who]
    with refused("delegation" if who == "delegate" else "role", security=True):
        sign_notice(notice, **acts)


def test_a_notice_is_signed_once_and_sent_once_and_in_that_order(cast: Cast) -> None:
    Authority(cast).issued(1)
    notice = ResultNotice.objects.get()
    with refused("signed"):
        send_notice(notice, "5/TB", today(), **clerk(cast))
    sign_notice(notice, **head(cast))
    with refused("signed"):
        sign_notice(notice, **head(cast))
    with refused("role", security=True):
        send_notice(notice, "5/TB", today(), **head(cast))
    for number, dated, field in ((" ", today(), "number"), ("5/TB", tomorrow(), "dated")):
        with invalid(field):
            send_notice(notice, number, dated, **clerk(cast))
    send_notice(notice, " 5/TB ", today(), **clerk(cast))
    notice.refresh_from_db()
    assert (notice.number, notice.dated) == ("5/TB", today())
    assert notice.sent_at is not None
    with refused("signed"):
        send_notice(notice, "6/TB", today(), **clerk(cast))


def test_the_office_gives_a_number_once_in_a_year(cast: Cast) -> None:
    authority = Authority(cast)
    authority.issued(1)
    first = ResultNotice.objects.get()
    authority.issued(1, first=5)
    second = ResultNotice.objects.exclude(pk=first.pk).get()
    for one in (first, second):
        sign_notice(one, **head(cast))
    send_notice(first, "5/TB", today(), **clerk(cast))
    with invalid("number"):
        send_notice(second, "5/TB", today(), **clerk(cast))


def test_an_office_with_its_own_register_numbers_and_sends_in_the_signature(cast: Cast) -> None:
    Organisation.objects.filter(code="ban-tdkt").update(keeps_register=True)
    Authority(cast).issued(1)
    notice = ResultNotice.objects.get()
    sign_notice(notice, **head(cast))
    notice.refresh_from_db()
    assert (notice.number.startswith("01/TB"), notice.dated) == (True, today())
    message = OutboxMessage.objects.get(notice="RESULT_NOTIFIED")
    assert (message.role, message.organisation_id) == ("UNIT_OFFICER", cast.organisation("so-nnmt").pk)
    deeds = Entry.objects.filter(stream=f"letter:{notice.letter_id}", deed__startswith="RESULT_").order_by("seq")
    assert list(deeds.values_list("deed", flat=True)) == ["RESULT_NOTICE_SIGNED", "RESULT_NOTICE_SENT"]
    assert json.loads(deeds[0].payload)["data"]["hash"] == notice.hash


def test_a_later_decision_tells_only_what_no_earlier_notice_told(cast: Cast) -> None:
    authority = Authority(cast)
    decision, lines = authority.checked(3)
    apply_transition(Transition.SEND_BACK_TO_OFFICE, lines[:1], **authority.form, reason=why)
    sign_decision(decision, **authority.decider)
    authority.issue(decision)
    first = ResultNotice.objects.get()
    sign_notice(first, **head(cast))
    assert [line for line, _state, _reason in told(first)] == lines[1:]
    authority.present(lines[0])
    later = Decision.objects.get(case__nominations=lines[0])
    submit_draft(later, "Tặng Bằng khen", **authority.form)
    check_form(later, **LOOKED_AT, **authority.form)
    sign_decision(later, **authority.decider)
    authority.issue(later)
    second = ResultNotice.objects.exclude(pk=first.pk).get()
    sign_notice(second, **head(cast))
    assert [line for line, _state, _reason in told(second)] == lines[:1]


def test_a_notice_with_nothing_to_tell_is_not_signed(cast: Cast) -> None:
    authority = Authority(cast)
    _decision, lines = authority.issued(1)
    authority.revoked(lines)
    with refused("nothing"):
        sign_notice(ResultNotice.objects.get(), **head(cast))


def test_a_notice_tells_of_its_own_letter_alone(cast: Cast) -> None:
    authority = Authority(cast)
    Authority(cast, R2).issued(1, first=9)
    authority.issued(1)
    _later, lines = authority.issued(2, first=5)
    notice = ResultNotice.objects.order_by("-pk")[0]
    assert notice.letter == Letter.objects.get(nominations=lines[0])
    sign_notice(notice, **head(cast))
    assert [line for line, _state, _reason in told(notice)] == lines


def test_notices_of_many_lines_are_opened_by_as_many_statements(cast: Cast) -> None:
    authority = Authority(cast)
    few, _lines = authority.signed(1)
    many, _more = authority.signed(6, first=5)
    counts = [
        statements(issue_decision, one, f"{number}/QĐ-HB", today(), **authority.clerk)
        for number, one in enumerate((few, many), 500)
    ]
    assert counts[0] == counts[1]


def test_the_number_of_days_is_of_the_route(cast: Cast) -> None:
    route("R1", result_notice_days=3)
    Authority(cast).issued(1)
    assert ResultNotice.objects.get().due == working_day_after(today(), 3)
