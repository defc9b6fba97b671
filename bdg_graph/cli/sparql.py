"""`bdg sparql`: any SPARQL 1.1 query over the dataset, answered in the formats of the W3C."""

import sys
from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import pyoxigraph as ox
import typer

from bdg_graph.cli import options
from bdg_graph.cli.options import DataOption, LangOption, OutOption
from bdg_graph.errors import BdgError, NotFound
from bdg_graph.sparql.faults import fault
from bdg_graph.terms import PREFIXES

if TYPE_CHECKING:
    from bdg_graph.dataset import Dataset

ROW_FORMATS = {
    "csv": ox.QueryResultsFormat.CSV,
    "tsv": ox.QueryResultsFormat.TSV,
    "json": ox.QueryResultsFormat.JSON,
    "xml": ox.QueryResultsFormat.XML,
}
GRAPH_FORMATS = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "jsonld": ox.RdfFormat.JSON_LD,
    "rdf": ox.RdfFormat.RDF_XML,
}


def sparql(
    query: Annotated[str | None, typer.Argument(help="Truy vấn SPARQL 1.1. · A SPARQL 1.1 query.")] = None,
    file: Annotated[
        Path | None,
        typer.Option(
            "--file",
            "-f",
            help="Đọc truy vấn từ tệp (“-”: đầu vào chuẩn). · Read it from a file (“-”: standard input).",
        ),
    ] = None,
    format: Annotated[
        str | None,
        typer.Option(
            "--format",
            help="SELECT, ASK: table, csv, tsv, json, xml, xlsx; CONSTRUCT, DESCRIBE: ttl, nt, jsonld, rdf.",
        ),
    ] = None,
    lang: LangOption = options.Lang.vi,
    data: DataOption = None,
    output: OutOption = None,
) -> None:
    """Chạy một truy vấn SPARQL trên toàn bộ đồ thị. · Run a SPARQL query over the whole graph.

    Các tiền tố của dự án (bdg:, metric:, place: ...) có sẵn.

    The project's prefixes (bdg:, metric:, place: ...) are given.
    """
    text = _text(query, file)
    loaded = options.load(data)
    try:
        answer = loaded.store.query(text, prefixes=PREFIXES, use_default_graph_as_union=True)
    except SyntaxError as problem:
        raise BdgError(*fault(str(problem), text, PREFIXES).sentences()) from problem
    if isinstance(answer, ox.QueryTriples):
        chosen = _chosen(format or "ttl", GRAPH_FORMATS)
        options.emit(ox.serialize(answer, format=GRAPH_FORMATS[chosen], prefixes=PREFIXES), output)
    elif isinstance(answer, ox.QueryBoolean):
        chosen = _chosen(format or "table", [*ROW_FORMATS, "table"])
        in_words = f"{bool(answer)}\n".lower().encode()
        options.emit(in_words if chosen == "table" else answer.serialize(format=ROW_FORMATS[chosen]), output)
    else:
        chosen = _chosen(format or "table", [*ROW_FORMATS, "table", "xlsx"])
        if chosen in ROW_FORMATS:
            options.emit(answer.serialize(format=ROW_FORMATS[chosen]), output)
        else:
            _show(answer, loaded, lang.value, output, as_workbook=chosen == "xlsx")


def _show(
    answer: ox.QuerySolutions, loaded: "Dataset", language: str, output: Path | None, *, as_workbook: bool
) -> None:
    """The answer with labels and sources, as the library's answers are shown."""
    # Rows in a format of the W3C need none of these.
    from bdg_graph.cli import table
    from bdg_graph.engines import engine
    from bdg_graph.engines.base import Rows
    from bdg_graph.exports import exporter
    from bdg_graph.library import Answer, describe
    from bdg_graph.questions import Column, Question

    rows = Rows([v.value for v in answer.variables], [tuple(row) for row in answer])
    columns = [Column(name, {"vi": name, "en": name}) for name in rows.variables]
    words = {"vi": "Trả lời", "en": "Answer"}
    question = Question("sparql", words, {"vi": "", "en": ""}, [], [], columns, None, {}, "")
    labels, passages = describe(engine("oxigraph", loaded), rows)
    shown = Answer(question, {}, rows, labels, passages, None, loaded.version)
    if as_workbook:
        options.emit(exporter("xlsx")(shown, language), output)
    else:
        table.show(shown, language, output)


def _text(query: str | None, file: Path | None) -> str:
    if query is not None and file is None:
        return query
    if query is not None or file is None:
        raise BdgError("Hãy đưa một truy vấn, hoặc một tệp với -f.", "Give a query, or a file with -f.")
    try:
        return sys.stdin.read() if str(file) == "-" else file.read_text("utf-8")
    except UnicodeDecodeError as problem:
        raise BdgError(
            f"{file}: không phải văn bản UTF-8; hãy lưu lại bằng UTF-8.", f"{file}: not UTF-8 text; save it as UTF-8."
        ) from problem


def _chosen(name: str, known: Collection[str]) -> str:
    if name not in known:
        raise NotFound("định dạng", "format for this kind of query", name, known)
    return name
