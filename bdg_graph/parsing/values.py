"""Finds the numbers in a clause that can be the value of a target, each with its unit; years, dates, ages,
denominators and numbers of documents are told apart."""

import re
from dataclasses import dataclass
from decimal import Decimal

from bdg_graph.parsing.document import Document
from bdg_graph.parsing.patterns import compiled

# Matches "60", "15,5", "1.7", "100.000", "04"; must not match the "28" of "28/NQ-CP" nor the "100" of "113 nam/100 nữ"
# nor the "1" of "1,5cm".
NUMBER = compiled(r"(?<![\w.,/])\d+(?:[.,]\d+)*(?!\w|[.,]\d)")

# Matches the "một" of "ít nhất một cơ sở"; must not match "một trong các dịch vụ" nor "một số".
NUMBER_WORD = compiled(
    r"(?<=\s)(?:(?<=ít nhất )|(?<=tối thiểu )|(?<=tối thiểu có )|(?<=ít nhất có ))(một|hai|ba|bốn|năm|sáu|bảy|tám"
    r"|chín|mười)\s(?!trong\b|số\b|mươi\b|trăm\b|phần\b)",
    re.IGNORECASE,
)
WORD_VALUES = {w: i for i, w in enumerate(("một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười"), 1)}

# A share in words.
# Matches "tám mươi lăm phần trăm", "một trăm phần trăm"; must not match "phần trăm", "hàng trăm".
PERCENT_WORDS = compiled(
    r"\b(?:(?P<hundred>một trăm)|(?:(?P<tens>hai|ba|bốn|năm|sáu|bảy|tám|chín) mươi|(?P<ten>mười))"
    r"(?: (?P<ones>mốt|một|hai|ba|bốn|tư|lăm|năm|sáu|bảy|tám|chín))?) (?=phần trăm\b)",
    re.IGNORECASE,
)
ONES = {**WORD_VALUES, "mốt": 1, "tư": 4, "lăm": 5}

# A share as a fraction of people or bodies: "ít nhất 1/3 số xã", "hai phần ba thành viên", "một nửa số đại biểu".
# Matches "1/3 số xã", "hai phần ba tổng số"; must not match "1/3/2024", "trước ngày 01/3".
FRACTION = compiled(
    r"(?<![\w/.,])(?:(?P<part>[1-9])/(?P<whole>[2-9]|10)|(?P<parts>một|hai|ba|bốn) phần "
    r"(?P<wholes>hai|ba|tư|bốn|năm|mười)|(?P<half>một nửa))(?=\s+(?:tổng\s+)?(?:số|các|thành viên|cán bộ"
    r"|ủy viên|uỷ viên|đại biểu|lãnh đạo|cơ quan|đơn vị|xã|huyện|trở lên)\b)",
    re.IGNORECASE,
)

# What makes a number no value when it stands before it: "Điều 5", "ngày 15", "tháng 3 - 11", "lần thứ XIII", "/100".
# Matches "Điều "; must not match "đạt ".
NOT_AFTER = compiled(
    r"(?:\b(?:số|điều|khoản|điểm|mục|phần|chương|tiêu chí|lần thứ|thứ|khóa|khoá|nhiệm kỳ|mục tiêu|chỉ tiêu|phụ lục"
    r"|biểu|mẫu|quý|tháng|ngày|năm|giai đoạn"
    r"|dự án|tiểu dự án|mô hình|nghị quyết|chỉ thị|quyết định|kế hoạch|công văn|luật|thông tư|nghị định|quốc lộ|loại"
    r"|cấp|bậc|nhóm|covid|lớp|khối lớp|hạng|đợt|bước|vòng|trang|mức độ|cấp độ|top)\s*"
    r"|\b(?:tháng|quý|điều|khoản)\s+\d{1,2}\s*(?:[-–,]|và|đến)\s*|[/×x]\s?|\$)$",
    re.IGNORECASE,
)

# What makes a number no value when it follows: "45 tuổi", "15 năm thi hành", "28/NQ-CP", "15/11", "6 tháng đầu năm".
# Matches " tuổi"; must not match "% số xã".
NOT_BEFORE = compiled(
    r"\s*(?:tuổi\b|năm\b|tháng\b|ngày\b|giờ\b|phút\b|tuần\b|/\s*[A-ZĐ]{2}|/\s*\d{1,2}(?:/|\b(?!\d*[\d.]*\s*(?:trẻ|phụ"
    r"|nữ|bé|ca|dân|gái)))|(?:-|–|đến)\s*\d+\s*tuổi|lĩnh vực\b|chương\b|điều\b|cấp\b)",
    re.IGNORECASE,
)

# "7 lần so với" is a value; "01 lần/năm", "2 lần mỗi năm" say how often.
# Matches " lần/năm"; must not match " lần so với".
HOW_OFTEN = compiled(r"\s*lần\s*(?:/|mỗi\b|một\b|trong\b|hằng\b|hàng\b)", re.IGNORECASE)

# Years that people live, and their number: "tuổi thọ trung bình đạt 75 tuổi, số năm sống khỏe mạnh tối thiểu 68 năm".
# Matches "tuổi thọ trung bình đạt "; must not match "trẻ em dưới ".
LIFETIME = compiled(r"\b(?:tuổi\s+thọ|số\s+năm\s+sống|tuổi\s+kết\s+hôn)\b[^,;:.]*$", re.IGNORECASE)
# Matches " tuổi"; must not match " năm thi hành".
LIVED = compiled(r"\s*(?:tuổi|năm)\b(?!\s+[^\W\d_])", re.IGNORECASE)

# The power of ten in words: "2,5 triệu lượt người", "12 nghìn lao động".
# Matches " triệu"; must not match " triệu tập", "/nghìn dân".
SCALE = compiled(r"\s+(nghìn|ngàn|vạn|triệu|tỷ|tỉ)\b(?!\s+(?:tập|lệ|số|suất|trọng|phú)\b)", re.IGNORECASE)
POWERS = {"nghìn": 3, "ngàn": 3, "vạn": 4, "triệu": 6, "tỷ": 9, "tỉ": 9}

# The denominator of "số bác sĩ trên 1 vạn dân đạt 15".
# Matches "trên "; must not match "đạt ".
PER = compiled(r"\btrên\s+$", re.IGNORECASE)
# Matches " vạn dân", " dân"; must not match " dân số", " hộ dân".
PEOPLE = compiled(r"\s*(?:nghìn|ngàn|vạn|triệu)?\s*dân\b(?!\s*(?:số|cư|tộc|sự)\b)", re.IGNORECASE)

# What stands between the ends of a range.
# Matches " - "; must not match " xuống ".
RANGE = compiled(r"\s*(?:%\s*)?(?:-|–|đến|tới)\s*", re.IGNORECASE)

# Matches " %"; must not match " phần".
PERCENT = compiled(r"\s*%")
# Matches "/100.000"; must not match "/ha".
BARE_RATE = compiled(r"\s*/\s*\d+(?:\.\d{3})*")

# A year: four digits that no unit follows.
YEAR = compiled(r"(?:19|20)\d\d")


# Matches "100.000"; must not match "1.70".
GROUPED = compiled(r"\d{1,3}(?:\.\d{3})+")
# Matches "15.5"; must not match "18.6.1".
PLAIN = compiled(r"\d{1,12}(?:\.\d{1,6})?")


@dataclass(slots=True)
class Value:
    """A number at `text[start:end]` (its unit included up to `unit_end`) that can be a target's value."""

    start: int
    end: int
    unit_end: int
    value: Decimal
    unit: str | None
    rate: bool = False
    """Whether the number is followed by a denominator without words: "42/100.000"."""
    exact: bool = True
    """Whether `value` is what is printed: no decimal figure is a third."""


def values(doc: Document, start: int, end: int) -> list[Value]:
    """The numbers of `text[start:end]` that can be values, in order."""
    text, found = doc.text, []
    for m in NUMBER.finditer(text, start, end):
        number = m[0]
        if NOT_AFTER.search(text, max(start, m.start() - 24), m.start()):
            continue
        if PEOPLE.match(text, m.end(), end) and PER.search(text, max(start, m.start() - 8), m.start()):
            continue
        scale = SCALE.match(text, m.end(), end)
        unit, unit_end = unit_at(doc, scale.end() if scale else m.end(), end)
        lived = LIVED.match(text, m.end(), end) and LIFETIME.search(text, max(start, m.start() - 80), m.start())
        if unit is None and not lived and (NOT_BEFORE.match(text, m.end(), end) or HOW_OFTEN.match(text, m.end(), end)):
            continue
        if unit == "times" and HOW_OFTEN.match(text, m.end(), end):
            continue
        if unit is None and YEAR.fullmatch(number):
            continue
        rate = BARE_RATE.match(text, m.end(), end) if unit is None else None
        value = decimal(number)
        if value is not None:
            value = value.scaleb(POWERS[scale[1].lower()]).normalize() + 0 if scale else value
            found.append(Value(m.start(), m.end(), rate.end() if rate else unit_end, value, unit, rate is not None))
    for m in NUMBER_WORD.finditer(text, start, end):
        unit, unit_end = unit_at(doc, m.end(1), end)
        found.append(Value(m.start(1), m.end(1), unit_end, Decimal(WORD_VALUES[m[1].lower()]), unit))
    found += _in_words(text, start, end)
    return _ranges(text, sorted(found, key=lambda v: v.start))


def _ranges(text: str, found: list[Value]) -> list[Value]:
    """The values, where one is a range ("35 - 40%") its lower end with the unit of both."""
    kept: list[Value] = []
    for v in found:
        low = kept[-1] if kept else None
        if low and low.unit in (None, v.unit) and RANGE.fullmatch(text, low.end, v.start):
            kept[-1] = Value(low.start, v.end, v.unit_end, low.value, v.unit, v.rate)
        else:
            kept.append(v)
    return kept


def _in_words(text: str, start: int, end: int) -> list[Value]:
    """Shares in words and fractions, as per cent."""
    found = []
    for m in PERCENT_WORDS.finditer(text, start, end) if "phần trăm" in text[start:end] else ():
        tens = 100 if m["hundred"] else 10 if m["ten"] else WORD_VALUES[m["tens"].lower()] * 10
        value = Decimal(tens + (ONES[m["ones"].lower()] if m["ones"] else 0))
        found.append(Value(m.start(), m.end(), m.end() + len("phần trăm"), value, "percent"))
    for m in FRACTION.finditer(text, start, end):
        part = int(m["part"] or WORD_VALUES[(m["parts"] or "một").lower()])
        whole = int(m["whole"] or ONES[m["wholes"].lower() if m["wholes"] else "hai"])
        value = (Decimal(100 * part) / whole).quantize(Decimal("0.1")).normalize() + 0
        found.append(Value(m.start(), m.end(), m.end(), value, "percent", exact=value * whole == 100 * part))
    return found


def decimal(number: str) -> Decimal | None:
    """The value of a number as printed: "15,5" is 15.5, "100.000" is 100000, "1.7" is 1.7; None where it has no one
    reading.
    """
    if "," in number and "." in number:
        whole, _, part = number.rpartition(",")
        number = whole.replace(".", "") + "." + part if part.isdigit() else number
    elif "," in number:
        whole, _, part = number.partition(",")
        number = f"{whole}.{part}" if part.isdigit() else number
    elif GROUPED.fullmatch(number):
        number = number.replace(".", "")
    return Decimal(number).normalize() + 0 if PLAIN.fullmatch(number) else None


def unit_at(doc: Document, position: int, end: int) -> tuple[str | None, int]:
    """The unit whose phrase begins at `position`, and where it ends."""
    percent = PERCENT.match(doc.text, position, end)
    if percent:
        return "percent", percent.end()
    i, j = doc.words_in(position, end)
    if i < j and doc.words[i].start <= position + 1:
        match = doc.lexicon.units.at(doc.text, doc.words[i : min(j, i + 14)], 0)
        if match:
            return match.value, match.end
    return None, position
