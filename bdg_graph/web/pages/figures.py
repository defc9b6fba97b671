"""Counts and lists of a dataset that pages state again and again: each read once, when a page first needs it."""

from collections import defaultdict
from collections.abc import Callable, Hashable
from heapq import merge
from threading import RLock
from typing import Any, TypeVar

from pyoxigraph import NamedNode

from bdg_graph import library
from bdg_graph.engines import Term
from bdg_graph.search import fold
from bdg_graph.terms import BDG
from bdg_graph.web.i18n import LANGUAGES
from bdg_graph.web.pages.graph import AT_ONCE, Graph

Made = TypeVar("Made")


class Figures:
    """The figures of one dataset."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph
        self._kept: dict[Hashable, object] = {}
        self._same: dict[Hashable, Any] = {}
        """What the figures speak of: each thing stands in memory once."""
        self._turns: dict[Hashable, RLock] = {}

    def once(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What `make` gives, made once for `key`: who asks for it meanwhile waits, who asks for another does not."""
        with self._turns.setdefault(key, RLock()):
            if key not in self._kept:
                self._kept[key] = make()
            return self._kept[key]  # type: ignore[return-value] # made by the same function

    def _counts(self, sparql: str) -> dict[str, int]:
        return self.once(sparql, lambda: {t.value: int(n.value) for t, n in self.graph.select(sparql).rows if t and n})

    @property
    def classes(self) -> dict[str, int]:
        """How many things each class has."""
        return self._counts("SELECT ?c (COUNT(DISTINCT ?s) AS ?n) WHERE { ?s a ?c } GROUP BY ?c")

    @property
    def properties(self) -> dict[str, int]:
        """How many statements each property makes."""
        return self._counts("SELECT ?p (COUNT(*) AS ?n) WHERE { ?s ?p ?o } GROUP BY ?p")

    @property
    def graphs(self) -> dict[str, int]:
        """How many statements each graph holds, in the order of their names."""
        return self.once("graphs", lambda: library.sizes(self.graph.engine))

    @property
    def documents_cited(self) -> int:
        """How many documents the plans cite."""
        return len(self.mentions(BDG.document))

    def mentions(self, predicate: str) -> dict[str, int]:
        """How many things of plans point to each thing with `predicate`."""
        return self._counts(
            f"SELECT ?o (COUNT(DISTINCT ?s) AS ?n) WHERE {{ ?s <{predicate}> ?o ; bdg:inPlan ?plan }} GROUP BY ?o"
        )

    def warm(self) -> None:
        """Reads the figures that need no page to say what they are of."""
        _ = self.classes, self.properties, self.graphs, self.documents_cited

    def members(self, kind: str, lang: str) -> list[str]:
        """The things of class `kind`, by name in a language."""

        def read() -> list[str]:
            rows = self.graph.select(f"SELECT DISTINCT ?s WHERE {{ ?s a <{kind}> }}").rows
            return [self._same.setdefault(s.value, s.value) for (s,) in rows if isinstance(s, NamedNode)]

        def ordered() -> dict[str, list[str]]:
            found = read()
            parts = [self._by_name(found[i : i + AT_ONCE]) for i in range(0, len(found), AT_ONCE)]
            # merged, for nothing else goes on in this process while much is sorted at once
            return {lang: [iri for _, iri in merge(*(part[lang] for part in parts))] for lang in LANGUAGES}

        return self.once(("members", kind), ordered)[lang]

    def _by_name(self, iris: list[str]) -> dict[str, list[tuple[str, str]]]:
        """Folded names with what they name, in their order, by language."""
        self.graph.read_names(iris)
        names = {iri: self.graph.name(iri) for iri in iris}
        return {lang: sorted((fold(words[lang]), iri) for iri, words in names.items()) for lang in LANGUAGES}

    def values(self, kind: str, predicate: str) -> dict[str, list[Term]]:
        """What each thing of class `kind` says with `predicate`."""

        def read() -> dict[str, list[Term]]:
            found: dict[str, list[Term]] = defaultdict(list)
            for s, o in self.graph.select(f"SELECT DISTINCT ?s ?o WHERE {{ ?s a <{kind}> ; <{predicate}> ?o }}").rows:
                if s and o:
                    found[self._same.setdefault(s.value, s.value)].append(self._same.setdefault(o, o))
            return dict(found)

        return self.once(("values", kind, predicate), read)

    def pointing(self, kind: str, predicate: str) -> dict[str, list[str]]:
        """The things of class `kind` that say each value with `predicate`."""

        def turned() -> dict[str, list[str]]:
            found: dict[str, list[str]] = defaultdict(list)
            for thing, said in sorted(self.values(kind, predicate).items()):
                for value in said:
                    found[value.value].append(thing)
            return dict(found)

        return self.once(("pointing", kind, predicate), turned)
