"""The text reader: a table of cases, and what holds for any text."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bdg_graph.reading.text import clean

CASES = [
    ("mu\u0323c tie\u0302u\n", "mục tiêu\n", "decomposed letters are composed"),
    ("a\u00a0b\tc  d\n", "a b c d\n", "every white space is one ordinary space"),
    ("a\r\nb\rC\n", "a b\nC\n", "line ends of Windows and old Macintosh"),
    ("\ufeffSố: 1\n", "Số: 1\n", "a byte order mark is no character of the text"),
    ("### **3. Đẩy mạnh**\n", "3. Đẩy mạnh\n", "Markdown's heading and bold marks"),
    ("**KT. CHỦ TỊCH  \nPHÓ CHỦ TỊCH**\n", "KT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\n", "a bold mark around two lines"),
    ("5 * 3 * 2\n", "5 * 3 * 2\n", "asterisks that mark nothing stay"),
    ("(*) Ghi chú\n", "(*) Ghi chú\n", "a footnote mark stays"),
    ("các cơ sở trợ\n\ngiúp nạn nhân.\n", "các cơ sở trợ giúp nạn nhân.\n", "a page break inside a sentence"),
    ("Xong câu.\n\ntiếp\n", "Xong câu.\n\ntiếp\n", "a closed sentence is not continued"),
    ("Mở đầu\na) Mục\nđ) Mục\n", "Mở đầu\na) Mục\nđ) Mục\n", "list items begin their own lines"),
    ("Mở đầu\n- mục\n+ mục\n", "Mở đầu\n- mục\n+ mục\n", "bullets begin their own lines"),
    ("Số:\n12/KH-UBND\n", "Số: 12/KH-UBND\n", "a number that a narrow column cut"),
    ("Huế, ngày\n05 tháng 3 năm 2024\n", "Huế, ngày 05 tháng 3 năm 2024\n", "a date that a narrow column cut"),
    ("QUYẾT\nĐỊNH\n", "QUYẾT ĐỊNH\n", "a title that a narrow column cut"),
    ("1.\nSở Y tế chủ trì\n", "1. Sở Y tế chủ trì\n", "a mark alone on its line"),
    ("Điều 2.\nGiao Sở Y tế\n", "Điều 2. Giao Sở Y tế\n", "an article's number alone on its line"),
    ("1.\na) Sở Y tế\n", "1.\na) Sở Y tế\n", "a mark below a mark"),
    ("giai đoạn 2021\n- 2025\n", "giai đoạn 2021 - 2025\n", "a period that a line end cut"),
    ("tăng 05\n- 06%/năm, trong đó\n", "tăng 05 - 06%/năm, trong đó\n", "a range that a line end cut"),
    ("theo quyết định của\nThủ tướng Chính phủ\n", "theo quyết định của Thủ tướng Chính phủ\n", "an open end"),
    ("theo quyết định của:\nThủ tướng\n", "theo quyết định của:\nThủ tướng\n", "a closed end"),
    ("năm 2021\n- 20 lớp\n", "năm 2021\n- 20 lớp\n", "a bullet below a year"),
    ("STT\nNHIỆM VỤ\n", "STT\nNHIỆM VỤ\n", "an abbreviation is no syllable"),
    ("A\n\n\n\nB\n\n\n", "A\n\nB\n", "one blank line between paragraphs, none at the end"),
    ("", "\n", "an empty text is an empty line"),
]


@pytest.mark.parametrize(("received", "expected", "why"), CASES, ids=[why for *_, why in CASES])
def test_clean(received: str, expected: str, why: str) -> None:
    assert clean(received) == expected


@given(st.text(alphabet=st.sampled_from("aAđĐ *#-.)1\n\t\u00a0\u0301()/:"), max_size=200))
@example("*A*\u0301")
def test_clean_is_normal_and_stable(text: str) -> None:
    once = clean(text)
    assert unicodedata.is_normalized("NFC", once)
    assert not set(once) & {"\r", "\t", "\u00a0"}
    assert "  " not in once
    assert "\n\n\n" not in once


def test_numbers_of_pages_are_gone() -> None:
    """A lone number is a page's where it counts on after some hundred letters; the sentence over it is whole."""
    page = "Các sở, ngành tổ chức thực hiện.\n" * 20
    assert clean(f"{page}Đạt 48% vào năm\n\n2\n\n2025.\n{page}- 3 -\nHết\n2\n") == (
        f"{page}Đạt 48% vào năm\n2025.\n{page}\nHết\n2\n"
    )
