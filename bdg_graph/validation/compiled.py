"""Evaluates the shapes without pySHACL: core constraints in Python, sh:sparql as one query each on Oxigraph.

What it can't do as pySHACL does it names, shape by shape, for the reference to judge; it skips nothing. Equality with
pySHACL is tested on the plans, the examples, thousands of mutants and the W3C suite.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as ox

from bdg_graph.terms import RDF, SKOS, XSD
from bdg_graph.validation.constraints import breaches
from bdg_graph.validation.graph import SUBCLASS, TYPE, Facts, Subject, Term
from bdg_graph.validation.literals import Undecided, stored
from bdg_graph.validation.selects import Beyond, Kinds, Query, query
from bdg_graph.validation.shapes import SH, Select, Shape, read

SPARQL: Final = f"{SH}SPARQLConstraintComponent"
PLAIN: Final = {ox.NamedNode(XSD.string), ox.NamedNode(RDF.langString)}
WORDS: Final = {SKOS.definition, SKOS.example, "http://www.w3.org/2000/01/rdf-schema#comment"}
"""Long texts that no query of a shape reads."""


Focus = dict[Term, dict[ox.NamedNode, list[Term]]]
"""Focus nodes with their properties."""


@dataclass(frozen=True, slots=True)
class Result:
    """One sh:ValidationResult. `path` is None where the shape's path is no single property; `bound` are the other
    columns."""

    shape: Subject
    focus: Term
    path: str | None
    value: Term | None
    component: str
    severity: str
    bound: tuple[tuple[str, Term], ...] = ()


@dataclass(slots=True)
class Outcome:
    """The results, and the shapes that the reference has to judge, each with the reason."""

    results: list[Result] = field(default_factory=list)
    left: dict[Subject, str] = field(default_factory=dict)


@dataclass(slots=True)
class Engine:
    """Shapes made ready for one body of facts (`base`: ontology, schemes, reference data); plans are laid over it."""

    shapes: Facts
    base: Facts
    roots: list[Shape] = field(default_factory=list)
    queries: dict[tuple[Term, Term], Query] = field(default_factory=dict)
    _store: ox.Store = field(default_factory=ox.Store)
    _respelt: dict[ox.Literal, set[ox.Literal]] = field(default_factory=dict)
    _kinds: Kinds = field(default_factory=lambda: Kinds([]))
    _narrower: dict[ox.NamedNode, set[Term]] = field(default_factory=dict)
    _targets: dict[Term, str] = field(default_factory=dict)
    _found: dict[str, Focus] = field(default_factory=dict)
    _described: Focus = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.roots = read(self.shapes)
        self._kinds = Kinds(self.roots)
        self._targets = {root.node: str(root.targets) for root in self.roots}
        for layer in self.base.layers():
            self._store.extend(_quads(layer, self._respelt))
        for root in self.roots:
            for cls in root.targets.get("targetClass", []):
                if isinstance(cls, ox.NamedNode):
                    self._narrower[cls] = self.base.narrower(cls)

    def _prepared(self, root: Shape, shape: Shape, select: Select) -> Query:
        """The query of a constraint, compiled when it is first needed."""
        if (root.node, select.node) in self.queries:
            return self.queries[root.node, select.node]
        targets = {name: [term.value for term in terms] for name, terms in root.targets.items()}
        if "targetClass" in targets:
            wider = {narrow.value for cls in root.targets["targetClass"] for narrow in self._below(cls)}
            targets["targetClass"] = sorted(wider)
        try:
            made = query(shape, select, targets)
        except Beyond as reason:
            root.beyond = str(reason)
            raise Undecided(root.beyond) from reason
        self.queries[root.node, select.node] = made
        return made

    def _below(self, cls: Term) -> set[Term]:
        return self._narrower.get(cls, {cls}) if isinstance(cls, ox.NamedNode) else {cls}

    def evaluate(self, facts: Facts, given: Collection[Subject] | None = None) -> Outcome:
        """What the shapes say of the `given` nodes (None: of all) in `facts`, which lie on the base."""
        outcome = Outcome()
        self._found, self._described = {}, {}
        respelt = {literal: set(found) for literal, found in self._respelt.items()}
        added: list[ox.Quad] = []
        try:
            if _adds_classes(facts, self.base):
                return Engine(self.shapes, facts).evaluate(facts, given)
            added = [quad for layer in _above(facts, self.base) for quad in _quads(layer, respelt)]
            added = [quad for quad in added if quad.subject not in self.base.by_subject or quad not in self._store]
            self._store.extend(added)
            for root in self.roots:
                try:
                    outcome.results += self._results(root, facts, given, respelt)
                except Undecided as reason:
                    outcome.left[root.node] = str(reason)
        finally:
            for quad in added:
                self._store.remove(quad)
        return outcome

    def _results(
        self, root: Shape, facts: Facts, given: Collection[Subject] | None,
        respelt: dict[ox.Literal, set[ox.Literal]],
    ) -> list[Result]:  # fmt: skip
        if root.deactivated:
            return []
        focus = self._focus(root, facts, given)
        if not focus:
            return []
        if root.beyond:
            raise Undecided(root.beyond)
        found: list[Result] = []
        if root.constraints or root.properties:
            for node, described in focus.items():
                found += _core(root, facts, node, described)
        for shape in (root, *root.properties):
            if shape.properties and shape is not root:
                raise Undecided("nested property shapes")
            for select in [] if shape.deactivated else shape.selects:
                found += self._select(shape, self._prepared(root, shape, select), facts, focus, respelt)
        return found

    def _focus(self, root: Shape, facts: Facts, given: Collection[Subject] | None) -> Focus:
        """The focus nodes, each with its properties; shapes with the same targets share them."""
        targets = self._targets[root.node]
        if targets not in self._found:
            focus: Focus = {}
            for node in self._targeted(root, facts):
                if given is None or node in given:
                    if node not in self._described:
                        self._described[node] = facts.described(node)
                    focus[node] = self._described[node]
            self._found[targets] = focus
        return self._found[targets]

    def _targeted(self, root: Shape, facts: Facts) -> dict[Term, None]:
        found: dict[Term, None] = {}
        for cls in root.targets.get("targetClass", []):
            for narrow in self._below(cls):
                found |= dict.fromkeys(facts.subjects(TYPE, narrow))
        for term in root.targets.get("targetSubjectsOf", []):
            found |= dict.fromkeys(facts.having(ox.NamedNode(term.value)))
        for term in root.targets.get("targetObjectsOf", []):
            for layer in facts.layers():
                found |= dict.fromkeys(layer.by_predicate.get(ox.NamedNode(term.value), {}))
        return found | dict.fromkeys(root.targets.get("targetNode", []))

    def _select(
        self, shape: Shape, asked: Query, facts: Facts, focus: Focus, respelt: dict[ox.Literal, set[ox.Literal]]
    ) -> list[Result]:
        self._kinds.check(facts, asked)
        answer = self._store.query(asked.text)
        if not isinstance(answer, ox.QuerySolutions):
            raise Undecided("no SELECT query")
        names = [variable.value for variable in answer.variables]
        found: dict[Result, None] = {}
        for row in answer:
            node = row["this"]
            if node not in focus:
                continue
            bound = {n: _as_written(v, node, facts, respelt) for n, v in zip(names, row, strict=True) if v is not None}
            path, value = bound.pop("path", None), bound.pop("value", None)
            bound.pop("this")
            if value is None and shape.path is None:
                value = node
            own = shape.path.value if isinstance(shape.path, ox.NamedNode) else None
            told = path.value if isinstance(path, ox.NamedNode) else own
            found[Result(shape.node, node, told, value, SPARQL, shape.severity, tuple(sorted(bound.items())))] = None
        return list(found)


def _core(shape: Shape, facts: Facts, focus: Term, described: dict[ox.NamedNode, list[Term]]) -> list[Result]:
    if shape.deactivated:
        return []
    found = []
    for component, value in breaches(facts, shape, focus, described):
        path = shape.path.value if isinstance(shape.path, ox.NamedNode) else None
        found.append(Result(shape.node, focus, path, value, component, shape.severity))
    for inner in shape.properties:
        found += _core(inner, facts, focus, described)
    return found


def _above(facts: Facts, base: Facts) -> Iterator[Facts]:
    for layer in facts.layers():
        if layer is base:
            return
        yield layer


def _adds_classes(facts: Facts, base: Facts) -> bool:
    """Whether the layers over the base say which class is below which."""
    return any(SUBCLASS in layer.by_predicate for layer in _above(facts, base))


def _quads(layer: Facts, respelt: dict[ox.Literal, set[ox.Literal]]) -> list[ox.Quad]:
    """The triples of one layer for the store; notes how literals were written that it writes anew."""
    for subjects in layer.by_predicate.values():
        for value in subjects:
            if isinstance(value, ox.Literal) and value.datatype not in PLAIN and (kept := stored(value)) != value:
                respelt.setdefault(kept, set()).add(value)
    if layer.quads is not None:
        return layer.quads
    return [
        ox.Quad(subject, predicate, value)
        for predicate, subjects in layer.by_predicate.items()
        if predicate.value not in WORDS
        for value, having in subjects.items()
        for subject in having
    ]


def _as_written(value: Term, node: Term, facts: Facts, respelt: dict[ox.Literal, set[ox.Literal]]) -> Term:
    """A value of the store as the file writes it."""
    if not isinstance(value, ox.Literal) or value not in respelt:
        return value
    ways = respelt[value]
    own = (
        {v for _p, v in facts.properties(node) if v in ways or v == value}
        if not isinstance(node, ox.Literal)
        else set()
    )
    if len(own) == 1:
        return own.pop()
    if not own and len(ways) == 1:
        return next(iter(ways))
    raise Undecided(f"several spellings of {value}")
