"""One plan is checked beside what it names, and that finds what the checks over all data find of it."""

import shutil
from pathlib import Path

import pytest

from bdg_graph import paths
from bdg_graph.validation import integrity, material, validate_dataset
from tests.validation.mutations import MUTATIONS, mutate
from tests.validation.test_mutations import PLANS, original

ELSEWHERE = {"checks/document-never-used"}
"""What a plan leaves out shows at the document, which is no part of the plan."""


@pytest.mark.parametrize("plan", PLANS)
def test_the_plans_pass(plan: str) -> None:
    assert integrity.check_plans(material.gather([paths.data() / "plans" / plan])) == []


@pytest.mark.parametrize("name", [*list(MUTATIONS)[::6], "thing renamed", "misspelt agency", "covers another plan"])
def test_same_as_over_all_data(name: str, tmp_path: Path) -> None:
    plan, fault = next((plan, found) for plan in PLANS if (found := mutate(name, original(plan), seed=1)))
    folder = shutil.copytree(paths.data() / "plans" / plan, tmp_path / plan)
    (folder / "plan.ttl").write_text(fault.text.text(), "utf-8")
    others = [other for other in sorted(paths.data().glob("plans/*")) if other.name != plan and other.is_dir()]
    everywhere = {(f.rule, f.focus) for f in integrity.check([folder, *others])}
    alone = {(f.rule, f.focus) for f in integrity.check_plans(material.gather([folder]))}
    assert alone == {found for found in everywhere if found[0] not in ELSEWHERE}


def test_a_plan_with_the_number_of_another(tmp_path: Path) -> None:
    twin = "quang-binh-2022"
    folder = shutil.copytree(paths.data() / "plans" / twin, tmp_path / "copy")
    text = original(twin).replace(f"plan/{twin}", "plan/copy")
    (folder / "plan.ttl").write_text(text, "utf-8")
    assert [f.rule for f in integrity.check_plans(material.gather([folder]))] == ["checks/same-document-twice"]


@pytest.mark.parametrize(
    ("wrong", "rule"), [("role:chu-tri", "thing-not-described"), ("role:le", "thing-not-described")]
)
def test_what_nobody_describes_is_shown_where_it_is_named(wrong: str, rule: str, tmp_path: Path) -> None:
    plan = "ninh-binh-2021-2025"
    folder = shutil.copytree(paths.data() / "plans" / plan, tmp_path / plan)
    text = original(plan).replace("role:lead ", f"{wrong} ", 1)
    (folder / "plan.ttl").write_text(text, "utf-8")
    line = next(at for at, words in enumerate(text.splitlines(), 1) if f"{wrong} " in words)
    hit = next(f for f in validate_dataset([folder]) if f.rule == f"checks/{rule}")
    assert (hit.file, hit.line) == (folder / "plan.ttl", line)
