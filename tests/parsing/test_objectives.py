"""How the objectives and indicators of a plan are laid out: short invented sections, and what is read from each."""

import pytest

from bdg_graph.drafting.vocabulary import lexicon
from bdg_graph.parsing import records as r
from bdg_graph.parsing.plan import parse

PLAN = """ỦY BAN NHÂN DÂN TỈNH AN HẢI

Số: 12/KH-UBND

An Hải, ngày 10 tháng 3 năm 2021

KẾ HOẠCH
Thực hiện Chiến lược quốc gia về bình đẳng giới giai đoạn 2021 - 2030

I. MỤC ĐÍCH, YÊU CẦU
1. Nâng cao nhận thức của cán bộ và người dân.
{section}
IV. TỔ CHỨC THỰC HIỆN
1. Sở Nội vụ chủ trì thực hiện Kế hoạch.
"""

LAYOUTS: tuple[tuple[str, str, list[str], list[str]], ...] = (
    (
        "a measure above a figure for each year",
        """II. MỤC TIÊU CỤ THỂ
- Tỷ lệ lao động nữ làm công hưởng lương:
+ Đến năm 2025 đạt 50%;
+ Đến năm 2030 đạt 60%.""",
        [],
        ["1: gteq 50 2025, gteq 60 2030"],
    ),
    (
        "a figure that is shared out to the lines below",
        """II. MỤC TIÊU CỤ THỂ
- Nữ cấp ủy viên đạt từ 20% trở lên, trong đó:
+ Cấp tỉnh: 15%;
+ Cấp xã: 25%.""",
        [],
        ["1: gteq 20 2030, gteq 15 2030, gteq 25 2030"],
    ),
    (
        "further measures below a line with a figure of its own",
        """II. MỤC TIÊU CỤ THỂ
- Tạo việc làm cho 5.000 lao động. Một số ngành chủ yếu:
+ Ngành may có 2.000 lao động nữ;
+ Ngành chè có 1.000 lao động nữ.""",
        [],
        ["1: gteq 5000 2030", "2: gteq 2000 2030", "3: gteq 1000 2030"],
    ),
    (
        "a line with a figure is no heading of what explains it",
        """II. MỤC TIÊU CỤ THỂ
(1) Phấn đấu 90% cán bộ được tập huấn theo tài liệu tại địa chỉ:
https://tap-huan.example.vn""",
        [],
        ["1: gteq 90 2030"],
    ),
    (
        "the aim stands on the line of a bare heading",
        """II. MỤC TIÊU, CHỈ TIÊU
1. Mục tiêu: Thu hẹp khoảng cách giới trong các lĩnh vực của đời sống.
2. Chỉ tiêu
- Nữ giám đốc doanh nghiệp đạt 27%.""",
        ["general"],
        ["1: gteq 27 2030"],
    ),
    (
        "the sentence of an objective, with its indicators below a bare heading",
        """II. MỤC TIÊU CỤ THỂ
1. Lĩnh vực chính trị: Tăng cường sự tham gia của phụ nữ.
Chỉ tiêu:
- 60% cơ quan có lãnh đạo chủ chốt là nữ.
2. Lĩnh vực giáo dục: Bảo đảm bình đẳng trong giáo dục.
Chỉ tiêu:
- Tỷ lệ nữ thạc sĩ đạt 50%.""",
        ["1", "2"],
        ["1.1: gteq 60 2030", "2.1: gteq 50 2030"],
    ),
    (
        "indicators and solutions of an objective below stars",
        """II. MỤC TIÊU, CHỈ TIÊU
1. Mục tiêu 1: Giảm khoảng cách giới trong lĩnh vực lao động
* Các chỉ tiêu:
- Bảo đảm ít nhất 40% việc làm mới cho mỗi giới.
* Giải pháp:
- Hỗ trợ vay vốn cho 500 phụ nữ khởi nghiệp.""",
        ["1"],
        ["1.1: gteq 40 2030"],
    ),
    (
        "indicators that a sentence announces under another heading",
        """II. NỘI DUNG
Năm 2022, phấn đấu đạt các chỉ tiêu sau đây:
- 60% cán bộ nữ được tập huấn.
- Tỷ lệ nữ tham gia cấp ủy đạt 20%.""",
        [],
        ["1: gteq 60 2030", "2: gteq 20 2030"],
    ),
    (
        "what is to be followed is announced, not what is to be reached",
        """II. NỘI DUNG
Sở Nội vụ theo dõi các chỉ tiêu sau:
- Tỷ lệ nữ tham gia cấp ủy;
- Tỷ lệ nữ được tập huấn.""",
        [],
        [],
    ),
    (
        "the outlook has figures, but no objectives",
        """II. MỤC TIÊU
1. Mục tiêu đến năm 2030
- Nữ giám đốc doanh nghiệp đạt 30%.
2. Tầm nhìn đến năm 2045
- Phấn đấu 50% lãnh đạo các cấp là nữ.
- Bình đẳng giới được bảo đảm trong mọi lĩnh vực của đời sống.""",
        [],
        ["1: gteq 30 2030", "2: gteq 50 2045"],
    ),
    (
        "lines without figures among the aims of a group that has none",
        """II. CHỈ TIÊU ĐẾN NĂM 2025
1. Lĩnh vực lao động
- 50% lao động nữ làm công hưởng lương.
2. Dịch vụ hỗ trợ
- Hỗ trợ phụ nữ quảng bá sản phẩm.
- Cải thiện môi trường kinh doanh.""",
        ["1", "2"],
        ["1.1: gteq 50 2025"],
    ),
    (
        "objectives head the rows of a table, a column holds what was reached before the plan",
        """II. MỤC TIÊU
| TT | Mục tiêu, chỉ tiêu | Đơn vị tính | Năm 2020 | Mục tiêu 2025 | Mục tiêu 2030 |
| I | Mục tiêu 1: Trong lĩnh vực chính trị | | | | |
| 1 | Tỷ lệ nữ lãnh đạo | % | 45 | 60 | 75 |
| II | Mục tiêu 2: Trong lĩnh vực kinh tế | | | | |
| 2 | Tỷ trọng lao động nữ trong nông nghiệp | % | 35 | <30 | <25 |""",
        ["1", "2"],
        ["1: gteq 60 2025 (45), gteq 75 2030 (45)", "2: lt 30 2025 (35), lt 25 2030 (35)"],
    ),
    (
        "aims have a column beside the indicators, and one of two rows",
        """II. MỤC TIÊU
| STT | Mục tiêu | Chỉ tiêu | Năm 2025 | Năm 2030 |
| 1 | Mục tiêu 1: Lĩnh vực lao động | Tỷ lệ nữ làm công hưởng lương | 50% | 60% |
| 2 | | Tỷ lệ nữ giám đốc | ≥ 27% | ≥ 30% |""",
        ["1"],
        ["1: gteq 50 2025, gteq 60 2030", "2: gteq 27 2025, gteq 30 2030"],
    ),
    (
        "a row with words of a head far behind is none",
        """II. MỤC TIÊU
| 1 | Xây dựng phần mềm thống kê giới | Hệ thống vận hành ổn định, đáp ứng mục tiêu đề ra | Năm 2025 |
| 2 | Tập huấn cho 100% cán bộ | Báo cáo kết quả | Năm 2026 |""",
        [],
        [],
    ),
    (
        "columns of periods are of their last years",
        """II. MỤC TIÊU
| STT | Chỉ tiêu | Giai đoạn 2021 - 2025 | Giai đoạn 2026 - 2030 |
| 1 | Tỷ lệ nữ làm công hưởng lương | 50% | 60% |""",
        [],
        ["1: gteq 50 2025, gteq 60 2030"],
    ),
)


@pytest.mark.parametrize(("why", "section", "objectives", "indicators"), LAYOUTS, ids=[row[0] for row in LAYOUTS])
def test_layouts(why: str, section: str, objectives: list[str], indicators: list[str]) -> None:
    records = parse(PLAN.format(section=section), lexicon(), "x").plan.records
    found = [record for record in records if isinstance(record, r.Target)]
    assert [record.key for record in records if isinstance(record, r.Objective)] == objectives, why
    assert [
        f"{record.key}: "
        + ", ".join(
            f"{t.comparator} {t.value:f} {t.due_year}" + (f" ({t.baseline_value:f})" if t.baseline_value else "")
            for t in found
            if t.indicator == record.key
        )
        for record in records
        if isinstance(record, r.Indicator)
    ] == indicators, why


def test_a_unit_in_brackets_behind_the_name_of_a_row() -> None:
    section = """II. CHỈ TIÊU
| Chỉ tiêu | Năm 2025 |
| Tỷ lệ nữ lãnh đạo (%) | 60 |
| Tỷ số giới tính khi sinh (bé trai/100 bé gái) | 111 |"""
    records = parse(PLAN.format(section=section), lexicon(), "x").plan.records
    assert [record.unit for record in records if isinstance(record, r.Target)] == ["percent", "boys-per-100-girls"]


def test_the_measure_above_its_figures_names_the_metric_of_each() -> None:
    section = """II. MỤC TIÊU CỤ THỂ
- Tỷ số giới tính khi sinh:
+ Đến năm 2025: 111 bé trai/100 bé gái;
+ Đến năm 2030: 109 bé trai/100 bé gái."""
    records = parse(PLAN.format(section=section), lexicon(), "x").plan.records
    found = {record.metric for record in records if isinstance(record, r.Target)}
    assert found == {"sex-ratio-at-birth"}
