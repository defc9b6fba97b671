"""Kills processes of a running server while it answers, and counts what its clients got; the length is the caller's
choice."""

import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from tests.web.server import Reply, Server, family

LIGHT = "SELECT ?plan WHERE { ?plan a <https://w3id.org/bdg/ontology#Plan> } ORDER BY ?plan #"


@dataclass
class Seen:
    """What clients got: statuses, versions, and the answers by version."""

    statuses: Counter[int] = field(default_factory=Counter)
    versions: Counter[str] = field(default_factory=Counter)
    answers: dict[str, set[bytes]] = field(default_factory=dict)
    replies: list[Reply] = field(default_factory=list)

    def note(self, reply: Reply) -> None:
        self.statuses[reply.status] += 1
        if reply.status == 200:
            version = reply.headers["bdg-dataset-version"]
            self.versions[version] += 1
            self.answers.setdefault(version, set()).add(reply.body)
        else:
            self.replies.append(reply)

    @property
    def total(self) -> int:
        return sum(self.statuses.values())


@contextmanager
def asking(server: Server, seen: Seen, rate: float, query: str = LIGHT, clients: int = 4) -> Iterator[None]:
    """`rate` queries a second, never the same one twice, so that no cache answers."""
    over = threading.Event()

    def go(me: int) -> None:
        n = 0
        while not over.wait(clients / rate):
            n += 1
            seen.note(server.query(f"{query}{me} {n} {time.time()}"))

    threads = [threading.Thread(target=go, args=(me,)) for me in range(clients)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()


def kill_one(server: Server, choose: Callable[[list[int]], int] = random.choice) -> None:
    """kill -9 of one of the processes below the server."""
    below = family(server.process.pid)[1:]
    if below:
        with suppress(ProcessLookupError):
            os.kill(choose(below), signal.SIGKILL)


def kill_workers(server: Server, seconds: float, every: float = 1.0, rate: float = 20.0) -> Seen:
    """What clients got while something below the server was killed every so often."""
    seen = Seen()
    with asking(server, seen, rate):
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            time.sleep(every)
            kill_one(server)
    return seen
