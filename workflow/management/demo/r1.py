"""R1: the Chairman's Bằng khen at the interim review, from three units to the decision and one revocation."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone

from workflow.appraisal.asked import AskedItem
from workflow.appraisal.holds import conclude_hold
from workflow.appraisal.models import Hold, SupplementItem
from workflow.appraisal.supplements import ItemAnswer, Tick, answer_items, request_supplement, settle_items
from workflow.awards.models import Round, Track
from workflow.decisions.commands import check_form, issue_decision, publish_decision, sign_decision, submit_draft
from workflow.decisions.models import Decision
from workflow.decisions.recovery import Recovered
from workflow.decisions.revocation import draft_revocation
from workflow.dossiers.answers import Paper, attach_papers
from workflow.dossiers.confirming import confirm_names
from workflow.dossiers.door import apply_transition
from workflow.dossiers.letters import issue_letter, merge_lines, send_letter, sign_letter, split_letter
from workflow.dossiers.models import Letter, Nomination
from workflow.dossiers.rounds import Allocation, issue_allocation
from workflow.management.demo import drafts, money, units
from workflow.management.demo.cast import Cast
from workflow.management.demo.desks import (
    LOOKED_AT,
    Bodies,
    appraise_and_approve,
    decide,
    hold_session,
    open_appraisals,
    present,
    receive_and_assign,
)
from workflow.management.demo.papers import paper
from workflow.management.demo.story import Story
from workflow.procedure.asking import Part
from workflow.procedure.facts import Reason
from workflow.procedure.roles import Role
from workflow.procedure.states import State
from workflow.procedure.transitions import Transition

FORM = "BK_CT_UBND_TINH"
BODIES = Bodies(
    authority="ubnd-tinh",
    office="ban-tdkt",
    specialist="tdkt-specialist-1",
    office_head="tdkt-head",
    office_clerk="tdkt-clerk",
    form="ubnd-office",
    decider="chairman",
    clerk="ubnd-clerk",
    council="hd-tdkt-tinh",
    secretary="council-secretary",
    chair="chairman",
)


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of the demo: its people by name, and how many collectives and persons it proposes."""

    code: str
    name: str
    collectives: str
    collective_count: int
    persons: range

    @property
    def head_title(self) -> str:
        """The head's title on the list."""
        return "Hiệu trưởng" if self.code.startswith("thpt") else "Giám đốc"


SCHOOL = Unit("thpt-tran-phu", "tran-phu", "demo-to", 10, range(1, 8))
SUPERIOR = Unit("so-gddt", "gddt", "demo-gd", 8, range(8, 17))
THIRD = Unit("so-nnmt", "nnmt", "demo-nn", 10, range(17, 26))
TAKEN_UP = "Thành tích trong đợt phòng chống thiên tai được tỉnh ghi nhận (minh họa)"
HOUSEHOLDS = ("Hộ ông K'Brèm (minh họa)", "Hộ bà Ka Thị Mai (minh họa)")


def play(story: Story) -> None:
    """The whole of R1, in order."""
    cast = story.cast
    _allocate(cast)
    story.tell("allocation issued by document")
    units.record_plans(cast)
    letters = {unit.code: _draft(cast, unit) for unit in (SCHOOL, SUPERIOR, THIRD)}
    story.tell(f"{Nomination.objects.filter(letter__in=letters.values()).count()} nominations drafted in 3 letters")
    _endorse(story, letters)
    _appraise(story)
    decision = _decide(story, _council(story))
    money.pay(story, decision)
    _revoke(story, decision)


def _allocate(cast: Cast) -> None:
    pools = [
        (SUPERIOR.code, "COLLECTIVE", 20),
        (SUPERIOR.code, "PERSON", 20),
        (THIRD.code, "COLLECTIVE", 10),
        (THIRD.code, "PERSON", 10),
        (THIRD.code, "HOUSEHOLD", 2),
    ]
    issue_allocation(
        Round.objects.get(code="DEMO-R1"),
        [Allocation(cast.organisation(code).pk, FORM, kind, amount) for code, kind, amount in pools],
        **cast.acts("tdkt-head", Role.OFFICE_HEAD, "ban-tdkt"),
        number="01/PB-TĐKT (minh họa)",
        issued_on=timezone.localdate(),
        joint_agencies="Văn phòng UBND tỉnh, Sở Tài chính",
    )


def _draft(cast: Cast, unit: Unit) -> Letter:
    body = cast.organisation(unit.code).name
    entries = [
        drafts.collective(f"{unit.collectives}-{number:02d}", FORM) for number in range(1, unit.collective_count + 1)
    ]
    head = cast.person(f"{unit.name}-head")
    entries.append(drafts.person(head, Track.LEADER, unit.head_title, body, FORM))
    entries += [
        drafts.person(cast.person(f"nominee-{number:02d}"), Track.STAFF, "Chuyên viên", body, FORM)
        for number in unit.persons
    ]
    if unit is THIRD:
        entries += [drafts.household(name, FORM) for name in HOUSEHOLDS]
    made = drafts.letter(cast, f"{unit.name}-officer", unit.code, "ubnd-tinh", "R1", "DEMO-R1", entries)
    officer = cast.acts(f"{unit.name}-officer", Role.UNIT_OFFICER, unit.code)
    confirm_names(made.nominations.values_list("pk", flat=True), **officer)
    units.record_minutes(made, officer)
    return made


def _endorse(story: Story, letters: dict[str, Letter]) -> None:
    """Each head signs for the unit; the deputy signs the letter on which the head stands."""
    for unit in (SCHOOL, SUPERIOR, THIRD):
        letter = letters[unit.code]
        sent = send_letter(letter, **story.cast.acts(f"{unit.name}-officer", Role.UNIT_OFFICER, unit.code))
        story.expect_whole(sent)
        _one_not_endorsed(story, unit, letter)
        _deputy_signs_for_the_head(story, unit, letter)
    _issue(story, SCHOOL, letters[SCHOOL.code], "head", "12/TTr-THPT")
    merged = Letter.objects.get(kind=Letter.Kind.SUPERIOR, organisation__code=SUPERIOR.code, issued_at=None)
    own = letters[SUPERIOR.code]
    lines = list(Nomination.objects.filter(case=own.case_id).values_list("pk", flat=True))
    merge_lines(merged, lines, **story.cast.acts("gddt-officer", Role.UNIT_OFFICER, SUPERIOR.code))
    story.tell(f"the superior merged {len(lines)} lines of its own into letter {merged.pk}")
    _issue(story, SUPERIOR, merged, "head", "45/TTr-SGDĐT")
    _issue(story, THIRD, letters[THIRD.code], "head", "67/TTr-SNNMT")


def _one_not_endorsed(story: Story, unit: Unit, letter: Letter) -> None:
    last = Nomination.objects.filter(case=letter.case_id, nominee_kind="PERSON", track="STAFF").latest("pk")
    report = apply_transition(
        Transition.NOT_ENDORSE,
        [last.pk],
        **story.cast.acts(f"{unit.name}-head", Role.UNIT_HEAD, unit.code),
        reason=Reason("Thành tích chưa nổi bật so với các trường hợp khác (minh họa)", code="MERIT"),
    )
    story.expect_whole(report)


def _deputy_signs_for_the_head(story: Story, unit: Unit, letter: Letter) -> None:
    line = Nomination.objects.get(case=letter.case_id, track="LEADER")
    split = split_letter(letter, [line.pk], **story.cast.acts(f"{unit.name}-deputy", Role.UNIT_HEAD, unit.code))
    own = Letter.objects.get(pk=split.made["letter"])
    _issue(story, unit, own, "deputy", f"{own.pk:02d}/TTr-KT")
    story.tell(f"a deputy signed the line on which the head of {unit.code} stands")


def _issue(story: Story, unit: Unit, letter: Letter, signer: str, number: str) -> None:
    sign_letter(letter, **story.cast.acts(f"{unit.name}-{signer}", Role.UNIT_HEAD, unit.code))
    report = issue_letter(
        letter, number, timezone.localdate(), **story.cast.acts(f"{unit.name}-clerk", Role.RECORDS_CLERK, unit.code)
    )
    story.expect_whole(report)


def _appraise(story: Story) -> None:
    """Received and appraised: two ineligible, one supplemented, one held and resumed."""
    cast = story.cast
    # The deputy's letter of the school reached its superior after the merged one was signed: it goes on by itself.
    late = Letter.objects.filter(kind=Letter.Kind.SUPERIOR, organisation__code=SUPERIOR.code, issued_at=None).first()
    if late is not None:
        _issue(story, SUPERIOR, late, "head", "46/TTr-SGDĐT")
    appraisals = receive_and_assign(cast, BODIES, prefix="ĐẾN")
    lines = Nomination.objects.filter(state=State.WITH_OFFICE, route__code="R1")
    supplemented = lines.filter(unit__code=THIRD.code, nominee_kind="COLLECTIVE").earliest("pk")
    _supplement(story, supplemented)
    _hold(story, lines.filter(unit__code=SUPERIOR.code, nominee_kind="COLLECTIVE").earliest("pk"))
    doubtful = lines.filter(nominee_kind="PERSON", track="STAFF").order_by("pk")[:2]
    ineligible = {line.pk: "Không đạt tiêu chí IND-07 (minh họa)" for line in doubtful}
    appraise_and_approve(cast, BODIES, appraisals, ineligible)
    left = open_appraisals(BODIES.office)
    story.tell(f"appraised: {len(ineligible)} ineligible, the others before the council, {len(left)} appraisals open")


def _supplement(story: Story, line: Nomination) -> None:
    cast = story.cast
    specialist = cast.acts("tdkt-specialist-1", Role.OFFICE_SPECIALIST, "ban-tdkt")
    asked = request_supplement(
        {line.pk: [AskedItem(Part.DOCUMENT, "EVIDENCE", "Bổ sung văn bản công nhận của cấp trên (minh họa)")]},
        **specialist,
        reason="Thiếu minh chứng cho tiêu chí COL-07 (minh họa)",
    )
    story.expect_whole(asked)
    officer = cast.acts(f"{THIRD.name}-officer", Role.UNIT_OFFICER, THIRD.code)
    extra = Paper("EVIDENCE", "Văn bản công nhận (minh họa)", paper("cong-nhan", "Cong nhan (minh hoa)"), line.pk)
    attach_papers([extra], **officer)
    items = SupplementItem.objects.filter(request__nomination=line, answered_at=None)
    said = ItemAnswer("Đã bổ sung văn bản công nhận (minh họa)")
    answer_items({item.pk: said for item in items}, **officer)
    letter = Letter.objects.get(kind=Letter.Kind.SUPPLEMENTARY, case__nominations=line)
    story.expect_whole(send_letter(letter, **officer))
    _issue(story, THIRD, letter, "head", "68/TTr-SNNMT")
    back = SupplementItem.objects.filter(request__nomination=line, accepted=None)
    settle_items({item.pk: Tick(accepted=True) for item in back}, **specialist)
    story.tell("one line supplemented and back in its appraisal")


def _hold(story: Story, line: Nomination) -> None:
    head = story.cast.acts("tdkt-head", Role.OFFICE_HEAD, "ban-tdkt")
    reason = Reason(
        "Có đơn phản ánh cần kiểm tra (minh họa)",
        code="COMPLAINT",
        document="Công văn minh họa số 5/CV",
        review_on=timezone.localdate() + timedelta(days=7),
    )
    story.expect_whole(apply_transition(Transition.HOLD_AT_OFFICE, [line.pk], **head, reason=reason))
    hold = Hold.objects.get(case__nominations=line)
    conclude_hold(hold, "Kết luận minh họa số 6/KL: đơn không có cơ sở", **head)
    story.expect_whole(
        apply_transition(Transition.RESUME, [line.pk], **head, reason=Reason("Đã có kết luận (minh họa)"))
    )
    story.tell("one line held and resumed")


def _council(story: Story) -> int:
    """Thirteen members, one of them in writing; two lines not supported, one of which the Chairman takes up.

    The key of the line that is taken up.
    """
    before = Nomination.objects.filter(state=State.WITH_COUNCIL, route__code="R1")
    weak = list(before.filter(nominee_kind="COLLECTIVE", unit__code=SCHOOL.code).order_by("pk")[:2])
    hold_session(story.cast, BODIES, absent=["council-13"], against={line.pk: 7 for line in weak}, tell=story.tell)
    story.expect_states({line.pk: State.NOT_SUPPORTED for line in weak})
    taken_up = apply_transition(
        Transition.TAKE_UP,
        [weak[0].pk],
        **story.cast.acts("chairman", Role.DECIDER, "ubnd-tinh"),
        reason=Reason(TAKEN_UP),
    )
    story.expect_whole(taken_up)
    story.tell("two lines not supported, one of them taken up by the Chairman")
    return weak[0].pk


def _decide(story: Story, taken_up: int) -> Decision:
    present(story.cast, BODIES, "90/TTr-TĐKT")
    lines = Nomination.objects.filter(state=State.WITH_DECIDER, route__code="R1")
    declined = lines.filter(nominee_kind="PERSON").latest("pk")
    decision = decide(
        story.cast,
        BODIES,
        "1520/QĐ-UBND (minh họa)",
        subject="Tặng Bằng khen trong phong trào thi đua thực hiện Chỉ thị 34-CT/TU (minh họa)",
        declined={declined.pk: "Đã được khen thưởng cùng thành tích ở đợt khác (minh họa)"},
        otherwise={taken_up: TAKEN_UP},
    )
    awarded = decision.lines.filter(verdict="AWARD").count()
    story.tell(f"decision {decision.number}: {awarded} awarded, 1 declined")
    return decision


def _revoke(story: Story, decision: Decision) -> None:
    line = decision.lines.filter(verdict="AWARD").order_by("position").last()
    if line is None:
        message = "the decision awards nothing"
        raise LookupError(message)
    drafted = draft_revocation(
        [line.nomination_id],
        **story.cast.acts("tdkt-head", Role.OFFICE_HEAD, "ban-tdkt"),
        ground="FALSE_PAPERS",
        document="Kết luận thanh tra minh họa số 9/KL-TTr",
        recovery=Recovered(
            objects_back=True,
            money_back=True,
            payer="Người được khen thưởng (minh họa)",
            receiver="Văn phòng UBND tỉnh (minh họa)",
            until=timezone.localdate() + timedelta(days=30),
        ),
    )
    revocation = Decision.objects.get(pk=drafted.made["decision"])
    form = story.cast.acts("ubnd-office", Role.DECIDER_OFFICE, "ubnd-tinh")
    submit_draft(revocation, "Hủy bỏ quyết định tặng Bằng khen (minh họa)", **form)
    check_form(revocation, **LOOKED_AT, **form)
    sign_decision(revocation, **story.cast.acts("chairman", Role.DECIDER, "ubnd-tinh"))
    clerk = story.cast.acts("ubnd-clerk", Role.RECORDS_CLERK, "ubnd-tinh")
    story.expect_whole(issue_decision(revocation, "1601/QĐ-UBND (minh họa)", timezone.localdate(), **clerk))
    publish_decision(revocation, **form)
    story.tell("one award revoked")
