"""Writes a workbook: a template, or a plan's content. Every column says in both languages what it wants; lists are
plain cell ranges, as named ranges break in web spreadsheets; ids are protected, everything else is free to type
in."""

from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any, Final

import pyoxigraph as ox
from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from bdg_graph.terms import BDG, ID, SKOS, XSD
from bdg_graph.validation import ground, shapes
from bdg_graph.validation.findings import Text
from bdg_graph.validation.graph import LABEL, TYPE, Facts, Term
from bdg_graph.validation.nearest import written
from bdg_graph.workbook import content as contents
from bdg_graph.workbook import ids
from bdg_graph.workbook.cells import Value
from bdg_graph.workbook.columns import LABEL as TERM_LABEL
from bdg_graph.workbook.columns import PASSAGES, Column, Sheet, sheets
from bdg_graph.workbook.content import PATHS, Content
from bdg_graph.workbook.wording import ADDRESS, CHOOSE, INTRODUCTION, KIND_OF_VALUE, OWN_WORDS, PASSAGE_HELP

VERSION: Final = 2
README, SOURCE, REST, LISTS = "README · Đọc trước", "Source · Nguồn", "Rest · Phần còn lại", "Lists"
HEAD: Final = 3
"""Rows above the data: the machine's name, the label, the help. The fourth is the example in a template."""
EXAMPLE: Final = "ví dụ · example"
ROOM: Final = 200
"""Rows that are ready to be filled in below the last."""
FEW: Final = 60
"""Agencies or documents of the workbook's own that its lists have room for."""
TALL: Final = 150
"""Height of the row of help, in points."""
GREY, BLUE, YELLOW = (PatternFill("solid", fgColor=color) for color in ("EEEEEE", "DDE8F5", "FFF6D6"))
FREE: Final = Protection(locked=False)
WRAPPED: Final = Alignment(wrap_text=True, vertical="top")
SAMPLES: Final = ("ninh-binh-2021-2025", "thanh-hoa-2020")
"""The plans that the example rows are from: the first, or where it has no such thing, the second."""
SAMPLE_THINGS: Final = ("agency/ninh-binh/so-y-te", "document/28-nq-cp-2021")

FORMATS: Final = {XSD.decimal: "General", XSD.integer: "0", XSD.gYear: "0", XSD.date: "yyyy-mm-dd"}
"""How cells are formatted, so that a spreadsheet turns nothing into something else; the others are text."""


def template(plan: str) -> bytes:
    """An empty workbook for the plan with this IRI, with an example in each sheet."""
    return _save(_workbook(Content(plan, ""), example=True, label=ground.base().label))


def export(content: Content, label: Callable[[Term], Text]) -> bytes:
    """The workbook of a plan."""
    return _save(_workbook(content, example=False, label=label))


def _save(book: Workbook) -> bytes:
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _workbook(content: Content, *, example: bool, label: Callable[[Term], Text]) -> Workbook:
    book = Workbook()
    first = book.active
    if not isinstance(first, Worksheet):
        raise TypeError("a new workbook has a worksheet")
    _readme(first, content.plan)
    lists = _Lists(book, ground.base(), content, first=HEAD + 1 + example)
    samples = _samples() if example else {}
    for sheet in sheets():
        _sheet(book.create_sheet(sheet.title), sheet, content, lists, samples.get(sheet.kind))
    _source(book.create_sheet(SOURCE), content.source)
    _rest(book.create_sheet(REST), content)
    lists.finish()
    return book


def _readme(page: Worksheet, plan: str) -> None:
    page.title = README
    _put(page.cell(1, 1), "bdg:template")
    page.cell(1, 2, VERSION)
    _put(page.cell(2, 1), "bdg:plan")
    _put(page.cell(2, 2), plan.rsplit("/", 1)[-1])
    for row, text in enumerate(INTRODUCTION, 4):
        _put(page.cell(row, 1), text.vi)
        _put(page.cell(row, 2), text.en)
        page.cell(row, 1).alignment = page.cell(row, 2).alignment = WRAPPED
    page.column_dimensions["A"].width = page.column_dimensions["B"].width = 80


def _put(cell: Any, value: Value) -> None:
    """Writes a value as it is: text that looks like a formula stays text."""
    if not isinstance(cell, Cell):
        raise TypeError("a cell that is merged into another")
    cell.value = value
    if isinstance(value, str):
        cell.data_type = "s"
        cell.number_format = "@"


class _Lists:
    """The hidden sheet that the lists of choices stand on."""

    def __init__(self, book: Workbook, facts: Facts, content: Content, *, first: int) -> None:
        self.page, self.facts, self.content, self.first = book.create_sheet(LISTS), facts, content, first
        self.ranges: dict[str, str] = {}

    def of(self, column: Column) -> str | None:
        """The cell range of a column's choices; None where there is no list."""
        if not column.is_thing or column.predicate in PASSAGES:
            return None
        key = column.value or " ".join(column.choices) or " ".join(column.kinds)
        if key and key not in self.ranges:
            self._write(key, column)
        return self.ranges.get(key)

    def _write(self, key: str, column: Column) -> None:
        own = [sheet for sheet in sheets() if sheet.kind in column.kinds]
        if len(own) == 1 and own[0].kind in PATHS:  # parts of the plan itself: the id column of their sheet
            self.ranges[key] = f"'{own[0].title}'!$A${self.first}:$A${_last(self.content, own[0].kind)}"
            return
        nodes = [ox.NamedNode(iri) for iri in column.choices] if column.choices else []
        if column.value:
            kinds = self.facts.narrower(ox.NamedNode(column.value))
            nodes = [n for kind in kinds for n in self.facts.subjects(TYPE, kind) if isinstance(n, ox.NamedNode)]
        if not nodes and not own:
            return
        at = len(self.ranges) + 1
        letter = get_column_letter(at)
        names = sorted(f"{written(n.value).strip('<>')} ({self._label(n)})" for n in nodes)
        for row, name in enumerate(names, 1):
            _put(self.page.cell(row, at), name)
        # Below the known ones, those that the workbook itself describes: by id where they have one, else by name.
        own_rows = [(sheet, row) for sheet in own for row in range(self.first, self.first + FEW)]
        for at_row, (sheet, row) in enumerate(own_rows, len(names) + 1):
            named = f"'{sheet.title}'!{'A' if sheet.kind in PATHS else _letter(sheet, SKOS.prefLabel)}{row}"
            self.page.cell(at_row, at, f'=IF({named}="","",{named})')
        self.ranges[key] = f"{LISTS}!${letter}$1:${letter}${len(names) + len(own_rows)}"

    def _label(self, node: ox.NamedNode) -> str:
        return (
            self.facts.label(node).vi if self.facts.value(node, LABEL) else shapes.text(self.facts, node, TERM_LABEL).vi
        )

    def finish(self) -> None:
        self.page.sheet_state = "hidden"
        self.page.protection.sheet = True


def _last(content: Content, kind: str) -> int:
    """The last row of a sheet that is ready to be filled in."""
    return HEAD + max(len(content.rows.get(kind, [])), 1) + ROOM


def _letter(sheet: Sheet, predicate: str) -> str:
    """The letter of the first column of a property."""
    return next(get_column_letter(n) for n, column in enumerate(sheet.columns, 2) if column.predicate == predicate)


def _sheet(page: Worksheet, sheet: Sheet, content: Content, lists: _Lists, sample: contents.Row | None) -> None:
    rows = content.rows.get(sheet.kind, [])
    last = _last(content, sheet.kind)
    _put(page.cell(1, 1), "id")
    _put(page.cell(2, 1), "id")
    _put(page.cell(3, 1), "Tự hiện khi đã điền các cột kia. · Shows by itself once the other columns are filled in.")
    for number, column in enumerate(sheet.columns, 2):
        _head(page, number, column)
        if found := lists.of(column):
            rule = DataValidation(type="list", formula1=f"={found}", allow_blank=True, showErrorMessage=False)
            page.add_data_validation(rule)
            letter = get_column_letter(number)
            rule.add(f"{letter}{HEAD + 1}:{letter}{last}")
    shown = [(sample, True)] if sample else []
    for at, (row, is_example) in enumerate([*shown, *((row, False) for row in rows)], HEAD + 1):
        _row(page, at, row, sheet, is_example=is_example)
    for at in range(HEAD + 1 + len(shown) + len(rows), last + 1):
        if formula := ids.formula(sheet, at):
            page.cell(at, 1, formula)
    page.row_dimensions[HEAD].height = TALL
    page.freeze_panes = f"B{HEAD + 1}"
    page.column_dimensions["A"].width = 26
    for number in range(2, len(sheet.columns) + 2):
        dimension = page.column_dimensions[get_column_letter(number)]
        dimension.protection = FREE
        dimension.number_format = FORMATS.get(sheet.columns[number - 2].value, "@")
    page.protection.sheet = True
    page.protection.insertRows = page.protection.deleteRows = page.protection.sort = False
    page.protection.formatColumns = page.protection.formatRows = page.protection.formatCells = False


def _head(page: Worksheet, number: int, column: Column) -> None:
    form = KIND_OF_VALUE.get(column.value, CHOOSE if column.value or column.choices or column.kinds else ADDRESS)
    if column.value == "vi" and column.predicate in (SKOS.prefLabel, BDG.note):
        form = OWN_WORDS
    form = PASSAGE_HELP if column.predicate in PASSAGES else form
    needed = Text(" Phải có.", " Required.") if column.required else Text("", "")
    several = (
        Text(" Có thể nhiều, mỗi giá trị một dòng.", " May be several, one a line.") if column.many else Text("", "")
    )
    help_ = Text(
        f"{column.help.vi} {form.vi}{needed.vi}{several.vi}".strip(),
        f"{column.help.en} {form.en}{needed.en}{several.en}".strip(),
    )
    _put(page.cell(1, number), column.name)
    language = {"vi": " (vi)", "en": " (en)"}.get(column.value, "")
    _put(page.cell(2, number), f"{column.label.vi} · {column.label.en}{language}")
    _put(page.cell(3, number), f"{help_.vi}\n{help_.en}")
    for row in (1, 2, 3):
        cell = page.cell(row, number)
        cell.fill = BLUE if column.required else GREY
        cell.alignment = WRAPPED
    page.cell(2, number).font = Font(bold=True)
    page.cell(2, number).comment = Comment(f"{help_.vi}\n\n{help_.en}", "bdg", height=220, width=360)
    page.column_dimensions[get_column_letter(number)].width = 34


def _row(page: Worksheet, at: int, row: contents.Row, sheet: Sheet, *, is_example: bool) -> None:
    _put(page.cell(at, 1), EXAMPLE if is_example else row.id)
    for number, column in enumerate(sheet.columns, 2):
        values = row.values.get(column.name, [])
        cell = page.cell(at, number)
        if values:
            _put(cell, values[0] if len(values) == 1 else "\n".join(map(str, values)))
        if is_example:
            cell.font, cell.fill = Font(italic=True, color="777777"), YELLOW
        cell.alignment, cell.protection = WRAPPED, FREE


def _source(page: Worksheet, text: str | None) -> None:
    _put(page.cell(1, 1), "bdg:source" if text is not None else "bdg:source-absent")
    _put(
        page.cell(2, 1),
        "Văn bản, mỗi đoạn một dòng, không sửa chữ nào. · The document, a paragraph a row, not a letter changed.",
    )
    for row, line in enumerate((text or "").split("\n"), HEAD + 1):
        _put(page.cell(row, 1), line or None)
        page.cell(row, 1).alignment = WRAPPED
    page.cell(3, 1, len((text or "").split("\n")))
    page.column_dimensions["A"].width = 120


def _rest(page: Worksheet, content: Content) -> None:
    for number, name in enumerate(("subject", "predicate", "object"), 1):
        _put(page.cell(1, number), name)
        page.column_dimensions[get_column_letter(number)].width = 50
    _put(
        page.cell(2, 1),
        "Điều mà các trang khác không chứa được, viết bằng N-Triples. · What no other sheet holds, as N-Triples.",
    )
    for row, triple in enumerate(content.rest, HEAD + 1):
        for number, text in enumerate(_pieces(contents.written(triple)), 1):
            _put(page.cell(row, number), text)


def _pieces(cells: Iterable[str]) -> Iterable[str]:
    """Cells hold no more than some 32,000 characters: a longer object goes on in the cells to the right."""
    *short, long = cells
    yield from short
    for start in range(0, len(long), 30_000):
        yield long[start : start + 30_000]


def _samples() -> dict[str, contents.Row]:
    """One row of each sheet from encoded plans and from the reference data."""
    samples: dict[str, contents.Row] = {}
    for name in SAMPLES:
        samples = _samples_of(name) | samples
    facts = ground.base()
    for sheet in sheets():
        for thing in SAMPLE_THINGS:
            if sheet.kind in contents.OUTSIDE and thing.startswith(contents.OUTSIDE[sheet.kind]):
                row = contents.row_of(ox.NamedNode(ID + thing), sheet, facts, f"{ID}plan/{SAMPLES[0]}", facts.label)
                samples |= {sheet.kind: row} if row else {}
    return samples


def _samples_of(name: str) -> dict[str, contents.Row]:
    from bdg_graph import paths
    from bdg_graph.validation import inputs

    folder = paths.data() / "plans" / name
    triples = inputs.triples(inputs.read(folder / "plan.ttl"))
    facts = Facts(triples, ground.base())
    source = (folder / "source.txt").read_bytes().decode()
    read = contents.split(triples, f"{ID}plan/{name}", source, facts.label)
    samples = {kind: max(rows, key=lambda row: len(row.values)) for kind, rows in read.rows.items() if rows}
    for row in samples.values():
        for column in ("bdg:evidence", "bdg:agencyEvidence"):
            spans = [contents.SPAN.fullmatch(str(value)) for value in row.values.get(column, [])]
            words: list[Value] = [source[int(span[1]) : int(span[2])] for span in spans if span]
            if words:
                row.values[column] = words
    return samples
