"""The parser never refuses a text, and no text costs it more than its length."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bdg_graph.drafting.vocabulary import lexicon
from bdg_graph.parsing.plan import Draft, parse
from bdg_graph.reading.text import clean

PIECES = (
    "II. MỤC TIÊU\n",
    "1. ",
    "1.1. ",
    "a) ",
    "- ",
    "+ ",
    "Mục tiêu 1: ",
    "Chỉ tiêu 2: ",
    "chỉ tiêu 1, 2 (mục tiêu 2); ",
    "60%",
    "1,7 lần",
    "28/100.000",
    "từ 23 xuống 18",
    "vào năm 2025",
    " và ",
    "; ",
    ". ",
    "\n",
    "Sở Y tế",
    "UBND tỉnh",
    "chủ trì, phối hợp với ",
    "báo cáo ",
    "trước ngày 15/12",
    "V. TỔ CHỨC THỰC HIỆN\n",
    "III. NHIỆM VỤ\n",
    "Nơi nhận:\n",
    "KT. CHỦ TỊCH\n",
    "Luật Bình đẳng giới",
    "Nghị quyết số 28/NQ-CP",
    "Chương trình ",
    "giai đoạn 2021-2025",
    "| a | chủ trì | phối hợp |\n",
    "(",
    ")",
    "“",
    "”",
    "\u0301",
    "mô hình ",
    "KẾ HOẠCH\n",
    "Số: 1/KH-UBND\n",
)

# What 100,000 characters may take at most, in seconds of processor time: a step that costs the square of the length
# takes minutes, one that costs the length a tenth of this.
MOST = 5.0


def check(text: str) -> Draft:
    found = parse(text, lexicon())
    for record in (found.plan.header, *found.plan.records):
        for span in record.evidence:
            assert 0 <= span.start <= span.end <= len(text)
    keys = [(type(record), record.key) for record in found.plan.records]
    assert len(keys) == len(set(keys))
    return found


@given(st.text(max_size=400))
@settings(max_examples=150, deadline=None)
def test_any_text(text: str) -> None:
    check(clean(text))


@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
@settings(max_examples=250, deadline=None)
def test_any_pieces_of_plans(text: str) -> None:
    check(clean(text))


@given(st.binary(max_size=400))
@settings(max_examples=80, deadline=None)
def test_any_bytes(data: bytes) -> None:
    check(clean(data.decode("utf-8", "replace")))


@pytest.mark.parametrize(
    "piece", [*PIECES, "a", "1 ", " ", "\n", "|", "*", "#", "“", "(", "Ban A và ", "- a\n", "tỉnh A B C "]
)
def test_repetition_costs_its_length(piece: str) -> None:
    text = piece * (100_000 // len(piece))
    start = time.process_time()
    parse(clean(text), lexicon())
    assert time.process_time() - start < MOST


@pytest.mark.parametrize(
    "head", ["II. MỤC TIÊU\n- ", "III. NHIỆM VỤ\n1. A b\n- ", "V. TỔ CHỨC THỰC HIỆN\n1. Sở Y tế\n- "]
)
@pytest.mark.parametrize(
    "piece", ["60% a và ", "chủ trì, phối hợp với Sở Y tế; ", "báo cáo UBND tỉnh, ", "như mô hình a, ", "chỉ tiêu 1, "]
)
def test_a_line_without_end_costs_its_length(head: str, piece: str) -> None:
    text = head + piece * (100_000 // len(piece))
    start = time.process_time()
    parse(clean(text), lexicon())
    assert time.process_time() - start < MOST
