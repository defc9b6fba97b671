"""`bdg load --to`: who sends says who it is, tries again what passes, and gives up in time."""

import base64
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pyoxigraph as ox
import pytest

from bdg_graph.dataset import Dataset
from bdg_graph.engines import sending
from bdg_graph.engines.remote import TRIES, Access, RemoteFailed
from bdg_graph.engines.sending import send

BASIC = "Basic " + base64.b64encode("an:mật khẩu".encode()).decode()


class Stub(BaseHTTPRequestHandler):
    """Does what the path says."""

    seen: list[tuple[str, str, str]] = []  # noqa: RUF012 - shared by all requests on purpose
    over = threading.Event()

    def do_PUT(self) -> None:
        content = self.rfile.read(int(self.headers["Content-Length"])).decode()
        told = self.headers.get("Authorization", "")
        self.seen.append((self.command, told, content))
        first = len(self.seen) == 1
        with suppress(BrokenPipeError, ConnectionResetError):
            if self.path.startswith("/hang"):
                self.over.wait(30)
            elif self.path.startswith("/basic") and told != BASIC:
                self._say(401, ("WWW-Authenticate", 'Basic realm="x", charset="UTF-8"'))
            elif self.path.startswith("/always-503") or (self.path.startswith("/passing") and first):
                self._say(503)
            elif self.path.startswith("/refused"):
                self._say(400)
            else:
                self._say(204)

    def do_POST(self) -> None:
        self.do_PUT()

    def _say(self, status: int, *headers: tuple[str, str]) -> None:
        self.send_response(status)
        for name, value in (*headers, ("Content-Length", "0")):
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    Stub.seen, Stub.over = [], threading.Event()
    monkeypatch.setattr(sending, "FIRST_WAIT", 0.05)
    made = ThreadingHTTPServer(("127.0.0.1", 0), Stub)
    made.daemon_threads = True
    threading.Thread(target=made.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://127.0.0.1:{made.server_address[1]}"
    Stub.over.set()
    made.shutdown()
    made.server_close()


@pytest.fixture
def small() -> Dataset:
    """One graph of one triple."""
    store = ox.Store()
    store.add(ox.Quad(ox.NamedNode("x:s"), ox.NamedNode("x:p"), ox.Literal("1"), ox.NamedNode("x:g")))
    return Dataset(store, "v1", [], [])


def test_the_version_is_written_last(stub: str, small: Dataset) -> None:
    assert send(small, Access(f"{stub}/well"), "gsp") == 1
    assert [(method, content.count("\n")) for method, _, content in Stub.seen] == [("PUT", 0), ("PUT", 1), ("PUT", 1)]
    assert '"v1"' in Stub.seen[-1][2]


@pytest.mark.parametrize("how", ["gsp", "update"])
def test_a_name_and_a_password(stub: str, small: Dataset, how: str) -> None:
    send(small, Access(f"{stub}/basic", "an", "mật khẩu"), how)
    assert {told for _, told, _ in Stub.seen} == {"", BASIC}  # told when asked
    with pytest.raises(RemoteFailed, match="401"):
        send(small, Access(f"{stub}/basic", "an", "other"), how)


@pytest.mark.parametrize("how", ["gsp", "update"])
def test_a_token(stub: str, small: Dataset, how: str) -> None:
    send(small, Access(f"{stub}/well", token="abc"), how)  # noqa: S106 - no secret
    assert {told for _, told, _ in Stub.seen} == {"Bearer abc"}


def test_what_passes_is_tried_again_and_waits_longer_each_time(stub: str, small: Dataset) -> None:
    assert send(small, Access(f"{stub}/passing"), "gsp") == 1
    assert len(Stub.seen) == 4
    Stub.seen.clear()
    start = time.monotonic()
    with pytest.raises(RemoteFailed, match="503"):
        send(small, Access(f"{stub}/always-503"), "gsp")
    assert len(Stub.seen) == TRIES
    assert time.monotonic() - start >= 0.05 + 0.1


def test_a_refusal_is_not_tried_again(stub: str, small: Dataset) -> None:
    with pytest.raises(RemoteFailed, match="400"):
        send(small, Access(f"{stub}/refused"), "gsp")
    assert len(Stub.seen) == 1


def test_a_store_that_hangs_is_given_up(stub: str, small: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sending, "SECONDS", 0.2)
    start = time.monotonic()
    with pytest.raises(RemoteFailed) as failed:
        send(small, Access(f"{stub}/hang"), "gsp")
    assert time.monotonic() - start < 5
    assert stub in failed.value.en
    assert stub in failed.value.vi
