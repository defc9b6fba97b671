"""The engines that answer a question beside each other: each gives a function from SPARQL to a number of rows."""

import json
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from pyoxigraph import QuerySolutions, RdfFormat, Store

Select = Callable[[str], int]

MEMORY = "Oxigraph, memory"
DISK = "Oxigraph, disk"
SERVE = "oxigraph serve"
RDFLIB = "rdflib"


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


def rdflib_select(dump: Path) -> Select:
    """Asks rdflib's memory store, filled from an N-Quads dump."""
    import rdflib

    graph = rdflib.Dataset(default_union=True)
    graph.parse(dump, format="nquads")
    return lambda sparql: len(list(graph.query(sparql)))


def dump(store: Store, path: Path) -> None:
    """The whole dataset as N-Quads: for peers that cannot run our rules themselves."""
    store.dump(str(path), format=RdfFormat.N_QUADS)


def http_select(endpoint: str) -> Select:
    """Asks a SPARQL endpoint and reads its answer as JSON."""

    def select(sparql: str) -> int:
        body = urllib.parse.urlencode({"query": sparql}).encode()
        request = urllib.request.Request(  # noqa: S310 - a server of our own on this machine
            endpoint, body, {"Accept": "application/sparql-results+json"}
        )
        with urllib.request.urlopen(request) as answer:  # noqa: S310
            return len(json.load(answer)["results"]["bindings"])

    return select


@contextmanager
def served(folder: Path) -> Iterator[Select]:
    """`oxigraph serve` on a store on disk, as long as the block runs."""
    binary = Path(sys.executable).with_name("oxigraph")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(  # noqa: S603 - a program beside this Python
        [binary, "serve-read-only", "--location", folder, "--bind", f"127.0.0.1:{port}", "--union-default-graph"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        select = http_select(f"http://127.0.0.1:{port}/query")
        for _ in range(100):
            try:
                select("SELECT * {} LIMIT 1")
                break
            except OSError:
                time.sleep(0.1)
        yield select
    finally:
        server.terminate()
        server.wait()


def has_server() -> bool:
    """Whether `oxigraph serve` is installed beside this Python."""
    return Path(sys.executable).with_name("oxigraph").exists()
