"""All plans over the years, and everything that falls due: targets, reports, months of action."""

from bdg_graph.terms import BDG
from bdg_graph.web.pages import tables
from bdg_graph.web.pages.context import Page
from bdg_graph.web.pages.graph import Thing
from bdg_graph.web.pages.tables import Cell, Head, Table
from bdg_graph.web.pages.timelines import plan_lanes
from bdg_graph.web.pages.view import Made

MOST_LANES = 120


def timeline(page: Page) -> Made:
    """The timeline."""
    t = page.t
    plans = list(page.catalogue.all_plans.values())
    heads = [
        Head("when", t("Khi nào", "When")),
        Head("kind", t("Việc", "What"), choose=True),
        Head("what", t("Nội dung", "Content")),
        Head("plan", t("Kế hoạch", "Plan"), choose=True),
    ]
    table = tables.arranged(Table(heads, sorted(_due(page), key=lambda row: (row[0].order or 0.0, row[3].text))), page)
    if form := page.first("format"):
        return tables.download(page, table, form, "timeline")
    undated = [p for p in plans if not p.first_year]
    return Made(
        "timeline.html",
        {
            "table": table,
            "drawing": plan_lanes(page, plans[:MOST_LANES]),
            "undated": undated,
            "more": max(0, len(plans) - MOST_LANES),
        },
    )


def _due(page: Page) -> list[list[Cell]]:
    rows = []
    for target in page.catalogue.targets.values():
        if target.due and target.due.isdecimal():
            rows.append(
                [
                    Cell(target.due, order=float(target.due) * 10000 + 1231),
                    Cell(page.kind("target")),
                    Cell(page.name(target.iri), target.iri),
                    Cell(page.name(target.plan), target.plan),
                ]
            )
    for kind, word in ((BDG.ReportingDuty, "reporting-duty"), (BDG.Campaign, "campaign")):
        for thing in page.graph.of_kind(kind).values():
            words, order = when(page, thing)
            plan = thing.one(BDG.inPlan) or page.plan_of(thing.iri)
            if words:
                rows.append(
                    [
                        Cell(words, order=order),
                        Cell(page.kind(word)),
                        Cell(page.name(thing.iri), thing.iri),
                        Cell(page.name(plan), plan),
                    ]
                )
    return rows


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
