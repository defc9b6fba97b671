"""Terms as cells and cells as terms. A value that a cell cannot hold letter by letter is not put into one (None)."""

import datetime
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Final
from urllib.parse import quote

import pyoxigraph as ox

from bdg_graph.terms import ID, PREFIXES, XSD
from bdg_graph.validation.findings import Text
from bdg_graph.validation.graph import Term
from bdg_graph.validation.nearest import written
from bdg_graph.workbook.columns import PASSAGES, Column

Value = str | int | float | bool | datetime.datetime | datetime.date | None
LONGEST: Final = 30_000

# Characters that XML has not, that spreadsheets rewrite, or that end a value among several; "_x0041_" is a rewriting.
UNSAFE: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\ufffe\uffff\ud800-\udfff]|_x[0-9A-Fa-f]{4}_|^[\s']|\s$")
# Matches "2025" and "-3"; must not match "2025.0".
WHOLE: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,14})")
YEAR: Final = re.compile(r"[1-9][0-9]{3}")
DATE: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
# Matches the canonical decimals "111.0" and "-0.25"; must not match "111", "1.50".
DECIMAL: Final = re.compile(r"-?(?:0|[1-9][0-9]{0,9})\.(?:0|[0-9]{0,5}[1-9])")
# Matches "60", "27,5" and "27.5" typed as text; must not match "100.000", which is 100000 to some and 100 to others.
TYPED: Final = re.compile(r"-?[0-9]{1,12}(?:[.,][0-9]{1,2})?")
# What an id may be made of.
NAME: Final = re.compile(r"[\w~.:/#=,+-]+(?:/[\w~.:#=,+-]+)*")


def cell(term: Term, column: Column, plan: str, label: Callable[[Term], Text]) -> Value:
    """The cell of one value; None where none can hold it."""
    if isinstance(term, ox.Literal):
        return _literal(term, column)
    if not isinstance(term, ox.NamedNode) or not column.is_thing:
        return None
    name = name_of(term.value, plan)
    if name is None or thing(name, plan) != term or UNSAFE.search(name):
        return None
    words = " ".join(label(term).vi.split())[:80] if column.predicate not in PASSAGES else ""
    shown = name if not words or words in (name, term.value) or UNSAFE.search(words) else f"{name} ({words})"
    return shown if not shown.startswith("=") else name


def _literal(term: ox.Literal, column: Column) -> Value:
    text, kind = term.value, term.datatype.value
    if column.value in ("vi", "en"):
        return text if term.language == column.value and _safe(text) else None
    if kind != column.value:
        return None
    if kind == XSD.decimal:
        return float(text) if DECIMAL.fullmatch(text) and decimal(float(text)) == text else None
    if kind == XSD.integer:
        return int(text) if WHOLE.fullmatch(text) and text != "-0" else None
    if kind == XSD.gYear:
        return int(text) if YEAR.fullmatch(text) else None
    if kind == XSD.date:
        return text if DATE.fullmatch(text) else None
    if kind == XSD.boolean:
        return text if text in ("true", "false") else None
    return text if kind == XSD.string and _safe(text) else None


def _safe(text: str) -> bool:
    return bool(text) and len(text) <= LONGEST and not UNSAFE.search(text) and "\n" not in text


def decimal(value: float) -> str:
    """A number as canonical xsd:decimal: at least one decimal place."""
    plain = format(Decimal(repr(value)), "f")
    if "." not in plain:
        return plain + ".0"
    whole, places = plain.split(".")
    return f"{whole}.{places.rstrip('0') or '0'}"


def term(value: Value, column: Column, plan: str) -> Term | None:
    """The value of a cell; as plain text where it does not fit the column, for validation to say what is wrong."""
    if value is None or value == "":
        return None
    text = _text(value, column)
    if column.value in ("vi", "en"):
        return ox.Literal(text, language=column.value)
    if not column.is_thing:
        return ox.Literal(text, datatype=ox.NamedNode(column.value))
    return thing(text, plan)


def _text(value: Value, column: Column) -> str:
    kind = column.value
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime.datetime | datetime.date):
        day = value.date() if isinstance(value, datetime.datetime) else value
        return day.isoformat()
    if isinstance(value, int | float):
        if kind == XSD.decimal:
            return decimal(float(value))
        return str(int(value)) if float(value).is_integer() else repr(value)
    text = str(value)
    if kind == XSD.decimal:
        return decimal(float(text.strip().replace(",", "."))) if TYPED.fullmatch(text.strip()) else text
    if kind == XSD.boolean and text.strip().casefold() in TRUE:
        return "true"
    return text.strip() if kind.startswith(XSD.namespace) and kind != XSD.string else text


TRUE: Final = {"true", "có", "x", "yes", "đúng", "=true()"}


def name_of(iri: str, plan: str) -> str | None:
    """What a cell calls `iri`: "unit:percent", "agency/ninh-binh/so-y-te", "indicator/4.1" of the same plan."""
    if iri.startswith(f"{plan}/source#"):
        return iri.removeprefix(f"{plan}/source#")
    if iri.startswith(f"{plan}/"):
        return iri.removeprefix(f"{plan}/")
    name = written(iri)
    return name.strip("<>") if NAME.fullmatch(name.strip("<>")) else None


def thing(text: str, plan: str) -> ox.NamedNode:
    """The thing a cell names, by id; what follows in brackets is for people."""
    name = text.strip().split(" (")[0].strip().strip("<>")
    prefix, _, local = name.partition(":")
    if name.startswith(("http://", "https://", "urn:")):
        return ox.NamedNode(quote(name, safe="/:#?=&,;%~+@!$*()'"))
    if prefix in PREFIXES and "/" not in prefix:
        return ox.NamedNode(PREFIXES[prefix] + quote(local, safe="/:#=,~+"))
    if name.startswith("char="):
        return ox.NamedNode(f"{plan}/source#{quote(name, safe='=,')}")
    if name.split("/")[0] in OWN:
        return ox.NamedNode(f"{plan}/{quote(name, safe='/:#=,~+')}")
    return ox.NamedNode(ID + quote(name, safe="/:#=,~+"))


OWN: Final = {
    "objective", "indicator", "target", "responsibility", "task", "citation", "reporting-duty", "funding", "campaign",
    "addressee", "signatory", "source", "source#",
}  # fmt: skip
