"""What every engine gives: rows of RDF terms. pyoxigraph's term classes are the common coin; they weigh little and
compare by value."""

from abc import ABC, abstractmethod
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from bdg_graph.dataset import Dataset

Term = NamedNode | BlankNode | Literal


@dataclass(frozen=True)
class Rows:
    """The answer to a SELECT: the projected variables in order and the rows; None where a variable is unbound."""

    variables: list[str]
    rows: list[tuple[Term | None, ...]]


class Engine(ABC):
    """Answers SPARQL 1.1 queries over one dataset, whose default graph is the union of its graphs."""

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset

    @abstractmethod
    def query(self, sparql: str) -> Rows | bool | list[Triple]:
        """Rows for SELECT, bool for ASK, triples for CONSTRUCT and DESCRIBE. Raises BadQuery where it is no SPARQL."""

    def select(self, sparql: str) -> Rows:
        """The rows of a SELECT query of our own; another form is a fault of the program."""
        answer = self.query(sparql)
        if not isinstance(answer, Rows):
            raise TypeError("not a SELECT query")
        return answer
