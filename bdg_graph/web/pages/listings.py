"""Lists of all things of a kind (`/vi/metric`, `/vi/agency` ...) and the list of kinds."""

from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode

from bdg_graph.engines import Term
from bdg_graph.search import fold
from bdg_graph.terms import BDG, SKOS
from bdg_graph.web.pages import tables
from bdg_graph.web.pages.context import Page
from bdg_graph.web.pages.graph import Thing, short
from bdg_graph.web.pages.tables import Cell, Head, Table
from bdg_graph.web.pages.view import Made

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
    counted = page.graph.select("SELECT ?c (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s a ?c } GROUP BY ?c").rows
    counts = {c.value: int(n.value) for c, n in counted if c and n}
    kinds = [
        Kind(
            slug,
            kind_words(page, slug),
            page.graph.thing(iri).words(SKOS.definition).get(page.lang, ""),
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
    columns = COLUMNS.get(kind, ())
    heads = [Head("name", kind_words(page, kind))]
    heads += [
        Head(short(c).rsplit("#")[-1].rsplit("/")[-1], _words(page, c), choose=c not in (BDG.documentNumber,))
        for c in columns
    ]
    if kind in POINTED:
        heads.append(Head("used", page.t("Được nhắc đến", "Mentions"), number=True))
    if kind in DEFINED:
        heads.append(Head("definition", page.t("Định nghĩa", "Definition")))
    used = _used(page, kind)
    rows = [_row(page, thing, columns, kind, used) for thing in page.graph.of_kind(CLASSES[kind]).values()]
    rows.sort(key=lambda row: fold(row[0].text))
    table = tables.arranged(Table(heads, rows), page)
    if form := page.first("format"):
        return tables.download(page, table, form, kind)
    definition = page.graph.thing(CLASSES[kind]).words(SKOS.definition).get(page.lang, "")
    return Made("kind.html", {"table": table, "words": kind_words(page, kind), "definition": definition})


def _words(page: Page, predicate: str) -> str:
    return page.name(predicate) if predicate.startswith(BDG.namespace) else page.t("Ngày ban hành", "Date of issue")


def _used(page: Page, kind: str) -> dict[str, int]:
    if kind not in POINTED:
        return {}
    rows = page.graph.select(
        f"SELECT ?o (COUNT(DISTINCT ?s) AS ?n) WHERE {{ ?s <{POINTED[kind]}> ?o ; bdg:inPlan ?plan }} GROUP BY ?o"
    ).rows
    return {o.value: int(n.value) for o, n in rows if o and n}


def _cell(page: Page, term: Term) -> Cell:
    if isinstance(term, NamedNode):
        return Cell(page.name(term.value), term.value)
    return Cell(page.literal(term)) if isinstance(term, Literal) else Cell()


def _row(page: Page, thing: Thing, columns: tuple[str, ...], kind: str, used: dict[str, int]) -> list[Cell]:
    row = [Cell(page.name(thing.iri), thing.iri)]
    for column in columns:
        cells = [_cell(page, term) for term in thing.facts.get(column, ())]
        first = cells[0] if cells else Cell()
        first.more = cells[1:]
        row.append(first)
    if kind in POINTED:
        n = used.get(thing.iri, 0)
        row.append(Cell(page.number(n), order=n))
    if kind in DEFINED:
        row.append(Cell(thing.words(SKOS.definition).get(page.lang, "")))
    return row


COUNTS = (BDG.Objective, BDG.Indicator, BDG.Target, BDG.Responsibility, BDG.Task, BDG.Citation)


def plans_page(page: Page) -> Made:
    """All plans, with their sizes."""
    t = page.t
    heads = [
        Head("plan", t("Kế hoạch", "Plan")),
        Head("place", t("Nơi", "Place"), choose=True),
        Head("period", t("Giai đoạn", "Period"), choose=True),
        Head("issued", t("Ngày ban hành", "Issued")),
        Head("number", t("Số, ký hiệu", "Number")),
        Head("type", t("Loại văn bản", "Document type"), choose=True),
        *(Head(kind.rsplit("#")[-1], page.name(kind), number=True) for kind in COUNTS),
    ]
    rows = []
    for plan in page.catalogue.all_plans.values():
        years = f"{plan.start}–{plan.end}" if plan.start != plan.end else plan.start or ""
        silent = t("không nêu", "not stated")
        rows.append(
            [
                Cell(page.name(plan.iri), plan.iri),
                Cell(page.name(plan.place), plan.place) if plan.place else Cell(silent, mark="silent"),
                Cell(years if plan.start else silent, order=plan.first_year, mark="" if plan.start else "silent"),
                Cell(page.date(plan.issued), order=float(plan.issued.replace("-", "")))
                if plan.issued
                else Cell(silent, mark="silent"),
                Cell(plan.number) if plan.number else Cell(silent, mark="silent"),
                Cell(page.name(plan.type), plan.type) if plan.type else Cell(),
                *(Cell(page.number(plan.count(kind)), order=plan.count(kind)) for kind in COUNTS),
            ]
        )
    table = tables.arranged(Table(heads, rows), page)
    if form := page.first("format"):
        return tables.download(page, table, form, "plans")
    definition = page.graph.thing(BDG.Plan).words(SKOS.definition).get(page.lang, "")
    return Made("kind.html", {"table": table, "words": t("Kế hoạch", "Plans"), "definition": definition})
