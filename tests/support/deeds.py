"""Deeds of many people: what the desk asks next, or anything at all, lawful or not."""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from tests.support.asked import criterion, document, field_named, other
from tests.support.walk import Walk, Way
from workflow.appraisal.asked import AskedItem
from workflow.appraisal.commands import (
    appraise,
    approve_appraisal,
    assign_appraisal,
    receive_letter,
    submit_appraisal,
)
from workflow.appraisal.consultations import consult, give_opinion
from workflow.appraisal.holds import conclude_hold
from workflow.appraisal.models import Appraisal, Consultation, Hold, SupplementItem, SupplementRequest
from workflow.appraisal.supplements import (
    ItemAnswer,
    Tick,
    answer_items,
    request_supplement,
    settle_items,
    widen_supplement,
)
from workflow.awards.models import Round
from workflow.council.agenda import fix_agenda
from workflow.council.attendance import open_voting
from workflow.council.ballots import cast_ballots
from workflow.council.closing import close_voting
from workflow.council.models import CouncilSession, Seat
from workflow.council.sessions import conclude_lines, sign_minutes
from workflow.decisions.commands import check_form, issue_decision, publish_decision, sign_decision, submit_draft
from workflow.decisions.models import Decision
from workflow.decisions.revocation import draft_revocation
from workflow.decisions.splitting import split_decision
from workflow.directory.models import Appointment
from workflow.dossiers.correcting import correct_clerical
from workflow.dossiers.door import apply_transition
from workflow.dossiers.drafting import edit_nomination
from workflow.dossiers.letters import (
    hand_to_head,
    issue_letter,
    merge_lines,
    send_letter,
    sign_letter,
    split_letter,
)
from workflow.dossiers.models import Letter, Nomination
from workflow.dossiers.redirecting import redirect_nomination
from workflow.dossiers.reports import Refused
from workflow.management.commands.pass_time import pass_time
from workflow.management.demo.cast import Cast
from workflow.management.demo.desks import LOOKED_AT, sheet
from workflow.procedure.facts import Reason
from workflow.procedure.grounds import HOLD_GROUNDS
from workflow.procedure.roles import Role
from workflow.procedure.transitions import Transition
from workflow.worklist.queries import open_cases

ORDERLY = (Refused, ValidationError, PermissionDenied)


@dataclass
class Deeds:
    """Does one deed after another. `done` and `refused` count what was lawful and what was not."""

    cast: Cast
    ways: tuple[Way, ...]
    choose: random.Random
    done: int = 0
    refused: int = 0
    log: list[str] = field(default_factory=list)

    def draft(self) -> None:
        """Letters to begin with: two of each way."""
        for number, way in enumerate(self.ways):
            for again in range(2):
                first = 1 + 6 * (2 * number + again)
                Walk(self.cast, way).drafted(self.choose.randint(1, 4), first=first)

    def step(self) -> None:
        """What a desk asks next, mostly; else anything."""
        deed = self._next_on_a_desk if self.choose.random() < 0.65 else self._anything
        try:
            deed()
            self.done += 1
        except ORDERLY as refusal:
            self.refused += 1
            self.log.append(f"refused: {refusal}")

    # Who acts.

    def _anybody(self) -> dict[str, Any]:
        """Any demo person under any post of his."""
        posts = list(Appointment.objects.in_force(timezone.localdate()).exclude(person__user=None).order_by("pk"))
        post = self.choose.choice(posts)
        return {"actor": post.person.user, "capacity": post}

    def _holder(self, role: str, organisation: int) -> dict[str, Any]:
        """Whoever holds the post of a desk; now and then somebody else."""
        if self.choose.random() < 0.1:
            return self._anybody()
        posts = Appointment.objects.in_force(timezone.localdate()).filter(role=role, organisation=organisation)
        held = list(posts.exclude(person__user=None).select_related("person__user").order_by("pk"))
        if not held:
            return self._anybody()
        post = self.choose.choice(held)
        return {"actor": post.person.user, "capacity": post}

    # What a desk asks next.

    def _next_on_a_desk(self) -> None:
        cases = list(open_cases())
        if not cases:
            return self._anything()
        case = self.choose.choice(cases)
        assert case.desk is not None
        acts = self._holder(case.role, case.at)
        name = f"{case.desk.flow_class.__name__}.{case.desk.name}"
        self.log.append(name)
        return self._WORK[name](self, case.id, acts)

    def _prepare(self, case: int, acts: dict[str, Any]) -> None:
        letter = Letter.objects.get(case=case)
        if letter.kind == Letter.Kind.SUPERIOR and self.choose.random() < 0.5:
            own = Nomination.objects.filter(unit=letter.organisation_id, state="WITH_HEAD").values_list("pk", flat=True)
            merge_lines(letter, list(own)[:3], **acts)
        elif letter.kind in {Letter.Kind.SUPERIOR, Letter.Kind.OFFICE}:
            hand_to_head(letter, **acts)
        elif letter.kind == Letter.Kind.SUPPLEMENTARY:
            self._answer(case, acts)
            send_letter(letter, **acts)
        else:
            send_letter(letter, **acts)

    def _answer(self, case: int, acts: dict[str, Any]) -> None:
        line = self._line(case=case)
        if self.choose.random() < 0.5:
            edit_nomination(line, {"achievement": f"Bổ sung lần {self.choose.random()}"}, **acts)
        items = SupplementItem.objects.filter(request__nomination__case=case, answered_at=None)
        answers = {item.pk: ItemAnswer("Đã bổ sung (minh họa)", done=self.choose.random() < 0.8) for item in items}
        answer_items(answers, **acts)

    def _sign(self, case: int, acts: dict[str, Any]) -> None:
        letter = Letter.objects.get(case=case)
        if self.choose.random() < 0.2:
            split_letter(letter, [self._line(case=case)], **acts)
        sign_letter(letter, **acts)

    def _issue(self, case: int, acts: dict[str, Any]) -> None:
        letter = Letter.objects.get(case=case)
        issue_letter(letter, f"{letter.pk}/TTr", timezone.localdate(), **acts)

    def _receive(self, case: int, acts: dict[str, Any]) -> None:
        receive_letter(Appraisal.objects.get(case=case), f"ĐẾN-{case}", **acts)

    def _assign(self, case: int, acts: dict[str, Any]) -> None:
        appraisal = Appraisal.objects.get(case=case)
        posts = Appointment.objects.filter(role=Role.OFFICE_SPECIALIST.value, organisation=appraisal.office_id)
        assign_appraisal(appraisal, self.choose.choice(list(posts.order_by("pk"))).person, **acts)

    def _appraise(self, case: int, acts: dict[str, Any]) -> None:
        appraisal = Appraisal.objects.get(case=case)
        lines = list(Nomination.objects.filter(case=case).select_related("route").order_by("pk"))
        way = self.choose.random()
        if way < 0.15:
            request_supplement({lines[0].pk: self._asked()}, **acts)
            return
        self._tick_off(lines, acts)
        verdicts = {line.pk: "INELIGIBLE" if self.choose.random() < 0.15 else "ELIGIBLE" for line in lines}
        appraise(appraisal, {line.pk: sheet(line, verdicts[line.pk]) for line in lines}, **acts)
        submit_appraisal(appraisal, **acts)

    def _asked(self) -> list[AskedItem]:
        """Two things of a line, mostly such as it has."""
        parts = [
            field_named("achievement"),
            field_named("recipient"),
            document("EVIDENCE"),
            criterion("GEN-01"),
            other(),
        ]
        return self.choose.sample(parts, 2)

    def _tick_off(self, lines: list[Nomination], acts: dict[str, Any]) -> None:
        """What came back is accepted, or not; now and then the specialist forgets it."""
        back = SupplementItem.objects.filter(request__nomination__in=lines, request__closed_at__isnull=False)
        items = list(back.filter(accepted=None).order_by("pk").values_list("pk", flat=True))
        if items and self.choose.random() < 0.9:
            settle_items({item: Tick(self.choose.random() < 0.8, "Đã đối chiếu") for item in items}, **acts)

    def _widen(self) -> None:
        line = Nomination.objects.get(pk=self._line(state="IN_SUPPLEMENT") or self._line())
        widen_supplement({line.pk: self._asked()[:1]}, **self._holder(Role.OFFICE_SPECIALIST.value, line.office_id))

    def _approve(self, case: int, acts: dict[str, Any]) -> None:
        appraisal = Appraisal.objects.get(case=case)
        poor = appraisal.sheets.filter(void=False, verdict="INELIGIBLE", nomination__case=case)
        rulings = {line: Reason("Không đạt", code="CRITERIA") for line in poor.values_list("nomination_id", flat=True)}
        approve_appraisal(appraisal, **acts, ineligible=rulings)

    def _review(self, case: int, acts: dict[str, Any]) -> None:
        lines = list(Nomination.objects.filter(case=case).values_list("pk", flat=True))
        conclude_hold(Hold.objects.get(case=case), "Kết luận minh họa", **acts)
        apply_transition(Transition.RESUME, lines, **acts, reason=Reason("Đã có kết luận"))

    def _agenda(self, case: int, acts: dict[str, Any]) -> None:
        fix_agenda(CouncilSession.objects.get(case=case), timezone.localdate(), **acts)

    def _papers(self, case: int, acts: dict[str, Any]) -> None:
        session = CouncilSession.objects.get(case=case)
        people = list(Seat.objects.filter(session=session).order_by("pk").values_list("person_id", flat=True))
        few = self.choose.random() < 0.15
        open_voting(session, people[: 2 if few else len(people) - 1], **acts)

    def _vote(self, case: int, acts: dict[str, Any]) -> None:
        session = CouncilSession.objects.get(case=case)
        for seat in Seat.objects.filter(session=session).select_related("person__user").order_by("pk"):
            post = Appointment.objects.get(
                person=seat.person_id, role=Role.COUNCIL_MEMBER.value, organisation=session.council_id
            )
            choice = self.choose.choice(["AGREE", "AGREE", "AGREE", "DISAGREE", "ABSTAIN"])
            try:
                cast_ballots(session, {}, seat.person.user, capacity=post, others=choice)
            except ORDERLY:
                self.refused += 1
        self._close(case, acts)

    def _close(self, case: int, _acts: dict[str, Any]) -> None:
        session = CouncilSession.objects.get(case=case)
        close_voting(session, **self._holder(Role.COUNCIL_SECRETARY.value, session.council_id))

    def _minutes(self, case: int, acts: dict[str, Any]) -> None:
        session = CouncilSession.objects.get(case=case)
        role = self.choose.choice([Role.COUNCIL_SECRETARY, Role.COUNCIL_CHAIR])
        del acts
        deed = sign_minutes if session.minutes_signed_at is None else conclude_lines
        deed(session, **self._holder(role.value, session.council_id))

    def _draft(self, case: int, acts: dict[str, Any]) -> None:
        if self.choose.random() < 0.2:
            split_decision(Decision.objects.get(case=case), [self._line(case=case)], **acts)
        submit_draft(Decision.objects.get(case=case), "Khen thưởng (minh họa)", **acts)

    def _check(self, case: int, acts: dict[str, Any]) -> None:
        check_form(Decision.objects.get(case=case), **LOOKED_AT, **acts)

    def _sign_decision(self, case: int, acts: dict[str, Any]) -> None:
        decision = Decision.objects.get(case=case)
        lines = list(Nomination.objects.filter(case=case).values_list("pk", flat=True))
        declined = {line: "Không khen lần này" for line in lines if self.choose.random() < 0.2}
        sign_decision(decision, **acts, declined=declined)

    def _issue_decision(self, case: int, acts: dict[str, Any]) -> None:
        issue_decision(Decision.objects.get(case=case), f"{case}/QĐ", timezone.localdate(), **acts)

    def _publish(self, case: int, acts: dict[str, Any]) -> None:
        publish_decision(Decision.objects.get(case=case), **acts)

    _WORK: ClassVar[dict[str, Callable[["Deeds", int, dict[str, Any]], None]]] = {
        "LetterFlow.prepare": _prepare,
        "LetterFlow.sign": _sign,
        "LetterFlow.issue": _issue,
        "AppraisalFlow.receive": _receive,
        "AppraisalFlow.assign": _assign,
        "AppraisalFlow.appraise": _appraise,
        "AppraisalFlow.approve": _approve,
        "HoldFlow.review": _review,
        "SessionFlow.agenda": _agenda,
        "SessionFlow.papers": _papers,
        "SessionFlow.voting": _vote,
        "SessionFlow.absent": _vote,
        "SessionFlow.tally": _minutes,
        "SessionFlow.minutes": _minutes,
        "DecisionFlow.draft": _draft,
        "DecisionFlow.form_check": _check,
        "DecisionFlow.sign": _sign_decision,
        "DecisionFlow.issue": _issue_decision,
        "DecisionFlow.publish": _publish,
    }

    # Anything at all.

    def _line(self, **where: Any) -> int:
        lines = list(Nomination.objects.filter(**where).order_by("pk").values_list("pk", flat=True))
        return self.choose.choice(lines) if lines else 0

    def _anything(self) -> None:
        deeds = [
            *[self._any_transition] * 3,
            *[self._any_by_its_post] * 12,
            self._edit,
            self._consult,
            self._opine,
            self._correct,
            self._redirect,
            self._revoke,
            self._widen,
            self._time,
        ]
        deed = self.choose.choice(deeds)
        self.log.append(deed.__name__)
        deed()

    def _reason(self) -> Reason:
        ahead = timezone.localdate() + timedelta(days=self.choose.randint(-1, 9))
        return Reason(
            self.choose.choice(["", *["Lý do (minh họa)"] * 5]),
            code=self.choose.choice(["", *["OTHER"] * 6, *HOLD_GROUNDS]),
            document=self.choose.choice(["", *["Văn bản minh họa"] * 3]),
            reply_by=ahead,
            review_on=ahead,
        )

    def _any_transition(self) -> None:
        lines = list({self._line() for _ in range(self.choose.randint(1, 3))})
        row = self.choose.choice(list(Transition))
        report = apply_transition(row, lines, **self._anybody(), reason=self._reason())
        self.refused += len(report.refused)

    def _any_by_its_post(self) -> None:
        """A transition that fits the state of a line, by a holder of its post."""
        line = Nomination.objects.get(pk=self._line())
        rows = [row for row in Transition if row.source.value == line.state and row.by.posts]
        if not rows:
            return
        row = self.choose.choice(rows)
        if row.when_issued:
            return
        post = self.choose.choice(row.by.posts)
        seat = getattr(line, f"{post.seat.value.lower()}_id")
        acts = self._holder(post.role.value, seat or 0)
        self.log.append(row.name)
        self.refused += len(apply_transition(row, [line.pk], **acts, reason=self._reason()).refused)

    def _edit(self) -> None:
        edit_nomination(self._line(), {"achievement": f"Sửa lần {self.choose.random()}"}, **self._anybody())

    def _consult(self) -> None:
        line = Nomination.objects.get(pk=self._line())
        acts = self._holder(Role.OFFICE_SPECIALIST.value, line.office_id)
        consult([line.pk], self.cast.organisation("cong-an-tinh"), **acts)

    def _opine(self) -> None:
        asked = Consultation.objects.filter(answered_at=None).order_by("pk").first()
        if asked is not None:
            give_opinion(asked, "Đồng ý", **self.cast.acts("police-consulted", Role.CONSULTED), agrees=True)

    def _correct(self) -> None:
        line = Nomination.objects.get(pk=self._line())
        received = line.regime_id is not None
        role, body = (Role.OFFICE_SPECIALIST, line.office_id) if received else (Role.UNIT_OFFICER, line.unit_id)
        acts = self._holder(role.value, body)
        name = f"{line.nominee_name} {self.choose.randint(1, 9)}"
        correct_clerical(line.pk, "nominee_name", name, **acts, confirmed_by="Công văn 1 (minh họa)")

    def _redirect(self) -> None:
        line = Nomination.objects.get(pk=self._line())
        redirect_nomination(
            line.pk,
            **self._holder(Role.OFFICE_HEAD.value, line.office_id),
            route="R3",
            authority=self.cast.organisation("so-y-te"),
            award_form="GK",
            award_round=Round.objects.get(code="DEMO-R3"),
            reply_by=timezone.localdate() + timedelta(days=5),
            consent="Công văn đồng ý (minh họa)",
            reason="Chuyển cấp khen (minh họa)",
        )

    def _revoke(self) -> None:
        line = Nomination.objects.get(pk=self._line())
        acts = self._holder(Role.OFFICE_HEAD.value, line.office_id)
        draft_revocation([line.pk], **acts, ground="FRAUD", document="Kết luận minh họa")

    def _time(self) -> None:
        """A reply date, now and then a round, lies behind us; the system does its part."""
        yesterday = timezone.localdate() - timedelta(days=1)
        SupplementRequest.objects.filter(closed_at=None).update(reply_by=yesterday)
        if self.choose.random() < 0.3:
            Round.objects.filter(code="DEMO-R1").update(closes_on=yesterday)
        for _transition, _count in pass_time():
            pass
