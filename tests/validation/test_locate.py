"""The line of a subject and of its properties, in the layouts people write."""

import time

import pytest

from bdg_graph.validation.locate import Lines

TURTLE = '''@base <https://w3id.org/bdg/id/> .
@prefix bdg: <https://w3id.org/bdg/ontology#> .
PREFIX unit: <unit/>

# <plan/x/indicator/9> in a comment is no subject
<plan/x/indicator/4.1> a bdg:Indicator ;
    bdg:number "1" ;
    bdg:text """Hai dòng
<plan/x/indicator/9> bdg:number trong lời trích
""" ;
    bdg:leadNotStated true .

unit:percent
    a bdg:Unit ; bdg:maxValue 100.0 .
<https://w3id.org/bdg/id/plan/y> bdg:place <place/y>; bdg:note "bdg:issuer x"@vi .
'''
ID = "https://w3id.org/bdg/id/"
BDG = "https://w3id.org/bdg/ontology#"


@pytest.mark.parametrize(
    ("iri", "line"),
    [
        (ID + "plan/x/indicator/4.1", 6),
        (ID + "plan/x/indicator/9", None),
        (ID + "unit/percent", 13),
        (ID + "plan/y", 15),
    ],
)
def test_subject(iri: str, line: int | None) -> None:
    assert Lines(TURTLE).subject(iri) == line


@pytest.mark.parametrize(
    ("iri", "predicate", "line"),
    [
        (ID + "plan/x/indicator/4.1", "http://www.w3.org/1999/02/22-rdf-syntax-ns#type", 6),
        (ID + "plan/x/indicator/4.1", BDG + "number", 7),
        (ID + "plan/x/indicator/4.1", BDG + "leadNotStated", 11),
        (ID + "plan/x/indicator/4.1", BDG + "metric", 6),
        (ID + "unit/percent", BDG + "maxValue", 14),
        (ID + "plan/y", BDG + "note", 15),
        (ID + "plan/y", BDG + "issuer", 15),
        (ID + "plan/z", BDG + "issuer", None),
    ],
)
def test_predicate(iri: str, predicate: str, line: int | None) -> None:
    assert Lines(TURTLE).predicate(iri, predicate) == line


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("@base <https://w3id.org/bdg/id/> .\n<plan/a> a <x:B> .  <plan/y> a <x:C> .\n", 2),
        ("<x:a> <x:b> 'c' .\n{ <https://w3id.org/bdg/id/plan/y> a <x:C> }\n", 2),
        ('<x:a> <x:b> " . <plan/y> a" .\n# . <plan/y> a\n', None),
    ],
)
def test_a_subject_within_a_line(text: str, line: int | None) -> None:
    assert Lines(text).subject(ID + "plan/y") == line


@pytest.mark.parametrize("suffix", [".ttl", ".rdf"])
def test_many_unknown_nodes_take_no_longer_each(suffix: str) -> None:
    """A look through all lines for each would take minutes."""
    lines = Lines("".join(f'<x:{n}> <x:a> "<x:b>" .\n' for n in range(20_000)), suffix)
    start = time.process_time()
    assert {lines.predicate(f"y:{n}", "x:c") for n in range(20_000)} == {None}
    assert time.process_time() - start < 10
