"""The facts behind an answer as linked data: what the graph says of every thing in its rows."""

import json
from typing import Any

from pyoxigraph import Literal, NamedNode

from bdg_graph.engines import Engine
from bdg_graph.library import Answer
from bdg_graph.terms import PREFIXES, RDF, XSD
from bdg_graph.web.pages.graph import Graph

PLAIN = (XSD.string, "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString")


def linked_data(engine: Engine, answer: Answer) -> bytes:
    """JSON-LD of the things of `answer` and of their passages."""
    iris = {term.value for row in answer.rows.rows for term in row if isinstance(term, NamedNode)}
    things = Graph(engine).things(sorted(iris))
    nodes = [
        {"@id": iri} | {_key(p): _objects(p, terms) for p, terms in sorted(thing.facts.items())}
        for iri, thing in sorted(things.items())
    ]
    return json.dumps({"@context": PREFIXES, "@graph": nodes}, ensure_ascii=False, indent=1).encode() + b"\n"


def _key(predicate: str) -> str:
    return "@type" if predicate == RDF.type else predicate


def _objects(predicate: str, terms: list[Any]) -> list[Any]:
    if predicate == RDF.type:
        return [term.value for term in terms]
    return [_object(term) for term in terms]


def _object(term: Any) -> dict[str, str]:
    if not isinstance(term, Literal):
        return {"@id": term.value if isinstance(term, NamedNode) else str(term)}
    if term.language:
        return {"@value": term.value, "@language": term.language}
    return (
        {"@value": term.value} if term.datatype.value in PLAIN else {"@value": term.value, "@type": term.datatype.value}
    )
