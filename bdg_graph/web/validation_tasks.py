"""What the workers do for /validate: an upload in, findings and a preview as JSON or a report in a format out. Runs
in the
sandbox's processes; everything is imported and read before any fork, because a sealed worker opens no file."""

import base64
import itertools
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from bdg_graph import dataset, paths
from bdg_graph.dataset import Dataset
from bdg_graph.errors import near
from bdg_graph.sandbox.worker import Output, Refused, Task
from bdg_graph.terms import ID
from bdg_graph.validation import (
    examples,
    ground,
    html,
    inputs,
    judge,
    junit,
    known_rules,
    preview,
    reference,
    report,
    sarif,
    shacl,
    shapes,
    writers,
)
from bdg_graph.validation.findings import Finding, Rule, short
from bdg_graph.validation.graph import Facts, Triple
from bdg_graph.validation.material import Material
from bdg_graph.workbook import book, columns, comments, naming, reading

MOST_FINDINGS: Final = 2000
MOST_FACTS: Final = 300
USUAL: Final = 5
"""Plans that are judged beforehand: after them hardly anything is left to be done first for an upload."""
IMPORTED: Final = (html, junit, sarif, reference, comments)


@dataclass
class State:
    """What the keeper holds."""

    data: Dataset
    base: Facts
    library: preview.Library
    answers: preview.Answers
    rules: dict[str, Rule]


def open_state() -> State:
    """Loads the data, the rules and the answers as they are, and goes once through all that a sealed worker will
    need."""
    data = dataset.load()
    base = ground.base()
    shacl.engine(shapes.project())
    reference.results([], shapes.project())
    inputs.own_context()
    near("warm", ["warmth"])
    for sheet in columns.sheets():
        for column in sheet.columns:
            if column.is_thing:
                naming.labels(column)
    sample = book.template(f"{ID}plan/warm")
    comments.commented(sample, [])
    reading.read(sample)
    rules = known_rules(checks=False)
    for rule in rules:
        examples.of(rule)
    for plan in itertools.islice(sorted(paths.data().glob("plans/*/plan.ttl")), USUAL):
        judge(_gathered(inputs.read(plan), base)[0])  # compiles the shapes, and fills what `base` remembers
    library = preview.Library.read()
    return State(data, base, library, preview.answers(data, library), rules)


def about(state: State) -> dict[str, Any]:
    """What the asking side is told."""
    return {"version": state.data.version}


def validate(state: State, args: dict[str, Any], output: Output) -> dict[str, Any]:
    """Judges `args["content"]` (base64) of the format `args["suffix"]` and writes the report as `args["format"]`."""
    part = inputs.Part(Path(f"upload{args['suffix']}"), args["suffix"], base64.b64decode(args["content"]))
    gathered, triples = _gathered(part, state.base)
    findings = [f for f in judge(gathered) if f.rule != "evidence-unchecked" or args["format"] != "page"]
    if args["format"] == "page":
        told = _page(state, findings, triples, unread=bool(gathered.broken))
        output.write(json.dumps(told, ensure_ascii=False).encode())
    elif args["format"] == "xlsx" and part.suffix == inputs.WORKBOOK and not gathered.broken:
        output.write(comments.commented(part.content, findings[:MOST_FINDINGS]))
    elif args["format"] in writers.FORMATS:
        written = writers.FORMATS[args["format"]](findings[:MOST_FINDINGS], state.rules, args["lang"], None)
        output.write(written.encode())
    else:
        raise Refused("input", "Không có định dạng này.", "There is no such format.", near=list(writers.FORMATS))
    return {"conforms": report.conforms(findings), "findings": len(findings)}


def _gathered(part: inputs.Part, base: Facts) -> tuple[Material, list[Triple]]:
    """The upload as material, read from memory."""
    gathered = Material()
    triples: list[Triple] = []
    try:
        inputs.check_safe(part)
        triples = gathered.take(part)
    except (SyntaxError, inputs.Refused) as problem:
        gathered.broken.append(inputs.broken(part.path, problem))
    gathered.facts = Facts(triples, base)
    for triple in triples:
        gathered.files.setdefault(triple[0], part.path)
    return gathered, triples


def _page(state: State, findings: list[Finding], triples: list[Triple], *, unread: bool) -> dict[str, Any]:
    plan = None if unread else preview.plan_of(triples)
    changes: dict[str, Any] | None = None
    summaries = {q.id: {lang: q.sentence(lang) for lang in ("vi", "en")} for q in state.library.questions}
    if plan is not None:
        made = preview.preview(state.data, state.library, state.answers, triples, plan)
        changes = {
            "plan": plan,
            **{
                kind: {"n": len(facts), "facts": [asdict(fact) for fact in facts[:MOST_FACTS]]}
                for kind, facts in (("new", made.new), ("changed", made.changed), ("removed", made.removed))
            },
            "answers": [
                {"id": name, "summary": summaries[name], **asdict(change)} for name, change in made.answers.items()
            ],
            "properties": {
                fact.property: _term(state.base, fact.property)
                for facts in (made.new, made.changed, made.removed)
                for fact in facts[:MOST_FACTS]
            },
        }
    told: dict[str, Any] = json.loads(report.to_json(findings[:MOST_FINDINGS], state.rules))
    for number, finding in enumerate(told["findings"]):
        rule = state.rules.get(finding["rule"])
        finding |= {"number": number, "why": asdict(rule.why) if rule else None}
    languages = ("vi", "en")
    return told | {
        "total": len(findings),
        "changes": changes,
        "summaries": {lang: report.summary(findings, lang) for lang in languages},
        "not_checked": {
            lang: f"{report.ALONE.in_language(lang)} {report.NOT_CHECKED.in_language(lang)}" for lang in languages
        },
    }


def _term(base: Facts, iri: str) -> dict[str, str]:
    """What the ontology calls a property."""
    label = shapes.text(base, ox.NamedNode(iri), columns.LABEL)
    return {"vi": label.vi or short(iri), "en": label.en or short(iri)}


TASKS: Final[dict[str, Task]] = {"validate": validate}
