"""The flagship question over many plans under load: `bdg serve` from memory and from disk beside `oxigraph serve` and
Virtuoso, the same data and the same SPARQL in the same run, by wrk.

Run: python -m bench.endpoint_throughput [--plans 1000] [--seconds 5] [--folder F]. "Uncached" carries a comment that is
never the same, for all of them; "again" is the same text each time. One server runs at a time, with wrk (one thread)
and it on the same cores; "server" is the processor time of all its processes for one request.
"""

import argparse
import os
import re
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

import pyoxigraph as ox

from bdg_graph import dataset
from bdg_graph.engines.oxigraph import Oxigraph
from bench import peers
from bench.material import Material
from bench.works import FLAGSHIP, library_sparql
from tests.engines.stores import virtuoso
from tests.web.server import Server, family, memory, settled

ROUNDS = 15
TICKS = os.sysconf("SC_CLK_TCK")
QUESTION = f"{FLAGSHIP}?metric=sex-ratio-at-birth"
OTHERS = (
    ("REST", f"/api/queries/{QUESTION}", "application/json"),
    ("REST, one row", f"/api/queries/{QUESTION}&limit=1", "application/json"),
    ("page", f"/vi/questions/{QUESTION}", "text/html"),
)
ROWS = "application/sparql-results+json"
LUA = """
local n, path, vary = 0, "{path}", {vary}
math.randomseed(os.time())
local salt = math.random(1000000000)
local headers = {{ ["Accept"] = "{accept}", ["Accept-Encoding"] = "{encoding}" }}
request = function()
  n = n + 1
  return wrk.format("GET", vary and path .. "%0A%23" .. salt .. "-" .. n or path, headers)
end
done = function(summary, latency, requests)
  local bad = summary.errors.status + summary.errors.timeout + summary.errors.read + summary.errors.connect
  print(string.format("FIGURES %d %d %d %d %f %f", summary.requests, summary.duration, summary.bytes, bad,
    latency:percentile(50), latency:percentile(99)))
end
"""


@dataclass(frozen=True)
class Side:
    """A running server: its name, the address of its endpoint, and its first process."""

    name: str
    url: str
    pid: int


def spent(pid: int) -> float:
    """Seconds of processor time of `pid` and all below it, those that ended among them."""
    seconds = 0.0
    for one in family(pid):
        try:
            fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        seconds += sum(map(int, fields[11:15])) / TICKS
    return seconds


def wrk(side: Side, what: str, target: str, clients: int, seconds: int, *, vary: bool, **sent: str) -> None:
    """Asks for `seconds` and prints what came back."""
    place = urlsplit(side.url)
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        accept, encoding = sent.get("accept", ROWS), sent.get("encoding", "identity")
        script.write(LUA.format(path=target, vary=str(vary).lower(), accept=accept, encoding=encoding))
        script.flush()
        root = f"http://{place.netloc}"
        command = ["wrk", "-t1", f"-c{clients}", f"-d{seconds}s", "--timeout", "60s", "-s", script.name, root]
        before = spent(side.pid)
        out = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603 - our own command
        used = spent(side.pid) - before
    found = re.search(r"^FIGURES (.*)$", out, re.MULTILINE)
    if found is None:
        raise RuntimeError(out[-500:])
    requests, took, size, bad, p50, p99 = map(float, found[1].split())
    each = f"{used / requests * 1000:9.3f}" if requests else "        -"
    print(
        f"{side.name:17} {what:24} {clients:2} clients {requests:7.0f} requests {requests / took * 1e6:9.1f}/s "
        f"{size / took:7.1f} MB/s  p50 {p50 / 1000:9.3f}  p99 {p99 / 1000:9.3f}  server {each} ms"
        + (f"  {bad:.0f} errors" if bad else ""),
        flush=True,
    )


def first(side: Side, store: ox.Store, sparql: str) -> None:
    """The same question, never asked before, by HTTP and in this process in turn."""
    by_http, here = peers.http_select(side.url), peers.store_select(store)
    taken: list[list[float]] = [[], []]
    for n in range(ROUNDS):
        for times, select in zip(taken, (by_http, here), strict=True):
            start = time.perf_counter()
            select(f"{sparql}\n# {n}")
            times.append((time.perf_counter() - start) * 1000)
    told = [f"median {sorted(times)[ROUNDS // 2]:.1f}, least {min(times):.1f} ms" for times in taken]
    print(f"{side.name:17} first time: HTTP {told[0]}; the engine in process {told[1]}", flush=True)


@contextmanager
def ours(name: str, *arguments: str) -> Iterator[Side]:
    """`bdg serve`, its output read by nobody, as a service's is."""
    with Server(*arguments, "--timeout", "60", "--failing", "1000000") as server:
        settled(server)
        yield Side(name, f"http://127.0.0.1:{server.port}/sparql", server.process.pid)
        front, whole = memory(server.process.pid)
        print(f"{name:17} memory: front {front} MB, all {whole} MB")


@contextmanager
def sides(material: Material) -> Iterator[Iterator[Side]]:
    """Each server in turn; the one before has ended."""
    with ExitStack() as stack:

        def one_by_one() -> Iterator[Side]:
            with ours("bdg, memory", "--data", str(material.nquads)) as side:
                yield side
            with ours("bdg, disk", "--store", str(material.store)) as side:
                yield side
            with peers.oxigraph_server(material.oxigraph_folder) as server:
                yield Side("oxigraph serve", server.url, server.pid)
            store = virtuoso(Path(stack.enter_context(tempfile.TemporaryDirectory())), material.whole)
            if store is None:
                print("Virtuoso is not installed (tests/setup-system)")
                return
            stack.callback(store.stop)
            yield Side("Virtuoso", store.query, store.process.pid)

        yield one_by_one()


def load(side: Side, sparql: str, seconds: int) -> None:
    """Everything that one side is asked."""
    asked = f"{urlsplit(side.url).path}?query={quote(sparql)}"
    for clients in (1, 16):
        wrk(side, "uncached", asked, clients, seconds, vary=True)
    for encoding in ("identity", "gzip"):
        for clients in (1, 16):
            wrk(side, f"again, {encoding}", asked, clients, seconds, vary=False, encoding=encoding)
    if not side.name.startswith("bdg"):
        return
    for what, path, accept in OTHERS:
        for encoding in ("identity", "gzip"):
            once(side, path, accept, encoding)
            wrk(side, f"{what} again, {encoding}", path, 16, seconds, vary=False, accept=accept, encoding=encoding)


def once(side: Side, path: str, accept: str, encoding: str) -> None:
    """Asks one time, so that the next is again; the page waits for what the server reads first."""
    address = f"http://{urlsplit(side.url).netloc}{path}"
    request = urllib.request.Request(address, headers={"Accept": accept, "Accept-Encoding": encoding})
    start = time.perf_counter()
    with urllib.request.urlopen(request, timeout=120) as answer:  # noqa: S310 - our own server
        size = len(answer.read())
    print(f"{side.name:17} {path} as {encoding}: {size} bytes in {time.perf_counter() - start:.2f} s", flush=True)


def measure(material: Material, seconds: int) -> None:
    """All sides."""
    loaded = dataset.load([material.nquads])
    sparql = re.sub(r"(?m)^\s*#.*\n", "", library_sparql(Oxigraph(loaded))[FLAGSHIP])
    print(f"{material.plans} plans, {len(loaded.store)} triples", flush=True)
    with sides(material) as servers:
        for side in servers:
            if side.name.startswith("bdg"):
                once(side, OTHERS[-1][1], OTHERS[-1][2], "identity")
            if side.name == "bdg, memory":
                first(side, loaded.store, sparql)
                del loaded
            load(side, sparql, seconds)


def main() -> None:
    """The command."""
    options = argparse.ArgumentParser(prog="python -m bench.endpoint_throughput", description=__doc__)
    options.add_argument("--plans", type=int, default=1000)
    options.add_argument("--seconds", type=int, default=5, help="for each figure")
    options.add_argument("--folder", type=Path, help="keeps the data for another run")
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        measure(Material(given.plans, given.folder or Path(scratch)), given.seconds)


if __name__ == "__main__":
    main()
