"""Reads who leads what where a plan says so beside the thing itself: "Cơ quan thực hiện: Sở Y tế chủ trì", "(Sở Nội
vụ chủ trì)", "Do Sở Y tế chủ trì"."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from bdg_graph.parsing import assignments, topics
from bdg_graph.parsing.agencies import Agencies, Mention
from bdg_graph.parsing.assignments import LEADS, Named
from bdg_graph.parsing.document import Document
from bdg_graph.parsing.objectives import Found
from bdg_graph.parsing.outline import Node
from bdg_graph.parsing.patterns import compiled
from bdg_graph.parsing.records import Responsibility, Span, Task
from bdg_graph.parsing.sections import TASKS, Sections

# Matches "Cơ quan chủ trì:", "- Đơn vị phối hợp thực hiện:", "Phân công thực hiện:"; must not match "Sở Y tế chủ trì
# thực hiện:".
LINE = compiled(
    r"(?:các\s+)?(?P<who>(?:cơ\s+quan|đơn\s+vị|sở,?\s*(?:ban,?\s*)?ngành)\s+)?(?:được\s+(?:giao\s+)?)?"
    r"(?P<role>chủ\s+trì|thực\s+hiện|phối\s+hợp|đầu\s+mối|phân\s+công|(?:chịu\s+)?trách\s+nhiệm|phụ\s+trách|giao\s+cho"
    r"|(?<=cơ quan )theo\s+dõi"
    r"|(?<=đơn vị )theo\s+dõi)(?P<both>\s*(?:,|và)\s*phối\s+hợp)?"
    r"(?:(?:\s*,|\s+và)?\s+(?:thực\s+hiện|chính|theo\s+dõi|đánh\s+giá|báo\s+cáo|tham\s+mưu))*"
    r"(?:\s*\((?:theo\s+dõi|tham\s+mưu|đánh\s+giá|báo\s+cáo|tổng\s+hợp|,|\s)+\))?"
    r"(?P<what>\s+(?:các\s+)?(?:mục|chỉ)\s+tiêu\s[^:;(]{0,60})?\s*:\s*",
    re.IGNORECASE,
)

# Matches "Do Sở Y tế"; must not match "Dòng họ".
BY = compiled(r"(?:do|giao|phân\s+công)\s+", re.IGNORECASE)

# Matches "Nhóm chỉ tiêu do "; must not match "dòng ".
GIVEN = compiled(r"\b(?:do|giao|phân\s+công)\s+", re.IGNORECASE)

# Matches "(Sở Nội vụ chủ trì)", "(Giao Công an tỉnh thực hiện)", "(Cơ quan chủ trì: Sở Y tế; phối hợp: Công an tỉnh)";
# must not match "(do Sở Nội vụ họp)".
BRACKET = compiled(
    r"[(\[](?P<inner>(?:[^()\[\]]{0,240}\bchủ\s+trì\b|giao\s(?=[^()\[\]]*\bthực\s+hiện\b)"
    r"|(?:cơ\s+quan|đơn\s+vị|trách\s+nhiệm|đầu\s+mối|phụ\s+trách)[^()\[\]:]{0,40}:)[^()\[\]]{0,240})[)\]]",
    re.IGNORECASE,
)
# Who is named in brackets or behind a dash at the end of what is to be reached.
# Matches "(Sở Y tế).", " - Sở Y tế"; must not match "(Sở Y tế) đạt 90%".
ALONE = compiled(r"(?:\(|\s[-–]\s+)([^()]{4,120}?)\)?\s*[.;]?$")
# Where a line that states something can go on with who does it: "... đạt 70%. Đơn vị chủ trì: Sở Nội vụ".
# Matches "%. Đ", "% - S", ", trong đó S"; must not match "1.2".
GOES_ON = compiled(r"(?:[.;]|\s[-–]|,\s+trong\s+đó)\s+(?=[A-ZĐÀ-Ỹa-zđà-ỹ])")
# What one is told to do with an indicator who is taken to lead it, where nobody is said to.
# Matches " theo dõi, đánh giá chỉ tiêu này"; must not match " đạt 70%".
WATCHES = compiled(r"\s+(?:tham\s+mưu|theo\s+dõi|tổng\s+hợp|đánh\s+giá|thực\s+hiện)\b", re.IGNORECASE)
# How long what it is told to do is at most where it is not said to be told: "...; Sở Nội vụ theo dõi".
SHORT = 30
# Matches "Sở Y tế chủ trì"; must not match "Sở Y tế".
LEADING = compiled(r"\bchủ\s+trì\b", re.IGNORECASE)
# Matches "Cơ quan phối hợp"; must not match "Cơ quan chủ trì".
COORDINATE = compiled(r"phối\s+hợp", re.IGNORECASE)


@dataclass(slots=True)
class Reader:
    """Walks objectives and tasks for lines and brackets that assign them."""

    doc: Document
    agencies: Agencies
    sections: Sections
    found: Found
    paired: set[int]
    """The nodes that were read as pairs."""
    before: dict[int, Node | None] = field(default_factory=dict)
    """Of each assigning line: the node before it and its like."""
    one_each: bool = False
    """Whether such a line stands after each indicator, not once after all of an objective."""
    leading: dict[str, Responsibility] = field(default_factory=dict)
    groups: dict[int, int] = field(default_factory=dict)
    """The counters of assigned headings that are no record themselves."""
    listed: set[int] = field(default_factory=set)
    """The bullets that were read below "Cơ quan thực hiện:"."""

    def read(self) -> None:
        """Adds the responsibilities to the document's records."""
        tasks = {r.evidence[0].start: r for r in self.doc.records if isinstance(r, Task)}
        assigned = [s.start for r in self.doc.records if isinstance(r, Responsibility) for s in r.evidence]
        duties = {line.begin for start in assigned if (line := self.doc.line_at(start))}
        for parent in self.doc.outline.walk():
            self._beside(parent)
        for node in self.doc.outline.walk():
            section, line = self.sections.of(node), node.line
            if line.style == "row" or id(node) in self.paired or id(node) in self.listed or line.begin in duties:
                continue
            assigns = LINE.match(self.doc.text, line.start, line.end)
            if section not in TASKS and section != "objectives" and not (assigns and assigns["who"]):
                continue
            if assigns:
                self._line(node, assigns, tasks)
            elif (section == "objectives" and self._group(node)) or self._brackets(node, tasks):
                continue
            elif id(node) in self.before:
                self._sentence(node, tasks)
            elif line.start in tasks and (run := self._led_by(node)):
                self._told(node, tasks, [m.agency for m in run], line.span, run[-1].end)
            else:
                self._inline(node, tasks)

    def _beside(self, parent: Node) -> None:
        before = assigned = None
        for child in parent.children:
            place = self.doc.text, child.line.start, child.line.end
            if LINE.match(*place) or BRACKET.match(*place) or self._leading_run(child)[0]:
                self.before[id(child)], assigned = before, before
            else:
                self.one_each |= assigned is not None and self._is_indicator(assigned) and self._is_indicator(child)
                before, assigned = child, None

    def _is_indicator(self, node: Node) -> bool:
        return self.found.of_node.get(id(node), ("", ""))[0] == "indicator"

    def _leading_run(self, node: Node) -> tuple[list[str], int]:
        """Of an objective's line such as "Do Sở Y tế chủ trì", "Giao Sở Y tế theo dõi chỉ tiêu này": the agencies that
        lead, and where their names end."""
        line = node.line
        if self.sections.of(node) != "objectives" or self._is_indicator(node):
            return [], line.start
        by = BY.match(self.doc.text, line.start, line.end)
        run, end = assignments.leading_run(self.doc, self.agencies, by.end() if by else line.start, line.end)
        place = self.doc.text, end, line.end
        leads = run and (LEADS.match(*place) or (by and WATCHES.match(*place)))
        return ([m.agency for m in run], end) if leads else ([], end)

    def _led_by(self, node: Node) -> list[Mention]:
        """Who leads a task that begins with it: "Sở Y tế chủ trì tập huấn"."""
        run, at = assignments.leading_run(self.doc, self.agencies, node.line.start, node.line.end)
        return run if run and LEADS.match(self.doc.text, at, node.line.end) else []

    def _told(self, node: Node, tasks: dict[int, Task], lead: list[str], span: Span, at: int) -> None:
        """Adds who a sentence says is to lead, with whom; who is only told to watch it, where nobody leads so far."""
        stated = LEADS.match(self.doc.text, at, span.end)
        if not stated and self.found.of_node.get(id(node)) in self._led():
            return
        partners = assignments.partners(self.doc, self.agencies, at, span.end, set(lead))
        made = self._add(node, tasks, span, Named(lead, partners))
        if made and not stated:
            assignments.presumed(self.doc, made)

    def _holder(self, node: Node, tasks: dict[int, Task]) -> Node | None:
        """What an assigning line speaks of: the record it stands under; after each indicator, that indicator."""
        above, before = self._nearest(node.ancestors(), tasks), self.before.get(id(node))
        if above is None or (self.one_each and before is not None and self._is_indicator(before)):
            return before
        return above

    def _heading(self, node: Node) -> Node | None:
        """The heading of what is assigned: the line above those that only assign."""
        text = self.doc.text
        return next((n for n in node.ancestors() if not LINE.match(text, n.line.start, n.line.end)), None)

    def _line(self, node: Node, m: re.Match[str], tasks: dict[int, Task]) -> None:
        role = "coordinate" if COORDINATE.match(m["role"]) else "lead"
        watched = m["role"].lower().startswith("theo")
        if m["both"] and "chủ trì" not in self.doc.text[m.end() : node.line.end]:
            return  # "Cơ quan chủ trì, phối hợp: Sở Nội vụ, Sở Y tế" does not say who leads
        above = self._holder(node, tasks) or self._heading(node)
        if above is None or (watched and self.found.of_node.get(id(above)) in self._led()):
            return  # who watches an indicator that another leads is no second lead
        stretches = [(node, m.end())]
        if m.end() == node.line.end:
            below = [n for n in node.children if not LINE.match(self.doc.text, n.line.start, n.line.end)]
            stretches = [(n, n.line.start) for n in below]
            self.listed |= {id(n) for n in below}
        read = [(n, assignments.named(self.doc, self.agencies, at, n.line.end, role)) for n, at in stretches]
        stated = any(LEADING.search(self.doc.text, at, n.line.end) for n, at in stretches)
        for (n, who), (_n, at) in zip(read, stretches, strict=True):
            if stated and len(read) > 1 and not LEADING.search(self.doc.text, at, n.line.end):
                who = Named(partners=who.partners, others=[*who.lead, *who.others])
            self._add(above, tasks, n.line.span, who)

    def _group(self, node: Node) -> bool:
        """A heading that says who leads the indicators below it: "Nhóm chỉ tiêu do Sở Nội vụ chủ trì"."""
        line = node.line
        inside = node.walk() if id(node) not in self.found.of_node else ()
        below = [self.found.of_node[id(n)] for n in inside if id(n) in self.found.of_node]
        for m in GIVEN.finditer(self.doc.text, line.start, line.end) if below else ():
            run, at = assignments.leading_run(self.doc, self.agencies, m.end(), line.end)
            if run and LEADS.match(self.doc.text, at, line.end):
                lead = [mention.agency for mention in run]
                who = Named(lead, assignments.partners(self.doc, self.agencies, at, line.end, set(lead)))
                number = self.groups.setdefault(id(node), len(self.groups) + 1)
                return self._responsibility(f"group-{number}", line.span, who, below) is not None
        return False

    def _sentence(self, node: Node, tasks: dict[int, Task]) -> None:
        above = self._holder(node, tasks)
        lead, at = self._leading_run(node)
        if not lead or above is None:
            return
        kind, key = self.found.of_node.get(id(above), ("", ""))
        around = key if kind == "objective" else None
        refs, _unknown = self.found.covered(self.doc.text, Span(at, node.line.end), around)
        if refs and LEADS.match(self.doc.text, at, node.line.end):  # "Sở Y tế chủ trì hướng dẫn thực hiện chỉ tiêu 1"
            partners = assignments.partners(self.doc, self.agencies, at, node.line.end, set(lead))
            covers = list(dict.fromkeys((ref.kind, ref.key) for ref in refs))
            self._responsibility(f"{kind}-{key}", node.line.span, Named(lead, partners), covers)
        else:
            self._told(above, tasks, lead, node.line.span, at)

    def _brackets(self, node: Node, tasks: dict[int, Task]) -> bool:
        line, some = node.line, False
        for m in BRACKET.finditer(self.doc.text, line.start, line.end):
            who = assignments.named(self.doc, self.agencies, m.start("inner"), m.end("inner"), "lead")
            if who.lead:
                own = id(node) in self.before
                assigned = (
                    self._holder(node, tasks) if own else self._nearest((node, *node.ancestors()), tasks)
                ) or node
                made = self._add(assigned, tasks, Span(*m.span("inner")), who)
                if made and not assignments.LEAD_OR_CUT.search(m["inner"]):
                    assignments.presumed(self.doc, made)
                some = True
        return some or self._alone(node, tasks)

    def _alone(self, node: Node, tasks: dict[int, Task]) -> bool:
        """An indicator or objective that ends in nothing but an agency, "(Công an tỉnh)": it is taken to lead, unless
        the document says elsewhere who does."""
        m = ALONE.search(self.doc.quote(node.line.span)) if id(node) in self.found.of_node else None
        span = Span(node.line.start + m.start(1), node.line.start + m.end(1)) if m else Span(0, 0)
        agencies = [mention.agency for mention in self.agencies.within(span.start, span.end) if mention.span == span]
        if not agencies or self.found.of_node[id(node)] in self._led():
            return bool(agencies)
        if made := self._add(node, tasks, span, Named(agencies)):
            assignments.presumed(self.doc, made)
        return True

    def _led(self) -> set[tuple[str, str]]:
        """What has a lead so far."""
        return {
            pair
            for record in self.doc.records
            if isinstance(record, Responsibility) and record.role == "lead"
            for pair in record.covers
        }

    def _inline(self, node: Node, tasks: dict[int, Task]) -> None:
        """Who does it, in the last words of the line that says what: "... đạt 70%. Đơn vị chủ trì: Sở Nội vụ"."""
        text, end = self.doc.text, node.line.end
        above = self._nearest((node, *node.ancestors()), tasks)
        if above is None:
            return
        for cut in GOES_ON.finditer(text, node.line.start, end):
            m, by = LINE.match(text, cut.end(), end), BY.match(text, cut.end(), end)
            if m and ("chủ trì" in m["role"].lower() or (m["who"] and not COORDINATE.match(m["role"]))):
                who = assignments.named(self.doc, self.agencies, m.end(), end, "lead")
                self._add(above, tasks, Span(cut.end(), end), who)
                return
            beside = self.sections.of(node) == "objectives"
            if m or not (by or beside or cut[0].startswith(".")):
                continue
            run, at = assignments.leading_run(self.doc, self.agencies, by.end() if by else cut.end(), end)
            watches = beside and WATCHES.match(text, at, end) and (by or end - at < SHORT)
            if run and (LEADS.match(text, at, end) or watches):
                self._told(above, tasks, [mention.agency for mention in run], Span(cut.end(), end), at)
                return

    def _nearest(self, nodes: Iterable[Node], tasks: dict[int, Task]) -> Node | None:
        """The first of `nodes` that an objective, indicator or task was read from."""
        return next((n for n in nodes if id(n) in self.found.of_node or n.line.start in tasks), None)

    def _add(self, node: Node, tasks: dict[int, Task], span: Span, who: Named) -> Responsibility | None:
        kind, key = self.found.of_node.get(id(node), ("", ""))
        task = tasks.get(node.line.start)
        if task and who.lead:
            task.agencies = list(dict.fromkeys([*who.lead, *task.agencies]))
        if kind:
            return self._responsibility(f"{kind}-{key}", span, who, [(kind, key)])
        if task:
            return self._responsibility(f"task-{task.key}", span, who, [])
        group = self.groups.setdefault(id(node), len(self.groups) + 1)
        if made := self._responsibility(f"group-{group}", span, who, []):
            vi = "Không rõ được giao việc gì; nếu biết thì ghi bằng bdg:covers trong plan.ttl."
            en = "It is not clear what is assigned here; where you know, say so with bdg:covers in plan.ttl."
            self.doc.doubt(made, span, vi, en)
        return made

    def _responsibility(self, key: str, span: Span, who: Named, covers: list[tuple[str, str]]) -> Responsibility | None:
        """Adds who leads, works along and does something beside to the records; None where they join a lead or nobody
        is named."""
        leading = self.leading.get(key)
        made = None
        if leading and not who.lead:  # "Cơ quan phối hợp:" on a line of its own after "Cơ quan chủ trì:"
            leading.partners += [
                p for p in dict.fromkeys(who.partners) if p not in (*leading.partners, *leading.agencies)
            ]
            leading.evidence.append(span)
        elif who.lead or who.partners:
            made = self._record(key, span, "lead" if who.lead else "coordinate", who.lead or who.partners, covers)
            made.partners = [p for p in dict.fromkeys(who.partners) if p not in made.agencies]
        if made and who.lead:
            self.leading[key] = made
        if who.others:
            self._record(key, span, "other", who.others, covers)
        return made

    def _record(
        self, key: str, span: Span, role: str, agencies: list[str], covers: list[tuple[str, str]]
    ) -> Responsibility:
        made = Responsibility(
            key=self.doc.unique("responsibility", key),
            number=key,
            evidence=[span],
            agencies=list(dict.fromkeys(agencies)),
            role=role,
            covers=covers,
            topics=topics.topics(self.doc, span),
        )
        self.doc.records.append(made)
        return made


def read(doc: Document, agencies: Agencies, sections: Sections, found: Found, paired: set[int]) -> None:
    """Adds what stands beside objectives and tasks to the document's records."""
    Reader(doc, agencies, sections, found, paired).read()
