"""Finds who is to report to whom, through whom and by when."""

import re
from dataclasses import dataclass, field

from bdg_graph.parsing import assignments, deadlines
from bdg_graph.parsing.agencies import Agencies, Mention
from bdg_graph.parsing.cutting import pieces, trimmed
from bdg_graph.parsing.document import Document
from bdg_graph.parsing.outline import Node
from bdg_graph.parsing.patterns import compiled
from bdg_graph.parsing.records import Addressee, ReportingDuty, Responsibility, Span
from bdg_graph.parsing.sections import Sections

# Matches "báo cáo UBND tỉnh", "báo cáo kết quả thực hiện về Sở", "phản ánh về Sở"; what follows decides whether it is
# a duty.
REPORT = compiled(
    r"\bbáo\s+cáo\b|\bphản\s+ánh\s+(?:kịp\s+thời\s+)?(?:về|đến|với|cho)\b|\bgửi\s+(?:kết\s+quả|thông\s+tin"
    r"|số\s+liệu)[^.;]{0,80}\bvề\b",
    re.IGNORECASE,
)

# "báo cáo" as a noun that obliges nobody: "chế độ báo cáo", "các báo cáo thống kê", "báo cáo viên", "cơ chế báo cáo".
# Matches "chế độ "; must not match "định kỳ ".
NOUN_BEFORE = compiled(
    r"\b(?:chế\s+độ|cơ\s+chế|công\s+tác|chế\s+độ\s+thông\s+tin,?|các|những|mẫu|biểu|nội\s+dung|theo|căn\s+cứ|trong"
    r"|dự\s+thảo|đội\s+ngũ|thống\s+kê,|điều\s+tra)\s*$",
    re.IGNORECASE,
)
# Matches " viên"; must not match " UBND tỉnh".
NOUN_AFTER = compiled(r"\s+(?:viên|thống\s+kê|chuyên\s+đề|của\s+(?:các\s+)?(?:UBND|Ủy\s+ban|bộ)|này)\b", re.IGNORECASE)

# "Thực hiện nghiêm chế độ thông tin, báo cáo", "Xây dựng báo cáo tổng kết": the noun, but a duty.
# Matches "Thực hiện nghiêm chế độ thông tin, báo cáo"; must not match "thực hiện nghiêm pháp luật".
REGIME = compiled(
    r"(?:thực\s+hiện|chấp\s+hành)\s+(?:nghiêm|tốt|đầy\s+đủ|đúng)[^.;]{0,20}chế\s+độ\s+(?:thông\s+tin,?\s*)?báo\s+cáo"
    r"|\b(?:xây\s+dựng|lập|hoàn\s+thiện)\s+báo\s+cáo",
    re.IGNORECASE,
)

# What a report is about when no recipient is named.
# Matches " kết quả thực hiện"; must not match " UBND tỉnh".
ABOUT = compiled(
    r"\s+(?:kết\s+quả|tình\s+hình|số\s+liệu|số\s+lượng|tổng\s+kết|sơ\s+kết|đánh\s+giá|định\s+kỳ|kịp\s+thời"
    r"|những\s+vấn\s+đề|việc\s+thực\s+hiện|tiến\s+độ|\d+\s+tháng|(?:quý|năm)\s+(?:trước|chậm))\b",
    re.IGNORECASE,
)

# Before a recipient: "về", "cho", "gửi về", "lên", or nothing.
# Matches " về "; must not match " của các ".
TO = compiled(
    r"\s*,?\s*(?:(?:và|hoặc)\s+)?(?:(?:kết\s+quả|lãnh\s+đạo|với|gửi|về|cho|đến|lên|trình|cấp\s+có\s+thẩm\s+quyền"
    r"|thường\s+trực|chủ\s+tịch|để)\s+)*$",
    re.IGNORECASE,
)
# Matches "gửi về "; must not match "giao cho ".
SENT_TO = compiled(
    r"(?<!giao )(?<!trao )\b(?:gửi|về|cho|đến|lên)\s+(?:về\s+|đến\s+|cho\s+)?(?:thường\s+trực\s+|chủ\s+tịch\s+)?$",
    re.IGNORECASE,
)

# Between two recipients.
# Matches " và "; must not match " để ".
AMONG = compiled(r"\s*(?:,|và|;)?\s*(?:và\s+)?")

# Matches " qua Thường trực "; must not match " gửi về ".
THROUGH = compiled(r"qua\s+(?:thường\s+trực\s+)?$", re.IGNORECASE)

# The office that issued the document, called by its kind alone.
# Matches " về Sở trước ngày", " Sở."; must not match " Sở Y tế", " Sở, ngành".
OWN_OFFICE = compiled(
    r"\s*(?:(?:gửi|về|cho|đến)\s+)*(Sở|Ban|UBND)(?=\s+(?:trước|chậm|theo|để|vào|hằng|hàng)\b|\s*[.;])"
)

# "để tổng hợp, báo cáo UBND tỉnh": the recipient in its turn reports on.
# Matches " để tổng hợp, báo cáo"; must not match " theo quy định".
ONWARD = compiled(r"[^.;]{0,12}?\b(?:để\s+)?tổng\s+hợp,?\s*(?:và\s+)?(?=báo\s+cáo\b)", re.IGNORECASE)
# Matches "nếu có vướng mắc"; must not match "hằng năm".
PROBLEMS = compiled(r"vướng\s+mắc|khó\s+khăn|đột\s+xuất|phát\s+sinh|phản\s+ánh", re.IGNORECASE)

# What a deadline in a list is for: "6 tháng (trước ngày 15/6) và năm (trước ngày 15/12)".
# Matches " và năm ("; must not match "6 tháng (".
A_YEAR = compiled(r"\bnăm\s*(?:\(\s*)?$")

# Matches "yêu cầu các sở"; must not match "theo yêu thích".
ASKED = compiled(r"(?:yêu cầu|đề nghị|giao)\s+", re.IGNORECASE)
# Matches "a; b"; must not match "TP. Huế".
CUT = compiled(r";|(?<!TP)(?<!KT)(?<!TM)(?<! \d)\.\s+(?=[A-ZĐÀ-Ỹ])")


@dataclass(slots=True)
class Reader:
    """Looks through every line that can oblige someone."""

    doc: Document
    agencies: Agencies
    sections: Sections
    issuer: str | None
    found: list[ReportingDuty] = field(default_factory=list)
    undated: dict[tuple[tuple[str, ...], tuple[str, ...]], ReportingDuty] = field(default_factory=dict)

    def read(self) -> None:
        """Adds the reporting duties to the document's records."""
        subjects = self._subjects()
        everyone = self._everyone()
        for node in self.doc.outline.walk():
            if self.sections.of(node) not in ("purpose", "objectives", "") and not self._heading(node):
                self._line(node.line.span, subjects.get(node.line.start, (everyone, None)))
        for line in self.doc.outline.closing:
            self._line(Span(line.begin, line.end), (everyone, None))
        for number, duty in enumerate(self.found, 1):
            duty.key = duty.number = str(number)
        self.doc.records += self.found

    def _heading(self, node: Node) -> bool:
        return bool(node.children) and self.doc.text[node.line.end - 1] not in ".;"

    def _subjects(self) -> dict[int, tuple[list[str], Span | None]]:
        """Who the duties already read speak to, by where their bullets begin."""
        duties = [r for r in self.doc.records if isinstance(r, Responsibility)]
        return {
            line.start: (duty.agencies, duty.agency_evidence)
            for duty in duties
            if (line := self.doc.line_at(duty.longest_passage.start))
        }

    def _everyone(self) -> list[str]:
        """Whom a document speaks to as a whole: its addressees, else the collectives its closing and preamble name."""
        addressed = [a for r in self.doc.records if isinstance(r, Addressee) and r.kind == "action" for a in r.agencies]
        lines = [*self.doc.outline.closing, *self.doc.outline.front]
        named = [
            m.agency
            for line in lines
            for m in self.agencies.within(line.begin, line.end)
            if m.type in self.doc.lexicon.collectives
        ]
        return list(dict.fromkeys(addressed or named))[:4]

    def _line(self, line: Span, subject: tuple[list[str], Span | None]) -> None:
        if REPORT.search(self.doc.text, line.start, line.end):
            for clause in pieces(self.doc.text, line, CUT):
                self._clause(clause, line, subject)

    def _clause(self, whole: Span, line: Span, subject: tuple[list[str], Span | None]) -> None:
        text, a, b = self.doc.text, whole.start, whole.end
        clause = trimmed(text, whole, after=" ;./")
        reports = list(REPORT.finditer(text, a, b))
        at = a
        for i, m in enumerate(reports[:8]):
            if m.start() < at:
                continue
            until = reports[i + 1].start() if i + 1 < len(reports) else b
            to, through, reach = self._recipients(m, until, b)
            regime = REGIME.search(text, max(a, m.start() - 50), m.end())
            if not to and ((not self._obliges(m, a, b) and not regime) or NOUN_AFTER.match(text, m.end(), b)):
                continue
            agencies, named_at = self._who(
                clause.start, m.start(), line.start, to[0].start if to else m.start(), subject
            )
            first, last = (a, b) if to else (m.start() if i else a, until)  # "báo cáo 6 tháng ..., báo cáo năm ..."
            self._add(clause, line, agencies, to, through, named_at or subject[1], first, last)
            at = self._onward(reach, b, to, through, clause)

    def _recipients(self, m: re.Match[str], until: int, b: int) -> tuple[list[Mention], list[Mention], int]:
        """The agencies a report goes to and those it goes through, and how far they reach."""
        text, reach = self.doc.text, m.end()
        to: list[Mention] = []
        through: list[Mention] = []
        after = m.end()
        for mention in self.agencies.within(m.end(), min(b, m.end() + 700)):
            gap = text[after : mention.start]
            at_once = after == m.end() and mention.start <= max(until, m.end() + 1)
            if THROUGH.search(gap):
                through.append(mention)
            elif to and gap.rstrip().endswith("(") and len(gap) < 4:
                to[-1] = mention
            elif AMONG.fullmatch(gap) if to else SENT_TO.search(gap) or (at_once and TO.match(gap)):
                to.append(mention)
            elif to:
                break
            else:
                after = mention.end
                continue
            after = reach = mention.end
        if not to and self.issuer and (office := OWN_OFFICE.match(text, m.end(), b)):
            span, reach = office.span(1), office.end()
            to = [Mention(*span, self.issuer, self.issuer.partition("/")[2])]
        return to, through, reach

    def _obliges(self, m: re.Match[str], a: int, b: int) -> bool:
        text = self.doc.text
        if NOUN_BEFORE.search(text, max(a, m.start() - 40), m.start()) or NOUN_AFTER.match(text, m.end(), b):
            return False
        return m[0].lower().startswith("báo") and bool(ABOUT.match(text, m.end(), b))

    def _who(
        self, a: int, at: int, start: int, until: int, subject: tuple[list[str], Span | None]
    ) -> tuple[list[str], Span | None]:
        """Who reports: the agencies the sentence begins with or is spoken to, else the subject of the duty."""
        text = self.doc.text
        named = assignments.leading_run(self.doc, self.agencies, a, at)[0]
        if not named:
            m = ASKED.search(text, max(start, at - 600), at)
            named = assignments.leading_run(self.doc, self.agencies, m.end(), at)[0] if m else []
        named = named or assignments.leading_run(self.doc, self.agencies, start, at)[0]
        names = [m.agency for m in named if m.agency != self.issuer or len(named) == 1]
        if not names and subject[1] is None:  # no one's section: "... của các sở, ban, ngành, địa phương gửi về ..."
            start, collectives = max(start, at - 600), self.doc.lexicon.collectives
            names = [m.agency for m in self.agencies.within(start, until) if m.type in collectives]
        return (list(dict.fromkeys(names)), None) if names else (list(subject[0]), subject[1])

    def _onward(self, reach: int, b: int, to: list[Mention], through: list[Mention], clause: Span) -> int:
        """A second duty where the recipient sums up and reports on: "về Sở ... để tổng hợp, báo cáo UBND tỉnh"."""
        by = (through or to)[-1:]
        m = ONWARD.match(self.doc.text, reach, b) if by else None
        if not m:
            return max(reach, clause.start)
        report = REPORT.match(self.doc.text, m.end(), b)
        if not report:
            return reach
        onward, _through, end = self._recipients(report, b, b)
        if onward:
            self._add(
                Span(by[0].start, end),
                clause,
                [by[0].agency],
                onward,
                [],
                by[0].span,
                clause.start,
                clause.end,
                onward=True,
            )
        return max(end, report.end())

    def _add(
        self,
        clause: Span,
        line: Span,
        agencies: list[str],
        to: list[Mention],
        through: list[Mention],
        named_at: Span | None,
        a: int,
        b: int,
        *,
        onward: bool = False,
    ) -> None:
        doc = self.doc
        reports_to = list(dict.fromkeys(m.agency for m in to))
        same = self.undated.get((tuple(agencies), tuple(reports_to))) if to else None
        frequency = deadlines.frequency(doc, a, b)
        dues = [] if onward else deadlines.deadlines(doc.text, a, b)
        if PROBLEMS.search(doc.text, a, b):
            frequency = "ad-hoc"
        if same and not dues and same.frequency == frequency:
            same.evidence.append(clause)
            return
        for i, due in enumerate(dues or [None]):
            often = frequency
            if due and len(dues) > 1:
                before = doc.text[dues[i - 1].end if i else clause.start : due.start]
                often = "annual" if A_YEAR.search(before) else "semiannual" if "tháng" in before else frequency
            self.found.append(
                ReportingDuty(
                    key="",
                    evidence=[clause, line] if clause != line else [line],
                    agencies=agencies,
                    reports_to=reports_to,
                    through=list(dict.fromkeys(m.agency for m in through)),
                    frequency=often or ("once" if due and due.year else None),
                    due_year=due.year if due else None,
                    due_month=due.month if due else None,
                    due_day=due.day if due else None,
                    agency_evidence=named_at,
                )
            )
            if not due:
                self.undated.setdefault((tuple(agencies), tuple(reports_to)), self.found[-1])
            if not agencies:
                doc.doubt(self.found[-1], clause, "Không rõ ai phải báo cáo.", "It is not clear who is to report.")


def read(doc: Document, agencies: Agencies, sections: Sections, issuer: str | None) -> None:
    """Adds the reporting duties of the document to its records."""
    Reader(doc, agencies, sections, issuer).read()
