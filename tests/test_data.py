"""Every encoded plan: canonical, every quotation in place, and the counts that its source.toml promises."""

import hashlib
import tomllib
from pathlib import Path

import pytest
from rdflib import DCTERMS, RDF, Graph, URIRef

from bdg_graph import canonical, paths
from bdg_graph.dataset import Dataset
from bdg_graph.engines import Engine
from bdg_graph.questions import with_prefixes
from bdg_graph.reading.text import clean
from bdg_graph.terms import BDG, ID, OA

FOLDERS = sorted(paths.data().glob("plans/*"))
PLANS = [folder for folder in FOLDERS if (folder / "source.txt").is_file()]
NOT_AT_HAND = [folder for folder in FOLDERS if folder not in PLANS]
FILES = sorted(paths.data().rglob("*.ttl"))

# What a careful reading by hand found, plan by plan (objectives, general ones, indicators, targets). Not a judgement.
COUNTED = {
    "ninh-binh-2021-2025": (7, 1, 20, 22),
    "ha-nam-2013-2015": (0, 0, 0, 0),
    "thanh-hoa-2020": (1, 1, 7, 12),
    "quang-binh-2022": (0, 0, 0, 0),
    "ha-nam-2018-chi-thi-21": (0, 0, 0, 0),
}

COUNTS = {
    "objectives": "?x a bdg:Objective",
    "general_objectives": "?x a bdg:Objective ; bdg:general true",
    "indicators": "?x a bdg:Indicator",
    "targets": "?x a bdg:Target",
    "duties": "?r a bdg:Responsibility ; bdg:number ?x",
    "tasks": "?x a bdg:Task",
    "models": "?x a bdg:Task ; bdg:taskKind kind:model",
    "cited_documents": "?c a bdg:Citation ; bdg:document ?x",
    "numbered_documents": "?c a bdg:Citation ; bdg:document ?x ; bdg:citedNumber ?n",
    "reporting_duties": "?x a bdg:ReportingDuty",
    "funding": "?x a bdg:Funding",
    "campaigns": "?x a bdg:Campaign",
    "addressees": "?x a bdg:Addressee",
    "signatories": "?x a bdg:Signatory",
}


def by_name(path: Path) -> str:
    return path.stem if path.is_file() else path.name


@pytest.mark.parametrize("path", FILES, ids=lambda p: "/".join(p.parts[-2:]))
def test_file_is_canonical(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text == canonical.canonical(path, text)


@pytest.mark.parametrize("folder", PLANS, ids=by_name)
def test_source_is_what_the_reader_makes_of_the_original(folder: Path) -> None:
    about = tomllib.loads((folder / "source.toml").read_text("utf-8"))
    original = (folder / about["original"]).read_bytes()
    assert hashlib.sha256(original).hexdigest() == about["sha256"]
    assert about["id"] == folder.name
    assert clean(original.decode("utf-8")) == (folder / "source.txt").read_text("utf-8")


@pytest.mark.parametrize("folder", PLANS, ids=by_name)
def test_every_passage_says_what_the_source_says_there(folder: Path) -> None:
    source = (folder / "source.txt").read_text("utf-8")
    graph = Graph().parse(folder / "plan.ttl", publicID=ID)
    passages = list(graph.subjects(RDF.type, URIRef(BDG.Passage)))
    assert passages
    for passage in passages:
        start, end = (int(str(graph.value(passage, URIRef(term)))) for term in (OA.start, OA.end))
        assert source[start:end] == str(graph.value(passage, URIRef(OA.exact)))
        assert str(passage) == f"{ID}plan/{folder.name}/source#char={start},{end}"


@pytest.mark.parametrize("folder", PLANS, ids=by_name)
def test_counts(folder: Path, oxigraph: Engine) -> None:
    expected = tomllib.loads((folder / "source.toml").read_text("utf-8"))["expected"]
    counted = {name: count(oxigraph, folder.name, pattern) for name, pattern in COUNTS.items()}
    counted["agency_sections"] = len(sections(oxigraph, folder.name))
    assert counted == expected
    first_rows = tuple(expected[name] for name in ("objectives", "general_objectives", "indicators", "targets"))
    assert first_rows == COUNTED[folder.name]


def count(engine: Engine, plan: str, pattern: str) -> int:
    rows = engine.select(
        with_prefixes(f"SELECT DISTINCT ?x WHERE {{ GRAPH <{ID}plan/{plan}> {{ {pattern} }} }}"),
    )
    return len(rows.rows)


def sections(engine: Engine, plan: str) -> set[str]:
    """The agency sections of a plan: "5" of the duties "5.1" and "5.2"."""
    pattern = "?r a bdg:Responsibility ; bdg:number ?x"
    rows = engine.select(with_prefixes(f"SELECT ?x WHERE {{ GRAPH <{ID}plan/{plan}> {{ {pattern} }} }}"))
    return {row[0].value.rsplit(".", 1)[0] for row in rows.rows if row[0] is not None}


def test_every_plan_folder_is_loaded(project: Dataset) -> None:
    loaded = {part.path.parent.name for part in project.parts if part.path.name == "plan.ttl"}
    assert loaded == {folder.name for folder in FOLDERS}


@pytest.mark.parametrize("folder", NOT_AT_HAND, ids=by_name)
def test_what_has_no_text_says_so_and_quotes_nothing(folder: Path, oxigraph: Engine) -> None:
    about = tomllib.loads((folder / "source.toml").read_text("utf-8"))
    assert (about["id"], about["at_hand"]) == (folder.name, False)
    assert {name: count(oxigraph, folder.name, COUNTS[name]) for name in about["expected"]} == about["expected"]
    graph = Graph().parse(folder / "plan.ttl", publicID=ID)
    quoted = [s for term in (BDG.evidence, BDG.text, BDG.source) for s in graph.subjects(URIRef(term))]
    assert quoted == []
    for subject in set(graph.subjects()):
        assert [str(o) for o in graph.objects(subject, DCTERMS.source)] != []
        assert len(list(graph.objects(subject, URIRef(BDG.confidence)))) == 1
