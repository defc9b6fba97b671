"""Pages: each type made anew and again from kept bytes by a running server, and how heavy they are."""

import time
from collections.abc import Iterator

from bdg_graph import dataset
from bdg_graph.engines import engine
from bench import pages, peers
from bench.figures import FLOOR, Figure, middle
from bench.material import Material
from tests.web.server import Server, settled

SECONDS = 120
EVERY = "every page"
HEAVY_WITHOUT = ("sparql",)
"""The editor is a large script of its own."""


def figures(material: Material) -> Iterator[Figure]:
    """One figure for each page type (the slowest of it), and the median and p95 over all pages."""
    # an address that stands for two types is asked once
    found = pages.addresses(engine("oxigraph", dataset.load([material.nquads])), pages.SAMPLE)
    waiting = {f"/{lang}/{path}": kind for kind, path in found for lang in ("vi", "en")}
    first: dict[str, tuple[str, float, int]] = {}
    again: list[float] = []
    with Server("--data", str(material.nquads)) as server:
        yield Figure("what the server reads before anybody asks", "BDG", material.plans, settled(server))
        until = time.monotonic() + SECONDS
        for address, kind in waiting.items():
            if time.monotonic() > until:
                break
            answer = pages.got(server, address)
            first[address] = kind, answer.seconds, len(answer.body)
            again.append(pages.got(server, address).seconds)
    left = len(waiting) - len(first)
    note = f"{left} pages had no turn in {SECONDS} s" if left else ""
    for by, seconds in (("first time", [taken for _, taken, _ in first.values()]), ("again", again)):
        median, p95 = middle(seconds)
        yield Figure(EVERY, by, material.plans, median, p95, len(seconds), note=note)
    for kind in dict.fromkeys(kind for kind, _, _ in first.values()):
        own = [(taken, address) for address, (of, taken, _) in first.items() if of == kind]
        worst, where = max(own)
        yield Figure(f"page: {kind}", "first time", material.plans, worst, rows=len(own), note=where)
    sizes = {address: size for address, (kind, _, size) in first.items() if kind not in HEAVY_WITHOUT}
    heaviest = max(sizes, key=lambda address: sizes[address])
    yield Figure(
        "heaviest page, as sent", "first time", material.plans, sizes[heaviest] / 1e6, unit="MB", note=heaviest
    )
    with peers.empty_server() as server:
        yield material.figure("an empty HTTP answer", FLOOR, lambda: peers.got(server.url), wall=True)
