"""Says what each part of the outline is about, by the words of its heading: objectives, tasks, funding, reporting."""

import re
from collections.abc import Callable
from itertools import takewhile

from bdg_graph.parsing import targets
from bdg_graph.parsing.document import Document
from bdg_graph.parsing.outline import APPENDIX, Node
from bdg_graph.parsing.patterns import compiled
from bdg_graph.parsing.words import words as cut

# Matches "mục đích, yêu cầu"; must not match "mục tiêu".
PURPOSE = compiled(
    r"(?:chủ\s+đề|mục\s+đích|yêu\s+cầu|quan\s+điểm|sự\s+cần\s+thiết|cơ\s+sở\s+pháp\s+lý|căn\s+cứ|tình\s+hình"
    r"|thực\s+trạng|đánh\s+giá|kết\s+quả|bối\s+cảnh|đặc\s+điểm|phạm\s+vi|đối\s+tượng|tầm\s+nhìn|thời\s+gian"
    r"|tiến\s+độ|lộ\s+trình|tồn\s+tại|hạn\s+chế)\b"
)
# What is to be long after the plan: among the objectives only its figures count.
# Matches "Tầm nhìn đến năm 2045", "Định hướng năm 2035"; must not match "Định hướng nghề nghiệp cho nữ".
OUTLOOK = compiled(r"(?:tầm\s+nhìn|định\s+hướng)[^.;:]{0,30}?\bnăm\s+20\d\d", re.IGNORECASE)
# Matches "các mục tiêu cụ thể"; must not match "mục tiêu và giải pháp thực hiện".
OBJECTIVES = compiled(
    r"(?:hệ\s+thống\s+)?(?:các\s+)?(?:nhóm\s+)?(?:mục\s+tiêu|chỉ\s+tiêu)\b(?!.*\bgiải\s+pháp\s+thực\s+hiện\b)"
)
# Matches "nguồn kinh phí"; must not match "nguồn nhân lực".
FUNDING = compiled(
    r"(?:nguồn\s+|dự\s+toán\s+|cơ\s+chế\s+)?(?:kinh\s+phí|tài\s+chính|nguồn\s+vốn)\b|nguồn\s+lực\s+thực\s+hiện"
    r"|nhu\s+cầu\s+kinh\s+phí"
)
# Matches "chế độ thông tin, báo cáo"; must not match "thông tin, tuyên truyền".
REPORTING = compiled(
    r"chế\s+độ\s+(?:thông\s+tin\s*,?\s*)?báo\s+cáo|thông\s+tin\s*,?\s*báo\s+cáo|báo\s+cáo\b|chế\s+độ\s+thông\s+tin"
)
# Matches "tổ chức thực hiện"; must not match "tổ chức hội nghị".
ORGANISATION = compiled(
    r"tổ\s+chức\s+(?:triển\s+khai\s+)?thực\s+hiện\s*(?:(?:kế\s+hoạch|chương\s+trình|chiến\s+lược|chỉ\s+thị|đề\s+án"
    r"|nghị\s+quyết)[^,;]{0,40})?[\s.:]*$|phân\s+công|trách\s+nhiệm|tổ\s+chức\s+triển\s+khai[\s.:]*$"
)

# The words that begin a heading, and what the part under it holds. Task kinds (nhiệm vụ, giải pháp ...) come from
# their scheme.
HEADINGS = (
    ("purpose", PURPOSE),
    ("objectives", OBJECTIVES),
    ("funding", FUNDING),
    ("reporting", REPORTING),
    ("organisation", ORGANISATION),
)

# A part of the plan that says by a verb what is to be done, and nowhere that these are tasks.
# Matches "PHÁT TRIỂN HẠ TẦNG SỐ", "Truyền thông, nâng cao nhận thức"; must not match "PHẠM VI", "KHEN THƯỞNG".
DOING = compiled(
    r"(?:(?:tiếp\s+tục|chủ\s+động)\s+)?(?:phát\s+triển|tăng\s+cường|đẩy\s+mạnh|nâng\s+cao|xây\s+dựng|hoàn\s+thiện|thúc\s+đẩy"
    r"|hỗ\s+trợ|phòng\s+ngừa|phòng\s*,?\s*chống|truyền\s+thông|tuyên\s+truyền|đào\s+tạo|tập\s+huấn|kiện\s+toàn|lồng\s+ghép"
    r"|chăm\s+sóc|bảo\s+vệ|huy\s+động|đổi\s+mới)\b",
    re.IGNORECASE,
)

# Words before the head word of a heading: "Một số", "Các".
# Matches "một số nhiệm vụ"; must not match "nhiệm vụ".
BEFORE_HEAD = compiled(r"(?:(?:các|một\s+số|những|về|công\s+tác|định\s+hướng)\s+)+")

# The parts of a heading: "MỤC TIÊU, NHIỆM VỤ VÀ GIẢI PHÁP"; the comma inside "thông tin, báo cáo" does no harm.
PARTS = compiled(r"\s*[,;]\s*|\s+và\s+")

# A heading with its one sentence on the same line.
# Matches "KINH PHÍ: Do ngân sách nhà nước bảo đảm"; must not match "Kinh phí thực hiện:".
STATED = compiled(r"(?P<head>[^.:;]{3,60}):\s+\S")

# A line that announces indicators, wherever it stands.
# Matches "phấn đấu đạt các chỉ tiêu sau:", "các mục tiêu cụ thể như sau:"; must not match "Theo dõi các chỉ tiêu:".
ANNOUNCES = compiled(
    r"\b(?:chỉ|mục)\s+tiêu\b(?:\s+[^\W\d_]+){0,6}?\s+(?:sau|sau\s+đây|cụ\s+thể|chủ\s+yếu|cơ\s+bản)\s*:\s*$",
    re.IGNORECASE,
)

# Matches "Chỉ tiêu: 70% cơ quan có nữ lãnh đạo"; must not match "Chỉ tiêu cụ thể:".
STATED_INDICATOR = compiled(r"chỉ\s+tiêu\s*:\s+\S", re.IGNORECASE)

TASKS = frozenset({"task", "solution", "activity", "model"})


class Sections:
    """What each node of the outline is about: `of(node)` is its own or its nearest ancestor's section, or ""."""

    def __init__(self, doc: Document, names_agency: Callable[[Node], bool]) -> None:
        self.doc = doc
        self._own: dict[int, str] = {}
        self._names_agency = names_agency
        self._of: dict[int, str] = {}
        for node in doc.outline.walk():
            own = self._classify(node)
            if own:
                self._own[id(node)] = own
            self._of[id(node)] = own or (self._of[id(node.parent)] if node.parent else "")
        for node in doc.outline.walk():
            for listed in self._announced(node):
                self._of |= {id(n): "objectives" for n in listed.walk()}

    def of(self, node: Node) -> str:
        """The section that `node` is in."""
        return self._of[id(node)]

    def own(self, node: Node) -> str:
        """The section that `node` itself is the heading of, or ""."""
        return self._own.get(id(node), "")

    def heading(self, node: Node) -> Node | None:
        """The nearest node above (or `node` itself) that is the heading of its section."""
        return next((n for n in (node, *node.ancestors()) if id(n) in self._own), None)

    def _announced(self, node: Node) -> list[Node]:
        """The lines that "... đạt các chỉ tiêu sau:" announces, where most have figures: those below, else the next."""
        line = node.line
        if self.of(node) == "objectives" or not ANNOUNCES.search(self.doc.text, line.body, line.end):
            return []
        listed = node.children
        if not listed:
            beside = node.parent.children if node.parent else self.doc.outline.roots
            after = beside[next(i for i, n in enumerate(beside) if n is node) + 1 :]
            listed = list(takewhile(lambda n: n.key == after[0].key and n.line.style, after))
        figured = sum(bool(targets.commitments(self.doc, n.line.body, n.line.end)) for n in listed)
        return listed if figured * 2 > len(listed) else []

    def _classify(self, node: Node) -> str:
        line = node.line
        if APPENDIX.match(self.doc.text, line.begin, line.end):
            return "appendix"
        stated = STATED.match(self.doc.text, line.start, line.end) if not node.children else None
        if stated and (line.style in ("roman", "capital") or (line.style == "decimal" and node.parent is None)):
            own = self._by_words(stated["head"])
            return own if own in ("funding", "reporting") else ""
        bullet = line.style in ("dash", "plus", "row") and node.key != "star"
        if not node.children or bullet or line.label:
            return ""
        words = self.doc.text[line.start : line.end]
        if len(words) > 250:
            return ""
        if STATED_INDICATOR.match(words):
            return ""
        own = self._by_words(words)
        if own == "" and node.parent is None and line.style in ("roman", "capital") and DOING.match(words):
            own = "task"
        if own == "purpose" and OUTLOOK.match(words):
            return "objectives"
        if own == "organisation" and node.parent and self._of[id(node.parent)] == own and self._speaks(node):
            return ""
        if (own in TASKS or own == "") and not self._names_agency(node):
            agencies = sum(1 for child in node.children if self._names_agency(child))
            if agencies >= 2 and agencies * 2 > len(node.children):
                return "organisation"
        return own

    def _speaks(self, node: Node) -> bool:
        """Whether a heading "Trách nhiệm của ..." names the one that all below it speaks to."""
        return self._names_agency(node) and not any(self._names_agency(child) for child in node.children)

    def _by_words(self, words: str) -> str:
        found = ""
        for i, part in enumerate(PARTS.split(words.lower())):
            bare = part[m.end() :] if (m := BEFORE_HEAD.match(part)) else part
            section = next((name for name, pattern in HEADINGS if pattern.match(bare)), "") or self._task_kind(bare)
            if i == 0 and not section:
                return ""
            if section and section != "purpose":
                return section
            found = found or section
        return found

    def _task_kind(self, words: str) -> str:
        match = self.doc.lexicon.task_kinds.at(words, cut(words, 0, 60), 0)
        return match.value if match else ""
