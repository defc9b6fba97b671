"""Our reference path in the form that the W3C SHACL runner asks for: data and shapes as rdflib graphs in, verdict and
report out, by way of our own triples."""

from rdflib import Graph, Literal
from rdflib.namespace import SH

from bdg_graph.validation import reference
from bdg_graph.validation.graph import Triple


def validate(data: Graph, shapes: Graph) -> tuple[bool, Graph]:
    """Whether `data` conform, and the report. Raises for shapes that are none, as the suite wants."""
    told = reference.report(_own(data), _own(shapes))
    return (None, SH.conforms, Literal(True)) in told, told


def _own(graph: Graph) -> list[Triple]:
    return [tuple(map(reference.from_rdflib, triple)) for triple in graph]  # type: ignore[misc] # three terms, as mypy cannot count
