"""Finds what an open graph would swallow: misspelt terms, nodes without a class, blank nodes in data."""

from collections.abc import Iterator
from typing import Final
from weakref import WeakKeyDictionary

import pyoxigraph as ox

from bdg_graph.errors import near
from bdg_graph.terms import BDG
from bdg_graph.validation.findings import Finding, Rule, Text, short
from bdg_graph.validation.graph import NOTHING, TYPE, Facts, Subject, Term
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
IMPORT: Final = Rule(
    "owl-imports",
    "violation",
    Text("owl:imports không được nạp", "owl:imports is not followed"),
    Text(
        "Một tệp kế hoạch tự nói hết những gì nó nói; không gì được tải thêm từ nơi khác.",
        "A plan's file says by itself all that it says; nothing is fetched from elsewhere.",
    ),
)
IMPORTS: Final = ox.NamedNode("http://www.w3.org/2002/07/owl#imports")
IMPORTED: Final = Text(
    "owl:imports không được nạp theo. Hãy bỏ dòng này.", "owl:imports is not followed. Drop this line."
)
RULES: Final = (UNKNOWN, UNTYPED, BLANK, IMPORT)
_known: Final[WeakKeyDictionary[Facts, frozenset[Term]]] = WeakKeyDictionary()


def check(material: Material) -> list[Finding]:
    """Misspelt terms, nodes without a class and blank nodes among what the given files describe."""
    known = _terms(material.facts)
    if material.facts.under is not None:
        known |= _terms_below(material.facts.under)
    usual: set[Term] = set()
    return [finding for node in material.files for finding in _node(node, material, known, usual)]


def _terms_below(facts: Facts) -> frozenset[Term]:
    """The terms of layers that do not change any more, looked for once as long as anybody has the layer."""
    if facts not in _known:
        _known[facts] = _terms(facts) | (_terms_below(facts.under) if facts.under is not None else frozenset())
    return _known[facts]


def _terms(layer: Facts) -> frozenset[Term]:
    """The terms of the project's own that a layer describes."""
    ours = BDG.namespace
    return frozenset(s for s in layer.by_subject if s.value.startswith(ours) and layer.objects(s, TYPE))


def _node(node: Subject, material: Material, known: frozenset[Term], usual: set[Term]) -> Iterator[Finding]:
    """What is wrong with the node; properties and classes found to be right are added to the `usual`."""
    if isinstance(node, ox.BlankNode):
        message = Text(
            "dữ liệu không được có nút trống. Hãy đặt IRI cho nút này.",
            "data may hold no blank nodes. Give this node an IRI.",
        )
        yield _finding(BLANK, node, message, material)
        return
    described = material.facts.described[node]
    if TYPE not in described:
        message = Text("nút này không có lớp nào. Hãy ghi “a bdg:…”.", "this node has no class. Write “a bdg:…”.")
        yield _finding(UNTYPED, node, message, material)
    classes = described.get(TYPE, NOTHING)
    if usual.issuperset(described) and usual.issuperset(classes):
        return
    for value in described.get(IMPORTS, NOTHING):
        yield _finding(IMPORT, node, IMPORTED, material, IMPORTS.value, value.value)
    for predicate, term in [(term, term) for term in described] + [(TYPE, kind) for kind in classes]:
        if term not in known and isinstance(term, ox.NamedNode) and term.value.startswith(BDG.namespace):
            yield _finding(UNKNOWN, node, _unknown(term.value, known), material, predicate.value, short(term.value))
        elif term != IMPORTS:
            usual.add(term)


def _unknown(term: str, known: frozenset[Term]) -> Text:
    alike = [f"bdg:{name}" for name in near(_local(term), (_local(term.value) for term in known))]
    hint_vi = f" Có phải ý bạn là {' hoặc '.join(alike)}?" if alike else ""
    hint_en = f" Did you mean {' or '.join(alike)}?" if alike else ""
    return Text(f"ontology không có {short(term)}.{hint_vi}", f"the ontology has no {short(term)}.{hint_en}")


def _local(term: str) -> str:
    return term.removeprefix(BDG.namespace)


def _finding(
    rule: Rule,
    node: Subject,
    message: Text,
    material: Material,
    path: str | None = None,
    value: str | None = None,
) -> Finding:
    cell = material.cell(node, path)
    return Finding(
        rule=rule.id,
        severity=rule.severity,
        message=message,
        focus=node.value if isinstance(node, ox.NamedNode) else "",
        label=material.label(node),
        path=path,
        value=value,
        file=material.files[node],
        line=material.line(node, path),
        subject_line=material.line(node),
        sheet=cell.sheet if cell else None,
        row=cell.row if cell else None,
        column=cell.column if cell else None,
    )
