"""Reads by when and how often something is due: "trước ngày 10/12", "chậm nhất là ngày 18/12/2020", "hằng năm"."""

import re
from dataclasses import dataclass

from bdg_graph.parsing.document import Document
from bdg_graph.parsing.patterns import compiled

# Matches "trước ngày 15 tháng 11", "chậm nhất là ngày 18/12/2020"; must not match "từ ngày 15/11 đến ngày 15/12".
DEADLINE = compiled(
    r"(?:trước|chậm\s+nhất(?:\s+là)?(?:\s+(?:vào|trước))?|muộn\s+nhất|vào"
    r"|xong\s+trước)\s+(?:ngày\s+)?(\d{1,2})(?:\s*/\s*|\s+tháng\s+)(\d{1,2})(?:(?:\s*/\s*|\s+năm\s+)((?:19"
    r"|20)\d\d))?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Due:
    """Day, month and year as far as printed, and where."""

    start: int
    end: int
    day: int
    month: int
    year: int | None


def deadlines(text: str, start: int, end: int) -> list[Due]:
    """The deadlines in `text[start:end]`."""
    return [
        Due(m.start(), m.end(), int(m[1]), int(m[2]), int(m[3]) if m[3] else None)
        for m in DEADLINE.finditer(text, start, end)
        if 1 <= int(m[1]) <= 31 and 1 <= int(m[2]) <= 12
    ]


def frequency(doc: Document, start: int, end: int) -> str | None:
    """How often, by the words of `text[start:end]`: the most exact that they say."""
    said = {m.value for m in doc.matches(doc.lexicon.frequencies, start, end)}
    order = ("monthly", "quarterly", "semiannual", "annual", "ad-hoc", "once", "periodic")
    return next((f for f in order if f in said), None)
