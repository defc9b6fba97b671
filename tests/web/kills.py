"""Kills what writes a store, and what serves it, at random moments, and looks at what is there afterwards: exactly the
old or the new dataset, by digest."""

import gzip
import random
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph as ox

from bdg_graph import dataset, paths, storage
from tests.web.server import PROGRAM, Server

PLAN = "thanh-hoa-2020"
CHANGE = "<https://example.org/s> a <https://example.org/C> ; <https://example.org/p> {n} .\n"
WRITING = """
import itertools, sys
from pathlib import Path
from bdg_graph import storage
folder, *data = map(Path, sys.argv[1:])
for one in itertools.cycle(data):
    storage.write(folder, [one])
    print("written", flush=True)
"""


@dataclass
class Kills:
    """How often the old dataset was there, the new one, or neither."""

    old: int = 0
    new: int = 0
    wrong: int = 0

    @property
    def total(self) -> int:
        return self.old + self.new + self.wrong

    def note(self, found: str, before: str, after: str) -> None:
        self.old += found == before
        self.new += found == after != before
        self.wrong += found not in (before, after)


def small(folder: Path) -> Path:
    """Data of one plan: quick to load."""
    shutil.copytree(paths.data() / "reference", folder / "reference")
    shutil.copytree(paths.data() / "plans" / PLAN, folder / "plans" / PLAN)
    return folder


def change(data: Path, n: int) -> str:
    """Makes other data of them; the digest of what they are now."""
    (data / "reference" / "extra.ttl").write_text(CHANGE.format(n=n))
    return dataset.digest(dataset.load([data]).store)


def digest(store: Path) -> str:
    return dataset.digest(storage.read(store).store)


def kill_loads(folder: Path, times: int) -> Kills:
    """Each time other data are loaded over what is there, and the load is killed within the time that one takes."""
    data, store, seen = small(folder / "kill-data"), folder / "kill-store", Kills()
    start = time.monotonic()
    _load(data, store).wait()
    usual = time.monotonic() - start
    for n in range(times):
        before, after = digest(store), change(data, n)
        process = _load(data, store)
        # half of the kills in the last part, where files move
        time.sleep(random.uniform(0, usual) if n % 2 else random.uniform(0.7, 1.05) * usual)  # noqa: S311 - no secret
        process.kill()
        process.wait()
        seen.note(digest(store), before, after)
    return seen


def kill_switches(folder: Path, times: int) -> Kills:
    """A process that puts two versions in place of one another, again and again, is killed while it writes the first or
    the second; what is there is what it had written, or what it was writing."""
    both = [small(folder / name) for name in ("first", "second")]
    first, second = (change(data, n) for n, data in enumerate(both))
    store, seen = folder / "switch-store", Kills()
    storage.write(store, both[:1])
    start = time.monotonic()
    storage.write(store, both[1:])
    usual = time.monotonic() - start
    for n in range(times):
        command = [sys.executable, "-c", WRITING, str(store), *map(str, both)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            for _ in range(1 + n % 2):
                if process.stdout is None or not process.stdout.readline():
                    raise RuntimeError("it does not write")
            time.sleep(random.uniform(0, 2 * usual))  # noqa: S311 - no secret
            process.kill()
        seen.note(digest(store), *((first, second) if n % 2 == 0 else (second, first)))
    return seen


def kill_servers(folder: Path, times: int) -> Kills:
    """A server and what writes new data into its store are killed, one of them before the other; started again, it
    serves the old or the new ones, whole."""
    data, store, seen = small(folder / "served-data"), folder / "served-store", Kills()
    before = change(data, -1)
    storage.write(store, [data])
    start = time.monotonic()
    storage.write(store, [data])
    usual = 1 + time.monotonic() - start
    server = Server("--store", str(store))
    try:
        for n in range(times):
            after = change(data, n)
            process = _load(data, store)
            kills = [process.kill, server.process.kill]
            random.shuffle(kills)
            for kill in kills:
                time.sleep(random.uniform(0, usual))  # noqa: S311 - no secret
                kill()
            process.wait()
            server.stop()
            server = Server("--store", str(store))
            found = served(server)
            seen.note(found, before, after)
            before = found
    finally:
        server.stop()
    return seen


def served(server: Server) -> str:
    """The digest of what `server` serves."""
    store = ox.Store()
    store.load(gzip.decompress(server.get("/dump.nq.gz").body), ox.RdfFormat.N_QUADS)
    return dataset.digest(store)


def _load(data: Path, store: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", PROGRAM, "load", "--data", str(data), "--store", str(store)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
