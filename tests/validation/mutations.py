"""Breaks plans one thing at a time, as text, so that the line of the fault is known: `MUTATIONS` by name."""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field

from bdg_graph import paths
from bdg_graph.terms import PREFIXES

PARTS = [
    "Objective",
    "Indicator",
    "Target",
    "Responsibility",
    "Task",
    "Citation",
    "ReportingDuty",
    "Funding",
    "Campaign",
    "Addressee",
    "Signatory",
]


@dataclass
class Block:
    """One subject with its properties, as canonical Turtle writes them."""

    subject: str
    properties: list[list[str]]  # [predicate, objects]

    @property
    def kind(self) -> str:
        return self.properties[0][1].removeprefix("bdg:")

    def get(self, predicate: str) -> str | None:
        return next((objects for name, objects in self.properties if name == predicate), None)

    def set(self, predicate: str, objects: str) -> None:
        for pair in self.properties:
            if pair[0] == predicate:
                pair[1] = objects
                return
        self.properties.append([predicate, objects])

    def drop(self, predicate: str) -> None:
        self.properties = [pair for pair in self.properties if pair[0] != predicate]

    def text(self) -> str:
        return f"{self.subject} " + " ;\n    ".join(" ".join(pair) for pair in self.properties) + " ."


@dataclass
class Text:
    """A plan's Turtle file in blocks."""

    head: str
    blocks: list[Block]
    id: str

    @staticmethod
    def read(text: str) -> "Text":
        head, *rest = text.rstrip("\n").split("\n\n")
        blocks = []
        for chunk in rest:
            subject, body = chunk.removesuffix(" .").split(" ", 1)
            properties = [list(part.split(" ", 1)) for part in re.split(r" ;\n    (?! )", body)]
            blocks.append(Block(subject, properties))
        return Text(head, blocks, blocks[0].subject.strip("<>").split("/")[1])

    def text(self) -> str:
        return "\n\n".join([self.head, *(block.text() for block in self.blocks)]) + "\n"

    def of(self, *kinds: str) -> list[Block]:
        return [block for block in self.blocks if block.kind in kinds]

    def find(self, subject: str) -> Block:
        return next(block for block in self.blocks if block.subject == subject)

    def line(self, block: Block, predicate: str | None) -> int:
        """The line of the property; of the subject where the block has none such."""
        at = self.head.count("\n") + 3
        for other in self.blocks:
            if other is block:
                break
            at += other.text().count("\n") + 2
        for name, objects in block.properties:
            if name == predicate:
                return at
            at += objects.count("\n") + 1
        return at - sum(objects.count("\n") + 1 for _name, objects in block.properties)


@dataclass
class Fault:
    """What must be reported: the rule, at the block, on the line of the property."""

    rule: str
    block: Block
    predicate: str | None = None
    text: Text = field(repr=False, default_factory=lambda: Text("", [], ""))


Mutation = Callable[[Text, random.Random], Fault | None]
"""Breaks the text; None where it has nothing to break."""

MUTATIONS: dict[str, Mutation] = {}


def _pick(random_: random.Random, blocks: list[Block], predicate: str | None = None) -> Block | None:
    able = [block for block in blocks if predicate is None or block.get(predicate) is not None]
    return random_.choice(able) if able else None


def dropping(name: str, kinds: tuple[str, ...], predicate: str, rule: str) -> None:
    def mutate(text: Text, random_: random.Random) -> Fault | None:
        block = _pick(random_, text.of(*kinds), predicate)
        if block is None:
            return None
        block.drop(predicate)
        return Fault(rule, block, predicate)

    MUTATIONS[name] = mutate


def setting(
    name: str, kinds: tuple[str, ...], predicate: str, value: str | Callable[[str], str | None], rule: str,
    *, having: bool = True,
) -> None:  # fmt: skip
    def mutate(text: Text, random_: random.Random) -> Fault | None:
        blocks = [
            block
            for block in text.of(*kinds)
            if (not having or block.get(predicate) is not None)
            and (isinstance(value, str) or value(block.get(predicate) or "") is not None)
        ]
        if not blocks:
            return None
        block = random_.choice(blocks)
        new = value if isinstance(value, str) else value(block.get(predicate) or "")
        assert new is not None
        block.set(predicate, new)
        return Fault(rule, block, predicate)

    MUTATIONS[name] = mutate


for predicate, rule in (
    ("bdg:unit", "target-unit-missing"), ("bdg:metric", "target-metric"), ("bdg:comparator", "target-comparator"),
    ("bdg:value", "target-value"), ("bdg:dueYear", "target-due-year"), ("bdg:ofIndicator", "target-indicator"),
):  # fmt: skip
    dropping(f"target without {predicate}", ("Target",), predicate, rule)
for predicate, rule in (("bdg:inPlan", "part-in-plan"), ("bdg:text", "part-text"), ("bdg:evidence", "part-evidence")):
    dropping(f"part without {predicate}", tuple(kind for kind in PARTS if kind != "Signatory"), predicate, rule)
dropping(
    "part without number", ("Indicator", "Target", "Responsibility", "Task", "Citation"), "bdg:number", "part-number"
)
dropping("no label", ("Indicator", "Target", "Objective", "Campaign"), "skos:prefLabel", "label")
dropping("no role", ("Responsibility",), "bdg:role", "responsibility-role")
dropping("no agency", ("Responsibility",), "bdg:agency", "responsibility-agency")
dropping("nobody reports", ("ReportingDuty",), "bdg:agency", "reporting-duty-agency")
dropping("no task kind", ("Task",), "bdg:taskKind", "task-kind")
dropping("no citation use", ("Citation",), "bdg:citationUse", "citation-use")
dropping("no cited document", ("Citation",), "bdg:document", "citation-document")
dropping("no addressee kind", ("Addressee",), "bdg:addresseeKind", "addressee-kind")
dropping("no name signed", ("Signatory",), "foaf:name", "signatory-name")
dropping("lead no longer not stated", ("Indicator",), "bdg:leadNotStated", "indicator-lead-missing")
dropping("plan without review state", ("Plan",), "bdg:reviewState", "plan-review-state")
dropping("plan without place", ("Plan",), "bdg:place", "plan-place")
dropping("plan without source", ("Plan",), "bdg:source", "plan-source")
dropping("plan silent on its number", ("Plan",), "bdg:documentNumber", "plan-number-omitted")
dropping("plan silent on its issuer", ("Plan",), "bdg:issuer", "plan-issuer-omitted")
dropping("passage without source", ("Passage",), "oa:hasSource", "passage-source")
dropping("passage without words", ("Passage",), "oa:exact", "passage-exact")
dropping("passage without end", ("Passage",), "oa:end", "passage-end")


def one_language(objects: str) -> str | None:
    kept = [line for line in re.findall(r'"(?:[^"\\]|\\.)*"@\w+', objects) if line.endswith("@vi")]
    return kept[0] if kept and "@en" in objects else None


def changed_letter(objects: str) -> str | None:
    found = re.search(r"[a-z]{3}", objects)
    return (
        objects[: found.start()] + "z" + objects[found.start() + 1 :]
        if found and objects[found.start()] != "z"
        else None
    )


def plus(number: int) -> Callable[[str], str | None]:
    return lambda objects: str(int(objects) + number) if objects.isdecimal() else None


PERCENT = "unit:percent"
setting("English label lost", ("Indicator", "Target", "Objective"), "skos:prefLabel", one_language, "label")
setting("title in one language", ("Plan",), "dcterms:title", one_language, "plan-title")
setting("note in one language", tuple(PARTS), "bdg:note", '"chỉ tiếng Việt"@vi', "note", having=False)
setting("scope in one language", ("Responsibility",), "bdg:scope", '"một phần"@vi', "scope", having=False)
setting("label in French", ("Indicator",), "skos:prefLabel", '"un"@fr , "hai"@vi', "label")
setting("text in English", ("Task", "Indicator", "Funding"), "bdg:text", '"words"@en', "part-text")
setting(
    "swapped unit",
    ("Target",),
    "bdg:unit",
    lambda o: "unit:deaths-per-100000-live-births" if o == PERCENT else PERCENT,
    "target-unit-expected",
)
setting("misspelt unit", ("Target",), "bdg:unit", "unit:percnt", "target-unit")
setting("misspelt metric", ("Target",), "bdg:metric", "metric:sex-ratio-at-brith", "target-metric")
setting("lost decimal point", ("Target",), "bdg:value", lambda o: o.replace(".", "00000."), "target-value-range")
setting("value as words", ("Target",), "bdg:value", '"khoảng 20"', "target-value")
setting("two values", ("Target",), "bdg:value", lambda o: f"{o} , 7.5", "target-value")
setting("value with a decimal comma", ("Target",), "bdg:value", '"20,3"^^xsd:decimal', "target-value")
setting("unknown comparator", ("Target",), "bdg:comparator", "odrl:atLeast", "target-comparator")
setting(
    "flipped comparator",
    ("Target",),
    "bdg:comparator",
    lambda o: {"odrl:gteq": "odrl:lteq", "odrl:lteq": "odrl:gteq"}.get(o),
    "target-direction",
)
setting("year of two digits", ("Target",), "bdg:dueYear", '"25"^^xsd:gYear', "target-due-year")
setting("year as integer", ("Target",), "bdg:dueYear", "2025", "target-due-year")
setting("due before the period", ("Target",), "bdg:dueYear", '"1999"^^xsd:gYear', "target-due-before-start")
setting("due after the period", ("Target",), "bdg:dueYear", '"2099"^^xsd:gYear', "target-due-after-end")
setting(
    "baseline after due", ("Target",), "bdg:baselineYear", '"2099"^^xsd:gYear', "target-baseline-order", having=False
)
setting(
    "objective that is not there",
    ("Indicator",),
    "bdg:ofObjective",
    "<plan/x-2020/objective/99>",
    "indicator-objective",
    having=False,
)
setting("indicator that is not there", ("Target",), "bdg:ofIndicator", "<plan/x-2020/indicator/99>", "target-indicator")
setting(
    "lead not stated beside a lead",
    ("Indicator",),
    "bdg:leadNotStated",
    '"false"^^xsd:boolean',
    "indicator-lead-flag",
    having=False,
)
setting("misspelt agency", ("Responsibility",), "bdg:agency", "<agency/ninh-binh/so-yte>", "responsibility-agency")
setting(
    "agency of another province",
    ("Responsibility", "Task", "ReportingDuty"),
    "bdg:agency",
    lambda o: (
        re.sub("agency/(?!ha-nam)[a-z-]+/so-", "agency/ha-nam/so-", o)
        if re.search("agency/(?!ha-nam)[a-z-]+/so-noi-vu", o)
        else None
    ),
    "part-agency-place",
)
setting("unknown role", ("Responsibility",), "bdg:role", "role:leader", "responsibility-role")
setting(
    "covers nothing known",
    ("Responsibility",),
    "bdg:covers",
    "<plan/x-2020/indicator/99>",
    "responsibility-covers",
    having=False,
)
setting("unknown topic", ("Task", "Responsibility"), "bdg:topic", "topic:womens-affair", "part-topic", having=False)
setting("unknown domain", ("Objective", "Task"), "bdg:domain", "domain:helth", "part-domain", having=False)
setting("unknown group", ("Task", "Target"), "bdg:beneficiary", "group:woman", "part-beneficiary", having=False)
setting("unknown task kind", ("Task",), "bdg:taskKind", "kind:job", "task-kind")
setting("unknown document", ("Citation",), "bdg:document", "document:28-nq-cp-2012", "citation-document")
setting("date that does not exist", ("Citation",), "bdg:citedDate", '"2020-02-30"^^xsd:date', "citation-date")
setting("thirteenth month", ("ReportingDuty",), "bdg:dueMonth", "13", "reporting-duty-month", having=False)
setting("unknown fund", ("Funding",), "bdg:fundingSource", "fund:budget", "funding-source", having=False)
setting("plan issued on no day", ("Plan",), "dcterms:issued", '"2020-13-01"^^xsd:date', "document-issued")
setting("period turned round", ("Plan",), "bdg:periodStart", '"2090"^^xsd:gYear', "plan-period-order")
setting("unknown document type", ("Plan",), "bdg:documentType", "type:kehoach", "document-type")
setting("unknown place", ("Plan",), "bdg:place", "place:ninhbinh", "plan-place")
setting("checksum of something else", ("Source",), "bdg:sha256", f'"{"0" * 64}"', "source-checksum")
setting("checksum cut short", ("Source",), "bdg:sha256", '"0123"', "source-sha256")
setting("passage shifted by one", ("Passage",), "oa:start", plus(1), "passage-iri")
setting("passage beyond the text", ("Passage",), "oa:end", plus(10_000_000), "evidence-bounds")
setting("start after end", ("Passage",), "oa:start", plus(10_000_000), "passage-order")
setting("start below zero", ("Passage",), "oa:start", "-1", "passage-start")
setting("a letter of the quote changed", ("Passage",), "oa:exact", changed_letter, "evidence-exact")
setting("quote in English", ("Passage",), "oa:exact", lambda o: o.replace("@vi", "@en"), "passage-exact")
setting("number not that of the IRI", ("Indicator", "Citation", "Target"), "bdg:number", '"77"', "part-iri-number")
setting("number with a space", ("Task", "Indicator"), "bdg:number", '"4 1"', "part-number")
setting(
    "general written as no", ("Objective",), "bdg:general", '"false"^^xsd:boolean', "objective-general", having=False
)


def mutation(mutate: Mutation) -> Mutation:
    MUTATIONS[mutate.__name__.replace("_", " ")] = mutate
    return mutate


DOCUMENTS = (paths.data() / "reference" / "documents.ttl").read_text("utf-8").split("\n\n")


def _cited(text: Text, random_: random.Random, predicate: str, known: str) -> Block | None:
    """A citation whose document has its own date or number, and that carries no remark on the difference."""
    described = {chunk.split(" ", 1)[0] for chunk in DOCUMENTS if known in chunk}
    able = [b for b in text.of("Citation") if b.get("bdg:document") in described and b.get("bdg:note") is None]
    return _pick(random_, able, predicate)


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
    block = _pick(random_, [b for b in text.of("Campaign") if b.get("bdg:startMonth") is None])
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
    block = _pick(random_, text.of("Passage"), "oa:end")
    if block is None:
        return None
    block.set("oa:end", str(int(block.get("oa:end") or 0) + 1))
    return Fault("passage-length", block, "oa:exact")


@mutation
def number_given_twice(text: Text, random_: random.Random) -> Fault | None:
    blocks = text.of("Citation")
    if len(blocks) < 2:
        return None
    one, other = random_.sample(blocks, 2)
    one.set("bdg:number", other.get("bdg:number") or "")
    return Fault("part-number-double", one, "bdg:number")


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


@mutation
def document_cited_in_two_records(text: Text, random_: random.Random) -> Fault | None:
    blocks = text.of("Citation")
    if len(blocks) < 2:
        return None
    one, other = random_.sample(blocks, 2)
    one.set("bdg:document", other.get("bdg:document") or "")
    return Fault("citation-double", one, "bdg:document")


def elsewhere(text: Text) -> str:
    return "thanh-hoa-2020" if text.id != "thanh-hoa-2020" else "ninh-binh-2021-2025"


@mutation
def objective_of_another_plan(text: Text, random_: random.Random) -> Fault | None:
    block = _pick(random_, text.of("Indicator"))
    if block is None:
        return None
    block.set("bdg:ofObjective", f"<plan/{elsewhere(text)}/objective/{'general' if 'thanh' in elsewhere(text) else 4}>")
    return Fault("indicator-objective-plan", block, "bdg:ofObjective")


@mutation
def indicator_of_another_plan(text: Text, random_: random.Random) -> Fault | None:
    block = _pick(random_, text.of("Target"))
    if block is None:
        return None
    block.set("bdg:ofIndicator", f"<plan/{elsewhere(text)}/indicator/{'1' if 'thanh' in elsewhere(text) else '4.1'}>")
    return Fault("target-indicator-plan", block, "bdg:ofIndicator")


@mutation
def covers_another_plan(text: Text, random_: random.Random) -> Fault | None:
    block = _pick(random_, text.of("Responsibility"))
    if block is None:
        return None
    block.set("bdg:covers", f"<plan/{elsewhere(text)}/indicator/{'1' if 'thanh' in elsewhere(text) else '4.1'}>")
    return Fault("responsibility-covers-plan", block, "bdg:covers")


@mutation
def evidence_of_another_plan(text: Text, random_: random.Random) -> Fault | None:
    block = _pick(random_, text.of("Indicator", "Task", "Target"))
    if block is None:
        return None
    passage = {"thanh-hoa-2020": "0,21", "ninh-binh-2021-2025": "2884,2950"}[elsewhere(text)]
    block.set("bdg:evidence", f"<plan/{elsewhere(text)}/source#char={passage}>")
    return Fault("part-evidence-source", block, "bdg:evidence")


@mutation
def lead_dropped(text: Text, random_: random.Random) -> Fault | None:
    """All leads of one objective's indicators go; the indicator is where it shows."""
    leads = [b for b in text.of("Responsibility") if b.get("bdg:role") == "role:lead" and b.get("bdg:covers")]
    if not leads:
        return None
    for lead in leads:
        lead.set("bdg:role", "role:coordinate")
    block = _pick(random_, [b for b in text.of("Indicator") if b.get("bdg:leadNotStated") is None])
    return Fault("indicator-lead-missing", block, "bdg:leadNotStated") if block else None


@mutation
def lead_not_stated_though_it_is(text: Text, random_: random.Random) -> Fault | None:
    covered = " ".join(b.get("bdg:covers") or "" for b in text.of("Responsibility") if b.get("bdg:role") == "role:lead")
    blocks = [b for b in text.of("Indicator") if (b.get("bdg:ofObjective") or "?") in covered or b.subject in covered]
    block = _pick(random_, [b for b in blocks if b.get("bdg:leadNotStated") is None])
    if block is None:
        return None
    block.set("bdg:leadNotStated", "true")
    return Fault("indicator-lead-contradiction", block, "bdg:leadNotStated")


@mutation
def partner_of_itself(text: Text, random_: random.Random) -> Fault | None:
    block = _pick(random_, text.of("Responsibility"), "bdg:agency")
    if block is None:
        return None
    block.set("bdg:partner", (block.get("bdg:agency") or "").split(" ,")[0].split(", ")[0])
    return Fault("responsibility-partner-self", block, "bdg:partner")


@mutation
def task_within_itself(text: Text, random_: random.Random) -> Fault | None:
    block = _pick(random_, text.of("Task"))
    if block is None:
        return None
    block.set("bdg:partOf", block.subject)
    return Fault("task-part-of-itself", block, "bdg:partOf")


@mutation
def misspelt_property(text: Text, random_: random.Random) -> Fault | None:
    block = _pick(random_, text.of("Target", "Task", "Citation"), "bdg:text")
    if block is None:
        return None
    block.properties = [["bdg:txt" if name == "bdg:text" else name, objects] for name, objects in block.properties]
    return Fault("unknown-term", block, "bdg:txt")


@mutation
def misspelt_class(text: Text, random_: random.Random) -> Fault | None:
    block = _pick(random_, text.of("Target", "Task", "Citation"))
    if block is None:
        return None
    block.properties[0][1] = "bdg:Taget"
    return Fault("unknown-term", block, "a")


@mutation
def no_class(text: Text, random_: random.Random) -> Fault | None:
    block = _pick(random_, text.of("Target", "Task", "Citation"))
    if block is None:
        return None
    block.properties = block.properties[1:]
    return Fault("untyped-node", block)


@mutation
def thing_renamed(text: Text, random_: random.Random) -> Fault | None:
    block = _pick(random_, text.of("Task", "Citation", "Funding"))
    if block is None:
        return None
    block.subject = f"<plan/x-2020/task/{random_.randrange(100)}>"
    return Fault("part-iri", block, "bdg:inPlan")


@mutation
def passage_nobody_uses(text: Text, random_: random.Random) -> Fault | None:
    block = _pick(random_, text.of("Passage"))
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
