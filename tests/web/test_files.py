"""Dumps, graphs, things and descriptions over HTTP."""

import gzip
import http.client
import json
import os
import signal
import socket
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pyoxigraph as ox
import pytest

from bdg_graph import dataset
from bdg_graph.dataset import Dataset
from bdg_graph.terms import GRAPH, ID
from tests.web.server import Server, family

SD = "http://www.w3.org/ns/sparql-service-description#"


def graph(content: bytes, form: ox.RdfFormat = ox.RdfFormat.TURTLE) -> list[ox.Triple]:
    return [quad.triple for quad in ox.parse(content, form)]


@pytest.mark.parametrize(("name", "form"), [("nq", ox.RdfFormat.N_QUADS), ("trig", ox.RdfFormat.TRIG)])
def test_a_dump_is_the_dataset(server: Server, project: Dataset, name: str, form: ox.RdfFormat) -> None:
    reply = server.get(f"/dump.{name}.gz")
    assert reply.headers["content-type"] == "application/gzip"
    assert "content-encoding" not in reply.headers
    store = ox.Store()
    store.load(gzip.decompress(reply.body), form)
    assert dataset.digest(store) == dataset.digest(project.store)
    assert server.get(f"/dump.{name}.gz", If_None_Match=reply.headers["etag"]).status == 304


@contextmanager
def slow_reader(server: Server, accept: str = "application/n-triples") -> Iterator[http.client.HTTPResponse]:
    """The union of all graphs, its first bytes read."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    connection.sock = socket.socket()
    connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.sock.settimeout(20)
    connection.sock.connect(("127.0.0.1", server.port))
    with closing(connection):
        connection.request("GET", "/graphs?default", headers={"Accept": accept})
        answer = connection.getresponse()
        assert (answer.status, answer.getheader("transfer-encoding")) == (200, "chunked")
        assert answer.getheader("etag")
        assert len(answer.read(1000)) == 1000
        yield answer


def writers(server: Server) -> list[int]:
    """The workers at the other end of a pipe that the server reads."""

    def pipes(pid: int) -> set[str]:
        found = set()
        for fd in Path(f"/proc/{pid}/fd").glob("*"):
            with suppress(OSError):
                found.add(str(fd.readlink()))
        return {link for link in found if link.startswith("pipe:")}

    server_pid, *others = family(server.process.pid)
    return [pid for pid in others if pipes(pid) & pipes(server_pid) - pipes(os.getpid())]


def test_a_whole_graph_leaves_while_it_is_written() -> None:
    """Its writer waits for a reader that waits; killed meanwhile, what has left does not look whole."""
    with Server() as server:
        with slow_reader(server) as answer:
            (writer,) = writers(server)
            os.kill(writer, signal.SIGKILL)
            with pytest.raises(http.client.IncompleteRead):
                answer.read()
        with slow_reader(server) as answer:
            assert len(writers(server)) == 1
            assert graph(answer.read().partition(b"\n")[2], ox.RdfFormat.N_TRIPLES)
        with slow_reader(server, "application/ld+json"):  # the other one is kept by now
            assert len(writers(server)) == 1
        end = time.monotonic() + 5
        while writers(server) and time.monotonic() < end:
            time.sleep(0.05)
        assert not writers(server)


def test_one_graph_by_name_and_directly(server: Server, project: Dataset) -> None:
    name = ID + "plan/thanh-hoa-2020"
    expected = {quad.triple for quad in project.store.quads_for_pattern(None, None, None, ox.NamedNode(name))}
    assert set(graph(server.get(f"/graphs?graph={name}").body)) == expected
    assert set(graph(server.get("/id/plan/thanh-hoa-2020.nt").body, ox.RdfFormat.N_TRIPLES)) == expected
    union = graph(server.get("/graphs?default", Accept="application/n-triples").body, ox.RdfFormat.N_TRIPLES)
    assert len(union) == len(set(union)) == len({quad.triple for quad in project.store})


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/graphs", 400),
        ("GET", "/graphs?graph=x:nowhere", 404),
        ("GET", "/graphs?graph=nowhere", 400),
        ("GET", "/graphs?default&graph=x:g", 400),
        ("GET", "/graphs?graph=" + GRAPH + "ontology&format=docx", 406),
        ("PUT", "/graphs?graph=x:g", 405),
        ("POST", "/graphs?default", 405),
        ("DELETE", "/graphs?graph=" + GRAPH + "ontology", 405),
        ("PATCH", "/graphs?default", 405),
        ("GET", "/dump.docx.gz", 404),
        ("GET", "/id/nothing.ttl", 404),
        ("GET", "/id/%3E%20x.ttl", 404),
    ],
)
def test_refused(server: Server, method: str, path: str, status: int) -> None:
    assert server.ask(method, path).status == status


@pytest.mark.parametrize("suffix", ["ttl", "nt", "jsonld", "rdf"])
def test_a_thing_in_every_format(server: Server, suffix: str) -> None:
    forms = {"ttl": "TURTLE", "nt": "N_TRIPLES", "jsonld": "JSON_LD", "rdf": "RDF_XML"}
    reply = server.get(f"/id/metric/sex-ratio-at-birth.{suffix}")
    triples = graph(reply.body, getattr(ox.RdfFormat, forms[suffix]))
    iri = ox.NamedNode(ID + "metric/sex-ratio-at-birth")
    assert any(triple.subject == iri for triple in triples)
    assert any(triple.object == iri for triple in triples)
    assert f'</id/metric/sex-ratio-at-birth.{suffix}>; rel="alternate"' in reply.headers["link"]
    accepted = server.get("/id/metric/sex-ratio-at-birth", Accept=reply.headers["content-type"].split(";")[0])
    assert set(graph(accepted.body, getattr(ox.RdfFormat, forms[suffix]))) == set(triples)


def test_service_description(server: Server) -> None:
    triples = graph(server.get("/sparql", Accept="text/turtle").body)
    named = {t.object.value for t in triples if t.predicate.value == SD + "name" and isinstance(t.object, ox.NamedNode)}
    assert ID + "plan/thanh-hoa-2020" in named
    endpoint = ox.NamedNode(f"http://127.0.0.1:{server.port}/sparql")
    assert ox.Triple(endpoint, ox.NamedNode(SD + "endpoint"), endpoint) in triples
    limits = {
        t.object.value
        for t in triples
        if t.predicate.value == "http://schema.org/name" and isinstance(t.object, ox.Literal)
    }
    assert {"seconds", "memory-mib", "answer-bytes", "query-bytes", "failing-queries-a-minute"} <= limits


def test_description_of_the_dataset(server: Server, project: Dataset) -> None:
    triples = graph(server.get("/.well-known/void").body)
    void = "http://rdfs.org/ns/void#"
    whole = ox.NamedNode(f"http://127.0.0.1:{server.port}/.well-known/void#dataset")
    told = {t.predicate.value: t.object for t in triples if t.subject == whole}
    assert told[void + "triples"] == ox.Literal(len(project.store))
    assert told["http://www.w3.org/ns/dcat#version"] == ox.Literal(project.version)
    dumps = {t.object for t in triples if t.predicate.value == void + "dataDump"}
    assert dumps == {ox.NamedNode(f"http://127.0.0.1:{server.port}/dump.{name}.gz") for name in ("nq", "trig")}


def test_context_and_ontology(server: Server) -> None:
    context = server.get("/context.jsonld")
    assert context.headers["content-type"] == "application/ld+json"
    assert "@context" in json.loads(context.body)
    assert len(graph(server.get("/ontology", Accept="text/turtle").body)) > 100


def test_health(server: Server, project: Dataset) -> None:
    assert server.get("/healthz").status == 200
    ready = json.loads(server.get("/readyz").body)
    assert (ready["ready"], ready["version"]) == (True, project.version)
    numbers = server.get("/metrics").text
    assert f'bdg_dataset_info{{version="{project.version}"}} 1' in numbers
    assert 'bdg_request_seconds_bucket{le="+Inf"}' in numbers
