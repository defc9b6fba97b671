"""Reads who leads what where a plan says so beside the thing itself: "Cơ quan thực hiện: Sở Y tế chủ trì", "(Sở Nội
vụ chủ trì)", columns "Cơ quan chủ trì" and "Cơ quan phối hợp"."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from bdg_graph.parsing import metrics, tables, target_records, targets, topics
from bdg_graph.parsing.agencies import Agencies, Mention
from bdg_graph.parsing.document import Document
from bdg_graph.parsing.objectives import Found
from bdg_graph.parsing.outline import Node
from bdg_graph.parsing.patterns import compiled
from bdg_graph.parsing.records import Indicator, Label, Responsibility, Span, Task
from bdg_graph.parsing.sections import TASKS, Sections
from bdg_graph.parsing.targets import Commitment
from bdg_graph.parsing.values import unit_at, values
from bdg_graph.parsing.words import words

# Matches "Cơ quan chủ trì:", "- Đơn vị phối hợp thực hiện:", "Phân công thực hiện:"; must not match "Sở Y tế chủ trì
# thực hiện:".
LINE = compiled(
    r"(?:các\s+)?(?:(?:cơ\s+quan|đơn\s+vị|sở,?\s*(?:ban,?\s*)?ngành)\s+)?(?P<role>chủ\s+trì|thực\s+hiện|phối\s+hợp"
    r"|đầu\s+mối|phân\s+công|chịu\s+trách\s+nhiệm)(?:\s+(?:thực\s+hiện|chính|theo\s+dõi))*\s*:\s*",
    re.IGNORECASE,
)

# Matches "(Sở Nội vụ chủ trì)", "(Cơ quan chủ trì: Sở Y tế; phối hợp: Công an tỉnh)"; must not match "(do Ban chủ trì
# họp)".
BRACKET = compiled(r"\((?P<inner>[^()]{3,240}\bchủ\s+trì\b[^()]{0,240})\)", re.IGNORECASE)
# A row repeats an indicator that holds this share of its words and one of its figures; so many are compared.
SAME_WORDS = 0.8
MOST_COMPARED = 200
# Matches "Cơ quan phối hợp"; must not match "Cơ quan chủ trì".
COORDINATE = compiled(r"phối\s+hợp", re.IGNORECASE)


@dataclass(slots=True)
class Reader:
    """Walks objectives and tasks for lines and brackets that assign them, and the tables."""

    doc: Document
    agencies: Agencies
    sections: Sections
    found: Found
    due: int | None
    before: dict[int, Node | None] = field(default_factory=dict)
    """Of each assigning line: the node before it and its like."""
    leading: dict[str, Responsibility] = field(default_factory=dict)
    groups: dict[int, int] = field(default_factory=dict)
    """The counters of assigned headings that are no record themselves."""

    def read(self) -> None:
        """Adds responsibilities, and the tasks and indicators of tables, to the document's records."""
        tasks = {r.evidence[0].start: r for r in self.doc.records if isinstance(r, Task)}
        for parent in self.doc.outline.walk():
            before = None
            for child in parent.children:
                if LINE.match(self.doc.text, child.line.start, child.line.end):
                    self.before[id(child)] = before
                else:
                    before = child
        for node in self.doc.outline.walk():
            section = self.sections.of(node)
            if (section not in TASKS and section != "objectives") or node.line.style == "row":
                continue
            if assigns := LINE.match(self.doc.text, node.line.start, node.line.end):
                self._line(node, assigns, tasks)
            else:
                self._brackets(node, tasks)
        for row in tables.rows(self.doc):
            if self.sections.of(row.node) not in ("purpose", "funding"):
                self._row(row)

    def _line(self, node: Node, m: re.Match[str], tasks: dict[int, Task]) -> None:
        line = node.line
        above = self._nearest(node.ancestors(), tasks) or self.before.get(id(node))
        if above is not None:
            lead, partners = self._named(m.end(), line.end, "coordinate" if COORDINATE.match(m["role"]) else "lead")
            self._add(above, tasks, line.span, lead, partners)

    def _brackets(self, node: Node, tasks: dict[int, Task]) -> None:
        line = node.line
        for m in BRACKET.finditer(self.doc.text, line.start, line.end):
            lead, partners = self._named(m.start("inner"), m.end("inner"), "lead")
            if lead:
                assigned = self._nearest((node, *node.ancestors()), tasks) or node
                self._add(assigned, tasks, Span(*m.span("inner")), lead, partners)

    def _nearest(self, nodes: Iterable[Node], tasks: dict[int, Task]) -> Node | None:
        """The first of `nodes` that an objective, indicator or task was read from."""
        return next((n for n in nodes if id(n) in self.found.of_node or n.line.start in tasks), None)

    def _named(self, start: int, end: int, role: str) -> tuple[list[str], list[str]]:
        """The agencies named as leads and as partners: those after "phối hợp" are partners."""
        text = self.doc.text
        split = COORDINATE.search(text, start, end) if role == "lead" else None
        edge = split.start() if split else end
        first = [m.agency for m in self.agencies.within(start, edge)]
        rest = [m.agency for m in self.agencies.within(edge, end)]
        return (first, rest) if role == "lead" else ([], first)

    def _add(self, node: Node, tasks: dict[int, Task], span: Span, lead: list[str], partners: list[str]) -> None:
        kind, key = self.found.of_node.get(id(node), ("", ""))
        task = tasks.get(node.line.start)
        if task and lead:
            task.agencies = list(dict.fromkeys([*lead, *task.agencies]))
        if kind:
            self._responsibility(f"{kind}-{key}", span, lead, partners, [(kind, key)])
        elif task:
            self._responsibility(f"task-{task.key}", span, lead, partners, [])
        else:
            group = self.groups.setdefault(id(node), len(self.groups) + 1)
            if made := self._responsibility(f"group-{group}", span, lead, partners, []):
                vi = "Không rõ được giao việc gì; nếu biết thì ghi bằng bdg:covers trong plan.ttl."
                en = "It is not clear what is assigned here; where you know, say so with bdg:covers in plan.ttl."
                self.doc.doubt(made, span, vi, en)

    def _responsibility(
        self,
        key: str,
        span: Span,
        lead: list[str],
        partners: list[str],
        covers: list[tuple[str, str]],
        named_at: Span | None = None,
    ) -> Responsibility | None:
        """Adds who leads and who works along to the records; None where they join a lead or nobody is named."""
        leading = self.leading.get(key)
        if leading and not lead:  # "Cơ quan phối hợp:" on a line of its own after "Cơ quan chủ trì:"
            leading.partners += [p for p in dict.fromkeys(partners) if p not in (*leading.partners, *leading.agencies)]
            leading.evidence.append(span)
            return None
        agencies, role = (lead, "lead") if lead else (partners, "coordinate")
        if not agencies:
            return None
        made = Responsibility(
            key=self.doc.unique("responsibility", key),
            number=key,
            evidence=[span],
            agencies=list(dict.fromkeys(agencies)),
            role=role,
            covers=covers,
            partners=[p for p in dict.fromkeys(partners) if p not in agencies] if lead else [],
            topics=topics.topics(self.doc, span),
            agency_evidence=named_at,
        )
        self.doc.records.append(made)
        if lead:
            self.leading[key] = made
        return made

    def _row(self, row: tables.Row) -> None:
        doc, number = self.doc, f"{row.table}.{row.number}"
        cell = row.cells.get("task") or row.cells["indicator"]
        lead = [m.agency for m in self._cell(row, "lead")]
        partners = [m.agency for m in self._cell(row, "coordinate")]
        named_at = row.cells.get("lead") or row.cells.get("coordinate")
        covers: list[tuple[str, str]] = []
        if "task" not in row.cells and (row.years or targets.commitments(doc, cell.start, cell.end)):
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
                    agencies=list(dict.fromkeys(lead)),
                )
            )
        if lead or partners:
            self._responsibility(
                f"table-{number}",
                cell,
                lead,
                partners,
                covers,
                named_at if named_at and named_at.end > named_at.start else None,
            )
        doc.ignore([row.node.line])

    def _cell(self, row: tables.Row, kind: str) -> list[Mention]:
        cell = row.cells.get(kind)
        return self.agencies.within(cell.start, cell.end) if cell else []

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
    """Adds what stands beside objectives and tasks, and in tables, to the document's records."""
    Reader(doc, agencies, sections, found, due).read()
