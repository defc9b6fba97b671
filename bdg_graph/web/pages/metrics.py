"""The pages of a metric (all plans side by side against the national target) and of a domain."""

from bdg_graph.terms import BDG
from bdg_graph.web.pages import assignments, charts, tables
from bdg_graph.web.pages.catalogue import Plan, Target
from bdg_graph.web.pages.charts import Dot, Line
from bdg_graph.web.pages.context import Page
from bdg_graph.web.pages.graph import Thing, natural
from bdg_graph.web.pages.indicators import shown
from bdg_graph.web.pages.tables import Cell, Head, Table
from bdg_graph.web.pages.timelines import plan_words
from bdg_graph.web.pages.view import Made

MOST_DOTS = 60


def metric_page(page: Page, thing: Thing) -> Made:
    """The page of a metric."""
    catalogue = page.catalogue
    found = catalogue.by_metric.get(thing.iri, [])
    table = tables.arranged(_table(page, thing.iri, found), page)
    if form := page.first("format"):
        return tables.download(page, table, form, thing.iri.rsplit("/", 1)[-1])
    stating = {t.plan for t in found} & set(catalogue.plans)
    unmeasured = [i for plan in catalogue.unmeasured.values() for i in plan.get(thing.iri, ())]
    silent = [
        p for p in catalogue.plans.values() if p.iri not in stating and not any(i.plan == p.iri for i in unmeasured)
    ]
    local = [t for t in found if not _is_national(page, t)]
    units = {t.unit for t in found}
    chart = None
    if found and len(units) == 1:
        dots = [_dot(page, t) for t in (local or found)[:MOST_DOTS]]
        chart = charts.dot_plot(
            page, dots, page.name(thing.iri), _lines(page, thing.iri) if local else (), page.name(next(iter(units)))
        )
    context = {
        "metric": thing,
        "table": table,
        "chart": chart,
        "stating": len(stating),
        "total": len(catalogue.plans),
        "silent": silent[:60],
        "silent_more": max(0, len(silent) - 60),
        "unmeasured": unmeasured,
        "others": max(0, len(local) - MOST_DOTS),
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


def _table(page: Page, metric: str, found: list[Target]) -> Table:
    t = page.t
    heads = [
        Head("plan", t("Kế hoạch", "Plan")), Head("place", t("Nơi", "Place"), choose=True),
        Head("value", t("Mức phấn đấu", "Target"), number=True), Head("due", t("Đến năm", "Due"), choose=True),
        Head("national", t("So với mức quốc gia", "Against the national target"), choose=True),
        Head("lead", t("Cơ quan chủ trì", "Lead agency")), Head("words", t("Lời văn", "Words of the text")),
    ]  # fmt: skip
    rows = []
    for target in found:
        made = shown(page, target)
        plan = page.catalogue.all_plans.get(target.plan)
        indicator = page.catalogue.indicators.get(target.indicator)
        leads = indicator.agencies("lead") if indicator else []
        is_national = _is_national(page, target)
        words, mark = ("", "") if is_national else assignments.lead_words(page, indicator)
        lead = (
            Cell(page.name(leads[0]), leads[0], more=[Cell(page.name(a), a) for a in leads[1:]])
            if leads
            else Cell(words, mark=mark)
        )
        national = made.national or (
            t("đây là mức quốc gia", "this is the national target")
            if is_national
            else t("chưa có mức quốc gia để so", "no national target to compare with")
        )
        passage = target.passages[0] if target.passages else None
        rows.append(
            [
                Cell(page.name(target.plan), target.plan),
                Cell(page.name(plan.place), plan.place) if plan and plan.place else Cell(),
                Cell(made.words, target.iri, order=target.amount, note=made.unit),
                Cell(target.due or ""),
                Cell(national),
                lead,
                Cell(page.graph.quotation(passage), passage) if passage else Cell(),
            ]
        )
    return Table(heads, rows)


def domain_page(page: Page, thing: Thing) -> Made:
    """The page of a domain: its metrics, topics, and the objectives of each plan."""
    pointing = page.graph.pointing(thing.iri, BDG.domain, 3000)
    things = page.graph.things(pointing)
    by_kind: dict[str, list[Thing]] = {}
    for found in things.values():
        for kind in (BDG.Metric, BDG.Topic, BDG.Objective):
            if found.is_a(kind):
                by_kind.setdefault(kind, []).append(found)
    metrics = [(m, len({t.plan for t in page.catalogue.by_metric.get(m.iri, ())})) for m in by_kind.get(BDG.Metric, [])]
    objectives = sorted(by_kind.get(BDG.Objective, []), key=lambda o: natural(o.iri))
    context = {
        "domain": thing,
        "metrics": sorted(metrics, key=lambda pair: (-pair[1], page.name(pair[0].iri))),
        "topics": sorted(by_kind.get(BDG.Topic, []), key=lambda x: page.name(x.iri)),
        "objectives": objectives[:200],
        "total": len(page.catalogue.plans),
        "plans": len({o.one(BDG.inPlan) for o in objectives}),
    }
    return Made("domain.html", context)
