"""Draws cost against size on log axes: small plots, each a few lines with their fitted exponents."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from html import escape

from bench import peers
from bench.figures import FLOOR, Figure, Results, complete, exponent, geometric_mean, series

COLOURS = ("#1f5fa8", "#c2410c", "#15803d", "#7e22ce", "#525252", "#0e7490", "#a16207", "#be185d")
WIDTH, HEIGHT = 530, 300
LEFT, RIGHT, TOP, BOTTOM = 62, 300, 40, 250
COLUMNS = 2
SLOWEST = 6

Points = Mapping[int, float]


@dataclass(frozen=True)
class Plot:
    """One small plot: its lines by name, in seconds or megabytes."""

    title: str
    lines: Mapping[str, Points]
    unit: str = "s"


def plots(results: Results) -> list[Plot]:
    """What is drawn; a plot without lines is left out."""
    questions = [f for f in results.figures("queries") if "/" in f.work]
    by = dict.fromkeys(f.by for f in questions)
    sizes = results.sizes("queries")
    whole = {b: [n for n in sizes if complete(questions, b, n)] for b in by}
    means = {b: {n: geometric_mean(questions, b, n) or 0 for n in whole[b]} for b in by}
    here = [f for f in questions if f.by == peers.MEMORY]
    largest = max((f.plans for f in here), default=0)
    slow = sorted((f for f in here if f.plans == largest and f.value), key=lambda f: -(f.value or 0))[:SLOWEST]
    drawn = [
        Plot("All questions, geometric mean", means),
        Plot(f"The {SLOWEST} slowest questions, in memory", _lines(here, {f.work for f in slow}, by_work=True)),
        Plot("Loading N-Quads", _lines(results.figures("load"), LOADING)),
        Plot("Search: first 20 hits, slowest", _slowest(results.figures("search"), "first 20")),
        Plot("Validating a plan, shapes alone", _lines(results.figures("validate"), {"one plan, the shapes alone"})),
        Plot("Pages, p95", {b: _p95(results, b) for b in ("first time", "again")}),
        Plot("Memory of the server", _lines(results.figures("memory"), {MEMORY}), "MB"),
        Plot("Size on disk", _lines(results.figures("load"), {"size on disk"}), "MB"),
    ]
    return [plot for plot in drawn if any(plot.lines.values())]


LOADING = {"load N-Quads into memory", "load N-Quads onto disk", "read the bytes"}
MEMORY = "memory of the server, after every question"


def _lines(figures: Iterable[Figure], works: set[str], *, by_work: bool = False) -> dict[str, Points]:
    """Lines named by who did the work, or by the work; by both where that is needed to tell them apart."""
    found = {key: taken for key, taken in series(figures).items() if key[0] in works}
    several = len({work for work, _ in found}) > 1
    named: dict[str, Points] = {}
    for (work, by), taken in found.items():
        short = work.removeprefix("load N-Quads ")
        name = short if by_work or by == FLOOR else f"{by} {short}" if several else by
        named[name] = {n: f.value for n, f in taken.items() if f.value}
    return named


def _slowest(figures: Iterable[Figure], begins: str) -> dict[str, Points]:
    worst: dict[str, dict[int, float]] = {}
    for f in figures:
        if f.work.startswith(begins) and f.value:
            of = worst.setdefault(f.by, {})
            of[f.plans] = max(of.get(f.plans, 0), f.value)
    return dict(worst)


def _p95(results: Results, by: str) -> Points:
    return {f.plans: f.p95 for f in results.figures("pages") if (f.work, f.by) == ("every page", by) and f.p95}


def svg(results: Results) -> str:
    """All plots on one sheet."""
    drawn = plots(results)
    rows = -(-len(drawn) // COLUMNS)
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {COLUMNS * WIDTH} {rows * HEIGHT}" '
        'font-family="sans-serif" font-size="11" fill="#222">',
        f'<rect width="{COLUMNS * WIDTH}" height="{rows * HEIGHT}" fill="#fff"/>',
    ]
    for i, plot in enumerate(drawn):
        out.append(f'<g transform="translate({i % COLUMNS * WIDTH} {i // COLUMNS * HEIGHT})">')
        out += _drawn(plot)
        out.append("</g>")
    return "\n".join([*out, "</svg>"]) + "\n"


def _drawn(plot: Plot) -> list[str]:
    sizes = sorted({n for points in plot.lines.values() for n in points})
    values = [v for points in plot.lines.values() for v in points.values()]
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    high = max(high, low + 1)
    first, last = math.log10(sizes[0]), math.log10(sizes[-1])

    def x(n: float) -> float:
        return (LEFT + RIGHT) / 2 if first == last else LEFT + (RIGHT - LEFT) * (math.log10(n) - first) / (last - first)

    def y(v: float) -> float:
        return BOTTOM - (BOTTOM - TOP) * (math.log10(v) - low) / (high - low)

    out = [f'<text x="{LEFT}" y="22" font-size="13" font-weight="bold">{escape(plot.title)}</text>']
    for power in range(low, high + 1):
        level = y(10.0**power)
        out.append(f'<line x1="{LEFT}" x2="{RIGHT}" y1="{level:.1f}" y2="{level:.1f}" stroke="#ddd"/>')
        out.append(f'<text x="{LEFT - 6}" y="{level + 4:.1f}" text-anchor="end">{_tick(power, plot.unit)}</text>')
    out += [f'<text x="{x(n):.1f}" y="{BOTTOM + 18}" text-anchor="middle">{n:,}</text>' for n in sizes]
    out.append(f'<text x="{(LEFT + RIGHT) / 2}" y="{BOTTOM + 36}" text-anchor="middle">plans</text>')
    named = [(name, points) for name, points in plot.lines.items() if points]
    places = spread([y(points[max(points)]) for _, points in named])
    for i, ((name, points), place) in enumerate(zip(named, places, strict=True)):
        out += _line(name, [(x(n), y(v)) for n, v in sorted(points.items())], exponent(points.items()), place, i)
    return out


def _line(name: str, points: list[tuple[float, float]], slope: float | None, place: float, i: int) -> list[str]:
    colour = COLOURS[i % len(COLOURS)]
    path = " ".join(f"{a:.1f},{b:.1f}" for a, b in points)
    words = name if slope is None else f"{name}, n^{slope:.2f}"
    end = points[-1]
    return [
        f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="1.8"/>',
        *(f'<circle cx="{a:.1f}" cy="{b:.1f}" r="2.6" fill="{colour}"/>' for a, b in points),
        f'<path d="M{end[0] + 4:.1f} {end[1]:.1f}L{RIGHT + 8} {place:.1f}" stroke="{colour}" stroke-width=".8" '
        'stroke-dasharray="1 3"/>',
        f'<text x="{RIGHT + 11}" y="{place + 3.5:.1f}" fill="{colour}">{escape(words)}</text>',
    ]


def spread(wanted: list[float], apart: float = 14) -> list[float]:
    """Places for labels near where they are wanted, none nearer to another than `apart`, inside the plot."""
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    placed = [0.0] * len(wanted)
    least = float(TOP)
    for i in order:
        placed[i] = least = max(wanted[i], least)
        least += apart
    most = float(BOTTOM)
    for i in reversed(order):
        placed[i] = most = min(placed[i], most)
        most -= apart
    return placed


def _tick(power: int, unit: str) -> str:
    if unit != "s":
        return f"{10.0**power:,g} {unit}"
    return f"{10.0**power:g} s" if power >= 0 else f"{10.0 ** (power + 3):g} ms"
