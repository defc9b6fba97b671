"""Reads a plan's graph back into records: the inverse of `encode`, for scoring, reviewing and round-trip tests."""

import re
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from bdg_graph.formats import natural_key
from bdg_graph.parsing import records as r
from bdg_graph.terms import BDG, DCTERMS, FOAF, ID, ODRL, RDF, SKOS

CHAR = re.compile(r"#char=(\d+),(\d+)$")

Properties = dict[str, list[ox.NamedNode | ox.Literal]]


def read(path: Path) -> r.Plan:
    """The plan whose Turtle is in the file `path`."""
    return decode(path.read_text("utf-8"))


def decode(turtle: str) -> r.Plan:
    """The plan of a Turtle text, its records in the order of their kinds and keys."""
    graph: dict[str, Properties] = defaultdict(lambda: defaultdict(list))
    for quad in ox.parse(turtle, format=ox.RdfFormat.TURTLE, base_iri=ID):
        if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode | ox.Literal):
            graph[quad.subject.value][quad.predicate.value].append(quad.object)
    plan = next(s for s, p in graph.items() if any(o.value == BDG.Plan for o in p.get(RDF.type, [])))
    things = sorted(graph.items(), key=lambda item: natural_key(item[0]))
    found = [record for s, p in things if (record := _record(plan, s, _Reader(p)))]
    return r.Plan(_header(plan, _Reader(graph[plan])), found)


class _Reader:
    """The properties of one thing, as the records hold them."""

    def __init__(self, properties: Properties) -> None:
        self.p = properties

    def kinds(self) -> set[str]:
        return {o.value for o in self.p.get(RDF.type, [])}

    def label(self, term: str) -> r.Label:
        by = {o.language: o.value for o in self.p.get(term, []) if isinstance(o, ox.Literal)}
        return r.Label(by.get("vi"), by.get("en"))

    def strings(self, term: str) -> list[str]:
        return sorted(o.value for o in self.p.get(term, []))

    def string(self, term: str) -> str | None:
        return next((o.value for o in self.p.get(term, [])), None)

    def number(self, term: str) -> int | None:
        value = self.string(term)
        return int(value) if value is not None else None

    def decimal(self, term: str) -> Decimal | None:
        value = self.string(term)
        return Decimal(value) if value is not None else None

    def names(self, term: str) -> list[str]:
        return sorted(o.value.removeprefix(ID).split("/", 1)[-1] for o in self.p.get(term, []))

    def name(self, term: str) -> str | None:
        return next(iter(self.names(term)), None)

    def parts(self, term: str) -> list[tuple[str, str]]:
        """("objective", "4") of `plan/<id>/objective/4`."""
        found = [o.value.removeprefix(ID).split("/", 3) for o in self.p.get(term, [])]
        return sorted((path[2], path[3]) for path in found)

    def spans(self, term: str) -> list[r.Span]:
        found = [m for o in self.p.get(term, []) if (m := CHAR.search(o.value))]
        return sorted(r.Span(int(m[1]), int(m[2])) for m in found)

    def flag(self, term: str) -> bool:
        return self.string(term) == "true"

    def day(self, month: str, day: str) -> tuple[int, int] | None:
        m, d = self.number(month), self.number(day)
        return (m, d) if m is not None and d is not None else None


def _header(plan: str, p: _Reader) -> r.Header:
    start, end = p.number(BDG.periodStart), p.number(BDG.periodEnd)
    return r.Header(
        key=plan.removeprefix(f"{ID}plan/"),
        evidence=p.spans(BDG.evidence),
        label=p.label(SKOS.prefLabel),
        note=p.label(BDG.note),
        title=p.label(DCTERMS.title),
        document_type=p.name(BDG.documentType) or "",
        place=p.name(BDG.place) or "",
        issuer=p.name(BDG.issuer),
        document_number=p.string(BDG.documentNumber),
        issued=p.string(DCTERMS.issued),
        period=(start, end) if start is not None and end is not None else None,
        not_stated=p.strings(BDG.notStated),
    )


def _record(plan: str, iri: str, p: _Reader) -> r.Record | None:
    kinds = p.kinds()
    path = iri.removeprefix(f"{plan}/").split("/", 1)
    common = {
        "key": path[-1],
        "evidence": p.spans(BDG.evidence),
        "label": p.label(SKOS.prefLabel),
        "note": p.label(BDG.note),
        "text": p.string(BDG.text),
        "number": p.string(BDG.number),
    }
    for kind, make in MAKERS.items():
        if kind in kinds:
            return make(p, common)
    return None


def _objective(p: _Reader, c: dict[str, Any]) -> r.Objective:
    return r.Objective(**c, general=p.flag(BDG.general), domains=p.names(BDG.domain))


def _indicator(p: _Reader, c: dict[str, Any]) -> r.Indicator:
    objective = next(iter(p.parts(BDG.ofObjective)), None)
    return r.Indicator(
        **c,
        objective=objective[1] if objective else None,
        metric=p.name(BDG.metric),
        lead_not_stated=p.flag(BDG.leadNotStated),
    )


def _target(p: _Reader, c: dict[str, Any]) -> r.Target:
    comparator = (p.string(BDG.comparator) or "").removeprefix(ODRL.namespace)
    return r.Target(
        **c,
        indicator=p.parts(BDG.ofIndicator)[0][1],
        metric=p.name(BDG.metric),
        comparator=comparator,
        value=p.decimal(BDG.value) or Decimal(0),
        unit=p.name(BDG.unit),
        due_year=p.number(BDG.dueYear),
        baseline_value=p.decimal(BDG.baselineValue),
        baseline_year=p.number(BDG.baselineYear),
    )


def _responsibility(p: _Reader, c: dict[str, Any]) -> r.Responsibility:
    return r.Responsibility(
        **c,
        agencies=p.names(BDG.agency),
        role=p.name(BDG.role) or "",
        covers=p.parts(BDG.covers),
        scope=p.label(BDG.scope),
        partners=p.names(BDG.partner),
        topics=p.names(BDG.topic),
        agency_evidence=next(iter(p.spans(BDG.agencyEvidence)), None),
    )


def _task(p: _Reader, c: dict[str, Any]) -> r.Task:
    whole = next(iter(p.parts(BDG.partOf)), None)
    return r.Task(
        **c,
        kind=p.name(BDG.taskKind) or "",
        domains=p.names(BDG.domain),
        topics=p.names(BDG.topic),
        beneficiaries=p.names(BDG.beneficiary),
        agencies=p.names(BDG.agency),
        part_of=whole[1] if whole else None,
    )


def _citation(p: _Reader, c: dict[str, Any]) -> r.Citation:
    return r.Citation(
        **c,
        document=p.name(BDG.document) or "",
        use=p.name(BDG.citationUse) or "",
        cited_numbers=p.strings(BDG.citedNumber),
        cited_dates=p.strings(BDG.citedDate),
        cited_titles=p.strings(BDG.citedTitle),
        cited_issuers=p.strings(BDG.citedIssuer),
    )


def _reporting(p: _Reader, c: dict[str, Any]) -> r.ReportingDuty:
    return r.ReportingDuty(
        **c,
        agencies=p.names(BDG.agency),
        reports_to=p.names(BDG.reportsTo),
        through=p.names(BDG.through),
        frequency=p.name(BDG.frequency),
        due_year=p.number(BDG.dueYear),
        due_month=p.number(BDG.dueMonth),
        due_day=p.number(BDG.dueDay),
        agency_evidence=next(iter(p.spans(BDG.agencyEvidence)), None),
    )


def _campaign(p: _Reader, c: dict[str, Any]) -> r.Campaign:
    return r.Campaign(
        **c,
        start_date=p.string(BDG.startDate),
        end_date=p.string(BDG.endDate),
        start_day=p.day(BDG.startMonth, BDG.startDay),
        end_day=p.day(BDG.endMonth, BDG.endDay),
        frequency=p.name(BDG.frequency),
        agencies=p.names(BDG.agency),
        topics=p.names(BDG.topic),
    )


def _funding(p: _Reader, c: dict[str, Any]) -> r.Funding:
    return r.Funding(**c, sources=p.names(BDG.fundingSource), agencies=p.names(BDG.agency))


def _addressee(p: _Reader, c: dict[str, Any]) -> r.Addressee:
    return r.Addressee(**c, kind=p.name(BDG.addresseeKind) or "", agencies=p.names(BDG.agency))


def _signatory(p: _Reader, c: dict[str, Any]) -> r.Signatory:
    return r.Signatory(
        **c,
        name=p.string(FOAF.name),
        position=p.string(BDG.position),
        on_behalf_of=p.string(BDG.onBehalfOf),
        agency=p.name(BDG.agency),
    )


MAKERS = {
    BDG.Target: _target,
    BDG.Objective: _objective,
    BDG.Indicator: _indicator,
    BDG.Responsibility: _responsibility,
    BDG.Task: _task,
    BDG.Citation: _citation,
    BDG.ReportingDuty: _reporting,
    BDG.Funding: _funding,
    BDG.Campaign: _campaign,
    BDG.Addressee: _addressee,
    BDG.Signatory: _signatory,
}
