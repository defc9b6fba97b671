"""An engine for the front process of the web: each query runs in a worker of the sandbox, so a page can neither hang
nor fill it."""

import json
from collections.abc import Callable
from typing import Any

import pyoxigraph as ox

from bdg_graph.dataset import Dataset
from bdg_graph.engines.base import Engine, Rows, Term

Asker = Callable[[str], bytes]
"""Runs a query of our own in a worker and gives what the task `rows` wrote."""


class Sandboxed(Engine):
    """Answers through `asker`, with the dataset `version` that the workers have. Not to be called on the event loop."""

    def __init__(self, asker: Asker, version: str) -> None:
        super().__init__(Dataset(ox.Store(), version, [], []))
        self.asker = asker

    def query(self, sparql: str) -> Rows | bool | list[ox.Triple]:
        told = json.loads(self.asker(sparql))
        if "boolean" in told:
            return bool(told["boolean"])
        if "triples" in told:
            return [_triple(*map(decoded, triple)) for triple in told["triples"]]
        return Rows(told["variables"], [tuple(None if t is None else decoded(t) for t in row) for row in told["rows"]])


def _triple(subject: Term, predicate: Term, value: Term) -> ox.Triple:
    if isinstance(subject, ox.Literal) or not isinstance(predicate, ox.NamedNode):
        raise TypeError("not a triple")
    return ox.Triple(subject, predicate, value)


def encoded(found: Rows | bool | list[ox.Triple]) -> bytes:
    """What an engine answered, for `Sandboxed` in another process."""
    told: dict[str, Any]
    if isinstance(found, Rows):
        rows = [[None if term is None else _encoded(term) for term in row] for row in found.rows]
        told = {"variables": found.variables, "rows": rows}
    elif isinstance(found, bool):
        told = {"boolean": found}
    else:
        told = {"triples": [[_encoded(term) for term in triple] for triple in found]}
    return json.dumps(told, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _encoded(term: object) -> list[str]:
    if isinstance(term, ox.Literal):
        return [term.value, term.datatype.value, term.language] if term.language else [term.value, term.datatype.value]
    if isinstance(term, ox.NamedNode):
        return [term.value]
    if isinstance(term, ox.BlankNode):
        return ["_:" + term.value]
    raise TypeError(f"not a term of this dataset: {term}")


def decoded(told: list[str]) -> Term:
    """The term that `_encoded` wrote: an IRI or a blank node alone, a literal with datatype and perhaps language."""
    if len(told) == 3:
        return ox.Literal(told[0], language=told[2])
    if len(told) == 2:
        return ox.Literal(told[0], datatype=ox.NamedNode(told[1]))
    return ox.BlankNode(told[0][2:]) if told[0].startswith("_:") else ox.NamedNode(told[0])
