"""How long a light query waits while others attack: p50 and p99 without, and during each class of
`tests/web/hostile.py`.

Run: python bench/endpoint_attack.py [seconds an attack] [attacking connections] [heavy classes at most]. Starts its
own server on loopback and ends it; prints also the statuses
the attackers got and the memory of the front process and of the whole service.
"""

import http.client
import json
import sys
import threading
import time
from collections import Counter

from tests.web.hostile import HEAVY, QUICK
from tests.web.server import Server, memory

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


def main(seconds: float, connections: int, most: int) -> None:
    with Server("--timeout", "5", "--failing", "100000000") as server:
        line("without", *light(server.port, seconds))
        for varied in (False, True):
            for hostile in [*HEAVY[:most], QUICK[0], next(h for h in QUICK if h.name == "too many tokens")]:
                attack = Attack(server.port, hostile.text, connections, varied)
                time.sleep(0.3)
                taken, statuses = light(server.port, seconds)
                front, whole = memory(server.process.pid)
                attack.stop()
                more = f"attackers {json.dumps(attack.statuses)} slowest {attack.slowest:.1f} s"
                more += f"; front {front} MB, all {whole} MB"
                line(f"{hostile.name}{' varied' if varied else ''}", taken, statuses, more)


if __name__ == "__main__":
    told = [float(argument) for argument in sys.argv[1:]] + [5, 20, 99][len(sys.argv) - 1 :]
    main(told[0], int(told[1]), int(told[2]))
