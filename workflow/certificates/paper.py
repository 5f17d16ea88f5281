"""What a certificate tells on paper: plain data for the template, in Vietnamese whoever prints it."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.db.models import Min
from django.utils.translation import override, pgettext

from workflow.audit.canonical import Json
from workflow.certificates.blanks import MARKS, NUMBERS, WHOLE, CertificateBlank, Placed, number_of
from workflow.certificates.models import Certificate, CertificatePrint
from workflow.decisions.codes import shown_code
from workflow.decisions.models import DecisionLine
from workflow.decisions.standing import awards
from workflow.directory.dateline import dateline
from workflow.documents.frame import frame_of
from workflow.documents.qr import drawing_of
from workflow.dossiers.models import Nomination, SignOff
from workflow.dossiers.signing import lines_above

if TYPE_CHECKING:
    from django.db.models import QuerySet

PLAIN: Final = "plain"
OVERLAY: Final = "overlay"
CALIBRATION: Final = "calibration"
_A4: Final = {"width": "297", "height": "210", "dx": "0", "dy": "0"}
_SAMPLE: Final[Mapping[str, str]] = {
    "FORM": "BẰNG KHEN",
    "NAME": "Nguyễn Thị Phượng Hoàng",
    "POSITION": "Phó Trưởng phòng Nghiệp vụ Y, Sở Nông nghiệp và Môi trường tỉnh Lâm Đồng (minh họa)",
    "MERIT": "Đã có thành tích xuất sắc trong phong trào thi đua yêu nước (minh họa)",
    "DECISION": "123/QĐ-UBND",
    "DECIDED_ON": "05/11/2026",
    "REGISTER": "45/2026",
    "PLACE_DAY": "Lâm Đồng, ngày 05 tháng 11 năm 2026",
    "SIGNED_AS": "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH",
    "SIGNED_BY": "Trần Văn Bình (minh họa)",
    "CODE": "ABCD-EFGH-JKMN",
}


def facts_of(job: CertificatePrint) -> dict[str, Json]:
    """The facts of `templates/certificate.typ` for a print: its certificates in the order of the register.

    A constant number of statements. The texts are those of the awards as they stand now.
    """
    found = Certificate.objects.filter(prints__print=job).order_by("year", "number").select_related("replaces")
    certificates = list(found)
    lines = {one.pk: one for one in _lines(certificates)}
    signed = _blocks({line.decision.case_id for line in lines.values()})
    place = job.blank.place if job.blank else ""
    with override("vi"):
        told = [_certificate(one, lines[one.line_id], signed, place) for one in certificates]
        first = lines[certificates[0].line_id].decision
        frame = frame_of(_title(lines[certificates[0].line_id]), first.dated or date.min, issuer=first.authority.name)
        sheet = _sheet(job.blank) if job.blank else _A4
        places = _places(job.blank) if job.blank else {}
        manner = OVERLAY if job.blank else PLAIN
        return {**frame, "manner": manner, "sheet": sheet, "places": places, "certificates": told, "words": _words()}


def calibration_of(blank: CertificateBlank, *, with_sample: bool) -> dict[str, Json]:
    """The facts of the sheet by which a printer is set for a blank: rulers, and a cross where each text begins."""
    with override("vi"):
        title = pgettext("on paper", "Calibration sheet: %(blank)s") % {"blank": blank.name}
        sample: list[Json] = (
            [{"texts": dict(_SAMPLE), "qr": drawing_of(_address("ABCDEFGHJKMN"))}] if with_sample else []
        )
        words = _words()
        size = {"blank": blank.name, "width": blank.width, "height": blank.height, "dx": blank.dx, "dy": blank.dy}
        sheet = pgettext("on paper", "%(blank)s: %(width)s × %(height)s mm, shifted by %(dx)s and %(dy)s mm")
        return {
            **frame_of(title, blank.valid_from, issuer=blank.authority.name),
            "manner": CALIBRATION,
            "sheet": _sheet(blank),
            "places": _places(blank),
            "certificates": sample,
            "words": {**words, "sheet": sheet % size, "fields": {one.value: str(one.label) for one in Placed}},
        }


def _lines(certificates: Iterable[Certificate]) -> "QuerySet[DecisionLine]":
    related = ("decision__authority", "decision__signed_by", "nomination__award_form", "nomination__campaign")
    return awards().filter(pk__in=[one.line_id for one in certificates]).select_related(*related)


def _blocks(cases: Iterable[int]) -> dict[int, str]:
    """What stands above the signature of each decision, by its case."""
    of_case = SignOff.objects.filter(case__in=cases, voided_at=None).order_by().values("case")
    first = of_case.annotate(first=Min("pk")).values("first")
    return {one.case_id: "\n".join(lines_above(one)) for one in SignOff.objects.filter(pk__in=first)}


def _certificate(one: Certificate, line: DecisionLine, signed: Mapping[int, str], place: str) -> Json:
    decision, stands = line.decision, _now(line)
    return {
        "texts": {
            "FORM": title_of(line.nomination),
            "NAME": stands["name_now"],
            "POSITION": ", ".join(filter(None, (stands["title_now"], stands["unit_now"]))),
            "MERIT": _merit(line.nomination),
            "DECISION": decision.number,
            "DECIDED_ON": f"{decision.dated:%d/%m/%Y}",
            "REGISTER": _register(one),
            "PLACE_DAY": dateline(decision.authority_id, decision.dated, place),
            "SIGNED_AS": signed.get(decision.case_id, "").upper(),
            "SIGNED_BY": str(decision.signed_by),
            "CODE": shown_code(line.code),
        },
        "qr": drawing_of(_address(line.code)) if line.code else None,
    }


def _now(line: Any) -> dict[str, str]:
    """What `awards` says of the line as it stands."""
    return {name: getattr(line, name) for name in ("name_now", "title_now", "unit_now")}


def title_of(line: Nomination) -> str:
    """The form of award as a certificate is headed: of «Bằng khen của …» what stands before whose it is."""
    return line.award_form.name.partition(" của ")[0].upper()


def _title(line: DecisionLine) -> str:
    return f"{title_of(line.nomination)} – {line.decision.number}"


def _merit(line: Nomination) -> str:
    """In a movement what all are praised for; of an award at once the achievement itself."""
    if line.round_id is None:
        return pgettext("on paper", "For the achievement: %(achievement)s") % {"achievement": line.achievement_title}
    name = line.campaign.name
    return pgettext("on paper", "For outstanding achievements in %(campaign)s") % {
        "campaign": name[:1].lower() + name[1:]
    }


def _register(one: Certificate) -> str:
    if one.replaces is None:
        return one.register_no
    told = {"number": one.register_no, "old": one.replaces.register_no}
    if one.kind == Certificate.Kind.REISSUE:
        return pgettext("on paper", "%(number)s (issued again for No. %(old)s)") % told
    return pgettext("on paper", "%(number)s (exchanged for No. %(old)s)") % told


def _address(code: str) -> str:
    return f"{settings.PUBLIC_URL}/verify/{code}/"


def _sheet(blank: CertificateBlank) -> dict[str, str]:
    return {name: str(getattr(blank, name)) for name in ("width", "height", "dx", "dy")}


def _places(blank: CertificateBlank) -> dict[str, Json]:
    """The places with all that the template reads; lengths as text, for no number of the record is a fraction."""
    return {field: _place(place) for field, place in sorted(blank.places.items())}


def _place(place: Mapping[str, Any]) -> Json:
    told: dict[str, Json] = {"align": place.get("align", "left")}
    for key in NUMBERS:
        number = number_of(place, key)
        told[key] = int(number or 0) if key in WHOLE else f"{number:f}"
    return told | {mark: bool(place.get(mark, False)) for mark in MARKS}


def _words() -> dict[str, Json]:
    return {
        "gives": pgettext("on paper", "AWARDS THE"),
        "decision": pgettext("on paper", "Decision No. {number} of {day}"),
        "register": pgettext("on paper", "Entered in the register of awards under No. {number}"),
        "verify": pgettext("on paper", "Whether this award stands can be looked up by this code:"),
    }
