"""What stands under what: headings of lists of aims, bullets that head lines, the last section of a plan."""

from bdg_graph.drafting.vocabulary import lexicon
from bdg_graph.parsing.plan import Draft, parse
from bdg_graph.parsing.records import Indicator, Objective, ReportingDuty

FRONT = "Số: 7/KH-UBND\nThanh Hóa, ngày 01 tháng 3 năm 2024\nKẾ HOẠCH\nCông tác bình đẳng giới năm 2024\n"


def draft(body: str) -> Draft:
    return parse(FRONT + body, lexicon())


def keys(body: str, kind: type[Objective] | type[Indicator]) -> list[str]:
    return [record.key for record in draft(body).plan.records if isinstance(record, kind)]


def test_a_heading_above_objectives_is_none_and_says_by_when() -> None:
    found = draft(
        "II. MỤC TIÊU\n1. Phấn đấu đến cuối năm 2025 đạt các mục tiêu sau:\n1.1. Mục tiêu 1. Lĩnh vực chính trị\n"
        "- Chỉ tiêu 1: 60% cơ quan có lãnh đạo là nữ.\n2. Tháng hành động\na) Chủ đề\n“An toàn cho phụ nữ”.\n"
    ).plan
    assert [r.key for r in found.records if isinstance(r, Objective | Indicator)] == ["1", "1.1"]


def test_a_bullet_of_few_words_heads_the_lines_below_it() -> None:
    body = (
        "II. MỤC TIÊU\n1. Mục tiêu cụ thể\n- Y tế\nTrên 70% phụ nữ được khám.\nTrên 80% trẻ em được tiêm.\n- Giáo dục\n"
        "Trên 90% học sinh nữ đến trường.\n"
    )
    assert keys(body, Indicator) == ["1", "2", "3"]
    assert draft(body).leftovers == []


def test_a_sentence_that_is_all_of_a_section_is_no_closing() -> None:
    found = draft(
        "I. MỤC ĐÍCH\n1. Nâng cao.\nII. CHẾ ĐỘ BÁO CÁO\nSở Y tế báo cáo về Sở Nội vụ trước ngày 10/12/2024./."
    )
    assert [(r.agencies, r.reports_to) for r in found.plan.records if isinstance(r, ReportingDuty)] == [
        (["thanh-hoa/so-y-te"], ["thanh-hoa/so-noi-vu"])
    ]
    assert found.leftovers == []


def test_an_estimate_of_costs_sets_no_targets() -> None:
    body = (
        "II. MỤC TIÊU\n1. Mở lớp tập huấn cho cán bộ.\nIII. CHỈ TIÊU\n1. Dự toán\n"
        "| STT | Chỉ tiêu | Đơn giá | Năm 2024 |\n| 1 | Thuê hội trường | 500.000 | 1.000.000 |\n"
    )
    assert keys(body, Indicator) == []


def test_fields_below_a_bare_heading_of_aims_are_objectives() -> None:
    body = (
        "II. MỤC TIÊU\n1. Trong lĩnh vực chính trị\na) Đạt 60% cơ quan có lãnh đạo là nữ.\n2. Trong lĩnh vực y tế\n"
        "a) Tỷ số giới tính khi sinh là 111 bé trai/100 bé gái.\n"
        "III. TỔ CHỨC THỰC HIỆN\n1. Sở Y tế chủ trì mục tiêu 2.\n"
    )
    assert (keys(body, Objective), keys(body, Indicator)) == (["1", "2"], ["1.1", "2.1"])
