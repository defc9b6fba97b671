"""Reads the labels of the schemes and of the reference data into the parser's lexicon."""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from math import inf
from pathlib import Path

import pyoxigraph as ox

from bdg_graph import paths
from bdg_graph.parsing.lexicon import Lexicon, Metric, Unit
from bdg_graph.parsing.words import PhraseBook
from bdg_graph.terms import BDG, ID, ODRL, RDF, SKOS

# What a place's label says before its name.
PLACE_WORDS = ("Tỉnh ", "tỉnh ", "Thành phố ", "thành phố ", "TP. ", "TP ")

# Words of agencies' names and how plans shorten them.
SHORT = (
    ("Ủy ban nhân dân", "UBND"),
    ("Hội đồng nhân dân", "HĐND"),
    ("đại biểu Quốc hội", "ĐBQH"),
    ("Mặt trận Tổ quốc", "MTTQ"),
    ("Liên hiệp Phụ nữ", "LHPN"),
)

Facts = dict[str, dict[str, list[ox.NamedNode | ox.Literal]]]


@cache
def lexicon() -> Lexicon:
    """The lexicon of the project's vocabularies and reference data."""
    return load([paths.ontology() / "schemes", paths.data() / "reference"])


def load(folders: list[Path]) -> Lexicon:
    """The lexicon of the Turtle files in `folders`."""
    facts = _facts(folders)
    of_kind: dict[str, dict[str, str]] = defaultdict(dict)  # class -> {IRI: slug}
    for iri, properties in facts.items():
        for kind in properties.get(RDF.type, []):
            of_kind[kind.value][iri] = _name(iri)

    def book(kind: str) -> PhraseBook:
        return PhraseBook((label, name) for iri, name in of_kind[kind].items() for label in _labels(facts[iri]))

    def one(iri: str, term: str) -> str | None:
        return next((_name(o.value) for o in facts[iri].get(term, [])), None)

    types, metrics, units = of_kind[BDG.AgencyType], of_kind[BDG.Metric], of_kind[BDG.Unit]
    places = {name: _place_name(facts[iri]) for iri, name in of_kind[BDG.Place].items()}
    return Lexicon(
        agency_types=PhraseBook(
            (spelling, name)
            for iri, name in of_kind[BDG.AgencyType].items()
            for label in _labels(facts[iri])
            for spelling in _in_short(label)
        ),
        places=PhraseBook(
            (label, name)
            for iri, name in of_kind[BDG.Place].items()
            for label in _place_labels(facts[iri])
            if len(label) > 2
        ),
        place_types=book(BDG.PlaceType),
        metrics=book(BDG.Metric),
        units=book(BDG.Unit),
        comparators=book(BDG.Comparator),
        topics=book(BDG.Topic),
        groups=book(BDG.BeneficiaryGroup),
        domains=book(BDG.Domain),
        frequencies=book(BDG.Frequency),
        funds=book(BDG.FundingSource),
        task_kinds=book(BDG.TaskKind),
        document_types=book(BDG.DocumentType),
        documents=book(BDG.Document),
        type_signs={
            sign.value: name
            for iri, name in of_kind[BDG.DocumentType].items()
            for sign in facts[iri].get(SKOS.notation, [])
        },
        levels={name: one(iri, BDG.level) or "other" for iri, name in types.items()},
        collectives=frozenset(name for iri, name in types.items() if BDG.collective in facts[iri]),
        metric_facts={
            name: Metric(
                frozenset(_name(o.value) for o in facts[iri].get(BDG.expectedUnit, [])),
                one(iri, BDG.domain),
                one(iri, BDG.desiredDirection) == "decrease",
            )
            for iri, name in metrics.items()
        },
        unit_facts={
            name: Unit(_number(facts[iri], BDG.minValue, 0), _number(facts[iri], BDG.maxValue, inf))
            for iri, name in units.items()
        },
        place_names=places,
        place_spans={
            name: (one(iri, BDG.validFrom) or "", one(iri, BDG.validUntil) or "9999")
            for iri, name in of_kind[BDG.Place].items()
        },
        english={
            f"{kind}/{name}": label
            for kind, names in of_kind.items()
            for iri, name in names.items()
            if (label := _english(facts[iri]))
        },
        known_documents=frozenset(of_kind[BDG.Document].values()),
        agencies=frozenset(of_kind[BDG.Agency].values()),
    )


def _facts(folders: list[Path]) -> Facts:
    facts: Facts = defaultdict(lambda: defaultdict(list))
    for folder in folders:
        for path in sorted(folder.glob("*.ttl")):
            for quad in ox.parse(path=str(path), base_iri=ID):
                if isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode | ox.Literal):
                    facts[quad.subject.value][quad.predicate.value].append(quad.object)
    return facts


def _labels(properties: dict[str, list[ox.NamedNode | ox.Literal]]) -> Iterator[str]:
    for term in (SKOS.prefLabel, SKOS.altLabel):
        for label in properties.get(term, []):
            if isinstance(label, ox.Literal) and label.language == "vi":
                yield label.value


def _in_short(label: str) -> Iterator[str]:
    """A name, and the same with words that plans write in full or in short: "Văn phòng UBND tỉnh"."""
    yield label
    for full, short in SHORT:
        for one, other in ((full, short), (short, full)):
            if re.search(rf"\b{one}\b", label):
                yield re.sub(rf"\b{one}\b", other, label)


def _place_labels(properties: dict[str, list[ox.NamedNode | ox.Literal]]) -> Iterator[str]:
    """The names of a place without "tỉnh" or "thành phố": "Ninh Bình (từ 01/7/2025)" is said "Ninh Bình" too."""
    official = [o.value for o in properties.get(BDG.officialName, [])]
    yield from (_bare(label) for label in (*official, *_labels(properties)) if "(" not in label)


def _english(properties: dict[str, list[ox.NamedNode | ox.Literal]]) -> str | None:
    labels = (o for o in properties.get(SKOS.prefLabel, []) if isinstance(o, ox.Literal) and o.language == "en")
    return next((o.value for o in labels), None)


def _name(iri: str) -> str:
    """The path of an IRI after its kind: "ninh-binh/so-y-te"; of ODRL's operators their local name."""
    if iri.startswith(ODRL.namespace):
        return iri.removeprefix(ODRL.namespace)
    return iri.removeprefix(ID).split("/", 1)[-1]


def _bare(label: str) -> str:
    return next((label.removeprefix(word) for word in PLACE_WORDS if label.startswith(word)), label)


def _place_name(properties: dict[str, list[ox.NamedNode | ox.Literal]]) -> str:
    return next(_place_labels(properties), "")


def _number(properties: dict[str, list[ox.NamedNode | ox.Literal]], term: str, otherwise: float) -> float:
    return next((float(o.value) for o in properties.get(term, [])), otherwise)
