"""The pages of an agency (all it leads and coordinates, in every plan) and of an agency type (across the provinces)."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from bdg_graph.terms import BDG
from bdg_graph.web.pages import tables
from bdg_graph.web.pages.assignments import ROLES, assignment, in_order, role_iri
from bdg_graph.web.pages.context import Page
from bdg_graph.web.pages.graph import Thing
from bdg_graph.web.pages.indicators import shown
from bdg_graph.web.pages.made import Made
from bdg_graph.web.pages.tables import Cell, Head, Table

MOST = 3000
FEW = 30


def agency_page(page: Page, thing: Thing) -> Made:
    """The page of an agency."""
    held = page.graph.things(page.graph.pointing(thing.iri, BDG.agency, MOST))
    duties = in_order(assignment(page, d) for d in held.values() if d.is_a(BDG.Responsibility))
    table = tables.arranged(_duty_table(page, duties), page)
    if form := page.first("format"):
        return tables.download(page, table, form, "agency")
    led, coordinated = (page.catalogue.led.get(thing.iri, []), page.catalogue.coordinated.get(thing.iri, []))
    same = [a for a in page.graph.pointing(thing.one(BDG.agencyType) or "", BDG.agencyType, FEW + 1) if a != thing.iri]
    page.graph.read_names([*same, *(iri for i in (*led[:FEW], *coordinated[:FEW]) for iri in (i.iri, i.plan))])
    context = {
        "agency": thing,
        "table": table,
        "roles": Counter(d.role for d in duties),
        "role_order": ROLES,
        "role_iri": role_iri,
        "led": led,
        "coordinated": coordinated,
        "few": FEW,
        "set": {i.iri: _set(page, i.iri) for i in (*led[:FEW], *coordinated[:FEW])},
        "reports": [d for d in held.values() if d.is_a(BDG.ReportingDuty)],
        "same": same[:FEW],
        "partner_of": len(page.graph.pointing(thing.iri, BDG.partner, MOST)),
    }
    return Made("agency.html", context)


def _set(page: Page, indicator: str) -> str:
    """What an indicator commits to, and by when: "≥ 60% (2025)"."""
    targets = [(shown(page, t), t.due) for t in page.catalogue.by_indicator.get(indicator, ())]
    return "; ".join(f"{s.words} {s.unit}".strip() + (f" ({due})" if due else "") for s, due in targets)


def _duty_table(page: Page, duties: list) -> Table:  # type: ignore[type-arg] # of Assignment
    t = page.t
    heads = [
        Head("role", t("Vai trò", "Role"), choose=True),
        Head("duty", t("Nội dung được giao", "What it is given")),
        Head("covers", t("Chỉ tiêu, mục tiêu", "Indicators, objectives")),
        Head("partners", t("Phối hợp với", "With")),
        Head("plan", t("Kế hoạch", "Plan"), choose=True),
        Head("passage", t("Trích đoạn", "Passage")),
    ]
    rows = []
    for d in duties:
        covers = [Cell(page.name(c, 90), c) for c in d.covers]
        partners = [Cell(page.name(p), p) for p in d.partners]
        rows.append(
            [
                Cell(d.role_words, role_iri(d.role), order=float(ROLES.index(d.role)) if d.role in ROLES else 9.0),
                Cell(d.gloss or d.words, d.iri, note=d.scope),
                tables.joined(covers),
                tables.joined(partners),
                Cell(page.name(d.plan), d.plan),
                Cell(page.span(d.sentence), d.sentence) if d.sentence else Cell(),
            ]
        )
    return Table(heads, rows)


def type_page(page: Page, thing: Thing) -> Made:
    """The page of an agency type: one row a province, a column a role."""
    figures = page.figures
    agencies = figures.once(("agencies of", thing.iri), lambda: page.graph.pointing(thing.iri, BDG.agencyType, 100_000))
    counts = figures.once(("duties of", thing.iri), lambda: _duties(page, thing))
    table = tables.arranged(_across(page, agencies, counts), page)
    if form := page.first("format"):
        return tables.download(page, table, form, thing.iri.rsplit("/", 1)[-1])
    by_plan: dict[str, list[str]] = defaultdict(list)
    for agency in agencies:
        for indicator in page.catalogue.led.get(agency, ()):
            by_plan[indicator.plan].append(indicator.iri)
    shown = dict(list(by_plan.items())[:FEW])
    page.graph.read_names([*shown, *(i for own in shown.values() for i in own)])
    context = {"type": thing, "table": table, "led": shown, "plans": len(by_plan), "n": len(agencies)}
    return Made("agency_type.html", context)


def _duties(page: Page, thing: Thing) -> dict[tuple[str, str], int]:
    """How many duties the agencies of a type have, by agency and role."""
    counted = page.graph.select(
        "SELECT ?agency ?role (COUNT(DISTINCT ?duty) AS ?n) WHERE { "
        f"?agency bdg:agencyType <{thing.iri}> . ?duty bdg:agency ?agency ; bdg:role ?role }} GROUP BY ?agency ?role"
    )
    return {(a.value, r.value): int(n.value) for a, r, n in counted.rows if a and r and n}


def _across(page: Page, agencies: list[str], counts: dict[tuple[str, str], int]) -> Table:
    t, places, led = page.t, page.figures.values(BDG.Agency, BDG.place), page.catalogue.led

    def place(agency: str) -> str:
        return places[agency][0].value if agency in places else ""

    def duties(role: str) -> Head:
        iri = role_iri(role)
        return Head(role, page.name(iri), number=True, order=lambda agency: float(counts.get((agency, iri), 0)))

    heads = [
        Head("place", t("Nơi", "Place"), value=place),
        Head("agency", t("Cơ quan", "Agency"), value=str),
        Head(
            "indicators",
            t("Chỉ tiêu chủ trì", "Indicators led"),
            number=True,
            order=lambda agency: float(len(led.get(agency, ()))),
        ),
        *map(duties, ROLES),
    ]

    def ready(rows: Sequence[str]) -> None:
        page.graph.read_names([*rows, *filter(None, map(place, rows))])

    def cells(agency: str) -> list[Cell]:
        numbers = [len(led.get(agency, ())), *(counts.get((agency, role_iri(role)), 0) for role in ROLES)]
        return [
            Cell(page.name(place(agency)), place(agency)) if place(agency) else Cell(),
            Cell(page.name(agency), agency),
            *(Cell(page.number(n), order=n) for n in numbers),
        ]

    # Those with the most to do first: a type may have agencies in every commune.
    total = {agency: sum(counts.get((agency, role_iri(role)), 0) for role in ROLES) for agency in agencies}
    return Table(heads, sorted(agencies, key=lambda agency: (-total[agency], agency)), cells, ready)
