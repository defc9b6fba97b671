"""What the benchmark found: figures by part and size, kept as JSON so that a part can be measured again by itself."""

import json
import math
import os
import platform
import statistics
import time
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

FLOOR = "floor"
"""In the place of a peer: what physics asks for the work, such as reading the bytes."""


@dataclass(frozen=True)
class Figure:
    """One figure: what was done, by what, on how many plans.

    `value` is the median in `unit` ("s", "MB", "/s", or "" for a count); None: not done, and `note` says why. `rows`:
    how much came out.
    """

    work: str
    by: str
    plans: int
    value: float | None
    p95: float | None = None
    rows: int = 0
    unit: str = "s"
    note: str = ""


@dataclass
class Record:
    """One part measured at one size."""

    part: str
    plans: int
    figures: list[Figure] = field(default_factory=list)
    failed: str = ""
    """Why the part did not come to its end; "" where it did."""
    took: float = 0.0
    day: str = ""
    clock: str = ""
    load: float = 0.0
    """How many processes wanted a core (load average of a minute) at the end: over the number of cores, times are
    those of a machine that others used too."""


@dataclass
class Results:
    """All records of one machine."""

    machine: dict[str, Any]
    records: list[Record] = field(default_factory=list)

    def put(self, record: Record) -> None:
        """Puts `record` in the place of the one of its part and size."""
        kept = [r for r in self.records if (r.part, r.plans) != (record.part, record.plans)]
        self.records = sorted([*kept, record], key=lambda r: r.plans)

    def figures(self, part: str | None = None) -> Iterator[Figure]:
        """All figures, or those of a part, small sizes first."""
        return (f for record in self.records if part in (None, record.part) for f in record.figures)

    def find(self, work: str, by: str, plans: int) -> Figure | None:
        """The figure of that name."""
        return next((f for f in self.figures() if (f.work, f.by, f.plans) == (work, by, plans)), None)

    def value(self, work: str, by: str, plans: int) -> float | None:
        """Its median."""
        found = self.find(work, by, plans)
        return found.value if found else None

    def sizes(self, part: str | None = None) -> list[int]:
        """The numbers of plans measured."""
        return sorted({record.plans for record in self.records if part in (None, record.part)})


def read(path: Path) -> Results:
    """What `write` wrote; nothing yet where there is no file."""
    if not path.exists():
        return Results(machine())
    told = json.loads(path.read_text("utf-8"))
    records = [Record(**{**r, "figures": [Figure(**f) for f in r["figures"]]}) for r in told["records"]]
    return Results(told["machine"], records)


def write(results: Results, path: Path) -> None:
    """All figures for programs."""
    path.parent.mkdir(parents=True, exist_ok=True)
    told = {"machine": results.machine, "records": [asdict(record) for record in results.records]}
    path.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", "utf-8")


def machine() -> dict[str, Any]:
    """What the figures are taken on: processor, cores, versions. No name of the machine and no path."""
    facts = Path("/proc/cpuinfo").read_text("utf-8") if Path("/proc/cpuinfo").exists() else ""
    cpu = next((line.split(":")[1].strip() for line in facts.splitlines() if line.startswith("model name")), "")
    versions = {"python": platform.python_version()}
    for package in ("pyoxigraph", "oxigraph", "rdflib", "oxrdflib", "pyshacl", "pyrudof", "uvicorn"):
        try:
            versions[package] = version(package)
        except PackageNotFoundError:
            continue
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 30
    return {"cpu": cpu or platform.machine(), "cores": os.cpu_count(), "memory": memory, "versions": versions}


def today() -> str:
    """The day of a record."""
    return time.strftime("%Y-%m-%d")


def exponent(points: Iterable[tuple[float, float]]) -> float | None:
    """The slope of a line through points (size, cost) on log axes: 1 is linear, 2 quadratic; None for a single size."""
    logs = [(math.log(size), math.log(cost)) for size, cost in points if cost > 0]
    if len({x for x, _ in logs}) < 2:
        return None
    return statistics.linear_regression([x for x, _ in logs], [y for _, y in logs]).slope


def series(figures: Iterable[Figure]) -> dict[tuple[str, str], dict[int, Figure]]:
    """Figures by work and by whom, then by size."""
    found: dict[tuple[str, str], dict[int, Figure]] = {}
    for figure in figures:
        found.setdefault((figure.work, figure.by), {})[figure.plans] = figure
    return found


def geometric_mean(figures: Iterable[Figure], by: str, plans: int, of: set[str] | None = None) -> float | None:
    """Over all works (or those named) that `by` did at this size; None where it did none."""
    every = (f.value for f in figures if f.by == by and f.plans == plans and (of is None or f.work in of))
    known = [value for value in every if value]
    return statistics.geometric_mean(known) if known else None


def complete(figures: Iterable[Figure], by: str, plans: int) -> bool:
    """Whether `by` did every work that anybody did at this size: only then a mean stands beside another."""
    here = [f for f in figures if f.plans == plans]
    return bool(here) and {f.work for f in here if f.by == by and f.value} == {f.work for f in here}


def middle(seconds: list[float]) -> tuple[float, float]:
    """The median and the 95th percentile (nearest rank)."""
    ordered = sorted(seconds)
    return statistics.median(ordered), ordered[math.ceil(0.95 * len(ordered)) - 1]
