"""Looks at what the workers answer from, whatever the engine: its graphs, its triples, and how many of what there
are."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Final

import pyoxigraph as ox

from bdg_graph import library, questions
from bdg_graph.engines import Engine
from bdg_graph.engines.remote import Remote
from bdg_graph.errors import BdgError
from bdg_graph.terms import BDG

PAGE: Final = 50_000
"""Triples asked of a remote store at a time."""


def about(asked: Engine) -> dict[str, Any]:
    """The version of the dataset and how much is in it. Raises BdgError where it is empty."""
    counts = asked.dataset.counts or _counts(asked)
    if not counts["triples"]:
        raise BdgError("Dữ liệu trống, không có gì để phục vụ.", "The data are empty; there is nothing to serve.")
    return {"version": asked.dataset.version, **counts}


def _counts(asked: Engine) -> dict[str, int]:
    sizes = graphs(asked)
    plans = asked.select(f"SELECT (COUNT(DISTINCT ?plan) AS ?n) WHERE {{ ?plan a <{BDG.Plan}> }}").rows[0][0]
    named = sum(1 for name in sizes if name)
    return {"plans": int(plans.value) if plans else 0, "triples": sum(sizes.values()), "graphs": named}


def failed_checks(asked: Engine) -> list[str]:
    """The integrity checks that the dataset fails. They read all of it: for who can wait."""
    checks = [question for question in map(questions.read, questions.ids()) if question.is_check]
    return sorted(answer.question.id for answer in library.failed_checks(asked, checks))


def graphs(asked: Engine) -> dict[str, int]:
    """The triples of each graph; of the default graph, where there are any, under ""."""
    sizes = library.sizes(asked)
    rest = sum(1 for _ in asked.dataset.store.quads_for_pattern(None, None, None, ox.DefaultGraph()))
    return sizes | ({"": rest} if rest else {})


def quads(asked: Engine) -> Iterable[ox.Quad]:
    """Everything."""
    if isinstance(asked, Remote):
        return (
            ox.Quad(t.subject, t.predicate, t.object, ox.NamedNode(name))
            for name in graphs(asked)
            for t in _remote_graph(asked, name)
        )
    return asked.dataset.store


def graph(asked: Engine, name: str) -> Iterable[ox.Triple] | None:
    """The triples of the graph called `name` ("": of all, each once), None where there is none."""
    if isinstance(asked, Remote):
        if not name:
            return _remote_graph(asked, "")
        return _remote_graph(asked, name) if asked.query(f"ASK {{ GRAPH <{name}> {{ ?s ?p ?o }} }}") else None
    store = asked.dataset.store
    if not name:  # looked up rather than remembered: memory stays as it is however many there are
        return (q.triple for q in store if q == next(store.quads_for_pattern(q.subject, q.predicate, q.object, None)))
    node = ox.NamedNode(name)
    if not store.contains_named_graph(node):
        return None
    return (quad.triple for quad in store.quads_for_pattern(None, None, None, node))


def _remote_graph(asked: Remote, name: str) -> Iterator[ox.Triple]:
    offset, where = 0, f"GRAPH <{name}> {{ ?s ?p ?o }}" if name else "?s ?p ?o"
    while True:
        found = asked.query(
            f"CONSTRUCT {{ ?s ?p ?o }} WHERE {{ {{ SELECT DISTINCT ?s ?p ?o WHERE {{ {where} }} "
            f"ORDER BY ?s ?p ?o LIMIT {PAGE} OFFSET {offset} }} }}"
        )
        triples = found if isinstance(found, list) else []
        yield from triples
        if len(triples) < PAGE:
            return
        offset += PAGE


@dataclass(frozen=True)
class Facts:
    """What the descriptions state of the dataset."""

    about: dict[str, Any]
    graphs: dict[str, int]
    classes: dict[str, int]
    properties: dict[str, int]
    subjects: int

    @staticmethod
    def of(asked: Engine, about: dict[str, Any]) -> "Facts":
        """The facts, counted."""

        def counts(sparql: str) -> dict[str, int]:
            return {str(t.value): int(n.value) for t, n in asked.select(sparql).rows if t and n}

        subjects = asked.select("SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s ?p ?o }").rows[0][0]
        return Facts(
            about,
            {name: n for name, n in graphs(asked).items() if name},
            counts("SELECT ?c (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s a ?c } GROUP BY ?c"),
            counts("SELECT ?p (COUNT(*) AS ?n) WHERE { ?s ?p ?o } GROUP BY ?p"),
            int(subjects.value) if subjects else 0,
        )
