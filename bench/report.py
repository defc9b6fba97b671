"""Turns results into what people read: a page of tables (goals first) and a drawing of cost against size."""

from collections.abc import Iterable
from pathlib import Path

from bench import drawing, figures, goals, peers
from bench.figures import FLOOR, Figure, Results, exponent, geometric_mean, series
from bench.goals import amount
from bench.parts import PARTS

JSON, MARKDOWN, SVG = "scale.json", "scale.md", "scale.svg"
PEERS = (
    peers.MEMORY, "BDG, memory", peers.DISK, peers.OURS_HTTP, peers.SERVE, peers.VIRTUOSO, peers.OXRDFLIB, peers.RDFLIB,
)  # fmt: skip
TITLES = {
    "load": "Loading",
    "queries": "Questions",
    "search": "Search",
    "validate": "Validation",
    "draft": "Drafting",
    "pages": "Pages",
    "endpoint": "Endpoint",
    "replace": "One plan replaced",
    "memory": "Memory",
    "cold": "Cold start",
}


def write(results: Results, folder: Path) -> None:
    """The page and the drawing, into `folder`."""
    (folder / MARKDOWN).write_text(markdown(results, goals.notes(folder)), "utf-8")
    (folder / SVG).write_text(drawing.svg(results), "utf-8")


def markdown(results: Results, told: dict[str, str]) -> str:
    """Everything measured, as Markdown."""
    about = results.machine
    versions = ", ".join(f"{name} {number}" for name, number in about["versions"].items())
    lines = [
        "# What it costs",
        "",
        f"Measured by `python -m bench.run`: {about['cpu']}, {about['cores']} cores, {about['memory']} GB; {versions}.",
        "Figures are medians; `-`: not done. All of them, with p95 at every size, are in `scale.json`.",
        "",
        "![Cost against size](scale.svg)",
        "",
        "## Goals",
        "",
        goals.markdown(results, told),
    ]
    for part in PARTS:
        if results.sizes(part):
            lines += [f"## {TITLES[part]}", ""]
            lines += _questions(results) if part == "queries" else []
            lines += [table([f for f in results.figures(part) if part != "queries" or "/" not in f.work])]
    return "\n".join([*lines, "## How it was measured", "", _runs(results)])


def table(found: Iterable[Figure]) -> str:
    """Figures with sizes as columns; ratios to the best for the same work, and to the floor, at the largest size."""
    every = list(found)
    sizes = sorted({f.plans for f in every})
    rows = series(every)
    lines = [f"| work | by | {' | '.join(f'{n:,}' for n in sizes)} | p95 | x best | x floor | exponent | |"]
    lines += [f"|---|---|{'---:|' * (len(sizes) + 4)}---|"]
    for (work, by), taken in rows.items():
        last = taken[max(taken)]
        same = [f.value for (of, _), t in rows.items() if of == work and (f := t.get(last.plans)) and f.value]
        floor = next((f.value for f in every if f.by == FLOOR and (f.plans, f.unit) == (last.plans, last.unit)), None)
        slope = exponent((n, f.value) for n, f in taken.items() if f.value)
        cells = [work, by, *(amount(taken[n].value, last.unit) if n in taken else "" for n in sizes)]
        cells += [amount(last.p95, last.unit) if last.p95 else ""]
        cells += [times(last.value, _best(same, last.unit)) if len(same) > 1 else ""]
        cells += [times(last.value, floor) if by != FLOOR and last.unit in ("s", "MB") else ""]
        cells += ["" if slope is None or last.unit == "" else f"{slope:.2f}", last.note]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _best(values: list[float], unit: str) -> float:
    return max(values) if unit == "/s" else min(values)


def times(value: float | None, of: float | None) -> str:
    """A ratio for a reader."""
    return amount(value / of, "") if value and of else ""


def _questions(results: Results) -> list[str]:
    """The means by engine and size, and every question by engine at the largest size where all was asked."""
    found = [f for f in results.figures("queries") if "/" in f.work]
    sizes = sorted({f.plans for f in found})
    known = [by for by in PEERS if any(f.by == by for f in found)]
    if not known:
        return []
    lines = ["Geometric mean over the questions that were answered (how many, where not all were):", ""]
    lines += [f"| by | {' | '.join(f'{n:,} plans' for n in sizes)} | exponent |", f"|---|{'---:|' * (len(sizes) + 1)}"]
    for by in known:
        means = {n: geometric_mean(found, by, n) for n in sizes}
        slope = exponent((n, mean) for n, mean in means.items() if mean)
        cells = [amount(mean, "s") + _of(found, by, n) for n, mean in means.items()]
        lines.append(f"| {by} | {' | '.join(cells)} | {'' if slope is None else f'{slope:.2f}'} |")
    largest = sizes[-1]
    shown = [by for by in known if any(f.by == by and f.plans == largest for f in found)]
    lines += ["", f"Every question at {largest:,} plans; the exponent is that of {peers.MEMORY}:", ""]
    lines += [f"| question | rows | {' | '.join(shown)} | exponent |", f"|---|{'---:|' * (len(shown) + 2)}"]
    rows = series(found)
    for work in dict.fromkeys(f.work for f in found if f.plans == largest):
        cells = [
            amount(rows[work, by][largest].value, "s") if largest in rows.get((work, by), {}) else "" for by in shown
        ]
        grown = rows.get((work, peers.MEMORY), {})
        slope = exponent((n, f.value) for n, f in grown.items() if f.value)
        count = max(rows[work, by][largest].rows for by in shown if largest in rows.get((work, by), {}))
        lines.append(f"| {work} | {count:,} | {' | '.join(cells)} | {'' if slope is None else f'{slope:.2f}'} |")
    return [*lines, ""]


def _of(found: list[Figure], by: str, plans: int) -> str:
    """How many questions were answered, where not all were."""
    done = sum(f.value is not None for f in found if (f.by, f.plans) == (by, plans))
    every = len({f.work for f in found if f.plans == plans})
    return f" ({done} of {every})" if 0 < done < every else ""


def _runs(results: Results) -> str:
    """When each part was measured, by which clock, how busy the machine was, and what did not come to its end."""
    lines = [
        "Servers are timed by the wall clock always; processor time, where it is named, is of what one process does.",
        "A load above the number of cores says that others used the machine.",
        "",
        "| part | plans | day | clock | load at the end | took | |",
        "|---|---:|---|---|---:|---:|---|",
    ]
    for r in results.records:
        cells = (r.part, f"{r.plans:,}", r.day, r.clock, f"{r.load:g}", f"{r.took:.0f} s", r.failed)
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Writes page and drawing anew from the results: after a note was written."""
    folder = Path(__file__).parent / "results"
    write(figures.read(folder / JSON), folder)


if __name__ == "__main__":
    main()
