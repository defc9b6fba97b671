"""An answer as JSON: the question, what it was asked with, the columns, and each cell with its value and its words."""

import json
from typing import Any

from pyoxigraph import Literal, NamedNode

from bdg_graph.engines import Term
from bdg_graph.exports.cells import words
from bdg_graph.library import Answer
from bdg_graph.questions import Column


def json_bytes(answer: Answer, language: str) -> bytes:
    """The answer as JSON in UTF-8, words in `language`."""
    return json.dumps(as_json(answer, language), ensure_ascii=False, indent=2).encode() + b"\n"


def as_json(answer: Answer, language: str) -> dict[str, Any]:
    """The answer as plain dicts and lists; an unbound cell is absent from its row."""
    question = answer.question
    return {
        "question": question.id,
        "summary": question.summary[language],
        "parameters": {name: [term.value for term in terms] for name, terms in answer.bound.items()},
        "dataset_version": answer.version,
        "denominator": answer.share and answer.share[language],
        "as_of": answer.view.as_of and answer.view.as_of.isoformat(),
        "view": answer.view.words[language],
        "columns": [{"name": column.name, "label": column.label[language]} for column in question.columns],
        "rows": [
            {
                column.name: _cell(answer, column, term, language)
                for column, term in zip(question.columns, row, strict=True)
                if term is not None
            }
            for row in answer.rows.rows
        ],
    }


def _cell(answer: Answer, column: Column, term: Term, language: str) -> dict[str, Any]:
    cell: dict[str, Any] = {"value": term.value, "words": words(answer, column, term, language)}
    if isinstance(term, NamedNode):
        cell["type"] = "iri"
        if term.value in answer.passages:
            passage = answer.passages[term.value]
            cell |= {"start": passage.start, "end": passage.end}
    elif isinstance(term, Literal):
        cell |= {"type": "literal", "datatype": term.datatype.value}
        if term.language:
            cell["language"] = term.language
    return cell
