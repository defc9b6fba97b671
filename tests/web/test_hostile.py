"""Every hostile class, through HTTP: a true status in time, nothing heard outside, and nothing left behind."""

import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar
from urllib.parse import quote, urlencode

import pytest

from tests.web.conftest import SECONDS
from tests.web.hostile import BELOW, HEAVY, QUICK, Hostile
from tests.web.server import Server, descriptors, family

T = TypeVar("T")


class Listener:
    """Hears who connects."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.socket.getsockname()[1]}/x"
        self.heard = 0
        self.thread = threading.Thread(target=self._listen, daemon=True)
        self.thread.start()

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self.socket.accept()
            except OSError:
                return
            self.heard += 1
            connection.close()


@pytest.fixture(scope="module")
def listener() -> Iterator[Listener]:
    made = Listener()
    yield made
    made.socket.close()


@pytest.mark.parametrize("hostile", QUICK, ids=[h.name for h in QUICK])
def test_refused_at_once(server: Server, listener: Listener, hostile: Hostile) -> None:
    reply = server.query(hostile.text.replace("{listener}", listener.url))
    assert reply.status in hostile.statuses, reply.text[-300:]
    assert reply.seconds < 1  # 0.1 on an idle machine: bench/endpoint_attack.py prints it
    assert listener.heard == 0
    if 400 <= reply.status < 500:
        assert "line" in reply.text or reply.status == 413


TURTLE, JSON_LD, RDF_XML = "text/turtle", "application/ld+json", "application/rdf+xml"
UPLOADS = [
    (TURTLE, "<> <http://www.w3.org/2002/07/owl#imports> <{url}> ."),
    (TURTLE, "<> a <http://www.w3.org/2002/07/owl#Ontology> ; <http://www.w3.org/2002/07/owl#imports> <{url}>, <.> ."),
    (TURTLE, "<x:g> <http://www.w3.org/ns/shacl#shapesGraph> <{url}> ."),
    (TURTLE, "<x:g> <http://www.w3.org/2000/01/rdf-schema#seeAlso> <{url}> ."),
    (TURTLE, "@base <{url}> . @prefix : <{url}#> . :s a :C ; :p <> ."),
    (TURTLE, "<x:s> a <http://www.w3.org/ns/shacl#NodeShape> ; <http://www.w3.org/ns/shacl#targetNode> <x:t> ; "
    "<http://www.w3.org/ns/shacl#sparql> [ <http://www.w3.org/ns/shacl#select> "
    "'SELECT $this {{ SERVICE <{url}> {{ ?s ?p ?o }} }}' ] ."),
    (TURTLE, "<x:s> a <http://www.w3.org/ns/shacl#NodeShape> ; <http://www.w3.org/ns/shacl#js> "
    "[ <http://www.w3.org/ns/shacl#jsLibrary> [ <http://www.w3.org/ns/shacl#jsLibraryURL> '{url}' ] ] ."),
    ("application/trig", "<{url}> {{ <{url}> <http://www.w3.org/2002/07/owl#imports> <{url}> }}"),
    ("application/n-quads", "<{url}> <http://www.w3.org/2002/07/owl#imports> <{url}> <{url}> ."),
    (JSON_LD, '{{"@context": "{url}", "@id": "x:s", "p": 1}}'),
    (JSON_LD, '{{"@context": ["{url}", {{"p": "x:p"}}], "@id": "x:s", "p": 1}}'),
    (JSON_LD, '{{"@context": {{"@version": 1.1, "@import": "{url}"}}, "@id": "x:s"}}'),
    (JSON_LD, '{{"@context": {{"p": {{"@id": "x:p", "@context": "{url}"}}}}, "p": {{"@id": "x:o"}}}}'),
    (JSON_LD, '{{"@context": "file:///etc/passwd", "@id": "x:s", "p": 1}}'),
    (RDF_XML, '<!DOCTYPE r SYSTEM "{url}"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>'),
    (RDF_XML, '<!DOCTYPE r [<!ENTITY e SYSTEM "{url}">]><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about="x:s"><x:p xmlns:x="x:">&e;</x:p></rdf:Description></rdf:RDF>'),
    (RDF_XML, '<!DOCTYPE r [<!ENTITY % e SYSTEM "{url}"> %e;]><r/>'),
    (RDF_XML, '<?xml-stylesheet href="{url}"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" '
    'xmlns:xi="http://www.w3.org/2001/XInclude" xml:base="{url}"><xi:include href="{url}"/></rdf:RDF>'),
]  # fmt: skip


@pytest.mark.parametrize(("media_type", "text"), UPLOADS)
def test_an_upload_reaches_nobody(server: Server, listener: Listener, media_type: str, text: str) -> None:
    content = text.format(url=listener.url).encode()
    reply = server.ask("POST", "/api/validate", content, {"Content-Type": media_type})
    assert reply.status in (200, 400, 413, 422), reply.text
    form = urlencode({"text": content.decode()}).encode()
    page = server.ask("POST", "/vi/validate", form, {"Content-Type": "application/x-www-form-urlencoded"})
    assert page.status in (200, 400, 413, 422), page.text
    assert b"root:" not in reply.body + page.body
    assert listener.heard == 0


@pytest.mark.parametrize(
    "path",
    [
        "/sparql?query=SELECT%20*%20%7B%3Fs%20%3Fp%20%3Fo%7D&default-graph-uri={url}",
        "/sparql?query=SELECT%20*%20%7BGRAPH%20%3Fg%20%7B%3Fs%20%3Fp%20%3Fo%7D%7D&named-graph-uri={url}",
        "/sparql?query=DESCRIBE%20%3C{url}%3E",
        "/sparql?query=BASE%20%3C{url}%3E%20ASK%20%7B%3C%3E%20%3Fp%20%3Fo%7D",
        "/sparql?query=CONSTRUCT%20%7B%3Fs%20%3Fp%20%3Fo%7D%20FROM%20%3C{url}%3E%20WHERE%20%7B%3Fs%20%3Fp%20%3Fo%7D",
        "/graphs?graph={url}",
        "/vi/iri?iri={url}",
        "/api/queries/leads/metric-leads?metric={url}",
        "/vi/questions/leads/metric-leads?metric={url}",
        "/{url}",
    ],
)
def test_an_address_in_a_request_reaches_nobody(server: Server, listener: Listener, path: str) -> None:
    assert server.get(path.format(url=quote(listener.url, safe=""))).status < 500
    assert listener.heard == 0


def test_the_listener_hears() -> None:
    listener = Listener()
    with socket.create_connection(listener.socket.getsockname(), timeout=5) as connection:
        assert connection.recv(1) == b""
    listener.socket.close()
    assert listener.heard == 1


def test_limits_hold(server: Server, listener: Listener) -> None:
    """Four at a time, so that the whole set takes a quarter of the time."""
    hostile = [*HEAVY, *BELOW]
    with ThreadPoolExecutor(4) as threads:
        replies = list(threads.map(lambda h: server.query(h.text, "*/*"), hostile))
    for asked, reply in zip(hostile, replies, strict=True):
        assert reply.status in asked.statuses, (asked.name, reply.status, reply.text[-300:])
        assert reply.seconds < SECONDS + 1.5, asked.name  # the limit itself + 0.5 s on an idle machine
        if reply.status in (503, 413):
            assert "retry-after" in reply.headers, asked.name
    assert listener.heard == 0


def test_nothing_is_left_behind(server: Server) -> None:
    def count() -> tuple[int, int]:
        return len(family(server.process.pid)), descriptors(server.process.pid)

    server.query("ASK { ?s ?p ?o }")
    before = settled(count)
    for n in range(150):
        server.query(f"ASK {{ ?s ?p {n} }}" if n % 3 else f"ASK {{ SERVICE <x:{n}> {{}} }}")
    assert settled(count) == before


@pytest.mark.parametrize("stays", [0.0, 0.3])  # before its leaving is watched for, and after
def test_a_client_that_leaves_takes_its_query_along(server: Server, stays: float) -> None:
    before = settled(lambda: len(family(server.process.pid)))
    body = b"SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    head = "POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
    head += f"Content-Length: {len(body)}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", server.port)) as client:
        client.sendall(head.encode() + body)
        threading.Event().wait(stays)
    threading.Event().wait(0.3)
    assert "bdg_jobs_running 0" in server.get("/metrics").text
    assert settled(lambda: len(family(server.process.pid))) == before
    server.logged('"status": 499')


def settled(look: Callable[[], T]) -> T:
    """What `look` gives when it gives the same for a second."""
    seen: list[T] = []
    for _ in range(100):
        seen.append(look())
        if len(seen) >= 10 and all(one == seen[-1] for one in seen[-10:]):
            break
        threading.Event().wait(0.1)
    return seen[-1]


def test_who_fails_too_often_is_asked_to_wait_and_light_queries_go_on() -> None:
    with Server("--failing", "5", "--timeout", "2") as server:
        statuses = [server.query(f"ASK {{ SERVICE <x:{n}> {{}} }}").status for n in range(7)]
        assert statuses == [403] * 5 + [429] * 2
        assert server.query("ASK {}").status == 200
        late = server.query("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
        assert (late.status, "retry-after" in late.headers) == (429, True)


def test_a_client_is_who_connects_unless_a_proxy_is_believed() -> None:
    def ask(server: Server, client: str) -> int:
        headers = {"Content-Type": "application/sparql-query", "X-Forwarded-For": client}
        return server.ask("POST", "/sparql", b"ASK { SERVICE <x:e> {} }", headers).status

    clients = ["192.0.2.1", "192.0.2.2"]
    with Server("--failing", "2") as server:
        assert [ask(server, clients[n % 2]) for n in range(4)] == [403, 403, 429, 429]
    with Server("--failing", "2", "--proxy", "127.0.0.1") as server:
        assert [ask(server, clients[0]) for _ in range(3)] == [403, 403, 429]
        assert ask(server, clients[1]) == 403
