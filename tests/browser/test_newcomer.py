"""A newcomer's way from the first page to the highlighted sentences, in at most three clicks, with and without
JavaScript, in both languages; search as people type it; downloads as spreadsheets open them."""

import re
import unicodedata
from pathlib import Path
from urllib.parse import quote

import openpyxl
import pytest

from tests.browser.conftest import Seen

WORDS = {
    "vi": ("Trả lời", "Xem trong văn bản gốc", "Sở Y tế tỉnh Ninh Bình"),
    "en": ("Answer", "See it in the source text", "Department of Health"),
}


@pytest.fixture(params=["with_script", "without_script"])
def seen(request: pytest.FixtureRequest) -> Seen:
    found: Seen = request.getfixturevalue(request.param)
    return found


@pytest.mark.parametrize("lang", ["vi", "en"])
def test_from_the_question_to_the_sentences(seen: Seen, lang: str) -> None:
    answer, see, lead = WORDS[lang]
    page = seen.go(f"/{lang}/")
    sentence = page.locator("form.sentence").first
    sentence.locator("select[name=metric]").select_option("sex-ratio-at-birth")
    sentence.locator("select[name=place]").select_option("ninh-binh")
    sentence.get_by_role("button", name=answer).click()  # 1
    row = page.locator("tr.answer").first
    assert lead in row.inner_text()
    assert "111" in row.inner_text()
    quotes = page.locator("tr.quotes").first.locator(".passage")
    assert quotes.count() >= 2
    quotes.filter(has_text="111 bé trai").get_by_role("link", name=see).click()  # 2
    assert (
        page.locator(".source mark").inner_text()
        == "Tỷ số giới tính khi sinh ở mức 111 bé trai/100 bé gái sinh ra sống"
    )
    box = page.locator(".source mark").bounding_box()
    assert box is not None
    assert 0 <= box["y"] < 900, "the sentence is in view"
    page.go_back()
    quotes.filter(has_text="mục tiêu 4").get_by_role("link", name=see).click()
    assert page.locator(".source mark").inner_text().startswith("Chủ trì, phối hợp với các sở, ngành, địa phương")
    page.locator(".source a:has(mark)").first.click()  # 3: back from the sentence to its fact
    assert "#fact-responsibility" in page.url
    seen.check()


TYPED = [
    "ty so gioi tinh khi sinh",
    "tỉ số giới tính",
    "TỶ SỐ GIỚI TÍNH KHI SINH",
    unicodedata.normalize("NFD", "tỷ số giới tính khi sinh"),
]


@pytest.mark.parametrize("typed", TYPED, ids=["no accents", "tỉ", "capitals", "decomposed"])
def test_search_as_typed(seen: Seen, typed: str) -> None:
    page = seen.go("/vi/")
    page.locator("main input[type=search]").fill(typed)
    page.locator("main input[type=search]").press("Enter")
    page.wait_for_url(re.compile("/vi/search[?]q="))
    assert page.locator(".hits li a").first.inner_text() == "Tỷ số giới tính khi sinh"
    seen.check()


def test_suggestions_by_keyboard(with_script: Seen) -> None:
    page = with_script.go("/en/")
    field = page.locator("main input[type=search]")
    field.press_sequentially("sex rat", delay=15)
    page.locator(".suggest a").first.wait_for()
    assert field.get_attribute("aria-expanded") == "true"
    field.press("ArrowDown")
    field.press("Enter")
    page.wait_for_url("**/en/metric/sex-ratio-at-birth")
    with_script.check()


@pytest.mark.parametrize("where", ["questions/leads/metric-leads?metric=sex-ratio-at-birth", "matrix", "gaps"])
def test_the_spreadsheet_has_the_rows_of_the_page(with_script: Seen, tmp_path: Path, where: str) -> None:
    page = with_script.go(f"/vi/{where}")
    rows = page.locator("tbody tr:not(.quotes)").count()
    with page.expect_download() as loading:
        page.get_by_role("link", name="XLSX").click()
    loading.value.save_as(tmp_path / "answer.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "answer.xlsx").worksheets[0]
    assert sheet.max_row == rows + 1


def test_the_back_button_brings_the_state_back(with_script: Seen) -> None:
    page = with_script.go("/vi/gaps")
    page.locator("select[name='in.place']").select_option("Ninh Bình")
    page.get_by_role("button", name="Lọc").click()
    chosen = page.locator("tbody tr").count()
    page.locator("thead a").first.click()
    page.go_back()
    assert page.locator("select[name='in.place']").input_value() == "Ninh Bình"
    assert page.locator("tbody tr").count() == chosen


def test_a_fragment_alone_lights_its_passage(with_script: Seen) -> None:
    page = with_script.go("/vi/plan/ninh-binh-2021-2025/source#char=2884,2950")
    assert page.locator(".source .lit").all_inner_texts() == [
        "Tỷ số giới tính khi sinh ở mức 111 bé trai/100 bé gái sinh ra sống"
    ]
    with_script.check()


def test_the_editor_asks_our_endpoint(with_script: Seen) -> None:
    page = with_script.go(
        "/vi/sparql?query=" + quote("SELECT (COUNT(?p) AS ?n) WHERE { ?p a <https://w3id.org/bdg/ontology#Plan> }")
    )
    page.locator(".yasqe_queryButton").click()
    page.locator(".yasr table td").first.wait_for(timeout=10_000)
    assert "5" in page.locator(".yasr table").inner_text()
    assert {host for host in with_script.hosts if host} == {with_script.base.removeprefix("http://")}


def test_the_editor_is_a_form_without_script(without_script: Seen) -> None:
    page = without_script.go("/vi/sparql")
    assert "SELECT" in page.locator("textarea#query").input_value()
    assert page.locator("form#sparql-form").get_attribute("action") == "/vi/sparql/answer"
