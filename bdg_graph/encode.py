"""Turns the records of a plan into its RDF graph (DESIGN: one named graph a plan, no blank nodes). It reads no text
but the source that the records' spans point into."""

import hashlib
from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from rdflib import RDF, Graph, Literal, URIRef
from rdflib.term import Node

from bdg_graph.parsing import records as r
from bdg_graph.terms import BDG, DCTERMS, FOAF, ID, OA, ODRL, SKOS, XSD

KINDS: Final[dict[type[r.Record], tuple[str, str]]] = {
    r.Objective: ("objective", BDG.Objective),
    r.Indicator: ("indicator", BDG.Indicator),
    r.Target: ("indicator", BDG.Target),
    r.Responsibility: ("responsibility", BDG.Responsibility),
    r.Task: ("task", BDG.Task),
    r.Citation: ("citation", BDG.Citation),
    r.ReportingDuty: ("reporting-duty", BDG.ReportingDuty),
    r.Funding: ("funding", BDG.Funding),
    r.Campaign: ("campaign", BDG.Campaign),
    r.Addressee: ("addressee", BDG.Addressee),
    r.Signatory: ("signatory", BDG.Signatory),
}


def encode(plan: r.Plan, source: str, review_state: str) -> Graph:
    """The graph of `plan`, whose spans point into `source`; `review_state` is "reviewed" or "draft"."""
    return _Encoder(plan, source).graph(review_state)


class _Encoder:
    def __init__(self, plan: r.Plan, source: str) -> None:
        self.plan, self.source = plan, source
        self.iri = _id("plan", plan.header.key)
        self.out = Graph()

    def graph(self, review_state: str) -> Graph:
        self._header(self.plan.header)
        self._add(self.iri, BDG.reviewState, _id("review-state", review_state))
        for record in self.plan.records:
            self._record(record)
        return self.out

    def _header(self, h: r.Header) -> None:
        s, text_iri = self.iri, URIRef(f"{self.iri}/source")
        self._add(s, RDF.type, URIRef(BDG.Plan))
        self._label(s, DCTERMS.title, h.title)
        self._common(s, h)
        self._add(s, BDG.documentType, _id("document-type", h.document_type))
        self._add(s, BDG.place, _id("place", h.place))
        self._things(s, BDG.issuer, "agency", [h.issuer] if h.issuer else [])
        self._strings(s, BDG.documentNumber, [h.document_number])
        self._typed(s, DCTERMS.issued, h.issued, XSD.date)
        if h.period:
            self._typed(s, BDG.periodStart, h.period[0], XSD.gYear)
            self._typed(s, BDG.periodEnd, h.period[1], XSD.gYear)
        for silent_on in h.not_stated:
            self._add(s, BDG.notStated, URIRef(silent_on))
        self._add(s, BDG.source, text_iri)
        self._add(text_iri, RDF.type, URIRef(BDG.Source))
        self._add(text_iri, BDG.inPlan, s)
        self._strings(text_iri, BDG.sha256, [hashlib.sha256(self.source.encode()).hexdigest()])

    def _record(self, record: r.Record) -> None:
        path, kind = KINDS[type(record)]
        s = URIRef(f"{self.iri}/{path}/{record.key}")
        self._add(s, RDF.type, URIRef(kind))
        self._add(s, BDG.inPlan, self.iri)
        self._strings(s, BDG.number, [record.number])
        self._common(s, record)
        first = record.evidence[0]
        self._vi(s, BDG.text, [record.text or self.source[first.start : first.end]])
        match record:
            case r.Objective():
                self._things(s, BDG.domain, "domain", record.domains)
                self._flag(s, BDG.general, record.general)
            case r.Indicator():
                if record.objective:
                    self._add(s, BDG.ofObjective, self._part("objective", record.objective))
                self._things(s, BDG.metric, "metric", [record.metric] if record.metric else [])
                self._flag(s, BDG.leadNotStated, record.lead_not_stated)
            case r.Target():
                self._target(s, record)
            case r.Responsibility():
                self._responsibility(s, record)
            case r.Task():
                self._task(s, record)
            case r.Citation():
                self._citation(s, record)
            case r.ReportingDuty():
                self._reporting(s, record)
            case r.Funding():
                self._things(s, BDG.fundingSource, "funding-source", record.sources)
                self._things(s, BDG.agency, "agency", record.agencies)
            case r.Campaign():
                self._campaign(s, record)
            case r.Addressee():
                self._add(s, BDG.addresseeKind, _id("addressee-kind", record.kind))
                self._things(s, BDG.agency, "agency", record.agencies)
            case r.Signatory():
                self._strings(s, FOAF.name, [record.name])
                self._vi(s, BDG.position, [record.position])
                self._vi(s, BDG.onBehalfOf, [record.on_behalf_of])
                self._things(s, BDG.agency, "agency", [record.agency] if record.agency else [])

    def _target(self, s: URIRef, target: r.Target) -> None:
        self._add(s, BDG.ofIndicator, self._part("indicator", target.indicator))
        self._things(s, BDG.metric, "metric", [target.metric] if target.metric else [])
        self._add(s, BDG.comparator, URIRef(ODRL.namespace + target.comparator))
        self._typed(s, BDG.value, decimal(target.value), XSD.decimal)
        self._things(s, BDG.unit, "unit", [target.unit] if target.unit else [])
        self._typed(s, BDG.dueYear, target.due_year, XSD.gYear)
        if target.baseline_value is not None:
            self._typed(s, BDG.baselineValue, decimal(target.baseline_value), XSD.decimal)
        self._typed(s, BDG.baselineYear, target.baseline_year, XSD.gYear)

    def _responsibility(self, s: URIRef, duty: r.Responsibility) -> None:
        self._things(s, BDG.agency, "agency", duty.agencies)
        self._add(s, BDG.role, _id("role", duty.role))
        for kind, key in duty.covers:
            self._add(s, BDG.covers, self._part(kind, key))
        self._label(s, BDG.scope, duty.scope)
        self._things(s, BDG.partner, "agency", duty.partners)
        self._things(s, BDG.topic, "topic", duty.topics)
        self._passages(s, BDG.agencyEvidence, [duty.agency_evidence])

    def _task(self, s: URIRef, task: r.Task) -> None:
        self._add(s, BDG.taskKind, _id("task-kind", task.kind))
        if task.part_of:
            self._add(s, BDG.partOf, self._part("task", task.part_of))
        self._things(s, BDG.agency, "agency", task.agencies)
        self._things(s, BDG.domain, "domain", task.domains)
        self._things(s, BDG.topic, "topic", task.topics)
        self._things(s, BDG.beneficiary, "beneficiary-group", task.beneficiaries)

    def _citation(self, s: URIRef, citation: r.Citation) -> None:
        self._add(s, BDG.document, _id("document", citation.document))
        self._add(s, BDG.citationUse, _id("citation-use", citation.use))
        self._strings(s, BDG.citedNumber, citation.cited_numbers)
        for date in citation.cited_dates:
            self._typed(s, BDG.citedDate, date, XSD.date)
        self._vi(s, BDG.citedTitle, citation.cited_titles)
        self._vi(s, BDG.citedIssuer, citation.cited_issuers)

    def _reporting(self, s: URIRef, duty: r.ReportingDuty) -> None:
        self._things(s, BDG.agency, "agency", duty.agencies)
        self._things(s, BDG.reportsTo, "agency", duty.reports_to)
        self._things(s, BDG.through, "agency", duty.through)
        self._things(s, BDG.frequency, "frequency", [duty.frequency] if duty.frequency else [])
        self._typed(s, BDG.dueYear, duty.due_year, XSD.gYear)
        self._typed(s, BDG.dueMonth, duty.due_month, XSD.integer)
        self._typed(s, BDG.dueDay, duty.due_day, XSD.integer)
        self._passages(s, BDG.agencyEvidence, [duty.agency_evidence])

    def _campaign(self, s: URIRef, campaign: r.Campaign) -> None:
        self._typed(s, BDG.startDate, campaign.start_date, XSD.date)
        self._typed(s, BDG.endDate, campaign.end_date, XSD.date)
        for day, month_term, day_term in (
            (campaign.start_day, BDG.startMonth, BDG.startDay),
            (campaign.end_day, BDG.endMonth, BDG.endDay),
        ):
            if day:
                self._typed(s, month_term, day[0], XSD.integer)
                self._typed(s, day_term, day[1], XSD.integer)
        self._things(s, BDG.frequency, "frequency", [campaign.frequency] if campaign.frequency else [])
        self._things(s, BDG.agency, "agency", campaign.agencies)
        self._things(s, BDG.topic, "topic", campaign.topics)

    def _common(self, s: URIRef, record: r.Record) -> None:
        self._label(s, SKOS.prefLabel, record.label)
        self._label(s, BDG.note, record.note)
        self._passages(s, BDG.evidence, record.evidence)

    def _passages(self, s: URIRef, term: str, spans: Iterable[r.Span | None]) -> None:
        for span in spans:
            if span is None:
                continue
            iri = URIRef(f"{self.iri}/source#char={span.start},{span.end}")
            self._add(s, term, iri)
            self._add(iri, RDF.type, URIRef(BDG.Passage))
            self._add(iri, OA.hasSource, URIRef(f"{self.iri}/source"))
            self._typed(iri, OA.start, span.start, XSD.integer)
            self._typed(iri, OA.end, span.end, XSD.integer)
            self._vi(iri, OA.exact, [self.source[span.start : span.end]])

    def _part(self, kind: str, key: str) -> URIRef:
        return URIRef(f"{self.iri}/{kind}/{key}")

    def _things(self, s: URIRef, term: str, kind: str, slugs: Iterable[str]) -> None:
        for slug in slugs:
            self._add(s, term, _id(kind, slug))

    def _label(self, s: URIRef, term: str, label: r.Label) -> None:
        for text, language in ((label.vi, "vi"), (label.en, "en")):
            if text:
                self._add(s, term, Literal(text, lang=language))

    def _vi(self, s: URIRef, term: str, texts: Iterable[str | None]) -> None:
        for text in texts:
            self._label(s, term, r.Label(vi=text))

    def _strings(self, s: URIRef, term: str, texts: Iterable[str | None]) -> None:
        for text in texts:
            if text:
                self._add(s, term, Literal(text))

    def _typed(self, s: URIRef, term: str, value: object, datatype: str) -> None:
        if value is not None:
            self._add(s, term, Literal(str(value), datatype=URIRef(datatype), normalize=False))

    def _flag(self, s: URIRef, term: str, value: bool) -> None:
        if value:
            self._typed(s, term, "true", XSD.boolean)

    def _add(self, s: URIRef, term: str, o: Node) -> None:
        self.out.add((s, URIRef(term), o))


def _id(kind: str, slug: str) -> URIRef:
    return URIRef(f"{ID}{kind}/{slug}")


def decimal(value: Decimal) -> str:
    """`value` as xsd:decimal with at least one decimal place, as canonical Turtle writes it."""
    text = format(value, "f")
    return text if "." in text else f"{text}.0"
