"""Writes tables whose bars stand on lines of their own, as web pages saved as Markdown have them, in rows."""

import re
from itertools import groupby

from bdg_graph.reading import grid

BAR = "|"

# No cell holds more letters; what does is the text of a page that a table lays out.
LONGEST_CELL = 2500

# What counts the rows of a table, and the head of that column.
# Matches "1", "2.1.", "IV", "a)"; must not match "Sở Y tế".
COUNT = re.compile(r"(?:\d{1,3}(?:\.\d{1,3})*|[IVX]{1,5}|[A-HĐa-zđ])[.)]?$")
# Matches "STT", "TT"; must not match "Nhiệm vụ".
COUNT_HEAD = re.compile(r"(?:S?TT|Số\s+TT|Số\s+thứ\s+tự)\.?$", re.IGNORECASE)

# The lines of a cell; none where two bars follow each other.
Cell = list[str]


def plain(lines: list[str]) -> list[str]:
    """`lines` with such tables written as `grid` writes tables. A bar that opens no table is no word of the text."""
    made: list[str] = []
    at = 0
    while at < len(lines):
        if lines[at].strip() != BAR:
            made.append(lines[at])
        else:
            cells, at = _cells(lines, at)
            made += ["", *grid.lines(_rows(cells)), ""]
        at += 1
    return made


def _cells(lines: list[str], bar: int) -> tuple[list[Cell], int]:
    """The cells of the table whose first bar is line `bar`: what stands between bars, until a blank line, running
    text or the end follows one; and its last bar."""
    cells: list[Cell] = []
    at = last = bar
    while at + 1 < len(lines) and (at > last or lines[at + 1].strip()):
        at += 1
        if lines[at].strip() == BAR:
            cell = [words for words in lines[last + 1 : at] if words.strip()]
            if sum(map(len, cell)) > LONGEST_CELL:
                break
            cells.append(cell)
            last = at
    return cells, last


def _rows(cells: list[Cell]) -> grid.Grid:
    """The rows of the table. Two bars in a row end a row or stand around an empty cell: the longest row says how
    many cells a row has, a number that a row begins."""
    groups = [(empty, list(group)) for empty, group in groupby(cells, key=lambda cell: not cell)]
    width = max((len(group) for empty, group in groups if not empty), default=0)
    counted = bool(cells and cells[0]) and COUNT_HEAD.match(cells[0][0].strip()) is not None
    rows: grid.Grid = [[]]
    for n, (empty, group) in enumerate(groups):
        if not empty:
            rows[-1] += [[*cell[:-1], cell[-1] + "\n"] for cell in group]  # a blank line between cells written as lines
            continue
        missing, gaps = width - len(rows[-1]), len(group)
        following = groups[n + 1][1][0] if n + 1 < len(groups) else []
        starts = COUNT.match(following[0].strip()) if following and counted else len(rows[-1]) == 1
        if gaps > missing:
            rows[-1] += [[]] * missing
            rows.append([[]] * (gaps - missing - 1))
        elif gaps == missing or starts:
            rows[-1] += [[]] * (gaps - 1)
            rows.append([])
        else:
            rows[-1] += [[]] * gaps
    return rows
