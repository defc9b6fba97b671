"""Names the valid choices most like a value that is none: of a class, a list of values, a language. Only advice; no
rule."""

import re
from collections.abc import Mapping
from typing import Final

import pyoxigraph as ox

from bdg_graph.errors import near
from bdg_graph.terms import BDG, PREFIXES
from bdg_graph.validation.compiled import Result
from bdg_graph.validation.findings import Text, short
from bdg_graph.validation.graph import TYPE, Facts, Term
from bdg_graph.validation.shapes import SH, items, sh

NOTHING: Final = Text("", "")
FEW: Final = 8
MANY: Final = 10_000
"""Things among which one is looked for: of more, what is alike is so by chance, and to compare them takes seconds."""


def written(iri: str) -> str:
    """`iri` as a file would write it: "unit:percent", "<agency/ninh-binh/so-y-te>"."""
    for prefix, namespace in PREFIXES.items():
        local = iri.removeprefix(namespace)
        if local != iri and "/" not in local and "#" not in local:
            return f"{prefix}:{local}"
    return f"<{short(iri)}>"


def choice(result: Result, rules: Facts, facts: Facts) -> Text:
    """A sentence that names what the value may have been meant to be; empty where nothing is near."""
    component = result.component.removeprefix(SH).removesuffix("ConstraintComponent")
    if component == "Class":
        wanted = rules.objects(result.shape, sh("class"))
        known = {
            s
            for kind in wanted
            if isinstance(kind, ox.NamedNode)
            for k in facts.narrower(kind)
            for s in facts.subjects(TYPE, k)
        }
        return _suggestion(result, known, facts)
    if component == "In":
        allowed: set[Term] = {m for head in rules.objects(result.shape, sh("in")) for m in items(rules, head)}
        return _suggestion(result, allowed, facts)
    metric = dict(result.bound).get("metric")
    if component == "SPARQL" and metric is not None and result.path == BDG.unit:
        names = sorted(written(unit.value) for unit in facts.objects(metric, ox.NamedNode(BDG.expectedUnit)))
        return Text(f" Thước đo này dùng: {', '.join(names)}.", f" This metric takes: {', '.join(names)}.")
    if component == "MinCount":
        return _few(rules, facts, result)
    return NOTHING


def _few(rules: Facts, facts: Facts, result: Result) -> Text:
    """All choices, where a value is missing and there are only a few."""
    allowed: set[Term] = {m for head in rules.objects(result.shape, sh("in")) for m in items(rules, head)}
    for kind in rules.objects(result.shape, sh("class")):
        allowed |= set(facts.subjects(TYPE, kind))
    names = sorted(written(node.value) for node in allowed if isinstance(node, ox.NamedNode))
    if not 0 < len(names) <= FEW:
        return NOTHING
    return Text(f" Các lựa chọn: {', '.join(names)}.", f" The choices: {', '.join(names)}.")


def _suggestion(result: Result, known: "set[Term] | set[ox.NamedNode | ox.BlankNode]", facts: Facts) -> Text:
    """Those of `known` that the value may stand for; agencies of the plan's own place before others."""
    value = result.value
    if value is None or not known:
        return NOTHING
    plan = short(result.focus.value).removeprefix("plan/")
    own = [node for node in known if plan.startswith(f"{_place(node)}-")]
    for nodes in (own, known if len(known) <= MANY else ()):
        names = {written(node.value): node for node in nodes if not isinstance(node, ox.BlankNode)}
        if alike := _alike(value, names, facts):
            break
    else:
        return NOTHING
    vi = " hoặc ".join(f"{name} (“{facts.label(names[name]).vi}”)" for name in alike)
    en = " or ".join(f"{name} (“{facts.label(names[name]).en}”)" for name in alike)
    return Text(f" Có phải ý bạn là {vi}?", f" Did you mean {en}?")


def _place(node: Term) -> str:
    """The place in the IRI of an agency: "agency/ninh-binh/so-y-te"."""
    kind, _, rest = short(node.value).partition("/")
    return rest.partition("/")[0] if kind == "agency" else ""


def _alike(value: Term, names: Mapping[str, Term], facts: Facts) -> list[str]:
    given = written(value.value) if isinstance(value, ox.NamedNode) else value.value
    alike = near(given, names) if isinstance(value, ox.NamedNode) else []
    if not alike:  # written as a label, or with another prefix
        labels = {facts.label(node).vi: name for name, node in names.items()}
        labels |= {facts.label(node).en: name for name, node in names.items()}
        words = re.split(r"[/:]", given)[-1].replace("-", " ").rstrip(">")
        alike = [labels[label] for label in near(words, labels)]
    return [name for name in dict.fromkeys(alike) if name != given]
