"""Reads a workbook as content and remembers which cell said what; finds the place of quoted words in the source
sheet. A file that could do harm is refused before any of it is read."""

import re
import zipfile
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from typing import Any, Final

import pyoxigraph as ox
from openpyxl import load_workbook
from openpyxl.workbook.workbook import Workbook

from bdg_graph.errors import BdgError
from bdg_graph.terms import ID, SKOS, XSD
from bdg_graph.validation import material
from bdg_graph.validation.findings import Text
from bdg_graph.validation.graph import LABEL, TYPE, Triple
from bdg_graph.validation.nearest import written
from bdg_graph.workbook import cells
from bdg_graph.workbook.book import EXAMPLE, HEAD, LISTS, README, REST, SOURCE, VERSION
from bdg_graph.workbook.columns import PASSAGES, Column, Sheet, sheets
from bdg_graph.workbook.content import PATHS, Content, Row, join, parsed

LARGEST: Final = 100 << 20
MOST_PARTS: Final = 500
MOST_ROWS: Final = 20_000
ALIAS: Final = ox.NamedNode(SKOS.altLabel)
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
    titles = {name.split(" · ")[0]: name for name in book.sheetnames}
    found = Read(Content(ID + "plan/" + _plan(book, titles)))
    found.content.source = _source(book, titles)
    for sheet in sheets():
        if sheet.kind in titles:
            _sheet(book[titles[sheet.kind]], sheet, found)
    known = {s.kind for s in sheets()} | {name.split(" · ")[0] for name in (README, SOURCE, REST, LISTS)}
    for name in titles:
        if name not in known:
            said = Text(
                f"trang “{name}” không thuộc mẫu nên không được đọc.",
                f"the sheet “{name}” is not of the template and is not read.",
            )
            found.faults.append(Fault(Place(titles[name], 1, "A"), said))
    _rest(book, titles, found)
    return found


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
    for cell in page[1]:
        if cell.value in by_name:
            heads[cell.column] = by_name[cell.value]
            found.columns.setdefault((page.title, by_name[cell.value].predicate), cell.column_letter)
        elif cell.value not in (None, "id"):
            said = Text(
                f"cột “{cell.value}” không thuộc mẫu nên không được đọc.",
                f"the column “{cell.value}” is not of the template and is not read.",
            )
            found.faults.append(Fault(Place(page.title, 1, cell.column_letter), said))
    found.content.rows[sheet.kind] = []
    for cells_ in page.iter_rows(
        min_row=HEAD + 1, max_row=min(page.max_row, HEAD + MOST_ROWS), max_col=max(heads, default=1)
    ):
        values = {c.column: c for c in cells_ if c.value not in (None, "")}
        if not values or str(cells_[0].value).startswith(EXAMPLE.split(" · ")[0]):
            continue
        row = Row(str(cells_[0].value or "").strip())
        for at, cell in values.items():
            if at in heads:
                row.values.setdefault(heads[at].name, []).extend(_values(cell, heads[at], page.title, found))
        if not any(row.values.values()) and not row.id:
            continue
        row.id = row.id or _made(sheet.kind, row, found)
        if not cells.NAME.fullmatch(row.id):
            at = Place(page.title, cells_[0].row, "A")
            found.faults.append(Fault(at, Text("id không dùng được.", "this id can't be used."), row.id))
            continue
        found.content.rows[sheet.kind].append(row)
        iri = found.content.plan if sheet.kind == "Plan" else f"{found.content.plan}/{row.id}"
        found.rows.setdefault(iri, (page.title, cells_[0].row))


def _values(cell: Any, column: Column, title: str, found: Read) -> list[cells.Value]:
    place = Place(title, cell.row, cell.column_letter)
    if cell.data_type in ("f", "e"):
        said = Text(
            "ô này có công thức hoặc lỗi. Hãy ghi giá trị.", "this cell has a formula or an error. Write the value."
        )
        found.faults.append(Fault(place, said, str(cell.value)))
        return []
    if not isinstance(cell.value, str):
        return [cell.value]
    if column.value == XSD.decimal and not cells.TYPED.fullmatch(cell.value.strip()):
        said = Text(
            "không phải một số, hoặc là số đọc được hai cách. Hãy ghi như 100000 hoặc 27,5.",
            "this is no number, or one that can be read in two ways. Write it like 100000 or 27.5.",
        )
        found.faults.append(Fault(place, said, cell.value))
        return []
    lines = (
        [line for line in cell.value.split("\n") if line.strip()] if column.many or column.is_thing else [cell.value]
    )
    if column.is_thing and column.predicate not in PASSAGES:
        named = labels(column)
        return [named.get(" ".join(line.split()).casefold(), line) for line in lines]
    if column.predicate not in PASSAGES:
        return list(lines)
    return [span for line in lines if (span := _span(line, place, found))]


@cache
def labels(column: Column) -> dict[str, str]:
    """What a column's things are called, for those who type a name in place of an id. Names of several things are
    left out."""
    facts = material.base()
    nodes = [ox.NamedNode(iri) for iri in column.choices]
    if column.value:
        kinds = facts.narrower(ox.NamedNode(column.value))
        nodes += [n for kind in kinds for n in facts.subjects(TYPE, kind) if isinstance(n, ox.NamedNode)]
    named: dict[str, set[str]] = {}
    for node in nodes:
        for label in (LABEL, ALIAS):
            for name in facts.objects(node, label):
                named.setdefault(" ".join(name.value.split()).casefold(), set()).add(written(node.value).strip("<>"))
    return {name: found.pop() for name, found in named.items() if len(found) == 1}


def _span(words: str, place: Place, found: Read) -> str | None:
    """The passage that a cell names, or whose words it quotes."""
    source = found.content.source
    if words.startswith(("char=", "http", "source#")) or source is None:
        return words
    count = source.count(words)
    if count == 1:
        start = source.index(words)
        return f"char={start},{start + len(words)}"
    said = (
        Text(
            "trang Nguồn không có những chữ này. Hãy chép đúng từng chữ.",
            "the sheet Source has not these words. Copy them letter by letter.",
        )
        if count == 0
        else Text(
            f"những chữ này có {count} lần trong trang Nguồn. Hãy chép dài hơn.",
            f"these words stand {count} times in the sheet Source. Copy more of them.",
        )
    )
    found.faults.append(Fault(place, said, words))
    return None


def _made(kind: str, row: Row, found: Read) -> str:
    """The id of a new row, from what it is part of and its number."""
    if kind == "Plan":
        return found.content.plan.rsplit("/", 1)[-1]
    number = re.sub(r"\s+", "-", "".join(str(value) for value in row.values.get("bdg:number", [])[:1]).strip())
    number = number.removesuffix(".0") or ("general" if kind == "Objective" else str(len(found.content.rows[kind]) + 1))

    def of(name: str) -> str:
        return "".join(str(value) for value in row.values.get(name, [])[:1]).split(" (")[0].strip()

    if kind == "Target" and of("bdg:ofIndicator"):
        made = f"{of('bdg:ofIndicator')}/target/{number}"
    elif kind == "Indicator" and of("bdg:ofObjective").removeprefix("objective/") not in ("", "general"):
        made = f"indicator/{of('bdg:ofObjective').removeprefix('objective/')}.{number}"
    else:
        made = f"{PATHS[kind]}/{number}"
    taken = {other.id for other in found.content.rows[kind]}
    same = next((f"{made}-{i}" for i in range(2, MOST_ROWS) if f"{made}-{i}" not in taken), made)
    return same if made in taken and kind in ("Responsibility", "Task") else made


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
