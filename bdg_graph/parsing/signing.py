"""Reads whom a document is sent to (Kính gửi, Nơi nhận) and who signed it."""

import re
from dataclasses import replace

from bdg_graph.parsing.agencies import Agencies
from bdg_graph.parsing.cutting import trimmed
from bdg_graph.parsing.document import Document
from bdg_graph.parsing.header import RECIPIENT, Head
from bdg_graph.parsing.lines import Line
from bdg_graph.parsing.outline import BEHALF, RECIPIENTS
from bdg_graph.parsing.patterns import compiled
from bdg_graph.parsing.records import Addressee, Signatory, Span

# Matches "PHÓ CHỦ TỊCH", "GIÁM ĐỐC", "CHỦ TỊCH (Đã ký)"; must not match "KẾ HOẠCH".
POSITION = compiled(
    r"(?:PHÓ\s+)?(?:CHỦ TỊCH|GIÁM ĐỐC|TRƯỞNG BAN|BÍ THƯ|CHÁNH VĂN PHÒNG|TỔNG GIÁM ĐỐC|CỤC TRƯỞNG|VỤ TRƯỞNG|BỘ TRƯỞNG"
    r"|THỨ TRƯỞNG|VIỆN TRƯỞNG|CHÁNH ÁN|THỦ TƯỚNG|CHỦ NHIỆM|THỐNG ĐỐC|TRƯỞNG PHÒNG|HIỆU TRƯỞNG)\b"
)

# Matches "Hồ An Phong", "Lê Minh Hành"; must not match "Nơi nhận", "Lưu VT".
NAME = compiled(r"(?:[A-ZĐÀ-Ỹ][a-zà-ỹđ]{0,6}(?:\s|$)){2,5}$")

# What else stands in a signature; any other line below it is text that must not be lost.
# Matches "(Đã ký)", "[daky]", "ỦY BAN NHÂN DÂN", "Nguyễn Văn A"; must not match "Phụ lục kèm theo".
AROUND = compiled(r"[(\[].*[)\]]$|[A-ZĐÀ-Ỹ\W]+$|(?:[A-ZĐÀ-Ỹ][a-zà-ỹđ]{0,6}[.\s]*){1,5}$")

# Matches "Như trên;"; must not match "Như vậy".
SAME_AS_ABOVE = compiled(r"như\s+(?:trên|kính\s+gửi|điều)", re.IGNORECASE)
# Matches "Giám đốc Sở"; must not match "Vụ Bình đẳng giới".
OWN_HEAD = compiled(
    r"(?:ban\s+)?(?:giám\s+đốc|lãnh\s+đạo)(?:,?\s*(?:các\s+)?p(?:hó\s+)?gđ?)?\s+sở|(?:chủ\s+tịch"
    r"|lãnh\s+đạo)(?:,?\s*các\s+(?:pct|phó\s+chủ\s+tịch))?\s*(?:ubnd)?",
    re.IGNORECASE,
)
# The column of the signature that stands on a recipient's line: "- TT. Tỉnh ủy; PHÓ CHỦ TỊCH".
# Matches "; KT. CHỦ TỊCH", ". Nguyễn Thị Hà"; must not match "; UBND TỈNH".
BESIDE = compiled(
    rf"(?<=[;.:])\s+(?P<beside>(?:(?:KT|TM|TL|TUQ|Q)\s?\.|{POSITION.pattern})[A-ZĐÀ-Ỹ ,.-]*"
    r"|(?:[A-ZĐÀ-Ỹ][a-zà-ỹđ]{1,6}(?:\s|$)){3,5})$"
)
# Matches "Lưu: VT"; must not match "Bộ LĐTBXH".
ARCHIVE = compiled(r"lưu\b", re.IGNORECASE)
# Matches "} (để báo cáo)"; must not match "Bộ LĐTBXH (để b/c)".
STRAY = compiled(r"[^\w]*\((?:để\s+[\w/ ]+)\)\s*$|[\W_]+$", re.IGNORECASE)


def read(doc: Document, agencies: Agencies, head: Head, issuer: str | None) -> None:
    """Adds addressees and signatory to the document's records."""
    action = [_addressee(doc, agencies, line, "action") for line in head.addressees]
    copies: list[Addressee] = []
    state = ""
    signing: list[Line] = []
    for whole in doc.outline.tail:
        line, beside = _columns(doc.text, whole, signing)
        signing += beside
        words = doc.text[line.begin : line.end]
        if m := RECIPIENTS.match(doc.text, line.begin, line.end):
            state = "recipients"
            if line.end - m.end() > 3:
                copies.append(_addressee(doc, agencies, Line(line.number, line.begin, m.end() + 1, line.end), "copy"))
        elif BEHALF.match(words) or (POSITION.match(words) and words.isupper()) or (state == "signing"):
            signing.append(line)
            state = "signed" if NAME.match(words) else "signing"
        elif signing and state != "signed" and not line.style and NAME.match(words):
            signing.append(line)
        elif STRAY.match(doc.text, line.start, line.end):
            doc.ignore([line])
        elif state == "recipients" and (
            line.style in ("dash", "plus") or ARCHIVE.match(words) or words.rstrip().endswith((";", "."))
        ):
            copies.append(_addressee(doc, agencies, line, "copy"))
    for copy in copies:
        words = doc.quote(copy.evidence[0])
        if SAME_AS_ABOVE.match(words):
            copy.agencies = list(dict.fromkeys(a for x in action for a in x.agencies))
        elif not copy.agencies and issuer and OWN_HEAD.match(words):
            copy.agencies = [issuer]
    for number, record in enumerate([*action, *copies], 1):
        record.key = record.number = str(number)
        doc.records.append(record)
    _signatory(doc, signing, issuer)


def _columns(text: str, line: Line, signing: list[Line]) -> tuple[Line, list[Line]]:
    """A line of the recipients without the signature's line that stands beside it in plain text, and that line."""
    own = BEHALF.match(text, line.begin, line.end) or POSITION.match(text, line.begin, line.end)
    m = None if own else BESIDE.search(text, line.begin, line.end)
    if not m or (NAME.match(m["beside"]) and not signing):
        return line, []
    at = m.start("beside")
    return replace(line, end=m.start()), [Line(line.number, at, at, line.end)]


def _addressee(doc: Document, agencies: Agencies, line: Line, kind: str) -> Addressee:
    start = doc.text.find(":", line.start, line.end) + 1 if RECIPIENT.match(doc.text, line.start) else line.start
    span = trimmed(doc.text, Span(start, line.end), after=" ;.")
    archived = ARCHIVE.match(doc.text, span.start, span.end)
    named = [] if archived else [m.agency for m in agencies.within(span.start, span.end)]
    return Addressee(key="", evidence=[span], kind=kind, agencies=list(dict.fromkeys(named)))


def _signatory(doc: Document, lines: list[Line], issuer: str | None) -> None:
    behalf = next((line for line in lines if BEHALF.match(doc.text, line.begin, line.end)), None)
    position = next(
        (line for line in lines if line is not behalf and POSITION.match(doc.text, line.begin, line.end)), None
    )
    name = next((line for line in reversed(lines) if NAME.match(doc.text[line.begin : line.end])), None)
    if name is None and position is None:
        return
    used = [line for line in (behalf, position, name) if line is not None]
    doc.records.append(
        Signatory(
            key="1",
            number="1",
            evidence=[Span(line.begin, line.end) for line in used],
            name=doc.text[name.begin : name.end] if name else None,
            position=doc.text[position.begin : position.end] if position else None,
            on_behalf_of=doc.text[behalf.begin : behalf.end] if behalf else None,
            agency=issuer,
        )
    )
    doc.ignore([line for line in lines if line not in used and AROUND.match(doc.text, line.begin, line.end)])
