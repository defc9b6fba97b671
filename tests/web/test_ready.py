"""Answers that leave ready say what made ones say: headers, 304, counts, log lines; and never those of other data."""

import asyncio
import json
import shutil
import signal
from pathlib import Path
from urllib.parse import quote

import pytest

from bdg_graph import paths
from bdg_graph.terms import ID, SKOS
from bdg_graph.web.ready import OVERHEAD, Headers, Ready, Shelf, sent
from tests.web.server import Reply, Server
from tests.web.test_serving import until

VERSION = b"bdg-dataset-version"
SPARQL = "/sparql?query=" + quote("SELECT ?plan WHERE { ?plan a <https://w3id.org/bdg/ontology#Plan> } ORDER BY ?plan")


def answer(content: bytes = b"x", *more: tuple[bytes, bytes], version: bytes = b"1") -> Ready:
    return Ready([(VERSION, version), (b"etag", b'W/"a"'), *more], content, {})


def key(
    shelf: Shelf, *headers: tuple[bytes, bytes], method: str = "GET", path: bytes = b"/", body: bytes | None = b""
) -> object:
    scope = {"method": method, "scheme": "http", "root_path": "", "raw_path": path, "query_string": b""}
    return shelf.key(scope | {"headers": list(headers)}, body)[0]


def test_what_a_response_depends_on() -> None:
    shelf = Shelf(1000)
    plain = key(shelf, (b"host", b"a"), (b"user-agent", b"b"))
    assert plain == key(shelf, (b"host", b"a"), (b"user-agent", b"c"), (b"if-none-match", b'"d"'))
    for other in (b"host", b"accept", b"accept-encoding", b"accept-language", b"cookie", b"content-type"):
        assert plain != key(shelf, (b"host", b"a"), (other, b"other"))
    assert plain != key(shelf, (b"host", b"a"), method="HEAD")
    assert plain != key(shelf, (b"host", b"a"), path=b"/other")
    assert plain != key(shelf, (b"host", b"a"), body=b"query=ASK%7B%7D")
    assert key(shelf, (b"range", b"bytes=1-")) is None
    assert key(shelf, body=None) is None


FORM, SHORT = (b"content-type", b"application/x-www-form-urlencoded"), (b"content-length", b"4")


@pytest.mark.parametrize(
    ("method", "headers", "more", "looked_at"),
    [
        ("GET", [], False, b""),
        ("GET", [SHORT], False, None),
        ("POST", [FORM, SHORT], False, b"ASK{"),
        ("POST", [(b"content-type", b"application/sparql-query; charset=utf-8"), SHORT], False, b"ASK{"),
        ("POST", [FORM, SHORT], True, None),
        ("POST", [(b"content-type", b"text/turtle"), SHORT], False, None),
        ("POST", [FORM, (b"content-length", b"1000000")], False, None),
        ("POST", [FORM, (b"content-length", b"-1")], False, None),
        ("POST", [FORM, SHORT, (b"if-none-match", b"*")], False, None),
        ("PUT", [FORM, SHORT], False, None),
    ],
)
def test_what_was_sent_is_looked_at_where_it_is_a_short_query(
    method: str, headers: list[tuple[bytes, bytes]], more: bool, looked_at: bytes | None
) -> None:
    """And the application still receives all of it."""
    left = [{"body": b"ASK{", "more_body": more}, {"body": b"}", "more_body": False}]
    coming = list(left)

    async def receive() -> dict[str, object]:
        return coming.pop(0)

    async def asked() -> tuple[bytes | None, list[object]]:
        body, again = await sent({"method": method, "headers": headers}, receive)
        return body, [await again(), await again()]

    assert asyncio.run(asked()) == (looked_at, left)


def test_a_shelf_holds_one_version_and_so_many_bytes() -> None:
    shelf = Shelf(6 * OVERHEAD)
    shelf.keep(("a",), "1", answer(b"x" * OVERHEAD))
    shelf.keep(("long",), "1", answer(b"x" * (OVERHEAD + 1)))
    shelf.keep(("other data",), "1", answer(version=b"2"))
    shelf.keep(("b",), "1", answer(b"x" * OVERHEAD))
    assert list(shelf.entries) == [("a",), ("b",)]
    assert shelf.get(("a",), "1") == answer(b"x" * OVERHEAD)
    shelf.keep(("c",), "1", answer(b"x" * OVERHEAD))
    shelf.keep(("d",), "1", answer(b"x" * OVERHEAD))  # b was used least
    assert list(shelf.entries) == [("a",), ("c",), ("d",)]
    assert shelf.get(("a",), "2") is None
    shelf.keep(("e",), "2", answer(version=b"2"))
    assert list(shelf.entries) == [("e",)]
    assert shelf.used == 1 + OVERHEAD


def test_who_has_it_gets_no_content() -> None:
    headers: Headers = [(b"content-type", b"text/csv"), (b"vary", b"Accept")]
    ready = answer(b"x", *headers)
    assert ready.to(None) == (200, [(VERSION, b"1"), (b"etag", b'W/"a"'), *headers], b"x")
    assert ready.to(b'"b", "a"') == (304, [(VERSION, b"1"), (b"etag", b'W/"a"'), headers[1]], b"")
    assert ready.to(b'"b"')[0] == 200


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize("encoding", ["identity", "gzip"])
@pytest.mark.parametrize(
    ("path", "accept"),
    [
        (SPARQL, "application/sparql-results+json"),
        (SPARQL, "text/csv"),
        ("/api/queries/leads/metric-leads?metric=sex-ratio-at-birth&limit=1", "application/json"),
        ("/api/queries", "application/json"),
        ("/.well-known/void", "text/turtle"),
        ("/en/questions/leads/metric-leads?metric=sex-ratio-at-birth", "text/html"),
        ("/id/place/ninh-binh", "text/html"),
        ("/id/place/ninh-binh", "text/turtle"),
    ],
)
def test_as_made(server: Server, path: str, accept: str, encoding: str, method: str) -> None:
    """The same response as the one that is made, and a line in the log of its own."""
    headers = {"Accept": accept, "Accept-Encoding": encoding}
    server.ask(method, path, headers=headers)
    made = server.ask(method, path, headers={**headers, "Authorization": "none"})
    ready = server.ask(method, path, headers=headers)
    assert made.status == 200
    assert (made.status, made.body) == (ready.status, ready.body)
    names = made.headers.pop("bdg-request"), ready.headers.pop("bdg-request")
    assert {**made.headers, "date": ""} == {**ready.headers, "date": ""}
    first, second = (json.loads(server.logged(name)) for name in names)
    assert second["cached"] is True
    own = {"time": "", "id": "", "ms": 0, "cached": True}
    assert first | own == second | own


@pytest.mark.parametrize("media_type", ["application/sparql-query", "application/x-www-form-urlencoded"])
def test_a_query_that_is_posted_leaves_ready_too(server: Server, media_type: str) -> None:
    def posted(text: str) -> Reply:
        body = text if media_type.endswith("query") else f"query={quote(text)}"
        return server.ask("POST", "/sparql", body.encode(), {"Content-Type": media_type, "Accept": "text/csv"})

    made, ready, other = (posted(f"SELECT (1 AS ?{name}) {{}}") for name in "xxy")
    assert (made.status, made.body) == (ready.status, ready.body) == (200, b"x\r\n1\r\n")
    assert other.body == b"y\r\n1\r\n"
    assert json.loads(server.logged(ready.headers["bdg-request"]))["cached"] is True


def test_what_changes_is_made_each_time(server: Server) -> None:
    path = "/sparql?query=" + quote("SELECT (RAND() AS ?x) {}")
    assert len({server.get(path).body for _ in range(3)}) == 3
    assert len({server.get("/metrics").body for _ in range(2)}) == 2


def test_hits_are_counted(server: Server) -> None:
    def counted(name: str) -> int:
        lines = server.get("/metrics").text.splitlines()
        return int(next(line for line in lines if line.startswith(name)).split()[-1])

    server.get(SPARQL)
    hits, requests = counted("bdg_cache_hits_total"), counted('bdg_requests_total{route="/sparql",status="200"}')
    for _ in range(5):
        server.get(SPARQL)
    assert counted("bdg_cache_hits_total") == hits + 5
    assert counted('bdg_requests_total{route="/sparql",status="200"}') == requests + 5


def test_a_new_dataset_leaves_nothing_of_the_old(tmp_path: Path) -> None:
    copy = tmp_path / "data"
    shutil.copytree(paths.data(), copy)
    asked = "/sparql?query=" + quote(f"SELECT ?label {{ <{ID}place/ninh-binh> <{SKOS.altLabel}> ?label }}")
    with Server("--data", str(copy)) as server:
        before = [server.get(asked) for _ in range(2)][1]
        extra = f'<{ID}place/ninh-binh> <{SKOS.altLabel}> "Another"@en .\n'
        (copy / "reference" / "extra.ttl").write_text(extra)
        server.process.send_signal(signal.SIGHUP)
        version = before.headers["bdg-dataset-version"]
        assert until(lambda: server.get(asked).headers["bdg-dataset-version"] != version)
        after = server.get(asked, If_None_Match=before.headers["etag"])
    assert (before.text.count("Another"), after.status, after.text.count("Another")) == (0, 200, 1)
