"""Triples in memory as the checks read them: the terms just as the files write them ("60.0" stays "60.0"), in layers,
so that a plan is laid over ontology and reference data without copying them."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

import pyoxigraph as ox

from bdg_graph.terms import RDF, SKOS
from bdg_graph.validation.findings import Text, short
from bdg_graph.validation.packed import Packed

Subject = ox.NamedNode | ox.BlankNode
Term = ox.NamedNode | ox.BlankNode | ox.Literal
Triple = tuple[Subject, ox.NamedNode, Term]
Properties = dict[ox.NamedNode, list[Term]]

TYPE: Final = ox.NamedNode(RDF.type)
SUBCLASS: Final = ox.NamedNode("http://www.w3.org/2000/01/rdf-schema#subClassOf")
LABEL: Final = ox.NamedNode(SKOS.prefLabel)
NOTHING: Final[list[Term]] = []
NOBODY: Final[list[Subject]] = []
AT_ONCE: Final = 10_000
"""So many triples are put in order before they are packed."""
LONG: Final = 32
"""From so many values on, a set knows which are there."""


class _Described(dict[Term, Properties]):
    """The properties of each node in a layer and those below, put together when they are first asked for."""

    def __init__(self, layer: dict[Subject, Properties], below: "_Described | None") -> None:
        self.layer = layer
        self.below = below

    def __missing__(self, node: Term) -> Properties:
        own: Properties = self.layer.get(node, {})  # type: ignore[arg-type] # a literal is asked for too
        below = self.below[node] if self.below is not None else {}
        if not own and not below:
            return {}  # and not remembered: the layers below outlive the plans laid over them
        found = {p: own.get(p, []) + below.get(p, []) for p in {**own, **below}} if own and below else own or below
        if not isinstance(self.layer, Packed):  # else all of it would in the end be there unpacked too
            self[node] = found
        return found


class _Pointing(dict[Term, list[Subject]]):
    """The nodes that point to each node by one property, in a layer and those below."""

    def __init__(self, layer: "Facts", predicate: ox.NamedNode, below: "_Pointing | None") -> None:
        for subject in layer.own_having(predicate):
            for value in layer.by_subject[subject][predicate]:
                self.setdefault(value, []).append(subject)
        self.below = below
        if below is not None:
            for value, subjects in self.items():
                subjects += below[value]

    def __missing__(self, node: Term) -> list[Subject]:
        return self.below[node] if self.below is not None else NOBODY


class _Members(dict[Term, bool]):
    """Whether each node is of one of some classes, found out when it is first asked for."""

    def __init__(self, kinds: set[Term], described: _Described) -> None:
        self.kinds = kinds
        self.described = described

    def __missing__(self, node: Term) -> bool:
        found = self[node] = not self.kinds.isdisjoint(self.described[node].get(TYPE, NOTHING))
        return found


class Facts:
    """A set of triples over those of `under`, which it never changes. What a layer is asked, it remembers, so nothing
    is added to a layer that another lies on."""

    def __init__(self, triples: Iterable[Triple] = (), under: "Facts | None" = None) -> None:
        self.under = under
        self.by_subject: dict[Subject, Properties] = {}
        self.repeated: set[Term] = set()
        """The values of what the layers below say too."""
        self._long: dict[tuple[Subject, ox.NamedNode], set[Term]] = {}
        self.described: _Described = _Described(self.by_subject, under.described if under is not None else None)
        """All properties of a node with their values. Not to be changed."""
        self.reached: dict[tuple[str, Term], list[Term]] = {}
        """Where property paths lead to, as far as it was looked up."""
        self._having: dict[ox.NamedNode, list[Subject]] | None = None
        self._named: dict[ox.NamedNode, set[Subject]] | None = None
        self._pointing: dict[ox.NamedNode, _Pointing] = {}
        self._numbers: dict[ox.NamedNode, int] = {}
        self._wider: dict[Term, set[Term]] = {}
        self._narrower: dict[Term, set[Term]] = {}
        self._members: dict[Term, _Members] = {}
        self.extend(triples)

    def extend(self, triples: Iterable[Triple]) -> None:
        """Adds the triples, each once."""
        self._forget()
        by_subject, under = self.by_subject, self.under
        last: Subject | None = None
        properties: Properties = {}
        for subject, predicate, value in triples:
            if subject is not last:
                last = subject
                properties = by_subject.setdefault(subject, {})
                below = under.described[subject] if under is not None and under.describes(subject) else {}
                if not below:
                    self.described[subject] = properties
            if below and value in below.get(predicate, NOTHING):
                self.repeated.add(value)
                continue
            values = properties.get(predicate)
            if values is None:
                properties[predicate] = [value]
            elif len(values) < LONG:
                if value not in values:
                    values.append(value)
            elif value not in (seen := self._long.setdefault((subject, predicate), set(values))):
                seen.add(value)
                values.append(value)

    def extend_packed(self, triples: Sequence[Triple]) -> None:
        """Adds the triples to a layer that holds only such; they take less memory and more time to look up."""
        self._forget()
        if not isinstance(self.by_subject, Packed):
            self.by_subject = self.described.layer = Packed()
        for at in range(0, len(triples), AT_ONCE):
            self.by_subject.add(Facts(triples[at : at + AT_ONCE], self.under).by_subject)

    def _forget(self) -> None:
        """What was found in the triples so far may not be so with more."""
        self._having = self._named = None
        for remembered in (self.described, self.reached, self._pointing, self._numbers, self._wider, self._narrower):
            remembered.clear()
        self._members.clear()

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

    def describes(self, node: Subject) -> bool:
        """Whether any layer says something of the node."""
        layer: Facts | None = self
        while layer is not None and node not in layer.by_subject:
            layer = layer.under
        return layer is not None

    def objects(self, subject: Term, predicate: ox.NamedNode) -> list[Term]:
        """The values of a property, each once. The list is not to be changed."""
        return self.described[subject].get(predicate, NOTHING)

    def subjects(self, predicate: ox.NamedNode, value: Term) -> list[Subject]:
        """The nodes that have this value of this property, each once. The list is not to be changed."""
        return self.pointing(predicate)[value]

    def pointing(self, predicate: ox.NamedNode) -> _Pointing:
        """By value of this property: the nodes that have it. To be asked by [], which answers for all values."""
        found = self._pointing.get(predicate)
        if found is None:
            under = self.under if self.under is not None and self.under.number_having(predicate) else None
            below = under.pointing(predicate) if under is not None else None
            found = self._pointing[predicate] = _Pointing(self, predicate, below)
        return found

    def own_having(self, predicate: ox.NamedNode) -> list[Subject]:
        """The nodes that have this property in the uppermost layer, each once."""
        if self._having is None:
            self._having = defaultdict(list)
            for subject, properties in self.by_subject.items():
                for own in properties:
                    self._having[own].append(subject)
        return self._having.get(predicate, NOBODY)

    def own_saying(self, predicate: ox.NamedNode, value: Term) -> Subject:
        """A node of the uppermost layer that has this value of this property, where there is one."""
        return next(node for node in self.own_having(predicate) if value in self.by_subject[node][predicate])

    def own_named(self) -> dict[ox.NamedNode, set[Subject]]:
        """By property, the things that are its values in the uppermost layer; words are left out."""
        if self._named is None:
            said: defaultdict[ox.NamedNode, list[list[Term]]] = defaultdict(list)
            for properties in self.by_subject.values():
                for predicate, values in properties.items():
                    said[predicate].append(values)
            self._named = {
                predicate: {value for values in lists for value in values if type(value) is not ox.Literal}
                for predicate, lists in said.items()
            }
        return self._named

    def having(self, predicate: ox.NamedNode) -> set[Subject]:
        """The nodes that have this property."""
        return {subject for layer in self.layers() for subject in layer.own_having(predicate)}

    def number_having(self, predicate: ox.NamedNode) -> int:
        """How many nodes have this property, counted once in each layer."""
        found = self._numbers.get(predicate)
        if found is None:
            found = self._numbers[predicate] = sum(len(layer.own_having(predicate)) for layer in self.layers())
        return found

    def value(self, subject: Term, predicate: ox.NamedNode) -> Term | None:
        """One value of the property, where it has one."""
        found = self.objects(subject, predicate)
        return found[0] if found else None

    def properties(self, subject: Term) -> Iterator[tuple[ox.NamedNode, Term]]:
        """The properties of a node with their values."""
        for predicate, values in self.described[subject].items():
            for value in values:
                yield predicate, value

    def naming_classes(self) -> "Facts":
        """The uppermost layer that says which class is below which."""
        layer = self
        while layer.under is not None and not layer.own_having(SUBCLASS):
            layer = layer.under
        return layer

    def narrower(self, kind: Term) -> set[Term]:
        """The class and all classes below it."""
        if kind not in self._narrower:
            self._narrower[kind] = _closure(kind, lambda term: self.subjects(SUBCLASS, term))
        return self._narrower[kind]

    def wider(self, kind: Term) -> set[Term]:
        """The class and all classes above it."""
        if kind not in self._wider:
            self._wider[kind] = _closure(kind, lambda term: self.objects(term, SUBCLASS))
        return self._wider[kind]

    def members(self, kind: Term) -> _Members:
        """Whether a node is of the class or of one below it. To be asked by [], which answers for all nodes."""
        found = self._members.get(kind)
        if found is None:
            found = self._members[kind] = _Members(self.naming_classes().narrower(kind), self.described)
        return found

    def label(self, node: Term) -> Text:
        """What people call the node in both languages: its label, else its IRI or value."""
        if isinstance(node, ox.Literal):
            return Text(node.value, node.value)
        found = {o.language: o.value for o in self.objects(node, LABEL) if isinstance(o, ox.Literal)}
        fallback = found.get("vi") or found.get("en") or short(node.value)
        return Text(found.get("vi", fallback), found.get("en", fallback))


def _closure(start: Term, following: Callable[[Term], Iterable[Term]]) -> set[Term]:
    found, waiting = {start}, [start]
    while waiting:
        new = set(following(waiting.pop())) - found
        found |= new
        waiting += new
    return found
