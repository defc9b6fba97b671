"""Counts each client's failing queries of the last minute, to tell who has had a fair share of them; remembers
nothing else."""

import time
from collections import OrderedDict, deque


class Fairness:
    """At most `most` failing queries a minute and client."""

    def __init__(self, most: int = 60, clients: int = 10_000) -> None:
        self.most, self.clients = most, clients
        self.failed: OrderedDict[str, deque[float]] = OrderedDict()

    def note(self, client: str) -> None:
        """`client`'s query has failed."""
        times = self.failed.setdefault(client, deque(maxlen=self.most))
        times.append(time.monotonic())
        self.failed.move_to_end(client)
        while len(self.failed) > self.clients:
            self.failed.popitem(last=False)

    def wait(self, client: str) -> float:
        """Seconds until another failing query is within the share; 0 while it is."""
        times = self.failed.get(client)
        if not times or len(times) < self.most:
            return 0.0
        return max(0.0, times[0] + 60 - time.monotonic())
