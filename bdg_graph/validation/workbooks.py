"""Lets workbooks be validated as any other file: their triples, and the cell of each thing in place of a line."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from bdg_graph.errors import BdgError
from bdg_graph.validation.findings import Cell, Cells, Finding, Rule, Text
from bdg_graph.validation.graph import Triple
from bdg_graph.validation.inputs import Part, Refused

CELL: Final = Rule(
    "workbook-cell",
    "violation",
    Text("Ô không đọc được", "A cell that can't be read"),
    Text("Điều không đọc được thì không vào dữ liệu.", "What can't be read does not get into the data."),
)
RULES: Final = (CELL,)
# Matches "ontology/schemes/units.ttl", and what is said of such a file after.
SCHEME: Final = re.compile(r"ontology/schemes/[\w-]+\.ttl")
PLACES: Final = {
    "source.txt": Text("trang Source", "the sheet Source"),
    "data/reference/agencies.ttl": Text("trang Agency (hoặc agencies.ttl)", "the sheet Agency (or agencies.ttl)"),
    "data/reference/documents.ttl": Text(
        "trang Document (hoặc documents.ttl)", "the sheet Document (or documents.ttl)"
    ),
}
"""Where a workbook holds what the messages of the shapes look for in files."""


@dataclass(frozen=True, slots=True)
class Workbook:
    """What a workbook says: its triples, the cell of each, its source text, and what is wrong with single cells."""

    triples: list[Triple]
    cell: Cells
    source: str | None
    faults: list[Finding]


def read(part: Part) -> Workbook:
    """What the workbook says. Raises Refused for what is no workbook of ours."""
    from bdg_graph.workbook import reading  # the spreadsheet library is for workbooks only

    try:
        book = reading.read(part.content)
    except BdgError as problem:
        raise Refused(problem.vi, problem.en) from problem

    def cell(iri: str, predicate: str | None) -> Cell | None:
        place = book.place(iri, predicate)
        return Cell(place.sheet, place.row, place.column) if place else None

    faults = [
        Finding(
            rule=CELL.id, severity=CELL.severity, file=part.path, value=fault.value or None, sheet=fault.place.sheet,
            row=fault.place.row, column=fault.place.column, message=fault.said,
        )
        for fault in book.faults
    ]  # fmt: skip
    return Workbook(book.triples(), cell, book.content.source, faults)


def in_their_words(findings: Iterable[Finding], faults: Iterable[Finding]) -> list[Finding]:
    """The findings as those need them who see a workbook and no files; what only says again that a faulty cell has no
    value is left out."""
    faulty = {_cell(fault) for fault in faults}
    return [_worded(f) if f.sheet else f for f in findings if f.sheet is None or _cell(f) not in faulty]


def _cell(finding: Finding) -> tuple[object, ...]:
    return finding.file, finding.sheet, finding.row, finding.column


def _worded(finding: Finding) -> Finding:
    vi, en = finding.message.vi, finding.message.en
    if SCHEME.search(vi):
        vi = SCHEME.sub("danh sách của cột", vi).replace("tệp ấy", "danh sách ấy")
        en = SCHEME.sub("the list of the column", en).replace("the file has", "the list has")
    for file, place in PLACES.items():
        vi, en = vi.replace(file, place.vi), en.replace(file, place.en)
    return replace(finding, message=Text(vi, en))
