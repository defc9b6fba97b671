"""Breaks plans one thing at a time: `MUTATIONS` by name, those of single properties and, here, those of what stands
between two things."""

import random
import re

from bdg_graph import paths
from bdg_graph.terms import PREFIXES
from tests.validation import property_mutations
from tests.validation.plan_text import MUTATIONS, Block, Fault, Text, mutation, pick

__all__ = ["MUTATIONS", "Text", "mutate", "property_mutations"]

DOCUMENTS = (paths.data() / "reference" / "documents.ttl").read_text("utf-8").split("\n\n")


def _cited(text: Text, random_: random.Random, predicate: str, known: str) -> Block | None:
    """A citation whose document has its own date or number, and that carries no remark on the difference."""
    described = {chunk.split(" ", 1)[0] for chunk in DOCUMENTS if known in chunk}
    able = [b for b in text.of("Citation") if b.get("bdg:document") in described and b.get("bdg:note") is None]
    return pick(random_, able, predicate)


@mutation
def cited_date_changed(text: Text, random_: random.Random) -> Fault | None:
    block = _cited(text, random_, "bdg:citedDate", "dcterms:issued")
    if block is None:
        return None
    block.set("bdg:citedDate", '"1999-01-01"^^xsd:date')
    return Fault("citation-date-differs", block, "bdg:citedDate")


@mutation
def cited_number_changed(text: Text, random_: random.Random) -> Fault | None:
    block = _cited(text, random_, "bdg:citedNumber", "bdg:documentNumber")
    if block is None:
        return None
    block.set("bdg:citedNumber", '"9999/XX-YY"')
    return Fault("citation-number-differs", block, "bdg:citedNumber")


@mutation
def day_without_month(text: Text, random_: random.Random) -> Fault | None:
    block = pick(random_, [b for b in text.of("Campaign") if b.get("bdg:startMonth") is None])
    if block is None:
        return None
    block.set("bdg:startDay", "15")
    return Fault("campaign-day-without-month", block, "bdg:startDay")


@mutation
def half_a_period(text: Text, random_: random.Random) -> Fault | None:
    block = text.blocks[0]
    if block.get("bdg:periodEnd") is None:
        return None
    block.drop("bdg:periodEnd")
    return Fault("plan-period-half", block, "bdg:periodStart")


@mutation
def passage_one_longer(text: Text, random_: random.Random) -> Fault | None:
    block = pick(random_, text.of("Passage"), "oa:end")
    if block is None:
        return None
    block.set("oa:end", str(int(block.get("oa:end") or 0) + 1))
    return Fault("passage-length", block, "oa:exact")


@mutation
def target_number_given_twice(text: Text, random_: random.Random) -> Fault | None:
    for block in random_.sample(text.of("Target"), len(text.of("Target"))):
        same = [
            b for b in text.of("Target") if b is not block and b.get("bdg:ofIndicator") == block.get("bdg:ofIndicator")
        ]
        if same:
            block.set("bdg:number", same[0].get("bdg:number") or "")
            return Fault("target-number-double", block, "bdg:number")
    return None


def taking_over(name: str, predicate: str, rule: str) -> None:
    """One citation has what another has."""

    def mutate(text: Text, random_: random.Random) -> Fault | None:
        blocks = text.of("Citation")
        if len(blocks) < 2:
            return None
        one, other = random_.sample(blocks, 2)
        one.set(predicate, other.get(predicate) or "")
        return Fault(rule, one, predicate)

    MUTATIONS[name] = mutate


taking_over("number given twice", "bdg:number", "part-number-double")
taking_over("document cited in two records", "bdg:document", "citation-double")


def belonging(name: str, kinds: tuple[str, ...], predicate: str, rule: str, to: dict[str, str]) -> None:
    """A part hangs by a thing of another plan: of the first of `to` that is not its own."""

    def mutate(text: Text, random_: random.Random) -> Fault | None:
        block = pick(random_, text.of(*kinds))
        if block is None:
            return None
        elsewhere = next(plan for plan in to if plan != text.id)
        block.set(predicate, f"<plan/{elsewhere}/{to[elsewhere]}>")
        return Fault(rule, block, predicate)

    MUTATIONS[name] = mutate


OBJECTIVES = {"thanh-hoa-2020": "objective/general", "ninh-binh-2021-2025": "objective/4"}
INDICATORS = {"thanh-hoa-2020": "indicator/1", "ninh-binh-2021-2025": "indicator/4.1"}
PASSAGES = {"thanh-hoa-2020": "source#char=0,21", "ninh-binh-2021-2025": "source#char=2884,2950"}
belonging("objective of another plan", ("Indicator",), "bdg:ofObjective", "indicator-objective-plan", OBJECTIVES)
belonging("indicator of another plan", ("Target",), "bdg:ofIndicator", "target-indicator-plan", INDICATORS)
belonging("covers another plan", ("Responsibility",), "bdg:covers", "responsibility-covers-plan", INDICATORS)
belonging("evidence of another plan", ("Indicator", "Task", "Target"), "bdg:evidence", "part-evidence-source", PASSAGES)


@mutation
def lead_dropped(text: Text, random_: random.Random) -> Fault | None:
    """All leads of one objective's indicators go; the indicator is where it shows."""
    leads = [b for b in text.of("Responsibility") if b.get("bdg:role") == "role:lead" and b.get("bdg:covers")]
    if not leads:
        return None
    for lead in leads:
        lead.set("bdg:role", "role:coordinate")
    block = pick(random_, [b for b in text.of("Indicator") if b.get("bdg:leadNotStated") is None])
    return Fault("indicator-lead-missing", block, "bdg:leadNotStated") if block else None


@mutation
def lead_not_stated_though_it_is(text: Text, random_: random.Random) -> Fault | None:
    covered = " ".join(b.get("bdg:covers") or "" for b in text.of("Responsibility") if b.get("bdg:role") == "role:lead")
    blocks = [b for b in text.of("Indicator") if (b.get("bdg:ofObjective") or "?") in covered or b.subject in covered]
    block = pick(random_, [b for b in blocks if b.get("bdg:leadNotStated") is None])
    if block is None:
        return None
    block.set("bdg:leadNotStated", "true")
    return Fault("indicator-lead-contradiction", block, "bdg:leadNotStated")


@mutation
def partner_of_itself(text: Text, random_: random.Random) -> Fault | None:
    block = pick(random_, text.of("Responsibility"), "bdg:agency")
    if block is None:
        return None
    block.set("bdg:partner", (block.get("bdg:agency") or "").split(" ,")[0].split(", ")[0])
    return Fault("responsibility-partner-self", block, "bdg:partner")


@mutation
def task_within_itself(text: Text, random_: random.Random) -> Fault | None:
    block = pick(random_, text.of("Task"))
    if block is None:
        return None
    block.set("bdg:partOf", block.subject)
    return Fault("task-part-of-itself", block, "bdg:partOf")


@mutation
def misspelt_property(text: Text, random_: random.Random) -> Fault | None:
    block = pick(random_, text.of("Target", "Task", "Citation"), "bdg:text")
    if block is None:
        return None
    block.properties = [["bdg:txt" if name == "bdg:text" else name, objects] for name, objects in block.properties]
    return Fault("unknown-term", block, "bdg:txt")


@mutation
def misspelt_class(text: Text, random_: random.Random) -> Fault | None:
    block = pick(random_, text.of("Target", "Task", "Citation"))
    if block is None:
        return None
    block.properties[0][1] = "bdg:Taget"
    return Fault("unknown-term", block, "a")


@mutation
def no_class(text: Text, random_: random.Random) -> Fault | None:
    block = pick(random_, text.of("Target", "Task", "Citation"))
    if block is None:
        return None
    block.properties = block.properties[1:]
    return Fault("untyped-node", block)


@mutation
def thing_renamed(text: Text, random_: random.Random) -> Fault | None:
    block = pick(random_, text.of("Task", "Citation", "Funding"))
    if block is None:
        return None
    block.subject = f"<plan/x-2020/task/{random_.randrange(100)}>"
    return Fault("part-iri", block, "bdg:inPlan")


@mutation
def passage_nobody_uses(text: Text, random_: random.Random) -> Fault | None:
    block = pick(random_, text.of("Passage"))
    if block is None:
        return None
    for other in text.blocks:
        for pair in other.properties:
            if pair[0] in ("bdg:evidence", "bdg:agencyEvidence") and block.subject in pair[1]:
                pair[1] = ", ".join(o for o in re.findall(r"<[^>]*>", pair[1]) if o != block.subject)
        other.properties = [pair for pair in other.properties if pair[1]]
    return Fault("passage-orphan", block)


def mutate(name: str, source: str, seed: int) -> Fault | None:
    """`source`, a plan in canonical Turtle, with one thing broken."""
    text = Text.read(source)
    missing = [f"@prefix {p}: <{PREFIXES[p]}> ." for p in PREFIXES if f"@prefix {p}: " not in text.head]
    text.head = "\n".join([text.head, *missing])
    fault = MUTATIONS[name](text, random.Random(f"{name} {seed}"))  # noqa: S311 - seeded on purpose
    if fault is not None:
        fault.text = text
    return fault
