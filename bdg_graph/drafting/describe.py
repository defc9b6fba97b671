"""Describes in a draft's graph the agencies, documents and places that no reference file knows yet."""

from collections.abc import Iterable, Iterator

from rdflib import RDF, Graph, Literal, URIRef

from bdg_graph.parsing import records as r
from bdg_graph.parsing.lexicon import Lexicon
from bdg_graph.parsing.plan import Draft
from bdg_graph.parsing.words import words as cut
from bdg_graph.terms import BDG, DCTERMS, ID, PROV, SKOS, XSD


def describe(graph: Graph, draft: Draft, lexicon: Lexicon) -> list[str]:
    """Adds the descriptions; returns the agencies whose type no vocabulary knows."""
    writer, plan = _Writer(graph, draft, lexicon), draft.plan
    place = plan.header.place
    if place not in lexicon.place_names:
        writer.place(place)
    unknown = [
        agency for agency in dict.fromkeys(_agencies(plan)) if agency not in lexicon.agencies and writer.agency(agency)
    ]
    for citation in plan.records:
        if isinstance(citation, r.Citation) and citation.document not in lexicon.known_documents:
            writer.document(citation)
    return unknown


def _agencies(plan: r.Plan) -> Iterator[str]:
    if plan.header.issuer:
        yield plan.header.issuer
    for record in plan.records:
        for field in ("agencies", "partners", "reports_to", "through"):
            yield from getattr(record, field, None) or ()
        if isinstance(record, r.Signatory) and record.agency:
            yield record.agency


class _Writer:
    def __init__(self, graph: Graph, draft: Draft, lexicon: Lexicon) -> None:
        self.graph, self.lexicon, self.plan = graph, lexicon, draft.plan
        self.agencies, self.places, self.place_types = draft.agencies, draft.places, draft.place_types

    def place(self, place: str) -> None:
        name = self._place_name(place)
        s = self._thing("place", place, BDG.Place, name, name)
        if place in self.place_types:
            self._add(s, BDG.placeType, URIRef(f"{ID}place-type/{self.place_types[place]}"))

    def _place_name(self, place: str) -> str:
        return self.places.get(place, place.replace("-", " ").title())

    def agency(self, agency: str) -> bool:
        """Describes an agency; whether its type is unknown."""
        place, _, kind = agency.partition("/")
        where = self.lexicon.place_names.get(place) or self._place_name(place)
        known = kind in self.lexicon.levels
        vi = self.agencies.get(agency) or next(iter(self.lexicon.agency_types.labels.get(kind, [])), kind)
        en = self.lexicon.english.get(f"{BDG.AgencyType}/{kind}") or vi
        if place != "viet-nam":
            vi, en = (f"{vi} ({where})" if where not in vi else vi), f"{en} of {where}"
        s = self._thing("agency", agency, BDG.Agency, vi, en)
        self._add(s, BDG.place, URIRef(f"{ID}place/{place}"))
        if known:
            self._add(s, BDG.agencyType, URIRef(f"{ID}agency-type/{kind}"))
        return not known

    def document(self, citation: r.Citation) -> None:
        """What this plan says of a document that it cites."""
        name = next(iter(citation.cited_titles), "")
        number = next(iter(citation.cited_numbers), None)
        kind = self._kind(citation)
        type_label = next(iter(self.lexicon.document_types.labels.get(kind, [])), "Văn bản")
        vi = f"{type_label} số {number}" if number else name or citation.document
        en = f"{self.lexicon.english.get(f'{BDG.DocumentType}/{kind}', 'Document')} {number}" if number else vi
        s = self._thing("document", citation.document, BDG.Document, vi, en)
        self._add(s, BDG.documentType, URIRef(f"{ID}document-type/{kind}"))
        self._add(s, PROV.wasDerivedFrom, URIRef(f"{ID}plan/{self.plan.header.key}/citation/{citation.key}"))
        if number:
            self._add(s, BDG.documentNumber, Literal(number))
        if len(citation.cited_dates) == 1:
            self._add(s, DCTERMS.issued, Literal(citation.cited_dates[0], datatype=URIRef(XSD.date)))

    def _kind(self, citation: r.Citation) -> str:
        words = citation.text or next(iter(citation.cited_titles), "") or citation.document
        match = self.lexicon.document_types.at(words, cut(words, 0, 60), 0)
        if match:
            return match.value
        slug = citation.document
        return next(
            (
                kind
                for kind in sorted(self.lexicon.document_types.labels, key=len, reverse=True)
                if slug.startswith(kind)
            ),
            "van-ban",
        )

    def _thing(self, path: str, name: str, kind: str, vi: str, en: str) -> URIRef:
        s = URIRef(f"{ID}{path}/{name}")
        self.graph.add((s, RDF.type, URIRef(kind)))
        self._labels(s, ((vi, "vi"), (en, "en")))
        return s

    def _labels(self, s: URIRef, labels: Iterable[tuple[str, str]]) -> None:
        for text, language in labels:
            self.graph.add((s, URIRef(SKOS.prefLabel), Literal(text, lang=language)))

    def _add(self, s: URIRef, term: str, o: URIRef | Literal) -> None:
        self.graph.add((s, URIRef(term), o))
