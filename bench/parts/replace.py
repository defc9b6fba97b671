"""One plan of many changes while the server answers: how long until it is taken over, and how long a reader waits."""

import os
import shutil
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bdg_graph import paths
from bdg_graph.terms import ID
from bench.figures import Figure, middle
from bench.material import Material
from tests.web.chaos import Seen, asking
from tests.web.server import Reply, Server, settled

PLAN = "thanh-hoa-2020"
CHANGE = '\n<plan/{plan}/citation/1> bdg:note "{n}"@vi , "{n}"@en .\n'
TIMES = 3
RATE = 100
"""Questions of the reader in a second."""
LIGHT = "SELECT ?p { ?p a <https://w3id.org/bdg/ontology#Strategy> } #"
PATIENCE = 60.0


@dataclass
class Reader(Seen):
    """What somebody got who asks a light question all the time: how long each answer took, and the version of the
    last."""

    waits: list[float] = field(default_factory=list)
    version: str = ""

    def note(self, reply: Reply) -> None:
        super().note(reply)
        self.waits.append(reply.seconds)
        self.version = reply.headers.get("bdg-dataset-version", self.version)

    def longest(self) -> float:
        """The longest wait since this was last asked."""
        waits, self.waits = self.waits, []
        return max(waits, default=0.0)


def figures(material: Material) -> Iterator[Figure]:
    """By the wall clock, from the signal that tells of the change."""
    rest, plan = parted(material)
    text = plan.read_text("utf-8")
    with Server("--data", str(rest), "--data", str(plan.parent)) as server:
        settled(server)
        reader = Reader()
        with asking(server, reader, RATE, LIGHT, clients=1):
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
                    time.sleep(1 / RATE)
                taken.append(time.perf_counter() - start)
                waits.append(reader.longest())
    refused = reader.total - reader.statuses[200]
    note = f"{refused} answers were refused" if refused else ""
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
