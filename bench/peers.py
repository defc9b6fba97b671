"""The engines that answer a question beside each other: each gives a function from SPARQL to a number of rows."""

import json
import socket
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from time import monotonic, sleep
from typing import NamedTuple

from pyoxigraph import QuerySolutions, Store

Select = Callable[[str], int]

MEMORY = "Oxigraph, memory"
DISK = "Oxigraph, disk"
OXRDFLIB = "oxrdflib"
RDFLIB = "rdflib"
OURS_HTTP = "bdg serve"
SERVE = "oxigraph serve"
VIRTUOSO = "Virtuoso"
PATIENCE = 30


def store_select(store: Store) -> Select:
    """Asks a store in this process and reads every row."""

    def select(sparql: str) -> int:
        answer = store.query(sparql, use_default_graph_as_union=True)
        if not isinstance(answer, QuerySolutions):
            raise TypeError("not a SELECT query")
        return sum(1 for _ in answer)

    return select


def disk_select(folder: Path) -> Select:
    """Asks a store on disk, opened at the first question: a forked process must not share one."""
    opened = cache(lambda: store_select(Store.read_only(str(folder))))
    return lambda sparql: opened()(sparql)


def oxrdflib_select(store: Store) -> Select:
    """Asks rdflib that leaves the answering to the Oxigraph store in this process."""
    import oxrdflib
    import rdflib

    graph = rdflib.Dataset(store=oxrdflib.OxigraphStore(store=store), default_union=True)
    return lambda sparql: len(list(graph.query(sparql)))


def rdflib_select(dump: Path) -> Select:
    """Asks rdflib's memory store, filled from an N-Quads dump."""
    import rdflib

    graph = rdflib.Dataset(default_union=True)
    graph.parse(dump, format="nquads")
    return lambda sparql: len(list(graph.query(sparql)))


def http_select(endpoint: str) -> Select:
    """Asks a SPARQL endpoint and reads its answer as JSON. No query is twice the same, so that no kept answer helps."""
    numbers = count()
    salt = f"{id(numbers)}-{monotonic()}"

    def select(sparql: str) -> int:
        body = urllib.parse.urlencode({"query": f"{sparql}\n# {salt}-{next(numbers)}"}).encode()
        request = urllib.request.Request(  # noqa: S310 - a server of our own on this machine
            endpoint, body, {"Accept": "application/sparql-results+json"}
        )
        with urllib.request.urlopen(request) as answer:  # noqa: S310 - that server
            return len(json.load(answer)["results"]["bindings"])

    return select


def free_port() -> int:
    """A port of loopback that nobody uses."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


class Running(NamedTuple):
    """A server of ours: its address and its process."""

    url: str
    pid: int


@contextmanager
def running(command: list[str | Path], url: str, ready: str = "") -> Iterator[Running]:
    """A server as long as the block runs, once `url` + `ready` answers."""
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)  # noqa: S603 - our own
    try:
        end = monotonic() + PATIENCE
        while True:
            try:
                got(url + ready)
                break
            except OSError:
                if monotonic() > end or process.poll() is not None:
                    raise
                sleep(0.05)
        yield Running(url, process.pid)
    finally:
        process.terminate()
        process.wait()


def got(url: str) -> int:
    """The size of what comes from `url`."""
    with urllib.request.urlopen(url, timeout=60) as answer:  # noqa: S310 - on this machine
        return len(answer.read())


@contextmanager
def oxigraph_server(folder: Path) -> Iterator[Running]:
    """`oxigraph serve` on a store on disk, at its SPARQL address. FileNotFoundError where it is not installed."""
    program, port = Path(sys.executable).with_name("oxigraph"), free_port()
    place = f"127.0.0.1:{port}"
    command: list[str | Path] = [
        program,
        "serve-read-only",
        "--location",
        folder,
        "--bind",
        place,
        "--union-default-graph",
    ]
    with running(command, f"http://{place}/query", "?query=ASK%7B%7D") as server:
        yield server


EMPTY = """
import sys, uvicorn
async def app(scope, receive, send):
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"0")]})
    await send({"type": "http.response.body", "body": b""})
uvicorn.run(app, port=int(sys.argv[1]), lifespan="off", access_log=False, log_level="critical")
"""


@contextmanager
def empty_server() -> Iterator[Running]:
    """A server of the same kind as ours that answers nothing: the floor of an HTTP answer."""
    port = free_port()
    with running([sys.executable, "-c", EMPTY, str(port)], f"http://127.0.0.1:{port}/") as server:
        yield server
