"""What the demo shows after a decision: its certificates, its prizes, its notice of results, and a correction."""

from collections.abc import Sequence
from typing import Any, Final

from django.utils import timezone

from workflow.awards.prizes import FundSource
from workflow.certificates.blanks import CertificateBlank
from workflow.certificates.ceremonies import record_ceremony
from workflow.certificates.handing import note_handing
from workflow.certificates.models import Certificate
from workflow.certificates.printing import print_certificates
from workflow.certificates.register import enter_certificates
from workflow.decisions.correcting import Corrected, draft_correction
from workflow.decisions.models import Decision
from workflow.decisions.notices import ResultNotice
from workflow.decisions.noticing import sign_notice
from workflow.decisions.prizes import change_prizes
from workflow.decisions.standing import awards
from workflow.management.demo.walk import Walk
from workflow.payments.commands import open_payments, pay_prizes
from workflow.payments.models import PaymentList
from workflow.procedure.roles import Role

_PRIZE: Final = 5_000_000


def lay_out_after(walk: Walk, decision: Decision, draft: Decision, lines: Sequence[int]) -> dict[str, int]:
    """Work on each desk after a published decision of four awards; on the draft, a prize entered by hand.

    `lines` are those of the draft.
    """
    bodies = walk.way.bodies
    head = walk.cast.acts(bodies.office_head, Role.OFFICE_HEAD, bodies.office)
    form = walk.cast.acts(bodies.form, Role.DECIDER_OFFICE, bodies.authority)
    reason = "Mức thưởng theo quy chế thi đua của tỉnh (minh họa)"
    fund = FundSource.objects.get(code="OTHER_LAWFUL")
    change_prizes(draft, lines[:1], **form, amount=_PRIZE, fund=fund, reason=reason)
    notice = ResultNotice.objects.get(decision=decision)
    sign_notice(notice, **head)
    made = _certificates(walk, decision) | _prizes(walk, decision)
    return made | {"notice": notice.pk, "correction": _correction(decision, head)}


def _certificates(walk: Walk, decision: Decision) -> dict[str, int]:
    """Four in the register, three printed: one handed over at a ceremony, one not to be delivered, one waits."""
    bodies, today = walk.way.bodies, timezone.localdate()
    office = walk.cast.acts(bodies.specialist, Role.OFFICE_SPECIALIST, bodies.office)
    enter_certificates(decision, **office)
    every = list(Certificate.objects.filter(line__decision=decision).order_by("number").values_list("pk", flat=True))
    given, away, waits, unprinted = every
    blank = CertificateBlank.objects.get()
    job = print_certificates(every[:3], **office, blank=blank)
    told: dict[str, Any] = {
        "place": "Hội trường Trung tâm Hành chính tỉnh (minh họa)",
        "conferred_by": "Phó Chủ tịch UBND tỉnh",
    }
    ceremony = record_ceremony(every[:2], **office, held_on=today, **told)
    note_handing([given], **office, state="DELIVERED", on=today, handed_to="Người được khen (minh họa)")
    note = "Đã chuyển nơi ở, chưa liên hệ được (minh họa)"
    note_handing([away], **office, state="UNDELIVERABLE", on=today, note=note)
    return {
        "certificate": given,
        "printed_certificate": waits,
        "unprinted_certificate": unprinted,
        "print": job.made["print"],
        "ceremony": ceremony.made["ceremony"],
        "blank": blank.pk,
    }


def _prizes(walk: Walk, decision: Decision) -> dict[str, int]:
    """A payment list of which half is paid by one voucher."""
    authority = walk.way.bodies.authority
    finance = walk.cast.acts("ubnd-finance", Role.FINANCE, authority)
    opened = PaymentList.objects.get(pk=open_payments(decision, **finance).made["list"])
    every = list(opened.payments.order_by("pk").values_list("pk", flat=True))
    half = every[: len(every) // 2]
    pay_prizes(opened, half, **finance, dated=timezone.localdate(), voucher="PC-01 (minh họa)")
    return {"payment_list": opened.pk}


def _correction(decision: Decision, head: dict[str, Any]) -> int:
    """A draft that corrects the title of the third award."""
    line: Any = awards().filter(decision=decision).order_by("position")[2]
    reads = Corrected(line.name_now, "Phó Trưởng phòng (minh họa)", line.unit_now, "Ghi sai chức vụ (minh họa)")
    document = "Công văn số 7/CV (minh họa)"
    made: int = draft_correction({line.nomination_id: reads}, **head, document=document).made["decision"]
    return made
