"""Accountability gaps: indicators without a lead, without a number, metrics that others set, facts a text is silent
on. Each gap with its plan and its words; what is missing in the data is never shown as missing policy."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bdg_graph.questions import Words
from bdg_graph.terms import BDG
from bdg_graph.web.pages import tables
from bdg_graph.web.pages.catalogue import Catalogue
from bdg_graph.web.pages.context import Page
from bdg_graph.web.pages.made import Made
from bdg_graph.web.pages.tables import Cell, Head, Table

KINDS: dict[str, Words] = {
    "lead-not-stated": {"vi": "văn bản không nêu cơ quan chủ trì", "en": "the text names no lead agency"},
    "lead-not-encoded": {"vi": "chưa mã hóa cơ quan chủ trì", "en": "lead not encoded"},
    "no-number": {"vi": "chỉ tiêu không lượng hóa", "en": "indicator without a number"},
    "not-stated": {"vi": "văn bản không ghi", "en": "the text does not state"},
    "national-metric": {
        "vi": "không có thước đo của Chiến lược quốc gia",
        "en": "a metric of the National Strategy is missing",
    },
}


@dataclass(frozen=True, slots=True)
class Gap:
    """A gap: of which kind, of what (an indicator, a property, a metric), in which plan."""

    kind: str
    what: str
    plan: str
    place: str
    against: str = ""
    """The strategy whose metric is missing."""


def gaps(page: Page) -> Made:
    """All gaps as one table that is filtered by kind, plan and place."""
    t, catalogue = page.t, page.catalogue
    found = page.figures.once("gaps", lambda: list(_found(catalogue)))
    heads = [
        Head("gap", t("Khoảng trống", "Gap"), choose=True, value=lambda g: g.kind, said=KINDS.__getitem__),
        Head("what", t("Ở đâu", "Where"), value=lambda g: g.what),
        Head("plan", t("Kế hoạch", "Plan"), choose=True, value=lambda g: g.plan),
        Head("place", t("Nơi", "Place"), choose=True, value=lambda g: g.place),
        Head("note", t("Chi tiết", "Detail"), value=lambda g: g.against),
    ]

    def ready(rows: Sequence[Gap]) -> None:
        page.graph.read_names(iri for g in rows for iri in (g.what, g.plan, g.place, g.against) if iri)

    def cells(g: Gap) -> list[Cell]:
        words = property_words(page, g.what) if g.kind == "not-stated" else page.name(g.what)
        return [
            Cell(KINDS[g.kind][page.lang], mark="silent"),
            Cell(words, g.what),
            *(Cell(page.name(iri), iri) if iri else Cell() for iri in (g.plan, g.place, g.against)),
        ]

    table = tables.arranged(Table(heads, found, cells, ready), page)
    if form := page.first("format"):
        return tables.download(page, table, form, "gaps")
    counts = page.figures.once("gaps by kind", lambda: Counter(gap.kind for gap in found))
    with_indicators = {i.plan for i in catalogue.indicators.values()} & set(catalogue.plans)
    context = {
        "table": table,
        "counts": [(KINDS[kind][page.lang], n) for kind, n in counts.items()],
        "plans": len(catalogue.plans),
        "with_indicators": len(with_indicators),
    }
    return Made("gaps.html", context)


def _found(catalogue: Catalogue) -> Iterator[Gap]:
    """Every gap of the dataset."""
    plans = catalogue.plans
    measured = {t.indicator for t in catalogue.targets.values()}
    own = [i for i in catalogue.indicators.values() if i.plan in plans]
    for i in own:
        if i.status != "stated":
            kind = "lead-not-stated" if i.status == "not-stated" else "lead-not-encoded"
            yield Gap(kind, i.iri, i.plan, plans[i.plan].place or "")
    for i in own:
        if i.iri not in measured:
            yield Gap("no-number", i.iri, i.plan, plans[i.plan].place or "")
    for plan in plans.values():
        for predicate in sorted(plan.not_stated):
            yield Gap("not-stated", predicate, plan.iri, plan.place or "")
    yield from _missing_metrics(catalogue)


def _missing_metrics(catalogue: Catalogue) -> Iterator[Gap]:
    """Metrics of the national strategy in force that a plan with indicators does not name."""
    for metric in sorted({t.metric for t in catalogue.targets.values()}):
        national = catalogue.national(metric)
        if not national:
            continue
        strategy = catalogue.all_plans[national[0].plan]
        stating = {t.plan for t in catalogue.by_metric.get(metric, ())}
        for plan in catalogue.plans.values():
            named = metric in catalogue.unmeasured.get(plan.iri, {})
            in_force = strategy.first_year <= plan.last_year and plan.first_year <= strategy.last_year
            if in_force and plan.first_year and plan.iri not in stating and not named:
                yield Gap("national-metric", metric, plan.iri, plan.place or "", strategy.iri)


def property_words(page: Page, predicate: str) -> str:
    """What a property is called; Dublin Core's date of issue in our words."""
    if predicate.startswith(BDG.namespace):
        return page.name(predicate)
    return page.t("ngày ban hành", "date of issue") if predicate.endswith("/issued") else page.curie(predicate)
