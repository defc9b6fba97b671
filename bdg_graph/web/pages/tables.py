"""Tables as pages show and downloads carry them: typed cells, sorted, filtered and cut into pages by the URL alone."""

import csv
import io
import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from bdg_graph.errors import NotFound
from bdg_graph.exports.cells import inert
from bdg_graph.questions import Words
from bdg_graph.search import fold
from bdg_graph.web.pages import silence
from bdg_graph.web.pages.catalogue import Plan
from bdg_graph.web.pages.context import Page
from bdg_graph.web.pages.made import Made

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


def joined(cells: list[Cell]) -> Cell:
    """One cell of several, the first above the others."""
    if not cells:
        return Cell()
    cells[0].more = cells[1:]
    return cells[0]


def missing(page: Page, plan: Plan, predicate: str) -> Cell:
    """The cell in place of `predicate` of `plan`, which says why there is none."""
    words, mark = silence.why(page, plan, predicate)
    return Cell(words, mark=mark)


@dataclass(slots=True)
class Head:
    """A column: its key in URLs and downloads, its words; whether people choose rows by its values.

    `value` gives what a row holds there (an IRI, a code, a word) and `said` the words of a code, so that rows are
    counted, chosen and sorted without being written out; `order` gives a number to sort by.
    """

    key: str
    words: str
    choose: bool = False
    number: bool = False
    hint: str = ""
    value: Callable[[Any], str] | None = None
    said: Callable[[str], Words] | None = None
    order: Callable[[Any], float | None] | None = None


@dataclass
class Table:
    """A table with what the URL asked of it. A row is a list of cells, or anything that `cells` writes as one; then
    only the rows that are shown are written, once `ready` has read together what they need."""

    heads: list[Head]
    rows: list[Any]
    cells: Callable[[Any], list[Cell]] = list
    ready: Callable[[Sequence[Any]], object] = len
    caption: str = ""
    page_size: int = PAGE_SIZE
    total: int = 0
    """How many rows there are before filters."""
    found: int = 0
    page_number: int = 1
    pages: int = 1
    sort: str = ""
    choices: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    wanted: str = ""
    chosen: dict[str, str] = field(default_factory=dict)

    @property
    def own_keys(self) -> list[str]:
        """The keys of the URL that the table's own form writes."""
        return ["filter", "page", *self.chosen, *(f"in.{key}" for key in self.choices)]

    @cached_property
    def shown(self) -> list[list[Cell]]:
        """The rows of the page that the URL asks for as cells; a download shows none."""
        return self.written(self.page_of_rows())

    def page_of_rows(self) -> list[Any]:
        """The rows of the page that the URL asks for."""
        return self.rows[(self.page_number - 1) * self.page_size : self.page_number * self.page_size]

    def written(self, rows: Sequence[Any]) -> list[list[Cell]]:
        """`rows` as cells."""
        self.ready(rows)
        return [self.cells(row) for row in rows]


def arranged(table: Table, page: Page) -> Table:
    """`table` with the sorting, the filters and the page that the URL asks for; what it does not know it leaves."""
    table.total = len(table.rows)
    for i, head in enumerate(table.heads):
        if head.choose:
            _offer(table, page, i, head)
    table.wanted = page.first("filter")[:200]
    if words := fold(table.wanted):
        written = zip(table.rows, table.written(table.rows), strict=True)
        table.rows = [row for row, cells in written if any(words in fold(cell.words) for cell in cells)]
    table.sort = page.first("sort")
    keys = [head.key for head in table.heads]
    if table.sort.lstrip("-") in keys:
        _sort(table, page, keys.index(table.sort.lstrip("-")), descending=table.sort.startswith("-"))
    else:
        table.sort = ""
    table.found = len(table.rows)
    if page.view.static:  # files cannot be turned over: each table stands whole
        table.page_size = max(1, table.found)
    table.pages = max(1, -(-table.found // table.page_size))
    asked = page.first("page")
    table.page_number = min(max(1, int(asked)), table.pages) if asked.isdecimal() and len(asked) < 9 else 1
    return table


def _offer(table: Table, page: Page, i: int, head: Head) -> None:
    """Counts the values of a column that rows are chosen by, and keeps the rows of the value chosen."""
    values = list(map(head.value, table.rows)) if head.value else [c[i].text for c in table.written(table.rows)]
    counts = Counter(values)
    key = f"in.{head.key}"
    wanted = page.first(key)
    if not wanted and not 1 < len(counts) <= FEW:
        return
    said = _words(page, head, counts)
    if wanted:  # in either language, for a page changes its language with its state
        table.chosen[key] = wanted
        fitting = {value for value, words in said.items() if wanted in words.values()}
        table.rows = [row for row, value in zip(table.rows, values, strict=True) if value in fitting]
    if 1 < len(counts) <= FEW:
        offered = [(said[value][page.lang], n) for value, n in counts.items()]
        table.choices[head.key] = sorted(offered, key=lambda item: fold(item[0]))


def _words(page: Page, head: Head, values: Iterable[str]) -> dict[str, Words]:
    """What people call each of `values` of a column, by language."""
    page.graph.read_names(value for value in values if "://" in value)

    def words(value: str) -> Words:
        if head.said:
            return head.said(value)
        return page.graph.name(value) if "://" in value else {"vi": value, "en": value}

    return {value: words(value) for value in values}


def _sort(table: Table, page: Page, i: int, *, descending: bool) -> None:
    """Sorts by column `i`, empty cells last either way."""
    head = table.heads[i]
    if head.order:
        keys: list[tuple[float, str] | None] = [
            None if (n := head.order(row)) is None else (n, "") for row in table.rows
        ]
    elif head.value:
        said = _words(page, head, set(map(head.value, table.rows)))
        folded = {value: fold(words[page.lang]) for value, words in said.items()}
        keys = [(0.0, folded[value]) if (value := head.value(row)) else None for row in table.rows]
    else:
        cells = [written[i] for written in table.written(table.rows)]
        keys = [(c.order if c.order is not None else 0.0, fold(c.words)) if c.words else None for c in cells]
    full = [(key, row) for key, row in zip(keys, table.rows, strict=True) if key is not None]
    empty = [row for key, row in zip(keys, table.rows, strict=True) if key is None]
    full.sort(key=lambda pair: pair[0], reverse=descending)
    table.rows = [row for _, row in full] + empty


def download(page: Page, table: Table, form: str, name: str) -> Made:
    """All rows of `table` as the URL filtered and sorted them, in a format of `DOWNLOADS`. Raises NotFound."""
    if form not in DOWNLOADS:
        raise NotFound("định dạng", "format", form, DOWNLOADS)
    rows = table.written(table.rows)
    content = {"csv": _csv, "excel.csv": _excel_csv, "xlsx": _xlsx, "json": _json}[form](table, rows)
    return Made(content=content, media_type=DOWNLOADS[form], filename=f"bdg-{name}.{form}")


def _lines(table: Table, rows: list[list[Cell]]) -> Iterable[Sequence[str]]:
    linked = [any(row[i].iri for row in rows) for i in range(len(table.heads))]
    header: list[str] = []
    for head, has_iri in zip(table.heads, linked, strict=True):
        header += [head.words, f"{head.words} (IRI)"] if has_iri else [head.words]
    yield header
    for row in rows:
        line: list[str] = []
        for cell, has_iri in zip(row, linked, strict=True):
            line += [inert(cell.words), cell.iri or ""] if has_iri else [inert(cell.words)]
        yield line


def _csv(table: Table, rows: list[list[Cell]]) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(_lines(table, rows))
    return out.getvalue().encode()


def _excel_csv(table: Table, rows: list[list[Cell]]) -> bytes:
    """With a byte order mark: without it Excel takes UTF-8 for something else."""
    return b"\xef\xbb\xbf" + _csv(table, rows)


def _json(table: Table, rows: list[list[Cell]]) -> bytes:
    told = [
        {
            head.key: {"words": cell.words} | ({"iri": cell.iri} if cell.iri else {})
            for head, cell in zip(table.heads, row, strict=True)
            if cell.words
        }
        for row in rows
    ]
    columns = [{"name": head.key, "label": head.words} for head in table.heads]
    found: dict[str, Any] = {"caption": table.caption, "columns": columns, "rows": told}
    return json.dumps(found, ensure_ascii=False, indent=1).encode() + b"\n"


def _xlsx(table: Table, rows: list[list[Cell]]) -> bytes:
    import xlsxwriter  # only downloads wait for it

    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        sheet = book.add_worksheet("BDG")
        for r, line in enumerate(_lines(table, rows)):
            for c, text in enumerate(line):
                sheet.write_string(r, c, text[:32_000], wrapped if r else bold)
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, 60, 28)
    return out.getvalue()
