"""Reads the tasks, solutions, activities and models of a plan: the leaves of the sections that list things to be
done.
"""

import re
from collections import Counter
from dataclasses import dataclass, field

from bdg_graph.parsing import allotments, assignments, topics
from bdg_graph.parsing.agencies import Agencies
from bdg_graph.parsing.document import Document
from bdg_graph.parsing.outline import Node
from bdg_graph.parsing.patterns import compiled
from bdg_graph.parsing.records import Label, Span, Task
from bdg_graph.parsing.sections import TASKS, Sections

# Lines that say when, where, for whom or by whom a task is done: "Thời gian: Từ ngày ...", "Đơn vị chủ trì: Sở Y tế".
# Matches "Thời gian thực hiện: Quý II"; must not match "Thời gian qua, các sở".
ATTRIBUTE = compiled(
    r"(?:thời\s+gian|thời\s+hạn|tiến\s+độ|địa\s+điểm|đối\s+tượng|thành\s+phần|kinh\s+phí|sản\s+phẩm|kết\s+quả"
    r"|số\s+lượng|chỉ\s+tiêu|mục\s+tiêu|mục\s+đích|yêu\s+cầu"
    r"|(?:cơ\s+quan|đơn\s+vị|các\s+đơn\s+vị|sở,?\s*ngành)?\s*(?:chủ\s+trì|phối\s+hợp|thực\s+hiện"
    r"|theo\s+dõi)(?:\s+(?:thực\s+hiện|chính))?)(?:\s+(?:thực\s+hiện|tổ\s+chức|hoàn\s+thành|áp\s+dụng))?\s*:",
    re.IGNORECASE,
)

# Matches "Đơn vị chủ trì: Sở Y tế"; must not match "Thời gian: Quý II".
LEADING = compiled(r".{0,30}(?:chủ trì|thực hiện)", re.IGNORECASE)

# The name of a model inside a task: after "như", "(", ";", ":" or in quotation marks. "các mô hình" names none.
# Matches "(Mô hình Địa chỉ tin cậy)"; must not match "các mô hình hiệu quả".
MODEL = compiled(
    r"(?:(?:như|là|gồm|(?<=[(;:]))\s*(?P<listed>[Mm]ô hình (?!mới\b|hay\b|này\b"
    r"|điểm\b)[^;…()“”\".]{4,200}?)(?=\s*(?:;|…|\.|\)|,\s*v\.v|$)))"
    r"|(?P<quoted>[Mm]ô hình\s+[“\"][^”\"]{3,120}[”\"])"
)

# Matches ", nghiên cứu"; must not match ",5".
NEXT = compiled(r",\s+(?=\S)")


@dataclass(slots=True)
class Reader:
    """Walks the sections of tasks."""

    doc: Document
    agencies: Agencies
    sections: Sections
    first: dict[int, int] = field(default_factory=dict)
    """Of each parent: the place of its first marked child; unmarked lines before it introduce the list."""
    index: dict[int, int] = field(default_factory=dict)

    def read(self) -> None:
        """Adds the tasks to the document's records."""
        found: list[tuple[Task, Node]] = []
        nodes = [n for n in self.doc.outline.walk() if self._in_tasks(n)]
        for node in nodes:
            if self.sections.own(node) and self.sections.own(node) != "reporting" and node.children:
                continue
            if self._is_task(node):
                found.append((self._task(node), node))
        self._number(found)
        by_node = {id(node): task for task, node in found}
        for task, node in found:
            above = next((by_node[id(n)] for n in node.ancestors() if id(n) in by_node), None)
            task.part_of = above.key if above else None
            self.doc.records.append(task)
            self._models(task)

    def _in_tasks(self, node: Node) -> bool:
        section = self.sections.of(node)
        if section == "reporting":
            heading = self.sections.heading(node)
            above = heading.parent if heading else None
            return above is not None and self.sections.of(above) in TASKS
        return section in TASKS

    def _is_task(self, node: Node) -> bool:
        line, text = node.line, self.doc.text
        words = text[line.body : line.end]
        if line.style == "row" or len(words) < 12 or self._is_attribute(node) or words.startswith("("):
            return False
        if node.parent and allotments.LINE.fullmatch(text, node.parent.line.start, node.parent.line.end):
            return False  # below "Cơ quan thực hiện:" stands who does what
        if node.children:
            if any(self._is_attribute(c) for c in node.children):
                return True
            closed = words.rstrip().endswith((".", ";"))
            if not line.style:  # a title in bold that heads its bullets is none
                return closed
            return (line.style in ("dash", "plus") and not words.rstrip().endswith(":")) or (
                len(words) > 160 and closed
            )
        return not (words.rstrip().endswith(":") or self._is_introduction(node))

    def _is_attribute(self, node: Node) -> bool:
        return bool(ATTRIBUTE.match(self.doc.text, node.line.start, node.line.end))

    def _is_introduction(self, node: Node) -> bool:
        """An unmarked paragraph before the bullets of its heading."""
        if node.line.style or node.line.label or node.parent is None:
            return False
        marked = (
            [i for i, n in enumerate(node.parent.children) if n.line.style] if id(node.parent) not in self.first else []
        )
        first = self.first.setdefault(id(node.parent), marked[0] if marked else 0)
        return self._index(node) < first

    def _index(self, node: Node) -> int:
        """The place of a node among its parent's children."""
        if id(node) not in self.index:
            siblings = node.parent.children if node.parent else self.doc.outline.roots
            self.index.update({id(n): i for i, n in enumerate(siblings)})
        return self.index[id(node)]

    def _kind(self, node: Node) -> str:
        if node.line.label == "mô hình":
            return "model"
        section = self.sections.of(node)
        if section == "reporting":
            heading = self.sections.heading(node)
            section = self.sections.of(heading.parent) if heading and heading.parent else "activity"
        return section

    def _task(self, node: Node) -> Task:
        line, doc = node.line, self.doc
        span = line.span
        attributes = [c.line.span for c in node.children if self._is_attribute(c)]
        run, at = assignments.leading_run(doc, self.agencies, line.start, line.end)
        acts = run and assignments.VERB.search(doc.text, at, min(line.end, at + 60))
        named = [m.agency for m in run] if acts else self._assigned(attributes)
        return Task(
            key="",
            evidence=[span, *attributes],
            kind=self._kind(node),
            topics=topics.topics(doc, span),
            domains=self._domains(node),
            beneficiaries=topics.groups(doc, span),
            agencies=list(dict.fromkeys(named)),
        )

    def _assigned(self, attributes: list[Span]) -> list[str]:
        """The lead agencies that a task's attribute lines name."""
        leads = [
            a
            for a in attributes
            if "phối" not in self.doc.quote(a).lower().partition(":")[0]
            and LEADING.match(self.doc.text, a.start, a.end)
        ]
        return [
            m.agency
            for a in leads
            for m in assignments.leading_run(self.doc, self.agencies, self.doc.text.index(":", a.start) + 2, a.end)[0]
        ]

    def _domains(self, node: Node) -> list[str]:
        for above in node.ancestors():
            named = topics.domains(self.doc, above.line.span)
            if named:
                return named
            if self.sections.own(above):
                break
        return []

    def _number(self, found: list[tuple[Task, Node]]) -> None:
        """Gives each task the document's own numbering, with the Roman number before it where numbers would clash."""
        keys = [self._path(node) for _task, node in found]
        if any(count > 1 for count in Counter(keys).values()):
            keys = [
                f"{roman}.{key}" if (roman := self._roman(node)) else key
                for key, (_task, node) in zip(keys, found, strict=True)
            ]
        for key, (task, _node) in zip(keys, found, strict=True):
            task.key = task.number = self.doc.unique("task", key)

    def _path(self, node: Node) -> str:
        line = node.line
        if line.style == "decimal" and (len(line.ordinal) > 1 or self._top(node)):
            return ".".join(map(str, line.ordinal))
        above = node.parent
        prefix = self._path(above) if above is not None and not self._top(node) else ""
        if line.style in ("decimal", "roman"):
            own = ".".join(map(str, line.ordinal))
        elif line.style in ("letter", "capital"):
            own = line.mark.strip("().:/ ").lower()
        elif line.label_number:
            own = line.label_number
        else:
            introductions = 0 if above is None or self._is_introduction(node) else self.first.get(id(above), 0)
            if above is not None and len(above.children) - introductions == 1 and not line.style and prefix:
                return prefix
            own = str(self._index(node) - introductions + 1)
        return f"{prefix}.{own}" if prefix else own

    def _top(self, node: Node) -> bool:
        """Whether `node` stands right under its section's outermost heading."""
        above = node.parent
        return above is None or above.line.style in ("roman", "part", "capital")

    def _roman(self, node: Node) -> str:
        top = next((n for n in node.ancestors() if n.line.style == "roman"), None)
        return top.line.mark.strip("().:/ ") if top else ""

    def _models(self, task: Task) -> None:
        if task.kind == "model":
            return
        span = task.evidence[0]
        for count, m in enumerate(MODEL.finditer(self.doc.text, span.start, span.end), 1):
            group = "listed" if m["listed"] else "quoted"
            name = Span(m.start(group), self._name_end(m.start(group), m.end(group)))
            self.doc.records.append(
                Task(
                    key=f"{task.key}-model-{count}",
                    number=f"{task.key}-model-{count}",
                    kind="model",
                    part_of=task.key,
                    evidence=[name],
                    topics=topics.topics(self.doc, name),
                    domains=list(task.domains),
                    beneficiaries=topics.groups(self.doc, name),
                    label=Label(vi=self.doc.quote(name)),
                )
            )

    def _name_end(self, start: int, end: int) -> int:
        """Where a model's name ends when the sentence goes on with another thing to do: ", nghiên cứu thành lập
        ...".
        """
        for m in NEXT.finditer(self.doc.text, start, end):
            if assignments.VERB.match(self.doc.text, m.end(), end):
                return m.start()
        return end


def read(doc: Document, agencies: Agencies, sections: Sections) -> None:
    """Adds the tasks of the document to its records."""
    Reader(doc, agencies, sections).read()
