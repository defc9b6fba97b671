"""The two languages of the interface: which one a reader wants, and how each writes numbers and dates. Words stand
where they are shown, Vietnamese and English side by side, so that none can lack its translation."""

import re
from typing import Final

LANGUAGES: Final = ("vi", "en")
COOKIE: Final = "lang"
NAMES: Final = {"vi": "Tiếng Việt", "en": "English"}

# Matches "en-GB;q=0.8" and "vi"; groups: language, weight.
ACCEPTED = re.compile(r"\s*([a-zA-Z]{1,8})(?:-[\w-]+)?\s*(?:;\s*q=([01](?:\.\d{0,3})?))?\s*")

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]  # English only: Vietnamese writes months as numbers


def preferred(accept_language: str, remembered: str | None) -> str:
    """The language remembered, else the best that the browser asks for, else Vietnamese."""
    if remembered in LANGUAGES:
        return remembered
    wishes = [ACCEPTED.fullmatch(part) for part in accept_language[:500].split(",")]
    weighed = [(float(m[2] or 1), m[1].lower()) for m in wishes if m and m[1].lower() in LANGUAGES]
    best = max(weighed, key=lambda w: w[0], default=(1.0, "vi"))
    return best[1] if best[0] > 0 else "vi"


def other(lang: str) -> str:
    """The other language."""
    return "en" if lang == "vi" else "vi"


def number(value: str | float, lang: str) -> str:
    """A number as people write it: "1.70" is "1,7" in Vietnamese and "1.7" in English; thousands are set apart."""
    text = str(value)
    whole, _, rest = text.partition(".")
    rest = rest.rstrip("0")
    sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    grouped = f"{int(digits):,}" if digits.isdecimal() and len(digits) > 3 else digits
    if lang == "vi":
        return sign + grouped.replace(",", ".") + ("," + rest if rest else "")
    return sign + grouped + ("." + rest if rest else "")


def date(iso: str, lang: str) -> str:
    """An ISO date as people write it: 20/02/2020, 01/7/2025 (Decree 30/2020 sets a zero before days below 10 and months
    1 and 2 only), or 20 February 2020; anything else as it is."""
    parts = iso.split("-")
    if len(parts) != 3 or not all(p.isdecimal() for p in parts) or not 1 <= int(parts[1]) <= 12:
        return iso
    year, month, day = parts
    if lang == "vi":
        return f"{day}/{month if int(month) < 3 else int(month)}/{year}"
    return f"{int(day)} {MONTHS[int(month) - 1]} {year}"
