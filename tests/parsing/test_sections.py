"""What a part of a plan is about, by the words of its heading and of what stands below."""

import pytest

from bdg_graph.drafting.vocabulary import lexicon
from bdg_graph.parsing import document
from bdg_graph.parsing.sections import Sections


@pytest.mark.parametrize(
    ("heading", "expected", "why"),
    [
        ("II. MỤC TIÊU", "objectives", "the usual word"),
        ("III. TRUYỀN THÔNG, NÂNG CAO NHẬN THỨC", "task", "a verb says what is to be done"),
        ("III. PHÒNG NGỪA BẠO LỰC TRÊN CƠ SỞ GIỚI", "task", "a verb says what is to be done"),
        ("III. KHEN THƯỞNG", "", "no verb of doing"),
        ("1. Nâng cao nhận thức", "", "a numbered line need not be a part of the plan"),
        ("III. TẦM NHÌN ĐẾN NĂM 2045", "objectives", "an outlook with its year has figures to be reached"),
        ("III. TẦM NHÌN", "purpose", "an outlook without a year says what for"),
    ],
)
def test_headings(heading: str, expected: str, why: str) -> None:
    doc = document.read(f"{heading}\n- Sơ kết việc thực hiện hằng năm.\n", lexicon())
    assert Sections(doc, lambda _node: False).of(doc.outline.roots[0].children[0]) == expected, why
