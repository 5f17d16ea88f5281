"""The documents that can be made: each by a template of its own, or in a wording that the official template sets."""

from enum import StrEnum, unique
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


@unique
class Document(StrEnum):
    """A kind of document, by the name of its wording or template. D1 to D18 as in the domain reference, 4.2."""

    SESSION_PACK = "session_pack"
    """The papers pack of a council session (hồ sơ tài liệu phiên họp)."""
    UNIT_LETTER = "unit_letter"
    """D1, the letter of a unit (tờ trình)."""
    NOMINEE_LIST = "nominee_list"
    """D2, the list of nominees (danh sách trích ngang)."""
    ACHIEVEMENT_REPORT = "achievement_report"
    """D3 (báo cáo thành tích)."""
    SUMMARY_REPORT = "summary_report"
    """D3b, of an award at once (báo cáo tóm tắt thành tích)."""
    UNIT_MINUTES = "unit_minutes"
    """D4, the minutes of a unit's own council (biên bản họp hội đồng cơ sở)."""
    RECEIPT = "receipt"
    """D5, the receipt of a dossier (phiếu tiếp nhận)."""
    SUPPLEMENT_REQUEST = "supplement_request"
    """D5, the request for a supplement (phiếu yêu cầu bổ sung)."""
    APPRAISAL_SHEET = "appraisal_sheet"
    """D6 (phiếu thẩm định)."""
    SUMMARY_TABLE = "summary_table"
    """D7 (bảng tổng hợp)."""
    BALLOT_SHEET = "ballot_sheet"
    """D8 (phiếu bầu, phiếu lấy ý kiến)."""
    TALLY_RECORD = "tally_record"
    """D9 (biên bản kiểm phiếu)."""
    COUNCIL_MINUTES = "council_minutes"
    """D10 (biên bản họp Hội đồng)."""
    OFFICE_LETTER = "office_letter"
    """D11, the letter of the standing office (tờ trình của cơ quan thường trực)."""
    DECISION = "decision"
    """D12 and its annex D13 (quyết định khen thưởng, danh sách kèm theo)."""
    REVOCATION = "revocation"
    """D17 (quyết định hủy bỏ)."""
    CORRECTION = "correction"
    """A decision that corrects another (quyết định đính chính)."""
    CERTIFICATE = "certificate"
    """D15 (bằng khen, giấy khen)."""
    RESULT_NOTICE = "result_notice"
    """D14 (thông báo kết quả)."""
    PAYMENT_LIST = "payment_list"
    """D16 (danh sách chi tiền thưởng)."""
    PERIODIC_REPORT = "periodic_report"
    """D18 (báo cáo định kỳ)."""


SET_BY_TEMPLATE: Final = frozenset({Document.SESSION_PACK, Document.CERTIFICATE})
"""The documents that a template of their name sets, with `make`. All others have a wording, see `papers`."""
WORDED: Final = tuple(one for one in Document if one not in SET_BY_TEMPLATE)
"""The documents that have a wording."""
NAMES: "Final[dict[Document, _StrPromise]]" = {
    Document.SESSION_PACK: _("Papers of a council session"),
    Document.UNIT_LETTER: _("Letter of a unit"),
    Document.NOMINEE_LIST: _("List of nominees"),
    Document.ACHIEVEMENT_REPORT: _("Achievement report"),
    Document.SUMMARY_REPORT: _("Summary report of an achievement"),
    Document.UNIT_MINUTES: _("Minutes of a unit's council"),
    Document.RECEIPT: _("Receipt of a dossier"),
    Document.SUPPLEMENT_REQUEST: _("Request for a supplement"),
    Document.APPRAISAL_SHEET: _("Appraisal sheet"),
    Document.SUMMARY_TABLE: _("Summary table of nominations"),
    Document.BALLOT_SHEET: _("Ballot sheet"),
    Document.TALLY_RECORD: _("Record of the count"),
    Document.COUNCIL_MINUTES: _("Minutes of the council"),
    Document.OFFICE_LETTER: _("Letter of the standing office"),
    Document.DECISION: _("Decision to award, with its annex"),
    Document.REVOCATION: _("Decision to revoke"),
    Document.CORRECTION: _("Decision to correct"),
    Document.CERTIFICATE: _("Certificate"),
    Document.RESULT_NOTICE: _("Notice of results"),
    Document.PAYMENT_LIST: _("Payment list of prize money"),
    Document.PERIODIC_REPORT: _("Periodic report"),
}
"""What each is called."""
SYMBOLS: Final[dict[Document, str]] = {
    Document.UNIT_LETTER: "TTr",
    Document.OFFICE_LETTER: "TTr",
    Document.ACHIEVEMENT_REPORT: "BC",
    Document.SUMMARY_REPORT: "BC",
    Document.PERIODIC_REPORT: "BC",
    Document.UNIT_MINUTES: "BB",
    Document.TALLY_RECORD: "BB",
    Document.COUNCIL_MINUTES: "BB",
    Document.DECISION: "QĐ",
    Document.REVOCATION: "QĐ",
    Document.CORRECTION: "QĐ",
    Document.RESULT_NOTICE: "TB",
}
"""The sign of the kind in a number that none gave yet; recalled, not seen at its source (domain reference, 4.1)."""
