"""R-SECRET: which names and which first lines bear a degree mark, and which words only look like one."""

from unicodedata import normalize

import pytest

from workflow.procedure.bases import Basis
from workflow.procedure.secrecy import RULE, Degree, mark_in_name, mark_in_text, mark_in_title, why_secret

MARKED_NAMES = [
    "MẬT.pdf",
    "mật.pdf",
    "Tối mật.docx",
    "tuyệt mật.pdf",
    "MẬT_báo cáo thành tích.pdf",
    "MẬT - báo cáo.pdf",
    "báo cáo (MẬT).docx",
    "báo cáo (Mật).docx",
    "danh sách [mật].xlsx",
    "Báo cáo MẬT 2026.pdf",
    "TỐI MẬT_danh sách.xlsx",
    "danh sách tối mật.xlsx",
    "bao-cao-TUYỆT-MẬT.pdf",
    "HỒ SƠ MẬT.pdf",
    "hồ sơ mật.pdf",
    "tài liệu mật 05.pdf",
    "cong van_độ mật.pdf",
    "TUYET MAT.pdf",
    "bc_TOI_MAT_01.pdf",
    "TUYETMAT-01.pdf",
    "thư mục\\TỐI MẬT.pdf",
]
PLAIN_NAMES = [
    "",
    "bao-cao.pdf",
    "bảo mật.pdf",
    "BẢO MẬT.pdf",
    "BẢO_MẬT thông tin.pdf",
    "Bảo-mật-hệ-thống.docx",
    "bí mật.pdf",
    "BÍ MẬT.pdf",
    "Giải pháp BẢO MẬT 2026.pdf",
    "MAT.pdf",
    "mat.pdf",
    "MAT_BAO_CAO.pdf",
    "so MAT 01.pdf",
    "toi mat.pdf",
    "tuyet mat.pdf",
    "MAT TOI.pdf",
    "mật ong.pdf",
    "MẬT ONG.pdf",
    "MẬT_ONG rừng.pdf",
    "ONG MẬT.pdf",
    "Mô hình nuôi ong lấy mật.pdf",
    "mật độ cây trồng.xlsx",
    "Mật khẩu.pdf",
    "MẬT MÃ.pdf",
    "thân mật.pdf",
    "PHẪU THUẬT SỎI MẬT.pdf",
    "Cắt túi mật nội soi.pdf",
    "NGUYỄN VĂN MẬT.pdf",
    "Nguyễn Thị Mật.pdf",
    "tối mắt.pdf",
    "MẶT BẰNG.pdf",
    "MẤT.pdf",
]
MARKED_TEXTS = [
    "MẬT",
    "mật",
    "  Tối mật  ",
    "TUYỆT MẬT\nBáo cáo thành tích",
    "\n\n[MẬT]\nBáo cáo",
    "(Mật) Báo cáo thành tích",
    "Độ mật: Tối mật",
    "Mức độ mật: MẬT",
    "*** TỐI MẬT ***",
    "TỐI MẬT Báo cáo thành tích",
    "TUYỆT MẬT BÁO CÁO THÀNH TÍCH",
    "Tối mật: kế hoạch",
    "Tuyệt mật - danh sách",
    "MẬT: báo cáo",
    "MẬT – báo cáo",
    "MẬT Báo cáo thành tích",
]
PLAIN_TEXTS = [
    "",
    " \n ",
    "MAT",
    "mat",
    "TOI MAT",
    "Bảo mật",
    "BẢO MẬT",
    "Bảo mật hệ thống thông tin của tỉnh",
    "Bí mật của thành công",
    "Mật ong Đà Lạt đạt chứng nhận",
    "MẬT ONG ĐÀ LẠT ĐẠT CHỨNG NHẬN",
    "MẬT ONG: sản phẩm OCOP",
    "Mật độ cây trồng tăng",
    "MẬT ĐỘ: 500 cây/ha",
    "Mật khẩu được quản lý",
    "Mật báo của quần chúng",
    "Mật – ong và phấn hoa",
    "Tuyệt mật là điều không ai nói ra",
    "Tối mật về công thức",
    "Báo cáo thành tích\nMẬT",
    "Đã hoàn thành công tác bảo mật: MẬT",
    "Mất mùa",
    "Mặt trận Tổ quốc",
    "Ông Mật đạt thành tích",
    "Bảo vệ bí mật nhà nước theo độ mật",
]


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("name", MARKED_NAMES)
def test_a_name_with_a_degree_mark_is_found(name: str, form: str) -> None:
    assert mark_in_name(normalize(form, name))  # type: ignore[arg-type]  # the form is one of the four


@pytest.mark.parametrize("name", PLAIN_NAMES)
def test_a_name_without_one_is_left_alone(name: str) -> None:
    assert mark_in_name(name) == ""


@pytest.mark.parametrize("form", ["NFC", "NFD"])
@pytest.mark.parametrize("text", MARKED_TEXTS)
def test_a_text_that_begins_with_a_degree_mark_is_found(text: str, form: str) -> None:
    assert mark_in_text(normalize(form, text))  # type: ignore[arg-type]  # as above


@pytest.mark.parametrize("text", PLAIN_TEXTS)
def test_a_text_without_one_is_left_alone(text: str) -> None:
    assert mark_in_text(text) == ""


@pytest.mark.parametrize("title", ["Báo cáo 05.2026 MẬT", "TỐI MẬT", "Danh sách (Mật)", "12/2026 tài liệu mật"])
def test_a_title_is_read_to_its_end(title: str) -> None:
    assert mark_in_title(title)


@pytest.mark.parametrize("title", ["Báo cáo 05.2026 bảo mật", "Mô hình mật ong", "Nguyễn Văn Mật"])
def test_a_title_without_one_is_left_alone(title: str) -> None:
    assert mark_in_title(title) == ""


def test_the_refusal_names_the_mark_the_rule_and_its_basis_and_nobody_lifts_it() -> None:
    refusal = why_secret("TỐI MẬT")
    assert refusal is not None
    assert (refusal.rule, refusal.basis, refusal.lifted_by, refusal.of_authority) == (
        RULE,
        Basis.STATE_SECRET,
        None,
        False,
    )
    assert "TỐI MẬT" in str(refusal.reason)
    assert why_secret("") is None


def test_a_long_name_and_a_long_text_are_read_quickly() -> None:
    assert mark_in_name("(" * 5000 + "mật" + " a" * 5000) == ""
    assert mark_in_text("(" * 20_000 + " mật ong " * 2000) == ""


def test_every_degree_has_its_word() -> None:
    assert len({str(degree.label) for degree in Degree}) == 3
