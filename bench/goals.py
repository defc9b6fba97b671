"""The goals of the project, each read off the results: what was measured, at which size, and whether it was met.

A miss has a sentence that says what the profile shows; those stand in `notes.toml` beside the results, by the goal's
name, so that measuring again does not lose them.
"""

import math
import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench import peers
from bench.figures import Figure, Results, exponent, geometric_mean

NOTES = "notes.toml"
PLANTED = "wrong planted answers"
NOTICED = 0.005
"""Seconds: how cost grows is asked of questions that take longer than this."""
LINEAR = 1.1
"""The exponent that still counts as linear: memory grows slower as it fills."""

Read = Callable[[Results, int], tuple[float | None, str]]
"""The number that a goal is about, at a size, and a remark (which question, which page)."""


@dataclass(frozen=True)
class Goal:
    """`words` says what is wanted; the number must be at most `limit`, or with `least` at least.

    `at`: the number of plans; 0 stands for the largest that was measured.
    """

    name: str
    words: str
    at: int
    limit: float
    unit: str
    read: Read
    least: bool = False


@dataclass(frozen=True)
class Seen:
    """What became of a goal; `met` None: not measured."""

    goal: Goal
    plans: int
    value: float | None
    met: bool | None
    remark: str


def one(work: str, by: str, *, p95: bool = False) -> Read:
    """The median (or p95) of one figure."""

    def read(results: Results, plans: int) -> tuple[float | None, str]:
        found = results.find(work, by, plans)
        return (None, "") if found is None else (found.p95 if p95 else found.value, found.note)

    return read


def ratio(work: str, of: str, to: str, *, to_work: str = "") -> Read:
    """How many times the figure by `to` the one by `of` is."""

    def read(results: Results, plans: int) -> tuple[float | None, str]:
        above, below = results.value(work, of, plans), results.value(to_work or work, to, plans)
        return (above / below, "") if above and below else (None, "")

    return read


def means(of: str, to: str) -> Read:
    """The ratio of geometric means over the questions that both answered; the remark counts them."""

    def read(results: Results, plans: int) -> tuple[float | None, str]:
        figures = [f for f in results.figures("queries") if "/" in f.work and f.plans == plans]
        both = {f.work for f in figures if f.by == of and f.value} & {f.work for f in figures if f.by == to and f.value}
        above, below = geometric_mean(figures, of, plans, both), geometric_mean(figures, to, plans, both)
        asked = {f.work for f in figures if f.by in (of, to)}
        return (above / below, f"over {len(both)} of {len(asked)} questions") if above and below else (None, "")

    return read


def slowest(by: str, *, part: str = "queries", begins: str = "") -> Read:
    """The slowest work of a part; one that did not end counts as infinitely slow."""

    def read(results: Results, plans: int) -> tuple[float | None, str]:
        found = [f for f in results.figures(part) if f.by == by and f.plans == plans and _counted(f, begins)]
        if not found:
            return None, ""
        worst = max(found, key=lambda f: math.inf if f.value is None else f.value)
        return math.inf if worst.value is None else worst.value, f"{worst.work} {worst.note}".strip()

    return read


def _counted(figure: Figure, begins: str) -> bool:
    return figure.work.startswith(begins) if begins else "/" in figure.work


def steepest(by: str) -> Read:
    """The largest exponent from the size before `plans` to `plans`, over questions that take noticeable time."""

    def read(results: Results, plans: int) -> tuple[float | None, str]:
        before = max((n for n in results.sizes("queries") if n < plans), default=0)
        costs: dict[str, dict[int, float]] = {}
        for f in results.figures("queries"):
            if f.by == by and "/" in f.work and f.value and f.plans in (before, plans):
                costs.setdefault(f.work, {})[f.plans] = f.value
        slopes = {
            work: slope
            for work, cost in costs.items()
            if cost.get(plans, 0) > NOTICED and (slope := exponent(cost.items())) is not None
        }
        worst = max(slopes, key=lambda work: slopes[work], default="")
        return (slopes[worst], f"{worst}, from {before} plans") if worst else (None, "")

    return read


def a_plan(read: Read) -> Read:
    """`read` divided by the number of plans."""

    def divided(results: Results, plans: int) -> tuple[float | None, str]:
        value, remark = read(results, plans)
        return None if value is None else value / plans, remark

    return divided


def against_best(work: str, of: str, others: tuple[str, ...]) -> Read:
    """The figure by `of` beside the best of the others that were measured."""

    def read(results: Results, plans: int) -> tuple[float | None, str]:
        mine = results.value(work, of, plans)
        theirs = {by: value for by in others if (value := results.value(work, by, plans))}
        best = min(theirs, key=lambda by: theirs[by], default="")
        return (mine / theirs[best], f"beside {best}") if mine and best else (None, "")

    return read


def wrong(results: Results, plans: int) -> tuple[float | None, str]:
    """How many planted answers are wrong, on all engines at all sizes; an engine that did not answer counts as one."""
    found = [f for f in results.figures("queries") if f.work == PLANTED]
    said = [f"{f.by} at {f.plans}: {f.note or 'all exact'}" for f in found if f.value or f.value is None]
    if not found:
        return None, ""
    asked = f"{len(found)} times asked"
    return sum(1 if f.value is None else f.value for f in found), "; ".join([asked, *said])


FIRST, AGAIN, PARSED = "flagship, first time", "flagship again, 16 clients", "one plan, the shapes alone"
MEMORY_AFTER = "memory of the server, after every question"
MANY = "validate all plans, whole process"

GOALS = (
    Goal("exact", "planted answers that come out wrong, on every engine at every size", 0, 0, "", wrong),
    Goal("flagship-first", "flagship through HTTP, first time, beside the engine in process", 1000, 1.2, "x",
         ratio(FIRST, peers.OURS_HTTP, "Oxigraph, in process")),
    Goal("flagship-again", "flagship again, 16 clients", 1000, 5000, "/s",
         one(f"{AGAIN}: answers a second", peers.OURS_HTTP), least=True),
    Goal("flagship-again-p99", "flagship again, 16 clients, p99", 1000, 0.005, "s",
         one(f"{AGAIN}, p99", peers.OURS_HTTP)),
    Goal("flagship-peers", "flagship uncached through HTTP, p50, beside the faster peer", 1000, 1, "x",
         against_best("flagship uncached, 1 client", peers.OURS_HTTP, (peers.SERVE, peers.VIRTUOSO))),
    Goal("flagship-kept", "flagship again, how many times faster than uncached", 1000, 20, "x",
         ratio("flagship uncached, 1 client", peers.OURS_HTTP, peers.OURS_HTTP, to_work="flagship again, 1 client"),
         least=True),
    Goal("mean-oxigraph", "all questions through HTTP, uncached: times faster than `oxigraph serve`", 1000, 2, "x",
         means(peers.SERVE, peers.OURS_HTTP), least=True),
    Goal("mean-virtuoso", "all questions through HTTP, uncached, beside Virtuoso", 1000, 1, "x",
         means(peers.OURS_HTTP, peers.VIRTUOSO)),
    Goal("mean-rdflib", "all questions in process: times faster than rdflib", 100, 100, "x",
         means(peers.RDFLIB, peers.MEMORY), least=True),
    Goal("slowest-question", "slowest question, uncached, in memory", 10000, 2, "s", slowest(peers.MEMORY)),
    Goal("slowest-question-disk", "slowest question, uncached, on disk", 10000, 2, "s", slowest(peers.DISK)),
    Goal("linear", "cost against size: the steepest question's exponent, in memory", 10000, LINEAR, "",
         steepest(peers.MEMORY)),
    Goal("validate-compiled", "validation of a plan, compiled", 1000, 0.005, "s", one(PARSED, "BDG, compiled")),
    Goal("validate-pyshacl", "validation of a plan: times faster than pySHACL", 1000, 50, "x",
         ratio(PARSED, "pySHACL", "BDG, compiled"), least=True),
    Goal("validate-equal", "plans that pySHACL judges differently", 1000, 0, "",
         one("plans judged differently by pySHACL", "BDG, compiled")),
    Goal("validate-many", "validation of many plans, everything checked, a plan", 1000, 0.010, "s",
         a_plan(one(MANY, "BDG"))),
    Goal("validate-all", "validation of 10,000 plans", 10000, 60, "s", one(MANY, "BDG")),
    Goal("validate-all-memory", "validation of 10,000 plans, memory", 10000, 500, "MB",
         one("memory to validate all plans", "BDG")),
    Goal("validate-process", "`bdg validate` of one plan, whole process", 5, 0.25, "s", one("bdg validate", "BDG")),
    Goal("validate-process-pyshacl", "`bdg validate` of one plan beside `pyshacl`", 5, 0.5, "x",
         ratio("bdg validate", "BDG", "pySHACL", to_work="pyshacl (one plan)")),
    Goal("validate-server", "one plan validated in a running server", 5, 0.050, "s",
         one("one plan in a running server", "BDG")),
    Goal("load-folders", "1,000 plan folders to a server that is ready", 1000, 30, "s",
         one("plan folders to a server that is ready", "BDG")),
    Goal("load-memory", "N-Quads into memory: pyoxigraph's bulk load takes this many times as long", 1000, 0.8, "x",
         ratio("load N-Quads into memory", "Oxigraph", "BDG"), least=True),
    Goal("load-disk", "N-Quads onto disk: pyoxigraph's bulk load takes this many times as long", 1000, 0.8, "x",
         ratio("load N-Quads onto disk", "Oxigraph", "BDG"), least=True),
    Goal("replace", "one plan replaced among 10,000", 10000, 1, "s", one("replace one plan", "BDG")),
    Goal("replace-readers", "longest wait of a reader meanwhile", 10000, 0.1, "s",
         one("longest wait of a reader, meanwhile", "BDG")),
    Goal("search", "slowest search for the first 20 hits, in process", 10000, 0.005, "s",
         slowest("BDG", part="search", begins="first 20")),
    Goal("pages-five", "pages, first time, p95", 5, 0.020, "s", one("every page", "first time", p95=True)),
    Goal("pages-first", "pages, first time, p95", 1000, 0.060, "s", one("every page", "first time", p95=True)),
    Goal("pages-again", "pages, again, p95", 1000, 0.003, "s", one("every page", "again", p95=True)),
    Goal("pages-weight", "heaviest page as sent, without the editor", 1000, 0.1, "MB",
         one("heaviest page, as sent", "first time")),
    Goal("memory-five", "memory of the server, 5 plans", 5, 150, "MB", one(MEMORY_AFTER, "BDG, memory")),
    Goal("memory", "memory of the server, 1,000 plans in memory", 1000, 1200, "MB", one(MEMORY_AFTER, "BDG, memory")),
    Goal("memory-disk", "memory of the server, 1,000 plans on disk", 1000, 300, "MB", one(MEMORY_AFTER, "BDG, disk")),
    Goal("light", "light query through HTTP, p99, with nobody attacking", 5, 0.150, "s",
         one("light query, p99", peers.OURS_HTTP)),
    Goal("refusal", "slowest refusal of a hostile query that need not be run", 5, 0.100, "s",
         one("slowest refusal", peers.OURS_HTTP)),
)  # fmt: skip


def seen(results: Results) -> list[Seen]:
    """Every goal with what was measured."""
    return [_seen(goal, results) for goal in GOALS]


def _seen(goal: Goal, results: Results) -> Seen:
    plans = goal.at or max(results.sizes(), default=0)
    value, remark = goal.read(results, plans)
    if value is None:
        return Seen(goal, plans, None, None, remark)
    return Seen(goal, plans, value, value >= goal.limit if goal.least else value <= goal.limit, remark)


def notes(folder: Path) -> dict[str, str]:
    """The sentences about misses, by the goal's name. Raises KeyError for one of no goal."""
    path = folder / NOTES
    told: dict[str, str] = tomllib.loads(path.read_text("utf-8")) if path.exists() else {}
    if strange := set(told) - {goal.name for goal in GOALS}:
        raise KeyError(f"{path}: no goal is called {', '.join(sorted(strange))}")
    return told


def markdown(results: Results, told: dict[str, str]) -> str:
    """The table of goals, and below it the sentence about each miss."""
    every = seen(results)
    met, missed = (sum(s.met is state for s in every) for state in (True, False))
    lines = [f"{met} of {len(every)} goals met, {missed} missed, {len(every) - met - missed} not measured.", ""]
    lines += ["| name | goal | plans | wanted | measured | |", "|---|---|---:|---:|---:|---|"]
    for s in every:
        wanted = f"{'≥' if s.goal.least else '≤'} {amount(s.goal.limit, s.goal.unit)}"
        state = {True: "met", False: "**missed**", None: "not measured"}[s.met]
        remark = f"; {s.remark}" if s.remark else ""
        plans = f"{s.plans:,}" if s.goal.at else "all"
        cells = (s.goal.name, s.goal.words, plans, wanted, amount(s.value, s.goal.unit), state + remark)
        lines.append(f"| {' | '.join(cells)} |")
    misses = [s.goal.name for s in every if s.met is False]
    if misses:
        lines += ["", "What the misses are made of:", ""]
        lines += [f"* `{name}`: {told.get(name, 'not looked into yet.')}" for name in misses]
    return "\n".join(lines) + "\n"


def amount(value: float | None, unit: str) -> str:
    """A figure for a reader: "340 ms", "1.24 s", "1.2 x", "5,210 /s"; "-" where there is none."""
    if value is None:
        return "-"
    if math.isinf(value):
        return "never"
    if unit == "s":
        return f"{_digits(value)} s" if value >= 1 else f"{_digits(value * 1000)} ms"
    return f"{_digits(value)} {unit}".strip()


def _digits(value: float) -> str:
    """Three digits that count: "0.05", "1.24", "18.2", "5,210"."""
    if value == int(value) or value >= 100:
        return f"{value:,.0f}"
    return f"{value:.2g}" if value < 0.1 else f"{value:.2f}" if value < 10 else f"{value:.1f}"
