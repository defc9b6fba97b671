"""The errors of this package: each is one sentence, in Vietnamese and in English, that a person can act on."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache


class BdgError(Exception):
    """A fault in what the user gave. `vi` and `en` say in one sentence what is wrong and what to do."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.vi, self.en = vi, en


class NotFound(BdgError):
    """A name that does not exist; the message names the nearest that do, or all where they are few."""

    def __init__(self, kind_vi: str, kind_en: str, name: str, known: Iterable[str]) -> None:
        known = list(known)
        self.name, self.near = name, near(name, known)
        hint_vi = f" Có phải ý bạn là {_list(self.near, 'hoặc')}?" if self.near else ""
        hint_en = f" Did you mean {_list(self.near, 'or')}?" if self.near else ""
        if not self.near and 0 < len(known) <= FEW:
            hint_vi, hint_en = f" Có: {', '.join(known)}.", f" There are: {', '.join(known)}."
        super().__init__(f"Không có {kind_vi} “{name}”.{hint_vi}", f"There is no {kind_en} “{name}”.{hint_en}")


class BadQuery(BdgError):
    """A text that is no SPARQL 1.1 query, or one that the engine does not answer."""

    def __init__(self, problem: str) -> None:
        super().__init__(f"Truy vấn SPARQL không hợp lệ: {problem}", f"This is not a valid SPARQL query: {problem}")


LIKE = 75
"""From what likeness on, in hundredths, two words are one with a slip of the pen: "birth" and "brith" are."""
AS_LIKE = 8
"""What is so much less alike than the likest only distracts."""
FEW = 12
"""So many names can be read in a sentence."""
TOO_MANY = 10
"""So many equally like: the name says too little, and three of them would be three of any."""


def near(name: str, known: Iterable[str], most: int = 3) -> list[str]:
    """The known names that `name` may stand for, best first; empty where none is sensible.

    Marks, capitals and signs do not count, nor does the order of words: "ty so gioi tinh" is the beginning of "tỷ số
    giới tính khi sinh". Every word of `name` must be found, as "Sở Y tế Hà Nam" is none of "Sở Y tế Hà Tĩnh"."""
    from rapidfuzz import fuzz, process  # only wrong names pay for the import

    plain: dict[str, str] = {}
    for each in known:
        plain.setdefault(_plain(each), each)
    wanted = _plain(name)
    if wanted in plain:
        return [plain[wanted]] if wanted else []
    alike = process.extract(wanted, plain.keys(), scorer=fuzz.WRatio, limit=None, score_cutoff=LIKE - 15)
    scores = {found: score for found, _score, _at in alike if (score := _likeness(wanted, found))}
    best = max(scores.values(), default=0)
    close = sorted((found for found in scores if scores[found] > best - AS_LIKE), key=lambda found: -scores[found])
    return [plain[found] for found in close[:most]] if len(close) < TOO_MANY else []


@lru_cache(maxsize=1 << 16)
def _plain(name: str) -> str:
    """Lower case, without marks and signs: "Tỷ-số_Giới tính" as "ty so gioi tinh"."""
    bare = "".join(c for c in unicodedata.normalize("NFD", name.casefold()) if not unicodedata.combining(c))
    return " ".join(re.findall(r"\w+", bare.replace("đ", "d").replace("_", " ")))


def _likeness(wanted: str, found: str) -> float:
    """In hundredths, how likely `wanted` stands for `found`; 0 where it does not."""
    from rapidfuzz import fuzz

    words, rest = wanted.split(), found.split()
    if len(rest) > 1 and wanted.startswith(f"{found} "):
        return 80  # more was said than the name: "Sở Y tế tỉnh Sơn La" for "Sở Y tế"
    ratio = fuzz.ratio(wanted.replace(" ", ""), found.replace(" ", ""))
    if len(words) != len(rest) and ratio >= LIKE + 10:
        return ratio - 5  # a word too many or too few, or two in one
    likeness: float = 0
    places: list[int] = []
    for word in words:
        like, at = max(((_same(word, other), -at) for at, other in enumerate(rest)), default=(0, 0))
        if not like:
            return 0
        likeness += like / len(words)
        places.append(-at)
        rest[-at] = ""
    left = sum(map(len, rest)) / len(found)
    return likeness - 20 * left - (10 if places != sorted(places) else 0) if len(wanted) > 2 else 0


def _same(word: str, other: str) -> float:
    """In hundredths, how likely `word` is the other, or its beginning."""
    from rapidfuzz import fuzz

    if len(word) > 2 and other.startswith(word):
        return 100 if word == other else 90
    if len(word) > 2 and sorted(word) == sorted(other):
        return 90  # letters that changed places: "cvs"
    ratio = fuzz.ratio(word, other) if len(word) > 2 or word == other else 0
    return ratio if ratio >= LIKE else 0


def _list(names: list[str], last: str) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {last} {names[-1]}"
