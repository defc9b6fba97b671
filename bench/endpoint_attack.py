"""How long a light query waits while others attack: p50 and p99 without, and during each heavy class of
`tests/web/hostile.py`, the same query again and again ("same") and a little different each time ("varied").

Run: python -m bench.endpoint_attack [seconds an attack] [attacking connections] [first class] [last class]. Starts its
own server on loopback and ends it; prints also the statuses the attackers got, the longest that one of them waited
beyond the limit, and the most memory that the front process and the whole service had.
"""

import http.client
import json
import sys
import threading
import time
from collections import Counter

from tests.web.hostile import BELOW, HEAVY, QUICK
from tests.web.server import Server, memory

LIMIT = 5.0
LIGHT = "ASK { ?s a <https://w3id.org/bdg/ontology#Plan> } # "


def ask(port: int, query: str) -> tuple[int, float]:
    start = time.perf_counter()
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    try:
        connection.request("POST", "/sparql", query.encode(), {"Content-Type": "application/sparql-query"})
        answer = connection.getresponse()
        answer.read()
        return answer.status, time.perf_counter() - start
    finally:
        connection.close()


class Attack:
    """Connections that send one query again and again, each time a little different."""

    def __init__(self, port: int, query: str, connections: int, varied: bool) -> None:
        self.statuses: Counter[int] = Counter()
        self.slowest = 0.0
        self.over = threading.Event()
        self.threads = [threading.Thread(target=self._go, args=(port, query, i, varied)) for i in range(connections)]
        for thread in self.threads:
            thread.start()

    def _go(self, port: int, query: str, me: int, varied: bool) -> None:
        n = 0
        while not self.over.is_set():
            n += 1
            status, seconds = ask(port, f"{query}\n# {me} {n}" if varied else query)
            self.statuses[status] += 1
            self.slowest = max(self.slowest, seconds)

    def stop(self) -> None:
        self.over.set()
        for thread in self.threads:
            thread.join()


def light(port: int, seconds: float) -> tuple[list[float], Counter[int]]:
    taken, statuses, end, n = [], Counter[int](), time.monotonic() + seconds, 0
    while time.monotonic() < end:
        n += 1
        status, spent = ask(port, f"{LIGHT}{n} {end}")
        statuses[status] += 1
        taken.append(spent)
        time.sleep(0.01)
    return sorted(taken), statuses


def line(name: str, taken: list[float], statuses: Counter[int], more: str = "") -> None:
    p50, p99 = taken[len(taken) // 2], taken[min(len(taken) - 1, int(len(taken) * 0.99))]
    print(
        f"{name[:34]:34} n {len(taken):4} p50 {p50 * 1000:7.1f} ms  p99 {p99 * 1000:7.1f} ms  {dict(statuses)} {more}",
        flush=True,
    )


class Watch:
    """Looks at the server's memory five times a second."""

    def __init__(self, pid: int) -> None:
        self.pid, self.front, self.whole = pid, 0, 0
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._go)
        self.thread.start()

    def _go(self) -> None:
        while not self.over.wait(0.2):
            front, whole = memory(self.pid)
            self.front, self.whole = max(self.front, front), max(self.whole, whole)

    def stop(self) -> None:
        self.over.set()
        self.thread.join()


CLASSES = [*HEAVY, *BELOW, QUICK[0], next(h for h in QUICK if h.name == "too many tokens")]


def main(seconds: float, connections: int, first: int, last: int) -> None:
    with Server("--timeout", str(LIMIT), "--failing", "100000000") as server:
        line("without", *light(server.port, seconds))
        for varied in (False, True):
            for hostile in CLASSES[first:last]:
                attack, watch = Attack(server.port, hostile.text, connections, varied), Watch(server.process.pid)
                time.sleep(0.3)
                taken, statuses = light(server.port, seconds)
                attack.stop()
                watch.stop()
                wrong = {status for status in attack.statuses if status not in hostile.statuses | {503}}
                more = f"attackers {json.dumps(attack.statuses)} limit {attack.slowest - LIMIT:+.2f} s"
                more += f"; front {watch.front} MB, all {watch.whole} MB{f' WRONG {wrong}' if wrong else ''}"
                line(f"{hostile.name} {'varied' if varied else 'same'}", taken, statuses, more)


if __name__ == "__main__":
    told = [float(argument) for argument in sys.argv[1:]] + [5, 20, 0, len(CLASSES)][len(sys.argv) - 1 :]
    main(told[0], *map(int, told[1:]))
