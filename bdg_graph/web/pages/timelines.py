"""Draws plans over years: a bar for each plan's period, marks for the years its targets fall due."""

from collections import Counter
from collections.abc import Callable, Sequence

from markupsafe import Markup, escape

from bdg_graph.web.pages import charts
from bdg_graph.web.pages.catalogue import Plan
from bdg_graph.web.pages.context import Page, clipped

YEAR_WIDTH = 54
LANE = 46
BAR = 18
WIDTH = 1000


MOST_LANES = 40
"""More are drawn as counts: nobody reads a thousand lanes."""
COUNT_HEIGHT = 110


def plans_over_years(page: Page, plans: Sequence[Plan]) -> Markup | None:
    """Plans as lanes, or, where they are many, how many are in force and how many targets fall due in each year."""
    return plan_lanes(page, plans) if len(plans) <= MOST_LANES else _counted(page, plans)


def _counted(page: Page, plans: Sequence[Plan]) -> Markup | None:
    known = [plan for plan in plans if plan.first_year]
    if not known:
        return None
    in_force = Counter(y for p in known for y in range(p.first_year, min(p.last_year, p.first_year + 60) + 1))
    due: Counter[int] = Counter()
    for plan in plans:
        due.update(_due_years(page, plan))
    years = range(min([*in_force, *due]), max([*in_force, *due]) + 1)
    step = max(30.0, min(YEAR_WIDTH, WIDTH / len(years)))
    parts, y = [], 0.0
    for words, counts in (
        (page.t("Số kế hoạch có hiệu lực trong năm", "Plans in force in the year"), in_force),
        (page.t("Số mức phấn đấu đến hạn trong năm", "Targets due in the year"), due),
    ):
        most = max(counts.values(), default=1)
        parts.append(charts.text(0, y + 14, words, "strong"))
        base = y + 44 + COUNT_HEIGHT
        for i, year in enumerate(years):
            height = counts[year] / most * COUNT_HEIGHT
            bar = f'<rect class="bar" x="{i * step + 3:.1f}" y="{base - height:.1f}" width="{step - 6:.1f}" '
            inner = bar + f'height="{max(height, 0.5):.1f}" rx="2"/>'
            shown = page.number(counts[year]) if counts[year] else ""
            inner += charts.text(i * step + step / 2, base - height - 5, shown, "label-soft", "middle")
            inner += charts.text(i * step + step / 2, base + 16, str(year), "label-soft", "middle")
            parts.append(f'<a href="{escape(page.url("matrix", [("year", str(year))]))}">{inner}</a>')
        y = base + 34
    title = page.t("Kế hoạch và thời hạn theo năm", "Plans and deadlines by year")
    return charts.svg(len(years) * step, y, title, "".join(parts))


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
    longest = max(len(plan_words(page, plan)) for plan in known) * charts.LETTER + 150
    return charts.svg(
        max(x(last + 1) + 4, min(longest, width)),
        height + 4,
        page.t("Thời kỳ của các kế hoạch", "Periods of the plans"),
        "".join(parts),
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
