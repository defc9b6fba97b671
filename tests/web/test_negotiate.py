"""Formats by suffix, name and Accept."""

import pytest

from bdg_graph.web import negotiate
from bdg_graph.web.negotiate import GRAPH, ROWS, NotOffered, choose, compressed


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        (None, "application/sparql-results+json"),
        ("", "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("text/csv;q=0.1, application/sparql-results+xml;q=0.9", "application/sparql-results+xml"),
        ("text/*", "text/xml"),
        ("text/*;q=0.5, text/csv", "text/csv"),
        ("TEXT/CSV", "text/csv"),
        ("application/json", "application/json"),
        ("*/*;q=0.1, text/csv;q=0", "application/sparql-results+json"),
        ("application/sparql-results+json;q=0, */*;q=0.2", "application/json"),
        ("text/csv; q=x, text/tab-separated-values;q=0.1", "text/tab-separated-values"),
        ("nonsense, text/csv", "text/csv"),
        ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "application/xml"),
    ],
)
def test_accept(accept: str | None, media_type: str) -> None:
    assert choose(ROWS, accept).media_type == media_type


@pytest.mark.parametrize("accept", ["image/png", "text/turtle", "text/csv;q=0", "*/*;q=0"])
def test_nothing_that_is_offered(accept: str) -> None:
    with pytest.raises(NotOffered):
        choose(ROWS, accept)


def test_suffix_before_name_before_accept() -> None:
    assert choose(GRAPH, "application/rdf+xml", "nt", "jsonld").media_type == "application/ld+json"
    assert choose(GRAPH, "application/rdf+xml", "nt").media_type == "application/n-triples"
    assert choose(GRAPH, "application/rdf+xml", "text/turtle").media_type == "text/turtle"
    with pytest.raises(NotOffered):
        choose(GRAPH, "*/*", "docx")


def test_texts_say_their_charset() -> None:
    assert choose((negotiate.CSV,), None).content_type == "text/csv; charset=utf-8"
    assert choose((negotiate.JSON,), None).content_type == "application/sparql-results+json"


@pytest.mark.parametrize(
    ("asked", "encoding"),
    [(None, None), ("gzip", "gzip"), ("br, gzip;q=0.5", "gzip"), ("gzip;q=0", None), ("identity", None), ("*", "gzip")],
)
def test_compressed(asked: str | None, encoding: str | None) -> None:
    assert compressed(asked) == encoding
