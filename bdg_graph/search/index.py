"""The full-text index as a file (SQLite FTS5): written once per dataset, by whichever process has the time and the
memory, and only read from then on."""

import sqlite3
from hashlib import blake2s
from itertools import islice
from pathlib import Path
from typing import Final

from bdg_graph.engines import Engine
from bdg_graph.search.documents import KINDS, Document, documents
from bdg_graph.search.fold import fold

SCHEMA: Final = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE docs (id INTEGER PRIMARY KEY, iri TEXT, kind TEXT, rank REAL, vi TEXT, en TEXT, text TEXT, english TEXT,
  folded TEXT);
CREATE TABLE facets (doc INTEGER, facet TEXT, value TEXT, PRIMARY KEY (doc, facet, value)) WITHOUT ROWID;
CREATE VIRTUAL TABLE words USING fts5(
  name, body, facets, tokenize='unicode61', prefix='1 2 3', content='', detail=full);
"""
TOGETHER: Final = 5000

Row = tuple[int, str, str, float, str, str, str, str, str]


def write(engine: Engine, path: str) -> sqlite3.Connection:
    """The index over the dataset of `engine`, written to the new file `path` (":memory:": to memory).

    Its documents are numbered in the order of the kinds: where only some of many hits are looked at, it is those that
    people look for first.
    """
    index = sqlite3.connect(path, check_same_thread=False)
    index.executescript(SCHEMA)
    numbered = enumerate(documents(engine, by_kind=True), 1)
    while some := list(islice(numbered, TOGETHER)):
        index.executemany("INSERT INTO docs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", (_row(n, d) for n, d in some))
        words = ((n, " | ".join(_folded_names(d)), fold(" | ".join(d.texts)), _tokens(d)) for n, d in some)
        index.executemany("INSERT INTO words (rowid, name, body, facets) VALUES (?, ?, ?, ?)", words)
        facets = ((n, facet, v) for n, d in some for facet, values in d.facets.items() for v in values)
        index.executemany("INSERT INTO facets VALUES (?, ?, ?)", facets)
    index.execute("INSERT INTO words (words) VALUES ('optimize')")
    index.commit()
    return index


def read(path: Path) -> sqlite3.Connection:
    """The index in the file at `path`, which may go as soon as it is open. Raises sqlite3.OperationalError."""
    index = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True, check_same_thread=False)
    index.execute("SELECT 1 FROM docs LIMIT 1").fetchone()  # it is opened no sooner than it is asked
    return index


def token(facet: str, value: str) -> str:
    """The value of a facet as a word of the index, so that what is chosen is looked up as words are, however few of
    those who have the words have it. It begins with a letter (of the Lisu) that starts no word of the texts."""
    return "ꓐ" + blake2s(f"{facet} {value}".encode(), digest_size=8).hexdigest()


def _tokens(document: Document) -> str:
    return " ".join(token(facet, value) for facet, values in document.facets.items() for value in values)


def _folded_names(document: Document) -> list[str]:
    return [fold(name) for name in (*document.names.values(), *document.others)]


def _row(number: int, document: Document) -> Row:
    fallback = next(iter(document.names.values()), None) or (document.texts[0] if document.texts else document.iri)
    vi, en = document.names.get("vi", fallback), document.names.get("en", fallback)
    text = document.shown.get("vi") or document.shown.get("en") or ""
    english = document.shown.get("en") or text
    folded = " | ".join(_folded_names(document))
    return number, document.iri, document.kind, KINDS.index(document.kind) * 0.4, vi, en, text, english, folded
