"""Turns the pattern of a query into steps over tables of bindings: focus nodes go in, what breaks the rule comes out.

Filters go before the patterns that do not concern them, so most tables are empty after one look at each node. What
would not be the same as asking for each node alone, as the reference does, raises Beyond."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import pyoxigraph as ox

from bdg_graph.validation.constraints import Focus, having, values
from bdg_graph.validation.expressions import Compiler, Function, Row, Test, Unbound, written
from bdg_graph.validation.graph import NOTHING, Facts, Term
from bdg_graph.validation.selects import (
    Beyond,
    Bind,
    Call,
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
Reach = Callable[[Facts, Table], Iterable[list[Term]]]
"""The nodes that a pattern leads to, from each row of a table."""


@dataclass(frozen=True, slots=True)
class Query:
    """A query ready to be asked: the place of each column in a row, how wide a row is, and the steps in order."""

    columns: tuple[tuple[str, int], ...]
    width: int
    steps: tuple[Step, ...]
    needed: tuple[ox.NamedNode, ...]
    """Properties without which a focus node has no solution."""

    def rows(self, facts: Facts, focus: Focus) -> Table:
        """The solutions for the focus nodes. Raises Undecided."""
        for predicate in self.needed:
            focus = having(facts, focus, predicate)
        rest: Row = [None] * (self.width - 1)
        return _run(self.steps, facts, [[node, *rest] for node in focus])


def query(select: Select) -> Query:
    """The query of a constraint. Raises Beyond."""
    columns, group = read(select)
    names = ["this", *sorted((variables(group) | set(columns)) - {"this"})]
    slots = {name: slot for slot, name in enumerate(names)}
    steps = _Steps(slots, _matched(group)).group(group, {"this"}, set(), {"this"})
    placed = tuple((name, slots[name]) for name in dict.fromkeys(["this", *columns]))
    needed = tuple(
        part.path
        for part in group
        if isinstance(part, Pattern) and part.subject == Var("this") and isinstance(part.path, ox.NamedNode)
    )
    return Query(placed, len(names), tuple(steps), needed)


def _matched(part: object) -> set[str]:
    """The names of the variables in the patterns of a query."""
    match part:
        case Pattern():
            return variables(part)
        case Call(_, parts) | Either(parts):
            return _matched(parts)
        case tuple():
            return {name for inner in part for name in _matched(inner)}
        case Filter(inner) | Bind(inner, _) | Maybe(inner) | Exists(inner, _):
            return _matched(inner)
    return set()


def _run(steps: Iterable[Step], facts: Facts, table: Table) -> Table:
    """What comes of the table, whose rows are used up."""
    for step in steps:
        if not table:
            break
        table = step(facts, table)
    return table


class _Steps:
    """Compiles the groups of one query. `sure` are the variables that have a value, `maybe` those that may have one."""

    def __init__(self, slots: dict[str, int], matched: set[str]) -> None:
        self.slots = slots
        self.matched = matched
        """The variables that patterns speak of: they have terms as values."""
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
                return _bind(function, self.slots[name], as_term=name in self.matched)
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
                return lambda facts, table: [
                    row for way in ways for row in _run(way, facts, [row.copy() for row in table])
                ]

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
        if not isinstance(start, Var):
            if isinstance(path, Var):
                raise Beyond("a property that the query leaves open")
            way, node = path if forward else inverse(path), start
            return lambda facts, table: [values(facts, node, way)] * len(table)
        slot = self.slots[start.name]
        if isinstance(path, Var):
            own = self.slots[path.name]
            return lambda facts, table: [facts.objects(row[slot], row[own]) for row in table]  # type: ignore[arg-type]
        return _follow(slot, path if forward else inverse(path))

    def filter(self, part: Filter, sure: set[str], maybe: set[str]) -> Step:
        if isinstance(part.expression, Exists) and (step := self.simple(part.expression, sure, maybe)):
            return step
        self.within.append((sure, maybe))
        test = self.expressions.test(part.expression)
        self.within.pop()
        return lambda facts, table: [row for row in table if test(facts, row)]

    def simple(self, part: Exists, sure: set[str], maybe: set[str]) -> Step | None:
        """Whether a single pattern, with nothing known about its other end, leads anywhere."""
        match part.group:
            case (Pattern(subject, path, value),) if not isinstance(path, Var):
                forward = self.begins(subject, sure, maybe)
                start, end = (subject, value) if forward else (value, subject)
                if self.begins(end, sure, maybe) or not self.begins(start, sure, maybe):
                    return None
                reach, wanted = self.reach(start, path, forward=forward), not part.negated
                return lambda facts, table: [
                    row for row, found in zip(table, reach(facts, table), strict=True) if bool(found) is wanted
                ]
        return None

    def exists(self, part: Exists) -> Test:
        if not self.within:
            raise Beyond("EXISTS in BIND")
        sure, maybe = self.within[-1]
        wanted = not part.negated
        if step := self.simple(Exists(part.group, negated=False), sure, maybe):
            return lambda facts, row: bool(step(facts, [row])) is wanted
        steps = self.group(part.group, set(sure), set(maybe), sure | maybe)
        return lambda facts, row: bool(_run(steps, facts, [row.copy()])) is wanted


def _follow(slot: int, way: ox.NamedNode | Path_) -> Reach:
    if isinstance(way, ox.NamedNode):

        def step(facts: Facts, table: Table) -> Iterable[list[Term]]:
            described = facts.described
            return [described[row[slot]].get(way, NOTHING) for row in table]  # type: ignore[index]

        return step
    key = str(way)

    def along(facts: Facts, node: Term) -> list[Term]:
        found = facts.reached.get((key, node))
        if found is None:
            found = facts.reached[key, node] = values(facts, node, way)
        return found

    return lambda facts, table: [along(facts, row[slot]) for row in table]  # type: ignore[arg-type]


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
        extended = []
        for row, found in zip(table, reach(facts, table), strict=True):
            for node in found[1:]:
                new = row.copy()
                new[slot] = node
                extended.append(new)
            if found:
                row[slot] = found[0]
                extended.append(row)
        return extended

    return step


def _joined(reach: Reach, slot: int) -> Step:
    """The rows whose own value is reached."""
    return lambda facts, table: [
        row for row, found in zip(table, reach(facts, table), strict=True) if row[slot] in found
    ]


def _meeting(reach: Reach, end: Term) -> Step:
    """The rows from which the given node is reached."""
    return lambda facts, table: [row for row, found in zip(table, reach(facts, table), strict=True) if end in found]


def _optional(steps: list[Step]) -> Step:
    return lambda facts, table: [found for row in table for found in (_run(steps, facts, [row.copy()]) or [row])]


def _bind(function: Function, slot: int, *, as_term: bool) -> Step:
    def step(facts: Facts, table: Table) -> Table:
        for row in table:
            try:
                value = function(facts, row)
                row[slot] = written(value) if as_term else value
            except Unbound:
                row[slot] = None
        return table

    return step
