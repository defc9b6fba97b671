"""Reads who leads what where a plan says so beside the thing itself: "Cơ quan thực hiện: Sở Y tế chủ trì", "(Sở Nội
vụ chủ trì)", "Do Sở Y tế chủ trì"."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import partial

from bdg_graph.parsing import assignments, topics
from bdg_graph.parsing.agencies import Agencies
from bdg_graph.parsing.cutting import pieces
from bdg_graph.parsing.document import Document
from bdg_graph.parsing.objectives import Found
from bdg_graph.parsing.outline import Node
from bdg_graph.parsing.patterns import compiled
from bdg_graph.parsing.records import Responsibility, Span, Task
from bdg_graph.parsing.references import references
from bdg_graph.parsing.sections import TASKS, Sections

# Matches "Cơ quan chủ trì:", "- Đơn vị phối hợp thực hiện:", "Phân công thực hiện:"; must not match "Sở Y tế chủ trì
# thực hiện:".
LINE = compiled(
    r"(?:các\s+)?(?:(?:cơ\s+quan|đơn\s+vị|sở,?\s*(?:ban,?\s*)?ngành)\s+)?(?P<role>chủ\s+trì|thực\s+hiện|phối\s+hợp"
    r"|đầu\s+mối|phân\s+công|(?:chịu\s+)?trách\s+nhiệm)(?P<both>\s*(?:,|và)\s*phối\s+hợp)?"
    r"(?:(?:\s*,|\s+và)?\s+(?:thực\s+hiện|chính|theo\s+dõi|đánh\s+giá|báo\s+cáo|tham\s+mưu))*"
    r"(?P<what>\s+(?:các\s+)?(?:mục|chỉ)\s+tiêu\s[^:;]{0,60})?\s*:\s*",
    re.IGNORECASE,
)

# Matches "Do Sở Y tế"; must not match "Dòng họ".
BY = compiled(r"(?:do|giao|phân\s+công)\s+", re.IGNORECASE)

# Matches "(Sở Nội vụ chủ trì)", "(Cơ quan chủ trì: Sở Y tế; phối hợp: Công an tỉnh)"; must not match "(do Ban chủ trì
# họp)".
BRACKET = compiled(r"\((?P<inner>[^()]{0,240}\bchủ\s+trì\b[^()]{0,240})\)", re.IGNORECASE)
# Where a line that states something can go on with who does it: "... đạt 70%. Đơn vị chủ trì: Sở Nội vụ".
# Matches "%. Đ", "% - S"; must not match "1.2".
GOES_ON = compiled(r"(?:[.;]|\s[-–])\s+(?=[A-ZĐÀ-Ỹa-zđà-ỹ])")
# Matches " chủ trì;", ";"; must not match " phối hợp".
LEAD_OR_CUT = compiled(r"\bchủ\s+trì\b|;", re.IGNORECASE)
# Matches "; "; must not match ", ".
SEMICOLON = compiled(r";\s*")
# Matches "Cơ quan phối hợp"; must not match "Cơ quan chủ trì".
COORDINATE = compiled(r"phối\s+hợp", re.IGNORECASE)


@dataclass(slots=True)
class Reader:
    """Walks objectives and tasks for lines and brackets that assign them."""

    doc: Document
    agencies: Agencies
    sections: Sections
    found: Found
    before: dict[int, Node | None] = field(default_factory=dict)
    """Of each assigning line: the node before it and its like."""
    one_each: bool = False
    """Whether such a line stands after each indicator, not once after all of an objective."""
    leading: dict[str, Responsibility] = field(default_factory=dict)
    groups: dict[int, int] = field(default_factory=dict)
    """The counters of assigned headings that are no record themselves."""

    def read(self) -> None:
        """Adds the responsibilities to the document's records."""
        tasks = {r.evidence[0].start: r for r in self.doc.records if isinstance(r, Task)}
        for parent in self.doc.outline.walk():
            self._beside(parent)
        for node in self.doc.outline.walk():
            section = self.sections.of(node)
            if (section not in TASKS and section != "objectives") or node.line.style == "row":
                continue
            if assigns := LINE.match(self.doc.text, node.line.start, node.line.end):
                self._line(node, assigns, tasks)
            elif id(node) in self.before:
                self._sentence(node, tasks)
            elif not self._brackets(node, tasks):
                self._inline(node, tasks)

    def _beside(self, parent: Node) -> None:
        before = assigned = None
        for child in parent.children:
            if LINE.match(self.doc.text, child.line.start, child.line.end) or self._leading_run(child)[0]:
                self.before[id(child)], assigned = before, before
            else:
                self.one_each |= assigned is not None and self._is_indicator(assigned) and self._is_indicator(child)
                before, assigned = child, None

    def _is_indicator(self, node: Node) -> bool:
        return self.found.of_node.get(id(node), ("", ""))[0] == "indicator"

    def _leading_run(self, node: Node) -> tuple[list[str], int]:
        """Of an objective's line such as "Do Sở Y tế chủ trì": the agencies that lead, and where their names end."""
        line = node.line
        if self.sections.of(node) != "objectives" or self._is_indicator(node):
            return [], line.start
        by = BY.match(self.doc.text, line.start, line.end)
        run, end = assignments.leading_run(self.doc, self.agencies, by.end() if by else line.start, line.end)
        leads = run and assignments.LEADS.match(self.doc.text, end, line.end)
        return ([m.agency for m in run], end) if leads else ([], end)

    def _holder(self, node: Node, tasks: dict[int, Task]) -> Node | None:
        """What an assigning line speaks of: the record it stands under; after each indicator, that indicator."""
        above, before = self._nearest(node.ancestors(), tasks), self.before.get(id(node))
        if above is None or (self.one_each and before is not None and self._is_indicator(before)):
            return before
        return above

    def _line(self, node: Node, m: re.Match[str], tasks: dict[int, Task]) -> None:
        role = "coordinate" if COORDINATE.match(m["role"]) else "lead"
        if m["both"] and "chủ trì" not in self.doc.text[m.end() : node.line.end]:
            return  # "Cơ quan chủ trì, phối hợp: Sở Nội vụ, Sở Y tế" does not say who leads
        if self._by_reference(m, node.line.end, role):
            return
        above = self._holder(node, tasks)
        if above is not None:
            lead, partners = self._named(m.end(), node.line.end, role)
            self._add(above, tasks, node.line.span, lead, partners)

    def _sentence(self, node: Node, tasks: dict[int, Task]) -> None:
        above = self._holder(node, tasks)
        lead, at = self._leading_run(node)
        if lead and above is not None:
            partners = assignments.partners(self.doc, self.agencies, at, node.line.end, set(lead))
            self._add(above, tasks, node.line.span, lead, partners)

    def _by_reference(self, m: re.Match[str], end: int, role: str) -> bool:
        """Whether a line says by number what it assigns: "Chủ trì mục tiêu 2: Sở Nội vụ (chỉ tiêu 1); Sở Y tế"."""
        text, found = self.doc.text, self.found
        known = partial(
            references,
            text,
            indicators=set(found.indicators),
            objectives=set(found.objectives),
            marked=found.marked,
        )
        whole, _unknown = known(*m.span("what")) if m["what"] else ([], [])
        cut = pieces(text, Span(m.end(), end), SEMICOLON)
        parts = [(span, known(span.start, span.end)[0]) for span in cut]
        if not whole and not any(refs for _span, refs in parts):
            return False
        for span, refs in parts:
            covers = list(dict.fromkeys((ref.kind, ref.key) for ref in refs or whole))
            if covers:
                named = self._named(span.start, span.end, role)
                self._responsibility(f"{covers[0][0]}-{covers[0][1]}", span, *named, covers)
        return True

    def _brackets(self, node: Node, tasks: dict[int, Task]) -> bool:
        line, some = node.line, False
        for m in BRACKET.finditer(self.doc.text, line.start, line.end):
            lead, partners = self._named(m.start("inner"), m.end("inner"), "lead")
            if lead:
                assigned = self._nearest((node, *node.ancestors()), tasks) or node
                self._add(assigned, tasks, Span(*m.span("inner")), lead, partners)
                some = True
        return some

    def _inline(self, node: Node, tasks: dict[int, Task]) -> None:
        """Who does it, in the last words of the line that says what: "... đạt 70%. Đơn vị chủ trì: Sở Nội vụ"."""
        text, end = self.doc.text, node.line.end
        above = self._nearest((node, *node.ancestors()), tasks)
        if above is None or "chủ trì" not in text[node.line.start : end].lower():
            return
        for cut in GOES_ON.finditer(text, node.line.start, end):
            m, by = LINE.match(text, cut.end(), end), BY.match(text, cut.end(), end)
            if m and "chủ trì" in m["role"].lower():
                self._add(above, tasks, Span(cut.end(), end), *self._named(m.end(), end, "lead"))
                return
            if m or not (by or self.sections.of(node) == "objectives"):
                continue
            run, at = assignments.leading_run(self.doc, self.agencies, by.end() if by else cut.end(), end)
            if run and assignments.LEADS.match(text, at, end):
                lead = [mention.agency for mention in run]
                partners = assignments.partners(self.doc, self.agencies, at, end, set(lead))
                self._add(above, tasks, Span(cut.end(), end), lead, partners)
                return

    def _nearest(self, nodes: Iterable[Node], tasks: dict[int, Task]) -> Node | None:
        """The first of `nodes` that an objective, indicator or task was read from."""
        return next((n for n in nodes if id(n) in self.found.of_node or n.line.start in tasks), None)

    def _named(self, start: int, end: int, role: str) -> tuple[list[str], list[str]]:
        """The agencies named as leads and as partners: those after "phối hợp" are partners, or where nobody is named
        after it ("Sở Y tế chủ trì; Hội Phụ nữ, Tỉnh đoàn phối hợp") those after "chủ trì" or ";"."""
        text = self.doc.text
        split = COORDINATE.search(text, start, end) if role == "lead" else None
        edge = split.start() if split else end
        if split and not self.agencies.within(split.end(), end):
            ends = [m.end() for m in LEAD_OR_CUT.finditer(text, start, edge)]
            edge = next((at for at in ends if self.agencies.within(start, at)), edge)
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
        )
        self.doc.records.append(made)
        if lead:
            self.leading[key] = made
        return made


def read(doc: Document, agencies: Agencies, sections: Sections, found: Found) -> None:
    """Adds what stands beside objectives and tasks to the document's records."""
    Reader(doc, agencies, sections, found).read()
