"""Question pages: every question of the library answers; sorting, filters and downloads say what the page says."""

import csv
import io

import openpyxl
import pytest

from bdg_graph import questions
from tests.web.pages.conftest import Get

ASKED = [i for i in questions.ids() if not i.startswith("checks/")]
LEADS = "/vi/questions/leads/metric-leads?metric=sex-ratio-at-birth"


@pytest.mark.parametrize("question_id", ASKED)
def test_every_question_has_its_page(get: Get, question_id: str) -> None:
    question = questions.read(question_id)
    query = "&".join(f"{name}={value}" for name, value in question.example.items())
    for lang in ("vi", "en"):
        got = get(f"/{lang}/questions/{question_id}?{query}")
        assert got.status == 200, got.text[-500:]
        assert question.description[lang].split()[0] in got.read.text
        assert "{" not in got.read.all("title")[0].get("x", "")
        assert got.read.faults == []


def test_the_flagship_answer(get: Get) -> None:
    text = get(LEADS).read.text
    assert "2 trong 5 kế hoạch đã mã hóa nêu mức phấn đấu" in text
    assert "“Tỷ số giới tính khi sinh ở mức 111 bé trai/100 bé gái sinh ra sống”" in text
    assert "“Chủ trì, phối hợp với các sở, ngành, địa phương thực hiện các chỉ tiêu của mục tiêu 4" in text
    assert "văn bản không nêu cơ quan chủ trì" in text
    assert text.startswith("Cơ quan nào chủ trì tỷ số giới tính khi sinh, theo từng kế hoạch?")


def test_a_passage_leads_to_its_highlighted_sentence(get: Get) -> None:
    link = next(a["href"] for a in get(LEADS).read.all("a") if "highlight=2884,2950" in a["href"])
    assert link == "/vi/plan/ninh-binh-2021-2025/source?highlight=2884,2950#char=2884,2950"
    assert "<mark>Tỷ số giới tính khi sinh ở mức 111 bé trai/100 bé gái sinh ra sống</mark>" in get(link).text


def _rows(body: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))


@pytest.mark.parametrize("state", ["", "&sort=-plan", "&filter=thanh+hoa", "&sort=value&filter=111"])
def test_downloads_have_the_rows_of_the_page(get: Get, state: str) -> None:
    shown = get(LEADS + state).text.count('<th scope="row">')
    plain, excel = get(f"{LEADS}{state}&format=csv"), get(f"{LEADS}{state}&format=excel.csv")
    assert excel.body == b"\xef\xbb\xbf" + plain.body
    assert excel.headers["content-disposition"].startswith("attachment")
    rows = _rows(plain.body)
    sheet = openpyxl.load_workbook(io.BytesIO(get(f"{LEADS}{state}&format=xlsx").body)).worksheets[0]
    assert len(rows) - 1 == sheet.max_row - 1 == shown
    column = rows[0].index("plan_label")
    at = next(i for i, cell in enumerate(sheet[1]) if cell.value == "Kế hoạch")
    assert [row[column] for row in rows[1:]] == [row[at].value for row in sheet.iter_rows(min_row=2)]


def test_sorting_turns_round(get: Get) -> None:
    up, down = (_rows(get(f"{LEADS}&sort={key}&format=csv").body)[1:] for key in ("value", "-value"))
    value = _rows(get(f"{LEADS}&format=csv").body)[0].index("value")
    assert [row[value] for row in up][:2] == ["111", "113"]
    assert [row[value] for row in down][:2] == ["113", "111"]
    assert [row[value] for row in up][2:] == [row[value] for row in down][2:] == [""] * (len(up) - 2)


@pytest.mark.parametrize(
    "query", ["metric=nonsense", "metric=%22%3E%3Cscript%3Ealert(1)%3C/script%3E", "metric=x%3E%20?p%20?o"]
)
def test_a_wrong_value_is_told_and_stays_inert(get: Get, query: str) -> None:
    got = get(f"/en/questions/leads/metric-leads?{query}")
    assert got.status == 422
    assert "<script>alert" not in got.text


@pytest.mark.parametrize(
    "query",
    ["page=-1", "page=99999999999", "page=x", "sort=nothing", "in.plan=none", "unknown=1", "filter=" + "x" * 3000],
)
def test_odd_state_does_not_break_a_page(get: Get, query: str) -> None:
    assert get(f"{LEADS}&{query}").status == 200


def test_citation_files(get: Get) -> None:
    bib, ris = get(f"{LEADS}&format=bibtex"), get(f"{LEADS}&format=ris")
    version = get.views.now.version  # type: ignore[attr-defined] # set by getter
    for got in (bib, ris):
        assert version in got.text
        assert f"http://test.example/vi/questions/leads/metric-leads?metric=sex-ratio-at-birth&v={version}" in got.text
    assert bib.text.startswith("@misc{")
    assert ris.text.startswith("TY  - DATA")


def test_json_ld_holds_the_things_of_the_rows(get: Get) -> None:
    import json

    graph = json.loads(get(f"{LEADS}&format=jsonld").text)["@graph"]
    assert "https://w3id.org/bdg/id/agency/ninh-binh/so-y-te" in {node["@id"] for node in graph}


@pytest.mark.parametrize(
    "page",
    [
        "matrix",
        "gaps",
        "coverage",
        "timeline",
        "map",
        "metric",
        "plan",
        "compare?plan=ninh-binh-2021-2025&x=1",
        "metric/sex-ratio-at-birth",
    ],
)
def test_every_table_is_downloadable(get: Get, page: str) -> None:
    joiner = "&" if "?" in page else "?"
    rows = _rows(get(f"/vi/{page}{joiner}format=csv").body)
    sheet = openpyxl.load_workbook(io.BytesIO(get(f"/vi/{page}{joiner}format=xlsx").body)).worksheets[0]
    assert len(rows) == sheet.max_row > 1
    assert rows[0] == [cell.value for cell in sheet[1]]
    assert get(f"/vi/{page}{joiner}format=json").status == 200
