"""Reads the comparator of a target from the words around its value."""

import re

from bdg_graph.parsing.document import Document
from bdg_graph.parsing.patterns import compiled
from bdg_graph.parsing.values import Value
from bdg_graph.parsing.words import Match

# Words between a comparator and its number: "đạt khoảng 85%", "đạt tỷ lệ 30%".
# Matches "khoảng "; must not match "đạt ".
FILLER = compiled(
    r"(?:\s*\b(?:khoảng|mức|tỷ\s+lệ|tỉ\s+lệ|là|được|gần|xấp\s+xỉ|bình\s+quân|tương\s+đương|thêm)\b|\s*[:=])+\s*$",
    re.IGNORECASE,
)
# Matches "và khoảng "; must not match "khoảng cách ".
ABOUT = compiled(r"\b(?:khoảng|xấp\s+xỉ|gần)\s+$", re.IGNORECASE)
SIGNS = {"≥": "gteq", ">": "gt", "≤": "lteq", "<": "lt", "=": "eq", ">=": "gteq", "<=": "lteq"}
# Matches "≥ "; must not match "đạt ".
SIGN = compiled(r"([<>]=?|[≥≤=])\s*$")
# Matches "% trở lên"; must not match "% số xã".
OR_MORE = compiled(r"\s*(?:%\s*)?(?:trở\s+lên|và\s+hơn)\b", re.IGNORECASE)
# Matches "% trở xuống"; must not match "% trở lên".
OR_LESS = compiled(r"\s*(?:%\s*)?trở\s+xuống\b", re.IGNORECASE)

# Matches " xuống "; must not match " lên ".
DOWN = compiled(r"\b(?:xuống|còn|giảm)\b", re.IGNORECASE)


def comparator(doc: Document, start: int, baseline: Value | None, v: Value) -> tuple[str, bool]:
    """The comparator that the words around the value state, and whether they state one."""
    text = doc.text
    if OR_MORE.match(text, v.end) or OR_MORE.match(text, v.unit_end):
        return "gteq", True
    if OR_LESS.match(text, v.end) or OR_LESS.match(text, v.unit_end):
        return "lteq", True
    left = max(start, v.start - 60)
    sign = SIGN.search(text, max(left, v.start - 4), v.start)
    if sign:
        return SIGNS[sign[1]], True
    match = _ending_at(doc, left, v.start)
    if match is None and (filler := FILLER.search(text, max(left, v.start - 40), v.start)):
        match = _ending_at(doc, left, filler.start())
    if match:
        return match.value, True
    if baseline and DOWN.search(text, baseline.end, v.start):
        return "lteq", True
    about = ABOUT.search(text, left, v.start) is not None  # "trên 90% vào năm 2025 và khoảng 99% vào năm 2030"
    return ("gteq" if v.unit in ("percent", None) else "eq"), about


def _ending_at(doc: Document, start: int, end: int) -> Match | None:
    """The longest comparator phrase that ends right before `end`."""
    last = doc.words_in(start, end)[1]
    while last and doc.words[last - 1].start >= start and doc.words[last - 1].key in (":", ",", "-"):
        last -= 1
    for i in range(max(0, last - 6), last):
        if doc.words[i].start < start:
            continue
        match = doc.lexicon.comparators.at(doc.text, doc.words[i:last], 0)
        if match and match.last == last - i:
            return match
    return None
