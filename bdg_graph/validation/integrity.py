"""Runs the integrity questions (queries/checks, zero rows = pass) over the data and turns each row into a finding."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store

from bdg_graph import dataset, library, paths, questions
from bdg_graph.dataset import Dataset
from bdg_graph.engines import engine
from bdg_graph.exports.cells import words
from bdg_graph.library import Answer
from bdg_graph.terms import BDG, GRAPH, ID
from bdg_graph.validation import inputs, material
from bdg_graph.validation.findings import Finding, Rule, Text
from bdg_graph.validation.graph import Facts, Subject
from bdg_graph.validation.material import Material

NUMBER: Final = NamedNode(BDG.documentNumber)


def rules() -> list[Rule]:
    """The integrity checks as rules; their ids begin with "checks/"."""
    return [
        Rule(check.id, "violation", _text(check.summary), _text(check.description))
        for check in map(questions.read, questions.ids())
        if check.is_check
    ]


def check(given: Sequence[Path] = ()) -> list[Finding]:
    """The rows of all integrity checks over the data at `given` (default: the project's own)."""
    return [finding for _row, finding in _failed(dataset.load(list(given)))]


def check_plans(gathered: Material) -> list[Finding]:
    """What the integrity checks say of the plan folders in `gathered`, looking at no more than them, what they name,
    and the project's plans that they name or that hold one of their document numbers.

    What is wrong elsewhere is found where all data are checked."""
    own = set(gathered.files)
    store = Store()
    for node, file in gathered.files.items():
        graph = NamedNode(f"{ID}plan/{file.resolve().parent.name}")
        store.extend(Quad(node, p, o, graph) for p, o in gathered.facts.properties(node))
    for folder in _beside(gathered):
        graph = NamedNode(f"{ID}plan/{folder.name}")
        store.extend(Quad(*triple, graph) for triple in inputs.triples(inputs.read(folder / "plan.ttl")))
    named = _named(gathered.facts, own)
    reference = NamedNode(f"{GRAPH}named")
    store.extend(Quad(s, p, o, reference) for s in named for p, o in gathered.facts.properties(s))
    dataset.derive(store)
    unknown = {o for node in own for _p, o in gathered.facts.properties(node) if not gathered.facts.described[o]}
    return [
        finding for row, finding in _failed(Dataset(store, "", [], [])) if own.intersection(row) or row[0] in unknown
    ]


def _named(facts: Facts, own: set[Subject]) -> set[Subject]:
    """What the nodes lead to, and what that leads to, and so on; other plans are not gone into."""
    found: set[Subject] = set()
    waiting = list(own)
    while waiting:
        for predicate, value in facts.properties(waiting.pop()):
            for node in (predicate, value):
                if not isinstance(node, Literal) and node not in found and node not in own:
                    if isinstance(node, BlankNode) or not material.plan_id(node.value):
                        waiting.append(node)
                    found.add(node)
    return {node for node in found if not material.plan_id(node.value)}


def _beside(gathered: Material) -> Iterator[Path]:
    """The project's other plans that the given ones name, or that hold one of their document numbers."""
    said = [(p, o) for node in gathered.files for p, o in gathered.facts.properties(node)]
    names = {material.plan_id(o.value) for _p, o in said if isinstance(o, NamedNode)}
    numbers = [quote + o.value.encode() + quote for p, o in said if p == NUMBER for quote in (b'"', b"'")]
    shadowed = {file.resolve().parent.name for file in gathered.files.values()}
    for file in sorted(paths.data().glob("plans/*/plan.ttl")):
        name = file.parent.name
        if name not in shadowed and (name in names or any(number in file.read_bytes() for number in numbers)):
            yield file.parent


def _failed(loaded: Dataset) -> Iterator[tuple[Sequence[object], Finding]]:
    """The rows of all checks, each with the finding that it makes."""
    checks = [question for question in map(questions.read, questions.ids()) if question.is_check]
    for answer in library.failed_checks(engine("oxigraph", loaded), checks):
        yield from zip(answer.rows.rows, _findings(answer), strict=True)


def _findings(answer: Answer) -> Iterator[Finding]:
    columns = answer.question.columns
    for row in answer.rows.rows:
        focus = next((term.value for term in row if isinstance(term, NamedNode)), "")
        said = {
            language: "; ".join(
                f"{column.label[language]}: {words(answer, column, term, language)}"
                for column, term in zip(columns, row, strict=True)
                if term is not None
            )
            for language in ("vi", "en")
        }
        yield Finding(
            rule=answer.question.id,
            severity="violation",
            message=Text(*(f"{answer.question.summary[lang]} ({said[lang]})." for lang in ("vi", "en"))),
            focus=focus,
            label=_text(answer.labels.get(focus, {"vi": "", "en": ""})),
        )


def _text(spoken: questions.Words) -> Text:
    return Text(spoken["vi"].strip(), spoken["en"].strip())
