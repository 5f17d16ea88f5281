"""Where the walk through all pages goes: every name of an address, who looks at it and what it shows.

`thing` names the number or code in the address by a key of `world`; `query` what stands behind it. A page added to the
addresses is added here by one line, or `CLOSED` says why it cannot be looked at.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

from django.urls import reverse
from django.utils import timezone

from tests.browser.walk_after import after
from tests.dossiers.lists_given import row
from tests.dossiers.lists_given import sheet as listed
from tests.house.access_world import begun, lent, secret_sent
from tests.support.walk import R1, R4, Walk
from workflow.appraisal.commands import appraise, submit_appraisal
from workflow.awards.models import Round
from workflow.council.agenda import fix_agenda
from workflow.council.attendance import open_voting, send_papers
from workflow.council.conflicts import declare_conflict
from workflow.council.models import CouncilSession, Seat
from workflow.council.sessions import draft_minutes
from workflow.council.tellers import Figures, enter_paper_count
from workflow.decisions.codes import LENGTH
from workflow.decisions.commands import check_form, issue_decision, sign_decision, submit_draft
from workflow.decisions.models import Decision, DecisionLine
from workflow.decisions.revocation import draft_revocation
from workflow.dossiers.models import Letter, Nomination
from workflow.dossiers.uploaded import keep_list
from workflow.management.demo import open_work, r1
from workflow.management.demo.cast import Cast
from workflow.management.demo.desks import LOOKED_AT, sheet
from workflow.procedure.roles import Role
from workflow.public_register.models import Story

NOBODY: Final = ""


@dataclass(frozen=True, slots=True)
class Visit:
    """One page. `who` is a demo person without `demo-`, or nobody; `act` the name of the act whose page it is."""

    name: str
    who: str
    thing: str = ""
    query: str = ""
    act: str = ""
    status: int = 200

    def path(self, things: Mapping[str, int | str]) -> str:
        """The address in this world."""
        args: list[Any] = [self.act] if self.act else []
        if self.thing:
            args = [things[self.thing]]
        return reverse(self.name, args=args) + self.query.format_map(things)


OFFICER: Final = "nnmt-officer"
HEAD: Final = "nnmt-head"
SPECIALIST: Final = "tdkt-specialist-1"
OFFICE_HEAD: Final = "tdkt-head"
SECRETARY: Final = "council-secretary"
FORM: Final = "ubnd-office"
CLERK: Final = "ubnd-clerk"
FINANCE: Final = "ubnd-finance"

VISITS: Final = (
    # Oneself
    Visit("account_login", NOBODY),
    Visit("source", NOBODY),
    Visit("account_logout", OFFICER),
    Visit("account_change_password", OFFICER),
    Visit("account_reauthenticate", OFFICER),
    Visit("profile", "chairman"),
    Visit("drafts", OFFICER),
    Visit("drafts", "chairman"),
    Visit("draft_forget", OFFICER, "form_draft", status=405),
    Visit("desk", SPECIALIST),
    Visit("delegations", HEAD),
    Visit("delegation_new", HEAD, "post"),
    Visit("delegation_end", HEAD, "delegation"),
    # Dossiers
    Visit("dossiers", SPECIALIST),
    Visit("dossier", SPECIALIST, "awarded_line"),
    Visit("dossier", OFFICER, "draft_line"),
    Visit("dossier", "cdc-officer", "draft_line", status=404),
    Visit("letter_sign", HEAD, "presenting", status=404),
    Visit("letter_send", OFFICER, "at_head", status=409),
    Visit("acting_as", OFFICER, status=405),
    Visit("dossier_print", SPECIALIST, "awarded_line"),
    Visit("dossier_compare", SPECIALIST, "awarded_line"),
    Visit("dossier_correct", SPECIALIST, "assigned_line"),
    Visit("act", OFFICER, query="?on={draft_line}", act="WITHDRAW_DRAFT"),
    Visit("act", OFFICE_HEAD, query="?on={assigned_line}", act="HOLD_AT_OFFICE"),
    Visit("redirect", OFFICE_HEAD, "assigned_line"),
    Visit("line_edit", OFFICER, "draft_line"),
    Visit("line_criteria", OFFICER, "draft_line"),
    Visit("line_papers", OFFICER, "draft_line"),
    Visit("paper_remove", OFFICER, "paper"),
    Visit("paper_page", OFFICER, "paper"),
    Visit("paper_page", OFFICER, "paper", "?page=1&large=1"),
    Visit("paper_page", OFFICER, "paper", "?page=99", status=404),
    # Letters
    Visit("letters", OFFICER),
    Visit("letter_new", OFFICER),
    Visit("letter", OFFICER, "draft"),
    Visit("letter", HEAD, "at_head"),
    Visit("letter", "nnmt-clerk", "draft"),
    Visit("desk", "nnmt-clerk"),
    Visit("line_criteria", "nnmt-clerk", "draft_line"),
    Visit("letter_invite", OFFICER, "draft"),
    Visit("letter_uninvite", HEAD, "invitation"),
    Visit("letter_secret", OFFICER, "draft"),
    Visit("secret_remove", OFFICER, "stub"),
    Visit("secret_receive", SPECIALIST, "stub_sent"),
    Visit("letter", SPECIALIST, "secret_letter"),
    Visit("letter_print", OFFICER, "draft"),
    Visit("letter_edit", OFFICER, "draft"),
    Visit("letter_names", OFFICER, "draft"),
    Visit("letter_print", OFFICER, "at_head"),
    Visit("letter_review", HEAD, "at_head"),
    Visit("letter_grid", OFFICER, "draft"),
    Visit("line_add", OFFICER, "draft"),
    Visit("letter_list", OFFICER, "draft"),
    Visit("letter_list_add", OFFICER, "draft"),
    Visit("letter_minutes", OFFICER, "draft"),
    Visit("letter_minutes_print", OFFICER, "draft"),
    Visit("letter_papers", OFFICER, "draft"),
    Visit("letter_split", OFFICER, "draft", "?on={draft_line}"),
    Visit("letter_merge", HEAD, "at_head"),
    Visit("letter_send", OFFICER, "draft"),
    Visit("letter_hand", SPECIALIST, "to_hand"),
    Visit("letter_sign", HEAD, "at_head"),
    Visit("letter_issue", "nnmt-clerk", "signed"),
    # The office
    Visit("appraisals", SPECIALIST),
    Visit("appraisal", SPECIALIST, "assigned"),
    Visit("appraisal_receive", SPECIALIST, "arrived"),
    Visit("appraisal_assign", OFFICE_HEAD, "assigned"),
    Visit("appraisal_submit", SPECIALIST, "assigned"),
    Visit("appraisal_approve", OFFICE_HEAD, "appraised"),
    Visit("sheet", SPECIALIST, "assigned_line"),
    Visit("supplement_request", SPECIALIST, query="?on={assigned_line}"),
    Visit("supplement_widen", SPECIALIST, "lacking_line"),
    Visit("supplement_settle", SPECIALIST, "supplemented_line"),
    Visit("sheet", SPECIALIST, "supplemented_line"),
    Visit("supplement_answer", OFFICER, "lacking_line"),
    Visit("line_edit", OFFICER, "lacking_line"),
    Visit("letter", OFFICER, "supplement"),
    Visit("consultation_new", SPECIALIST, query="?on={assigned_line}"),
    Visit("consultations", SPECIALIST),
    Visit("opinion", "police-consulted", "opinion"),
    Visit("holds", OFFICE_HEAD),
    Visit("hold", OFFICE_HEAD, "hold"),
    Visit("hold_conclude", OFFICE_HEAD, "hold"),
    Visit("plans", OFFICER),
    Visit("plans", OFFICE_HEAD),
    Visit("plans", OFFICE_HEAD, query="?show=without"),
    Visit("plan_new", OFFICER),
    Visit("plan_withdraw", OFFICER, "plan"),
    Visit("rounds", OFFICE_HEAD),
    Visit("round", OFFICE_HEAD, "round"),
    Visit("round", OFFICE_HEAD, "round", "?show=documents"),
    Visit("round_date", OFFICE_HEAD, "round"),
    Visit("round_allocate", OFFICE_HEAD, "round"),
    Visit("round_late", OFFICE_HEAD, "round"),
    Visit("past_awards", SPECIALIST),
    Visit("past_award_list", SPECIALIST, "authority"),
    Visit("past_award_list_add", SPECIALIST, "authority"),
    Visit("past_award_remove", SPECIALIST, "past_award"),
    # The council
    Visit("sessions", SECRETARY),
    Visit("session", SECRETARY, "voting_session"),
    Visit("session", SECRETARY, "voted_session"),
    Visit("session", "council-13", "written_session"),
    Visit("session_agenda", SECRETARY, "next_session"),
    Visit("session_papers", SECRETARY, "session"),
    Visit("session_read", "council-13", "written_session"),
    Visit("session_late", "vice-chairman", "session"),
    Visit("session_until", "vice-chairman", "written_session"),
    Visit("session_conflicts", SECRETARY, "written_session"),
    Visit("session_declare", "council-13", "voting_session"),
    Visit("session_room", SECRETARY, "voting_session"),
    Visit("session_room", "vice-chairman", "voting_session"),
    Visit("session_room", "council-13", "voting_session"),
    Visit("session_room", "council-13", "written_session"),
    Visit("session_hall", SECRETARY, "voting_session"),
    Visit("session_open", SECRETARY, "session"),
    Visit("session_attendance", SECRETARY, "voting_session"),
    Visit("session_remind", SECRETARY, "voting_session"),
    Visit("session_ballot", "council-13", "voting_session"),
    Visit("session_ballot", "council-05", "voting_session"),
    Visit("session_slip", "council-13", "written_session"),
    Visit("session_slips", SECRETARY, "written_session"),
    Visit("session_close", SECRETARY, "voting_session"),
    Visit("session_count", "teller-1", "paper_session"),
    Visit("session_count_confirm", "teller-2", "paper_session"),
    Visit("session_draft", SECRETARY, "voting_session"),
    Visit("session_drafts", SECRETARY, "voting_session"),
    Visit("session_minutes", "chairman", "counted_session"),
    Visit("session_conclude", "chairman", "counted_session"),
    Visit("session_print", SECRETARY, "voted_session"),
    Visit("session_record", SECRETARY, "voted_session"),
    # The decision
    Visit("decisions", FORM),
    Visit("decision", FORM, "decision"),
    Visit("decision_print", FORM, "decision"),
    Visit("decision_submit", FORM, "draft_decision"),
    Visit("decision_check", FORM, "form_check"),
    Visit("decision_send_back", FORM, "form_check"),
    Visit("decision_sign", "chairman", "sign"),
    Visit("decision_issue", "ubnd-clerk", "issue"),
    Visit("decision_publish", FORM, "publish"),
    Visit("decision_split", FORM, "form_check", "?on={split_line}"),
    Visit("decision_numbers", FORM),
    Visit("number_cancel", "ubnd-clerk", "authority"),
    Visit("decision_merge", FORM, "draft_decision"),
    Visit("revocation_new", FORM, query="?on={other_awarded_line}"),
    Visit("revocation_drop", FORM, "revocation"),
    Visit("decision", FORM, "issued_revocation"),
    Visit("decision_prizes", FORM, "form_check"),
    # Its files
    Visit("signed_files", CLERK, "decision"),
    Visit("signed_file", CLERK, "signed_file"),
    Visit("signed_file_make", CLERK, "fresh_decision"),
    Visit("signed_file_give", CLERK, "decision"),
    Visit("signed_file_return", CLERK, "decision"),
    Visit("signed_file_scan", CLERK, "decision"),
    Visit("signed_file_seal", CLERK, "given_file", status=422),
    Visit("signed_file_check", CLERK, "signed_file"),
    Visit("signed_file_set_aside", CLERK, "signed_file"),
    # What comes after it
    Visit("correction_new", FORM, query="?on={other_awarded_line}"),
    Visit("correction_drop", FORM, "correction"),
    Visit("decision", FORM, "correction"),
    Visit("result_notices", OFFICE_HEAD),
    Visit("result_notice", OFFICE_HEAD, "notice"),
    Visit("result_notice_sign", OFFICE_HEAD, "unsigned_notice"),
    Visit("result_notice_send", "tdkt-clerk", "notice"),
    # Certificates
    Visit("certificates", SPECIALIST),
    Visit("certificate", SPECIALIST, "certificate"),
    Visit("certificate", SPECIALIST, "gone_certificate"),
    Visit("decision_certificates", SPECIALIST, "decision"),
    Visit("decision_certificates", SPECIALIST, "fresh_decision"),
    Visit("certificates_enter", SPECIALIST, "fresh_decision"),
    Visit("decision_certificates_print", SPECIALIST, "decision"),
    Visit("certificates_print", SPECIALIST, query="?on={unprinted_certificate}&on={printed_certificate}"),
    Visit("certificate_print", SPECIALIST, "print"),
    Visit("certificates_hand", SPECIALIST, query="?on={printed_certificate}"),
    Visit("certificate_replace", SPECIALIST, "certificate"),
    Visit("certificates_demand", SPECIALIST, query="?on={gone_certificate}"),
    Visit("certificate_recovered", SPECIALIST, "gone_certificate"),
    Visit("ceremonies", SPECIALIST),
    Visit("ceremony", SPECIALIST, "ceremony"),
    Visit("ceremony_new", SPECIALIST, query="?on={printed_certificate}"),
    Visit("blanks", SPECIALIST),
    Visit("blank", SPECIALIST, "blank"),
    # Prize money
    Visit("payments", FINANCE),
    Visit("payments", OFFICER),
    Visit("payment_open", FINANCE, "fresh_decision"),
    Visit("payment_list", FINANCE, "payment_list"),
    Visit("payment_list", FINANCE, "gone_list"),
    Visit("payment_pay", FINANCE, "payment_list"),
    Visit("payment_return", FINANCE, "payment_list"),
    Visit("payment_recover", FINANCE, "gone_list"),
    Visit("payment_supplement", FINANCE, "payment_list"),
    Visit("settlements", FINANCE),
    Visit("settlement_new", FINANCE, "authority"),
    # The file of a nominee over the years
    Visit("achievements", SPECIALIST),
    Visit("achievements", SPECIALIST, query="?q=a"),
    Visit("achievement", SPECIALIST, "nominee"),
    # The public register, open to all, and what the office and the units do about it
    Visit("register", NOBODY),
    Visit("register", NOBODY, query="?q=khongai"),
    Visit("public_award", NOBODY, "award_code"),
    Visit("public_award", NOBODY, "no_code", status=404),
    Visit("public_decision", NOBODY, "decision_code"),
    Visit("public_stories", NOBODY),
    Visit("public_story", NOBODY, "story_code"),
    Visit("verify", NOBODY),
    Visit("verify_code", NOBODY, "award_code"),
    Visit("verify_code", NOBODY, "decision_code"),
    Visit("verify_code", NOBODY, "no_code", status=404),
    Visit("publicity", "tdkt-head"),
    Visit("publicity_protect", "tdkt-head", "award"),
    Visit("stories", HEAD),
    Visit("story", HEAD, "story"),
    Visit("story_new", OFFICER),
    Visit("story_edit", OFFICER, "story_draft"),
    Visit("story_publish", HEAD, "story_draft"),
    Visit("story_withdraw", HEAD, "story"),
    # What is read of all of it
    Visit("audit", "inspector"),
    Visit("oversight", "mttq-oversight"),
    Visit("periodic_report", "tdkt-head"),
    Visit("periodic_report", "tdkt-head", query="?year=1900&part=Q9", status=422),
)
CLOSED: Final[Mapping[str, str]] = {
    "audit_verify": "it only takes a form",
    "set_language": "it only takes a form",
    "admin_sign_in": "it leads to the sign-in",
    "case": "it leads to the page of the room",
    "nominees": "it is a part of the page on which a nominee is added",
    "healthz": "it answers machines",
    "paper": "it is a file",
    "paper_picture": "it is a picture on another page",
    "plan_file": "it is a file",
    "session_slip_file": "it is a file",
    "session_pack": "it is a file",
    "dossier_report_pdf": "it is a file",
    "dossier_report_docx": "it is a file",
    "letter_pdf": "it is a file",
    "letter_docx": "it is a file",
    "periodic_report_pdf": "it is a file",
    "periodic_report_docx": "it is a file",
    "periodic_report_xlsx": "it is a file",
    "office_letter_pdf": "it is a file",
    "office_letter_docx": "it is a file",
    "letter_minutes_pdf": "it is a file",
    "letter_minutes_docx": "it is a file",
    "letter_nominees_pdf": "it is a file",
    "letter_nominees_docx": "it is a file",
    "session_summary_pdf": "it is a file",
    "session_summary_docx": "it is a file",
    "session_sheet_pdf": "it is a file",
    "session_sheet_docx": "it is a file",
    "session_minutes_pdf": "it is a file",
    "session_minutes_docx": "it is a file",
    "session_record_pdf": "it is a file",
    "session_record_docx": "it is a file",
    "receipt_pdf": "it is a file",
    "receipt_docx": "it is a file",
    "supplement_request_pdf": "it is a file",
    "supplement_request_docx": "it is a file",
    "sheet_pdf": "it is a file",
    "sheet_docx": "it is a file",
    "decision_pdf": "it is a file",
    "decision_docx": "it is a file",
    "signed_file_sent": "it is a file",
    "signed_file_certificates": "it is a file",
    "result_notice_pdf": "it is a file",
    "result_notice_docx": "it is a file",
    "certificate_print_file": "it is a file",
    "blank_sheet": "it is a file",
    "blank_picture": "it is a picture on another page",
    "payment_sheet": "it is a file",
    "payment_pdf": "it is a file",
    "payment_docx": "it is a file",
    "settlement_xlsx": "it is a file",
    "settlement_json": "it is a file",
    "achievement_workbook": "it is a file",
    "letter_list_template": "it is a file",
    "letter_list_errors": "it is a file",
    "letter_list_filled": "it is a file",
    "past_award_list_template": "it is a file",
    "past_award_list_errors": "it is a file",
    "register_json": "it is a file",
    "register_xlsx": "it is a file",
    "robots": "it answers machines",
}


def world(cast: Cast) -> dict[str, int | str]:
    """Something on each desk, by the names that the visits use."""
    things: dict[str, int] = open_work.lay_out(cast)
    secretary = cast.acts(r1.BODIES.secretary, Role.COUNCIL_SECRETARY, r1.BODIES.council)
    fix_agenda(CouncilSession.objects.get(pk=things["session"]), timezone.localdate(), **secretary)
    things |= _councils(cast)
    session, _lines = Walk(cast, R1).before_council(1, first=50)
    officer, draft = cast.person(OFFICER), Letter.objects.get(pk=things["draft"])
    keep_list(draft, officer.pk, "danh-sach.xlsx", listed(row("Không Có Ai"), row("Hộ A", kind="HOUSEHOLD")))
    things |= after(cast, things)
    things |= {"next_session": session.pk, "form_draft": begun(cast.user(OFFICER), draft.pk)} | _decisions(cast, things)
    to_hand, _lines = Walk(cast, R4).to_present(1, first=57)
    things |= {"round": Round.objects.get(code="DEMO-R1").pk} | lent(cast) | secret_sent(Walk(cast, R1))
    return {**things, "to_hand": to_hand.pk, "appraised": _appraised(cast), **_codes(things)}


def _codes(things: Mapping[str, int]) -> dict[str, str]:
    """What the addresses of public pages name."""
    decision, award = Decision.objects.get(pk=things["decision"]), DecisionLine.objects.get(pk=things["award"])
    story = Story.objects.get(pk=things["story"])
    codes = {"award_code": award.code, "decision_code": decision.code, "story_code": story.code}
    return {**codes, "no_code": "0" * LENGTH}


def _councils(cast: Cast) -> dict[str, int]:
    """A written round with its draft and a conflict, and a vote on paper whose count waits to be confirmed."""
    chair = cast.acts("vice-chairman", Role.COUNCIL_CHAIR, r1.BODIES.council)
    secretary = cast.acts(r1.BODIES.secretary, Role.COUNCIL_SECRETARY, r1.BODIES.council)
    today = timezone.localdate()
    written, lines = Walk(cast, R1).before_council(2, first=61)
    fix_agenda(written, today, mode="WRITTEN", written_until=today + timedelta(days=5), **secretary)
    send_papers(written, **secretary)
    member = cast.acts("council-12", Role.COUNCIL_MEMBER, r1.BODIES.council)
    declare_conflict(written, lines[:1], "Cùng nhóm nghiên cứu (minh họa)", **member)
    open_voting(written, [], **chair)
    paper, (line,) = Walk(cast, R1).before_council(1, first=63)
    fix_agenda(paper, today, mode="MEETING", place="Phòng họp số 1 (minh họa)", **secretary)
    seats = list(Seat.objects.filter(session=paper).values_list("person", flat=True))
    open_voting(paper, seats, by_paper=True, **secretary)
    teller = cast.acts("teller-1", Role.TELLER, r1.BODIES.council)
    enter_paper_count(paper, {line: Figures(len(seats) - 1, 1, 0)}, len(seats), len(seats), **teller)
    voting = CouncilSession.objects.exclude(voting_opened_at=None).filter(closed_at=None, mode="MIXED").earliest("pk")
    for text in ("Hội đồng thảo luận từng trường hợp.", "Hội đồng thảo luận kỹ từng trường hợp (minh họa)."):
        draft_minutes(voting, text, **secretary)
    return {"written_session": written.pk, "paper_session": paper.pk}


def _appraised(cast: Cast) -> int:
    """An appraisal that waits for the head's approval."""
    specialist = cast.acts(r1.BODIES.specialist, Role.OFFICE_SPECIALIST, r1.BODIES.office)
    appraisal, (key,) = Walk(cast, R1).assigned(1, first=58)
    appraise(appraisal, {key: sheet(Nomination.objects.get(pk=key))}, **specialist)
    submit_appraisal(appraisal, **specialist)
    return appraisal.pk


def _decisions(cast: Cast, things: Mapping[str, int]) -> dict[str, int]:
    """A decision on each of its desks, and a draft revocation."""
    form = cast.acts(r1.BODIES.form, Role.DECIDER_OFFICE, r1.BODIES.authority)
    decider = cast.acts(r1.BODIES.decider, Role.DECIDER, r1.BODIES.authority)
    clerk = cast.acts(r1.BODIES.clerk, Role.RECORDS_CLERK, r1.BODIES.authority)
    draft, made = Decision.objects.get(pk=things["draft_decision"]), {"split_line": things["decided_line"]}
    for place, desk in enumerate(("form_check", "sign", "issue", "publish")):
        submit_draft(draft, "Về việc khen thưởng (minh họa)", **form)
        if place > 0:
            check_form(draft, **LOOKED_AT, **form)
        if place > 1:
            sign_decision(draft, **decider)
        if place > 2:
            issue_decision(draft, f"{draft.pk}/QĐ-UBND", timezone.localdate(), **clerk)
        made[desk] = draft.pk
        draft, _lines = Walk(cast, R4).with_decider(1, first=51 + place)
    made["draft_decision"] = draft.pk
    revoked, other = DecisionLine.objects.filter(decision=things["decision"]).values_list("nomination", flat=True)[:2]
    ground: dict[str, Any] = {"ground": Decision.Ground.values[0], "document": "Kết luận minh họa số 1"}
    made["revocation"] = draft_revocation([revoked], **ground, **form, text="Minh họa").made["decision"]
    made["other_awarded_line"] = other
    return made
