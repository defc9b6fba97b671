"""The static site: the same pages as files, every link to another file, search over an index of its own."""

import json
import re
from html import unescape
from pathlib import Path
from urllib.parse import unquote

import pytest

from bdg_graph.cli.site import site as command
from bdg_graph.engines import Engine
from bdg_graph.errors import BdgError
from bdg_graph.web.pages.statics import Site, file_of, stated

WRITTEN = re.compile(
    r"/(vi|en)/(|search|questions(/leads/metric-leads.*)?|metric|metric/sex-ratio-at-birth.*|matrix|map|about|data|ontology"
    r"|plan/ninh-binh-2021-2025(/source|/indicator/4\.1)?)(\?.*)?"
)


@pytest.fixture(scope="module")
def site(oxigraph: Engine, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out: Path = tmp_path_factory.mktemp("site")
    made = Site(oxigraph, out)
    made.view.checks.state = "not-run"
    made.view.checks.finish = lambda: None  # type: ignore[method-assign] # judging takes long
    made.write(lambda address: bool(WRITTEN.fullmatch(address)))
    return out


def test_links_lead_to_files(site: Path) -> None:
    written = {path for path in site.rglob("*") if path.is_file()}
    html = [path for path in written if path.suffix == ".html"]
    assert len(html) > 60
    for path in html:
        for kind, link in re.findall(r'\b(href|src)="([^"#][^"]*)"', path.read_text("utf-8")):
            if link.startswith(("http", "?")):
                continue
            name = unquote(unescape(link)).partition("#")[0].partition("?")[0]
            assert not name.startswith("/"), (path, link)
            target = (path.parent / name).resolve()
            address = "/" + target.relative_to(site.resolve()).as_posix().removesuffix("index.html").rstrip("/")
            if WRITTEN.fullmatch(address) or kind == "src" or "/static/" in address:
                assert target in written, (path.relative_to(site), link)


def test_the_pages_of_a_choice_are_written(site: Path) -> None:
    assert (site / "vi/questions/leads/metric-leads/metric=maternal-mortality/index.html").is_file()
    assert (site / "vi/matrix/table.xlsx").is_file()
    assert (site / "vi/questions/leads/metric-leads/metric=maternal-mortality/table.csv").is_file()
    assert (site / "vi/metric/sex-ratio-at-birth/drawing.svg").is_file()
    assert (site / "id/metric/sex-ratio-at-birth.ttl").is_file()
    assert (site / "ontology.jsonld").is_file()


def test_what_needs_a_server_is_not_mentioned(site: Path) -> None:
    page = (site / "vi/questions/leads/metric-leads/index.html").read_text("utf-8")
    assert "/sparql" not in page
    assert "curl" not in page
    assert 'http-equiv="Content-Security-Policy"' in page


def test_the_index_names_files(site: Path) -> None:
    told = json.loads((site / "en/search.json").read_text("utf-8"))
    found = {name: url for name, _kind, url, _text, _others in told["things"]}
    assert found["Sex ratio at birth"] == "en/metric/sex-ratio-at-birth/index.html"
    assert (site / found["Sex ratio at birth"]).is_file()


@pytest.mark.parametrize(
    ("address", "file"),
    [
        ("/vi/", "vi/index.html"),
        ("/vi/map?measure=leads", "vi/map/measure=leads/index.html"),
        ("/vi/matrix?format=excel.csv", "vi/matrix/table.excel.csv"),
        ("/vi/plan/x?format=bibtex", "vi/plan/x/citation.bib"),
        ("/id/metric/x.ttl", "id/metric/x.ttl"),
        ("/ontology?format=ttl", "ontology.ttl"),
    ],
)
def test_file_names(address: str, file: str) -> None:
    assert file_of(address, "html" if "." not in address.rpartition("/")[2] else "") == file


@pytest.mark.parametrize(
    ("address", "kept"),
    [
        ("/vi/plan?sort=-plan&page=2", "/vi/plan"),
        ("/vi/questions/leads/metric-leads?metric=a&sort=x&v=1", "/vi/questions/leads/metric-leads?metric=a"),
        ("/sparql?query=x", None),
        ("/vi/sparql", None),
    ],
)
def test_state_that_is_written(address: str, kept: str | None) -> None:
    assert stated(address) == kept


def test_a_folder_in_use_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("kept", "utf-8")
    with pytest.raises(BdgError, match="not empty"):
        command(out=tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
