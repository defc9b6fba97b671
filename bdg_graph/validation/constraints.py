"""Evaluates the core constraints of SHACL over `Facts`: value nodes in, breaches out, as pySHACL would report them.

It knows no report; what it is not sure of raises Undecided.
"""

import math
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Final

import pyoxigraph as ox

from bdg_graph.terms import XSD
from bdg_graph.validation.graph import NOTHING, Facts, Properties, Term
from bdg_graph.validation.literals import NUMERIC, STRICT, WORDS, Undecided, compare, reading, well_formed
from bdg_graph.validation.shapes import SH, Path_, Shape

Breach = tuple[Term, str, Term | None]
"""The focus node, a constraint component and the value in question."""
Focus = dict[Term, Properties]
"""Focus nodes with their properties."""
Each = Callable[[Facts, list[Term]], Iterable[Term]]
"""Those of the values that break a constraint on each value."""
Whole = Callable[[Facts, Term, list[Term]], Iterable[Term | None]]
"""The values of a focus node that break a constraint on all of them together."""


def values(facts: Facts, focus: Term, path: ox.NamedNode | Path_ | None) -> list[Term]:
    """The value nodes of `path` at `focus`, each once."""
    if path is None:
        return [focus]
    if isinstance(path, ox.NamedNode):
        return facts.objects(focus, path)
    kind, parts = path
    match kind:
        case "inversePath" if isinstance(parts[0], ox.NamedNode):
            return facts.subjects(parts[0], focus)  # type: ignore[return-value] # subjects are terms
        case "alternativePath":
            either: list[Term] = []
            for part in parts:
                if reached := values(facts, focus, part):
                    either = either + reached if either else reached
            return either if len(either) < 2 else list(dict.fromkeys(either))
        case "sequence":
            ends: list[Term] = [focus]
            for part in parts:
                ends = list(dict.fromkeys(value for node in ends for value in values(facts, node, part)))
            return ends
        case "zeroOrOnePath":
            return list(dict.fromkeys([focus, *values(facts, focus, parts[0])]))
        case "zeroOrMorePath":
            return _closure(facts, [focus], parts[0])
        case "oneOrMorePath":
            return _closure(facts, values(facts, focus, parts[0]), parts[0])
    raise Undecided(f"the path {kind}")


def along(facts: Facts, nodes: list[Term], path: ox.NamedNode | Path_ | None) -> list[list[Term]]:
    """The value nodes of `path` at each of the nodes."""
    match path:
        case ("inversePath", (ox.NamedNode() as predicate,)):
            pointing = facts.pointing(predicate)
            return [pointing[node] for node in nodes]  # type: ignore[misc] # subjects are terms
        case ("alternativePath", parts):
            either = zip(*(along(facts, nodes, part) for part in parts), strict=True)
            return [_joined([values for values in found if values]) for found in either]
    return [values(facts, node, path) for node in nodes]


def _joined(found: list[list[Term]]) -> list[Term]:
    """The values of some lists, each once; those of one list are."""
    return found[0] if len(found) == 1 else list(dict.fromkeys(chain.from_iterable(found)))


def _closure(facts: Facts, start: list[Term], part: Path_ | ox.NamedNode) -> list[Term]:
    found = dict.fromkeys(start)
    waiting = list(start)
    while waiting:
        for value in values(facts, waiting.pop(), part):
            if value not in found:
                found[value] = None
                waiting.append(value)
    return list(found)


@dataclass(frozen=True, slots=True)
class Checks:
    """The core constraints of a shape, sorted by how they are judged: how many values, each value, all together."""

    least: int
    most: float
    each: list[tuple[str, Each]]
    whole: list[tuple[str, Whole]]


def breaches(facts: Facts, shape: Shape, focus: Focus) -> list[Breach]:
    """What of the shape's core constraints the focus nodes break."""
    if not shape.constraints:
        return []
    if shape.checks is None:
        shape.checks = _prepared(shape)
    checks: Checks = shape.checks
    path = shape.path
    if isinstance(path, ox.NamedNode):
        if checks.least <= 0:
            focus = having(facts, focus, path)
        reached = [described.get(path, NOTHING) for described in focus.values()]
    else:
        reached = along(facts, list(focus), path)
    broken: list[Breach] = []
    if not all(checks.least <= number <= checks.most for number in set(map(len, reached))):
        for node, found in zip(focus, reached, strict=True):
            broken += [(node, name, None) for name in _miscounted(shape, len(found))]
    every = list(chain.from_iterable(reached))
    for name, breaking in checks.each:
        if wrong := set(breaking(facts, every)):
            by_node = zip(focus, reached, strict=True)
            broken += [(node, name, value) for node, found in by_node for value in found if value in wrong]
    for name, judge in checks.whole:
        by_node = zip(focus, reached, strict=True)
        broken += [(node, name, value) for node, found in by_node if found for value in judge(facts, node, found)]
    return broken


def having(facts: Facts, focus: Focus, predicate: ox.NamedNode) -> Focus:
    """Those of the focus nodes that have the property, where few nodes have it; else all of them."""
    number = facts.number_having(predicate)
    if number * 2 > len(focus):
        return focus
    return {node: focus[node] for node in facts.having(predicate) if node in focus} if number else {}


def _prepared(shape: Shape) -> Checks:
    return Checks(
        max(_numbers(shape, "minCount"), default=0),
        min(_numbers(shape, "maxCount"), default=math.inf),
        [(component(name), EACH[name](shape, given)) for name, given in shape.constraints if name in EACH],
        [(component(name), WHOLE[name](given)) for name, given in shape.constraints if name in WHOLE],
    )


def _miscounted(shape: Shape, found: int) -> list[str]:
    few = [component("minCount") for number in _numbers(shape, "minCount") if found < number]
    return few + [component("maxCount") for number in _numbers(shape, "maxCount") if found > number]


def _numbers(shape: Shape, name: str) -> list[int]:
    return [_number(parameter) for own, parameter in shape.constraints if own == name]


def component(name: str) -> str:
    """The constraint component of a parameter: "minCount" has sh:MinCountConstraintComponent."""
    return f"{SH}{name[0].upper()}{name[1:]}ConstraintComponent"


def _number(parameter: Term) -> int:
    if isinstance(parameter, ox.Literal) and parameter.value.isdecimal():
        return int(parameter.value)
    raise Undecided(f"{parameter} is no number")


def _unique_lang(wanted: Term) -> Whole:
    if wanted.value not in ("true", "false") or not isinstance(wanted, ox.Literal):
        raise Undecided("sh:uniqueLang")
    asked = wanted.value == "true" and wanted.datatype.value == XSD.boolean

    def check(_facts: Facts, _focus: Term, found: list[Term]) -> Iterable[Term | None]:
        if not asked or len(found) < 2:
            return ()
        languages = [v.language.lower() for v in found if isinstance(v, ox.Literal) and v.language]
        return (None for language in dict.fromkeys(languages) if languages.count(language) > 1)

    return check


def _less(allowed: tuple[int, ...]) -> Callable[[Term], Whole]:
    def made(other: Term) -> Whole:
        limited_by = _iri(other)

        def check(facts: Facts, focus: Term, found: list[Term]) -> Iterator[Term | None]:
            for value in found:
                for limit in facts.objects(focus, limited_by):
                    if not (isinstance(value, ox.Literal) and isinstance(limit, ox.Literal)):
                        raise Undecided(f"order of {value} and {limit}")
                    if compare(reading(value), reading(limit)) not in allowed:
                        yield value

        return check

    return made


def _disjoint(other: Term) -> Whole:
    apart = _iri(other)

    def check(facts: Facts, focus: Term, found: list[Term]) -> Iterator[Term | None]:
        others = facts.objects(focus, apart)
        yield from (value for value in found if value in others)

    return check


def _iri(term: Term) -> ox.NamedNode:
    if isinstance(term, ox.NamedNode):
        return term
    raise Undecided(f"{term} is no property")


def _has_class(_shape: Shape, kind: Term) -> Each:
    def breaking(facts: Facts, found: list[Term]) -> list[Term]:
        members = facts.members(kind)
        return [value for value in found if not members[value]]

    return breaking


def _has_datatype(_shape: Shape, datatype: Term) -> Each:
    kind = datatype.value
    if kind in WORDS:
        return _all(lambda value: type(value) is ox.Literal and value.datatype == datatype)
    known = kind in STRICT

    def holds(value: Term) -> bool:
        if not known:
            raise Undecided(f"datatype {kind}")
        return type(value) is ox.Literal and (found := reading(value)).kind == kind and well_formed(found)

    return _all(holds)


def _all(holds: Callable[[Term], bool]) -> Each:
    return lambda _facts, found: [value for value in found if not holds(value)]


def _is_in(shape: Shape, head: Term) -> Each:
    listed = set(shape.lists[head])
    return lambda _facts, found: [value for value in found if value not in listed]


def _in_language(shape: Shape, head: Term) -> Each:
    wanted = {tag.value.lower() for tag in shape.lists[head]}

    @lru_cache(maxsize=64)
    def fits(language: str | None) -> bool:
        return bool(language and {"*", language.lower(), language.lower().split("-")[0]} & wanted)

    return lambda _facts, found: [v for v in found if not isinstance(v, ox.Literal) or not fits(v.language)]


def _matches(shape: Shape, pattern: Term) -> Each:
    flags = shape.flags.lower()
    try:
        search = re.compile(pattern.value, (re.I if "i" in flags else 0) | (re.M if "m" in flags else 0)).search
    except re.error as problem:
        raise Undecided(f"the pattern {pattern}") from problem
    return lambda _facts, found: [v for v in found if isinstance(v, ox.BlankNode) or not search(v.value)]


def _is_kind(_shape: Shape, kind: Term) -> Each:
    named = kind.value.removeprefix(SH).replace("OrLiteral", " Literal").replace("OrIRI", " IRI").split()
    kinds = {"IRI": ox.NamedNode, "Literal": ox.Literal, "BlankNode": ox.BlankNode}
    allowed = tuple(kinds[name] for name in named)
    return lambda _facts, found: [value for value in found if not isinstance(value, allowed)]


def _min_length(_shape: Shape, least: Term) -> Each:
    number = _number(least)
    return _all(lambda value: not isinstance(value, ox.BlankNode) and len(value.value) >= number)


def _max_length(_shape: Shape, most: Term) -> Each:
    number = _number(most)
    return _all(lambda value: not isinstance(value, ox.BlankNode) and len(value.value) <= number)


def _ranged(allowed: tuple[int, ...]) -> Callable[[Shape, Term], Each]:
    def made(_shape: Shape, limit: Term) -> Each:
        if not isinstance(limit, ox.Literal) or limit.datatype.value not in NUMERIC:
            raise Undecided(f"the limit {limit}")
        end = reading(limit)

        def holds(value: Term) -> bool:
            if type(value) is not ox.Literal or (found := reading(value)).kind in WORDS:
                return False
            return compare(found, end) in allowed

        return _all(holds)

    return made


EACH: Final[dict[str, Callable[[Shape, Term], Each]]] = {
    "class": _has_class,
    "datatype": _has_datatype,
    "in": _is_in,
    "languageIn": _in_language,
    "pattern": _matches,
    "nodeKind": _is_kind,
    "minLength": _min_length,
    "maxLength": _max_length,
    "minInclusive": _ranged((0, 1)),
    "maxInclusive": _ranged((-1, 0)),
    "minExclusive": _ranged((1,)),
    "maxExclusive": _ranged((-1,)),
}
"""Constraints on each value, made of the shape and the parameter."""

WHOLE: Final[dict[str, Callable[[Term], Whole]]] = {
    "uniqueLang": _unique_lang,
    "lessThan": _less((-1,)),
    "lessThanOrEquals": _less((-1, 0)),
    "disjoint": _disjoint,
}
"""Constraints on all values of a focus node together, made of the parameter."""
