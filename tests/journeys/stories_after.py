"""Stories of what comes after a decision: its prizes, its certificates, what the public sees of it, its files."""

from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.test import override_settings
from django.utils import timezone

from tests.certificates.given import certificates_of
from tests.decisions.given import Authority
from tests.journeys.stories import Story
from tests.payments.given import Accountant, fund, keys
from tests.signatures.making import paper, signed
from tests.support.walk import R1
from workflow.awards.models import Campaign
from workflow.certificates.blanks import CertificateBlank
from workflow.certificates.ceremonies import record_ceremony
from workflow.certificates.handing import demand_recovery, note_handing, note_recovery
from workflow.certificates.placing import place_texts
from workflow.certificates.printing import print_certificates
from workflow.certificates.register import enter_certificates, replace_certificate
from workflow.decisions.models import DecisionLine
from workflow.decisions.prizes import change_prizes
from workflow.decisions.signed_file_models import SignedFile
from workflow.decisions.signed_files import (
    check_again,
    keep_paper_to_sign,
    keep_scan,
    keep_signed_file,
    seal_copy,
    set_aside,
)
from workflow.dossiers.papers import StoredFile, store_file
from workflow.management.demo.cast import Cast
from workflow.payments.commands import add_supplement, open_payments, pay_prizes, recover_prizes, return_prizes
from workflow.payments.models import PaymentList
from workflow.payments.settling import settle_payments
from workflow.procedure.roles import Role
from workflow.public_register.commands import Told, edit_story, publish_story, withdraw_story, write_story
from workflow.public_register.models import Story as ExemplarStory
from workflow.public_register.protecting import protect_award
from workflow.signatures.demo import demo_seal


def money(cast: Cast) -> Story:
    """A prize is entered otherwise; the accountant pays, takes back, recovers, adds and settles."""
    accountant, today = Accountant(cast), timezone.localdate()
    draft, waiting = accountant.authority.presented(2)
    entered = {"amount": 5_000_000, "fund": fund("OTHER_LAWFUL"), "reason": "Theo đề nghị"}
    yield change_prizes, {"decision": draft, "nominations": waiting[:1], **entered, **accountant.authority.form}
    decision, lines = accountant.authority.issued(3, first=11)
    made = yield open_payments, {"decision": decision, **accountant.acts}
    opened = PaymentList.objects.get(pk=made.made["list"])
    on: dict[str, Any] = {"payment_list": opened, "dated": today, **accountant.acts}
    every = keys(opened, lines)
    yield pay_prizes, {**on, "payments": every, "voucher": "PC-01"}
    yield return_prizes, {**on, "payments": every[:1], "voucher": "PT-01", "reason": "Chưa đến nhận"}
    accountant.revoke(lines[1:2])
    yield recover_prizes, {**on, "payments": every[1:2], "voucher": "PT-02"}
    more = {"nomination": lines[2], "amount": 100_000, "fund": fund(), "reason": "Chi thiếu"}
    yield add_supplement, {"payment_list": opened, **more, **accountant.acts}
    paid = opened.payments.filter(kind="PRIZE").latest("pk")
    period = {"fund": paid.fund, "from_day": today, "until": today, "document": "1/QT"}
    yield settle_payments, {"authority": decision.authority, **period, **accountant.acts}


def certificates(cast: Cast) -> Story:
    """The office enters certificates, prints, hands out and replaces them, and gets back what was revoked."""
    authority, today = Authority(cast), timezone.localdate()
    decision, lines = authority.issued(3)
    office = cast.acts(R1.bodies.specialist, Role.OFFICE_SPECIALIST, R1.bodies.office)
    yield enter_certificates, {"decision": decision, **office}
    every = certificates_of(decision)
    numbers = [one.pk for one in every]
    blank = CertificateBlank.objects.get()
    places = {"places": blank.places, "dx": "0.5", "dy": "-1.0"}
    yield place_texts, {"blank": blank, **places, **office}
    yield print_certificates, {"certificates": numbers, "blank": blank, "reason": "", "text": "", **office}
    held = {"held_on": today, "place": "Hội trường", "conferred_by": "Phó Chủ tịch", "note": ""}
    yield record_ceremony, {"certificates": numbers, **held, **office}
    handed = {"state": "DELIVERED", "on": today, "handed_to": "Bà Hồng", "by_proxy": True, "note": ""}
    yield note_handing, {"certificates": numbers, **handed, **office}
    lost = {"certificate": every[0], "ground": "LOST", "document": "Đơn 1"}
    yield replace_certificate, {**lost, **office}
    authority.revoked(lines[2:])
    gone = [one for one in every if one.line.nomination_id == lines[2]]
    yield demand_recovery, {"certificates": [gone[0].pk], "note": "Trước ngày 30", **office}
    yield note_recovery, {"certificate": gone[0], "on": today, "note": "Đã nhận", **office}


def publicity(cast: Cast) -> Story:
    """The office protects an award; a unit tells a story, which is withdrawn."""
    decision, _lines = Authority(cast).issued(2)
    head = cast.acts(R1.bodies.office_head, Role.OFFICE_HEAD, R1.bodies.office)
    first, second = DecisionLine.objects.filter(decision=decision).order_by("position")
    yield protect_award, {"line": first, "level": 2, "reason": "Theo đề nghị của người được khen", **head}
    unit = cast.acts(f"{R1.name}-head", Role.UNIT_HEAD, R1.unit)
    told = Told("Người tốt việc tốt", "Một buổi sáng.\n\nMột buổi chiều.", (second.pk,))
    of = {"unit": cast.organisation(R1.unit), "campaign": Campaign.objects.get(code="CT34")}
    made = yield write_story, {**of, "told": told, **unit}
    story = ExemplarStory.objects.get(pk=made.made["story"])
    yield edit_story, {"story": story, "told": Told("Gương sáng", told.text, told.awards), **unit}
    yield publish_story, {"story": story, **unit}
    yield withdraw_story, {"story": story, "reason": "Có sai sót", **unit}


def files(cast: Cast) -> Story:
    """The PDF of a decision is given out, sealed, comes back signed, is checked again and set aside; a scan is kept."""
    authority = Authority(cast)
    decision, _lines = authority.signed(1)
    on = {"decision": decision, **authority.clerk}
    made = yield keep_paper_to_sign, {**on, "file": _stored(paper("QUYẾT ĐỊNH"))}
    given = SignedFile.objects.get(pk=made.made["file"])
    made = yield keep_signed_file, {**on, "paper": given.pk, "file": _stored(signed(paper("QUYẾT ĐỊNH")))}
    back = SignedFile.objects.get(pk=made.made["file"])
    yield check_again, {"file": back, **authority.clerk}
    yield keep_scan, {**on, "file": _stored(paper("BẢN CHỤP")), "reason": "Ký tay"}
    yield set_aside, {"file": back, "reason": "Nhầm tệp", **authority.clerk}
    with TemporaryDirectory() as folder:
        seal = Path(folder) / "seal.p12"
        seal.write_bytes(demo_seal("thu"))
        with override_settings(SEAL_FILE=str(seal), SEAL_PASSWORD="thu"):  # noqa: S106 -- of a seal made a moment ago
            yield seal_copy, {"given": given, "visible": True, **authority.clerk}


def _stored(data: bytes) -> StoredFile:
    return store_file(BytesIO(data), "quyet-dinh.pdf")


AFTER = (money, certificates, publicity, files)
