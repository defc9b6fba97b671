"""Every format says the same; hostile files are refused with a sentence before a parser sees them."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pyoxigraph as ox
import pytest

from bdg_graph import paths
from bdg_graph.terms import ID, PREFIXES
from bdg_graph.validation import Finding, judge, material, validate_dataset
from tests.validation.mutations import mutate
from tests.validation.test_mutations import original

PLAN = "thanh-hoa-2020"
FORMS = {
    ".ttl": ox.RdfFormat.TURTLE,
    ".nt": ox.RdfFormat.N_TRIPLES,
    ".nq": ox.RdfFormat.N_QUADS,
    ".trig": ox.RdfFormat.TRIG,
    ".rdf": ox.RdfFormat.RDF_XML,
    ".jsonld": ox.RdfFormat.JSON_LD,
}


def mutant() -> bytes:
    fault = mutate("swapped unit", original(PLAN), seed=1)
    assert fault
    return fault.text.text().encode()


def judged(file: Path) -> list[Finding]:
    return [f for f in judge(material.gather([file])) if f.severity == "violation"]


@pytest.mark.parametrize("suffix", FORMS)
def test_every_format_has_the_same_findings_and_a_line(suffix: str, tmp_path: Path) -> None:
    triples = [q.triple for q in ox.parse(mutant(), format=ox.RdfFormat.TURTLE, base_iri=ID)]
    file = tmp_path / f"x{suffix}"
    prefixes = PREFIXES if suffix != ".nt" else None
    file.write_bytes(ox.serialize(triples, format=FORMS[suffix], prefixes=prefixes) or b"")
    (finding,) = judged(file)
    assert finding.rule == "target-unit-expected"
    assert finding.line is not None
    about = finding.focus.removeprefix(ID) if suffix == ".ttl" else finding.focus
    assert finding.subject_line is not None
    near = file.read_text("utf-8").splitlines()[finding.subject_line - 1]
    assert about.rsplit("/", 1)[-1] in near


def test_a_folder_of_files_and_folders(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "a" / "b" / "x.ttl").write_bytes(mutant())
    (tmp_path / "y.ttl").write_text("<x:s> <x:p> .\n")
    found = validate_dataset([tmp_path])
    assert {f.rule for f in found if f.severity == "violation"} == {"target-unit-expected", "syntax"}


def test_standard_input() -> None:
    bdg = Path(sys.executable).with_name("bdg")
    done = subprocess.run([bdg, "validate", "-", "--format", "json"], input=mutant(), capture_output=True, check=False)
    assert done.returncode == 1
    told = json.loads(done.stdout)
    assert [f["rule"] for f in told["findings"] if f["severity"] == "violation"] == ["target-unit-expected"]
    assert told["findings"][0]["file"] == "<stdin>"


def test_many_plans_in_processes_say_the_same_as_one_graph(tmp_path: Path) -> None:
    for i in range(13):
        name = f"plan-{i}"
        (tmp_path / f"{name}.ttl").write_bytes(mutant().replace(PLAN.encode(), name.encode()))
    many = validate_dataset([tmp_path])
    one = judge(material.gather([tmp_path]))
    assert [(f.rule, f.file, f.line, f.focus) for f in many] == [(f.rule, f.file, f.line, f.focus) for f in one]
    assert sum(f.rule == "target-unit-expected" for f in many) == 13


def test_all_data_in_processes_say_the_same_as_one_graph() -> None:
    from bdg_graph.validation import many

    plans, others = material.split([paths.data()])
    found = many.judge(plans, others, print, processes=2)
    one = judge(material.gather([paths.data()]))
    assert sorted((f.rule, f.place) for f in found) == sorted((f.rule, f.place) for f in one)


HOSTILE = {
    "entities.rdf": (b'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "b">]><rdf:RDF/>', "DOCTYPE"),
    "entities16.rdf": ('<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE r []><r/>'.encode("utf-16"), "DOCTYPE"),
    "remote.jsonld": (b'{"@context": "https://evil.example/c.jsonld", "@id": "x:y"}', "is not fetched"),
    "inner.jsonld": (b'{"@graph": [{"@context": ["file:///etc/passwd"], "@id": "x:y"}]}', "is not fetched"),
    "import.jsonld": (b'{"@context": {"@import": "https://evil.example/c"}, "@id": "x:y"}', "is not fetched"),
    "deep.jsonld": (b"[" * 5000 + b"]" * 5000, "nested more than"),
    "deep.rdf": (b"<a>" * 300, "nested more than"),
    "terms.ttl": (
        b"<< << << <x:s> <x:p> <x:o> >> <x:p> <x:o> >> <x:p> <x:o> >> <x:p> <x:o> .",
        "triples inside triples",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file(name: str, tmp_path: Path) -> None:
    content, words = HOSTILE[name]
    (tmp_path / name).write_bytes(content)
    (finding,) = validate_dataset([tmp_path / name])
    assert finding.rule == "unsafe-file"
    assert words in finding.message.en


def test_the_projects_own_context_needs_no_network(tmp_path: Path) -> None:
    told = {
        "@context": "https://w3id.org/bdg/ontology/context.jsonld",
        "@id": f"{ID}plan/x",
        "@type": "https://x.example/T",
    }
    (tmp_path / "x.jsonld").write_text(json.dumps(told))
    assert [f for f in validate_dataset([tmp_path / "x.jsonld"]) if f.rule in ("unsafe-file", "syntax")] == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("empty.ttl", b""),
        ("prefixes.ttl", b"@prefix bdg: <https://w3id.org/bdg/ontology#> .\n# nothing yet\n"),
        ("empty.jsonld", b"{}"),
        ("empty.nq", b"\n"),
    ],
)
def test_a_file_that_states_nothing_is_told(name: str, content: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    (finding,) = validate_dataset([tmp_path / name])
    assert (finding.rule, finding.severity, finding.file) == ("nothing-stated", "warning", tmp_path / name)


def test_imports_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "x.ttl").write_text(
        "<https://w3id.org/bdg/id/x> <http://www.w3.org/2002/07/owl#imports> <http://localhost:9/> .\n"
    )
    assert "owl-imports" in {f.rule for f in validate_dataset([tmp_path / "x.ttl"])}


def test_a_hundred_thousand_errors_are_counted_not_printed(tmp_path: Path) -> None:
    from bdg_graph.validation import known_rules, report

    file = tmp_path / "x.nt"
    file.write_text("".join(f"<x:{i}> <x:p> <x:o> .\n" for i in range(100_000)))
    found = validate_dataset([file])
    assert len(found) == 100_000
    out = io.StringIO(report.to_text(found, known_rules(checks=False), "en", 20))
    assert len(out.getvalue()) < 5000
    assert "99980 more places" in out.getvalue()
