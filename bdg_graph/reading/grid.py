"""Writes tables as lines: a table of data as rows "| a | b |", a table that only sets a page (letterhead, signatures)
cell by cell."""

# A grid of rows, each of cells, each of paragraphs.
Grid = list[list[list[str]]]


def lines(grid: Grid) -> list[str]:
    """The lines of a table."""
    rows = [[[p for p in cell if p.strip()] for cell in row] for row in grid]
    rows = [row for row in rows if any(row)]
    if not rows:
        return []
    if _is_layout(rows):
        return [paragraph for row in rows for cell in row for paragraph in cell]
    return [
        "| " + " | ".join(" ".join(cell).replace("|", "/").replace("\n", " ") for cell in row) + " |" for row in rows
    ]


def _is_layout(rows: Grid) -> bool:
    """Letterheads and signatures stand in tables of one to three rows and at most three columns, with several lines a
    cell.
    """
    if max(len(row) for row in rows) <= 1:
        return True
    words = " ".join(p for row in rows for cell in row for p in cell)
    if len(rows) <= 3 and ("CỘNG H" in words.upper() or "NƠI NHẬN" in words.upper()):
        return True
    return len(rows) <= 2 and max(len(row) for row in rows) <= 2 and any(len(cell) > 1 for row in rows for cell in row)
