"""Finds the documents a plan cites, numbered or named, every mention of each, and how it uses them."""

import re

from bdg_graph.parsing import dates
from bdg_graph.parsing.agencies import Agencies
from bdg_graph.parsing.cited import Mention, identity, merged
from bdg_graph.parsing.cutting import trimmed
from bdg_graph.parsing.document import Document
from bdg_graph.parsing.patterns import compiled
from bdg_graph.parsing.records import Citation, Span

TYPES = (
    r"Nghị quyết|Chỉ thị|Quyết định|Nghị định|Thông tư liên tịch|Thông tư|Công văn|Văn bản|Kế hoạch"
    r"|Chương trình hành động|Chương trình|Đề án|Dự án|Kết luận|Hướng dẫn"
    r"|Thông báo|Tờ trình|Báo cáo|Luật|Pháp lệnh|Chiến lược|Công điện|Quy định|Quy chế|Thông tri|Đề cương"
)

# Matches "28/NQ-CP", "21-CT/TW", "21/CT-TW", "418/LĐT BXH-BĐG", "45/2025/NĐ-CP", "202/2025/QH15"; must not match
# "15/11/2022", "113 nam/100 nữ", "28/100.000", "60%".
NUMBER = (
    r"\d{1,5}(?:\s?/\s?\d{4})?\s?[/-]\s?[A-ZĐ][A-ZĐa-zđ&]*\d{0,2}(?: "
    r"(?=[A-ZĐ]{2,}-))?(?:[A-ZĐ][A-Za-zĐđ&]*\d{0,2})?(?:\s?[-/]\s?[A-ZĐ][A-ZĐa-zđ&]*\d{0,2}(?:\.[A-ZĐ]\w*)?)*"
)
# Matches "Chỉ thị số 21-CT/TW"; must not match "113 nam/100 nữ".
NUMBERED = compiled(rf"(?:(?P<type>(?i:{TYPES}))\s+)?(?:số\s*:?\s*)?(?<![\w/.-])(?P<number>{NUMBER})(?![\w%])")

# The number of the document itself.
# Matches "Số: "; must not match "số ".
OWN = compiled(r"\bS[ốỐ]\s*:\s*$")
LETTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZĐ")

# "các Kế hoạch của UBND tỉnh: số 3563/KH-UBND ...; số 3572/KH-UBND": the type and issuer of a list stand before it.
LIST_HEAD = compiled(rf"(?i:(?:các\s+)(?P<type>{TYPES}))[^.;:]{{0,80}}:?\s*$")
# Matches " ngày 03/3/2021"; must not match " ngày 8/3".
DATED = compiled(
    r"\s*,?\s*ngày\s+(\d{1,2})(?:\s*[/.-]\s*|\s+tháng\s+)(\d{1,2})(?:\s*[/.-]\s*|\s+năm\s+)(\d{4})", re.IGNORECASE
)
# Matches " của Chính phủ"; must not match " cho Chính phủ".
OF = compiled(r"\s*,?\s*của\s+", re.IGNORECASE)

# Whose office it was that issued: "của Bộ trưởng Bộ Y tế", "của Hội nghị lần thứ sáu Ban Chấp hành Trung ương".
# Matches "Bộ trưởng ", "Chủ tịch "; must not match "Bộ Y tế".
OFFICE = compiled(
    r"(?:(?:Bộ trưởng|Thứ trưởng|Chủ tịch|Giám đốc|Thủ trưởng|Chủ nhiệm|Chánh án|Viện trưởng|Trưởng ban|Tổng Giám đốc)"
    r"(?:,?\s+|\s+và\s+)|Hội nghị(?:\s+lần\s+thứ\s+[^\W_]+)?,?\s+)+",
    re.IGNORECASE,
)

# What names an issuer further: "Ban Chấp hành" and "Trung ương Đảng", "HĐND tỉnh" and "khóa XIV".
# Matches " khóa XIV"; must not match " khóa mới".
TERM = compiled(r"\s+(?i:khóa|khoá)\s+[IVXL]+|\s+Trung ương(?:\s+Đảng)?")

# The title after number, date and issuer: "về việc hướng dẫn ...", "về công tác phụ nữ", "thực hiện đề án ...".
# Matches " về việc hướng dẫn"; must not match " tại tỉnh".
ABOUT = compiled(
    r"\s*,?\s*(?:về\s+việc|về|v/v|quy\s+định|phê\s+duyệt|ban\s+hành|thực\s+hiện|triển\s+khai|hướng\s+dẫn)\s+",
    re.IGNORECASE,
)
# Matches "về việc hướng dẫn"; must not match "thực hiện đề án".
ABOUT_WORD = compiled(r"(?:về\s+việc|về|v/v)\s+", re.IGNORECASE)

# What a decision itself puts into force, in its articles or its subject line, is no document that it cites.
# Matches "Ban hành kèm theo Quyết định này ", a line's "Về việc ban hành "; must not match "28/NQ-CP ban hành ".
PROMULGATED = compiled(
    r"(?:ban\s+hành\s+(?:kèm\s+)?theo\s+\w+\s+\w+\s+này|\n(?:(?:về\s+việc|v/v)\s+)?(?:ban\s+hành|phê\s+duyệt))\s*$",
    re.IGNORECASE,
)

# Where a title ends: ";", a sentence's end, a bracket, the next cited document, or the clause in which the issuer acts.
TITLE_END = compiled(
    rf";|\.(?:\s|$|/)|\s+\((?:viết|sau|gọi|Chỉ|Nghị)|\n|(?:\s+và|,)\s+(?=(?:{TYPES})\s+(?:số\s+)?\d)"
    r"|,\s+(?=(?:Ủy ban nhân dân|Uỷ ban nhân dân|UBND|Sở|Ban Thường vụ|Tỉnh ủy|Hội)\b)"
    r"|,\s+(?=(?:đề nghị|đặc biệt|tập trung|kịp thời|nhằm|phù hợp|trong đó|đồng thời|tạo|bảo đảm|đảm bảo|góp phần)\b)"
    r"|\s+(?=(?:về\s+(?:UBND|Ủy ban)|phù hợp với|và các (?:mục tiêu|chỉ tiêu|nhiệm vụ) (?:của|trong|tại|theo))\b)|[”\"]"
)

# What follows a law's name and is no part of it.
BEHIND = (
    r"trên|trong|cho|để|tại|theo|về|quy định|được|ban hành|phù|sát|phải|bảo đảm|đảm bảo|thuộc|gồm"
    r"|vào|ở|hiện|với|đến|năm|nhiệm|đối|ngày|số|một|do|có|từ|gắn|bằng|nhằm|là|khi"
    r"|đã|tới|giai|sửa"
)
OF_WHOM = r"của\s+(?:[A-ZĐÀ-Ỹ]|tỉnh|nước|các|địa|cơ|đơn|người|nhà)"

# A law whose number, day or year follows its name, which then may hold commas and "và".
# Matches "Luật Đo đạc và bản đồ số 27/2018/QH14"; must not match "Luật Đo đạc và các văn bản năm 2018".
WHOLE_LAW = compiled(
    r"\b(?:Bộ\s+[Ll]uật|Luật)\s+[A-ZĐÀ-Ỹ]\w*(?:,?\s+(?!(?:các|của|Nghị|Luật|Thông|Quyết|Chỉ|Hiến|được)\b)[^\W\d_]+){0,14}"
    r"(?=\s+(?:\(sửa đổi[^()\n]{0,20}\)\s+)?(?:số\s+\d+/|ngày\s+\d|năm\s+(?:19|20)\d\d\b))"
)

# Laws: "Luật Bình đẳng giới", "Bộ luật Lao động (sửa đổi) năm 2019"; must not match "pháp luật", "Luật này".
LAW = compiled(
    rf"\b(?P<law>{WHOLE_LAW.pattern}"
    r"|(?:Bộ\s+[Ll]uật|Luật)\s+(?:[A-ZĐÀ-Ỹ]\w*|bình đẳng|ngân sách|hôn nhân|phòng)(?:,\s+chống)?"
    rf"(?:\s+(?!và\s+(?:các|vấn|Luật|Nghị|chính)|{OF_WHOM}|(?:{BEHIND}|này)\b)[^\W\d_]+){{0,9}}?)"
    rf"(?=\s*(?:[;:.,()”\"\n]|$|\s(?:số\s+\d|{OF_WHOM}|(?:và|{BEHIND})\b)))"
    r"(?P<year>\s+(?:\(sửa đổi[^()]*\)\s*)?(?:năm\s+)?(?:19|20)\d\d)?"
)
# A law that amends others is none of them, be they one or a list with the day of the law behind it.
# Matches "Luật sửa đổi, bổ sung một số điều của Luật Tổ chức Chính phủ"; must not match "Luật Tổ chức Chính phủ".
AMENDING = compiled(
    r"\bLuật [Ss]ửa đổi(?:, bổ sung)?(?: một số điều)? của (?:Bộ luật|Luật) (?:"
    r"(?:[^;.,\n()]|,(?= Luật)){3,300}?(?=\s+(?:số\s+\d+/|ngày\s+\d|năm\s+\d{4}))"
    r"|[^;.\n()]{3,160}?(?=\s+(?:ban hành|về|trên|được|có|do)\b|[;.\n()]|,\s+(?:Luật|Nghị|Thông|Quyết)|$))"
)
# Matches "Hiến pháp"; must not match "hợp hiến".
CONSTITUTION = compiled(
    r"\bHiến pháp\b(?:\s+năm\s+(?:19|20)\d\d)?|\bCông ước(?:\s+(?:CEDAW|quốc tế[^,;.()]{3,80}|về[^,;.()]{3,120}"
    r"|Liên hợp quốc[^,;.()]{3,100}))?"
)

# The words that name a strategy, programme or scheme.
PROGRAMMES = (
    r"Chiến lược quốc gia|Chiến lược|Chương trình mục tiêu quốc gia|Chương trình mục tiêu|Chương trình quốc gia"
    r"|Chương trình hành động|Chương trình"
    r"|Đề án thí điểm|Đề án|Dự án|Kế hoạch hành động|Khuyến nghị của"
)

# One with a period: "Chương trình phòng ngừa, ứng phó với ... giai đoạn 2021-2025", "Chương trình truyền thông ...
# đến năm 2030"; the words between name no other document.
WITH_PERIOD = (
    rf"(?:(?!\b(?:{PROGRAMMES}|Kế hoạch|Nghị quyết|Luật"
    rf"|trên địa bàn)\b)[^\n;:.()“”\"]){{4,230}}?(?:\s*,?\s*(?i:giai đoạn)\s+(?:19|20)\d\d\s*[-–]\s*(?:19"
    rf"|20)\d\d(?:\s+và tầm nhìn đến năm \d{{4}})?"
    r"|\s*,?\s+(?i:từ năm)\s+\d{4}\s+(?i:đến năm)\s+\d{4}|\s+(?i:đến năm)\s+\d{4})"
)

# One without: in quotation marks, or up to the words that go on with the sentence.
WITHOUT = (
    r"[“\"][^”\"\n]{5,160}[”\"]|[^\n;:.()“”\",]{4,190}?(?=[;:.()“”\"\n,]|\s+(?:đặc biệt|tại|trên địa bàn|thuộc|trong"
    r"|của|theo|tới|phù hợp|được|năm \d{4}|và (?:sự|các|Chương)|nhằm|đảm bảo|bảo đảm|về việc)\b)"
)
# Matches "Chương trình truyền thông về bình đẳng giới đến năm 2030"; must not match "kế hoạch của tỉnh".
NAMED = compiled(rf"\b(?P<type>(?i:{PROGRAMMES}))\s+(?!(?i:thuộc)\b)(?:(?P<dated>{WITH_PERIOD})|(?P<name>{WITHOUT}))")

# Generic uses of the words that name documents: "Chương trình, Kế hoạch", "chương trình giảng dạy", "dự án có liên
# quan".
# Matches "giảng dạy"; must not match "truyền thông về bình đẳng giới".
GENERIC = compiled(
    r"(?:,|và\b|này\b|của\b|khác\b|có liên quan|liên quan|được\b|phát triển kinh tế|giảng dạy|đào tạo|bồi dưỡng"
    r"|nâng cao năng lực|tăng cường|công tác\b|hằng năm|hàng năm|trong\b|tín dụng|giảm nghèo|cụ thể|đã\b"
    r"|giai đoạn|theo\b"
    r"|trên\b|tại\b|thực hiện\b|triển khai\b|số\b|nêu\b|mục tiêu (?:và|các)|dự án\b|đề án\b|kế hoạch\b|thi đua"
    r"|tuyên truyền\b(?!.{5,200}giai đoạn)|do\b|cho\b|phối hợp|chuyên|truyền hình|hoạt động\b|công nghệ"
    r"|nghệ thuật)",
    re.IGNORECASE,
)
# Matches "căn cứ vào "; must not match "căn cứ tình hình, ".
ON_BASIS = compiled(r"\bcăn cứ(?:\s+(?:vào|các|theo))?\s*$", re.IGNORECASE)
# Matches "Căn cứ Luật"; must not match "Thực hiện Luật".
BASIS = compiled(r"\bcăn\s+cứ\b", re.IGNORECASE)
# Matches "Thực hiện Luật"; must not match "Căn cứ Luật".
IMPLEMENTS = compiled(r"\b(?:thực\s+hiện|triển\s+khai)\b", re.IGNORECASE)
WORDS_FOR_USE = (("basis", BASIS), ("implements", IMPLEMENTS))

# No plan names more laws whole; so many are compared with each mention.
MOST_LAWS = 100


def read(doc: Document, agencies: Agencies, own_number: str | None) -> None:
    """Adds the citations to the document's records, in order of first mention."""
    mentions = _joined(doc.text, _numbered(doc, agencies, own_number), _named(doc))
    for mention in mentions:
        mention.use = _use(doc, mention)
    groups: dict[str, list[Mention]] = {}
    by_number: dict[str, str] = {}
    for mention in sorted(mentions, key=lambda m: (m.span.start, -m.span.end)):
        key = identity(doc, mention, by_number)
        groups.setdefault(key, []).append(mention)
    for number, (document, found) in enumerate(merged(groups).items(), 1):
        doc.records.append(_citation(str(number), document, found))


def _numbered(doc: Document, agencies: Agencies, own_number: str | None) -> list[Mention]:
    text, found = doc.text, []
    head: tuple[str, Span, str | None] | None = None
    for m in NUMBERED.finditer(text):
        line = doc.line_at(m.start())
        if line is None or (own_number and m["number"] in own_number) or _is_own(text, m):
            continue
        mention = Mention(
            Span(
                m.start() if m["type"] or text[m.start() : m.start() + 2].lower() == "số" else m.start("number"),
                m.end(),
            ),
            (m["type"] or "").lower(),
            " ".join(m["number"].split()),
        )
        if not m["type"]:
            before = LIST_HEAD.search(text, max(line.begin, m.start() - 110), m.start())
            if before:
                head = (
                    before["type"].lower(),
                    Span(before.start("type") - 4, m.start()),
                    _issuer_in(doc, agencies, before.end("type"), m.start()),
                )
            if head and head[1].start >= line.begin:
                mention.type, mention.issuer = head[0], head[2]
                mention.extra = [
                    Span(head[1].start, head[1].start + len(text[head[1].start : head[1].end].rstrip(": ")))
                ]
        _details(doc, agencies, mention, line.end)
        found.append(mention)
    return found


def _is_own(text: str, m: re.Match[str]) -> bool:
    """The number of the document itself ("Số: 397/SLĐTBXH"), a ratio or a count."""
    return (
        bool(OWN.search(text, max(0, m.start("number") - 8), m.start("number")))
        or sum(c in LETTERS for c in m["number"]) < 2
    )


def _details(doc: Document, agencies: Agencies, mention: Mention, end: int) -> None:
    """Date, issuer and title as they follow a number."""
    text, at = doc.text, mention.span.end
    dated = DATED.match(text, at, end)
    if dated:
        mention.date, at = dates.iso(dated[1], dated[2], dated[3]), dated.end()
    of = OF.match(text, at, end)
    if of:
        office = OFFICE.match(text, of.end(), end)
        starts = {of.end(), office.end() if office else of.end()}
        names = [a for a in agencies.within(of.end(), min(end, of.end() + 120)) if a.start in starts]
        if names:
            at = names[0].end
            term = TERM.match(text, at, end)
            at = term.end() if term else at
            mention.issuer = text[of.end() : at]
    dated = DATED.match(text, at, end) if not mention.date else None
    if dated:
        mention.date, at = dates.iso(dated[1], dated[2], dated[3]), dated.end()
    about = ABOUT.match(text, at, end)
    if about:
        stop = TITLE_END.search(text, about.end(), end)
        title_end = stop.start() if stop else end
        while title_end > about.end() and text[title_end - 1] in " ,./":
            title_end -= 1
        begin = trimmed(text, Span(*about.span()), " ,").start
        word = ABOUT_WORD.match(text, begin, end)
        mention.title = text[word.end() if word else begin : title_end].strip()
        at = title_end
    mention.span = Span(mention.span.start, at)


def _issuer_in(doc: Document, agencies: Agencies, start: int, end: int) -> str | None:
    named = agencies.within(start, end)
    return doc.text[named[0].start : named[0].end] if named else None


def _named(doc: Document) -> list[Mention]:
    text, found = doc.text, []
    for m in AMENDING.finditer(text):
        mention = Mention(Span(*m.span()), "luật", name=m[0])
        if dated := DATED.match(text, m.end()):
            mention.date, mention.span = dates.iso(dated[1], dated[2], dated[3]), Span(m.start(), dated.end())
        found.append(mention)
    whole = list(dict.fromkeys(m[0] for m in WHOLE_LAW.finditer(text)))[:MOST_LAWS]
    for m in LAW.finditer(text):
        end = m.end() if m["year"] else m.end("law")
        end = max([end, *(m.start() + len(name) for name in whole if text.startswith(name, m.start()))])
        known = doc.matches(doc.lexicon.documents, m.start(), m.start() + 120)[:1]
        if known and known[0].start == m.start():  # "Luật Hôn nhân và gia đình"
            end = max(end, known[0].end)
        mention = Mention(Span(m.start(), end), "luật", name=text[m.start() : end])
        if dated := DATED.match(text, end, min(len(text), end + 60)):
            mention.date, mention.span = dates.iso(dated[1], dated[2], dated[3]), Span(m.start(), dated.end())
        found.append(mention)
    for m in CONSTITUTION.finditer(text):
        if m[0] == "Công ước":  # the one named before, or none that can be told
            before = [x.name for x in found if x.type == "công ước"]
            if not before:
                continue
            found.append(Mention(Span(m.start(), m.end()), "công ước", name=m[0], known_as=before[-1]))
            continue
        found.append(Mention(Span(m.start(), m.end()), " ".join(m[0].split()[:2]).lower(), name=m[0]))
    for m in NAMED.finditer(text):
        name = _programme(doc, m)
        if name and not PROMULGATED.search(text, max(0, name.start - 60), name.start):
            found.append(Mention(name, m["type"].lower(), name=text[name.start : name.end]))
    return _longest(found)


def _joined(text: str, numbered: list[Mention], named: list[Mention]) -> list[Mention]:
    """All mentions; a law's name and the number right after it are one: "Luật Bình đẳng giới số 73/2006/QH11"."""
    starts = {m.span.start: m for m in numbered}
    for law in named:
        number = starts.get(law.span.end + 1) if law.type == "luật" and text[law.span.end] == " " else None
        if number and not number.type:
            del starts[number.span.start]
            law.number, law.date, law.issuer = number.number, number.date, number.issuer
            law.span = Span(law.span.start, number.span.end)
    return [*starts.values(), *named]


def _programme(doc: Document, m: re.Match[str]) -> Span | None:
    """The span of a programme that the words really name: one with a period, in quotation marks, or of a standing
    kind.
    """
    text, kind = doc.text, m["type"].lower()
    name = m["dated"] or m["name"]
    capital = text[m.start()].isupper()
    if text[m.end("type")] == "\n" and text[m.start() - 1 : m.start()] in ("", "\n"):
        return None  # "CHƯƠNG TRÌNH" above its title: the document itself
    standing = capital and ("quốc gia" in kind or "mục tiêu" in kind or kind in ("đề án thí điểm", "khuyến nghị của"))
    generic = name[0] not in '“"' and GENERIC.match(name) and not (standing and m["dated"])
    if generic or text[max(0, m.start() - 4) : m.start()].lower() == "các ":
        return None
    titled = capital and kind in ("đề án", "dự án") and len(name) > 20 and name[0].isupper()
    if not (m["dated"] or name[0] in '“"' or standing or titled):
        return None
    return Span(m.start(), m.start() + len(m[0].rstrip(" ,")))


def _longest(found: list[Mention]) -> list[Mention]:
    kept: list[Mention] = []
    for mention in sorted(found, key=lambda m: (m.span.start, -m.span.end)):
        if not kept or mention.span.start >= kept[-1].span.end:
            kept.append(mention)
    return kept


def _use(doc: Document, mention: Mention) -> str:
    """How the document is used: what the preamble or title bases itself on or carries out; any other mention cites."""
    front = doc.outline.front
    edge = front[-1].end if front else 0
    line = doc.line_at(mention.span.start)
    if line is None:
        return "cites"
    start = max(line.begin, mention.span.start - 400)
    before = doc.text[start : mention.span.start]
    if mention.span.start >= edge:
        return "basis" if ON_BASIS.search(before) else "cites"
    for segment in reversed(
        before.split(";")
    ):  # "Căn cứ Luật ...; Nghị định ..." goes on for what has no word of its own
        found = [
            (m.start(), use) for use, pattern in WORDS_FOR_USE if (m := pattern.search(segment)) and m.start() < 30
        ]
        if found:
            return min(found)[1]
    return "implements" if doc.text[line.begin : line.end].isupper() or not before.strip() else "cites"


def _citation(number: str, document: str, found: list[Mention]) -> Citation:
    def printed(values: list[str | None]) -> list[str]:
        return list(dict.fromkeys(v for v in values if v))

    uses = {m.use for m in found}
    return Citation(
        key=number,
        number=number,
        document=document,
        evidence=sorted({s for m in found for s in (m.span, *m.extra)}),
        use="implements" if "implements" in uses else "basis" if "basis" in uses else "cites",
        cited_numbers=printed([m.number for m in found]),
        cited_dates=printed([m.date for m in found]),
        cited_titles=printed([m.title or m.name for m in found]),
        cited_issuers=printed([m.issuer for m in found]),
    )
