"""Builds the tree of a plan's lines: which line stands under which, whatever marks the plan nests in whatever order."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bdg_graph.parsing.lines import Line
from bdg_graph.parsing.patterns import compiled

# The marks from the outermost to the innermost, for plans that use them in the usual order.
RANK = {
    "part": 0,
    "capital": 1,
    "roman": 2,
    "bare": 2.5,
    "decimal": 3,
    "letter": 5,
    "paren": 6,
    "star": 6.5,
    "dash": 7,
    "plus": 8,
}

# Matches the end of the body: "Nơi nhận:"; must not match "Nơi nhận được thông tin".
RECIPIENTS = compiled(r"nơi\s+nhận\s*:", re.IGNORECASE)

# Matches "KT. CHỦ TỊCH", "TM. ỦY BAN NHÂN DÂN", "TL.GIÁM ĐỐC"; must not match "KTXH".
BEHALF = compiled(r"(?:KT|TM|TL|TUQ|Q|T/M|K/T)\s?\.\s?[A-ZĐÀ-Ỹ]")

# Matches "Trên đây là Kế hoạch ...", "Trong quá trình thực hiện, nếu có vướng mắc"; must not match "Trên địa bàn tỉnh".
CLOSING = compiled(
    r"trên\s+đây\s+là|(?:trong\s+)?quá\s+trình\s+(?:tổ\s+chức\s+|triển\s+khai\s+)*thực\s+hiện|yêu\s+cầu\s+(?:các|thủ"
    r"|giám)"
    r"|(?:uỷ|ủy)\s+ban\s+nhân\s+dân\s+(?:tỉnh|thành\s+phố)[^.;:]{0,40}\s+(?:yêu\s+cầu|đề\s+nghị)|ubnd\s+(?:tỉnh"
    r"|thành\s+phố)\s+(?:yêu\s+cầu|đề\s+nghị)"
    r"|giám\s+đốc\s+các\s+sở|thủ\s+trưởng\s+các",
    re.IGNORECASE,
)

# The mark that ends an official text: "./." or "./"; must not match "và/hoặc".
END_MARK = compiled(r"\./\.?\s*$")

# Matches "PHỤ LỤC", "Phụ lục I", "BIỂU MẪU 01"; must not match "Phụ lục kèm theo Kế hoạch này gồm".
APPENDIX = compiled(r"(?:phụ\s+lục|biểu\s+mẫu|PHỤ\s+LỤC)(?:\s+(?:số\s+)?[IVX\d]{1,4})?\s*[.:]?\s*$", re.IGNORECASE)

# The title of what a decision promulgates, below the decision's signature.
# Matches "KẾ HOẠCH", "CHƯƠNG TRÌNH HÀNH ĐỘNG"; must not match "KẾ HOẠCH:", "Kế hoạch".
ANNEX = compiled(r"(?:KẾ HOẠCH|CHƯƠNG TRÌNH|ĐỀ ÁN|CHIẾN LƯỢC|DỰ ÁN|PHƯƠNG ÁN|QUY CHẾ|QUY ĐỊNH)(?:\s+[A-ZĐÀ-Ỹ]+)*\s*$")

# An unmarked line that heads bullets is short and no sentence.
LONGEST_TITLE = 90

# A bullet that heads unmarked lines is shorter.
SHORT_TITLE = 45


@dataclass(slots=True)
class Node:
    """A line and the lines under it. `key` is the style with its depth: "decimal-2" for "1.1.", "star" for "* "."""

    line: Line
    key: str
    parent: "Node | None" = None
    children: list["Node"] = field(default_factory=list)

    def ancestors(self) -> Iterator["Node"]:
        """The nodes above this one, the nearest first."""
        node = self.parent
        while node is not None:
            yield node
            node = node.parent

    def walk(self) -> Iterator["Node"]:
        """This node and all under it, in document order."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(node.children))


@dataclass(slots=True)
class Outline:
    """The parts of a document: what stands before the first mark, the numbered body, the closing, what follows it."""

    front: list[Line]
    roots: list[Node]
    closing: list[Line]
    tail: list[Line]
    annexed: list[Line]
    """The title of the plan that a decision promulgates."""

    def walk(self) -> Iterator[Node]:
        """All nodes of the body, in document order."""
        for root in self.roots:
            yield from root.walk()


def build(text: str, lines: list[Line]) -> Outline:
    """The outline of `lines`, which are all lines of `text`."""
    tail_at = next((i for i, line in enumerate(lines) if RECIPIENTS.match(text, line.begin, line.end)), None)
    body_end = _signed_at(text, lines) if tail_at is None else tail_at
    after = range(body_end, len(lines))
    annex = next((i for i in after if ANNEX.match(text, lines[i].begin, lines[i].end)), len(lines))
    appendix = next((i for i in after if APPENDIX.match(text, lines[i].begin, lines[i].end)), len(lines))
    if annex < appendix:
        appendix = next((i for i in range(annex, len(lines)) if _opens_body(lines[i])), len(lines))
    body_start = next((i for i, line in enumerate(lines[:body_end]) if _opens_body(line)), body_end)
    closing_at = _closing(text, lines, body_start, body_end)
    tail_end = min(annex, appendix)
    return Outline(
        lines[:body_start],
        _tree(text, lines[body_start:closing_at]) + _tree(text, lines[appendix:]),
        lines[closing_at:body_end],
        lines[body_end:tail_end],
        lines[tail_end:appendix],
    )


def _signed_at(text: str, lines: list[Line]) -> int:
    """Where the signature begins of a document that names no recipients, else its end."""
    signed = (
        i
        for i, line in enumerate(lines)
        if BEHALF.match(text, line.begin, line.end) and text[line.begin : line.end].isupper()
    )
    return next(signed, len(lines))


def _opens_body(line: Line) -> bool:
    """Whether the numbered body begins here: the bullets of "Kính gửi:" come before it."""
    return line.style not in ("", "dash", "plus", "row") or bool(line.label and line.label != "dự án")


def _closing(text: str, lines: list[Line], start: int, end: int) -> int:
    """Where the unnumbered sentences begin that end the body."""
    first = end
    for i in range(end - 1, max(start, end - 8), -1):
        line = lines[i]
        if line.style or line.label:
            break
        if CLOSING.match(text, line.begin, line.end) or END_MARK.search(text, line.begin, line.end):
            first = i
        elif first < end or len(text[line.begin : line.end]) > 80:
            break
    return first + 1 if start < first < end and _heads(text, lines[first - 1], lines[first]) else first


def _heads(text: str, line: Line, below: Line) -> bool:
    """Whether `line` is a heading that has but the sentence `below`: "CHẾ ĐỘ BÁO CÁO" above "Các sở báo cáo./."."""
    numbered = line.style in ("part", "capital", "roman", "decimal") and text[line.end - 1] not in ".;,/"
    return numbered and line.end - line.start < LONGEST_TITLE and not CLOSING.match(text, below.begin, below.end)


def _tree(text: str, lines: list[Line]) -> list[Node]:
    roots: list[Node] = []
    stack: list[Node] = []
    for line in lines:
        node = Node(line, _key(line))
        if APPENDIX.match(text, line.begin, line.end):
            node.key, stack = "part", []
        while stack and not _under(text, node, stack):
            stack.pop()
        node.parent = stack[-1] if stack else None
        (stack[-1].children if stack else roots).append(node)
        stack.append(node)
    return roots


def _key(line: Line) -> str:
    if line.style in ("decimal", "letter"):
        return f"{line.style}-{len(line.ordinal)}"
    if line.mark == "*":
        return "star"
    if not line.style and line.label:
        return f"label-{line.label}"
    return line.style or "plain"


def _under(text: str, node: Node, stack: list[Node]) -> bool:
    """Whether `node` stands under the innermost node of the stack."""
    top, keys = stack[-1], [n.key for n in stack]
    if node.key in ("plain", "row"):
        return _plain_under(text, top, node)
    if node.key == "bare" and text[node.line.end - 1] == ":" and top.key.startswith(("decimal-", "letter-")):
        return True  # "Chỉ tiêu:" below "2. Lĩnh vực giáo dục"
    if node.key in keys or top.key == "row":  # a mark that is known closes all that stood under its like
        return False
    if top.key == "plain":  # "Sở Nội vụ" on a line of its own heads the bullets below it
        words = text[top.line.begin : top.line.end]
        bullet = node.line.style in ("dash", "plus", "letter")
        return (
            bullet
            and len(words) < LONGEST_TITLE
            and words[0].isupper()
            and (words[-1].isalpha() or words[-1] == ")")
            and ":" not in words  # "Cơ quan chủ trì: Sở Nội vụ" is no title
        )
    if node.key.startswith("label-"):
        return top.key not in ("dash", "plus") and not (
            top.key.startswith("label-") and _label_rank(node) <= _label_rank(top)
        )
    if top.key.startswith("label-"):
        # "1. Nhiệm vụ" ends a list of unmarked "Chỉ tiêu 1:", bullets stand under one of them
        above = [n for n in stack if not n.key.startswith("label-")]
        return _rank(node) > max((_rank(n) for n in above), default=-1) and (
            node.line.style in ("dash", "plus", "letter") or not above
        )
    return _rank(node) > _rank(top)


def _plain_under(text: str, top: Node, node: Node) -> bool:
    """An unmarked line stands under the nearest heading, beside the bullets and other unmarked lines there; a bullet
    of few words and no sign at its end is a heading too."""
    if top.key in ("dash", "plus") and not node.line.style:
        last, length = text[top.line.end - 1], top.line.end - top.line.start
        return last == ":" or (last.isalpha() and length < SHORT_TITLE and text[top.line.start].isupper())
    return top.key not in ("plain", "row", "dash", "plus") and not (
        top.key.startswith("label-chỉ") and not node.line.style and text[top.line.end - 1] in ".;"
    )


def _label_rank(node: Node) -> int:
    return 1 if "mục tiêu" in node.key else 2


def _rank(node: Node) -> float:
    if node.key == "part":  # an appendix has no mark
        return RANK["part"]
    if node.key.startswith(("decimal-", "letter-")):
        return RANK[node.line.style] * 10 + len(node.line.ordinal)
    if node.key.startswith("label-"):
        return 45 + _label_rank(node)
    return RANK.get("star" if node.key == "star" else node.line.style, 9) * 10
