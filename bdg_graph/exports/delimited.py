"""An answer as CSV (RFC 4180) or TSV: a column for each variable and, where it holds things, one for their names."""

import csv
import io
from collections.abc import Iterator

from pyoxigraph import NamedNode

from bdg_graph.exports.cells import inert, plain, words
from bdg_graph.library import Answer


def csv_bytes(answer: Answer, language: str) -> bytes:
    """The answer as CSV in UTF-8, lines ending CRLF, header first."""
    return _bytes(answer, language, "excel")


def tsv_bytes(answer: Answer, language: str) -> bytes:
    """The answer as tab-separated values in UTF-8, header first."""
    return _bytes(answer, language, "excel-tab")


def _bytes(answer: Answer, language: str, dialect: str) -> bytes:
    out = io.StringIO()
    csv.writer(out, dialect).writerows(table(answer, language))
    return out.getvalue().encode()


def table(answer: Answer, language: str) -> Iterator[list[str]]:
    """Header and rows; a variable that holds IRIs is followed by `<variable>_label`."""
    columns = answer.question.columns
    named = [any(isinstance(row[i], NamedNode) for row in answer.rows.rows) for i in range(len(columns))]
    header = []
    for column, has_names in zip(columns, named, strict=True):
        header += [column.name, f"{column.name}_label"] if has_names else [column.name]
    yield header
    for row in answer.rows.rows:
        cells = []
        for column, has_names, term in zip(columns, named, row, strict=True):
            cells.append(plain(term))
            if has_names:
                cells.append(inert(words(answer, column, term, language)))
        yield cells
