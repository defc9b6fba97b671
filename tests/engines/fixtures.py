"""Every engine over the project's data: in memory, on disk, and the remote stores, which are started and filled
once."""

from collections.abc import Callable, Iterator

import pytest

from bdg_graph import storage
from bdg_graph.dataset import Dataset
from bdg_graph.engines import Engine, engine
from bdg_graph.engines.remote import Access, Remote
from bdg_graph.engines.sending import send
from tests.engines.stores import STARTERS, Store

EngineOf = Callable[[str], Engine]


@pytest.fixture(scope="session")
def stores(tmp_path_factory: pytest.TempPathFactory, project: Dataset) -> Iterator[Callable[[str], Store]]:
    """The remote store of that name, started and filled when it is first asked for."""
    running: dict[str, Store] = {}

    def started(name: str) -> Store:
        if name not in running:
            store = STARTERS[name](tmp_path_factory.mktemp(name))
            if store is None:
                pytest.skip(f"{name} is not installed: tests/setup-system installs what the tests need")
            running[name] = store
            send(project, Access(store.load), store.via)
        return running[name]

    yield started
    for store in running.values():
        store.stop()


@pytest.fixture(scope="session")
def engine_of(
    tmp_path_factory: pytest.TempPathFactory, project: Dataset, stores: Callable[[str], Store]
) -> Callable[[str], Engine]:
    """The engine of that name."""
    made: dict[str, Engine] = {"memory": engine("oxigraph", project)}

    def opened(name: str) -> Engine:
        if name == "disk" and name not in made:
            made[name] = engine("oxigraph", storage.write(tmp_path_factory.mktemp("disk") / "store"))
        if name not in made:
            made[name] = Remote(Access(stores(name).query)).connect()
        return made[name]

    return opened
