"""All plans over the years, and everything that falls due: targets, reports, months of action."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pyoxigraph import Literal

from bdg_graph.engines import Term
from bdg_graph.search import kind_of
from bdg_graph.terms import BDG
from bdg_graph.web.pages import charts, tables
from bdg_graph.web.pages.context import KIND_WORDS, Page
from bdg_graph.web.pages.graph import Graph, Thing
from bdg_graph.web.pages.made import Made
from bdg_graph.web.pages.tables import Cell, Head, Table
from bdg_graph.web.pages.timelines import plans_over_years

MOST_UNDATED = 5


@dataclass(frozen=True, slots=True)
class Due:
    """Something that falls due, with what says when; `order` is where it stands among others (each year's first)."""

    thing: Thing
    kind: str
    plan: str
    order: float


def timeline(page: Page) -> Made:
    """The timeline."""
    t = page.t
    plans = list(page.catalogue.all_plans.values())
    heads = [
        Head("when", t("Khi nào", "When"), order=lambda due: due.order),
        Head(
            "kind",
            t("Việc", "What"),
            choose=True,
            value=lambda due: due.kind,
            said=lambda kind: dict(zip(("vi", "en"), KIND_WORDS[kind], strict=True)),
        ),
        Head("what", t("Nội dung", "Content"), value=lambda due: due.thing.iri),
        Head("plan", t("Kế hoạch", "Plan"), choose=True, value=lambda due: due.plan),
    ]

    def ready(rows: Sequence[Due]) -> None:
        page.graph.read_names(iri for due in rows for iri in (due.thing.iri, due.plan))

    def cells(due: Due) -> list[Cell]:
        return [
            Cell(when(page, due.thing)[0]),
            Cell(page.kind(due.kind)),
            Cell(page.name(due.thing.iri), due.thing.iri),
            Cell(page.name(due.plan), due.plan),
        ]

    found = page.figures.once("deadlines", lambda: sorted(_due(page), key=lambda due: (due.order, due.plan)))
    table = tables.arranged(Table(heads, found, cells, ready), page)
    drawing = plans_over_years(page, plans)
    if (form := page.first("format")) == "svg" and drawing:
        return charts.file(drawing, "timeline")
    if form:
        return tables.download(page, table, form, "timeline")
    undated = [p for p in plans if not p.first_year]
    context = {
        "table": table,
        "drawing": drawing,
        "undated": undated[:MOST_UNDATED],
        "more_undated": max(0, len(undated) - MOST_UNDATED),
        "n": len(plans),
    }
    return Made("timeline.html", context)


def _due(page: Page) -> Iterator[Due]:
    """Everything of the dataset that falls due. Thousands of things fall due at the same time: what says when stands
    in memory once."""
    same: dict[tuple[tuple[str, Term], ...], dict[str, list[Term]]] = {}

    def alike(facts: dict[str, list[Term]]) -> dict[str, list[Term]]:
        return same.setdefault(tuple((p, term) for p, said in facts.items() for term in said), facts)

    for target in page.catalogue.targets.values():
        if target.due and target.due.isdecimal():
            thing = Thing(target.iri, alike({BDG.dueYear: [Literal(target.due)]}))
            yield Due(thing, "target", target.plan, float(target.due) * 10000 + 1231)
    for thing, plan in _dated(page.graph):
        thing.facts = alike(thing.facts)
        words, order = when(page, thing)
        if words:
            yield Due(thing, kind_of(thing.iri), plan, order)


def _dated(graph: Graph) -> Iterator[tuple[Thing, str]]:
    """The reporting duties and campaigns with what says when, and their plans."""
    found: dict[str, tuple[Thing, str]] = {}
    for iri, plan, predicate, value in graph.ask("deadlines").rows:
        if iri and plan and predicate and value:
            thing, _ = found.setdefault(iri.value, (Thing(iri.value), plan.value))
            thing.facts.setdefault(predicate.value, []).append(value)
    yield from found.values()


def when(page: Page, thing: Thing) -> tuple[str, float]:
    """When a duty or a campaign falls due, in words, and where it stands among others (each year's first)."""
    start, end = thing.one(BDG.startDate), thing.one(BDG.endDate)
    if start:
        return page.date(start) + (f" – {page.date(end)}" if end else ""), float(start.replace("-", ""))
    year = thing.one(BDG.dueYear) or ""
    day, month = thing.one(BDG.dueDay) or thing.one(BDG.startDay), thing.one(BDG.dueMonth) or thing.one(BDG.startMonth)
    last = f" – {thing.one(BDG.endDay)}/{thing.one(BDG.endMonth)}" if thing.one(BDG.endDay) else ""
    if not month:
        frequency = thing.one(BDG.frequency)
        return (page.name(frequency), 0.0) if frequency and not year else (year, float(year or 0) * 10000)
    words = f"{day}/{month}" if day else page.t(f"tháng {month}", f"month {month}")
    every = year if year else page.t("hằng năm", "every year")
    return f"{words}{last}, {every}", float(year or 0) * 10000 + float(month) * 100 + float(day or 0)
