"""Whether literals are well formed and how they compare, for the datatypes that data use (xsd:integer, decimal, gYear,
date, boolean, string). What the reference would judge in a way of its own is not guessed but left `Undecided`."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Final, NamedTuple

import pyoxigraph as ox

from bdg_graph.terms import RDF, XSD


class Undecided(Exception):
    """This data is beyond what the fast evaluation knows; the reference has to judge the shape."""


INTEGER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)")
DECIMAL: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
DATE: Final = re.compile(r"[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}")
ZONED: Final = re.compile(r"-?[0-9]{4,}-[0-9]{2}-[0-9]{2}(?:Z|[+-][0-9]{2}:[0-9]{2})?")
NUMERIC: Final = frozenset({XSD.integer, XSD.decimal})
WORDS: Final = frozenset({XSD.string, RDF.langString})


def _converts(convert: Callable[[str], object], text: str) -> bool:
    try:
        convert(text)
    except (ValueError, InvalidOperation):
        return False
    return True


class Reading(NamedTuple):
    """What a literal says: its datatype, its value where the words are right for it, and what is not certain of it."""

    kind: str
    value: str | bool | int | Decimal | date | None
    doubt: str = ""


@lru_cache(maxsize=1 << 16)  # the positions of passages alone are tens of thousands
def reading(literal: ox.Literal) -> Reading:
    """The literal, read once. The value is None where it has none that is known here."""
    text, kind = literal.value, literal.datatype.value
    if kind in WORDS:
        return Reading(kind, text)
    strict, loose = STRICT.get(kind, (None, None))
    if strict is None or loose is None:
        return Reading(kind, None, f"datatype {kind}")
    if strict(text):
        return Reading(kind, VALUES[kind](text))
    return Reading(kind, None, f"“{text}” as {kind}" if loose(text) else "")


def well_formed(found: Reading) -> bool:
    """Whether the words of a literal are right for its datatype."""
    if found.doubt:
        raise Undecided(found.doubt)
    return found.value is not None


def _is_date(text: str) -> bool:
    return bool(DATE.fullmatch(text)) and _converts(date.fromisoformat, text)


STRICT: Final[dict[str, tuple[Callable[[str], object], Callable[[str], object]]]] = {
    XSD.integer: (INTEGER.fullmatch, lambda text: _converts(int, text)),
    XSD.decimal: (DECIMAL.fullmatch, lambda text: _converts(Decimal, text)),
    XSD.gYear: (lambda _text: True, lambda _text: True),  # pySHACL takes any; the shapes have a pattern
    XSD.date: (_is_date, ZONED.fullmatch),
    XSD.boolean: ({"true", "false"}.__contains__, {"1", "0"}.__contains__),
}
"""By datatype: what is certainly right, and what the reference may take for right."""


VALUES: Final[dict[str, Callable[[str], str | bool | int | Decimal | date]]] = {
    XSD.integer: int,
    XSD.decimal: Decimal,
    XSD.gYear: str,
    XSD.date: date.fromisoformat,
    XSD.boolean: "true".__eq__,
}


def compare(left: Reading, right: Reading) -> int:
    """-1, 0 or 1, as `left` is smaller, equal or greater."""
    a, b = left.value, right.value
    comparable = (left.kind in NUMERIC and right.kind in NUMERIC) or left.kind == right.kind == XSD.date
    if comparable and a is not None and b is not None:
        return (a > b) - (a < b)  # type: ignore[operator] # of one kind
    raise Undecided(f"order of {left.kind} “{a}” and {right.kind} “{b}”")
