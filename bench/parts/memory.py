"""Memory of the server with all its processes (PSS: shared pages counted once): at the start, after every question."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from bdg_graph import dataset
from bdg_graph.engines import engine
from bench import peers
from bench.figures import FLOOR, Figure
from bench.material import Material
from bench.works import library_sparql
from tests.web.server import Server, family, memory

IN_MEMORY_UP_TO = 1000
START, AFTER = "memory of the server, at the start", "memory of the server, after every question"


def figures(material: Material) -> Iterator[Figure]:
    """The floor is a server that answers nothing."""
    with peers.empty_server() as server:
        yield Figure(START, FLOOR, material.plans, memory(server.pid)[1], unit="MB")
    sparql = library_sparql(engine("oxigraph", dataset.load()))
    ways = {"BDG, memory": ("--data", material.nquads), "BDG, disk": ("--store", material.store)}
    for by, (option, path) in ways.items():
        if by == "BDG, disk" or material.plans <= IN_MEMORY_UP_TO:
            yield from _server(material, by, option, path, sparql)


def _server(material: Material, by: str, option: str, path: Path, sparql: Mapping[str, str]) -> Iterator[Figure]:
    with Server(option, str(path)) as server:
        front, whole = memory(server.process.pid)
        processes = len(family(server.process.pid))
        yield Figure(START, by, material.plans, whole, unit="MB", rows=processes)
        yield Figure("memory of the front process", by, material.plans, front, unit="MB")
        failed = 0
        for name, query in sparql.items():
            status = server.query(query).status
            failed += status != 200
            if material.plans <= IN_MEMORY_UP_TO:
                failed += server.get(f"/vi/questions/{name}").status != 200
        _, whole = memory(server.process.pid)
        note = f"{failed} answers were refused" if failed else ""
        yield Figure(AFTER, by, material.plans, whole, unit="MB", rows=len(family(server.process.pid)), note=note)
