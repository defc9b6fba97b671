"""The full-text index as a file (SQLite FTS5): written once per dataset, by whichever process has the time and the
memory, and only read from then on. Turns words and facets into what FTS5 is asked."""

import json
import sqlite3
from collections import defaultdict
from collections.abc import Sequence
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import Final, NamedTuple

from bdg_graph.engines import Engine
from bdg_graph.search.documents import Document, documents
from bdg_graph.search.fold import fold

# Words come folded, with spaces between, and facets as words of their own. Which documents have a word is all that is
# kept, not where nor how often: nobody asks, and it takes most of the room. Where a rare word and a common one are
# asked for, pages (`pgsz`, in bytes) of the common one are skipped: the less is on a page, the less is read in vain.
SCHEMA: Final = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE docs (id INTEGER PRIMARY KEY, iri TEXT, kind TEXT, vi TEXT, en TEXT, text TEXT, english TEXT, folded TEXT,
  facets TEXT);
CREATE TABLE facets (id INTEGER PRIMARY KEY, facet TEXT, value TEXT, UNIQUE (facet, value));
CREATE TABLE vocabulary (word TEXT PRIMARY KEY, docs INTEGER) WITHOUT ROWID;
CREATE VIRTUAL TABLE names USING fts5(
  words, content='', columnsize=0, detail=none, prefix='1 2', tokenize="ascii tokenchars '_'");
CREATE VIRTUAL TABLE texts USING fts5(
  words, content='', columnsize=0, detail=none, prefix='1 2', tokenize="ascii tokenchars '_'");
CREATE VIRTUAL TABLE terms USING fts5vocab(texts, row);
INSERT INTO names (names, rank) VALUES ('pgsz', 1000);
INSERT INTO texts (texts, rank) VALUES ('pgsz', 1000);
"""
FINISH: Final = """
INSERT INTO names (names) VALUES ('optimize');
INSERT INTO texts (texts) VALUES ('optimize');
INSERT INTO vocabulary SELECT term, doc FROM terms WHERE term NOT GLOB '*_';
DROP TABLE terms;
"""
SHORT: Final = 2
"""Words are in the index under beginnings of so many letters or fewer too."""


class Row(NamedTuple):
    """A document as hits are made of it. `folded`: its names, those that are shown first."""

    number: int
    iri: str
    kind: str
    vi: str
    en: str
    text: str
    english: str
    folded: str

    def name(self, lang: str) -> str:
        return self.en if lang == "en" else self.vi


def write(engine: Engine, path: str) -> sqlite3.Connection:
    """The index over the dataset of `engine`, written to the new file `path` (":memory:": to memory).

    Its documents are numbered in the order of the kinds: where only some of many hits are looked at, it is those that
    people look for first.
    """
    index = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
    index.executescript(SCHEMA)
    index.execute("BEGIN")
    folded = lru_cache(2_000)(fold)  # names and texts of one kind come again and again
    values: defaultdict[tuple[str, str], int] = defaultdict(count(1).__next__)
    for number, document in enumerate(documents(engine, by_kind=True), 1):
        names = [folded(name) for name in (*document.names.values(), *document.others)]
        facets = [values[facet, value] for facet, has in document.facets.items() for value in has]
        tokens = list(map(token, facets))
        row = (number, *_shown(document), " | ".join(names), json.dumps(facets))
        index.execute("INSERT INTO docs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        if names:
            words = " ".join((*names, *map(whole, names), *tokens))
            index.execute("INSERT INTO names (rowid, words) VALUES (?, ?)", (number, words))
        words = " ".join((*names, *map(folded, document.texts), *tokens))
        index.execute("INSERT INTO texts (rowid, words) VALUES (?, ?)", (number, words))
    index.executemany("INSERT INTO facets VALUES (?, ?, ?)", ((number, *value) for value, number in values.items()))
    index.executescript(FINISH)
    return index


def read(path: Path) -> sqlite3.Connection:
    """The index in the file at `path`, which may go as soon as it is open. Raises sqlite3.OperationalError."""
    index = sqlite3.connect(f"file:{path}?mode=ro&immutable=1", uri=True, check_same_thread=False)
    index.execute("SELECT 1 FROM docs LIMIT 1").fetchone()  # it is opened no sooner than it is asked
    return index


def named(index: sqlite3.Connection, numbers: Sequence[int]) -> list[tuple[int, str, str]]:
    """The number, the kind and the folded names of the documents of these numbers, by number: what many are compared
    by."""
    found = index.execute(
        "SELECT id, kind, folded FROM docs WHERE id IN (SELECT value FROM json_each(?))", (json.dumps(numbers),)
    )
    return found.fetchall()


def rows(index: sqlite3.Connection, numbers: Sequence[int]) -> list[Row]:
    """The documents of these numbers, by number."""
    found = index.execute(
        "SELECT id, iri, kind, COALESCE(vi, text), COALESCE(en, vi, text), text, COALESCE(english, text), folded "
        "FROM docs WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(numbers),),
    )
    return [Row(*row) for row in found]


def token(value: int) -> str:
    """The value of a facet (counted from 1) as a word that no text has and nobody can ask for: words have no "_"."""
    return f"_{value}"


def whole(name: str) -> str:
    """A name as one word; likewise."""
    return name.replace(" ", "_") + "_"


def _shown(document: Document) -> tuple[str | None, ...]:
    """The IRI, the kind, the names and the texts of a row; None for what is the same as the one before or, where
    something has no name, as its text."""
    names = document.names
    text = document.shown.get("vi") or document.shown.get("en") or ""
    fallback = next(iter(names.values()), None) or (document.texts[0] if document.texts else document.iri)
    vi = names.get("vi") or document.shown.get("vi") or fallback
    en, english = names.get("en", fallback), document.shown.get("en")
    return (
        document.iri,
        document.kind,
        vi if vi != text else None,
        en if en != vi else None,
        text,
        english if english != text else None,
    )
