"""Which data the pages read: a copy of few local data, and only of those that the service answers from; else workers
are asked."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bdg_graph import dataset, paths
from bdg_graph.engines.oxigraph import Oxigraph
from bdg_graph.web.answers import Answers
from bdg_graph.web.pages.router import FEW, Views

WORKERS = Oxigraph(dataset.Dataset(cast(Any, None), "asked", [], []))  # stands for them; no page asks it here
VERSION = dataset.load([paths.data()]).version


def answers(data: Path, version: str = VERSION, triples: int = FEW, endpoint: str = "") -> Answers:
    """As much of the answers as the views look at."""
    settings = SimpleNamespace(data=[str(data)], store=None, endpoint=endpoint)
    pool = SimpleNamespace(about={"triples": triples})
    return cast(
        Answers, SimpleNamespace(settings=settings, pool=pool, version=version, engine=lambda: WORKERS, search=None)
    )


def test_few_local_data_are_copied() -> None:
    copy = Views.over(answers(paths.data()))._engine()
    assert copy is not WORKERS
    assert copy.dataset.version == VERSION


@pytest.mark.parametrize(
    "given",
    [
        pytest.param({"triples": FEW + 1}, id="too many"),
        pytest.param({"version": "another"}, id="files that changed since"),
        pytest.param({"endpoint": "http://127.0.0.1:9/sparql"}, id="a store elsewhere"),
    ],
)
def test_workers_are_asked(given: dict[str, Any]) -> None:
    assert Views.over(answers(paths.data(), **given))._engine() is WORKERS


def test_workers_are_asked_where_a_file_broke_since(tmp_path: Path) -> None:
    (tmp_path / "plans" / "x").mkdir(parents=True)
    (tmp_path / "plans" / "x" / "plan.ttl").write_text("<a> <b>")
    assert Views.over(answers(tmp_path))._engine() is WORKERS
