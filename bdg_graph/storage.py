"""A dataset on disk: a folder with one Oxigraph store per version and a file CURRENT that names the one in use.

A new version is built beside the old one and becomes current by one rename, so that whatever is killed, and when, the
folder
holds exactly the old or the new dataset.
"""

import json
import os
import shutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final

from pyoxigraph import NamedNode, Store

from bdg_graph import dataset, replacing
from bdg_graph.dataset import Dataset, Part
from bdg_graph.errors import BdgError
from bdg_graph.terms import BDG, RDF

CURRENT: Final = "CURRENT"
BUILDING: Final = "building-"
FACTS: Final = "dataset.json"


def write(
    folder: Path,
    data: Iterable[Path] = (),
    *,
    skip_broken: bool = False,
    progress: Callable[[Part], None] = lambda _part: None,
) -> Dataset:
    """Builds a version from `data` and makes it the current one of `folder`. Raises BdgError where that is no store."""
    building = _building(folder)
    loaded = dataset.load(data, store=Store(str(building)), skip_broken=skip_broken, progress=progress)
    return _switch(folder, building, loaded)


def replace(folder: Path, plans: Iterable[Path]) -> Dataset:
    """Builds a version from the current one with these plans in the place of their former selves, or added, and makes
    it the current one. Raises BdgError where there is none, or a plan is no RDF: then nothing has changed."""
    before = read(folder)
    building = _building(folder)
    for file in sorted((folder / before.version).iterdir()):
        if file.suffix == ".sst":  # never written again: both versions share it
            os.link(file, building / file.name)
        elif file.name not in ("LOCK", FACTS):
            shutil.copyfile(file, building / file.name)
    loaded = Dataset(Store(str(building)), before.version, [], [], before.digests)
    try:
        for plan in plans:
            replacing.replace(loaded, plan)
    except BdgError:
        loaded.store = Store()
        shutil.rmtree(building)
        raise
    return _switch(folder, building, loaded)


def _building(folder: Path) -> Path:
    """An empty folder for a version to be built in. Raises BdgError where `folder` holds something else."""
    folder.mkdir(parents=True, exist_ok=True)
    strangers = [
        p.name
        for p in folder.iterdir()
        if p.name != CURRENT and not (p / FACTS).exists() and not p.name.startswith(BUILDING)
    ]
    if strangers:
        raise BdgError(
            f"{folder}: có tệp khác ({strangers[0]}); hãy chọn thư mục mới.",
            f"{folder}: holds something else ({strangers[0]}); choose a new folder.",
        )
    building = folder / f"{BUILDING}{os.getpid()}"
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir()
    return building


def _switch(folder: Path, building: Path, loaded: Dataset) -> Dataset:
    loaded.store.flush()
    loaded.counts = _counts(loaded.store)
    told = {"version": loaded.version, "digests": loaded.digests, "counts": loaded.counts}
    (building / FACTS).write_text(json.dumps(told), "utf-8")
    name = loaded.version
    final = folder / name
    loaded.store = Store()  # lets go of the files
    if final.exists():  # the same content was built before
        shutil.rmtree(building)
    else:
        building.rename(final)
    before = _current(folder)
    _name_current(folder, name)
    for old in folder.iterdir():  # the one before stays: a server may still answer from it
        if old.is_dir() and old.name not in (name, before) and not _in_use(old):
            shutil.rmtree(old, ignore_errors=True)
    loaded.store = Store.read_only(str(final))
    return loaded


def _counts(store: Store) -> dict[str, int]:
    """Counted once, for who opens the store would read all of it."""
    plans = store.quads_for_pattern(None, NamedNode(RDF.type), NamedNode(BDG.Plan))
    graphs = sum(1 for _ in store.named_graphs())
    return {"plans": len({quad.subject for quad in plans}), "triples": len(store), "graphs": graphs}


def _current(folder: Path) -> str:
    file = folder / CURRENT
    return file.read_text("utf-8").strip() if file.is_file() else ""


def _name_current(folder: Path, name: str) -> None:
    beside = folder / f"{BUILDING}current"
    with beside.open("w") as file:
        file.write(name + "\n")
        file.flush()
        os.fsync(file.fileno())
    beside.replace(folder / CURRENT)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _in_use(version: Path) -> bool:
    """Whether another process builds there; readers keep what they have open."""
    owner = version.name.removeprefix(BUILDING)
    return (
        version.name.startswith(BUILDING)
        and owner.isdecimal()
        and owner != str(os.getpid())
        and Path(f"/proc/{owner}").exists()
    )


def read(folder: Path) -> Dataset:
    """The current version of `folder`. Raises BdgError where there is none."""
    try:
        name = _current(folder)
        facts = json.loads((folder / name / FACTS).read_text("utf-8"))
        store = Store.read_only(str(folder / name))
        return Dataset(store, facts["version"], [], [], facts["digests"], facts["counts"])
    except (OSError, ValueError, KeyError) as problem:
        raise BdgError(
            f"{folder}: không có kho dữ liệu; hãy tạo bằng `bdg load --store {folder}`.",
            f"{folder}: there is no store; make one with `bdg load --store {folder}`.",
        ) from problem
