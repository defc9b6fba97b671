"""Every IRI of the data answers in HTML and in four RDF serialisations that say the same."""

import pyoxigraph as ox
import pytest

from bdg_graph.engines import Engine
from bdg_graph.sandbox.worker import Output
from bdg_graph.terms import BDG, ID
from bdg_graph.web import tasks
from bdg_graph.web.answers import TRUSTED
from tests.web.pages.conftest import Get

FORMATS = {
    "text/turtle": ox.RdfFormat.TURTLE,
    "application/n-triples": ox.RdfFormat.N_TRIPLES,
    "application/ld+json": ox.RdfFormat.JSON_LD,
    "application/rdf+xml": ox.RdfFormat.RDF_XML,
}


@pytest.fixture(scope="module")
def iris(oxigraph: Engine) -> list[str]:
    """Every IRI of ours, as subject or object, without the fragment that browsers keep to themselves."""
    asked = "SELECT DISTINCT ?x WHERE { { ?x ?p ?o } UNION { ?s ?p ?x } FILTER(isIRI(?x)) }"
    found = {x.value for (x,) in oxigraph.select(asked).rows if x}
    return sorted(
        {iri.split("#")[0] for iri in found if iri.startswith(ID)}
        | {iri for iri in found if iri.startswith(BDG.namespace)}
    )


def test_every_iri_has_its_page(get: Get, iris: list[str]) -> None:
    assert len(iris) > 1000
    paths = {
        iri: iri.removeprefix(ID) if iri.startswith(ID) else "ontology/" + iri.removeprefix(BDG.namespace)
        for iri in iris
    }
    wrong = {iri: got.status for iri, path in paths.items() if (got := get(f"/vi/{path}")).status != 200}
    assert wrong == {}


def test_every_iri_says_the_same_in_every_serialisation(oxigraph: Engine, iris: list[str]) -> None:
    state = tasks.State(oxigraph, True, {})
    for iri in iris:
        if not iri.startswith(ID):
            continue
        said = []
        for media_type, form in FORMATS.items():
            out = Output(TRUSTED)
            tasks.thing(state, {"iri": iri, "format": media_type}, out)
            said.append({str(quad.triple) for quad in ox.parse(out.body().read(), format=form)})
        assert said[0] == said[1] == said[2] == said[3], iri
        assert said[0], iri
