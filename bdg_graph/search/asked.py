"""What somebody typed into the search, and how near to it a document comes. It knows no index."""

from typing import Final

from bdg_graph.search.documents import KINDS
from bdg_graph.search.fold import WORD, fold, toned, words
from bdg_graph.search.index import Row

LONGEST_QUERY: Final = 300
MOST_WORDS: Final = 24
NEAR_TEXT: Final = 250
RANKS: Final = {kind: 0.4 * place for place, kind in enumerate(KINDS)}


class Asked:
    """A query: its folded `words`, each once, the last one typed last, which may be the beginning of a word (`begun`);
    its folded `phrase`."""

    def __init__(self, query: str) -> None:
        typed = query[:LONGEST_QUERY]
        found = words(typed)[:MOST_WORDS]
        self.words = [*(word for word in dict.fromkeys(found) if word != found[-1]), *found[-1:]]
        self.begun = not query.endswith((" ", '"'))
        self.phrase = fold(typed)
        self.exact = {toned(word) for word in WORD.findall(typed)}

    def far(self, kind: str, names: str, in_name: bool) -> float:
        """How far a hit is from what was asked, by its kind and its folded names: less is nearer."""
        far = RANKS[kind] - (6.0 if in_name else 0.0)
        if self.phrase in names:
            far -= 4.0
            if self.phrase in names.split(" | ", 2)[:2]:
                far -= 30.0 - KINDS.index(kind)  # the very name: among those, the kind people look for
        return far + 0.0005 * len(names)  # a short name says it more plainly than a long one

    def same_tones(self, row: Row) -> float:
        """How much nearer a hit is than its folded words tell: the same accents, the same words in a row in its
        text."""
        text = row.text[:NEAR_TEXT]
        same = self.exact.intersection(map(toned, WORD.findall(f"{row.vi} {row.en} {text}")))
        near = 3.0 * len(same) / max(1, len(self.exact))
        return near + (2.0 if self.phrase not in row.folded and self.phrase in fold(text) else 0.0)

    def begins(self, row: Row) -> bool:
        """Whether a name of a document begins as the query does."""
        return f" | {self.phrase}" in f" | {row.folded}"
