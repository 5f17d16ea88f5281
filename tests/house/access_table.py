"""Who may open which page: the declared table. A page is added by one row.

`name` is the name of the address, `who` what its view declares, `thing` what the number or the code in the address
names (a key of `World.things` or `World.codes` in `tests/house/access_world.py`), and `query` what stands behind it.
"""

from dataclasses import dataclass
from typing import Final

from workflow.pages.access import EVERY_POST, EVERYBODY, SIGNED_IN
from workflow.procedure.roles import Role

Who = frozenset[Role] | str


@dataclass(frozen=True, slots=True)
class Row:
    """One address. `closed` says why nobody of the world gets the page with this thing, where that is so.

    `anybody` says why the side on which the thing stands does not matter, where that is so. `invited`: a colleague who
    is invited into a letter opens it too, whatever the post; nobody of the world is invited.
    """

    name: str
    who: Who
    thing: str = ""
    query: str = ""
    closed: str = ""
    anybody: str = ""
    invited: bool = False


OFFICER: Final = frozenset({Role.UNIT_OFFICER})
CLERK: Final = frozenset({Role.RECORDS_CLERK})
SPECIALIST: Final = frozenset({Role.OFFICE_SPECIALIST})
OFFICE_HEAD: Final = frozenset({Role.OFFICE_HEAD})
MEMBER: Final = frozenset({Role.COUNCIL_MEMBER})
CHAIR: Final = frozenset({Role.COUNCIL_CHAIR})
TELLER: Final = frozenset({Role.TELLER})
CONSULTED: Final = frozenset({Role.CONSULTED})
UNIT: Final = OFFICER | {Role.UNIT_HEAD}
SIGNERS: Final = frozenset({Role.UNIT_HEAD, Role.OFFICE_HEAD})
DECIDER: Final = frozenset({Role.DECIDER})
DECIDER_OFFICE: Final = frozenset({Role.DECIDER_OFFICE})
DECIDES: Final = DECIDER | DECIDER_OFFICE
PREPARERS: Final = OFFICER | SPECIALIST
OFFICE: Final = SPECIALIST | OFFICE_HEAD
LETTERS: Final = UNIT | OFFICE | CLERK | {Role.DECIDER, Role.DECIDER_OFFICE, Role.AUDITOR}
RUNS: Final = frozenset({Role.COUNCIL_SECRETARY, Role.COUNCIL_CHAIR})
DECISIONS: Final = LETTERS | {Role.FINANCE}
NOTICES: Final = UNIT | OFFICE | CLERK
FINANCE: Final = frozenset({Role.FINANCE})
SETTLES: Final = DECIDES | FINANCE | {Role.AUDITOR}
PAYMENTS: Final = SETTLES | UNIT
CERTIFICATES: Final = DECISIONS
COUNCIL: Final = RUNS | MEMBER | {Role.TELLER}

LENDS: Final = UNIT | OFFICE | DECIDES | RUNS
"""The roles of the table of transitions: their holders may delegate an act."""

_CHOSEN: Final = "it asks for some of several lines"
_NOT_REVOKED: Final = "no award of the world is revoked"
_NOT_YET: Final = "the session, or the decision, is not so far"

TABLE: Final = (
    # What is read of the record and of the clusters
    Row("audit", frozenset({Role.AUDITOR})),
    Row("audit_verify", frozenset({Role.AUDITOR}), closed="it only takes a form"),
    Row("periodic_report", OFFICE),
    Row("periodic_report_pdf", OFFICE),
    Row("periodic_report_docx", OFFICE),
    Row("periodic_report_xlsx", OFFICE),
    Row("oversight", RUNS | MEMBER | {Role.OVERSIGHT}),
    # The desk, oneself, the source
    Row("desk", SIGNED_IN),
    Row("case", EVERY_POST, "case"),
    Row("acting_as", SIGNED_IN, closed="it only takes a form"),
    Row("profile", SIGNED_IN),
    Row("drafts", SIGNED_IN),
    Row("draft_forget", SIGNED_IN, "form_draft", closed="it only takes a form, of the draft's owner"),
    Row("delegations", LENDS),
    Row("delegation_new", LENDS, "post"),
    Row("delegation_end", LENDS, "delegation"),
    Row("source", EVERYBODY),
    Row("admin_sign_in", EVERYBODY, closed="whoever is signed in has no use for it"),
    # Dossiers
    Row("act", EVERY_POST, query="on={draft_line}"),
    Row("dossiers", EVERY_POST),
    Row("dossier", EVERY_POST, "draft_line"),
    Row("dossier_print", EVERY_POST, "draft_line"),
    Row("dossier_report_pdf", EVERY_POST, "draft_line"),
    Row("dossier_report_docx", EVERY_POST, "draft_line"),
    Row("dossier_compare", EVERY_POST, "draft_line"),
    Row("dossier_correct", PREPARERS, "assigned_line"),
    Row("redirect", OFFICE_HEAD, "assigned_line"),
    Row("line_edit", OFFICER, "draft_line", invited=True),
    Row("line_criteria", OFFICER, "draft_line", invited=True),
    Row("line_papers", OFFICER, "draft_line", invited=True),
    Row("nominees", OFFICER, invited=True),
    Row("paper", EVERY_POST, "paper"),
    Row("paper_page", EVERY_POST, "paper", query="page=1"),
    Row("paper_picture", EVERY_POST, "paper", query="page=1"),
    Row("paper_remove", OFFICER, "paper", invited=True),
    # Unit plans
    Row("plans", UNIT | OFFICE),
    Row("plan_new", UNIT),
    Row("plan_withdraw", UNIT, "plan"),
    Row("plan_file", UNIT | OFFICE, "plan"),
    # Rounds
    Row("rounds", OFFICE | {Role.AUDITOR}),
    Row("round", OFFICE | {Role.AUDITOR}, "round"),
    Row("round_date", OFFICE_HEAD, "round"),
    Row("round_allocate", OFFICE_HEAD, "round"),
    Row("round_late", OFFICE_HEAD, "round"),
    # Past awards
    Row("past_awards", OFFICE),
    Row("past_award_list", OFFICE, "authority"),
    Row("past_award_list_add", OFFICE, "authority"),
    Row("past_award_list_template", OFFICE, "authority"),
    Row("past_award_list_errors", OFFICE, "authority"),
    Row("past_award_remove", OFFICE, "past_award"),
    # The public register, open to all, and what the office and the units do about it
    Row("register", EVERYBODY),
    Row("register_json", EVERYBODY),
    Row("register_xlsx", EVERYBODY),
    Row("public_award", EVERYBODY, "public_award"),
    Row("public_decision", EVERYBODY, "public_decision"),
    Row("public_stories", EVERYBODY),
    Row("public_story", EVERYBODY, "public_story"),
    Row("verify", EVERYBODY),
    Row("verify_code", EVERYBODY, "public_award"),
    Row("robots", EVERYBODY),
    Row("publicity", OFFICE),
    Row("publicity_protect", OFFICE_HEAD, "award_line"),
    Row("stories", UNIT | OFFICE),
    Row("story_new", UNIT | OFFICE),
    Row("story", UNIT | OFFICE, "story_draft"),
    Row("story_edit", UNIT | OFFICE, "story_draft"),
    Row("story_publish", SIGNERS, "story_draft"),
    Row("story_withdraw", SIGNERS, "story_draft"),
    # Letters
    Row("letters", LETTERS, invited=True),
    Row("letter_new", OFFICER),
    Row("letter", LETTERS, "draft", invited=True),
    Row("letter_invite", UNIT, "draft"),
    Row("letter_uninvite", UNIT, "invitation"),
    Row("letter_secret", OFFICER, "draft"),
    Row("secret_remove", OFFICER, "stub"),
    Row("secret_receive", OFFICE, "stub_sent"),
    Row("letter_edit", OFFICER, "draft"),
    Row("letter_names", OFFICER, "draft"),
    Row("letter_print", LETTERS, "draft", invited=True),
    Row("letter_pdf", LETTERS, "draft", invited=True),
    Row("letter_docx", LETTERS, "draft", invited=True),
    Row("letter_nominees_pdf", LETTERS, "draft", invited=True),
    Row("letter_nominees_docx", LETTERS, "draft", invited=True),
    Row("letter_minutes_pdf", LETTERS, "draft", invited=True),
    Row("letter_minutes_docx", LETTERS, "draft", invited=True),
    Row("letter_review", SIGNERS, "at_head"),
    Row("letter_grid", OFFICER, "draft", invited=True),
    Row("line_add", OFFICER, "draft", invited=True),
    Row("letter_list", OFFICER, "draft", invited=True),
    Row("letter_list_add", OFFICER, "draft", invited=True),
    Row("letter_list_template", OFFICER, "draft", invited=True),
    Row("letter_list_errors", OFFICER, "draft", invited=True),
    Row("letter_list_filled", OFFICER, "draft", invited=True),
    Row("letter_minutes", OFFICER, "draft"),
    Row("letter_minutes_print", LETTERS, "draft", invited=True),
    Row("letter_papers", OFFICER, "draft", invited=True),
    Row("letter_split", UNIT | OFFICE, "draft", closed=_CHOSEN),
    Row("letter_merge", UNIT, "draft"),
    Row("letter_send", OFFICER, "draft"),
    Row("letter_hand", PREPARERS, "presenting"),
    Row("letter_sign", SIGNERS, "at_head"),
    Row("letter_issue", CLERK, "signed"),
    # The office
    Row("appraisals", OFFICE),
    Row("appraisal", OFFICE, "assigned"),
    Row("appraisal_receive", SPECIALIST, "arrived"),
    Row("appraisal_assign", OFFICE_HEAD, "received"),
    Row("appraisal_submit", SPECIALIST, "assigned"),
    Row("appraisal_approve", OFFICE_HEAD, "assigned", closed=_NOT_YET),
    Row("sheet", SPECIALIST, "assigned_line"),
    Row("sheet_pdf", OFFICE, "sheet_line"),
    Row("sheet_docx", OFFICE, "sheet_line"),
    Row("receipt_pdf", UNIT | OFFICE, "assigned_letter"),
    Row("receipt_docx", UNIT | OFFICE, "assigned_letter"),
    Row("supplement_request_pdf", UNIT | OFFICE, "asked"),
    Row("supplement_request_docx", UNIT | OFFICE, "asked"),
    Row("supplement_request", SPECIALIST, query="on={assigned_line}"),
    Row("supplement_widen", SPECIALIST, "lacking_line"),
    Row("supplement_settle", SPECIALIST, "supplemented_line"),
    Row("supplement_answer", OFFICER, "lacking_line"),
    Row("consultation_new", OFFICE, query="on={assigned_line}"),
    Row("consultations", CONSULTED | OFFICE),
    Row("opinion", CONSULTED, "opinion"),
    Row("holds", OFFICE),
    Row("hold", OFFICE, "hold"),
    Row("hold_conclude", OFFICE_HEAD, "hold"),
    # The council
    Row("sessions", COUNCIL),
    Row("session", COUNCIL, "session"),
    Row("session_agenda", RUNS, "session"),
    Row("session_papers", RUNS, "session", closed=_NOT_YET),
    Row("session_read", MEMBER, "session", closed=_NOT_YET),
    Row("session_late", CHAIR, "session", closed=_NOT_YET),
    Row("session_until", CHAIR, "session", closed=_NOT_YET),
    Row("session_conflicts", RUNS, "session"),
    Row("session_declare", MEMBER, "session", closed=_NOT_YET),
    Row("session_room", COUNCIL, "session"),
    Row("session_hall", RUNS, "session"),
    Row("session_pack", RUNS | MEMBER, "session", closed=_NOT_YET),
    Row("session_open", RUNS, "session", closed=_NOT_YET),
    Row("session_attendance", RUNS, "session", closed=_NOT_YET),
    Row("session_remind", RUNS, "session", closed=_NOT_YET),
    Row("session_ballot", MEMBER, "session", closed=_NOT_YET),
    Row("session_slip", MEMBER, "session", closed=_NOT_YET),
    Row("session_slips", RUNS, "session"),
    Row("session_slip_file", RUNS | MEMBER, "session", closed="it asks for a slip that was handed in"),
    Row("session_close", RUNS, "session", closed=_NOT_YET),
    Row("session_count", TELLER, "session", closed=_NOT_YET),
    Row("session_count_confirm", TELLER, "session", closed=_NOT_YET),
    Row("session_draft", RUNS, "session", closed=_NOT_YET),
    Row("session_drafts", RUNS, "session"),
    Row("session_minutes", RUNS, "session", closed=_NOT_YET),
    Row("session_conclude", RUNS, "session", closed=_NOT_YET),
    Row("session_print", COUNCIL, "session", closed=_NOT_YET),
    Row("session_record", COUNCIL, "session", closed=_NOT_YET),
    Row("session_summary_pdf", RUNS | MEMBER, "session", closed=_NOT_YET),
    Row("session_summary_docx", RUNS | MEMBER, "session", closed=_NOT_YET),
    Row("session_sheet_pdf", RUNS | {Role.TELLER}, "session", closed=_NOT_YET),
    Row("session_sheet_docx", RUNS | {Role.TELLER}, "session", closed=_NOT_YET),
    Row("session_minutes_pdf", COUNCIL, "session", closed=_NOT_YET),
    Row("session_minutes_docx", COUNCIL, "session", closed=_NOT_YET),
    Row("session_record_pdf", COUNCIL, "session", closed=_NOT_YET),
    Row("session_record_docx", COUNCIL, "session", closed=_NOT_YET),
    # The decision
    Row("decisions", DECISIONS),
    Row("decision", DECISIONS, "decision"),
    Row("decision_print", DECISIONS, "issued"),
    Row("decision_prizes", DECIDES, "decision"),
    Row("decision_pdf", DECISIONS, "decision"),
    Row("decision_docx", DECISIONS, "decision"),
    Row("office_letter_pdf", OFFICE | DECIDES, "presenting"),
    Row("office_letter_docx", OFFICE | DECIDES, "presenting"),
    Row("decision_merge", DECIDER_OFFICE, "decision"),
    Row("decision_numbers", CLERK | DECIDES | frozenset({Role.AUDITOR})),
    Row("number_cancel", CLERK | DECIDER_OFFICE, "authority"),
    # Its files: there are none before it is signed
    Row("signed_files", DECISIONS, "issued"),
    Row("signed_file_make", CLERK | DECIDER_OFFICE, "issued"),
    Row("signed_file_give", CLERK | DECIDER_OFFICE, "issued"),
    Row("signed_file_return", CLERK | DECIDER_OFFICE, "decision", closed=_NOT_YET),
    Row("signed_file_scan", CLERK | DECIDER_OFFICE, "issued"),
    Row("signed_file", DECISIONS, "decision", closed=_NOT_YET),
    Row("signed_file_sent", DECISIONS, "decision", closed=_NOT_YET),
    Row("signed_file_certificates", DECISIONS, "decision", closed=_NOT_YET),
    Row("signed_file_seal", CLERK | DECIDER_OFFICE, "decision", closed=_NOT_YET),
    Row("signed_file_check", CLERK | DECIDER_OFFICE, "decision", closed=_NOT_YET),
    Row("signed_file_set_aside", CLERK | DECIDER_OFFICE, "decision", closed=_NOT_YET),
    Row("decision_submit", DECIDER_OFFICE, "decision"),
    Row("decision_check", DECIDER_OFFICE, "decision", closed=_NOT_YET),
    Row("decision_send_back", DECIDES, "decision", closed=_NOT_YET),
    Row("decision_sign", DECIDER, "decision", closed=_NOT_YET),
    Row("decision_issue", CLERK, "decision", closed=_NOT_YET),
    Row("decision_publish", DECIDER_OFFICE, "decision", closed=_NOT_YET),
    Row("decision_split", DECIDES, "decision", closed=_CHOSEN),
    # Prize money
    Row("payments", PAYMENTS),
    Row("payment_open", FINANCE, "fresh"),
    Row("payment_list", PAYMENTS, "payment_list"),
    Row("payment_pay", FINANCE, "payment_list"),
    Row("payment_return", FINANCE, "payment_list"),
    Row("payment_recover", FINANCE, "payment_list"),
    Row("payment_supplement", FINANCE, "payment_list"),
    Row("payment_sheet", PAYMENTS, "payment_list"),
    Row("payment_pdf", PAYMENTS, "payment_list"),
    Row("payment_docx", PAYMENTS, "payment_list"),
    Row("settlements", SETTLES),
    Row("settlement_new", FINANCE, "authority"),
    Row("settlement_xlsx", SETTLES),
    Row("settlement_json", SETTLES),
    Row("revocation_drop", DECIDES, "decision", closed="it is no revocation"),
    # Certificates
    Row("certificates", CERTIFICATES),
    Row("certificate", CERTIFICATES, "certificate"),
    Row("certificate_replace", OFFICE, "certificate"),
    Row("certificate_recovered", OFFICE, "certificate", closed=_NOT_REVOKED),
    Row("certificates_hand", OFFICE, query="on={certificate}"),
    Row("certificates_demand", OFFICE, query="on={certificate}", closed=_NOT_REVOKED),
    Row("certificates_print", OFFICE, query="on={certificate}"),
    Row("certificate_print", CERTIFICATES, "print"),
    Row("certificate_print_file", OFFICE, "print"),
    Row("decision_certificates", CERTIFICATES, "issued"),
    Row("certificates_enter", OFFICE, "fresh"),
    Row("decision_certificates_print", OFFICE, "issued"),
    Row("ceremonies", CERTIFICATES),
    Row("ceremony", CERTIFICATES, "ceremony"),
    Row("ceremony_new", OFFICE, query="on={certificate}"),
    Row("blanks", OFFICE),
    Row("blank", OFFICE, "blank"),
    Row("blank_sheet", OFFICE, "blank"),
    Row("blank_picture", OFFICE, "blank"),
    Row("revocation_new", DECIDES | OFFICE_HEAD, query="on={awarded}"),
    # What comes after it
    Row("correction_new", DECIDES | OFFICE_HEAD, query="on={awarded}"),
    Row("correction_drop", DECIDES, "decision", closed="it is no correction"),
    Row("result_notices", NOTICES),
    Row("result_notice", NOTICES, "notice"),
    Row("result_notice_pdf", NOTICES, "notice"),
    Row("result_notice_docx", NOTICES, "notice"),
    Row("result_notice_sign", OFFICE_HEAD, "notice"),
    Row("result_notice_send", CLERK, "notice"),
    Row("achievements", EVERY_POST - {Role.ADMINISTRATOR, Role.CONSULTED}),
    Row("achievement", EVERY_POST - {Role.ADMINISTRATOR, Role.CONSULTED}, "nominee", anybody="awards are public"),
    Row(
        "achievement_workbook",
        EVERY_POST - {Role.ADMINISTRATOR, Role.CONSULTED},
        "nominee",
        anybody="awards are public",
    ),
)

UNDECLARED: Final = frozenset(
    {
        "healthz",
        "set_language",
        "account_login",
        "account_logout",
        "account_change_password",
        "account_reauthenticate",
    }
)
"""Addresses whose views are not ours, or that say nothing of anybody. The administration asks by itself."""
