"""As a new encoder would: from the blank template to a valid small plan, and what the workbook says on the way."""

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from openpyxl.workbook.workbook import Workbook

from bdg_graph.errors import BdgError
from bdg_graph.terms import ID
from bdg_graph.validation import Finding, judge, material
from bdg_graph.workbook import book, comments, reading

PLAN = f"{ID}plan/ninh-binh-2026"
SOURCE = [
    "KẾ HOẠCH",
    "Thực hiện bình đẳng giới tỉnh Ninh Bình năm 2026",
    "",
    "Chỉ tiêu 1: Tỷ số giới tính khi sinh ở mức 110 bé trai/100 bé gái.",
]
INDICATOR = "Chỉ tiêu 1: Tỷ số giới tính khi sinh ở mức 110 bé trai/100 bé gái."
TARGET = "ở mức 110 bé trai/100 bé gái"
PLAN_ROW = {
    "dcterms:title@vi": "Thực hiện bình đẳng giới tỉnh Ninh Bình năm 2026",
    "dcterms:title@en": "Gender equality in Ninh Bình, 2026",
    "skos:prefLabel@vi": "Kế hoạch 2026 của Ninh Bình",
    "skos:prefLabel@en": "Ninh Bình: plan for 2026",
    "bdg:evidence": SOURCE[1],
    "bdg:place": "Ninh Bình",
    "bdg:documentType": "Kế hoạch",
    "bdg:periodStart": 2026,
    "bdg:periodEnd": 2026,
    "bdg:reviewState": "review:draft (bản nháp)",
    "bdg:notStated": "bdg:issuer\nbdg:documentNumber\ndcterms:issued",
}
INDICATOR_ROW = {
    "bdg:number": 1,
    "skos:prefLabel@vi": "Tỷ số giới tính khi sinh",
    "skos:prefLabel@en": "Sex ratio at birth",
    "bdg:text@vi": INDICATOR,
    "bdg:evidence": INDICATOR,
    "bdg:leadNotStated": "x",
}
TARGET_ROW = {
    "bdg:ofIndicator": "indicator/1",
    "bdg:number": "1",
    "skos:prefLabel@vi": "110 bé trai/100 bé gái vào năm 2026",
    "skos:prefLabel@en": "110 boys per 100 girls by 2026",
    "bdg:text@vi": TARGET,
    "bdg:evidence": TARGET,
    "bdg:metric": "tỷ số giới tính khi sinh",
    "bdg:comparator": "odrl:eq",
    "bdg:value": "110,0",
    "bdg:unit": "unit:boys-per-100-girls",
    "bdg:dueYear": 2026,
}


def write(made: Workbook, kind: str, row: int, values: dict[str, object]) -> dict[str, str]:
    """Fills in a row; gives the letters of the columns."""
    page = next(page for page in made.worksheets if page.title.startswith(f"{kind} · "))
    letters = {str(cell.value): get_column_letter(number) for number, cell in enumerate(page[1], 1)}
    for name, value in values.items():
        page[f"{letters[name]}{row}"] = value  # type: ignore[assignment] # what cells hold
    return letters


def filled(**changes: dict[str, object]) -> tuple[Workbook, dict[str, str]]:
    made = openpyxl.load_workbook(io.BytesIO(book.template(PLAN)))
    for number, line in enumerate(SOURCE, 4):
        made[book.SOURCE][f"A{number}"] = line or None
    write(made, "Plan", 5, PLAN_ROW | changes.get("plan", {}))
    write(made, "Indicator", 5, INDICATOR_ROW | changes.get("indicator", {}))
    return made, write(made, "Target", 5, TARGET_ROW | changes.get("target", {}))


def saved(made: Workbook, folder: Path) -> Path:
    file = folder / "plan.xlsx"
    made.save(file)
    return file


def found(made: Workbook, folder: Path) -> list[Finding]:
    return [f for f in judge(material.gather([saved(made, folder)])) if f.severity == "violation"]


def test_from_the_blank_template_to_a_valid_plan(tmp_path: Path) -> None:
    made, _letters = filled()
    assert [(f.rule, f.place, f.message.en) for f in found(made, tmp_path)] == []
    read = reading.read((tmp_path / "plan.xlsx").read_bytes())
    subjects = {triple[0].value.removeprefix(PLAN) for triple in read.triples()}
    assert {"", "/indicator/1", "/indicator/1/target/1", "/source"} <= subjects
    assert any(str(o) == '"110.0"^^<http://www.w3.org/2001/XMLSchema#decimal>' for _s, _p, o in read.triples())


def test_the_example_rows_are_not_imported(tmp_path: Path) -> None:
    file = tmp_path / "plan.xlsx"
    file.write_bytes(book.template(PLAN))
    assert reading.read(file.read_bytes()).triples() == []


@pytest.mark.parametrize(
    ("changes", "rule", "column", "words"),
    [
        ({"bdg:unit": "unit:percnt"}, "target-unit", "bdg:unit", "Did you mean unit:percent"),
        ({"bdg:unit": "unit:percent"}, "target-unit-expected", "bdg:unit", "does not fit the metric"),
        ({"bdg:value": "100.000"}, "workbook-cell", "bdg:value", "two ways"),
        ({"bdg:value": "=1+1"}, "workbook-cell", "bdg:value", "formula"),
        ({"bdg:dueYear": 26}, "workbook-cell", "bdg:dueYear", "four digits"),
        ({"bdg:metric": None}, "target-metric", "bdg:metric", "exactly one metric"),
        ({"bdg:evidence": "ở mức 111"}, "workbook-cell", "bdg:evidence", "has not these words"),
        ({"bdg:evidence": "bé"}, "workbook-cell", "bdg:evidence", "Copy more of them"),
    ],
)
def test_a_mistake_is_reported_in_its_cell(
    changes: dict[str, object], rule: str, column: str, words: str, tmp_path: Path
) -> None:
    made, letters = filled(target=changes)
    hit = next(f for f in found(made, tmp_path) if f.rule == rule)
    assert (hit.sheet or "").startswith("Target · ")
    assert (hit.row, hit.column) == (5, letters[column])
    assert words in hit.message.en
    file = tmp_path / "plan.xlsx"
    back = openpyxl.load_workbook(io.BytesIO(comments.commented(file.read_bytes(), [hit])))
    cell = back[hit.sheet or ""][f"{hit.column}{hit.row}"]
    assert cell.comment is not None
    assert words in cell.comment.text
    assert (
        reading.read(comments.commented(file.read_bytes(), [hit])).triples()
        == reading.read(file.read_bytes()).triples()
    )


def archive(names: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in names.items():
            made.writestr(name, content)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"PK\x03\x04nonsense", "no .xlsx workbook"),
        (archive({"xl/vbaProject.bin": b"x"}), "macros"),
        (archive({"../../etc/passwd": b"x"}), "leads outside"),
        (archive({"xl/externalLinks/externalLink1.xml": b"<x/>"}), "links to other files"),
        (archive({"xl/workbook.xml": b'<!DOCTYPE x [<!ENTITY a "b">]><x/>'}), "DOCTYPE"),
        (archive({"xl/workbook.xml": b"0" * (101 << 20)}), "swells"),
        (archive({f"{i}.xml": b"<x/>" for i in range(600)}), "swells"),
        (archive({"xl/workbook.xml": b"<x/>"}), "can't be opened"),
    ],
)
def test_hostile_workbooks_are_refused_with_a_sentence(content: bytes, words: str) -> None:
    with pytest.raises(BdgError, match=words):
        reading.read(content)
