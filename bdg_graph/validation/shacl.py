"""Turns what the shapes say of the given nodes into findings: the compiled evaluation first, pySHACL for what it
leaves."""

import re
from collections.abc import Callable, Collection
from functools import lru_cache
from typing import Final

import pyoxigraph as ox

from bdg_graph.terms import BDG
from bdg_graph.validation import nearest, shapes
from bdg_graph.validation.compiled import Engine, Outcome, Result
from bdg_graph.validation.findings import Finding, Text, short
from bdg_graph.validation.graph import Facts, Subject, Term
from bdg_graph.validation.material import Material

# Matches "{?value}" and "{$this}".
PLACEHOLDER: Final = re.compile(r"\{[?$](\w+)\}")
MAX_COUNT: Final = f"{shapes.SH}MaxCountConstraintComponent"
MIN_COUNT: Final = f"{shapes.SH}MinCountConstraintComponent"


@lru_cache(maxsize=4)
def engine(rules: Facts) -> Engine:
    """The engine for `rules`, made once."""
    return Engine(rules)


def check(
    material: Material, rules: Facts | None = None, note: Callable[[str], None] = lambda _said: None
) -> list[Finding]:
    """What the shapes say of the nodes that the given files describe; `note` hears what had to be left to pySHACL."""
    rules = shapes.project() if rules is None else rules
    outcome = evaluate(material.facts, rules, material.files)
    for shape, reason in outcome.left.items():
        note(f"{shape.value.removeprefix(shapes.NAMESPACE)}: {reason}")
    return [_finding(result, rules, material) for result in outcome.results if result.focus in material.files]


def evaluate(facts: Facts, rules: Facts, given: Collection[Subject] | None) -> Outcome:
    """All results; `left` says which of them pySHACL had to find."""
    outcome = engine(rules).evaluate(facts, given)
    if outcome.left:
        from bdg_graph.validation import reference  # rdflib and pySHACL are slow to import

        kept = reference.without_targets(rules, set(outcome.left))
        found = reference.results(facts, kept)
        outcome.results += [r for r in found if given is None or r.focus in given]
    return outcome


def _finding(result: Result, rules: Facts, material: Material) -> Finding:
    focus = result.focus
    if isinstance(focus, ox.Literal):
        raise TypeError(f"{result.shape} reports on {focus}; rules are about nodes.")
    value = _written(result.value) if result.value is not None else None
    if result.component == MAX_COUNT and result.path is not None:
        found = material.facts.objects(focus, ox.NamedNode(result.path))
        value = " ; ".join(sorted(map(_written, found)))
    template = shapes.text(rules, result.shape, shapes.sh("message"))
    message = _message(template, _bindings(result), material.facts)
    choice = nearest.choice(result, rules, material.facts)
    cell = material.cell(focus, result.path)
    return Finding(
        rule=result.shape.value.removeprefix(shapes.NAMESPACE),
        severity=shapes.severity(rules, result.shape),
        message=Text(message.vi + choice.vi, message.en + choice.en),
        focus=focus.value if isinstance(focus, ox.NamedNode) else "",
        label=_name_of(focus, material.facts),
        path=result.path,
        value=value,
        file=material.files[focus],
        line=material.line(focus, result.path),
        subject_line=material.line(focus),
        sheet=cell.sheet if cell else None,
        row=cell.row if cell else None,
        column=cell.column if cell else None,
    )


def _name_of(node: Subject, facts: Facts) -> Text:
    """The label of a node; for a passage, its words."""
    label = facts.label(node)
    if label.vi == short(node.value):
        for predicate in ("http://www.w3.org/ns/oa#exact", BDG.text):
            words = facts.value(node, ox.NamedNode(predicate))
            if words is not None:
                return Text(words.value, words.value)
    return label


def _written(term: Term) -> str:
    return short(term.value) if isinstance(term, ox.NamedNode) else term.value


def _bindings(result: Result) -> dict[str, Term]:
    named = {"this": result.focus, **dict(result.bound)}
    if result.path is not None:
        named["path"] = ox.NamedNode(result.path)
    if result.value is not None:
        named["value"] = result.value
    return named


def _message(template: Text, bindings: dict[str, Term], facts: Facts) -> Text:
    def filled(text: str, language: str) -> str:
        return PLACEHOLDER.sub(lambda m: _name(facts, bindings.get(m[1]), language), text)

    return Text(filled(template.vi, "vi"), filled(template.en, "en"))


def _name(facts: Facts, node: Term | None, language: str) -> str:
    """How a message calls `node`: parts of a plan by IRI, all other things by label and IRI."""
    if node is None:
        return "–"
    name = facts.label(node).in_language(language)
    if isinstance(node, ox.Literal):
        return name
    iri = short(node.value)
    return iri if name == iri or iri.startswith("plan/") else f"“{name}” ({iri})"
