"""Reads lines that hold nothing but who and what: "Mục tiêu 1: Sở Nội vụ; Mục tiêu 3: Sở Y tế (chỉ tiêu 1)" becomes one
responsibility for each pair."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from bdg_graph.parsing import assignments, exemptions
from bdg_graph.parsing.agencies import Agencies, Mention
from bdg_graph.parsing.cutting import trimmed
from bdg_graph.parsing.document import Document
from bdg_graph.parsing.exemptions import Exemption
from bdg_graph.parsing.objectives import Found
from bdg_graph.parsing.outline import Node
from bdg_graph.parsing.patterns import compiled
from bdg_graph.parsing.records import Responsibility, Span
from bdg_graph.parsing.references import REFERENCE
from bdg_graph.parsing.sections import Sections

# What stands between who and what that are only paired.
# Matches ": ", " của "; must not match " phối hợp ".
NOTHING = compiled(
    r"(?:[\s,;:.()/–-]|\b(?:và|các|của|thuộc|tỉnh|thành phố|giám đốc|thủ trưởng|chủ tịch)\b)*", re.IGNORECASE
)

# The same with words of assigning.
# Matches "Cơ quan chủ trì thực hiện "; must not match " xây dựng kế hoạch ".
ASSIGNING = compiled(
    r"(?:[\s,;:.()/–-]|\b(?:và|các|của|thuộc|tỉnh|thành phố|phân công|cơ quan|đơn vị|ngành|chủ trì|phối hợp|thực hiện"
    r"|tổ chức|triển khai|chịu|trách nhiệm|chính|theo dõi|đánh giá|báo cáo|tham mưu|đầu mối|đối với|với|về|do"
    r"|giám đốc|thủ trưởng|chủ tịch|giao|cho|toàn bộ|chỉ tiêu|là|làm)\b)*",
    re.IGNORECASE,
)
# Matches "Cơ quan chịu trách nhiệm"; must not match "Cơ quan phối hợp".
LEADING = compiled(r"chủ\s+trì|chịu\s+trách\s+nhiệm|đầu\s+mối", re.IGNORECASE)
# A heading that assigns without a word of who leads.
# Matches "Phân công thực hiện các chỉ tiêu"; must not match "Tổ chức thực hiện".
ALLOTTING = compiled(r"phân\s+công|(?:giao|cơ\s+quan|đơn\s+vị)\s.*\b(?:mục|chỉ)\s+tiêu\b", re.IGNORECASE)
# Any of these.
# Matches "Cơ quan phối hợp"; must not match "Tổ chức thực hiện".
HEADS = compiled(f"{LEADING.pattern}|{assignments.COORDINATE.pattern}|{ALLOTTING.pattern}", re.IGNORECASE)

# A line's order as signs: what before who, where a bracket behind an agency ("b") limits it.
# Matches "wab"; must not match "baw".
WHAT_FIRST = re.compile("w*a+b*")
# Who before what.
# Matches "aaw"; must not match "wa".
WHO_FIRST = re.compile("a+[wb]+")
# An objective before agencies with their indicators: "Mục tiêu 2: Sở Nội vụ chịu trách nhiệm chỉ tiêu 1; Sở Y tế ...".
# Matches "wawaw"; must not match "wawa".
HEADED = re.compile("w(?:a+w+)+")
# Agencies each with its bracket, and what stands behind the last of them.
# Matches "abab"; must not match "aab".
PAIRS = re.compile("(?:ab+){2,}")
# Matches ") chủ trì thực hiện"; must not match ") báo cáo".
LEAD_ALL = compiled(r"(?P<of>\))\s+(?:cùng\s+)?(?:chủ\s+trì|chịu\s+trách\s+nhiệm)\b", re.IGNORECASE)
# Two agencies before one bracket, or one without any where others have theirs.
# Matches "aab", "a"; must not match "wab".
WHO_UNCLEAR = compiled("aab|^a+$")

# A list of pairs in brackets.
# Matches "(Sở Nội vụ: chỉ tiêu 1; Sở Y tế: chỉ tiêu 2)"; must not match "(mục tiêu 2)".
PAIRED = compiled(r"\(([^()]*(?::|\bchủ\s+trì\b)[^()]*\btiêu\s[^()]*)\)", re.IGNORECASE)

Token = Mention | Span


@dataclass(slots=True)
class Reader:
    """Walks the sections that assign for lines of pairs."""

    doc: Document
    agencies: Agencies
    sections: Sections
    found: Found
    read_from: set[int] = field(default_factory=set)
    """The nodes whose lines were pairs."""

    def read(self) -> set[int]:
        """Adds the responsibilities to the document's records."""
        for node in self.doc.outline.walk():
            if (
                node.line.style != "row"
                and self.sections.of(node) not in ("purpose", "funding", "reporting")
                and id(node) not in self.found.of_node
            ):
                for span in (node.line.span, *self._brackets(node)):
                    if id(node) not in self.read_from:
                        self._line(node, span)
        return self.read_from

    def _brackets(self, node: Node) -> Iterator[Span]:
        """What stands in the brackets of a line: "Các cơ quan chủ trì chỉ tiêu (Sở Nội vụ: chỉ tiêu 1; ...)"."""
        for m in PAIRED.finditer(self.doc.text, node.line.start, node.line.end):
            yield Span(*m.span(1))

    def _line(self, node: Node, line: Span) -> None:
        text, exempt = exemptions.read(self.doc, self.agencies, self.found, line, self._objective(node))
        beside = self.sections.of(node) == "objectives"
        verb = LEAD_ALL.search(text, line.start, line.end)
        if verb and PAIRS.fullmatch(self._tokens(text, exempt, Span(line.start, verb.end("of")))[1]):
            line = Span(line.start, verb.end("of"))
        else:
            verb = None
        tokens, signs = self._tokens(text, exempt, line)
        shape = WHAT_FIRST if signs[:1] == "w" else WHO_FIRST
        headed = HEADED.fullmatch(signs) is not None
        pairs = [tokens[m.start() : m.end()] for m in (WHO_FIRST if headed else shape).finditer(signs)]
        if (
            not pairs
            or sum(map(len, pairs)) + headed < len(tokens)
            or not self._bare(text, tokens, line, spoken=shape is WHAT_FIRST or beside)
        ):
            return
        own = text[node.line.start : tokens[0].start]
        head = own if HEADS.search(own) else self._above(node)
        leads, along = bool(verb or LEADING.search(head)), bool(not verb and assignments.COORDINATE.search(head))
        ends = [*(pair[0].start for pair in pairs[1:]), line.end]
        taken_at = [taken.span.start for taken in exempt]
        whole = [
            (pair[0].start, min((at for at in taken_at if pair[0].start < at < end), default=end))
            for pair, end in zip(pairs, ends, strict=True)
        ]
        spans = [trimmed(text, Span(*stretch), after=" ,;.(") for stretch in whole]
        stated = [leads or bool(LEADING.search(text, span.start, span.end)) for span in spans]
        allots = bool(ALLOTTING.search(head))
        if (along and (leads or allots)) or not (along or allots or any(stated)):
            return  # "Cơ quan chủ trì, phối hợp" does not say who leads
        covered: list[list[tuple[str, str]]] = []
        around = self._objective(node)
        if headed:
            _covers, around = self._covers(tokens[:1], around)
        for pair in pairs:
            covers, around = self._covers(pair, around)
            covered.append(covers)
        if not all(covered):
            return
        for pair, span, says, covers in zip(pairs, spans, stated, covered, strict=True):
            sure = (says or along) and not WHO_UNCLEAR.search("".join(signs[tokens.index(token)] for token in pair))
            role = "lead" if says or not along else "coordinate"
            self._add(span, exemptions.without(self.found, covers, exempt), role, sure=sure)
        for taken in exempt:
            if taken.agencies and taken.covers:
                self._add(taken.span, taken.covers, "coordinate" if along else "lead", sure=leads)
        self.read_from.add(id(node))

    def _tokens(self, text: str, exempt: list[Exemption], line: Span) -> tuple[list[Token], str]:
        """The agencies and references of a line in order, and a letter for each: an agency, what is assigned, or what
        a bracket behind an agency limits it to."""
        inside = {id(m) for taken in exempt for m in self.agencies.within(taken.span.start, taken.span.end)}
        who = [m for m in self.agencies.within(line.start, line.end) if id(m) not in inside]
        what = [Span(*m.span()) for m in REFERENCE.finditer(text, line.start, line.end)] if who else []
        if not what:
            return [], ""
        tokens: list[Token] = sorted([*who, *what], key=lambda token: token.start)
        signs, after = "", 0
        for token in tokens:
            gap = text[after : token.start] if after else ""
            signs += "a" if isinstance(token, Mention) else "b" if gap.count("(") > gap.count(")") else "w"
            after = token.end if isinstance(token, Mention) else after
        return tokens, signs

    def _bare(self, text: str, tokens: list[Token], line: Span, *, spoken: bool) -> bool:
        """Whether a line says nothing beside who and what; words of assigning may stand before the first of them, and
        behind each where what is assigned comes first or stands above (else it is a duty in words)."""
        edges = [line.start, *(edge for token in tokens for edge in (token.start, token.end)), line.end]
        between = [ASSIGNING, *[ASSIGNING if spoken else NOTHING] * len(tokens)]
        gaps = zip(between, edges[::2], edges[1::2], strict=True)
        return all(pattern.fullmatch(text, a, b) for pattern, a, b in gaps)

    def _above(self, node: Node) -> str:
        """The nearest words above a line that say what it is about: an unmarked line before it that introduces or
        entitles it, or the line that it stands under."""
        text = self.doc.text
        for at in (node, *node.ancestors()):
            siblings = at.parent.children if at.parent else []
            before = [n.line for n in siblings if n.line.begin < at.line.begin and not n.line.style]
            heads = [ln for ln in before if text[ln.end - 1] == ":" or self.doc.quote(ln.span).isupper()]
            for line in (*reversed(heads), *([at.parent.line] if at.parent else [])):
                if HEADS.search(text, line.start, line.end):
                    return self.doc.quote(line.span)
        return ""

    def _objective(self, node: Node) -> str | None:
        """The objective that a line stands under, where it is stated or where it is assigned."""
        for above in node.ancestors():
            kind, key = self.found.of_node.get(id(above), ("", ""))
            if kind:
                return key if kind == "objective" else self.found.indicators[key].objective
            if above.line.label == "mục tiêu":
                return above.line.label_number
        return None

    def _covers(self, pair: list[Token], around: str | None) -> tuple[list[tuple[str, str]], str | None]:
        """What a pair assigns, and the objective that it names: "Mục tiêu 3: Sở Y tế (chỉ tiêu 1)"."""
        covers: list[tuple[str, str]] = []
        for is_who, group in groupby(pair, key=lambda token: isinstance(token, Mention)):
            named = list(group)
            if not is_who:
                words = Span(named[0].start, named[-1].end)
                refs, unknown = self.found.covered(self.doc.text, words, around)
                if unknown:  # numbers that run on through the objectives
                    refs, unknown = self.found.covered(self.doc.text, words)
                covers = [] if unknown else list(dict.fromkeys((ref.kind, ref.key) for ref in refs))
                above = {key if kind == "objective" else self.found.indicators[key].objective for kind, key in covers}
                around = above.pop() if len(above) == 1 else around
            elif around and len(named) == len(pair):
                covers = [("objective", around)]
        return covers, around

    def _add(self, span: Span, covers: list[tuple[str, str]], role: str, *, sure: bool) -> None:
        who = assignments.named(self.doc, self.agencies, span.start, span.end, role)
        key = f"{covers[0][0]}-{covers[0][1]}"
        made = Responsibility(
            key=self.doc.unique("responsibility", key),
            number=key,
            evidence=[span],
            agencies=list(dict.fromkeys(who.lead or who.partners)),
            role="lead" if who.lead else "coordinate",
            covers=covers,
            partners=[p for p in dict.fromkeys(who.partners) if p not in who.lead] if who.lead else [],
        )
        self.doc.records.append(made)
        if not sure:
            assignments.presumed(self.doc, made)


def read(doc: Document, agencies: Agencies, sections: Sections, found: Found) -> set[int]:
    """Adds what lines of pairs assign to the document's records; returns the nodes they were read from."""
    return Reader(doc, agencies, sections, found).read()
