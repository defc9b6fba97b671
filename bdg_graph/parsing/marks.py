"""Reads which indicators and objectives a sentence means by the marks they stand under: "các chỉ tiêu tại điểm a, b
khoản 1 mục II"."""

import re
from collections.abc import Iterator

from bdg_graph.parsing.document import Document
from bdg_graph.parsing.objectives import Found
from bdg_graph.parsing.outline import Node
from bdg_graph.parsing.patterns import compiled
from bdg_graph.parsing.records import Span
from bdg_graph.parsing.references import Reference

MARK = r"(?:[IVX]{1,5}|\d{1,2}(?:\.\d{1,2})*|[a-zđ])"
UNIT = rf"(?:tiết|điểm|khoản|mục|tiểu\s+mục|phần)\s+(?:{MARK}\b(?:(?:\s*,\s*|\s+và\s+){MARK}\b)*)"
# What shows that the marks are another document's, or go on.
ELSEWHERE = (
    r"(?!\s*,?\s*(?:của\s+)?(?:tiết|điểm|khoản|mục|phần|điều|nghị|quyết\s+định|chiến\s+lược|chương|chỉ\s+thị|công\s+văn"
    r"|thông|luật|đề\s+án|kế\s+hoạch\s+số|phụ\s+lục)\b)"
)
# Matches "chỉ tiêu tại điểm a, b khoản 1 mục II"; must not match "chỉ tiêu 1 của Mục tiêu 2", "chỉ tiêu tại mục II Nghị
# quyết số 28/NQ-CP".
PLACED = compiled(
    rf"\b(?:chỉ|mục)\s+tiêu\s+(?:[^\W\d]+\s+){{0,5}}?(?P<units>{UNIT}(?:\s*,?\s*(?:của\s+)?{UNIT})*){ELSEWHERE}",
    re.IGNORECASE,
)
# Matches "điểm a, b"; must not match "tiêu 1".
ONE = compiled(rf"(?:tiết|điểm|khoản|mục|phần)\s+(?P<marks>{MARK}\b(?:(?:\s*,\s*|\s+và\s+){MARK}\b)*)", re.IGNORECASE)
# Matches "a" and "b" of "a, b"; must not match "và".
EACH = compiled(rf"\b{MARK}\b")


def read(doc: Document, found: Found, span: Span) -> list[Reference]:
    """The references in `span` to what stands under marks, the innermost mark first; a mark that stands at several
    places says nothing."""
    refs: list[Reference] = []
    for m in PLACED.finditer(doc.text, span.start, span.end):
        inner, *outer = [EACH.findall(one["marks"]) for one in ONE.finditer(m["units"])]
        above = [marks[0].lower() for marks in outer]
        for mark in inner:
            nodes = [n for n in doc.outline.walk() if _mark(n) == mark.lower() and _stands_under(n, above)]
            records = [record for n in nodes if (record := list(_records(found, n)))]
            if len(records) == 1:
                refs += [Reference(kind, key, Span(*m.span())) for kind, key in records[0]]
    return refs


def _mark(node: Node) -> str:
    return node.line.mark.strip("().:/ ").lower()


def _stands_under(node: Node, marks: list[str]) -> bool:
    """Whether the marks, the innermost first, are those of lines above `node`."""
    above = (_mark(n) for n in node.ancestors())
    return all(mark in above for mark in marks)


def _records(found: Found, node: Node) -> Iterator[tuple[str, str]]:
    """What was read from a node, else from the lines below it."""
    own = found.of_node.get(id(node))
    if own and own[1] != "general":
        yield own
    else:
        yield from (r for n in node.walk() if (r := found.of_node.get(id(n))) and r[0] == "indicator")
