"""A text on its way through the parser: its lines, its words and what vocabularies say of them, found once for all
steps.
"""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass, field

from bdg_graph.parsing import lines as line_step
from bdg_graph.parsing import outline as outline_step
from bdg_graph.parsing import words as word_step
from bdg_graph.parsing.lexicon import Lexicon
from bdg_graph.parsing.lines import Line
from bdg_graph.parsing.outline import Outline
from bdg_graph.parsing.records import Record, Span
from bdg_graph.parsing.words import Match, PhraseBook, Word


@dataclass(slots=True)
class Doubt:
    """Something a person has to look at: the record (kind and key), the passage, and why, in both languages."""

    kind: str
    key: str
    span: Span
    vi: str
    en: str


@dataclass(slots=True)
class Document:
    """The text, its lines and outline, its words, and what the steps add: records, doubts, spans that need no
    record.
    """

    text: str
    lexicon: Lexicon
    lines: list[Line]
    outline: Outline
    words: list[Word]
    records: list[Record] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)
    ignored: list[Span] = field(default_factory=list)
    candidates: dict[str, str] = field(default_factory=dict)
    """Agencies that no vocabulary knows: slug and name as printed."""
    places: dict[str, str] = field(default_factory=dict)
    """Places that the reference data do not know: slug and name as printed."""
    proposed: dict[tuple[str, str | None], tuple[str | None, float]] = field(default_factory=dict)
    """The metrics proposed so far, by the words asked for and the unit."""
    _starts: list[int] = field(default_factory=list)
    _keys: dict[str, dict[str, int]] = field(default_factory=dict)
    _found: dict[int, tuple[list[int], list[Match]]] = field(default_factory=dict)

    def quote(self, span: Span) -> str:
        """The words of `span`."""
        return self.text[span.start : span.end]

    def words_in(self, start: int, end: int) -> tuple[int, int]:
        """The first word at or after `start` and the first at or after `end`."""
        if not self._starts:
            self._starts = [w.start for w in self.words]
        return bisect_left(self._starts, start), bisect_left(self._starts, end)

    def matches(self, book: PhraseBook, start: int, end: int) -> list[Match]:
        """What of `book` stands in `text[start:end]`; the whole text is searched once."""
        if id(book) not in self._found:
            every = list(book.find(self.text, self.words))
            self._found[id(book)] = [m.start for m in every], every
        starts, found = self._found[id(book)]
        first = bisect_left(starts, start)
        last = bisect_left(starts, end, first)
        return [m for m in found[first:last] if m.end <= end]

    def unique(self, kind: str, key: str) -> str:
        """`key`, or the first of key-2, key-3 ... that no other thing of this kind has."""
        taken = self._keys.setdefault(kind, {})
        count = taken[key] = taken.get(key, 0) + 1
        return key if count == 1 else self.unique(kind, f"{key}-{count}")

    def doubt(self, record: Record, span: Span, vi: str, en: str) -> None:
        """Lists something for review."""
        self.doubts.append(Doubt(type(record).__name__, record.key, span, vi, en))

    def line_at(self, position: int) -> Line | None:
        """The line that holds `position`."""
        i = bisect_left(self.lines, position + 1, key=lambda line: line.begin) - 1
        return self.lines[i] if i >= 0 else None

    def ignore(self, lines: Iterable[Line]) -> None:
        """Marks lines that need no record."""
        self.ignored += [Span(line.begin, line.end) for line in lines]


def read(text: str, lexicon: Lexicon) -> Document:
    """The document of `text`, with its lines, outline and words."""
    lines = line_step.split(text)
    return Document(text, lexicon, lines, outline_step.build(text, lines), word_step.words(text))
