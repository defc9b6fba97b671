"""Loading: N-Quads into memory and onto disk, plan folders up to a server that answers; and how large it all is."""

import time
from collections.abc import Callable, Iterator

from pyoxigraph import RdfFormat, Store, parse

from bdg_graph import dataset
from bench.figures import FLOOR, Figure
from bench.material import LONG, Material, megabytes
from tests.web.server import Server

FOLDERS_UP_TO = 1000
"""Plans: writing more of them as folders takes longer than measuring them."""


def figures(material: Material) -> Iterator[Figure]:
    """The floors are reading the bytes and parsing them; ours includes rules and version."""
    nquads, plans = material.nquads, material.plans

    def read() -> int:
        with nquads.open("rb") as file:
            while file.read(1 << 20):
                pass
        return nquads.stat().st_size

    def theirs(store: Store) -> int:
        store.bulk_load(path=str(nquads), format=RdfFormat.N_QUADS)
        return len(store)

    def once(work: str, by: str, run: Callable[[], int]) -> Figure:
        repeats = 2 if plans <= FOLDERS_UP_TO else 0  # more than that takes minutes, and the first is as good
        return material.figure(work, by, run, limit=material.limit * LONG, repeats=repeats, budget=material.limit / 4)

    yield once("read the bytes", FLOOR, read)
    yield once("parse N-Quads", FLOOR, lambda: sum(1 for _ in parse(path=str(nquads), format=RdfFormat.N_QUADS)))
    yield once("load N-Quads into memory", "Oxigraph", lambda: theirs(Store()))
    yield once("load N-Quads into memory", "BDG", lambda: len(dataset.load([nquads]).store))
    yield material.store_taken().figure("load N-Quads onto disk", "BDG", plans)
    yield from in_folders(material)
    disk = material.folder / "theirs"
    disk.mkdir()
    yield once("load N-Quads onto disk", "Oxigraph", lambda: theirs(Store(str(disk / str(time.time_ns())))))
    for name, path in (("N-Quads", nquads), ("Oxigraph", min(disk.iterdir())), ("BDG", material.store)):
        yield Figure("size on disk", name, plans, megabytes(path), unit="MB")


def in_folders(material: Material) -> Iterator[Figure]:
    """Turtle as people write it, into memory, and up to the first answer of a server."""
    if material.plans > FOLDERS_UP_TO:
        return
    folders = material.folders
    yield material.figure(
        "load plan folders into memory",
        "BDG",
        lambda: len(dataset.load([folders]).store),
        limit=material.limit * LONG,
        repeats=1,
    )
    start = time.perf_counter()
    with Server("--data", str(folders)):
        yield Figure("plan folders to a server that is ready", "BDG", material.plans, time.perf_counter() - start)
