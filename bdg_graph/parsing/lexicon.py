"""What the parser is told of the vocabularies: phrases and what they stand for, as plain data. Where they come from
(`drafting.vocabulary` reads them from the schemes' labels) is not known here."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bdg_graph.parsing.words import PhraseBook


@dataclass(frozen=True, slots=True)
class Unit:
    """What values of a unit can be; a value outside is a misreading."""

    least: float
    most: float


@dataclass(frozen=True, slots=True)
class Metric:
    """What the parser has to know of a metric to propose it."""

    units: frozenset[str]
    domain: str | None = None
    falling: bool = False
    """Whether less of it is better."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The phrases of each vocabulary, and the few facts about its concepts that parsing needs."""

    agency_types: PhraseBook = field(default_factory=PhraseBook)
    places: PhraseBook = field(default_factory=PhraseBook)
    place_types: PhraseBook = field(default_factory=PhraseBook)
    metrics: PhraseBook = field(default_factory=PhraseBook)
    units: PhraseBook = field(default_factory=PhraseBook)
    comparators: PhraseBook = field(default_factory=PhraseBook)
    topics: PhraseBook = field(default_factory=PhraseBook)
    groups: PhraseBook = field(default_factory=PhraseBook)
    domains: PhraseBook = field(default_factory=PhraseBook)
    frequencies: PhraseBook = field(default_factory=PhraseBook)
    funds: PhraseBook = field(default_factory=PhraseBook)
    task_kinds: PhraseBook = field(default_factory=PhraseBook)
    document_types: PhraseBook = field(default_factory=PhraseBook)
    documents: PhraseBook = field(default_factory=PhraseBook)
    type_signs: Mapping[str, str] = field(default_factory=dict)
    """The document type whose sign stands in a number: "KH" is "ke-hoach"."""
    levels: Mapping[str, str] = field(default_factory=dict)
    """Of each agency type: central, province, district, commune or other."""
    collectives: frozenset[str] = frozenset()
    metric_facts: Mapping[str, Metric] = field(default_factory=dict)
    unit_facts: Mapping[str, Unit] = field(default_factory=dict)
    place_names: Mapping[str, str] = field(default_factory=dict)
    """Of each place: its name without "tỉnh" or "thành phố"."""
    place_spans: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """Of each place: its first and last day as ISO dates; a merged province is another place afterwards."""
    agencies: frozenset[str] = frozenset()
    """The agencies that the reference data know, "ninh-binh/so-y-te"."""
    known_documents: frozenset[str] = frozenset()
    """The documents that the reference data know."""
    english: Mapping[str, str] = field(default_factory=dict)
    """English labels by class and name: "https://w3id.org/bdg/ontology#Metric/sex-ratio-at-birth"."""
