"""A plan whose text is not at hand: told as such, held to sources and confidences, to passages once it is there."""

import shutil
from pathlib import Path

import pytest

from bdg_graph import paths, validation

STRATEGY = paths.data() / "plans" / "viet-nam-2021-2030"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / STRATEGY.name
    shutil.copytree(STRATEGY, copy)
    return copy


def found(folder: Path) -> set[tuple[str, str]]:
    return {(finding.severity, finding.rule) for finding in validation.validate_dataset([folder])}


def test_it_is_told_and_nothing_else(folder: Path) -> None:
    assert found(folder) == {("info", "source-not-at-hand")}


def test_without_saying_so_a_source_is_missing(folder: Path) -> None:
    (folder / "source.toml").write_text('id = "viet-nam-2021-2030"\n', "utf-8")
    assert {("violation", "source-missing"), ("violation", "source-toml")} <= found(folder)


@pytest.mark.parametrize(
    ("dropped", "rules"),
    [
        ('    dcterms:source "news.gov.vn 06/03/2021" ;\n', {"strategy-source", "confidence-source"}),
        ("    bdg:confidence confidence:one-page ;\n", {"strategy-confidence"}),
    ],
)
def test_a_fact_without_source_or_confidence(folder: Path, dropped: str, rules: set[str]) -> None:
    plan = folder / "plan.ttl"
    text = plan.read_text("utf-8")
    assert dropped in text
    plan.write_text(text.replace(dropped, ""), "utf-8")
    assert found(folder) == {("violation", rule) for rule in rules} | {("info", "source-not-at-hand")}


def test_once_the_text_is_there_passages_are_asked_for(folder: Path) -> None:
    plan = folder / "plan.ttl"
    source = "<plan/viet-nam-2021-2030/source>"
    text = plan.read_text("utf-8").replace(" a bdg:Strategy ;", f" a bdg:Strategy ;\n    bdg:source {source} ;", 1)
    plan.write_text(f"{text}\n{source} a bdg:Source ; bdg:inPlan <plan/viet-nam-2021-2030> .\n", "utf-8")
    wanted = {"plan-evidence", "part-evidence", "part-text", "indicator-lead-missing"}
    assert {("violation", rule) for rule in wanted} <= found(folder)
