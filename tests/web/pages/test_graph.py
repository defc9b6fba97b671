"""What points to a thing is the same, whether all of it is read together or each property is asked for."""

import pytest

from bdg_graph.engines import Engine
from bdg_graph.terms import BDG, ID, OA
from bdg_graph.web.pages import graph
from bdg_graph.web.pages.graph import Graph

THINGS = ("role/lead", "place/ninh-binh", "plan/ninh-binh-2021-2025", "topic/action-month", "metric/nobody-has-this")


@pytest.mark.parametrize("path", THINGS)
def test_what_points_to_a_thing(path: str, oxigraph: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Few are read together; of many each property is asked for by itself."""
    few, many, iri = Graph(oxigraph), Graph(oxigraph), ID + path
    monkeypatch.setattr(graph, "READ_WHOLE", 10_000)
    counts = few.incoming(iri)
    monkeypatch.setattr(graph, "READ_WHOLE", 0)
    assert many.incoming(iri) == counts
    assert OA.hasSource not in dict(counts)
    for predicate, n in counts:
        assert few.pointing(iri, predicate, 1000) == many.pointing(iri, predicate, 1000)
        assert len(few.pointing(iri, predicate, 1000)) == min(n, 1000)
    assert few.some_pointing(iri, counts, 3) == many.some_pointing(iri, counts, 3)


def test_of_very_many_any_are_shown(oxigraph: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """To put thousands in order only to show the first twelve takes longer than all else on a page."""
    monkeypatch.setattr(graph, "READ_WHOLE", 0)
    monkeypatch.setattr(graph, "IN_ORDER", 0)
    asked, lead = Graph(oxigraph), ID + "role/lead"
    shown = asked.some_pointing(lead, asked.incoming(lead), 5)[BDG.role]
    assert len(shown) == 5
    assert shown == sorted(shown)
    assert set(shown) <= set(asked.pointing(lead, BDG.role, 1000))


def test_a_term_of_the_ontology_is_read_once(oxigraph: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Graph(oxigraph)
    assert asked.definition(BDG.Target)["en"]
    queries: list[str] = []
    monkeypatch.setattr(oxigraph, "query", lambda sparql: queries.append(sparql))
    assert asked.thing(BDG.Target).is_a("http://www.w3.org/2002/07/owl#Class")
    assert asked.name(BDG.leadAgency)
    assert asked.definition(ID + "place/ninh-binh") == {}
    assert queries == []
