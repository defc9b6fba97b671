"""What holds for every page type in both languages: it answers, it is sound HTML, it asks nothing of other hosts."""

import gzip
import re
from threading import Event

import pytest

from bdg_graph.engines import Engine
from bdg_graph.errors import BdgError
from bdg_graph.web.i18n import LANGUAGES
from bdg_graph.web.pages import contents, home
from bdg_graph.web.pages.view import View
from tests.web.pages.addresses import STATUS, TYPES
from tests.web.pages.conftest import Get, getter

EVERY = [pytest.param(kind, lang, id=f"{kind}-{lang}") for kind in TYPES for lang in LANGUAGES]

# Words of the other language, which an untranslated line would leave in a page's frame.
STRAY = {
    "vi": ("Download:", "Search all", "plans in view", "Skip to content"),
    "en": ("Tải về", "Đến nội dung", "Tìm trong"),
}


@pytest.mark.parametrize(("kind", "lang"), EVERY)
def test_page(get: Get, kind: str, lang: str) -> None:
    got = get(f"/{lang}/{TYPES[kind]}")
    assert got.status == STATUS.get(kind, 200), got.text[-600:]
    read = got.read
    assert read.faults == []
    ids = [attributes["id"] for _, attributes in read.elements if "id" in attributes]
    assert len(ids) == len(set(ids)), [i for i in ids if ids.count(i) > 1]
    assert len(read.all("h1")) == 1
    assert read.all("html")[0]["lang"] == lang
    assert {link["hreflang"] for link in read.all("link") if "hreflang" in link} == {"vi", "en", "x-default"}
    assert not [words for words in STRAY[lang] if words in read.text]
    assert got.headers["content-language"] == lang


@pytest.mark.parametrize(("kind", "lang"), EVERY)
def test_no_page_needs_inline_code_or_another_host(get: Get, kind: str, lang: str) -> None:
    got = get(f"/{lang}/{TYPES[kind]}")
    policy = got.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "http" not in policy
    for tag, attributes in got.read.elements:
        assert "style" not in attributes, tag
        assert not [name for name in attributes if name.startswith("on")], tag
        if tag == "script":
            assert "src" in attributes or attributes.get("type") == "application/ld+json"
        asks = attributes.get("src") or (
            attributes.get("href") if tag == "link" and attributes.get("rel") == "stylesheet" else ""
        )
        assert not asks or asks.startswith("/"), (tag, asks)
        if tag == "a":
            assert re.match(r"(/|#|\?|https?://)", attributes["href"]), attributes


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_link_of_every_page_type_leads_somewhere(get: Get, lang: str) -> None:
    found: dict[str, str] = {}
    for kind, path in TYPES.items():
        for link in get(f"/{lang}/{path}").read.all("a"):
            address = link["href"].partition("#")[0]
            if address.startswith(f"/{lang}/") and "format=" not in address and "sort=" not in address:
                found.setdefault(address, kind)
    assert len(found) > 500
    broken = {address: kind for address, kind in found.items() if get(address).status != 200}
    assert broken == {}


@pytest.mark.parametrize("kind", ["home", "metric", "reader with a highlight", "question"])
def test_the_language_is_switched_in_place(get: Get, kind: str) -> None:
    switch = next(a for a in get(f"/vi/{TYPES[kind]}").read.all("a") if a.get("rel") == "alternate")
    assert switch["href"] == f"/en/{TYPES[kind]}".replace("highlight=2884,2950", "highlight=2884%2C2950")
    assert get(switch["href"]).status == 200


@pytest.mark.parametrize(
    ("headers", "place"),
    [
        ({}, "/vi/"),
        ({"accept_language": "en-GB,en;q=0.9"}, "/en/"),
        ({"accept_language": "fr,en;q=0.3,vi;q=0.5"}, "/vi/"),
        ({"accept_language": "en;q=0"}, "/vi/"),
        ({"accept_language": "en", "cookie": "lang=vi"}, "/vi/"),
    ],
)
def test_the_first_page_is_in_the_readers_language(get: Get, headers: dict[str, str], place: str) -> None:
    got = get("/", **headers)
    assert (got.status, got.headers["location"]) == (303, place)
    assert got.headers["vary"] == "Accept-Language, Cookie"


def test_the_language_is_remembered(get: Get) -> None:
    assert "lang=en" in get("/en/").headers["set-cookie"]
    assert "set-cookie" not in get("/en/", cookie="lang=en").headers


def test_a_page_that_has_not_changed_is_not_sent_again(get: Get) -> None:
    got = get("/vi/about")
    again = get("/vi/about", if_none_match=got.headers["etag"])
    assert (again.status, again.body) == (304, b"")


def test_pages_are_packed_for_who_takes_it(get: Get) -> None:
    plain, packed = get("/vi/matrix"), get("/vi/matrix", accept_encoding="gzip, br")
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert packed.headers["etag"] != plain.headers["etag"]
    assert "content-encoding" not in get("/vi/matrix", accept_encoding="gzip;q=0").headers


def test_what_is_missing_comes_with_what_is_near(get: Get) -> None:
    got = get("/en/metric/sex-ratio")
    assert got.status == 404
    assert "/en/metric/sex-ratio-at-birth" in got.text


def test_robots_and_sitemap(get: Get) -> None:
    assert "Sitemap: http://test.example/sitemap.xml" in get("/robots.txt").text
    sitemap = get("/sitemap.xml").text
    assert "<loc>http://test.example/vi/metric/sex-ratio-at-birth</loc>" in sitemap
    assert 'hreflang="en" href="http://test.example/en/plan/thanh-hoa-2020"' in sitemap


@pytest.mark.parametrize("name", ["../view.py", "..%2fview.py", "nothing.css", "yasgui"])
def test_only_static_files_are_sent(get: Get, name: str) -> None:
    from starlette.requests import Request

    from bdg_graph.web.pages.static import static_file

    request = Request({"type": "http", "query_string": b"", "headers": []})
    assert static_file(request, name).status_code == 404


def test_a_link_made_on_another_version_says_so(get: Get) -> None:
    assert "000000000000" in get("/en/metric?v=000000000000").read.text
    version = get.views.now.version  # type: ignore[attr-defined] # set by getter
    assert "This link was made" not in get(f"/en/metric?v={version}").read.text


def test_first_page_weight() -> None:
    """HTML and all it loads stay under 100 KB as they are sent first."""
    from bdg_graph.web.pages.contents import STATIC

    assert sum((STATIC / name).stat().st_size for name in ("bdg.css", "bdg.js", "icon.svg")) < 32_000


def test_home_is_light(get: Get) -> None:
    assert len(get("/vi/").body) < 60_000


def test_the_first_page_does_not_wait_for_what_takes_long_to_count(
    oxigraph: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted, told = Event(), home._context
    monkeypatch.setattr(home, "FEW", 0)
    monkeypatch.setattr(contents, "MOMENT", 0.1)
    monkeypatch.setattr(home, "_context", lambda page: counted.wait(60) and told(page))
    get = getter(oxigraph)
    early = get("/en/").read
    assert early.faults == []
    assert "What these plans hold is being counted" in early.text
    assert "/en/questions/targets/compare-metric" in {link.get("href") for link in early.all("a")}
    counted.set()
    monkeypatch.setattr(contents, "MOMENT", 60)
    assert "What is in the graph" in get("/en/").read.text


def test_what_could_not_be_counted_is_tried_again(oxigraph: Engine) -> None:
    view = View(oxigraph)

    def fails() -> None:
        raise BdgError("không", "no")

    with pytest.raises(BdgError):
        view.has_read("figures", fails)
    assert view.has_read("figures", lambda: None)
