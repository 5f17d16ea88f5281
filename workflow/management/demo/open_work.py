"""Open work for looking around: something on every desk of the province."""

from datetime import timedelta
from typing import Any, Final

from django.utils import timezone

from workflow.appraisal.asked import AskedItem
from workflow.appraisal.consultations import consult
from workflow.appraisal.models import Consultation, Hold, SupplementItem
from workflow.appraisal.supplements import ItemAnswer, answer_items, request_supplement
from workflow.council.agenda import fix_agenda
from workflow.council.attendance import open_voting
from workflow.council.ballots import cast_ballots
from workflow.council.closing import close_voting
from workflow.council.models import CouncilSession, Seat
from workflow.council.sessions import sign_minutes
from workflow.dossiers.confirming import confirm_names
from workflow.dossiers.door import apply_transition
from workflow.dossiers.drafting import edit_nomination
from workflow.dossiers.inviting import invite_colleague
from workflow.dossiers.letters import issue_letter, send_letter, sign_letter
from workflow.dossiers.models import Attachment, Letter
from workflow.dossiers.plans import UnitPlan
from workflow.dossiers.secret_commands import Stub, record_secret_stub
from workflow.management.demo import drafts, r1, units
from workflow.management.demo.after import lay_out_after
from workflow.management.demo.cast import Cast
from workflow.management.demo.history import lay_out_history
from workflow.management.demo.publicity import lay_out_publicity
from workflow.management.demo.walk import R1, R1_BELOW, R3, R4, Walk
from workflow.procedure.asking import Part
from workflow.procedure.facts import Reason
from workflow.procedure.roles import Role
from workflow.procedure.secrecy import Degree
from workflow.procedure.transitions import Transition

Things = dict[str, int]
"""Keys of what stands where, by words such as `draft` or `held_line`."""

_VOTED: Final = 6
_SOON: Final = timedelta(days=10)


def lay_out(cast: Cast) -> Things:
    """Walk letters to every desk: what is decided first, what is drafted last. The province must hold no nomination."""
    units.record_plans(cast)
    walk = Walk(cast, R1)
    things = _decided(walk)
    things |= _minutes(walk) | _voting(walk)
    session, (before,) = walk.before_council(1, first=23)
    things |= {"session": session.pk, "before_line": before}
    return things | _office(walk) | _asked(walk) | _supplemented(walk) | _units(walk) | lay_out_history(cast)


def _decided(walk: Walk) -> Things:
    """A decision that is published with the work after it, one that is drafted, and lines that are to be presented."""
    decision, lines = walk.awarded(4, first=1)
    draft, drafted = walk.with_decider(4, first=5)
    presenting, (line,) = Walk(walk.cast, R4).to_present(1, first=9)
    shown = lay_out_publicity(walk, decision) | lay_out_after(walk, decision, draft, drafted)
    return shown | {
        "decision": decision.pk,
        "awarded_line": lines[0],
        "draft_decision": draft.pk,
        "decided_line": drafted[0],
        "presenting": presenting.pk,
        "presenting_line": line,
        "voted_session": CouncilSession.objects.exclude(closed_at=None).earliest("pk").pk,
    }


def _minutes(walk: Walk) -> Things:
    """A session that is counted: the chair has not signed the minutes."""
    session, (line,) = walk.before_council(1, first=10)
    _open(walk.cast, session, voting=13)
    secretary = _secretary(walk.cast)
    close_voting(session, **secretary)
    sign_minutes(session, **secretary)
    return {"counted_session": session.pk, "counted_line": line}


def _voting(walk: Walk) -> Things:
    """A session in which some have voted and the others have not."""
    session, lines = walk.before_council(12, first=11)
    _open(walk.cast, session, voting=_VOTED)
    return {"voting_session": session.pk, "voting_line": lines[0]}


def _open(cast: Cast, session: CouncilSession, *, voting: int) -> None:
    """Open the vote with all present; so many, from the end of the list, vote."""
    secretary = _secretary(cast)
    fix_agenda(session, timezone.localdate(), **secretary)
    seats = list(Seat.objects.filter(session=session).select_related("person").order_by("person__code"))
    open_voting(session, [seat.person_id for seat in seats], **secretary)
    codes = [seat.person.code.removeprefix("demo-") for seat in seats]
    for name in sorted(codes, key=lambda code: not code.startswith("council-"))[:voting]:
        cast_ballots(session, {}, **cast.acts(name, Role.COUNCIL_MEMBER, r1.BODIES.council), others="AGREE")


def _secretary(cast: Cast) -> dict[str, Any]:
    return cast.acts(r1.BODIES.secretary, Role.COUNCIL_SECRETARY, r1.BODIES.council)


def _office(walk: Walk) -> Things:
    """A letter that has arrived, one that is received, one that is appraised."""
    assigned, lines = walk.assigned(3, first=24)
    arrived, _lines = walk.at_office(3, first=27)
    return {"assigned": assigned.pk, "assigned_line": lines[0], "arrived": arrived.pk}


def _asked(walk: Walk) -> Things:
    """A question to another body, a request to the unit, a hold."""
    cast, soon = walk.cast, timezone.localdate() + _SOON
    specialist = cast.acts("tdkt-specialist-1", Role.OFFICE_SPECIALIST, "ban-tdkt")
    head = cast.acts("tdkt-head", Role.OFFICE_HEAD, "ban-tdkt")
    _appraisal, (asked, lacking, held) = walk.assigned(3, first=30)
    consult([asked], cast.organisation("cong-an-tinh"), **specialist, reply_by=soon)
    items = [
        AskedItem(Part.DOCUMENT, "EVIDENCE", "Văn bản công nhận của cấp trên (minh họa)"),
        AskedItem(Part.FIELD, "achievement", "Nêu rõ số liệu của từng năm (minh họa)"),
    ]
    request_supplement({lacking: items}, **specialist, reply_by=soon, reason="Thiếu (minh họa)")
    why = Reason("Có đơn phản ánh (minh họa)", code="COMPLAINT", document="Công văn minh họa số 5/CV", review_on=soon)
    apply_transition(Transition.HOLD_AT_OFFICE, [held], **head, reason=why)
    return {
        "opinion": Consultation.objects.get(nomination=asked).pk,
        "lacking_line": lacking,
        "supplement": Letter.objects.get(kind=Letter.Kind.SUPPLEMENTARY, case__nominations=lacking).pk,
        "held_line": held,
        "hold": Hold.objects.get(case__nominations=held).pk,
    }


def _supplemented(walk: Walk) -> Things:
    """A line that has come back: one item is done, one cannot be given, and nobody has judged them."""
    specialist = walk.cast.acts("tdkt-specialist-1", Role.OFFICE_SPECIALIST, "ban-tdkt")
    _appraisal, (line, _beside) = walk.assigned(2, first=47)
    items = [
        AskedItem(Part.FIELD, "achievement", "Nêu rõ số liệu của từng năm (minh họa)"),
        AskedItem(Part.DOCUMENT, "CONFIRMATION", "Xác nhận của cơ quan thuế (minh họa)"),
    ]
    request_supplement({line: items}, **specialist)
    edit_nomination(line, {"achievement": "Giảm 12% năm 2024 và 15% năm 2025 (minh họa)"}, **walk.officer)
    done, cannot = SupplementItem.objects.filter(request__nomination=line).order_by("pk").values_list("pk", flat=True)
    answers = {
        done: ItemAnswer("Đã bổ sung số liệu (minh họa)"),
        cannot: ItemAnswer("Cơ quan thuế chưa cấp (minh họa)", done=False),
    }
    answer_items(answers, **walk.officer)
    letter = Letter.objects.get(kind=Letter.Kind.SUPPLEMENTARY, case__nominations=line)
    send_letter(letter, **walk.officer)
    sign_letter(letter, **walk.head)
    issue_letter(letter, f"{letter.pk:02d}/TTr-BS", timezone.localdate(), **walk.clerk)
    return {"supplemented_line": line}


def _units(walk: Walk) -> Things:
    """What units prepare, sign and issue, at several bodies; at a superior; and at a department that decides itself."""
    cast, below, commune = walk.cast, Walk(walk.cast, R1_BELOW), Walk(walk.cast, R4)
    below.issued(2, first=33)
    signed, _lines = walk.signed(2, first=35)
    at_head, with_head = walk.drafted(4, first=37)
    confirm_names(with_head[1:], **walk.officer)
    units.record_minutes(at_head, walk.officer)
    send_letter(at_head, **walk.officer)
    entries = [*walk.persons(3, 41), drafts.collective("demo-nn-01", R1.award_form)]
    draft, drafted = walk.drafted(entries=[*entries, drafts.household("Hộ ông K'Brèm (minh họa)", R1.award_form)])
    units.record_minutes(draft, walk.officer)
    commune.with_head(1, first=44)
    commune.drafted(1, first=45)
    Walk(cast, R3).with_head(1, first=46)
    return {
        "signed": signed.pk,
        "at_head": at_head.pk,
        "head_line": with_head[0],
        "draft": draft.pk,
        "draft_line": drafted[0],
        "plan": UnitPlan.objects.get(organisation__code=R1.unit).pk,
        "paper": Attachment.objects.filter(nomination=drafted[0]).earliest("pk").pk,
        "superior": Letter.objects.get(kind=Letter.Kind.SUPERIOR, issued_at=None).pk,
        **_beside(walk, draft),
    }


def _beside(walk: Walk, draft: Letter) -> Things:
    """A colleague who is invited into the draft, and a secret dossier that goes beside it on paper."""
    clerk, until = walk.cast.person("nnmt-clerk"), timezone.localdate() + _SOON
    invited = invite_colleague(draft, clerk, **walk.officer, until=until)
    stub = record_secret_stub(draft, Stub("05/2026", Degree.SECRET.value, persons=1), **walk.officer)
    return {"invitation": invited.made["grant"], "stub": stub.made["stub"]}
