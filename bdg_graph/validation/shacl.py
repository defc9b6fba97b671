"""Runs the SHACL shapes over a graph with pySHACL, the reference, and turns its report into findings.

It never follows owl:imports, never uses shapes that the data bring along, and changes no graph.
"""

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Final

import pyshacl
from pyshacl.constraints.sparql.sparql_based_constraints import SPARQLBasedConstraint
from rdflib import RDF, RDFS, BNode, Graph, Literal, URIRef
from rdflib.namespace import SH
from rdflib.term import Node

from bdg_graph import paths
from bdg_graph.validation.findings import Finding, Rule, Severity, Text, short
from bdg_graph.validation.material import Material, label, read

NAMESPACE: Final = "https://w3id.org/bdg/shapes#"

SEVERITY: Final[dict[Node, Severity]] = {SH.Violation: "violation", SH.Warning: "warning", SH.Info: "info"}

# Matches "{?value}" and "{$this}".
PLACEHOLDER: Final = re.compile(r"\{[?$](\w+)\}")


def _hand_over_bindings(_self: object, _message: str, bound: Any) -> str:
    """The variables of a result as JSON, in place of the message.

    pySHACL fills messages in by re.sub with the value as pattern (a backslash in a value ends in a traceback)
    and drops their language; so here it only hands over the values, and `_message` below fills them in.
    """
    this, path, value, others = (*bound, {})[:4]
    named = {"this": this, "path": path, "value": value, **others}
    return json.dumps({name: [str(v), isinstance(v, URIRef)] for name, v in named.items() if v is not None})


SPARQLBasedConstraint._format_sparql_based_result_message = _hand_over_bindings  # type: ignore[method-assign]


def shape_files(folder: Path | None = None) -> list[Path]:
    """The files that hold the shapes of data; `ontology-style.ttl` is about the ontology's own terms."""
    return [path for path in sorted((folder or paths.shapes()).glob("*.ttl")) if path.stem != "ontology-style"]


def shapes_graph(files: Iterable[Path]) -> Graph:
    """The shapes of `files` in one graph."""
    graph = Graph()
    for path in files:
        for triple in read(path):
            graph.add(triple)
    return graph


@cache
def _project_shapes() -> Graph:
    return shapes_graph(shape_files())


def rules(shapes: Graph | None = None) -> list[Rule]:
    """The rules that the shapes hold, by id."""
    shapes = _project_shapes() if shapes is None else shapes
    found = [
        Rule(
            str(shape).removeprefix(NAMESPACE),
            _severity(shapes, shape),
            _text(shapes, shape, RDFS.label),
            _text(shapes, shape, RDFS.comment),
        )
        for shape in shapes.subjects(RDF.type, SH.PropertyShape)
        if isinstance(shape, URIRef)
    ]
    return sorted(found, key=lambda rule: rule.id)


def check(material: Material, shapes: Graph | None = None) -> list[Finding]:
    """What the shapes say of the nodes that the given files describe."""
    shapes = _only_needed(_project_shapes() if shapes is None else shapes, material)
    if not any(shapes.triples((None, SH.targetClass | SH.targetSubjectsOf, None))):
        return []
    _conforms, report, _text = pyshacl.validate(material.graph, shacl_graph=shapes, inplace=False, advanced=False)
    if not isinstance(report, Graph):
        raise report
    return [
        _finding(report, result, shapes, material)
        for result in report.objects(None, SH.result)
        if report.value(result, SH.focusNode) in material.files
    ]


def _only_needed(shapes: Graph, material: Material) -> Graph:
    """The shapes without the targets that no given node has: schemes are not judged anew for every plan."""
    kinds = {kind for node in material.files for kind in material.graph.objects(node, RDF.type)}
    present = {wider for kind in kinds for wider in material.graph.transitive_objects(kind, RDFS.subClassOf)}
    needed = Graph()
    for s, p, o in shapes:
        if p != SH.targetClass or o in present:
            needed.add((s, p, o))
    return needed


def _finding(report: Graph, result: Node, shapes: Graph, material: Material) -> Finding:
    shape, focus = report.value(result, SH.sourceShape), report.value(result, SH.focusNode)
    path, value = report.value(result, SH.resultPath), report.value(result, SH.value)
    if not isinstance(focus, URIRef | BNode) or not isinstance(shape, URIRef):
        raise TypeError(f"{shape} reports on {focus}; rules have IRIs and are about nodes.")
    predicate = str(path) if isinstance(path, URIRef) else None
    if report.value(result, SH.sourceConstraintComponent) == SH.MaxCountConstraintComponent:
        value = Literal(" ; ".join(sorted(_values(material.graph, focus, path))))
    bindings = _bindings(report, result) if (result, SH.sourceConstraint, None) in report else {}
    return Finding(
        rule=str(shape).removeprefix(NAMESPACE),
        severity=_severity(shapes, shape),
        message=_message(_text(shapes, shape, SH.message), bindings, material.graph),
        focus=str(focus),
        label=material.label(focus),
        path=predicate,
        value=None if value is None else short(str(value)) if isinstance(value, URIRef) else str(value),
        file=material.files[focus],
        line=material.line(focus, predicate),
    )


def _values(graph: Graph, focus: URIRef | BNode, path: Node | None) -> Iterator[str]:
    """The values of a property that has too many, as people write them."""
    if isinstance(path, URIRef):
        for o in graph.objects(focus, path):
            yield short(str(o)) if isinstance(o, URIRef) else str(o)


def _bindings(report: Graph, result: Node) -> dict[str, URIRef | Literal]:
    handed = json.loads(str(report.value(result, SH.resultMessage)))
    return {name: URIRef(text) if is_iri else Literal(text) for name, (text, is_iri) in handed.items()}


def _message(template: Text, bindings: dict[str, URIRef | Literal], graph: Graph) -> Text:
    def filled(text: str, language: str) -> str:
        return PLACEHOLDER.sub(lambda m: _name(graph, bindings.get(m[1]), language), text)

    return Text(filled(template.vi, "vi"), filled(template.en, "en"))


def _name(graph: Graph, node: URIRef | Literal | None, language: str) -> str:
    """How a message calls `node`: parts of a plan by IRI, all other things by label and IRI."""
    if node is None:
        return "–"
    name = label(graph, node).in_language(language)
    if isinstance(node, Literal):
        return name
    iri = short(str(node))
    return iri if name == iri or iri.startswith("plan/") else f"“{name}” ({iri})"


def _severity(shapes: Graph, shape: Node) -> Severity:
    return SEVERITY[shapes.value(shape, SH.severity) or SH.Violation]


def _text(graph: Graph, node: Node, predicate: URIRef) -> Text:
    found = {o.language: str(o) for o in graph.objects(node, predicate) if isinstance(o, Literal)}
    return Text(found.get("vi", ""), found.get("en", ""))
