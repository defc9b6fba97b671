"""A plan's triples as rows, and rows as triples, without loss: what no cell can hold stands in the rest, as
N-Triples."""

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as ox

from bdg_graph.terms import BDG, ID, OA, XSD
from bdg_graph.validation.findings import Text
from bdg_graph.validation.graph import TYPE, Facts, Term, Triple
from bdg_graph.workbook import cells
from bdg_graph.workbook.cells import Value
from bdg_graph.workbook.columns import PASSAGES, Sheet, sheets

PATHS: Final = {
    "Objective": "objective", "Indicator": "indicator", "Target": "target", "Responsibility": "responsibility",
    "Task": "task", "Citation": "citation", "ReportingDuty": "reporting-duty", "Funding": "funding",
    "Campaign": "campaign", "Addressee": "addressee", "Signatory": "signatory",
}  # fmt: skip
OUTSIDE: Final = {"Agency": "agency", "Document": "document"}
"""What a plan may describe because no reference file does yet: these things are not parts of it."""
SPAN: Final = re.compile(r"char=(0|[1-9][0-9]{0,8}),([1-9][0-9]{0,8})")
Label = Callable[[Term], Text]


def _node(iri: str) -> ox.NamedNode:
    return ox.NamedNode(iri)


@dataclass(slots=True)
class Row:
    """One thing: its id and, by the name of the column, its values."""

    id: str
    values: dict[str, list[Value]] = field(default_factory=dict)


@dataclass(slots=True)
class Content:
    """What a workbook holds: the plan's IRI, its source text, rows by kind, and the rest."""

    plan: str
    source: str | None = None
    rows: dict[str, list[Row]] = field(default_factory=dict)
    rest: list[Triple] = field(default_factory=list)


def split(triples: Iterable[Triple], plan: str, source: str | None, label: Label) -> Content:
    """The triples as rows; each triple stands in a cell, follows from what stands there, or is in the rest."""
    facts = Facts(triples)
    content = Content(plan, source)
    for sheet in sheets():
        kind = _node(BDG.namespace + sheet.kind)
        content.rows[sheet.kind] = []
        for subject in facts.subjects(TYPE, kind):
            row = row_of(subject, sheet, facts, plan, label) if isinstance(subject, ox.NamedNode) else None
            if row is not None and join_rows(sheet, [row], content):
                content.rows[sheet.kind].append(row)
    given = set(facts.own())
    if not _whole(content, given):  # something would be added that was not there: keep those things out of the sheets
        wrong = {triple[0].value for triple in set(join(content)) - given}
        content.rows = {k: [r for r in rows if iri_of(r.id, k, plan) not in wrong] for k, rows in content.rows.items()}
        if any(iri.startswith(f"{plan}/source") for iri in wrong):
            content.source = None
        if not _whole(content, given):
            content.rows, content.source = {}, None
            _whole(content, given)
    return content


def _whole(content: Content, given: set[Triple]) -> bool:
    """Puts what the rows do not say into the rest; whether the whole says what is given and no more."""
    content.rest = []
    told = set(join(content))
    content.rest = [triple for triple in given if triple not in told]
    content.rest.sort(key=str)
    return set(join(content)) == given


def iri_of(name: str, kind: str, plan: str) -> str:
    """The IRI of the thing that a row with this id is about."""
    if kind in OUTSIDE:
        return cells.thing(name, plan).value
    return plan if kind == "Plan" else f"{plan}/{name}"


def row_of(subject: ox.NamedNode, sheet: Sheet, facts: Facts, plan: str, label: Label) -> Row | None:
    """What the facts say of a thing, as a row of the sheet; None where it is none of the sheet's things."""
    if sheet.kind == "Plan":
        name = plan.rsplit("/", 1)[-1] if subject.value == plan else None
    elif sheet.kind in OUTSIDE:
        within = subject.value.startswith(f"{ID}{OUTSIDE[sheet.kind]}/")
        name = cells.name_of(subject.value, plan) if within else None
        name = name if name and cells.thing(name, plan) == subject else None
    else:
        name = subject.value.removeprefix(f"{plan}/") if subject.value.startswith(f"{plan}/") else None
    if name is None or cells.UNSAFE.search(name) or not cells.NAME.fullmatch(name):
        return None
    row = Row(name)
    for column in sheet.columns:
        found = [cells.cell(value, column, plan, label) for value in facts.objects(subject, _node(column.predicate))]
        kept: list[Value] = [value for value in found if value is not None]
        if not column.many and len(kept) > 1:
            kept = kept[:1]
        if kept:
            row.values[column.name] = kept
    return row


def join_rows(sheet: Sheet, rows: list[Row], content: Content) -> list[Triple]:
    """The triples that the rows of a sheet say."""
    found: list[Triple] = []
    plan = _node(content.plan)
    for row in rows:
        subject = _node(iri_of(row.id, sheet.kind, content.plan))
        found.append((subject, TYPE, _node(BDG.namespace + sheet.kind)))
        if sheet.kind in PATHS:
            found.append((subject, _node(BDG.inPlan), plan))
        elif sheet.kind == "Plan" and content.source is not None:
            found.append((subject, _node(BDG.source), _node(f"{content.plan}/source")))
        for column in sheet.columns:
            for value in row.values.get(column.name, []):
                term = cells.term(value, column, content.plan)
                if term is not None:
                    found.append((subject, _node(column.predicate), term))
    return found


def join(content: Content) -> list[Triple]:
    """All triples of a workbook."""
    found = [t for sheet in sheets() for t in join_rows(sheet, content.rows.get(sheet.kind, []), content)]
    if content.source is not None:
        found += _source(content.plan, content.source)
        spans = {o for _s, p, o in [*found, *content.rest] if p.value in PASSAGES}
        own = f"{content.plan}/source#"
        for passage in spans:
            if isinstance(passage, ox.NamedNode) and passage.value.startswith(own):
                found += _passage(passage, content)
    return [*found, *content.rest]


def _source(plan: str, text: str) -> list[Triple]:
    source = _node(f"{plan}/source")
    digest = hashlib.sha256(text.encode()).hexdigest()
    return [
        (source, TYPE, _node(BDG.Source)),
        (source, _node(BDG.inPlan), _node(plan)),
        (source, _node(BDG.sha256), ox.Literal(digest)),
    ]


def _passage(passage: ox.NamedNode, content: Content) -> list[Triple]:
    span = SPAN.fullmatch(passage.value.split("#", 1)[1])
    if span is None or content.source is None or not int(span[1]) < int(span[2]) <= len(content.source):
        return []
    start, end = int(span[1]), int(span[2])
    return [
        (passage, TYPE, _node(BDG.Passage)),
        (passage, _node(OA.hasSource), _node(f"{content.plan}/source")),
        (passage, _node(OA.start), ox.Literal(str(start), datatype=_node(XSD.integer))),
        (passage, _node(OA.end), ox.Literal(str(end), datatype=_node(XSD.integer))),
        (passage, _node(OA.exact), ox.Literal(content.source[start:end], language="vi")),
    ]


def written(triple: Triple) -> tuple[str, str, str]:
    """A triple of the rest as three cells of N-Triples, in letters that every spreadsheet keeps."""
    return (_plain(str(triple[0])), _plain(str(triple[1])), _plain(str(triple[2])))


def _plain(text: str) -> str:
    """Escapes what spreadsheets rewrite; N-Triples reads it back."""
    text = re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", r"\\u005F", text) if text.startswith('"') else text
    odd = re.compile(r"[\x00-\x1f\x7f-\x9f\ufffe\uffff]")
    return odd.sub(lambda m: f"\\u{ord(m[0]):04X}", text)


def parsed(subject: str, predicate: str, value: str) -> Triple:
    """Three cells of the rest as a triple. Raises SyntaxError."""
    line = f"{subject} {predicate} {value} .".encode()
    found = list(ox.parse(line, format=ox.RdfFormat.N_TRIPLES))
    if len(found) != 1 or isinstance(found[0].subject, ox.Triple) or isinstance(found[0].object, ox.Triple):
        raise SyntaxError("one triple in three cells")
    return found[0].subject, found[0].predicate, found[0].object
