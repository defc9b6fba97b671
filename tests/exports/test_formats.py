"""Every export format: what each makes of one answer that holds a thing, a passage, numbers, an empty cell and a text
that spreadsheets take for a formula."""

import csv
import io
import json
import xml.etree.ElementTree as ET

import openpyxl
import pytest
from pyoxigraph import Literal, NamedNode

from bdg_graph.engines.base import Rows
from bdg_graph.errors import NotFound
from bdg_graph.exports import EXPORTERS, exporter
from bdg_graph.library import Answer, Passage
from bdg_graph.questions import Column, Question
from bdg_graph.terms import XSD

THING, PASSAGE = "https://w3id.org/bdg/id/agency/x/so-y-te", "https://w3id.org/bdg/id/plan/x/source#char=3,8"


def both(words: str) -> dict[str, str]:
    return {"vi": f"{words} (vi)", "en": f"{words} (en)"}


COLUMNS = [
    Column("agency", both("Agency")),
    Column("value", both("Value")),
    Column("year", both("Year")),
    Column("said", both("Said")),
    Column("where", both("Where"), role="evidence"),
]
FIRST = (
    NamedNode(THING),
    Literal("1.70", datatype=NamedNode(XSD.decimal)),
    Literal("2025", datatype=NamedNode(XSD.gYear)),
    Literal("=1+1"),
    NamedNode(PASSAGE),
)
QUESTION = Question("x/formats", both("What?"), both("It says."), [], [], COLUMNS, None, {}, "")


def answer(*rows: tuple[NamedNode | Literal | None, ...]) -> Answer:
    passages = {PASSAGE: Passage(PASSAGE, "đạt 1,7", 3, 8)}
    return Answer(
        QUESTION, {}, Rows([c.name for c in COLUMNS], list(rows)), {THING: both("Health")}, passages, None, "v1"
    )


ANSWER = answer(FIRST, (NamedNode(THING), None, None, None, None))


@pytest.mark.parametrize("name", EXPORTERS)
@pytest.mark.parametrize("language", ["vi", "en"])
def test_each_format_has_words_of_the_language_with_and_without_rows(name: str, language: str) -> None:
    made = exporter(name)(ANSWER, language)
    assert made != exporter(name)(ANSWER, "en" if language == "vi" else "vi")
    assert exporter(name)(answer(), language)


def test_a_format_that_is_none_names_the_nearest() -> None:
    with pytest.raises(NotFound) as raised:
        exporter("cvs")
    assert raised.value.near == ["csv"]


@pytest.mark.parametrize(("name", "dialect"), [("csv", "excel"), ("tsv", "excel-tab")])
def test_delimited(name: str, dialect: str) -> None:
    """Things have their names beside them, a formula is a text, a number stays one."""
    assert list(csv.reader(io.StringIO(exporter(name)(ANSWER, "en").decode(), newline=""), dialect)) == [
        ["agency", "agency_label", "value", "year", "said", "where", "where_label"],
        [THING, "Health (en)", "1.70", "2025", "'=1+1", PASSAGE, "đạt 1,7"],
        [THING, "Health (en)", "", "", "", "", ""],
    ]


def test_json() -> None:
    told = json.loads(exporter("json")(ANSWER, "vi"))
    assert told["columns"][0] == {"name": "agency", "label": "Agency (vi)"}
    assert told["rows"] == [
        {
            "agency": {"value": THING, "words": "Health (vi)", "type": "iri"},
            "value": {"value": "1.70", "words": "1,7", "type": "literal", "datatype": XSD.decimal},
            "year": {"value": "2025", "words": "2025", "type": "literal", "datatype": XSD.gYear},
            "said": {"value": "=1+1", "words": "=1+1", "type": "literal", "datatype": XSD.string},
            "where": {"value": PASSAGE, "words": "đạt 1,7", "type": "iri", "start": 3, "end": 8},
        },
        {"agency": {"value": THING, "words": "Health (vi)", "type": "iri"}},
    ]


def test_xlsx() -> None:
    """Numbers are numbers; what looks like a formula is a text."""
    rows, about = openpyxl.load_workbook(io.BytesIO(exporter("xlsx")(ANSWER, "en"))).worksheets
    assert [[(cell.value, cell.data_type) for cell in row] for row in rows.iter_rows()] == [
        [("Agency (en)", "s"), ("Value (en)", "s"), ("Year (en)", "s"), ("Said (en)", "s"), ("Where (en)", "s")],
        [("Health (en)", "s"), (1.7, "n"), ("2025", "s"), ("=1+1", "s"), ("đạt 1,7", "s")],
        [("Health (en)", "s"), (None, "n"), (None, "n"), (None, "n"), (None, "n")],
    ]
    assert [tuple(cell.value for cell in row) for row in about.iter_rows()] == [
        ("x/formats", "What? (en)"),
        ("", "It says. (en)"),
        ("", "Names as signed"),
        ("Dataset version", "v1"),
    ]


def test_svg() -> None:
    drawn = ET.fromstring(exporter("svg")(ANSWER, "en"))  # noqa: S314 - our own bytes
    assert [box.findtext("{*}title") for box in drawn.iter("{http://www.w3.org/2000/svg}g")] == ["Health (en)"]
