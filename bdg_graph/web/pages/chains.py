"""Draws what a plan rests on and leads to as columns of linked boxes: legal basis, plan, objective, indicator,
target."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from bdg_graph.web.pages import charts
from bdg_graph.web.pages.context import Page

WIDTH = 165
GAP = 36
LINE = 17
PADDING = 9
BETWEEN = 12
MOST = 8
LINES = 4


@dataclass(frozen=True)
class Box:
    """One box of a chain: what it stands for, under which small heading."""

    words: str
    iri: str | None = None
    head: str = ""


def chain(page: Page, columns: Sequence[tuple[str, Sequence[Box]]], title: str) -> Markup:
    """Columns of boxes from left to right, each box of a column joined with the middle of the next."""
    filled = [(head, list(boxes)) for head, boxes in columns if boxes]
    drawn = [(head, [_lines(box) for box in boxes[:MOST]], boxes[:MOST], len(boxes) - MOST) for head, boxes in filled]
    heights = [sum(_height(lines) + BETWEEN for lines in all_lines) for _, all_lines, _, _ in drawn]
    tallest = max(heights, default=0)
    parts = [
        (
            '<defs><marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
            'orient="auto"><path class="head" d="M0 0 8 4 0 8z"/></marker></defs>'
        )
    ]
    middles: list[list[tuple[float, float, float]]] = []
    for c, (head, all_lines, boxes, more) in enumerate(drawn):
        x, y = c * (WIDTH + GAP), 28 + (tallest - heights[c]) / 2
        parts.append(charts.text(x, 14, head + (f" (+{more})" if more > 0 else ""), "label-soft"))
        ends: list[tuple[float, float, float]] = []
        for box, lines in zip(boxes, all_lines, strict=True):
            height = _height(lines)
            inner = f'<rect class="box" x="{x}" y="{y:.1f}" width="{WIDTH}" height="{height}" rx="5"/>'
            inner += "".join(
                charts.text(x + PADDING, y + PADDING + 11 + i * LINE, line, "label-soft" if box.head and i == 0 else "")
                for i, line in enumerate(lines)
            )
            parts.append(charts.linked(page, box.iri, inner))
            ends.append((x, x + WIDTH, y + height / 2))
            y += height + BETWEEN
        middles.append(ends)
    for left, right in itertools.pairwise(middles):
        parts += [_arrow(a, b) for a in left for b in right if len(left) == 1 or len(right) == 1]
    width = len(drawn) * (WIDTH + GAP) - GAP
    return charts.svg(max(width, 10), tallest + 34, title, "".join(parts))


def _arrow(a: tuple[float, float, float], b: tuple[float, float, float]) -> str:
    x1, x2 = a[1], b[0] - 2
    middle = (x1 + x2) / 2
    return (
        f'<path class="arrow" marker-end="url(#tip)" d="M{x1:.1f} {a[2]:.1f} C{middle:.1f} '
        f'{a[2]:.1f} {middle:.1f} {b[2]:.1f} {x2:.1f} {b[2]:.1f}"/>'
    )


def _height(lines: Sequence[str]) -> int:
    return 2 * PADDING + len(lines) * LINE


def _lines(box: Box) -> list[str]:
    """The words of a box, broken into lines that fit it."""
    lines = [""]
    for word in box.words.split():
        longer = f"{lines[-1]} {word}".strip()
        if charts.breadth(longer) > WIDTH - 2 * PADDING and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = longer
    if len(lines) > LINES:
        lines = [*lines[: LINES - 1], f"{lines[LINES - 1]}…"]
    return ([box.head] if box.head else []) + [charts.fitting(line, WIDTH - PADDING) for line in lines]
