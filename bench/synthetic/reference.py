"""What made-up plans refer to: agencies and documents of their places, described as the real reference data describe
theirs. Plans cite real documents only from the day those were issued."""

from collections.abc import Iterable, Iterator
from functools import cache

from pyoxigraph import Literal, NamedNode, RdfFormat, Store

from bdg_graph import paths
from bdg_graph.terms import BDG, DCTERMS, ID, RDF, SKOS, XSD
from bench.synthetic.archetypes import PLACES
from bench.synthetic.draft import Draft, Part, issued
from bench.synthetic.places import Place, Slot, provinces

AGENCY = f"<{ID}agency/"
NAMES = dict(PLACES.values())  # slug of a real place: its name
EVERY = 5  # years between two programmes of a place


@cache
def known() -> Store:
    """The real reference data and schemes."""
    store = Store()
    for folder in (paths.data() / "reference", paths.ontology() / "schemes"):
        for path in sorted(folder.glob("*.ttl")):
            store.load(path=str(path), format=RdfFormat.TURTLE, base_iri=ID)
    return store


@cache
def _days() -> dict[str, str]:
    """The day each real document was issued."""
    return {str(q.subject): _text(q.object) for q in known().quads_for_pattern(None, NamedNode(DCTERMS.issued), None)}


@cache
def _local() -> frozenset[str]:
    """The real documents that belong to one province."""
    documents = {q.subject for q in known().quads_for_pattern(None, NamedNode(BDG.documentType), None)}
    return frozenset(
        str(q.subject) for q in known().quads_for_pattern(None, NamedNode(BDG.place), None) if q.subject in documents
    )


def _text(term: object) -> str:
    return term.value if isinstance(term, Literal | NamedNode) else ""


def cite(draft: Draft, slot: Slot) -> None:
    """Leaves out what was not issued yet or is another province's, adds the programme of the place, counts anew."""
    last = issued(draft)
    others = [part for part in draft.parts if part.kind != "citation"]
    kept = []
    for citation in draft.of("citation"):
        document = citation.values(BDG.document)[0]
        if document not in _local() and _days().get(document, "") <= last:
            kept.append(citation)
    year = slot.year - slot.year % EVERY
    years = f"{year} - {year + EVERY - 1}"
    words = f"Căn cứ Quyết định số {_number(slot.place)} của {slot.place.name} về Chương trình bình đẳng giới {years}"
    programme = Part("citation", "", [], [(f"<{BDG.evidence}>", words)])
    for term, value in (
        (RDF.type, f"<{BDG.Citation}>"),
        (BDG.inPlan, f"<{ID}plan/{draft.id}>"),
        (BDG.text, f'"{words}"@vi'),
        (BDG.document, programme_iri(slot.place, year)),
        (BDG.citationUse, f"<{ID}citation-use/basis>"),
        (BDG.citedNumber, f'"{_number(slot.place)}"'),
    ):
        programme.add(term, value)
    for i, citation in enumerate([*kept, programme], start=1):
        citation.path = f"citation/{i}"
        citation.set(BDG.number, f'"{i}"')
    draft.parts = others + kept + [programme]


def programme_iri(place: Place, year: int) -> str:
    """The decision on the programme of a place for five years."""
    return f"<{ID}document/qd-ubnd-{year}-{place.slug}>"


def _number(place: Place) -> str:
    return f"{place.slug.upper()}/QĐ-UBND"


def describe(used: Iterable[str], places: Iterable[Place]) -> Iterator[str]:
    """N-Triples of every place, agency and programme that the plans use and the real reference data do not describe."""
    of = {place.slug: place for place in [*provinces(), *places]}
    there = {str(q.subject) for q in known().quads_for_pattern(None, NamedNode(SKOS.prefLabel), None)}
    terms = sorted({term for term in used if term not in there})
    missing = {slug for term in terms if (slug := _place_of(term, of))}
    needed = [of[slug] for slug in sorted(missing) if f"<{ID}place/{slug}>" not in there]
    for place in needed:
        yield from _described(f"<{ID}place/{place.slug}>", BDG.Place, place.name, place.english)
        yield f"<{ID}place/{place.slug}> <{BDG.placeType}> <{ID}place-type/{place.kind}>"
    for term in terms:
        if term.startswith(AGENCY):
            slug, kind = term[len(AGENCY) : -1].split("/")
            yield from _agency(term, kind, of[slug])
        elif term.startswith(f"<{ID}document/qd-ubnd-"):
            yield from _programme(term, of)


def _place_of(term: str, of: dict[str, Place]) -> str | None:
    tail = term.removeprefix(f"<{ID}").rstrip(">")
    if tail.startswith(("agency/", "place/")):
        return tail.split("/")[1]
    return tail[len("document/qd-ubnd-2020-") :] if tail.startswith("document/qd-ubnd-") else None


def _described(iri: str, kind: str, vi: str, en: str) -> Iterator[str]:
    yield f"{iri} <{RDF.type}> <{kind}>"
    yield f'{iri} <{SKOS.prefLabel}> "{vi}"@vi'
    yield f'{iri} <{SKOS.prefLabel}> "{en}"@en'


@cache
def _patterns() -> dict[str, tuple[str, str, str]]:
    """For each slug of a real agency its labels with "¶" for the place, and its type."""
    found: dict[str, tuple[str, str, str]] = {}
    for quad in known().quads_for_pattern(None, NamedNode(BDG.agencyType), None):
        place, _, kind = _text(quad.subject).removeprefix(f"{ID}agency/").partition("/")
        name = NAMES.get(place)
        if name is None or kind in found:
            continue
        labels = {o.language: o.value for q in known().quads_for_pattern(quad.subject, NamedNode(SKOS.prefLabel), None)
                  if isinstance(o := q.object, Literal)}  # fmt: skip
        vi, en = (labels[lang].replace(name, "¶") for lang in ("vi", "en"))
        found[kind] = (vi if "¶" in vi else f"{vi} (¶)", en if "¶" in en else f"{en} (¶)", str(quad.object))
    return found


def _agency(iri: str, kind: str, place: Place) -> Iterator[str]:
    if kind not in _patterns():
        return  # a planted fault: an agency nobody describes
    vi, en, of_type = _patterns()[kind]
    yield from _described(iri, BDG.Agency, vi.replace("¶", place.name), en.replace("¶", place.english))
    yield f"{iri} <{BDG.agencyType}> {of_type}"
    yield f"{iri} <{BDG.place}> <{ID}place/{place.slug}>"


def _programme(iri: str, of: dict[str, Place]) -> Iterator[str]:
    tail = iri[len(f"<{ID}document/qd-ubnd-") : -1]
    year, place = int(tail[:4]), of[tail[5:]]
    years = f"{year}-{year + EVERY - 1}"
    yield from _described(
        iri, BDG.Document, f"Quyết định số {_number(place)} năm {year}", f"Decision {_number(place)} of {year}"
    )
    yield f'{iri} <{DCTERMS.title}> "Chương trình bình đẳng giới {place.name} {years}"@vi'
    yield f'{iri} <{DCTERMS.title}> "Gender equality programme of {place.english}, {years}"@en'
    yield f"{iri} <{BDG.documentType}> <{ID}document-type/quyet-dinh>"
    yield f'{iri} <{BDG.documentNumber}> "{_number(place)}"'
    yield f'{iri} <{DCTERMS.issued}> "{year - 1}-12-01"^^<{XSD.date}>'
    yield f"{iri} <{BDG.place}> <{ID}place/{place.slug}>"
