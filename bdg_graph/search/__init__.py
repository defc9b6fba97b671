"""Finds what people type: a full-text index (SQLite FTS5) over everything in the graph, folded as Vietnamese is
typed, with facets, marked snippets and suggestions. Built once per dataset, in memory."""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock

from bdg_graph.engines import Engine
from bdg_graph.search.documents import KINDS, Document, documents, kind_of, source_file
from bdg_graph.search.fold import WORD, fold, marked, toned, words

__all__ = ["FACETS", "KINDS", "Found", "Hit", "Search", "fold", "kind_of", "source_file"]

FACETS = ("kind", "plan", "place", "domain", "agency-type", "year")
RERANKED = 120
LONGEST_QUERY = 300
MOST_WORDS = 24

SCHEMA = """
CREATE TABLE docs (id INTEGER PRIMARY KEY, iri TEXT, kind TEXT, rank REAL, vi TEXT, en TEXT, text TEXT, english TEXT);
CREATE TABLE facets (doc INTEGER, facet TEXT, value TEXT);
CREATE VIRTUAL TABLE words USING fts5(name, body, tokenize='unicode61', prefix='1 2 3', content='');
"""


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
    """The answer to a search: one page of hits, how many there are in all, and how they fall under each facet."""

    hits: list[Hit]
    total: int
    facets: dict[str, list[tuple[str, int]]] = field(default_factory=dict)
    partial: bool = False
    """Whether no single thing had all the words, so that hits have some of them."""


class Search:
    """The index over the dataset of an engine; built at the first search."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._lock = Lock()
        self._made: sqlite3.Connection | None = None

    @property
    def _index(self) -> sqlite3.Connection:
        with self._lock:
            if self._made is None:
                self._made = _build(self.engine)
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
        """What `query` finds, best first; `chosen` limits it to values of facets (any of a facet's, all facets)."""
        asked = _asked(query)
        if not asked:
            return Found([], 0)
        for joiner in (" ", " OR "):
            match = joiner.join(asked.values())
            found = self._find(query, match, asked, chosen or {}, lang, limit, offset)
            if found.total or len(asked) == 1:
                break
        return found if joiner == " " else Found(found.hits, found.total, found.facets, partial=True)

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
        index = self._index
        where, values = _where(chosen)
        text = "english" if lang == "en" else "text"
        base = f"FROM words JOIN docs ON docs.id = words.rowid WHERE words MATCH ?{where}"
        with self._lock:
            total = int(index.execute(f"SELECT COUNT(*) {base}", (match, *values)).fetchone()[0])
            ranked = index.execute(
                (
                    f"SELECT docs.id, iri, kind, vi, en, {text}, bm25(words, 12.0, 1.0) + docs.rank "
                    f"AS score {base} ORDER BY score LIMIT ?"
                ),
                (match, *values, max(RERANKED, offset + limit)),
            ).fetchall()
            facets = _facets(index, match, chosen)
        exact = {toned(word) for word in WORD.findall(query[:LONGEST_QUERY])}
        phrase = fold(query[:LONGEST_QUERY])
        ranked.sort(key=lambda row: row[6] - _closeness(row, exact, phrase))
        hits = [
            Hit(iri, kind, vi, en, marked(text, list(asked)) if text else [])
            for _, iri, kind, vi, en, text, _ in ranked[offset : offset + limit]
        ]
        return Found(hits, total, facets)

    def suggest(self, query: str, lang: str, limit: int = 8) -> list[Hit]:
        """Names that begin as `query` does, the kinds that people look for first."""
        asked = _asked(query)
        if not asked:
            return []
        match = "name : (" + " AND ".join(asked.values()) + ")"
        index = self._index
        with self._lock:
            rows = index.execute(
                "SELECT iri, kind, vi, en FROM words JOIN docs ON docs.id = words.rowid WHERE words MATCH ? "
                "ORDER BY docs.rank + bm25(words, 3.0, 0.1), length(vi) LIMIT ?",
                (match, limit * 4),
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


def _where(chosen: Mapping[str, Sequence[str]], without: str = "") -> tuple[str, list[str]]:
    clauses, values = [], []
    for facet, wanted in chosen.items():
        if wanted and facet != without:
            marks = ", ".join("?" * len(wanted))
            # `marks` are question marks alone: no text of the user's becomes SQL.
            clauses.append(f" AND docs.id IN (SELECT doc FROM facets WHERE facet = ? AND value IN ({marks}))")  # noqa: S608
            values += [facet, *wanted]
    return "".join(clauses), values


def _facets(
    index: sqlite3.Connection, match: str, chosen: Mapping[str, Sequence[str]]
) -> dict[str, list[tuple[str, int]]]:
    """How many hits fall under each value of each facet, the choices of the other facets kept."""
    found = {}
    for facet in FACETS:
        where, values = _where(chosen, without=facet)
        rows = index.execute(
            "SELECT facets.value, COUNT(*) AS n FROM facets WHERE facet = ? AND doc IN "  # noqa: S608 - `where` is our own text
            f"(SELECT docs.id FROM words JOIN docs ON docs.id = words.rowid WHERE words MATCH ?{where}) "
            "GROUP BY facets.value ORDER BY n DESC, facets.value",
            (facet, match, *values),
        ).fetchall()
        found[facet] = [(str(value), int(n)) for value, n in rows]
    return found


def _closeness(row: tuple[int, str, str, str, str, str, float], exact: set[str], phrase: str) -> float:
    """How much nearer a hit is than its words alone tell: the same accents, the same words in a row, the same name."""
    _, _, _, vi, en, text, _ = row
    names = f"{vi} {en}"
    own = {toned(word) for word in WORD.findall(f"{names} {text}"[:1200])}
    near = 3.0 * len(exact & own) / max(1, len(exact))
    folded = fold(names)
    if phrase and phrase in folded:
        near += 4.0
    if phrase in (fold(vi), fold(en)):
        near += 30.0 - KINDS.index(row[2])  # the very name: among those, the kind people look for
    return near + (2.0 if phrase in fold(text[:1200]) else 0.0)


def _build(engine: Engine) -> sqlite3.Connection:
    index = sqlite3.connect(":memory:", check_same_thread=False)
    index.executescript(SCHEMA)
    for number, document in enumerate(documents(engine), 1):
        _add(index, number, document)
    index.execute("CREATE INDEX by_facet ON facets (facet, value, doc)")
    index.execute("CREATE INDEX by_doc ON facets (facet, doc, value)")
    index.commit()
    return index


def _add(index: sqlite3.Connection, number: int, document: Document) -> None:
    fallback = next(iter(document.names.values()), None) or (document.texts[0] if document.texts else document.iri)
    vi, en = document.names.get("vi", fallback), document.names.get("en", fallback)
    names = " | ".join([*document.names.values(), *document.others])
    text = document.shown.get("vi") or document.shown.get("en") or ""
    english = document.shown.get("en") or text
    rank = KINDS.index(document.kind) * 0.4
    index.execute(
        "INSERT INTO docs VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (number, document.iri, document.kind, rank, vi, en, text, english),
    )
    index.execute(
        "INSERT INTO words (rowid, name, body) VALUES (?, ?, ?)",
        (number, fold(names), fold(" | ".join(document.texts))),
    )
    index.executemany(
        "INSERT INTO facets VALUES (?, ?, ?)",
        [(number, facet, value) for facet, found in document.facets.items() for value in found],
    )
