"""One plan of many changes while the server answers: how long until it is taken over, and how long a reader waits."""

import os
import shutil
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bdg_graph import paths
from bdg_graph.terms import ID
from bench.figures import Figure, middle
from bench.material import Material
from tests.web.server import Server, settled

PLAN = "thanh-hoa-2020"
CHANGE = '\n<plan/{plan}/citation/1> bdg:note "{n}"@vi , "{n}"@en .\n'
TIMES = 3
EVERY = 0.005
"""Seconds between two questions of the reader."""
PATIENCE = 60.0


@dataclass
class Reader:
    """Somebody who asks a light question all the time, never the same twice."""

    server: Server
    waits: list[float] = field(default_factory=list)
    refused: int = 0
    version: str = ""
    over: threading.Event = field(default_factory=threading.Event)

    def read_on(self) -> None:
        """Until it is over."""
        while not self.over.wait(EVERY):
            reply = self.server.query(f"SELECT ?p {{ ?p a <https://w3id.org/bdg/ontology#Strategy> }} # {time.time()}")
            self.waits.append(reply.seconds)
            self.refused += reply.status != 200
            self.version = reply.headers.get("bdg-dataset-version", self.version)

    def longest(self) -> float:
        """The longest wait since this was last asked."""
        waits, self.waits = self.waits, []
        return max(waits, default=0.0)


@contextmanager
def reading(server: Server) -> Iterator[Reader]:
    """A reader as long as the block runs."""
    reader = Reader(server)
    thread = threading.Thread(target=reader.read_on)
    thread.start()
    try:
        yield reader
    finally:
        reader.over.set()
        thread.join()


def figures(material: Material) -> Iterator[Figure]:
    """By the wall clock, from the signal that tells of the change."""
    rest, plan = parted(material)
    text = plan.read_text("utf-8")
    with Server("--data", str(rest), "--data", str(plan.parent)) as server:
        settled(server)
        with reading(server) as reader:
            time.sleep(3)
            yield Figure("longest wait of a reader, without", "BDG", material.plans, reader.longest())
            taken, waits = [], []
            for n in range(TIMES):
                before, start = reader.version, time.perf_counter()
                plan.write_text(text + CHANGE.format(plan=PLAN, n=n), "utf-8")
                os.kill(server.process.pid, signal.SIGHUP)
                while reader.version == before:
                    if time.perf_counter() - start > PATIENCE:
                        raise RuntimeError(f"not taken over in {PATIENCE:.0f} s: {server.said[-1:]}")
                    time.sleep(EVERY)
                taken.append(time.perf_counter() - start)
                waits.append(reader.longest())
        note = f"{reader.refused} answers were refused" if reader.refused else ""
    median, p95 = middle(taken)
    yield Figure("replace one plan", "BDG", material.plans, median, p95, note=note)
    yield Figure("longest wait of a reader, meanwhile", "BDG", material.plans, max(waits))


def parted(material: Material) -> tuple[Path, Path]:
    """All plans but one as N-Quads, and the file of that one, to change."""
    rest, folder = material.folder / "rest.nq", material.folder / "changing" / PLAN
    of_plan = f" <{ID}plan/{PLAN}> .".encode()
    with material.nquads.open("rb") as every, rest.open("wb") as kept:
        kept.writelines(line for line in every if not line.rstrip().endswith(of_plan))
    shutil.copytree(paths.data() / "plans" / PLAN, folder, dirs_exist_ok=True)
    return rest, folder / "plan.ttl"
