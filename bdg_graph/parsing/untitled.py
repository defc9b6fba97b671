"""Says what a document is that has lost the line "KẾ HOẠCH": its kind by its number, its title by the sentence in which
its issuer acts."""

import re

from bdg_graph.parsing.document import Document
from bdg_graph.parsing.lines import Line
from bdg_graph.parsing.patterns import compiled
from bdg_graph.parsing.records import Span
from bdg_graph.parsing.words import words

# Matches the "KH" of "71/KH-UBND" and "12/2021/KH-UBND"; must not match "71/UBND".
SIGN = compiled(r"\d/(?:\d{4}/)?([A-ZĐƯ][A-ZĐƯa-z]{0,3})-")

# Matches "xây dựng Kế hoạch"; must not match "về việc".
MAKES = compiled(r"\b(?:ban\s+hành|xây\s+dựng)\s+", re.IGNORECASE)
# Where the title ends in that sentence.
# Matches ", cụ thể như sau:", " (sau đây gọi là Kế hoạch)"; must not match ", giai đoạn 2021-2030".
TITLE_END = compiled(
    r"\s*(?:\(sau\s+đây|,?\s*(?:cụ\s+thể|như\s+sau|với\s+(?:các\s+|những\s+)*nội\s+dung)|[;:])", re.IGNORECASE
)


def kind(doc: Document, number: str | None) -> str | None:
    """The document type whose sign stands in `number`."""
    sign = SIGN.search(number or "")
    return doc.lexicon.type_signs.get(sign[1]) if sign else None


def title(doc: Document, preamble: list[Line]) -> Span | None:
    """What the last sentence before the body says the issuer makes: "UBND tỉnh ban hành Kế hoạch ... như sau:"."""
    text = doc.text
    for line in reversed([line for line in preamble if text[line.end - 1] == ":"]):
        for verb in reversed(list(MAKES.finditer(text, line.begin, line.end))):
            named = words(text, verb.end(), min(line.end, verb.end() + 60))
            end = TITLE_END.search(text, verb.end(), line.end)
            if end and named and doc.lexicon.document_types.at(text, named, 0):
                return Span(verb.end(), end.start())
    return None
