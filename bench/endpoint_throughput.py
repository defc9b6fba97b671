"""The flagship question over many plans: `bdg serve` beside `oxigraph serve` and Virtuoso, same data, same run, with
wrk.

Run: python bench/endpoint_throughput.py [plans] [seconds]. The plans are the project's own, copied under other names.
"cached" is
the same query again and again; "uncached" carries a comment that is never the same (the others keep nothing).
Everything
listens on loopback and is ended at the end.
"""

import re
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote

import pyoxigraph as ox

from bdg_graph import dataset, library, questions
from bdg_graph.dataset import Dataset
from bdg_graph.terms import GRAPH, ID
from tests.engines.stores import oxigraph, virtuoso
from tests.web.server import Server, memory

UNCACHED = """
local n = 0
math.randomseed(os.time())
local salt = math.random(1000000000)
request = function()
  n = n + 1
  return wrk.format("GET", "{path}%20%23" .. salt .. "-" .. n, {{ ["Accept"] = "application/sparql-results+json" }})
end
"""
CACHED = """
request = function() return wrk.format("GET", "{path}", {{ ["Accept"] = "application/sparql-results+json" }}) end
"""


def many(plans: int) -> Dataset:
    """The project's dataset with its plans copied until there are that many."""
    loaded = dataset.load()
    own = [g for g in loaded.store.named_graphs() if g.value.startswith(f"{ID}plan/")]
    keep = {quad for quad in loaded.store if quad.graph_name not in own}
    inferred = [quad for quad in keep if quad.graph_name.value == GRAPH + "inferred"]
    quads = [quad for graph in own for quad in loaded.store.quads_for_pattern(None, None, None, graph)] + inferred
    lines = ox.serialize(quads, format=ox.RdfFormat.N_QUADS) or b""
    for n in range(plans // len(own) - 1):
        copied = re.sub(rb"(/id/plan/[a-z0-9-]+)", rb"\1-copy-%d" % n, lines)
        loaded.store.bulk_load(copied, ox.RdfFormat.N_QUADS)
    return loaded


def wrk(url: str, script: str, path: str, seconds: int, connections: int) -> str:
    with tempfile.NamedTemporaryFile("w", suffix=".lua") as file:
        file.write(script.format(path=path))
        file.flush()
        command = [
            "wrk",
            "-t1",
            f"-c{connections}",
            f"-d{seconds}s",
            "--timeout",
            "60s",
            "--latency",
            "-s",
            file.name,
            url,
        ]
        out = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603 - our own command
    p50, p99 = (re.search(rf"^\s+{p}%\s+(\S+)", out, re.MULTILINE) for p in (50, 99))
    rate, bad = re.search(r"Requests/sec:\s+(\S+)", out), re.search(r"Non-2xx.*", out)
    shown = [match[1] if match else "?" for match in (p50, p99, rate)]
    return f"p50 {shown[0]:>9}  p99 {shown[1]:>9}  {shown[2]:>9}/s{'  ' + bad[0] if bad else ''}"


def main(plans: int, seconds: int) -> None:
    question = questions.find("leads/metric-leads")
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        start = time.monotonic()
        data = many(plans)
        print(f"{len(data.store)} quads, built in {time.monotonic() - start:.1f} s")
        file = Path(folder) / "plans.nq"
        ox.serialize(data.store, str(file), format=ox.RdfFormat.N_QUADS)
        metric = ox.NamedNode(ID + "metric/sex-ratio-at-birth")
        sparql = re.sub(r"(?m)^\s*#.*\n", "", library.bind(question, {"metric": [metric]}))
        sides: dict[str, str] = {}
        start = time.monotonic()
        server = stack.enter_context(Server("--data", str(file), "--timeout", "60"))
        print(f"bdg serve ready after {time.monotonic() - start:.1f} s: {server.said[1].strip()}")
        sides["bdg serve"] = f"http://127.0.0.1:{server.port}/sparql"
        for name, starter in (("oxigraph serve", oxigraph), ("Virtuoso", virtuoso)):
            start = time.monotonic()
            store = starter(Path(tempfile.mkdtemp(dir=folder)), file)
            if store is None:
                print(f"{name} is not installed (tests/setup-system)")
                continue
            stack.callback(store.stop)
            print(f"{name} filled after {time.monotonic() - start:.1f} s")
            sides[name] = store.query
        for connections in (1, 4):
            for name, url in sides.items():
                path = f"{url[url.index('/', 8) :]}?query={quote(sparql)}"
                print(
                    f"{name:15} uncached  {connections} at a time  {wrk(url, UNCACHED, path, seconds, connections)}",
                    flush=True,
                )
                if name == "bdg serve":
                    print(
                        f"{name:15} cached    {connections} at a time  {wrk(url, CACHED, path, seconds, connections)}",
                        flush=True,
                    )
        front, whole = memory(server.process.pid)
        print(f"bdg serve: front {front} MB, all {whole} MB")
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000, int(sys.argv[2]) if len(sys.argv) > 2 else 10)
