"""Reads who is to do what in the sections that speak to agencies: headings that name an agency, the duties under them,
sentences with a subject of their own or one carried over."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bdg_graph.parsing import assignments, duty_parts, exemptions, marks, named, subjects, topics
from bdg_graph.parsing.agencies import Agencies
from bdg_graph.parsing.assignments import Part
from bdg_graph.parsing.document import Document, Doubt
from bdg_graph.parsing.duty_parts import Subject
from bdg_graph.parsing.lines import Line
from bdg_graph.parsing.objectives import Found
from bdg_graph.parsing.outline import Node
from bdg_graph.parsing.patterns import compiled
from bdg_graph.parsing.records import Label, Responsibility, Span
from bdg_graph.parsing.references import Reference
from bdg_graph.parsing.sections import Sections

# A line that ends before it says with whom.
# Matches "Chủ trì, phối hợp với:", "Chủ trì, phối hợp"; must not match "Chủ trì, phối hợp với các sở:".
BEGUN = compiled(r"\bphối\s+hợp(?:\s+với)?\s*:?$", re.IGNORECASE)

# What stands behind the last agency of a line that its bullets go on with.
# Matches " có liên quan:", " thực hiện các chương trình như:"; must not match " thực hiện Đề án:".
OPEN = compiled(r"(?:^\s*(?:(?:có\s+)?liên\s+quan)?|\bnhư|\bbao\s+gồm|\bphối\s+hợp(?:\s+với)?)\s*:?$", re.IGNORECASE)

# Headings under "Tổ chức thực hiện" that give no duty: "1. Phân công nhiệm vụ".
# Matches "Trên đây là Kế hoạch"; must not match "Trên địa bàn tỉnh".
NO_DUTY = compiled(r"\(|trên\s+đây\s+là|trong\s+quá\s+trình", re.IGNORECASE)


# The roles by which a duty assigns what it calls by name; who only carries something out for it may not be meant.
ASSIGNED = frozenset({"lead", "coordinate", "data"})


class Reader:
    """Walks the sections that assign duties."""

    def __init__(self, doc: Document, agencies: Agencies, sections: Sections, found: Found, paired: set[int]) -> None:
        self.doc, self.agencies, self.sections, self.found = doc, agencies, sections, found
        self.last_number = 0
        self.paired = paired
        self.taken: set[int] = set()
        self.beside: dict[int, dict[int, Line]] = {}

    def read(self) -> None:
        """Adds the duties to the document's records."""
        for node in self.doc.outline.walk():
            heading = self.sections.heading(node)
            if (
                self.sections.of(node) == "organisation"
                and heading is not None
                and heading is not node
                and id(node) not in self.paired
                and not any(id(above) in self.taken for above in node.ancestors())
            ):
                self._section(node, heading)

    def _section(self, node: Node, heading: Node) -> None:
        line = node.line
        if line.style == "row":
            return
        subject, rest = subjects.Reader(self.doc, self.agencies, self.found).of(node)
        if not subject.agencies:
            return  # a heading such as "1. Phân công nhiệm vụ": its children are sections of their own
        self.taken.add(id(node))
        number = self._number(node, heading)
        leaves = [
            n for n in node.walk() if n is not node and (not n.children or self._sentence(n.line.start, n.line.end))
        ]
        begun = {first.begin for n in leaves if (first := self._before(n)) and self._introduction(n) is first}
        bullets = [
            n for n in leaves if n.line.style != "row" and id(n) not in self.paired and n.line.begin not in begun
        ]
        if rest is not None and self._introduces(node) and self._ends_open(node.line):
            rest = None
        if rest is not None:
            self._duty(number, 1, rest, subject)
        for count, leaf in enumerate(bullets, 1 if rest is None else 2):
            self._bullet(number, count, leaf, subject)

    def _introduces(self, node: Node) -> bool:
        """Whether a line only begins what the bullets below it go on with: "Chủ trì, phối hợp với các sở:"."""
        return bool(node.children) and self._begins(node.line)

    def _begins(self, line: Line) -> bool:
        last = self.doc.text[line.end - 1]
        return last == ":" or (last.isalnum() and self._ends_open(line))

    def _introduction(self, leaf: Node) -> Line | None:
        """The line that a bullet goes on with, where that line states a role."""
        above = leaf.parent
        begun = self._before(leaf) or (above.line if above is not None and self._introduces(above) else None)
        if begun is None or self._stated(begun) not in ("lead", "coordinate", "advise"):
            return None
        named = assignments.leading_run(self.doc, self.agencies, begun.body, begun.end)[0]
        return None if named and not self._ends_open(begun) else begun  # "Sở Y tế chủ trì thực hiện Đề án:" is a duty

    def _before(self, leaf: Node) -> Line | None:
        """The unmarked line that introduces a bullet which stands beside it."""
        above = leaf.parent
        if above is None or not leaf.line.style:
            return None
        if id(above) not in self.beside:
            self.beside[id(above)] = dict(self._beside(above))
        return self.beside[id(above)].get(id(leaf))

    def _beside(self, above: Node) -> Iterator[tuple[int, Line]]:
        begun, style = None, ""
        for node in above.children:
            if not node.line.style:
                begun, style = (node.line if self._begins(node.line) else None), ""
            elif begun and (style or node.line.style) == node.line.style:
                style = node.line.style
                yield id(node), begun
            else:
                begun = None

    def _ends_open(self, line: Line) -> bool:
        """Whether a line ends with whom, not with what: "Sở Y tế chủ trì, phối hợp với Sở Nội vụ:"."""
        named = self.agencies.within(line.start, line.end)
        return bool(OPEN.search(self.doc.text[named[-1].end if named else line.start : line.end]))

    def _stated(self, line: Line) -> str:
        """The role that a line states, of the agency that it names or of the one it stands under."""
        run, at = assignments.leading_run(self.doc, self.agencies, line.body, line.end)
        return assignments.role(self.doc.text, at if run else line.start, line.end)

    def _led(self, refs: list[Reference], span: Span, key: str) -> list[Reference]:
        """The references that are led; who leads the guidance or inspection of all may lead none of them."""
        led = []
        for ref in refs:
            if OVERSEEN.search(self.doc.text, max(span.start, ref.span.start - 160), ref.span.start):
                vi = "Chủ trì hướng dẫn, đôn đốc, kiểm tra: chưa rõ có chủ trì chỉ tiêu được nhắc tới không."
                en = "It leads guidance or inspection; whether it leads the indicator named is not clear."
                self.doc.doubts.append(Doubt("Responsibility", key, ref.span, vi, en))
            else:
                led.append(ref)
        return led

    def _roles(
        self, parts: list[Part], refs: list[Reference], span: Span, key: str
    ) -> Iterator[tuple[Part, list[Reference]]]:
        """The parts of a duty and what each covers; what is led in a part that begins with another verb is a part of
        its own."""
        text = self.doc.text
        for part in parts:
            inside = [r for r in refs if _part_of(parts, r) is part]
            if part.role == "lead":
                yield part, self._led(inside, span, key)
                continue
            led = [
                r
                for r in inside
                if assignments.LED.search(text, part.span.start, r.span.start)
                or (part.role == "other" and assignments.ANSWERS.match(text, r.span.end, part.span.end))
            ]
            yield part, [r for r in inside if r not in led]
            if led:
                yield replace(part, role="lead"), led

    def _sentence(self, start: int, end: int) -> bool:
        return end - start > 60 and self.doc.text[end - 1] in ".;"

    def _number(self, node: Node, heading: Node) -> str:
        """The section's own number ("5"), or the next after the last for a block without one."""
        if node.line.style == "decimal":
            number = ".".join(map(str, node.line.ordinal))
            self.last_number = node.line.ordinal[0]
        elif node.line.style in ("letter", "roman", "capital"):
            number = node.line.mark.strip("().:/ ").lower()
            if node.parent is not None and node.parent is not heading and node.parent.line.ordinal:
                number = f"{node.parent.line.ordinal[-1]}.{number}"
        else:
            self.last_number += 1
            number = str(self.last_number)
        return number

    def _bullet(self, number: str, count: int, leaf: Node, subject: Subject) -> None:
        line = leaf.line
        if NO_DUTY.match(self.doc.text, line.start, line.end):
            return
        begun = self._introduction(leaf)
        run, at = assignments.leading_run(self.doc, self.agencies, line.start, line.end)
        rest = self.doc.text[at : line.end] if run else ""
        if begun and BEGUN.search(self.doc.text, begun.start, begun.end):
            self._duty(number, count, line.span, subject, begun, [m.agency for m in run])
        elif run and (rest.lstrip().startswith(":") or assignments.VERB.search(rest[:60])):
            own = Subject(list(dict.fromkeys(m.agency for m in run)), Span(run[0].start, run[-1].end))
            self._duty(number, count, line.span, own)
        else:
            self._duty(number, count, line.span, subject, begun)

    def _duty(
        self,
        number: str,
        count: int,
        span: Span,
        subject: Subject,
        begun: Line | None = None,
        along: Sequence[str] = (),
    ) -> None:
        """Adds a duty; `begun` is the line that it goes on with, `along` with whom it says that the subject works."""
        doc = self.doc
        key = doc.unique("responsibility", f"{number}.{count}")
        parts = duty_parts.parts(doc, self.agencies, span, subject)
        if begun and (along or parts[0].role == "other"):
            along_too = assignments.partners(doc, self.agencies, begun.start, begun.end, set(subject.agencies))
            partners = dict.fromkeys([*along_too, *along, *parts[0].partners])
            parts[0] = replace(parts[0], role=self._stated(begun), partners=list(partners))
        text, exempt = exemptions.read(doc, self.agencies, self.found, span)
        refs, unknown = self.found.covered(text, span)
        refs = refs or marks.read(doc, self.found, span)
        refs = refs or [r for r in named.read(doc, self.found, span) if _part_of(parts, r).role in ASSIGNED]
        made: list[Responsibility] = []
        for part, inside in self._roles(parts, refs, span, key):
            for scope, covered in _by_scope(inside):
                record = Responsibility(
                    key=f"{key}-{len(made) + 1}" if made else key,
                    number=f"{number}.{count}",
                    evidence=[span],
                    text=doc.quote(span),
                    agencies=part.agencies or list(subject.agencies),
                    role=part.role,
                    covers=exemptions.without(self.found, covered, exempt),
                    scope=Label(vi=scope) if scope else Label(),
                    partners=part.partners,
                    topics=topics.topics(doc, part.span if len(parts) > 1 else span),
                    agency_evidence=None if part.agencies else subject.span,
                )
                if len(parts) > 1 and part.span != span:
                    record.evidence = [part.span, span]
                made.append(record)
        for taken in exempt:
            if taken.agencies and taken.covers:
                made.append(
                    Responsibility(
                        key=f"{key}-{len(made) + 1}",
                        number=f"{number}.{count}",
                        evidence=[taken.span, span],
                        agencies=taken.agencies,
                        role=made[0].role,
                        covers=taken.covers,
                    )
                )
        doc.records += made
        for place in unknown:
            doc.doubt(
                made[0],
                place,
                "Không tìm thấy chỉ tiêu hoặc mục tiêu được nhắc tới.",
                "The indicator or objective referred to was not found.",
            )


# Matches "hướng dẫn, đôn đốc thực hiện "; must not match "kiểm tra; chủ trì ", "chủ trì, hướng dẫn ", "hướng dẫn, tổ
# chức thực hiện ".
OVERSEEN = compiled(
    r"(?<!chủ trì, )\b(?:hướng\s+dẫn(?!\s*(?:,|và)\s+(?:tổ\s+chức|triển\s+khai)\s+thực\s+hiện)|đôn\s+đốc"
    r"|kiểm\s+tra|giám\s+sát|(?<=; )theo\s+dõi)\b(?:(?!chủ\s+trì)[^.;])*$",
    re.IGNORECASE,
)


def _by_scope(refs: list[Reference]) -> list[tuple[str | None, list[tuple[str, str]]]]:
    """The covered things grouped by the words that limit them; without references one group with none."""
    groups: dict[str | None, list[tuple[str, str]]] = {}
    for ref in refs:
        group = groups.setdefault(ref.scope, [])
        if (ref.kind, ref.key) not in group:
            group.append((ref.kind, ref.key))
    ordered = sorted(groups.items(), key=lambda item: item[0] is not None)
    return ordered or [(None, [])]


def _part_of(parts: list[Part], ref: Reference) -> Part:
    """The part in which a reference stands."""
    before = [p for p in parts if p.span.start <= ref.span.start]
    inside = [p for p in before if ref.span.start < p.span.end]
    return (inside or before or parts)[-1]


def read(doc: Document, agencies: Agencies, sections: Sections, found: Found, paired: set[int]) -> None:
    """Adds the duties of the organisation sections to the document's records, but for the nodes read as pairs."""
    Reader(doc, agencies, sections, found, paired).read()
