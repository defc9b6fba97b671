"""The endpoint: the flagship question the first time and again, under load (wrk) beside its peers; light and refused
queries."""

import http.client
import re
import shutil
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from itertools import count
from urllib.parse import quote, urlsplit

import pyoxigraph as ox

from bdg_graph import dataset
from bdg_graph.engines.oxigraph import Oxigraph
from bench import peers
from bench.figures import FLOOR, Figure, middle
from bench.material import Material
from bench.parts.queries import JSON, SERVERS
from bench.works import FLAGSHIP, library_sparql
from tests.web.hostile import QUICK
from tests.web.server import Server, settled

UP_TO = 1000
"""Plans: the goals are for as many; beyond, what is measured is the engine."""
SECONDS = 3
"""How long wrk asks each."""
CLIENTS = 16
FIRST, AGAIN = "flagship, first time", f"flagship again, {CLIENTS} clients"
ROUNDS = 15
ACCEPT = "application/sparql-results+json"
HEADERS = {"Content-Type": "application/sparql-query", "Accept": ACCEPT}
LUA = """
local n, path, body, vary = 0, "{path}", "{body}", {vary}
local headers = {{ ["Accept"] = "{accept}", ["Accept-Encoding"] = "{encoding}",
  ["Content-Type"] = "application/x-www-form-urlencoded" }}
math.randomseed(os.time())
local salt = math.random(1000000000)
request = function()
  n = n + 1
  if body == "" then return wrk.format("GET", path) end
  return wrk.format("POST", path, headers, vary and body .. "%0A%23" .. salt .. "-" .. n or body)
end
done = function(summary, latency, requests)
  local bad = summary.errors.status + summary.errors.timeout + summary.errors.read + summary.errors.connect
  print(string.format("FIGURES %d %d %d %f %f %f", summary.requests, summary.duration, bad,
    latency:percentile(50), latency:percentile(95), latency:percentile(99)))
end
"""


def figures(material: Material) -> Iterator[Figure]:
    """The floor is a server of the same kind that answers nothing."""
    if material.plans > UP_TO:
        return
    loaded = dataset.load([material.nquads])
    sparql = library_sparql(Oxigraph(loaded))[FLAGSHIP]
    with Server("--data", str(material.nquads), "--timeout", "60", "--failing", "1000000") as server:
        settled(server)
        ours = f"http://127.0.0.1:{server.port}/sparql"
        yield from first(material, loaded.store, ours, sparql)
        del loaded
        yield from _small(material, server)
        with peers.empty_server() as floor:
            yield from wrk(material, f"an empty HTTP answer, {CLIENTS} clients", FLOOR, floor.url, "", CLIENTS)
        yield from wrk(material, AGAIN, peers.OURS_HTTP, ours, sparql, CLIENTS)
        yield from wrk(material, "flagship again, 1 client", peers.OURS_HTTP, ours, sparql, 1)
        yield from wrk(
            material, f"{AGAIN}, not compressed", peers.OURS_HTTP, ours, sparql, CLIENTS, encoding="identity"
        )
        for clients in (1, 4):
            yield from wrk(
                material, _uncached(clients), peers.OURS_HTTP, ours, sparql, clients, vary=True, encoding="identity"
            )
    for by in (peers.SERVE, peers.VIRTUOSO):
        with ExitStack() as stack:
            try:
                url = SERVERS[by](material, stack)
            except FileNotFoundError as missing:
                yield Figure(_uncached(1), by, material.plans, None, note=f"not installed: {missing}")
                continue
            for clients in (1, 4):
                yield from wrk(material, _uncached(clients), by, url, sparql, clients, vary=True, encoding="identity")


def _uncached(clients: int) -> str:
    return f"flagship uncached, {clients} client{'s' if clients > 1 else ''}"


def first(material: Material, store: ox.Store, url: str, sparql: str) -> Iterator[Figure]:
    """The same question, never asked before, through HTTP and in this process, in turn; the answer is JSON in both."""
    place, numbers = urlsplit(url), count()
    salt = time.time_ns()
    connection = http.client.HTTPConnection(place.hostname or "", place.port, timeout=60)
    taken: dict[str, list[float]] = {peers.OURS_HTTP: [], "Oxigraph, in process": []}
    size = 0
    for _ in range(ROUNDS + 1):
        query = f"{sparql}\n# {salt}-{next(numbers)}"
        start = time.perf_counter()
        connection.request("POST", place.path, query.encode(), HEADERS)
        body = connection.getresponse().read()
        taken[peers.OURS_HTTP].append(time.perf_counter() - start)
        start = time.perf_counter()
        answer = store.query(query, use_default_graph_as_union=True)
        size = len(answer.serialize(format=JSON) or b"") if isinstance(answer, ox.QuerySolutions) else 0
        taken["Oxigraph, in process"].append(time.perf_counter() - start)
    connection.close()
    if len(body) != size:
        raise RuntimeError(f"{len(body)} bytes through HTTP, {size} in process")
    for by, seconds in taken.items():
        median, p95 = middle(seconds[1:])
        yield Figure(FIRST, by, material.plans, median, p95, size)


def _small(material: Material, server: Server) -> Iterator[Figure]:
    """A light query that was never asked before, and queries that are refused without being run."""
    light = [server.query(f"ASK {{ ?s ?p {n} }}").seconds for n in range(200)]
    yield Figure("light query, p99", peers.OURS_HTTP, material.plans, sorted(light)[-2])
    refused = [server.query(hostile.text) for hostile in QUICK if 200 not in hostile.statuses]
    wrong = sum(not 400 <= reply.status < 500 for reply in refused)
    slowest = max(reply.seconds for reply in refused)
    note = f"{wrong} were not refused" if wrong else ""
    yield Figure("slowest refusal", peers.OURS_HTTP, material.plans, slowest, rows=len(refused), note=note)


def wrk(
    material: Material,
    work: str,
    by: str,
    url: str,
    sparql: str,
    clients: int,
    *,
    vary: bool = False,
    encoding: str = "gzip",
) -> Iterator[Figure]:
    """How many answers a second, how long one takes (p50, p95), and p99. With `vary` no query is twice the same."""
    if not shutil.which("wrk"):
        yield Figure(f"{work}: answers a second", by, material.plans, None, unit="/s", note="not installed: wrk")
        return
    path, body = urlsplit(url).path, f"query={quote(sparql)}" if sparql else ""
    if body and not vary:  # who asks again is not the first
        headers = {"Accept": ACCEPT, "Accept-Encoding": encoding}
        urllib.request.urlopen(urllib.request.Request(url, body.encode(), headers)).close()  # noqa: S310 - our own server
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as script:
        script.write(LUA.format(path=path, body=body, vary=str(vary).lower(), accept=ACCEPT, encoding=encoding))
        script.flush()
        command = ["wrk", "-t1", f"-c{clients}", f"-d{SECONDS}s", "--timeout", "60s", "-s", script.name, url]
        out = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603 - our own command
    found = re.search(r"^FIGURES (.*)$", out, re.MULTILINE)
    if found is None:
        raise RuntimeError(out[-500:])
    requests, microseconds, bad, p50, p95, p99 = map(float, found[1].split())
    note = f"{bad:.0f} answers were errors" if bad else ""
    if not requests:
        yield Figure(work, by, material.plans, None, note=note or f"no answer in {SECONDS} s")
        return
    yield Figure(f"{work}: answers a second", by, material.plans, requests / microseconds * 1e6, unit="/s", note=note)
    yield Figure(work, by, material.plans, p50 / 1e6, p95 / 1e6, int(requests), note=note)
    yield Figure(f"{work}, p99", by, material.plans, p99 / 1e6)
