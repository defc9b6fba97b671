"""Finds what an open graph would swallow: misspelt terms, nodes without a class, blank nodes in data."""

from collections.abc import Iterator
from typing import Final

from rdflib import RDF, BNode, Literal, URIRef

from bdg_graph.errors import near
from bdg_graph.terms import BDG
from bdg_graph.validation.findings import Finding, Rule, Text, short
from bdg_graph.validation.material import Material

UNKNOWN: Final = Rule(
    "unknown-term",
    "violation",
    Text("Từ không có trong ontology", "A term that the ontology does not have"),
    Text(
        "Một tên gõ sai thì không câu hỏi nào tìm thấy, và không quy tắc nào khác nhận ra.",
        "A misspelt name is found by no question and noticed by no other rule.",
    ),
)
UNTYPED: Final = Rule(
    "untyped-node",
    "violation",
    Text("Nút không có lớp", "A node without a class"),
    Text(
        "Quy tắc áp dụng theo lớp; không có lớp thì không được kiểm tra.",
        "Rules go by class; without one nothing is checked.",
    ),
)
BLANK: Final = Rule(
    "blank-node",
    "violation",
    Text("Nút không có IRI", "A node without an IRI"),
    Text(
        "Nút trống không dẫn tới được và làm bản so sánh đổi mỗi lần.",
        "Blank nodes can't be linked to and make diffs unstable.",
    ),
)
RULES: Final = (UNKNOWN, UNTYPED, BLANK)


def check(material: Material) -> list[Finding]:
    """Misspelt terms, nodes without a class and blank nodes among what the given files describe."""
    known = {str(s) for s in material.graph.subjects(RDF.type) if str(s).startswith(BDG.namespace)}
    return [finding for node in material.files for finding in _node(node, material, known)]


def _node(node: URIRef | BNode, material: Material, known: set[str]) -> Iterator[Finding]:
    if isinstance(node, BNode):
        message = Text(
            "dữ liệu không được có nút trống. Hãy đặt IRI cho nút này.",
            "data may hold no blank nodes. Give this node an IRI.",
        )
        yield _finding(BLANK, node, message, material)
        return
    if (node, RDF.type, None) not in material.graph:
        message = Text("nút này không có lớp nào. Hãy ghi “a bdg:…”.", "this node has no class. Write “a bdg:…”.")
        yield _finding(UNTYPED, node, message, material)
    for predicate, value in material.graph.predicate_objects(node):
        term = value if predicate == RDF.type else predicate
        if str(term).startswith(BDG.namespace) and str(term) not in known and not isinstance(term, Literal):
            yield _finding(UNKNOWN, node, _unknown(str(term), known), material, str(predicate), short(str(term)))


def _unknown(term: str, known: set[str]) -> Text:
    alike = [f"bdg:{name}" for name in near(_local(term), map(_local, known))]
    hint_vi = f" Có phải ý bạn là {' hoặc '.join(alike)}?" if alike else ""
    hint_en = f" Did you mean {' or '.join(alike)}?" if alike else ""
    return Text(f"ontology không có {short(term)}.{hint_vi}", f"the ontology has no {short(term)}.{hint_en}")


def _local(term: str) -> str:
    return term.removeprefix(BDG.namespace)


def _finding(
    rule: Rule,
    node: URIRef | BNode,
    message: Text,
    material: Material,
    path: str | None = None,
    value: str | None = None,
) -> Finding:
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        message=message,
        focus=str(node) if isinstance(node, URIRef) else "",
        label=material.label(node),
        path=path,
        value=value,
        file=material.files[node],
        line=material.line(node, path),
    )
