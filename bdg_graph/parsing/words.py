"""Cuts a text into words and finds the phrases of a vocabulary among them, whatever their case, commas or tone marks'
place. It knows no plan and no vocabulary."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from bdg_graph.parsing.patterns import compiled

# "100.000", "15,5" and "31" are one word each; "LĐTB&XH" is three.
WORD = compiled(r"\d+(?:[.,]\d+)*|[^\W\d_]+|[^\w\s]|[\d_]")

# "100.000" is written "100000" too; must not match the decimals of "15.50".
THOUSANDS = compiled(r"(?<=\d)\.(?=\d{3}(?:\D|$))")

# The two ways to place a tone mark: "hoà"/"hòa", "uỷ"/"ủy", "khoẻ"/"khỏe". Keys use the second.
TONE_PLACE = {
    "oà": "òa", "oá": "óa", "oả": "ỏa", "oã": "õa", "oạ": "ọa",
    "oè": "òe", "oé": "óe", "oẻ": "ỏe", "oẽ": "õe", "oẹ": "ọe",
    "uỳ": "ùy", "uý": "úy", "uỷ": "ủy", "uỹ": "ũy", "uỵ": "ụy",
}  # fmt: skip

# Words that vocabularies and plans spell in two ways.
SPELLINGS = {"&": "và", "tỉ": "tỷ", "sĩ": "sỹ", "hàng": "hằng", "–": "-", "—": "-", "‐": "-"}

# Between the words of one name plans put these or leave them out: "Lao động - Thương binh", "Lao động, Thương binh".
OPTIONAL = frozenset({",", "-"})


class Word(NamedTuple):
    """A word of the text and the key it is looked up by."""

    start: int
    end: int
    key: str


class Match(NamedTuple):
    """A phrase of the vocabulary in the text: `text[start:end]`, words `first` to before `last`, and what it stands
    for.
    """

    start: int
    end: int
    first: int
    last: int
    value: str


@lru_cache(maxsize=20_000)
def key(word: str) -> str:
    """The key of a word: lower case, tone mark in its newer place, one spelling."""
    lower = word.lower()
    if lower[0].isdigit():
        return THOUSANDS.sub("", lower)
    if len(lower) > 1 and not lower.startswith("qu"):
        lower = lower[:-2] + TONE_PLACE.get(lower[-2:], lower[-2:])
    return SPELLINGS.get(lower, lower)


def words(text: str, start: int = 0, end: int | None = None) -> list[Word]:
    """The words of `text[start:end]`, with their places in `text`."""
    found = WORD.finditer(text, start, len(text) if end is None else end)
    return [Word(m.start(), m.end(), key(m[0])) for m in found]


@dataclass(slots=True)
class _Node:
    """A node of the trie: the next words, and the label and value that end here."""

    next: dict[str, "_Node"] = field(default_factory=dict)
    label: str = ""
    value: str | None = None


class PhraseBook:
    """Phrases and what they stand for. The longest phrase that fits wins; matches never overlap."""

    def __init__(self, phrases: Iterable[tuple[str, str]] = ()) -> None:
        self._root = _Node()
        self.labels: dict[str, list[str]] = {}
        for phrase, value in phrases:
            self.add(phrase, value)

    def add(self, phrase: str, value: str) -> None:
        """Adds a phrase; the first value of a phrase stays."""
        node = self._root
        keys = [word.key for word in words(phrase) if word.key not in OPTIONAL]
        if not keys:
            return
        for k in keys:
            node = node.next.setdefault(k, _Node())
        if node.value is None:
            node.label, node.value = phrase, value
            self.labels.setdefault(value, []).append(phrase)

    def find(
        self, text: str, tokens: list[Word], stand_in: dict[int, tuple[str, int]] | None = None
    ) -> Iterator[Match]:
        """The matches among `tokens`, in order. `stand_in` says what name begins at a word: (key it counts as, word
        after).
        """
        first, edge = self._root.next, 0
        for i, token in enumerate(tokens):
            if i >= edge and token.key in first and (match := self.at(text, tokens, i, stand_in)):
                yield match
                edge = match.last

    def at(
        self, text: str, tokens: list[Word], i: int, stand_in: dict[int, tuple[str, int]] | None = None
    ) -> Match | None:
        """The longest match that begins at word `i`."""
        node, j, best = self._root, i, None
        while j < len(tokens):
            token = tokens[j]
            if token.key in OPTIONAL and j > i:
                j += 1
                continue
            name = stand_in.get(j) if stand_in and j > i else None
            if token.key in node.next:
                node, j = node.next[token.key], j + 1
            elif name and name[0] in node.next:
                node, j = node.next[name[0]], name[1]
            else:
                break
            if node.value is not None and _fits(node.label, text, tokens, i, j):
                best = Match(tokens[i].start, tokens[j - 1].end, i, j, node.value)
        return best


def _fits(label: str, text: str, tokens: list[Word], i: int, j: int) -> bool:
    """An abbreviation ("QH", "CP") fits only as it is written, and not as part of a number such as 28/NQ-CP."""
    if not (label.isupper() and label.isalpha() and len(label) < 8):
        return True
    before = text[tokens[i].start - 1 : tokens[i].start]
    after = text[tokens[j - 1].end : tokens[j - 1].end + 1]
    return (
        text[tokens[i].start : tokens[j - 1].end] == label
        and not (before in "/-" and before)
        and not (after in "/-" and after)
    )
