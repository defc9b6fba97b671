"""Reads what is to be validated, with the ontology, schemes and reference data it rests on, as one graph that
remembers which given file describes which node. A file that is no RDF becomes a finding."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyoxigraph as ox
from rdflib import BNode, Graph, Literal, URIRef
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.sparql import Query
from rdflib.query import Result

from bdg_graph import dataset
from bdg_graph.errors import BdgError
from bdg_graph.terms import ID, SKOS, XSD
from bdg_graph.validation.findings import Finding, Rule, Text, short
from bdg_graph.validation.locate import Lines

# An impossible date is a finding of ours; rdflib would print a traceback for it.
logging.getLogger("rdflib.term").setLevel(logging.ERROR)

SYNTAX = Rule(
    "syntax",
    "violation",
    Text("Tệp không phải RDF hợp lệ", "The file is not valid RDF"),
    Text(
        "Một tệp không đọc được thì không có gì của nó được nạp hay được kiểm tra.",
        "Of a file that can't be read nothing is loaded and nothing is checked.",
    ),
)
RULES = (SYNTAX,)


@lru_cache(maxsize=1024)
def _prepared(query: str) -> Query:
    return prepareQuery(query)


class CheckedGraph(Graph):
    """A graph that parses each query text once: pySHACL asks the same query for every focus node."""

    def query(self, query_object: str | Query, *args: Any, **kwargs: Any) -> Result:
        return super().query(
            _prepared(query_object) if isinstance(query_object, str) else query_object, *args, **kwargs
        )


@dataclass
class Material:
    """All triples, and the files that were given."""

    graph: Graph = field(default_factory=CheckedGraph)
    files: dict[URIRef | BNode, Path] = field(default_factory=dict)
    """For each node that a given file describes, the first such file."""
    folders: list[Path] = field(default_factory=list)
    """The plan folders given."""
    broken: list[Finding] = field(default_factory=list)
    _lines: dict[Path, Lines] = field(default_factory=dict)

    def line(self, iri: URIRef | BNode, predicate: str | None = None) -> int | None:
        """The line of the file that describes `iri` (of its `predicate`, where given)."""
        file = self.files.get(iri)
        if file is None or file.suffix != ".ttl":
            return None
        if file not in self._lines:
            self._lines[file] = Lines(file.read_text("utf-8"))
        lines = self._lines[file]
        return lines.predicate(str(iri), predicate) if predicate else lines.subject(str(iri))

    def label(self, node: URIRef | BNode) -> Text:
        """What people call the node: its label, else its IRI."""
        return label(self.graph, node)


def label(graph: Graph, node: URIRef | BNode | Literal) -> Text:
    """The label of `node` in `graph` in both languages, else its IRI or value."""
    if isinstance(node, Literal):
        return Text(str(node), str(node))
    found = {str(o.language): str(o) for o in graph.objects(node, URIRef(SKOS.prefLabel)) if isinstance(o, Literal)}
    fallback = found.get("vi") or found.get("en") or short(str(node))
    return Text(found.get("vi", fallback), found.get("en", fallback))


def gather(paths: Sequence[Path]) -> Material:
    """Reads `paths` (data folders, plan folders, RDF files) and what they rest on.

    Raises BdgError for a path that does not exist or holds nothing to validate.
    """
    material = Material(folders=[folder for path in paths for folder in _plan_folders(path)])
    given = 0
    for part in dataset.parts(paths):
        is_given = any(part.path.is_relative_to(path) for path in paths)
        given += is_given
        try:
            triples = read(part.path)
        except SyntaxError as problem:
            material.broken.append(_broken(part.path, problem))
            continue
        for triple in triples:
            material.graph.add(triple)
            if is_given:
                material.files.setdefault(triple[0], part.path)
    if paths and not given and not material.folders:
        names = ", ".join(map(str, paths))
        raise BdgError(
            f"{names}: không có gì để kiểm tra. Hãy chỉ một tệp RDF, một thư mục kế hoạch hoặc thư mục dữ liệu.",
            f"{names}: nothing to validate. Name an RDF file, a plan folder or a data folder.",
        )
    return material


def _plan_folders(path: Path) -> list[Path]:
    if (path / "plans").is_dir():
        return sorted(folder for folder in (path / "plans").iterdir() if folder.is_dir())
    if path.name == "plan.ttl":
        return [path.parent]
    marks = ("plan.ttl", "source.txt", "source.toml")
    return [path] if path.is_dir() and any((path / mark).exists() for mark in marks) else []


Triple = tuple[URIRef | BNode, URIRef, URIRef | BNode | Literal]


def read(path: Path) -> list[Triple]:
    """The triples of an RDF file, whatever graph they are in. Raises SyntaxError, which knows the line."""
    prefix = str(abs(hash(path)))  # blank nodes of two files are two nodes
    try:
        quads = list(ox.parse(path.read_bytes(), format=dataset.FORMATS[path.suffix], base_iri=ID))
    except ValueError as problem:
        raise SyntaxError(str(problem)) from problem
    return [(_node(q.subject, prefix), URIRef(q.predicate.value), _node(q.object, prefix)) for q in quads]  # type: ignore[misc]


def _node(term: ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple, prefix: str) -> URIRef | BNode | Literal:
    match term:
        case ox.NamedNode():
            return URIRef(term.value)
        case ox.BlankNode():
            return BNode(f"b{prefix}{term.value}")
        case ox.Literal():
            if term.language:
                return Literal(term.value, lang=term.language)
            if term.datatype.value == XSD.string:  # rdflib holds "x" and "x"^^xsd:string for two different literals
                return Literal(term.value)
            return Literal(term.value, datatype=URIRef(term.datatype.value), normalize=False)
    raise SyntaxError("a triple inside a triple (RDF 1.2) is not read here")


def _broken(path: Path, problem: SyntaxError) -> Finding:
    said = problem.msg
    return Finding(
        rule=SYNTAX.id,
        severity=SYNTAX.severity,
        message=Text(
            f"Không đọc được tệp: {said}. Hãy sửa dòng này; chưa nạp gì từ tệp.",
            f"The file can't be read: {said}. Mend this line; nothing of the file was loaded.",
        ),
        value=said,
        file=path,
        line=problem.lineno,
    )
