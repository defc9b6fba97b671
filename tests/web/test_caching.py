"""Entity tags, Vary, compression and HEAD: the same rules at every address that gives what the dataset says."""

import gzip
from urllib.parse import quote

import pytest

from tests.web.server import Server

PLANS = quote("SELECT ?plan WHERE { ?plan a <https://w3id.org/bdg/ontology#Plan> }")
METRICS = quote("CONSTRUCT WHERE { ?s a <https://w3id.org/bdg/ontology#Metric> }")
PLACE = quote("https://w3id.org/bdg/id/graph/metrics", safe="")

# Address, Accept, what is listed in Vary beside Accept-Encoding.
COMPRESSED = [
    (f"/sparql?query={PLANS}", "application/sparql-results+json", "Accept"),
    (f"/sparql?query={PLANS}", "text/csv", "Accept"),
    (f"/sparql?query={METRICS}", "text/turtle", "Accept"),
    ("/sparql", "text/turtle", "Accept"),
    ("/.well-known/void", "application/ld+json", "Accept"),
    (f"/graphs?graph={PLACE}", "application/n-triples", "Accept"),
    ("/graphs?default", "application/n-triples", "Accept"),
    ("/ontology", "text/turtle", "Accept"),
    ("/id/place/ninh-binh", "text/turtle", "Accept"),
    ("/id/place/ninh-binh", "text/html", "Accept-Language"),
    ("/vi/", "text/html", "Accept"),
    ("/en/questions/leads/metric-leads?metric=sex-ratio-at-birth", "text/html", "Accept"),
    ("/en/search?q=ninh+binh", "text/html", "Accept"),
    ("/api/queries", "application/json", "Accept"),
    ("/api/queries/leads/metric-leads?metric=sex-ratio-at-birth", "application/json", "Accept"),
    ("/api/queries/leads/metric-leads?metric=sex-ratio-at-birth", "text/csv", "Accept"),
    ("/openapi.json", "application/json", ""),
]
FILES = [("/dump.nq.gz", "*/*"), ("/dump.trig.gz", "*/*"), ("/context.jsonld", "*/*")]


@pytest.mark.parametrize(("path", "accept", "varies"), COMPRESSED)
def test_compressed_for_who_takes_it(server: Server, path: str, accept: str, varies: str) -> None:
    plain = server.get(path, Accept=accept, Accept_Encoding="identity")
    packed = server.get(path, Accept=accept, Accept_Encoding="gzip;q=0.8, br")
    assert (plain.status, packed.status) == (200, 200)
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body
    assert packed.headers["etag"] != plain.headers["etag"]
    assert {"Accept-Encoding", varies} - {""} <= set(packed.headers["vary"].split(", "))


@pytest.mark.parametrize(("path", "accept"), [(path, accept) for path, accept, _ in COMPRESSED] + FILES)
def test_who_has_it_gets_no_content(server: Server, path: str, accept: str) -> None:
    made = server.get(path, Accept=accept)
    tag = made.headers["etag"]
    for known in (tag, f'"other", {tag}', tag.removeprefix("W/")):
        again = server.get(path, Accept=accept, If_None_Match=known)
        assert (again.status, again.body, again.headers["etag"]) == (304, b"", tag)
        assert again.headers.get("vary") == made.headers.get("vary")
        assert again.headers["bdg-dataset-version"] == made.headers["bdg-dataset-version"]
    assert server.get(path, Accept=accept, If_None_Match='"other"').status == 200


@pytest.mark.parametrize(("path", "accept"), [(path, accept) for path, accept, _ in COMPRESSED] + FILES)
def test_head_says_what_get_says(server: Server, path: str, accept: str) -> None:
    got, head = server.get(path, Accept=accept), server.ask("HEAD", path, headers={"Accept": accept})
    assert (head.status, head.body) == (200, b"")
    own = {"date", "bdg-request", "transfer-encoding", "content-length"}
    assert {n: v for n, v in head.headers.items() if n not in own} == {
        n: v for n, v in got.headers.items() if n not in own
    }
    assert head.headers.get("content-length", str(len(got.body))) == str(len(got.body))
