"""Makes paragraphs whole that a line width or a page break had cut."""

import re

from bdg_graph.parsing.patterns import compiled

# Matches "a) ", "đ) ", "a. ", "- ", "+ ", "1.2. "; must not match "đẳng giới năm 2020".
ITEM_MARK = re.compile(r"^(?:[-+•*]|[a-zđ][).]|\d+(?:\.\d+)*[).]|\(\w\))\s*", re.IGNORECASE)

# Lines that begin something of their own in hard-wrapped text too: marks, headings, labels, table rows, "Nơi nhận:".
# Matches "- Chủ trì"; must not match "chủ trì".
BEGINS = re.compile(
    r"(?:[-–—•▪●+*]\s+|\(?[a-zđA-HĐ][.)/]\s|\d{1,2}(?:\.\d{1,2})*\.?\s+(?=\S)(?<=[.]\s)|\d{1,2}(?:\.\d{1,2})+\s"
    r"|\d{1,2}[)/]\s|[IVX]{1,6}[./:)]\s|#{1,6}\s|\|"
    r"|(?:Mục tiêu|Chỉ tiêu|Mô hình|Nhiệm vụ)\s+\d+(?:\.\d+)*\s*[:.(]|(?:PHẦN|Phần|PHỤ LỤC|Phụ lục|Điều)\s+[IVX\d]+"
    r"|Nơi nhận\s*:|Kính gửi|Căn cứ\s|Số\s*:|(?:KT|TM|TL|TUQ)\s?\.)"
)

# A sentence, clause or heading that is complete ends so; "giáo" (before "dục về giới") does not.
CLOSED = re.compile(r"[.;:!?…/\])]$")

# A number's or a date's words that a narrow column cut: "Số:" and "12/KH-UBND", "Hà Nội, ngày" and "24 tháng 11".
# Matches "Hà Nội, ngày", "Số:"; must not match "Hằng ngày.", "Số lượng:".
CUT = compiled(r"(?:\b[Ss]ố\s*:|\b(?:số|ngày|tháng|năm))$")

# A mark on a line of its own, its words on the next: "1." above "Sở Y tế", "Điều 2." above "Giao Sở Nội vụ".
# Matches "1.", "-", "Điều 2."; must not match "1. Sở Y tế", "2025.".
LONE_MARK = compiled(r"(?:\d{1,2}(?:\.\d{1,2})*[.)]|[a-zđA-HĐ][.)]|[IVX]{1,5}\.|[-–+•]|Điều\s+\d{1,2}\.?)$")

# The first syllable of a title or a name in capitals, alone on its line: "QUYẾT" above "ĐỊNH".
# Matches "QUYẾT"; must not match "STT", "QUYẾT ĐỊNH".
SYLLABLE = compiled(r"(?=[A-ZĐÀ-Ỹ]*[AEIOUYÀ-Ỹ])[A-ZĐÀ-Ỹ]{2,7}$")

# A period that a line end cut: "giai đoạn 2021" above "- 2025".
# Matches "đoạn 2021"; must not match "2021.".
SINCE = compiled(r"(?<!/)\b(?:19|20)\d\d$")
# Matches "- 2025 trên địa bàn"; must not match "- 2025/QĐ-UBND", "- 20 lớp".
UNTIL = compiled(r"[-–]\s*(?:19|20)\d\d\b(?!/)")

# A range that a line end cut: "tăng 05" above "- 06%/năm".
# Matches "tăng 05"; must not match "Quyết định số 5/2020".
LOWER_END = compiled(r"(?<![\d/.,-])\d{1,3}(?:,\d+)?$")
# Matches "- 06%/năm"; must not match "- 100 phụ nữ".
UPPER_END = compiled(r"[-–]\s*\d{1,3}(?:,\d+)?\s*%\s*[/.;,)]")

# Whoever signs for another has a line of their own: "KT. CHỦ TỊCH" above "PHÓ CHỦ TỊCH".
# Matches "KT. CHỦ TỊCH"; must not match "KTXH".
ON_BEHALF = compiled(r"(?:KT|TM|TL|TUQ|Q)\s?\.\s?[A-ZĐÀ-Ỹ]")

# A word that no sentence and no heading ends with: "tại" above "Hà Nội", "của" above "Thủ tướng Chính phủ".
# Matches "PM2.5 tại"; must not match "Hiện tại.", "Các".
OPEN_END = compiled(r"\s(?:của|về|và|tại|cho|với|theo|các|những|trong|bởi|hoặc)$")

# Text is hard-wrapped when most of its lines reach nearly the same width and none is much longer.
LONGEST = 160
FULL = 0.72
SHARE_OF_FULL_LINES = 0.3
SHARE_OF_BLANK_LINES = 0.12

# A full line that ends in the middle of "kinh tế - xã hội" or of "(mục tiêu 2)" goes on in what looks like a mark.
# Matches "- xã hội"; must not match "xã - hội".
MARK_INSIDE = re.compile(r"[-–]\s|\d{1,2}\)")
SLACK = 2

# A heading of one full line and the first bullet under it: "2.3. ... trên cơ sở giới" and "- Tuyên truyền".
# Matches "2.3. Đảm bảo"; must not match "Đảm bảo 2.3".
NUMBERED = re.compile(r"(?:\d{1,2}(?:\.\d{1,2})*\.?|[IVX]{1,6}\.|[a-zđ]\))\s")
# Matches "- Tuyên truyền"; must not match "- xã hội".
BULLET = compiled(r"[-–]\s+[A-ZĐÀ-Ỹ]")


# A page's number on a line of its own: "2", "- 3 -", "Trang 4"; in a text they count on, some hundred letters apart.
# Matches "- 3 -"; must not match "3. Sở Y tế", "2025".
PAGE_NUMBER = re.compile(r"(?:[Tt]rang\s+)?[-–]?\s*(\d{1,3})\s*[-–]?$")
SHORTEST_PAGE = 500


def without_page_numbers(lines: list[str]) -> list[str]:
    """`lines` without the numbers of pages; a sentence that goes on over the page has no blank line in it."""
    kept: list[str] = []
    page = length = 0
    turned = False
    for line in lines:
        m = PAGE_NUMBER.match(line) if length > SHORTEST_PAGE else None
        if m and page < int(m[1]) <= page + 2:
            page, length, turned = int(m[1]), 0, True
            while not kept[-1]:
                kept.pop()
        elif line or not turned:
            if turned and CLOSED.search(kept[-1]):
                kept.append("")
            kept.append(line)
            length, turned = length + len(line), False
    return kept


def width(lines: list[str]) -> int | None:
    """The width at which `lines` were wrapped by force, or None where they were not."""
    lengths = sorted(len(line) for line in lines if line and not line.startswith("|"))
    if len(lengths) < 12:
        return None
    widest = lengths[int(len(lengths) * 0.98) - 1]
    if lengths[-1] > LONGEST:  # an address or a footnote that was not wrapped
        lengths = lengths[: int(len(lengths) * 0.98)]
    if lengths[-1] > LONGEST or lengths[-1] < 40:
        return None
    full = sum(1 for n in lengths if n >= widest * FULL)
    return lengths[-1] if full >= SHARE_OF_FULL_LINES * len(lengths) else None


def unwrap(lines: list[str]) -> list[str]:
    """Joins the lines of hard-wrapped text to paragraphs; any other text stays as it is."""
    edge = width(lines)
    if edge is None:
        return lines
    joined: list[str] = []
    last = ""
    spaced = sum(1 for line in lines if not line) >= SHARE_OF_BLANK_LINES * len(lines)
    for line in lines:
        if joined and line and joined[-1] and _wrapped(last, line, edge, spaced):
            joined[-1] = f"{joined[-1]} {line}"
        else:
            joined.append(line)
        last = line
    return joined


def _wrapped(before: str, line: str, edge: int, spaced: bool) -> bool:
    """Whether the break between two lines came from the width: the next word would not have fitted. Where blank lines
    stand between paragraphs (`spaced`), as in Markdown, a line without one before it goes on in any case."""
    word = line.split(" ", 1)[0]
    full = len(before) + 1 + len(word) > edge - SLACK
    if MARK_INSIDE.match(line) and full and not CLOSED.search(before) and " " in before:
        return not (NUMBERED.match(before) and BULLET.match(line))
    if spaced and MARK_INSIDE.match(line) and line[2:3].islower() and not CLOSED.search(before):
        return True
    if BEGINS.match(line) or before.startswith(("|", "#")) or ON_BEHALF.match(before):
        return False
    if (_in_capitals(before) and not _in_capitals(line)) or (before.endswith(":") and line[0].isupper()):
        return False
    if spaced and (len(before) > edge * 0.5 or not CLOSED.search(before)):
        return True
    if len(before) + 1 + len(word) > edge:
        return True
    # lines are not filled to the last column everywhere; a sentence that goes on in lower case does so in any case
    return (
        (line[0].islower() or line[0].isdigit() or line[0] in '(“"')
        and not CLOSED.search(before)
        and len(before) > edge * 0.5
    )


def _in_capitals(line: str) -> bool:
    """Whether most letters are capitals: "HẠ TẦNG 5G, IoT TẠI TỈNH" is."""
    capitals = sum(c.isupper() for c in line)
    return capitals > 4 * sum(c.islower() for c in line)


def join_split(lines: list[str]) -> list[str]:
    """Joins a line that goes on in lower case, with or without blank lines between, to the open line before it."""
    joined: list[str] = []
    open_at: int | None = None
    for line in lines:
        if open_at is not None and line and (_cut_off(joined[-1], line) or goes_on(joined[open_at], line)):
            joined[open_at:] = [f"{joined[open_at]} {line}"]
        elif line or (joined and joined[-1]):
            joined.append(line)
            open_at = len(joined) - 1 if line else open_at
    return joined


def _cut_off(before: str, line: str) -> bool:
    """Whether `before` is but the mark or the first syllable of what stands on `line`, right below it, or `line` the
    end of a period."""
    alone = LONE_MARK.match(before) and not (ITEM_MARK.match(line) or BEGINS.match(line))
    period = UNTIL.match(line) and SINCE.search(before[-12:])
    shares = UPPER_END.match(line) and LOWER_END.search(before[-12:])
    return bool(alone or period or shares or (line.isupper() and SYLLABLE.match(before)))


def goes_on(before: str, line: str) -> bool:
    """Whether `line` continues the sentence that `before` leaves open."""
    if line[0].isdigit():
        return CUT.search(before[-20:]) is not None and not ITEM_MARK.match(line)
    if OPEN_END.search(before[-8:]) and not (ITEM_MARK.match(line) or BEGINS.match(line)):
        return True
    return line[0].islower() and not ITEM_MARK.match(line) and not CLOSED.search(before[-2:])
