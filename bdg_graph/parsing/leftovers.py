"""Lists what no record quotes and no step has set aside: every line is used, explicitly ignored, or listed here."""

import re

from bdg_graph.parsing.dates import YEAR
from bdg_graph.parsing.document import Document
from bdg_graph.parsing.header import DECIDER, LETTERHEAD, RECIPIENT
from bdg_graph.parsing.outline import APPENDIX, CLOSING, RECIPIENTS, Node
from bdg_graph.parsing.patterns import compiled
from bdg_graph.parsing.records import Header, ReportingDuty, Responsibility, Span
from bdg_graph.parsing.sections import Sections
from bdg_graph.parsing.slugs import slug

# The issuer's name above the title.
# Matches "UBND TỈNH SƠN LĨNH", "HUYỆN ĐÔNG LÂM"; must not match "DỰ THẢO".
OWN_NAME = compiled(
    r"(?:UBND|(?:ỦY|UỶ) BAN|TỈNH|THÀNH PHỐ|HUYỆN|QUẬN|THỊ XÃ|THỊ TRẤN|XÃ|PHƯỜNG|SỞ|BAN|BỘ|CHỦ TỊCH)\b[\w\s,.&-]*$"
)

# The articles with which a decision puts a plan into force.
# Matches "Điều 2. Quyết định này có hiệu lực kể từ ngày ký"; must not match "Điều 2. Giao Sở Nội vụ chủ trì".
ARTICLE = compiled(
    r"Điều\s+\d+\s*[.:]\s*(?:ban\s+hành\s+kèm\s+theo|.{0,60}có\s+hiệu\s+lực|.*chịu\s+trách\s+nhiệm\s+thi\s+hành)",
    re.IGNORECASE,
)


# Matches "Theo đề nghị của Giám đốc Sở Nội vụ", "Xét Tờ trình số 5"; must not match "Theo đề nghị này".
PROPOSED = compiled(r"(?:theo|xét)\s+(?:đề\s+nghị\s+của|tờ\s+trình)\b", re.IGNORECASE)

# Matches "(Kèm theo Kế hoạch số 12/KH-UBND)", "(phân công tại Phụ lục kèm theo)"; must not match "(có biểu kèm theo)".
ANNEXED = compiled(r"\((?:ban hành )?kèm theo\b|\([^()]*\bphụ lục\b[^()]*\)\.?$", re.IGNORECASE)


def leftovers(doc: Document, sections: Sections, header: Header) -> list[Span]:
    """The lines that were not understood, in order."""
    used = _used(doc, header)
    ignored = set(_ignored(doc, sections, header))
    return [
        Span(line.begin, line.end)
        for line in doc.lines
        if line.begin not in ignored
        and not any(used[line.begin : line.end])
        and doc.text[line.begin : line.end].strip(" ./-_*|:")
    ]


def _used(doc: Document, header: Header) -> bytearray:
    used = bytearray(len(doc.text))
    for record in (header, *doc.records):
        spans = list(record.evidence)
        if isinstance(record, Responsibility | ReportingDuty) and record.agency_evidence:
            spans.append(record.agency_evidence)
        for span in spans:
            used[span.start : span.end] = b"\1" * (span.end - span.start)
    for span in doc.ignored:
        used[span.start : span.end] = b"\1" * (span.end - span.start)
    return used


def _ignored(doc: Document, sections: Sections, header: Header) -> list[int]:
    """Lines that hold nothing to encode: headings, purpose and requirements, introductions, formulas, the
    letterhead.
    """
    found = [
        node.line.begin
        for node in doc.outline.walk()
        if sections.of(node) == "purpose" or _is_heading(doc, sections, node)
    ]
    for line in (*doc.outline.front, *doc.outline.tail):
        words = doc.text[line.begin : line.end]
        if (
            LETTERHEAD.search(words)
            or RECIPIENTS.match(words)
            or RECIPIENT.match(words)
            or words.endswith(":")
            or (words.isupper() and (OWN_NAME.match(words) or DECIDER.match(words) or slug(words) == header.place))
            or ARTICLE.match(words)
            or PROPOSED.match(words)
        ):
            found.append(line.begin)
    found += [line.begin for line in doc.outline.annexed]
    for line in doc.outline.closing:
        if CLOSING.match(doc.text, line.begin, line.end):
            found.append(line.begin)
    return found


def _is_heading(doc: Document, sections: Sections, node: Node) -> bool:
    words = doc.text[node.line.start : node.line.end]
    if sections.own(node) or node.line.style == "bare" or APPENDIX.match(words) or ANNEXED.match(words):
        return True
    if words.isupper() and sections.of(node) == "appendix":
        return True
    if node.children:
        return len(words) < 250 or words.rstrip().endswith(":")
    return words.rstrip().endswith(":") and not any(c.isdigit() for c in YEAR.sub("", words))
