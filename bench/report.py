"""Turns results into a table, Markdown, JSON and SVG: medians, ratios, and the exponent of cost against size."""

import json
import math
import os
import platform
import statistics
from collections import defaultdict
from collections.abc import Iterable
from html import escape
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from bench.works import Result

COLOURS = ("#1f5fa8", "#c2410c", "#15803d", "#7e22ce", "#525252", "#0e7490")


def machine() -> dict[str, Any]:
    """What the figures were taken on: processor, how busy it was, versions. No name of the machine and no path."""
    facts = Path("/proc/cpuinfo").read_text("utf-8") if Path("/proc/cpuinfo").exists() else ""
    cpu = next((line.split(":")[1].strip() for line in facts.splitlines() if line.startswith("model name")), "")
    versions = {"python": platform.python_version()}
    for package in ("pyoxigraph", "rdflib", "oxigraph", "pyshacl"):
        try:
            versions[package] = version(package)
        except PackageNotFoundError:
            continue
    load = [round(value, 1) for value in os.getloadavg()]
    cores = facts.count("processor\t") or None
    return {"cpu": cpu or platform.machine(), "cores": cores, "load": load, "versions": versions}


def exponent(sizes: Iterable[float], seconds: Iterable[float]) -> float | None:
    """The slope of a line through the points on log axes: 1 is linear, 2 quadratic; None for a single size."""
    points = [(math.log(n), math.log(s)) for n, s in zip(sizes, seconds, strict=True) if s > 0]
    if len({x for x, _ in points}) < 2:
        return None
    slope, _ = statistics.linear_regression([x for x, _ in points], [y for _, y in points])
    return slope


def series(results: Iterable[Result]) -> dict[tuple[str, str], dict[int, Result]]:
    """Results by work and by whom, then by size."""
    found: dict[tuple[str, str], dict[int, Result]] = defaultdict(dict)
    for result in results:
        found[result.work, result.by][result.plans] = result
    return dict(found)


def geometric_mean(results: Iterable[Result], by: str, plans: int) -> float | None:
    """Over all questions that this engine answered at this size; None where it answered none."""
    taken = [r.taken.seconds for r in results if r.by == by and r.plans == plans and "/" in r.work]
    known = [s for s in taken if s]
    return statistics.geometric_mean(known) if known else None


def milliseconds(seconds: float | None) -> str:
    """Seconds for a reader: "1.2", "340"; "-" where the work did not end in time."""
    if seconds is None:
        return "-"
    return f"{seconds * 1000:.0f}" if seconds >= 0.01 else f"{seconds * 1000:.2f}"


def markdown(results: list[Result], about: dict[str, Any], wrong: dict[int, list[str]]) -> str:
    """All figures as Markdown tables."""
    sizes = sorted({r.plans for r in results})
    lines = [
        f"Machine: {about['cpu']}, {about['cores']} cores, load averages at the end {about['load']}; "
        + ", ".join(f"{name} {number}" for name, number in about["versions"].items())
        + ".",
        "",
    ]
    for size in sizes:
        said = ", ".join(wrong[size]) if wrong.get(size) else "all exact"
        lines.append(f"Planted answers at {size} plans: {said}.  ")
    lines += ["", f"Medians in milliseconds of {about['clock']}; “-”: not done within the limit.", ""]
    lines += ["| work | by | " + " | ".join(f"{n} plans" for n in sizes) + " | exponent | rows |"]
    lines += ["|---|---|" + "---:|" * (len(sizes) + 2)]
    for (work, by), taken in series(results).items():
        cells = [milliseconds(taken[n].taken.seconds) if n in taken else "" for n in sizes]
        slope = exponent(taken, [r.taken.seconds or 0 for r in taken.values()])
        rows = taken[max(taken)].taken.rows
        lines.append(f"| {work} | {by} | {' | '.join(cells)} | {'' if slope is None else f'{slope:.2f}'} | {rows} |")
    lines += [
        "",
        "Geometric mean over all questions, in milliseconds:",
        "",
        "| by | " + " | ".join(map(str, sizes)) + " |",
    ]
    lines += ["|---|" + "---:|" * len(sizes)]
    for by in dict.fromkeys(r.by for r in results if "/" in r.work):
        lines.append(f"| {by} | {' | '.join(milliseconds(geometric_mean(results, by, n)) for n in sizes)} |")
    return "\n".join(lines) + "\n"


def svg(results: list[Result]) -> str:
    """The geometric mean over all questions against the number of plans, on log axes, a line for each engine."""
    sizes = sorted({r.plans for r in results})
    lines = {
        by: [(n, s * 1000) for n in sizes if (s := geometric_mean(results, by, n))]
        for by in dict.fromkeys(r.by for r in results if "/" in r.work)
    }
    values = [v for points in lines.values() for _, v in points] or [1.0]
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)) + 1e-9)
    left, right = math.log10(sizes[0]), max(math.log10(sizes[-1]), math.log10(sizes[0]) + 1)

    def x(n: float) -> float:
        return 70 + 400 * (math.log10(n) - left) / (right - left)

    def y(v: float) -> float:
        return 300 - 260 * (math.log10(v) - low) / max(1, high - low)

    out = ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 680 350" font-family="sans-serif" font-size="12">']
    for power in range(low, high + 1):
        out.append(f'<line x1="70" x2="470" y1="{y(10**power):.1f}" y2="{y(10**power):.1f}" stroke="#ddd"/>')
        out.append(f'<text x="62" y="{y(10**power) + 4:.1f}" text-anchor="end">{10.0**power:g} ms</text>')
    for n in sizes:
        out.append(f'<text x="{x(n):.1f}" y="320" text-anchor="middle">{n}</text>')
    out.append('<text x="270" y="342" text-anchor="middle">plans</text>')
    for i, (by, points) in enumerate(lines.items()):
        colour = COLOURS[i % len(COLOURS)]
        path = " ".join(f"{x(n):.1f},{y(v):.1f}" for n, v in points)
        slope = exponent([n for n, _ in points], [v for _, v in points])
        words = by if slope is None else f"{by} (n^{slope:.2f})"
        out.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
        out += [f'<circle cx="{x(n):.1f}" cy="{y(v):.1f}" r="3" fill="{colour}"/>' for n, v in points]
        out.append(f'<text x="485" y="{50 + 20 * i}" fill="{colour}">{escape(words)}</text>')
    return "\n".join([*out, "</svg>"]) + "\n"


def as_json(results: list[Result], about: dict[str, Any], wrong: dict[int, list[str]]) -> str:
    """All figures for programs."""
    rows = [
        {
            "work": r.work,
            "by": r.by,
            "plans": r.plans,
            "seconds": r.taken.seconds,
            "p95": r.taken.p95,
            "rows": r.taken.rows,
            "megabytes": round(r.taken.megabytes, 1),
        }
        for r in results
    ]
    return json.dumps({"machine": about, "wrong answers": wrong, "results": rows}, ensure_ascii=False, indent=1) + "\n"
