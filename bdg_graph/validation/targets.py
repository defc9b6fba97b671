"""Finds the nodes that shapes are about, in one walk over the nodes that are judged."""

from collections.abc import Collection, Iterable
from weakref import WeakKeyDictionary

import pyoxigraph as ox

from bdg_graph.validation.constraints import Focus
from bdg_graph.validation.graph import NOTHING, TYPE, Facts, Subject, Term
from bdg_graph.validation.shapes import Shape

ByTerm = dict[Term, list[str]]
"""For a class or a property: the targets that it belongs to."""


class Targets:
    """The targets of all shapes; shapes that say the same share one, by its `key`."""

    def __init__(self, roots: Iterable[Shape]) -> None:
        self.keys = {root.node: str(root.targets) for root in roots}
        self.asked = {self.keys[root.node]: root.targets for root in roots}
        self._subjects_of = self._listed("targetSubjectsOf")
        self._objects_of = self._listed("targetObjectsOf")
        self._nodes = self._listed("targetNode")
        self._classes: WeakKeyDictionary[Facts, ByTerm] = WeakKeyDictionary()

    def _listed(self, kind: str) -> ByTerm:
        found: ByTerm = {}
        for key, targets in self.asked.items():
            for term in targets.get(kind, []):
                found.setdefault(term, []).append(key)
        return found

    def _of_classes(self, facts: Facts) -> ByTerm:
        """The targets by the very class of a node; the same as long as no layer says which class is below which."""
        layer = facts.naming_classes()
        if layer not in self._classes:
            found: ByTerm = {}
            for cls, keys in self._listed("targetClass").items():
                for narrow in layer.narrower(cls):
                    found.setdefault(narrow, []).extend(keys)
            self._classes[layer] = found
        return self._classes[layer]

    def find(self, facts: Facts, given: Collection[Subject] | None) -> dict[str, Focus]:
        """By key, the focus nodes among the given nodes (None: among all) with their properties."""
        found: dict[str, Focus] = {}
        of_classes = self._of_classes(facts)
        for node in self._everything(facts) if given is None else given:
            described = facts.described[node]
            keys = [key for kind in described.get(TYPE, NOTHING) for key in of_classes.get(kind, ())]
            for predicate in described.keys() & self._subjects_of.keys():
                keys += self._subjects_of[predicate]
            for term, more in self._objects_of.items():
                if facts.subjects(ox.NamedNode(term.value), node):
                    keys += more
            if self._nodes:
                keys += self._nodes.get(node, ())
            for key in keys:
                found.setdefault(key, {})[node] = described
        return found

    def _everything(self, facts: Facts) -> Iterable[Term]:
        return {*self._nodes, *(node for subject, _predicate, value in facts for node in (subject, value))}
