"""The reader shows the source text letter by letter, with every passage in its place and linked both ways."""

import re
from html import unescape

import pytest

from bdg_graph import paths
from tests.web.pages.conftest import Get

PLANS = sorted(folder.name for folder in (paths.data() / "plans").iterdir() if (folder / "source.txt").is_file())


def article(html: str) -> str:
    found = re.search(r'<article class="source"[^>]*>(.*?)</article>', html, re.DOTALL)
    assert found
    return found[1]


@pytest.mark.parametrize("plan", PLANS)
def test_the_text_is_the_source(get: Get, plan: str) -> None:
    shown = unescape(re.sub(r"<[^>]*>", "", article(get(f"/vi/plan/{plan}/source").text)))
    assert shown == (paths.data() / "plans" / plan / "source.txt").read_text("utf-8")


@pytest.mark.parametrize("plan", PLANS)
def test_every_passage_has_its_anchor_and_every_fact_its_words(get: Get, plan: str) -> None:
    read = get(f"/vi/plan/{plan}/source").read
    ids = {attributes["id"] for _, attributes in read.elements if "id" in attributes}
    turtle = (paths.data() / "plans" / plan / "plan.ttl").read_text("utf-8")
    passages = set(re.findall(r"^<plan/[^>]*/source#(char=\d+,\d+)> a bdg:Passage", turtle, re.MULTILINE))
    assert passages <= ids
    links = {a["href"][1:] for a in read.all("a") if a["href"].startswith("#")}
    assert links - {"main", "left"} <= ids
    assert passages <= links
    assert {i for i in ids if i.startswith("fact-")} >= {link for link in links if link.startswith("fact-")}


@pytest.mark.parametrize("plan", PLANS)
def test_every_passage_can_be_highlighted(get: Get, plan: str) -> None:
    text = (paths.data() / "plans" / plan / "source.txt").read_text("utf-8")
    for start, end in [(0, 8), (len(text) - 30, len(text) - 1), (100, 260)]:
        html = article(get(f"/vi/plan/{plan}/source?highlight={start},{end}").text)
        lit = "".join(
            unescape(re.sub(r"<[^>]*>", "", part)) for part in re.findall(r"<mark>(.*?)</mark>", html, re.DOTALL)
        )
        assert lit == text[start:end]


@pytest.mark.parametrize(
    "highlight", ["", "x", "5", "9,5", "-1,4", "0,99999999", "1,2,3", "99999999999999999999,1", "0,1&highlight=3,4"]
)
def test_odd_highlights_are_harmless(get: Get, highlight: str) -> None:
    assert get(f"/vi/plan/thanh-hoa-2020/source?highlight={highlight}").status == 200


def test_the_chosen_fact_comes_first(get: Get) -> None:
    html = get("/en/plan/ninh-binh-2021-2025/source?highlight=2884,2950").text
    first = html[html.index('class="fact') :][:120]
    assert "is-chosen" in first
    assert 'id="fact-indicator/4.1/target/1"' in first
