"""Puts the units and agencies of a day beside the names that plans were signed with: an answer as of that day. The
signed names, the rows and their order stay."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from pyoxigraph import Literal, NamedNode

from bdg_graph.engines import Rows, Term
from bdg_graph.questions import Column, Question, Words
from bdg_graph.succession import WORDS, Holder, Succession, kind_of

AS_SIGNED: Words = {"vi": "Tên như khi ký", "en": "Names as signed"}


@dataclass(frozen=True)
class View:
    """How an answer names places and agencies: as signed (`as_of` is None), or also as of a day."""

    as_of: date | None
    words: Words


SIGNED = View(None, AS_SIGNED)


def as_of(question: Question, rows: Rows, succession: Succession, day: date) -> tuple[Question, Rows, View]:
    """`question` and `rows` with a column "...AsOf" after each one of places, agencies or agency types."""
    kinds = [_kind([row[i] for row in rows.rows]) for i in range(len(rows.variables))]
    columns: list[Column] = []
    for column, kind in zip(question.columns, kinds, strict=True):
        columns += [column, *_added(column, kind, day)] if kind else [column]
    seen: dict[str, Holder] = {}
    new_rows: list[tuple[Term | None, ...]] = []
    for row in rows.rows:
        cells: list[Term | None] = []
        for term, kind in zip(row, kinds, strict=True):
            cells.append(term)
            if kind:
                holder = _holder(term, succession, day, seen)
                cells.append(_cell(holder))
                if kind != "place":
                    cells.append(NamedNode(holder.confidence) if holder and holder.confidence else None)
        new_rows.append(tuple(cells))
    names = [column.name for column in columns]
    return replace(question, columns=columns), Rows(names, new_rows), View(day, _words(day, seen))


def _kind(cells: Sequence[Term | None]) -> str | None:
    """The kind of thing that a column holds, where it holds only one that can be succeeded."""
    kinds = {kind_of(term.value) if isinstance(term, NamedNode) else None for term in cells if term is not None}
    return kinds.pop() if len(kinds) == 1 else None


def _added(column: Column, kind: str, day: date) -> list[Column]:
    label = {
        "vi": f"{column.label['vi']}, tính đến {day:%d/%m/%Y}",
        "en": f"{column.label['en']}, as of {day}",
    }
    now = Column(f"{column.name}AsOf", label, words=WORDS)
    if kind == "place":
        return [now]
    sure = {"vi": f"{label['vi']}: độ tin cậy", "en": f"{label['en']}: confidence"}
    return [now, Column(f"{column.name}AsOfConfidence", sure, role="detail")]


def _holder(term: Term | None, succession: Succession, day: date, seen: dict[str, Holder]) -> Holder | None:
    if not isinstance(term, NamedNode):
        return None
    if term.value not in seen:
        seen[term.value] = succession.holder(term.value, day)
    return seen[term.value]


def _cell(holder: Holder | None) -> Term | None:
    if holder is None:
        return None
    return NamedNode(holder.iri) if holder.iri else Literal(holder.status or "")


def _words(day: date, seen: dict[str, Holder]) -> Words:
    """What the view is, and how many places of the answer became how many."""
    places = [holder.iri for iri, holder in seen.items() if kind_of(iri) == "place" and holder.iri]
    vi = f"Tính đến ngày {day:%d/%m/%Y}, bên cạnh tên như khi ký"
    en = f"As of {day}, beside the names as signed"
    if places:
        now = len(set(places))
        vi += f"; {len(places)} nơi được nêu nay thuộc {now} nơi"
        en += f"; {len(places)} places named are {now} on that day"
    return {"vi": vi, "en": en}
