"""Reads SPARQL 1.1 Query Results in JSON into rows of terms."""

import json
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode

from bdg_graph.engines.base import Rows, Term
from bdg_graph.terms import XSD

VIRTUOSO_TRUTH = "__ASK_RETVAL"
"""The column in which Virtuoso answers ASK."""


def read(content: bytes) -> Rows | bool:
    """The rows or the truth that `content` says. Raises ValueError where it is no such document."""
    try:
        told = json.loads(content)
        if "boolean" in told:
            return bool(told["boolean"])
        variables = [str(name) for name in told["head"]["vars"]]
        rows = [tuple(_term(row.get(name)) for name in variables) for row in told["results"]["bindings"]]
    except (KeyError, TypeError, AttributeError, RecursionError) as problem:
        raise ValueError(f"no SPARQL results: {problem!r}") from problem
    if variables == [VIRTUOSO_TRUTH]:
        return any(cell is not None and cell.value in ("1", "true") for row in rows for cell in row)
    return Rows(variables, rows)


def write(found: Rows | bool) -> bytes:
    """The same as a JSON document."""
    if isinstance(found, bool):
        return json.dumps({"head": {}, "boolean": found}).encode()
    rows = [
        {name: _told(cell) for name, cell in zip(found.variables, row, strict=True) if cell is not None}
        for row in found.rows
    ]
    return json.dumps({"head": {"vars": found.variables}, "results": {"bindings": rows}}, ensure_ascii=False).encode()


def _term(cell: dict[str, Any] | None) -> Term | None:
    if cell is None:
        return None
    kind, value = cell["type"], cell["value"]
    if kind == "uri":
        return NamedNode(value)
    if kind == "bnode":
        return BlankNode("b" + "".join(c if c.isalnum() and c.isascii() else "_" for c in value))
    if kind not in ("literal", "typed-literal"):
        raise ValueError(f"no term of this dataset: {kind}")
    if "xml:lang" in cell:
        return Literal(value, language=cell["xml:lang"])
    if "datatype" not in cell:
        return Literal(value)
    if cell["datatype"] == XSD.boolean:  # Virtuoso writes 1 and 0
        value = {"1": "true", "0": "false"}.get(value, value)
    return Literal(value, datatype=NamedNode(cell["datatype"]))


def _told(term: Term) -> dict[str, str]:
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    if term.language:
        return {"type": "literal", "value": term.value, "xml:lang": term.language}
    return {"type": "literal", "value": term.value, "datatype": term.datatype.value}
