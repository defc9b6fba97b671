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
