"""rdflib as an engine: slow, kept as the second opinion that our own queries are plain SPARQL 1.1."""

import pyoxigraph as ox
import rdflib
from rdflib.term import Node

from bdg_graph.dataset import Dataset
from bdg_graph.engines.base import Engine, Rows, Term
from bdg_graph.errors import BadQuery


class Rdflib(Engine):
    """Answers from a copy of the dataset in rdflib's memory store."""

    def __init__(self, dataset: Dataset) -> None:
        super().__init__(dataset)
        self.graph = rdflib.Dataset(default_union=True)
        quads = ox.serialize(dataset.store, format=ox.RdfFormat.N_QUADS)
        self.graph.parse(data=quads, format="nquads")

    def query(self, sparql: str) -> Rows | bool | list[ox.Triple]:
        try:
            answer = self.graph.query(sparql)
        except ValueError as problem:  # pyparsing's ParseException among them
            raise BadQuery(str(problem)) from problem
        if answer.type == "ASK":
            return bool(answer.askAnswer)
        if answer.type == "SELECT":
            variables = [str(v) for v in answer.vars or []]
            rows = [tuple(_term(row.get(v)) for v in answer.vars or []) for row in answer.bindings]
            return Rows(variables, rows)
        triples = (answer.graph or rdflib.Graph()).serialize(format="nt")
        return [quad.triple for quad in ox.parse(triples, format=ox.RdfFormat.N_TRIPLES)]


def _term(node: Node | None) -> Term | None:
    match node:
        case rdflib.URIRef():
            return ox.NamedNode(str(node))
        case rdflib.BNode():
            return ox.BlankNode(str(node))
        case rdflib.Literal(language=str() as language):
            return ox.Literal(str(node), language=language)
        case rdflib.Literal(datatype=rdflib.URIRef() as datatype):
            return ox.Literal(str(node), datatype=ox.NamedNode(str(datatype)))
        case rdflib.Literal():
            return ox.Literal(str(node))
    return None
