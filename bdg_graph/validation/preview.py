"""What a plan would change: new, changed and removed facts against the loaded data, and which questions of the
library would be answered otherwise. It writes nothing; the store it works on is the caller's to throw away."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import pyoxigraph as ox

from bdg_graph import dataset, library, paths, questions
from bdg_graph.dataset import Dataset
from bdg_graph.engines import engine
from bdg_graph.errors import BdgError
from bdg_graph.questions import Question
from bdg_graph.terms import ID
from bdg_graph.validation.findings import short
from bdg_graph.validation.graph import Triple

PLANS = f"{ID}plan/"
FEW = 3
Answers = dict[str, frozenset[tuple[str, ...]]]


@dataclass(slots=True)
class Fact:
    """A property of a thing, before and after."""

    subject: str
    property: str
    before: list[str]
    after: list[str]


@dataclass(slots=True)
class Change:
    """How many rows a question's answer has before and after, and some of the rows that come and go."""

    before: int
    after: int
    come: int
    go: int
    rows_come: list[tuple[str, ...]]
    rows_go: list[tuple[str, ...]]


@dataclass(slots=True)
class Preview:
    """What would change."""

    plan: str
    new: list[Fact] = field(default_factory=list)
    changed: list[Fact] = field(default_factory=list)
    removed: list[Fact] = field(default_factory=list)
    answers: dict[str, Change] = field(default_factory=dict)
    """By question."""


@dataclass(slots=True)
class Library:
    """The questions and rules, read beforehand: who previews may not open files."""

    questions: list[Question]
    rules: list[str]

    @staticmethod
    def read() -> "Library":
        asked = [question for question in map(questions.read, questions.ids()) if not question.is_check]
        rules = [rule.read_text("utf-8") for rule in sorted((paths.ontology() / "rules").glob("*.rq"))]
        return Library(asked, rules)


def answers(data: Dataset, asked: Library) -> Answers:
    """The rows of every question that can be asked without filling in a blank."""
    oxigraph = engine("oxigraph", data)
    found: Answers = {}
    for question in asked.questions:
        try:
            rows = library.undescribed(oxigraph, question, {}).rows.rows
        except BdgError:
            continue  # it has a blank that must be filled in
        found[question.id] = frozenset(tuple("" if term is None else _plain(term) for term in row) for row in rows)
    return found


def preview(data: Dataset, asked: Library, before: Answers, triples: Iterable[Triple], plan: str) -> Preview:
    """What `triples` in place of the plan's graph would change. Puts them into the store of `data`."""
    graph = ox.NamedNode(plan)
    old = {(q.subject, q.predicate, q.object) for q in data.store.quads_for_pattern(None, None, None, graph)}
    data.store.remove_graph(graph)
    data.store.extend([ox.Quad(s, p, o, graph) for s, p, o in triples])
    new = {(q.subject, q.predicate, q.object) for q in data.store.quads_for_pattern(None, None, None, graph)}
    found = Preview(plan)
    _facts(found, old - new, new - old)
    data.store.remove_graph(ox.NamedNode(dataset.INFERRED))
    for rule in asked.rules:
        derived = data.store.query(rule, use_default_graph_as_union=True)
        if isinstance(derived, ox.QueryTriples):
            inferred = ox.NamedNode(dataset.INFERRED)
            data.store.extend([ox.Quad(t.subject, t.predicate, t.object, inferred) for t in derived])
    after = answers(data, asked)
    for name in sorted(set(before) | set(after)):
        a, b = before.get(name, frozenset()), after.get(name, frozenset())
        if a != b:
            found.answers[name] = Change(
                len(a), len(b), len(b - a), len(a - b), sorted(b - a)[:FEW], sorted(a - b)[:FEW]
            )
    return found


def _facts(found: Preview, gone: set[tuple[Any, Any, Any]], come: set[tuple[Any, Any, Any]]) -> None:
    pairs: dict[tuple[str, str], tuple[list[str], list[str]]] = defaultdict(lambda: ([], []))
    for number, triples in enumerate((gone, come)):
        for s, p, o in triples:
            pairs[s.value, p.value][number].append(_plain(o))
    for (subject, name), (before, after) in sorted(pairs.items()):
        fact = Fact(subject, name, sorted(before), sorted(after))
        (found.changed if before and after else found.new if after else found.removed).append(fact)


def _plain(term: Any) -> str:
    """A term as people read it: an IRI in short, words with their language."""
    if isinstance(term, ox.Literal):
        return f"{term.value} @{term.language}" if term.language else term.value
    return short(term.value) if isinstance(term, ox.NamedNode) else str(term)


def plan_of(triples: Iterable[Triple]) -> str | None:
    """The plan that a file describes."""
    for s, _p, o in triples:
        if isinstance(o, ox.NamedNode) and o.value.endswith("ontology#Plan") and s.value.startswith(PLANS):
            return s.value
    return None
