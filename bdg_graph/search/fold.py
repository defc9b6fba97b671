"""Makes Vietnamese comparable as people type it: with or without accents, đ or d, òa or oà, ủy or uỷ, tỷ or tỉ,
composed or decomposed. SQLite's own folding leaves đ as it is."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

# Matches "Tỷ", "2025" and "28"; must not match "," nor "_".
WORD = re.compile(r"[^\W_]+")

# Syllables that are written with either letter: "tỷ số" and "tỉ số", "lý do" and "lí do", "quỹ" and "quĩ".
Y_AS_I = {"hy": "hi", "ky": "ki", "ly": "li", "my": "mi", "sy": "si", "ty": "ti", "vy": "vi", "quy": "qui"}

TONES = {"\u0300": "1", "\u0301": "2", "\u0303": "3", "\u0309": "4", "\u0323": "5"}


def _base(letter: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFD", letter) if not unicodedata.combining(c))
    return plain.replace("đ", "d").casefold()


LETTERS = {code: _base(chr(code).lower()) for code in (*range(0x41, 0x250), *range(0x1E00, 0x1F00))}
MARKS = dict.fromkeys(range(0x300, 0x370))
FOLDED = {**LETTERS, **MARKS}


def words(text: str) -> list[str]:
    """The words of `text`, folded: "Tỷ số giới tính" gives ti, so, gioi, tinh."""
    return [Y_AS_I.get(word, word) for word in WORD.findall(unicodedata.normalize("NFC", text).translate(FOLDED))]


def fold(text: str) -> str:
    """`text` as folded words with a space between."""
    return " ".join(words(text))


@lru_cache(20_000)
def toned(word: str) -> str:
    """A word with its tone at its end, wherever it was written: "hòa" and "hoà" are "hoa1", "tỷ" and "tỉ" are "ti4"."""
    letters, tone = [], ""
    for c in unicodedata.normalize("NFD", word.lower()):
        if c in TONES:
            tone = TONES[c]
        else:
            letters.append(c)
    bare = unicodedata.normalize("NFC", "".join(letters))
    return Y_AS_I.get(bare, bare) + tone


@lru_cache(20_000)
def _folded(word: str) -> str:
    return fold(word)


def marked(text: str, wanted: Sequence[str], width: int = 240) -> list[tuple[str, bool]]:
    """The stretch of `text` where most of `wanted` (folded words, the last as a beginning) stand, in pieces:
    (words, hit)."""
    text = unicodedata.normalize("NFC", text)
    found = [(m.start(), m.end(), _folded(m.group())) for m in WORD.finditer(text[:100_000])]
    last = wanted[-1] if wanted and len(wanted[-1]) > 1 else None
    begun = (
        None if last is None or any(word == last for _, _, word in found) else last
    )  # a word begun, not yet typed out
    spans = [
        (start, end, bool(word) and (word in wanted or (begun is not None and word.startswith(begun))))
        for start, end, word in found
    ]
    hits = [start for start, _, hit in spans if hit]
    begin = _densest(hits, width)
    if begin > 0:
        begin = text.rfind(" ", 0, max(0, begin - 30)) + 1
    stop = min(len(text), begin + width)
    if stop < len(text):
        stop = text.rfind(" ", begin, stop) if text.rfind(" ", begin, stop) > begin else stop
    pieces: list[tuple[str, bool]] = [("…", False)] if begin else []
    at = begin
    for start, end, hit in spans:
        if hit and start >= begin and end <= stop:
            pieces += [(text[at:start], False), (text[start:end], True)]
            at = end
    pieces.append((text[at:stop] + ("…" if stop < len(text) else ""), False))
    return [piece for piece in pieces if piece[0]]


def _densest(hits: Sequence[int], width: int) -> int:
    """The hit with the most hits in the `width` characters after it."""
    best, most = 0, 0
    for i, start in enumerate(hits[:400]):
        n = sum(1 for other in hits[i : i + 40] if other < start + width)
        if n > most:
            best, most = start, n
    return best
