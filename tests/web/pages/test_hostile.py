"""Hostile data stay inert: markup in literals, dangerous IRIs, marks that turn text round, a label of a megabyte."""

from pathlib import Path

import pytest

from bdg_graph import dataset
from bdg_graph.engines import engine
from tests.web.pages.conftest import Get, getter

LONG = "dài " * 260_000
HOSTILE = (
    """@base <https://w3id.org/bdg/id/> .
@prefix bdg: <https://w3id.org/bdg/ontology#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix oa: <http://www.w3.org/ns/oa#> .
@prefix odrl: <http://www.w3.org/ns/odrl/2/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<plan/evil> a bdg:Plan ; skos:prefLabel "<script>alert(1)</script>"@vi , "\\"><img src=x onerror=alert(2)>"@en ;
  dcterms:title "</title><script>alert(3)</script>"@vi ; bdg:place <place/evil> ; bdg:documentNumber "</script><b>" ;
  bdg:periodStart "javascript:alert(1)" ; bdg:note "{{ 7*7 }} ${7*7}"@vi ; bdg:source <plan/evil/source> ;
  dcterms:source <javascript:alert(4)> ; bdg:issuer <data:text/html,boo> ;
  bdg:evidence <plan/evil/source#char=0,99999999999999999999> .
<place/evil> a bdg:Place ; skos:prefLabel "Nơi \u202eđảo ngược\u202c"@vi , "Place \u2066x"@en .
<plan/evil/source> a bdg:Source ; bdg:inPlan <plan/evil> .
<plan/evil/source#char=0,99999999999999999999> a bdg:Passage ; oa:exact "' onmouseover='alert(5)"@vi .
<plan/evil/indicator/1> a bdg:Indicator ; bdg:inPlan <plan/evil> ; bdg:number "=cmd|'/c calc'!A1" ;
  skos:prefLabel "=HYPERLINK(\\"http://evil.example\\")"@vi ; bdg:text "<svg onload=alert(6)>"@vi .
<plan/evil/indicator/1/target/1> a bdg:Target ; bdg:inPlan <plan/evil> ; bdg:ofIndicator <plan/evil/indicator/1> ;
  bdg:number "1" ;
  bdg:metric <metric/evil> ; bdg:comparator odrl:gteq ; bdg:value 5.0 ; bdg:unit <unit/evil> ; bdg:dueYear "<i>" ;
  skos:prefLabel "t"@vi .
<metric/evil> a bdg:Metric ; skos:prefLabel \"\"\""""
    + LONG
    + """\"\"\"@vi ; skos:altLabel "<style>*{display:none}</style>"@vi ; bdg:domain <javascript:alert(7)> .
<unit/evil> a bdg:Unit ; skos:prefLabel "</text><script>alert(8)</script>"@vi .
"""
)
PAGES = [
    "",
    "plan",
    "plan/evil",
    "plan/evil/source",
    "plan/evil/indicator/1",
    "plan/evil/indicator/1/target/1",
    "metric/evil",
    "place/evil",
    "metric",
    "matrix",
    "gaps",
    "coverage",
    "compare?plan=evil",
    "timeline",
    "map",
    "search?q=script",
    "search?q=onerror",
    "suggest.json?q=scr",
    "questions/leads/metric-leads?metric=evil",
    "browse",
    "unit/evil",
]


@pytest.fixture(scope="module")
def evil(tmp_path_factory: pytest.TempPathFactory) -> Get:
    folder: Path = tmp_path_factory.mktemp("evil")
    (folder / "evil.ttl").write_text(HOSTILE, "utf-8")
    return getter(engine("oxigraph", dataset.load([folder / "evil.ttl"])))


@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_hostile_data_are_inert(evil: Get, page: str, lang: str) -> None:
    got = evil(f"/{lang}/{page}")
    assert got.status == 200, got.text[-800:]
    assert len(got.body) < 400_000
    assert not set("\u202e\u2066\u202c") & set(got.text)
    if not got.headers["content-type"].startswith("text/html"):
        return
    read = got.read
    assert read.faults == []
    for tag, attributes in read.elements:
        assert not [name for name in attributes if name.startswith("on")], (tag, attributes)
        for name in ("href", "src", "action"):
            assert not attributes.get(name, "").lower().lstrip().startswith(("javascript:", "data:")), attributes
        if tag == "script":
            assert "src" in attributes or attributes.get("type") == "application/ld+json"
        assert tag != "style"
    assert "49" not in [words.strip() for words in read.words]


@pytest.mark.parametrize("page", ["gaps", "matrix", "metric/evil", "plan"])
def test_no_cell_of_a_download_is_a_formula(evil: Get, page: str) -> None:
    for line in evil(f"/vi/{page}?format=csv").text.splitlines():
        assert not line.startswith(("=", "+", "@"))
        assert ',"=' not in line
        assert ",=" not in line


@pytest.mark.parametrize(
    "path",
    [
        "plan/../../etc/passwd",
        "x%00y",
        "%3Cscript%3E",
        "plan/evil/%22%3E",
        "metric/" + "x" * 5000,
        "%F0%9F%92%A9",
        "plan/evil%3E%20%3Fp%20%3Fo%20%7D%23",
        "//evil.example",
        "ontology/%3Cb%3E",
    ],
)
def test_odd_addresses_are_not_found(evil: Get, path: str) -> None:
    got = evil(f"/vi/{path}")
    assert got.status == 404
    assert "<script>" not in got.text
