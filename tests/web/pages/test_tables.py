"""Tables of pages: written row by row, chosen in either language, cut into pages without losing a row."""

import csv
import io
from urllib.parse import quote

import pytest

from bdg_graph.web.pages.tables import Cell, Head, Table, arranged
from tests.web.pages.conftest import Get


def _rows(body: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(body.decode("utf-8-sig"))))


class _Page:
    """A page of a URL, as far as a table asks."""

    lang = "vi"
    static = False

    def __init__(self, **query: str) -> None:
        self.query = query
        self.graph = self.view = self

    def first(self, key: str, default: str = "") -> str:
        return self.query.get(key, default)

    def read_names(self, _iris: object) -> None:
        """Nothing has a name here."""


def _table(written: list[int]) -> Table:
    def cells(n: int) -> list[Cell]:
        written.append(n)
        return [Cell(str(n)), Cell("even" if n % 2 == 0 else "odd")]

    heads = [
        Head("n", "n", order=float),
        Head("kind", "kind", choose=True, value=lambda n: "even" if n % 2 == 0 else "odd"),
    ]
    return Table(heads, list(range(1000)), cells, page_size=10)


def test_only_the_rows_shown_are_written() -> None:
    written: list[int] = []
    table = arranged(_table(written), _Page(sort="-n", page="2"))  # type: ignore[arg-type] # a stand-in
    assert written == []  # a download writes its own
    assert len(table.shown) == 10
    assert written == list(range(989, 979, -1))
    assert (table.total, table.found, table.pages) == (1000, 1000, 100)
    assert table.choices == {"kind": [("even", 500), ("odd", 500)]}


def test_choosing_counts_what_it_leaves() -> None:
    table = arranged(_table([]), _Page(**{"in.kind": "odd"}))  # type: ignore[arg-type] # a stand-in
    assert table.found == 500
    assert [row[0].text for row in table.shown] == [str(n) for n in range(1, 20, 2)]


def test_a_file_holds_the_whole_table() -> None:
    page = _Page(page="2")
    page.static = True
    table = arranged(_table([]), page)  # type: ignore[arg-type] # a stand-in
    assert len(table.shown) == 1000


@pytest.mark.parametrize(
    ("page", "key", "vi", "en"),
    [
        ("gaps", "gap", "văn bản không nêu cơ quan chủ trì", "the text names no lead agency"),
        ("timeline", "kind", "Mức phấn đấu", "Target"),
        ("coverage", "state", "Đã rà soát", "Reviewed"),
    ],
)
def test_a_choice_holds_in_the_other_language(get: Get, page: str, key: str, vi: str, en: str) -> None:
    found = [len(_rows(get(f"/en/{page}?in.{key}={quote(words)}&format=csv").body)) for words in (vi, en)]
    assert found[0] == found[1] > 1


def test_compare_finds_plans_as_they_are_typed(get: Get) -> None:
    found = get("/vi/compare?find=quang+binh").read
    assert [box["value"] for box in found.all("input") if box.get("name") == "plan"] == ["quang-binh-2022"]
    kept = get("/vi/compare?find=xyzzy&plan=thanh-hoa-2020").read
    assert "thanh-hoa-2020" in [box.get("value") for box in kept.all("input")]
    assert "Không kế hoạch nào có các chữ ấy" in kept.text


@pytest.mark.parametrize(
    "page",
    [
        "timeline",
        "map",
        "metric/sex-ratio-at-birth",
        "plan/ninh-binh-2021-2025",
        "plan/ninh-binh-2021-2025/indicator/4.1",
        "questions/context/chain",
        "questions/targets/compare-metric?metric=maternal-mortality",
    ],
)
def test_drawings_are_files_too(get: Get, page: str) -> None:
    from xml.etree import ElementTree

    got = get(f"/vi/{page}{'&' if '?' in page else '?'}format=svg")
    assert got.headers["content-type"] == "image/svg+xml"
    drawn = ElementTree.fromstring(got.body)  # noqa: S314 - our own drawing
    assert drawn.tag == "{http://www.w3.org/2000/svg}svg"
    assert drawn.find("{http://www.w3.org/2000/svg}style") is not None
