"""The W3C tests: of the features that our shapes use, the compiled evaluation says what pySHACL says, or leaves the
shape to it; our reference path passes what pySHACL passes. Without the suite beside the checkout, or in the folder that
BDG_CONFORMANCE names, they are skipped."""

import logging
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib
from rdflib.namespace import SH

from bdg_graph import paths
from bdg_graph.validation import reference
from bdg_graph.validation.compiled import Engine
from bdg_graph.validation.graph import Facts, Triple
from tests.validation.test_equality import key

CONFORMANCE = os.environ.get("BDG_CONFORMANCE")
BESIDE = paths.project().parent / "shared" / "conformance"
SUITE = Path(CONFORMANCE or BESIDE) / "suites" / "data-shapes" / "tests" / "core"
FOLDERS = ("node", "path", "property", "targets", "misc")
FILES = [f for folder in FOLDERS for f in sorted((SUITE / folder).glob("*.ttl")) if f.name != "manifest.ttl"]
TEST = "http://www.w3.org/ns/shacl-test#"
BEYOND = ("and", "closed", "equals", "hasValue", "node-", "not", "or-", "qualified", "xone")
"""What our shapes do not use; these files may be left to pySHACL."""
UNUSUAL = {
    "minInclusive-002", "minInclusive-003", "path-complex-001", "datatype-003", "datatype-ill-formed", "lessThan-002",
    "property-001", "uniqueLang-002", "uniqueLang-002-shapes",
}  # fmt: skip
"""Left to pySHACL too: date-times, xsd:byte, an order of number and text, shapes three deep, sh:uniqueLang "1"."""


def graph(base: Path, iri: str) -> list[Triple]:
    """The triples of the file that a test names; "" is the test's own."""
    file = Path(iri.removeprefix("file://")) if iri else base
    return [
        (q.subject, q.predicate, q.object)
        for q in ox.parse(path=str(file), format=ox.RdfFormat.TURTLE, base_iri=base.as_uri())
    ]


def test_the_suite_is_there_or_this_says_so() -> None:
    if not FILES:
        pytest.skip(f"the W3C SHACL suite is not at {SUITE}; put it there to run its tests")


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_same_results_as_pyshacl(file: Path) -> None:
    logging.getLogger("pyshacl").setLevel(logging.CRITICAL)
    own = graph(file, "")
    named = {p.value: o.value for _s, p, o in own if p.value in (f"{TEST}dataGraph", f"{TEST}shapesGraph")}
    data = graph(file, named.get(f"{TEST}dataGraph", ""))
    shapes = graph(file, named.get(f"{TEST}shapesGraph", ""))
    facts, rules = Facts(data), Facts(shapes)
    try:
        theirs = Counter(key(result) for result in reference.results(facts, rules))
    except Exception:  # the suite has shapes on which a validator must fail, and pySHACL fails in many ways
        pytest.skip("pySHACL reports a failure, as the suite wants")
    outcome = Engine(rules).evaluate(facts)
    if outcome.left:
        assert file.stem.startswith(BEYOND) or file.stem in UNUSUAL, outcome.left
        return
    assert Counter(map(key, outcome.results)) == theirs


def run(engine: str) -> dict[str, tuple[int, int]]:
    """How many tests pass in full, of how many, by group, through the runner that BDG_CONFORMANCE names."""
    runner = Path(str(CONFORMANCE)) / "shacl_runner.py"
    command = [sys.executable, str(runner), "--engine", engine, "--tests", str(SUITE.parent)]
    environment = {**os.environ, "PYTHONPATH": str(paths.project())}
    told = subprocess.run(command, capture_output=True, text=True, timeout=600, env=environment).stdout
    scores = {group: (int(full), int(of)) for group, full, of in re.findall(r"(\w+) +full (\d+)/(\d+)", told)}
    assert set(scores) == {"core", "sparql"}, told
    return scores


@pytest.mark.skipif(not CONFORMANCE, reason="BDG_CONFORMANCE does not name the folder of the W3C runners")
def test_the_reference_path_is_no_worse_than_pyshacl_alone() -> None:
    ours, theirs = run("python:tests.validation.shacl_path:validate"), run("pyshacl")
    assert {group: of for group, (_full, of) in ours.items()} == {"core": 98, "sparql": 23}
    assert all(ours[group] >= theirs[group] for group in theirs), (ours, theirs)


def test_messages_keep_their_language_and_take_any_value() -> None:
    shapes = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix owl: <http://www.w3.org/2002/07/owl#> .
        <x:s> a sh:NodeShape ; sh:targetNode <x:n> ; sh:sparql <x:q> .
        <x:q> sh:prefixes <x:a> ; sh:message "{$this} có {?value}, {?other}, {?none}"@vi ;
            sh:select "SELECT $this ?value (?value AS ?other) WHERE { $this ex:p ?value }" .
        <x:a> owl:imports <x:b> . <x:b> sh:declare [ sh:prefix "ex" ; sh:namespace "x:" ] ."""
    given = [
        [(q.subject, q.predicate, q.object) for q in ox.parse(text, format=ox.RdfFormat.TURTLE)]
        for text in (r'<x:n> <x:p> "a\\1{b" .', shapes)
    ]
    before = rdflib.NORMALIZE_LITERALS
    rdflib.NORMALIZE_LITERALS = False
    try:
        told = reference.report(given[0], given[1])
        assert not rdflib.NORMALIZE_LITERALS
    finally:
        rdflib.NORMALIZE_LITERALS = before
    said = [str(m) + f"@{m.language}" for m in told.objects(None, SH.resultMessage) if isinstance(m, rdflib.Literal)]
    assert said == ["x:n có a\\1{b, a\\1{b, {?none}@vi"]
    assert list(told.objects(None, SH.sourceConstraint)) == [rdflib.URIRef("x:q")]
    (result,) = reference.results(given[0], given[1])
    assert result.bound == (("other", ox.Literal("a\\1{b")),)
