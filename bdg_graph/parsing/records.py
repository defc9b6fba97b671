"""The records of a plan: what the parser reads from a text and what `encode` turns into RDF. They know no RDF.

Every record says where in the source text it was read (`Span`, code points, half-open). Agencies, metrics, units and
other things of the vocabularies are named by the path of their IRI after `.../id/<kind>/`, so that an agency is
"ninh-binh/so-y-te" and a metric "sex-ratio-at-birth". Indicators and objectives are named by their number, "4.1", "4".
"""

from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of the source text: `source[start:end]`."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Label:
    """A short name in Vietnamese and, where someone has written it, in English."""

    vi: str | None = None
    en: str | None = None


@dataclass(kw_only=True, slots=True)
class Record:
    """What all records have: a key that is unique for its kind in the plan, a label, the passages, the text as printed.

    `text` None means: the words of the first passage.
    """

    key: str
    evidence: list[Span]
    label: Label = field(default_factory=Label)
    text: str | None = None
    number: str | None = None
    note: Label = field(default_factory=Label)

    @property
    def longest_passage(self) -> Span:
        """The longest of the passages: of a duty that is quoted clause by clause, its whole line."""
        return max(self.evidence, key=lambda span: span.end - span.start)


@dataclass(kw_only=True, slots=True)
class Header(Record):
    """What the document says of itself. `key` is the plan's id. `not_stated` names terms the text is silent on."""

    title: Label
    document_type: str
    place: str
    issuer: str | None = None
    document_number: str | None = None
    issued: str | None = None  # ISO date
    period: tuple[int, int] | None = None
    not_stated: list[str] = field(default_factory=list)


@dataclass(kw_only=True, slots=True)
class Objective(Record):
    """A numbered or general aim (mục tiêu)."""

    general: bool = False
    domains: list[str] = field(default_factory=list)


@dataclass(kw_only=True, slots=True)
class Indicator(Record):
    """What the plan commits to measure (chỉ tiêu). `metric` only where it sets no quantified target."""

    objective: str | None = None
    metric: str | None = None
    lead_not_stated: bool = False


@dataclass(kw_only=True, slots=True)
class Target(Record):
    """One quantified commitment (mức phấn đấu) inside the indicator whose key is `indicator`. `comparator`: odrl's
    names.
    """

    indicator: str
    metric: str | None
    comparator: str
    value: Decimal
    unit: str | None
    due_year: int | None
    baseline_value: Decimal | None = None
    baseline_year: int | None = None


@dataclass(kw_only=True, slots=True)
class Responsibility(Record):
    """An agency's role (chủ trì, phối hợp ...). `covers` names ("objective" | "indicator", key) pairs.

    `agency_evidence` is where the agency is named when the sentence itself does not name it.
    """

    agencies: list[str]
    role: str
    covers: list[tuple[str, str]] = field(default_factory=list)
    scope: Label = field(default_factory=Label)
    partners: list[str] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    agency_evidence: Span | None = None


@dataclass(kw_only=True, slots=True)
class Task(Record):
    """Something to be done (nhiệm vụ, giải pháp, hoạt động, mô hình); `part_of` is the key of a larger task."""

    kind: str
    domains: list[str] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)
    beneficiaries: list[str] = field(default_factory=list)
    agencies: list[str] = field(default_factory=list)
    part_of: str | None = None


@dataclass(kw_only=True, slots=True)
class Citation(Record):
    """The plan's use of another document, with what this plan printed of it; every mention is a passage."""

    document: str
    use: str
    cited_numbers: list[str] = field(default_factory=list)
    cited_dates: list[str] = field(default_factory=list)  # ISO dates
    cited_titles: list[str] = field(default_factory=list)
    cited_issuers: list[str] = field(default_factory=list)


@dataclass(kw_only=True, slots=True)
class ReportingDuty(Record):
    """Who reports to whom, by when. Year, month and day as far as printed."""

    agencies: list[str]
    reports_to: list[str]
    through: list[str] = field(default_factory=list)
    frequency: str | None = None
    due_year: int | None = None
    due_month: int | None = None
    due_day: int | None = None
    agency_evidence: Span | None = None


@dataclass(kw_only=True, slots=True)
class Funding(Record):
    """Where the money comes from."""

    sources: list[str] = field(default_factory=list)
    agencies: list[str] = field(default_factory=list)


@dataclass(kw_only=True, slots=True)
class Campaign(Record):
    """A campaign such as the yearly Action Month. Dates are ISO dates, or month and day where no year is printed."""

    start_date: str | None = None
    end_date: str | None = None
    start_day: tuple[int, int] | None = None  # (month, day)
    end_day: tuple[int, int] | None = None
    frequency: str | None = None
    agencies: list[str] = field(default_factory=list)
    topics: list[str] = field(default_factory=list)


@dataclass(kw_only=True, slots=True)
class Addressee(Record):
    """Whom the document is sent to: "action" (Kính gửi) or "copy" (Nơi nhận)."""

    kind: str
    agencies: list[str] = field(default_factory=list)


@dataclass(kw_only=True, slots=True)
class Signatory(Record):
    """Who signed, in which position, on whose behalf (KT., TM., TL., ...)."""

    name: str | None
    position: str | None
    on_behalf_of: str | None = None
    agency: str | None = None


@dataclass(slots=True)
class Plan:
    """A plan read whole: its header and its records in document order."""

    header: Header
    records: list[Record] = field(default_factory=list)
