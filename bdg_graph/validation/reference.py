"""Evaluates shapes with pySHACL, the reference: for what `compiled` leaves, and for the tests that hold it equal.

It never follows owl:imports, never uses shapes that the data bring along, and changes no graph.
"""

import json
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any

import pyoxigraph as ox
import pyshacl
from pyshacl.constraints.sparql.sparql_based_constraints import SPARQLBasedConstraint
from rdflib import RDF, BNode, Graph, Literal, URIRef
from rdflib.namespace import SH
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Result as Answer
from rdflib.term import Node

from bdg_graph.terms import XSD
from bdg_graph.validation.compiled import Result
from bdg_graph.validation.graph import Subject, Term, Triple

# An impossible date is a finding of ours; rdflib would print a traceback for it.
logging.getLogger("rdflib.term").setLevel(logging.CRITICAL)


def _hand_over_bindings(_self: object, _message: str, bound: Any) -> str:
    """The variables of a result as JSON, in place of the message.

    pySHACL fills messages in by re.sub with the value as pattern (a backslash in a value ends in a traceback)
    and drops their language; so here it only hands over the values, for `shacl` to fill them in.
    """
    _this, _path, _value, others = (*bound, {})[:4]
    return json.dumps({name: node.n3() for name, node in others.items() if node is not None})


@contextmanager
def _handing_over() -> Iterator[None]:
    """While one report is made, pySHACL hands over bindings; afterwards it is as others know it."""
    name = "_format_sparql_based_result_message"
    before = getattr(SPARQLBasedConstraint, name)
    setattr(SPARQLBasedConstraint, name, _hand_over_bindings)
    try:
        yield
    finally:
        setattr(SPARQLBasedConstraint, name, before)


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
    with _handing_over():
        _conforms, report, _text = pyshacl.validate(
            to_rdflib(facts, CheckedGraph()), shacl_graph=wanted, inplace=False, advanced=False
        )
    if not isinstance(report, Graph):
        raise report
    return [_result(report, node, wanted) for node in report.objects(None, SH.result)]


def _result(report: Graph, node: Node, shapes: Graph) -> Result:
    shape, focus = report.value(node, SH.sourceShape), report.value(node, SH.focusNode)
    path, value = report.value(node, SH.resultPath), report.value(node, SH.value)
    if shape is None or focus is None:
        raise TypeError("a result without shape or focus node")
    bound: tuple[tuple[str, Term], ...] = ()
    if (node, SH.sourceConstraint, None) in report:
        bound = _bindings(str(report.value(node, SH.resultMessage)))
    severity = shapes.value(shape, SH.severity) or SH.Violation
    return Result(
        shape=from_rdflib(shape),  # type: ignore[arg-type]
        focus=from_rdflib(focus),
        path=str(path) if isinstance(path, URIRef) else None,
        value=None if value is None else from_rdflib(value),
        component=str(report.value(node, SH.sourceConstraintComponent)),
        severity=str(severity),
        bound=bound,
    )


def _bindings(message: str) -> tuple[tuple[str, Term], ...]:
    try:
        told = json.loads(message)
    except json.JSONDecodeError:
        return ()
    return tuple(sorted((name, _parsed(text)) for name, text in told.items()))


def _parsed(text: str) -> Term:
    line = f"<x:s> <x:p> {text} .".encode()
    found: Term = next(iter(ox.parse(line, format=ox.RdfFormat.TURTLE))).object
    return found


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
