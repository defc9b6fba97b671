"""Plain pages that need no template: what a browser gets where the HTML view has no page of its own yet."""

from collections.abc import Iterable
from html import escape
from typing import Final

from pyoxigraph import NamedNode, Triple

from bdg_graph.terms import ID

FORMATS: Final = ("ttl", "nt", "jsonld", "rdf")


def thing(iri: str, triples: Iterable[Triple]) -> str:
    """What is said of a thing, as a table."""
    rows = "".join(f"<tr>{''.join(f'<td>{_cell(term)}</td>' for term in triple)}</tr>\n" for triple in triples)
    links = " ".join(f'<a href="?format={name}">{name}</a>' for name in FORMATS)
    return _page(iri, f"<p>{links}</p><table>\n{rows}</table>")


def editor(version: str) -> str:
    """A form that sends a query to the endpoint."""
    return _page(
        "SPARQL",
        '<form method="get" action="/sparql"><p><textarea name="query" rows="16" cols="100" aria-label="SPARQL">'
        "SELECT ?plan WHERE { ?plan a &lt;https://w3id.org/bdg/ontology#Plan&gt; }</textarea></p>"
        f"<p><button>Hỏi · Ask</button></p></form><p>Phiên bản dữ liệu · Dataset version: {escape(version)}</p>",
    )


def _page(title: str, body: str) -> str:
    return (
        f'<!doctype html>\n<html lang="vi"><head><meta charset="utf-8"><title>{escape(title)}</title></head>'
        f"<body><h1>{escape(title)}</h1>{body}</body></html>\n"
    )


def _cell(term: object) -> str:
    if isinstance(term, NamedNode) and term.value.startswith(ID):
        path = escape(term.value.removeprefix(ID))
        return f'<a href="/id/{path}">{path}</a>'
    return escape(str(getattr(term, "value", term)))
