"""The page of any IRI of the graph: its names, what it says, what points to it, its other formats. Kinds that people
come for have a page function of their own (`KINDS`); all others get the generic page."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bdg_graph.engines import Term
from bdg_graph.errors import NotFound
from bdg_graph.search import kind_of
from bdg_graph.terms import BDG, DCTERMS, FOAF, ID, RDF, SKOS
from bdg_graph.web.pages import agencies, documents, indicators, listings, metrics, places, plan, reader, tables
from bdg_graph.web.pages.context import Page
from bdg_graph.web.pages.graph import Thing
from bdg_graph.web.pages.made import Made
from bdg_graph.web.pages.questions import about_thing
from bdg_graph.web.pages.tables import Cell, Head, Table

NAMING = {
    SKOS.prefLabel,
    SKOS.altLabel,
    SKOS.definition,
    RDF.type,
    BDG.evidence,
    BDG.agencyEvidence,
    BDG.text,
    DCTERMS.title,
    FOAF.name,
}
FORMATS = (("ttl", "Turtle"), ("jsonld", "JSON-LD"), ("nt", "N-Triples"), ("rdf", "RDF/XML"))
OWL = "http://www.w3.org/2002/07/owl#"
FIRST = 12
PER_PROPERTY = 60

# The page of a thing, by its class; the first class that fits.
KINDS: tuple[tuple[str, Callable[[Page, Thing], Made]], ...] = (
    (BDG.Plan, plan.plan_page),
    (BDG.Strategy, plan.plan_page),
    (BDG.Source, reader.reader_page),
    (BDG.Metric, metrics.metric_page),
    (BDG.Indicator, indicators.indicator_page),
    (BDG.Target, indicators.target_page),
    (BDG.Agency, agencies.agency_page),
    (BDG.AgencyType, agencies.type_page),
    (BDG.Place, places.place_page),
    (BDG.Document, documents.document_page),
    (BDG.Domain, metrics.domain_page),
)


@dataclass(frozen=True)
class Property:
    """What a thing says with one property."""

    iri: str
    words: str
    hint: str
    values: list[Term]
    more: int


@dataclass(frozen=True)
class Incoming:
    """The things that point here with one property."""

    iri: str
    words: str
    hint: str
    n: int
    first: list[str]


@dataclass
class About:
    """What every page of a thing shows."""

    thing: Thing
    name: str
    kind: str
    kind_iri: str | None
    formats: list[tuple[str, str]]
    trail: list[tuple[str, str]]
    review: str | None = None
    """The review state of the plan that it is a part of."""
    properties: list[Property] = field(default_factory=list)
    incoming: list[Incoming] = field(default_factory=list)
    questions: list[tuple[str, str]] = field(default_factory=list)
    """The addresses and the words of the questions that ask of it."""


def thing_page(page: Page, path: str) -> Made:
    """The page of `ID + path`, or the list of a kind."""
    path = path.rstrip("/")
    if listings.is_kind(page, path):
        return listings.kind_page(page, path)
    return iri_page(page, ID + path)


def iri_page(page: Page, iri: str) -> Made:
    """The page of `iri`. Raises NotFound where the graph does not know it."""
    thing = page.graph.thing(iri)
    if not thing.facts and not page.graph.exists(iri):
        raise NotFound("trang", "page", iri.removeprefix(ID), ())
    if wanted := page.first("in"):
        return _pointing_page(page, thing, wanted)
    made = next((make(page, thing) for kind, make in KINDS if thing.is_a(kind)), Made("thing.html"))
    if made.content is not None:
        return made
    special = made.template != "thing.html"
    return Made(made.template, {"about": about(page, thing), "special": special, **made.context}, made.status)


def about(page: Page, thing: Thing) -> About:
    """What the page of `thing` shows beside what its kind has of its own."""
    kind_iri = next((t for t in thing.types if t.startswith(BDG.namespace)), next(iter(thing.types), None))
    found = About(
        thing=thing,
        name=page.name(thing.iri, 600),
        kind=_kind_words(page, kind_iri) if kind_iri else "",
        kind_iri=kind_iri,
        formats=[(page.data(thing.iri, f".{suffix}"), words) for suffix, words in FORMATS],
        trail=_trail(page, thing),
    )
    if whole := page.catalogue.all_plans.get(thing.one(BDG.inPlan) or ""):
        found.review = whole.state
    for iri, terms in thing.facts.items():
        if iri not in NAMING:
            found.properties.append(
                Property(
                    iri,
                    property_words(page, iri),
                    hint(page, iri),
                    terms[:PER_PROPERTY],
                    max(0, len(terms) - PER_PROPERTY),
                )
            )
    found.properties.sort(key=lambda p: p.words)
    counts = page.graph.incoming(thing.iri)
    some = page.graph.some_pointing(thing.iri, counts, FIRST)
    for iri, n in counts:
        found.incoming.append(Incoming(iri, property_words(page, iri), hint(page, iri), n, some.get(iri, [])))
    found.questions = about_thing(page, thing.iri)
    return found


def _kind_words(page: Page, kind: str) -> str:
    """What the things of a class are called; those of OWL in our words."""
    if not kind.startswith(OWL):
        return page.name(kind)
    return page.t("Lớp", "Class") if kind == OWL + "Class" else page.t("Thuộc tính", "Property")


def property_words(page: Page, iri: str) -> str:
    """What a property is called; where the data give it no name, the short form that programs use."""
    name = page.name(iri)
    return page.curie(iri) if name == page.short(iri) else name


def hint(page: Page, iri: str) -> str:
    """The definition of an ontology term, for those who hover over its name."""
    return page.graph.definition(iri).get(page.lang, "")


def _trail(page: Page, thing: Thing) -> list[tuple[str, str]]:
    plan_iri = thing.one(BDG.inPlan)
    if plan_iri:
        return [("plan", page.t("Kế hoạch", "Plans")), (plan_iri.removeprefix(ID), page.name(plan_iri, 70))]
    kind = kind_of(thing.iri) if not thing.iri.startswith(ID) else thing.iri.removeprefix(ID).split("/")[0]
    return [(kind, listings.kind_words(page, kind))] if listings.is_kind(page, kind) else []


def _pointing_page(page: Page, thing: Thing, wanted: str) -> Made:
    """Everything that points to `thing` with one property, as a table."""
    counts = {page.curie(iri): (iri, n) for iri, n in page.graph.incoming(thing.iri)}
    if wanted not in counts:
        raise NotFound("thuộc tính", "property", wanted, counts)
    iri, _ = counts[wanted]
    found = page.graph.things(page.graph.pointing(thing.iri, iri, 5000))
    heads = [
        Head("thing", page.t("Mục", "Thing")),
        Head("kind", page.t("Loại", "Kind"), choose=True),
        Head("plan", page.t("Kế hoạch", "Plan"), choose=True),
    ]
    rows = [_pointing_row(page, other) for other in found.values()]
    table = tables.arranged(Table(heads, rows), page)
    if form := page.first("format"):
        return tables.download(page, table, form, "links")
    context: dict[str, Any] = {"about": about(page, thing), "table": table, "words": property_words(page, iri)}
    return Made("pointing.html", context)


def _pointing_row(page: Page, other: Thing) -> list[Cell]:
    kind = next((t for t in other.types if t.startswith(BDG.namespace)), None)
    plan_iri = other.one(BDG.inPlan)
    return [
        Cell(page.name(other.iri), other.iri),
        Cell(page.name(kind), kind) if kind else Cell(),
        Cell(page.name(plan_iri), plan_iri) if plan_iri else Cell(),
    ]


def at_iri(page: Page, path: str) -> Made:
    """The page at the IRI itself, /id/...: its links and its canonical address are those of the page in its
    language."""
    page.path = f"/{page.lang}/{path}"
    return iri_page(page, ID + path.rstrip("/"))


def borrowed(page: Page) -> Made:
    """The page of a concept of another vocabulary, `?iri=`."""
    iri = page.first("iri")
    if iri not in page.graph.borrowed:
        raise NotFound("IRI", "IRI", iri[:200], page.graph.borrowed)
    return iri_page(page, iri)
