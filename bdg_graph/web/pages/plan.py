"""The page of a plan: what it is, what it carries out, what it sets, who does what, when they report, who pays."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from bdg_graph.terms import BDG, DCTERMS
from bdg_graph.web.pages import charts, cite, reader, structured
from bdg_graph.web.pages.assignments import Assignment, assignment, in_order, lead_words
from bdg_graph.web.pages.catalogue import Indicator
from bdg_graph.web.pages.chains import Box, chain
from bdg_graph.web.pages.context import Page
from bdg_graph.web.pages.graph import Thing, natural
from bdg_graph.web.pages.indicators import Shown, shown
from bdg_graph.web.pages.made import Made
from bdg_graph.web.pages.timelines import plan_lanes

LISTS = {
    "tasks": BDG.Task, "reports": BDG.ReportingDuty, "funding": BDG.Funding, "campaigns": BDG.Campaign,
    "addressees": BDG.Addressee, "signatories": BDG.Signatory, "citations": BDG.Citation,
}  # fmt: skip


@dataclass
class Row:
    """An indicator of a plan with its targets and its leads."""

    thing: Thing
    targets: list[Shown]
    leads: list[str]
    coordinators: list[str]
    lead_words: str
    silent: bool


@dataclass
class Goal:
    """An objective with its indicators; the last holds those under no objective."""

    thing: Thing | None
    rows: list[Row] = field(default_factory=list)


def plan_page(page: Page, thing: Thing) -> Made:
    """The page of a plan."""
    form = page.first("format")
    if form in cite.FORMS:
        return cite.citation_file(page, form, page.name(thing.iri, 600), _year(thing), _author(page, thing))
    parts = page.graph.plan_things(thing.iri)
    found: dict[str, list[Thing]] = {name: _of(parts, kind) for name, kind in LISTS.items()}
    found["citations"].sort(key=lambda c: (c.one(BDG.citationUse) or "", natural(c.iri)))
    text = reader.source_text(page, thing.iri)
    quoted = reader.quoted_spans(page, thing.iri)
    share, left = reader.coverage(text, [span for spans in quoted for span in spans]) if text else (0, [])
    legal = page.graph.thing(thing.iri)
    drawing = _drawing(page, thing, legal, parts)
    if form == "svg" and drawing:
        return charts.file(drawing, thing.iri.rsplit("/", 1)[-1])
    context: dict[str, Any] = {
        "plan": thing,
        "known": page.catalogue.all_plans[thing.iri],
        "goals": goals(page, parts),
        "duties": _by_agency(page, parts),
        **found,
        "carries_out": legal.all(BDG.carriesOut),
        "based_on": legal.all(BDG.basedOn),
        "cites": legal.all(BDG.cites),
        "drawing": drawing,
        "lanes": plan_lanes(page, [page.catalogue.all_plans[thing.iri]]),
        "share": share,
        "left": len(left),
        "has_text": text is not None,
        "n_facts": len(quoted),
        "cited": cite.cite(page, page.name(thing.iri, 600), _year(thing), _author(page, thing)),
        "structured_data": structured.legislation(page, thing),
        "report": page.view.checks.of_plan(thing.iri),
    }
    return Made("plan.html", context)


def _of(parts: dict[str, Thing], kind: str) -> list[Thing]:
    return sorted((t for t in parts.values() if t.is_a(kind)), key=lambda t: natural(t.iri))


def _year(thing: Thing) -> str:
    return (thing.one(DCTERMS.issued) or "")[:4] or thing.one(BDG.periodStart) or ""


def _author(page: Page, thing: Thing) -> str:
    issuer = thing.one(BDG.issuer)
    return page.name(issuer) if issuer else "BDG Graph"


def goals(page: Page, parts: dict[str, Thing]) -> list[Goal]:
    """The objectives in order, the general one first, each with its indicators."""
    objectives = sorted(
        (t for t in parts.values() if t.is_a(BDG.Objective)),
        key=lambda t: (t.one(BDG.general) != "true", natural(t.iri)),
    )
    found = {o.iri: Goal(o) for o in objectives}
    loose = Goal(None)
    for thing in _of(parts, BDG.Indicator):
        known = page.catalogue.indicators.get(thing.iri)
        own = page.catalogue.by_indicator.get(thing.iri, [])
        row = _row(page, thing, known, [shown(page, t) for t in own])
        found.get(thing.one(BDG.ofObjective) or "", loose).rows.append(row)
    return [*found.values(), *([loose] if loose.rows else [])]


def _row(page: Page, thing: Thing, known: Indicator | None, targets: list[Shown]) -> Row:
    words, mark = lead_words(page, known)
    leads = known.agencies("lead") if known else []
    coordinators = known.agencies("coordinate") if known else []
    return Row(thing, targets, leads, coordinators, words, mark == "silent")


def _by_agency(page: Page, parts: dict[str, Thing]) -> list[tuple[str, list[Assignment]]]:
    """The duties of each agency, agencies in the order of the document."""
    duties = [assignment(page, d) for d in _of(parts, BDG.Responsibility)]
    found: dict[str, list[Assignment]] = defaultdict(list)
    for duty in duties:
        for agency in duty.agencies:
            found[agency].append(duty)
    return [(agency, in_order(own)) for agency, own in found.items()]


def _drawing(page: Page, thing: Thing, legal: Thing, parts: dict[str, Thing]) -> Markup | None:
    """The legal chain: what it carries out and rests on, the plan, its objectives."""
    t = page.t
    promulgated = {d: page.graph.thing(d).one(BDG.promulgatedBy) for d in legal.all(BDG.carriesOut)}
    above = [Box(page.name(d, 80), d) for d in dict.fromkeys(x for x in promulgated.values() if x)]
    carried = [Box(page.name(d, 80), d, t("thực hiện", "carries out")) for d in legal.all(BDG.carriesOut)]
    bases = [Box(page.name(d, 80), d, t("căn cứ", "rests on")) for d in legal.all(BDG.basedOn) if d not in promulgated]
    objectives = [Box(page.name(g.iri, 80), g.iri) for g in _of(parts, BDG.Objective) if g.one(BDG.general) != "true"]
    if not carried and not bases:
        return None
    columns = [
        (t("Ban hành bởi", "Promulgated by"), above),
        (t("Văn bản cấp trên", "Documents above"), carried + bases),
        (t("Kế hoạch", "Plan"), [Box(page.name(thing.iri, 90), thing.iri)]),
        (t("Mục tiêu", "Objectives"), objectives),
    ]
    return chain(page, columns, t("Từ văn bản cấp trên đến mục tiêu", "From the documents above to the objectives"))
