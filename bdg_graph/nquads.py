"""Loads a large file of N-Quads onto disk, pieces of whole lines two at once: Oxigraph's bulk loader sorts and writes
in one thread, so that by itself it leaves a core idle."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from math import ceil
from pathlib import Path

from pyoxigraph import RdfFormat, Store, parse

LARGEST = 120_000_000  # bytes of a piece: larger ones take more memory, smaller ones leave more files to be merged


def load(store: Store, path: Path) -> None:
    """Loads the file at `path`. Raises SyntaxError for its first fault; then some of it may have been loaded."""
    pieces = list(_pieces(path))
    if any(b"_:" in _bytes(path, *piece) for piece in pieces):  # two pieces may name the same blank node
        store.bulk_load(path=str(path), format=RdfFormat.N_QUADS)
        return
    with ThreadPoolExecutor(2) as both:
        try:
            for _ in both.map(lambda piece: store.bulk_load(_bytes(path, *piece), RdfFormat.N_QUADS), pieces):
                pass
        except SyntaxError:
            for _ in parse(path=str(path), format=RdfFormat.N_QUADS):  # tells the line in the file, not in the piece
                pass
            raise


def _pieces(path: Path) -> Iterator[tuple[int, int]]:
    """Where each piece begins, and how long it is: an even number, about equally long."""
    size = path.stat().st_size
    step = size // (2 * ceil(size / LARGEST / 2) or 1) + 1
    end = 0
    with path.open("rb") as file:
        while (start := end) < size:
            file.seek(start + step)
            file.readline()
            end = min(file.tell(), size)
            yield start, end - start


def _bytes(path: Path, start: int, length: int) -> bytes:
    with path.open("rb") as file:
        file.seek(start)
        return file.read(length)
