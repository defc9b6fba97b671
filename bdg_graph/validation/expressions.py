"""Writes the expressions of a query as Python, and holds the functions that they call. They reckon as the reference
does (rdflib: Python's own strings, numbers and regular expressions); what it might judge otherwise raises Undecided."""

import operator
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Final

import pyoxigraph as ox

from bdg_graph.terms import XSD
from bdg_graph.validation.graph import Term
from bdg_graph.validation.literals import Undecided, reading
from bdg_graph.validation.selects import COMPARISONS, Beyond, Call, Exists, Expression, Var

Value = str | bool | int | Decimal | date | Term
"""What an expression comes to: plain strings, truth values, numbers and days as Python has them, all else as a term."""
# Matches "7", "-07"; must not match "1.0", "٣", " 7".
WHOLE: Final = re.compile(r"-?[0-9]{1,18}")
ORDERS: Final[dict[str, Callable[[Value, Value], bool]]] = {
    "<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge,
}  # fmt: skip


READ: Final = {XSD.string, XSD.integer, XSD.decimal, XSD.boolean, XSD.date}
"""The datatypes whose values expressions reckon with; all other literals are compared as terms."""
ALIKE: Final = {str, bool, int, ox.NamedNode}
TRUTHS: Final = {*COMPARISONS, "BOUND", "IN", "REGEX", "CONTAINS", "STRSTARTS", "STRENDS", "ISNUMERIC", "ISIRI"}
"""What comes to nothing but true or false."""


BOOLEAN: Final = ox.NamedNode(XSD.boolean)
INTEGER: Final = ox.NamedNode(XSD.integer)


NO_VALUE: Final = "a variable without a value"


class Unbound(Undecided):
    """A variable without a value, where one is needed."""


class Writer:
    """Writes expressions as Python: `variable` writes a variable, `constant` a value, `exists` an EXISTS."""

    def __init__(
        self, variable: Callable[[str], str], constant: Callable[[object], str], exists: Callable[[Exists], str]
    ) -> None:
        self.variable = variable
        self.constant = constant
        self.exists = exists

    def test(self, expression: Expression) -> str:
        """Whether a filter is fulfilled."""
        match expression:
            case Exists():
                return self.exists(expression)
            case Call("!", (inner,)):
                return f"(not {self.test(inner)})"
            case Call("&&", args):
                return f"({' and '.join(map(self.test, args))})"
            case Call("||", args):
                return f"({' or '.join(map(self.test, args))})"
        value = self.value(expression)
        return value if isinstance(expression, Call) and expression.name in TRUTHS else self.call(truth, value)

    def value(self, expression: Expression) -> str:
        """What an expression comes to. Raises Beyond."""
        match expression:
            case Var(name):
                return self.call(plain, self.variable(name))
            case Call("BOUND", (Var(name),)):
                return f"({self.variable(name)} is not None)"
            case Call("STR", (Var(name),)):
                return self.call(_str, self.variable(name))
            case Call("COALESCE", args):
                return self.call(_coalesce, *(f"lambda: {self.value(arg)}" for arg in args))
            case Call("!" | "&&" | "||", _) | Exists():
                return self.test(expression)
            case Call("IN", args):
                return self.call(_among, *map(self.value, args))
            case Call("=" | "!=" as sign, (Var(left), Var(right))):
                same = self.call(_same, self.variable(left), self.variable(right))
                return same if sign == "=" else f"(not {same})"
            case Call(name, args) if name in OPERATORS and len(args) in OPERATORS[name][0]:
                return self.call(OPERATORS[name][1], *map(self.value, args))
            case Call(name, _):
                raise Beyond(f"the function {name}")
            case tuple():
                raise Beyond("a group among the expressions")
        return self.constant(plain(expression))

    def call(self, function: Callable[..., Value], *args: str) -> str:
        return f"{self.constant(function)}({', '.join(args)})"


def _coalesce(*args: Callable[[], Value]) -> Value:
    for arg in args:
        try:
            return arg()
        except Unbound:
            continue
    raise Unbound("COALESCE without a value")


def _among(wanted: Value, *listed: Value) -> bool:
    if not all(isinstance(term, ox.NamedNode) for term in (wanted, *listed)):
        raise Undecided("IN a list of literals")
    return wanted in listed


def plain(value: Value | None) -> Value:
    """A term as expressions reckon with it. Raises Unbound for none, Undecided for words that are wrong for their
    datatype."""
    if type(value) is not ox.Literal:
        if value is None:
            raise Unbound(NO_VALUE)
        return value
    if value.language:
        return value
    found = reading(value)
    if found.kind not in READ:
        return value
    if found.value is None:
        raise Undecided(f"the literal {value}")
    return found.value


def written(value: Value) -> Term:
    """The term of a value that an expression came to."""
    if isinstance(value, str):
        return ox.Literal(value)
    if isinstance(value, bool):
        return ox.Literal("true" if value else "false", datatype=BOOLEAN)
    if isinstance(value, int):
        return ox.Literal(str(value), datatype=INTEGER)
    if isinstance(value, Decimal | date):
        raise Undecided(f"the spelling of {value}")
    return value


def truth(value: Value) -> bool:
    """The effective boolean value."""
    if isinstance(value, bool | str | int):
        return bool(value)
    raise Undecided(f"whether {value} is true")


def _text(value: Value) -> str:
    """A string, with or without a language."""
    if isinstance(value, str):
        return value
    if isinstance(value, ox.Literal) and value.language and not value.direction:
        return value.value
    raise Undecided(f"{value} as a string")


def _simple(value: Value) -> str:
    if isinstance(value, str):
        return value
    raise Undecided(f"{value} as a string without language")


def _whole(value: Value) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise Undecided(f"{value} as a number")


def _kind(value: Value) -> type:
    """What a value is, as far as comparing goes."""
    for kind in (bool, str, date):
        if isinstance(value, kind):
            return kind
    if isinstance(value, int | Decimal):
        return Decimal
    return ox.Literal if isinstance(value, ox.Literal) else ox.NamedNode


def _equal(left: Value, right: Value) -> bool:
    if type(left) is type(right) and type(left) in ALIKE:
        return left == right
    kinds = {_kind(left), _kind(right)}
    if ox.NamedNode in kinds or (len(kinds) == 1 and ox.Literal not in kinds):
        return left == right
    if isinstance(left, ox.Literal) and isinstance(right, ox.Literal) and left.language == right.language is not None:
        return left == right
    raise Undecided(f"whether {left} and {right} are equal")


def _same(left: Value | None, right: Value | None) -> bool:
    """Whether the values of two variables are equal: mostly two IRIs."""
    if type(left) is type(right) is ox.NamedNode:
        return left == right
    return _equal(plain(left), plain(right))


def _ordered(sign: str) -> Callable[[Value, Value], bool]:
    order = ORDERS[sign]

    def compare(left: Value, right: Value) -> bool:
        kind = _kind(left)
        if kind is not _kind(right) or kind not in (str, Decimal, date):
            raise Undecided(f"order of {left} and {right}")
        return order(left, right)

    return compare


def _str(value: Value | None) -> str:
    """The letters of a term as its file writes them; a number only where a query made it."""
    if isinstance(value, (ox.NamedNode, ox.Literal)):
        return value.value
    if isinstance(value, str):
        return value
    if value is None:
        raise Unbound(NO_VALUE)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise Undecided(f"the spelling of {value}")


def _lang(value: Value) -> str:
    if isinstance(value, ox.NamedNode | ox.BlankNode):
        raise Undecided(f"the language of {value}")
    return (value.language or "") if isinstance(value, ox.Literal) else ""


def _concat(*parts: Value) -> str:
    try:
        return "".join(parts)  # type: ignore[arg-type] # what is no string raises
    except TypeError as problem:
        raise Undecided("CONCAT of more than plain strings") from problem


@lru_cache(maxsize=256)
def _pattern(text: str) -> re.Pattern[str]:
    try:
        return re.compile(text)
    except re.error as problem:
        raise Undecided(f"the pattern {text}") from problem


def _matches(text: Value, pattern: Value) -> bool:
    return _pattern(_simple(pattern)).search(_text(text)) is not None


def _replace(text: Value, pattern: Value, by: Value) -> str:
    replacement = _simple(by)
    if "$" in replacement or "\\" in replacement:
        raise Undecided(f"the replacement {replacement}")
    return _pattern(_simple(pattern)).sub(replacement, _simple(text))


def _substr(text: Value, start: Value, length: Value) -> str:
    first = _whole(start) - 1
    if first < 0:
        raise Undecided(f"SUBSTR from {first}")
    return _simple(text)[first : first + _whole(length)]


def _integer(value: Value) -> int:
    if isinstance(value, str) and WHOLE.fullmatch(value):
        return int(value)
    return _whole(value)


def _is_numeric(value: Value) -> bool:
    return isinstance(value, int | Decimal) and not isinstance(value, bool)


OPERATORS: Final[dict[str, tuple[range, Callable[..., Value]]]] = {
    "=": (range(2, 3), _equal),
    "!=": (range(2, 3), lambda left, right: not _equal(left, right)),
    **{sign: (range(2, 3), _ordered(sign)) for sign in ORDERS},
    "+": (range(2, 3), lambda left, right: _whole(left) + _whole(right)),
    "-": (range(2, 3), lambda left, right: _whole(left) - _whole(right)),
    "STR": (range(1, 2), _str),
    "LANG": (range(1, 2), _lang),
    "CONCAT": (range(1, 20), _concat),
    "REGEX": (range(2, 3), _matches),
    "REPLACE": (range(3, 4), _replace),
    "UCASE": (range(1, 2), lambda text: _simple(text).upper()),
    "LCASE": (range(1, 2), lambda text: _simple(text).lower()),
    "STRLEN": (range(1, 2), lambda text: len(_text(text))),
    "CONTAINS": (range(2, 3), lambda text, part: _simple(part) in _simple(text)),
    "STRSTARTS": (range(2, 3), lambda text, part: _simple(text).startswith(_simple(part))),
    "STRENDS": (range(2, 3), lambda text, part: _simple(text).endswith(_simple(part))),
    "SUBSTR": (range(3, 4), _substr),
    "ISNUMERIC": (range(1, 2), _is_numeric),
    "ISIRI": (range(1, 2), lambda value: isinstance(value, ox.NamedNode)),
    "ISLITERAL": (range(1, 2), lambda value: not isinstance(value, ox.NamedNode | ox.BlankNode)),
    "ISBLANK": (range(1, 2), lambda value: isinstance(value, ox.BlankNode)),
    XSD.integer: (range(1, 2), _integer),
}
"""By name: how many arguments, and what is done with them."""
