"""Accountability gaps: indicators without a lead, without a number, metrics that others set, facts a text is silent
on. Each gap with its plan and its words; what is missing in the data is never shown as missing policy."""

from collections import defaultdict

from bdg_graph.terms import BDG
from bdg_graph.web.pages import tables
from bdg_graph.web.pages.context import Page
from bdg_graph.web.pages.tables import Cell, Head, Table
from bdg_graph.web.pages.view import Made


def gaps(page: Page) -> Made:
    """All gaps as one table that is filtered by kind, plan and place."""
    t = page.t
    heads = [
        Head("gap", t("Khoảng trống", "Gap"), choose=True),
        Head("what", t("Ở đâu", "Where")),
        Head("plan", t("Kế hoạch", "Plan"), choose=True),
        Head("place", t("Nơi", "Place"), choose=True),
        Head("note", t("Chi tiết", "Detail")),
    ]
    rows = [*_without_lead(page), *_without_number(page), *_not_stated(page), *_missing_metrics(page)]
    counts: dict[str, int] = defaultdict(int)
    for row in rows:
        counts[row[0].text] += 1
    table = tables.arranged(Table(heads, rows), page)
    if form := page.first("format"):
        return tables.download(page, table, form, "gaps")
    with_indicators = {i.plan for i in page.catalogue.indicators.values()} & set(page.catalogue.plans)
    context = {
        "table": table,
        "counts": list(counts.items()),
        "plans": len(page.catalogue.plans),
        "with_indicators": len(with_indicators),
    }
    return Made("gaps.html", context)


def _row(page: Page, gap: str, what: Cell, plan: str, note: Cell | None = None) -> list[Cell]:
    place = page.catalogue.plans[plan].place
    return [
        Cell(gap, mark="silent"),
        what,
        Cell(page.name(plan), plan),
        Cell(page.name(place), place) if place else Cell(),
        note or Cell(),
    ]


def _without_lead(page: Page) -> list[list[Cell]]:
    silent = page.t("văn bản không nêu cơ quan chủ trì", "the text names no lead agency")
    unknown = page.t("chưa mã hóa cơ quan chủ trì", "lead not encoded")
    rows = []
    for indicator in page.catalogue.indicators.values():
        if indicator.plan in page.catalogue.plans and indicator.status != "stated":
            words = silent if indicator.status == "not-stated" else unknown
            rows.append(_row(page, words, Cell(page.name(indicator.iri), indicator.iri), indicator.plan))
    return rows


def _without_number(page: Page) -> list[list[Cell]]:
    measured = {t.indicator for t in page.catalogue.targets.values()}
    words = page.t("chỉ tiêu không lượng hóa", "indicator without a number")
    return [
        _row(page, words, Cell(page.name(i.iri), i.iri), i.plan)
        for i in page.catalogue.indicators.values()
        if i.plan in page.catalogue.plans and i.iri not in measured
    ]


def _not_stated(page: Page) -> list[list[Cell]]:
    rows = []
    words = page.t("văn bản không ghi", "the text does not state")
    found = page.graph.select("SELECT ?plan ?p WHERE { ?plan bdg:notStated ?p } ORDER BY ?plan ?p").rows
    for plan, predicate in found:
        if plan and predicate and plan.value in page.catalogue.plans:
            rows.append(_row(page, words, Cell(property_words(page, predicate.value), predicate.value), plan.value))
    return rows


def property_words(page: Page, predicate: str) -> str:
    """What a property is called; Dublin Core's date of issue in our words."""
    if predicate.startswith(BDG.namespace):
        return page.name(predicate)
    return page.t("ngày ban hành", "date of issue") if predicate.endswith("/issued") else page.curie(predicate)


def _missing_metrics(page: Page) -> list[list[Cell]]:
    """Metrics of the national strategy in force that a plan with indicators does not name."""
    words = page.t("không có thước đo của Chiến lược quốc gia", "a metric of the National Strategy is missing")
    rows = []
    for metric in sorted({t.metric for t in page.catalogue.targets.values()}):
        national = page.catalogue.national(metric)
        if not national:
            continue
        strategy = page.catalogue.all_plans[national[0].plan]
        stating = {t.plan for t in page.catalogue.by_metric.get(metric, ())}
        for plan in page.catalogue.plans.values():
            named = metric in page.catalogue.unmeasured.get(plan.iri, {})
            in_force = strategy.first_year <= plan.last_year and plan.first_year <= strategy.last_year
            if in_force and plan.first_year and plan.iri not in stating and not named:
                rows.append(
                    _row(
                        page,
                        words,
                        Cell(page.name(metric), metric),
                        plan.iri,
                        Cell(page.name(strategy.iri), strategy.iri),
                    )
                )
    return rows
