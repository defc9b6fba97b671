"""The pages that are mostly words: about, data and licences, how to cite, API; and what robots read."""

from markupsafe import escape

from bdg_graph import questions as files
from bdg_graph.terms import PREFIXES
from bdg_graph.web.i18n import LANGUAGES
from bdg_graph.web.pages import cite, tables
from bdg_graph.web.pages.context import Page
from bdg_graph.web.pages.made import Made
from bdg_graph.web.pages.questions import api_address
from bdg_graph.web.pages.tables import Cell, Head, Table

MOST_IN_SITEMAP = 45_000
FIXED = (
    "",
    "questions",
    "plan",
    "matrix",
    "gaps",
    "map",
    "browse",
    "coverage",
    "timeline",
    "compare",
    "ontology",
    "shapes",
    "about",
    "data",
    "cite",
    "api",
    "sparql",
)


def about(page: Page) -> Made:
    """What this is."""
    return Made("about_project.html", {"plans": len(page.catalogue.plans)})


def data(page: Page) -> Made:
    """The data and their licences."""
    heads = [
        Head("graph", page.t("Đồ thị", "Graph"), value=lambda pair: pair[0]),
        Head("triples", page.t("Bộ ba", "Triples"), number=True, order=lambda pair: float(pair[1])),
    ]

    plans = page.catalogue.all_plans

    def cells(pair: tuple[str, int]) -> list[Cell]:
        graph, short = pair[0], page.short(pair[0])
        named = Cell(page.name(graph), graph, note=short) if graph in plans else Cell(short, graph)
        return [named, Cell(page.number(pair[1]), order=pair[1])]

    found = sorted(page.figures.graphs.items(), key=lambda pair: pair[0] not in plans)
    table = tables.arranged(Table(heads, found, cells), page)
    if form := page.first("format"):
        return tables.download(page, table, form, "graphs")
    return Made("data.html", {"table": table})


def how_to_cite(page: Page) -> Made:
    """How to cite the dataset, a plan, a passage, an answer."""
    title = page.t(
        "BDG Graph: kế hoạch bình đẳng giới của Việt Nam dưới dạng đồ thị tri thức",
        "BDG Graph: Viet Nam's gender-equality plans as a knowledge graph",
    )
    form = page.first("format")
    if form in cite.FORMS:
        return cite.citation_file(page, form, title)
    return Made("cite.html", {"cited": cite.cite(page, title), "example": next(iter(page.catalogue.plans), "")})


def api(page: Page) -> Made:
    """How programs ask."""
    found = [q for i in files.ids() if not (q := files.read(i)).is_check]
    listed = [(q, api_address(page, q, {name: [value] for name, value in q.example.items()})) for q in found]
    return Made("api.html", {"questions": listed, "prefixes": PREFIXES})


def sitemap(page: Page) -> Made:
    """Every page that search engines should know, in both languages."""
    paths = [*FIXED, *(f"questions/{i}" for i in files.ids() if not i.startswith("checks/"))]
    things = page.graph.select(
        "SELECT DISTINCT ?s WHERE { ?s skos:prefLabel ?l FILTER(STRSTARTS(STR(?s), 'https://w3id.org/bdg/id/')) "
        "} ORDER BY ?s"
    ).rows
    paths += [s.value.removeprefix("https://w3id.org/bdg/id/") for (s,) in things if s]
    urls = []
    for path in paths[: MOST_IN_SITEMAP // 2]:
        places = {lang: escape(f"{page.base}{page.root}/{lang}/{path}") for lang in LANGUAGES}
        links = "".join(
            f'<xhtml:link rel="alternate" hreflang="{lang}" href="{place}"/>' for lang, place in places.items()
        )
        urls += [f"<url><loc>{place}</loc>{links}</url>" for place in places.values()]
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" '
        'xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
    )
    return Made(content=(head + "\n".join(urls) + "\n</urlset>\n").encode(), media_type="application/xml")


def robots(page: Page) -> Made:
    """Robots may read everything but tables in every order; queries are for people."""
    text = (
        "User-agent: *\nDisallow: /sparql\nDisallow: /*?*sort=\nDisallow: /*?*filter=\nDisallow: "
        f"/*?*in.\nSitemap: {page.base}{page.root}/sitemap.xml\n"
    )
    return Made(content=text.encode(), media_type="text/plain; charset=utf-8")
