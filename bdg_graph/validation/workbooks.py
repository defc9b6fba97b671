"""Lets workbooks be validated as any other file: their triples, and the cell of each thing in place of a line."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from bdg_graph.errors import BdgError
from bdg_graph.validation.findings import Finding, Rule, Text
from bdg_graph.validation.graph import Triple
from bdg_graph.validation.inputs import Part, Refused
from bdg_graph.validation.material import Cell, Material

CELL: Final = Rule(
    "workbook-cell",
    "violation",
    Text("Ô không đọc được", "A cell that can't be read"),
    Text("Điều không đọc được thì không vào dữ liệu.", "What can't be read does not get into the data."),
)
RULES: Final = (CELL,)
PLACES: Final = {
    "source.txt": Text("trang Source", "the sheet Source"),
    "data/reference/agencies.ttl": Text("trang Agency (hoặc agencies.ttl)", "the sheet Agency (or agencies.ttl)"),
    "data/reference/documents.ttl": Text(
        "trang Document (hoặc documents.ttl)", "the sheet Document (or documents.ttl)"
    ),
}
"""Where a workbook holds what the messages of the shapes look for in files."""


def read(part: Part, material: Material) -> list[Triple]:
    """The triples of a workbook; `material` learns its cells, its source text and what is wrong with single cells."""
    from bdg_graph.workbook import reading  # the spreadsheet library is for workbooks only

    try:
        book = reading.read(part.content)
    except BdgError as problem:
        raise Refused(problem.vi, problem.en) from problem

    def cell(iri: str, predicate: str | None) -> Cell | None:
        place = book.place(iri, predicate)
        return Cell(place.sheet, place.row, place.column) if place else None

    material.cells[part.path] = cell
    if book.content.source is not None:
        material.sources[part.path] = book.content.source
    for fault in book.faults:
        at = fault.place
        material.faults.append(
            Finding(
                rule=CELL.id, severity=CELL.severity, file=part.path, value=fault.value or None, sheet=at.sheet,
                row=at.row, column=at.column, message=fault.said,
            )
        )  # fmt: skip
    return book.triples()


def in_their_words(findings: Iterable[Finding], faults: Iterable[Finding]) -> list[Finding]:
    """The findings as those need them who see a workbook and no files; what only says again that a faulty cell has no
    value is left out."""
    faulty = {_cell(fault) for fault in faults}
    return [_worded(f) if f.sheet else f for f in findings if f.sheet is None or _cell(f) not in faulty]


def _cell(finding: Finding) -> tuple[object, ...]:
    return finding.file, finding.sheet, finding.row, finding.column


def _worded(finding: Finding) -> Finding:
    vi, en = finding.message.vi, finding.message.en
    for file, place in PLACES.items():
        vi, en = vi.replace(file, place.vi), en.replace(file, place.en)
    return replace(finding, message=Text(vi, en))
