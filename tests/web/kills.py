"""Kills `bdg load --store` at random moments and looks at what the folder then holds: exactly the old or the new
dataset."""

import random
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from bdg_graph import dataset, paths, storage
from tests.web.server import PROGRAM

CHANGE = "<https://example.org/s> a <https://example.org/C> ; <https://example.org/p> {n} .\n"


@dataclass
class Kills:
    """How often the folder held the old dataset, the new one, or neither."""

    old: int = 0
    new: int = 0
    wrong: int = 0

    @property
    def total(self) -> int:
        return self.old + self.new + self.wrong


def kill_loads(folder: Path, times: int) -> Kills:
    """Each time other data are loaded over what is there, and the load is killed within the time that one takes."""
    data, store, seen = folder / "kill-data", folder / "kill-store", Kills()
    shutil.copytree(paths.data(), data)
    start = time.monotonic()
    _load(data, store).wait()
    usual = time.monotonic() - start
    for n in range(times):
        before = dataset.digest(storage.read(store).store)
        (data / "reference" / "extra.ttl").write_text(CHANGE.format(n=n))
        after = dataset.digest(dataset.load([data]).store)
        process = _load(data, store)
        # half of the kills in the last part, where files move
        time.sleep(random.uniform(0, usual) if n % 2 else random.uniform(0.7, 1.05) * usual)  # noqa: S311
        process.kill()
        process.wait()
        found = dataset.digest(storage.read(store).store)
        seen.old += found == before
        seen.new += found == after
        seen.wrong += found not in (before, after)
    return seen


def _load(data: Path, store: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", PROGRAM, "load", "--data", str(data), "--store", str(store)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
