"""The long versions of what `tests/web/test_serving.py` does in short: kill -9 of workers, reloads under load, kills
while loading.

Run: python bench/endpoint_chaos.py [workers SECONDS | reloads TIMES | loads TIMES | requests N]; without: all. Prints
counts.
"""

import shutil
import signal
import sys
import tempfile
import time
from pathlib import Path

from bdg_graph import paths
from tests.web import chaos, kills
from tests.web.chaos import Seen, asking
from tests.web.server import Server, descriptors, family, memory


def workers(seconds: int) -> None:
    """kill -9 of a process below the server every second."""
    with Server() as server:
        seen = chaos.kill_workers(server, seconds)
        print(f"workers: {seen.total} queries in {seconds} s, {dict(seen.statuses)}, answers {_answers(seen)}")


def reloads(times: int) -> None:
    """A changed file and SIGHUP, `times` times, at 20 queries a second."""
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        shutil.copytree(paths.data(), data)
        seen = Seen()
        with Server("--data", str(data)) as server:
            with asking(server, seen, 20):
                for n in range(times):
                    before = server.get("/healthz").headers["bdg-dataset-version"]
                    (data / "reference" / "extra.ttl").write_text(f"<x:s> <x:p> {n} .\n")
                    server.process.send_signal(signal.SIGHUP)
                    while server.get("/healthz").headers["bdg-dataset-version"] == before:
                        time.sleep(0.05)
            print(f"reloads: {times}, {seen.total} queries, {dict(seen.statuses)}, versions {len(seen.versions)}")
            print(f"         answers {_answers(seen)}")


def loads(times: int) -> None:
    """`bdg load --store` killed at random moments."""
    with tempfile.TemporaryDirectory() as folder:
        seen = kills.kill_loads(Path(folder), times)
        print(f"loads: {seen.total} kills, {seen.old} left the old dataset, {seen.new} the new, {seen.wrong} neither")


def requests(number: int) -> None:
    """Descriptors, processes and memory before and after."""
    with Server("--failing", "1000000000") as server:
        server.query("ASK {}")
        time.sleep(1)
        before = descriptors(server.process.pid), len(family(server.process.pid)), _files()
        for n in range(number):
            server.query(
                (f"ASK {{ ?s ?p {n} }}", f"ASK {{ SERVICE <x:{n}> {{}} }}", "ASK {", "SELECT * { ?s ?p ?o }")[n % 4]
            )
        time.sleep(1)
        after = descriptors(server.process.pid), len(family(server.process.pid)), _files()
        print(f"requests: {number}; descriptors, processes, temporary files before {before}, after {after}")
        front, whole = memory(server.process.pid)
        print(f"          front {front} MB, all {whole} MB")


def _files() -> int:
    return sum(1 for _ in Path(tempfile.gettempdir()).iterdir())


def _answers(seen: Seen) -> str:
    most = max((len(bodies) for bodies in seen.answers.values()), default=0)
    return "whole and of one version each" if most <= 1 else f"DIFFERENT within a version: {most}"


PARTS = {"workers": (workers, 60), "reloads": (reloads, 20), "loads": (loads, 100), "requests": (requests, 10_000)}

if __name__ == "__main__":
    chosen = sys.argv[1:2] or list(PARTS)
    for name in chosen:
        part, usual = PARTS[name]
        part(int(sys.argv[2]) if len(sys.argv) > 2 else usual)
