"""Reads which indicators and objectives a sentence calls by what they are about, not by number: "các chỉ tiêu trong
lĩnh vực y tế", "chỉ tiêu tỷ số giới tính khi sinh"."""

import re
from collections.abc import Iterator

from bdg_graph.parsing.document import Document
from bdg_graph.parsing.objectives import Found
from bdg_graph.parsing.patterns import compiled
from bdg_graph.parsing.records import Span
from bdg_graph.parsing.references import Reference

# Matches "các chỉ tiêu về chính trị", "chỉ tiêu “Tỷ số giới tính khi sinh”", "mục tiêu bình đẳng giới trong lĩnh vực y
# tế"; must not match "chỉ tiêu 1", "mục tiêu của Kế hoạch".
CALLED = compiled(
    r"\b(?:mục\s+tiêu,\s*)?(?:chỉ\s+tiêu(?!\s*\d)|mục\s+tiêu(?=[^.;:]{0,30}\blĩnh\s+vực\s))(?P<what>[^.;:\d]{4,160})",
    re.IGNORECASE,
)
# What a field is called by.
# Matches "trong lĩnh vực ", "về "; must not match "của ".
FIELD = compiled(r"\b(?:lĩnh\s+vực|về)\s+", re.IGNORECASE)


# Words that say only that a field is meant.
OF_FIELD = frozenset({"trong", "lĩnh", "vực", "và", "về", ","})


def read(doc: Document, found: Found, span: Span) -> list[Reference]:
    """The references in `span` to indicators by what they measure, else to objectives by their field."""
    refs: list[Reference] = []
    for m in CALLED.finditer(doc.text, span.start, span.end):
        what = Span(m.start("what"), m.end("what"))
        refs += list(_indicators(doc, found, what)) or list(_objectives(doc, found, what))
    return refs


def _indicators(doc: Document, found: Found, what: Span) -> Iterator[Reference]:
    """The one indicator of each metric that the words name."""
    for m in doc.matches(doc.lexicon.metrics, what.start, what.end):
        keys = {t.indicator for t in found.targets if t.metric == m.value}
        if len(keys) == 1:
            yield Reference("indicator", keys.pop(), Span(m.start, m.end))


def _objectives(doc: Document, found: Found, what: Span) -> Iterator[Reference]:
    """The objectives whose field the words name in full: "lĩnh vực lao động" is only a part of "kinh tế, lao động"."""
    if not FIELD.search(doc.text, what.start, what.end):
        return
    named = _fields(doc, what)
    for key, objective in found.objectives.items():
        fields = _fields(doc, objective.evidence[0]) if objective.domains else {}
        if fields and all(words <= named.get(field, set()) for field, words in fields.items()):
            yield Reference("objective", key, what)


def _fields(doc: Document, span: Span) -> dict[str, set[str]]:
    """The fields that `span` names, and the words that name each."""
    fields: dict[str, set[str]] = {}
    for m in doc.matches(doc.lexicon.domains, span.start, span.end):
        own = {word.key for word in doc.words[m.first : m.last]} - OF_FIELD
        fields.setdefault(m.value, set()).update(own)
    return fields
