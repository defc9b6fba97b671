"""Tells apart the roles that one duty gives, and to whom: "Chủ trì ...; phối hợp với ...; Sở Y tế chủ trì ..."."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bdg_graph.parsing import assignments
from bdg_graph.parsing.agencies import Agencies
from bdg_graph.parsing.assignments import Part
from bdg_graph.parsing.cutting import pieces, trimmed
from bdg_graph.parsing.document import Document
from bdg_graph.parsing.patterns import compiled
from bdg_graph.parsing.records import Span

# Matches "là cơ quan Thường trực giúp Ban ..."; must not match "trợ giúp pháp lý".
HELPS = compiled(r"(?<!trợ )giúp\s+(?:việc\s+)?", re.IGNORECASE)

# Matches ", và "; must not match " và ".
COMMA = compiled(r",\s+(?:và\s+|còn\s+)?")

# The verb right behind an agency that does what follows.
# Matches " chủ trì", ": chủ trì", " tổ chức tập huấn"; must not match " và Sở Y tế".
OWN_VERB = compiled(rf"\s*:?\s*\(?(?:{assignments.VERB.pattern}|phối\s+hợp\b)", re.IGNORECASE)


@dataclass(slots=True)
class Subject:
    """Who a section or sentence speaks to, and where it is named."""

    agencies: list[str] = field(default_factory=list)
    span: Span | None = None


def parts(doc: Document, agencies: Agencies, span: Span, subject: Subject) -> list[Part]:
    """The roles in a duty: its first clause's, and each other role that a later clause states."""
    own = set(subject.agencies)
    parts: list[Part] = []
    start = subject.span.end if subject.span and span.start <= subject.span.start < span.end else span.start
    start = trimmed(doc.text, Span(start, span.end), " ,:").start
    holder: list[str] = []
    for clause in _clauses(doc, agencies, Span(start, span.end)):
        run, at = _own_subject(doc, agencies, clause.start, clause.end) if clause.start > start else ([], clause.start)
        holder = run or holder
        role = assignments.role(doc.text, at, clause.end)
        partners = assignments.partners(doc, agencies, at, clause.end, {*own, *holder})
        helped = _helped(doc, agencies, clause)
        if helped:
            parts.append(Part("other", clause, []))
            parts.append(Part("lead", clause, partners, helped))
            continue
        sentence = clause.start == start or doc.text[max(0, clause.start - 4) : clause.start].rstrip()[-1:] == "."
        same = next((p for p in parts if p.role == role and p.agencies == holder), None)
        states = role not in ("other", "advise") or (
            sentence and (role == "advise" or (parts[-1:] and parts[-1].role != "lead"))
        )
        if same is None and (not parts or states or run):
            parts.append(Part(role, trimmed(doc.text, clause, after=" ;"), partners, holder))
            continue
        part = same or parts[-1]
        part.partners += [p for p in partners if p not in part.partners]
        if part is parts[-1]:
            part.span = Span(part.span.start, trimmed(doc.text, clause, after=" ;").end)
    return parts or [Part("other", span, [])]


def _clauses(doc: Document, agencies: Agencies, span: Span) -> Iterator[Span]:
    """The clauses of a duty; one that says "chủ trì" of another agency begins at a comma, too."""
    text = doc.text
    for piece in pieces(text, span, assignments.CLAUSE):
        start = piece.start
        for m in COMMA.finditer(text, piece.start, piece.end) if "chủ trì" in text[piece.start : piece.end] else ():
            run, at = assignments.leading_run(doc, agencies, m.end(), piece.end)
            if run and m.start() > start and assignments.LEADS.match(text, at, piece.end):
                yield Span(start, m.start())
                start = m.end()
        yield Span(start, piece.end)


def _own_subject(doc: Document, agencies: Agencies, start: int, end: int) -> tuple[list[str], int]:
    """The agencies that a clause itself speaks to: "...; Sở Y tế chủ trì mục tiêu 2"."""
    run, at = assignments.leading_run(doc, agencies, start, end)
    acts = run and OWN_VERB.match(doc.text, at, end)
    return (list(dict.fromkeys(m.agency for m in run)), at) if acts else ([], start)


def _helped(doc: Document, agencies: Agencies, clause: Span) -> list[str]:
    """The agency that leads where the subject only assists it: "giúp Ban ... chủ trì"."""
    m = HELPS.search(doc.text, clause.start, clause.end)
    run = agencies.within(m.end(), min(clause.end, m.end() + 120))[:1] if m else []
    leads = run and assignments.LEAD.match(doc.text, run[0].end + 1, clause.end)
    return [run[0].agency] if leads else []
