"""Evaluates the shapes without pySHACL: core constraints and the queries of sh:sparql, each over all focus nodes.

What it can't do as pySHACL does it names, shape by shape, for the reference to judge; it skips nothing. Equality with
pySHACL is tested on the plans, the examples, thousands of mutants and the W3C suite.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as ox

from bdg_graph.validation.constraints import Focus, breaches
from bdg_graph.validation.graph import TYPE, Facts, Subject, Term
from bdg_graph.validation.literals import Undecided
from bdg_graph.validation.patterns import Query, query
from bdg_graph.validation.selects import Beyond
from bdg_graph.validation.shapes import SH, Select, Shape, read

SPARQL: Final = f"{SH}SPARQLConstraintComponent"


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


class Engine:
    """Shapes made ready once, for any facts."""

    def __init__(self, shapes: Facts) -> None:
        self.shapes = shapes
        self.roots = read(shapes)
        self._keys = {root.node: str(root.targets) for root in self.roots}
        self._queries: dict[Term, Query] = {}

    def evaluate(self, facts: Facts, given: Collection[Subject] | None = None) -> Outcome:
        """What the shapes say of the `given` nodes (None: of all) in `facts`; it looks at those and what they lead
        to."""
        outcome = Outcome()
        targets = _Targets(facts, given)
        for root in self.roots:
            if root.deactivated or not (focus := targets.of(root, self._keys[root.node])):
                continue
            try:
                outcome.results += self._results(root, facts, focus)
            except Undecided as reason:
                outcome.left[root.node] = str(reason)
        return outcome

    def _results(self, root: Shape, facts: Facts, focus: Focus) -> list[Result]:
        if root.beyond:
            raise Undecided(root.beyond)
        found = _core(root, facts, focus)
        for shape in (root, *root.properties):
            if shape.properties and shape is not root:
                raise Undecided("nested property shapes")
            for select in [] if shape.deactivated else shape.selects:
                found += _answers(shape, self._prepared(root, select), facts, focus)
        return found

    def _prepared(self, root: Shape, select: Select) -> Query:
        """The query of a constraint, compiled when it is first needed."""
        if select.node not in self._queries:
            try:
                self._queries[select.node] = query(select)
            except Beyond as reason:
                root.beyond = str(reason)
                raise Undecided(root.beyond) from reason
        return self._queries[select.node]


class _Targets:
    """Finds the focus nodes of shapes; shapes with the same targets share them."""

    def __init__(self, facts: Facts, given: Collection[Subject] | None) -> None:
        self.facts = facts
        self.given = given
        self.found: dict[str, Focus] = {}
        self.by_class: dict[Term, list[Term]] = {}
        for node in given or ():
            for kind in facts.objects(node, TYPE):
                self.by_class.setdefault(kind, []).append(node)

    def of(self, root: Shape, key: str) -> Focus:
        """The focus nodes of a shape with their properties."""
        if key not in self.found:
            nodes = dict.fromkeys(
                node for kind, terms in root.targets.items() for term in terms for node in self.targeted(kind, term)
            )
            self.found[key] = [(node, self.facts.described(node)) for node in nodes]
        return self.found[key]

    def targeted(self, kind: str, term: Term) -> Iterable[Term]:
        facts, given = self.facts, self.given
        match kind:
            case "targetClass" if given is None:
                return [node for narrow in facts.narrower(term) for node in facts.subjects(TYPE, narrow)]
            case "targetClass":
                return [node for narrow in facts.narrower(term) for node in self.by_class.get(narrow, [])]
            case "targetSubjectsOf":
                predicate = ox.NamedNode(term.value)
                return facts.having(predicate) if given is None else [n for n in given if facts.objects(n, predicate)]
            case "targetObjectsOf":
                predicate = ox.NamedNode(term.value)
                if given is not None:
                    return [node for node in given if facts.subjects(predicate, node)]
                return [value for node in facts.having(predicate) for value in facts.objects(node, predicate)]
            case "targetNode":
                return [term] if given is None or term in given else []
        return []  # an advanced target, which the reference passes over too


def _core(shape: Shape, facts: Facts, focus: Focus) -> list[Result]:
    if shape.deactivated:
        return []
    path = shape.path.value if isinstance(shape.path, ox.NamedNode) else None
    found = [
        Result(shape.node, node, path, value, component, shape.severity)
        for node, component, value in breaches(facts, shape, focus)
    ]
    for inner in shape.properties:
        found += _core(inner, facts, focus)
    return found


def _answers(shape: Shape, asked: Query, facts: Facts, focus: Focus) -> list[Result]:
    """What the query says of the focus nodes, each answer once."""
    own = shape.path.value if isinstance(shape.path, ox.NamedNode) else None
    found: dict[Result, None] = {}
    for row in asked.rows(facts, [node for node, _described in focus]):
        node = row[0]
        if node is None:
            continue
        bound = {name: value for name, slot in asked.columns if (value := row[slot]) is not None and name != "this"}
        path, value = bound.pop("path", None), bound.pop("value", None)
        if value is None and shape.path is None:
            value = node
        told = path.value if isinstance(path, ox.NamedNode) else own
        found[Result(shape.node, node, told, value, SPARQL, shape.severity, tuple(sorted(bound.items())))] = None
    return list(found)
