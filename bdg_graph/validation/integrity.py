"""Runs the integrity questions (queries/checks, zero rows = pass) over the data and turns each row into a finding."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store

from bdg_graph import dataset, library, paths, questions, replacing
from bdg_graph.dataset import Dataset
from bdg_graph.engines import engine
from bdg_graph.exports.cells import words
from bdg_graph.library import Answer
from bdg_graph.questions import Question
from bdg_graph.terms import BDG, GRAPH, ID
from bdg_graph.validation import inputs, material
from bdg_graph.validation.findings import Finding, Rule, Text
from bdg_graph.validation.graph import Facts, Subject
from bdg_graph.validation.material import Material

NUMBER: Final = NamedNode(BDG.documentNumber)


def rules() -> list[Rule]:
    """The integrity checks as rules; their ids begin with "checks/"."""
    return [Rule(check.id, "violation", _text(check.summary), _text(check.description)) for check in checks()]


def checks() -> list[Question]:
    """The integrity checks."""
    return [questions.read(name) for name in questions.ids() if name.startswith(questions.CHECKS)]


def check(given: Sequence[Path] = ()) -> list[Finding]:
    """The rows of all integrity checks over the data at `given` (default: the project's own)."""
    return [finding for _row, finding in failed(dataset.load(list(given)), checks())]


def check_plans(gathered: Material) -> list[Finding]:
    """What the integrity checks say of the plan folders in `gathered`, looking at no more than them, what they name,
    and the project's plans that they name or that hold one of their document numbers.

    What is wrong elsewhere is found where all data are checked."""
    store = Store()
    graphs = {file: NamedNode(f"{ID}plan/{file.resolve().parent.name}") for file in set(gathered.files.values())}
    for node, file in gathered.files.items():
        store.extend(Quad(node, p, o, graphs[file]) for p, o in gathered.facts.properties(node))
    for folder in _beside(gathered):
        graph = NamedNode(f"{ID}plan/{folder.name}")
        store.extend(Quad(*triple, graph) for triple in inputs.triples(inputs.read(folder / "plan.ttl")))
    named = _named(gathered.facts, set(gathered.files))
    reference = NamedNode(f"{GRAPH}named")
    store.extend(Quad(s, p, o, reference) for s in named for p, o in gathered.facts.properties(s))
    dataset.derive(store)
    return of_graphs(Dataset(store, "", [], []), graphs.values(), checks())


def check_loaded(loaded: Dataset, folder: Path) -> list[Finding]:
    """The same of the plan in `folder` as it stands in `loaded`."""
    graph = NamedNode(str(replacing.plan_part(folder).graph))
    alone = replacing.alone(loaded, graph)
    for own in list(alone.store.quads_for_pattern(None, NUMBER, None, graph)):
        for other in loaded.store.quads_for_pattern(None, NUMBER, own.object, None):
            alone.store.extend(loaded.store.quads_for_pattern(other.subject, None, None, None))
    return of_graphs(alone, [graph], checks())


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


def of_graphs(alone: Dataset, graphs: Iterable[NamedNode], asked: Iterable[Question]) -> list[Finding]:
    """What the checks say of what stands in these graphs, and of things that they name and nobody describes: the
    others in `alone` are there only in so far as the graphs name them."""
    own = set(graphs)

    def concerns(row: Sequence[object]) -> bool:
        nodes = [term for term in row if isinstance(term, (NamedNode, BlankNode))]
        says = [quad for node in nodes for quad in alone.store.quads_for_pattern(node, None, None, None)]
        uses = alone.store.quads_for_pattern(None, None, nodes[0], None) if nodes[:1] == [row[0]] else ()
        unknown = not any(quad.subject == row[0] for quad in says)
        return any(quad.graph_name in own for quad in (*says, *(uses if unknown else ())))

    return [finding for row, finding in failed(alone, asked) if concerns(row)]


def failed(loaded: Dataset, asked: Iterable[Question]) -> Iterator[tuple[Sequence[object], Finding]]:
    """The rows of the checks, each with the finding that it makes."""
    for answer in library.failed_checks(engine("oxigraph", loaded), asked):
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
