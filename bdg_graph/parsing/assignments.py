"""Says which role a clause gives its agency (chủ trì, phối hợp, tham mưu, số liệu ...) and with whom it is to work."""

import re
from dataclasses import dataclass, field

from bdg_graph.parsing.agencies import Agencies, Mention
from bdg_graph.parsing.cutting import pieces
from bdg_graph.parsing.document import Document
from bdg_graph.parsing.patterns import compiled
from bdg_graph.parsing.records import Responsibility, Span

# Where one duty ends and the next begins inside a bullet; must not split "TP. Huế" nor "chủ trì, phối hợp với".
CLAUSE = compiled(
    r";\s*(?!v\.v)|(?<!TP)(?<!KT)(?<!TM)(?<!TL)(?<!TS)(?<! \d)\.\s+(?=[A-ZĐÀ-Ỹ“\"])"
    r"|(?<![Cc]hủ trì)(?<!đầu mối),\s+(?=(?:chủ động )?phối hợp (?:với|cùng) )"
)

# Nouns, not duties: "sự chủ trì của", "người chủ trì cuộc họp", "trách nhiệm chủ trì", "đơn vị chủ trì".
# Matches "dưới sự "; must not match "Sở Y tế ".
NO_ROLE = compiled(
    r"(?:\b(?:đẩy mạnh|tăng cường|cơ chế|quy chế|quy trình|chương trình|hiệu quả|không|sự|người"
    r"|(?<!có )(?<!chịu )trách nhiệm|vai trò|công tác|việc|đồng chí|trực thuộc"
    r"|dưới sự|được giao nhiệm vụ|được giao|được phân công|ban|đơn vị|cơ quan|cán bộ)\s+)$",
    re.IGNORECASE,
)

# Before "là cơ quan chủ trì": who that is, where it is not the subject itself.
# Matches "đôn đốc Sở Y tế "; must not match "tham mưu, ".
IS_ANOTHER = compiled(r"(?<!\bvà)(?<!đồng thời)(?<=[^\W_])\s+$", re.IGNORECASE)

# Matches "thu thập và báo cáo số liệu", "thống kê số liệu tách biệt giới"; must not match "thông tin, tuyên truyền".
DATA = compiled(
    r"\bbáo\s+cáo\s+(?:số\s+lượng|số\s+liệu)|\b(?:thu\s+thập|thống\s+kê|công\s+bố|cung\s+cấp"
    r"|cập\s+nhật)\b[^.;]{0,60}\b(?:số\s+liệu|dữ\s+liệu|thông\s+tin\s+thống\s+kê)"
    r"|tổng\s+hợp\s+và\s+công\s+bố\s+thông\s+tin"
    r"|\bthống\s+kê\s+(?:số\s+liệu|giới)",
    re.IGNORECASE,
)
# Who answers to somebody for the state of things leads nothing, unless the sentence says which aims.
# Matches "chủ trì, phối hợp với"; must not match "chủ tịch", "chịu trách nhiệm trước UBND tỉnh về tình hình".
LEAD = compiled(
    r"\bchủ\s+trì\b"
    r"|\bchịu\s+trách\s+nhiệm\b(?!\s+(?:(?:trực\s+tiếp|toàn\s+diện)\s+)?trước\b(?![^.;]{0,160}\btiêu\s[^.;\d]{0,20}\d))"
    r"|\b(?:là|làm)\s+(?:cơ\s+quan\s+)?đầu\s+mối\b"
    r"|\blà\s+(?:cơ\s+quan|đơn\s+vị)\s+(?:thường\s+trực|chủ\s+trì|chịu\s+trách\s+nhiệm)\b"
    r"|\bphụ\s+trách\s+(?:thực\s+hiện\s+)?(?:các\s+)?(?:mục|chỉ)\s+tiêu\b"
    r"|^\s*được\s+(?:giao|phân\s+công)\s+(?:nhiệm\s+vụ\s+)?chủ\s+trì\b(?=[^.;]{0,80}\btiêu\s[^.;\d]{0,20}\d)"
    r"|\bđầu\s+mối\s+(?:tham|tổng|theo)",
    re.IGNORECASE,
)
# What is led though another verb comes first: "Tham mưu ... và chủ trì thực hiện chỉ tiêu 2". An agency before the verb
# may be the one that leads.
# Matches ", chủ trì thực hiện các "; must not match "với Sở Y tế chủ trì ", ", chủ trì xây dựng ".
LED = compiled(
    r"(?:,|\bvà|\btrực\s+tiếp)\s+(?:trực\s+tiếp\s+)?chủ\s+trì\s+"
    r"(?:(?:tổ\s+chức|triển\s+khai|thực\s+hiện|tham\s+mưu|đối\s+với|các)\s+)*$",
    re.IGNORECASE,
)
# Behind what is carried out.
# Matches " tại Mục tiêu 3 và chịu trách nhiệm về kết quả"; must not match "; chịu trách nhiệm".
ANSWERS = compiled(r"[^.;]{0,60}\bvà\s+chịu\s+trách\s+nhiệm\b", re.IGNORECASE)
# Matches " chủ trì", " là cơ quan chủ trì", ", chịu trách nhiệm" right behind an agency; must not match " tổ chức".
LEADS = compiled(
    r"\s*,?\s*\(?(?:cùng\s+)?(?:(?:là|làm)\s+(?:(?:cơ\s+quan|đơn\s+vị)\s+)?)?(?:chủ\s+trì|chịu\s+trách\s+nhiệm|đầu\s+mối)\b",
    re.IGNORECASE,
)
# Matches "phối hợp với Sở Y tế"; must not match "phối hợp liên ngành".
COORDINATE = compiled(r"\b(?:chủ\s+động\s+)?phối\s+hợp\b(?!\s+liên\s+ngành)|\btham\s+gia\s+phối\s+hợp\b", re.IGNORECASE)
# Matches "tham mưu UBND tỉnh"; must not match "đề nghị các sở".
ADVISE = compiled(r"\btham\s+mưu\b|\bđề\s+xuất\b|\bkiến\s+nghị\b", re.IGNORECASE)

# Before the agency that is advised.
# Matches "tham mưu ", "tham mưu cho "; must not match "tham mưu, ".
ADVISED = compiled(r"\b(?:tham\s+mưu|đề\s+xuất|trình|giúp)\s+(?:cho\s+|với\s+)?$", re.IGNORECASE)

# What a lead does who does more than to collect figures.
# Matches "chủ trì triển khai"; must not match "chủ trì thu thập".
DOING = compiled(r"chỉ\s+đạo|triển\s+khai|thực\s+hiện|xây\s+dựng", re.IGNORECASE)
# Matches "phối hợp, tham mưu"; must not match "phối hợp với Sở Y tế tham mưu".
COADVISE = compiled(r"phối\s+hợp\s*,?\s*(?:tham\s+mưu|đề\s+xuất)", re.IGNORECASE)

# Who is asked, and words of time, manner and basis, before the main verb.
# Matches "Đề nghị Sở Y tế ", "Hằng năm, "; must not match "Chủ trì".
ASKED = r"(?:đề nghị|giao|yêu cầu)\s+[^,;.]{0,80}?\s"
MANNER = (
    r"(?:trong phạm vi|theo|căn cứ|trên cơ sở|hằng năm|hàng năm|định kỳ|tại thời điểm|đồng thời|ngoài ra)"
    r"[^,;.]{0,90}(?:,\s*nhiệm vụ)?[^,;.]{0,60},?\s+"
)
PREFACE = compiled(rf"{ASKED}(?:{MANNER})?|{MANNER}", re.IGNORECASE)

# How far into a clause its main verb can stand: at once, and where such words come first.
OPENING, OPENING_WITH_PREFACE = 32, 70

# Where the list of partners ends: the verb that says what is done with them.
# Matches "phối hợp với các sở", "cơ quan phối hợp gồm"; must not match "kết hợp với".
WITH = compiled(
    r"\bphối\s+hợp\s*(?:chặt\s+chẽ\s+|cùng\s+)?(?:với\s+)?(?:(?:các\s+cơ\s+quan\s*:|(?:bao\s+)?gồm(?:\s+có)?\b:?)\s*)?",
    re.IGNORECASE,
)

# Words that begin or make a duty: an agency's name holds none of them.
# Matches "chủ trì, phối hợp"; must not match "Ban Tổ chức Tỉnh ủy".
VERB = compiled(
    r"\b(?:chủ\s+trì|chịu\s+trách\s+nhiệm|tham\s+mưu|tổ\s+chức(?!,|\s+(?:cá\s+nhân|chính|đảng|xã|thành|tỉnh|đoàn|khác|cán|liên|có"
    r"|hội|kinh))|triển\s+khai|thực\s+hiện|tăng\s+(?:cường|thời\s+lượng)|hướng\s+dẫn|xây\s+dựng|đẩy\s+mạnh|rà\s+soát"
    r"|là\s+(?:cơ\s+quan|đầu\s+mối)|báo\s+cáo|có\s+trách|lồng\s+ghép|cân\s+đối|bố\s+trí|chỉ\s+đạo"
    r"|nghiên\s+cứu|tiếp\s+tục|căn\s+cứ|chủ\s+động|theo\s+(?:chức|dõi)|phối\s+hợp\s+(?:với|tổ|tuyên|thực|triển"
    r"|chặt|các|thẩm|xây)"
    r"|đưa|thẩm\s+định|kiểm\s+tra|giám\s+sát|tuyên\s+truyền|đôn\s+đốc|tổng\s+hợp|đề\s+xuất|quán\s+triệt|phát\s+huy)\b",
    re.IGNORECASE,
)

# A verb that says what an agency does, not only that it leads: "A (chủ trì), B", "A, B thực hiện".
# Matches "tham mưu UBND tỉnh"; must not match "chủ trì), Sở Y tế", "thực hiện.".
ACTS = compiled(rf"{VERB.pattern}(?!\s*(?:[),;.:]|$))", re.IGNORECASE)


@dataclass(slots=True)
class Part:
    """A clause of a duty: its role, the clause, and the agencies it names as partners."""

    role: str
    span: Span
    partners: list[str] = field(default_factory=list)
    agencies: list[str] = field(default_factory=list)
    """Who holds this part where it is not the subject of the whole duty."""


def role(text: str, start: int, end: int) -> str:
    """The role that the main verb of the clause gives: the first verb of a role near its opening, else "other"."""
    head = text[start : min(end, start + 400)]
    edge = _opening(head)
    candidates: list[tuple[int, str]] = []
    for name, pattern in (("lead", LEAD), ("coordinate", COORDINATE), ("advise", ADVISE)):
        for m in pattern.finditer(head):
            if m.start() > edge:
                break
            noun = NO_ROLE.search(head[max(0, m.start() - 24) : m.start()])
            if not (noun and not m[0].lower().startswith("chủ động")) and not (
                m[0].lower().startswith("là ") and IS_ANOTHER.search(head, 0, m.start())
            ):
                candidates.append((m.start(), name))
                break
    if not candidates:
        return "data" if DATA.search(head[:300]) else "other"
    verb, first = min(candidates)
    rest = head[verb : verb + 220]
    if first == "lead" and (data := DATA.search(rest)) and not DOING.search(rest, 0, data.start()):
        return "data"
    return "advise" if first == "coordinate" and COADVISE.match(rest) else first


def _opening(head: str) -> int:
    """Up to where the main verb can stand: after words of time, manner and basis that end in a comma."""
    preface = PREFACE.match(head)
    return max(OPENING_WITH_PREFACE, preface.end() + 12) if preface else OPENING


def partners(doc: Document, agencies: Agencies, start: int, end: int, own: set[str]) -> list[str]:
    """The agencies that the clause says to work with: those named between "phối hợp với" and the next verb. With whom
    the one works that it advises ("tham mưu UBND tỉnh phối hợp Bộ Y tế") is not told."""
    found: list[str] = []
    for m in WITH.finditer(doc.text, start, end):
        before = agencies.within(max(start, m.start() - 120), m.start())
        advised = before and ADVISED.search(doc.text, start, before[-1].start)
        if advised and not doc.text[before[-1].end : m.start()].strip():
            continue
        after = m.end()
        for mention in agencies.within(m.end(), min(end, m.end() + 500)):
            if not _list_goes_on(doc.text[after : mention.start]):
                break
            if mention.agency not in found and mention.agency not in own:
                found.append(mention.agency)
            after = mention.end
    return found


# Between the members of a list: ", ", " và ", " và các ", " (", words such as "liên quan", "cấp tỉnh", "thành viên".
# Matches " và các "; must not match " triển khai ".
BETWEEN = compiled(
    r"[\s,;()/]*(?:(?:và|cùng|với|hoặc|các|cơ\s+quan|đơn\s+vị|tổ\s+chức|liên\s+quan|có\s+liên\s+quan|có|khác|của|tỉnh"
    r"|thành\s+phố|cấp|trong|trên\s+địa\s+bàn|thành\s+viên|đoàn\s+thể"
    r"|huyện|xã|phường|đặc\s+khu|thị\s+xã|địa\s+phương|ban|ngành|sở|liên|quan|chặt\s+chẽ|là|để|được|giao)[\s,;()/]+)*$",
    re.IGNORECASE,
)


def _list_goes_on(gap: str) -> bool:
    return len(gap) < 60 and bool(BETWEEN.match(gap + " "))


def leading_run(doc: Document, agencies: Agencies, start: int, end: int) -> tuple[list[Mention], int]:
    """The agencies that a heading or sentence begins with ("Đề nghị", "Giao" aside) and where the list of them ends;
    of "UBND tỉnh giao Sở Nội vụ chủ trì" those after "giao"."""
    m = OPENERS.match(doc.text, start, end)
    begin = m.end() if m else start
    around = (mention.start for mention in agencies.within(start, end) if mention.start < begin < mention.end)
    run, at = _run(doc, agencies, next(around, begin), end)  # "Đề nghị" and the agency "Thủ trưởng các sở, ban, ngành"
    gives = GIVES.match(doc.text, at, end) if run else None
    given = _run(doc, agencies, gives.end(), end) if gives else ([], at)
    return given if given[0] else (run, at)


def _run(doc: Document, agencies: Agencies, at: int, end: int) -> tuple[list[Mention], int]:
    run: list[Mention] = []
    for mention in agencies.within(at, min(end, at + 600)):
        gap = doc.text[at : mention.start]
        if (run and not _joins(gap)) or (not run and gap.strip(' “"')):
            break
        run.append(mention)
        at = mention.end
    return run, at


# Who gives a duty does not hold it: "UBND tỉnh giao Sở Nội vụ chủ trì".
# Matches " giao "; must not match ", giao ban ".
GIVES = compiled(r"\s+(?:giao|phân\s+công|đề\s+nghị|yêu\s+cầu)\s+", re.IGNORECASE)


# What stands before the agencies that a sentence speaks to.
# Matches "Đề nghị Giám đốc "; must not match "Sở Y tế ".
OPENERS = compiled(
    r"(?:(?:(?:kính\s+|trân\s+trọng\s+)?đề\s+nghị|giao|yêu\s+cầu|khuyến\s+khích|đối\s+với|trách\s+nhiệm\s+của|giám\s+đốc|thủ\s+trưởng|lãnh\s+đạo"
    r"|chủ\s+tịch|(?:các\s+)?thành\s+viên(?:\s+của)?)\s*:?\s+)+",
    re.IGNORECASE,
)


def _joins(gap: str) -> bool:
    return len(gap) < 50 and bool(JOIN.fullmatch(gap))


# Matches ", các ", " của tỉnh, "; must not match ". Các " nor " phối hợp với " (the second agency is a partner).
JOIN = compiled(
    r"(?:\s+(?:(?:có\s+)?liên\s+quan|khác|(?:của\s+|cấp\s+|thuộc\s+)?(?:tỉnh|thành\s+phố)))*\s*(?:\((?!\s*(?:là\s+)?(?:cơ\s+quan|đơn\s+vị|bộ\s+phận)\b)[^()]*)?(?:,|;|\bvà\b|\bcùng\b|/|-)?\s*(?:và|các|cùng|chủ\s+tịch|giám\s+đốc"
    r"|thủ\s+trưởng|\()?\s*",
    re.IGNORECASE,
)


# Matches " chủ trì;", ";"; must not match " phối hợp".
LEAD_OR_CUT = compiled(r"\bchủ\s+trì\b|;", re.IGNORECASE)


@dataclass(slots=True)
class Named:
    """Who leads, who works along, and who does something beside one that is said to lead."""

    lead: list[str] = field(default_factory=list)
    partners: list[str] = field(default_factory=list)
    others: list[str] = field(default_factory=list)


def named(doc: Document, agencies: Agencies, start: int, end: int, role: str) -> Named:
    """The agencies named as leads and as partners: those after "phối hợp" are partners, or where nobody is named
    after it ("Sở Y tế chủ trì; Hội Phụ nữ, Tỉnh đoàn phối hợp") those after "chủ trì" or ";"."""
    if role != "lead":
        return Named(partners=[m.agency for m in agencies.within(start, end)])
    split = COORDINATE.search(doc.text, start, end)
    edge = split.start() if split else end
    if split and not agencies.within(split.end(), end):
        ends = [m.end() for m in LEAD_OR_CUT.finditer(doc.text, start, edge)]
        edge = next((at for at in ends if agencies.within(start, at)), edge)
    clauses = [_spoken_to(doc, agencies, clause) for clause in pieces(doc.text, Span(start, edge), CLAUSE)]
    stated = any(leads for leads, _run in clauses)
    found = Named(partners=[m.agency for m in agencies.within(edge, end)])
    for leads, run in clauses:
        (found.others if stated and leads is False else found.lead).extend(m.agency for m in run)
    return found


def _spoken_to(doc: Document, agencies: Agencies, clause: Span) -> tuple[bool | None, list[Mention]]:
    """The agencies that a clause names before it says what they do, and whether it says that they lead; None where it
    says nothing of them."""
    acts = ACTS.search(doc.text, clause.start, clause.end)
    while acts and not agencies.within(clause.start, acts.start()):  # "Cơ quan chủ trì thực hiện: Sở Y tế"
        acts = ACTS.search(doc.text, acts.end(), clause.end)
    run = agencies.within(clause.start, acts.start() if acts else clause.end)
    leads = run and LEADS.match(doc.text, run[-1].end, clause.end)
    says = run and VERB.search(doc.text, run[-1].end, clause.end)
    return (True if leads else False if says else None), run


def presumed(doc: Document, made: Responsibility) -> None:
    """Lists for review who is taken to lead though the text does not say so in so many words."""
    vi = "Văn bản không nói rõ cơ quan này chủ trì; nếu đúng thì chấp nhận."
    en = "The text does not say that this agency leads; accept where it does."
    doc.doubt(made, made.evidence[0], vi, en)
