"""Evaluates shapes with pySHACL, the reference: for what `compiled` leaves, and for the tests that hold it equal.

It never follows owl:imports, never uses shapes that the data bring along, and changes no graph.
"""

import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from typing import Any, Final

import pyoxigraph as ox
import pyshacl
import rdflib
from pyshacl.constraints.sparql.sparql_based_constraints import SPARQLBasedConstraint
from rdflib import OWL, RDF, BNode, Graph, Literal, URIRef
from rdflib.namespace import SH
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Result as Answer
from rdflib.term import Node

from bdg_graph.terms import XSD
from bdg_graph.validation.compiled import Result
from bdg_graph.validation.graph import Subject, Term, Triple

# Matches "{?value}" and "{$this}".
PLACEHOLDER: Final = re.compile(r"\{[?$](\w+)\}")

# An impossible date is a finding of ours; rdflib would print a traceback for it.
logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)


Bound = dict[str, Node]
"""The values of a query's row, by variable."""


@contextmanager
def _noting() -> Iterator[dict[Node, Bound]]:
    """While one report is made, what each result of a query was bound to; afterwards pySHACL is as others know it.

    pySHACL fills messages in by re.sub with the value as replacement (a backslash in a value ends in a traceback) and
    drops their language; so here it gets no values to fill in, and `_filled` does it. And it leaves rdflib to rewrite
    literals, even where the caller had told it not to.
    """
    noted: dict[Node, Bound] = {}
    name = "make_v_result"
    before, normalizing = getattr(SPARQLBasedConstraint, name), rdflib.NORMALIZE_LITERALS

    def make_v_result(self: Any, *args: Any, bound_vars: Any = None, **kwargs: Any) -> tuple[Any, Node, list[Any]]:
        described, node, triples = before(self, *args, **kwargs)
        this, path, value, others = (*bound_vars, {})[:4] if isinstance(bound_vars, tuple) else (None,) * 3 + ({},)
        noted[node] = {name: bound for name, bound in others.items() if bound is not None}
        named = {"this": this, "path": path, "value": value, **noted[node]}
        said = [(s, p, _filled(o, named) if p == SH.resultMessage else o) for s, p, o in triples]
        return described, node, said

    setattr(SPARQLBasedConstraint, name, make_v_result)
    try:
        yield noted
    finally:
        setattr(SPARQLBasedConstraint, name, before)
        rdflib.NORMALIZE_LITERALS = normalizing


def _filled(message: Literal, named: Mapping[str, Node | None]) -> Literal:
    def value(found: re.Match[str]) -> str:
        bound = named.get(found[1])
        return found[0] if bound is None else str(bound)

    return Literal(PLACEHOLDER.sub(value, message), lang=message.language)


@lru_cache(maxsize=1024)
def _prepared(query: str) -> Query:
    return prepareQuery(query)


class CheckedGraph(Graph):
    """A graph that parses each query text once: pySHACL asks the same query for every focus node."""

    def query(self, query_object: str | Query, *args: Any, **kwargs: Any) -> Answer:
        return super().query(
            _prepared(query_object) if isinstance(query_object, str) else query_object, *args, **kwargs
        )


def results(facts: Iterable[Triple], shapes: Iterable[Triple]) -> list[Result]:
    """What pySHACL says of `facts`."""
    wanted = to_rdflib(shapes, Graph())
    if not any(
        wanted.triples((None, SH.targetClass | SH.targetSubjectsOf | SH.targetObjectsOf | SH.targetNode, None))
    ) and (not any(wanted.triples((None, RDF.type, SH.NodeShape)))):
        return []
    told, noted = _report(to_rdflib(facts, CheckedGraph()), wanted)
    return [_result(told, node, wanted, noted) for node in told.objects(None, SH.result)]


def report(facts: Iterable[Triple], shapes: Iterable[Triple]) -> Graph:
    """What pySHACL says of `facts` as a sh:ValidationReport, its messages with their values filled in. Raises what
    pySHACL raises for shapes that are none."""
    return _report(to_rdflib(facts, CheckedGraph()), to_rdflib(shapes, Graph()))[0]


def _report(data: Graph, shapes: Graph) -> tuple[Graph, dict[Node, Bound]]:
    _with_imported_prefixes(shapes)
    with _noting() as noted:
        _conforms, told, _text = pyshacl.validate(data, shacl_graph=shapes, inplace=False, advanced=False)
    if not isinstance(told, Graph):
        raise told
    return told, noted


def _with_imported_prefixes(shapes: Graph) -> None:
    """Gives a query the prefixes of what its sh:prefixes imports (https://www.w3.org/TR/shacl/#sparql-prefixes), which
    pySHACL does not."""
    for owner in set(shapes.objects(None, SH.prefixes)):
        for imported in list(shapes.transitive_objects(owner, OWL.imports)):
            for declared in list(shapes.objects(imported, SH.declare)):
                shapes.add((owner, SH.declare, declared))


def _result(report: Graph, node: Node, shapes: Graph, noted: Mapping[Node, Bound]) -> Result:
    shape, focus = report.value(node, SH.sourceShape), report.value(node, SH.focusNode)
    path, value = report.value(node, SH.resultPath), report.value(node, SH.value)
    if shape is None or focus is None:
        raise TypeError("a result without shape or focus node")
    severity = shapes.value(shape, SH.severity) or SH.Violation
    return Result(
        shape=from_rdflib(shape),  # type: ignore[arg-type] # a shape is never a literal
        focus=from_rdflib(focus),
        path=str(path) if isinstance(path, URIRef) else None,
        value=None if value is None else from_rdflib(value),
        component=str(report.value(node, SH.sourceConstraintComponent)),
        severity=str(severity),
        bound=tuple(sorted((name, from_rdflib(bound)) for name, bound in noted.get(node, {}).items())),
    )


def to_rdflib(triples: Iterable[Triple], graph: Graph) -> Graph:
    """`graph` with the triples added, their literals spelt as they are."""
    for s, p, o in triples:
        graph.add((to_rdflib_node(s), URIRef(p.value), to_rdflib_node(o)))
    return graph


def to_rdflib_node(term: Term) -> URIRef | BNode | Literal:
    """The same node as rdflib has it."""
    match term:
        case ox.NamedNode():
            return URIRef(term.value)
        case ox.BlankNode():
            return BNode(term.value)
        case ox.Literal():
            if term.language:
                return Literal(term.value, lang=term.language)
            if term.datatype.value == XSD.string:  # rdflib holds "x" and "x"^^xsd:string for two different literals
                return Literal(term.value)
            return Literal(term.value, datatype=URIRef(term.datatype.value), normalize=False)


def from_rdflib(node: Node) -> Term:
    """The same node as pyoxigraph has it."""
    if isinstance(node, Literal):
        if node.language:
            return ox.Literal(str(node), language=node.language)
        return ox.Literal(str(node), datatype=ox.NamedNode(str(node.datatype or XSD.string)))
    return ox.BlankNode(str(node)) if isinstance(node, BNode) else ox.NamedNode(str(node))


def without_targets(shapes: Iterable[Triple], keep: set[Subject]) -> list[Triple]:
    """The shapes with only the targets of those to `keep`, so that the others are not evaluated."""
    return [t for t in shapes if not t[1].value.startswith(f"{SH}target") or t[0] in keep]
