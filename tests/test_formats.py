"""Canonical Turtle: the whole text for small graphs, and that it says the same triples for any graph."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Graph, Literal, URIRef
from rdflib.compare import isomorphic

from bdg_graph.errors import BdgError
from bdg_graph.formats import canonical_turtle, natural_key
from bdg_graph.terms import BDG, ID, XSD

PLAN = """\
@base <https://w3id.org/bdg/id/> .
@prefix bdg: <https://w3id.org/bdg/ontology#> .
@prefix unit: <https://w3id.org/bdg/id/unit/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<plan/x> a bdg:Plan ;
    skos:prefLabel "Kế hoạch"@vi, "Plan"@en .

<plan/x/indicator/2> a bdg:Indicator ;
    bdg:inPlan <plan/x> .

<plan/x/indicator/2/target/1> a bdg:Target ;
    bdg:number "1" ;
    bdg:value 1.7 ;
    bdg:unit unit:times ;
    bdg:dueYear "2025"^^xsd:gYear .

<plan/x/indicator/10> a bdg:Indicator ;
    bdg:text "Một \\"hai\\""@vi ;
    bdg:leadNotStated true .
"""


def test_canonical_turtle_is_a_fixed_point() -> None:
    graph = Graph().parse(data=PLAN, format="turtle")
    assert canonical_turtle(graph) == PLAN


def test_blank_nodes_are_refused() -> None:
    graph = Graph().parse(data=f"<{ID}plan/x> <{BDG.note}> [] .", format="turtle")
    with pytest.raises(BdgError, match="no blank nodes"):
        canonical_turtle(graph)


def test_numbers_sort_as_numbers() -> None:
    assert sorted(["4.10", "4.2", "general", "4"], key=natural_key) == ["4", "4.2", "4.10", "general"]


IRIS = st.sampled_from(
    ["plan/x", "plan/x/task/1", "agency/a/b", "metric/m.", "document/28-nq", "plan/x/source#char=1,2"]
)
LITERALS = st.one_of(
    st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]) | st.sampled_from('"\\\n\t'), max_size=20).map(
        lambda text: Literal(text, lang="vi")
    ),
    st.decimals(allow_nan=False, allow_infinity=False, places=2).map(
        lambda d: Literal(format(d, "f"), datatype=URIRef(XSD.decimal), normalize=False)
    ),
    st.integers().map(lambda i: Literal(str(i), datatype=URIRef(XSD.integer))),
    st.dates().map(lambda d: Literal(d.isoformat(), datatype=URIRef(XSD.date))),
)


@given(st.lists(st.tuples(IRIS, st.sampled_from([BDG.text, BDG.note, BDG.value]), LITERALS), max_size=8))
def test_same_triples_and_stable(triples: list[tuple[str, str, Literal]]) -> None:
    graph = Graph()
    for subject, predicate, value in triples:
        graph.add((URIRef(ID + subject), URIRef(predicate), value))
    text = canonical_turtle(graph)
    again = Graph().parse(data=text, format="turtle")
    assert isomorphic(graph, again)
    assert canonical_turtle(again) == text
