"""Reads the quantified targets of an indicator: comparator, value, unit, due year, baseline. Numbers that are
conditions inside a target ("ít nhất 04 tin, bài" of each commune) are no targets."""

import re
from dataclasses import dataclass
from decimal import Decimal

from bdg_graph.parsing import comparators
from bdg_graph.parsing.cutting import pieces, trimmed
from bdg_graph.parsing.document import Document
from bdg_graph.parsing.patterns import compiled
from bdg_graph.parsing.records import Span
from bdg_graph.parsing.values import LIFETIME, Value, values

# Where a clause ends: ";", or "." before a capital; must not split "28/100.000" nor "TP. Huế".
CLAUSE = compiled(r";|(?<![A-ZĐ])(?<!\bv)\.(?=\s+[A-ZĐÀ-Ỹ\"“])")

# Matches "đến năm 2025", "vào cuối năm 2030", "năm 2025", "2025: 60%"; the year of "so với năm 2020" is a baseline's.
DUE = compiled(
    r"(?P<past>so\s+với\s+(?:cùng\s+kỳ\s+)?)?(?:(?:vào|đến|tới|trong|hết|cuối|từ|giai\s+đoạn)\s+)*(?:cuối\s+"
    r"|hết\s+)?năm\s+(?P<year>(?:19|20)\d\d)(?!\s*[-–]\s*\d)(?![\d/])"
    r"|giai\s+đoạn\s+(?P<from>(?:19|20)\d\d)\s*[-–]\s*(?P<to>(?:19|20)\d\d)|(?:đến|vào)\s+(?P<bare>20\d\d)(?![\d/.%])"
    r"|(?<![\w/.-])(?<![-–]\s)(?P<listed>20\d\d)(?=\s*:\s*\S)",
    re.IGNORECASE,
)

# What stands between a baseline and its target: "từ 23 ca sinh/1.000 phụ nữ xuống 18".
# Matches "giảm từ "; must not match "đạt ".
FROM = compiled(r"(?:\btừ|\btừ\s+mức|hiện\s+nay\s+là|hiện\s+là|hiện\s+tại)\s*$", re.IGNORECASE)
# Matches "xuống"; must not match "đến".
CHANGE = compiled(r"\b(?:xuống|lên|còn|giảm|tăng|thành)\b", re.IGNORECASE)
# The year of a baseline, between it and the target.
# Matches " năm 2020 lên "; must not match " xuống ".
BASE_YEAR = compiled(r"năm\s+(20\d\d)")

# "(năm 2020: 23%)", "(hiện nay 18%)": a number in brackets that says how things stand.
# Matches "(năm 2020: "; must not match "(bao gồm ".
PRESENT = compiled(r"\((?:hiện|năm\s+20\d\d|thực\s+hiện|kết\s+quả|so\s+với)[^()]*$", re.IGNORECASE)

# The same behind what is counted, in a condition: "có từ 30% nữ trở lên".
# Matches "% nữ trở lên", "% trở lên"; must not match "% số xã đạt".
OR_MORE_OF = compiled(r"\s*(?:%\s*)?(?:[^\W\d_]+\s+){0,4}?trở\s+lên\b", re.IGNORECASE)
# A number that only limits who is meant: "cơ quan có từ 30% nữ trở lên", "nếu có tỷ lệ nữ 30%", "mỗi quý có ít nhất
# 04 tin".
# Matches "có tỷ lệ nữ từ "; must not match "đạt ".
CONDITION = compiled(
    r"\b(?:nếu|nơi|những|các|ở|tại|đối\s+với)\b[^,;:%]{0,90}\b(?:có|với)\b[^,;:%]{0,50}$|(?<=[^\W\d_]\s)(?<!đấu\s)(?<!bảo\s)"
    r"\b(?:có|với)\s+(?:tỷ\s+lệ\s+|tỉ\s+lệ\s+)?(?:[^\s,;:%]+\s+){0,6}từ\s*$|\bmỗi\b[^,;:%]{0,40}$",
    re.IGNORECASE,
)

# Matches "trong ", "khám đủ "; must not match "đạt ".
LIMIT = compiled(r"\b(?:trong|đủ|của|tại|ở|mỗi|các|với|sau|trước)\s+$", re.IGNORECASE)

# What stands between a count that only describes and the share to reach.
# Matches " Gb/s đạt ", " lần trở lên đạt tối thiểu "; must not match " lớp và đạt ", " xã, đạt ".
REACHES = compiled(r"(?!.*\b(?:và|trong đó)\b)[^,;:%]*\bđạt(?:\s+[^\W\d_]+){0,2}\s*$", re.IGNORECASE)

# Matches "nếu có tỷ lệ "; must not match "phấn đấu ".
IF = compiled(r"\bnếu\b[^,;]*$")

# Matches "cơ quan có tỷ lệ nữ từ" before a figure; must not match "có tỷ lệ nữ đạt".
NESTED = compiled(r"\S\s+có\s+tỷ\s+lệ\s+(?:(?!đạt\b)[^\s,;:%]+\s+){0,6}$")

# What may be otherwise for those whom a figure names: "Đối với ngành có tỷ lệ nữ dưới 30% có thể điều chỉnh mục tiêu".
# Matches " có thể điều chỉnh"; must not match " có nữ lãnh đạo".
CONCEDES = compiled(
    r"\s*(?:thì\b|có\s+thể\b|được\s+(?:điều\s+chỉnh|xem\s+xét)|không\s+(?:bắt\s+buộc|phải)\b)", re.IGNORECASE
)

# Words that coordinate a second target with the first: "... được đào tạo nghề và 53% lao động nữ".
# Matches " được đào tạo nghề và "; must not match " số xã có ".
AND = compiled(r"(?:,|;|\bvà\b|\bđồng\s+thời\b|\btrong\s+đó\b)[^%]*$", re.IGNORECASE)

# The same between counts of things: a bare number after a comma describes ("02 lớp, 100 người").
# Matches " mô hình và ", " giáo viên, tối thiểu "; must not match " lớp, ", " và các xã có ".
COUNTS_TOO = compiled(
    r"(?:,|;|\bvà|\bđồng\s+thời)\s+(?:(?:có|đạt|duy\s+trì|thành\s+lập|tổ\s+chức|xây\s+dựng|hình\s+thành)\s+"
    r"(?:(?:ít\s+nhất|tối\s+thiểu|trên)\s+)?|(?:ít\s+nhất|tối\s+thiểu|trên)\s+)$|\bvà\s+$",
    re.IGNORECASE,
)

# Another measure with whatever unit: "tử vong mẹ còn 13/100.000, tỷ lệ phụ nữ được sàng lọc đạt 70%".
# Matches ", tỷ lệ phụ nữ", " và tăng tỷ lệ nữ"; must not match " có tỷ lệ nữ".
NEXT_MEASURE = compiled(
    r"(?:,|\bvà|\bđồng\s+thời)\s+(?:[^\W\d_]+\s+)?(?:tỷ|tỉ)\s+(?:lệ|số|suất|trọng)\b", re.IGNORECASE
)

# Where the words of one target end and those of the next begin.
# Matches " số xã và "; must not match " số xã có ".
JOINT = compiled(r"\s+và\s+|,\s+|\s+đồng\s+thời\s+")

# A clause that says how things stand, and the words by which it goes on to what is to be.
# Matches "Hiện nay, tổng số trạm là 87"; must not match "Tỷ lệ hiện nay".
STATE = compiled(r"(?:hiện(?:\s+nay|\s+tại)?|đến\s+nay|tính\s+đến)\b", re.IGNORECASE)
# Matches "Hiện nay là 20%, phấn đấu 30%"; must not match "Hiện nay có 87 trạm".
AIM = compiled(r"\b(?:phấn\s+đấu|nâng|lên|xuống|(?:đến|tới)\s+(?:cuối\s+|hết\s+)?năm\s+20\d\d)\b", re.IGNORECASE)

# A clause with more numbers than this is a table in disguise, not a commitment.
MANY = 40

# Words in brackets before a year: "(theo Bộ tiêu chí giai đoạn 2026 - 2030)" is not by when something is to be reached.
# Matches "(theo Bộ tiêu chí "; must not match "(", "(mới) ".
ASIDE = compiled(r"\([^()]*[^\W\d_][^()]*$")

# How much a value is to change, not what it is to be: "giảm 5%", "tăng thêm 10% so với năm 2020", "giảm bình quân
# 3%/năm".
# Matches "giảm bình quân "; must not match "giảm xuống ".
CHANGE_BY = compiled(
    r"\b(?:giảm|tăng)(?:\s+(?:thêm|bình\s+quân|trung\s+bình|ít\s+nhất|tối\s+thiểu|khoảng|từ|trên|hằng\s+năm"
    r"|hàng\s+năm|mỗi\s+năm))*\s*$",
    re.IGNORECASE,
)
# The same, said by the unit.
# Matches " điểm phần trăm", "%/năm"; must not match " điểm tư vấn", "% hằng năm".
CHANGE_UNIT = compiled(r"\s*(?:điểm\s*(?:%|phần\s+trăm)|%?\s*/\s*năm\b)", re.IGNORECASE)

# Why a figure makes no target: a reader has to say what is to be reached.
A_CHANGE = ("Số là mức tăng, giảm chứ không phải mức phải đạt.", "The figure is a change, not a level.")
A_FRACTION = ("Phân số này không có giá trị thập phân đúng.", "No decimal figure is this fraction.")


@dataclass(slots=True)
class Commitment:
    """A target as read: `clause` is its words; `due` None where the clause names no year."""

    clause: Span
    value: Decimal
    comparator: str
    unit: str | None
    due: int | None
    baseline: Decimal | None = None
    baseline_year: int | None = None
    no_target: tuple[str, str] | None = None
    """Why the figure, though a commitment, makes no target, in both languages."""


def commitments(doc: Document, start: int, end: int) -> list[Commitment]:
    """The targets in `text[start:end]`, in order."""
    found: list[Commitment] = []
    carried: int | None = None
    for clause in clauses(doc.text, start, end):
        if STATE.match(doc.text, clause.start, clause.end) and not AIM.search(doc.text, clause.start, clause.end):
            continue
        years = _years(doc.text, clause.start, clause.end)
        found += _clause(doc, clause.start, clause.end, years, carried)
        leading = [y for at, _end, y in years if not any(c.isdigit() for c in doc.text[clause.start : at])]
        carried = leading[0] if leading else carried
    return found


def clauses(text: str, start: int, end: int) -> list[Span]:
    """The clauses of `text[start:end]`, without the spaces around them and the sign that ends them."""
    found = [trimmed(text, piece, " ;.-–:", " ;.:") for piece in pieces(text, Span(start, end), CLAUSE)]
    return [clause for clause in found if clause.start < clause.end]


def _years(text: str, a: int, b: int) -> list[tuple[int, int, int]]:
    if text.find("20", a, b) < 0 and text.find("19", a, b) < 0:
        return []
    return [
        (m.start(), m.end(), int(m["year"] or m["to"] or m["bare"] or m["listed"]))
        for m in DUE.finditer(text, a, b)
        if not m["past"]
        and not text[max(a, m.start() - 8) : m.start()].lower().rstrip().endswith("so với")
        and not ASIDE.search(text, a, m.start())
    ]


def _clause(doc: Document, a: int, b: int, years: list[tuple[int, int, int]], carried: int | None) -> list[Commitment]:
    found_values = values(doc, a, b)
    if len(found_values) > MANY:
        return []
    kept = _kept(doc.text, a, found_values)
    past = [_words_of(doc.text, base, v) for v, base in kept if base]
    years = [y for y in years if not any(start < y[0] < end for start, end in past)]
    found: list[Commitment] = []
    for i, (v, baseline) in enumerate(kept):
        before = kept[i - 1][0] if i else None
        limit = kept[i + 1][0].start if i + 1 < len(kept) else b
        unit = (
            v.unit
            or (baseline.unit if baseline else None)
            or (
                before.unit
                if before and before.unit != "percent" and (v.rate or _shares(doc.text, before, v))
                else None
            )
        )
        comparator, stated = comparators.comparator(doc, a if before is None else before.unit_end, baseline, v)
        if (
            not stated
            and found
            and before
            and unit == found[-1].unit
            and (_shares(doc.text, before, v) or unit not in ("percent", None))
        ):
            comparator = found[-1].comparator
        due = _due(years, kept, i, b, carried)
        then = _year_of(doc.text, baseline, v) if baseline else None
        found.append(
            Commitment(
                Span(a, limit),
                v.value,
                comparator,
                unit,
                due,
                baseline.value if baseline else None,
                then,
                no_target=_no_target(doc.text, a, v, baseline),
            )
        )
    _cut(doc.text, a, b, kept, found)
    return found


def _year_of(text: str, baseline: Value, v: Value) -> int | None:
    """The year of a baseline: "từ 23% năm 2020 lên 30%", "30% (năm 2020: 23%)"."""
    m = BASE_YEAR.search(text, *_words_of(text, baseline, v))
    return int(m[1]) if m else None


def _words_of(text: str, baseline: Value, v: Value) -> tuple[int, int]:
    """The words between target and baseline that speak of the baseline."""
    if baseline.start > v.start:
        return text.rfind("(", v.end, baseline.start), baseline.end
    aim = AIM.search(text, baseline.end, v.start)
    return baseline.start, aim.start() if aim else v.start


def _no_target(text: str, a: int, v: Value, baseline: Value | None) -> tuple[str, str] | None:
    changes = CHANGE_BY.search(text, max(a, v.start - 40), v.start) or CHANGE_UNIT.match(text, v.end)
    return A_CHANGE if baseline is None and changes else None if v.exact else A_FRACTION


def _kept(text: str, a: int, all_values: list[Value]) -> list[tuple[Value, Value | None]]:
    """The values that are targets, each with its baseline."""
    kept: list[tuple[Value, Value | None]] = []
    baseline: Value | None = None
    for i, v in enumerate(all_values):
        after = all_values[i + 1] if i + 1 < len(all_values) else None
        last = kept[-1][0] if kept else None
        gap = text[v.unit_end : after.start] if after else ""
        before = text[max(a, v.start - 60) : v.start]
        if "(" in before and PRESENT.search(before):
            if kept and kept[-1][1] is None and v.unit in (None, kept[-1][0].unit):
                kept[-1] = (kept[-1][0], v)
            continue
        if v.unit is None and text.rfind("(", a, v.start) > text.rfind(")", a, v.start):  # "(tốc độ 10 Gbps)"
            continue
        or_more = comparators.OR_MORE.match(text, v.end)  # "từ 35% trở lên" is a target
        from_here = FROM.search(before[-20:]) and not or_more
        stands = last is None and STATE.match(text, a) and AIM.search(gap)
        if after and (stands or (len(gap) < 80 and from_here and CHANGE.search(gap))):
            baseline = v
            continue
        if last is None:
            if _concedes(text, a, v) or (after and (_is_condition(text, a, v) or _limits(before, v, gap, after))):
                continue
        elif not _same_kind(text, last, v) or _is_condition(text, last.unit_end, v):
            continue
        kept.append((v, baseline))
        baseline = None
    return kept


def _limits(before: str, v: Value, gap: str, after: Value) -> bool:
    """Whether a count only limits who is meant: "khám thai đủ 4 lần trong 3 thai kỳ đạt 90%"."""
    if v.unit is not None or after.unit != "percent" or "trong đó" in gap:
        return False
    return bool(LIMIT.search(before) or REACHES.match(gap))


def _concedes(text: str, start: int, v: Value) -> bool:
    return "đối với" in text[max(start, v.start - 160) : v.start].lower() and bool(CONCEDES.match(text, v.unit_end))


def _is_condition(text: str, start: int, v: Value) -> bool:
    left = text[max(start, v.start - 120) : v.start].lower()
    if ("nếu" in left and IF.search(left)) or ("có tỷ lệ" in left and NESTED.search(left)):
        return True
    return bool(OR_MORE_OF.match(text, v.end) and CONDITION.search(left))


def _same_kind(text: str, last: Value, v: Value) -> bool:
    """Whether a further number is a target beside the one before, not a number inside it."""
    gap = text[last.unit_end : v.start]
    if last.unit is None and v.unit == "percent" and "trong đó" in gap:  # "1.200 lao động, trong đó nữ chiếm 50%"
        return True
    if LIFETIME.search(gap) or NEXT_MEASURE.search(gap):
        return True
    same = v.unit == last.unit or (v.unit is None and v.rate)
    if _names_year(gap) and (same or v.unit is None):
        return True
    coordinated = AND if last.unit is not None else COUNTS_TOO
    return same and bool(coordinated.search(gap[-400:]))


def _shares(text: str, before: Value, v: Value) -> bool:
    """Whether two values are one target at two times: "60% vào năm 2025 và 80% vào năm 2030"."""
    gap = text[before.unit_end : v.start]
    return len(gap) < 60 and (_names_year(gap) or bool(DUE.match(text, v.unit_end)))


def _names_year(words: str) -> bool:
    return "20" in words and DUE.search(words) is not None


def _due(
    years: list[tuple[int, int, int]],
    kept: list[tuple[Value, Value | None]],
    i: int,
    b: int,
    carried: int | None,
) -> int | None:
    """The year of value `i`: the one before it where the clause names years first ("Đến năm 2025 đạt 60% và đến
    năm 2030 đạt 75%"; a later value may have its own behind it: "... và đạt 75% vào năm 2030"), else the one after it
    ("60% vào năm 2025 và 80% vào năm 2030"), else the one carried from the clause before."""
    if not years:
        return carried
    first = min(x.start for x in kept[0] if x)
    v = kept[i][0]
    limit = kept[i + 1][0].start if i + 1 < len(kept) else b
    after = [year for at, _end, year in years if v.start < at < limit]
    if years[0][0] < first:
        own = [year for at, _end, year in years if i and kept[i - 1][0].start < at < v.start]
        if i and after and not own:
            return after[0]
        return [year for at, _end, year in years if at < v.start][-1]
    if after:
        return after[0]
    later = [year for at, _end, year in years if at > v.start]
    earlier = [year for at, _end, year in years if at < v.start]
    return later[0] if later else earlier[-1]


def _cut(text: str, a: int, b: int, kept: list[tuple[Value, Value | None]], found: list[Commitment]) -> None:
    """Gives each target its own words: values at two times share the clause, coordinated targets are cut apart."""
    start = a
    for i, target in enumerate(found):
        if i + 1 == len(found):
            target.clause = _trim(text, start, b)
            continue
        v, after = kept[i][0], (kept[i + 1][1] or kept[i + 1][0])
        gap = text[v.unit_end : after.start]
        joint = list(JOINT.finditer(gap))
        if _shares(text, v, kept[i + 1][0]) or not joint:
            target.clause = _trim(text, start, b)
            continue
        edge = v.unit_end + joint[-1].start()
        target.clause = _trim(text, start, edge)
        start = v.unit_end + joint[-1].end()


def _trim(text: str, a: int, b: int) -> Span:
    return trimmed(text, Span(a, b), " ,;:-–", " ,;.:")
