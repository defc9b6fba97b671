"""Finds the nodes that shapes are about, in one walk over the nodes that are judged."""

from collections.abc import Collection, Iterable
from weakref import WeakKeyDictionary

import pyoxigraph as ox

from bdg_graph.validation.constraints import Focus
from bdg_graph.validation.graph import NOTHING, TYPE, Facts, Subject, Term
from bdg_graph.validation.shapes import Shape

Keys = dict[Term, list[str]]
"""For a class or a node: the targets that it belongs to."""


class Targets:
    """The targets of all shapes; shapes that say the same share one, by its `key`."""

    def __init__(self, roots: Iterable[Shape]) -> None:
        self.keys = {root.node: str(root.targets) for root in roots}
        self.asked = {self.keys[root.node]: root.targets for root in roots}
        self._subjects_of = self._of_properties("targetSubjectsOf")
        self._objects_of = self._of_properties("targetObjectsOf")
        self._nodes = self._listed("targetNode")
        self._classes: WeakKeyDictionary[Facts, Keys] = WeakKeyDictionary()

    def _listed(self, kind: str) -> Keys:
        found: Keys = {}
        for key, targets in self.asked.items():
            for term in targets.get(kind, []):
                found.setdefault(term, []).append(key)
        return found

    def _of_properties(self, kind: str) -> dict[ox.NamedNode, list[str]]:
        return {ox.NamedNode(term.value): keys for term, keys in self._listed(kind).items()}

    def _of_classes(self, facts: Facts) -> Keys:
        """The targets by the very class of a node; the same as long as no layer says which class is below which."""
        layer = facts.naming_classes()
        if layer not in self._classes:
            found: Keys = {}
            for cls, keys in self._listed("targetClass").items():
                for narrow in layer.narrower(cls):
                    found.setdefault(narrow, []).extend(keys)
            self._classes[layer] = found
        return self._classes[layer]

    def find(self, facts: Facts, given: Collection[Subject] | None) -> dict[str, Focus]:
        """By key, the focus nodes among the given nodes (None: among all) with their properties."""
        nodes: Iterable[Term] = self._everything(facts) if given is None else given
        everything: Focus = {node: facts.described[node] for node in nodes}
        found: dict[str, Focus] = {}

        def note(keys: Iterable[str], focus: Focus) -> None:
            for key in keys:
                found.setdefault(key, {}).update(focus)

        of_classes = self._of_classes(facts)
        for kinds, alike in _by_classes(everything).items():
            note({key for kind in kinds for key in of_classes.get(kind, ())}, alike)
        for predicate, keys in self._subjects_of.items():
            if facts.number_having(predicate):
                note(keys, {node: described for node, described in everything.items() if predicate in described})
        for predicate, keys in self._objects_of.items():
            pointing = facts.pointing(predicate)
            note(keys, {node: described for node, described in everything.items() if pointing[node]})
        for node, keys in self._nodes.items():
            note(keys, {node: everything[node]} if node in everything else {})
        return {key: focus for key, focus in found.items() if focus}

    def _everything(self, facts: Facts) -> Iterable[Term]:
        return {*self._nodes, *(node for subject, _predicate, value in facts for node in (subject, value))}


def _by_classes(focus: Focus) -> dict[tuple[Term, ...], Focus]:
    """The nodes by the very classes they have."""
    found: dict[tuple[Term, ...], Focus] = {}
    for node, described in focus.items():
        found.setdefault(tuple(described.get(TYPE, NOTHING)), {})[node] = described
    return found
