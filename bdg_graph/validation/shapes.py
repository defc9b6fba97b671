"""Reads SHACL shapes into plain values that can be evaluated without pySHACL, and says of each shape what it asks that
only pySHACL can do. It evaluates nothing."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Final

import pyoxigraph as ox

from bdg_graph import paths
from bdg_graph.terms import RDF
from bdg_graph.validation.findings import Rule, Severity, Text
from bdg_graph.validation.graph import TYPE, Facts, Subject, Term, Triple

NAMESPACE: Final = "https://w3id.org/bdg/shapes#"
SH: Final = "http://www.w3.org/ns/shacl#"
RDFS: Final = "http://www.w3.org/2000/01/rdf-schema#"
CLASSES: Final = (f"{RDFS}Class", "http://www.w3.org/2002/07/owl#Class")

PATHS: Final = {"inversePath", "alternativePath", "zeroOrMorePath", "oneOrMorePath", "zeroOrOnePath"}
PARAMETERS: Final = {
    "minCount", "maxCount", "class", "datatype", "in", "languageIn", "uniqueLang", "pattern", "nodeKind", "minLength",
    "maxLength", "minInclusive", "maxInclusive", "minExclusive", "maxExclusive", "lessThan", "lessThanOrEquals",
    "disjoint",
}  # fmt: skip
"""The constraints that `constraints` knows; sh:sparql is known to `selects`."""
SILENT: Final = {
    "path", "targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf", "severity", "message", "name",
    "description", "order", "group", "defaultValue", "deactivated", "flags", "property", "sparql",
}  # fmt: skip
"""What says nothing about values by itself."""

Path_ = tuple[str, tuple["Path_ | ox.NamedNode", ...]]
"""A property path: its kind ("inversePath", "sequence" ...) and its parts."""


def sh(name: str) -> ox.NamedNode:
    return ox.NamedNode(SH + name)


@dataclass(frozen=True, slots=True)
class Select:
    """A sh:sparql constraint: its node, its query and the prefixes it declares."""

    node: Term
    text: str
    prefixes: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Shape:
    """One shape. `beyond` says why it cannot be evaluated here, where it cannot."""

    node: Subject
    path: ox.NamedNode | Path_ | None = None
    targets: dict[str, list[Term]] = field(default_factory=dict)
    constraints: list[tuple[str, Term]] = field(default_factory=list)
    lists: dict[Term, list[Term]] = field(default_factory=dict)
    flags: str = ""
    selects: list[Select] = field(default_factory=list)
    properties: list["Shape"] = field(default_factory=list)
    severity: str = f"{SH}Violation"
    deactivated: bool = False
    beyond: str = ""
    checks: Any = None
    """What `constraints` made of the constraints, once it needed them."""

    @property
    def id(self) -> str:
        return self.node.value.removeprefix(NAMESPACE)


def files(folder: Path | None = None) -> list[Path]:
    """The files that hold the shapes of data; `ontology-style.ttl` is about the ontology's own terms."""
    return [path for path in sorted((folder or paths.shapes()).glob("*.ttl")) if path.stem != "ontology-style"]


def graph(given: Iterable[Path]) -> Facts:
    """The shapes of some files in one graph; blank nodes of two files stay two nodes."""
    return Facts(triple for number, path in enumerate(given) for triple in _triples(path, number))


def _triples(path: Path, number: int) -> Iterator[Triple]:
    def apart(term: Term) -> Term:
        return ox.BlankNode(f"f{number}x{term.value}") if isinstance(term, ox.BlankNode) else term

    for quad in ox.parse(path.read_bytes(), format=ox.RdfFormat.TURTLE):
        yield apart(quad.subject), quad.predicate, apart(quad.object)  # type: ignore[misc] # our files have no triple terms


@cache
def project() -> Facts:
    """The project's own shapes."""
    return graph(files())


def read(facts: Facts) -> list[Shape]:
    """The shapes that have targets, each with the shapes of its properties."""
    roots: set[Subject] = set()
    for name in ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf"):
        roots |= facts.having(sh(name))
    for kind in ("NodeShape", "PropertyShape"):
        roots |= {
            node
            for node in facts.subjects(TYPE, sh(kind))
            if any((node, TYPE, ox.NamedNode(cls)) in facts for cls in CLASSES)
        }
    found = sorted((_shape(facts, node) for node in roots), key=lambda shape: shape.node.value)
    if facts.having(sh("parameter")):  # of a constraint component, which any shape may use
        for shape in found:
            shape.beyond = "constraint components of its own"
    return found


def _shape(facts: Facts, node: Subject, depth: int = 0) -> Shape:
    shape = Shape(node)
    for predicate, value in facts.properties(node):
        if predicate.value.startswith(SH):
            _note(facts, shape, predicate.value[len(SH) :], value, depth)
    if any((node, TYPE, ox.NamedNode(cls)) in facts for cls in CLASSES):
        shape.targets.setdefault("targetClass", []).append(node)
    for inner in shape.properties:
        shape.beyond = shape.beyond or inner.beyond
    return shape


def _note(facts: Facts, shape: Shape, name: str, value: Term, depth: int) -> None:
    if name.startswith("target"):
        shape.targets.setdefault(name, []).append(value)
    elif name == "path":
        shape.path = value if isinstance(value, ox.NamedNode) else _path(facts, value, shape)
    elif name == "severity":
        shape.severity = value.value if isinstance(value, ox.NamedNode) else shape.severity
    elif name == "deactivated":
        shape.deactivated = isinstance(value, ox.Literal) and value.value == "true"
    elif name == "flags":
        shape.flags = value.value if isinstance(value, ox.Literal) else ""
    elif name == "sparql":
        _select(facts, shape, value)
    elif name == "property" and not isinstance(value, ox.Literal):
        if depth > 4:
            shape.beyond = "nested property shapes"
        else:
            shape.properties.append(_shape(facts, value, depth + 1))
    elif name in PARAMETERS:
        shape.constraints.append((name, value))
        if name in ("in", "languageIn"):
            shape.lists[value] = items(facts, value)
    elif name not in SILENT:
        shape.beyond = f"sh:{name}"


def items(facts: Facts, head: Term) -> list[Term]:
    """The members of an RDF list."""
    found: list[Term] = []
    first, rest = ox.NamedNode(RDF.namespace + "first"), ox.NamedNode(RDF.namespace + "rest")
    while (member := facts.value(head, first)) is not None and len(found) < 100_000:
        found.append(member)
        head = facts.value(head, rest) or ox.Literal("")
    return found


def _path(facts: Facts, node: Term, shape: Shape, depth: int = 0) -> Path_ | ox.NamedNode:
    if isinstance(node, ox.NamedNode):
        return node
    if depth > 20:
        shape.beyond = "a property path without an end"
        return ("sequence", ())
    if members := items(facts, node):
        return ("sequence", tuple(_path(facts, member, shape, depth + 1) for member in members))
    told = [] if isinstance(node, ox.Literal) else list(facts.properties(node))
    if len(told) != 1 or told[0][0].value.removeprefix(SH) not in PATHS:
        shape.beyond = "an unusual property path"
        return ("sequence", ())
    kind, value = told[0][0].value.removeprefix(SH), told[0][1]
    members = items(facts, value) if kind == "alternativePath" else [value]
    return (kind, tuple(_path(facts, member, shape, depth + 1) for member in members))


def _select(facts: Facts, shape: Shape, node: Term) -> None:
    text = facts.value(node, sh("select"))
    if not isinstance(text, ox.Literal):
        shape.beyond = "sh:ask"
        return
    if facts.objects(node, sh("deactivated")):
        shape.beyond = "sh:deactivated in a query"
    prefixes = []
    for ontology in facts.objects(node, sh("prefixes")):
        for declared in facts.objects(ontology, sh("declare")):
            prefix, namespace = facts.value(declared, sh("prefix")), facts.value(declared, sh("namespace"))
            if prefix is not None and namespace is not None:
                prefixes.append((prefix.value, namespace.value))
    shape.selects.append(Select(node, text.value, tuple(sorted(prefixes))))


SEVERITY: Final[dict[str, Severity]] = {f"{SH}Violation": "violation", f"{SH}Warning": "warning", f"{SH}Info": "info"}


def rules(shapes: Facts | None = None) -> list[Rule]:
    """The rules that the shapes hold, by id."""
    shapes = project() if shapes is None else shapes
    label, comment = ox.NamedNode(RDFS + "label"), ox.NamedNode(RDFS + "comment")
    found = [
        Rule(
            node.value.removeprefix(NAMESPACE),
            severity(shapes, node),
            text(shapes, node, label),
            text(shapes, node, comment),
        )
        for node in shapes.subjects(TYPE, sh("PropertyShape"))
        if isinstance(node, ox.NamedNode)
    ]  # fmt: skip
    return sorted(found, key=lambda rule: rule.id)


def severity(shapes: Facts, node: Term) -> Severity:
    """How severe a breach of the shape is."""
    told = shapes.value(node, sh("severity"))
    return SEVERITY[told.value] if isinstance(told, ox.NamedNode) else "violation"


def text(shapes: Facts, node: Term, predicate: ox.NamedNode) -> Text:
    """What the shape says by this property, in both languages."""
    found = {o.language: o.value for o in shapes.objects(node, predicate) if isinstance(o, ox.Literal)}
    return Text(found.get("vi", ""), found.get("en", ""))
