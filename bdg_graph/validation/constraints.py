"""Evaluates the core constraints of SHACL over `Facts`: value nodes in, breaches out, as pySHACL would report them.

It knows one focus node at a time and no report; what it is not sure of raises Undecided.
"""

import math
import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Final

import pyoxigraph as ox

from bdg_graph.terms import RDF, XSD
from bdg_graph.validation.graph import SUBCLASS, TYPE, Facts, Term
from bdg_graph.validation.literals import NUMERIC, STRICT, Undecided, compare, well_formed
from bdg_graph.validation.shapes import SH, Path_, Shape

Each = Callable[[Facts, Shape, Term, Term], bool]
Whole = Callable[[Facts, Shape, Term, list[Term], Term], Iterable[Term | None]]

NOTHING: Final[list[Term]] = []
Breach = tuple[str, Term | None]
"""A constraint component and the value in question."""


def values(facts: Facts, focus: Term, path: ox.NamedNode | Path_ | None) -> list[Term]:
    """The value nodes of `path` at `focus`, each once."""
    if path is None:
        return [focus]
    if isinstance(path, ox.NamedNode):
        return facts.objects(focus, path)
    kind, parts = path
    match kind:
        case "inversePath" if isinstance(parts[0], ox.NamedNode):
            return list(facts.subjects(parts[0], focus))
        case "alternativePath":
            return list(dict.fromkeys(value for part in parts for value in values(facts, focus, part)))
        case "sequence":
            reached: list[Term] = [focus]
            for part in parts:
                reached = list(dict.fromkeys(value for node in reached for value in values(facts, node, part)))
            return reached
        case "zeroOrOnePath":
            return list(dict.fromkeys([focus, *values(facts, focus, parts[0])]))
        case "zeroOrMorePath":
            return _closure(facts, [focus], parts[0])
        case "oneOrMorePath":
            return _closure(facts, values(facts, focus, parts[0]), parts[0])
    raise Undecided(f"the path {kind}")


def _closure(facts: Facts, start: list[Term], part: Path_ | ox.NamedNode) -> list[Term]:
    found = dict.fromkeys(start)
    waiting = list(start)
    while waiting:
        for value in values(facts, waiting.pop(), part):
            if value not in found:
                found[value] = None
                waiting.append(value)
    return list(found)


def breaches(facts: Facts, shape: Shape, focus: Term, described: dict[ox.NamedNode, list[Term]]) -> list[Breach]:
    """What of the shape's core constraints the focus node, with these properties, breaks."""
    if shape.checks is None:
        shape.checks = _prepared(shape)
    least, most, each, whole = shape.checks
    path = shape.path
    found = described.get(path, NOTHING) if isinstance(path, ox.NamedNode) else values(facts, focus, path)
    broken: list[Breach] = []
    if not least <= len(found) <= most:
        broken += [(component("minCount"), None) for number in _numbers(shape, "minCount") if len(found) < number]
        broken += [(component("maxCount"), None) for number in _numbers(shape, "maxCount") if len(found) > number]
    if found:
        for name, test, parameter in each:
            for value in found:
                if not test(facts, shape, value, parameter):
                    broken.append((component(name), value))
        for name, judge, parameter in whole:
            broken += [(component(name), value) for value in judge(facts, shape, focus, found, parameter)]
    return broken


def _prepared(shape: Shape) -> tuple[int, float, list[tuple[str, Each, Term]], list[tuple[str, Whole, Term]]]:
    """The constraints sorted by how they are judged: how many values, each value, all values together."""
    return (
        max(_numbers(shape, "minCount"), default=0),
        min(_numbers(shape, "maxCount"), default=math.inf),
        [(name, EACH[name], parameter) for name, parameter in shape.constraints if name in EACH],
        [(name, WHOLE[name], parameter) for name, parameter in shape.constraints if name in WHOLE],
    )


def _numbers(shape: Shape, name: str) -> list[int]:
    return [_number(parameter) for own, parameter in shape.constraints if own == name]


def component(name: str) -> str:
    """The constraint component of a parameter: "minCount" has sh:MinCountConstraintComponent."""
    return f"{SH}{name[0].upper()}{name[1:]}ConstraintComponent"


def _number(parameter: Term) -> int:
    if isinstance(parameter, ox.Literal) and parameter.value.isdecimal():
        return int(parameter.value)
    raise Undecided(f"{parameter} is no number")


def _unique_lang(_f: Facts, _s: Shape, _focus: Term, found: list[Term], wanted: Term) -> Iterator[Term | None]:
    if wanted.value not in ("true", "false") or not isinstance(wanted, ox.Literal):
        raise Undecided("sh:uniqueLang")
    if wanted.value == "true" and wanted.datatype.value == XSD.boolean:
        languages = [v.language.lower() for v in found if isinstance(v, ox.Literal) and v.language]
        yield from (None for language in dict.fromkeys(languages) if languages.count(language) > 1)


def _less(allowed: tuple[int, ...]) -> Whole:
    def check(facts: Facts, _s: Shape, focus: Term, found: list[Term], other: Term) -> Iterator[Term | None]:
        for value in found:
            for limit in facts.objects(focus, _iri(other)):
                if not (isinstance(value, ox.Literal) and isinstance(limit, ox.Literal)):
                    raise Undecided(f"order of {value} and {limit}")
                order = compare(value, limit)
                if (order > 0) - (order < 0) not in allowed:
                    yield value

    return check


def _disjoint(facts: Facts, _s: Shape, focus: Term, found: list[Term], other: Term) -> Iterator[Term | None]:
    others = facts.objects(focus, _iri(other))
    yield from (value for value in found if value in others)


def _iri(term: Term) -> ox.NamedNode:
    if isinstance(term, ox.NamedNode):
        return term
    raise Undecided(f"{term} is no property")


def _has_class(facts: Facts, _s: Shape, value: Term, kind: Term) -> bool:
    known = facts.kinds.get((value, kind))
    if known is None:
        kinds = [] if isinstance(value, ox.Literal) else facts.objects(value, TYPE)
        known = facts.kinds[value, kind] = kind in kinds or any(kind in _wider(facts, own) for own in kinds)
    return known


def _wider(facts: Facts, kind: Term) -> list[Term]:
    return _closure(facts, [kind], SUBCLASS)


def _has_datatype(_f: Facts, _s: Shape, value: Term, datatype: Term) -> bool:
    if datatype.value not in STRICT and datatype.value not in (XSD.string, RDF.langString):
        raise Undecided(f"datatype {datatype.value}")
    return isinstance(value, ox.Literal) and value.datatype == datatype and well_formed(value)


def _is_in(_f: Facts, shape: Shape, value: Term, head: Term) -> bool:
    return value in shape.lists[head]


def _in_language(_f: Facts, shape: Shape, value: Term, head: Term) -> bool:
    if not isinstance(value, ox.Literal) or not value.language:
        return False
    wanted = {tag.value.lower() for tag in shape.lists[head]}
    return bool({"*", value.language.lower(), value.language.lower().split("-")[0]} & wanted)


@lru_cache(maxsize=256)
def _compiled(pattern: str, flags: str) -> re.Pattern[str]:
    try:
        return re.compile(pattern, (re.I if "i" in flags else 0) | (re.M if "m" in flags else 0))
    except re.error as problem:
        raise Undecided(f"the pattern {pattern}") from problem


def _matches(_f: Facts, shape: Shape, value: Term, pattern: Term) -> bool:
    matcher = _compiled(pattern.value, shape.flags.lower())
    return not isinstance(value, ox.BlankNode) and bool(matcher.search(value.value))


def _is_kind(_f: Facts, _s: Shape, value: Term, kind: Term) -> bool:
    own = "IRI" if isinstance(value, ox.NamedNode) else "Literal" if isinstance(value, ox.Literal) else "BlankNode"
    return own in kind.value.removeprefix(SH).replace("OrLiteral", " Literal").replace("OrIRI", " IRI").split()


def _min_length(_f: Facts, _s: Shape, value: Term, least: Term) -> bool:
    return not isinstance(value, ox.BlankNode) and len(value.value) >= _number(least)


def _max_length(_f: Facts, _s: Shape, value: Term, most: Term) -> bool:
    return not isinstance(value, ox.BlankNode) and len(value.value) <= _number(most)


def _ranged(allowed: tuple[int, ...]) -> Each:
    def check(_f: Facts, _s: Shape, value: Term, limit: Term) -> bool:
        if not isinstance(value, ox.Literal):
            return False
        if not isinstance(limit, ox.Literal) or limit.datatype.value not in NUMERIC:
            raise Undecided(f"the limit {limit}")
        if value.datatype.value in (XSD.string, RDF.langString):
            return False
        order = compare(value, limit)
        return (order > 0) - (order < 0) in allowed

    return check


EACH: Final[dict[str, Each]] = {
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
"""Constraints on each value: whether it holds."""

WHOLE: Final[dict[str, Whole]] = {
    "uniqueLang": _unique_lang,
    "lessThan": _less((-1,)),
    "lessThanOrEquals": _less((-1, 0)),
    "disjoint": _disjoint,
}
"""Constraints on all values of a focus node together: the values that break them."""
