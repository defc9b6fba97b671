"""The made-up plans: the same for a seed, valid but for planted faults, with answers that questions give exactly."""

import json
import tomllib
from pathlib import Path

import pytest

from bdg_graph import canonical, dataset, questions
from bdg_graph.dataset import Dataset
from bdg_graph.engines.oxigraph import Oxigraph
from bdg_graph.questions import with_prefixes
from bdg_graph.terms import ID
from bench import works
from bench.synthetic.making import make
from bench.synthetic.places import provinces, slots

PLANS = 60


@pytest.fixture(scope="module")
def faulty(tmp_path_factory: pytest.TempPathFactory) -> tuple[Dataset, Path]:
    """Plans half of which hold a fault."""
    folder = tmp_path_factory.mktemp("faulty")
    make(PLANS, folder, faults=0.5)
    return dataset.load([folder / "plans.nq"]), folder / "answers.json"


def test_there_are_63_provinces_and_no_two_plans_of_a_place_and_year() -> None:
    assert len({p.slug for p in provinces()}) == 63
    every = slots(1)
    assert len({(s.place.slug, s.year) for s in every}) == len(every) > 10_000
    assert {s.place.kind for s in every[:1000]} == {"province", "district", "commune"}


def test_a_seed_gives_the_same_plans_and_a_larger_set_begins_with_a_smaller(tmp_path: Path) -> None:
    for name, plans, seed in (("a", 12, 1), ("b", 12, 1), ("larger", 20, 1), ("other", 12, 2)):
        make(plans, tmp_path / name, seed=seed)
    text = {p.name: (p / "plans.nq").read_text("utf-8").splitlines() for p in tmp_path.iterdir()}
    of_plans = {name: {line for line in lines if f"<{ID}graph/" not in line} for name, lines in text.items()}
    assert text["a"] == text["b"]
    assert of_plans["a"] < of_plans["larger"]
    assert of_plans["a"] != of_plans["other"]


def test_planted_answers_and_faults_come_out_exactly(faulty: tuple[Dataset, Path]) -> None:
    loaded, answers = faulty
    known = json.loads(answers.read_text("utf-8"))
    assert known["plans"] == PLANS
    assert len({name for name, _, _ in known["faults"]}) >= 7
    assert len(known["leads/metric-leads"]) > 10
    assert works.wrong_answers(Oxigraph(loaded), answers) == []


def test_a_wrong_answer_is_noticed(faulty: tuple[Dataset, Path], tmp_path: Path) -> None:
    loaded, answers = faulty
    known = json.loads(answers.read_text("utf-8"))
    known["leads/split-leads"].append(f"{ID}plan/nowhere/indicator/1")
    known["checks"]["checks/own-partner"] = []
    (tmp_path / "answers.json").write_text(json.dumps(known), "utf-8")
    assert works.wrong_answers(Oxigraph(loaded), tmp_path / "answers.json") == [
        "leads/split-leads",
        "checks/own-partner",
    ]


def test_without_faults_every_check_passes(tmp_path: Path) -> None:
    make(40, tmp_path, faults=0)
    engine = Oxigraph(dataset.load([tmp_path / "plans.nq"]))
    checks = [i for i in questions.ids() if i.startswith("checks/")]
    assert {check: works.rows(engine, check, ()) for check in checks} == {check: [] for check in checks}


def test_folders_are_whole_canonical_and_hold_the_same_as_the_quads(tmp_path: Path) -> None:
    make(12, tmp_path / "folders", folders=True)
    make(12, tmp_path / "quads")
    plans = sorted((tmp_path / "folders" / "plans").iterdir())
    assert len([p for p in plans if tomllib.loads((p / "source.toml").read_text("utf-8"))["id"] == p.name]) == len(
        plans
    )
    assert not [p.name for p in plans if canonical.rewrite(p / "plan.ttl", write=False)]
    folders = dataset.load([tmp_path / "folders"])
    quads = dataset.load([tmp_path / "quads" / "plans.nq"])
    assert dataset.digest(folders.store) == dataset.digest(quads.store)


def test_quotations_stand_in_the_source(tmp_path: Path) -> None:
    make(12, tmp_path, folders=True)
    engine = Oxigraph(dataset.load([tmp_path]))
    rows = engine.select(
        with_prefixes("SELECT ?p ?s ?e ?x { ?p a bdg:Passage ; oa:start ?s ; oa:end ?e ; oa:exact ?x }")
    ).rows
    plans = (tmp_path / "plans").iterdir()
    sources = {p.name: (p / "source.txt").read_text("utf-8") for p in plans if (p / "source.txt").exists()}
    wrong = []
    for passage, start, end, exact in rows:
        assert passage and start and end and exact
        plan = passage.value.removeprefix(f"{ID}plan/").split("/")[0]
        if sources[plan][int(start.value) : int(end.value)] != exact.value:
            wrong.append(passage.value)
    assert wrong == []
