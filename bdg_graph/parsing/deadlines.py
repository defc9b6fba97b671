"""Reads by when and how often something is due: "trước ngày 10/12", "chậm nhất là ngày 18/12/2020", "hằng năm"."""

import re
from dataclasses import dataclass

from bdg_graph.parsing.dates import LEAP, iso
from bdg_graph.parsing.document import Document
from bdg_graph.parsing.patterns import compiled

# Matches "trước ngày 15 tháng 11", "chậm nhất là ngày 18/12/2020"; must not match "từ ngày 15/11 đến ngày 15/12".
DAY = r"(?:ngày\s+)?(\d{1,2})(?:\s*/\s*|\s+tháng\s+)(\d{1,2})(?:(?:\s*/\s*|\s+năm\s+)((?:19|20)\d\d))?(?![\d/])"
DEADLINE = compiled(
    rf"(?:trước|chậm\s+nhất(?:\s+là)?(?:\s+(?:vào|trước))?|muộn\s+nhất|vào|xong\s+trước)\s+{DAY}", re.IGNORECASE
)
# A further day: "trước ngày 15/6 và ngày 15/12".
# Matches " và ngày 15/12", ", 15/12"; must not match " đến ngày 15/12".
FURTHER = compiled(rf"\s*(?:,|và|;)\s*(?:trước\s+)?{DAY}", re.IGNORECASE)

# A day of every month or quarter.
# Matches "trước ngày 05 tháng cuối quý", "trước ngày 20 hằng tháng"; must not match "trước ngày 05 tháng 6".
EVERY = compiled(
    r"(?:trước|vào)\s+ngày\s+(\d{1,2})\s+(?:của\s+)?(?=tháng\s+(?:cuối|đầu)|(?:hằng|hàng|mỗi)\s+tháng)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Due:
    """Day, month and year as far as printed, and where."""

    start: int
    end: int
    day: int
    month: int | None
    year: int | None


def deadlines(text: str, start: int, end: int) -> list[Due]:
    """The deadlines in `text[start:end]`."""
    found = [Due(m.start(), m.end(), int(m[1]), None, None) for m in EVERY.finditer(text, start, end)]
    for first in DEADLINE.finditer(text, start, end):
        m: re.Match[str] | None = first
        while m:
            if iso(m[1], m[2], m[3] or LEAP):
                found.append(Due(m.start(), m.end(), int(m[1]), int(m[2]), int(m[3]) if m[3] else None))
            m = FURTHER.match(text, m.end(), end)
    return sorted(found, key=lambda due: due.start)


def frequency(doc: Document, start: int, end: int) -> str | None:
    """How often, by the words of `text[start:end]`: the most exact that they say."""
    said = {m.value for m in doc.matches(doc.lexicon.frequencies, start, end)}
    order = ("monthly", "quarterly", "semiannual", "annual", "ad-hoc", "once", "periodic")
    return next((f for f in order if f in said), None)
