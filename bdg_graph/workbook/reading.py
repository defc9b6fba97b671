"""Reads a workbook as content and remembers which cell said what; finds the place of quoted words in the source
sheet. A file that could do harm is refused before any of it is read."""

import re
import zipfile
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, Final

from openpyxl import load_workbook
from openpyxl.workbook.workbook import Workbook

from bdg_graph.errors import BdgError, near
from bdg_graph.terms import ID
from bdg_graph.validation.findings import Text
from bdg_graph.validation.graph import Triple
from bdg_graph.workbook import cells, typed
from bdg_graph.workbook.book import EXAMPLE, HEAD, LISTS, README, REST, SOURCE, VERSION
from bdg_graph.workbook.columns import PASSAGES, Column, Sheet, sheets
from bdg_graph.workbook.content import OUTSIDE, Content, Row, iri_of, join, parsed
from bdg_graph.workbook.naming import IDENTIFIER, Names, fold

LARGEST: Final = 100 << 20
MOST_PARTS: Final = 500
MOST_ROWS: Final = 20_000
# Matches "ninh-binh-2021-2025"; must not match "Ninh Bình".
PLAN: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class Unreadable(BdgError):
    """A workbook that is not read; the message says why and what to do."""


@dataclass(frozen=True, slots=True)
class Place:
    """A cell."""

    sheet: str
    row: int
    column: str


@dataclass(slots=True)
class Fault:
    """What is wrong with a cell before anything is validated."""

    place: Place
    said: Text
    value: str = ""


@dataclass(slots=True)
class Read:
    """A workbook's content, the cells it came from, and what could not be understood."""

    content: Content
    rows: dict[str, tuple[str, int]] = field(default_factory=dict)
    """For the IRI of each thing: its sheet and row."""
    columns: dict[tuple[str, str], str] = field(default_factory=dict)
    """For sheet and property: the letter of the column."""
    faults: list[Fault] = field(default_factory=list)
    names: Names = field(default_factory=Names)

    def triples(self) -> list[Triple]:
        return join(self.content)

    def place(self, iri: str, predicate: str | None) -> Place | None:
        """The cell that says this of that thing; its id where no cell does."""
        if iri not in self.rows:
            iri = self._user_of(iri)
        if iri not in self.rows:
            return None
        sheet, row = self.rows[iri]
        return Place(sheet, row, self.columns.get((sheet, predicate or ""), "A"))

    def _user_of(self, iri: str) -> str:
        """The thing whose evidence a passage is."""
        for triple in self.triples():
            if triple[1].value in PASSAGES and triple[2].value == iri:
                return triple[0].value
        return iri


def check_safe(content: bytes) -> None:
    """Raises Unreadable for archives that swell, bring code along or reach outside."""
    try:
        archive = zipfile.ZipFile(BytesIO(content))
        parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError) as problem:
        raise Unreadable("tệp không phải bảng tính .xlsx", "the file is no .xlsx workbook") from problem
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST:
        raise Unreadable("bảng tính nở ra quá lớn. Hãy chia nhỏ nó", "the workbook swells beyond all measure. Split it")
    for part in parts:
        name = part.filename
        if name.startswith(("/", "\\")) or ".." in name.replace("\\", "/").split("/") or ":" in name:
            raise Unreadable("tệp nén có đường dẫn ra ngoài", "the archive has a path that leads outside")
        if "vbaProject" in name or "macrosheets" in name or "activeX" in name:
            raise Unreadable(
                "bảng tính có macro. Hãy lưu lại dạng .xlsx không macro",
                "the workbook has macros. Save it as .xlsx without",
            )
        if "externalLink" in name:
            raise Unreadable(
                "bảng tính nối tới tệp khác. Hãy bỏ liên kết ngoài",
                "the workbook links to other files. Break the links",
            )
        if name.endswith((".xml", ".rels")):
            with archive.open(part) as file:
                if re.search(rb"<!\s*(?:DOCTYPE|ENTITY)", file.read(4096).replace(b"\x00", b""), re.IGNORECASE):
                    raise Unreadable("bảng tính có DOCTYPE trong XML", "the workbook has a DOCTYPE in its XML")


def read(content: bytes) -> Read:
    """The content of a workbook. Raises Unreadable."""
    check_safe(content)
    try:
        book = load_workbook(BytesIO(content), data_only=False, keep_links=False)
    except Exception as problem:  # openpyxl fails in many ways on files that are no spreadsheets
        raise Unreadable(
            "tệp không mở được như một bảng tính", f"the file can't be opened as a workbook ({type(problem).__name__})"
        ) from problem
    titles = {_kind(name): name for name in book.sheetnames}
    plan = _plan(book, titles)
    found = Read(Content(ID + "plan/" + plan), names=Names(plan))
    found.content.source = _source(book, titles)
    # What other rows name comes first.
    for sheet in sorted(sheets(), key=lambda sheet: sheet.kind not in OUTSIDE):
        if sheet.kind in titles:
            _sheet(book[titles[sheet.kind]], sheet, found)
    known = {s.kind for s in sheets()} | {name.split(" · ")[0] for name in (README, SOURCE, REST, LISTS)}
    absent = [s.title for s in sheets() if s.kind not in titles]
    for kind, name in titles.items():
        if kind not in known:
            meant = near(name, absent, 1) or absent[:1] * (len(absent) == 1)
            said = Text(
                f"trang “{name}” không thuộc mẫu nên không được đọc. Hãy đặt tên trang như trong mẫu"
                + (f", có phải “{meant[0]}”?" if meant else "; trang ghi riêng thì hãy bỏ khỏi tệp trước khi nhập."),
                f"the sheet “{name}” is not of the template and is not read. Name sheets as the template does"
                + (f"; did you mean “{meant[0]}”?" if meant else "; take sheets of your own out before the import."),
            )
            found.faults.append(Fault(Place(name, 1, "A"), said))
    _rest(book, titles, found)
    if not found.content.rows.get("Plan") and any(found.content.rows.values()) and not found.content.rest:
        title = titles.get("Plan", next(sheet.title for sheet in sheets() if sheet.kind == "Plan"))
        found.faults.append(Fault(Place(title, HEAD + 2, "A"), typed.NO_PLAN))
    return found


def _kind(title: str) -> str:
    """What a sheet holds, by its title: "Target · Mức phấn đấu", also where only one half of it was kept."""
    head = title.split(" · ")[0].strip()
    return next((sheet.kind for sheet in sheets() if fold(head) in (fold(sheet.kind), fold(sheet.label.vi))), head)


def _plan(book: Workbook, titles: dict[str, str]) -> str:
    page = book[titles["README"]] if "README" in titles else None
    name = str(page.cell(2, 2).value or "").strip() if page else ""
    version = page.cell(1, 2).value if page else None
    if isinstance(version, int | float) and version > VERSION:
        raise Unreadable(
            f"mẫu phiên bản {version:g} mới hơn chương trình này. Hãy cập nhật bdg-graph",
            f"template version {version:g} is newer than this program. Update bdg-graph",
        )
    if not PLAN.fullmatch(name):
        raise Unreadable(
            "ô B2 của trang README phải là id của kế hoạch, như ninh-binh-2021-2025",
            "cell B2 of the sheet README must be the plan's id, such as ninh-binh-2021-2025",
        )
    return name


def _source(book: Workbook, titles: dict[str, str]) -> str | None:
    if "Source" not in titles:
        return None
    page = book[titles["Source"]]
    if page.cell(1, 1).value == "bdg:source-absent":
        return None
    lines = [
        _words(row[0].value)
        for row in page.iter_rows(min_row=HEAD + 1, max_col=1, max_row=min(page.max_row, HEAD + MOST_ROWS))
    ]
    count = page.cell(3, 1).value
    wanted = int(count) if isinstance(count, int | float) and 0 < count <= MOST_ROWS else 0
    while len(lines) > wanted and lines and not lines[-1]:
        lines.pop()
    lines += [""] * (wanted - len(lines))
    return "\n".join(lines) if any(lines) else None


def _words(value: object) -> str:
    return "" if value is None else str(value)


def _sheet(page: Any, sheet: Sheet, found: Read) -> None:
    by_name = {column.name: column for column in sheet.columns}
    heads: dict[int, Column] = {}
    if not any(cell.value in by_name for cell in page[1]):
        found.faults.append(Fault(Place(page.title, 1, "A"), typed.NO_HEAD))
        return
    for cell in page[1]:
        if cell.value in by_name:
            heads[cell.column] = by_name[cell.value]
            found.columns.setdefault((page.title, by_name[cell.value].predicate), cell.column_letter)
        elif cell.value not in (None, "id"):
            missing = [name for name in by_name if name not in {c.value for c in page[1]}]
            meant = near(str(cell.value), missing, 1) or missing[:1]
            said = Text(
                f"cột “{cell.value}” không thuộc mẫu nên không được đọc. Ô này phải giữ tên cột của mẫu"
                + (f"; cột đang thiếu: {meant[0]}." if meant else "; ghi chú riêng thì viết ở cột ghi chú."),
                f"the column “{cell.value}” is not of the template and is not read. This cell must keep the "
                + (f"template's name; the column that is missing: {meant[0]}." if meant else "template's name."),
            )
            found.faults.append(Fault(Place(page.title, 1, cell.column_letter), said))
    found.faults += [Fault(Place(page.title, at, letter), typed.MERGED) for at, letter in typed.merged(page, HEAD)]
    found.content.rows[sheet.kind] = []
    for cells_ in page.iter_rows(
        min_row=HEAD + 1, max_row=min(page.max_row, HEAD + MOST_ROWS), max_col=max(heads, default=1)
    ):
        # The ids that a template shows are formulas; on import they are made anew, by the same rule.
        values = {c.column: c for c in cells_ if c.value not in (None, "") and (c.column > 1 or c.data_type != "f")}
        if not values or str(cells_[0].value).startswith(EXAMPLE.split(" · ")[0]):
            continue
        row = Row(str(cells_[0].value).split(" (")[0].strip() if 1 in values else "")
        for at, cell in values.items():
            if at in heads:
                row.values.setdefault(heads[at].name, []).extend(_values(cell, heads[at], page.title, found))
        if not any(row.values.values()) and not row.id:
            continue
        _keep(row, sheet, Place(page.title, cells_[0].row, "A"), found)
    own = {column.name for column in heads.values()}
    gone = [column.name for column in sheet.columns if column.required and column.name not in own]
    if found.content.rows[sheet.kind] and gone and {cell.value for cell in page[1]} <= {*own, "id", None}:
        found.faults.append(Fault(Place(page.title, 1, "A"), typed.without(gone)))


def _keep(row: Row, sheet: Sheet, at: Place, found: Read) -> None:
    """Takes a row into the content, by its id."""
    rows = found.content.rows[sheet.kind]
    row.id = row.id or found.names.new_id(
        sheet.kind, row, found.content.plan, {other.id for other in rows}, len(rows) + 1
    )
    if not cells.NAME.fullmatch(row.id):
        said = Text(
            "từ số của dòng này không tạo được id. Số chỉ gồm chữ, số, dấu chấm và gạch nối.",
            "no id can be made of this row's number. Letters, digits, dots and hyphens make a number.",
        )
        found.faults.append(Fault(at, said, row.id))
        return
    iri = iri_of(row.id, sheet.kind, found.content.plan)
    if wrong := typed.wrong_id(row.id, sheet, found.rows.get(iri)):
        found.faults.append(Fault(at, wrong, row.id))
        return
    rows.append(row)
    found.names.add(sheet, row)
    found.rows[iri] = (at.sheet, at.row)


def _values(cell: Any, column: Column, title: str, found: Read) -> list[cells.Value]:
    place = Place(title, cell.row, cell.column_letter)
    if (fault := typed.fault(cell, column)) is not None:
        found.faults.append(Fault(place, fault, str(cell.value)))
        return []
    if not isinstance(cell.value, str):
        return [cell.value]
    text = cell.value.strip()
    lines = [line.strip() for line in text.split("\n") if line.strip()] if column.many or column.is_thing else [text]
    if column.predicate in PASSAGES:
        return [span for line in lines if (span := _span(line, place, found))]
    if not column.is_thing:
        return list(lines)
    named: list[cells.Value] = []
    for line in lines:
        id_ = found.names.id_of(line, column)
        if isinstance(id_, Text):
            found.faults.append(Fault(place, id_, line))
        else:
            named.append(id_)
    return named


def _span(words: str, place: Place, found: Read) -> str | None:
    """The passage that a cell names, or whose words it quotes."""
    source = found.content.source
    if words.startswith(("char=", "http", "source#")) or (source is None and IDENTIFIER.fullmatch(words)):
        return words
    count = (source or "").count(words)
    if count == 1:
        start = (source or "").index(words)
        return f"char={start},{start + len(words)}"
    found.faults.append(Fault(place, typed.not_quoted(words, count, source), words))
    return None


def _rest(book: Workbook, titles: dict[str, str], found: Read) -> None:
    if "Rest" not in titles:
        return
    page = book[titles["Rest"]]
    for cells_ in page.iter_rows(min_row=HEAD + 1, max_row=min(page.max_row, HEAD + MOST_ROWS)):
        values = [str(cell.value) for cell in cells_ if cell.value is not None]
        if not values:
            continue
        try:
            found.content.rest.append(parsed(values[0], values[1], "".join(values[2:])))
        except (SyntaxError, ValueError, IndexError) as problem:
            said = Text(f"không phải N-Triples: {problem}", f"this is no N-Triples: {problem}")
            found.faults.append(Fault(Place(page.title, int(cells_[0].row or 1), "A"), said))
