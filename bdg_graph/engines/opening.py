"""Opens what questions are asked of: files, a store on disk, or a remote store, whichever is given."""

from pathlib import Path

from bdg_graph import dataset, storage
from bdg_graph.engines import Engine, engine


def opened(
    data: list[Path],
    store: Path | None = None,
    endpoint: str | None = None,
    *,
    seconds: float = 30.0,
) -> Engine:
    """The engine over `endpoint`, else over `store`, else over the files of `data`. Raises BdgError."""
    if endpoint:
        from bdg_graph.engines.remote import Access, Remote  # who asks local data needs no HTTP

        return Remote(Access.of_environment(endpoint), seconds=seconds).connect()
    if store:
        return engine("oxigraph", storage.read(store))
    return engine("oxigraph", dataset.load(data))
