"""The pages of an indicator and of a target: its numbers, who answers for them, where they come from, what others
set."""

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from bdg_graph.terms import BDG
from bdg_graph.web.pages import assignments, charts
from bdg_graph.web.pages.answers import amount, unit_words
from bdg_graph.web.pages.catalogue import Target
from bdg_graph.web.pages.chains import Box, chain
from bdg_graph.web.pages.context import Page
from bdg_graph.web.pages.graph import Thing
from bdg_graph.web.pages.made import Made

FEW = 12


@dataclass(frozen=True)
class Shown:
    """A target as pages show it."""

    target: Target
    words: str
    unit: str
    comparator: str
    national: str
    """How it stands to the national target, in words; empty where there is none."""


def shown(page: Page, target: Target) -> Shown:
    """`target` in the words of the page's language."""
    return Shown(
        target,
        amount(page, target.comparator, target.value, target.unit, about=target.approximate),
        unit_words(page, target.unit),
        page.name(target.comparator),
        against_national(page, target),
    )


def against_national(page: Page, target: Target) -> str:
    """How a target stands to the national one of the same metric, unit and year."""
    plan = page.catalogue.all_plans.get(target.plan)
    if plan is None or plan.is_national:
        return ""
    same = [t for t in page.catalogue.national(target.metric) if t.due == target.due and t.unit == target.unit]
    if not same:
        return ""
    national = same[0]
    words = amount(page, national.comparator, national.value, national.unit, about=national.approximate)
    if target.amount == national.amount:
        return page.t(f"bằng mức quốc gia ({words})", f"equal to the national target ({words})")
    if target.amount > national.amount:
        return page.t(f"cao hơn mức quốc gia ({words})", f"higher than the national target ({words})")
    return page.t(f"thấp hơn mức quốc gia ({words})", f"lower than the national target ({words})")


def indicator_page(page: Page, thing: Thing) -> Made:
    """The page of an indicator."""
    if page.first("format") == "svg":
        own = [shown(page, t) for t in page.catalogue.by_indicator.get(thing.iri, [])]
        return charts.file(drawing(page, thing, own), "indicator")
    return Made("indicator.html", context(page, thing))


def target_page(page: Page, thing: Thing) -> Made:
    """The page of a target: that of its indicator, with the target first."""
    indicator = page.graph.thing(thing.one(BDG.ofIndicator) or "")
    return Made(
        "indicator.html",
        context(page, indicator) | {"focus": page.catalogue.targets.get(thing.iri), "focus_thing": thing},
    )


def context(page: Page, thing: Thing) -> dict[str, Any]:
    """What both pages show."""
    known = page.catalogue.indicators.get(thing.iri)
    own = page.catalogue.by_indicator.get(thing.iri, [])
    plan = page.catalogue.all_plans.get(thing.one(BDG.inPlan) or "")
    metrics = list(dict.fromkeys([*(t.metric for t in own), *thing.all(BDG.metric)]))
    duties = assignments.of_indicator(page, known) if known else []
    others = [t for metric in metrics for t in page.catalogue.by_metric.get(metric, ()) if t.indicator != thing.iri]
    return {
        "indicator": thing,
        "targets": [shown(page, t) for t in own],
        "metrics": metrics,
        "duties": duties,
        "strategy": plan is not None and not plan.has_text,
        "lead_not_stated": bool(known and known.status == "not-stated"),
        "has_lead": bool(known and known.agencies("lead")),
        "others": [shown(page, t) for t in others[:FEW]],
        "more": max(0, len(others) - FEW),
        "drawing": drawing(page, thing, [shown(page, t) for t in own]),
        "plan_slug": (thing.one(BDG.inPlan) or "").rsplit("/", 1)[-1],
        "focus": None,
        "focus_thing": None,
    }


def drawing(page: Page, thing: Thing, targets: list[Shown]) -> Markup:
    """The way from the legal basis to the targets and who leads them."""
    t = page.t
    plan = thing.one(BDG.inPlan) or ""
    objective = thing.one(BDG.ofObjective)
    carried = page.graph.thing(plan)
    legal = list(dict.fromkeys(carried.all(BDG.carriesOut) + carried.all(BDG.basedOn)))
    known = page.catalogue.indicators.get(thing.iri)
    columns = [
        (t("Thực hiện, căn cứ", "Carries out, rests on"), [Box(page.name(d, 70), d) for d in legal]),
        (t("Kế hoạch", "Plan"), [Box(page.name(plan, 90), plan)]),
        (t("Mục tiêu", "Objective"), [Box(page.name(objective, 90), objective)] if objective else []),
        (t("Chỉ tiêu", "Indicator"), [Box(page.name(thing.iri, 90), thing.iri)]),
        (
            t("Mức phấn đấu", "Target"),
            [
                Box(f"{s.words} {s.unit}" + (f" ({s.target.due})" if s.target.due else ""), s.target.iri)
                for s in targets
            ],
        ),
        (
            t("Cơ quan chủ trì", "Lead agency"),
            [Box(page.name(agency, 90), agency) for agency in known.agencies("lead")] if known else [],
        ),
    ]
    return chain(page, columns, t("Từ căn cứ đến cơ quan chủ trì", "From legal basis to lead agency"))
