"""Coverage and quality: what of each plan is encoded, quoted, reviewed and validated, in numbers."""

from collections import Counter
from collections.abc import Sequence

from bdg_graph.terms import BDG, ID
from bdg_graph.web.pages import reader, tables
from bdg_graph.web.pages.catalogue import Plan
from bdg_graph.web.pages.context import Page
from bdg_graph.web.pages.graph import position
from bdg_graph.web.pages.listings import COUNTS
from bdg_graph.web.pages.made import Made
from bdg_graph.web.pages.tables import Cell, Head, Table

PARTS = (BDG.ReportingDuty, BDG.Funding, BDG.Campaign, BDG.Addressee, BDG.Signatory)
ROWS = 50


def coverage(page: Page) -> Made:
    """The page of coverage."""
    t = page.t
    counted = [*COUNTS, *PARTS]
    heads = [
        Head("plan", t("Kế hoạch", "Plan"), value=lambda plan: plan.iri),
        Head("state", t("Rà soát", "Review"), choose=True, value=lambda plan: plan.state or ""),
        Head("quoted", t("Chữ được trích (%)", "Letters quoted (%)"), number=True, order=lambda p: _quoted(page, p)[0]),
        Head("left", t("Dòng không được trích", "Lines not quoted"), number=True, order=lambda p: _quoted(page, p)[1]),
        Head("violations", t("Lỗi", "Violations"), number=True),
        Head("warnings", t("Cảnh báo", "Warnings"), number=True),
        *(_count(page, kind) for kind in counted),
    ]

    def ready(plans: Sequence[Plan]) -> None:
        page.graph.read_names(iri for plan in plans for iri in (plan.iri, plan.state) if iri)

    table = Table(
        heads, list(page.catalogue.all_plans.values()), lambda plan: _cells(page, plan), ready, page_size=ROWS
    )
    tables.arranged(table, page)
    if form := page.first("format"):
        return tables.download(page, table, form, "coverage")
    plans = page.catalogue.plans.values()
    reviewed = {plan.iri for plan in plans if (plan.state or "").endswith("/reviewed")}
    context = {
        "table": table,
        "report": page.view.checks.everything(),
        "plans": len(plans),
        "reviewed": len(reviewed),
        "places": len({p.place for p in plans}),
        "all_places": page.figures.once("places of today", lambda: _places_of_today(page)),
        "parts": _parts_reviewed(page, counted, reviewed),
    }
    return Made("coverage.html", context)


def _places_of_today(page: Page) -> int:
    """How many provinces and cities there are now."""
    found = page.graph.select(
        "SELECT (COUNT(DISTINCT ?p) AS ?n) WHERE { ?p a bdg:Place ; bdg:placeType ?type . "
        f"FILTER(?type IN (<{ID}place-type/province>, <{ID}place-type/municipality>)) "
        "OPTIONAL { ?p bdg:validUntil ?until } FILTER(!BOUND(?until)) }"
    ).rows
    return int(found[0][0].value) if found and found[0][0] else 0


def _parts_reviewed(page: Page, kinds: Sequence[str], reviewed: set[str]) -> list[tuple[str, str, int, int]]:
    """(kind, its name, how many stand in reviewed plans, how many in all): the data have the review of whole plans."""
    total, good = Counter[str](), Counter[str]()
    for plan in page.catalogue.plans.values():
        for kind in kinds:
            total[kind] += plan.count(kind)
            good[kind] += plan.count(kind) if plan.iri in reviewed else 0
    return [(kind, page.name(kind), good[kind], total[kind]) for kind in kinds if total[kind]]


def _count(page: Page, kind: str) -> Head:
    return Head(kind.rsplit("#")[-1], page.name(kind), number=True, order=lambda plan: float(plan.count(kind)))


def _quoted(page: Page, plan: Plan) -> tuple[float | None, float | None]:
    """How many per cent of a plan's letters a fact quotes and how many lines none does; None without its text."""

    def read() -> tuple[float | None, float | None]:
        text = reader.source_text(page, plan.iri)
        if text is None:
            return None, None
        rows = page.graph.ask("passages", plan=[plan.iri]).rows
        spans = [position(passage.value) for _, passage in rows if passage]
        share, left = reader.coverage(text, [span for span in spans if span[1] <= len(text)])
        return float(share), float(len(left))

    return page.figures.once(("quoted", plan.iri), read)


def _cells(page: Page, plan: Plan) -> list[Cell]:
    share, left = _quoted(page, plan)
    report = page.view.checks.of_plan(plan.iri)
    unknown = Cell(page.t("chưa kiểm tra", "not checked"), mark="absent")

    def n(value: float) -> Cell:
        return Cell(page.number(f"{value:g}"), order=value)

    return [
        Cell(page.name(plan.iri), plan.iri),
        Cell(page.name(plan.state), plan.state) if plan.state else Cell(),
        Cell(page.t("không có văn bản", "no text"), mark="absent") if share is None else n(share),
        Cell() if left is None else n(left),
        n(report.count("violation")) if report.state == "done" else unknown,
        n(report.count("warning")) if report.state == "done" else Cell(),
        *(n(plan.count(kind)) for kind in (*COUNTS, *PARTS)),
    ]
