"""The pages of an agency (all it leads and coordinates, in every plan) and of an agency type (across the provinces)."""

from collections import Counter, defaultdict

from bdg_graph.terms import BDG
from bdg_graph.web.pages import tables
from bdg_graph.web.pages.assignments import ROLES, assignment, in_order, role_iri
from bdg_graph.web.pages.context import Page
from bdg_graph.web.pages.graph import Thing, natural, values
from bdg_graph.web.pages.tables import Cell, Head, Table
from bdg_graph.web.pages.view import Made

MOST = 3000


def agency_page(page: Page, thing: Thing) -> Made:
    """The page of an agency."""
    held = page.graph.things(page.graph.pointing(thing.iri, BDG.agency, MOST))
    duties = in_order(assignment(page, d) for d in held.values() if d.is_a(BDG.Responsibility))
    table = tables.arranged(_duty_table(page, duties), page)
    if form := page.first("format"):
        return tables.download(page, table, form, "agency")
    led = [i for i in page.catalogue.indicators.values() if thing.iri in i.agencies("lead")]
    coordinated = [i for i in page.catalogue.indicators.values() if thing.iri in i.agencies("coordinate")]
    same = page.graph.pointing(thing.one(BDG.agencyType) or "", BDG.agencyType, 200)
    context = {
        "agency": thing,
        "table": table,
        "roles": Counter(d.role for d in duties),
        "role_order": ROLES,
        "role_iri": role_iri,
        "led": sorted(led, key=lambda i: natural(i.iri)),
        "coordinated": sorted(coordinated, key=lambda i: natural(i.iri)),
        "reports": [d for d in held.values() if d.is_a(BDG.ReportingDuty)],
        "same": [a for a in same if a != thing.iri],
        "partner_of": len(page.graph.pointing(thing.iri, BDG.partner, MOST)),
    }
    return Made("agency.html", context)


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
                Cell(page.span(d.passages[0]), d.passages[0]) if d.passages else Cell(),
            ]
        )
    return Table(heads, rows)


def type_page(page: Page, thing: Thing) -> Made:
    """The page of an agency type: one row a province, a column a role."""
    agencies = page.graph.things(page.graph.pointing(thing.iri, BDG.agencyType, MOST))
    table = tables.arranged(_across(page, agencies), page)
    if form := page.first("format"):
        return tables.download(page, table, form, thing.iri.rsplit("/", 1)[-1])
    led = [(i, a) for i in page.catalogue.indicators.values() for a in i.agencies("lead") if a in agencies]
    by_plan: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for indicator, agency in sorted(led, key=lambda pair: natural(pair[0].iri)):
        by_plan[indicator.plan].append((indicator.iri, agency))
    return Made("agency_type.html", {"type": thing, "table": table, "led": by_plan, "n": len(agencies)})


def _across(page: Page, agencies: dict[str, Thing]) -> Table:
    t = page.t
    counted = page.graph.select(
        "SELECT ?agency ?role (COUNT(DISTINCT ?duty) AS ?n) WHERE { "
        f"VALUES ?agency {{ {values(agencies)} }} ?duty bdg:agency ?agency ; bdg:role ?role }} GROUP BY ?agency ?role"
    )
    counts = {(a.value, r.value): int(n.value) for a, r, n in counted.rows if a and r and n}
    leads = Counter(a for i in page.catalogue.indicators.values() for a in i.agencies("lead"))
    heads = [
        Head("place", t("Nơi", "Place")),
        Head("agency", t("Cơ quan", "Agency")),
        Head("indicators", t("Chỉ tiêu chủ trì", "Indicators led"), number=True),
    ]
    heads += [Head(role, page.name(role_iri(role)), number=True) for role in ROLES]
    rows = []
    for agency in sorted(agencies.values(), key=lambda a: page.name(a.one(BDG.place) or "")):
        place = agency.one(BDG.place)
        cells = [counts.get((agency.iri, role_iri(role)), 0) for role in ROLES]
        rows.append(
            [
                Cell(page.name(place), place) if place else Cell(),
                Cell(page.name(agency.iri), agency.iri),
                Cell(page.number(leads[agency.iri]), order=leads[agency.iri]),
                *(Cell(page.number(n), order=n) for n in cells),
            ]
        )
    return Table(heads, rows)
