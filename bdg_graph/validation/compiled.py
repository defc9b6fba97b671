"""Evaluates the shapes without pySHACL: core constraints and the queries of sh:sparql, each over all focus nodes.

What it can't do as pySHACL does it names, shape by shape, for the reference to judge; it skips nothing. Equality with
pySHACL is tested on the plans, the examples, thousands of mutants and the W3C suite.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as ox

from bdg_graph.validation.constraints import Focus, breaches
from bdg_graph.validation.expressions import written
from bdg_graph.validation.graph import Facts, Subject, Term
from bdg_graph.validation.literals import Undecided
from bdg_graph.validation.patterns import Query, query
from bdg_graph.validation.selects import Beyond
from bdg_graph.validation.shapes import SH, Select, Shape, read
from bdg_graph.validation.targets import Targets

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
        self._targets = Targets(self.roots)
        self._by_target: dict[str, list[Shape]] = {}
        for root in self.roots:
            if not root.deactivated:
                self._by_target.setdefault(self._targets.keys[root.node], []).append(root)
        self._parts = {root.node: list(_active(root)) for root in self.roots}
        self._queries: dict[Term, Query] = {}

    def evaluate(self, facts: Facts, given: Collection[Subject] | None = None) -> Outcome:
        """What the shapes say of the `given` nodes (None: of all) in `facts`; it looks at those and what they lead
        to."""
        outcome = Outcome()
        for target, focus in self._targets.find(facts, given).items():
            for root in self._by_target.get(target, ()):
                try:
                    outcome.results += self._results(root, facts, focus)
                except Undecided as reason:
                    outcome.left[root.node] = str(reason)
        return outcome

    def _results(self, root: Shape, facts: Facts, focus: Focus) -> list[Result]:
        if root.beyond:
            raise Undecided(root.beyond)
        found: list[Result] = []
        for shape in self._parts[root.node]:
            if shape.constraints and (broken := breaches(facts, shape, focus)):
                path = shape.path.value if isinstance(shape.path, ox.NamedNode) else None
                found += [Result(shape.node, n, path, value, part, shape.severity) for n, part, value in broken]
            for select in shape.selects:
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


def _active(root: Shape) -> Iterator[Shape]:
    """The shape and those of its properties, which are about the same focus nodes."""
    yield root
    for inner in root.properties:
        if inner.properties:
            root.beyond = root.beyond or "nested property shapes"
        if not inner.deactivated:
            yield inner


def _answers(shape: Shape, asked: Query, facts: Facts, focus: Focus) -> list[Result]:
    """What the query says of the focus nodes, each answer once."""
    own = shape.path.value if isinstance(shape.path, ox.NamedNode) else None
    found: dict[Result, None] = {}
    for row in asked.rows(facts, focus):
        bound = {name: written(value) for name, value in zip(asked.columns, row, strict=True) if value is not None}
        node = bound.pop("this")
        path, value = bound.pop("path", None), bound.pop("value", None)
        if value is None and shape.path is None:
            value = node
        told = path.value if isinstance(path, ox.NamedNode) else own
        found[Result(shape.node, node, told, value, SPARQL, shape.severity, tuple(sorted(bound.items())))] = None
    return list(found)
