"""Chooses the format of an answer: by suffix of the path, then `?format=`, then Accept with q-values and wildcards
(RFC 9110, 12.5.1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Format:
    """`name` is the suffix and the value of `?format=`; `aliases` are other media types it is given under when asked
    by them."""

    name: str
    media_type: str
    aliases: tuple[str, ...] = ()


JSON: Final = Format("json", "application/sparql-results+json", ("application/json",))
XML: Final = Format("xml", "application/sparql-results+xml", ("application/xml", "text/xml"))
CSV: Final = Format("csv", "text/csv")
TSV: Final = Format("tsv", "text/tab-separated-values")
TURTLE: Final = Format("ttl", "text/turtle", ("application/x-turtle",))
NTRIPLES: Final = Format("nt", "application/n-triples")
JSONLD: Final = Format("jsonld", "application/ld+json", ("application/json",))
RDFXML: Final = Format("rdf", "application/rdf+xml", ("application/xml", "text/xml"))
TRIG: Final = Format("trig", "application/trig")
NQUADS: Final = Format("nq", "application/n-quads")
HTML: Final = Format("html", "text/html", ("application/xhtml+xml",))

ROWS: Final = (JSON, XML, CSV, TSV)
TRUTH: Final = (JSON, XML)
"""SPARQL 1.1 Results in CSV and TSV know no boolean."""
GRAPH: Final = (TURTLE, NTRIPLES, JSONLD, RDFXML)
QUADS: Final = (TRIG, NQUADS)

# The formats of a query's answer, by its form (SPARQL 1.1 Protocol, 2.1.6).
OF_FORM: Final[Mapping[str, tuple[Format, ...]]] = {"select": ROWS, "ask": TRUTH, "construct": GRAPH, "describe": GRAPH}

PREFERRED_CHARSET: Final = {"text/csv": "; charset=utf-8", "text/tab-separated-values": "; charset=utf-8",
"text/turtle": "; charset=utf-8",
                            "text/html": "; charset=utf-8"}  # fmt: skip


@dataclass(frozen=True)
class Choice:
    """A format and the media type that it goes out as."""

    format: Format
    media_type: str

    @property
    def content_type(self) -> str:
        return self.media_type + PREFERRED_CHARSET.get(self.media_type, "")


class NotOffered(Exception):
    """No offered format was asked for."""

    def __init__(self, asked: str, offered: Sequence[Format]) -> None:
        super().__init__(asked)
        self.asked, self.offered = asked, offered


def choose(offered: Sequence[Format], accept: str | None, name: str | None = None, suffix: str | None = None) -> Choice:
    """The best of `offered`, whose order breaks ties. Raises NotOffered."""
    for given in (suffix, name):
        if given:
            for form in offered:
                if given.lower() in (form.name, form.media_type):
                    return Choice(form, form.media_type)
            raise NotOffered(given, offered)
    if accept is None or not accept.strip():
        return Choice(offered[0], offered[0].media_type)
    ranges = accepted(accept)
    best, quality = None, 0.0
    for form in offered:
        for media_type in (form.media_type, *form.aliases):
            if (q := _quality(media_type, ranges)) > quality:
                best, quality = Choice(form, media_type), q
    if best is None:
        raise NotOffered(accept, offered)
    return best


def accepted(accept: str) -> dict[str, float]:
    """Media ranges with their q-values; what is no media range is left out."""
    ranges: dict[str, float] = {}
    for element in accept.split(","):
        media_range, *parameters = (part.strip().lower() for part in element.split(";"))
        if media_range.count("/") != 1:
            continue
        q = 1.0
        for parameter in parameters:
            name, _, value = parameter.partition("=")
            if name.strip() == "q":
                try:
                    q = min(max(float(value), 0.0), 1.0)
                except ValueError:
                    q = 0.0
        ranges[media_range] = max(q, ranges.get(media_range, 0.0))
    return ranges


def _quality(media_type: str, ranges: Mapping[str, float]) -> float:
    """The q-value of the most specific range that holds `media_type`."""
    for media_range in (media_type, media_type.split("/")[0] + "/*", "*/*"):
        if media_range in ranges:
            return ranges[media_range]
    return 0.0


def compressed(accept_encoding: str | None) -> str | None:
    """ "gzip" where the client takes it."""
    for element in (accept_encoding or "").lower().split(","):
        name, _, q = element.strip().partition(";")
        if name.strip() in ("gzip", "*") and q.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000"):
            return "gzip"
    return None
