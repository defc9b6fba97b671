"""Reads what a document says of itself: number, date, kind, title, issuer, place, period."""

import re
from dataclasses import dataclass, field

from bdg_graph.parsing import dates, untitled
from bdg_graph.parsing.cutting import trimmed
from bdg_graph.parsing.document import Document
from bdg_graph.parsing.lines import Line
from bdg_graph.parsing.patterns import compiled
from bdg_graph.parsing.records import Header, Label, Span
from bdg_graph.parsing.slugs import slug
from bdg_graph.parsing.words import words

# Matches "Số: 397/SLĐTBXH-TEBĐG", "Số: H32 /KH-UBND", "Số: /KH-UBND", the Party's "Số 12-KH/TU"; must not match
# "Số lượng: 5", "Nghị quyết số 28/NQ-CP".
NUMBER = compiled(
    r"(?<![\w ])\s*Số(?:\s*:\s*(?=[^-\n]{0,14}/)|\s*:?\s*(?=\d{1,5}\s?-))"
    r"([\w.…]{0,12}?\s?/\s?(?:\d{4}/)?[A-ZĐ][\w&Đ-]{1,30}|\d{1,5}\s?-\s?[A-ZĐ]\w{1,5}/[A-ZĐ][\w&Đ-]{1,20})"
)

# Matches "Quảng Bình, ngày 21 tháng 3 năm 2022", "TP. Huế, ngày   tháng   năm 2025", "Huế, ngày 05/3/2026"; must not
# match "của Quốc hội ngày 20 tháng 11".
PLACE_AND_DATE = compiled(
    r"((?:(?i:TP|tỉnh|thành phố)\.?\s+)?[A-ZĐÀ-Ỹ][^\W\d_]*(?:[ -][A-ZĐÀ-Ỹ][^\W\d_]*){0,5})\s*,"
    r"\s*((?i:ngày)\s*(\d{0,2})(?:[\s….]*(?i:tháng)\s*|\s?/\s?)(\d{0,2})(?:[\s….]*(?i:năm)\s*|\s?/\s?)(\d{4}))"
)

# Matches "tỉnh Ninh Bình", "THÀNH PHỐ HẢI PHÒNG", "TP. Huế"; must not match "tỉnh về", "thành phố trực thuộc".
NAMED_PLACE = compiled(
    r"(?i:\b(?:tỉnh|thành phố|tp\.?))\s+((?:(?!VỀ\b|GIAI\b|NĂM\b|ĐẾN\b|CỘNG\b|TRONG\b|THỰC\b"
    r"|VÀ\b)[A-ZĐÀ-Ỹ][\wĐ]*)(?:[ -](?!VỀ\b|GIAI\b|NĂM\b|ĐẾN\b|CỘNG\b|TRONG\b|THỰC\b|VÀ\b)[A-ZĐÀ-Ỹ][\wĐ]*){1,3})"
)

# Matches "TP. Huế"; must not match "Huế".
PLACE_KIND = compiled(r"^(?:tp\.?|thành phố|tỉnh)\s+", re.IGNORECASE)

# A year of a title, the month before it where it ends a date ("ngày 20 tháng 01 năm 2018"), the last year of a period.
# Matches "năm 2022"; must not match "2021-2025".
YEAR = compiled(r"năm\s+((?:19|20)\d\d)", re.IGNORECASE)
# Matches "tháng 01 "; must not match "tháng hành động ".
MONTH_BEFORE = compiled(r"tháng\s+\d{1,2}\s+$", re.IGNORECASE)
# Matches "đến hết năm 2025"; must not match "năm 2025".
UNTIL = compiled(r"(?:đến|tới)\s+(?:cuối\s+|hết\s+)?năm\s+((?:19|20)\d\d)", re.IGNORECASE)

# The letterhead's right half, and lines that are only drawn.
# Matches "Độc lập - Tự do - Hạnh phúc"; must not match "KẾ HOẠCH".
LETTERHEAD = compiled(
    r"CỘNG\s+H[ÒO][ÀA]\s+XÃ\s+HỘI|Độc\s+lập\s*[-–]\s*Tự\s+do|^\W*ĐỘC\s+LẬP|ĐẢNG\s+CỘNG\s+SẢN|^[\W_]+$", re.IGNORECASE
)

# Matches the sentence that begins the preamble: "Căn cứ Luật", "Thực hiện Nghị quyết số 28/NQ-CP"; a title in
# capitals is none.
PREAMBLE = compiled(
    r"(?:Căn cứ|Thực hiện|Triển khai|Nhằm|Để|Trên cơ sở|Theo|Ủy ban nhân dân|Uỷ ban nhân dân|UBND|Sau khi|Xét)\b"
)
# Matches "Kính gửi:"; must not match "Gửi".
RECIPIENT = compiled(r"Kính\s+gửi", re.IGNORECASE)

# Matches "V/v hướng dẫn"; must not match "V. TỔ CHỨC".
SUBJECT = compiled(r"V/v\s*:?\s*|Về việc\s+", re.IGNORECASE)

# Who decides, in capitals on a line between a decision's title and its grounds; a title left open goes on there.
# Matches "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH", "BỘ TRƯỞNG BỘ Y TẾ"; must not match "CHÍNH PHỦ BAN HÀNH".
DECIDER = compiled(
    r"(?:(?:PHÓ )?CHỦ TỊCH|(?:ỦY|UỶ) BAN|UBND|HỘI ĐỒNG NHÂN DÂN|(?:THỦ TƯỚNG )?CHÍNH PHỦ$|QUỐC HỘI$|BỘ TRƯỞNG|THỐNG ĐỐC"
    r"|(?:TỔNG )?GIÁM ĐỐC|CHÁNH VĂN PHÒNG|(?:CỤC|TRƯỞNG) (?:TRƯỞNG|BAN)|BAN (?:THƯỜNG VỤ|CHẤP HÀNH|CHỈ ĐẠO)|CHÁNH ÁN"
    r"|VIỆN TRƯỞNG)(?!.*\b(?:BAN HÀNH|VỀ|NĂM|GIAI ĐOẠN)\b)"
)
# Matches "THUỘC THẨM QUYỀN CỦA"; must not match "NĂM 2025".
LEFT_OPEN = compiled(r"(?:,|\b(?:CỦA|DO|VÀ|CHO|VỚI|TẠI|THUỘC|BỞI|TRONG))$")

# The verb of the sentence in which the issuer acts: "UBND tỉnh ban hành Kế hoạch", "Sở ... đề nghị các sở".
# Matches "ban hành Kế hoạch"; must not match "về việc".
ISSUING = compiled(r"\b(?:ban\s+hành|xây\s+dựng|đề\s+nghị|yêu\s+cầu|triển\s+khai|hướng\s+dẫn)\b", re.IGNORECASE)

# What stands before the issuer in that sentence; "của Bộ trưởng Bộ Y tế hướng dẫn" says who issued something else.
# Matches ", ", "năm 2025; Chủ tịch "; must not match " của Bộ trưởng ".
BEGINS_CLAUSE = compiled(r"(?:^|[,;.:)”\"])\s*(?:(?:thì|nay|chủ tịch|thường trực|lãnh đạo)\s+)*$", re.IGNORECASE)

# What can stand between the issuer and that verb.
# Matches " (VSTBPN) tỉnh "; must not match " của tỉnh ".
BEFORE_ISSUING = compiled(r"\s*(?:\([^()\n]{1,60}\)\s*)?(?:(?:tỉnh|thành\s+phố|huyện|quận|thị\s+xã|xã|phường)\s+)?")


# Units below a province.
BELOW = r"xã|phường|thị\s+trấn|đặc\s+khu|huyện|quận|thị\s+xã"

# Matches "thành phố ", "TỈNH "; must not match "phường ".
OF_PROVINCE = compiled(r"\b(?:tỉnh|thành\s+phố|TP\.?)\s+$", re.IGNORECASE)


@dataclass(slots=True)
class Head:
    """What the front of a document says, before agencies are resolved."""

    place: str = ""
    document_type: str = ""
    number: str | None = None
    issued: str | None = None
    title: str = ""
    period: tuple[int, int] | None = None
    due: int | None = None
    evidence: list[Span] = field(default_factory=list)
    preamble: list[Line] = field(default_factory=list)
    addressees: list[Line] = field(default_factory=list)


def head(doc: Document) -> Head:
    """The front of the document, and its place from wherever the text names it."""
    found, text = Head(), doc.text
    front = doc.outline.front
    title: list[Line] = []
    state = "letterhead"
    for line in front:
        words_of = text[line.begin : line.end]
        number = NUMBER.search(text, line.begin, line.end) if state != "preamble" else None
        dated = _dated(text, line) if state != "preamble" else None
        if number and found.number is None and not number[1].strip().startswith("/"):
            found.number = number[1].strip()
            found.evidence.append(trimmed(text, Span(*number.span())))
        if dated and found.issued is None:
            found.issued = dates.iso(dated[3], dated[4], dated[5]) if dated[3] and dated[4] else None
            found.evidence.append(Span(dated.start(), dated.end()))
        if RECIPIENT.match(words_of):
            state = "addressees"
            if line.end - line.begin > 14:
                found.addressees.append(line)
        elif state == "addressees" and line.style in ("dash", "plus"):
            found.addressees.append(line)
        elif state == "letterhead" and (kind := _kind(doc, line)):
            state, found.document_type = "title", kind
            title.append(line)
        elif SUBJECT.match(words_of) and not title and state == "letterhead":
            state, found.document_type = "title", "cong-van"
            title.append(line)
        elif LETTERHEAD.search(words_of) or dated:
            continue
        elif state == "letterhead" and found.issued and (kind := untitled.kind(doc, found.number)):
            decided = not words_of.isupper() or DECIDER.match(words_of)
            state, found.document_type = "preamble" if decided else "title", kind
            (found.preamble if decided else title).append(line)
        elif state == "title" and _goes_on(text, title, line) and not number:
            title.append(line)
        elif state in ("title", "addressees", "preamble") and not number:
            state = "preamble"
            found.preamble.append(line)
    spans = [Span(line.begin, line.end) for line in title]
    if not spans and (sentence := untitled.title(doc, found.preamble)):
        spans = [sentence]
    found.title = " ".join(map(doc.quote, spans))
    found.evidence += spans
    _period(doc, found)
    found.place = _alive(doc, _place(doc), found)
    return found


def _alive(doc: Document, place: str, found: Head) -> str:
    """Of places of one name, the one that was alive when the document was issued: "ninh-binh" until 30 June 2025, else
    "ninh-binh-2025"."""
    lexicon = doc.lexicon
    name = lexicon.place_names.get(place)
    same = [p for p, other in lexicon.place_names.items() if other == name] if name else []
    day = found.issued or (f"{found.period[0]}-01-01" if found.period else None)
    if len(same) < 2 or day is None:
        return same[0] if same else place
    return next((p for p in same if lexicon.place_spans[p][0] <= day <= lexicon.place_spans[p][1]), place)


def province(doc: Document, found: Head) -> str | None:
    """The province above the commune or district that a plan is for, where the text names just one."""
    name = doc.places.get(found.place)
    if not name or not re.search(rf"(?:{BELOW})\s+{re.escape(name)}\b", doc.text, re.IGNORECASE):
        return None
    named = {
        _alive(doc, m.value, found)
        for m in doc.matches(doc.lexicon.places, 0, len(doc.text))
        if OF_PROVINCE.search(doc.text, max(0, m.start - 12), m.start) and doc.text[m.start].isupper()
    }
    return named.pop() if len(named) == 1 else None


def _dated(text: str, line: Line) -> re.Match[str] | None:
    """The place and the day of a date line; "ngày 20/01/2018" inside a title is another document's."""
    words_of = text[line.begin : line.end]
    if len(words_of) >= 250 or PREAMBLE.match(words_of):
        return None
    m = PLACE_AND_DATE.search(text, line.begin, line.end)
    return m if m and ("/" not in m[2] or not text[m.end() : line.end].strip(" .|")) else None


def _kind(doc: Document, line: Line) -> str | None:
    """The document type that the line names in capitals, alone or before a title."""
    text = doc.text
    first = text[line.begin : line.end].split(" ")
    if not first[0].isupper() or line.cells or NUMBER.search(text, line.begin, line.end):
        return None
    match = doc.lexicon.document_types.at(text, words(text, line.begin, min(line.end, line.begin + 60)), 0)
    if match and text[match.end : line.end] == ":":  # "QUYẾT ĐỊNH:" above the articles
        return None
    return match.value if match and text[match.start : match.end].isupper() else None


def _goes_on(text: str, title: list[Line], line: Line) -> bool:
    """Whether `line` belongs to the title that has begun."""
    words_of = text[line.begin : line.end]
    if LETTERHEAD.search(words_of) or words_of.startswith("(") or line.style in ("dash", "row"):
        return False
    before = text[title[-1].begin : title[-1].end]
    if len(title) > 1 and DECIDER.match(words_of) and not LEFT_OPEN.search(before):
        return False
    if words_of.isupper():  # in capitals below a title that is not: who decides, "CHỦ TỊCH ỦY BAN NHÂN DÂN TỈNH"
        return len(title) == 1 or before.isupper()
    if len(title) == 1 and before.count(" ") < 4:
        return len(words_of) < 400 and not words_of.rstrip().endswith((":", ";", "."))
    if words_of[0].islower():
        return not words_of.rstrip().endswith((":", ";"))
    return (
        not PREAMBLE.match(words_of)
        and len(words_of) < 160
        and not words_of.rstrip().endswith((":", ";", "."))
        and len(title) < 5
    )


def _period(doc: Document, found: Head) -> None:
    title = found.title
    found.period = dates.period(title)
    if found.period is None:
        years = [int(m[1]) for m in YEAR.finditer(title) if not MONTH_BEFORE.search(title, 0, m.start())]
        until = UNTIL.search(title)
        if until:
            start = years[0] if years and years[0] != int(until[1]) else int(found.issued[:4]) if found.issued else None
            found.due = int(until[1])
            found.period = (start, found.due) if start and start <= found.due else None
        elif years:
            found.period = (years[0], years[-1]) if years[0] <= years[-1] else (years[0], years[0])
    if found.period is None and found.due is None:
        for line in doc.outline.closing[:1]:
            found.period = dates.period(doc.text[line.begin : line.end])
            if found.period:
                found.evidence.append(Span(line.begin, line.end))
    if found.period:
        found.due = found.period[1]


def _place(doc: Document) -> str:
    """The place the document is for: of the date line, the letterhead, the title, the preamble, else the one named
    most.
    """
    text, front = doc.text, doc.outline.front
    dated = next((m for line in front if (m := _dated(text, line))), None)
    known = [
        m for m in doc.matches(doc.lexicon.places, 0, len(text)) if m.value != "viet-nam" and text[m.start].isupper()
    ]
    if dated and (named := next((m for m in known if dated.start(1) <= m.start < dated.end(1)), None)):
        return named.value
    if dated:
        name = PLACE_KIND.sub("", dated[1].strip())
        above = NAMED_PLACE.search(text, 0, dated.start())  # "Phan Rang, ngày ..." below "TỈNH NINH THUẬN"
        same = above and next((m for m in known if above.start() <= m.start < above.end()), None)
        return same.value if same and name.lower() not in text[: dated.start()].lower() else _mint(doc, name)
    edge = front[-1].end if front else 0
    if said := NAMED_PLACE.search(text, 0, edge):
        same = next((m for m in known if said.start() <= m.start < said.end()), None)
        return same.value if same else _mint(doc, said[1])
    in_front = [m.value for m in known if m.start < edge]
    counted = in_front or [m.value for m in known]
    if counted:
        return max(dict.fromkeys(counted), key=counted.count)
    anywhere = [m[1] for m in NAMED_PLACE.finditer(text) if not m[1].isupper()]
    return _mint(doc, max(dict.fromkeys(anywhere), key=anywhere.count)) if anywhere else "viet-nam"


def _mint(doc: Document, name: str) -> str:
    """A place that the reference data do not know, kept as a candidate."""
    words_of = name.split()  # "UBND Bến Xuân", "BẾN XUÂN Độc": the letterhead's other half stands on the same line
    style = [word.isupper() for word in words_of]
    if not all(style) and any(style):
        words_of = [w for w, upper in zip(words_of, style, strict=True) if upper == (style[0] and len(words_of[0]) < 5)]
    name = " ".join(words_of) or name
    printed = name.title() if name.isupper() else name
    made = slug(printed)
    doc.places.setdefault(made, printed)
    return made


def header(doc: Document, found: Head, issuer: str | None, issuer_span: Span | None, plan_id: str | None) -> Header:
    """The header record; what the text is silent on is listed in `not_stated` by field name."""
    evidence = [*found.evidence, *([issuer_span] if issuer_span else [])]
    made = Header(
        key=plan_id or made_id(doc, found),
        evidence=evidence or [Span(0, min(len(doc.text), 80))],
        title=Label(vi=found.title or None),
        document_type=found.document_type or "van-ban",
        place=found.place,
        issuer=issuer,
        document_number=found.number,
        issued=found.issued,
        period=found.period,
        label=Label(vi=found.title or None),
    )
    silent = {
        "issuer": made.issuer,
        "documentNumber": made.document_number,
        "issued": made.issued,
        "periodStart": made.period,
    }
    made.not_stated = [name for name, value in silent.items() if value is None]
    return made


def made_id(doc: Document, found: Head) -> str:
    """An id from the place and the period, year or number: "ninh-binh-2021-2025"."""
    name = doc.lexicon.place_names.get(found.place)
    place = slug(name) if name else found.place
    if found.period:
        first, last = found.period
        return f"{place}-{first}" if first == last else f"{place}-{first}-{last}"
    tail = (
        slug(found.number) if found.number else found.issued[:4] if found.issued else slug(found.title, 40) or "van-ban"
    )
    return f"{place}-{tail}"
