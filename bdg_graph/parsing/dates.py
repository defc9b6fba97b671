"""Reads dates, years and periods as Vietnamese officialese writes them."""

import re
from collections.abc import Iterator
from datetime import date

from bdg_graph.parsing.patterns import compiled

# Matches "15/11/2020", "15/11"; must not match "100/100" nor "28/NQ-CP".
DAY = compiled(r"(?<![\d/.])(\d{1,2})\s*/\s*(\d{1,2})(?:\s*/\s*(\d{4}))?(?![\d/%])")

# Matches "ngày 15 tháng 11" (no year); must not match "15 tháng".
DAY_IN_WORDS = compiled(r"ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})(?:\s+năm\s+(\d{4}))?", re.IGNORECASE)

# Matches "giai đoạn 2021-2025", "giai đoạn 2013 - 2015", "từ năm 2013 đến năm 2015", "2017 – 2027"; must not match
# "2021/2025" nor "1.000-2.000".
PERIOD = compiled(
    r"(?<![\d.,/])((?:19|20)\d\d)\s*(?:[-–—]|đến(?:\s+năm)?)\s*((?:19|20)\d\d)(?![\d.,/]\d)", re.IGNORECASE
)

# Matches "năm 2025", "2030"; must not match "2.025" nor "số 2025/QĐ-UBND" nor "15/11/2025".
YEAR = compiled(r"(?<![\d.,/])((?:19|20)\d\d)(?![\d]|[.,/]\d|/[A-ZĐ])")

# A day without its year may be of a year that has a 29 February.
LEAP = 2024


def iso(day: str | int, month: str | int, year: str | int) -> str | None:
    """The ISO date, or None where there is no such day."""
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None


def days(text: str, start: int, end: int) -> Iterator[tuple[int, int, int, int, int | None]]:
    """Days with or without a year in `text[start:end]`: start, end, day, month, year."""
    for pattern in (DAY, DAY_IN_WORDS):
        for m in pattern.finditer(text, start, end):
            if iso(m[1], m[2], m[3] or LEAP):
                yield m.start(), m.end(), int(m[1]), int(m[2]), int(m[3]) if m[3] else None


def period(text: str) -> tuple[int, int] | None:
    """The first period in `text`."""
    m = PERIOD.search(text)
    if m and int(m[1]) <= int(m[2]):
        return int(m[1]), int(m[2])
    return None
