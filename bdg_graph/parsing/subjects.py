"""Finds whom a section speaks to: the agencies of its heading, those behind words of basis, or a name that no
vocabulary knows."""

import re
from dataclasses import dataclass

from bdg_graph.parsing import assignments
from bdg_graph.parsing.agencies import Agencies, Mention
from bdg_graph.parsing.cutting import trimmed
from bdg_graph.parsing.document import Document
from bdg_graph.parsing.duty_parts import Subject
from bdg_graph.parsing.objectives import Found
from bdg_graph.parsing.outline import Node
from bdg_graph.parsing.patterns import compiled
from bdg_graph.parsing.records import Span
from bdg_graph.parsing.slugs import slug

# A heading that names an agency the vocabularies do not know: "Sở Quy hoạch", "Trung tâm ..."; "Hội nghị" is none.
AGENCY_WORD = compiled(
    r"(?:sở|ban(?!\s+hành)|cục|chi\s+cục|hội(?!\s+nghị|\s+thi)|liên\s+(?:đoàn|minh|hiệp)|trung\s+tâm|viện|ngân\s+hàng"
    r"|tòa\s+án|toà\s+án|công\s+an|văn\s+phòng|báo(?!\s+cáo)"
    r"|đài|ubnd|(?:ủy|uỷ)\s+ban|tỉnh\s+đoàn|thành\s+đoàn|đoàn\s+thanh|trường|bệnh\s+viện|bộ\s+chỉ\s+huy"
    r"|thanh\s+tra\s+(?:tỉnh|thành)|mặt\s+trận|các\s+(?:sở|cơ\s+(?:quan|sở)|đơn\s+vị"
    r"|địa\s+phương|doanh\s+nghiệp|tổ\s+chức|ban|hội|trường|huyện|xã|phòng)|thủ\s+trưởng|chủ\s+tịch|giám\s+đốc"
    r"|bảo\s+hiểm|kho\s+bạc|quỹ|phòng\s+(?!chống|,|ngừa)|bộ\s+(?!luật|chỉ\s+tiêu)|hiệp\s+hội"
    r"|công\s+ty|tập\s+đoàn|vụ\s|tổng\s+cục|đảng\s+(?:ủy|uỷ)|huyện\s+(?:ủy|uỷ)|cấp\s+(?:ủy|uỷ))\b",
    re.IGNORECASE,
)

# A heading that names its agency in brackets: "Cơ quan thường trực Ban (Sở Nội vụ)"; must not match "Cơ quan báo chí".
STANDING = compiled(
    r"(?:cơ\s+quan|đơn\s+vị|bộ\s+phận)\s+(?:thường\s+trực|đầu\s+mối|chủ\s+trì)[^():]{0,60}\(", re.IGNORECASE
)

# What the agency of a heading is of another: "Sở Nội vụ (Cơ quan thường trực Ban ...)".
# Matches "(Cơ quan thường trực"; must not match "(Sở Nội vụ)".
OFFICE = compiled(r"\s*\(\s*(?:là\s+)?(?:cơ\s+quan|đơn\s+vị|bộ\s+phận)\s", re.IGNORECASE)

# What stands beside a heading's agency: others in brackets, and words up to the colon after which its duty stands.
# Matches " (Sở Nội vụ)"; must not match " và Sở Nội vụ".
BRACKET = compiled(r"\s*\([^()]*\)")
# Matches " tỉnh: Chủ trì"; must not match ". Chủ trì: ".
COLON = compiled(r"[^:.;]{0,60}:\s*")

# Words of time and basis that can stand before the agency that a sentence speaks to.
# Matches "Căn cứ Kế hoạch này, các sở"; must not match "Căn cứ:", "Sở Y tế".
PREFACE = compiled(
    r"(?:căn\s+cứ|trên\s+cơ\s+sở|theo|trong\s+(?:phạm\s+vi|quá\s+trình)|hằng\s+năm|hàng\s+năm|định\s+kỳ|đồng\s+thời|ngoài\s+ra)"
    r"\s[^.;:]*?,\s",
    re.IGNORECASE,
)
# How far the verb can stand behind the first agency of a list.
LONGEST_LIST = 200
# Matches ", "; must not match ",5".
COMMA = compiled(r",\s+")

# Matches "Hòa An, Tân Lập và Bến Xuân."; must not match "Chủ trì tuyên truyền".
NAMES = compiled(r"(?:[A-ZĐÀ-Ỹ]\w*(?:\s*,\s+|\s+và\s+|\s+|[.;]?$))+")

# Matches "do ", "giao ", "trong đó ", ": "; must not match "dòng ".
BY = compiled(r"(?:\b(?:do|giao|phân\s+công|trong\s+đó)|:)\s+", re.IGNORECASE)


@dataclass(slots=True)
class Reader:
    """Reads the headings of the sections that assign duties, or their first sentences."""

    doc: Document
    agencies: Agencies
    found: Found

    def of(self, node: Node) -> tuple[Subject, Span | None]:
        """The agencies of a section and the duty on its heading's own line, if there is one."""
        line, text = node.line, self.doc.text
        run, at = assignments.leading_run(self.doc, self.agencies, line.body, line.end)
        if not run:
            run, at = self._behind_preface(line.body, line.end)
            if run:
                names = list(dict.fromkeys(m.agency for m in run))
                return Subject(names, Span(run[0].start, run[-1].end)), Span(run[0].start, line.end)
        if not run and (by := self._by(line.body, line.end)):
            return Subject(list(dict.fromkeys(m.agency for m in by)), Span(by[0].start, by[-1].end)), line.span
        if not run:
            return self._unknown_subject(node)
        rest = text[at : line.end]
        names = [m.agency for m in run]
        span = Span(run[0].start, run[-1].end)
        bracket = BRACKET.match(rest)
        if bracket:
            inner = self.agencies.within(at, at + bracket.end())
            said = trimmed(text, Span(at, at + bracket.end()), " (", " )")
            if assignments.LEAD.match(text, said.start, said.end) and self.found.covered(text, said)[0]:
                return Subject(list(dict.fromkeys(names)), span), said  # "Sở Y tế (chủ trì Mục tiêu 2)"
            names += [] if OFFICE.match(rest) else [m.agency for m in inner]
            rest, at = rest[bracket.end() :], at + bracket.end()
        names = list(dict.fromkeys(names))
        colon = COLON.match(rest)
        if colon and not _verb(rest[: colon.end()]):
            return Subject(names, Span(span.start, at)), self._duty_from(at + colon.end(), line.end)
        tail = rest.strip(" .:;,")
        if not tail or (len(tail) < (80 if node.children else 60) and not _verb(tail)):
            return Subject(names, Span(span.start, line.end) if tail and len(tail) < 80 else span), None
        if node.children and len(tail) < 120 and text[line.end - 1].isalnum():  # "2. Các sở chủ trì dự án"
            return Subject(names, Span(span.start, line.end)), None
        return Subject(names, span), line.span

    def _by(self, start: int, end: int) -> list[Mention]:
        """Who leads where the sentence begins with what is led: "Mục tiêu 1 do Sở Nội vụ chủ trì"."""
        for m in BY.finditer(self.doc.text, start, end):
            run, at = assignments.leading_run(self.doc, self.agencies, m.end(), end)
            if run and assignments.LEADS.match(self.doc.text, at, end):
                return run
        return []

    def _behind_preface(self, start: int, end: int) -> tuple[list[Mention], int]:
        """Who acts where words of time and basis come first: "Căn cứ Kế hoạch này, các sở, ngành xây dựng ..."."""
        text = self.doc.text
        for m in COMMA.finditer(text, start, min(end, start + 300)) if PREFACE.match(text, start, end) else ():
            run, at = assignments.leading_run(self.doc, self.agencies, m.end(), end)
            acts = assignments.ACTS.search(text, at, min(end, at + LONGEST_LIST)) if run else None
            if acts:  # between the agencies known others can stand
                return self.agencies.within(run[0].start, acts.start()), acts.start()
        return [], start

    def _unknown_subject(self, node: Node) -> tuple[Subject, Span | None]:
        """A heading that looks like an agency but is in no vocabulary: its name becomes a candidate."""
        line, text = node.line, self.doc.text
        opener = assignments.OPENERS.match(text, line.body, line.end)
        start = opener.end() if opener else line.body
        if not AGENCY_WORD.match(text, start, line.end) and not STANDING.match(text, start, line.end):
            return Subject(), None
        colon = text.find(":", start, line.end)
        name_end = colon if 0 <= colon < start + 120 else line.end
        inner = self.agencies.within(start, name_end)
        rest = self._duty_from(colon + 1, line.end) if 0 <= colon < start + 120 else None
        if inner and _verb(text[start : inner[0].start]):
            return Subject(), None  # "Ủy ban nhân dân các tỉnh thực hiện Nghị quyết của Chính phủ": these do not act
        if inner:
            return Subject(list(dict.fromkeys(m.agency for m in inner)), Span(start, name_end)), rest
        name = text[start:name_end].strip(" .:;")
        if len(name) > 110 or _verb(name):
            return Subject(), None
        agency = f"{self.agencies.place}/{slug(name, 60)}"
        self.doc.candidates.setdefault(agency, name)
        return Subject([agency], Span(start, start + len(name))), rest

    def _duty_from(self, start: int, end: int) -> Span | None:
        """The duty that follows a heading's colon, where there are words enough for one; "Các xã: Hòa An, Tân Lập"
        names the places meant."""
        duty = trimmed(self.doc.text, Span(start, end))
        return duty if duty.end - duty.start > 12 and not NAMES.fullmatch(self.doc.quote(duty)) else None


def _verb(words: str) -> bool:
    return bool(assignments.VERB.search(words))
