"""The columns of a list of past awards, as a decision and its annexed list have them."""

from typing import Final

from workflow.dossiers.list_columns import Column, Layout

COLUMNS: Final = (
    Column("number", "STT", "No.", 6),
    Column("kind", "Loại", "Kind", 14, needed=True),
    Column("code", "Mã", "Code", 16),
    Column("name", "Họ và tên hoặc tên tập thể", "Name", 34, needed=True),
    Column("birth_year", "Năm sinh", "Year of birth", 10),
    Column("title", "Chức vụ", "Title", 24),
    Column("unit", "Đơn vị", "Unit", 30),
    Column("award_form", "Hình thức khen thưởng", "Award form", 34, needed=True),
    Column("authority_name", "Cấp quyết định", "Decided by", 30),
    Column("decision_number", "Số quyết định", "Decision number", 18, needed=True),
    Column("decided_on", "Ngày quyết định", "Decided on", 14, needed=True),
    Column("achievement_title", "Thành tích tóm tắt", "Achievement in short", 40, needed=True),
    Column("period_from", "Thành tích từ ngày", "Achieved from", 14),
    Column("period_to", "Thành tích đến ngày", "Achieved until", 14),
    Column("campaign", "Phong trào thi đua", "Campaign", 34),
)

HISTORY: Final = Layout(COLUMNS, days=("decided_on", "period_from", "period_to"))
LENGTHS: Final = {
    "name": 250,
    "title": 250,
    "unit": 250,
    "authority_name": 250,
    "decision_number": 60,
    "achievement_title": 300,
}
"""How long the texts of a past award may be, in signs."""
