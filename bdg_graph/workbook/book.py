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

from bdg_graph.terms import BDG, XSD
from bdg_graph.validation import material
from bdg_graph.validation.findings import Text
from bdg_graph.validation.graph import TYPE, Facts, Term
from bdg_graph.validation.nearest import written
from bdg_graph.workbook import content as contents
from bdg_graph.workbook.cells import Value
from bdg_graph.workbook.columns import PASSAGES, Column, Sheet, sheets
from bdg_graph.workbook.content import PATHS, Content

VERSION: Final = 1
README, SOURCE, REST, LISTS = "README · Đọc trước", "Source · Nguồn", "Rest · Phần còn lại", "Lists"
HEAD: Final = 3
"""Rows above the data: the machine's name, the label, the help. The fourth is the example in a template."""
EXAMPLE: Final = "ví dụ · example"
ROOM: Final = 500
"""Rows that are ready to be filled in below the last."""
GREY, BLUE, YELLOW = (PatternFill("solid", fgColor=color) for color in ("EEEEEE", "DDE8F5", "FFF6D6"))
FREE: Final = Protection(locked=False)
WRAPPED: Final = Alignment(wrap_text=True, vertical="top")
SAMPLE: Final = "https://w3id.org/bdg/id/plan/ninh-binh-2021-2025"

KIND_OF_VALUE: Final[dict[str, Text]] = {
    XSD.string: Text("Chữ, viết như văn bản in.", "Text, as the document prints it."),
    XSD.decimal: Text("Số, ví dụ 111 hoặc 27,5.", "A number, such as 111 or 27.5."),
    XSD.integer: Text("Số nguyên.", "A whole number."),
    XSD.gYear: Text("Năm, bốn chữ số.", "A year of four digits."),
    XSD.date: Text("Ngày, viết 2021-12-31.", "A date, written 2021-12-31."),
    XSD.boolean: Text("Ghi true nếu đúng, để trống nếu không.", "Write true where it is so, else leave it empty."),
    "vi": Text("Bằng tiếng Việt, đúng chữ của văn bản.", "In Vietnamese, in the document's words."),
    "en": Text("Bằng tiếng Anh.", "In English."),
}
PASSAGE_HELP: Final = Text(
    "Chép nguyên văn câu làm căn cứ; khi nhập, máy tìm chỗ của nó trong trang Nguồn. Câu ấy phải có đúng một lần ở đó.",
    "Copy the very words it was read from; on import their place in the sheet Source is found. "
    "They must stand there once.",
)
INTRODUCTION: Final = (
    Text("Bảng tính mã hóa một kế hoạch bình đẳng giới.", "Workbook for encoding a gender-equality plan."),
    Text(
        "1. Dán văn bản vào trang Nguồn, mỗi đoạn một dòng. 2. Điền trang Plan. 3. Điền các trang khác, mỗi thứ một "
        "dòng.",
        "1. Paste the document into the sheet Source, a paragraph a row. 2. Fill in Plan. 3. Fill in the others, a "
        "thing a row.",
    ),
    Text(
        "Cột tô xanh phải điền. Cột id để trống: id được tạo từ số khi nhập. Nhiều giá trị trong một ô: mỗi giá trị "
        "một dòng (Alt+Enter).",
        "Blue columns are required. Leave id empty: it is made from the number on import. Several values in a cell: "
        "one a line (Alt+Enter).",
    ),
    Text(
        "Ô có danh sách: chọn một mục, hoặc gõ phần trước dấu ngoặc hay tên. Dòng 4 in nghiêng là ví dụ, không được "
        "nhập.",
        "Cells with a list: choose, or type what stands before the bracket, or the name. Row 4 in italics is an "
        "example and is not imported.",
    ),
    Text("Kiểm tra: bdg validate TỆP.xlsx", "To validate: bdg validate FILE.xlsx"),
    Text("Nhập: bdg workbook import TỆP.xlsx -o THƯ-MỤC", "To import: bdg workbook import FILE.xlsx -o FOLDER"),
)


def template(plan: str) -> bytes:
    """An empty workbook for the plan with this IRI, with an example in each sheet."""
    return _save(_workbook(Content(plan, ""), example=True, label=material.base().label))


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
    lists = _Lists(book, material.base(), content)
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

    def __init__(self, book: Workbook, facts: Facts, content: Content) -> None:
        self.page, self.facts, self.content = book.create_sheet(LISTS), facts, content
        self.ranges: dict[str, str] = {}

    def of(self, column: Column) -> str | None:
        """The cell range of a column's choices; None where there is no list."""
        if not column.is_thing or column.predicate in PASSAGES:
            return None
        key = column.value or " ".join(column.choices)
        if key and key not in self.ranges:
            self._write(key, column)
        return self.ranges.get(key)

    def _write(self, key: str, column: Column) -> None:
        own = column.value.removeprefix(BDG.namespace)
        if own in PATHS:  # parts of the plan itself: the id column of their sheet
            title = next(sheet.title for sheet in sheets() if sheet.kind == own)
            self.ranges[key] = f"'{title}'!$A${HEAD + 1}:$A${HEAD + ROOM}"
            return
        nodes = [ox.NamedNode(iri) for iri in column.choices] if column.choices else []
        if column.value:
            kinds = self.facts.narrower(ox.NamedNode(column.value))
            nodes = [n for kind in kinds for n in self.facts.subjects(TYPE, kind) if isinstance(n, ox.NamedNode)]
        if not nodes:
            return
        at = len(self.ranges) + 1
        names = sorted(f"{written(n.value).strip('<>')} ({self.facts.label(n).vi})" for n in nodes)
        for row, name in enumerate(names, 1):
            _put(self.page.cell(row, at), name)
        letter = get_column_letter(at)
        self.ranges[key] = f"{LISTS}!${letter}$1:${letter}${len(names)}"

    def finish(self) -> None:
        self.page.sheet_state = "hidden"
        self.page.protection.sheet = True


def _sheet(page: Worksheet, sheet: Sheet, content: Content, lists: _Lists, sample: contents.Row | None) -> None:
    rows = content.rows.get(sheet.kind, [])
    last = HEAD + max(len(rows), 1) + ROOM
    _put(page.cell(1, 1), "id")
    _put(page.cell(2, 1), "id")
    _put(page.cell(3, 1), "Để trống; được tạo khi nhập. · Leave empty; made on import.")
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
    page.freeze_panes = f"B{HEAD + 1}"
    page.column_dimensions["A"].width = 26
    for number in range(2, len(sheet.columns) + 2):
        page.column_dimensions[get_column_letter(number)].protection = FREE
    page.protection.sheet = True
    page.protection.insertRows = page.protection.deleteRows = page.protection.sort = False
    page.protection.formatColumns = page.protection.formatRows = page.protection.formatCells = False


def _head(page: Worksheet, number: int, column: Column) -> None:
    form = KIND_OF_VALUE.get(column.value, Text("Chọn trong danh sách.", "Choose from the list."))
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
    """One row of each sheet from an encoded plan."""
    from bdg_graph import paths
    from bdg_graph.validation import inputs

    folder = paths.data() / "plans" / SAMPLE.rsplit("/", 1)[-1]
    triples = inputs.triples(inputs.read(folder / "plan.ttl"))
    facts = Facts(triples, material.base())
    source = (folder / "source.txt").read_bytes().decode()
    read = contents.split(triples, SAMPLE, source, facts.label)
    samples = {kind: max(rows, key=lambda row: len(row.values)) for kind, rows in read.rows.items() if rows}
    for row in samples.values():
        for name in ("bdg:evidence", "bdg:agencyEvidence"):
            spans = [contents.SPAN.fullmatch(str(value)) for value in row.values.get(name, [])]
            words: list[Value] = [source[int(span[1]) : int(span[2])] for span in spans if span]
            if words:
                row.values[name] = words[:1]
    return samples
