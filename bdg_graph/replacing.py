"""Replaces one plan of a loaded dataset, and what the rules derive from it, in one transaction: readers see the plan as
it was or as it is. What is derived from a plan depends on it and on the reference data it names, on no other plan."""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from pyoxigraph import DefaultGraph, NamedNode, Quad, QueryTriples, Store, Triple, parse

from bdg_graph import paths
from bdg_graph.dataset import FORMATS, INFERRED, BrokenFile, Dataset, parts
from bdg_graph.errors import BdgError
from bdg_graph.terms import ID

REACH = 2  # steps from a plan to what a rule may look up: an agency, and its type


def replace(dataset: Dataset, folder: Path) -> None:
    """Puts the plan in `folder` in the place of the plan of that name in `dataset`, or adds it.

    The version changes, but not to the one that loading all files anew would give. Raises BrokenFile where the plan is
    no RDF; then nothing has changed.
    """
    part = next((p for p in parts([folder]) if p.path == folder / "plan.ttl"), None)
    if part is None or part.graph is None:
        raise BdgError(f"{folder}: không phải thư mục kế hoạch.", f"{folder}: not the folder of a plan.")
    content = part.path.read_bytes()
    try:
        new = [quad.triple for quad in parse(content, FORMATS[part.path.suffix], base_iri=ID)]
    except (SyntaxError, ValueError) as problem:
        raise BrokenFile(part.path, str(problem)) from problem
    graph = NamedNode(part.graph)
    dataset.store.update(
        ";\n".join(
            [
                f"DELETE WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} }}",
                _data("DELETE", NamedNode(INFERRED), _derived_before(dataset.store, graph)),
                _data("INSERT", graph, new),
                _data("INSERT", NamedNode(INFERRED), derived(dataset.store, new)),
            ]
        )
    )
    dataset.version = hashlib.sha256(f"{dataset.version} {graph}".encode() + content).hexdigest()[:12]


def _data(verb: str, graph: NamedNode, triples: Iterable[Triple]) -> str:
    return f"{verb} DATA {{ GRAPH {graph} {{\n" + "".join(f"{triple} .\n" for triple in triples) + "} }"


def _derived_before(store: Store, graph: NamedNode) -> Iterator[Triple]:
    subjects = {quad.subject for quad in store.quads_for_pattern(None, None, None, graph)}
    for subject in subjects:
        for quad in store.quads_for_pattern(subject, None, None, NamedNode(INFERRED)):
            yield quad.triple


def derived(store: Store, plan: list[Triple]) -> list[Triple]:
    """What the rules derive from a plan, with the reference data of `store` that it names."""
    small = Store()
    own = {triple.subject for triple in plan}
    small.extend(Quad(triple.subject, triple.predicate, triple.object, DefaultGraph()) for triple in plan)
    named = {triple.object for triple in plan if isinstance(triple.object, NamedNode)} - own
    seen = set(named)
    for _ in range(REACH):
        near = [quad for thing in named for quad in store.quads_for_pattern(thing, None, None, None)]
        near = [quad for quad in near if quad.graph_name != NamedNode(INFERRED)]
        small.extend(Quad(q.subject, q.predicate, q.object, DefaultGraph()) for q in near)
        named = {q.object for q in near if isinstance(q.object, NamedNode)} - own - seen
        seen |= named
    found: list[Triple] = []
    for rule in sorted((paths.ontology() / "rules").glob("*.rq")):
        answer = small.query(rule.read_text("utf-8"))
        if not isinstance(answer, QueryTriples):
            raise TypeError("a rule must be a CONSTRUCT query")
        found += [triple for triple in answer if triple.subject in own]
    return found
