"""Requests of every kind that visitors, programs and strangers make, and what the server has in use after them."""

import socket
import time
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from bdg_graph import paths
from tests.web.server import Reply, Server, descriptors, family, memory

SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
PAGES = (
    "",
    "plan",
    "matrix",
    "gaps",
    "search?q=gioi",
    "plan/thanh-hoa-2020",
    "metric",
    "coverage",
    "nowhere",
    "sparql",
)
DOWNLOADS = (
    "/api/queries/leads/metric-leads?metric=sex-ratio-at-birth&format=csv",
    "/api/queries/leads/metric-leads?metric=sex-ratio-at-birth&format=xlsx",
    "/api/queries/leads/metric-leads?metric=nothing",
    "/vi/plan?format=csv",
    "/id/plan/thanh-hoa-2020.ttl",
    "/.well-known/void",
)
UPLOADS = (b"<x:s> <x:p> .", (paths.data() / "plans" / "thanh-hoa-2020" / "plan.ttl").read_bytes())

Kind = Callable[[Server, int], Reply | None]


def _leaves(server: Server, n: int) -> None:
    """A client that goes before the answer."""
    body = f"{SLOW} # {n}".encode()
    head = "POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
    with socket.create_connection(("127.0.0.1", server.port)) as client:
        client.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        time.sleep(0.05)


def _leaves_a_dump(server: Server, _n: int) -> None:
    with socket.create_connection(("127.0.0.1", server.port)) as client:
        client.sendall(b"GET /graphs?default HTTP/1.1\r\nHost: x\r\nAccept: application/ld+json\r\n\r\n")
        client.recv(100)


def _uploads(server: Server, n: int) -> Reply:
    return server.ask("POST", "/api/validate", UPLOADS[n % 2], {"Content-Type": "text/turtle"})


KINDS: Sequence[tuple[int, Kind]] = (
    (1, lambda server, n: server.query(f"ASK {{ ?s ?p {n} }}")),
    (2, lambda server, n: server.query(f"ASK {{ SERVICE <x:{n}> {{}} }}")),
    (3, lambda server, _: server.query("ASK {")),
    (4, lambda server, n: server.get("/vi/" + PAGES[n % len(PAGES)])),
    (5, lambda server, n: server.get(DOWNLOADS[n % len(DOWNLOADS)])),
    (7, lambda server, _: server.query("SELECT * { ?s ?p ?o }")),
    (11, lambda server, n: server.get(f"/sparql?query={quote('DESCRIBE ?s { ?s ?p ' + str(n) + ' }')}", Accept="*/*")),
    (53, _leaves),
    (97, _leaves_a_dump),
    (101, lambda server, _: server.get("/dump.nq.gz")),
    (103, lambda server, n: server.query(f"{SLOW} # {n}", "image/png")),
    (149, _uploads),
    (151, lambda server, n: server.get(f"/sparql?timeout=0.3&query={quote(f'{SLOW} # {n}')}")),
    (157, lambda server, n: server.query(f"ASK {{}} #{'x' * 70_000}{n}")),
)
"""Every so many requests, one of that kind; of several, the rarest."""
EVERY = max(every for every, _ in KINDS) + 1


def ask(server: Server, number: int, clients: int = 6) -> Counter[int]:
    """`number` requests, some at a time; their statuses, 0 for who left."""

    def one(n: int) -> int:
        kind = next(kind for every, kind in reversed(KINDS) if n % every == 0)
        reply = kind(server, n)
        return reply.status if reply else 0

    with ThreadPoolExecutor(clients) as threads:
        return Counter(threads.map(one, range(1, number + 1)))


@dataclass(frozen=True)
class Used:
    """What a server has in use."""

    counts: tuple[int, int, int]
    """Descriptors of all its processes, processes, temporary files."""
    front: int
    whole: int

    def __str__(self) -> str:
        opened, processes, files = self.counts
        used = f"{opened} descriptors, {processes} processes, {files} temporary files"
        return f"{used}; front {self.front} MB, all {self.whole} MB"


def settled(server: Server, temporary: Path) -> Used:
    """What is in use when it is the same for two seconds."""

    def count() -> tuple[int, int, int]:
        members = family(server.process.pid)
        opened = sum(descriptors(pid) for pid in members if Path(f"/proc/{pid}/fd").is_dir())
        return opened, len(members), sum(1 for _ in temporary.rglob("*"))

    seen = [count()]
    for _ in range(150):
        time.sleep(0.2)
        seen.append(count())
        if len(seen) > 10 and len(set(seen[-10:])) == 1:
            break
    return Used(seen[-1], *memory(server.process.pid))
