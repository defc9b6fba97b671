"""Asks the index which documents have the words and the facets that are wanted, and how documents fall under facets.
Turns words and facets into what FTS5 is asked; it ranks nothing."""

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from bdg_graph.search.index import SHORT, token, whole

FACETS: Final = ("kind", "plan", "place", "domain", "agency-type", "year")
NAMED, NAMES, CANDIDATES = 50, 200, 1000
"""So many that have just the name asked for, so many whose names fit, and so many of all that fit, are looked at, the
kinds that people look for first: a search costs about the same however much is in the index."""
ENDINGS: Final = 100
"""So many of the words that begin as the last one typed are looked for, those that most documents have."""
MANY: Final = 1 << 30
NOTHING: Final = f'"{token(0)}"'
"""What FTS5 is asked for a word that no document has."""
ASKED: Final = {
    "names": "SELECT rowid FROM names WHERE names MATCH ? LIMIT ?",
    "texts": "SELECT rowid FROM texts WHERE texts MATCH ? LIMIT ?",
}

Facets = dict[str, list[tuple[str, int]]]


class Term(NamedTuple):
    """What FTS5 is asked for a word or a choice, and about how many documents have it."""

    docs: int
    asked: str


@dataclass(frozen=True)
class Wanted:
    """What is looked up: the folded `phrase` as a whole name; what FTS5 is asked for its words, all of them or any, and
    for what is chosen of each facet."""

    phrase: str
    words: Sequence[Term]
    chosen: Mapping[str, Term]

    def names(self, index: sqlite3.Connection, without: str = "") -> list[int]:
        """Documents whose names fit; first those that have just this name. What is chosen of the facet `without` does
        not count, here and below."""
        named = self._first(index, "names", [Term(0, f'"{whole(self.phrase)}"')], NAMED, without)
        return named + self._first(index, "names", self.words, NAMES, without)

    def candidates(self, index: sqlite3.Connection, without: str = "") -> tuple[dict[int, bool], bool]:
        """Documents that fit, each with whether its name does, and whether there may be more."""
        texts = self._first(index, "texts", self.words, CANDIDATES + 1, without)
        names = self.names(index, without) if texts else []  # the texts have the words of the names too
        found = dict.fromkeys([*names, *texts[:CANDIDATES]], False) | dict.fromkeys(names, True)
        return found, len(texts) > CANDIDATES

    def facets(self, index: sqlite3.Connection, found: Iterable[int]) -> Facets:
        """How many of `found` fall under each value of each facet, the choices of the other facets kept."""
        counts = _counted(index, found)
        for facet in self.chosen:
            others, _ = self.candidates(index, without=facet)
            counts[facet] = _counted(index, others).get(facet, [])
        return {facet: counts.get(facet, []) for facet in FACETS}

    def _first(
        self, index: sqlite3.Connection, table: str, words: Sequence[Term], most: int, without: str
    ) -> list[int]:
        limits = [limit for facet, limit in self.chosen.items() if facet != without]
        return [number for (number,) in index.execute(ASKED[table], (all_of([*words, *limits]), most))]


def having(index: sqlite3.Connection, facet: str, values: Sequence[str]) -> Term:
    """What FTS5 is asked for documents with any of `values` of a facet, which it looks up as it does words: where few
    have what is chosen, it begins with them."""
    known = index.execute(
        "SELECT id FROM facets WHERE facet = ? AND value IN (SELECT value FROM json_each(?))",
        (facet, json.dumps(list(values))),
    )
    return any_of(terms(index, [token(number) for (number,) in known]))


def terms(index: sqlite3.Connection, words: Sequence[str]) -> list[Term]:
    """For each of `words`."""
    found = index.execute(
        "SELECT word, docs FROM vocabulary WHERE word IN (SELECT value FROM json_each(?))", (json.dumps(words),)
    )
    docs = dict(found.fetchall())
    return [Term(docs.get(word, 0), f'"{word}"') for word in words]


def beginning(index: sqlite3.Connection, word: str) -> Term:
    """For words that begin so: a longer beginning would have FTS5 read through all documents that have such a word
    before it gives the first, so it is asked for each of the words."""
    if len(word) <= SHORT:
        return Term(MANY, f'"{word}" *')
    longer = index.execute(
        "SELECT word, docs FROM vocabulary WHERE word >= ? AND word < ? ORDER BY word = ? DESC, docs DESC LIMIT ?",
        (word, f"{word}\U0010ffff", word, ENDINGS),
    ).fetchall()
    asked = " OR ".join(f'"{ending}"' for ending, _ in longer)
    return Term(sum(docs for _, docs in longer), f"({asked})" if asked else f'"{word}"')


def any_of(terms: Sequence[Term]) -> Term:
    """What FTS5 is asked for documents with one of `terms` at least."""
    asked = " OR ".join(term.asked for term in terms)
    return Term(sum(term.docs for term in terms), f"({asked or NOTHING})")


def all_of(terms: Sequence[Term]) -> str:
    """What FTS5 is asked for documents with all `terms`: for the rarest two, then of these for the next. Asked for all
    at once, it goes on in the list of every word for each document that has the rarest; an OR, here with a word that
    nothing has, keeps what is inside together."""
    asked = ""
    for _, term in sorted(terms):
        asked = f"({asked} OR {NOTHING}) AND {term}" if " AND " in asked else f"{asked} AND {term}" if asked else term
    return asked


def _counted(index: sqlite3.Connection, found: Iterable[int]) -> Facets:
    rows = index.execute(
        "SELECT facet, facets.value, COUNT(*) AS n FROM docs, json_each(docs.facets) AS has "
        "JOIN facets ON facets.id = has.value WHERE docs.id IN (SELECT value FROM json_each(?)) "
        "GROUP BY has.value ORDER BY n DESC, facets.value",
        (json.dumps(list(found)),),
    )
    counts: Facets = {}
    for facet, value, n in rows:
        counts.setdefault(facet, []).append((str(value), int(n)))
    return counts
