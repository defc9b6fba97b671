"""The contract of engines: every question of the library has the same rows on each."""

from collections.abc import Callable

import pytest

from bdg_graph import dataset, library, questions
from bdg_graph.dataset import Dataset
from bdg_graph.engines import Engine, Rows
from tests.engines.stores import Store

QUESTIONS = questions.ids()


@pytest.fixture(params=["disk", "oxigraph", "virtuoso"], scope="module")
def other(request: pytest.FixtureRequest, engine_of: Callable[[str], Engine]) -> tuple[str, Engine]:
    return request.param, engine_of(request.param)


def test_same_version_and_content(other: tuple[str, Engine], project: Dataset) -> None:
    name, engine = other
    assert engine.dataset.version == project.version
    if name == "disk":
        assert dataset.digest(engine.dataset.store) == dataset.digest(project.store)


ASKED = [
    (question_id, values)
    for question_id in QUESTIONS
    for values in sorted({(), tuple(questions.read(question_id).example.items())})
]


@pytest.mark.parametrize(("question_id", "values"), ASKED)
def test_same_rows(
    question_id: str,
    values: tuple[tuple[str, str], ...],
    other: tuple[str, Engine],
    engine_of: Callable[[str], Engine],
) -> None:
    """With the blanks of its example, and with its defaults alone."""
    _, engine = other
    question, given = questions.read(question_id), {name: [value] for name, value in values}
    expected = library.ask(engine_of("memory"), question, given)
    answer = library.ask(engine, question, given)
    assert answer.rows == expected.rows
    assert (answer.share, answer.labels, answer.passages) == (expected.share, expected.labels, expected.passages)
    assert answer.version == expected.version


def test_forms(other: tuple[str, Engine]) -> None:
    _, engine = other
    assert engine.query("ASK { ?s a <https://w3id.org/bdg/ontology#Plan> }") is True
    assert engine.query("ASK { ?s a <x:nothing> }") is False
    triples = engine.query("CONSTRUCT { <x:s> <x:p> ?p } WHERE { ?p a <https://w3id.org/bdg/ontology#Plan> }")
    assert isinstance(triples, list)
    rows = engine.query("SELECT ?p WHERE { ?p a <https://w3id.org/bdg/ontology#Plan> }")
    assert isinstance(rows, Rows)
    assert len(triples) == len(rows.rows)


def test_two_ways_to_send(stores: Callable[[str], Store], project: Dataset) -> None:
    """Sent again by SPARQL Update, the store holds the same."""
    from bdg_graph.engines.remote import Access, Remote
    from bdg_graph.engines.sending import send

    store = stores("oxigraph")
    count = "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } }"
    before = Remote(Access(store.query)).select(count)
    send(project, Access(store.query.replace("/query", "/update")), "update")
    assert Remote(Access(store.query)).select(count) == before
