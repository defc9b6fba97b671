"""Says which document a mention names: a slug from its number and year, or from its name and period; mentions that
differ by a period left out or a slip of the pen are one document's."""

import re
from dataclasses import dataclass, field

from bdg_graph.parsing import dates
from bdg_graph.parsing.document import Document
from bdg_graph.parsing.patterns import compiled
from bdg_graph.parsing.records import Span
from bdg_graph.parsing.slugs import slug


@dataclass(slots=True)
class Mention:
    """One mention of a cited document, with what is printed of it there."""

    span: Span
    type: str = ""
    number: str | None = None
    date: str | None = None
    title: str | None = None
    issuer: str | None = None
    name: str | None = None
    use: str = "cites"
    known_as: str | None = None
    """The full name under which the document was named before."""
    extra: list[Span] = field(default_factory=list)


def identity(doc: Document, mention: Mention, by_number: dict[str, str]) -> str:
    """The slug of the cited document; a mention of a number without its date is the one dated elsewhere."""
    if mention.number and mention.name:
        number, name = slug(mention.number), _name_slug(doc, mention)
        others = {known for other, known in by_number.items() if other != number}
        inside = YEAR_INSIDE.search(mention.number)
        if name in others and inside:  # "Luật Di sản văn hóa số 45/2024/QH15" after the law of 2001
            name = f"{name}-{inside[0].strip('/')}"
        return by_number.setdefault(number, name)
    if mention.number:
        plain = slug(SPLIT.sub("", mention.number))
        if plain in by_number and (not mention.date or by_number[plain].endswith(mention.date[:4])):
            return by_number[plain]
        known = next(iter(doc.matches(doc.lexicon.documents, mention.span.start, mention.span.end)), None)
        year = mention.date[:4] if mention.date else None
        if year is None and known is not None and known.value.startswith(plain):
            by_number[plain] = known.value
            return known.value
        by_number[plain] = f"{plain}-{year}" if year and not YEAR_INSIDE.search(mention.number) else plain
        return by_number[plain]
    return _name_slug(doc, mention)


# Matches the space in "418/LĐT BXH-BĐG"; must not match "21 -CT/TW".
SPLIT = re.compile(r"(?<=[A-ZĐ]) (?=[A-ZĐ])")

# Matches "45/2025/NĐ-CP"; must not match "28/NQ-CP".
YEAR_INSIDE = re.compile(r"/\d{4}/")

# Matches ", giai đoạn 2021-2025"; must not match "đến năm 2030".
FROM_YEAR = re.compile(r",?\s*(?:giai đoạn|từ năm)\s+\d{4}.*$", re.IGNORECASE)

# What a document's name is written with and without: "Luật ... (sửa đổi)", "năm" before its year, quotation marks.
# Matches " (sửa đổi, bổ sung)"; must not match "năm học".
ASIDE = re.compile(r"\s*\(sửa đổi[^()]*\)|\bnăm\s+(?=\d{4}$)|[“”\"]", re.IGNORECASE)

# Matches " tỉnh Quảng Yên", " của thành phố Hải Vân"; must not match " tỉnh ta".
OF_PLACE = compiled(r"\s+(?:của\s+)?(?:tỉnh|thành phố)(?:\s+[A-ZĐÀ-Ỹ]\w*){1,4}")

ABBREVIATIONS = (
    (r"\bBĐG\b", "bình đẳng giới"),
    (r"\bVSTBPN\b", "vì sự tiến bộ của phụ nữ"),
    (r"\bPCBLGĐ\b", "phòng, chống bạo lực gia đình"),
)


def _name_slug(doc: Document, mention: Mention) -> str:
    name = mention.known_as or mention.name or ""
    known = doc.matches(doc.lexicon.documents, mention.span.start, mention.span.end)
    if known and known[0].start == mention.span.start:
        return known[0].value
    for short, full in ABBREVIATIONS:
        name = re.sub(short, full, name)
    period = dates.period(name)
    if (
        "quốc gia" in name.lower()
    ):  # "Chiến lược quốc gia về bình đẳng giới tỉnh ... giai đoạn 2021 - 2030" is the nation's
        name = OF_PLACE.sub("", name)
    return slug(ASIDE.sub("", FROM_YEAR.sub("", name))) + (f"-{period[0]}-{period[1]}" if period else "")


def merged(groups: dict[str, list[Mention]]) -> dict[str, list[Mention]]:
    """A name without its period ("Chiến lược quốc gia về bình đẳng giới") is the one document of that name with one;
    two periods of one name in one plan are one document if the longer period holds the shorter."""
    merged: dict[str, list[Mention]] = {}
    named: dict[str, list[str]] = {}  # names are compared with those of nearly the same length and period alone
    for key, found in groups.items():
        if not found[0].number:
            for name in _alike(key):
                named.setdefault(name, []).append(key)
    for key, found in groups.items():
        near = dict.fromkeys(k for name in _alike(key) for k in named.get(name, ())[:MOST_ALIKE])
        same = [key] if found[0].number else [key, *(k for k in near if k != key and _same_name(k, key))]
        most = max(len(groups[k]) for k in same)
        merged.setdefault(
            _widest(
                [k for k in same if len(groups[k]) == most] + [k for k in same if _bare(k) == _bare(key) and _period(k)]
            ),
            [],
        ).extend(found)
    return dict(sorted(merged.items(), key=lambda item: min(m.span.start for m in item[1])))


# Matches "chien-luoc-2021-2030"; must not match "luat-2006".
PERIOD_OF_SLUG = re.compile(r"-(\d{4})-(\d{4})$")


def _period(key: str) -> tuple[int, int] | None:
    m = PERIOD_OF_SLUG.search(key)
    return (int(m[1]), int(m[2])) if m else None


MOST_ALIKE = 20


def _alike(key: str) -> tuple[str, str]:
    """What two names that may be one document's have in common: the name without its period, or its first and last
    letters.
    """
    bare = _bare(key)
    return bare, f"{bare[:12]} {bare[-12:]}"


def _bare(key: str) -> str:
    return PERIOD_OF_SLUG.sub("", key)


def _same_name(a: str, b: str) -> bool:
    """Whether two names are one document's: the same but for the period, or but for a slip of the pen within one
    period.
    """
    bare_a, bare_b = _bare(a), _bare(b)
    if bare_a == bare_b:
        return True
    if _period(a) != _period(b) or abs(len(bare_a) - len(bare_b)) > 1 or len(bare_a) < 30:
        return False
    return sum(x != y for x, y in zip(bare_a, bare_b, strict=False)) <= 1


def _widest(keys: list[str]) -> str:
    def width(key: str) -> int:
        period = _period(key)
        return period[1] - period[0] + 1 if period else 0

    return max(keys, key=width)
