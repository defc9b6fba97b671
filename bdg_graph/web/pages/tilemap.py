"""The provinces as a grid of tiles, one square each, by any measure: as they were until 30 June 2025, or as they are
now."""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path

from markupsafe import Markup

from bdg_graph.search import fold
from bdg_graph.terms import BDG, ID
from bdg_graph.web.pages import charts, tables
from bdg_graph.web.pages.catalogue import Plan
from bdg_graph.web.pages.context import Page, clipped
from bdg_graph.web.pages.indicators import shown
from bdg_graph.web.pages.made import Made
from bdg_graph.web.pages.tables import Cell, Head, Table

SIDE = 74
GRIDS = Path(__file__).parent / "tiles.toml"
STEPS = 4
FITTING = 11
"""Letters that a tile is wide; the table has the year that does not fit."""
NOW, BEFORE = "2025-07-01", "2025-06-30"


@dataclass(frozen=True)
class Measured:
    """What a tile says: its number, its words, the plans it comes from."""

    value: float | None
    words: str
    plans: list[Plan]


@cache
def grids() -> dict[str, dict[str, tuple[int, int]]]:
    """Where each place stands, by its slug, in each of the two grids."""
    read = tomllib.loads(GRIDS.read_text("utf-8"))
    return {day: {slug: (at[0], at[1]) for slug, at in places.items()} for day, places in read.items()}


def tile_map(page: Page) -> Made:
    """The map."""
    day = NOW if page.first("at") == NOW else BEFORE
    measure = page.first("measure") or "plans"
    measures = _measures(page)
    if measure not in measures:
        measure = "plans"
    found = {slug: _measured(page, slug, day, measures[measure][1]) for slug in grids()[day]}
    table = _table(page, found, measures[measure][0])
    tables.arranged(table, page)
    drawing = draw(page, found, day, measures[measure][0])
    if (form := page.first("format")) == "svg":
        return charts.file(drawing, "map")
    if form:
        return tables.download(page, table, form, "map")
    encoded = sum(bool(m.plans) for m in found.values())
    context = {
        "drawing": drawing,
        "table": table,
        "day": day,
        "now": NOW,
        "before": BEFORE,
        "measures": [(key, words) for key, (words, _) in measures.items()],
        "measure": measure,
        "encoded": encoded,
        "all": len(found),
    }
    return Made("map.html", context)


Measure = Callable[[Page, list[Plan]], tuple[float | None, str]]


def _measures(page: Page) -> dict[str, tuple[str, Measure]]:
    """What a tile can show, by its key in the URL."""
    t = page.t
    found: dict[str, tuple[str, Measure]] = {
        "plans": (t("Số kế hoạch đã mã hóa", "Plans encoded"), _count_plans),
        "targets": (t("Số mức phấn đấu", "Targets"), partial(_count, BDG.Target)),
        "duties": (
            t("Số trách nhiệm được giao", "Responsibilities given"),
            partial(_count, BDG.Responsibility),
        ),
        "leads": (t("Chỉ tiêu có nêu cơ quan chủ trì (%)", "Indicators with a lead stated (%)"), _lead_share),
    }
    for metric in sorted(page.catalogue.by_metric, key=lambda m: fold(page.name(m))):
        slug = metric.rsplit("/", 1)[-1]
        found[slug] = (page.name(metric), partial(_target, metric))
    return found


def _count_plans(page: Page, plans: list[Plan]) -> tuple[float | None, str]:
    return (float(len(plans)), page.number(len(plans))) if plans else (None, "")


def _count(kind: str, page: Page, plans: list[Plan]) -> tuple[float | None, str]:
    n = sum(p.count(kind) for p in plans)
    return (float(n), page.number(n)) if plans else (None, "")


def _lead_share(page: Page, plans: list[Plan]) -> tuple[float | None, str]:
    own = {p.iri for p in plans}
    indicators = [i for i in page.catalogue.indicators.values() if i.plan in own]
    if not indicators:
        return None, page.t("không có chỉ tiêu", "no indicators") if plans else ""
    share = round(100 * sum(i.status == "stated" for i in indicators) / len(indicators))
    return float(share), f"{share}%"


def _target(metric: str, page: Page, plans: list[Plan]) -> tuple[float | None, str]:
    """The newest target of a metric."""
    found = [t for p in plans for t in page.catalogue.by_plan.get(p.iri, {}).get(metric, [])]
    if not found:
        return None, page.t("không đặt", "not set") if plans else ""
    newest = max(found, key=lambda t: t.due or "")
    due = f" ({newest.due})" if newest.due else ""
    return newest.amount, shown(page, newest).words + due


def _measured(page: Page, slug: str, day: str, measure: Measure) -> Measured:
    places = [f"{ID}place/{slug}"]
    if day == NOW:
        places += page.figures.pointing(BDG.Place, BDG.ultimateSuccessor).get(places[0], [])
    plans = [plan for place in places for plan in page.catalogue.by_place.get(place, []) if not plan.is_national]
    value, words = measure(page, plans)
    return Measured(value, words, plans)


def draw(page: Page, found: dict[str, Measured], day: str, title: str) -> Markup:
    """The tiles; the darker, the more."""
    grid = grids()[day]
    values = sorted({m.value for m in found.values() if m.value is not None})
    parts = ['<g class="tiles">']
    for slug, (column, row) in grid.items():
        measured = found[slug]
        x, y = column * SIDE, row * SIDE
        step = (
            0
            if measured.value is None
            else 1 + min(STEPS - 1, values.index(measured.value) * STEPS // max(1, len(values)))
        )
        kind = f"q{step}" if step else "tile"
        light = "on-dark" if step == STEPS else ""
        inner = f'<rect class="{kind} box-edge" x="{x + 2}" y="{y + 2}" width="{SIDE - 4}" height="{SIDE - 4}" rx="5"/>'
        lines = _name_lines(_short_name(page, slug))
        for i, line in enumerate(lines):
            inner += charts.text(x + SIDE / 2, y + 24 + i * 14 - (0 if len(lines) < 3 else 6), line, light, "middle")
        fitting = measured.words if len(measured.words) <= FITTING else measured.words.split(" (")[0]
        inner += charts.text(x + SIDE / 2, y + SIDE - 12, clipped(fitting, FITTING), f"strong {light}", "middle")
        parts.append(charts.linked(page, f"{ID}place/{slug}", inner))
    parts.append("</g>")
    width = (max(c for c, _ in grid.values()) + 1) * SIDE
    height = (max(r for _, r in grid.values()) + 1) * SIDE
    return charts.svg(width, height, title, "".join(parts))


def _short_name(page: Page, slug: str) -> str:
    """The name of a place without the day it began."""
    name = page.graph.name(f"{ID}place/{slug}")[page.lang]
    return name.split(" (", 1)[0]


def _name_lines(name: str) -> list[str]:
    lines = [""]
    for word in name.split():
        if lines[-1] and len(lines[-1]) + len(word) >= 10:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines[:3]


def _table(page: Page, found: dict[str, Measured], words: str) -> Table:
    heads = [
        Head("place", page.t("Nơi", "Place")),
        Head("value", words, number=True),
        Head("plans", page.t("Kế hoạch", "Plans")),
    ]
    rows = []
    page.graph.read_names(f"{ID}place/{slug}" for slug in found)
    for slug, measured in found.items():
        plans = [Cell(page.name(p.iri, 90), p.iri) for p in measured.plans]
        none = Cell(page.t("chưa mã hóa kế hoạch nào", "no plan encoded"), mark="absent")
        first = plans[0] if plans else none
        first.more = plans[1:]
        iri = f"{ID}place/{slug}"
        rows.append([Cell(page.name(iri), iri), Cell(measured.words, order=measured.value), first])
    rows.sort(key=lambda row: (row[1].order is None, fold(row[0].text)))
    return Table(heads, rows)
