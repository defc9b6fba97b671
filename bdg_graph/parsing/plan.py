"""Reads a whole plan: runs the steps in order and returns records, doubts and leftovers. It never refuses a text."""

import gc
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from bdg_graph.parsing import (
    allotments,
    assignments,
    campaigns,
    citations,
    document,
    duties,
    funding,
    header,
    objectives,
    pairings,
    reporting,
    signing,
    subjects,
    table_rows,
    tasks,
)
from bdg_graph.parsing.agencies import Agencies
from bdg_graph.parsing.document import Document, Doubt
from bdg_graph.parsing.header import BEFORE_ISSUING, BEGINS_CLAUSE, DECIDER, ISSUING, Head
from bdg_graph.parsing.leftovers import leftovers
from bdg_graph.parsing.lexicon import Lexicon
from bdg_graph.parsing.outline import Node
from bdg_graph.parsing.records import Plan, Record, Responsibility, Span
from bdg_graph.parsing.sections import Sections


@dataclass(slots=True)
class Draft:
    """A plan as read by machine, with what a person has to look at."""

    plan: Plan
    doubts: list[Doubt] = field(default_factory=list)
    leftovers: list[Span] = field(default_factory=list)
    agencies: dict[str, str] = field(default_factory=dict)
    """Agencies that no vocabulary knows: slug and name as printed."""
    places: dict[str, str] = field(default_factory=dict)
    """Places that no reference file knows: slug and name as printed."""
    place_types: dict[str, str] = field(default_factory=dict)


def parse(text: str, lexicon: Lexicon, plan_id: str | None = None) -> Draft:
    """The draft of the plan whose clean text is `text`."""
    with _uncollected():
        return _parse(text, lexicon, plan_id)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the garbage collector: walking the growing tree time and again takes a third of a long text's time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _parse(text: str, lexicon: Lexicon, plan_id: str | None) -> Draft:
    doc = document.read(text, lexicon)
    head = header.head(doc)
    agencies = Agencies(doc, head.place, header.province(doc, head))
    sections = Sections(doc, lambda node: _names_agency(doc, agencies, node))
    issuer, issuer_span = _issuer(doc, agencies, head)
    made = header.header(doc, head, issuer, issuer_span, plan_id)
    found = objectives.read(doc, sections, head.due, lambda node: _only_agencies(doc, agencies, node))
    table_rows.read(doc, agencies, sections, found, head.due, int(head.issued[:4]) if head.issued else None)
    paired = pairings.read(doc, agencies, sections, found)
    duties.read(doc, agencies, sections, found, paired)
    tasks.read(doc, agencies, sections)
    allotments.read(doc, agencies, sections, found, paired)
    citations.read(doc, agencies, head.number)
    _leads(found, doc)
    signing.read(doc, agencies, head, issuer)
    reporting.read(doc, agencies, sections, issuer)
    funding.read(doc, agencies, sections)
    campaigns.read(doc, agencies)
    _unknown(doc, head.place)
    left = leftovers(doc, sections, made)
    return Draft(Plan(made, doc.records), doc.doubts, left, doc.candidates, doc.places, _place_types(doc))


def _place_types(doc: Document) -> dict[str, str]:
    """Of each place that no reference file knows: its type, where the text says it before the name ("huyện Bến
    Xuân")."""
    found = {}
    for place, name in doc.places.items():
        said = [
            (m.start(), kind)
            for kind, labels in doc.lexicon.place_types.labels.items()
            for label in labels
            for m in re.finditer(rf"\b{re.escape(label)}\s+{re.escape(name)}\b", doc.text, re.IGNORECASE)
        ]
        if said:
            found[place] = min(said)[1]
    return found


def _unknown(doc: Document, place: str) -> None:
    """Lists the agencies and the place that no vocabulary and no reference file knows, each where it is first used."""
    if place in doc.places:
        name = doc.places[place]
        at = max(doc.text.lower().find(name.lower()), 0)
        span = Span(at, min(len(doc.text), at + len(name)))
        doc.doubts.append(Doubt("Place", place, span, f"Địa phương “{name}” chưa có.", f"The place “{name}” is new."))
    used: dict[str, Record] = {}
    for record in doc.records:
        for field_name in ("agencies", "partners", "reports_to", "through"):
            for agency in getattr(record, field_name, ()):
                if agency in doc.candidates:
                    used.setdefault(agency, record)
    for agency, record in used.items():
        name = doc.candidates[agency]
        vi = f"Cơ quan “{name}” chưa có trong từ vựng."
        doc.doubts.append(Doubt("Agency", agency, record.evidence[0], vi, f"The agency “{name}” is in no vocabulary."))
    for agency in [a for a in doc.candidates if a not in used]:
        del doc.candidates[agency]


def _leads(found: objectives.Found, doc: Document) -> None:
    """Marks the indicators for which the document names no lead."""
    led = {
        pair
        for record in doc.records
        if isinstance(record, Responsibility) and record.role == "lead"
        for pair in record.covers
    }
    for indicator in found.indicators.values():
        indicator.lead_not_stated = ("indicator", indicator.key) not in led and (
            "objective",
            indicator.objective,
        ) not in led


def _names_agency(doc: Document, agencies: Agencies, node: Node) -> bool:
    line = node.line
    if line.style == "row":
        return False
    run, _end = assignments.leading_run(doc, agencies, line.body, line.end)
    return bool(run) or bool(
        subjects.AGENCY_WORD.match(doc.text, line.body, min(line.end, line.body + 80)) and line.end - line.body < 90
    )


def _only_agencies(doc: Document, agencies: Agencies, node: Node) -> bool:
    """Whether a line says nothing after its label but names of agencies: "Chỉ tiêu 1: Sở Nội vụ"."""
    run, end = assignments.leading_run(doc, agencies, node.line.body, node.line.end)
    return bool(run) and not doc.text[end : node.line.end].strip(" .;,")


def _issuer(doc: Document, agencies: Agencies, head: Head) -> tuple[str | None, Span | None]:
    """The agency that acts in the preamble ("UBND tỉnh ban hành Kế hoạch"), of the letterhead, or of the number."""
    for line in head.preamble[:1]:
        decides = agencies.within(line.begin, line.end) if DECIDER.match(doc.text, line.begin, line.end) else []
        if decides:
            return decides[0].agency, Span(line.begin, line.end)
    for line in reversed(head.preamble):
        for mention in agencies.within(line.begin, line.end):
            between = BEFORE_ISSUING.match(doc.text, mention.end, line.end)
            verb = ISSUING.match(doc.text, between.end() if between else mention.end, line.end)
            if verb and BEGINS_CLAUSE.search(doc.text[max(line.begin, mention.start - 40) : mention.start]):
                return mention.agency, Span(mention.start, verb.end())
    front = doc.outline.front
    first = head.preamble[0].begin if head.preamble else (front[-1].end if front else 0)
    for mention in reversed(agencies.within(0, first)):  # "UBND TỈNH ..." above "SỞ Y TẾ": the lower one issues
        own = doc.line_at(mention.start)
        if (
            own
            and doc.text[mention.start : mention.end].isupper()
            and own.begin == mention.start
            and not head.title.startswith(doc.text[own.begin : own.end])
        ):
            return mention.agency, mention.span
    if head.number and head.number.endswith("-UBND"):
        return agencies.own("uy-ban-nhan-dan-tinh"), None
    return None, None
