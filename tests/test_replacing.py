"""One plan replaced in a loaded dataset: as if all had been loaded anew."""

import shutil
from pathlib import Path

import pytest

from bdg_graph import dataset, paths, storage
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
    assert loaded.version == anew.version


def test_the_same_plan_again_changes_nothing(data: Path) -> None:
    loaded = dataset.load([data])
    before = (loaded.version, dataset.digest(loaded.store))
    assert replace(loaded, data / "plans" / "ninh-binh-2021-2025") == 0
    assert (loaded.version, dataset.digest(loaded.store)) == before


def test_a_new_plan_is_added(data: Path, tmp_path: Path) -> None:
    everything = dataset.load([data])
    kept = tmp_path / PLAN
    shutil.move(data / "plans" / PLAN, kept)
    loaded = dataset.load([data])
    grown = replace(loaded, kept)
    assert grown == len(everything.store) - len(dataset.load([data]).store)
    assert (loaded.version, dataset.digest(loaded.store)) == (everything.version, dataset.digest(everything.store))


def test_a_broken_plan_changes_nothing(data: Path) -> None:
    loaded = dataset.load([data])
    before = (loaded.version, dataset.digest(loaded.store))
    (data / "plans" / PLAN / "plan.ttl").write_text("<a> <b> .", "utf-8")
    with pytest.raises(BrokenFile):
        replace(loaded, data / "plans" / PLAN)
    assert (loaded.version, dataset.digest(loaded.store)) == before


def test_a_plan_of_a_store_on_disk_is_replaced_beside_the_version_that_is_read(data: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    first = storage.write(store, [data])
    before = dataset.digest(first.store)
    file = data / "plans" / PLAN / "plan.ttl"
    file.write_text(file.read_text("utf-8").replace("113.0", "112.0"), "utf-8")
    second = storage.replace(store, [file.parent])
    anew = dataset.load([data])
    assert (second.version, dataset.digest(second.store)) == (anew.version, dataset.digest(anew.store))
    assert storage.read(store).version == second.version
    assert dataset.digest(first.store) == before
    file.write_text("<a> <b> .", "utf-8")
    with pytest.raises(BrokenFile):
        storage.replace(store, [file.parent])
    assert storage.read(store).version == second.version
    assert {path.name for path in store.iterdir()} == {"CURRENT", first.version, second.version}
