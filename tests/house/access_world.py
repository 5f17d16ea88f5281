"""A small world for the access table: something on each desk of the province, and people of two sides."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Final
from uuid import uuid4

from django.utils import timezone

from tests.appraisal.given import through_the_unit
from tests.dossiers.letters_given import appoint_new
from tests.dossiers.lists_given import row, sheet
from tests.support.asked import answer_all, document, other
from tests.support.walk import R4, Walk
from workflow.appraisal.commands import receive_letter
from workflow.appraisal.consultations import consult
from workflow.appraisal.models import Consultation, Hold, SupplementRequest
from workflow.appraisal.supplements import request_supplement
from workflow.awards.models import Campaign, Round
from workflow.certificates.blanks import CertificateBlank
from workflow.certificates.ceremonies import record_ceremony
from workflow.certificates.models import Certificate
from workflow.certificates.printing import print_certificates
from workflow.certificates.register import enter_certificates
from workflow.decisions.models import Decision
from workflow.decisions.notices import ResultNotice
from workflow.directory.commands import delegate
from workflow.directory.models import User
from workflow.dossiers.door import apply_transition
from workflow.dossiers.inviting import invite_colleague
from workflow.dossiers.letters import issue_letter, send_letter, sign_letter
from workflow.dossiers.models import Attachment, Letter, Nomination
from workflow.dossiers.plans import UnitPlan
from workflow.dossiers.secret_commands import Stub, record_secret_stub
from workflow.dossiers.uploaded import keep_list
from workflow.management.demo import drafts, units
from workflow.management.demo.cast import Cast
from workflow.management.demo.history import lay_out_history
from workflow.pages.drafts import FormDraft, Typed, keep_draft
from workflow.payments.commands import open_payments
from workflow.procedure.facts import Reason
from workflow.procedure.roles import Role
from workflow.procedure.transitions import Transition
from workflow.public_register.commands import Told, publish_story, write_story
from workflow.public_register.models import Story

OWN: Final = {
    "nnmt-officer": "the unit",
    "nnmt-head": "the unit",
    "nnmt-clerk": "the unit",
    "tdkt-specialist-1": "the office",
    "tdkt-specialist-2": "the office",
    "tdkt-head": "the office",
    "tdkt-clerk": "the office",
    "police-consulted": "a body that was asked",
    "council-05": "the council",
    "council-secretary": "the council",
    "teller-1": "the council",
    "vice-chairman": "the authority, and chair of the council",
    "ubnd-office": "the authority",
    "ubnd-clerk": "the authority",
    "ubnd-finance": "the authority",
    "mttq-oversight": "oversight",
    "inspector": "inspection",
    "administrator": "administration",
}
"""One person for each role at the bodies whose things the world holds."""

OTHERS: Final = (
    "cdc-officer",
    "cdc-head",
    "cdc-clerk",
    "yte-specialist",
    "yte-office-head",
    "yte-office-clerk",
    "yte-deputy",
    "yte-form",
    "yte-clerk",
    "yte-finance",
    "yte-secretary",
    "yte-council-04",
    "yte-teller",
    "insurance-consulted",
)
"""The same roles elsewhere: another department, its own office, its own council."""


@dataclass(slots=True)
class World:
    """What the numbers in the addresses name, by the words of the access table."""

    cast: Cast
    things: dict[str, int] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)

    @classmethod
    def made(cls, cast: Cast) -> "World":
        """Walk letters to every desk that the table speaks of."""
        world, walk = cls(cast), Walk(cast)
        world._public(cast)
        world._unit(walk)
        world._office(walk)
        world._asked(walk)
        world.things |= lent(cast)
        things = world.things
        issued, (line,) = Walk(cast, R4).awarded(1, first=14)
        notice = ResultNotice.objects.get(decision=issued)
        things |= {"nominee": Nomination.objects.get(pk=line).nominee_id, "notice": notice.pk}
        things |= {"issued": issued.pk, "awarded": line, **_after(cast, issued)}
        session, (things["sheet_line"],) = walk.before_council(1, first=9)
        decision, _lines = Walk(cast, R4).with_decider(1, first=12)
        presenting, _lines = Walk(cast, R4).to_present(1, first=10)
        things |= {"session": session.pk, "presenting": presenting.pk, "decision": decision.pk}
        things["authority"] = decision.authority_id
        things |= lay_out_history(cast)
        things["blank"] = CertificateBlank.objects.get().pk
        things["round"] = Round.objects.get(code="DEMO-R1").pk
        assert session.case_id is not None
        things["case"] = session.case_id
        things["paper"] = Attachment.objects.filter(nomination=things["draft_line"]).order_by("pk")[0].pk
        return world

    def _public(self, cast: Cast) -> None:
        """A published award, a published story and a draft of one."""
        decision, _lines = Walk(cast, R4).awarded(1, first=40)
        line = decision.lines.get()
        draft, told = (written(cast, title) for title in ("Bản nháp (minh họa)", "Gương sáng (minh họa)"))
        publish_story(told, **cast.acts("nnmt-head", Role.UNIT_HEAD))
        self.things |= {"award_line": line.pk, "story_draft": draft.pk, "fresh": decision.pk}
        self.codes |= {"public_award": line.code, "public_decision": decision.code, "public_story": told.code}

    def _unit(self, walk: Walk) -> None:
        draft, (line,) = walk.drafted(1, first=1)
        at_head, (line_there,) = walk.with_head(1, first=2)
        signed, _lines = walk.signed(1, first=3)
        self.things |= {"draft": draft.pk, "draft_line": line, "at_head": at_head.pk, "line_at_head": line_there}
        self.things |= {"signed": signed.pk}
        units.record_plans(self.cast)
        units.record_minutes(draft, walk.officer)
        self.things |= beside(self.cast, draft, walk)
        self.things["plan"] = UnitPlan.objects.get(organisation__code=walk.way.unit).pk
        officer = self.cast.person(f"{walk.way.name}-officer")
        keep_list(draft, officer.pk, "danh-sach.xlsx", sheet(row("Không Có Ai"), row("Hộ A", kind="HOUSEHOLD")))
        self.things["form_draft"] = begun(self.cast.user(f"{walk.way.name}-officer"), draft.pk)

    def _office(self, walk: Walk) -> None:
        arrived, _lines = walk.at_office(1, first=4)
        received, _lines = walk.at_office(1, first=5)
        receive_letter(received, "ĐẾN-ACCESS", **self.specialist)
        assigned, (line,) = walk.assigned(1, first=6)
        self.things |= {"arrived": arrived.pk, "received": received.pk, "assigned": assigned.pk, "assigned_line": line}
        self.things["assigned_letter"] = assigned.letter_id

    def _asked(self, walk: Walk) -> None:
        _appraisal, (line,) = walk.assigned(1, first=7)
        police, soon = self.cast.organisation("cong-an-tinh"), timezone.localdate() + timedelta(days=10)
        consult([line], police, reply_by=soon, **self.specialist)
        self.things["opinion"] = Consultation.objects.get(nomination=line).pk
        _appraisal, (lacking,) = walk.assigned(1, first=8)
        request_supplement(
            {lacking: [document("EVIDENCE")]}, reply_by=soon, reason="Thiếu (minh họa)", **self.specialist
        )
        self.things["asked"] = SupplementRequest.objects.get(nomination=lacking).pk
        _appraisal, (back,) = walk.assigned(1, first=13)
        request_supplement({back: [other()]}, **self.specialist)
        answer_all([back], walk.officer)
        through_the_unit(walk, Letter.objects.get(kind=Letter.Kind.SUPPLEMENTARY, case__nominations=back))
        self.things["supplemented_line"] = back
        _appraisal, (held,) = walk.assigned(1, first=11)
        head = self.cast.acts("tdkt-head", Role.OFFICE_HEAD, "ban-tdkt")
        reason = Reason(code="COMPLAINT", text="Minh họa", document="Đơn minh họa", review_on=soon)
        moved = apply_transition(Transition.HOLD_AT_OFFICE, [held], reason=reason, operation_id=uuid4().hex, **head)
        assert moved.is_whole, moved.reasons()
        self.things |= {"lacking_line": lacking, "held_line": held}
        self.things["hold"] = Hold.objects.get(case=Nomination.objects.get(pk=held).case_id).pk

    @property
    def specialist(self) -> dict[str, Any]:
        """The specialist who appraises."""
        return self.cast.acts("tdkt-specialist-1", Role.OFFICE_SPECIALIST, "ban-tdkt")


def _after(cast: Cast, issued: Decision) -> dict[str, int]:
    """A certificate that was printed and is for a ceremony, and the payment list of its decision."""
    office = cast.acts("tdkt-specialist-1", Role.OFFICE_SPECIALIST, "ban-tdkt")
    enter_certificates(issued, **office)
    one = Certificate.objects.get(line__decision=issued)
    job = print_certificates([one.pk], **office).made["print"]
    held: dict[str, Any] = {
        "held_on": timezone.localdate(),
        "place": "Hội trường (minh họa)",
        "conferred_by": "Phó Chủ tịch",
    }
    ceremony = record_ceremony([one.pk], **office, **held).made["ceremony"]
    opened = open_payments(issued, **cast.acts("ubnd-finance", Role.FINANCE, "ubnd-tinh")).made["list"]
    return {"certificate": one.pk, "print": job, "ceremony": ceremony, "payment_list": opened}


def begun(user: User, letter: int) -> int:
    """What the person has typed on the data of a letter and not saved: the draft."""
    typed = Typed(
        f"/letters/{letter}/edit/",
        "Dữ liệu của tờ trình (minh họa)",
        [("subject", ["Về việc đề nghị khen thưởng (minh họa), đang gõ dở"])],
        {"subject": "Trích yếu"},
        "form-draft",
        "",
    )
    keep_draft(user, typed)
    return FormDraft.objects.get(user=user, path=typed.path).pk


def beside(cast: Cast, draft: Letter, walk: Walk) -> dict[str, int]:
    """A colleague who is nobody of this world is invited into a draft; secret dossiers go beside it and another."""
    colleague = appoint_new("colleague", Role.FINANCE, cast.organisation(walk.way.unit))["actor"].person
    until = timezone.localdate() + timedelta(days=10)
    invitation = invite_colleague(draft, colleague, **walk.officer, until=until).made["grant"]
    stub = record_secret_stub(draft, Stub("05/2026", "SECRET", persons=1), **walk.officer).made["stub"]
    return {"invitation": invitation, "stub": stub, **secret_sent(walk)}


def written(cast: Cast, title: str) -> Story:
    """A draft of an exemplar story of the unit."""
    campaign, acts = Campaign.objects.order_by("pk")[0], cast.acts("nnmt-officer", Role.UNIT_OFFICER)
    made = write_story(cast.organisation("so-nnmt"), campaign, Told(title, "Một đoạn (minh họa)."), **acts).made
    return Story.objects.get(pk=made["story"])


def secret_sent(walk: Walk) -> dict[str, int]:
    """An issued letter beside which a secret dossier goes: the letter and the stub."""
    sent, _lines = walk.drafted(entries=[drafts.household("Hộ gửi kèm hồ sơ mật (minh họa)", walk.way.award_form)])
    stub = record_secret_stub(sent, Stub("06/2026", "SECRET", persons=1), **walk.officer).made["stub"]
    send_letter(sent, **walk.officer)
    sign_letter(sent, **walk.head)
    issue_letter(sent, "99/TTr-M", timezone.localdate(), **walk.clerk)
    return {"secret_letter": sent.pk, "stub_sent": stub}


def lent(cast: Cast) -> dict[str, int]:
    """The head of the unit has let the deputy, who is nobody of this world, send back: the post and the delegation."""
    post, today = cast.post("nnmt-head", Role.UNIT_HEAD), timezone.localdate()
    made = delegate(
        post,
        cast.person("nnmt-deputy"),
        cast.user("nnmt-head"),
        transitions=[Transition.SEND_BACK],
        kind="TUQ",
        from_day=today,
        until=today + timedelta(days=10),
        document="Giấy ủy quyền minh họa",
    )
    return {"post": post.pk, "delegation": made.pk}
