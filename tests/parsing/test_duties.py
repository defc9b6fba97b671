"""The forms in which plans say who does what, whatever it covers: tests/cases/duties.tsv."""

import pytest

from bdg_graph.drafting.vocabulary import lexicon
from bdg_graph.parsing.plan import parse
from bdg_graph.parsing.records import Responsibility
from tests.cases import cases

PLAN = """UBND TỈNH LAM THÀNH
Số: 9/KH-UBND
Lam Thành, ngày 02 tháng 3 năm 2026
KẾ HOẠCH
Thực hiện công tác bình đẳng giới năm 2026
Thực hiện Nghị quyết số 28/NQ-CP ngày 03/3/2021 của Chính phủ, UBND tỉnh ban hành Kế hoạch như sau:
I. NHIỆM VỤ
{tasks}
II. KINH PHÍ
1. Kinh phí bố trí từ ngân sách nhà nước hằng năm:
{funding}
III. TỔ CHỨC THỰC HIỆN
{duties}
Nơi nhận:
- Lưu: VT.
"""


@pytest.mark.parametrize(("given", "expected", "why"), cases("duties"))
def test_duties(given: str, expected: str, why: str) -> None:
    where, words = given.split(": ", 1)
    said = {"tasks": "1. Tuyên truyền trong nhân dân.", "funding": "", "duties": "1. Điều khoản thi hành."}
    said[where] = words.replace("⏎", "\n")
    found = []
    for record in parse(PLAN.format(**said), lexicon()).plan.records:
        if isinstance(record, Responsibility):
            who = [agency.partition("/")[2] for agency in record.agencies]
            along = [partner.partition("/")[2] for partner in record.partners]
            found.append(" ".join([*who, record.role, *(["+", *along] if along else [])]))
    assert (" ; ".join(found) or "-") == expected, why


WARD = """ỦY BAN NHÂN DÂN PHƯỜNG HÒA AN
Số: 12/KH-UBND
Hòa An, ngày 12 tháng 3 năm 2026
KẾ HOẠCH
Thực hiện công tác bình đẳng giới năm 2026 trên địa bàn phường Hòa An
Thực hiện Kế hoạch số 88/KH-UBND của UBND {province}, UBND phường ban hành Kế hoạch như sau:
I. TỔ CHỨC THỰC HIỆN
1. Công an phường: Phối hợp với Công an thành phố, Sở Y tế, Hội Liên hiệp Phụ nữ phường nắm tình hình.
"""


def test_the_agencies_of_the_province_in_the_plan_of_a_ward() -> None:
    found = []
    for province in ("thành phố Đà Nẵng", "thành phố"):
        records = parse(WARD.format(province=province), lexicon()).plan.records
        found += [[*r.agencies, *r.partners] for r in records if isinstance(r, Responsibility)]
    named = ["cong-an-cap-xa", "cong-an-tinh", "so-y-te", "hoi-lien-hiep-phu-nu"]
    above = ["hoa-an", "da-nang-2025", "da-nang-2025", "hoa-an"]
    assert found == [[f"{p}/{a}" for p, a in zip(above, named, strict=True)], [f"hoa-an/{a}" for a in named]]


GROUPS = """UBND TỈNH LAM THÀNH
Số: 9/KH-UBND
Lam Thành, ngày 02 tháng 3 năm 2026
KẾ HOẠCH
Thực hiện công tác bình đẳng giới năm 2026
I. MỤC TIÊU
1. Nhóm chỉ tiêu do Sở Nội vụ chủ trì
- 60% cơ quan có lãnh đạo chủ chốt là nữ.
- 20% cấp ủy viên là nữ.
2. Nhóm chỉ tiêu giao Sở Y tế chủ trì, phối hợp với UBND các xã, phường
- 90% phụ nữ mang thai được khám thai.
"""


def test_a_heading_that_says_who_leads_the_indicators_below_it() -> None:
    records = [r for r in parse(GROUPS, lexicon()).plan.records if isinstance(r, Responsibility)]
    assert [(r.agencies, r.role, r.covers, r.partners) for r in records] == [
        (["lam-thanh/so-noi-vu"], "lead", [("indicator", "1"), ("indicator", "2")], []),
        (["lam-thanh/so-y-te"], "lead", [("indicator", "3")], ["lam-thanh/uy-ban-nhan-dan-cap-xa"]),
    ]
