"""The errors of this package: each is one sentence, in Vietnamese and in English, that a person can act on."""

from collections.abc import Iterable


class BdgError(Exception):
    """A fault in what the user gave. `vi` and `en` say in one sentence what is wrong and what to do."""

    def __init__(self, vi: str, en: str) -> None:
        super().__init__(en)
        self.vi, self.en = vi, en


class NotFound(BdgError):
    """A name that does not exist; the message names the nearest that do."""

    def __init__(self, kind_vi: str, kind_en: str, name: str, known: Iterable[str]) -> None:
        self.name, self.near = name, near(name, known)
        hint_vi = f" Có phải ý bạn là {_list(self.near, 'hoặc')}?" if self.near else ""
        hint_en = f" Did you mean {_list(self.near, 'or')}?" if self.near else ""
        super().__init__(f"Không có {kind_vi} “{name}”.{hint_vi}", f"There is no {kind_en} “{name}”.{hint_en}")


class BadQuery(BdgError):
    """A text that is no SPARQL 1.1 query, or one that the engine does not answer."""

    def __init__(self, problem: str) -> None:
        super().__init__(f"Truy vấn SPARQL không hợp lệ: {problem}", f"This is not a valid SPARQL query: {problem}")


def near(name: str, known: Iterable[str], most: int = 3) -> list[str]:
    """The known names most like `name`, best first; empty where none is alike."""
    from rapidfuzz import fuzz, process  # only wrong names pay for the import

    found = process.extract(name, list(known), scorer=fuzz.WRatio, limit=most, score_cutoff=60)
    return [match for match, _score, _index in found]


def _list(names: list[str], last: str) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {last} {names[-1]}"
