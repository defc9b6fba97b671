"""The canonical Turtle of the project's data: the same graph is always the same bytes, in document order.

rdflib's own writers order by reference count and cannot write `<plan/x/indicator/4.1>` relative to the base; a diff of
reviewed data has to show what changed and nothing else.
"""

import re
from collections import defaultdict
from collections.abc import Iterable

from rdflib import RDF, BNode, Graph, Literal, URIRef
from rdflib.term import Node

from bdg_graph.errors import BdgError
from bdg_graph.terms import BDG, DCTERMS, FOAF, ID, OA, PREFIXES, SKOS, XSD

# What a plan's file lists first; anything else follows in the order of its IRI.
KIND_ORDER = (
    "source", "objective", "indicator", "responsibility", "task", "citation", "reporting-duty", "funding", "campaign",
    "addressee", "signatory",
)  # fmt: skip

PREDICATE_ORDER = (
    str(RDF.type), BDG.inPlan, BDG.ofObjective, BDG.ofIndicator, BDG.partOf, SKOS.inScheme, BDG.number, SKOS.notation,
    DCTERMS.title, SKOS.prefLabel, SKOS.altLabel, SKOS.definition, FOAF.name, BDG.agencyType, BDG.place, BDG.document,
    BDG.agency, BDG.role, BDG.covers, BDG.scope, BDG.metric, BDG.comparator, BDG.value, BDG.unit, BDG.dueYear, BDG.text,
    OA.hasSource, OA.start, OA.end, OA.exact,
)  # fmt: skip

# Matches "so-y-te" and "28-nq-cp-2021"; must not match "ninh-binh/so-y-te" nor "a.".
LOCAL_NAME = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?")

PLAIN = {str(XSD.integer), str(XSD.boolean)}


def canonical_turtle(graph: Graph) -> str:
    """`graph` as canonical Turtle. Raises BdgError when it holds a blank node, which has no stable name."""
    properties: dict[URIRef, dict[URIRef, list[Node]]] = defaultdict(lambda: defaultdict(list))
    for s, p, o in graph:
        if isinstance(s, BNode) or isinstance(o, BNode):
            raise BdgError(
                f"Dữ liệu không được có nút trống; hãy đặt IRI cho nút ở {p}.",
                f"Data may hold no blank nodes; give the node at {p} an IRI.",
            )
        properties[URIRef(str(s))][URIRef(str(p))].append(o)
    writer = _Writer()
    blocks = [writer.block(s, properties[s]) for s in sorted(properties, key=_subject_key)]
    head = [f"@base <{ID}> ."] + [f"@prefix {p}: <{PREFIXES[p]}> ." for p in PREFIXES if p in writer.used]
    return "\n".join(head) + "\n\n" + "\n\n".join(blocks) + "\n"


class _Writer:
    """Writes terms and remembers which prefixes they needed."""

    def __init__(self) -> None:
        self.used: set[str] = set()

    def block(self, subject: URIRef, properties: dict[URIRef, list[Node]]) -> str:
        lines = []
        for predicate in sorted(properties, key=_predicate_key):
            verb = "a" if predicate == RDF.type else self.term(predicate)
            lines.append(f"{verb} {self._objects(properties[predicate])}")
        return f"{self.term(subject)} " + " ;\n    ".join(lines) + " ."

    def _objects(self, objects: Iterable[Node]) -> str:
        written = [self.term(o) for o in sorted(objects, key=_object_key)]
        separator = ", " if sum(map(len, written)) < 90 else " ,\n        "
        return separator.join(written)

    def term(self, node: Node) -> str:
        if isinstance(node, Literal):
            return self._literal(node)
        iri = str(node)
        for prefix, namespace in PREFIXES.items():
            if iri.startswith(namespace) and LOCAL_NAME.fullmatch(iri, len(namespace)):
                self.used.add(prefix)
                return f"{prefix}:{iri[len(namespace) :]}"
        if iri.startswith(ID):
            return f"<{iri[len(ID) :]}>"
        return URIRef(iri).n3()

    def _literal(self, literal: Literal) -> str:
        if literal.datatype is None:
            return literal.n3()
        datatype = str(literal.datatype)
        if datatype in PLAIN or (datatype == XSD.decimal and "." in literal):
            return str(literal)
        return f"{Literal(str(literal)).n3()}^^{self.term(literal.datatype)}"


def natural_key(text: str) -> tuple[tuple[int, int | str], ...]:
    """A key that sorts "4.10" after "4.2": runs of digits count as numbers."""
    return tuple((0, int(part)) if part.isdecimal() else (1, part) for part in re.split(r"(\d+)", text))


def _subject_key(subject: URIRef) -> tuple[object, ...]:
    iri = str(subject)
    tail = iri.removeprefix(ID).split("/", 2)
    if tail[0] != "plan":
        return (0, natural_key(iri))
    if len(tail) == 2:
        return (1, natural_key(tail[1]), -1)
    kind = "passage" if "#" in tail[2] else tail[2].split("/")[0]
    rank = KIND_ORDER.index(kind) if kind in KIND_ORDER else len(KIND_ORDER)
    return (1, natural_key(tail[1]), rank, natural_key(tail[2]))


def _predicate_key(predicate: URIRef) -> tuple[int, str]:
    iri = str(predicate)
    return (PREDICATE_ORDER.index(iri) if iri in PREDICATE_ORDER else len(PREDICATE_ORDER), iri)


def _object_key(node: Node) -> tuple[object, ...]:
    if isinstance(node, Literal):
        return (1, node.language != "vi", natural_key(node.n3()))
    return (0, False, natural_key(str(node)))
