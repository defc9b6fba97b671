"""The pages of a metric (all plans side by side against the national target) and of a domain."""

from collections.abc import Sequence

from bdg_graph.engines import Term
from bdg_graph.terms import BDG
from bdg_graph.web.pages import assignments, charts, tables
from bdg_graph.web.pages.catalogue import Plan, Target
from bdg_graph.web.pages.charts import Dot, Line
from bdg_graph.web.pages.context import Page
from bdg_graph.web.pages.graph import Thing, natural
from bdg_graph.web.pages.indicators import against_national, shown
from bdg_graph.web.pages.made import Made
from bdg_graph.web.pages.tables import Cell, Head, Table
from bdg_graph.web.pages.timelines import plan_words

MOST_DOTS = 40
FEW = 30


def metric_page(page: Page, thing: Thing) -> Made:
    """The page of a metric."""
    catalogue = page.catalogue
    found = catalogue.by_metric.get(thing.iri, [])
    table = tables.arranged(_table(page, found), page)
    if (form := page.first("format")) and form != "svg":
        return tables.download(page, table, form, thing.iri.rsplit("/", 1)[-1])
    stating = {t.plan for t in found} & set(catalogue.plans)
    unmeasured = [i for plan in catalogue.unmeasured.values() for i in plan.get(thing.iri, ())]
    naming = stating | {i.plan for i in unmeasured}
    silent = [p for p in catalogue.plans.values() if p.iri not in naming]
    page.graph.read_names([*(p.iri for p in silent[:FEW]), *(i.iri for i in unmeasured[:FEW])])
    local = [t for t in found if not _is_national(page, t)]
    units = {t.unit for t in found}
    chart = None
    if found and len(units) == 1:
        drawn, lines = local or found, _lines(page, thing.iri) if local else []
        name, unit = page.name(thing.iri), page.name(next(iter(units)))
        if len(drawn) > MOST_DOTS:
            chart = charts.distribution(page, [t.amount for t in drawn], name, lines, unit)
        else:
            chart = charts.dot_plot(page, [_dot(page, t) for t in drawn], name, lines, unit)
    if form and chart:
        return charts.file(chart, thing.iri.rsplit("/", 1)[-1])
    context = {
        "metric": thing,
        "table": table,
        "chart": chart,
        "stating": len(stating),
        "total": len(catalogue.plans),
        "silent": silent[:FEW],
        "silent_more": max(0, len(silent) - FEW),
        "unmeasured": unmeasured[:FEW],
        "unmeasured_more": max(0, len(unmeasured) - FEW),
        "many": len(local) > MOST_DOTS,
        "has_national": bool(catalogue.national(thing.iri)),
    }
    return Made("metric.html", context)


def _is_national(page: Page, target: Target) -> bool:
    plan = page.catalogue.all_plans.get(target.plan)
    return bool(plan and plan.is_national)


def _dot(page: Page, target: Target) -> Dot:
    plan = page.catalogue.all_plans.get(target.plan) or Plan(target.plan)
    made = shown(page, target)
    return Dot(plan_words(page, plan), target.amount, made.words, target.due or "", target.iri)


def _lines(page: Page, metric: str) -> list[Line]:
    """The national targets as lines, by year."""
    found = {}
    for target in page.catalogue.national(metric):
        words = page.t("mức quốc gia", "national target")
        found[target.due] = Line(target.amount, f"{words} {target.due or ''}: {shown(page, target).words}")
    return [found[due] for due in sorted(found, key=lambda d: d or "")]


def _table(page: Page, found: list[Target]) -> Table:
    t, catalogue = page.t, page.catalogue

    def plan(target: Target) -> Plan:
        return catalogue.all_plans.get(target.plan) or Plan(target.plan)

    def leads(target: Target) -> list[str]:
        indicator = catalogue.indicators.get(target.indicator)
        return indicator.agencies("lead") if indicator else []

    def national(target: Target) -> str:
        if plan(target).is_national:
            return t("đây là mức quốc gia", "this is the national target")
        no = t("chưa có mức quốc gia để so", "no national target to compare with")
        return against_national(page, target) or no

    heads = [
        Head("plan", t("Kế hoạch", "Plan"), value=lambda x: x.plan),
        Head("place", t("Nơi", "Place"), choose=True, value=lambda x: plan(x).place or ""),
        Head("value", t("Mức phấn đấu", "Target"), number=True, order=lambda x: x.amount),
        Head("due", t("Đến năm", "Due"), choose=True, value=lambda x: x.due or ""),
        Head("national", t("So với mức quốc gia", "Against the national target"), choose=True, value=national),
        Head("lead", t("Cơ quan chủ trì", "Lead agency"), value=lambda x: next(iter(leads(x)), "")),
        Head("words", t("Lời văn", "Words of the text")),
    ]

    def ready(rows: Sequence[Target]) -> None:
        page.graph.read_names(iri for x in rows for iri in (x.plan, plan(x).place, *leads(x), *x.passages[:1]) if iri)

    def cells(target: Target) -> list[Cell]:
        made, place = shown(page, target), plan(target).place
        words, mark = "", ""
        if not plan(target).is_national:
            words, mark = assignments.lead_words(page, catalogue.indicators.get(target.indicator))
        passage = target.passages[0] if target.passages else None
        return [
            Cell(page.name(target.plan), target.plan),
            Cell(page.name(place), place) if place else Cell(),
            Cell(made.words, target.iri, order=target.amount, note=made.unit),
            Cell(target.due or ""),
            Cell(national(target)),
            tables.joined([Cell(page.name(a), a) for a in leads(target)]) if leads(target) else Cell(words, mark=mark),
            Cell(page.graph.quotation(passage), passage) if passage else Cell(),
        ]

    return Table(heads, found, cells, ready, page_size=50)


def domain_page(page: Page, thing: Thing) -> Made:
    """The page of a domain: its metrics, topics, and the objectives of plans."""
    of_kind = page.figures.values
    metrics = [m for m, domains in of_kind(BDG.Metric, BDG.domain).items() if thing.iri in map(_iri, domains)]
    topics = [x for x, domains in of_kind(BDG.Topic, BDG.domain).items() if thing.iri in map(_iri, domains)]
    objectives = page.figures.once(
        ("objectives", thing.iri),
        lambda: (
            page.graph.select(
                f"SELECT DISTINCT ?o ?plan WHERE {{ ?o a bdg:Objective ; bdg:domain <{thing.iri}> ; "
                "bdg:inPlan ?plan } ORDER BY ?plan ?o"
            ).rows
        ),
    )
    pairs = sorted(((o.value, plan.value) for o, plan in objectives if o and plan), key=lambda pair: natural(pair[0]))
    page.graph.read_names([*metrics, *topics, *(iri for pair in pairs[:FEW] for iri in pair)])
    counted = [(m, len(page.catalogue.stating.get(m, set()) & set(page.catalogue.plans))) for m in metrics]
    context = {
        "domain": thing,
        "metrics": sorted(counted, key=lambda pair: (-pair[1], page.name(pair[0]))),
        "topics": sorted(topics, key=page.name),
        "objectives": pairs[:FEW],
        "n_objectives": len(pairs),
        "total": len(page.catalogue.plans),
        "plans": len({plan for _, plan in pairs}),
    }
    return Made("domain.html", context)


def _iri(term: Term) -> str:
    return term.value
