"""What pages ask of workers is what the engine itself answers."""

import pytest
from pyoxigraph import Triple

from bdg_graph import dataset
from bdg_graph.dataset import Dataset
from bdg_graph.engines.oxigraph import Oxigraph
from bdg_graph.engines.sandboxed import Sandboxed
from bdg_graph.errors import BadQuery
from bdg_graph.sandbox.packets import Limits
from bdg_graph.sandbox.worker import Output
from bdg_graph.web import tasks

TERMS = """SELECT ?term ?none WHERE { VALUES ?term {
  <https://w3id.org/bdg/id/plan/thanh-hoa-2020> "chữ" "chữ"@vi
  "01"^^<http://www.w3.org/2001/XMLSchema#integer> 1.50 true
  "2025"^^<http://www.w3.org/2001/XMLSchema#gYear> "hai\\ndòng\\t\\"và\\"" UNDEF } }"""


@pytest.fixture(scope="module")
def loaded() -> Dataset:
    return dataset.load()


def _sandboxed(loaded: Dataset) -> Sandboxed:
    state = tasks.State(Oxigraph(loaded), union=True, about={})

    def ask(text: str) -> bytes:
        out = Output(Limits())
        tasks.rows(state, {"text": text}, out)
        return out.body().read()

    return Sandboxed(ask, loaded.version)


@pytest.mark.parametrize(
    "sparql",
    [
        TERMS,
        "SELECT * WHERE { ?s ?p ?o } ORDER BY ?s ?p ?o LIMIT 500",
        "SELECT ?s WHERE { ?s <urn:nothing> ?o }",
        "ASK { ?s ?p ?o }",
        "ASK { ?s <urn:nothing> ?o }",
    ],
)
def test_rows_and_truths(loaded: Dataset, sparql: str) -> None:
    assert _sandboxed(loaded).query(sparql) == Oxigraph(loaded).query(sparql)


def test_triples(loaded: Dataset) -> None:
    asked = "CONSTRUCT {{ ?s ?p ?o }} WHERE {{ VALUES ?p {{ {} }} ?s ?p ?o }}"
    some, none = asked.format("<https://w3id.org/bdg/ontology#dueYear>"), asked.format("<urn:nothing>")
    triples = _sandboxed(loaded).query(some)
    assert isinstance(triples, list)
    assert all(isinstance(triple, Triple) for triple in triples)
    assert sorted(map(str, triples)) == sorted(map(str, Oxigraph(loaded).query(some)))  # type: ignore[arg-type] # a list
    assert triples
    assert _sandboxed(loaded).query(none) == []


def test_what_is_no_query(loaded: Dataset) -> None:
    with pytest.raises(BadQuery):
        _sandboxed(loaded).query("SELECT ?s WHERE {")
