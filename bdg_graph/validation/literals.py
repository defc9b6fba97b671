"""Whether literals are well formed and how they compare, for the datatypes that data use (xsd:integer, decimal, gYear,
date, boolean, string). What the reference would judge in a way of its own is not guessed but left `Undecided`."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Final

import pyoxigraph as ox

from bdg_graph.terms import RDF, XSD


class Undecided(Exception):
    """This data is beyond what the fast evaluation knows; the reference has to judge the shape."""


INTEGER: Final = re.compile(r"-?(?:0|[1-9][0-9]*)")
DECIMAL: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)")
DATE: Final = re.compile(r"[1-9][0-9]{3}-[0-9]{2}-[0-9]{2}")
ZONED: Final = re.compile(r"-?[0-9]{4,}-[0-9]{2}-[0-9]{2}(?:Z|[+-][0-9]{2}:[0-9]{2})?")
NUMERIC: Final = frozenset({XSD.integer, XSD.decimal})
WHOLE_NUMBER: Final = ox.NamedNode(XSD.integer)
ANY: Final = ox.NamedNode("https://w3id.org/bdg/id/any")


def _converts(convert: Callable[[str], object], text: str) -> bool:
    try:
        convert(text)
    except (ValueError, InvalidOperation):
        return False
    return True


def well_formed(literal: ox.Literal) -> bool:
    """Whether the words of `literal` are right for its datatype."""
    text, kind = literal.value, literal.datatype.value
    if kind in (XSD.string, RDF.langString):
        return True
    strict, loose = STRICT.get(kind, (None, None))
    if strict is None or loose is None:
        raise Undecided(f"datatype {kind}")
    if strict(text):
        return True
    if loose(text):
        raise Undecided(f"“{text}” as {kind}")
    return False


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


def compare(left: ox.Literal, right: ox.Literal) -> int:
    """Below 0, 0 or above 0, as `left` is smaller, equal or greater."""
    if (
        left.datatype == right.datatype == WHOLE_NUMBER
        and INTEGER.fullmatch(left.value)
        and INTEGER.fullmatch(right.value)
    ):
        return int(left.value) - int(right.value)  # positions in a text, by the hundred
    kinds = {left.datatype.value, right.datatype.value}
    if not (well_formed(left) and well_formed(right)):
        raise Undecided(f"order of {left} and {right}")
    a: Decimal | date
    b: Decimal | date
    if kinds <= NUMERIC:
        a, b = Decimal(left.value), Decimal(right.value)
        return (a > b) - (a < b)
    if kinds == {XSD.date}:
        a, b = date.fromisoformat(left.value), date.fromisoformat(right.value)
        return (a > b) - (a < b)
    raise Undecided(f"order of {left} and {right}")


@lru_cache(maxsize=4096)
def stored(literal: ox.Literal) -> ox.Literal:
    """`literal` as an Oxigraph store keeps it: 60.0 becomes 60."""
    kind, text = literal.datatype.value, literal.value
    if kind in (XSD.string, RDF.langString):
        return literal
    if kind in (XSD.gYear, XSD.date, XSD.integer) and len(text) <= 10 and text.isascii() and STRICT[kind][0](text):
        return literal
    store = ox.Store()
    store.add(ox.Quad(ANY, ANY, literal))
    kept = next(iter(store)).object
    return kept if isinstance(kept, ox.Literal) else literal
