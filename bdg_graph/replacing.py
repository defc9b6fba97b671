"""Replaces one plan of a loaded dataset, and what the rules derive from it, in one transaction: readers see the plan as
it was or as it is. What is derived from a plan depends on it and on the reference data it names, on no other plan."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from pyoxigraph import DefaultGraph, NamedNode, Quad, QueryTriples, Store, Triple, parse

from bdg_graph import dataset, paths
from bdg_graph.dataset import FORMATS, INFERRED, BrokenFile, Dataset, Part, parts
from bdg_graph.errors import BdgError
from bdg_graph.terms import ID

REACH = 2  # steps from a plan to what a rule may look up: an agency, and its type


def replace(loaded: Dataset, folder: Path) -> int:
    """Puts the plan in `folder` in the place of the plan of that name in `loaded`, or adds it.

    Gives by how many triples the dataset has grown. Its version is then the one that loading all files anew gives,
    where the plan came from a file of its own before. Raises BrokenFile where the plan is no RDF; then nothing has
    changed.
    """
    part = plan_part(folder)
    new = read(part)
    graph = NamedNode(str(part.graph))
    old = [quad.triple for quad in loaded.store.quads_for_pattern(None, None, None, graph)]
    derived_before = list(_derived_before(loaded.store, old))
    derived_now = derived(loaded.store, new)
    loaded.store.update(
        ";\n".join(
            [
                f"DELETE WHERE {{ GRAPH {graph} {{ ?s ?p ?o }} }}",
                _data("DELETE", NamedNode(INFERRED), derived_before),
                _data("INSERT", graph, new),
                _data("INSERT", NamedNode(INFERRED), derived_now),
            ]
        )
    )
    others = [line for line in loaded.digests if not line.startswith(f"{graph.value} ")]
    loaded.digests = [*others, dataset.digest_line(graph.value, part.path)]
    loaded.version = dataset.version(loaded.digests)
    return len(set(new)) + len(set(derived_now)) - len(old) - len(derived_before)


def plan_part(folder: Path) -> Part:
    """The file and the graph of the plan in `folder`. Raises BdgError where there is none."""
    part = next((p for p in parts([folder]) if p.path == folder / "plan.ttl"), None)
    if part is None:
        raise BdgError(f"{folder}: không phải thư mục kế hoạch.", f"{folder}: not the folder of a plan.")
    return part


def read(part: Part) -> list[Triple]:
    """The triples of a plan's file. Raises BrokenFile."""
    try:
        return [quad.triple for quad in parse(part.path.read_bytes(), FORMATS[part.path.suffix], base_iri=ID)]
    except (SyntaxError, ValueError) as problem:
        raise BrokenFile.of(part.path, problem) from problem


def _data(verb: str, graph: NamedNode, triples: Iterable[Triple]) -> str:
    return f"{verb} DATA {{ GRAPH {graph} {{\n" + "".join(f"{triple} .\n" for triple in triples) + "} }"


def _derived_before(store: Store, plan: list[Triple]) -> Iterator[Triple]:
    for subject in {triple.subject for triple in plan}:
        for quad in store.quads_for_pattern(subject, None, None, NamedNode(INFERRED)):
            yield quad.triple


def derived(store: Store, plan: list[Triple]) -> list[Triple]:
    """What the rules derive from a plan, with the reference data of `store` that it names."""
    small = Store()
    small.extend(Quad(triple.subject, triple.predicate, triple.object, DefaultGraph()) for triple in plan)
    near = (quad for quad in named_by(store, plan) if quad.graph_name != NamedNode(INFERRED))
    small.extend(Quad(quad.subject, quad.predicate, quad.object, DefaultGraph()) for quad in near)
    own = {triple.subject for triple in plan}
    found: list[Triple] = []
    for rule in sorted((paths.ontology() / "rules").glob("*.rq")):
        answer = small.query(rule.read_text("utf-8"))
        if not isinstance(answer, QueryTriples):
            raise TypeError("a rule must be a CONSTRUCT query")
        found += [triple for triple in answer if triple.subject in own]
    return found


def named_by(store: Store, plan: list[Triple]) -> Iterator[Quad]:
    """What `store` says of the things that a plan names, and of what those name."""
    seen: set[object] = {triple.subject for triple in plan}
    named = {term for triple in plan for term in triple if isinstance(term, NamedNode)} - seen
    for _ in range(REACH):
        near = [quad for thing in named for quad in store.quads_for_pattern(thing, None, None, None)]
        yield from near
        seen |= named
        named = {quad.object for quad in near if isinstance(quad.object, NamedNode)} - seen


def alone(loaded: Dataset, graph: NamedNode) -> Dataset:
    """The plan with that graph in a dataset of its own, with what it names, to look at it without the others."""
    own = list(loaded.store.quads_for_pattern(None, None, None, graph))
    plan = [quad.triple for quad in own]
    small = Store()
    small.extend(own)
    small.extend(named_by(loaded.store, plan))
    inferred = NamedNode(INFERRED)
    small.extend(Quad(t.subject, t.predicate, t.object, inferred) for t in _derived_before(loaded.store, plan))
    return Dataset(small, loaded.version, [], [])
