"""Plants faults in made-up plans, one a plan, and says which check must find them where."""

import random
from collections.abc import Callable

from bdg_graph.terms import BDG, ID
from bench.synthetic.draft import TRUE, Draft, leads

Found = list[tuple[str, str]]
"""(check, first cell of the row it must give); "" for a check that only `bdg validate` makes."""

NOT_ITS_UNIT = f"<{ID}unit/items-per-month>"
ELSEWHERE = f"<{ID}plan/ninh-binh-2021-2025/objective/general>"


def _bare(iri: str) -> str:
    return iri.strip("<>")


def wrong_unit(draft: Draft, chance: random.Random) -> Found:
    """A target in a unit its metric is not counted in."""
    targets = [t for t in draft.of("target") if t.values(BDG.unit) != [NOT_ITS_UNIT]]
    if not targets:
        return []
    target = chance.choice(targets)
    target.set(BDG.unit, NOT_ITS_UNIT)
    return [("checks/unit-not-of-metric", _bare(draft.iri(target.path)))]


def no_lead(draft: Draft, chance: random.Random) -> Found:
    """An indicator without a lead of which nobody says that the text names none."""
    silent = [i for i in draft.of("indicator") if i.values(BDG.leadNotStated)]
    if not silent:
        return []
    indicator = chance.choice(silent)
    indicator.set(BDG.leadNotStated)
    return [("", _bare(draft.iri(indicator.path)))]


def led_and_silent(draft: Draft, chance: random.Random) -> Found:
    """An indicator with a lead that is said to have none."""
    led = leads(draft)
    indicators = [i for i in draft.of("indicator") if led[draft.iri(i.path)]]
    if not indicators:
        return []
    indicator = chance.choice(indicators)
    indicator.set(BDG.leadNotStated, TRUE)
    iri = draft.iri(indicator.path)
    return [("checks/lead-stated-and-not-stated", _bare(iri)) for _ in led[iri]]


def misquoted(draft: Draft, chance: random.Random) -> Found:
    """A task whose text is not what its passage says."""
    task = chance.choice(draft.of("task"))
    words = task.values(BDG.text)[0]
    task.set(BDG.text, words.replace('"@vi', ' (sai)"@vi'))
    return [("checks/text-not-quoted", _bare(draft.iri(task.path)))]


def orphan_passage(draft: Draft, chance: random.Random) -> Found:
    """A passage that nothing refers to; the check's row is filled in by `writing`, which knows its place."""
    chance.choice(draft.of("task")).loose.append(f"Một câu không ai dùng đến, số {chance.randint(1, 9999)}.")
    return [("checks/passage-used-by-nobody", "")]


def own_partner(draft: Draft, chance: random.Random) -> Found:
    """A duty whose agency is told to work with itself."""
    duties = [d for d in draft.of("responsibility") if len(d.values(BDG.agency)) == 1 and not d.values(BDG.partner)]
    duties = [d for d in duties if not d.values(BDG.covers)]
    if not duties:
        return []
    duty = chance.choice(duties)
    duty.add(BDG.partner, duty.values(BDG.agency)[0])
    return [("checks/own-partner", _bare(draft.iri(duty.path)))]


def covers_elsewhere(draft: Draft, chance: random.Random) -> Found:
    """A duty that covers an objective of another plan."""
    duties = [d for d in draft.of("responsibility") if not d.values(BDG.covers)]
    if not duties:
        return []
    duty = chance.choice(duties)
    duty.add(BDG.covers, ELSEWHERE)
    return [("checks/assignment-across-plans", _bare(draft.iri(duty.path)))]


def cited_twice(draft: Draft, chance: random.Random) -> Found:
    """Two records of one document."""
    first, second = chance.sample(draft.of("citation"), 2) if len(draft.of("citation")) > 1 else (None, None)
    if first is None or second is None:
        return []
    second.set(BDG.document, *first.values(BDG.document))
    return [("checks/document-cited-in-two-records", f"{ID}plan/{draft.id}")]


def undescribed(draft: Draft, chance: random.Random) -> Found:
    """An agency that no file describes."""
    agency = f"<{ID}agency/{draft.place}/khong-ai-biet>"
    task = chance.choice(draft.of("task"))
    task.add(BDG.agency, agency)
    return [("checks/agency-not-described", _bare(agency)), ("checks/thing-not-described", _bare(agency))]


def reports_to_itself(draft: Draft, chance: random.Random) -> Found:
    """An agency that reports to itself."""
    duties = [d for d in draft.of("reporting-duty") if len(d.values(BDG.agency)) == 1]
    if not duties:
        return []
    duty = chance.choice(duties)
    duty.set(BDG.reportsTo, *duty.values(BDG.agency))
    return [("checks/reports-to-itself", _bare(draft.iri(duty.path)))]


FAULTS: tuple[Callable[[Draft, random.Random], Found], ...] = (
    wrong_unit, no_lead, led_and_silent, misquoted, orphan_passage, own_partner, covers_elsewhere, cited_twice,
    undescribed, reports_to_itself,
)  # fmt: skip


def plant(draft: Draft, seed: int, share: float) -> tuple[str, Found]:
    """Plants at most one fault, in `share` of the plans: its name and what finds it; ("", []) where none."""
    chance = random.Random(f"{seed}/{draft.id}/fault")  # noqa: S311 - reproducible, not secret
    if chance.random() >= share:
        return "", []
    for fault in chance.sample(FAULTS, len(FAULTS)):
        if found := fault(draft, chance):
            return fault.__name__, found
    return "", []
