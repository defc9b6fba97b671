"""The sheets and columns of a plan's workbook, made from the ontology (names, help) and the shapes (what a value is,
whether it must be there). It knows no spreadsheet."""

from dataclasses import dataclass, replace
from functools import cache
from typing import Final

import pyoxigraph as ox

from bdg_graph.terms import BDG, DCTERMS, FOAF, RDF, SKOS, XSD
from bdg_graph.validation import ground, shapes
from bdg_graph.validation.findings import Text
from bdg_graph.validation.graph import SUBCLASS, Facts
from bdg_graph.validation.nearest import written

KINDS: Final = (
    "Plan", "Objective", "Indicator", "Target", "Responsibility", "Task", "Citation", "ReportingDuty", "Funding",
    "Campaign", "Addressee", "Signatory", "Agency", "Document",
)  # fmt: skip
FIRST: Final = (
    BDG.ofObjective, BDG.ofIndicator, BDG.partOf, BDG.number, DCTERMS.title, SKOS.prefLabel, FOAF.name, BDG.text,
    BDG.evidence, BDG.agency, BDG.role, BDG.covers, BDG.scope, BDG.metric, BDG.comparator, BDG.value, BDG.unit,
    BDG.dueYear, BDG.document, BDG.citationUse, BDG.place, BDG.documentType, BDG.documentNumber, DCTERMS.issued,
    BDG.issuer, BDG.periodStart, BDG.periodEnd, BDG.reviewState, BDG.agencyType, BDG.taskKind, BDG.addresseeKind,
    BDG.citedNumber, BDG.citedDate, BDG.citedIssuer, BDG.citedTitle, BDG.partner, BDG.agencyEvidence, BDG.reportsTo,
    BDG.through, BDG.dueDay, BDG.dueMonth, BDG.frequency, BDG.leadNotStated, BDG.notStated,
)  # fmt: skip
"""The order in which people fill in; other properties follow by name."""
BY_ITSELF: Final = {RDF.type, BDG.inPlan, BDG.source}
"""What the importer writes."""
PASSAGES: Final = (BDG.evidence, BDG.agencyEvidence)
ASKED: Final = (BDG.evidence, BDG.text)
"""What a query of the shapes, not sh:minCount, wants of every part of a plan: a strategy may lack them."""
COVERED: Final = ("Objective", "Indicator")
"""What a responsibility covers; in the shapes a query says so."""
DEFINITION: Final = ox.NamedNode(SKOS.definition)
EXAMPLE: Final = ox.NamedNode(SKOS.example)
LABEL: Final = ox.NamedNode(shapes.RDFS + "label")


@dataclass(frozen=True, slots=True)
class Column:
    """A column: a property, in one language where its values have languages."""

    predicate: str
    value: str
    """A datatype; "vi" or "en"; a class; "" for any thing."""
    many: bool
    required: bool
    label: Text
    help: Text
    choices: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """What stands in the first row and tells the importer the column: "bdg:unit", "skos:prefLabel@vi"."""
        return written(self.predicate).strip("<>") + (f"@{self.value}" if self.value in ("vi", "en") else "")

    @property
    def is_thing(self) -> bool:
        return not self.value.startswith(XSD.namespace) and self.value not in ("vi", "en")

    @property
    def kinds(self) -> tuple[str, ...]:
        """The sheets whose rows may be meant."""
        kind = self.value.removeprefix(BDG.namespace)
        return COVERED if self.predicate == BDG.covers else (kind,) if kind in KINDS else ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: the things of one class."""

    kind: str
    label: Text
    columns: tuple[Column, ...]

    @property
    def title(self) -> str:
        """The name on the tab."""
        return f"{self.kind} · {self.label.vi}"[:31]


@cache
def sheets() -> tuple[Sheet, ...]:
    """All sheets."""
    facts = ground.base()
    read = shapes.read(shapes.project())
    return tuple(_sheet(kind, facts, read) for kind in KINDS)


def _sheet(kind: str, facts: Facts, read: list[shapes.Shape]) -> Sheet:
    node = ox.NamedNode(BDG.namespace + kind)
    classes = {node, *facts.objects(node, SUBCLASS)}
    asked: dict[str, dict[str, list[ox.NamedNode | ox.BlankNode | ox.Literal]]] = {}
    languages: dict[str, list[str]] = {}
    for shape in read:
        about_class = bool(classes & set(shape.targets.get("targetClass", [])))
        about_subjects = shape.path in shape.targets.get("targetSubjectsOf", [])
        if not isinstance(shape.path, ox.NamedNode) or not (
            about_class or (about_subjects and _belongs(shape.path, classes, facts))
        ):
            continue
        told = asked.setdefault(shape.path.value, {})
        for name, value in shape.constraints:
            if name == "minCount" and not about_class:
                continue  # needed only where the property is there at all
            told.setdefault(name, []).append(value)
            if name == "languageIn":
                languages[shape.path.value] = [tag.value for tag in shape.lists[value]]
            if name == "in":
                told["in"] = list(shape.lists[value])
    columns = []
    for name in sorted(asked, key=lambda name: (FIRST.index(name) if name in FIRST else len(FIRST), name)):
        limit = [v.value for v in asked[name].get("maxCount", [])]
        if name not in BY_ITSELF and ("0" not in limit or "in" in asked[name]):
            columns += _columns(name, asked[name], languages.get(name, []), facts)
    gaps = {choice for column in columns if column.predicate == BDG.notStated for choice in column.choices}
    columns = [replace(c, help=_or_not_stated(c.help)) if c.predicate in gaps else c for c in columns]
    return Sheet(kind, shapes.text(facts, node, LABEL), tuple(columns))


def _or_not_stated(said: Text) -> Text:
    return Text(
        f"{said.vi} Nếu văn bản không có, để trống và chọn mục này ở cột “không nêu”.".strip(),
        f"{said.en} Where the document has none, leave it empty and choose it in the column “not stated”.".strip(),
    )


def _belongs(name: ox.NamedNode, classes: set[ox.NamedNode | ox.BlankNode | ox.Literal], facts: Facts) -> bool:
    """Whether the ontology gives the property to one of the classes, or to anything."""
    domains = facts.objects(name, ox.NamedNode(shapes.RDFS + "domain"))
    union = ox.NamedNode("http://www.w3.org/2002/07/owl#unionOf")
    told = {
        d
        for domain in domains
        for d in (domain, *(m for h in facts.objects(domain, union) for m in shapes.items(facts, h)))
    }
    return not told or bool(told & classes)


def _columns(
    name: str, told: dict[str, list[ox.NamedNode | ox.BlankNode | ox.Literal]], languages: list[str], facts: Facts
) -> list[Column]:
    node = ox.NamedNode(name)
    label, help_ = shapes.text(facts, node, LABEL), shapes.text(facts, node, DEFINITION)
    known = KNOWN.get(name)
    label, help_ = known if known else (label, help_)
    required = "minCount" in told or name in ASKED
    most = [v.value for v in told.get("maxCount", [])]
    if languages:
        many = not most and "uniqueLang" not in told
        return [Column(name, tag, many, required, label, help_) for tag in languages if tag in ("vi", "en")]
    datatypes = [v.value for v in told.get("datatype", [])]
    classes = [v.value for v in told.get("class", [])]
    allowed = list(told.get("in", []))
    if not datatypes and not classes and any(isinstance(v, ox.Literal) for v in allowed):
        datatypes = [XSD.boolean]
    value = datatypes[0] if datatypes else classes[0] if classes else ""
    choices = tuple(v.value for v in allowed if isinstance(v, ox.NamedNode))
    return [Column(name, value, not (datatypes and most) and "1" not in most, required, label, help_, choices)]


KNOWN: Final = {
    SKOS.prefLabel: (
        Text("tên gọi", "label"),
        Text(
            "Tên ngắn để người đọc nhận ra, do người mã hóa đặt.", "A short name to know it by; the encoder words it."
        ),
    ),
    DCTERMS.title: (
        Text("tên văn bản", "title"),
        Text("Tên đầy đủ, như văn bản in.", "The whole title, as the document prints it."),
    ),
    DCTERMS.issued: (
        Text("ngày ban hành", "date of issue"),
        Text("Ngày ký, in ở đầu văn bản.", "The day of signing, at the head of the document."),
    ),
    DCTERMS.source: (
        Text("nguồn khác", "other source"),
        Text("Chỉ cho chiến lược mà văn bản không có trong tay.", "Only for a strategy whose text is not at hand."),
    ),
    FOAF.name: (Text("họ và tên", "name"), Text("", "")),
}
"""Label and help of properties of other vocabularies."""
