"""Any plans side by side, without a limit: what they are, what each sets on every metric, the topics each speaks of."""

from bdg_graph.search import fold
from bdg_graph.terms import BDG, DCTERMS, ID
from bdg_graph.web.pages import tables
from bdg_graph.web.pages.catalogue import Plan
from bdg_graph.web.pages.context import Page
from bdg_graph.web.pages.listings import COUNTS, years_of
from bdg_graph.web.pages.made import Made
from bdg_graph.web.pages.matrix import cell
from bdg_graph.web.pages.tables import Cell, Head, Table
from bdg_graph.web.pages.timelines import plan_words

OFFERED = 40


def compare(page: Page) -> Made:
    """The plans that the URL names (`?plan=`, any number of times), a column each."""
    slugs = page.many("plan")
    wanted = [
        page.catalogue.all_plans[f"{ID}plan/{slug}"] for slug in slugs if f"{ID}plan/{slug}" in page.catalogue.all_plans
    ]
    rows = _rows(page, wanted) if wanted else []
    differing = page.first("only") == "differing"
    if differing:  # what some of them set or name, and others do not
        rows = [row for row in rows if 0 < sum(c.mark == "none" for c in row[1:]) < len(wanted)]
    heads = [
        Head("what", page.t("Nội dung", "What")),
        *(Head(p.slug, page.name(p.iri, 60) if p.is_national else plan_words(page, p)) for p in wanted),
    ]
    table = Table(heads, rows)
    if form := page.first("format"):
        return tables.download(page, table, form, "compare")
    find = page.first("find")[:100]
    fitting = _fitting(page, find)
    offered = [*wanted, *(p for p in fitting[:OFFERED] if p not in wanted)]
    page.graph.read_names(p.iri for p in offered)
    context = {
        "table": table,
        "wanted": wanted,
        "plans": offered,
        "found": len(fitting),
        "total": len(page.catalogue.all_plans),
        "find": find,
        "differing": differing,
        "slugs": slugs,
        "words": lambda p: plan_words(page, p),
    }
    return Made("compare.html", context)


def _fitting(page: Page, find: str) -> list[Plan]:
    """The plans whose name or place has the words of `find`, typed with or without accents; all where it is empty."""
    plans, words = list(page.catalogue.all_plans.values()), fold(find).split()
    if not words:
        return plans
    page.graph.read_names(iri for p in plans for iri in (p.iri, p.place) if iri)

    def spoken(plan: Plan) -> str:
        names = [*page.graph.name(plan.iri).values(), page.name(plan.place) if plan.place else "", plan.number or ""]
        return fold(" ".join(names))

    return [plan for plan in plans if all(word in spoken(plan) for word in words)]


def _rows(page: Page, plans: list[Plan]) -> list[list[Cell]]:
    t = page.t

    def said(plan: Plan, words: str | None, predicate: str) -> Cell:
        return Cell(words) if words else tables.missing(page, plan, predicate)

    rows = [
        [
            Cell(t("Giai đoạn", "Period")),
            *(said(p, years_of(p), BDG.periodStart) for p in plans),
        ],
        [Cell(t("Số, ký hiệu", "Number")), *(said(p, p.number, BDG.documentNumber) for p in plans)],
        [
            Cell(t("Ngày ban hành", "Issued")),
            *(said(p, page.date(p.issued or ""), DCTERMS.issued) for p in plans),
        ],
        [Cell(t("Thực hiện, căn cứ", "Carries out, rests on")), *(_legal(page, p) for p in plans)],
        *(
            [Cell(page.name(kind)), *(Cell(page.number(p.count(kind)), order=p.count(kind)) for p in plans)]
            for kind in COUNTS
        ),
    ]
    set_by_any = {m for p in plans for m in page.catalogue.by_plan.get(p.iri, {})} | {
        m for p in plans for m in page.catalogue.unmeasured.get(p.iri, {})
    }
    for metric in sorted(set_by_any, key=lambda m: fold(page.name(m))):
        rows.append([Cell(page.name(metric), metric), *(cell(page, p, metric) for p in plans)])
    return rows + _topics(page, plans)


def _legal(page: Page, plan: Plan) -> Cell:
    thing = page.graph.thing(plan.iri)
    cells = [Cell(page.name(d), d) for d in dict.fromkeys(thing.all(BDG.carriesOut) + thing.all(BDG.basedOn))]
    return tables.joined(cells) if cells else tables.missing(page, plan, BDG.carriesOut)


def _topics(page: Page, plans: list[Plan]) -> list[list[Cell]]:
    """How many passages of each plan speak of each topic."""
    counts: dict[tuple[str, str], int] = {}
    for holder, topic, n in page.graph.ask("topics", plan=[p.iri for p in plans]).rows:
        if holder and topic and n:
            counts[(holder.value, topic.value)] = int(n.value)
    topics = sorted({topic for _, topic in counts}, key=lambda topic: fold(page.name(topic)))
    said = page.t("số nội dung về chủ đề này", "statements on this topic")
    silent = Cell(page.t("không nhắc", "not named"), mark="none")
    unread = Cell(page.t("chưa có văn bản gốc", "no source text at hand"), mark="none")
    rows = []
    for iri in topics:
        numbers = [counts.get((plan.iri, iri), 0) for plan in plans]
        cells = [
            Cell(page.number(n), order=n) if n else silent if plan.has_text else unread
            for plan, n in zip(plans, numbers, strict=True)
        ]
        rows.append([Cell(page.name(iri), iri, note=said), *cells])
    return rows
