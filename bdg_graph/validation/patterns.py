"""Writes the pattern of a query as a Python function of loops within loops: focus nodes go in, what breaks the rule
comes out. Each part of a filter goes before the patterns that do not concern it: most loops end after one look.

What would not be the same as asking for each node alone, as the reference does, raises Beyond."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, count
from typing import Final

import pyoxigraph as ox

from bdg_graph.validation.constraints import Focus, having, values
from bdg_graph.validation.expressions import Unbound, Value, Writer, written
from bdg_graph.validation.graph import NOTHING, Facts, Term
from bdg_graph.validation.mentions import conditions, matched, mentions, spoken_of, variables
from bdg_graph.validation.selects import (
    Beyond,
    Bind,
    Call,
    Either,
    Exists,
    Expression,
    Filter,
    Group,
    Maybe,
    Pattern,
    Var,
    inverse,
    read,
)
from bdg_graph.validation.shapes import Path_, Select

Solution = tuple[Value | None, ...]
MOST_LOOPS: Final = 18
"""Python takes no more than 20 loops within one another."""


@dataclass(frozen=True, slots=True)
class Query:
    """A query ready to be asked: its columns, and the function that finds the values of each solution."""

    columns: tuple[str, ...]
    solutions: Callable[[Facts, Focus], Iterator[Solution]]
    needed: tuple[ox.NamedNode, ...]
    """Properties without which a focus node has no solution."""
    source: str
    """The function as it was written, to look at."""

    def rows(self, facts: Facts, focus: Focus) -> list[Solution]:
        """The solutions for the focus nodes. Raises Undecided."""
        for predicate in self.needed:
            focus = having(facts, focus, predicate)
        return list(self.solutions(facts, focus)) if focus else []


def query(select: Select) -> Query:
    """The query of a constraint. Raises Beyond."""
    asked, group = read(select)
    columns = tuple(dict.fromkeys(["this", *asked]))
    writing = _Writing(columns, group)
    needed = tuple(
        part.path
        for part in group
        if isinstance(part, Pattern) and part.subject == Var("this") and isinstance(part.path, ox.NamedNode)
    )
    return Query(columns, writing.made(), needed, writing.source)


class _Body:
    """A Python function in the making. No loop in it ends before the function does, so what is known stays known."""

    def __init__(self, looked: Iterable[str]) -> None:
        self.inner: list[str] = []
        """The functions within this one."""
        self.lines: list[str] = []
        self.depth = self.loops = 0
        self.looked = set(looked)
        """The variables whose properties are at hand."""

    def line(self, text: str) -> None:
        self.lines.append("    " * self.depth + text)

    def begin(self, text: str) -> None:
        """A line that all lines to come belong to."""
        self.loops += text.startswith("for ")
        if self.loops > MOST_LOOPS:
            raise Beyond("so many patterns")
        self.line(text)
        self.depth += 1

    def function(self, heading: str) -> list[str]:
        return [f"def {heading}:", *(f"    {line}" for line in (*self.inner, *self.lines))]


@dataclass
class _Scope:
    """What is known of variables at one point of a query: `sure` have a value, `maybe` may have one."""

    sure: set[str]
    maybe: set[str]

    @property
    def bound(self) -> set[str]:
        return self.sure | self.maybe

    def copy(self) -> "_Scope":
        return _Scope(set(self.sure), set(self.maybe))


class _Writing:
    """Writes the function of one query."""

    def __init__(self, columns: tuple[str, ...], group: Group) -> None:
        names = ["this", *sorted((variables(group) | set(columns)) - {"this"})]
        self.slots = {name: f"v{number}" for number, name in enumerate(names)}
        self.known: dict[str, object] = {"NOTHING": NOTHING, "chain": chain, "along": _along, "Unbound": Unbound}
        """What the function speaks of, by name."""
        self.numbers = count()
        self.matched = matched(group)
        self.whole = (Call("", tuple(map(Var, columns))), group)
        self.scope = _Scope({"this"}, set())
        self.tests = Writer(self.variable, self.constant, self.exists)
        self.values = Writer(self.variable, self.constant, _not_here)
        self.body = _Body({"this"})
        self.body.line("described, subjects = facts.described, facts.subjects")
        self.body.begin("for v0, d0 in focus.items():")
        self.group(group, {"this"})
        self.body.line(f"yield {self.row(columns)}")
        self.source = "\n".join(self.body.function("solutions(facts, focus)"))

    def made(self) -> Callable[[Facts, Focus], Iterator[Solution]]:
        exec(compile(self.source, "<query>", "exec"), self.known)  # noqa: S102 - of numbered names only, written above
        return self.known["solutions"]  # type: ignore[return-value] # as the source says

    def constant(self, value: object) -> str:
        name = f"c{next(self.numbers)}"
        self.known[name] = value
        return name

    def variable(self, name: str) -> str:
        return self.slots[name] if name in self.scope.bound else "None"

    def row(self, names: Iterable[str]) -> str:
        return f"({''.join(f'{self.variable(name)}, ' for name in names)})"

    def group(self, group: Group, seen: set[str]) -> None:
        """The loops of a group; adds to the scope. Its filters see the variables of `seen` and its own."""
        own = seen | {name for part in group if not isinstance(part, Filter) for name in variables(part)}
        filters = [conditions(part) for part in group if isinstance(part, Filter)]
        waiting = [[(condition, spoken_of(condition, own)) for condition in asked] for asked in filters]
        patterns: list[Pattern] = []

        def filter_now(last: bool = False) -> None:
            for asked in waiting:
                while asked and (last or asked[0][1] <= self.scope.bound):
                    condition, needed = asked.pop(0)
                    if not needed <= own:
                        raise Beyond("a filter on what its group does not bind")
                    self.body.begin(f"if {self.tests.test(condition)}:")

        def match_now() -> None:
            while patterns:
                found = next((p for p in patterns if self.begins(p.subject)), None) or next(
                    (p for p in patterns if not isinstance(p.path, Var) and self.begins(p.object)), None
                )
                if found is None:
                    raise Beyond("a pattern that nothing leads to")
                patterns.remove(found)
                self.pattern(found)
                filter_now()

        filter_now()
        for part in group:
            if isinstance(part, Pattern):
                patterns.append(part)
            elif not isinstance(part, Filter):
                match_now()
                self.other(part)
                filter_now()
        match_now()
        filter_now(last=True)

    def begins(self, node: Var | Term) -> bool:
        """Whether the end of a pattern is known before the pattern is matched."""
        if isinstance(node, Var) and node.name in self.scope.maybe:
            raise Beyond(f"?{node.name}, which may have a value or not")
        return not isinstance(node, Var) or node.name in self.scope.sure

    def other(self, part: Bind | Maybe | Either) -> None:
        match part:
            case Bind(expression, Var(name)):
                self.bind(expression, name)
            case Maybe(group):
                self.optional(part, group)
            case Either(groups):
                self.union(groups)

    def bind(self, expression: Expression, name: str) -> None:
        if name in self.scope.bound:
            raise Beyond(f"a second value for ?{name}")
        if not variables(expression) <= self.scope.bound:
            raise Beyond("BIND of what its group does not bind")
        value = self.values.value(expression)
        if name in self.matched:
            value = self.values.call(written, value)
        if variables(expression) <= self.scope.sure:
            self.scope.sure.add(name)
            self.body.line(f"{self.variable(name)} = {value}")
            return
        self.scope.maybe.add(name)
        self.body.line(f"try: {self.variable(name)} = {value}")
        self.body.line(f"except Unbound: {self.variable(name)} = None")

    def optional(self, part: Maybe, group: Group) -> None:
        """Each solution of the group, or one without; where others only ask whether there is any, the first will do."""
        outer = self.scope.copy()
        body = self.nested(group, outer.bound)
        new = self.scope.bound - outer.bound
        names = sorted(new & set(mentions(self.whole) - mentions(part)))
        used = new & set(mentions(self.whole, but="BOUND") - mentions(part, but="BOUND"))
        found, first_will_do = self.function(body, names), not used and set(names) <= self.scope.sure
        self.scope = _Scope(outer.sure, outer.maybe | new)
        nothing = self.constant((None,) * len(names))
        some = f"[next({found}, {nothing})]" if first_will_do else f"list({found}) or [{nothing}]"
        if names:
            self.body.begin(f"for {self.row(names)} in {some}:")

    def union(self, groups: tuple[Group, ...]) -> None:
        outer = self.scope
        ways = []
        for group in groups:
            self.scope = outer.copy()
            ways.append((self.nested(group, {"this"}), self.scope))
        sure = set.intersection(*(scope.sure for _body, scope in ways))
        bound = set().union(*(scope.bound for _body, scope in ways))
        names = sorted(bound - outer.bound)
        found = []
        for body, scope in ways:
            self.scope = scope
            found.append(self.function(body, names))
        self.scope = _Scope(sure, bound - sure)
        self.body.begin(f"for {self.row(names)} in chain({', '.join(found)}):")

    def nested(self, group: Group, seen: set[str]) -> _Body:
        """A group within another. What it says of the other's variables it must say by a pattern: the reference works
        it out by itself and joins afterwards."""
        by_itself = {"this", *(name for part in group if isinstance(part, Pattern) for name in variables(part))}
        for part in group:
            outside = variables(part) & self.scope.bound - by_itself if isinstance(part, Maybe | Bind) else set()
            if outside:
                raise Beyond("an OPTIONAL or BIND on what its group does not bind")
        return self.within(group, seen)

    def within(self, group: Group, seen: set[str]) -> _Body:
        """The body of a function for a group within another."""
        outer, self.body = self.body, _Body(self.body.looked)
        self.group(group, seen)
        body, self.body = self.body, outer
        return body

    def function(self, body: _Body, names: Iterable[str]) -> str:
        """Makes the body a function that yields these variables; writes its call."""
        body.line(f"yield {self.row(names)}")
        call = f"g{next(self.numbers)}()"
        self.body.inner += body.function(call)
        return call

    def pattern(self, part: Pattern) -> None:
        forward = self.begins(part.subject)
        start, end = (part.subject, part.object) if forward else (part.object, part.subject)
        reached = self.reach(start, part.path, forward=forward)
        if isinstance(part.path, Var) and not self.begins(part.path):
            raise Beyond("a property that the query leaves open")
        if self.begins(end):
            self.body.begin(f"if {self.node(end)} in {reached}:")
        elif isinstance(end, Var):
            self.scope.sure.add(end.name)
            self.body.begin(f"for {self.node(end)} in {reached}:")

    def node(self, node: Var | Term) -> str:
        return self.variable(node.name) if isinstance(node, Var) else self.constant(node)

    def reach(self, start: Var | Term, path: Var | ox.NamedNode | Path_, *, forward: bool) -> str:
        """The nodes that a pattern leads to."""
        if isinstance(path, Var):
            if not isinstance(start, Var):
                raise Beyond("a property that the query leaves open")
            return f"{self.properties(start)}.get({self.variable(path.name)}, NOTHING)"
        return self.follow(start, path if forward else inverse(path))

    def follow(self, start: Var | Term, way: ox.NamedNode | Path_) -> str:
        if isinstance(way, ox.NamedNode):
            return f"{self.properties(start)}.get({self.constant(way)}, NOTHING)"
        match way:
            case ("inversePath", (ox.NamedNode() as predicate,)):
                return f"subjects({self.constant(predicate)}, {self.node(start)})"
            case ("alternativePath", parts):
                return f"({' + '.join(self.follow(start, part) for part in parts)})"
        return f"along(facts, {self.constant(str(way))}, {self.constant(way)}, {self.node(start)})"

    def properties(self, node: Var | Term) -> str:
        """The properties of a node, looked up once."""
        if not isinstance(node, Var):
            return f"described[{self.constant(node)}]"
        name = self.slots[node.name].replace("v", "d")
        if node.name not in self.body.looked:
            self.body.looked.add(node.name)
            self.body.line(f"{name} = described[{self.variable(node.name)}]")
        return name

    def exists(self, part: Exists) -> str:
        found = self.simple(part)
        if found is None:
            outer, self.scope = self.scope, self.scope.copy()
            body = self.within(part.group, outer.bound)
            found = f"next({self.function(body, ())}, None) is not None"
            self.scope = outer
        return f"(not {found})" if part.negated else f"({found})"

    def simple(self, part: Exists) -> str | None:
        """Whether a single pattern, with nothing known about its other end, leads anywhere."""
        match part.group:
            case (Pattern(subject, path, value),) if not isinstance(path, Var):
                forward = self.begins(subject)
                start, end = (subject, value) if forward else (value, subject)
                if not self.begins(end) and self.begins(start):
                    return self.reach(start, path, forward=forward)
        return None


def _not_here(_exists: Exists) -> str:
    raise Beyond("EXISTS in BIND")


def _along(facts: Facts, key: str, way: Path_, node: Term) -> list[Term]:
    """Where a path leads to, looked up once for each node."""
    found = facts.reached.get((key, node))
    if found is None:
        found = facts.reached[key, node] = values(facts, node, way)
    return found
