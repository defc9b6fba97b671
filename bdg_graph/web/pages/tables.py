"""Tables as pages show and downloads carry them: typed cells, sorted, filtered and cut into pages by the URL alone."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from bdg_graph.exports.cells import inert
from bdg_graph.search import fold
from bdg_graph.web.pages.context import Page
from bdg_graph.web.pages.view import Made

PAGE_SIZE = 100
FEW = 40
DOWNLOADS = {
    "csv": "text/csv; charset=utf-8",
    "excel.csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


@dataclass(slots=True)
class Cell:
    """What one place of a table says. `mark` names a look: "gap", "silent", "number", "passage"."""

    text: str = ""
    iri: str | None = None
    order: float | None = None
    mark: str = ""
    more: list["Cell"] = field(default_factory=list)
    """What stands below it in the same cell."""
    note: str = ""

    @property
    def words(self) -> str:
        """All that the cell says, in one line."""
        return "; ".join(part for part in (self.text, *(cell.words for cell in self.more)) if part)


@dataclass(slots=True)
class Head:
    """A column: its key in URLs and downloads, its words; whether people choose rows by its values."""

    key: str
    words: str
    choose: bool = False
    number: bool = False
    hint: str = ""


@dataclass
class Table:
    """A table with what the URL asked of it."""

    heads: list[Head]
    rows: list[list[Cell]]
    caption: str = ""
    total: int = 0
    """How many rows there are before filters."""
    shown: list[list[Cell]] = field(default_factory=list)
    found: int = 0
    page_number: int = 1
    pages: int = 1
    sort: str = ""
    choices: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    wanted: str = ""
    chosen: dict[str, str] = field(default_factory=dict)
    page_size: int = PAGE_SIZE

    @property
    def own_keys(self) -> list[str]:
        """The keys of the URL that the table's own form writes."""
        return ["filter", "page", *self.chosen, *(f"in.{key}" for key in self.choices)]


def arranged(table: Table, page: Page) -> Table:
    """`table` with the sorting, the filters and the page that the URL asks for; what it does not know it leaves."""
    table.total = len(table.rows)
    for i, head in enumerate(table.heads):
        if head.choose:
            _offer(table, page, i, head)
    table.wanted = page.first("filter")[:200]
    if words := fold(table.wanted):
        table.rows = [row for row in table.rows if any(words in fold(cell.words) for cell in row)]
    table.sort = page.first("sort")
    keys = [head.key for head in table.heads]
    if table.sort.lstrip("-") in keys:
        _sort(table.rows, keys.index(table.sort.lstrip("-")), descending=table.sort.startswith("-"))
    else:
        table.sort = ""
    table.found = len(table.rows)
    table.pages = max(1, -(-table.found // PAGE_SIZE))
    asked = page.first("page")
    table.page_number = min(max(1, int(asked)), table.pages) if asked.isdecimal() and len(asked) < 9 else 1
    table.shown = table.rows[(table.page_number - 1) * PAGE_SIZE : table.page_number * PAGE_SIZE]
    return table


def _offer(table: Table, page: Page, i: int, head: Head) -> None:
    """Counts the values of a column that rows are chosen by, and keeps the rows of the value chosen."""
    counts: dict[str, int] = {}
    for row in table.rows:
        counts[row[i].text] = counts.get(row[i].text, 0) + 1
    key = f"in.{head.key}"
    wanted = page.first(key)
    if wanted:
        table.chosen[key] = wanted
        table.rows = [row for row in table.rows if row[i].text == wanted]
    if 1 < len(counts) <= FEW:
        table.choices[head.key] = sorted(counts.items(), key=lambda item: fold(item[0]))


def _sort(rows: list[list[Cell]], i: int, *, descending: bool) -> None:
    """Sorts by column `i`, empty cells last either way."""

    def key(row: list[Cell]) -> tuple[float, str]:
        cell = row[i]
        return (cell.order if cell.order is not None else 0.0, fold(cell.words))

    full = sorted((row for row in rows if row[i].words), key=key, reverse=descending)
    rows[:] = full + [row for row in rows if not row[i].words]


def download(table: Table, form: str, name: str) -> Made:
    """All rows of `table` as the URL filtered and sorted them, in a format of `DOWNLOADS`."""
    content = {"csv": _csv, "excel.csv": _excel_csv, "xlsx": _xlsx, "json": _json}[form](table)
    return Made(content=content, media_type=DOWNLOADS[form], filename=f"bdg-{name}.{form}")


def _lines(table: Table) -> Iterable[Sequence[str]]:
    linked = [any(row[i].iri for row in table.rows) for i in range(len(table.heads))]
    header: list[str] = []
    for head, has_iri in zip(table.heads, linked, strict=True):
        header += [head.words, f"{head.words} (IRI)"] if has_iri else [head.words]
    yield header
    for row in table.rows:
        line: list[str] = []
        for cell, has_iri in zip(row, linked, strict=True):
            line += [inert(cell.words), cell.iri or ""] if has_iri else [inert(cell.words)]
        yield line


def _csv(table: Table) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(_lines(table))
    return out.getvalue().encode()


def _excel_csv(table: Table) -> bytes:
    """With a byte order mark: without it Excel takes UTF-8 for something else."""
    return b"\xef\xbb\xbf" + _csv(table)


def _json(table: Table) -> bytes:
    rows = [
        {
            head.key: {"words": cell.words} | ({"iri": cell.iri} if cell.iri else {})
            for head, cell in zip(table.heads, row, strict=True)
            if cell.words
        }
        for row in table.rows
    ]
    columns = [{"name": head.key, "label": head.words} for head in table.heads]
    found: dict[str, Any] = {"caption": table.caption, "columns": columns, "rows": rows}
    return json.dumps(found, ensure_ascii=False, indent=1).encode() + b"\n"


def _xlsx(table: Table) -> bytes:
    import xlsxwriter  # only downloads wait for it

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet("BDG")
        for r, line in enumerate(_lines(table)):
            for c, text in enumerate(line):
                sheet.write_string(r, c, text[:32_000], wrapped if r else bold)
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, 60, 28)
    return out.getvalue()
