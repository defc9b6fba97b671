"""Every kind of mistake is found, by the right rule and at the right line; the plans as they are have none."""

import shutil
from pathlib import Path

import pytest

from bdg_graph import paths
from bdg_graph.validation import judge, material
from tests.validation.mutations import MUTATIONS, Text, mutate

PLANS = ("ha-nam-2013-2015", "ha-nam-2018-chi-thi-21", "ninh-binh-2021-2025", "quang-binh-2022", "thanh-hoa-2020")


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    root = tmp_path_factory.mktemp("plans")
    return {plan: shutil.copytree(paths.data() / "plans" / plan, root / plan) for plan in PLANS}


def original(plan: str) -> str:
    return (paths.data() / "plans" / plan / "plan.ttl").read_text("utf-8")


@pytest.mark.parametrize("plan", PLANS)
def test_the_original_has_no_violation(plan: str) -> None:
    found = judge(material.gather([paths.data() / "plans" / plan]))
    assert [f for f in found if f.severity == "violation"] == []
    assert Text.read(original(plan)).text() == original(plan)


def test_there_are_many_kinds() -> None:
    assert len(MUTATIONS) >= 40


@pytest.mark.parametrize("name", MUTATIONS)
def test_mutant_is_reported_at_its_line(name: str, folders: dict[str, Path]) -> None:
    """In the first plan that has what the mutation breaks, another for each kind."""
    start = sum(map(ord, name)) % len(PLANS)
    for plan in PLANS[start:] + PLANS[:start]:
        if fault := mutate(name, original(plan), seed=1):
            break
    assert fault, f"no plan has what “{name}” breaks"
    file = folders[plan] / "plan.ttl"
    file.write_text(fault.text.text(), "utf-8")
    found = judge(material.gather([folders[plan]]))
    lines = [(f.rule, f.line) for f in found]
    assert (fault.rule, fault.text.line(fault.block, fault.predicate)) in lines
    assert all(f.message.vi and f.message.en and f.file == file for f in found if f.rule == fault.rule)
