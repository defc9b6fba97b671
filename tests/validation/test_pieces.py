"""The integrity checks over many plans in pieces find what they find over all at once."""

import re
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pyoxigraph as ox
import pytest

from bdg_graph import paths
from bdg_graph.dataset import BrokenFile
from bdg_graph.terms import ID, PREFIXES
from bdg_graph.validation import examples, integrity, many, material, pieces, validate_dataset
from bdg_graph.validation.findings import Finding, in_order

CHECKS = [check.id for check in integrity.checks()]
ACROSS = {check.id for check in integrity.checks() if check.across}
HEAD = f"@base <{ID}> .\n" + "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with a plan that names much and reference data that describe some of it."""
    shutil.copytree(paths.data() / "plans" / "quang-binh-2022", tmp_path / "plans" / "quang-binh-2022")
    (tmp_path / "reference").mkdir()
    shutil.copy(paths.data() / "reference" / "documents.ttl", tmp_path / "reference")
    return tmp_path


def wrong(check: str, plan: str = "x-2026") -> list[ox.Quad]:
    """The wrong example of a check, about that plan."""
    text = examples.of(check).wrong.replace("plan/x-2026", f"plan/{plan}")
    return list(ox.parse(f"{HEAD}{text}".encode(), format=ox.RdfFormat.TRIG))


def add(data: Path, quads: list[ox.Quad]) -> None:
    """Writes each triple into the file of its graph; of the default graph into the file of the plan that it is of."""
    for quad in quads:
        at = quad.graph_name if isinstance(quad.graph_name, ox.NamedNode) else quad.subject
        plan = re.match(rf"<{ID}plan/([\w-]+)", str(at))
        file = data / "plans" / plan[1] / "plan.ttl" if plan else data / "reference" / "more.ttl"
        file.parent.mkdir(exist_ok=True)
        with file.open("a", encoding="utf-8") as out:
            out.write(f"\n{quad.triple} .\n")


def say(data: Path, plan: str, turtle: str) -> None:
    """Adds Turtle to the file of a plan, or to the reference data."""
    file = data / "plans" / plan / "plan.ttl" if plan else data / "reference" / "more.ttl"
    file.parent.mkdir(exist_ok=True)
    before = file.read_text("utf-8") if file.exists() else ""
    file.write_text(f"{before}\n{HEAD}{turtle}\n", "utf-8")


def found(data: Path, monkeypatch: pytest.MonkeyPatch, together: int = 1) -> set[str]:
    """The rules of the findings in pieces, with all plans and with the suspected ones, which are those of all at
    once."""
    monkeypatch.setattr(pieces, "TOGETHER", together)
    in_pieces, at_once = set(pieces.check([data], 1)), set(integrity.check([data]))
    assert in_pieces ^ at_once == set()
    examined = many.examine(*material.split([data]), integrity.checks(), print, 1)
    assert set(pieces.check([data], 1, examined)) ^ at_once == set()
    return {finding.rule for finding in in_pieces}


@pytest.mark.parametrize("check", CHECKS)
def test_the_wrong_example_of_each_check(check: str, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add(data, wrong(check))
    assert check in found(data, monkeypatch)


@pytest.mark.parametrize("together", [1, 2, 32])
def test_all_of_them_in_two_plans(together: int, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for plan in ("x-2026", "z-2026"):
        for check in CHECKS:
            add(data, wrong(check, plan))
    right_through_others = {"passage-used-by-nobody", "lead-without-duty", "relation-without-citation"}
    right_through_others |= {"concept-without-scheme"}
    assert {*CHECKS} - found(data, monkeypatch, together) == {f"checks/{name}" for name in right_through_others}


TWINS = 'bdg:documentNumber "12/KH-UBND" ; dcterms:issued "2026-01-05"^^xsd:date ; skos:prefLabel "Kế hoạch"@vi .'
SAME_LABEL = 'skos:inScheme <topic> ; skos:prefLabel "Thống kê"@vi .'
COMPARED: dict[str, list[tuple[str, str]]] = {
    "checks/same-document-twice": [(plan, f"<plan/{plan}> a bdg:Plan ; {TWINS}") for plan in ("x-2026", "y-2026")],
    "checks/same-label-in-scheme": [
        (plan, f"<plan/{plan}/task/1> a bdg:Task ; {SAME_LABEL}") for plan in ("x-2026", "y-2026")
    ],
    "checks/document-never-used": [
        ("", "document:a a bdg:Document . document:b a bdg:Document ."),
        ("x-2026", "<plan/x-2026/citation/1> a bdg:Citation ; bdg:document document:a ."),
    ],
    "checks/thing-not-described": [
        (plan, f"<plan/{plan}/task/1> a bdg:Task ; bdg:topic topic:no , <plan/{plan}/no> .")
        for plan in ("x-2026", "y-2026")
    ],
}
"""For each check that compares plans: two plans of which each is right alone, or only half of what is wrong."""


def test_checks_that_compare_plans_say_so() -> None:
    assert set(COMPARED) == ACROSS


@pytest.mark.parametrize("check", COMPARED)
def test_what_is_compared(check: str, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for plan, turtle in COMPARED[check]:
        say(data, plan, turtle)
    assert check in found(data, monkeypatch)
    silent = [replace(each, across=None) for each in integrity.checks()]
    monkeypatch.setattr(integrity, "checks", lambda: silent)
    assert in_order(pieces.check([data], 1)) != in_order(integrity.check([data]))


ENTWINED: dict[str, list[tuple[str, str]]] = {
    "a duty covers another plan's indicator, of which the passage is nobody's": [
        ("x-2026", "<plan/x-2026/responsibility/1> a bdg:Responsibility ; bdg:inPlan <plan/x-2026> ; "
                   "bdg:covers <plan/y-2026/indicator/1> ."),
        ("y-2026", "<plan/y-2026/indicator/1> a bdg:Indicator ; bdg:inPlan <plan/y-2026> ; "
                   "bdg:evidence <plan/z-2026/source#char=0,8> ."),
        ("z-2026", "<plan/z-2026/source#char=0,8> a bdg:Passage ."),
    ],
    "a plan describes an agency that another names": [
        ("x-2026", "<agency/x/so-y-te> a bdg:Agency ; bdg:agencyType agency-type:so-y-te ; bdg:place <place/no> ."),
        ("y-2026", "<plan/y-2026/responsibility/1> a bdg:Responsibility ; bdg:agency <agency/x/so-y-te> ."),
    ],
    "a plan describes an agency that the reference data describe": [
        ("", "<agency/x/so-y-te> a bdg:Agency ; bdg:agencyType agency-type:so-y-te ; bdg:place place:ninh-binh ."),
        ("x-2026", "<plan/x-2026/agency/1> a bdg:Agency ; bdg:agencyType agency-type:so-y-te ; "
                   "bdg:place place:ninh-binh ."),
    ],
    "a plan speaks of another": [
        ("x-2026", '<plan/y-2026/task/1> bdg:text "..."@vi ; bdg:inPlan <plan/y-2026> .'),
        ("y-2026", '<plan/y-2026/task/1> a bdg:Task ; bdg:inPlan <plan/y-2026> .'),
    ],
    "the reference data name a plan, which names another": [
        ("", "<change/1> bdg:instrument <plan/x-2026> ."),
        ("x-2026", "<plan/x-2026> a bdg:Plan ; bdg:partOf <plan/y-2026> ."),
        ("y-2026", "<plan/y-2026> a bdg:Plan . <plan/y-2026/source#char=0,8> a bdg:Passage ."),
    ],
    "the reference data name parts of a plan as their source, one of which is not there": [
        ("", "document:a a bdg:Document ; prov:wasDerivedFrom <plan/x-2026/citation/1> , <plan/x-2026/citation/2> ."),
        ("x-2026", "<plan/x-2026/citation/1> a bdg:Citation ; bdg:document document:a ."),
    ],
    "a blank node": [("x-2026", "[] a bdg:Task ; bdg:inPlan <plan/x-2026> ; bdg:topic topic:no .")],
    "a plan whose IRI begins like another's": [
        ("x-2026", "<plan/x-2026-2/task/1> a bdg:Task ; bdg:inPlan <plan/x-2026> ."),
        ("x-2026-2", "<plan/x-2026-2> a bdg:Plan ."),
    ],
}  # fmt: skip


@pytest.mark.parametrize("case", ENTWINED)
@pytest.mark.parametrize("together", [1, 32])
def test_plans_that_do_not_stand_alone(case: str, together: int, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for plan, turtle in ENTWINED[case]:
        say(data, plan, turtle)
    assert found(data, monkeypatch, together)


def test_nothing_goes_on_from_the_source_of_shared_data() -> None:
    """Whoever is named as a source still stands alone, as neither checks nor rules look there."""
    queries = [check.sparql for check in integrity.checks()]
    rules = [file.read_text("utf-8").split("WHERE", 1)[1] for file in (paths.ontology() / "rules").glob("*.rq")]
    assert not [text for text in queries + rules if "wasDerivedFrom" in text]


def test_the_same_in_processes(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for check in CHECKS:
        add(data, wrong(check))
    monkeypatch.setattr(pieces, "TOGETHER", 1)
    assert in_order(pieces.check([data], 2)) == in_order(pieces.check([data], 1))


def test_a_file_that_broke_meanwhile_is_told(data: Path) -> None:
    """A process says so, and nobody waits for it."""
    add(data, wrong("checks/own-partner"))
    (data / "plans" / "x-2026" / "plan.ttl").write_text("<plan/x-2026> a", "utf-8")
    with pytest.raises(BrokenFile, match=r"x-2026/plan.ttl.*nothing of it was loaded"):
        pieces.check([data], 2)


def test_many_plans_are_checked_in_pieces(data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The way of `bdg validate`: findings with their lines, as for a few plans."""
    add(data, wrong("checks/own-partner"))
    few = validate_dataset([data])
    check, called = pieces.check, tmp_path / "called.txt"  # by another process

    def noted(given: Sequence[Path], examined: many.Examined) -> list[Finding]:
        called.write_text(str([*given]), "utf-8")
        return check(given, examined=examined)

    monkeypatch.setattr("bdg_graph.validation.MANY", 2)
    monkeypatch.setattr(pieces, "check", noted)
    one_by_one = validate_dataset([data])
    assert called.read_text("utf-8") == str([data])
    assert [f for f in one_by_one if f.rule.startswith("checks/")] == [f for f in few if f.rule.startswith("checks/")]
    assert "checks/own-partner" in {f.rule for f in one_by_one}
