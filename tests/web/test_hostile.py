"""Every hostile class, through HTTP: a true status in time, nothing heard outside, and nothing left behind."""

import socket
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

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


def test_a_client_that_leaves_takes_its_query_along(server: Server) -> None:
    before = settled(lambda: len(family(server.process.pid)))
    body = b"SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    head = "POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
    head += f"Content-Length: {len(body)}\r\n\r\n"
    with socket.create_connection(("127.0.0.1", server.port)) as client:
        client.sendall(head.encode() + body)
        threading.Event().wait(0.3)
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
