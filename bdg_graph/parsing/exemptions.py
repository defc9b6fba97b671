"""Reads what a sentence takes out of what it assigns: "Mục tiêu 1: Sở Nội vụ (riêng chỉ tiêu 2 do Sở Y tế)"."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bdg_graph.parsing.agencies import Agencies
from bdg_graph.parsing.document import Document
from bdg_graph.parsing.objectives import Found
from bdg_graph.parsing.patterns import compiled
from bdg_graph.parsing.records import Span

# Matches "riêng chỉ tiêu 2 do Sở Y tế chủ trì", "trừ các chỉ tiêu 1, 3"; must not match "riêng năm 2025".
EXEMPT = compiled(
    r"\b(?:riêng|trừ|ngoại\s+trừ|không\s+bao\s+gồm)\s+(?:đối\s+với\s+)?(?:các\s+)?chỉ\s+tiêu\b[^().;]*",
    re.IGNORECASE,
)

Covers = list[tuple[str, str]]


@dataclass(slots=True)
class Exemption:
    """The words that take something out, what they take out, and who has it instead."""

    span: Span
    covers: Covers
    agencies: list[str]


def read(
    doc: Document, agencies: Agencies, found: Found, span: Span, around: str | None = None
) -> tuple[str, list[Exemption]]:
    """The exemptions in `span`, and the text with blanks in their place."""
    text, exemptions = doc.text, []
    for m in EXEMPT.finditer(doc.text, span.start, span.end):
        before, _unknown = found.covered(text, Span(span.start, m.start()), around)
        above = [ref.key if ref.kind == "objective" else found.indicators[ref.key].objective for ref in before]
        refs, _unknown = found.covered(doc.text, Span(*m.span()), above[-1] if above else around)
        who = [mention.agency for mention in agencies.within(*m.span())]
        covers = [(ref.kind, ref.key) for ref in refs]
        exemptions.append(Exemption(Span(*m.span()), covers, list(dict.fromkeys(who))))
        text = text[: m.start()] + " " * (m.end() - m.start()) + text[m.end() :]
    return text, exemptions


def without(found: Found, covers: Iterable[tuple[str, str]], exemptions: Sequence[Exemption]) -> Covers:
    """What stays of `covers`; of an objective whose indicators are taken out in part, the others."""
    out = {pair for exemption in exemptions for pair in exemption.covers}
    stay: Covers = []
    for kind, key in covers:
        inside = [("indicator", k) for k, i in found.indicators.items() if kind == "objective" and i.objective == key]
        stay += [pair for pair in inside if pair not in out] if out.intersection(inside) else [(kind, key)]
    return [pair for pair in stay if pair not in out]
