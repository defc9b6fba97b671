"""One plan replaced in a loaded dataset: as if all had been loaded anew."""

import shutil
from pathlib import Path

import pytest

from bdg_graph import dataset, paths
from bdg_graph.dataset import BrokenFile
from bdg_graph.replacing import replace

PLAN = "thanh-hoa-2020"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A copy of the project's data."""
    return Path(shutil.copytree(paths.data(), tmp_path / "data"))


def test_a_changed_plan_gives_the_same_graph_as_loading_all_anew(data: Path) -> None:
    loaded = dataset.load([data])
    before = loaded.version
    file = data / "plans" / PLAN / "plan.ttl"
    text = file.read_text("utf-8")
    duty = f"""
<plan/{PLAN}/responsibility/1> a bdg:Responsibility ;
    bdg:inPlan <plan/{PLAN}> ;
    bdg:covers <plan/{PLAN}/indicator/4> ;
    bdg:agency <agency/thanh-hoa/so-y-te> ;
    bdg:role <role/lead> .
"""
    file.write_text(text.replace("113.0", "112.0") + duty, "utf-8")
    replace(loaded, data / "plans" / PLAN)
    anew = dataset.load([data])
    assert dataset.digest(loaded.store) == dataset.digest(anew.store)
    assert loaded.version != before


def test_the_same_plan_again_changes_nothing_but_the_version(data: Path) -> None:
    loaded = dataset.load([data])
    before = dataset.digest(loaded.store)
    replace(loaded, data / "plans" / "ninh-binh-2021-2025")
    assert dataset.digest(loaded.store) == before


def test_a_new_plan_is_added(data: Path, tmp_path: Path) -> None:
    everything = dataset.load([data])
    kept = tmp_path / PLAN
    shutil.move(data / "plans" / PLAN, kept)
    loaded = dataset.load([data])
    replace(loaded, kept)
    assert dataset.digest(loaded.store) == dataset.digest(everything.store)


def test_a_broken_plan_changes_nothing(data: Path) -> None:
    loaded = dataset.load([data])
    before = (loaded.version, dataset.digest(loaded.store))
    (data / "plans" / PLAN / "plan.ttl").write_text("<a> <b> .", "utf-8")
    with pytest.raises(BrokenFile):
        replace(loaded, data / "plans" / PLAN)
    assert (loaded.version, dataset.digest(loaded.store)) == before
