"""What is missing says why: a silent text, a text not at hand, or an encoding that has not come to it."""

import io

import openpyxl
import pytest

from tests.web.pages.conftest import Get

NO_TEXT, SILENT = "the data hold no source text", "the text does not state it"


def test_a_silent_text_is_called_silent(get: Get) -> None:
    text = get("/en/plan/ninh-binh-2021-2025").read.text
    assert f"Number{SILENT}" in text
    assert NO_TEXT not in text


def test_a_strategy_without_its_text_is_not_called_silent(get: Get) -> None:
    for address in ("plan/viet-nam-2021-2030", "plan/viet-nam-2021-2030/indicator/4.1"):
        text = get(f"/en/{address}").read.text
        assert SILENT not in text
        assert "names no lead agency" not in text
    assert f"Number{NO_TEXT}" in get("/en/plan/viet-nam-2021-2030").read.text
    assert "no source text of the Strategy" in get("/en/plan/viet-nam-2021-2030/indicator/4.1").read.text


@pytest.mark.parametrize("page", ["matrix", "compare?plan=viet-nam-2021-2030&plan=thanh-hoa-2020"])
def test_tables_keep_them_apart(get: Get, page: str) -> None:
    joiner = "&" if "?" in page else "?"
    sheet = openpyxl.load_workbook(io.BytesIO(get(f"/en/{page}{joiner}format=xlsx").body)).worksheets[0]
    cells = [(str(row[0].value), str(c.value)) for row in sheet.iter_rows() for c in row]
    assert any("no source text" in said for _, said in cells)
    assert not any("Strategy" in plan and "not in the plan" in said for plan, said in cells)


def test_the_review_is_said_to_be_the_plans(get: Get) -> None:
    assert "not fact by fact" in get("/en/plan/ninh-binh-2021-2025/indicator/4.1").read.text
    text = get("/en/coverage").read.text
    assert "The data state the review of a plan's whole encoding, not of each fact." in text
