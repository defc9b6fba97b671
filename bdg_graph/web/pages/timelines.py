"""Draws plans over years: a bar for each plan's period, marks for the years its targets fall due."""

from collections import Counter
from collections.abc import Callable, Sequence

from markupsafe import Markup

from bdg_graph.web.pages import charts
from bdg_graph.web.pages.catalogue import Plan
from bdg_graph.web.pages.context import Page, clipped

YEAR_WIDTH = 54
LANE = 46
BAR = 18
WIDTH = 1000


def plan_lanes(page: Page, plans: Sequence[Plan], width: int = WIDTH) -> Markup | None:
    """Plans as lanes on an axis of years; None where no plan states a year."""
    known = [plan for plan in plans if plan.first_year]
    if not known:
        return None
    due = {plan.iri: _due_years(page, plan) for plan in known}
    first = min(plan.first_year for plan in known)
    last = max([plan.last_year for plan in known] + [year for years in due.values() for year in years])
    step = max(24.0, min(YEAR_WIDTH, width / (last - first + 1)))

    def x(year: int) -> float:
        return (year - first) * step

    height = 28 + LANE * len(known)
    every = 1 if step >= 40 else 2 if step >= 26 else 5
    parts = []
    for year in range(first, last + 2):
        parts.append(f'<line class="axis" x1="{x(year):.1f}" x2="{x(year):.1f}" y1="24" y2="{height}"/>')
        if year <= last and (year - first) % every == 0:
            parts.append(charts.text(x(year) + step / 2, 16, str(year), "label-soft", "middle"))
    for i, plan in enumerate(sorted(known, key=lambda p: (p.first_year, p.last_year, p.iri))):
        y = 28 + LANE * i
        parts.append(_lane(page, plan, due[plan.iri], x, step, y, x(last + 1)))
    return charts.svg(
        x(last + 1) + 4, height + 4, page.t("Thời kỳ của các kế hoạch", "Periods of the plans"), "".join(parts)
    )


def _lane(
    page: Page, plan: Plan, due: Counter[int], x: Callable[[int], float], step: float, y: float, reach: float
) -> str:
    """A plan's name, below it the bar of its period and a dot for each year in which targets fall due."""
    noted = "" if plan.start else page.t(" (theo ngày ban hành)", " (by date of issue)")
    begin, end = x(plan.first_year), x(plan.last_year + 1)
    words = plan_words(page, plan) + noted
    right = begin > reach / 2
    label = charts.text(end if right else begin, y + 15, words, anchor="end" if right else "start")
    bar = f'<rect class="bar-soft" x="{begin + 1:.1f}" y="{y + 20}" width="{max(end - begin - 2, 4):.1f}" '
    marks = [bar + f'height="{BAR}" rx="3"/>']
    for year, n in sorted(due.items()):
        at, middle = x(year) + step / 2, y + 20 + BAR / 2
        marks.append(f'<circle class="dot" cx="{at:.1f}" cy="{middle}" r="9"/>')
        marks.append(charts.text(at, middle + 4, str(n), "on-dark", "middle"))
    return charts.linked(page, plan.iri, label) + "".join(marks)


def _due_years(page: Page, plan: Plan) -> Counter[int]:
    found = page.catalogue.by_plan.get(plan.iri, {})
    return Counter(int(t.due) for targets in found.values() for t in targets if t.due and t.due.isdecimal())


def plan_words(page: Page, plan: Plan) -> str:
    """A plan in few words: its place and years, else its name."""
    if plan.place is None:
        return page.name(plan.iri, 60)
    years = (
        f"{plan.start}–{plan.end}"
        if plan.start and plan.end and plan.start != plan.end
        else plan.start or (plan.issued or "")[:4]
    )
    kind = page.name(plan.type) if plan.type else ""
    number = f" {plan.number}" if plan.number else ""
    return clipped(
        f"{page.name(plan.place)}, {years}: {kind.lower()}{number}"
        if years
        else f"{page.name(plan.place)}: {kind.lower()}{number}",
        70,
    )
