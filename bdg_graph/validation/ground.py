"""What every validation rests on: ontology, schemes and the project's reference data."""

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from bdg_graph import dataset, paths
from bdg_graph.validation import inputs
from bdg_graph.validation.graph import Facts, Triple


def triples_of(files: Iterable[Path]) -> list[Triple]:
    """The triples of all `files`. Raises SyntaxError or Refused as `inputs.read` does."""
    return [triple for file in files for triple in inputs.triples(inputs.read(file))]


@lru_cache(maxsize=4)
def _base(files: tuple[Path, ...], _stamps: tuple[int, ...]) -> Facts:
    return Facts(triples_of(files))


def base(with_reference: bool = True) -> Facts:
    """Ontology and schemes, and the project's reference data; read again when a file of them changes."""
    own = files(with_reference)
    return _base(own, tuple(path.stat().st_mtime_ns for path in own))


def files(with_reference: bool = True) -> tuple[Path, ...]:
    """The files of `base`."""
    found = [part.path for part in dataset.parts([paths.ontology() / "bdg.ttl"])]
    return tuple(dict.fromkeys(p for p in found if with_reference or not p.is_relative_to(paths.data())))
