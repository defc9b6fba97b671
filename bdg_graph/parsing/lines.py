"""Cuts the clean text into lines and tells each line's mark ("II.", "1.2.", "đ)", "-", "Mục tiêu 4:") from its
words.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bdg_graph.parsing.patterns import compiled
from bdg_graph.parsing.records import Span

# Matches "II. NHIỆM VỤ", "III: KINH PHÍ", "PHẦN I. MỤC TIÊU"; must not match "Dân số" nor "V/v hướng dẫn".
ROMAN = compiled(r"(?i:(?:phần|mục|chương)\s+)?([IVX]{1,6})\s*[.:)/-]\s*(?=[^\W\d_])(?![vV]\b)")

# Matches "PHẦN THỨ NHẤT", "Phần 2:", "PHẦN II" alone; must not match "Phần lớn phụ nữ", "PHẦN I. MỤC TIÊU".
PART = compiled(
    r"(?:phần|chương)\s+(?:thứ\s+(nhất|hai|ba|tư|năm|sáu|bảy)|(\d{1,2})|([IVX]{1,6})\s*$)\b\s*[.:-]?\s*", re.IGNORECASE
)

# Matches "1. Mục đích", "1.Tăng cường", "2.1 Nội dung", "1) Sở Y tế"; must not match "15/11/2022", "1.000 phụ nữ",
# "40% cán bộ", "04 tin, bài". Also "1/ Sở Y tế"; not "1/3 số xã", "15/ 11/2020", "5/KH-UBND".
DECIMAL = compiled(
    r"(\d{1,2}(?:\.\d{1,2}){0,4})(?:[.)](?:\s+(?=\S)|(?=[^\d\s]))|/(?:\s+(?=\S)(?!\d+\s*/)|(?=[A-ZĐÀ-Ỹ][a-zà-ỹ]))"
    r"|(?<=\.\d)\s+(?=[A-ZĐÀ-Ỹ])"
    r"|(?<=\.\d\d)\s+(?=[A-ZĐÀ-Ỹ])|:\s+)"
)

# Matches "a) Truyền thông", "đ. Mục tiêu 5", "(b) Sở Y tế", "c1) Trong gia đình", "a.2) Nông thôn"; must not match
# "đẳng giới" nor "TP. Hồ Chí Minh". A slash needs its space: "a/ Truyền thông", not "v/v".
LETTER = compiled(r"\(?([a-zđ])(?:\.?(\d{1,2}))?\s?(?:[.)]\s*|/\s+)(?=\S)")

# Matches "(1) Tổ chức", "(ii) Sở Y tế"; must not match "(có biểu kèm theo)" nor "(2021-2025)".
PAREN = compiled(r"\((\d{1,2}|[ivx]{1,4})\)\s*(?=\S)")

# Matches "A. MỤC TIÊU", "B) Nhiệm vụ", "C/ TỔ CHỨC"; must not match "A.B. Nguyễn" nor "Ông".
CAPITAL = compiled(r"([A-HĐ])\s?[.)/]\s+(?=\S)")

# Matches "- Chủ trì", "– Sở", "• Tuyên truyền"; must not match "-5%".
DASH = compiled(r"[-–—•▪●*]\s*(?=[^\s\d-]|\d)(?!\d+(?:[.,]\d+)?%?\s*$)")

# Matches "+ Tổ chức hội nghị"; must not match "+84".
PLUS = compiled(r"[+○◦]\s*(?=[^\s\d]|\d+[%\s])")

# Matches "Mục tiêu 4: Trong lĩnh vực y tế", "Chỉ tiêu 2. Giảm", "Mô hình 1:"; must not match "Mục tiêu chung"
# nor "Chỉ tiêu 1, 2 (mục tiêu 2)".
LABEL = compiled(
    r"(nhóm\s+mục\s+tiêu|nhóm\s+chỉ\s+tiêu|mục\s+tiêu|chỉ\s+tiêu|mô\s+hình|nhiệm\s+vụ|giải\s+pháp|hoạt\s+động|dự\s+án"
    r"|đề\s+án)"
    r"(?:\s+(?:cụ\s+thể|thành\s+phần|số|thứ))?\s+(\d{1,3}(?:\.\d{1,2}){0,3})\s*(?:[.:)–-]\s*|\((?=[^()]{1,80}\)\s*:)"
    r"|\s+(?=[A-ZĐÀ-Ỹ])|$)",
    re.IGNORECASE,
)

# Matches "| 1 | Sở Y tế | 2025 |"; must not match "a | b".
ROW = compiled(r"\|.*\|$")

# Matches "MỤC TIÊU", "Mục tiêu cụ thể:", "NHIỆM VỤ VÀ GIẢI PHÁP" on a line of their own, without a number; must not
# match "Mục tiêu của Kế hoạch là thu hẹp khoảng cách".
BARE_HEADING = compiled(
    r"(?:các\s+)?(?:mục\s+đích|yêu\s+cầu|quan\s+điểm|mục\s+tiêu|chỉ\s+tiêu|nhiệm\s+vụ|giải\s+pháp|nội\s+dung|kinh\s+phí"
    r"|tổ\s+chức|phân\s+công|chế\s+độ\s+báo\s+cáo)(?:(?:,\s*|\s+và\s+|\s+)(?:các\s+)?(?:mục\s+đích|yêu\s+cầu|mục\s+tiêu|chỉ\s+tiêu"
    r"|nhiệm\s+vụ|giải\s+pháp|nội\s+dung|cụ\s+thể|chung|tổng\s+quát|chủ\s+yếu|trọng\s+tâm|thực\s+hiện|trách\s+nhiệm|hoạt\s+động)){0,4}[\s.:]*$",
    re.IGNORECASE,
)

ORDINALS = {"nhất": 1, "hai": 2, "ba": 3, "tư": 4, "năm": 5, "sáu": 6, "bảy": 7}
ROMANS = {"I": 1, "V": 5, "X": 10}
LETTERS = "abcdđeghiklmnopqrstuvxy"


@dataclass(slots=True)
class Line:
    """A line of the text. `style` says what kind of mark it has ("" for none); `start` is where its words begin."""

    number: int
    begin: int
    start: int
    end: int
    style: str = ""
    mark: str = ""
    ordinal: tuple[int, ...] = ()
    label: str = ""
    """"mục tiêu", "chỉ tiêu" ... where the line calls itself one; `label_number` is its number, `body` what follows."""
    label_number: str = ""
    body: int = 0
    cells: list[Span] = field(default_factory=list)

    @property
    def span(self) -> Span:
        """The line's words without its mark."""
        return Span(self.start, self.end)

    def words(self, text: str) -> str:
        """The line's words without its mark."""
        return text[self.start : self.end]


def split(text: str) -> list[Line]:
    """The lines of `text` that hold words, each with its mark told apart."""
    lines, position = [], 0
    for number, raw in enumerate(text.split("\n"), 1):
        end = position + len(raw.rstrip())
        begin = position + len(raw) - len(raw.lstrip())
        if begin < end:
            lines.append(_line(text, number, begin, end))
        position += len(raw) + 1
    return lines


def _line(text: str, number: int, begin: int, end: int) -> Line:
    line = Line(number, begin, begin, end)
    if ROW.match(text, begin, end) and text[end - 1] == "|":
        line.style, line.cells = "row", list(_cells(text, begin, end))
    for style, pattern in MARKS:
        match = pattern.match(text, begin, end)
        if match and line.style == "":
            line.style, line.mark, line.start = style, match[0].strip(), match.end()
            line.ordinal = _ordinal(style, match)
    if not line.style and end - begin < 80 and BARE_HEADING.match(text, begin, end):
        line.style = "bare"
    label = LABEL.match(text, line.start, end)
    line.body = line.start
    if label and line.style != "row":
        line.label = " ".join(label[1].lower().split())
        line.label_number, line.body = label[2], label.end()
        if text[label.end() - 1] == "(":
            line.body -= 1
    return line


MARKS = (
    ("part", PART),
    ("decimal", DECIMAL),
    ("roman", ROMAN),
    ("capital", CAPITAL),
    ("paren", PAREN),
    ("letter", LETTER),
    ("dash", DASH),
    ("plus", PLUS),
)


def _ordinal(style: str, match: re.Match[str]) -> tuple[int, ...]:
    if style == "decimal":
        return tuple(int(part) for part in match[1].split("."))
    if style == "roman":
        return (roman(match[1].upper()),)
    if style == "part":
        return (ORDINALS[match[1].lower()] if match[1] else int(match[2]) if match[2] else roman(match[3].upper()),)
    if style == "letter":
        first = LETTERS.find(match[1].lower()) + 1
        return (first, int(match[2])) if match[2] else (first,)
    if style == "paren":
        return (int(match[1]) if match[1].isdecimal() else roman(match[1].upper()),)
    if style == "capital":
        return ("ABCDĐEGH".find(match[1]) + 1,)
    return ()


def roman(text: str) -> int:
    """The value of a Roman number: "IV" is 4."""
    values = [ROMANS[c] for c in text]
    return sum(-v if v < after else v for v, after in zip(values, [*values[1:], 0], strict=True))


def _cells(text: str, begin: int, end: int) -> Iterator[Span]:
    """The cells of a table row, without the spaces around their words."""
    position = begin + 1
    for cell in text[begin + 1 : end - 1].split("|"):
        inner = cell.strip()
        offset = position + len(cell) - len(cell.lstrip())
        yield Span(offset, offset + len(inner)) if inner else Span(position, position)
        position += len(cell) + 1
