"""Reads the rows of tables into indicators with targets, tasks, and who leads them and works along."""

from dataclasses import dataclass

from bdg_graph.parsing import metrics, tables, target_records, targets, topics
from bdg_graph.parsing.agencies import Agencies
from bdg_graph.parsing.document import Document
from bdg_graph.parsing.objectives import Found
from bdg_graph.parsing.pairings import NOTHING
from bdg_graph.parsing.records import Indicator, Label, Responsibility, Span, Task
from bdg_graph.parsing.references import REFERENCE
from bdg_graph.parsing.sections import TASKS, Sections
from bdg_graph.parsing.targets import Commitment
from bdg_graph.parsing.values import unit_at, values
from bdg_graph.parsing.words import words

# A row repeats an indicator that holds this share of its words and one of its figures; so many are compared.
SAME_WORDS = 0.8
MOST_COMPARED = 200


@dataclass(slots=True)
class Reader:
    """Makes the records of the rows, one after the other."""

    doc: Document
    agencies: Agencies
    sections: Sections
    found: Found
    due: int | None

    def read(self) -> None:
        """Adds the indicators, tasks and responsibilities of tables to the document's records."""
        for row in tables.rows(self.doc):
            if self.sections.of(row.node) not in ("purpose", "funding"):
                self._row(row)

    def _row(self, row: tables.Row) -> None:
        doc, number = self.doc, f"{row.table}.{row.number}"
        cell = row.cells.get("task") or row.cells["indicator"]
        doc.ignore([row.node.line])
        lead, partners = self._cell(row, "lead"), self._cell(row, "coordinate")
        before = len(doc.records)
        covers: list[tuple[str, str]] = []
        if self._is_group(row):
            return
        refs, unknown = self.found.covered(doc.text, cell)
        if refs and not unknown and NOTHING.fullmatch(REFERENCE.sub("", doc.quote(cell))):  # "Chỉ tiêu 1, Mục tiêu 2"
            covers = list(dict.fromkeys((ref.kind, ref.key) for ref in refs))
        elif "task" not in row.cells and (row.years or targets.commitments(doc, cell.start, cell.end)):
            covers = [("indicator", self._said_before(row, cell) or self._indicator(row, cell).key)]
        elif lead or partners or self.sections.of(row.node) in TASKS:
            kind = self.sections.of(row.node)
            doc.records.append(
                Task(
                    key=doc.unique("task", f"table-{number}"),
                    number=number,
                    evidence=[cell],
                    kind=kind if kind in TASKS else "task",
                    topics=topics.topics(doc, cell),
                    beneficiaries=topics.groups(doc, cell),
                    agencies=lead,
                )
            )
        if lead or partners:
            named_at = row.cells.get("lead") or row.cells.get("coordinate")
            agencies = lead or partners
            doc.records.append(
                Responsibility(
                    key=doc.unique("responsibility", f"table-{number}"),
                    number=f"table-{number}",
                    evidence=[cell],
                    agencies=agencies,
                    role="lead" if lead else "coordinate",
                    covers=covers,
                    partners=[p for p in partners if p not in agencies],
                    topics=topics.topics(doc, cell),
                    agency_evidence=named_at if named_at and named_at.end > named_at.start else None,
                )
            )

        leading = row.cells.get("lead")
        if leading and leading.end > leading.start and not lead and len(doc.records) > before:
            vi = "Ô này không nêu cơ quan nào đã biết; nếu có cơ quan chủ trì thì ghi vào plan.ttl."
            en = "This cell names no agency that is known; where one leads, write it in plan.ttl."
            doc.doubt(doc.records[before], leading, vi, en)

    def _is_group(self, row: tables.Row) -> bool:
        """A row that only heads those below it: "| II | Lĩnh vực y tế | | |"."""
        said = [span for kind, span in row.cells.items() if kind not in ("number", "task", "indicator")]
        title = row.cells.get("task") or row.cells["indicator"]
        return (
            bool(said or row.years)
            and not any(span.end > span.start for span in (*said, *(figure for *_, figure in row.years)))
            and not targets.commitments(self.doc, title.start, title.end)
        )

    def _cell(self, row: tables.Row, kind: str) -> list[str]:
        """The agencies that the row's cell of this kind names."""
        cell = row.cells.get(kind)
        return list(dict.fromkeys(m.agency for m in self.agencies.within(cell.start, cell.end))) if cell else []

    def _said_before(self, row: tables.Row, cell: Span) -> str | None:
        """The indicator that states in words what a row of an appendix repeats in figures."""
        doc = self.doc
        own = {w.key for w in words(doc.text, cell.start, cell.end)}
        figures = {v.value for _y, past, figure in row.years if not past for v in values(doc, figure.start, figure.end)}
        for target in self.found.targets[:MOST_COMPARED] if figures else ():
            span = target.evidence[0]
            if target.value in figures and span.end < cell.start:
                shared = own & {w.key for w in words(doc.text, span.start, min(span.end, span.start + 400))}
                if len(shared) >= SAME_WORDS * len(own):
                    return target.indicator
        return None

    def _indicator(self, row: tables.Row, cell: Span) -> Indicator:
        """The indicator of a row, with a target for each year's figure."""
        doc = self.doc
        key = doc.unique(
            "indicator", row.number if row.number not in self.found.indicators else f"{row.table}.{row.number}"
        )
        spans = [cell, *(figure for _year, past, figure in row.years if not past)]
        whole = Span(min(span.start for span in spans), max(span.end for span in spans))
        indicator = Indicator(key=key, number=row.number, evidence=[whole], label=Label(vi=doc.quote(cell)))
        self.found.indicators[key] = indicator
        doc.records.append(indicator)
        unit_cell = row.cells.get("unit")
        unit = unit_at(doc, unit_cell.start, unit_cell.end)[0] if unit_cell else None
        baseline = None
        count = 0
        for year, past, figure in row.years:
            read = values(doc, figure.start, figure.end)
            if past or not read:
                baseline = (read[0].value, year) if past and read else baseline
                continue
            count += 1
            unit_here = read[0].unit or unit
            metric, score = metrics.propose(doc, cell, unit_here)
            fact = doc.lexicon.metric_facts.get(metric or "")
            printed = doc.quote(figure)
            c = Commitment(
                clause=Span(min(cell.start, figure.start), max(cell.end, figure.end)),
                value=read[0].value,
                comparator=comparator(printed, falling=fact is not None and fact.falling),
                unit=unit_here,
                due=year,
                baseline=baseline[0] if baseline else None,
                baseline_year=baseline[1] if baseline else None,
            )
            target = target_records.add(doc, indicator, count, c, (metric, score), year)
            target.label = Label(vi=f"{doc.quote(cell)}: {printed}")
            self.found.targets.append(target)
        if not row.years:
            self._stated(indicator, cell)
        return indicator

    def _stated(self, indicator: Indicator, cell: Span) -> None:
        """The targets that a row states in its words."""
        doc = self.doc
        for c in (stated := targets.commitments(doc, cell.start, cell.end)):
            if c.no_target:
                doc.doubt(indicator, c.clause, *c.no_target)
        for n, c in enumerate((c for c in stated if not c.no_target), 1):
            proposed = metrics.propose(doc, c.clause, c.unit)
            self.found.targets.append(target_records.add(doc, indicator, n, c, proposed, self.due))


def comparator(words: str, *, falling: bool) -> str:
    """The comparator that the words of a figure's cell state. A bare figure is to be reached; where less is better
    the cell does not say whether less would do as well."""
    for sign, comparator in (("≥", "gteq"), ("≤", "lteq"), (">", "gt"), ("<", "lt"), ("trên", "gt"), ("dưới", "lt")):
        if words.lstrip().lower().startswith(sign):
            return comparator
    return "eq" if falling else "gteq"


def read(doc: Document, agencies: Agencies, sections: Sections, found: Found, due: int | None) -> None:
    """Adds what the tables hold to the document's records."""
    Reader(doc, agencies, sections, found, due).read()
