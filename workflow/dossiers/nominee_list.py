"""The columns of the summary list of nominees (danh sách trích ngang, D2)."""

from typing import Final

from workflow.dossiers.list_columns import Column, Layout

COLUMNS: Final = (
    Column("number", "STT", "No.", 6),
    Column("kind", "Loại", "Kind", 14, needed=True),
    Column("code", "Mã", "Code", 16),
    Column("name", "Họ và tên hoặc tên tập thể", "Name", 34, needed=True),
    Column("birth_year", "Năm sinh", "Year of birth", 10),
    Column("track", "Nhóm cá nhân", "Leader or staff", 18),
    Column("title", "Chức vụ", "Title", 24),
    Column("unit", "Đơn vị", "Unit", 30),
    Column("award_form", "Hình thức khen thưởng", "Award form", 34, needed=True),
    Column("achievement_title", "Thành tích tóm tắt", "Achievement in short", 40, needed=True),
    Column("achievement", "Thành tích", "Achievement", 60, needed=True),
    Column("period_from", "Thành tích từ ngày", "Achieved from", 14, needed=True),
    Column("period_to", "Thành tích đến ngày", "Achieved until", 14, needed=True),
    Column("influence_scope", "Phạm vi ảnh hưởng", "Scope of influence", 24),
    Column("simplified_ground", "Trường hợp thủ tục đơn giản", "Simplified procedure", 24),
    Column("submitter_ground", "Căn cứ để trình", "Ground for submitting", 24),
    Column("recipient", "Người nhận thay (truy tặng)", "Recipient (posthumous)", 24),
    Column("duplicate_ground", "Lý do đề nghị thêm", "Ground for a further proposal", 24),
)

NOMINEES: Final = Layout(COLUMNS, days=("period_from", "period_to"), long=("achievement",))
