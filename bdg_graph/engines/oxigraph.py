"""The embedded default engine: Oxigraph in this process. For our own queries; it has no time limit."""

from pyoxigraph import BlankNode, Literal, NamedNode, QueryBoolean, QuerySolutions, QueryTriples, Triple

from bdg_graph.engines.base import Engine, Rows, Term
from bdg_graph.errors import BadQuery


class Oxigraph(Engine):
    """Answers from the dataset's own store."""

    def query(self, sparql: str) -> Rows | bool | list[Triple]:
        try:
            answer = self.dataset.store.query(sparql, use_default_graph_as_union=True)
        except SyntaxError as problem:
            raise BadQuery(str(problem)) from problem
        return told(answer)


def told(answer: QuerySolutions | QueryBoolean | QueryTriples) -> Rows | bool | list[Triple]:
    """What pyoxigraph answered, as engines give it."""
    if isinstance(answer, QuerySolutions):
        return Rows([v.value for v in answer.variables], [tuple(map(_term, row)) for row in answer])
    if isinstance(answer, QueryBoolean):
        return bool(answer)
    return list(answer)


def _term(term: NamedNode | BlankNode | Literal | Triple | None) -> Term | None:
    if isinstance(term, Triple):
        raise BadQuery("Quoted triples (RDF 1.2) are not part of this dataset; ask for subject, predicate, object.")
    return term
