"""Many plans in parallel processes: the findings of each alone, and nothing kept of a plan that was judged."""

import gc
import shutil
from pathlib import Path

from bdg_graph import paths
from bdg_graph.validation import Finding, judge, many, material
from tests.validation.mutations import mutate
from tests.validation.test_mutations import PLANS, original


def spoken(findings: list[Finding]) -> set[tuple[object, ...]]:
    return {(f.rule, f.severity, f.focus, f.path, f.value, f.line, f.message) for f in findings}


def test_same_as_one_by_one(tmp_path: Path) -> None:
    files = []
    for plan, name in zip(PLANS, ("misspelt unit", "no role", "passage one longer", "no class", "note"), strict=True):
        folder = shutil.copytree(paths.data() / "plans" / plan, tmp_path / plan)
        if name != "note" and (fault := mutate(name, original(plan), seed=3)):
            (folder / "plan.ttl").write_text(fault.text.text(), "utf-8")
        files.append(folder / "plan.ttl")
    together = many.judge(files, [], print, processes=2)
    assert spoken(together) == {said for file in files for said in spoken(judge(material.gather([file])))}
    assert {f.rule for f in together} > {"responsibility-role", "passage-length", "untyped-node"}


def test_two_plans_that_are_one_document(tmp_path: Path) -> None:
    """What no plan shows by itself is found at the end, at its place in both files; of all rules only this."""
    plan = PLANS[3]  # with number and date
    files = [tmp_path / f"{name}.ttl" for name in (plan, f"{plan}-again")]
    for file in files:
        file.write_text(original(plan).replace(f"plan/{plan}", f"plan/{file.stem}"), "utf-8")
    alone = [finding for file in files for finding in many.judge([file], [], print, processes=1)]
    found = [finding for finding in many.judge(files, [], print, processes=1) if finding not in alone]
    assert [(f.rule, f.file, f.value) for f in found] == [
        ("document-double", one, f"plan/{other.stem}") for one, other in (files, files[::-1])
    ]
    for finding in found:
        assert finding.line is not None
        assert finding.file is not None
        assert "documentNumber" in finding.file.read_text("utf-8").splitlines()[finding.line - 1]


def test_nothing_circular_is_left_behind() -> None:
    """The processes do not look for circles: what a plan leaves in one would stay until the last."""
    plan = paths.data() / "plans" / PLANS[0]
    judge(material.gather([plan]))
    gc.collect()
    gc.disable()
    try:
        before = len(gc.get_objects())
        for _ in range(5):
            judge(material.gather([plan]))
        assert len(gc.get_objects()) - before < 100
    finally:
        gc.enable()
