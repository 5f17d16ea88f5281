"""What the walk through all pages looks at after a decision, beyond what the demo lays out."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO
from typing import Any

from django.utils import timezone

from tests.signatures.making import paper, signed
from tests.support.walk import R4, Walk
from workflow.certificates.handing import demand_recovery
from workflow.certificates.models import Certificate
from workflow.certificates.printing import print_certificates
from workflow.certificates.register import enter_certificates
from workflow.decisions.commands import check_form, issue_decision, sign_decision, submit_draft
from workflow.decisions.models import Decision
from workflow.decisions.notices import ResultNotice
from workflow.decisions.recovery import Recovered
from workflow.decisions.revocation import draft_revocation
from workflow.decisions.signed_files import keep_paper_to_sign, keep_signed_file
from workflow.dossiers.models import Nomination
from workflow.dossiers.papers import StoredFile, store_file
from workflow.management.demo.cast import Cast
from workflow.management.demo.desks import LOOKED_AT
from workflow.payments.commands import open_payments, pay_prizes
from workflow.payments.models import PaymentList
from workflow.procedure.roles import Role


def after(cast: Cast, things: Mapping[str, int]) -> dict[str, int]:
    """A decision that is issued and no more, one whose award was revoked after all was given, and signed files."""
    fresh, (line,) = _issued(cast, 1, first=65)
    decision, lines = _issued(cast, 2, first=66)
    made = _given(cast, decision, lines[0])
    return {
        **made,
        **_files(cast, Decision.objects.get(pk=things["decision"])),
        "fresh_decision": fresh.pk,
        "unsigned_notice": ResultNotice.objects.filter(decision=fresh).earliest("pk").pk,
        "nominee": Nomination.objects.get(pk=line).nominee_id,
    }


def _given(cast: Cast, decision: Decision, line: int) -> dict[str, int]:
    """Certificates are printed and prizes paid; one award is revoked, and two things are to be given back."""
    bodies, today = R4.bodies, timezone.localdate()
    office = cast.acts(bodies.specialist, Role.OFFICE_SPECIALIST, bodies.office)
    enter_certificates(decision, **office)
    every = Certificate.objects.filter(line__decision=decision)
    print_certificates(list(every.values_list("pk", flat=True)), **office)
    finance = cast.acts("ubnd-finance", Role.FINANCE, bodies.authority)
    opened = PaymentList.objects.get(pk=open_payments(decision, **finance).made["list"])
    keys = list(opened.payments.values_list("pk", flat=True))
    pay_prizes(opened, keys, **finance, dated=today, voucher="PC-02 (minh họa)")
    _revoke(cast, line)
    gone = every.get(line__nomination=line)
    demand_recovery([gone.pk], **office, note="Trước ngày 30 (minh họa)")
    revocation = Decision.objects.get(kind=Decision.Kind.REVOCATION, lines__nomination=line)
    return {"gone_certificate": gone.pk, "gone_list": opened.pk, "issued_revocation": revocation.pk}


def _revoke(cast: Cast, line: int) -> None:
    bodies, today = R4.bodies, timezone.localdate()
    form = cast.acts(bodies.form, Role.DECIDER_OFFICE, bodies.authority)
    back = Recovered(
        objects_back=True,
        money_back=True,
        payer="Người được khen (minh họa)",
        receiver="UBND tỉnh",
        until=today + timedelta(days=20),
    )
    ground: dict[str, Any] = {"ground": Decision.Ground.values[0], "document": "Kết luận minh họa số 2"}
    made = draft_revocation([line], **form, **ground, recovery=back)
    _issue(cast, Decision.objects.get(pk=made.made["decision"]), "Hủy bỏ quyết định khen thưởng (minh họa)")


def _issued(cast: Cast, count: int, *, first: int) -> tuple[Decision, list[int]]:
    decision, lines = Walk(cast, R4).with_decider(count, first=first)
    _issue(cast, decision, "Khen thưởng (minh họa)")
    return decision, lines


def _issue(cast: Cast, decision: Decision, subject: str) -> None:
    bodies = R4.bodies
    form = cast.acts(bodies.form, Role.DECIDER_OFFICE, bodies.authority)
    submit_draft(decision, subject, **form)
    check_form(decision, **LOOKED_AT, **form)
    sign_decision(decision, **cast.acts(bodies.decider, Role.DECIDER, bodies.authority))
    if not decision.authority.keeps_register:
        clerk = cast.acts(bodies.clerk, Role.RECORDS_CLERK, bodies.authority)
        issue_decision(decision, f"{decision.pk}/QĐ-KT", timezone.localdate(), **clerk)
    decision.refresh_from_db()


def _files(cast: Cast, decision: Decision) -> dict[str, int]:
    """A PDF that was given out, and the one that came back with a signature."""
    bodies = R4.bodies
    clerk = cast.acts(bodies.clerk, Role.RECORDS_CLERK, bodies.authority)
    given = keep_paper_to_sign(decision, _stored(paper("QUYẾT ĐỊNH")), **clerk).made["file"]
    # The signer runs a loop of its own, and the browser has one in this thread.
    with ThreadPoolExecutor() as beside:
        came = beside.submit(signed, paper("QUYẾT ĐỊNH")).result()
    back = keep_signed_file(decision, given, _stored(came), **clerk).made["file"]
    return {"given_file": given, "signed_file": back}


def _stored(data: bytes) -> StoredFile:
    return store_file(BytesIO(data), "quyet-dinh.pdf")
