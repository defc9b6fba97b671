"""Turns an answer of the library into a file format. A new format is a module with one function and a line here."""

from collections.abc import Callable
from importlib import import_module

from bdg_graph.errors import NotFound
from bdg_graph.library import Answer

# Named, not imported: a table must not wait for the library that writes spreadsheets.
EXPORTERS = {
    "csv": "delimited:csv_bytes",
    "tsv": "delimited:tsv_bytes",
    "json": "json:json_bytes",
    "xlsx": "xlsx:xlsx_bytes",
    "svg": "drawing:svg_bytes",
}


def exporter(name: str) -> Callable[[Answer, str], bytes]:
    """The function that turns an answer and a language ("vi" | "en") into the bytes of that format. Raises NotFound."""
    if name not in EXPORTERS:
        raise NotFound("định dạng", "format for an answer", name, EXPORTERS)
    module, function = EXPORTERS[name].split(":")
    found: Callable[[Answer, str], bytes] = getattr(import_module(f"bdg_graph.exports.{module}"), function)
    return found
