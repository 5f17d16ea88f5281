"""What a revocation does beyond its line: recovery, the allocated number, and what rested on the award."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from tests.appraisal.given import route, statements, today
from tests.appraisal.proof import invalid
from tests.decisions.given import Authority
from tests.support.walk import R1, Walk
from workflow.audit.models import Entry
from workflow.awards.models import Track
from workflow.decisions.commands import issue_decision, sign_decision
from workflow.decisions.models import Decision
from workflow.decisions.recovery import Recovered, Recovery
from workflow.decisions.resting import resting_on
from workflow.decisions.revocation import draft_revocation
from workflow.decisions.splitting import split_decision
from workflow.dossiers.care import cautions_on
from workflow.dossiers.drafting import edit_nomination
from workflow.dossiers.models import Nomination
from workflow.management.demo import drafts
from workflow.management.demo.cast import Cast
from workflow.notifications.models import OutboxMessage
from workflow.procedure.cautions import BEFORE_DECIDING, IN_THE_OFFICE
from workflow.procedure.guards import Guard

PAPER = "Kết luận số 9/KL-TTr"


def back(**changes: object) -> Recovered:
    """A recovery that lacks nothing, but for these changes."""
    whole = Recovered(
        objects_back=True, money_back=True, payer="Ông A", receiver="Sở Nội vụ", until=today() + timedelta(30)
    )
    return replace(whole, **changes)  # type: ignore[arg-type]  # by name


# Recovery ----------------------------------------------------------------------------------------------


def test_a_recovery_says_what_who_to_whom_and_until_when(cast: Cast) -> None:
    authority = Authority(cast)
    _award, lines = authority.issued(1)
    asked = {"ground": "FRAUD", "document": PAPER, **authority.form}
    with invalid("recovery.objects_back", "recovery.payer", "recovery.receiver", "recovery.until"):
        lacks = back(objects_back=False, money_back=False, payer=" ", receiver="x" * 251, until=today())
        draft_revocation(lines, recovery=lacks, **asked)
    made = draft_revocation(lines, recovery=back(payer="  Ông  A "), **asked).made
    kept = Recovery.objects.get(decision=made["decision"])
    assert (kept.objects_back, kept.money_back, kept.payer, kept.receiver) == (True, True, "Ông A", "Sở Nội vụ")
    assert kept.until == today() + timedelta(30)


def test_a_revocation_that_recovers_nothing_has_no_recovery(cast: Cast) -> None:
    authority = Authority(cast)
    _award, lines = authority.issued(1)
    authority.revoked(lines)
    assert list(Recovery.objects.all()) == []


def test_a_revocation_that_is_split_recovers_the_same_twice(cast: Cast) -> None:
    authority = Authority(cast)
    _award, lines = authority.issued(2)
    made = draft_revocation(lines, **authority.form, ground="FRAUD", document=PAPER, recovery=back()).made
    first = Decision.objects.get(pk=made["decision"])
    second = split_decision(first, lines[1:], **authority.form).made["decision"]
    assert list(Recovery.objects.order_by("decision").values_list("decision", "payer")) == [
        (first.pk, "Ông A"),
        (second, "Ông A"),
    ]


# Quota -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("gives_back", "pool"), [(False, "so-nnmt"), (True, None)])
def test_a_revoked_award_has_used_its_number_for_good_unless_the_route_gives_it_back(
    cast: Cast,
    gives_back: bool,  # noqa: FBT001 -- a parameter of the test
    pool: str | None,
) -> None:
    route("R1", revoked_frees_place=gives_back)
    authority = Authority(cast)
    _award, (line,) = authority.issued(1)
    drawn = cast.organisation("so-nnmt")
    Nomination.objects.filter(pk=line).update(pool=drawn)
    authority.revoked([line])
    kept = Nomination.objects.get(pk=line).pool
    assert kept == (drawn if pool else None)


# What rested on it -------------------------------------------------------------------------------------


def further(cast: Cast, first: int = 1, **texts: str) -> int:
    """A further draft for the nominee of an award, with these texts."""
    walk = Walk(cast)
    _letter, (line,) = walk.drafted(1, first=first)
    edit_nomination(line, texts, **walk.officer)
    return line


def test_a_nomination_of_the_same_nominee_that_names_the_decision_rests_on_it(cast: Cast) -> None:
    authority = Authority(cast)
    award, (line, other) = authority.issued(2)
    rests = further(cast, achievement=f"Đã được tặng Bằng khen tại Quyết định số {award.number} năm nay.")
    further(cast, first=2, achievement="Thành tích khác.")
    further(cast, first=7, achievement=f"Nêu {award.number} mà không phải của mình.")
    assert [(one.nomination, one.award, one.how) for one in resting_on([line, other])] == [(rests, line, "CITES")]


def test_a_further_proposal_for_the_same_merit_rests_on_it_by_its_ground(cast: Cast) -> None:
    authority = Authority(cast)
    _award, (line,) = authority.issued(1)
    rests = further(cast, duplicate_ground="Thành tích kéo dài, nâng mức khen")
    assert [(one.nomination, one.how) for one in resting_on([line])] == [(rests, "MERIT")]


def test_what_is_revoked_with_the_award_does_not_rest_on_it(cast: Cast) -> None:
    authority = Authority(cast)
    _award, (line,) = authority.issued(1)
    rests = further(cast, duplicate_ground="Thành tích kéo dài")
    assert resting_on([line, rests]) == []
    assert resting_on([]) == []


def test_the_office_is_told_once_after_the_issue_and_cautioned_from_then_on(cast: Cast) -> None:
    authority = Authority(cast)
    award, (line, other) = authority.issued(2)
    rests = [
        further(cast, achievement=f"Theo Quyết định {award.number}"),
        further(cast, first=2, duplicate_ground="Thành tích kéo dài"),
    ]
    revocation = authority.revoking([line, other])
    sign_decision(revocation, **authority.decider)
    assert cautioned(rests) == {}
    issue_decision(revocation, "16/QĐ", today(), **authority.clerk)
    assert cautioned(rests) == dict.fromkeys(rests, award.number)
    told = OutboxMessage.objects.get(notice="RESTS_ON_REVOKED")
    assert (told.role, told.organisation_id) == ("OFFICE_SPECIALIST", cast.organisation("ban-tdkt").pk)
    assert told.payload == {"nominations": rests, "decision": revocation.pk}
    assert Entry.objects.filter(stream=f"decision:{revocation.pk}", deed="RESTING_FOUND").count() == 1
    assert "R-REVOKED" not in {one.rule for some in cautions_on([line], IN_THE_OFFICE).values() for one in some}


def cautioned(lines: list[int]) -> dict[int, str]:
    """The lines that are cautioned, by the office's list and the decider's alike, with the decision that is named."""
    office, decider = (_told(lines, which) for which in (IN_THE_OFFICE, BEFORE_DECIDING))
    assert office == decider
    return office


def _told(lines: list[int], which: Sequence[Guard]) -> dict[int, str]:
    numbers = Decision.objects.exclude(number="").values_list("number", flat=True)
    return {
        key: next(number for number in numbers if number in str(one.reason))
        for key, some in cautions_on(lines, which).items()
        for one in some
        if one.rule == "R-REVOKED"
    }


def test_a_revocation_on_which_nothing_rested_tells_no_office(cast: Cast) -> None:
    authority = Authority(cast)
    _award, lines = authority.issued(1)
    authority.revoked(lines)
    assert list(OutboxMessage.objects.filter(notice="RESTS_ON_REVOKED")) == []


def test_many_awards_are_revoked_by_as_many_statements_as_one(cast: Cast) -> None:
    authority = Authority(cast)
    _award, lines = authority.issued(6)
    for number in range(1, 7):
        further(cast, first=number, duplicate_ground="Thành tích kéo dài")
    few, many = authority.revoking(lines[:1]), authority.revoking(lines[1:])
    for one in (few, many):
        sign_decision(one, **authority.decider)
    counts = [
        statements(issue_decision, one, f"{number}/QĐ", today(), **authority.clerk)
        for number, one in enumerate((few, many), 500)
    ]
    assert counts[0] == counts[1]


def test_the_leader_of_a_revoked_collective_rests_on_it_in_the_same_campaign(cast: Cast) -> None:
    authority = Authority(cast)
    _award, (body,) = authority.issued(entries=[drafts.collective("so-nnmt", R1.award_form)])
    walk = Walk(cast)
    head = drafts.person(cast.person("nnmt-head"), Track.LEADER, "Giám đốc", "Sở", R1.award_form)
    staff = drafts.person(cast.person("nominee-01"), Track.STAFF, "Chuyên viên", "Sở", R1.award_form)
    _letter, (leader, _other) = walk.drafted(entries=[head, staff])
    assert [(one.nomination, one.award, one.how) for one in resting_on([body])] == [(leader, body, "LEADER")]
    assert cautioned([leader]) == {}
    authority.revoked([body])
    assert list(cautioned([leader])) == [leader]
