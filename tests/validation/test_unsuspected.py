"""Plans that the integrity checks need not look at: only such in which they find nothing, and the right ones."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest

from bdg_graph import paths
from bdg_graph.terms import ID
from bdg_graph.validation import ground, integrity, many, material, pieces, unsuspected
from bdg_graph.validation.unsuspected import SETTLED, Grounds
from tests.validation.mutations import MUTATIONS, mutate
from tests.validation.test_mutations import PLANS, original

CHECKS = integrity.checks()
ACROSS = {check.id for check in CHECKS if check.across}


@pytest.fixture(scope="module")
def known() -> Grounds:
    found = unsuspected.grounds(ground.base(), CHECKS)
    assert found is not None
    return found


def brought(folder: Path, known: Grounds) -> bytes | None:
    gathered = material.gather([folder])
    if gathered.facts.under is not ground.base():
        return None
    return unsuspected.brought(gathered.facts, ox.NamedNode(f"{ID}plan/{folder.name}"), known)


def test_every_check_is_settled_or_says_what_it_suspects() -> None:
    assert {check.id for check in CHECKS if not check.suspects} == SETTLED


def test_a_check_that_does_not_say_so_looks_at_every_plan() -> None:
    new = replace(CHECKS[0], id="checks/new", suspects=None)
    assert unsuspected.grounds(ground.base(), [*CHECKS, new]) is None


@pytest.mark.parametrize("plan", PLANS)
def test_the_plans_are_unsuspected(plan: str, known: Grounds) -> None:
    assert brought(paths.data() / "plans" / plan, known)


def faulty(name: str) -> Iterator[tuple[str, str]]:
    for plan in PLANS:
        if fault := mutate(name, original(plan), seed=2):
            yield plan, fault.text.text()


@pytest.mark.parametrize("name", MUTATIONS)
def test_what_is_unsuspected_has_no_finding(name: str, known: Grounds, tmp_path: Path) -> None:
    for plan, text in faulty(name):
        folder = shutil.copytree(paths.data() / "plans" / plan, tmp_path / plan, dirs_exist_ok=True)
        (folder / "plan.ttl").write_text(text, "utf-8")
        if brought(folder, known) is not None:
            found = integrity.check_plans(material.gather([folder]))
            assert [finding for finding in found if finding.rule not in ACROSS] == []


def copy(data: Path, plan: str, name: str) -> None:
    """A plan under another name."""
    folder = shutil.copytree(paths.data() / "plans" / plan, data / "plans" / name)
    (folder / "plan.ttl").write_text(original(plan).replace(f"plan/{plan}", f"plan/{name}"), "utf-8")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Three plans, two of them one document, and the reference data that they name, with a document that none names."""
    shutil.copytree(paths.data() / "reference", tmp_path / "reference")
    copy(tmp_path, "quang-binh-2022", "quang-binh-2022")
    copy(tmp_path, "quang-binh-2022", "quang-binh-again")
    copy(tmp_path, "ninh-binh-2021-2025", "ninh-binh-2021-2025")
    return tmp_path


def compared(data: Path) -> tuple[set[str], set[str]]:
    """The plans that are unsuspected, and the rules of the findings, which are those of all data at once."""
    examined = many.examine(*material.split([data]), CHECKS, print, 1)
    found = set(pieces.check([data], 1, examined))
    assert found ^ set(integrity.check([data])) == set()
    return {file.parent.name for file in examined.unsuspected}, {finding.rule for finding in found}


ALL = {"quang-binh-2022", "quang-binh-again", "ninh-binh-2021-2025"}


def test_what_unsuspected_plans_are_compared_by(data: Path) -> None:
    with (data / "reference" / "documents.ttl").open("a", encoding="utf-8") as out:
        out.write('\n<document/unused> a bdg:Document ; skos:prefLabel "Không ai dùng"@vi .\n')
    spared, rules = compared(data)
    assert spared == ALL
    assert rules > {"checks/document-never-used", "checks/same-document-twice"}


def test_an_unsuspected_plan_that_another_names(data: Path) -> None:
    with (data / "plans" / "quang-binh-again" / "plan.ttl").open("a", encoding="utf-8") as out:
        out.write(
            "\n<plan/quang-binh-again/task/99> a bdg:Task ; bdg:inPlan <plan/quang-binh-again> ;"
            " bdg:partOf <plan/ninh-binh-2021-2025/objective/4> .\n"
        )
    spared, rules = compared(data)
    assert spared == ALL - {"quang-binh-again"}
    assert "checks/part-of-another-plan" in rules


def test_an_unsuspected_plan_of_which_reference_data_speak(data: Path) -> None:
    with (data / "reference" / "more.ttl").open("w", encoding="utf-8") as out:
        out.write(f"<{ID}plan/quang-binh-2022/task/1> a <{ID}x> .\n")
    spared, _rules = compared(data)
    assert "ninh-binh-2021-2025" in spared


def test_nothing_is_unsuspected_beside_data_that_were_not_looked_at(data: Path) -> None:
    """A file that all plans rest on, and that the shapes do not know."""
    shutil.copytree(paths.data() / "plans" / "thanh-hoa-2020", data / "plans" / "thanh-hoa-2020")
    with (data / "plans" / "thanh-hoa-2020" / "plan.ttl").open("a", encoding="utf-8") as out:
        out.write('\n<agency/quang-binh/so-y-te> skos:altLabel "Sở Y tế"@vi .\n')
    spared, _rules = compared(data)
    assert spared == ALL
