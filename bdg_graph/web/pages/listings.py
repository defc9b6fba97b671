"""Lists of all things of a kind (`/vi/metric`, `/vi/agency` ...) and the list of kinds."""

from collections.abc import Sequence
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from bdg_graph.engines import Term
from bdg_graph.terms import BDG, DCTERMS, SKOS
from bdg_graph.web.pages import tables
from bdg_graph.web.pages.catalogue import Plan
from bdg_graph.web.pages.context import Page
from bdg_graph.web.pages.graph import Thing, short
from bdg_graph.web.pages.made import Made
from bdg_graph.web.pages.tables import Cell, Head, Table

# Kinds by the first segment of their IRIs, in the order that people look for them.
CLASSES: dict[str, str] = {
    "plan": BDG.Plan,
    "metric": BDG.Metric,
    "domain": BDG.Domain,
    "topic": BDG.Topic,
    "agency": BDG.Agency,
    "agency-type": BDG.AgencyType,
    "place": BDG.Place,
    "document": BDG.Document,
    "document-type": BDG.DocumentType,
    "role": BDG.Role,
    "task-kind": BDG.TaskKind,
    "beneficiary-group": BDG.BeneficiaryGroup,
    "unit": BDG.Unit,
    "citation-use": BDG.CitationUse,
    "funding-source": BDG.FundingSource,
    "frequency": BDG.Frequency,
    "addressee-kind": BDG.AddresseeKind,
    "level": BDG.Level,
    "direction": BDG.Direction,
    "review-state": BDG.ReviewState,
    "place-type": BDG.PlaceType,
    "scheme": SKOS.ConceptScheme,
}

# What a list shows of a thing beside its name and definition.
COLUMNS: dict[str, tuple[str, ...]] = {
    "metric": (BDG.domain, BDG.expectedUnit, BDG.desiredDirection),
    "agency": (BDG.agencyType, BDG.place),
    "agency-type": (BDG.level,),
    "document": (BDG.documentNumber, "http://purl.org/dc/terms/issued", BDG.documentType, BDG.issuer),
    "place": (BDG.placeType,),
    "topic": (BDG.domain,),
}
DEFINED = {
    "metric",
    "domain",
    "topic",
    "role",
    "unit",
    "task-kind",
    "beneficiary-group",
    "citation-use",
    "level",
    "frequency",
}
POINTED = {
    "metric": BDG.metric,
    "topic": BDG.topic,
    "agency": BDG.agency,
    "document": BDG.document,
    "beneficiary-group": BDG.beneficiary,
}


@dataclass(frozen=True)
class Kind:
    """A kind of thing as the list of kinds shows it."""

    slug: str
    words: str
    definition: str
    n: int


def is_kind(page: Page, path: str) -> bool:
    """Whether `path` names a kind whose things have a list."""
    return path in CLASSES


def kind_words(page: Page, kind: str) -> str:
    """What the things of a kind are called."""
    return page.name(CLASSES[kind]) if CLASSES[kind].startswith(BDG.namespace) else page.t("Bảng mã", "Concept schemes")


def browse(page: Page) -> Made:
    """The list of kinds."""
    counts = page.figures.classes
    kinds = [
        Kind(
            slug,
            kind_words(page, slug),
            page.graph.definition(iri).get(page.lang, ""),
            counts.get(iri, 0),
        )
        for slug, iri in CLASSES.items()
        if counts.get(iri)
    ]
    parts = [(page.name(iri), iri, counts[iri]) for iri in PARTS if counts.get(iri)]
    return Made("browse.html", {"kinds": kinds, "parts": parts})


PARTS = (
    BDG.Objective,
    BDG.Indicator,
    BDG.Target,
    BDG.Responsibility,
    BDG.Task,
    BDG.Citation,
    BDG.ReportingDuty,
    BDG.Funding,
    BDG.Campaign,
    BDG.Addressee,
    BDG.Signatory,
    BDG.Passage,
)


def kind_page(page: Page, kind: str) -> Made:
    """All things of a kind."""
    if kind == "plan":
        return plans_page(page)
    of, figures = CLASSES[kind], page.figures
    columns = COLUMNS.get(kind, ())
    said = {column: figures.values(of, column) for column in columns}
    used = figures.mentions(POINTED[kind]) if kind in POINTED else {}
    heads = [Head("name", kind_words(page, kind), value=str)]
    heads += [_head(page, column, said[column]) for column in columns]
    if kind in POINTED:
        words = page.t("Được nhắc đến", "Mentions")
        heads.append(Head("used", words, number=True, order=lambda iri: float(used.get(iri, 0))))
    if kind in DEFINED:
        heads.append(Head("definition", page.t("Định nghĩa", "Definition")))

    described: dict[str, Thing] = {}

    def cells(iri: str) -> list[Cell]:
        row = [Cell(page.name(iri), iri), *(_cell(page, said[column].get(iri, [])) for column in columns)]
        if kind in POINTED:
            row.append(Cell(page.number(used.get(iri, 0)), order=used.get(iri, 0)))
        if kind in DEFINED:
            thing = described.get(iri) or page.graph.thing(iri)
            row.append(Cell(thing.words(SKOS.definition).get(page.lang, "")))
        return row

    def ready(rows: Sequence[str]) -> None:
        if kind in DEFINED:
            described.update(page.graph.things(rows))
        named = [t.value for column in columns for iri in rows for t in said[column].get(iri, []) if _is_iri(t)]
        page.graph.read_names([*rows, *named])

    table = tables.arranged(Table(heads, figures.members(of, page.lang), cells, ready), page)
    if form := page.first("format"):
        return tables.download(page, table, form, kind)
    definition = page.graph.definition(of).get(page.lang, "")
    return Made("kind.html", {"table": table, "words": kind_words(page, kind), "definition": definition})


def _head(page: Page, column: str, said: dict[str, list[Term]]) -> Head:
    """The column of what things say with a property."""
    return Head(
        short(column).rsplit("#")[-1].rsplit("/")[-1],
        _words(page, column),
        choose=column != BDG.documentNumber,
        value=lambda iri: said[iri][0].value if iri in said else "",
    )


def _is_iri(term: Term) -> bool:
    return isinstance(term, NamedNode)


def _words(page: Page, predicate: str) -> str:
    return page.name(predicate) if predicate.startswith(BDG.namespace) else page.t("Ngày ban hành", "Date of issue")


def _cell(page: Page, terms: Sequence[Term]) -> Cell:
    cells = [
        Cell(page.name(t.value), t.value) if isinstance(t, NamedNode) else Cell(page.literal(t))
        for t in terms
        if isinstance(t, NamedNode | Literal)
    ]
    return tables.joined(cells)


COUNTS = (BDG.Objective, BDG.Indicator, BDG.Target, BDG.Responsibility, BDG.Task, BDG.Citation)


def plans_page(page: Page) -> Made:
    """All plans, with their sizes."""
    t = page.t

    def count(kind: str) -> Head:
        words = page.name(kind)
        return Head(kind.rsplit("#")[-1], words, number=True, order=lambda plan: float(plan.count(kind)))

    heads = [
        Head("plan", t("Kế hoạch", "Plan"), value=lambda plan: plan.iri),
        Head("place", t("Nơi", "Place"), choose=True, value=lambda plan: plan.place or ""),
        Head("period", t("Giai đoạn", "Period"), choose=True, value=years_of),
        Head("issued", t("Ngày ban hành", "Issued"), value=lambda plan: plan.issued or ""),
        Head("number", t("Số, ký hiệu", "Number"), value=lambda plan: plan.number or ""),
        Head("type", t("Loại văn bản", "Document type"), choose=True, value=lambda plan: plan.type or ""),
        *map(count, COUNTS),
    ]

    def ready(plans: Sequence[Plan]) -> None:
        page.graph.read_names(iri for plan in plans for iri in (plan.iri, plan.place, plan.type) if iri)

    def cells(plan: Plan) -> list[Cell]:
        return [
            Cell(page.name(plan.iri), plan.iri),
            Cell(page.name(plan.place), plan.place) if plan.place else tables.missing(page, plan, BDG.place),
            Cell(years_of(plan)) if plan.start else tables.missing(page, plan, BDG.periodStart),
            Cell(page.date(plan.issued)) if plan.issued else tables.missing(page, plan, DCTERMS.issued),
            Cell(plan.number) if plan.number else tables.missing(page, plan, BDG.documentNumber),
            Cell(page.name(plan.type), plan.type) if plan.type else Cell(),
            *(Cell(page.number(plan.count(kind)), order=plan.count(kind)) for kind in COUNTS),
        ]

    table = tables.arranged(Table(heads, list(page.catalogue.all_plans.values()), cells, ready), page)
    if form := page.first("format"):
        return tables.download(page, table, form, "plans")
    definition = page.graph.definition(BDG.Plan).get(page.lang, "")
    return Made("kind.html", {"table": table, "words": t("Kế hoạch", "Plans"), "definition": definition})


def years_of(plan: Plan) -> str:
    """The period that a plan states; nothing where it states none."""
    return f"{plan.start}–{plan.end}" if plan.start != plan.end else plan.start or ""
