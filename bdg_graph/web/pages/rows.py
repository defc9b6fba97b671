"""Writes the cells and rows of tables as HTML. In Python: the same as Jinja macros takes ten times as long, and tables
are what most pages are made of."""

from markupsafe import Markup, escape

from bdg_graph.web.pages.context import Page, shown
from bdg_graph.web.pages.tables import Cell, Table


def cell(page: Page, c: Cell) -> Markup:
    """What stands in a cell: its words, linked to what they name, and what stands below them."""
    if c.mark in ("gap", "silent"):
        text = f'<span class="gapmark">{escape(shown(c.text))}</span>'
    else:
        text = str(page.link(c.iri, c.text)) if c.iri else f"<bdi>{escape(shown(c.text))}</bdi>"
    if c.note:
        text += f' <span class="unit">{escape(shown(c.note))}</span>'
    text += "".join(f'<span class="below">{cell(page, m)}</span>' for m in c.more)
    return Markup(text)  # noqa: S704 - every text in it went through escape


def row(page: Page, table: Table, cells: list[Cell]) -> Markup:
    """The cells of a row; the first is its heading."""
    parts = [f'<th scope="row">{cell(page, cells[0])}</th>'] if cells else []
    for c, head in zip(cells[1:], table.heads[1:], strict=False):
        kind = f"{c.mark} {'big' if head.key == 'value' else 'number' if head.number else ''}".strip()
        mark = f' class="{kind}"' if kind else ""
        parts.append(f"<td{mark}>{cell(page, c)}</td>")
    return Markup("".join(parts))  # noqa: S704 - as above


def body(page: Page, table: Table) -> Markup:
    """The rows that a table shows."""
    return Markup("\n").join(Markup("<tr>{}</tr>").format(row(page, table, cells)) for cells in table.shown)
