"""What the service is like after all that may happen to it: kill -9 of its processes and of what writes its data,
reloads under load, ten thousand requests of all kinds.

Run: python -m bench.endpoint_chaos [workers SECONDS | loads|switches|servers|reloads TIMES | requests N]; without: all.
Everything is on loopback and small; `tests/web` does each of it in short.
"""

import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from bdg_graph import paths
from tests.web import chaos, kills, mixed
from tests.web.chaos import Seen, asking
from tests.web.kills import Kills
from tests.web.server import Server


def workers(seconds: int) -> None:
    """kill -9 of a process below the server every second."""
    with Server() as server:
        seen = chaos.kill_workers(server, seconds)
    print(f"workers: {seen.total} queries in {seconds} s, {dict(seen.statuses)}, answers {_answers(seen)}")


def reloads(times: int) -> None:
    """A changed file and SIGHUP, `times` times, at 20 queries a second."""
    seen = Seen()
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        shutil.copytree(paths.data(), data)
        with Server("--data", str(data)) as server, asking(server, seen, 20):
            for n in range(times):
                before = server.get("/healthz").headers["bdg-dataset-version"]
                kills.change(data, n)
                server.process.send_signal(signal.SIGHUP)
                while server.get("/healthz").headers["bdg-dataset-version"] == before:
                    if any("reload-refused" in line for line in server.said):
                        raise RuntimeError("".join(server.said))
                    time.sleep(0.05)
    print(f"reloads: {times}, {seen.total} queries, {dict(seen.statuses)}, versions {len(seen.versions)}")
    print(f"         answers {_answers(seen)}")


def killed(name: str, kill: Callable[[Path, int], Kills]) -> Callable[[int], None]:
    """Kills at random moments, and what was there afterwards."""

    def part(times: int) -> None:
        start = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            seen = kill(Path(folder), times)
        print(f"{name}: {seen.total} kills, {seen.old} left the old dataset, {seen.new} the new, {seen.wrong} neither")
        print(f"         {time.monotonic() - start:.0f} s")

    return part


def requests(number: int) -> None:
    """Requests of all kinds; descriptors, processes, files in the folder for temporary ones and memory before and
    after."""
    with tempfile.TemporaryDirectory() as folder:
        with Server("--failing", "1000000000", env={"TMPDIR": folder}) as server:
            mixed.ask(server, mixed.EVERY)  # what starts with the first request of its kind has started
            before = mixed.settled(server, Path(folder))
            statuses = mixed.ask(server, number)
            after = mixed.settled(server, Path(folder))
        print(f"requests: {number}, statuses {dict(sorted(statuses.items()))}")
        print(f"          before {before}")
        print(f"          after  {after}")
        print(f"          {'nothing is left' if before.counts == after.counts else 'SOMETHING IS LEFT'}")


def _answers(seen: Seen) -> str:
    most = max((len(bodies) for bodies in seen.answers.values()), default=0)
    return "whole and of one version each" if most <= 1 else f"DIFFERENT within a version: {most}"


PARTS: dict[str, tuple[Callable[[int], None], int]] = {
    "workers": (workers, 60),
    "reloads": (reloads, 20),
    "loads": (killed("loads", kills.kill_loads), 100),
    "switches": (killed("switches", kills.kill_switches), 100),
    "servers": (killed("servers", kills.kill_servers), 100),
    "requests": (requests, 10_000),
}

if __name__ == "__main__":
    for chosen in sys.argv[1:2] or list(PARTS):
        run, usual = PARTS[chosen]
        run(int(sys.argv[2]) if len(sys.argv) > 2 else usual)
        sys.stdout.flush()
