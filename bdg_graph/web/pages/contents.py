"""What all pages of one dataset share: the graph as they ask it, its catalogue and figures, the search, the files that
stand still. It knows no page."""

import hashlib
from pathlib import Path

from bdg_graph.engines import Engine
from bdg_graph.search import Search
from bdg_graph.web.pages.asked import Asked
from bdg_graph.web.pages.catalogue import Catalogue
from bdg_graph.web.pages.checks import Checks
from bdg_graph.web.pages.figures import Figures
from bdg_graph.web.pages.graph import Graph

WEB = Path(__file__).parent.parent
STATIC = WEB / "static"


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
        self.public_url = public_url.rstrip("/")
        self.assets = _asset_versions()

    def asset(self, name: str) -> str:
        """The path of a file of static/, with a mark that changes when the file does."""
        return f"/static/{name}?v={self.assets.get(name, '')}"


def _asset_versions() -> dict[str, str]:
    files = [path for path in STATIC.rglob("*") if path.is_file()]
    return {path.relative_to(STATIC).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()[:10] for path in files}
