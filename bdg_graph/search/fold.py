"""Makes Vietnamese comparable as people type it: with or without accents, đ or d, òa or oà, ủy or uỷ, tỷ or tỉ,
composed or decomposed. SQLite's own folding leaves đ as it is."""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate

# Matches "Tỷ", "2025" and "28"; must not match "," nor "_".
WORD = re.compile(r"[^\W_]+")
# Parts a text into what is between its words and its words, in turn.
BETWEEN = re.compile(f"({WORD.pattern})")
# Matches the accents of a letter that Unicode has with none, as in "x̂"; must not match "ế".
MARK = re.compile("[\u0300-\u036f]")

# Syllables that are written with either letter: "tỷ số" and "tỉ số", "lý do" and "lí do", "quỹ" and "quĩ".
Y_AS_I = {"hy": "hi", "ky": "ki", "ly": "li", "my": "mi", "sy": "si", "ty": "ti", "vy": "vi", "quy": "qui"}

TONES = {"\u0300": "1", "\u0301": "2", "\u0303": "3", "\u0309": "4", "\u0323": "5"}


def _base(letter: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFD", letter) if not unicodedata.combining(c))
    return plain.replace("đ", "d").casefold()


LETTERS = {code: _base(chr(code).lower()) for code in (*range(0x41, 0x250), *range(0x1E00, 0x1F00))}
MARKS = dict.fromkeys(range(0x300, 0x370))
FOLDED = {**LETTERS, **MARKS}


@lru_cache(50_000)
def folded(word: str) -> str:
    """One word as it is compared: "Tỷ" is "ti"."""
    plain = word.lower().translate(FOLDED)
    return Y_AS_I.get(plain, plain)


def words(text: str) -> list[str]:
    """The words of `text`, folded: "Tỷ số giới tính" gives ti, so, gioi, tinh."""
    return [folded(word) for word in WORD.findall(MARK.sub("", unicodedata.normalize("NFC", text)))]


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


def marked(text: str, wanted: Sequence[str], width: int = 240) -> list[tuple[str, bool]]:
    """The stretch of `text` where most of `wanted` (folded words, the last as a beginning) stand, in pieces:
    (words, hit)."""
    text = unicodedata.normalize("NFC", text)
    parts = BETWEEN.split(text[:100_000])
    ends = list(accumulate(map(len, parts)))
    own = [folded(word) for word in parts[1::2]]
    asked = set(wanted)
    last = wanted[-1] if wanted and len(wanted[-1]) > 1 else None
    if last and last not in own:  # a word begun, not yet typed out
        asked.update(word for word in own if word.startswith(last))
    hits = [(start, end) for word, start, end in zip(own, ends[::2], ends[1::2], strict=False) if word in asked]
    begin = _densest([start for start, _ in hits], width)
    if begin > 0:
        begin = text.rfind(" ", 0, max(0, begin - 30)) + 1
    stop = min(len(text), begin + width)
    if stop < len(text):
        stop = text.rfind(" ", begin, stop) if text.rfind(" ", begin, stop) > begin else stop
    pieces: list[tuple[str, bool]] = [("…", False)] if begin else []
    at = begin
    for start, end in hits:
        if start >= begin and end <= stop:
            pieces += [(text[at:start], False), (text[start:end], True)]
            at = end
    pieces.append((text[at:stop] + ("…" if stop < len(text) else ""), False))
    return [piece for piece in pieces if piece[0]]


def _densest(hits: Sequence[int], width: int) -> int:
    """The hit with the most hits in the `width` characters after it."""
    best, most, stop = 0, 0, 0
    for i, start in enumerate(hits):
        while stop < len(hits) and hits[stop] < start + width:
            stop += 1
        if stop - i > most:
            best, most = start, stop - i
    return best
