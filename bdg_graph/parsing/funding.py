"""Finds where the money comes from: the lines of the funding section, and duties elsewhere to set money aside."""

import re

from bdg_graph.parsing import assignments
from bdg_graph.parsing.agencies import Agencies
from bdg_graph.parsing.cutting import pieces, trimmed
from bdg_graph.parsing.document import Document
from bdg_graph.parsing.patterns import compiled
from bdg_graph.parsing.records import Funding, Responsibility, Span
from bdg_graph.parsing.sections import Sections

# Matches "chủ động bố trí kinh phí", "Huy động các nguồn lực từ xã hội", "phân khai kinh phí"; must not match "nguồn
# nhân lực".
MONEY = compiled(
    r"\b(?:bố\s+trí|cân\s+đối,\s*bố\s+trí|phân\s+khai|phân\s+bổ|bảo\s+đảm|đảm\s+bảo|ưu\s+tiên)\s+(?:nguồn\s+"
    r"|đủ\s+)*(?:kinh\s+phí|ngân\s+sách)|\bhuy\s+động\s+(?:các\s+)?nguồn\s+lực\s+(?:hợp\s+pháp|từ|xã\s+hội)"
    r"|\bxã\s+hội\s+h(?:óa|oá)\b|\bkinh\s+phí\s+được\s+giao",
    re.IGNORECASE,
)
# Matches "a; b"; must not match "TP. Huế".
CUT = compiled(r";|(?<!TP)(?<! \d)\.\s+(?=[A-ZĐÀ-Ỹ])")


def read(doc: Document, agencies: Agencies, sections: Sections) -> None:
    """Adds the funding statements to the document's records."""
    found: list[Funding] = []
    subjects = {r.longest_passage.start: r.agencies for r in doc.records if isinstance(r, Responsibility)}
    for node in doc.outline.walk():
        line, section = node.line, sections.of(node)
        if section == "funding" and line.style != "row":
            if sections.own(node) and not node.children:  # "D/ KINH PHÍ: Do ngân sách nhà nước bảo đảm"
                stated = trimmed(doc.text, Span(doc.text.index(":", line.start) + 1, line.end))
                found.append(_funding(doc, agencies, stated, None))
                continue
            if sections.own(node) or (node.children and doc.text[line.end - 1] not in ".;"):
                continue
            if doc.text[line.start] == "(" and found:
                found[-1].evidence.append(Span(line.start + 1, line.end - 1))
                continue
            found.append(_funding(doc, agencies, line.span, None))
        elif (
            section not in ("purpose", "objectives", "")
            and not node.children
            and MONEY.search(doc.text, line.start, line.end)
        ):
            for piece in pieces(doc.text, line.span, CUT):
                clause = trimmed(doc.text, piece, after=" ;")
                if MONEY.search(doc.text, clause.start, clause.end):
                    found.append(_funding(doc, agencies, clause, subjects.get(line.start)))
    for number, funding in enumerate(found, 1):
        funding.key = funding.number = str(number)
    doc.records += found


def _funding(doc: Document, agencies: Agencies, span: Span, subject: list[str] | None) -> Funding:
    run, _end = assignments.leading_run(doc, agencies, span.start, span.end)
    named = [m.agency for m in run] or subject or [m.agency for m in agencies.within(span.start, span.end)]
    sources = list(dict.fromkeys(m.value for m in doc.matches(doc.lexicon.funds, span.start, span.end)))
    return Funding(key="", evidence=[span], sources=sources, agencies=list(dict.fromkeys(named)))
