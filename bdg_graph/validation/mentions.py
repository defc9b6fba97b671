"""Which variables the parts of a query speak of, and how; it writes nothing."""

from collections import Counter
from collections.abc import Iterator

from bdg_graph.validation.selects import Bind, Call, Either, Exists, Expression, Filter, Maybe, Pattern, Var


def variables(part: object) -> set[str]:
    """The names of all variables in a part of a query."""
    return set(_names(part, ""))


def conditions(part: Filter) -> list[Expression]:
    """What a filter asks one after another: a later one may lean on an earlier one."""
    match part.expression:
        case Call("&&", args):
            return [condition for arg in args for condition in conditions(Filter(arg))]
    return [part.expression]


def matched(part: object) -> set[str]:
    """The names of the variables in the patterns of a query."""
    match part:
        case Pattern():
            return variables(part)
        case Call(_, parts) | Either(parts):
            return matched(parts)
        case tuple():
            return {name for inner in part for name in matched(inner)}
        case Filter(inner) | Bind(inner, _) | Maybe(inner) | Exists(inner, _):
            return matched(inner)
    return set()


def mentions(part: object, but: str = "") -> Counter[str]:
    """How often a part of a query speaks of each variable, `but` in calls of this name."""
    return Counter(_names(part, but))


def _names(part: object, but: str) -> Iterator[str]:
    match part:
        case Var(name):
            yield name
        case tuple():
            for inner in part:
                yield from _names(inner, but)
        case Call(name, args) if name != but:
            yield from _names(args, but)
        case Exists(inner, _) | Maybe(inner) | Either(inner) | Filter(inner):
            yield from _names(inner, but)
        case Pattern(subject, path, value):
            yield from _names((subject, path, value), but)
        case Bind(expression, var):
            yield from _names((expression, var), but)


def spoken_of(expression: object, own: set[str]) -> set[str]:
    """The variables of its group that a condition speaks of; those that only an EXISTS in it has are its own
    business."""
    match expression:
        case Exists(group, _):
            return variables(group) & own
        case Var(name):
            return {name}
        case _ if hasattr(expression, "args"):
            return {name for arg in expression.args for name in spoken_of(arg, own)}
    return set()
