"""`/sparql` over HTTP: formats, datasets, errors, caching (SPARQL 1.1 Protocol, 2.1)."""

import gzip
import json
from urllib.parse import quote, urlencode

import pyoxigraph as ox
import pytest

from bdg_graph.terms import ID
from tests.web.server import Server

PLANS = "SELECT ?plan WHERE { ?plan a <https://w3id.org/bdg/ontology#Plan> } ORDER BY ?plan"
THANH_HOA = ID + "plan/thanh-hoa-2020"
JSON = "application/sparql-results+json"


def get(server: Server, query: str, **more: str) -> dict[str, object]:
    reply = server.get(f"/sparql?{urlencode({'query': query} | more)}", Accept=JSON)
    assert reply.status == 200, reply.text
    told: dict[str, object] = json.loads(reply.body)
    return told


def test_get_form_and_direct_give_the_same(server: Server) -> None:
    query = PLANS + " # Bình đẳng giới"
    form = {"Content-Type": "application/x-www-form-urlencoded", "Accept": JSON}
    first = get(server, query)
    assert json.loads(server.ask("POST", "/sparql", urlencode({"query": query}).encode(), form).body) == first
    assert json.loads(server.query(query).body) == first
    assert first["head"] == {"vars": ["plan"]}


def test_the_default_graph_is_the_union_unless_the_request_says_otherwise(server: Server) -> None:
    ask = f"ASK {{ <{THANH_HOA}> a <https://w3id.org/bdg/ontology#Plan> }}"
    other = ID + "plan/ninh-binh-2021-2025"
    assert get(server, ask)["boolean"] is True
    assert get(server, ask, **{"default-graph-uri": THANH_HOA})["boolean"] is True
    assert get(server, ask, **{"default-graph-uri": other})["boolean"] is False
    assert get(server, ask.replace("ASK", f"ASK FROM <{other}>"))["boolean"] is False
    overridden = ask.replace("ASK", f"ASK FROM <{other}>")
    assert get(server, overridden, **{"default-graph-uri": THANH_HOA})["boolean"] is True
    named = f"ASK {{ GRAPH ?g {{ <{THANH_HOA}> ?p ?o }} }}"
    assert get(server, named, **{"named-graph-uri": THANH_HOA})["boolean"] is True
    assert get(server, named, **{"named-graph-uri": other})["boolean"] is False


@pytest.mark.parametrize(
    ("method", "path", "headers", "body", "status", "kind"),
    [
        ("GET", "/sparql?query=" + quote("ASK {"), {}, None, 400, "syntax"),
        ("GET", "/sparql?query=", {}, None, 400, "no-query"),
        ("GET", "/sparql?query=ASK%7B%7D&query=ASK%7B%7D", {}, None, 400, "two-queries"),
        ("GET", "/sparql?query=%FF", {}, None, 400, "encoding"),
        ("GET", "/sparql?query=ASK%7B%7D&timeout=soon", {}, None, 400, "timeout"),
        ("GET", "/sparql?query=ASK%7B%7D&default-graph-uri=x", {}, None, 400, "graph-uri"),
        ("GET", "/sparql?update=CLEAR%20ALL", {}, None, 403, "update"),
        ("GET", "/sparql?query=CLEAR%20ALL", {}, None, 403, "update"),
        ("GET", "/sparql?query=ASK%7BSERVICE%20%3Cx:y%3E%7B%7D%7D", {}, None, 403, "service"),
        ("PUT", "/sparql", {}, b"", 405, "method"),
        ("POST", "/sparql", {}, b"ASK {}", 415, "media-type"),
        ("POST", "/sparql", {"Content-Type": "text/plain"}, b"ASK {}", 415, "media-type"),
        ("POST", "/sparql", {"Content-Type": "application/sparql-update"}, b"CLEAR ALL", 403, "update"),
        ("POST", "/sparql", {"Content-Type": "application/sparql-query; charset=utf-16"}, b"", 415, "charset"),
        (
            "POST",
            "/sparql",
            {"Content-Type": "application/sparql-query"},
            b"ASK {} #" + b"x" * 300_000,
            413,
            "too-large",
        ),
        ("POST", "/sparql", {"Content-Type": "application/sparql-query"}, b"ASK { ?s ?p '\xff' }", 400, "encoding"),
    ],
)
def test_what_is_wrong_is_said(
    server: Server, method: str, path: str, headers: dict[str, str], body: bytes | None, status: int, kind: str
) -> None:
    reply = server.ask(method, path, body, {"Accept": "application/problem+json, */*;q=0.1", **headers})
    assert reply.status == status
    assert reply.headers["content-type"] == "application/problem+json"
    told = json.loads(reply.body)
    assert told["kind"] == kind
    assert told["detail"]
    assert told["detail_vi"]


@pytest.mark.parametrize(
    ("method", "path", "status", "words"),
    [
        ("GET", "/nonsense", 404, "Không có trang này."),
        ("POST", "/vi/validate", 422, "Hãy chọn một tệp hoặc dán nội dung."),
        ("GET", "/sparql?query=" + quote("SELECT ?<x"), 400, "Dòng 1"),
    ],
)
def test_a_browser_gets_a_page_that_says_what_is_wrong(
    server: Server, method: str, path: str, status: int, words: str
) -> None:
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    reply = server.ask(method, path, b"text=", {"Accept": "text/html,*/*;q=0.8"} | form)
    assert (reply.status, reply.headers["content-type"]) == (status, "text/html; charset=utf-8")
    assert words in reply.text
    assert "default-src 'none'" in reply.headers["content-security-policy"]
    assert "<x" not in reply.text
    assert ('href="/vi/validate"' in reply.text) == (method == "POST")


def test_a_syntax_error_has_its_place_in_both_languages(server: Server) -> None:
    reply = server.ask("GET", "/sparql?query=" + quote("SELECT ?x WHERE {\n ?x bdg:inPlan ?p }"))
    assert reply.status == 400
    assert reply.headers["content-type"] == "text/plain; charset=utf-8"
    assert "Dòng 2, cột 5" in reply.text
    assert "Line 2, column 5" in reply.text
    assert "PREFIX bdg: <https://w3id.org/bdg/ontology#>" in reply.text


def test_not_acceptable_lists_what_is(server: Server) -> None:
    reply = server.query(PLANS, "image/png")
    assert reply.status == 406
    assert JSON in reply.text
    assert server.query("ASK {}", "text/csv").status == 406


@pytest.mark.parametrize(
    ("media_type", "form"),
    [
        ("text/turtle", ox.RdfFormat.TURTLE),
        ("application/n-triples", ox.RdfFormat.N_TRIPLES),
        ("application/ld+json", ox.RdfFormat.JSON_LD),
        ("application/rdf+xml", ox.RdfFormat.RDF_XML),
    ],
)
def test_graphs_in_every_format(server: Server, media_type: str, form: ox.RdfFormat) -> None:
    reply = server.query(f"DESCRIBE <{THANH_HOA}>", media_type)
    assert reply.headers["content-type"].startswith(media_type)
    subjects = {quad.subject for quad in ox.parse(reply.body, form)}
    assert subjects == {ox.NamedNode(THANH_HOA)}


def test_entity_tags_compression_and_head(server: Server) -> None:
    path = "/sparql?query=" + quote(PLANS + " # tags")
    plain = server.get(path)
    small = server.get(path, Accept_Encoding="gzip")
    assert plain.headers["vary"] == "Accept, Accept-Encoding"
    assert plain.headers["bdg-dataset-version"] in plain.headers["etag"]
    assert small.headers["etag"] != plain.headers["etag"]
    assert gzip.decompress(small.body) == plain.body
    again = server.get(path, If_None_Match=plain.headers["etag"])
    assert (again.status, again.body) == (304, b"")
    assert server.get(path, If_None_Match='"another"').status == 200
    head = server.ask("HEAD", path)
    assert (head.status, head.body, head.headers["content-length"]) == (200, b"", str(len(plain.body)))


def test_what_changes_from_call_to_call_is_not_kept(server: Server) -> None:
    path = "/sparql?query=" + quote("SELECT (RAND() AS ?n) {}")
    first, second = server.get(path), server.get(path)
    assert "etag" not in first.headers
    assert first.headers["cache-control"] == "no-store"
    assert first.body != second.body


def test_every_answer_carries_version_limits_and_cors(server: Server) -> None:
    for path in ("/sparql", "/sparql?query=x", "/nowhere", "/api/queries", "/healthz"):
        headers = server.get(path, Origin="https://example.org").headers
        assert headers["access-control-allow-origin"] == "*"
        assert "access-control-allow-credentials" not in headers
        assert headers["x-content-type-options"] == "nosniff"
        assert len(headers["bdg-dataset-version"]) == 12
        assert "seconds=1.5; " in headers["bdg-limits"]
    preflight = server.ask("OPTIONS", "/sparql", headers={"Origin": "https://example.org"})
    assert preflight.status == 204
    assert "POST" in preflight.headers["access-control-allow-methods"]


def test_a_shorter_timeout_may_be_asked_for(server: Server) -> None:
    slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    reply = server.get(f"/sparql?query={quote(slow)}&timeout=0.3")
    assert reply.status == 503
    assert "0.3" in reply.text
    assert "retry-after" in reply.headers
    assert reply.seconds < 0.8


def test_a_long_answer_is_whole(server: Server) -> None:
    reply = server.query("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o } LIMIT 12000", "application/n-triples")
    assert reply.status == 200
    assert len(reply.body) > 1_000_000
    assert len(reply.body) == int(reply.headers["content-length"])
    assert sum(1 for _ in ox.parse(reply.body, ox.RdfFormat.N_TRIPLES)) == reply.body.count(b"\n")


def test_the_log_has_no_words_of_others(server: Server) -> None:
    server.query("ASK { ?s ?p 'a secret of mine' }")
    reply = server.get("/healthz")
    line = server.logged(reply.headers["bdg-request"])
    assert json.loads(line)["path"] == "/healthz"
    assert not any("a secret of mine" in entry for entry in server.log)
    assert {"time", "id", "method", "path", "status", "ms"} <= set(json.loads(line))


def test_a_line_of_the_log_tells_outcome_digest_and_time(server: Server) -> None:
    told = {}
    for query in ("ASK { ?s ?p 'logged' }", "ASK { SERVICE <x:logged> {} }", "ASK { 'logged'"):
        reply = server.query(query)
        told[reply.status] = json.loads(server.logged(reply.headers["bdg-request"]))
    assert [told[status].get("outcome") for status in (200, 403, 400)] == [None, "service", "syntax"]
    for status, line in told.items():
        assert line["status"] == status
        assert line["method"] == "POST"
        assert len(line["digest"]) == 32
        assert line["ms"] >= 0
        assert "query" not in line
    assert len({line["digest"] for line in told.values()}) == 3


def test_queries_are_logged_where_that_is_asked_for() -> None:
    with Server("--log-queries") as server:
        reply = server.query("ASK { ?s ?p 'of mine' }")
        assert json.loads(server.logged(reply.headers["bdg-request"]))["query"] == "ASK { ?s ?p 'of mine' }"
