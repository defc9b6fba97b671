"""Turns an answer of the query library into a table of cells and, where it holds numbers, into a chart. Only what is
shown is named: an answer may have many thousand rows."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from pyoxigraph import Literal, NamedNode

from bdg_graph import library
from bdg_graph.engines import Rows, Term
from bdg_graph.exports.cells import words
from bdg_graph.library import Answer
from bdg_graph.questions import Column, Words
from bdg_graph.terms import XSD
from bdg_graph.web.pages.chains import Box
from bdg_graph.web.pages.charts import Bar, Dot
from bdg_graph.web.pages.context import Page, clipped
from bdg_graph.web.pages.tables import Cell, Head, Table

NUMERIC = (XSD.decimal, XSD.integer)
MOST_BARS = 40
MOST_DOTS = 40
ROWS = 50
LONG_TEXT = 130

# How a comparator reads before its number.
SIGNS = {"gteq": "≥", "gt": ">", "lteq": "≤", "lt": "<", "eq": "="}


def sign(comparator: str | None) -> str:
    """The sign of a comparator, by its IRI."""
    return SIGNS.get((comparator or "").rsplit("/", 1)[-1], "")


def amount(page: Page, comparator: str | None, value: str, unit: str | None, *, about: bool = False) -> str:
    """A target's number as people read it: "≤ 113", "≥ 60%", "khoảng 60%"; of a whole nothing is more: "100%"."""
    percent = "%" if (unit or "").endswith("/unit/percent") else ""
    text = page.number(value) + percent
    mark = sign(comparator)
    if about:
        return page.t(f"khoảng {text}", f"about {text}")
    return text if mark in ("", "=") or (mark, text) == ("≥", "100%") else f"{mark} {text}"


def unit_words(page: Page, unit: str | None) -> str:
    """The unit after a number, beginning small; nothing for per cent, which stands beside it."""
    name = "" if unit is None or unit.endswith("/unit/percent") else page.name(unit)
    return name[:1].lower() + name[1:] if name[1:2].islower() else name


class Answered:
    """An answer as a page shows it: which columns, what each cell says, which passages stand behind each row."""

    def __init__(self, page: Page, answer: Answer) -> None:
        self.page, self.answer = page, replace(answer, labels={}, passages={})
        self.columns = answer.question.columns
        self.at = {column.name: i for i, column in enumerate(self.columns)}
        self.joined = {"comparator", "unit"} if {"comparator", "value", "unit"} <= set(self.at) else set()
        self.shown = [i for i, column in enumerate(self.columns) if self._is_shown(i, column)]
        self.evidence = [i for i, column in enumerate(self.columns) if column.role == "evidence"]

    def _is_shown(self, i: int, column: Column) -> bool:
        if self.joined and column.name == "value":  # stands for the target, whatever its role
            return any(row[i] is not None for row in self.answer.rows.rows)
        if column.role in ("evidence", "detail") or column.name in self.joined:
            return False
        if column.name == "target" and self.joined:  # its number links to it
            return False
        if column.language not in (None, self.page.lang):
            return False
        bound = self.answer.bound.get(column.name, ())
        if len(bound) == 1 and any(row[i] == bound[0] for row in self.answer.rows.rows):
            return column.name in ("place", "plan")
        return any(row[i] is not None for row in self.answer.rows.rows) or not self.answer.rows.rows

    def table(self) -> Table:
        """The table; a row's last cell holds its passages, in no column."""
        heads = [self._head(i) for i in self.shown]
        return Table(heads, self.answer.rows.rows, self._cells, self.describe, page_size=ROWS)

    def _head(self, i: int) -> Head:
        column, is_number = self.columns[i], self._is_number(i)
        return Head(
            column.name,
            column.label[self.page.lang],
            choose=self._is_choice(i),
            number=is_number,
            value=None if is_number else lambda row: row[i].value if row[i] else "",
            said=self._said(column),
            order=(lambda row: float(row[i].value) if row[i] else None) if is_number else None,
        )

    def _said(self, column: Column) -> Callable[[str], Words]:
        """The words of a value of `column`."""

        def said(value: str) -> Words:
            if value in column.words:
                return column.words[value]
            if "://" not in value:
                return {"vi": value, "en": value}
            return {lang: clipped(name, LONG_TEXT) for lang, name in self.page.graph.name(value).items()}

        return said

    def describe(self, rows: Iterable[tuple[Term | None, ...]]) -> None:
        """Reads the labels and passages of `rows`."""
        wanted = [t for row in rows for t in row if isinstance(t, NamedNode)]
        new = dict.fromkeys(t for t in wanted if t.value not in self.answer.labels)
        labels, passages = library.describe(self.page.graph.engine, Rows([], [tuple(new)]))
        self.answer.labels.update(labels)
        self.answer.passages.update(passages)

    def _cells(self, row: Any) -> list[Cell]:
        return [*(self._cell(i, row) for i in self.shown), self._passages(row)]

    def _is_choice(self, i: int) -> bool:
        """Rows are chosen by columns of things and of codes, not by numbers or texts."""
        found = [row[i] for row in self.answer.rows.rows if row[i] is not None]
        if not found or not (isinstance(found[0], NamedNode) or self.columns[i].words):
            return False
        return len(set(found)) <= max(2, len(found) // 2 + 1)

    def _is_number(self, i: int) -> bool:
        first = next((row[i] for row in self.answer.rows.rows if row[i] is not None), None)
        return isinstance(first, Literal) and first.datatype.value in NUMERIC

    def _cell(self, i: int, row: tuple[Term | None, ...]) -> Cell:
        column, term = self.columns[i], row[i]
        if term is None:
            return Cell()
        text = words(self.answer, column, term, self.page.lang)
        if isinstance(term, NamedNode):
            return Cell(clipped(text, LONG_TEXT), term.value)
        if isinstance(term, Literal) and term.datatype.value in NUMERIC:
            if column.name == "value" and self.joined:
                return self._value(row, term)
            if beside := self._beside(column, row):
                return Cell(beside, order=float(term.value))
            return Cell(self.page.literal(term), order=float(term.value))
        silent = column.words and term.value.endswith(("not-stated", "missing", "no-target"))
        shown = text if column.words else self.page.literal(term) if isinstance(term, Literal) else text
        return Cell(shown, mark="silent" if silent else "")

    def _beside(self, column: Column, row: tuple[Term | None, ...]) -> str:
        """The number of another target that stands beside the first (`nationalValue`), as that target has it."""
        at = self.at.get(column.name.removesuffix("Value") + "Target")
        iri = row[at] if at is not None else None
        target = self.page.catalogue.targets.get(iri.value) if iri is not None else None
        if target is None or not column.name.endswith("Value"):
            return ""
        return amount(self.page, target.comparator, target.value, target.unit, about=target.approximate)

    def _value(self, row: tuple[Term | None, ...], term: Literal) -> Cell:
        comparator, unit = row[self.at["comparator"]], row[self.at["unit"]]
        sign_of = comparator.value if comparator else None
        unit_of = unit.value if unit else None
        target = row[self.at["target"]] if "target" in self.at else None
        due = row[self.at["dueYear"]] if "dueYear" in self.at and self.at["dueYear"] not in self.shown else None
        year = f" ({due.value})" if due else ""
        return Cell(
            amount(self.page, sign_of, term.value, unit_of) + year,
            target.value if target else None,
            order=float(term.value),
            note=unit_words(self.page, unit_of),
        )

    def _passages(self, row: tuple[Term | None, ...]) -> Cell:
        found = {
            term.value
            for i in self.evidence
            if isinstance(term := row[i], NamedNode) and term.value in self.answer.passages
        }
        ordered = [term.value for i in self.evidence if (term := row[i]) is not None and term.value in found]
        quotes = [Cell(self.answer.passages[iri].exact, iri) for iri in dict.fromkeys(ordered)]
        return Cell(mark="passage", more=quotes)

    def dots(self) -> list[Dot]:
        """The numbers of a single unit, for a dot plot; nothing where units differ or fewer than two rows have one."""
        if not {"value", "unit"} <= set(self.at):
            return []
        value, unit, first = self.at["value"], self.at["unit"], self.shown[0] if self.shown else 0
        rows = [row for row in self.answer.rows.rows if isinstance(row[value], Literal) and row[unit] is not None]
        metrics = {row[self.at["metric"]] for row in rows} if "metric" in self.at else {None}
        if len(rows) < 2 or len({row[unit] for row in rows}) != 1 or len(metrics) != 1:
            return []
        self.describe(rows if len(rows) <= MOST_DOTS else rows[:1])
        if len(rows) > MOST_DOTS:  # to be drawn by value, without names
            return [Dot("", float(number.value), "") for row in rows if (number := row[value])]
        found: dict[tuple[str, float], Dot] = {}
        for row in rows:
            label, number = self._cell(first, row), row[value]
            if number is not None:
                shown = self._cell(value, row)
                due = row[self.at["dueYear"]] if "dueYear" in self.at else None
                thing = row[self.at["target"]] if "target" in self.at else None
                dot = Dot(
                    clipped(label.text, 60),
                    float(number.value),
                    shown.text,
                    due.value if due else "",
                    thing.value if thing else label.iri,
                )
                found.setdefault((label.text, dot.value), dot)
        return list(found.values())

    def layers(self) -> list[tuple[str, list[Box]]]:
        """Each column of things as a layer of boxes, each thing once."""
        found = []
        for i in self.shown:
            things = dict.fromkeys(t.value for row in self.answer.rows.rows if isinstance(t := row[i], NamedNode))
            if things and self.columns[i].role is None:
                self.page.graph.read_names(things)
                found.append((self.columns[i].label[self.page.lang], [Box(self.page.name(t, 80), t) for t in things]))
        return found

    def bars(self) -> list[Bar]:
        """The first column of counts against the first of words; nothing where there is none, or far too many."""
        counts = [i for i in self.shown if self._is_count(i)]
        labels = [i for i in self.shown if i not in counts and not self._is_number(i)]
        rows = self.answer.rows.rows
        if not counts or not labels or not 2 <= len(rows) <= MOST_BARS:
            return []
        self.describe(rows)
        keys = [tuple(self._cell(i, row).text for i in labels[:2]) for row in rows]
        depth = 1 if len({key[0] for key in keys}) == len(rows) else 2
        if len(labels) < depth or len({key[:depth] for key in keys}) < len(rows):
            return []
        found = []
        for key, row in zip(keys, rows, strict=True):
            cell, thing = self._cell(counts[0], row), self._cell(labels[0], row).iri
            found.append(Bar(clipped(" · ".join(key[:depth]), 70), cell.order or 0.0, cell.text, thing))
        return found

    def _is_count(self, i: int) -> bool:
        terms = [row[i] for row in self.answer.rows.rows if row[i] is not None]
        whole = all(isinstance(t, Literal) and t.datatype.value == XSD.integer for t in terms)
        return bool(terms) and whole and self.columns[i].name not in ("month", "day", "year", "start", "end")
