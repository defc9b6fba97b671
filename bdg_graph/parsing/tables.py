"""Reads the rows of tables that list tasks or indicators with who leads and who works along."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bdg_graph.parsing.document import Document
from bdg_graph.parsing.outline import Node
from bdg_graph.parsing.patterns import compiled
from bdg_graph.parsing.records import Span

# Matches "Đơn vị tính"; must not match "Đơn vị chủ trì".
UNIT = compiled(r"đơn\s+vị\s+tính|đvt", re.IGNORECASE)
# Matches "Cơ quan phối hợp"; must not match "Cơ quan chủ trì".
COORDINATE = compiled(r"phối\s+hợp", re.IGNORECASE)
# Matches "Cơ quan chủ trì, phối hợp"; must not match "Cơ quan phối hợp với cơ quan chủ trì".
BOTH = compiled(r"chủ\s+trì\b.*\bphối\s+hợp", re.IGNORECASE)
# Matches "Đơn vị chịu trách nhiệm"; must not match "Đơn vị tính".
LEAD = compiled(
    r"chủ\s+trì|(?:cơ\s+quan|đơn\s+vị)\s+(?:\w+\s+){0,3}?(?:thực\s+hiện|chịu|theo\s+dõi|đầu\s+mối|tham\s+mưu)"
    r"|phân\s+công|(?:chịu\s+)?trách\s+nhiệm|phụ\s+trách",
    re.IGNORECASE,
)
# Beside a column of indicators the aims they serve have one of their own.
# Matches "Mục tiêu", "Nhóm mục tiêu"; must not match "Mục tiêu 2025", "Mục tiêu, chỉ tiêu".
AIM = compiled(r"(?:nhóm\s+)?mục\s+tiêu\s*$", re.IGNORECASE)
# Matches "Chỉ tiêu"; must not match "Nội dung".
INDICATOR = compiled(r"chỉ\s+tiêu|mục\s+tiêu", re.IGNORECASE)
# Matches "Nội dung công việc"; must not match "Ghi chú".
TASK = compiled(
    r"nội\s+dung|nhiệm\s+vụ|hoạt\s+động|công\s+việc|giải\s+pháp|tên\s+(?:đề\s+án|văn\s+bản|dự\s+án)", re.IGNORECASE
)
# Matches "Thời gian hoàn thành"; must not match "Năm 2025".
TIME = compiled(r"thời\s+(?:gian|hạn)|tiến\s+độ|hoàn\s+thành", re.IGNORECASE)
# Matches "STT"; must not match "Số lượng".
NUMBER = compiled(r"(?:s?tt|số\s+tt|số\s+thứ\s+tự)\s*$", re.IGNORECASE)
# Matches "Kế hoạch năm 2025"; must not match "Quý II".
OF_YEAR = compiled(r"(?:.*\bnăm\s+)?(?:19|20)\d\d\b", re.IGNORECASE)

# The words of a head that say what its column holds come early; "vận hành ổn định, đáp ứng các mục tiêu" is no head.
FAR = 30

# What a column holds, by the words of its head.
COLUMNS = (
    ("unit", UNIT),
    ("both", BOTH),
    ("coordinate", COORDINATE),
    ("lead", LEAD),
    ("indicator", INDICATOR),
    ("task", TASK),
    ("time", TIME),
    ("number", NUMBER),
    ("year", OF_YEAR),
)
# The year of a column, of a period its last.
# Matches "Năm 2025", "Giai đoạn 2021 - 2025"; must not match "Quý II".
YEAR = compiled(r"(?:(?:19|20)\d\d\s*[-–]\s*)?((?:19|20)\d\d)")

# The head of an estimate of costs, which sets nothing to be done or reached.
# Matches "Đơn giá"; must not match "Kinh phí".
COST = compiled(r"đơn\s+giá|thành\s+tiền", re.IGNORECASE)

# A column of figures that were reached, not of figures to reach.
# Matches "Thực hiện 2023"; must not match "Kế hoạch 2024".
PAST = compiled(r"hiện|thực\s+hiện|kết\s+quả|ước", re.IGNORECASE)


@dataclass(slots=True)
class Row:
    """A row of a table: its node, the cell of each kind of column, the cells of each year."""

    node: Node
    table: int
    number: str
    cells: dict[str, Span]
    years: list[tuple[int, bool, Span]]


def rows(doc: Document) -> Iterator[Row]:
    """The rows of the tables whose head says what their columns hold; other rows are no one's."""
    head: dict[int, tuple[str, int | None, bool]] = {}
    table = count = last = 0
    for node in doc.outline.walk():
        line = node.line
        if line.style != "row":
            head, last = {}, 0
            continue
        kinds = _head(doc, line.cells)
        names = {kind for kind, _year, _past in kinds.values()}
        if (
            (not head or line.number > last + 3)
            and names & {"lead", "both", "coordinate", "task", "indicator"}
            and len(names) > 1
        ):
            head, count, table = kinds, 0, table + 1
            doc.ignore([line])
        elif head and line.cells:
            cells = {
                kind: line.cells[i]
                for i, (kind, _y, _p) in reversed(head.items())
                if i < len(line.cells) and kind != "year"
            }
            years = [
                (year, past, line.cells[i]) for i, (_kind, year, past) in head.items() if year and i < len(line.cells)
            ]
            text = doc.quote(cells.get("task") or cells.get("indicator") or Span(0, 0))
            if len(text) > 3 and any(c.isalpha() for c in text):
                count += 1
                stated = doc.quote(cells["number"]).strip(" .") if "number" in cells else ""
                yield Row(node, table, stated or str(count), cells, years)
        last = line.number


def _head(doc: Document, cells: list[Span]) -> dict[int, tuple[str, int | None, bool]]:
    """What each column holds: (kind, year, whether of the past)."""
    found: dict[int, tuple[str, int | None, bool]] = {}
    for i, cell in enumerate(cells):
        words = doc.quote(cell)
        if len(words) > 90 or COST.search(words):
            return {}
        kind = next((name for name, at in COLUMNS if (m := at.search(words)) and m.start() < FAR), None)
        if kind:
            year = YEAR.search(words)
            past = bool(PAST.match(words))
            found[i] = (
                kind if not (year and kind == "indicator") else "year",
                int(year[1]) if year and kind in ("year", "indicator") else None,
                past,
            )
    columns = [i for i, (kind, _year, _past) in found.items() if kind == "indicator"]
    if len(columns) > 1:
        found |= {i: ("aim", None, False) for i in columns if AIM.match(doc.quote(cells[i]))}
    return found
