"""Mutations of single properties: each drops one, or sets it to what the rules do not allow."""

import random
import re
from collections.abc import Callable

from tests.validation.plan_text import MUTATIONS, Fault, Text, pick

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


def dropping(name: str, kinds: tuple[str, ...], predicate: str, rule: str) -> None:
    def mutate(text: Text, random_: random.Random) -> Fault | None:
        block = pick(random_, text.of(*kinds), predicate)
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
