"""The table against the design, section 4, written down by hand from that page and not from the code."""

from typing import Final, NamedTuple

from workflow.procedure.transitions import Transition

# One line for each row: transition | from | to | by | when | at least these conditions.
DESIGN: Final = """
SEND_TO_HEAD | DRAFT | WITH_HEAD | UNIT_OFFICER@UNIT | at once | round_is_open papers_are_complete files_are_safe \
criteria_are_answered nominee_organisation_exists the_managing_body_submits a_recipient_is_named \
papers_of_a_foreigner_are_there within_quota one_proposal_for_one_merit

RECALL | WITH_HEAD | DRAFT | UNIT_OFFICER@UNIT | at once | no_request_is_open
RECALL_SUPPLEMENT | WITH_HEAD | IN_SUPPLEMENT | UNIT_OFFICER@UNIT | at once | a_request_is_open
RECALL_FROM_SUPERIOR | WITH_SUPERIOR | DRAFT | UNIT_HEAD@UNIT | at once | superior_has_not_signed
RECALL_FROM_OFFICE | WITH_OFFICE | DRAFT | UNIT_HEAD@UNIT | at once | not_yet_received

SEND_BACK | WITH_HEAD | DRAFT | UNIT_HEAD@UNIT | at once | reason_is_given no_request_is_open
SEND_BACK_SUPPLEMENT | WITH_HEAD | IN_SUPPLEMENT | UNIT_HEAD@UNIT | at once | reason_is_given a_request_is_open
NOT_ENDORSE | WITH_HEAD | NOT_ENDORSED | UNIT_HEAD@UNIT | at once | refusal_to_endorse_is_coded
NOT_ENDORSE_ABOVE | WITH_SUPERIOR | NOT_ENDORSED | UNIT_HEAD@LEVEL | at once | refusal_to_endorse_is_coded

ENDORSE | WITH_HEAD | WITH_OFFICE | UNIT_HEAD@UNIT | issued | no_level_remains minutes_are_present \
signer_did_not_draft signed_as_it_stands the_paper_is_numbered
ENDORSE_UPWARD | WITH_HEAD | WITH_SUPERIOR | UNIT_HEAD@UNIT | issued | a_level_remains signed_as_it_stands \
the_paper_is_numbered
PASS_UPWARD | WITH_SUPERIOR | WITH_SUPERIOR | UNIT_HEAD@LEVEL | issued | a_level_remains signed_as_it_stands \
the_paper_is_numbered
FORWARD | WITH_SUPERIOR | WITH_OFFICE | UNIT_HEAD@LEVEL | issued | no_level_remains signed_as_it_stands \
the_paper_is_numbered

RETURN_FROM_SUPERIOR | WITH_SUPERIOR | DRAFT | UNIT_HEAD@LEVEL | at once | return_is_coded reply_date_is_given
RETURN_SUPPLEMENT | WITH_SUPERIOR | IN_SUPPLEMENT | UNIT_HEAD@LEVEL | at once | reason_is_given a_request_is_open
RETURN_TO_UNIT | WITH_OFFICE | DRAFT | OFFICE_SPECIALIST@OFFICE | at once | return_is_coded reply_date_is_given
RETURN_FROM_PRESENTING | TO_PRESENT | DRAFT | OFFICE_HEAD@OFFICE | at once | return_is_coded reply_date_is_given

REQUEST_SUPPLEMENT | WITH_OFFICE | IN_SUPPLEMENT | OFFICE_SPECIALIST@OFFICE | at once | items_are_named \
a_round_of_supplement_is_left
SUBMIT_SUPPLEMENT | IN_SUPPLEMENT | WITH_HEAD | UNIT_OFFICER@UNIT | at once | every_item_is_answered
SUPPLEMENT_OVERDUE | IN_SUPPLEMENT | WITH_OFFICE | SYSTEM | at once | the_reply_date_has_passed
SUPPLEMENT_OVERDUE_AT_HEAD | WITH_HEAD | WITH_OFFICE | SYSTEM | at once | a_request_is_open the_reply_date_has_passed
SUPPLEMENT_OVERDUE_ABOVE | WITH_SUPERIOR | WITH_OFFICE | SYSTEM | at once | a_request_is_open \
the_reply_date_has_passed

RULE_INELIGIBLE | WITH_OFFICE | INELIGIBLE | OFFICE_HEAD@OFFICE | at once | appraised_by_another \
ineligibility_is_coded
RULE_INELIGIBLE_PRESENTING | TO_PRESENT | INELIGIBLE | OFFICE_HEAD@OFFICE | at once | appraised_by_another \
ineligibility_is_coded
RULE_INELIGIBLE_ON_HOLD | ON_HOLD | INELIGIBLE | OFFICE_HEAD@OFFICE | at once | the_hold_is_concluded \
ineligibility_is_coded
REFER_TO_COUNCIL | WITH_OFFICE | WITH_COUNCIL | OFFICE_HEAD@OFFICE | at once | appraised_by_another \
appraised_eligible no_consultation_is_open
CLEAR | WITH_OFFICE | TO_PRESENT | OFFICE_HEAD@OFFICE | at once | appraised_by_another appraised_eligible \
no_consultation_is_open

SUPPORT | WITH_COUNCIL | TO_PRESENT | COUNCIL_CHAIR@COUNCIL COUNCIL_SECRETARY@COUNCIL | at once | \
the_session_is_closed the_tally_supports
NOT_SUPPORT | WITH_COUNCIL | NOT_SUPPORTED | COUNCIL_CHAIR@COUNCIL COUNCIL_SECRETARY@COUNCIL | at once | \
the_session_is_closed the_tally_does_not_support
DEFER | WITH_COUNCIL | WITH_OFFICE | COUNCIL_CHAIR@COUNCIL COUNCIL_SECRETARY@COUNCIL | at once | reason_is_given

PRESENT | TO_PRESENT | WITH_DECIDER | OFFICE_HEAD@OFFICE | issued | presented_as_advised party_opinion_is_in \
signed_as_it_stands the_paper_is_numbered
TAKE_BACK | TO_PRESENT | WITH_OFFICE | OFFICE_HEAD@OFFICE | at once | reason_is_given
TAKE_UP | NOT_SUPPORTED | TO_PRESENT | DECIDER@AUTHORITY | at once | reason_is_given within_quota

AWARD | WITH_DECIDER | AWARDED | DECIDER@AUTHORITY | issued | the_form_is_checked unchanged_since_presented \
within_competence decided_to_award the_decision_is_numbered
DECLINE | WITH_DECIDER | NOT_AWARDED | DECIDER@AUTHORITY | issued | the_form_is_checked unchanged_since_presented \
decided_to_decline
SEND_BACK_TO_OFFICE | WITH_DECIDER | TO_PRESENT | DECIDER@AUTHORITY DECIDER_OFFICE@AUTHORITY | at once | \
reason_is_given

HOLD_AT_OFFICE | WITH_OFFICE | ON_HOLD | OFFICE_HEAD@OFFICE | at once | a_hold_is_grounded
HOLD_AT_COUNCIL | WITH_COUNCIL | ON_HOLD | OFFICE_HEAD@OFFICE | at once | a_hold_is_grounded voting_is_not_open
HOLD_PRESENTING | TO_PRESENT | ON_HOLD | OFFICE_HEAD@OFFICE | at once | a_hold_is_grounded
HOLD_AT_DECIDER | WITH_DECIDER | ON_HOLD | OFFICE_HEAD@OFFICE | at once | a_hold_is_grounded
RESUME | ON_HOLD | where it stood | OFFICE_HEAD@OFFICE | at once |

REOPEN_INELIGIBLE | INELIGIBLE | WITH_OFFICE | OFFICE_HEAD@OFFICE | at once | document_is_given \
reopened_never_before within_quota
REOPEN_NOT_SUPPORTED | NOT_SUPPORTED | WITH_OFFICE | OFFICE_HEAD@OFFICE | at once | document_is_given \
reopened_never_before within_quota
REOPEN_NOT_AWARDED | NOT_AWARDED | WITH_OFFICE | OFFICE_HEAD@OFFICE | at once | document_is_given \
reopened_never_before within_quota

REDIRECT | WITH_OFFICE | REDIRECTED | OFFICE_HEAD@OFFICE | at once | unit_consents a_linked_nomination_is_drafted
REDIRECT_PRESENTING | TO_PRESENT | REDIRECTED | OFFICE_HEAD@OFFICE | at once | unit_consents \
a_linked_nomination_is_drafted

WITHDRAW_DRAFT | DRAFT | WITHDRAWN | UNIT_HEAD@UNIT UNIT_OFFICER@UNIT | at once | reason_is_given
WITHDRAW_AT_HEAD | WITH_HEAD | WITHDRAWN | UNIT_HEAD@UNIT | at once | reason_is_given
WITHDRAW_AT_SUPERIOR | WITH_SUPERIOR | WITHDRAWN | UNIT_HEAD@UNIT | at once | reason_is_given
WITHDRAW_AT_OFFICE | WITH_OFFICE | WITHDRAWN | UNIT_HEAD@UNIT | at once | reason_is_given
WITHDRAW_SUPPLEMENT | IN_SUPPLEMENT | WITHDRAWN | UNIT_HEAD@UNIT | at once | reason_is_given
WITHDRAW_ON_HOLD | ON_HOLD | WITHDRAWN | UNIT_HEAD@UNIT | at once | reason_is_given
WITHDRAW_PRESENTING | TO_PRESENT | WITHDRAWN | UNIT_HEAD@UNIT | at once | reason_is_given

REVOKE | AWARDED | REVOKED | DECIDER@AUTHORITY | issued | decided_to_revoke a_ground_for_revocation \
the_decision_is_numbered
LAPSE | DRAFT | LAPSED | SYSTEM | at once | the_round_has_closed no_request_is_open
LAPSE_AT_HEAD | WITH_HEAD | LAPSED | SYSTEM | at once | the_round_has_closed no_request_is_open
LAPSE_AT_SUPERIOR | WITH_SUPERIOR | LAPSED | SYSTEM | at once | the_round_has_closed no_request_is_open
"""


class Row(NamedTuple):
    """A row as plain words."""

    source: str
    target: str
    by: tuple[str, ...]
    when: str


def _designed() -> dict[str, tuple[Row, frozenset[str]]]:
    rows = {}
    for line in filter(None, DESIGN.splitlines()):
        name, source, target, by, when, conditions = (cell.strip() for cell in line.split("|"))
        rows[name] = (Row(source, target, tuple(sorted(by.split())), when), frozenset(conditions.split()))
    return rows


def _row(transition: Transition) -> Row:
    return Row(
        transition.source.name,
        "where it stood" if transition.resumes else transition.target.name,
        tuple(sorted(str(post) for post in transition.by.posts)) or ("SYSTEM",),
        "issued" if transition.when_issued else "at once",
    )


def _conditions(transition: Transition) -> set[str]:
    return {guard.__name__ for guard in transition.guards} | {guard.__name__ for guard in transition.set_guards}


def test_the_table_has_the_rows_of_the_design_and_no_other() -> None:
    assert sorted(transition.name for transition in Transition) == sorted(_designed())


def test_each_row_leads_from_and_to_the_desks_of_the_design_by_the_hands_named_there() -> None:
    assert {t.name: _row(t) for t in Transition} == {name: row for name, (row, _) in _designed().items()}


def test_each_row_asks_at_least_what_the_design_asks() -> None:
    lacking = {t.name: sorted(_designed()[t.name][1] - _conditions(t)) for t in Transition}
    assert {name: conditions for name, conditions in lacking.items() if conditions} == {}


def test_the_design_names_conditions_that_exist() -> None:
    """A misspelt name above would be reported as lacking for good."""
    there = {name for transition in Transition for name in _conditions(transition)}
    assert {name for _, conditions in _designed().values() for name in conditions} - there == set()
