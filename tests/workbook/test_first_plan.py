"""A new encoder's first plan: from the blank template, only the blue columns filled in, to a plan that conforms, led by
the messages alone; and the mistakes that people and spreadsheets make, each with its sentence."""

import datetime
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.workbook.workbook import Workbook

from bdg_graph.terms import ID
from bdg_graph.validation import Finding, judge, material
from bdg_graph.workbook import book
from tests.cli.conftest import Run, run  # noqa: F401 - a fixture
from tests.workbook.test_encoder import write

PLAN = "son-la-2026"
SOURCE = [
    "VĂN BẢN VÍ DỤ, KHÔNG CÓ THẬT",
    "Số: 12/KH-UBND",
    "Kế hoạch thực hiện bình đẳng giới năm 2026",
    "Mục tiêu 1: Nâng cao vị thế của phụ nữ trong lãnh đạo.",
    "Chỉ tiêu 1: Phấn đấu 60% cơ quan có lãnh đạo chủ chốt là nữ.",
    "Sở Nội vụ chủ trì thực hiện chỉ tiêu 1.",
]
BLUE: dict[str, dict[str, object]] = {
    "Plan": {
        "dcterms:title@vi": SOURCE[2], "dcterms:title@en": "Plan", "skos:prefLabel@vi": "Kế hoạch 2026",
        "skos:prefLabel@en": "Plan 2026", "bdg:place": "Sơn La", "bdg:documentType": "Kế hoạch",
        "bdg:reviewState": "Bản nháp", "bdg:evidence": SOURCE[2],
    },
    "Objective": {
        "skos:prefLabel@vi": "Vị thế của phụ nữ", "skos:prefLabel@en": "Standing", "bdg:text@vi": SOURCE[3],
        "bdg:evidence": SOURCE[3],
    },
    "Indicator": {
        "bdg:number": 1, "skos:prefLabel@vi": "Lãnh đạo nữ", "skos:prefLabel@en": "Leaders", "bdg:text@vi": SOURCE[4],
        "bdg:evidence": SOURCE[4],
    },
    "Target": {
        "bdg:ofIndicator": "Chỉ tiêu 1", "bdg:number": 1, "skos:prefLabel@vi": "60%", "skos:prefLabel@en": "60%",
        "bdg:text@vi": "Phấn đấu 60% cơ quan", "bdg:evidence": "60% cơ quan",
        "bdg:metric": "Tỷ lệ cơ quan có lãnh đạo chủ chốt là nữ", "bdg:comparator": "lớn hơn hoặc bằng",
        "bdg:value": 60, "bdg:unit": "%", "bdg:dueYear": 2026,
    },
    "Responsibility": {
        "bdg:number": 1, "bdg:text@vi": SOURCE[5], "bdg:evidence": SOURCE[5], "bdg:agency": "Sở Nội vụ tỉnh Sơn La",
        "bdg:role": "Chủ trì",
    },
}  # fmt: skip
AGENCY: dict[str, object] = {
    "skos:prefLabel@vi": "Sở Nội vụ tỉnh Sơn La", "skos:prefLabel@en": "Home Affairs", "bdg:place": "Sơn La",
    "bdg:agencyType": "Sở Nội vụ",
}  # fmt: skip

# What the message of each rule must say, and what a person who reads it does.
LED: dict[str, tuple[str, str, dict[str, object]]] = {
    "objective-unnumbered": ("phải có số", "Objective", {"bdg:number": "1"}),
    "objective-empty": ("Hãy ghi các chỉ tiêu", "Indicator", {"bdg:ofObjective": "Mục tiêu 1"}),
    "plan-number-omitted": ("Hãy ghi bdg:documentNumber", "Plan", {"bdg:documentNumber": "12/KH-UBND"}),
    "plan-issued-omitted": ("khai bdg:notStated", "Plan", {"bdg:notStated": "dcterms:issued\nbdg:issuer"}),
    "plan-issuer-omitted": ("khai bdg:notStated", "Plan", {"bdg:notStated": "dcterms:issued\nbdg:issuer"}),
    "plan-period-omitted": ("Hãy ghi bdg:periodStart", "Plan", {"bdg:periodStart": 2026, "bdg:periodEnd": 2026}),
    "workbook-cell": ("hãy khai ở trang Agency", "Agency", AGENCY),
    "indicator-lead-missing": ("Hãy ghi trách nhiệm", "Responsibility", {"bdg:covers": "Chỉ tiêu 1"}),
    "responsibility-covers": ("bdg:covers", "Responsibility", {"bdg:covers": "Chỉ tiêu 1"}),
    "checks/text-not-quoted": ("trích đoạn", "Target", {"bdg:text@vi": "60% cơ quan"}),
}


def blank() -> Workbook:
    made = openpyxl.load_workbook(io.BytesIO(book.template(f"{ID}plan/{PLAN}")))
    for at, line in enumerate(SOURCE, 4):
        made[book.SOURCE][f"A{at}"] = line
    return made


def filled() -> Workbook:
    made = blank()
    for kind, values in BLUE.items():
        write(made, kind, 5, values)
    return made


def findings(made: Workbook, folder: Path) -> list[Finding]:
    made.save(folder / "plan.xlsx")
    return judge(material.gather([folder / "plan.xlsx"]))


def test_blue_columns_are_what_the_rules_ask_for() -> None:
    for page in blank().worksheets:
        for cell in page[1] if " · " in page.title and page.title.split(" · ")[0] in BLUE else []:
            blue = cell.fill.fgColor.rgb == "00DDE8F5"
            named = cell.value in BLUE[page.title.split(" · ")[0]]
            assert blue == named or cell.value == "bdg:text@vi", (page.title, cell.value)


def test_from_blank_to_valid_led_by_the_messages(tmp_path: Path, run: Run) -> None:  # noqa: F811 - the fixture
    made, told = filled(), []
    for _round in range(5):
        found = findings(made, tmp_path)
        if not found:
            break
        for finding in found:
            hint, kind, values = LED[finding.rule]
            assert hint in finding.message.vi
            assert finding.sheet and finding.row == 5 and finding.column, finding
            write(made, kind, 5, values)
            told.append(finding.rule)
    assert findings(made, tmp_path) == []
    assert "workbook-cell" in told

    code, out, _err = run("workbook", "import", str(tmp_path / "plan.xlsx"), "-o", str(tmp_path / PLAN), "--lang", "vi")
    hint, kind, values = LED["checks/text-not-quoted"]
    assert code == 0
    assert "[checks/text-not-quoted]" in out
    assert hint in out
    assert "plan.ttl:" in out
    write(made, kind, 5, values)
    made.save(tmp_path / "plan.xlsx")
    code, out, _err = run("workbook", "import", str(tmp_path / "plan.xlsx"), "-o", str(tmp_path / "x" / PLAN))
    assert (code, out) == (0, f"{tmp_path}/x/{PLAN}/plan.ttl\n")
    assert run("validate", str(tmp_path / "x" / PLAN), "--lang", "en")[1].startswith("CONFORMS: nothing to report")


def cell(made: Workbook, kind: str, name: str) -> Any:
    page = next(page for page in made.worksheets if page.title.startswith(f"{kind} · "))
    at = [head.value for head in page[1]].index(name)
    return page.cell(5, at + 1)


def put(kind: str, name: str, value: object) -> Callable[[Workbook], None]:
    return lambda made: setattr(cell(made, kind, name), "value", value)


def percent(made: Workbook) -> None:
    hit = cell(made, "Target", "bdg:value")
    hit.value, hit.number_format = 0.6, "0%"


def merged(made: Workbook) -> None:
    hit = cell(made, "Responsibility", "bdg:role")
    hit.parent.merge_cells(start_row=5, end_row=6, start_column=hit.column, end_column=hit.column)


def renamed_column(made: Workbook) -> None:
    hit = cell(made, "Target", "bdg:unit")
    hit.parent.cell(1, hit.column).value = "đơn vị"


def renamed_sheet(made: Workbook) -> None:
    made["Funding · Kinh phí"].title = "Kinh phi"


def number_twice(kind: str, **changes: object) -> Callable[[Workbook], None]:
    """Another row with the number of the first."""
    return lambda made: void(write(made, kind, 6, BLUE[kind] | changes))


def void(_done: object) -> None:
    """What a mistake gives is of no matter."""


def without_head(made: Workbook) -> None:
    made["Target · Mức phấn đấu"].delete_rows(1)


def without_column(made: Workbook) -> None:
    page = made["Target · Mức phấn đấu"]
    page.delete_cols([head.value for head in page[1]].index("bdg:unit") + 1)


def without_plan(made: Workbook) -> None:
    made["Plan · Kế hoạch"].delete_rows(5)


def nameless_sheet(made: Workbook) -> None:
    made["Target · Mức phấn đấu"].title = "Sheet5"


def in_place_of_the_id(made: Workbook) -> None:
    made["Target · Mức phấn đấu"]["A5"] = "1"


@pytest.mark.parametrize(
    ("mistake", "at", "words"),
    [
        (put("Plan", "dcterms:issued", "15/3/2021"), "Plan · Kế hoạch!J5", "for day 15 of month 3: 2021-03-15"),
        (put("Plan", "dcterms:issued", "31/2/2021"), "Plan · Kế hoạch!J5", "like 2021-12-31."),
        (put("Plan", "bdg:documentNumber", datetime.datetime(2026, 1, 2)), "Plan · Kế hoạch!I5", "Format the cell as Text"),  # noqa: E501 - a table
        (put("Plan", "dcterms:issued", "2021/3/15"), "Plan · Kế hoạch!J5", "for day 15 of month 3: 2021-03-15"),
        (put("Plan", "dcterms:issued", "ngày 15 tháng 3 năm 2021"), "Plan · Kế hoạch!J5", "month 3: 2021-03-15"),
        (put("Plan", "bdg:periodStart", "2026-2030"), "Plan · Kế hoạch!L5", "its first and its last year"),
        (put("Target", "bdg:dueYear", "năm 2026"), "Target · Mức phấn đấu!L5", "four digits only"),
        (put("Target", "bdg:comparator", ">="), "Target · Mức phấn đấu!I5", "odrl:gteq (lớn hơn hoặc bằng)"),
        (put("Responsibility", "bdg:agency", "Sở Nội vụ"), "Responsibility · Trách nhiệm!G5", "mean agency/ha-nam"),
        (put("Responsibility", "bdg:role", "chu tri"), "Responsibility · Trách nhiệm!H5", "Did you mean role:lead"),
        (number_twice("Target"), "Target · Mức phấn đấu!A6", "has the id of row 5"),
        (number_twice("Indicator", **{"bdg:ofObjective": "objective/general"}), "Indicator · Chỉ tiêu!A6", "has the id of row 5"),  # noqa: E501 - a table
        (number_twice("Indicator", **{"bdg:ofObjective": "objective/1"}), "Target · Mức phấn đấu!B5", "Write the id: indicator/1 or indicator/1.1"),  # noqa: E501 - a table
        (in_place_of_the_id, "Target · Mức phấn đấu!A5", "Empty the cell"),
        (without_head, "Target · Mức phấn đấu!A1", "Copy the first three rows"),
        (without_column, "Target · Mức phấn đấu!A1", "lost a required column: bdg:unit"),
        (without_plan, "Plan · Kế hoạch!A5", "Describe the plan in this row"),
        (nameless_sheet, "Sheet5!A1", "did you mean “Target · Mức phấn đấu”"),
        (put("Target", "bdg:value", "42/100.000"), "Target · Mức phấn đấu!J5", "Write only the number"),
        (percent, "Target · Mức phấn đấu!J5", "holds 0.6, not 60"),
        (put("Target", "bdg:value", "=1+1"), "Target · Mức phấn đấu!J5", "paste special"),
        (put("Target", "bdg:unit", "Phan tram"), "Target · Mức phấn đấu!K5", "Did you mean unit:percent (Phần trăm)?"),
        (put("Target", "bdg:ofIndicator", "Chỉ tiêu 9"), "Target · Mức phấn đấu!B5", "Did you mean indicator/1?"),
        (put("Indicator", "bdg:evidence", "chỉ tiêu 1: Phấn"), "Indicator · Chỉ tiêu!G5", "The nearest: “Chỉ tiêu 1:"),
        (put("Indicator", "bdg:evidence", "Phấn đấu 70% cơ quan có lãnh đạo chủ chốt là nữ"), "Indicator · Chỉ tiêu!G5", "The nearest: “Chỉ tiêu 1:"),  # noqa: E501 - a table
        (put("Indicator", "bdg:evidence", "tiêu"), "Indicator · Chỉ tiêu!G5", "stand 3 times"),
        (put("Responsibility", "bdg:role", "Chủ trì; Phối hợp"), "Responsibility · Trách nhiệm!H5", "one a line in"),
        (merged, "Responsibility · Trách nhiệm!H5", "Unmerge it"),
        (renamed_column, "Target · Mức phấn đấu!K1", "the column that is missing: bdg:unit"),
        (renamed_sheet, "Kinh phi!A1", "did you mean “Funding · Kinh phí”"),
        (lambda made: made.create_sheet("Notes"), "Notes!A1", "take sheets of your own out"),
    ],
)  # fmt: skip
def test_a_mistake_has_its_sentence(mistake: Callable[[Workbook], None], at: str, words: str, tmp_path: Path) -> None:
    made = filled()
    mistake(made)
    hits = [f for f in findings(made, tmp_path) if f.place.endswith(f"plan.xlsx, {at}")]
    assert [words in f.message.en for f in hits if f.rule == "workbook-cell"] == [True]
    assert {f.rule for f in hits} == {"workbook-cell"}  # and nothing else about the same cell


def test_a_name_without_its_place_is_looked_for_in_the_plans_place(tmp_path: Path) -> None:
    made = filled()
    write(made, "Agency", 5, AGENCY)
    put("Responsibility", "bdg:agency", "Sở Nội vụ")(made)
    said = next(f.message.en for f in findings(made, tmp_path) if f.sheet == "Responsibility · Trách nhiệm")
    assert "Did you mean agency/son-la/so-noi-vu? If the list" in said


def test_lists_are_spoken_of_as_people_see_them(tmp_path: Path) -> None:
    made = filled()
    put("Target", "bdg:unit", "unit:persons")(made)
    said = next(f.message for f in findings(made, tmp_path) if f.rule == "target-unit")
    assert said.vi.endswith("lấy từ danh sách của cột. Hãy bỏ bớt hoặc chọn một mục có trong danh sách ấy.")
    assert said.en.endswith("from the list of the column. Drop what is too many or choose one that the list has.")


def test_what_could_not_be_read_comes_first(tmp_path: Path) -> None:
    rules = [f.rule for f in findings(filled(), tmp_path)]
    assert rules[0] == "workbook-cell"
    assert rules.count("workbook-cell") == 1
    assert len(rules) > 3


def test_a_column_of_ones_own_moves_no_other(tmp_path: Path) -> None:
    made = filled()
    page = next(page for page in made.worksheets if page.title.startswith("Target · "))
    page.insert_cols(3)
    page["C2"], page["C5"] = "my notes", "see page 4"
    put("Target", "bdg:unit", "Phan tram")(made)
    cells = [f.place.rpartition("!")[2] for f in findings(made, tmp_path) if "Phan tram" in f.message.en]
    assert cells == ["L5"]


def test_what_is_no_mistake(tmp_path: Path) -> None:
    made = filled()
    before = {f.rule for f in findings(made, tmp_path)}
    put("Target", "bdg:value", " 60,0 ")(made)
    put("Target", "bdg:unit", " unit:percent (Phần trăm) ")(made)
    put("Target", "bdg:dueYear", "2026 ")(made)
    put("Target", "bdg:evidence", f"{BLUE['Target']['bdg:evidence']} ")(made)
    made["Indicator · Chỉ tiêu"].title = "Chỉ tiêu"
    made.move_sheet(book.SOURCE, -10)
    assert {f.rule for f in findings(made, tmp_path)} == before


def test_lists_offer_what_the_workbook_describes() -> None:
    made = blank()
    lists = {
        cell_.value
        for row in made[book.LISTS].iter_rows()
        for cell_ in row
        if isinstance(cell_.value, str) and cell_.value.startswith("=")
    }
    assert "=IF('Agency · Cơ quan'!B5=\"\",\"\",'Agency · Cơ quan'!B5)" in lists
    assert "=IF('Indicator · Chỉ tiêu'!A5=\"\",\"\",'Indicator · Chỉ tiêu'!A5)" in lists
    assert made["Target · Mức phấn đấu"]["A5"].value.startswith("=IF(")
