"""Finds the agencies a text names and resolves them against the vocabularies and the plan's own place. An agency that
no vocabulary knows is minted as a candidate for review, never forced onto a lookalike."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from bdg_graph.parsing.document import Document
from bdg_graph.parsing.patterns import compiled
from bdg_graph.parsing.records import Span
from bdg_graph.parsing.slugs import slug
from bdg_graph.parsing.words import Match, PhraseBook, Word

# Words that make "sở" part of another word: "cơ sở y tế", "trụ sở".
NOT_DEPARTMENT = frozenset({"cơ", "trụ", "công", "xứ"})

# The words that say of which place an agency is: "Sở Y tế tỉnh Ninh Bình", "thành phố Huế".
PLACE_KINDS = ("tỉnh", "phố", "tp", "nhánh")

# The words that say of which tier an agency is: "Ủy ban MTTQ Việt Nam" and "phường".
TIERS = [w.split() for w in ("tỉnh", "thành phố", "huyện", "quận", "thị xã", "xã", "phường", "thị trấn", "đặc khu")]

# What says in the plan of a commune that an agency is the province's: "Sở Nội vụ", "Công an tỉnh", "UBND thành phố".
# Matches "Giám đốc Sở Y tế", "Công an tỉnh"; must not match "Hội Liên hiệp Phụ nữ", "Ủy ban MTTQ Việt Nam phường".
PROVINCIAL = compiled(
    r"(?:(?:giám\s+đốc|thủ\s+trưởng)\s+)?(?:các\s+)?(?:sở|cục)\b|.*(?:\btỉnh\b|\bthành\s+(?:phố|ủy|uỷ|đoàn)\b)",
    re.IGNORECASE,
)

# Where the name of an unknown agency begins: a capital word for a body and one more, "Trung tâm Kiểm soát", "Sở Quy
# hoạch"; must not match "Ban hành kèm theo", "Hội nghị", "Sở thích".
UNKNOWN = compiled(
    r"\b(?:Sở|Ban|Cục|Chi cục|Tổng cục|Vụ|Hội|Liên hiệp|Liên minh|Hiệp hội|Trung tâm|Viện|Ngân hàng|Quỹ|Kho bạc|Bộ"
    r"|Tòa án|Toà án|Bệnh viện|Trường"
    r"|Thanh tra|Bảo hiểm|Công ty|Tập đoàn|Đài|Báo|Học viện|Văn phòng|Phòng|Ủy ban|Uỷ ban"
    r"|Công đoàn)(?: các)? (?=[A-ZĐÀ-Ỹ])"
)

# Where it goes on to: small or capital words, "và" and dashes between them, up to the words that begin something else.
# Matches " và Kiến trúc"; must not match " phối hợp".
NAME_WORD = compiled(
    r"(?:(?: - | & |, | và | )(?!(?:Sở|Cục|Chi cục|Công an|Báo|Đài|UBND|Ủy ban|Uỷ ban|Liên đoàn|Hội đồng|các|cùng|chủ"
    r"|phối|thực|tham|trong|để|theo|về|của|là|có(?! công)|được|với|cho|tại|trên|năm|đã|sẽ|căn|chịu"
    r"|tổ chức|triển|xây|hướng|tăng|tiếp|nghiên|rà|kiểm tra|đôn|báo cáo|ban hành|đề|(?<!việc )làm|thẩm|lồng|khi|nếu|và"
    r"|nhằm|do|từ|đến|ra|vào|trước|sau|định kỳ|hằng|hàng|này|nêu|giao|quy định|hoặc|thường xuyên"
    r"|tiến hành|cơ quan|đơn vị|địa phương)\b)[^\W\d_][\w&]*)"
)
# A part of the office that is called by its kind alone: "Thanh tra Sở", "Văn phòng Sở".
# Matches " Sở"; must not match " Sở Y tế".
OWN_PART = compiled(r" (?:Sở|Cục|Ban)\b(?! [A-ZĐÀ-Ỹ])")
LONGEST_NAME = 12
# Names that begin as an agency's do.
NO_AGENCY = ("bộ luật", "bộ chỉ tiêu", "bộ chỉ số", "bộ tiêu", "bộ quy", "ban hành", "hội nghị")

# A field instead of a department, where one is spoken to.
# Matches "5. Ngành Y tế", "giao cơ quan Lao động", "Giao các sở: Tư pháp"; must not match "cán bộ ngành Y tế".
FIELD = compiled(
    r"(?:^[\W\d]*(?:[a-zđ][.)]\s*)?|[:(]\s*|\b(?i:do|giao)\s+)([Nn]gành|[Cc]ơ quan|[Cc]ác sở:)\s+(?=[A-ZĐÀ-Ỹ])",
    re.MULTILINE,
)
# Matches "; Giáo dục"; must not match "; chủ trì".
NEXT_FIELD = compiled(r"[,;]\s+(?=[A-ZĐÀ-Ỹ])")


@dataclass(frozen=True, slots=True)
class Mention:
    """An agency named at `text[start:end]`."""

    start: int
    end: int
    agency: str
    type: str

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


class Agencies:
    """All agencies that a document names, found once."""

    def __init__(self, doc: Document, place: str, province: str | None = None) -> None:
        """`province` is the one above `place` where that is a commune or a district."""
        self.doc, self.place, self.province = doc, place, province
        self._starts: list[int] = []
        self.all = sorted(self._known(), key=lambda m: m.start)
        unknown = self._unknown()
        inside = {k.start for u in unknown for k in self.within(u.start, u.end)}
        self.all = sorted([*(m for m in self.all if m.start not in inside), *unknown], key=lambda m: m.start)
        self._starts = []

    def within(self, start: int, end: int) -> list[Mention]:
        """The mentions in `text[start:end]`, in order."""
        if len(self._starts) != len(self.all):
            self._starts = [m.start for m in self.all]
        first = bisect_left(self._starts, start)
        last = bisect_left(self._starts, end, first)
        return [m for m in self.all[first:last] if m.end <= end]

    def own(self, agency_type: str) -> str:
        """The agency of this type in the plan's place; a commune has no departments of its own."""
        level = self.doc.lexicon.levels.get(agency_type)
        place = self.province if self.province and agency_type.startswith("so-") else self.place
        return f"{'viet-nam' if level == 'central' else place}/{agency_type}"

    def _known(self) -> list[Mention]:
        doc, lexicon = self.doc, self.doc.lexicon
        minted = PhraseBook((name, place) for place, name in doc.places.items())
        names = {
            m.first: m
            for m in (*lexicon.places.find(doc.text, doc.words), *minted.find(doc.text, doc.words))
            if m.value != "viet-nam" and doc.text[m.start].isupper()
        }
        stand_in = {first: ("tỉnh", m.last) for first, m in names.items()}
        found = []
        for m in lexicon.agency_types.find(doc.text, doc.words, stand_in):
            first = doc.words[m.first].key
            if first == "sở" and m.first and doc.words[m.first - 1].key in NOT_DEPARTMENT:
                continue
            end, place = m.end, next((names[i].value for i in range(m.first + 1, m.last) if i in names), None)
            after = m.last
            if after < len(doc.words) and doc.words[after].key in PLACE_KINDS and after + 1 in names:
                after += 1
            if (
                after in names
                and place is None
                and doc.words[after].start - m.end < 12
                and not _break(doc.text[m.end : names[after].start])
            ):
                end, place = names[after].end, names[after].value
            elif place is None:
                end = self._with_tier(m, end)
            level = lexicon.levels.get(m.value, "other")
            if level == "central":
                place = "viet-nam"
            elif place and lexicon.place_names.get(place) == lexicon.place_names.get(self.place):
                place = self.place  # "ninh-binh" and "ninh-binh-2025" have one name; the plan's own is meant
            elif self.province and (
                lexicon.place_names.get(place) == lexicon.place_names[self.province]
                if place
                else level == "province" and PROVINCIAL.match(doc.text, m.start, end)
            ):
                place = self.province
            found.append(Mention(m.start, end, f"{place or self.place}/{m.value}", m.value))
            if m.value in lexicon.collectives:
                found += self._distributed(m)
        return found + list(self._by_field())

    def _by_field(self) -> Iterator[Mention]:
        """Departments that are named by their field: "Ngành Y tế: ...", "các sở: Tư pháp chủ trì ...; Y tế ..."."""
        doc = self.doc
        for m in FIELD.finditer(doc.text):
            end = doc.text.find("\n", m.end()) if m[1].endswith(":") else m.end()
            for start in (m.end(1), *(c.end() for c in NEXT_FIELD.finditer(doc.text, m.end(), end))):
                first, _last = doc.words_in(start, start)
                rest = doc.words[first : first + 12]
                name = doc.lexicon.agency_types.at(doc.text, [Word(start, start, "sở"), *rest], 0)
                if name:
                    begin = m.start(1) if start == m.end(1) else rest[0].start
                    yield Mention(begin, name.end, self.own(name.value), name.value)

    def _with_tier(self, m: Match, end: int) -> int:
        """The end of a name that goes on with its tier: "Ủy ban MTTQ Việt Nam" and "thành phố"."""
        following = [w.key for w in self.doc.words[m.last : m.last + 2]]
        size = 1 if following[:1] in TIERS else 2 if following in TIERS else 0
        if size and self.doc.words[m.last].start == end + 1:
            return self.doc.words[m.last + size - 1].end
        return end

    def _distributed(self, m: Match) -> list[Mention]:
        """The bare members of a list whose "các" stands before the first: "các sở, ngành, địa phương"."""
        doc, found, at = self.doc, [], m.last
        while at + 2 < len(doc.words) and doc.words[at].key in (",", "và"):
            words = [Word(0, 0, "các"), *doc.words[at + 1 : at + 4]]
            name = doc.lexicon.agency_types.at(doc.text, words, 0)
            if name is None or name.value not in doc.lexicon.collectives or name.value == m.value:
                break
            first, last = doc.words[at + 1], words[name.last - 1]
            found.append(Mention(first.start, last.end, f"{self.place}/{name.value}", name.value))
            at += name.last
        return found

    def _unknown(self) -> list[Mention]:
        """Names that look like an agency's and are in no vocabulary."""
        found: list[Mention] = []
        text = self.doc.text
        places = (*self.doc.places.values(), *self.doc.lexicon.place_names.values())
        for m in UNKNOWN.finditer(text):
            start = m.start()
            i = bisect_left(self.all, start, key=lambda a: a.end)
            if (
                (i < len(self.all) and self.all[i].start <= start)
                or (found and start < found[-1].end)
                or text.startswith(places, start)
            ):
                continue
            limit = self.all[i].start if i < len(self.all) else len(text)
            end = self._name_end(m.end(), limit)
            if end == m.end() - 1 and (own := OWN_PART.match(text, end)):
                end = own.end()
            if i < len(self.all) and end + 1 == limit:  # "Ban Cán sự đảng Ủy ban nhân dân tỉnh"
                end = self.all[i].end
            name = text[start:end]
            if name.isupper() or end < m.end() or name.lower().startswith(NO_AGENCY):
                continue
            central = name.startswith(("Bộ ", "Tổng cục ", "Vụ ", "Ủy ban Quốc gia", "Uỷ ban Quốc gia"))
            agency = f"{'viet-nam' if central else self.place}/{slug(name)}"
            self.doc.candidates.setdefault(agency, name)
            found.append(Mention(start, end, agency, slug(name)))
        return found

    def _name_end(self, at: int, limit: int) -> int:
        text = self.doc.text
        end = at - 1
        for _ in range(LONGEST_NAME):
            m = NAME_WORD.match(text, end, limit)
            if not m or (m[0].startswith(", ") and not m[0][2].isupper()):
                break
            end = m.end()
            if m[0] in (" tỉnh", " phố"):
                break
        return end


def _break(gap: str) -> bool:
    return any(c in gap for c in ",;:.()")
