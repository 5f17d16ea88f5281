"""Ordinary stories, told command by command: each step is a command and what an office would give to it."""

from collections.abc import Callable, Generator
from dataclasses import replace
from datetime import timedelta
from io import BytesIO
from typing import Any

from django.utils import timezone

from tests.appraisal.given import related, through_the_unit
from tests.dossiers.history_given import past
from tests.dossiers.history_given import sheet as history_list
from tests.dossiers.lists_given import row
from tests.dossiers.lists_given import sheet as list_of
from tests.support.asked import document, field_named, other
from tests.support.commands import Command
from tests.support.walk import R1, R1_BELOW, Walk
from workflow.appraisal.commands import (
    appraise,
    approve_appraisal,
    assign_appraisal,
    receive_letter,
    submit_appraisal,
)
from workflow.appraisal.consultations import consult, give_opinion
from workflow.appraisal.holds import conclude_hold
from workflow.appraisal.models import Consultation, Hold, SupplementItem
from workflow.appraisal.supplements import (
    ItemAnswer,
    Tick,
    answer_items,
    request_supplement,
    settle_items,
    widen_supplement,
)
from workflow.awards.models import Campaign, Criterion, Round
from workflow.council.agenda import add_to_agenda, fix_agenda, set_written_until
from workflow.council.attendance import (
    hand_in_slip,
    mark_papers_read,
    note_attendance,
    open_voting,
    remind_members,
    send_papers,
)
from workflow.council.ballots import cast_ballots, new_code
from workflow.council.closing import close_voting
from workflow.council.conflicts import declare_conflict
from workflow.council.models import CouncilSession, Seat
from workflow.council.sessions import conclude_lines, draft_minutes, sign_minutes
from workflow.council.tellers import Figures, confirm_paper_count, enter_paper_count
from workflow.decisions.commands import check_form, issue_decision, publish_decision, sign_decision, submit_draft
from workflow.decisions.correcting import Corrected, draft_correction, drop_correction
from workflow.decisions.merging import merge_decisions
from workflow.decisions.models import Decision
from workflow.decisions.notices import ResultNotice
from workflow.decisions.noticing import send_notice, sign_notice
from workflow.decisions.recovery import Recovered
from workflow.decisions.register import cancel_number
from workflow.decisions.revocation import draft_revocation, drop_revocation
from workflow.decisions.sending_back import send_back_draft
from workflow.decisions.splitting import split_decision
from workflow.directory.accounts import close_account, open_account, reopen_account, set_password
from workflow.directory.clusters import EmulationCluster
from workflow.directory.commands import appoint, delegate, end_appointment, end_delegation, end_grant, grant_view
from workflow.directory.models import Appointment, LetterGrant, NominationGrant
from workflow.directory.reference import Change, record_change
from workflow.directory.watching import assign_cluster, end_watch
from workflow.dossiers.answer_marks import UNANSWERED, Answer
from workflow.dossiers.answers import Paper, answer_criteria, attach_papers, remove_paper
from workflow.dossiers.confirming import confirm_names
from workflow.dossiers.correcting import correct_clerical
from workflow.dossiers.door import Move, apply_transition, apply_transitions, preview_transitions
from workflow.dossiers.drafting import add_nominations, edit_nomination, open_letter
from workflow.dossiers.grid_commands import save_lines
from workflow.dossiers.history import PastAward
from workflow.dossiers.history_commands import record_history, remove_past_award
from workflow.dossiers.inviting import invite_colleague, uninvite_colleague
from workflow.dossiers.letter_data import edit_letter
from workflow.dossiers.letters import (
    hand_to_head,
    issue_letter,
    merge_lines,
    preview_signature,
    send_letter,
    sign_letter,
    split_letter,
)
from workflow.dossiers.line_edits import LineEdit
from workflow.dossiers.list_commands import add_listed
from workflow.dossiers.minutes_commands import record_unit_minutes
from workflow.dossiers.models import Attachment, Letter, Nomination
from workflow.dossiers.papers import store_file
from workflow.dossiers.plan_commands import record_unit_plan, withdraw_unit_plan
from workflow.dossiers.plans import UnitPlan
from workflow.dossiers.redirecting import redirect_nomination
from workflow.dossiers.rounds import Allocation, accept_late, date_round, issue_allocation
from workflow.dossiers.secret_commands import Stub, receive_secret_dossier, record_secret_stub, remove_secret_stub
from workflow.dossiers.secret_stubs import SecretStub
from workflow.dossiers.unit_minutes import LineVote, Meeting
from workflow.dossiers.uploaded import keep_history, keep_list
from workflow.management.demo import drafts
from workflow.management.demo.cast import Cast
from workflow.management.demo.desks import LOOKED_AT, sheet
from workflow.management.demo.papers import paper
from workflow.procedure.facts import Reason
from workflow.procedure.roles import Role
from workflow.procedure.transitions import Transition

Step = tuple[Command, dict[str, Any]]
Story = Generator[Step, Any, None]
why = Reason("Lý do minh họa", document="Công văn minh họa")


SLIP = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def _ahead(days: int) -> Any:
    return timezone.localdate() + timedelta(days=days)


def rounds(cast: Cast) -> Story:
    """The office allocates numbers and dates a round."""
    head = cast.acts("tdkt-head", Role.OFFICE_HEAD, "ban-tdkt")
    unit, of = cast.organisation(R1.unit), {"award_round": Round.objects.get(code="DEMO-R1")}
    pool = Allocation(unit.pk, R1.award_form, "PERSON", 9)
    of |= head
    yield issue_allocation, {**of, "lines": [pool], "number": "1/PB", "issued_on": _ahead(0), "joint_agencies": "Sở TC"}
    yield date_round, {**of, "opens_on": _ahead(-9), "closes_on": _ahead(99), "document": "1/CV"}
    yield accept_late, {**of, "unit": unit, "until": _ahead(120), "document": "2/CV"}


def plans(cast: Cast) -> Story:
    """A unit records its implementation plan and withdraws it."""
    walk = Walk(cast)
    paper_of_plan = {"number": "12/KH", "issued_on": _ahead(-9), "title": "Kế hoạch (minh họa)"}
    of = {"unit": cast.organisation(R1.unit), "campaign": Campaign.objects.get(code="CT34")}
    made = yield record_unit_plan, {**of, **paper_of_plan, "file": paper("ke-hoach", "Ke hoach"), **walk.officer}
    plan = UnitPlan.objects.get(pk=made.made["plan"])
    yield withdraw_unit_plan, {"plan": plan, "reason": "Ban hành lại (minh họa)", **walk.head}


def history(cast: Cast) -> Story:
    """The office records what was awarded in earlier years, and removes what was recorded wrongly."""
    specialist = cast.acts(R1.bodies.specialist, Role.OFFICE_SPECIALIST, R1.bodies.office)
    authority, person = cast.organisation(R1.bodies.authority), cast.person(R1.bodies.specialist).pk
    listed = history_list(past(cast.person("nominee-01").full_name), past("Người Ngoài Danh Sách"))
    uploaded = keep_history(authority, person, "lich-su.xlsx", listed)
    yield record_history, {"uploaded": uploaded, "seen_list": uploaded.mark, **specialist}
    wrong = PastAward.objects.latest("pk")
    yield remove_past_award, {"past_award": wrong, "reason": "Nhập nhầm", **specialist}


def drafting(cast: Cast) -> Story:
    """A unit opens a letter, fills it and sends it to its head."""
    walk = Walk(cast)
    walk.allocate()
    asked = {
        "unit": cast.organisation(R1.unit),
        "route": "R1",
        "authority": cast.organisation("ubnd-tinh"),
        "campaign": Campaign.objects.get(code=drafts.CAMPAIGN),
        "award_round": Round.objects.get(code="DEMO-R1"),
        "subject": "V/v đề nghị khen thưởng",
    }
    opened = yield open_letter, {**asked, **walk.officer}
    letter = Letter.objects.get(pk=opened.made["letter"])
    entries = [replace(walk.persons(1)[0], duplicate_ground="Khác thành tích"), *walk.persons(1, 2)]
    added = yield add_nominations, {"letter": letter, "entries": entries, **walk.officer}
    first, second = added.made["nominations"]
    papers = [
        Paper("REPORT", "Báo cáo", paper("bao-cao", "Bao cao"), nomination=first),
        Paper("EVIDENCE", "Minh chứng", paper("minh-chung", "Minh chung"), letter=letter.pk),
    ]
    attached = yield attach_papers, {"papers": papers, **walk.officer}
    page = attached.made["papers"][1]
    criterion = Criterion.objects.filter(campaign=letter.campaign_id, nominee_kind="PERSON", track="STAFF")[0].code
    answer = Answer(
        criterion, "Đạt", applies=True, document_number="1/KH", document_date=_ahead(-99), evidence=[(page, 1)]
    )
    answered = {"answers": {first: [answer], second: [answer]}, "expect": {first: {criterion: UNANSWERED}}}
    yield answer_criteria, {**answered, **walk.officer}
    yield remove_paper, {"attachment": Attachment.objects.get(pk=attached.made["papers"][0]), **walk.officer}
    changes = {"achievement": "Sửa thành tích", "period_from": _ahead(-300), "influence_scope": "Trong tỉnh"}
    yield edit_nomination, {"nomination": first, "changes": changes, "expect": None, **walk.officer}
    listed = list_of(row(cast.person("nominee-03").full_name))
    uploaded = keep_list(letter, cast.person("nnmt-officer").pk, "danh-sach.xlsx", listed)
    more = yield add_listed, {"uploaded": uploaded, "seen_list": uploaded.mark, **walk.officer}
    typed = LineEdit(first, Nomination.objects.get(pk=first).version, {"title": "Phó phòng", "period_to": _ahead(-1)})
    new = drafts.household("Hộ trong bảng (minh họa)", R1.award_form)
    grid = yield save_lines, {"letter": letter, "edits": [typed], "entries": [new], **walk.officer}
    every = [first, second, *more.made["nominations"], *grid.made["nominations"]]
    drafts.complete(letter, every, walk.officer)
    meeting = Meeting(_ahead(0), "Phòng họp", "Nguyễn Văn An", "Trần Thị Bình", 9, 8, "Nhất trí")
    votes = [LineVote(line, 8) for line in every]
    yield record_unit_minutes, {"letter": letter, "meeting": meeting, "votes": votes, "expect": 0, **walk.officer}
    yield edit_letter, {"letter": letter, "subject": "V/v khen thưởng (sửa)", "expect": None, **walk.officer}
    seen = {first: Nomination.objects.get(pk=first).version}
    yield confirm_names, {"nominations": [first, second], "expect": seen, **walk.officer}
    yield send_letter, {"letter": letter, **walk.officer}


def colleagues(cast: Cast) -> Story:
    """An officer invites a colleague into one letter, who writes in it until the invitation is taken back."""
    walk = Walk(cast)
    letter, (line,) = walk.drafted(1)
    clerk = cast.person("nnmt-clerk")
    invited = yield invite_colleague, {"letter": letter, "colleague": clerk, "until": _ahead(9), **walk.officer}
    changes = {"influence_scope": "Trong ngành"}
    yield edit_nomination, {"nomination": line, "changes": changes, "expect": None, **walk.clerk}
    grant = LetterGrant.objects.get(pk=invited.made["grant"])
    yield uninvite_colleague, {"grant": grant, **walk.head}


def secrets(cast: Cast) -> Story:
    """A unit registers secret dossiers that go on paper, and takes one off; the office marks that the other came."""
    walk = Walk(cast)
    letter, _lines = walk.drafted(1)
    of = {"letter": letter, **walk.officer}
    stub = Stub("05/2026", "SECRET", 2, 1, 0, _ahead(-1), cast.person("nnmt-clerk"))
    yield record_secret_stub, {**of, "stub": stub}
    wrong = yield record_secret_stub, {**of, "stub": Stub("06/2026", "TOP_SECRET")}
    yield remove_secret_stub, {"stub": SecretStub.objects.get(pk=wrong.made["stub"]), **walk.officer}
    send_letter(letter, **walk.officer)
    sign_letter(letter, **walk.head)
    issue_letter(letter, "5/TTr", _ahead(0), **walk.clerk)
    kept = SecretStub.objects.get(removed_at=None)
    _head, specialist = _office(cast)
    yield receive_secret_dossier, {"stub": kept, "received_number": "17/M", "received_on": _ahead(0), **specialist}


def signing(cast: Cast) -> Story:
    """A head signs, splits and issues; lines move by themselves too."""
    walk = Walk(cast)
    letter, lines = walk.with_head(4)
    one, two, three, _four = lines
    yield (
        preview_transitions,
        {"transitions": list(Transition)[:9], "nomination_ids": lines, "reason": why, "expect": {one: 1}, **walk.head},
    )
    versions = dict(Nomination.objects.values_list("pk", "version"))
    back = {"transition": "SEND_BACK", "nomination_ids": [one], "reason": why, "expect": {one: versions[one]}}
    yield apply_transition, {**back, "whole": True, "preview": False, **walk.head}
    moves = [Move(Transition.SEND_BACK, (two,), why, {two: versions[two]})]
    yield apply_transitions, {"moves": moves, "whole": True, **walk.head}
    letter.refresh_from_db()
    yield split_letter, {"letter": letter, "nominations": [three], **walk.head}
    apart = Letter.objects.get(case__nominations=three)
    name = Nomination.objects.get(pk=three).nominee_name
    clerical = {"nomination": three, "field": "nominee_name", "text": f"{name} Anh", "confirmed_by": "3/CV"}
    yield correct_clerical, {**clerical, **walk.officer}
    yield preview_signature, {"letter": apart, **walk.head}
    yield sign_letter, {"letter": apart, **walk.head}
    yield issue_letter, {"letter": apart, "number": "7/TTr", "dated": _ahead(0), **walk.clerk}


def superior(cast: Cast) -> Story:
    """A superior takes lines of its own into a letter that came from below, and hands it to its head."""
    walk = Walk(cast, R1_BELOW)
    _letter, lines = walk.signed(1)
    letter = Letter.objects.get(organisation__code=R1_BELOW.unit, issued_at=None)
    assert issue_letter(letter, "8/TTr", _ahead(0), **walk.clerk).is_whole
    above = Letter.objects.get(kind=Letter.Kind.SUPERIOR, case__nominations__in=lines)
    own = Walk(cast, replace(R1, unit="so-gddt", name="gddt"))
    _own, mine = own.with_head(2, first=4)
    yield merge_lines, {"letter": above, "nominations": mine[:1], **own.officer}
    yield hand_to_head, {"letter": above, **own.officer}


def office(cast: Cast) -> Story:
    """The office receives, asks, holds and appraises."""
    appraisal, lines = Walk(cast).at_office(3)
    one, two, three = lines
    on = {"appraisal": appraisal}
    head, specialist = _office(cast)
    yield receive_letter, {**on, "incoming_number": "ĐẾN-1", **specialist}
    yield assign_appraisal, {**on, "specialist": cast.person("tdkt-specialist-1"), **head}
    police = cast.organisation("cong-an-tinh")
    asks = {"nominations": [two], "organisation": police, "kind": "AGENCY", "reply_by": _ahead(9)}
    yield consult, {**asks, **specialist}
    opinion = {"consultation": Consultation.objects.get(), "answer": "Đồng ý", "agrees": True, "document": "4/CV"}
    yield give_opinion, {**opinion, **cast.acts("police-consulted", Role.CONSULTED)}
    asks = {"items": {one: [document("EVIDENCE"), other("Ký lại")]}, "reply_by": _ahead(20), "reason": "Thiếu"}
    yield request_supplement, {**asks, **specialist}
    more = {"items": {one: [field_named("achievement", "Nêu rõ số liệu")]}, "reply_by": _ahead(30)}
    yield widen_supplement, {**more, **specialist}
    items = dict(enumerate(SupplementItem.objects.order_by("pk").values_list("pk", flat=True)))
    answers = dict.fromkeys(items.values(), ItemAnswer("Đã bổ sung"))
    answers |= {items[2]: ItemAnswer("Không có số liệu", done=False)}
    yield answer_items, {"answers": answers, **Walk(cast).officer}
    through_the_unit(Walk(cast), Letter.objects.get(kind=Letter.Kind.SUPPLEMENTARY))
    ticks = dict.fromkeys(items.values(), Tick(accepted=True))
    ticks |= {items[2]: Tick(accepted=False, remark="Chưa có số liệu")}
    yield settle_items, {"ticks": ticks, **specialist}
    held = Reason("Đơn thư", code="COMPLAINT", document="5/CV", review_on=_ahead(7))
    yield apply_transition, {"transition": Transition.HOLD_AT_OFFICE, "nomination_ids": [three], "reason": held, **head}
    yield conclude_hold, {"hold": Hold.objects.get(), "conclusion": "Không có cơ sở", **head}
    found = sheet(Nomination.objects.get(pk=two), "INELIGIBLE")
    noted = replace(found, notes={next(iter(found.findings)): "Xem trang 2"})
    yield appraise, {**on, "sheets": {one: sheet(Nomination.objects.get(pk=one), "ELIGIBLE"), two: noted}, **specialist}
    yield submit_appraisal, {**on, **specialist}
    yield approve_appraisal, {**on, "ineligible": {two: Reason("Không đạt", code="CRITERIA")}, **head}


def redirecting(cast: Cast) -> Story:
    """The office sends a line to another authority."""
    _appraisal, lines = Walk(cast).assigned(1)
    to = {"route": "R3", "authority": cast.organisation("so-y-te"), "award_form": "GK", "reply_by": _ahead(9)}
    to["award_round"] = Round.objects.get(code="DEMO-R3")
    yield (
        redirect_nomination,
        {"nomination": lines[0], **to, "consent": "6/CV", "reason": "Chuyển cấp khen", **_office(cast)[0]},
    )


def council(cast: Cast) -> Story:
    """A council meets, votes and signs its minutes."""
    related(cast.person("nominee-01"), cast.person(R1.bodies.chair))
    session, lines = Walk(cast).before_council(3)
    on = {"session": session, **cast.acts(R1.bodies.secretary, Role.COUNCIL_SECRETARY, R1.bodies.council)}
    chair = {"session": session, **cast.acts(R1.bodies.chair, Role.COUNCIL_CHAIR, R1.bodies.council)}
    how = {"place": "Hội trường", "mode": "MIXED", "written_until": _ahead(3)}
    yield fix_agenda, {**on, "held_on": _ahead(0), "order": lines[::-1], **how}
    seats = list(Seat.objects.filter(session=session).order_by("pk").values_list("person", flat=True))
    posts = _members(session, seats)
    mine = {"session": session, "actor": posts[0].person.user, "capacity": posts[0]}
    yield send_papers, on
    yield mark_papers_read, mine
    _later, more = Walk(cast).before_council(1, first=9)
    yield add_to_agenda, {**chair, "nominations": more, "reason": "Thành tích đột xuất"}
    yield set_written_until, {**chair, "until": _ahead(5), "reason": "Một ủy viên đi công tác"}
    yield declare_conflict, {**mine, "nominations": lines[2:], "reason": "Đồng tác giả"}
    yield draft_minutes, {**on, "remarks": "Đại biểu dự: 13"}
    away = posts[-1]
    yield open_voting, {**on, "present": [seat for seat in seats if seat != away.person_id], "by_paper": False}
    slip = store_file(BytesIO(SLIP), "phiếu.pdf")
    yield hand_in_slip, {"session": session, "actor": away.person.user, "capacity": away, "file": slip}
    yield note_attendance, {**on, "came": [away.person_id], "left": [posts[1].person_id]}
    for post in posts:
        acts = {"actor": post.person.user, "capacity": post}
        choices, opinions = {lines[1]: "DISAGREE"}, {lines[1]: "Cần thêm số liệu"}
        ballots: dict[str, Any] = {"session": session, "choices": choices, "others": "AGREE", **acts}
        if post is posts[0]:
            yield cast_ballots, {**ballots, "opinions": opinions, "code": new_code()}
            yield remind_members, on
        else:
            cast_ballots(**ballots)
    yield close_voting, {**on, "without_quorum": False}
    yield sign_minutes, {**on, "remarks": "Không có ý kiến khác"}
    sign_minutes(session, **cast.acts(R1.bodies.chair, Role.COUNCIL_CHAIR, R1.bodies.council))
    yield conclude_lines, on


def paper_vote(cast: Cast) -> Story:
    """A council votes on paper, and two tellers count."""
    session, lines = Walk(cast).before_council(2)
    on = {"session": session, **cast.acts(R1.bodies.secretary, Role.COUNCIL_SECRETARY, R1.bodies.council)}
    fix_agenda(**on, held_on=_ahead(0), mode="MEETING")
    seats = list(Seat.objects.filter(session=session).values_list("person", flat=True))
    open_voting(**on, present=seats, by_paper=True)
    first, second = (cast.acts(f"teller-{number}", Role.TELLER, R1.bodies.council) for number in (1, 2))
    counts = {lines[0]: Figures(13, 0, 0), lines[1]: Figures(5, 6, 1, 1)}
    yield enter_paper_count, {"session": session, "counts": counts, "issued": 13, "returned": 13, **first}
    yield confirm_paper_count, {"session": session, **second}


def decision(cast: Cast) -> Story:
    """An authority decides, publishes, begins to revoke and to correct; the office tells the unit what came of it."""
    draft, lines = Walk(cast).with_decider(3)
    on, at = {"decision": draft}, R1.bodies.authority
    form = cast.acts(R1.bodies.form, Role.DECIDER_OFFICE, at)
    split = yield split_decision, {**on, "nominations": lines[2:], **form}
    yield merge_decisions, {**on, "other": Decision.objects.get(pk=split.made["decision"]), **form}
    yield submit_draft, {**on, "subject": "Tặng Bằng khen", **form}
    yield send_back_draft, {**on, "reason": "Sai căn cứ", **form}
    submit_draft(draft, "Tặng Bằng khen", **form)
    yield check_form, {**on, **LOOKED_AT, **form}
    decider = cast.acts(R1.bodies.decider, Role.DECIDER, at)
    yield sign_decision, {**on, "declined": {lines[1]: "Đã khen đợt khác"}, "leaving": lines[2:], **decider}
    clerk = cast.acts(R1.bodies.clerk, Role.RECORDS_CLERK, at)
    number = {"number": "8/QĐ", "year": _ahead(0).year, "reason": "Hỏng khi in", "document": "3/BB"}
    yield cancel_number, {"organisation": draft.authority, **number, **clerk}
    yield issue_decision, {**on, "number": "9/QĐ", "dated": _ahead(0), **clerk}
    yield publish_decision, {**on, **form}
    head, _specialist = _office(cast)
    asked = {"nominations": lines[:1], "ground": "FALSE_PAPERS", "document": "10/KL", "text": "Khai không đúng"}
    back = Recovered(True, False, "Người được khen", "Ban Thi đua - Khen thưởng", _ahead(30))  # noqa: FBT003 -- in order
    drafted = yield draft_revocation, {**asked, "recovery": back, **head}
    yield (
        drop_revocation,
        {"decision": Decision.objects.get(pk=drafted.made["decision"]), "reason": "Kết luận bị hủy", **form},
    )
    name = Nomination.objects.get(pk=lines[0]).nominee_name
    mended = {lines[0]: Corrected(f"{name}h", "Chuyên viên", "Sở", "Ghi sai họ tên")}
    drafted = yield draft_correction, {"corrections": mended, "document": "12/CV", **head}
    correction = Decision.objects.get(pk=drafted.made["decision"])
    yield drop_correction, {"decision": correction, "reason": "Đã ghi đúng", **form}
    notice = ResultNotice.objects.get()
    yield sign_notice, {"notice": notice, **head}
    office = cast.acts(R1.bodies.office_clerk, Role.RECORDS_CLERK, R1.bodies.office)
    yield send_notice, {"notice": notice, "number": "5/TB", "dated": _ahead(0), **office}


def posts(cast: Cast) -> Story:
    """An administrator appoints and grants; a head delegates."""
    letter, lines = Walk(cast).drafted(1)
    by = {"by": cast.user("administrator"), "capacity": cast.post("administrator", Role.ADMINISTRATOR)}
    days = {"from_day": _ahead(0), "until": _ahead(99)}
    post = {"person": cast.person("nominee-09"), "role": Role.UNIT_HEAD, "organisation": cast.organisation(R1.unit)}
    words = {"title": "Phó Giám đốc", "kind": "DEPUTY", "field": "Nội vụ", "document": "11/QĐ"}
    made = yield appoint, {**post, **words, **days, **by}
    yield end_appointment, {"appointment": made, "last_day": _ahead(50), "document": "12/QĐ", **by}
    head = Walk(cast).head
    gives = {"giver": head["capacity"], "receiver": cast.person("nominee-10"), "by": head["actor"], "kind": "TUQ"}
    lent = yield delegate, {**gives, "transitions": [Transition.SEND_BACK], **days, "document": "13/GUQ"}
    yield end_delegation, {"delegation": lent, "last_day": _ahead(5), "document": "15/CV", **by}
    for grants, thing in ((NominationGrant, lines[0]), (LetterGrant, letter.pk)):
        to = {"grants": grants, "thing": thing, "to": cast.user("chairman"), "document": "14/CV"}
        grant = yield grant_view, {**to, **days, **by}
        yield end_grant, {"grant": grant, "last_day": _ahead(9), **by}


def accounts(cast: Cast) -> Story:
    """An administrator assigns a cluster, keeps an account, and records what was changed in the reference data."""
    by = {"by": cast.user("administrator"), "capacity": cast.post("administrator", Role.ADMINISTRATOR)}
    cluster = EmulationCluster.objects.get(code="demo-cum-1")
    member = cast.post("council-11", Role.COUNCIL_MEMBER)
    given = {"cluster": cluster, "appointment": member, "document": "21/QĐ", "from_day": _ahead(0), "until": _ahead(9)}
    watch = yield assign_cluster, {**given, **by}
    yield end_watch, {"watch": watch, "last_day": _ahead(5), "document": "22/QĐ", **by}
    named = {"person": cast.person("nominee-11"), "username": "lan.nt", "password": "dã-quỳ-tháng-mười"}
    account = yield open_account, {**named, "document": "23/CV", **by}
    of = {"account": account, "document": "24/CV", **by}
    yield set_password, {**of, "password": "phượng-tím-tháng-ba"}
    yield close_account, of
    yield reopen_account, of
    change = Change("person", cast.person("nominee-11").pk, {"sex": "M"}, {"sex": "F"}, is_personal=True)
    yield record_change, {"change": change, "document": "25/CV", **by}


def _office(cast: Cast) -> tuple[dict[str, Any], dict[str, Any]]:
    """The head and the specialist of the standing office."""
    bodies = R1.bodies
    head = cast.acts(bodies.office_head, Role.OFFICE_HEAD, bodies.office)
    return head, cast.acts(bodies.specialist, Role.OFFICE_SPECIALIST, bodies.office)


def _members(session: CouncilSession, seats: list[int]) -> list[Appointment]:
    posts = Appointment.objects.filter(role=Role.COUNCIL_MEMBER.value, organisation=session.council_id)
    return list(posts.filter(person__in=seats).select_related("person__user").order_by("pk"))


STORIES: dict[str, Callable[[Cast], Story]] = {
    one.__name__: one
    for one in (
        rounds,
        history,
        plans,
        drafting,
        colleagues,
        secrets,
        signing,
        superior,
        office,
        redirecting,
        council,
        paper_vote,
        decision,
        posts,
        accounts,
    )
}
