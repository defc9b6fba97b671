"""What a document says of itself: number, date, kind, title, issuer, place, period."""

import pytest

from bdg_graph.drafting.vocabulary import lexicon
from bdg_graph.parsing.plan import parse
from bdg_graph.parsing.records import Header, Signatory

BODY = "\nI. MỤC ĐÍCH\n1. Nâng cao nhận thức.\n"


def header(text: str) -> Header:
    return parse(text + BODY, lexicon()).plan.header


@pytest.mark.parametrize(
    ("line", "place", "why"),
    [
        ("Ninh Bình, ngày 30 tháng 6 năm 2025", "ninh-binh", "the last day before the merger"),
        ("Ninh Bình, ngày 01 tháng 7 năm 2025", "ninh-binh-2025", "another unit from the first day after"),
        ("Thanh Hóa, ngày 01 tháng 7 năm 2025", "thanh-hoa", "a province that did not merge"),
        ("TP. Huế, ngày 05 tháng 5 năm 2024", "hue", "a short name"),
        ("Bến Xuân, ngày tháng năm 2024", "ben-xuan", "a place that no reference file knows, a date left blank"),
    ],
)
def test_the_place_is_the_one_alive_on_the_day(line: str, place: str, why: str) -> None:
    found = header(f"Số: 12/KH-UBND\n{line}\nKẾ HOẠCH\nCông tác bình đẳng giới năm 2025")
    assert found.place == place, why


@pytest.mark.parametrize(
    ("title", "period"),
    [
        ("Thực hiện Chiến lược giai đoạn 2021 - 2030", (2021, 2030)),
        ("Công tác bình đẳng giới năm 2022", (2022, 2022)),
        ("Triển khai Chương trình từ năm 2013 đến năm 2015", (2013, 2015)),
        ("THỰC HIỆN CHỈ THỊ 21-CT/TW NGÀY 20/01/2018 CỦA BAN BÍ THƯ", None),
    ],
)
def test_the_period_is_of_the_title(title: str, period: tuple[int, int] | None) -> None:
    assert header(f"KẾ HOẠCH\n{title}").period == period


def test_a_letter_names_its_subject_and_its_issuer_in_the_preamble() -> None:
    found = header(
        "Số: 5/SNV-XH\nV/v báo cáo năm 2024\nThanh Hóa, ngày 20 tháng 02 năm 2024\nKính gửi:\n- Các sở, ban, ngành;\n"
        "Thực hiện Công văn số 1/BNV ngày 12/02/2024 của Bộ Nội vụ, Sở Nội vụ đề nghị các sở, ban, ngành báo cáo:"
    )
    assert (found.document_type, found.document_number, found.issuer, found.issued, found.title.vi) == (
        "cong-van",
        "5/SNV-XH",
        "thanh-hoa/so-noi-vu",
        "2024-02-20",
        "V/v báo cáo năm 2024",
    )


def test_a_number_that_is_left_blank_is_not_stated() -> None:
    found = header("Số:    /KH-UBND\nKẾ HOẠCH\nCông tác năm 2024")
    assert found.document_number is None
    assert found.not_stated == ["issuer", "documentNumber", "issued"]


def test_the_issuer_of_a_number_alone() -> None:
    assert header("Số: 7/KH-UBND\nThanh Hóa, ngày 01 tháng 3 năm 2024\nKẾ HOẠCH\nCông tác năm 2024").issuer == (
        "thanh-hoa/uy-ban-nhan-dan-tinh"
    )


def test_a_day_that_no_calendar_has_is_no_date() -> None:
    assert header("Thanh Hóa, ngày 30 tháng 02 năm 2024\nKẾ HOẠCH\nCông tác năm 2024").issued is None
    assert header("Thanh Hóa, ngày 29 tháng 02 năm 2024\nKẾ HOẠCH\nCông tác năm 2024").issued == "2024-02-29"


@pytest.mark.parametrize(
    ("decider", "issuer"),
    [
        ("ỦY BAN NHÂN DÂN TỈNH THANH HÓA", "thanh-hoa/uy-ban-nhan-dan-tinh"),
        ("BỘ TRƯỞNG BỘ Y TẾ", "viet-nam/bo-y-te"),
    ],
)
def test_a_decision_says_between_title_and_grounds_who_decides(decider: str, issuer: str) -> None:
    found = header(
        f"Số: 7/QĐ\nThanh Hóa, ngày 01 tháng 3 năm 2024\nQUYẾT ĐỊNH\nBAN HÀNH KẾ HOẠCH NĂM 2024\n{decider}\n"
        "Căn cứ Thông tư số 2/2017/TT-VPCP của Bộ trưởng, Chủ nhiệm Văn phòng Chính phủ hướng dẫn nghiệp vụ;\n"
        "Theo đề nghị của Giám đốc Sở Nội vụ.\nQUYẾT ĐỊNH:\nĐiều 1. Giao Sở Nội vụ triển khai Kế hoạch này."
    )
    assert (found.issuer, found.title.vi) == (issuer, "QUYẾT ĐỊNH BAN HÀNH KẾ HOẠCH NĂM 2024")


def test_a_title_left_open_goes_on_with_an_agency() -> None:
    found = header("KẾ HOẠCH\nTRIỂN KHAI NHIỆM VỤ THUỘC THẨM QUYỀN CỦA\nỦY BAN NHÂN DÂN TỈNH\nCăn cứ Luật Trẻ em;")
    assert found.title.vi == "KẾ HOẠCH TRIỂN KHAI NHIỆM VỤ THUỘC THẨM QUYỀN CỦA ỦY BAN NHÂN DÂN TỈNH"


LETTERHEAD = "UBND TỈNH THANH HÓA | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM |\n"


@pytest.mark.parametrize(
    ("lost", "title"),
    [
        ("CÔNG TÁC BÌNH ĐẲNG GIỚI NĂM 2024\nCăn cứ Luật Trẻ em;\n", "CÔNG TÁC BÌNH ĐẲNG GIỚI NĂM 2024"),
        (
            "Căn cứ Kế hoạch số 2/KH-UBND về việc ban hành Kế hoạch, cụ thể như sau;\n"
            "UBND tỉnh xây dựng Kế hoạch công tác phụ nữ năm 2024, cụ thể như sau:\n",
            "Kế hoạch công tác phụ nữ năm 2024",
        ),
    ],
)
def test_a_plan_that_lost_the_line_which_names_it(lost: str, title: str) -> None:
    """Its kind is that of its number, its title what stands there or what its issuer says to issue."""
    found = header(f"{LETTERHEAD}Số: 7/KH-UBND | Thanh Hóa, ngày 01 tháng 3 năm 2024 |\n{lost}")
    assert (found.document_type, found.title.vi, found.period, found.issuer) == (
        "ke-hoach",
        title,
        (2024, 2024),
        "thanh-hoa/uy-ban-nhan-dan-tinh",
    )


def test_the_place_of_a_date_line_that_names_a_town_is_the_province_above_it() -> None:
    letterhead = "ỦY BAN NHÂN DÂN\nTỈNH THANH HÓA\nSố: 7/KH-UBND\nSầm Sơn, ngày 01 tháng 3 năm 2024\nKẾ HOẠCH\nNăm 2024"
    assert header(letterhead).place == "thanh-hoa"
    assert header(letterhead.replace("TỈNH", "THÀNH PHỐ SẦM SƠN TỈNH")).place == "sam-son"


def test_the_line_above_the_articles_is_no_title() -> None:
    assert header("Số: 7/QĐ-UBND\nQUYẾT ĐỊNH:\nĐiều 1. Ban hành Kế hoạch.").title.vi is None


def test_who_signed_stands_above_what_is_put_into_force() -> None:
    """Nothing below the name is of the signature; a Prime Minister signs as one."""
    text = (
        "QUYẾT ĐỊNH\nBan hành Quy chế\nĐiều 1. Ban hành Quy chế.\nNơi nhận:\n- Như Điều 1;\nKT. THỦ TƯỚNG\n"
        "PHÓ THỦ TƯỚNG\nNguyễn Thị Hà\nQUY CHẾ\nPhối hợp công tác\nChương I\nQuy Định Chung\n1. Sở Y tế chủ trì.\n"
    )
    signed = [record for record in parse(text, lexicon()).plan.records if isinstance(record, Signatory)]
    assert [(s.name, s.position, s.on_behalf_of) for s in signed] == [
        ("Nguyễn Thị Hà", "PHÓ THỦ TƯỚNG", "KT. THỦ TƯỚNG")
    ]


def test_a_number_of_the_party_and_a_day_in_figures() -> None:
    found = header("TỈNH ỦY THANH HÓA\nSố 12-KH/TU\nThanh Hóa, ngày 05/3/2024\nKẾ HOẠCH\nthực hiện Chỉ thị số 21-CT/TW")
    assert (found.document_number, found.issued, found.place) == ("12-KH/TU", "2024-03-05", "thanh-hoa")
    assert header("KẾ HOẠCH\nTHỰC HIỆN CHỈ THỊ SỐ 21-CT/TW, NGÀY 20/01/2018 CỦA BAN BÍ THƯ").issued is None


def test_a_title_may_hold_words_of_the_letterhead() -> None:
    assert header("KẾ HOẠCH\nHỖ TRỢ PHỤ NỮ Ở NHÀ Ở XÃ HỘI ĐỘC LẬP NĂM 2024").title.vi == (
        "KẾ HOẠCH HỖ TRỢ PHỤ NỮ Ở NHÀ Ở XÃ HỘI ĐỘC LẬP NĂM 2024"
    )
