"""Coverage and quality: what of each plan is encoded, quoted, reviewed and validated, in numbers."""

from bdg_graph.terms import BDG
from bdg_graph.web.pages import reader, tables
from bdg_graph.web.pages.context import Page
from bdg_graph.web.pages.graph import position
from bdg_graph.web.pages.listings import COUNTS
from bdg_graph.web.pages.tables import Cell, Head, Table
from bdg_graph.web.pages.view import Made

PARTS = (BDG.ReportingDuty, BDG.Funding, BDG.Campaign, BDG.Addressee, BDG.Signatory)


def coverage(page: Page) -> Made:
    """The page of coverage."""
    t = page.t
    heads = [Head("plan", t("Kế hoạch", "Plan")), Head("state", t("Rà soát", "Review"), choose=True)]
    heads += [
        Head("quoted", t("Chữ được trích (%)", "Letters quoted (%)"), number=True),
        Head("left", t("Dòng không được trích", "Lines not quoted"), number=True),
    ]
    heads += [
        Head("violations", t("Lỗi", "Violations"), number=True),
        Head("warnings", t("Cảnh báo", "Warnings"), number=True),
    ]
    heads += [Head(kind.rsplit("#")[-1], page.name(kind), number=True) for kind in (*COUNTS, *PARTS)]
    spans = _spans(page)
    table = tables.arranged(
        Table(heads, [_row(page, iri, spans.get(iri, [])) for iri in page.catalogue.all_plans]), page
    )
    if form := page.first("format"):
        return tables.download(page, table, form, "coverage")
    plans = page.catalogue.plans.values()
    places = page.graph.of_kind(BDG.Place)
    now = [
        p
        for p in places.values()
        if not p.one(BDG.validUntil) and not (p.one(BDG.placeType) or "").endswith("/country")
    ]
    context = {
        "table": table,
        "report": page.view.checks.everything(),
        "plans": len(plans),
        "reviewed": sum((p.state or "").endswith("/reviewed") for p in plans),
        "places": len({p.place for p in plans}),
        "all_places": len(now),
        "rules": (),
    }
    return Made("coverage.html", context)


def _spans(page: Page) -> dict[str, list[tuple[int, int]]]:
    """The passages of every plan that something was read from."""
    found: dict[str, list[tuple[int, int]]] = {}
    for (passage,) in page.graph.select("SELECT DISTINCT ?p WHERE { ?x bdg:evidence|bdg:agencyEvidence ?p }").rows:
        if passage:
            found.setdefault(page.plan_of(passage.value), []).append(position(passage.value))
    return found


def _row(page: Page, iri: str, spans: list[tuple[int, int]]) -> list[Cell]:
    plan = page.catalogue.all_plans[iri]
    text = reader.source_text(page, iri)
    share, left = reader.coverage(text, [s for s in spans if s[1] <= len(text)]) if text else (0, [])
    report = page.view.checks.of_plan(iri)
    checked = report.state == "done"

    def n(value: int) -> Cell:
        return Cell(page.number(value), order=value)

    unknown = Cell(page.t("chưa kiểm tra", "not checked"), mark="absent")
    return [
        Cell(page.name(iri), iri),
        Cell(page.name(plan.state), plan.state) if plan.state else Cell(),
        n(share) if text else Cell(page.t("không có văn bản", "no text"), mark="absent"),
        n(len(left)) if text else Cell(),
        n(report.count("violation")) if checked else unknown,
        n(report.count("warning")) if checked else Cell(),
        *(n(plan.count(kind)) for kind in (*COUNTS, *PARTS)),
    ]
