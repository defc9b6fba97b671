"""What the tests share: the project's dataset, loaded once, and the golden files."""

from collections.abc import Callable
from pathlib import Path

import pytest

from bdg_graph import dataset
from bdg_graph.dataset import Dataset
from bdg_graph.engines import ENGINES, Engine, engine

GOLDEN = Path(__file__).parent / "golden"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write the golden files instead of comparing; review the diff",
    )


@pytest.fixture(scope="session")
def project() -> Dataset:
    """The dataset of the project's own data."""
    return dataset.load()


@pytest.fixture(scope="session")
def engines(project: Dataset) -> dict[str, Engine]:
    """Every engine over the project's own data."""
    return {name: engine(name, project) for name in ENGINES}


@pytest.fixture(scope="session")
def oxigraph(engines: dict[str, Engine]) -> Engine:
    return engines["oxigraph"]


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Compares a text with the golden file of that name, or writes it under --update-golden."""

    def check(name: str, text: str) -> None:
        path = GOLDEN / name
        if request.config.getoption("--update-golden"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        assert path.is_file(), f"no golden file {path}: run pytest --update-golden and review it"
        assert text == path.read_text("utf-8")

    return check
