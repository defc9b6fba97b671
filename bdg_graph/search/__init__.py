"""Finds what people type: a full-text index (SQLite FTS5) over everything in the graph, folded as Vietnamese is
typed, with facets, marked snippets and suggestions. Written once per dataset."""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from threading import Lock

from bdg_graph.engines import Engine
from bdg_graph.errors import BdgError
from bdg_graph.search import index
from bdg_graph.search.asked import Asked
from bdg_graph.search.documents import KINDS, kind_of, source_file
from bdg_graph.search.fold import fold, marked
from bdg_graph.search.lookup import FACETS, Facets, Term, Wanted, any_of, beginning, having, terms

__all__ = ["FACETS", "KINDS", "Found", "Hit", "NotReady", "Search", "fold", "kind_of", "source_file"]

WEIGHED, RERANKED = 300, 40
"""So many of what fits are compared by kind and name, and so many of these by their accents too."""
PATIENCE = 5.0
"""Seconds that a search waits for an index that another process writes: as long as that of a few plans takes."""


@dataclass(frozen=True)
class Hit:
    """Something found. `snippet`: its text in pieces, (words, whether they were asked for)."""

    iri: str
    kind: str
    vi: str
    en: str
    snippet: list[tuple[str, bool]]

    def name(self, lang: str) -> str:
        return self.en if lang == "en" else self.vi


@dataclass(frozen=True)
class Found:
    """The answer to a search: one page of hits, how many there are in all, and how they fall under each facet.

    `count` counts the facets.
    """

    hits: list[Hit]
    total: int
    """How many were found; of these the facets count. There are more where `more`."""
    count: Callable[[], Facets] = dict
    partial: bool = False
    """Whether no single thing had all the words, so that hits have some of them."""
    more: bool = False

    @cached_property
    def facets(self) -> Facets:
        """How what was found falls under each facet; counted when asked, for it takes longer than to find."""
        return self.count()


class NotReady(BdgError):
    """The index is still being written by another process, or could not be."""

    def __init__(self) -> None:
        super().__init__(
            "Mục tìm kiếm đang được chuẩn bị cho dữ liệu này; hãy thử lại sau ít phút.",
            "The search is being made ready for these data; try again in a few minutes.",
        )


class Search:
    """The index over the dataset of an engine, made when it is first asked for: here, or in the file that another
    process writes, which `write` has it begin."""

    def __init__(self, engine: Engine, write: Callable[[], Future[Path]] | None = None) -> None:
        self.engine, self._write = engine, write
        self._written: Future[Path] | None = None
        self.before: Search | None = None
        """That over the data before a change, which answers until the index of these is written."""
        self._lock = Lock()
        self._made: sqlite3.Connection | None = None

    def begin(self) -> None:
        """Has the process that writes the index begin, where it is another."""
        self._is_written(0.0)

    def warm(self) -> None:
        """Writes the index, or waits for the process that does."""
        if self._is_written(None):
            self._index()

    @property
    def is_behind(self) -> bool:
        """Whether the data before answer for now."""
        return self._made is None and self.before is not None and not self._is_written(0.0)

    def _is_written(self, seconds: float | None) -> bool:
        """Whether the index is there, after so long at most."""
        if self._write is None:
            return True
        with self._lock:
            written = self._written = self._written or self._write()
        wait([written], seconds)
        return written.done() and not written.cancelled() and not written.exception()

    def _index(self, seconds: float = 0.0) -> sqlite3.Connection:
        """The index, for which this waits so long where there is none of the data before. Raises NotReady."""
        before = self.before  # another thread may drop it
        if self._made is None and not self._is_written(0.0 if before else seconds):
            if before is None:
                raise NotReady
            return before._index()
        self.before = None
        with self._lock:
            if self._made is None:
                if self._written is None:
                    self._made = index.write(self.engine, ":memory:")
                else:
                    self._made = index.read(self._written.result())
                    self._written.result().unlink()  # what is open stays as long as we do, however we end
            return self._made

    def find(
        self,
        query: str,
        chosen: Mapping[str, Sequence[str]] | None = None,
        *,
        lang: str = "vi",
        limit: int = 20,
        offset: int = 0,
    ) -> Found:
        """What `query` finds, best first; `chosen` limits it to values of facets (any of a facet's, all facets).
        Raises NotReady."""
        asked = Asked(query)
        if not asked.words:
            return Found([], 0)
        made = self._index(PATIENCE)
        with self._lock:
            typed = _terms(made, asked)
            limits = {facet: having(made, facet, values) for facet, values in (chosen or {}).items() if values}
        found = self._find(made, asked, Wanted(asked.phrase, typed, limits), lang, limit, offset)
        if found.total or len(typed) == 1:
            return found
        some = Wanted(asked.phrase, [any_of(typed)], limits)
        return replace(self._find(made, asked, some, lang, limit, offset), partial=True)

    def _find(
        self, made: sqlite3.Connection, asked: Asked, wanted: Wanted, lang: str, limit: int, offset: int
    ) -> Found:
        with self._lock:
            found, more = wanted.candidates(made)
            named = index.named(made, list(found)[: max(WEIGHED, offset + limit)])
            far = {number: asked.far(kind, names, found[number]) for number, kind, names in named}
            near = sorted(far, key=far.__getitem__)[: max(RERANKED, offset + limit)]
            rows = {row.number: row for row in index.rows(made, near)}
        near.sort(key=lambda number: far[number] - asked.same_tones(rows[number]))
        hits = [_hit(rows[number], lang, asked) for number in near[offset : offset + limit]]

        def count() -> Facets:
            with self._lock:
                return wanted.facets(made, found)

        return Found(hits, len(found), count, more=more)

    def suggest(self, query: str, lang: str, limit: int = 8) -> list[Hit]:
        """Names that begin as `query` does, the kinds that people look for first. Raises NotReady."""
        asked = Asked(query)
        if not asked.words:
            return []
        made = self._index()
        with self._lock:
            wanted = Wanted(asked.phrase, _terms(made, asked), {})
            rows = index.rows(made, wanted.names(made))
        rows.sort(key=lambda row: (not asked.begins(row), KINDS.index(row.kind), len(row.name(lang))))
        first: dict[tuple[str, str], index.Row] = {}
        for row in rows:
            first.setdefault((row.kind, row.name(lang)), row)
        return [
            Hit(row.iri, row.kind, row.vi, row.en, marked(name, asked.words, 120))
            for (_, name), row in list(first.items())[:limit]
        ]


def _hit(row: index.Row, lang: str, asked: Asked) -> Hit:
    text = row.english if lang == "en" else row.text
    return Hit(row.iri, row.kind, row.vi, row.en, marked(text, asked.words))


def _terms(made: sqlite3.Connection, asked: Asked) -> list[Term]:
    """What FTS5 is asked for each word; the last may be the beginning of one."""
    if asked.begun:
        return [*terms(made, asked.words[:-1]), beginning(made, asked.words[-1])]
    return terms(made, asked.words)
