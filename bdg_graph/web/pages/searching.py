"""The search: hits with marked snippets, facets with counts, suggestions while typing, what browsers need to offer
it."""

import json
from dataclasses import dataclass

from markupsafe import escape

from bdg_graph.search import FACETS, NotReady
from bdg_graph.web.pages.context import Page
from bdg_graph.web.pages.made import Made

PER_PAGE = 20
MOST_PAGES = 50
FIRST_VALUES = 12
LONGEST_LIST = 60


@dataclass(frozen=True)
class Value:
    """A value of a facet: how many hits have it, where choosing it (or leaving it) leads."""

    words: str
    n: int
    chosen: bool
    url: str


@dataclass(frozen=True)
class Facet:
    """A facet with its values. `distinct`: how many values there are in all."""

    words: str
    values: list[Value]
    distinct: int
    open: bool


def search(page: Page) -> Made:
    """What the URL asks for: `q`, values of facets, `page`."""
    query = page.first("q").strip()[:300]
    chosen = {facet: page.many(facet) for facet in FACETS if page.many(facet)}
    asked = page.first("page", "1")
    number = min(max(1, int(asked)), MOST_PAGES) if asked.isdecimal() and len(asked) < 6 else 1
    behind = page.view.search.is_behind
    found = page.view.search.find(query, chosen, lang=page.lang, limit=PER_PAGE, offset=(number - 1) * PER_PAGE)
    context = {
        "q": query,
        "found": found,
        "facets": [_facet(page, name, found.facets.get(name, []), chosen.get(name, [])) for name in FACETS],
        "chosen": bool(chosen),
        "number": number,
        "pages": min(-(-found.total // PER_PAGE), MOST_PAGES),
        "from_hit": (number - 1) * PER_PAGE + 1,
        "place": lambda iri: place_of(page, iri),
        "behind": behind,
    }
    return Made("search.html", context, lasts=not behind)


def place_of(page: Page, iri: str) -> str:
    """Where a hit leads: a question's page, or that of a thing."""
    if iri.startswith("question:"):
        return page.url("questions/" + iri.removeprefix("question:"))
    return page.place(iri) or ""


def _facet(page: Page, name: str, counts: list[tuple[str, int]], chosen: list[str]) -> Facet:
    words = {
        "kind": page.t("Loại", "Kind"),
        "plan": page.t("Kế hoạch", "Plan"),
        "place": page.t("Nơi", "Place"),
        "domain": page.t("Lĩnh vực", "Domain"),
        "agency-type": page.t("Loại cơ quan", "Agency type"),
        "year": page.t("Năm", "Year"),
    }
    shown = [value for value in counts if value[0] in chosen] + [value for value in counts if value[0] not in chosen]
    values = [_value(page, name, value, n, chosen) for value, n in shown[:LONGEST_LIST]]
    return Facet(words[name], values, len(counts), bool(chosen) or name in ("kind", "plan"))


def _value(page: Page, facet: str, value: str, n: int, chosen: list[str]) -> Value:
    words = page.kind(value) if facet == "kind" else value if facet == "year" else page.name(value, 60)
    rest = [(k, v) for k, v in page.query if k != "page" and (k, v) != (facet, value) and v]
    query = rest if value in chosen else [*rest, (facet, value)]
    return Value(words, n, value in chosen, page.url("search", query))


def suggest(page: Page) -> Made:
    """Suggestions for what is typed so far, as JSON."""
    behind = page.view.search.is_behind
    try:
        hits = page.view.search.suggest(page.first("q")[:100], page.lang)
    except NotReady:
        return Made(content=b"[]", status=503, media_type="application/json")
    told = [
        {
            "name": h.name(page.lang),
            "kind": page.kind(h.kind),
            "iri": h.iri,
            "url": place_of(page, h.iri),
            "pieces": h.snippet,
        }
        for h in hits
    ]
    content = json.dumps(told, ensure_ascii=False).encode()
    return Made(content=content, media_type="application/json", lasts=not behind)


def opensearch(page: Page) -> Made:
    """The description by which a browser adds this search to its own."""
    about = escape(page.t("Kế hoạch bình đẳng giới", "Gender-equality plans"))
    address = escape(f"{page.base}{page.url('search')}?q={{searchTerms}}")
    text = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">'
        f"<ShortName>BDG Graph</ShortName><Description>{about}</Description>"
        f'<InputEncoding>UTF-8</InputEncoding><Url type="text/html" template="{address}"/></OpenSearchDescription>\n'
    )
    return Made(content=text.encode(), media_type="application/opensearchdescription+xml")
