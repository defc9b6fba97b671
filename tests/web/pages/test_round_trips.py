"""How often pages ask: before a store that is far away each question is a round trip, so names are read together."""

import pyoxigraph as ox
import pytest

from bdg_graph import library, questions
from bdg_graph.dataset import Dataset
from bdg_graph.engines import Engine, Rows, engine
from bdg_graph.web.pages.graph import Graph


class Counting(Engine):
    """Counts what it is asked."""

    def __init__(self, inner: Engine) -> None:
        super().__init__(inner.dataset)
        self.inner, self.asked = inner, 0

    def query(self, sparql: str) -> Rows | bool | list[ox.Triple]:
        self.asked += 1
        return self.inner.query(sparql)


@pytest.fixture
def counting(project: Dataset) -> Counting:
    return Counting(engine("oxigraph", project))


def test_names_of_an_answer_are_read_together(counting: Counting) -> None:
    graph = Graph(counting)
    places = [place for (place,) in graph.select("SELECT ?place WHERE { ?place a bdg:Place }").rows if place]
    names = {place.value: graph.name(place.value) for place in places}
    assert len(names) > 60
    assert counting.asked <= 3
    alone = Graph(engine("oxigraph", counting.dataset))
    assert names == {iri: alone.name(iri) for iri in names}


def test_an_answer_of_the_library_asks_for_all_names_at_once(counting: Counting) -> None:
    """The value that is given, the rows, the plans of the denominator, and the names and quotations."""
    answer = library.ask(counting, questions.find("leads/metric-leads"), {"metric": ["sex-ratio-at-birth"]})
    assert len(answer.labels) > 20
    assert counting.asked == 4
