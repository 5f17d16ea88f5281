"""Revocation: a decision of its own over awarded lines; the award stands until it is issued."""

import pytest

from tests.appraisal.given import appointed, delegated, desk, head, related, states, today, why
from tests.appraisal.proof import invalid, refused, refused_lines, stays
from tests.decisions.given import Authority, annexed
from tests.support.walk import R1, R2
from workflow.decisions.commands import check_form, issue_decision, publish_decision, sign_decision, submit_draft
from workflow.decisions.models import Decision
from workflow.decisions.revocation import draft_revocation, drop_revocation
from workflow.dossiers.door import apply_transition
from workflow.dossiers.models import Nomination, SignOff, Standing
from workflow.management.demo.cast import Cast
from workflow.management.demo.desks import LOOKED_AT
from workflow.procedure.roles import Role
from workflow.procedure.transitions import Transition

PAPER = "Kết luận số 9/KL-TTr"


@pytest.mark.parametrize("who", ["decider", "deputy", "form", "head"])
def test_the_decider_his_office_or_the_standing_office_drafts_a_revocation(cast: Cast, who: str) -> None:
    authority = Authority(cast)
    _decision, lines = authority.issued(2)
    acts = head(cast) if who == "head" else getattr(authority, who)
    made = draft_revocation(lines[:1], **acts, ground="FRAUD", document=f" {PAPER} ").made
    revocation = Decision.objects.get(pk=made["decision"])
    assert (revocation.kind, revocation.ground, revocation.ground_document) == ("REVOCATION", "FRAUD", PAPER)
    assert revocation.authority == cast.organisation("ubnd-tinh")
    assert (desk(revocation.case_id), states(lines)) == ("draft", ["AWARDED", "AWARDED"])
    on = dict(Nomination.objects.filter(pk__in=lines).values_list("pk", "case"))
    assert on == {lines[0]: revocation.case_id, lines[1]: None}
    assert Standing.objects.get(nomination=lines[0], left_at=None).case_id == revocation.case_id


@pytest.mark.parametrize("ground", ["FRAUD", "FALSE_PAPERS", "UNLAWFUL_PROCEDURE", "VIOLATION", "OTHER"])
def test_every_ground_of_the_law_revokes_and_another_in_words(cast: Cast, ground: str) -> None:
    authority = Authority(cast)
    _decision, lines = authority.issued(1)
    text = "Trùng khen thưởng" if ground == "OTHER" else ""
    made = draft_revocation(lines, **authority.form, ground=ground, document=PAPER, text=text).made
    assert Decision.objects.get(pk=made["decision"]).ground_text == text


def test_everything_that_a_draft_lacks_is_named(cast: Cast) -> None:
    authority = Authority(cast)
    _decision, lines = authority.issued(1)
    form = authority.form
    with invalid("ground", "document"):
        draft_revocation(lines, **form, ground="BECAUSE", document=" ")
    with invalid("text"):
        draft_revocation(lines, **form, ground="OTHER", document=PAPER, text="  ")
    with invalid("document"):
        draft_revocation(lines, **form, ground="FRAUD", document="x" * 201)
    for ids in ([], [10**9], [*lines, 10**9]):
        with invalid("nominations"):
            draft_revocation(ids, **form, ground="FRAUD", document=PAPER)


def test_one_decision_revokes_awards_of_one_authority(cast: Cast) -> None:
    _decision, lines = Authority(cast, R1).issued(1)
    _other, foreign = Authority(cast, R2).issued(1, first=5)
    with invalid("nominations"):
        draft_revocation([*lines, *foreign], **Authority(cast).form, ground="FRAUD", document=PAPER)
    with refused_lines({foreign[0]: "organisation"}, security=True):
        draft_revocation(foreign, **Authority(cast).form, ground="FRAUD", document=PAPER)


def test_only_an_award_is_revoked(cast: Cast) -> None:
    authority = Authority(cast)
    decision, lines = authority.signed(2, declined=[0])
    with refused_lines(dict.fromkeys(lines, "state")):
        draft_revocation(lines, **authority.form, ground="FRAUD", document=PAPER)
    authority.issue(decision)
    with refused_lines({lines[0]: "state"}):
        draft_revocation(lines, **authority.form, ground="FRAUD", document=PAPER)


def test_an_award_is_on_one_draft_revocation_at_a_time(cast: Cast) -> None:
    authority = Authority(cast)
    _decision, lines = authority.issued(2)
    draft_revocation(lines[:1], **authority.form, ground="FRAUD", document=PAPER)
    with refused_lines({lines[0]: "case"}):
        draft_revocation(lines, **authority.form, ground="FALSE_PAPERS", document=PAPER)
    draft_revocation(lines[1:], **authority.form, ground="FALSE_PAPERS", document=PAPER)
    assert Decision.objects.filter(kind="REVOCATION").count() == 2


def test_a_line_named_twice_is_revoked_once(cast: Cast) -> None:
    authority = Authority(cast)
    _decision, lines = authority.issued(1)
    draft_revocation([*lines, *lines], **authority.form, ground="FRAUD", document=PAPER)
    assert Standing.objects.filter(nomination=lines[0], left_at=None).count() == 1


def test_the_award_stands_until_the_revocation_is_issued(cast: Cast) -> None:
    authority = Authority(cast)
    award, lines = authority.issued(2)
    revocation = authority.revoking(lines[:1])
    assert states(lines) == ["AWARDED", "AWARDED"]
    sign_decision(revocation, **authority.decider)
    assert (states(lines), annexed(revocation)) == (["AWARDED", "AWARDED"], [(lines[0], "REVOKE")])
    with stays({lines[0]: "number"}) as reports:
        reports.append(apply_transition(Transition.REVOKE, lines[:1], **authority.clerk, reason=why))
    report = issue_decision(revocation, "16/QĐ-UBND", today(), **authority.clerk)
    assert dict(report.moved) == {lines[0]: "REVOKED"}
    assert (states(lines), desk(revocation.case_id)) == (["REVOKED", "AWARDED"], "publish")
    publish_decision(revocation, **authority.form)
    assert annexed(award) == [(lines[0], "AWARD"), (lines[1], "AWARD")], "what was decided once stays in the list"


def test_a_revocation_declines_nothing(cast: Cast) -> None:
    authority = Authority(cast)
    _decision, lines = authority.issued(1)
    revocation = authority.revoking(lines)
    with invalid(f"declined[{lines[0]}]"):
        sign_decision(revocation, **authority.decider, declined={lines[0]: "Giữ lại"})


def test_a_deputy_signs_a_revocation_for_the_chairman(cast: Cast) -> None:
    authority = Authority(cast)
    _decision, lines = authority.issued(1)
    related(cast.person("nominee-01"), cast.person("chairman"))
    made = draft_revocation(lines, **authority.form, ground="FRAUD", document=PAPER).made
    revocation = Decision.objects.get(pk=made["decision"])
    submit_draft(revocation, "Hủy bỏ", **authority.form)
    check_form(revocation, **LOOKED_AT, **authority.form)
    with refused_lines({lines[0]: "relative"}, security=True):
        sign_decision(revocation, **authority.decider)
    sign_decision(revocation, **authority.deputy)
    signed = SignOff.objects.get(nomination=lines[0], case=revocation.case_id)
    assert (signed.person, signed.prefix) == (cast.person("vice-chairman"), "KT.")
    authority.issue(revocation)
    assert states(lines) == ["REVOKED"]


def test_nobody_drafts_the_revocation_of_oneself_or_of_a_relative(cast: Cast) -> None:
    authority = Authority(cast)
    _decision, lines = authority.issued(2)
    own = appointed(cast, "nominee-01", Role.DECIDER_OFFICE, "ubnd-tinh")
    related(cast.person("nominee-01"), cast.person("nominee-02"))
    with refused_lines({lines[0]: "own", lines[1]: "relative"}, security=True):
        draft_revocation(lines, **own, ground="FRAUD", document=PAPER)


def test_a_revocation_is_not_drafted_under_a_delegation(cast: Cast) -> None:
    authority = Authority(cast)
    _decision, lines = authority.issued(1)
    acts = delegated(cast, authority.decider["capacity"], "nominee-70", Transition.REVOKE)
    with refused_lines({lines[0]: "delegation"}, security=True):
        draft_revocation(lines, **acts, ground="FRAUD", document=PAPER)


def test_a_revoked_award_is_final(cast: Cast) -> None:
    authority = Authority(cast)
    _decision, lines = authority.issued(1)
    revocation = authority.revoking(lines)
    sign_decision(revocation, **authority.decider)
    authority.issue(revocation)
    with refused_lines({lines[0]: "state"}):
        draft_revocation(lines, **authority.form, ground="FRAUD", document=PAPER)
    with stays({lines[0]: "state"}) as reports:
        reports.append(apply_transition(Transition.SEND_BACK_TO_OFFICE, lines, **authority.form, reason=why))


def test_a_draft_revocation_is_dropped_with_a_reason_and_the_award_is_free_of_it(cast: Cast) -> None:
    authority = Authority(cast)
    _decision, lines = authority.issued(2)
    made = draft_revocation(lines[:1], **authority.form, ground="FRAUD", document=PAPER).made
    revocation = Decision.objects.get(pk=made["decision"])
    with invalid("reason"):
        drop_revocation(revocation, **authority.form, reason="  ")
    drop_revocation(revocation, **authority.form, reason="Đơn đã được rút (minh họa)")
    line = Nomination.objects.get(pk=lines[0])
    assert (line.state, line.case, desk(revocation.case_id)) == ("AWARDED", None, "")
    assert not Standing.objects.filter(nomination=line, left_at=None).exists()
    again = draft_revocation(lines[:1], **authority.form, ground="FRAUD", document=PAPER).made
    assert Decision.objects.get(pk=again["decision"]).case.finished is None


def test_a_signed_revocation_or_another_draft_is_not_dropped(cast: Cast) -> None:
    authority = Authority(cast)
    _decision, lines = authority.issued(2)
    made = draft_revocation(lines[:1], **authority.form, ground="FRAUD", document=PAPER).made
    revocation = Decision.objects.get(pk=made["decision"])
    submit_draft(revocation, "Hủy bỏ (minh họa)", **authority.form)
    check_form(revocation, **LOOKED_AT, **authority.form)
    sign_decision(revocation, **authority.decider)
    with refused("desk"):
        drop_revocation(revocation, **authority.form, reason="Không còn căn cứ")
    draft, _more = authority.presented(1, first=7)
    with refused("kind"):
        drop_revocation(draft, **authority.form, reason="Không còn căn cứ")
    with refused("role", security=True):
        drop_revocation(revocation, **authority.clerk, reason="Không còn căn cứ")
