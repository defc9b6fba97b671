"""Runs the integrity checks over many plans without holding them all: plans that stand alone a few at a time in
parallel processes, beside what they name; at the end the others, and what is compared between plans."""

import multiprocessing
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from pyoxigraph import NamedNode, Quad, RdfFormat, Store, Triple

from bdg_graph import dataset, library, replacing
from bdg_graph.dataset import Dataset, Part
from bdg_graph.questions import Question, with_prefixes
from bdg_graph.terms import BDG, GRAPH, ID
from bdg_graph.validation import integrity, material
from bdg_graph.validation.findings import Finding
from bdg_graph.validation.graph import TYPE, Term
from bdg_graph.validation.many import Examined

TOGETHER: Final = 32
"""Plans in a piece: enough that what the queries cost by themselves is little beside what they look at."""
BROUGHT: Final = NamedNode(f"{GRAPH}brought")

# What the files of plans speak of that is no part of them, and what they name that is none.
STRANGERS: Final = """
SELECT DISTINCT ?plan ?node WHERE {
  GRAPH ?plan { ?node ?property ?value }
  FILTER(ISBLANK(?node) || ?node != ?plan && !STRSTARTS(STR(?node), CONCAT(STR(?plan), "/")))
}"""
NAMED: Final = """
SELECT DISTINCT ?plan ?node WHERE {
  GRAPH ?plan { ?part ?property ?node }
  FILTER(ISIRI(?node) && ?node != ?plan && !STRSTARTS(STR(?node), CONCAT(STR(?plan), "/")))
}"""
CLASSES: Final = "SELECT DISTINCT ?plan ?class WHERE { GRAPH ?plan { ?part a ?class } }"
OF_PARTS: Final = with_prefixes("""
SELECT ?of ?class WHERE {
  VALUES ?of { bdg:PlanPart bdg:Plan bdg:Source bdg:Passage }
  ?class rdfs:subClassOf* ?of
}""")
# The parts of plans that shared data name as their source, from where no check goes on; then all others they speak of.
SOURCES: Final = """
SELECT DISTINCT ?thing ?node WHERE {
  ?thing <http://www.w3.org/ns/prov#wasDerivedFrom> ?node
  FILTER(STRSTARTS(STR(?node), "https://w3id.org/bdg/id/plan/"))
}"""
SPOKEN_OF: Final = """
SELECT DISTINCT ?way ?node WHERE {
  { ?node ?way ?value } UNION {
    ?thing ?way ?node FILTER(?way != <http://www.w3.org/ns/prov#wasDerivedFrom>) }
  FILTER(STRSTARTS(STR(?node), "https://w3id.org/bdg/id/plan/"))
}"""
WORDS: Final = (NamedNode("http://www.w3.org/2000/01/rdf-schema#label"), NamedNode(BDG.derived))
"""What checks and messages ask of the terms of the ontology."""


@dataclass(slots=True)
class Shared:
    """What all plans rest on; each process has it from its parent."""

    store: Store
    within: list[Question]
    across: list[Question]
    """The checks that look at one plan, and those that compare plans."""
    classes: set[Term] = field(default_factory=set)
    """Those of the parts of plans."""
    vocabulary: list[Quad] = field(default_factory=list)
    """What the ontology says of its terms in `WORDS`."""
    sources: dict[str, list[NamedNode]] = field(default_factory=dict)
    """For each plan those of its parts that the shared data name as a source."""
    entwined: set[str] = field(default_factory=set)
    """The plans that are known not to stand alone."""


@dataclass(slots=True)
class Piece:
    """What came of some plans; of ten thousand that nothing came of, little is held."""

    alone: list[Part] = field(default_factory=list)
    """Those that stand alone and were checked."""
    entwined: frozenset[str] = frozenset()
    """The others, and the plans that they name."""
    describing: frozenset[str] = frozenset()
    """Those of the others that speak of things of no plan."""
    findings: Sequence[Finding] = ()
    brought: bytes = b""
    """What the plans bring to the comparison with others, in N-Triples."""


_shared: Shared | None = None

# A plan stands alone when its file speaks of nothing but its own parts and calls them what parts of plans are called,
# when it names no part of another plan, and when nobody names its own.


def check(given: Sequence[Path], processes: int | None = None, examined: Examined | None = None) -> list[Finding]:
    """What `integrity.check` finds in the data at `given`, of which the plans may have been examined before."""
    return _check(dataset.parts(given), frozenset(), processes or os.cpu_count() or 1, examined)


def _check(parts: list[Part], describing: frozenset[str], processes: int, examined: Examined | None) -> list[Finding]:
    """`describing` are the plans whose files speak of things of no plan: all others rest on them too."""
    global _shared
    times = Counter(part.graph for part in parts)
    plans = [
        part
        for part in parts
        if part.path.name == "plan.ttl" and part.graph not in describing and times[part.graph] == 1
    ]
    apart = set(plans)
    under = [part for part in parts if part not in apart]
    shared = _rest_on(under)
    known = examined.unsuspected if examined and {part.path for part in under} == examined.under else {}
    spared = [part for part in plans if part.path in known and part.graph not in shared.entwined]
    done = [Piece([part], brought=known[part.path]) for part in spared]
    asked = sorted(apart - set(spared), key=lambda part: part.path)
    waiting = [asked[at : at + TOGETHER] for at in range(0, len(asked), TOGETHER)]
    while waiting:
        _shared = shared  # for the processes that part now
        done += _in_parallel(waiting, processes)
        _shared = None
        if more := {plan for piece in done for plan in piece.describing}:
            return _check(parts, describing | more, processes, examined)
        shared.entwined.update(*(piece.entwined for piece in done))
        mixed = [piece for piece in done if not shared.entwined.isdisjoint(str(part.graph) for part in piece.alone)]
        done = [piece for piece in done if piece not in mixed]
        waiting = [piece.alone for piece in mixed]
    for part in plans:
        if part.graph in shared.entwined:
            dataset.load_part(shared.store, part)
    return [*_at_the_end(shared, done), *(finding for piece in done for finding in piece.findings)]


def _rest_on(parts: Sequence[Part]) -> Shared:
    """What the files say that all plans rest on."""
    store = Store()
    for part in parts:
        dataset.load_part(store, part)
    checks = integrity.checks()
    shared = Shared(
        store,
        within=[check for check in checks if not check.across],
        across=[check for check in checks if check.across],
        classes={kind for _of, kind in _pairs(store, OF_PARTS)},
        vocabulary=[quad for says in WORDS for quad in store.quads_for_pattern(None, says, None, None)],
    )
    for _of, node in _pairs(store, SOURCES):
        shared.sources.setdefault(_plan(node), []).append(node)
    shared.entwined = {_plan(node) for _way, node in _pairs(store, SPOKEN_OF)}
    return shared


def _plan(node: Term | Triple) -> str:
    """The IRI of the plan that a node is of; empty where it is of none."""
    name = material.plan_id(node.value) if isinstance(node, NamedNode) else ""
    return f"{ID}plan/{name}" if name else ""


def _in_parallel(pieces: list[list[Part]], processes: int) -> list[Piece]:
    if processes < 2 or "fork" not in multiprocessing.get_all_start_methods():
        return [_piece(plans) for plans in pieces]
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        return list(pool.imap_unordered(_piece, pieces))


def _piece(plans: list[Part]) -> Piece:
    shared = _shared
    if shared is None:
        raise RuntimeError("nothing that plans rest on")
    store = Store()
    for part in plans:
        dataset.load_part(store, part)
    piece = _parted(plans, store, shared)
    store.extend(_beside({node for _plan, node in _pairs(store, NAMED)}, shared))
    dataset.derive(store)
    graphs = [NamedNode(str(part.graph)) for part in piece.alone]
    piece.findings = integrity.of_graphs(Dataset(store, "", [], []), graphs, shared.within)
    piece.brought = _brought(store, shared, piece.alone)
    return piece


def _parted(plans: Iterable[Part], store: Store, shared: Shared) -> Piece:
    """The plans that stand alone apart from those that do not, which are taken out of `store`."""
    piece = Piece()
    piece.entwined |= {plan.value for plan, kind in _pairs(store, CLASSES) if kind not in shared.classes}
    for plan, node in _pairs(store, NAMED):
        if other := _plan(node):
            piece.entwined |= {plan.value, other}
    for plan, node in _pairs(store, STRANGERS):
        other = _plan(node)
        piece.entwined |= {plan.value, other}
        if not other and isinstance(node, NamedNode):
            piece.describing |= {plan.value}
    for part in plans:
        if part.graph in piece.entwined | shared.entwined:
            store.remove_graph(NamedNode(str(part.graph)))
        else:
            piece.alone.append(part)
    return piece


def _beside(named: set[Term], shared: Shared) -> Iterator[Quad]:
    """What the shared data say of what plans name, and of what that names; and the words of the ontology."""
    yield from shared.vocabulary
    seen: set[Term] = set()
    near: set[Any] = named
    for _ in range(replacing.REACH):
        quads = [quad for node in near for quad in shared.store.quads_for_pattern(node, None, None, None)]
        yield from (quad for quad in quads if not _plan(quad.object))
        seen |= near
        near = {quad.object for quad in quads if isinstance(quad.object, NamedNode)} - seen


def _brought(store: Store, shared: Shared, plans: Sequence[Part]) -> bytes:
    """What the checks ask of each plan to compare it with others, with the names of what that is about; and that the
    parts are there that the shared data name."""
    brought = Store()
    for check in shared.across:
        found: Any = store.query(str(check.across), use_default_graph_as_union=True)
        brought.extend(Quad(*triple) for triple in found)
    parts = {node for quad in brought for node in (quad.subject, quad.object) if _plan(node)}
    named = [node for part in plans for node in shared.sources.get(str(part.graph), ())]
    wanted = [(node, TYPE) for node in named]
    wanted += [(node, NamedNode(says)) for node in parts for says in library.SAYING]
    for node, property in wanted:
        brought.extend(Quad(q.subject, q.predicate, q.object) for q in store.quads_for_pattern(node, property, None))
    return b"".join(f"{quad.triple} .\n".encode() for quad in brought)


def _at_the_end(shared: Shared, pieces: Iterable[Piece]) -> Iterator[Finding]:
    """What is wrong in the store of what is shared and entwined, and between it and the plans of the pieces."""
    whole = Dataset(shared.store, "", [], [])
    dataset.derive(shared.store)
    yield from (finding for _row, finding in integrity.failed(whole, shared.within))
    for piece in pieces:
        shared.store.load(piece.brought, RdfFormat.N_TRIPLES, to_graph=BROUGHT)
    yield from (finding for _row, finding in integrity.failed(whole, shared.across))


def _pairs(store: Store, query: str) -> Iterator[tuple[Any, Any]]:
    """The rows of a query of two columns."""
    found: Any = store.query(query, use_default_graph_as_union=True)
    yield from ((row[0], row[1]) for row in found)
