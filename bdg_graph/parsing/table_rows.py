"""Reads the rows of tables into indicators with targets, tasks, and who leads them and works along."""

from dataclasses import dataclass, field
from decimal import Decimal

from bdg_graph.parsing import assignments, metrics, tables, target_records, targets, topics
from bdg_graph.parsing.agencies import Agencies
from bdg_graph.parsing.assignments import Named
from bdg_graph.parsing.document import Document
from bdg_graph.parsing.lines import LABEL
from bdg_graph.parsing.objectives import Found
from bdg_graph.parsing.pairings import NOTHING
from bdg_graph.parsing.records import Indicator, Label, Objective, Responsibility, Span, Task
from bdg_graph.parsing.references import REFERENCE
from bdg_graph.parsing.sections import TASKS, Sections
from bdg_graph.parsing.targets import Commitment
from bdg_graph.parsing.values import unit_at, values
from bdg_graph.parsing.words import words

# A row repeats an indicator that holds this share of its words and one of its figures, or where the row has no figures
# so many words; so many indicators are compared.
SAME_WORDS = 0.8
FEWEST_WORDS = 5
MOST_COMPARED = 200


@dataclass(slots=True)
class Reader:
    """Makes the records of the rows, one after the other."""

    doc: Document
    agencies: Agencies
    sections: Sections
    found: Found
    due: int | None
    issued: int | None
    words_of: dict[Span, set[str]] = field(default_factory=dict)
    said: dict[int, list[Indicator]] = field(default_factory=dict)
    """Of each table: the indicators that were stated before it."""
    aims: dict[int, str] = field(default_factory=dict)
    """Of each table: the objective that the rows now serve."""

    def read(self) -> None:
        """Adds the indicators, tasks and responsibilities of tables to the document's records."""
        for row in tables.rows(self.doc):
            if self.sections.of(row.node) not in ("purpose", "funding"):
                self.said.setdefault(row.table, list(self.found.indicators.values())[:MOST_COMPARED])
                self._row(row)

    def _row(self, row: tables.Row) -> None:
        doc, number = self.doc, f"{row.table}.{row.number}"
        cell = row.cells.get("task") or row.cells["indicator"]
        leading = row.cells.get("lead") or Span(0, 0)
        who = self._who(row)
        lead, partners = who.lead, who.partners
        before = len(doc.records)
        covers: list[tuple[str, str]] = []
        self._aim(row)
        if self._is_group(row):
            doc.ignore([row.node.line])
            return
        refs, unknown = self.found.covered(doc.text, cell)
        if refs and not unknown and NOTHING.fullmatch(REFERENCE.sub("", doc.quote(cell))):  # "Chỉ tiêu 1, Mục tiêu 2"
            covers = list(dict.fromkeys((ref.kind, ref.key) for ref in refs))
        elif "task" not in row.cells and (said := self._said_before(row, cell)):
            covers = [("indicator", said)]
        elif "task" not in row.cells and (row.years or targets.commitments(doc, cell.start, cell.end)):
            covers = [("indicator", self._indicator(row, cell).key)]
        elif lead or partners or leading.end > leading.start or self.sections.of(row.node) in TASKS:
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
        named_at = row.cells.get("lead") or row.cells.get("both") or row.cells.get("coordinate")
        for agencies, role in ((lead or partners, "lead" if lead else "coordinate"), (who.others, "other")):
            if agencies:
                doc.records.append(
                    Responsibility(
                        key=doc.unique("responsibility", f"table-{number}"),
                        number=f"table-{number}",
                        evidence=[cell],
                        agencies=agencies,
                        role=role,
                        covers=covers,
                        partners=[p for p in partners if p not in agencies] if role != "other" else [],
                        topics=topics.topics(doc, cell),
                        agency_evidence=named_at if named_at and named_at.end > named_at.start else None,
                    )
                )
        if covers or len(doc.records) > before:
            doc.ignore([row.node.line])
        if leading.end > leading.start and not lead and len(doc.records) > before:
            vi = "Ô này không nêu cơ quan nào đã biết; nếu có cơ quan chủ trì thì ghi vào plan.ttl."
            en = "This cell names no agency that is known; where one leads, write it in plan.ttl."
            doc.doubt(doc.records[before], leading, vi, en)

    def _aim(self, row: tables.Row) -> None:
        """Notes the objective that a row heads, or has in a column of its own; one that the text states is not new."""
        doc, cell = self.doc, row.cells.get("aim")
        if self._is_group(row):
            cell = row.cells.get("task") or row.cells["indicator"]
        label = LABEL.match(doc.text, cell.start, cell.end) if cell else None
        if cell is None or label is None or label[1].lower().split() != ["mục", "tiêu"]:
            return
        self.aims[row.table] = number = label[2]
        if number not in self.found.objectives:
            domains = topics.domains(doc, Span(label.end(), cell.end))
            key = doc.unique("objective", number)
            self.found.objectives[key] = Objective(key=key, number=number, evidence=[cell], domains=domains)
            doc.records.append(self.found.objectives[key])

    def _is_group(self, row: tables.Row) -> bool:
        """A row that only heads those below it: "| II | Lĩnh vực y tế | | |"."""
        said = [span for kind, span in row.cells.items() if kind not in ("number", "task", "indicator")]
        title = row.cells.get("task") or row.cells["indicator"]
        return (
            bool(said or row.years)
            and not any(span.end > span.start for span in (*said, *(figure for *_, figure in row.years)))
            and not targets.commitments(self.doc, title.start, title.end)
        )

    def _who(self, row: tables.Row) -> Named:
        """Who leads, works along or does something beside, by the cells of a row. In a column for both, "Cơ quan chủ
        trì, phối hợp", a cell that does not say who leads names partners."""
        who = Named()
        for kind, role in (("lead", "lead"), ("both", "lead"), ("coordinate", "coordinate")):
            cell = row.cells.get(kind)
            if cell is None:
                continue
            found = assignments.named(self.doc, self.agencies, cell.start, cell.end, role)
            if kind == "both" and not assignments.LEAD.search(self.doc.text, cell.start, cell.end):
                found = Named(partners=[*found.lead, *found.partners])
            who.lead += found.lead
            who.partners += found.partners
            who.others += found.others
        return Named(*(list(dict.fromkeys(names)) for names in (who.lead, who.partners, who.others)))

    def _said_before(self, row: tables.Row, cell: Span) -> str | None:
        """The indicator that states in words what a row of an appendix repeats, with its figures where it has any."""
        doc = self.doc
        own = _words(doc, cell)
        figures = {v.value for _y, past, figure in row.years if not past for v in values(doc, figure.start, figure.end)}
        figures |= {c.value for c in targets.commitments(doc, cell.start, cell.end)}
        best: tuple[float, str | None] = (0.0, None)
        for indicator in self.said[row.table]:
            span = indicator.evidence[0]
            if span.end > cell.start or (figures and not figures & self._values(indicator.key)):
                continue
            if span not in self.words_of:
                self.words_of[span] = _words(doc, Span(span.start, min(span.end, span.start + 400)))
            shared = len(own & self.words_of[span]) / max(len(own), 1)
            if shared >= SAME_WORDS and len(own) >= (1 if figures else FEWEST_WORDS):
                best = max(best, (shared, indicator.key), key=lambda found: found[0])
        return best[1]

    def _values(self, key: str) -> set[Decimal]:
        return {target.value for target in self.found.targets if target.indicator == key}

    def _indicator(self, row: tables.Row, cell: Span) -> Indicator:
        """The indicator of a row, with a target for each year's figure."""
        doc = self.doc
        key = doc.unique(
            "indicator", row.number if row.number not in self.found.indicators else f"{row.table}.{row.number}"
        )
        spans = [cell, *(figure for _year, past, figure in row.years if not past)]
        whole = Span(min(span.start for span in spans), max(span.end for span in spans))
        indicator = Indicator(key=key, number=row.number, evidence=[whole], label=Label(vi=doc.quote(cell)))
        indicator.objective = self.aims.get(row.table)
        self.found.indicators[key] = indicator
        doc.records.append(indicator)
        unit_cell = row.cells.get("unit")
        bracket = doc.text.rfind("(", cell.start, cell.end) + 1
        unit_cell = unit_cell or (Span(bracket, cell.end) if bracket else None)
        unit = unit_at(doc, unit_cell.start, unit_cell.end)[0] if unit_cell else None
        baseline = None
        count = 0
        for year, past, figure in row.years:
            read = values(doc, figure.start, figure.end)
            past = past or (self.issued is not None and year < self.issued)
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


def _words(doc: Document, span: Span) -> set[str]:
    return {w.key for w in words(doc.text, span.start, span.end) if w.key.isalpha()}


def comparator(words: str, *, falling: bool) -> str:
    """The comparator that the words of a figure's cell state. A bare figure is to be reached; where less is better
    the cell does not say whether less would do as well."""
    for sign, comparator in (("≥", "gteq"), ("≤", "lteq"), (">", "gt"), ("<", "lt"), ("trên", "gt"), ("dưới", "lt")):
        if words.lstrip().lower().startswith(sign):
            return comparator
    return "eq" if falling else "gteq"


def read(
    doc: Document, agencies: Agencies, sections: Sections, found: Found, due: int | None, issued: int | None
) -> None:
    """Adds what the tables hold to the document's records; a figure of a year before `issued` was reached."""
    Reader(doc, agencies, sections, found, due, issued).read()
