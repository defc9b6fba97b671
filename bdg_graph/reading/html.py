"""Turns a web page into lines: paragraphs, headings, lists with their numbers, tables; no scripts, menus or hidden
parts.
"""

from pathlib import Path
from typing import Any

from bdg_graph.reading import encodings, grid
from bdg_graph.reading.barred import LONGEST_CELL

BLOCKS = frozenset([
    "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "section", "article", "header", "footer", "main",
    "blockquote", "pre", "table", "tr", "td", "th", "dl", "dt", "dd", "figure", "center", "form", "fieldset", "address",
    "body",
])  # fmt: skip
SKIPPED = frozenset([
    "script", "style", "head", "nav", "noscript", "template", "iframe", "svg", "button", "select", "textarea", "object",
])  # fmt: skip

# No cell reaches over more columns or rows.
WIDEST = 60


def lines(file: Path) -> list[tuple[str, str]]:
    """The lines of the page; a page has no places to point at."""
    return [(line, "") for line in text_lines(encodings.decode(file.read_bytes(), str(file)))]


def text_lines(page: str) -> list[str]:
    """The lines of the HTML text `page`."""
    from selectolax.lexbor import LexborHTMLParser

    body = LexborHTMLParser(page).body
    if body is None:
        return []
    walker = _Walker()
    walker.walk(body)
    return walker.done()


class _Walker:
    """Walks the tree without recursion: pages nest as deep as their makers like."""

    def __init__(self) -> None:
        self.made: list[str] = []
        self.line: list[str] = []
        self.counters: list[int | None] = []

    def walk(self, root: Any) -> None:
        stack: list[tuple[Any, bool]] = [(root, False)]
        while stack:
            node, leaving = stack.pop()
            tag = node.tag
            if leaving:
                self._leave(tag)
            elif tag == "-text":
                self.line.append(" ".join(node.text_content.split("\n")) if node.text_content else "")
            elif tag == "br":
                self._end()
            elif tag == "table" and not _lays_out(node):
                self._end()
                self.made += grid.lines(_grid(node))
            elif tag not in SKIPPED and not tag.startswith(("-", "_")):
                self._enter(node, tag)
                stack.append((node, True))
                stack.extend((child, False) for child in reversed(_children(node)))

    def _enter(self, node: Any, tag: str) -> None:
        if tag in BLOCKS:
            self._end()
        if tag in ("ul", "ol"):
            start = (node.attributes or {}).get("start")
            self.counters.append((int(start) if start and start.isdecimal() else 1) if tag == "ol" else None)
        elif tag == "li" and self.counters:
            count = self.counters[-1]
            if count is None:
                self.line.append("- " if self.counters.count(None) == 1 else "+ ")
            else:
                self.line.append(f"{count}. ")
                self.counters[-1] = count + 1

    def _leave(self, tag: str) -> None:
        if tag in BLOCKS:
            self._end()
        if tag in ("ul", "ol") and self.counters:
            self.counters.pop()

    def _end(self) -> None:
        line = " ".join("".join(self.line).split())
        if line:
            self.made.append(line)
        self.line = []

    def done(self) -> list[str]:
        self._end()
        return self.made


def _children(node: Any) -> list[Any]:
    found, child = [], node.child
    while child is not None:
        found.append(child)
        child = child.next
    return found


def _lays_out(table: Any) -> bool:
    """Whether a table sets a page: tables or running text stand in its cells."""
    parts = [part for part in _children(table) if not part.tag.startswith(("-", "_"))]
    if any(part.css_first("table") for part in parts):
        return True
    return any(len(cell.text()) > LONGEST_CELL for cell in table.css("td, th"))


def _grid(table: Any) -> grid.Grid:
    """The cells of the table, each in its column: where one reaches over others, those are empty."""
    rows: grid.Grid = []
    reaching: dict[int, int] = {}  # column -> rows that a cell above still covers
    for tr in table.css("tr"):
        row: list[list[str]] = []
        for cell in tr.css("td, th"):
            _fill(row, reaching)
            rowspan, colspan = _span(cell, "rowspan"), _span(cell, "colspan")
            for column in range(len(row), len(row) + colspan):
                reaching[column] = rowspan - 1
            row += [text_of(cell), *([] for _ in range(colspan - 1))]
        _fill(row, reaching)
        rows.append(row)
    return rows


def _fill(row: list[list[str]], reaching: dict[int, int]) -> None:
    """Adds the empty cells that one of the rows above covers."""
    while reaching.get(len(row), 0) > 0:
        reaching[len(row)] -= 1
        row.append([])


def _span(cell: Any, name: str) -> int:
    given = (cell.attributes or {}).get(name) or ""
    return min(max(int(given), 1), WIDEST) if given.isdecimal() and len(given) < 5 else 1


def text_of(cell: Any) -> list[str]:
    """The paragraphs of a cell."""
    walker = _Walker()
    for child in _children(cell):
        if child.tag != "table":
            walker.walk(child)
    return walker.done()
