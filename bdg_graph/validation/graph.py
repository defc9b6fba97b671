"""Triples in memory as the checks read them: two indexes over the terms just as the files write them ("60.0" stays
"60.0"), in layers, so that a plan is laid over ontology and reference data without copying them."""

from collections.abc import Iterable, Iterator
from typing import Final

import pyoxigraph as ox

from bdg_graph.terms import RDF, SKOS
from bdg_graph.validation.findings import Text, short

Subject = ox.NamedNode | ox.BlankNode
Term = ox.NamedNode | ox.BlankNode | ox.Literal
Triple = tuple[Subject, ox.NamedNode, Term]

TYPE: Final = ox.NamedNode(RDF.type)
SUBCLASS: Final = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#subClassOf")
LABEL: Final = ox.NamedNode(SKOS.prefLabel)


class Facts:
    """A set of triples over those of `under`, which it never changes."""

    def __init__(self, triples: Iterable[Triple] = (), under: "Facts | None" = None) -> None:
        self.under = under
        self.judged: dict[object, str] = {}
        """What a check found out about this layer and need not look at again."""
        self.kinds: dict[tuple[Term, Term], bool] = {}
        """Whether a node is of a class, once it was looked up."""
        self.quads: list[ox.Quad] | None = None
        """The triples of this layer as quads, where a parser made them."""
        self.by_subject: dict[Subject, dict[ox.NamedNode, list[Term]]] = {}
        self.by_predicate: dict[ox.NamedNode, dict[Term, list[Subject]]] = {}
        for triple in triples:
            self.add(triple)

    def add(self, triple: Triple) -> bool:
        """Adds the triple; False where it was there."""
        subject, predicate, value = triple
        subjects = self.by_predicate.setdefault(predicate, {}).setdefault(value, [])
        values = self.by_subject.setdefault(subject, {}).setdefault(predicate, [])
        shorter = subjects if len(subjects) < len(values) else values
        if (subject if shorter is subjects else value) in shorter or (self.under is not None and triple in self.under):
            return False
        subjects.append(subject)
        values.append(value)
        return True

    def __contains__(self, triple: Triple) -> bool:
        return triple[2] in self.objects(triple[0], triple[1])

    def __iter__(self) -> Iterator[Triple]:
        """Every triple of every layer."""
        if self.under is not None:
            yield from self.under
        yield from self.own()

    def own(self) -> Iterator[Triple]:
        """The triples of the uppermost layer."""
        for subject, properties in self.by_subject.items():
            for predicate, values in properties.items():
                for value in values:
                    yield subject, predicate, value

    def layers(self) -> Iterator["Facts"]:
        """This layer and those it lies on, uppermost first."""
        layer: Facts | None = self
        while layer is not None:
            yield layer
            layer = layer.under

    def objects(self, subject: Term, predicate: ox.NamedNode) -> list[Term]:
        """The values of a property, each once. The list is not to be changed."""
        found: list[Term] = []
        layer: Facts | None = self
        while layer is not None:
            properties = layer.by_subject.get(subject)  # type: ignore[arg-type]
            if properties is not None and (values := properties.get(predicate)):
                found = found + values if found else values
            layer = layer.under
        return found

    def described(self, subject: Term) -> dict[ox.NamedNode, list[Term]]:
        """All properties of a node with their values. Not to be changed."""
        found: dict[ox.NamedNode, list[Term]] = {}
        for layer in self.layers():
            if properties := layer.by_subject.get(subject):  # type: ignore[arg-type]
                found = (
                    {p: found.get(p, []) + properties.get(p, []) for p in {**found, **properties}}
                    if found
                    else properties
                )
        return found

    def subjects(self, predicate: ox.NamedNode, value: Term) -> list[Subject]:
        """The nodes that have this value of this property, each once. The list is not to be changed."""
        own = self.by_predicate.get(predicate, {}).get(value, [])
        if self.under is None:
            return own
        below = self.under.subjects(predicate, value)
        return own + below if own and below else own or below

    def having(self, predicate: ox.NamedNode) -> set[Subject]:
        """The nodes that have this property."""
        return {s for layer in self.layers() for found in layer.by_predicate.get(predicate, {}).values() for s in found}

    def value(self, subject: Term, predicate: ox.NamedNode) -> Term | None:
        """One value of the property, where it has one."""
        return next(iter(self.objects(subject, predicate)), None)

    def properties(self, subject: Subject) -> Iterator[tuple[ox.NamedNode, Term]]:
        """The properties of a node with their values."""
        for layer in self.layers():
            for predicate, values in layer.by_subject.get(subject, {}).items():
                for value in values:
                    yield predicate, value

    def narrower(self, kind: ox.NamedNode) -> set[Term]:
        """The class and all classes below it."""
        found: set[Term] = {kind}
        waiting: list[Term] = [kind]
        while waiting:
            for lower in self.subjects(SUBCLASS, waiting.pop()):
                if lower not in found:
                    found.add(lower)
                    waiting.append(lower)
        return found

    def label(self, node: Term) -> Text:
        """What people call the node in both languages: its label, else its IRI or value."""
        if isinstance(node, ox.Literal):
            return Text(node.value, node.value)
        found = {o.language: o.value for o in self.objects(node, LABEL) if isinstance(o, ox.Literal)}
        fallback = found.get("vi") or found.get("en") or short(node.value)
        return Text(found.get("vi", fallback), found.get("en", fallback))
