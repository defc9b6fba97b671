"""What pages compare across plans, read once per dataset: the plans with their sizes, every target with who leads it.
Small enough for memory at thousands of plans; everything longer is read when a page asks for it."""

import sys
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from pyoxigraph import NamedNode

from bdg_graph.engines import Term
from bdg_graph.terms import BDG, ID
from bdg_graph.web.pages.graph import Graph, natural

Status = Literal["stated", "not-stated", "unknown"]

ROLE = ID + "role/"
COUNTRY = ID + "place/viet-nam"
COUNTED = (
    BDG.Objective, BDG.Indicator, BDG.Target, BDG.Responsibility, BDG.Task, BDG.Citation, BDG.ReportingDuty,
    BDG.Funding, BDG.Campaign, BDG.Addressee, BDG.Signatory,
)  # fmt: skip


@dataclass(slots=True)
class Plan:
    """A plan as a list of plans shows it."""

    iri: str
    is_national: bool = False
    place: str | None = None
    start: str | None = None
    end: str | None = None
    issued: str | None = None
    number: str | None = None
    type: str | None = None
    state: str | None = None
    has_text: bool = False
    not_stated: set[str] = field(default_factory=set)
    """The properties on which its text is silent."""
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def slug(self) -> str:
        return self.iri.removeprefix(ID + "plan/")

    @property
    def first_year(self) -> int:
        """The year it begins or was issued, 0 where the text says neither."""
        text = self.start or (self.issued or "")[:4]
        return int(text) if text.isdecimal() else 0

    @property
    def last_year(self) -> int:
        text = self.end or self.start or (self.issued or "")[:4]
        return int(text) if text.isdecimal() else 0

    def count(self, kind: str) -> int:
        return self.counts.get(kind, 0)


@dataclass(slots=True)
class Target:
    """A target with what comparison needs."""

    iri: str
    plan: str
    indicator: str
    metric: str
    comparator: str
    value: str
    unit: str
    due: str | None
    approximate: bool = False
    passages: list[str] = field(default_factory=list)

    @property
    def amount(self) -> float:
        return float(self.value)


@dataclass(slots=True)
class Indicator:
    """An indicator with who is responsible for it, by role: (agency, responsibility)."""

    iri: str
    plan: str
    objective: str | None
    metric: str | None
    lead_not_stated: bool
    roles: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))

    def agencies(self, role: str) -> list[str]:
        """The agencies with that role, each once."""
        return list(dict.fromkeys(agency for agency, _ in self.roles.get(ROLE + role, ())))

    @property
    def status(self) -> Status:
        if self.agencies("lead"):
            return "stated"
        return "not-stated" if self.lead_not_stated else "unknown"


class Catalogue:
    """The plans, indicators and targets of a dataset."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph

    @cached_property
    def all_plans(self) -> dict[str, Plan]:
        """Every plan, the strategies of the whole country among them, by IRI; the newest first."""
        found: dict[str, Plan] = {}
        for row in self.graph.ask("plans").rows:
            plan, kind, place, start, end, issued, number, of_type, state, source = map(_text, row)
            if plan:
                national = kind == BDG.Strategy or place == COUNTRY
                made = Plan(plan, national, place, start, end, issued, number, of_type, state, source is not None)
                found.setdefault(plan, made)
        for silent, predicate in self.graph.ask("not_stated").rows:
            if silent and predicate and silent.value in found:
                found[silent.value].not_stated.add(predicate.value)
        for holder, kind_of, n in self.graph.ask("counts").rows:
            if isinstance(holder, NamedNode) and holder.value in found and kind_of and n:
                found[holder.value].counts[kind_of.value] = int(n.value)
        newest = sorted(found.values(), key=lambda p: (-p.last_year, -p.first_year, p.iri))
        return {plan.iri: plan for plan in newest}

    @cached_property
    def plans(self) -> dict[str, Plan]:
        """The encoded plans of places: what every denominator counts."""
        return {iri: plan for iri, plan in self.all_plans.items() if not plan.is_national}

    @cached_property
    def targets(self) -> dict[str, Target]:
        """Every target, by IRI."""
        found: dict[str, Target] = {}
        for row in self.graph.ask("targets").rows:
            iri, plan, indicator, metric, comparator, value, unit, due, approximate, passage = map(_text, row)
            target = Target(
                str(iri), str(plan), str(indicator), str(metric), str(comparator), str(value), str(unit), due
            )
            target.approximate = approximate == "true"
            target = found.setdefault(target.iri, target)
            if passage:
                target.passages.append(passage)
        return found

    @cached_property
    def indicators(self) -> dict[str, Indicator]:
        """Every indicator, by IRI."""
        found: dict[str, Indicator] = {}
        for row in self.graph.ask("indicators").rows:
            iri, plan, objective, metric, silent = map(_text, row)
            if iri and plan:
                found.setdefault(iri, Indicator(iri, plan, objective, metric, silent == "true"))
        under: dict[str, list[Indicator]] = defaultdict(list)
        for indicator in found.values():
            under[indicator.iri].append(indicator)
            if indicator.objective:  # who leads an objective leads its indicators
                under[indicator.objective].append(indicator)
        for row in self.graph.ask("assignments").rows:
            covered, duty, role, agency = map(_text, row)
            for indicator in under.get(covered or "", ()):
                if duty and role and agency and (agency, duty) not in indicator.roles[role]:
                    indicator.roles[role].append((agency, duty))
        return found

    @cached_property
    def by_metric(self) -> dict[str, list[Target]]:
        """The targets of each metric, in the order of the plans."""
        order = {plan: i for i, plan in enumerate(self.all_plans)}
        found: dict[str, list[Target]] = defaultdict(list)
        for target in self.targets.values():
            found[target.metric].append(target)
        return {metric: sorted(own, key=lambda t: (order.get(t.plan, 0), t.iri)) for metric, own in found.items()}

    @cached_property
    def stating(self) -> dict[str, set[str]]:
        """The plans that set a target on each metric."""
        return {metric: {t.plan for t in targets} for metric, targets in self.by_metric.items()}

    @cached_property
    def by_indicator(self) -> dict[str, list[Target]]:
        """The targets of each indicator, in the order of its numbers."""
        found: dict[str, list[Target]] = defaultdict(list)
        for target in self.targets.values():
            found[target.indicator].append(target)
        return {indicator: sorted(own, key=lambda t: natural(t.iri)) for indicator, own in found.items()}

    @cached_property
    def led(self) -> dict[str, list[Indicator]]:
        """The indicators that each agency leads, in the order of their numbers."""
        return self._by_agency("lead")

    @cached_property
    def coordinated(self) -> dict[str, list[Indicator]]:
        """The indicators that each agency coordinates on, in the order of their numbers."""
        return self._by_agency("coordinate")

    def _by_agency(self, role: str) -> dict[str, list[Indicator]]:
        found: dict[str, list[Indicator]] = defaultdict(list)
        for indicator in self.indicators.values():
            for agency in indicator.agencies(role):
                found[agency].append(indicator)
        return {agency: sorted(own, key=lambda i: natural(i.iri)) for agency, own in found.items()}

    @cached_property
    def by_plan(self) -> dict[str, dict[str, list[Target]]]:
        """The targets of each plan, by metric."""
        found: dict[str, dict[str, list[Target]]] = defaultdict(lambda: defaultdict(list))
        for target in self.targets.values():
            found[target.plan][target.metric].append(target)
        return {plan: dict(metrics) for plan, metrics in found.items()}

    @cached_property
    def unmeasured(self) -> dict[str, dict[str, list[Indicator]]]:
        """The indicators without a target that still name a metric, by plan and metric."""
        found: dict[str, dict[str, list[Indicator]]] = defaultdict(lambda: defaultdict(list))
        for indicator in self.indicators.values():
            if indicator.metric:
                found[indicator.plan][indicator.metric].append(indicator)
        return {plan: dict(metrics) for plan, metrics in found.items()}

    @cached_property
    def by_place(self) -> dict[str, list[Plan]]:
        """The plans of each place."""
        found: dict[str, list[Plan]] = defaultdict(list)
        for plan in self.plans.values():
            if plan.place:
                found[plan.place].append(plan)
        return dict(found)

    def national(self, metric: str, due: str | None = None) -> list[Target]:
        """The national targets of a metric (set by a plan of the whole country); those due in that year, where
        there are any."""
        own = [
            t for t in self.by_metric.get(metric, ()) if t.plan in self.all_plans and self.all_plans[t.plan].is_national
        ]
        return [t for t in own if due is None or t.due == due] or own


def _text(term: Term | None) -> str | None:
    """The IRI or lexical form; each stands in memory once, for plans and metrics are named again and again."""
    return None if term is None else sys.intern(term.value)
