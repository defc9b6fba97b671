"""Who sends or reads too slowly is closed, who opens too many connections is refused, and the others notice nothing."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress

import pytest
import uvicorn
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from bdg_graph.web import connections
from bdg_graph.web.connections import Doors
from bdg_graph.web.validate import UNDER_WAY
from tests.web.server import Server, descriptors

HEAD, BODY, STALLED = 0.4, 0.6, 0.5
LONG = b"x" * (32 << 20)


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Says how long the body was, or gives a long answer."""
    body = await Request(scope, receive).body()
    await Response(LONG if scope["path"] == "/long" else str(len(body)).encode())(scope, receive, send)


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A server in this process with the patience of a fly; at most 5 connections a client."""
    for name, seconds in (("HEAD_SECONDS", HEAD), ("BODY_SECONDS", BODY), ("STALLED_SECONDS", STALLED)):
        monkeypatch.setattr(connections, name, seconds)
    listening = socket.create_server(("127.0.0.1", 0))
    config = uvicorn.Config(app, http=Doors(5, frozenset({"127.0.0.3"})).protocol(), lifespan="off", log_config=None)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listening])))
    thread.start()
    yield listening.getsockname()[1]
    server.should_exit = True
    thread.join()
    listening.close()


def opened(port: int, host: str = "127.0.0.1") -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=10, source_address=(host, 0))


def drip(connection: socket.socket, every: float = 0.05, seconds: float = 5) -> float:
    """Sends a byte every so often until the other side closes; the seconds that took."""
    start = time.monotonic()
    with suppress(OSError):
        while time.monotonic() < start + seconds:
            connection.sendall(b"x")
            time.sleep(every)
            connection.settimeout(0.001)
            with suppress(TimeoutError):
                if connection.recv(4096, socket.MSG_PEEK):
                    break
    return time.monotonic() - start


def received(connection: socket.socket) -> bytes:
    connection.settimeout(5)
    got = b""
    with suppress(OSError):
        while part := connection.recv(65536):
            got += part
    return got


POST = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n"


def test_a_drip_of_a_head_is_closed(port: int) -> None:
    with opened(port) as connection:
        connection.sendall(b"GET / HTTP/1.1\r\nX-Long: ")
        assert HEAD - 0.1 < drip(connection) < HEAD + 1
        assert received(connection).startswith(b"HTTP/1.1 408 ")
    with opened(port) as connection:  # nothing at all
        assert received(connection).startswith(b"HTTP/1.1 408 ")


def test_a_drip_after_an_answer_is_closed(port: int) -> None:
    with opened(port) as connection:
        connection.sendall(POST % 2 + b"xx")
        time.sleep(0.1)
        assert connection.recv(65536).endswith(b"2")
        connection.sendall(b"GET / HTTP/1.1\r\nX-Long: ")
        assert HEAD - 0.1 < drip(connection) < HEAD + 1


def test_a_drip_of_a_body_is_closed(port: int) -> None:
    with opened(port) as connection:
        connection.sendall(POST % 1000)
        assert BODY - 0.1 < drip(connection) < BODY + 1
        assert received(connection).startswith(b"HTTP/1.1 408 ")


def test_a_long_body_has_the_time_it_takes(port: int) -> None:
    part, times = connections.BYTES_A_SECOND // 5, 10
    with opened(port) as connection:
        connection.sendall(POST % (part * times))
        for _ in range(times):
            connection.sendall(b"x" * part)
            time.sleep(2 * BODY / times)
        connection.settimeout(5)
        assert connection.recv(65536).endswith(str(part * times).encode())


def test_a_reader_that_stalls_is_closed(port: int) -> None:
    with opened(port) as connection:
        connection.sendall(b"GET /long HTTP/1.1\r\nHost: x\r\n\r\n")
        time.sleep(STALLED + 1)
        got = received(connection)
        assert 0 < len(got) < len(LONG)
    with opened(port) as connection:  # one that reads, however slowly, gets it whole
        connection.sendall(b"GET /long HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        total, start = 0, time.monotonic()
        while part := connection.recv(1 << 20):
            total += len(part)
            time.sleep(0.03)
        assert total > len(LONG)
        assert time.monotonic() - start > 2 * STALLED


def test_a_client_has_so_many_connections_and_a_proxy_as_many_as_it_needs(port: int) -> None:
    with ExitStack() as stack:
        first = [stack.enter_context(opened(port)) for _ in range(6)]
        refusal = received(first[5])
        assert refusal.startswith(b"HTTP/1.1 429 ")
        assert b"Retry-After: " in refusal
        for host in ("127.0.0.2", *["127.0.0.3"] * 8):
            other = stack.enter_context(opened(port, host))
            other.sendall(POST % 0)
            assert other.recv(65536).startswith(b"HTTP/1.1 200 ")
        first[0].close()
        time.sleep(0.1)
        again = stack.enter_context(opened(port))
        again.sendall(POST % 0)
        assert again.recv(65536).startswith(b"HTTP/1.1 200 ")


def test_few_uploads_are_taken_at_a_time() -> None:
    """The others are told so before their uploads take memory, and get a report later."""
    with Server() as server, ExitStack() as stack:
        upload = POST.replace(b"/ ", b"/api/validate ").replace(b"Host", b"Content-Type: text/turtle\r\nHost")
        for _ in range(UNDER_WAY):
            stack.enter_context(opened(server.port)).sendall(upload % 100)
        time.sleep(0.3)
        refused = server.ask("POST", "/api/validate", b"<x:s> <x:p> 1 .", {"Content-Type": "text/turtle"})
        assert (refused.status, "retry-after" in refused.headers) == (503, True)
        stack.close()
        time.sleep(0.3)
        taken = server.ask("POST", "/api/validate", b"<x:s> <x:p> 1 .", {"Content-Type": "text/turtle"})
        assert taken.status == 200


def test_200_drips_hold_up_nobody() -> None:
    with Server() as server:
        server.query("ASK {}")
        before = descriptors(server.process.pid)
        starts = (
            b"",
            b"GET /healthz HTTP/1.1\r\nX-Long: ",
            POST.replace(b"/ ", b"/sparql ").replace(b"Host", b"Content-Type: application/sparql-query\r\nHost") % 5000,
            POST.replace(b"/ ", b"/api/validate ").replace(b"Host", b"Content-Type: text/turtle\r\nHost") % 5000,
        )
        with ExitStack() as stack:
            dripping = [stack.enter_context(opened(server.port)) for _ in range(200)]
            for n, connection in enumerate(dripping):
                connection.sendall(starts[n % len(starts)])
            end, closed, n = time.monotonic() + 30, set[int](), 0
            while len(closed) < 200 and time.monotonic() < end:
                for i in set(range(200)) - closed:
                    connection = dripping[i]
                    try:
                        if n % 5 == 0:
                            connection.sendall(b"x")
                        connection.setblocking(False)
                        if not connection.recv(4096):
                            closed.add(i)
                    except BlockingIOError:
                        pass
                    except OSError:
                        closed.add(i)
                    connection.setblocking(True)
                n += 1
                reply = server.query(f"ASK {{ ?s ?p {n} }}")
                assert reply.status == 200
                assert reply.seconds < 2
                time.sleep(0.1)
            assert len(closed) == 200
        until = time.monotonic() + 5
        while descriptors(server.process.pid) > before and time.monotonic() < until:
            time.sleep(0.1)
        assert descriptors(server.process.pid) <= before
