"""Keeps what the questions of the library answered on one dataset, so that a page in the other language, sorted,
filtered or turned over does not ask again."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from threading import Lock
from typing import Final

from bdg_graph import library
from bdg_graph.engines import Engine, Rows, Term
from bdg_graph.library import Answer
from bdg_graph.questions import Question

MOST_TERMS: Final = 500_000
"""About 60 MB; the answers longest not asked for go first."""

Key = tuple[str, tuple[tuple[str, tuple[str, ...]], ...], date | None]


class Asked:
    """The answers of one engine, without labels and passages."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._kept: OrderedDict[Key, Answer] = OrderedDict()
        self.most = MOST_TERMS
        self.full = False
        """Whether an answer had to go for another."""
        self._terms = 0
        self._lock = Lock()

    def ask(self, question: Question, values: Mapping[str, Sequence[str]], as_of: date | None = None) -> Answer:
        """What `library.undescribed` gives. Raises what it raises."""
        said = {param.name: (param.default,) for param in question.params if param.default} | dict(values)
        key = (question.id, tuple(sorted((name, tuple(given)) for name, given in said.items())), as_of)
        with self._lock:
            if kept := self._kept.get(key):
                self._kept.move_to_end(key)
                return kept
        answer = library.undescribed(self.engine, question, values, as_of)
        answer = replace(answer, rows=_once(answer.rows))
        with self._lock:
            if key not in self._kept and _size(answer) * 4 <= self.most:
                self._kept[key] = answer
                self._terms += _size(answer)
            while self._terms > self.most:
                self.full = True
                self._terms -= _size(self._kept.popitem(last=False)[1])
        return answer


def _once(rows: Rows) -> Rows:
    """The same rows with each term once in memory: an answer speaks of the same things in many rows."""
    kept: dict[Term | None, Term | None] = {}
    return Rows(rows.variables, [tuple(kept.setdefault(term, term) for term in row) for row in rows.rows])


def _size(answer: Answer) -> int:
    return len(answer.rows.rows) * max(1, len(answer.rows.variables))
