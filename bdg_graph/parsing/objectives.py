"""Reads the objectives and indicators of a plan, and the targets inside each indicator."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from bdg_graph.parsing import metrics, target_records, targets, topics
from bdg_graph.parsing.document import Document
from bdg_graph.parsing.outline import Node
from bdg_graph.parsing.patterns import compiled
from bdg_graph.parsing.records import Indicator, Label, Objective, Span, Target
from bdg_graph.parsing.references import Reference, references
from bdg_graph.parsing.sections import OUTLOOK, Sections

# Matches "Mục tiêu chung", "Mục tiêu tổng quát", a bare "Mục tiêu"; must not match "Mục tiêu cụ thể".
GENERAL = compiled(r"(?:các\s+)?mục\s+tiêu(?:\s+(?:chung|tổng\s+quát|tổng\s+thể))?\s*(?:$|[:.])", re.IGNORECASE)

# Matches "Mục tiêu tổng quát: Tiếp tục thu hẹp", "Mục tiêu: Thu hẹp", the aim on the heading's own line; must not match
# "Mục tiêu 1: Trong".
STATED_GENERAL = compiled(
    r"(?:các\s+)?mục\s+tiêu(?:\s+(?:chung|tổng\s+quát|tổng\s+thể)\s*[:.]|\s*:)\s*\S", re.IGNORECASE
)

# A heading that only says when.
# Matches "Đến năm 2025", "Giai đoạn 2021 - 2025", "Phấn đấu đến năm 2030"; must not match "Đến nay".
TIME = compiled(
    r"(?:phấn\s+đấu\s+)?(?:(?:đến|tới|vào|hết)\s+)?(?:cuối\s+|hết\s+)?(?:năm|giai\s+đoạn)\s+\d{4}(?:\s*[-–]\s*\d{4})?",
    re.IGNORECASE,
)

# What a measure is called, above a figure for each year or level.
# Matches "Tỷ lệ nữ cấp ủy viên", "Giảm tỷ trọng"; must not match "Lĩnh vực y tế", "Số hóa".
MEASURE = compiled(
    r"(?:[^\W\d_]+\s+){0,3}?(?:tỷ|tỉ)\s+(?:lệ|số|suất|trọng)\b|số\s+(?!h(?:óa|oá)\b)[^\W\d_]", re.IGNORECASE
)
# What shares a figure out to the lines below.
# Matches "đạt 20%, trong đó:"; must not match "đạt 20%. Một số mặt hàng:".
SHARED_OUT = compiled(r"\b(?:trong\s+đó|cụ\s+thể|chia\s+ra|bao\s+gồm)(?:\s+là|\s+như\s+sau)?\s*:?\s*$", re.IGNORECASE)

# A list that names indicators even where they give no number.
# Matches "Các chỉ tiêu cụ thể"; must not match "Mục tiêu cụ thể".
INDICATOR_LIST = compiled(r"\bchỉ\s+tiêu\b", re.IGNORECASE)

# Lines under an objective that say who does it, not what is to be reached.
# Matches "Cơ quan thực hiện: Sở Y tế"; must not match "Tỷ lệ nữ".
ASSIGNING = compiled(
    r"(?:các\s+)?(?:cơ\s+quan|đơn\s+vị|sở|ngành)\s+(?:chủ\s+trì|thực\s+hiện|phối\s+hợp|theo\s+dõi|đầu\s+mối)"
    r"|phân\s+công|trách\s+nhiệm|(?:chủ\s+trì|phối\s+hợp)(?:\s+thực\s+hiện)?(?:\s+(?:mục|chỉ)\s+tiêu\s[^:;]{1,60})?\s*:"
    r"|(?:do|giao|sở|công\s+an|ban|hội|cục|trung\s+tâm|ủy\s+ban|uỷ\s+ban|ubnd|phòng)\s+[^.:;%]{2,120}\s"
    r"(?:chủ\s+trì|chịu\s+trách\s+nhiệm)\b",
    re.IGNORECASE,
)

# The first year in a heading.
# Matches "Mục tiêu cụ thể phấn đấu đến năm 2025"; must not match "Mục tiêu chung".
HEADING_YEAR = compiled(
    r"[^.;:]*?(?:năm|đến)\s+((?:19|20)\d\d)(?!\s*[-–])|[^.;:]*?((?:19|20)\d\d)\s*[-–]\s*((?:19|20)\d\d)", re.IGNORECASE
)


@dataclass(slots=True)
class Found:
    """The objectives and indicators of a plan by key, and which node each was read from."""

    objectives: dict[str, Objective] = field(default_factory=dict)
    indicators: dict[str, Indicator] = field(default_factory=dict)
    of_node: dict[int, tuple[str, str]] = field(default_factory=dict)
    targets: list[Target] = field(default_factory=list)
    marked: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    """What stands under a mark of two or more numbers: "1.2.2"."""

    def covered(self, text: str, span: Span, around: str | None = None) -> tuple[list[Reference], list[Span]]:
        """What the words of `span` refer to, and the places of what is unknown; see `references`."""
        known = set(self.indicators), set(self.objectives)
        return references(text, span.start, span.end, *known, self.marked, around)


class Reader:
    """Walks the outline's objective sections."""

    def __init__(self, doc: Document, sections: Sections, due: int | None, assigns: Callable[[Node], bool]) -> None:
        self.doc, self.sections, self.due, self.assigns = doc, sections, due, assigns
        self.found = Found()
        self.mark_at: dict[str, int] = {}
        self.counter: dict[str | None, int] = {}
        self.lists: dict[int, bool] = {}
        self.whole: set[int] = set()
        self.read_before: dict[Span, list[targets.Commitment]] = {}
        self.labelled = any(n.line.label.endswith("mục tiêu") and self._in_objectives(n) for n in doc.outline.walk())
        self.has_labelled_indicators = any(n.line.label == "chỉ tiêu" for n in doc.outline.walk())

    def read(self) -> Found:
        """The objectives, indicators and targets, also added to the document's records in document order."""
        for node in self.doc.outline.walk():
            if node.parent and id(node.parent) in self.whole:
                self.whole.add(id(node))
                continue
            if (
                node.line.label == "chỉ tiêu"
                and self.sections.of(node) not in ("organisation", "funding", "reporting")
                and not self._mere_group(node)
                and not self.assigns(node)
            ):
                self._indicator(node)
            elif self._in_objectives(node):
                self._node(node)
        return self.found

    def _in_objectives(self, node: Node) -> bool:
        return self.sections.of(node) == "objectives"

    def _mere_group(self, node: Node) -> bool:
        """ "Chỉ tiêu 1" as the title of a group of bullets with numbers of their own, or of tasks."""
        return self.sections.of(node) in ("task", "solution", "activity") and not self._has_value(node)

    def _node(self, node: Node) -> None:
        line, text = node.line, self.doc.text
        words = line.words(text)
        if line.style == "row" or ASSIGNING.match(text, line.body, line.end):
            return
        if line.label.endswith("mục tiêu"):
            self._objective(node, line.label_number, line.span)
            if not node.children and self._has_value(node):
                self._indicator(node)
            return
        if any(OUTLOOK.match(text, n.line.start, n.line.end) for n in (node, *node.ancestors())):
            if self._has_own_value(node):
                self._indicator(node)
            return
        if not node.children and STATED_GENERAL.match(text, line.start, line.end):
            self._general(node)
            return
        if self.sections.own(node):
            if GENERAL.match(text, line.start, line.end) and not self._is_list(node):
                self._general(node)
            return
        heading = self.sections.heading(node)
        general = (
            heading is not None
            and GENERAL.match(text, heading.line.start, heading.line.end)
            and not self._is_list(heading)
        )
        if general and (node.parent is heading or not self._has_value(node)):
            return
        if node.children:
            if self._has_own_value(node) or self._measures_below(node):
                self._indicator(node)
            elif (
                not TIME.fullmatch(words.strip(" .:"))
                and not self._objective_above(node)
                and line.style != "plain"
                and not words.endswith(";")
                and (not words.endswith(".") or self._has_value(node))
                and line.style not in ("dash", "plus")
                and not (self.labelled and (self._heads_labelled(node) or not self._has_value(node)))
            ):
                self._objective(node, str(self._next("objective")), line.span)
            return
        if self._has_own_value(node):
            self._indicator(node)
        elif heading is not None and line.style and not words.rstrip().endswith(":"):
            among = node.parent is heading or (node.parent is not None and self._has_value(node.parent))
            listed = INDICATOR_LIST.search(text, heading.line.start, heading.line.end)
            if listed and not self.has_labelled_indicators:
                if among:
                    self._indicator(node)
            elif not self.labelled and not self._objective_above(node) and len(words) > 20:
                self._objective(node, str(self._next("objective")), line.span)

    def _is_list(self, heading: Node) -> bool:
        """Whether a bare heading "Mục tiêu" lists numbered or quantified aims rather than stating one."""
        if id(heading) not in self.lists:
            self.lists[id(heading)] = any(
                any(n.line.label for n in (c, *c.children)) or self.sections.own(c) or self._has_value(c)
                for c in heading.children
            )
        return self.lists[id(heading)]

    def _measures_below(self, node: Node) -> bool:
        """Whether the lines below give the figures of one measure, by year or by level, rather than further ones."""
        text, line = self.doc.text, node.line
        if self._has_own_value(node):
            return SHARED_OUT.search(text, line.body, line.end) is not None
        measure = MEASURE.match(text, line.body, line.end) is not None
        return measure and all(self._has_own_value(c) and not c.children for c in node.children)

    def _heads_labelled(self, node: Node) -> bool:
        """Whether objectives that call themselves so stand under the node."""
        return any(n.line.label.endswith("mục tiêu") for n in node.walk() if n is not node)

    def _has_own_value(self, node: Node) -> bool:
        return bool(self._commitments(Span(node.line.body, node.line.end)))

    def _commitments(self, span: Span) -> list[targets.Commitment]:
        if span not in self.read_before:
            self.read_before[span] = targets.commitments(self.doc, span.start, span.end)
        return self.read_before[span]

    def _has_value(self, node: Node) -> bool:
        return any(self._has_own_value(n) for n in node.walk())

    def _objective_above(self, node: Node) -> str | None:
        for above in node.ancestors():
            kind, key = self.found.of_node.get(id(above), ("", ""))
            if kind == "objective":
                return key
        return None

    def _next(self, kind: str | None) -> int:
        self.counter[kind] = self.counter.get(kind, 0) + 1
        return self.counter[kind]

    def _general(self, node: Node) -> None:
        text, line = self.doc.text, node.line
        colon = text.find(":", line.start, line.end)
        spans = [Span(colon + 2, line.end)] if 0 <= colon < line.end - 10 else [c.line.span for c in node.children]
        if not spans or any(len(self.doc.quote(s)) < 15 for s in spans):
            return
        known = self.found.objectives.get("general")
        if known:
            known.evidence += spans
        else:
            objective = Objective(key="general", general=True, evidence=spans, label=Label(vi="Mục tiêu chung"))
            self._keep_objective(node, objective)

    def _objective(self, node: Node, key: str, span: Span) -> None:
        number, key = key, self.doc.unique("objective", key)
        title = self.doc.quote(span)
        cut = title.find(". ") if node.children else -1
        if cut > 0 and node.line.label and cut > node.line.body - node.line.start:
            span = Span(span.start, span.start + cut)
        year = self._year_above(node)
        domains = topics.domains(self.doc, Span(node.line.body, node.line.end))
        evidence = [span, *([year[1]] if year else [])]
        self._keep_objective(node, Objective(key=key, number=number, evidence=evidence, domains=domains))

    def _indicator(self, node: Node) -> None:
        line, doc = node.line, self.doc
        objective = self._objective_above(node) or self.found.of_node.get(id(node), ("", None))[1]
        if objective == "general":
            objective = None
        number = line.label_number if line.label == "chỉ tiêu" else ""
        prefix = f"{objective}." if objective else ""
        if not number:
            number = str(self._next(objective))
            while prefix + number in self.found.indicators:
                number = str(self._next(objective))
        key = number if "." in number else prefix + number
        unique = doc.unique("indicator", key)
        span = line.span
        indicator = Indicator(key=unique, number=number.rpartition(".")[2], objective=objective, evidence=[span])
        if unique != key:
            doc.doubt(indicator, span, f"Số chỉ tiêu {number} lặp lại.", f"The indicator number {number} occurs twice.")
        self.found.indicators[unique] = indicator
        self._keep(node, "indicator", indicator)
        below = [c for c in node.walk() if c is not node and not ASSIGNING.match(doc.text, c.line.body, c.line.end)]
        if line.label == "chỉ tiêu" or self._measures_below(node):
            self.whole.add(id(node))
            children = below
        else:
            children = [] if any(self._has_own_value(c) for c in below) else below
        indicator.evidence += [c.line.span for c in children]
        self._targets(node, indicator, [Span(line.body, line.end), *(c.line.span for c in children)])

    def _targets(self, node: Node, indicator: Indicator, spans: list[Span]) -> None:
        doc, count = self.doc, 0
        year = self._year_above(node)
        for span in spans:
            for c in self._commitments(span):
                if c.no_target:
                    doc.doubt(indicator, c.clause, *c.no_target)
                    continue
                count += 1
                proposed = metrics.propose(doc, c.clause, c.unit)
                # the clause, or the indicator as a whole: whichever names a metric better
                if count == 1 or not self._has_own_value(node):
                    whole = metrics.propose(doc, indicator.evidence[0], c.unit)
                    proposed = max(proposed, whole, key=lambda metric: metric[1])
                due = year[0] if year else self.due
                self.found.targets.append(target_records.add(doc, indicator, count, c, proposed, due))
        if not count:
            metric, score = metrics.propose(doc, indicator.evidence[0], None)
            if score >= metrics.THRESHOLD:
                indicator.metric = metric

    def _year_above(self, node: Node) -> tuple[int, Span] | None:
        for above in (n for n in node.ancestors() if self._in_objectives(n)):
            m = HEADING_YEAR.match(self.doc.text, above.line.start, min(above.line.end, above.line.start + 300))
            if m:
                return int(m[1] or m[3]), Span(
                    above.line.start, above.line.end if self.sections.own(above) else m.end()
                )
        return None

    def _mark(self, node: Node, record: tuple[str, str]) -> None:
        """Notes under which marks the record stands; below the mark of another record it stands as part of that."""
        for at in (node, *node.ancestors()):
            if at is not node and id(at) in self.found.of_node:
                return
            mark = ".".join(map(str, at.line.ordinal)) if at.line.style == "decimal" else ""
            if "." in mark and self.mark_at.setdefault(mark, id(at)) == id(at):
                self.found.marked.setdefault(mark, []).append(record)
            elif mark:  # the same mark in two sections says nothing
                self.found.marked.pop(mark, None)

    def _keep_objective(self, node: Node, objective: Objective) -> None:
        self.found.objectives[objective.key] = objective
        self._keep(node, "objective", objective)

    def _keep(self, node: Node, kind: str, record: Objective | Indicator) -> None:
        self._mark(node, (kind, record.key))
        self.found.of_node[id(node)] = (kind, record.key)
        self.doc.records.append(record)


def read(doc: Document, sections: Sections, due: int | None, assigns: Callable[[Node], bool]) -> Found:
    """The objectives, indicators and targets of the document; `due` is the year to reach targets by where none is
    printed, `assigns` says of a line "Chỉ tiêu 1: ..." whether it only names agencies.
    """
    return Reader(doc, sections, due, assigns).read()
