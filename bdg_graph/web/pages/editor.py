"""The SPARQL editor: a plain form that works without JavaScript, over which Yasgui is laid; our prefixes, our own
terms for completion, the query library as examples, a short address for each query shared."""

import json
from pathlib import Path
from typing import Any

from pyoxigraph import Literal

from bdg_graph import library
from bdg_graph import questions as files
from bdg_graph.errors import BdgError
from bdg_graph.questions import with_prefixes
from bdg_graph.search import kind_of
from bdg_graph.terms import BDG, ID, PREFIXES
from bdg_graph.web.pages import sharing
from bdg_graph.web.pages.contents import WEB
from bdg_graph.web.pages.context import Page
from bdg_graph.web.pages.made import Made
from bdg_graph.web.pages.questions import without_header

START = """SELECT ?indicator ?lead WHERE {
  ?indicator a bdg:Indicator .
  OPTIONAL { ?indicator bdg:leadAgency ?lead }
}
ORDER BY ?indicator
LIMIT 100"""
ABOUT = "SELECT ?property ?value WHERE {{\n  <{iri}> ?property ?value .\n}}\nORDER BY ?property ?value\nLIMIT 1000"
NAMED = "SELECT ?t ?n WHERE { { ?t rdfs:label ?n } UNION { ?t skos:inScheme ?scheme ; skos:prefLabel ?n } }"
VENDORED = Path(WEB / "static" / "yasgui" / "yasgui.min.js")


def editor(page: Page) -> Made:
    """The editor with the query that the URL names: `?query=`, `?q=` one packed, `?question=` with its blanks, or
    `?about=` an IRI."""
    return Made("sparql.html", context(page, _query(page)) | {"answered": False})


def context(page: Page, query: str) -> dict[str, Any]:
    """What the page of the editor shows around a query."""
    found = [q for i in files.ids() if not (q := files.read(i)).is_check]
    return {
        "query": query,
        "examples": [(q.id, q.summary[page.lang]) for q in found],
        "has_yasgui": VENDORED.is_file(),
        "endpoint": page.file("/sparql"),
    }


def _query(page: Page) -> str:
    if query := page.first("query"):
        return query[: sharing.LONGEST]
    if packed := page.first("q"):
        return sharing.unpack(packed)
    if question_id := page.first("question"):
        question = files.find(question_id)
        bound = {p.name: [library.term(page.graph.engine, p, v) for v in page.many(p.name)] for p in question.params}
        return without_header(library.bind(question, bound))
    about = page.first("about")
    if about.startswith((ID, BDG.namespace)) and not set(about) & set('<>"{}|^`\\ '):
        return ABOUT.format(iri=about)
    if about:
        raise BdgError("Chỉ hỏi được về IRI của đồ thị này.", "Only IRIs of this graph can be asked about.")
    return with_prefixes(START)


def completions(page: Page) -> Made:
    """What the editor offers while typing: our prefixes, classes, properties and named things; nothing from
    elsewhere."""
    named = page.graph.select(NAMED).rows
    labels = {t.value: n.value for t, n in named if t and isinstance(n, Literal) and n.language == page.lang}
    classes = {c.value for (c,) in page.graph.select("SELECT DISTINCT ?c WHERE { ?s a ?c }").rows if c}
    properties = [p.value for (p,) in page.graph.select("SELECT DISTINCT ?p WHERE { ?s ?p ?o } ORDER BY ?p").rows if p]
    told = {
        "prefixes": PREFIXES,
        "classes": sorted(classes),
        "properties": properties,
        "labels": labels,
        "kinds": sorted({kind_of(iri) for iri in labels}),
    }
    return Made(content=json.dumps(told, ensure_ascii=False).encode(), media_type="application/json")
