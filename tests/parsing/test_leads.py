"""The wordings in which plans say who leads what: tests/cases/leads.tsv."""

import pytest

from bdg_graph.drafting.vocabulary import lexicon
from bdg_graph.parsing.plan import parse
from bdg_graph.parsing.records import Responsibility, Target
from tests.cases import cases

PLAN = """UBND TỈNH LAM THÀNH
Số: 9/KH-UBND
Lam Thành, ngày 02 tháng 3 năm 2024
KẾ HOẠCH
Thực hiện công tác bình đẳng giới năm 2024
Thực hiện Nghị quyết số 28/NQ-CP ngày 03/3/2021 của Chính phủ, UBND tỉnh ban hành Kế hoạch như sau:
I. MỤC TIÊU
1. Mục tiêu 1: Trong lĩnh vực chính trị
- Chỉ tiêu 1: 60% cơ quan có lãnh đạo chủ chốt là nữ.{indicator}
- Chỉ tiêu 2: 20% cấp ủy viên là nữ.
2. Mục tiêu 2: Trong lĩnh vực y tế
- Chỉ tiêu 1: Tỷ số giới tính khi sinh không quá 112 bé trai/100 bé gái.
- Chỉ tiêu 2: 90% phụ nữ mang thai được khám thai.
II. NHIỆM VỤ
1. Tuyên truyền về bình đẳng giới trong nhân dân.
III. TỔ CHỨC THỰC HIỆN
{duties}
9. Sở Tài chính: Bố trí kinh phí thực hiện Kế hoạch.
Nơi nhận:
- Lưu: VT.
"""


@pytest.mark.parametrize(("given", "expected", "why"), cases("leads"))
def test_leads(given: str, expected: str, why: str) -> None:
    where, words = given.split(": ", 1)
    said = {"indicator": "", "duties": "1. Văn phòng UBND tỉnh: Theo dõi chung.", where: words.replace("⏎", "\n")}
    records = parse(PLAN.format(**said), lexicon()).plan.records
    found = []
    for record in records:
        if isinstance(record, Responsibility) and record.covers:
            who = [agency.partition("/")[2] for agency in record.agencies]
            what = [f"o{key}" if kind == "objective" else key for kind, key in record.covers]
            along = [partner.partition("/")[2] for partner in record.partners]
            found.append(" ".join([*who, record.role, *what, *(["+", *along] if along else [])]))
    assert (" ; ".join(found) or "-") == expected, why
    targets = [f"{target.indicator} {target.value}" for target in records if isinstance(target, Target)]
    assert targets == ["1.1 60", "1.2 20", "2.1 112", "2.2 90"], why
