"""The remote engine against a store that is not well: it hangs, drips, sends too much, HTML, or errors."""

import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest

from bdg_graph.engines.remote import Access, Remote, RemoteFailed
from bdg_graph.errors import BadQuery
from tests.web.server import Server, memory

EMPTY = b'{"head":{"vars":[]},"results":{"bindings":[]}}'
COUNT = b'{"head":{"vars":["n"]},"results":{"bindings":[{"n":{"type":"literal","value":"7"}}]}}'
GRAPHS = (
    b'{"head":{"vars":["g","n"]},"results":{"bindings":[{"g":{"type":"uri","value":"x:g"},'
    b'"n":{"type":"literal","value":"7"}}]}}'
)
JSON = "application/sparql-results+json"


class Stub(BaseHTTPRequestHandler):
    """Does what the path says."""

    seen: list[tuple[str, str, str]] = []  # noqa: RUF012 - shared by all requests on purpose
    over = threading.Event()

    def do_POST(self) -> None:
        asked = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.seen.append((self.path, self.headers.get("Authorization", ""), asked.get("timeout", [""])[0]))
        first = sum(path == self.path for path, _, _ in self.seen) == 1
        with suppress(BrokenPipeError, ConnectionResetError):
            self._do(asked["query"][0], first)

    def _do(self, query: str, first: bool) -> None:
        well = self.path == "/well" or "dataset" in query or "COUNT" in query or (self.path == "/passing" and not first)
        if well and not self.path.startswith("/always"):
            return self._send(200, JSON, GRAPHS if "GROUP BY ?g" in query else COUNT if "?n" in query else EMPTY)
        what = self.path.rpartition("-")[2].strip("/")
        if what == "hang":
            self.over.wait(30)
        elif what == "drip":
            self.send_response(200)
            self.send_header("Content-Type", JSON)
            self.end_headers()
            while not self.over.wait(0.1):
                self.wfile.write(b" ")
        elif what == "headers":
            while not self.over.wait(0.1):
                self.wfile.write(b"H")
                self.wfile.flush()
        elif what == "flood":
            self.send_response(200)
            self.send_header("Content-Type", JSON)
            self.send_header("Content-Length", str(10 << 30))
            self.end_headers()
            while not self.over.is_set():
                self.wfile.write(b" " * (1 << 20))
        elif what == "html":
            self._send(200, "text/html", b"<h1>Welcome</h1>")
        elif what == "redirect":
            self.send_response(307)
            self.send_header("Location", self.path)
            self.end_headers()
        elif what == "cut":
            self._send(200, JSON, EMPTY[:20])
        elif what == "bad":
            self._send(400, "text/plain", b"error at 1:1")
        else:
            self._send(503 if what == "passing" else 500, "text/plain", b"no")
        return None

    def _send(self, status: int, media_type: str, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def stub() -> Iterator[str]:
    Stub.seen, Stub.over = [], threading.Event()
    made = ThreadingHTTPServer(("127.0.0.1", 0), Stub)
    made.daemon_threads = True
    threading.Thread(target=made.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://127.0.0.1:{made.server_address[1]}"
    Stub.over.set()
    made.shutdown()
    made.server_close()


SICK = ["hang", "drip", "headers", "flood", "html", "cut", "redirect", "500"]


@pytest.mark.parametrize("sickness", SICK)
def test_a_sick_store_is_given_up_in_time(stub: str, sickness: str) -> None:
    start = time.monotonic()
    with pytest.raises(RemoteFailed) as raised:
        Remote(Access(f"{stub}/always-{sickness}"), seconds=0.8, most=4 << 20).query("SELECT * { ?s ?p ?o }")
    assert time.monotonic() - start < 1.5
    assert raised.value.late == (sickness in ("hang", "drip", "headers"))
    assert stub in raised.value.en
    assert stub in raised.value.vi


def test_a_passing_fault_is_tried_again(stub: str) -> None:
    assert Remote(Access(f"{stub}/passing")).select("SELECT ?x { }").rows == []
    assert len(Stub.seen) == 2


def test_a_bad_query_is_no_fault_of_the_store(stub: str) -> None:
    with pytest.raises(BadQuery):
        Remote(Access(f"{stub}/always-bad")).query("SELECT")


def test_who_asks_and_how_long_is_told(stub: str) -> None:
    Remote(Access(f"{stub}/well", "an", "bí mật", timeout_parameter="timeout:ms"), seconds=5).query("ASK {}")
    Remote(Access(f"{stub}/well", None, "", "abc", "timeout"), seconds=5).query("ASK {}")
    (_, basic, ms), (_, bearer, seconds) = Stub.seen
    assert basic.startswith("Basic ")
    assert bearer == "Bearer abc"
    assert 4000 < int(ms) <= 5000
    assert seconds in ("4", "5")


PATHS = (
    "/sparql?query=SELECT%20*%20%7B%20%3Fs%20%3Fp%20%3Fo%20%7D",
    "/api/queries/leads/metric-leads",
    "/vi/",
    "/vi/plan",
    "/vi/search?q=an",
    "/id/plan/thanh-hoa-2020.ttl",
    "/graphs?graph=x:g",
    "/dump.nq.gz",
)


@pytest.mark.parametrize("sickness", ["hang", "drip", "flood", "html", "redirect", "500"])
def test_the_service_before_a_sick_store_says_so(stub: str, sickness: str) -> None:
    """It starts, because the store answers its first questions; then every page is a 503 (504 where it is late)."""
    with Server("--endpoint", f"{stub}/{sickness}", "--timeout", "1.5", ready=False) as server:
        for path in PATHS:
            reply = server.get(path, Accept="text/html, */*;q=0.1" if "/vi/" in path else "*/*")
            assert reply.status in (503, 504), (path, reply.text)
            assert reply.seconds < 2.5, path
            assert "retry-after" in reply.headers
            assert any(words in reply.text for words in ("Line", "Try again", "limit", "thử lại")), path
        assert server.get("/healthz").status == 200
        front, whole = memory(server.process.pid)
        assert front < 150
        assert whole < 700
        said = "".join(server.said)
        assert "Traceback" not in said, said
