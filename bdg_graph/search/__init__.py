"""Finds what people type: a full-text index (SQLite FTS5) over everything in the graph, folded as Vietnamese is
typed, with facets, marked snippets and suggestions. Written once per dataset."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from threading import Lock

from bdg_graph.engines import Engine
from bdg_graph.errors import BdgError
from bdg_graph.search import index
from bdg_graph.search.documents import KINDS, kind_of, source_file
from bdg_graph.search.fold import WORD, fold, marked, toned, words
from bdg_graph.search.index import Row

__all__ = ["FACETS", "KINDS", "Found", "Hit", "NotReady", "Search", "fold", "kind_of", "source_file"]

FACETS = ("kind", "plan", "place", "domain", "agency-type", "year")
NAMES, CANDIDATES = 200, 1000
"""So many whose names fit, and so many of all that fit, are looked at, the kinds that people look for first: however
much is in the index, a search costs the same."""
WEIGHED = 100
RERANKED = 40
NEAR_TEXT = 250
LONGEST_QUERY = 300
MOST_WORDS = 24
PATIENCE = 5.0
"""Seconds that a search waits for an index that another process writes: as long as that of a few plans takes."""

Facets = dict[str, list[tuple[str, int]]]


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
    """The index over the dataset of an engine: written here at the first search, or read from the file that another
    process writes, of which `written` will tell."""

    def __init__(self, engine: Engine, written: Future[Path] | None = None) -> None:
        self.engine, self.written = engine, written
        self.before: Search | None = None
        """That over the data before a change, which answers until the index of these is written."""
        self._lock = Lock()
        self._made: sqlite3.Connection | None = None

    def warm(self) -> None:
        """Writes the index, or waits for the process that does: each that reads all of the data copies them, and who
        waits does not stand beside it."""
        if self._is_written(None):
            self._index()

    @property
    def is_behind(self) -> bool:
        """Whether the data before answer for now."""
        return self._made is None and self.before is not None and not self._is_written(0.0)

    def _is_written(self, seconds: float | None) -> bool:
        """Whether the index is there, after so long at most."""
        if self.written is None:
            return True
        wait([self.written], seconds)
        return self.written.done() and not self.written.cancelled() and not self.written.exception()

    def _index(self, seconds: float = 0.0) -> sqlite3.Connection:
        """The index, for which this waits so long where there is none of the data before. Raises NotReady."""
        if self._made is None and not self._is_written(0.0 if self.before else seconds):
            if self.before is None:
                raise NotReady
            return self.before._index()
        self.before = None
        with self._lock:
            if self._made is None:
                if self.written is None:
                    self._made = index.write(self.engine, ":memory:")
                else:
                    self._made = index.read(self.written.result())
                    self.written.result().unlink()  # what is open stays as long as we do, however we end
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
        asked = _asked(query)
        if not asked:
            return Found([], 0)
        for joiner in (" ", " OR "):
            match = joiner.join(asked.values())
            found = self._find(query, match, asked, chosen or {}, lang, limit, offset)
            if found.total or len(asked) == 1:
                break
        return found if joiner == " " else replace(found, partial=True)

    def _find(
        self,
        query: str,
        match: str,
        asked: dict[str, str],
        chosen: Mapping[str, Sequence[str]],
        lang: str,
        limit: int,
        offset: int,
    ) -> Found:
        made = self._index(PATIENCE)
        with self._lock:
            found, more = _candidates(made, match, chosen)
            rows = _rows(made, list(found)[: max(NAMES + WEIGHED, offset + limit)])
        phrase = fold(query[:LONGEST_QUERY])
        best = sorted(rows, key=lambda row: _far(row, found[row[0]], phrase))
        exact = {toned(word) for word in WORD.findall(query[:LONGEST_QUERY])}
        near = best[: max(RERANKED, offset + limit)]
        near.sort(key=lambda row: _far(row, found[row[0]], phrase) - _same_tones(row, exact, phrase))
        hits = [
            Hit(row[1], row[2], row[4], row[5], _snippet(row, lang, list(asked)))
            for row in near[offset : offset + limit]
        ]

        def count() -> Facets:
            with self._lock:
                return _facets(made, match, chosen, found)

        return Found(hits, len(found), count, more=more)

    def suggest(self, query: str, lang: str, limit: int = 8) -> list[Hit]:
        """Names that begin as `query` does, the kinds that people look for first. Raises NotReady."""
        asked = _asked(query)
        if not asked:
            return []
        match = "name : (" + " AND ".join(asked.values()) + ")"
        made = self._index()
        with self._lock:
            rows = made.execute(
                "SELECT iri, kind, vi, en FROM docs WHERE id IN (SELECT rowid FROM words WHERE words MATCH ? LIMIT ?) "
                "ORDER BY rank, length(vi) LIMIT ?",
                (match, NAMES, limit * 4),
            ).fetchall()
        phrase = fold(query[:LONGEST_QUERY])

        def order(row: tuple[str, str, str, str]) -> tuple[bool, int, int]:
            name = fold(row[3] if lang == "en" else row[2])
            return (not name.startswith(phrase), KINDS.index(row[1]), len(name))

        hits: dict[str, Hit] = {}
        for iri, kind, vi, en in sorted(rows, key=order):
            name = en if lang == "en" else vi
            hits.setdefault(f"{kind} {name}", Hit(iri, kind, vi, en, marked(name, list(asked), 120)))
        return list(hits.values())[:limit]


def _asked(query: str) -> dict[str, str]:
    """The folded words of a query, each with how the index is asked for it; the last may be the beginning of a word."""
    found = words(query[:LONGEST_QUERY])[:MOST_WORDS]
    asked = {word: f'"{word}"' for word in found}
    if found and not query.endswith((" ", '"')):
        asked.pop(found[-1])
        asked[found[-1]] = f'"{found[-1]}" *'
    return asked


def _limited(match: str, chosen: Mapping[str, Sequence[str]], without: str) -> str:
    """`match` together with what is chosen of each facet but one."""
    facets = [" OR ".join(index.token(f, v) for v in wanted) for f, wanted in chosen.items() if wanted and f != without]
    return " AND ".join([match, *(f"facets : ({tokens})" for tokens in facets)])


def _candidates(
    made: sqlite3.Connection, match: str, chosen: Mapping[str, Sequence[str]], without: str = ""
) -> tuple[dict[int, bool], bool]:
    """What fits, each with whether its name does, and whether there may be more."""
    found: dict[int, bool] = {}
    more = False
    for columns, is_name, most in (("name", True, NAMES), ("{name body}", False, CANDIDATES)):
        asked = _limited(f"{columns} : ({match})", chosen, without)
        rows = made.execute("SELECT rowid FROM words WHERE words MATCH ? LIMIT ?", (asked, most + 1)).fetchall()
        more = more or (len(rows) > most and not is_name)
        for (number,) in rows[:most]:
            found.setdefault(number, is_name)
    return found, more


def _rows(index: sqlite3.Connection, found: Iterable[int]) -> list[Row]:
    numbers = json.dumps(list(found))
    return index.execute("SELECT * FROM docs WHERE id IN (SELECT value FROM json_each(?))", (numbers,)).fetchall()


def _facets(
    index: sqlite3.Connection, match: str, chosen: Mapping[str, Sequence[str]], found: Mapping[int, bool]
) -> Facets:
    """How many of what was found fall under each value of each facet, the choices of the other facets kept."""
    counts = _counted(index, found)
    for facet in (facet for facet, wanted in chosen.items() if wanted):
        others, _ = _candidates(index, match, chosen, without=facet)
        counts[facet] = _counted(index, others).get(facet, [])
    return {facet: counts.get(facet, []) for facet in FACETS}


def _counted(index: sqlite3.Connection, found: Iterable[int]) -> Facets:
    rows = index.execute(
        "SELECT facet, value, COUNT(*) AS n FROM facets WHERE doc IN (SELECT value FROM json_each(?)) "
        "GROUP BY facet, value ORDER BY n DESC, value",
        (json.dumps(list(found)),),
    )
    counts: Facets = {}
    for facet, value, n in rows:
        counts.setdefault(facet, []).append((str(value), int(n)))
    return counts


def _snippet(row: Row, lang: str, asked: Sequence[str]) -> list[tuple[str, bool]]:
    text = row[7] if lang == "en" else row[6]
    return marked(text, asked) if text else []


def _far(row: Row, in_name: bool, phrase: str) -> float:
    """How far a hit is from what was asked, by its kind and its names: less is nearer."""
    far = row[3] - (6.0 if in_name else 0.0)
    if not phrase:
        return far
    if phrase in row[8]:
        far -= 4.0
    if phrase in row[8].split(" | ", 2)[:2]:
        far -= 30.0 - KINDS.index(row[2])  # the very name: among those, the kind people look for
    return far + 0.0005 * len(row[8])  # a short name says it more plainly than a long one


def _same_tones(row: Row, exact: set[str], phrase: str) -> float:
    """How much nearer a hit is than its folded words tell: the same accents, the same words in a row in its text."""
    text = row[6][:NEAR_TEXT]
    own = {toned(word) for word in WORD.findall(f"{row[4]} {row[5]} {text}")}
    near = 3.0 * len(exact & own) / max(1, len(exact))
    return near + (2.0 if phrase not in row[8] and phrase in fold(text) else 0.0)
