"""What all pages of one dataset share: the graph as they ask it, its catalogue and figures, the search, the files that
stand still. It knows no page."""

import hashlib
from collections.abc import Callable
from concurrent.futures import Future, wait
from pathlib import Path
from threading import Lock, Thread

from bdg_graph.engines import Engine
from bdg_graph.search import Search
from bdg_graph.web.pages.asked import Asked
from bdg_graph.web.pages.catalogue import Catalogue
from bdg_graph.web.pages.checks import Checks
from bdg_graph.web.pages.figures import Figures
from bdg_graph.web.pages.graph import Graph

WEB = Path(__file__).parent.parent
STATIC = WEB / "static"
MOMENT = 0.5
"""Seconds that a page waits for what it can be shown without."""


class Contents:
    """One dataset as the pages ask it."""

    def __init__(self, engine: Engine, public_url: str = "", search: Search | None = None) -> None:
        self.graph = Graph(engine)
        self.catalogue = Catalogue(self.graph)
        self.figures = Figures(self.graph)
        self.asked = Asked(engine)
        self.search = search or Search(engine)
        self.checks = Checks(engine)
        self.version = engine.dataset.version
        self.static = False
        """Whether the pages are written as files: what needs a server is then left out."""
        self.choices: dict[tuple[str, str], dict[str, list[tuple[str, str]]]] = {}
        """What may stand in the blanks of questions, by question and blank."""
        self._reading: dict[str, Future[None]] = {}
        self._turn = Lock()
        self.public_url = public_url.rstrip("/")
        self.assets = _asset_versions()

    def has_read(self, what: str, read: Callable[[], object]) -> bool:
        """Whether `read`, which goes on beside the page, is done a moment from now. Raises what it raises, after which
        the next page tries again."""
        with self._turn:
            if what not in self._reading:
                self._reading[what] = Future()
                Thread(target=_follow, args=(self._reading[what], read), daemon=True).start()
            reading = self._reading[what]
        wait([reading], None if self.static else MOMENT)
        if reading.done() and reading.exception():
            self._reading.pop(what, None)
            reading.result()
        return reading.done()

    def asset(self, name: str) -> str:
        """The path of a file of static/, with a mark that changes when the file does."""
        return f"/static/{name}?v={self.assets.get(name, '')}"


def _follow(reading: "Future[None]", read: Callable[[], object]) -> None:
    try:
        read()
        reading.set_result(None)
    except BaseException as failure:  # raised where somebody waits for it
        reading.set_exception(failure)


def _asset_versions() -> dict[str, str]:
    files = [path for path in STATIC.rglob("*") if path.is_file()]
    return {path.relative_to(STATIC).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()[:10] for path in files}
