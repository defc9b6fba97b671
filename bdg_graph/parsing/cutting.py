"""Cuts stretches of a text into pieces and trims them; where they stand in the text stays known."""

import re
from itertools import pairwise

from bdg_graph.parsing.records import Span


def pieces(text: str, span: Span, at: re.Pattern[str]) -> list[Span]:
    """The pieces of `span` when it is cut behind every match of `at`; those without words are left out."""
    cuts = [span.start, *(m.end() for m in at.finditer(text, span.start, span.end)), span.end]
    return [Span(a, b) for a, b in pairwise(cuts) if text[a:b].strip(" .;")]


def trimmed(text: str, span: Span, before: str = " ", after: str = " ") -> Span:
    """`span` without the signs of `before` at its beginning and those of `after` at its end."""
    words = text[span.start : span.end].lstrip(before)
    start = span.end - len(words)
    return Span(start, start + len(words.rstrip(after)))
