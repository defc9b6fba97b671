"""Turns the pattern of a query into steps over tables of bindings: focus nodes go in, what breaks the rule comes out.

Filters go before the patterns that do not concern them, so most tables are empty after one look at each node. What
would not be the same as asking for each node alone, as the reference does, raises Beyond."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from bdg_graph.validation.constraints import values
from bdg_graph.validation.expressions import Compiler, Row, Test, Unbound, written
from bdg_graph.validation.graph import Facts, Term
from bdg_graph.validation.selects import (
    Beyond,
    Bind,
    Either,
    Exists,
    Filter,
    Group,
    Maybe,
    Pattern,
    Var,
    inverse,
    read,
    variables,
)
from bdg_graph.validation.shapes import Path_, Select

Table = list[Row]
Step = Callable[[Facts, Table], Table]
Reach = Callable[[Facts, Row], list[Term]]
"""The nodes that a pattern leads to from a row."""


@dataclass(frozen=True, slots=True)
class Query:
    """A query ready to be asked: the place of each column in a row, how wide a row is, and the steps in order."""

    columns: tuple[tuple[str, int], ...]
    width: int
    steps: tuple[Step, ...]

    def rows(self, facts: Facts, focus: Iterable[Term]) -> Table:
        """The solutions for the focus nodes; the node itself comes first. Raises Undecided."""
        empty: Row = [None] * (self.width - 1)
        return _run(self.steps, facts, [[node, *empty] for node in focus])


def query(select: Select) -> Query:
    """The query of a constraint. Raises Beyond."""
    columns, group = read(select)
    names = ["this", *sorted((variables(group) | set(columns)) - {"this"})]
    slots = {name: slot for slot, name in enumerate(names)}
    steps = _Steps(slots).group(group, {"this"}, set(), {"this"})
    return Query(tuple((name, slots[name]) for name in columns), len(names), tuple(steps))


def _run(steps: Iterable[Step], facts: Facts, table: Table) -> Table:
    for step in steps:
        if not table:
            break
        table = step(facts, table)
    return table


class _Steps:
    """Compiles the groups of one query. `sure` are the variables that have a value, `maybe` those that may have one."""

    def __init__(self, slots: dict[str, int]) -> None:
        self.slots = slots
        self.expressions = Compiler(slots, self.exists)
        self.within: list[tuple[set[str], set[str]]] = []
        """For each filter that is being compiled, from the outermost on: what is bound there."""

    def group(self, group: Group, sure: set[str], maybe: set[str], seen: set[str]) -> list[Step]:
        """The steps of a group; adds to `sure` and `maybe`. Its filters see the variables of `seen` and its own."""
        own = seen | {name for part in group if not isinstance(part, Filter) for name in variables(part)}
        waiting = [part for part in group if isinstance(part, Filter)]
        patterns: list[Pattern] = []
        steps: list[Step] = []

        def filter_now(last: bool = False) -> None:
            for part in list(waiting):
                outside = _needed(part, own)
                if not outside <= own:
                    raise Beyond("a filter on what its group does not bind")
                if last or outside <= sure:
                    waiting.remove(part)
                    steps.append(self.filter(part, sure, maybe))

        def match_now() -> None:
            while patterns:
                found = next((p for p in patterns if self.begins(p.subject, sure, maybe)), None) or next(
                    (p for p in patterns if not isinstance(p.path, Var) and self.begins(p.object, sure, maybe)), None
                )
                if found is None:
                    raise Beyond("a pattern that nothing leads to")
                patterns.remove(found)
                steps.append(self.pattern(found, sure, maybe))
                filter_now()

        filter_now()
        for part in group:
            if isinstance(part, Pattern):
                patterns.append(part)
            elif not isinstance(part, Filter):
                match_now()
                steps.append(self.other(part, sure, maybe, own))
                filter_now()
        match_now()
        filter_now(last=True)
        return steps

    def begins(self, node: Var | Term, sure: set[str], maybe: set[str]) -> bool:
        """Whether the end of a pattern is known before the pattern is matched."""
        if isinstance(node, Var) and node.name in maybe:
            raise Beyond(f"?{node.name}, which may have a value or not")
        return not isinstance(node, Var) or node.name in sure

    def other(self, part: Bind | Maybe | Either, sure: set[str], maybe: set[str], seen: set[str]) -> Step:
        match part:
            case Bind(expression, Var(name)):
                if name in sure | maybe:
                    raise Beyond(f"a second value for ?{name}")
                if not variables(expression) <= sure | maybe:
                    raise Beyond("BIND of what its group does not bind")
                function = self.expressions.function(expression)
                (sure if variables(expression) <= sure else maybe).add(name)
                return _bind(function, self.slots[name])
            case Maybe(group):
                inner_sure, inner_maybe = set(sure), set(maybe)
                steps = self.nested(group, inner_sure, inner_maybe, sure | maybe)
                maybe |= (inner_sure | inner_maybe) - sure
                return _optional(steps)
            case Either(groups):
                bound = [(set(sure), set(maybe)) for _group in groups]
                ways = [self.nested(group, *b, {"this"}) for group, b in zip(groups, bound, strict=True)]
                always = set.intersection(*(own_sure for own_sure, _own_maybe in bound))
                ever = set().union(*(own_sure | own_maybe for own_sure, own_maybe in bound))
                sure |= always
                maybe |= ever - always
                return lambda facts, table: [row for way in ways for row in _run(way, facts, table)]

    def nested(self, group: Group, sure: set[str], maybe: set[str], seen: set[str]) -> list[Step]:
        """A group within another. What it says of the other's variables it must say by a pattern: the reference works
        it out by itself and joins afterwards."""
        by_itself = {"this", *(name for part in group if isinstance(part, Pattern) for name in variables(part))}
        for part in group:
            outside = variables(part) & (sure | maybe) - by_itself if isinstance(part, Maybe | Bind) else set()
            if outside:
                raise Beyond("an OPTIONAL or BIND on what its group does not bind")
        return self.group(group, sure, maybe, seen)

    def pattern(self, part: Pattern, sure: set[str], maybe: set[str]) -> Step:
        forward = self.begins(part.subject, sure, maybe)
        start, end = (part.subject, part.object) if forward else (part.object, part.subject)
        reach = self.reach(start, part.path, forward=forward)
        if isinstance(part.path, Var) and not self.begins(part.path, sure, maybe):
            raise Beyond("a property that the query leaves open")
        known = self.begins(end, sure, maybe)
        if isinstance(end, Var):
            sure.add(end.name)
            slot = self.slots[end.name]
            return _joined(reach, slot) if known else _extended(reach, slot)
        return _meeting(reach, end)

    def reach(self, start: Var | Term, path: Var | ox.NamedNode | Path_, *, forward: bool) -> Reach:
        node = self.node(start)
        if isinstance(path, Var):
            slot = self.slots[path.name]
            return lambda facts, row: facts.objects(node(row), row[slot])  # type: ignore[arg-type]
        way = path if forward else inverse(path)
        if isinstance(way, ox.NamedNode):
            return lambda facts, row: facts.objects(node(row), way)
        return lambda facts, row: values(facts, node(row), way)

    def node(self, start: Var | Term) -> Callable[[Row], Term]:
        if not isinstance(start, Var):
            return lambda _row: start
        slot = self.slots[start.name]
        return lambda row: row[slot]  # type: ignore[return-value]

    def filter(self, part: Filter, sure: set[str], maybe: set[str]) -> Step:
        self.within.append((sure, maybe))
        test = self.expressions.test(part.expression)
        self.within.pop()
        return lambda facts, table: [row for row in table if test(facts, row)]

    def exists(self, part: Exists) -> Test:
        if not self.within:
            raise Beyond("EXISTS in BIND")
        sure, maybe = self.within[-1]
        negated = part.negated
        steps = self.group(part.group, set(sure), set(maybe), sure | maybe)
        if len(part.group) == 1 and isinstance(pattern := part.group[0], Pattern) and not isinstance(pattern.path, Var):
            forward = self.begins(pattern.subject, sure, maybe)
            start, end = (pattern.subject, pattern.object) if forward else (pattern.object, pattern.subject)
            if not self.begins(end, sure, maybe):
                reach = self.reach(start, pattern.path, forward=forward)
                return lambda facts, row: bool(reach(facts, row)) is not negated
        return lambda facts, row: bool(_run(steps, facts, [row])) is not negated


def _needed(part: Filter, own: set[str]) -> set[str]:
    """The variables of its group that a filter speaks of; those that only an EXISTS in it has are its own business."""
    return _spoken_of(part.expression, own)


def _spoken_of(expression: object, own: set[str]) -> set[str]:
    match expression:
        case Exists(group, _):
            return variables(group) & own
        case Var(name):
            return {name}
        case _ if hasattr(expression, "args"):
            return {name for arg in expression.args for name in _spoken_of(arg, own)}
    return set()


def _extended(reach: Reach, slot: int) -> Step:
    """Each row once for each node reached."""

    def step(facts: Facts, table: Table) -> Table:
        found = []
        for row in table:
            for node in reach(facts, row):
                new = row.copy()
                new[slot] = node
                found.append(new)
        return found

    return step


def _joined(reach: Reach, slot: int) -> Step:
    """The rows whose own value is reached."""
    return lambda facts, table: [row for row in table if row[slot] in reach(facts, row)]


def _meeting(reach: Reach, end: Term) -> Step:
    """The rows from which the given node is reached."""
    return lambda facts, table: [row for row in table if end in reach(facts, row)]


def _optional(steps: list[Step]) -> Step:
    return lambda facts, table: [found for row in table for found in (_run(steps, facts, [row]) or [row])]


def _bind(function: Callable[[Facts, Row], object], slot: int) -> Step:
    def step(facts: Facts, table: Table) -> Table:
        found = []
        for row in table:
            new = row.copy()
            try:
                new[slot] = written(function(facts, row))  # type: ignore[arg-type]
            except Unbound:
                new[slot] = None
            found.append(new)
        return found

    return step
