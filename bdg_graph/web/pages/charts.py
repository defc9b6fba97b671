"""Draws numbers as SVG: dot plots with a national line, bars. Static, printable, linked; every text is escaped here."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from bdg_graph.web.pages.context import Page, shown
from bdg_graph.web.pages.made import Made

ROW = 46
PLOT_WIDTH = 520

STYLE = """
svg{background:#fff}text{fill:#1c2330;font:13px system-ui,"Noto Sans",Arial,sans-serif}a text{fill:#0a5a66}
.label-soft{fill:#525b6b;font-size:12px}.strong{font-weight:650}.axis{stroke:#dcd8cd}
.box,.tile{fill:#f3f1eb;stroke:#dcd8cd}.dot,.bar{fill:#0a5a66}.bar-soft{fill:#e2eff0;stroke:#0a5a66}
.national{stroke:#8a3a12;stroke-width:2;stroke-dasharray:5 4}.national-text{fill:#8a3a12}
.arrow{stroke:#525b6b;fill:none;stroke-width:1.4}.head{fill:#525b6b}.on-dark{fill:#fff}
.q1{fill:#d1e1e3}.q2{fill:#abc8cc}.q3{fill:#84acb2}.q4{fill:#407d88}.tiles text{text-anchor:middle;font-size:11px}
"""
LETTER = 6.9
BINS = 24


@dataclass(frozen=True)
class Dot:
    """One value of a dot plot."""

    label: str
    value: float
    words: str
    note: str = ""
    iri: str | None = None


@dataclass(frozen=True)
class Bar:
    """One bar."""

    label: str
    value: float
    words: str
    iri: str | None = None


@dataclass(frozen=True)
class Line:
    """A value to compare with, drawn across all rows."""

    value: float
    words: str


def text(x: float, y: float, words: str, kind: str = "", anchor: str = "start") -> str:
    """An SVG text, its words escaped."""
    name = f' class="{kind}"' if kind else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{name}>{escape(shown(words))}</text>'


def linked(page: Page, iri: str | None, inner: str) -> str:
    """SVG inside a link to the page of `iri`, where there is one."""
    place = page.place(iri) if iri else None
    return f'<a href="{escape(place)}">{inner}</a>' if place else inner


def fitting(words: str, width: float) -> str:
    """`words` cut so that they fit `width` pixels."""
    most = max(4, int(width / LETTER))
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"


def breadth(words: str) -> float:
    """About how many pixels `words` take: a capital takes a third more than the usual letter."""
    return sum(LETTER * 4 / 3 if letter.isupper() else LETTER for letter in words)


def svg(width: float, height: float, title: str, inner: str) -> Markup:
    """An SVG image with its title for readers who do not see it."""
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:.0f}" height="{height:.0f}" '
        f'viewBox="0 0 {width:.0f} {height:.0f}" role="group">'
    )
    return Markup(f"{head}<title>{escape(shown(title))}</title>{inner}</svg>")  # noqa: S704 - every text in `inner` went through escape


def file(drawing: Markup, name: str) -> Made:
    """A drawing as a file of its own, with the colours that a page has by daylight."""
    return Made(
        content=str(drawing).replace(">", f"><style>{STYLE}</style>", 1).encode(),
        media_type="image/svg+xml",
        filename=f"bdg-{name}.svg",
    )


def dot_plot(page: Page, dots: Sequence[Dot], title: str, lines: Sequence[Line] = (), unit: str = "") -> Markup:
    """Values on one scale, a row each, with lines to compare with."""
    values = [dot.value for dot in dots] + [line.value for line in lines]
    low, high = scale(values)
    top = 20 + 20 * len(lines)
    bottom = top + ROW * len(dots)

    def x(value: float) -> float:
        return 20 + (value - low) / (high - low) * (PLOT_WIDTH - 40)

    parts = [f'<line class="axis" x1="{x(t):.1f}" x2="{x(t):.1f}" y1="{top}" y2="{bottom}"/>' for t in ticks(low, high)]
    parts += [text(x(t), bottom + 18, page.number(f"{t:g}"), "label-soft", "middle") for t in ticks(low, high)]
    for i, line in enumerate(lines):
        at = x(line.value)
        anchor = "end" if at > PLOT_WIDTH / 2 else "start"
        parts.append(f'<line class="national" x1="{at:.1f}" x2="{at:.1f}" y1="{top - 8}" y2="{bottom}"/>')
        parts.append(text(at, 16 + 20 * i, line.words, "national-text", anchor))
    for i, dot in enumerate(dots):
        y = top + ROW * i
        parts.append(linked(page, dot.iri, text(0, y + 15, fitting(dot.label, PLOT_WIDTH))))
        parts.append(f'<line class="axis" x1="0" x2="{PLOT_WIDTH}" y1="{y + 32}" y2="{y + 32}"/>')
        parts.append(f'<circle class="dot" cx="{x(dot.value):.1f}" cy="{y + 32}" r="6"/>')
        right = x(dot.value) > PLOT_WIDTH - 110
        words = dot.words + (f" ({dot.note})" if dot.note else "")
        parts.append(text(x(dot.value) + (-12 if right else 12), y + 36, words, "strong", "end" if right else "start"))
    if unit:
        parts.append(text(PLOT_WIDTH, bottom + 36, unit, "label-soft", "end"))
    return svg(PLOT_WIDTH + 4, bottom + 44, title, "".join(parts))


def distribution(page: Page, values: Sequence[float], title: str, lines: Sequence[Line] = (), unit: str = "") -> Markup:
    """How many of many values lie where on one scale, with lines to compare with."""
    low, high = scale([*values, *(line.value for line in lines)])
    marks = ticks(low, high, BINS)
    width = marks[1] - marks[0]
    counts = Counter(math.floor((value - marks[0]) / width + 0.5) for value in values)
    most, top = max(counts.values()), 20 + 20 * len(lines)
    base = top + 150

    def x(value: float) -> float:
        return 30 + (value - low) / (high - low) * (PLOT_WIDTH - 60)

    parts = []
    for n, count in sorted(counts.items()):
        middle, height = x(marks[0] + n * width), count / most * 120
        half = max(2.0, (x(low + width) - x(low)) / 2 - 1)
        parts.append(
            f'<rect class="bar" x="{middle - half:.1f}" y="{base - height:.1f}" width="{2 * half:.1f}" '
            f'height="{height:.1f}" rx="2"/>'
        )
        parts.append(text(middle, base - height - 5, page.number(count), "label-soft", "middle"))
    parts.append(f'<line class="axis" x1="0" x2="{PLOT_WIDTH}" y1="{base}" y2="{base}"/>')
    parts += [text(x(t), base + 18, page.number(f"{t:g}"), "label-soft", "middle") for t in ticks(low, high)]
    for i, line in enumerate(lines):
        at = x(line.value)
        anchor = "end" if at > PLOT_WIDTH / 2 else "start"
        parts.append(f'<line class="national" x1="{at:.1f}" x2="{at:.1f}" y1="{top - 8}" y2="{base}"/>')
        parts.append(text(at, 16 + 20 * i, line.words, "national-text", anchor))
    if unit:
        parts.append(text(PLOT_WIDTH, base + 36, unit, "label-soft", "end"))
    return svg(PLOT_WIDTH + 4, base + 44, title, "".join(parts))


def bar_chart(page: Page, bars: Sequence[Bar], title: str) -> Markup:
    """Counts as bars from zero."""
    most = max((bar.value for bar in bars), default=1) or 1
    parts = []
    for i, bar in enumerate(bars):
        y = ROW * i
        width = bar.value / most * (PLOT_WIDTH - 60)
        parts.append(linked(page, bar.iri, text(0, y + 15, fitting(bar.label, PLOT_WIDTH))))
        parts.append(f'<rect class="bar" x="0" y="{y + 22}" width="{max(width, 1):.1f}" height="16" rx="2"/>')
        parts.append(text(width + 8, y + 35, bar.words, "strong"))
    return svg(PLOT_WIDTH, ROW * len(bars) + 4, title, "".join(parts))


def scale(values: Sequence[float]) -> tuple[float, float]:
    """The ends of an axis with room around the values; from zero where they are near it."""
    low, high = min(values), max(values)
    if 0 <= low <= high * 0.5:
        low = 0.0
    room = (high - low) * 0.15 or max(abs(high) * 0.1, 1.0)
    return (low if low == 0 else low - room, high + room)


def ticks(low: float, high: float, about: int = 5) -> list[float]:
    """Round numbers between the ends of an axis."""
    rough = (high - low) / about
    power = 10.0 ** math.floor(math.log10(rough))
    step = next((power * m for m in (1, 2, 2.5, 5, 10) if power * m >= rough), power * 10)
    first = -(-low // step) * step
    return [round(first + i * step, 9) for i in range(int((high - first) / step + 1e-9) + 1)]
