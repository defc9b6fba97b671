"""The matrix of plans and metrics: each cell the value and who leads; "no lead stated" and "not in the plan" in
words."""

from dataclasses import dataclass

from bdg_graph.search import fold
from bdg_graph.terms import BDG, ID
from bdg_graph.web.pages import tables
from bdg_graph.web.pages.answers import unit_words
from bdg_graph.web.pages.assignments import lead_words
from bdg_graph.web.pages.catalogue import Plan
from bdg_graph.web.pages.context import Page
from bdg_graph.web.pages.indicators import shown
from bdg_graph.web.pages.made import Made
from bdg_graph.web.pages.tables import Cell, Head, Table
from bdg_graph.web.pages.timelines import plan_words

ROWS = 25
MANY = 150


@dataclass(frozen=True)
class Option:
    """A choice of a filter."""

    value: str
    words: str
    chosen: bool


def matrix(page: Page) -> Made:
    """The matrix, by plan and metric, limited by domain, place and year."""
    domain, place, year = page.first("domain"), page.first("place"), page.first("year")
    metrics = _metrics(page, domain, only_shared=page.first("shared") == "1")
    plans = [p for p in page.catalogue.all_plans.values() if _fits(page, p, place, year)]
    numbers = page.first("page")
    rows_a_page = max(1, len(plans)) if page.view.static else ROWS
    pages = max(1, -(-len(plans) // rows_a_page))
    number = min(max(1, int(numbers)), pages) if numbers.isdecimal() and len(numbers) < 6 else 1
    form = page.first("format")
    shown_plans = plans if form else plans[(number - 1) * rows_a_page : number * rows_a_page]
    heads = [Head("plan", page.t("Kế hoạch", "Plan")), *(Head(m.rsplit("/", 1)[-1], page.name(m)) for m in metrics)]
    _read_names(page, shown_plans, metrics)
    rows = [[Cell(_plan(page, p), p.iri), *(cell(page, p, m) for m in metrics)] for p in shown_plans]
    table = Table(heads, rows)
    if form:
        return tables.download(page, table, form, "matrix")
    stating = set[str]().union(*(page.catalogue.stating[m] for m in metrics))
    context = {
        "table": table, "metrics": metrics, "n": len(plans), "number": number, "pages": pages, "rows": rows_a_page,
        "domains": _options(page, "domain", list(page.graph.of_kind(BDG.Domain)), domain),
        "places": _options(page, "place", _places(page, place), place),
        "years": [Option(y, y, y == year) for y in _years(page)], "shared": page.first("shared") == "1",
        "units": {m: unit for m in metrics if (unit := _unit(page, m))},
        "stating": sum(p.iri in stating for p in plans if not p.is_national),
        "total": sum(not p.is_national for p in plans),
    }  # fmt: skip
    return Made("matrix.html", context)


def _unit(page: Page, metric: str) -> str:
    """The unit of all targets of a metric; nothing where they differ."""
    units = {t.unit for t in page.catalogue.by_metric.get(metric, ())}
    return unit_words(page, units.pop()) if len(units) == 1 else ""


def _plan(page: Page, plan: Plan) -> str:
    return page.name(plan.iri, 60) if plan.is_national else plan_words(page, plan)


def _fits(page: Page, plan: Plan, place: str, year: str) -> bool:
    if place and plan.place != f"{ID}place/{place}" and not plan.is_national:
        return False
    return not (year.isdecimal() and len(year) == 4) or plan.first_year <= int(year) <= plan.last_year


def _places(page: Page, chosen: str) -> list[str]:
    """The places to choose from: those with plans; where they are many, only provinces, and the one chosen."""
    found = list(page.catalogue.by_place)
    if len(found) <= MANY:
        return found
    types = page.figures.values(BDG.Place, BDG.placeType)
    return [p for p in found if p in types or p == f"{ID}place/{chosen}"]


def _metrics(page: Page, domain: str, *, only_shared: bool) -> list[str]:
    """The metrics that any plan sets, those of most plans first."""
    found = []
    for metric in page.graph.of_kind(BDG.Metric).values():
        if domain and metric.one(BDG.domain) != f"{ID}domain/{domain}":
            continue
        n = len(page.catalogue.stating.get(metric.iri, ()))
        if n > 1 or (n and not only_shared):
            found.append((-n, page.name(metric.iri), metric.iri))
    return [iri for _, _, iri in sorted(found)]


def _options(page: Page, kind: str, iris: list[str], chosen: str) -> list[Option]:
    page.graph.read_names(iris)
    slugs = {iri: iri.removeprefix(f"{ID}{kind}/") for iri in iris}
    return sorted(
        (Option(slug, page.name(iri), slug == chosen) for iri, slug in slugs.items()),
        key=lambda o: fold(o.words),
    )


def _years(page: Page) -> list[str]:
    years = {
        y
        for p in page.catalogue.all_plans.values()
        if p.first_year
        for y in range(p.first_year, min(p.last_year, p.first_year + 40) + 1)
    }
    return [str(y) for y in sorted(years)]


def cell(page: Page, plan: Plan, metric: str) -> Cell:
    """What a plan says of a metric: its targets with their leads, or that it says nothing."""
    targets = page.catalogue.by_plan.get(plan.iri, {}).get(metric, [])
    if not targets:
        unmeasured = page.catalogue.unmeasured.get(plan.iri, {}).get(metric, [])
        if unmeasured:
            words, mark = lead_words(page, unmeasured[0])
            lead = Cell(words, mark=mark and "silent")
            return Cell(
                page.t("nêu, không lượng hóa", "named, no number"), unmeasured[0].iri, more=[lead] if words else []
            )
        if not plan.has_text:
            return Cell(page.t("chưa có văn bản gốc", "no source text at hand"), mark="none")
        return Cell(page.t("không có trong kế hoạch", "not in the plan"), mark="none")
    cells = []
    for target in targets:
        made = shown(page, target)
        indicator = page.catalogue.indicators.get(target.indicator)
        words, mark = ("", "") if plan.is_national else lead_words(page, indicator)
        leads = indicator.agencies("lead") if indicator else []
        more = [Cell(_short(page, a), a) for a in leads] or ([Cell(words, mark=mark)] if words else [])
        due = f" ({target.due})" if target.due else ""
        note = made.unit if len({t.unit for t in page.catalogue.by_metric[metric]}) > 1 else ""
        cells.append(Cell(made.words + due, target.iri, order=target.amount, note=note, more=more))
    cells[0].more += cells[1:]
    return cells[0]


def _read_names(page: Page, plans: list[Plan], metrics: list[str]) -> None:
    """Reads together the names that the cells of `plans` need."""
    kinds, by_plan = page.figures.values(BDG.Agency, BDG.agencyType), page.catalogue.by_plan
    leads = {
        agency
        for p in plans
        for m in metrics
        for t in by_plan.get(p.iri, {}).get(m, ())
        if t.indicator in page.catalogue.indicators
        for agency in page.catalogue.indicators[t.indicator].agencies("lead")
    }
    types = [t.value for agency in leads for t in kinds.get(agency, ())]
    page.graph.read_names([*leads, *types, *(iri for p in plans for iri in (p.iri, p.place, p.type) if iri)])


def _short(page: Page, agency: str) -> str:
    """An agency by its type: the row says the place."""
    kinds = page.figures.values(BDG.Agency, BDG.agencyType).get(agency)
    return page.name(kinds[0].value if kinds else agency)
