"""Turns a Word file into lines: paragraphs with their automatic numbers and bullets, tables, text boxes."""

import zipfile
from collections.abc import Iterator
from pathlib import Path
from string import ascii_lowercase
from typing import Any

from bdg_graph.errors import BdgError
from bdg_graph.reading import grid

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"

# What a file may hold when unpacked; a bomb of a megabyte unpacks to gigabytes.
INFLATED = 120_000_000
# No cell reaches over more columns.
WIDEST = 60
ROMANS = dict(
    zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"),
        strict=True,
    )
)


def lines(file: Path) -> list[tuple[str, str]]:
    """The lines of the document and the paragraph each stands in."""
    try:
        with zipfile.ZipFile(file) as archive:
            if sum(part.file_size for part in archive.infolist()) > INFLATED:
                raise BdgError(
                    f"{file}: tệp .docx bung ra quá {INFLATED // 10**6} MB nên không được đọc.",
                    f"{file}: the .docx unpacks to over {INFLATED // 10**6} MB and is not read.",
                )
    except zipfile.BadZipFile as problem:
        raise BdgError(
            f"{file}: đây không phải tệp .docx (có thể là .doc cũ; hãy lưu lại thành .docx).",
            f"{file}: this is no .docx file (an old .doc, perhaps; save it as .docx).",
        ) from problem
    import docx

    try:
        document = docx.Document(str(file))
    except (KeyError, ValueError) as problem:
        raise BdgError(
            f"{file}: tệp .docx hỏng: {problem}.", f"{file}: the .docx file is broken: {problem}."
        ) from problem
    return list(_Walker(document).body())


class _Walker:
    def __init__(self, document: Any) -> None:
        self.document = document
        self.numbering = _Numbering(document)
        self.count = 0

    def body(self) -> Iterator[tuple[str, str]]:
        for element in self.document.element.body:
            if element.tag == f"{W}p":
                self.count += 1
                for line in self.paragraph(element):
                    yield line, f"đoạn {self.count}"
            elif element.tag == f"{W}tbl":
                self.count += 1
                for line in grid.lines(self.table(element)):
                    yield line, f"bảng ở đoạn {self.count}"
            elif element.tag == f"{W}sdt":
                for inner in element.iter(f"{W}p"):
                    self.count += 1
                    for line in self.paragraph(inner):
                        yield line, f"đoạn {self.count}"

    def paragraph(self, element: Any) -> list[str]:
        """The paragraph with its mark, then the lines of the text boxes anchored in it."""
        own, boxes = [], []
        stack = [element]
        while stack:
            node = stack.pop()
            if node.tag == f"{W}txbxContent":
                boxes += [
                    line
                    for p in node.iter(f"{W}p")
                    for line in ["".join(t.text or "" for t in p.iter(f"{W}t"))]
                    if line.strip()
                ]
                continue
            if node.tag in (FALLBACK, f"{W}del", f"{W}instrText", f"{W}pPr"):
                continue
            if node.tag == f"{W}t":
                own.append(node.text or "")
            elif node.tag in (f"{W}tab", f"{W}noBreakHyphen"):
                own.append("-" if node.tag == f"{W}noBreakHyphen" else " ")
            elif node.tag in (f"{W}br", f"{W}cr"):
                own.append("\n")
            stack.extend(reversed(node))
        words = "".join(own)
        mark = self.numbering.mark(element) if words.strip() else ""
        return [*(f"{mark}{words}".split("\n") if words.strip() else [""]), *boxes]

    def table(self, element: Any) -> grid.Grid:
        """The cells of the table, each in its column: where one reaches over others, those are empty."""
        rows: grid.Grid = []
        for row in element.findall(f"{W}tr"):
            rows.append([])
            for cell in row.findall(f"{W}tc"):
                span = cell.find(f"{W}tcPr/{W}gridSpan")
                width = span.get(f"{W}val", "") if span is not None else ""
                rows[-1].append([line for p in cell.iter(f"{W}p") for line in self.paragraph(p)])
                rows[-1] += [[]] * (min(int(width), WIDEST) - 1 if width.isdecimal() and len(width) < 5 else 0)
        return rows


class _Numbering:
    """Counts automatic numbers: Word stores "the third of list 5", not "c)"."""

    def __init__(self, document: Any) -> None:
        self.levels: dict[str, dict[int, tuple[str, str, int]]] = {}
        self.counters: dict[str, dict[int, int]] = {}
        self.styles: dict[str, Any] = {}
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return
        abstract = {a.get(f"{W}abstractNumId"): a for a in root.findall(f"{W}abstractNum")}
        for num in root.findall(f"{W}num"):
            target = num.find(f"{W}abstractNumId")
            definition = abstract.get(target.get(f"{W}val")) if target is not None else None
            if definition is not None:
                self.levels[num.get(f"{W}numId")] = {
                    int(lvl.get(f"{W}ilvl")): self._level(lvl) for lvl in definition.findall(f"{W}lvl")
                }
        for style in document.styles.element.findall(f"{W}style"):
            found = style.find(f"{W}pPr/{W}numPr")
            if found is not None:
                self.styles[style.get(f"{W}styleId")] = found

    def _level(self, level: Any) -> tuple[str, str, int]:
        def value(name: str, default: str) -> str:
            found = level.find(f"{W}{name}")
            return default if found is None else found.get(f"{W}val", default)

        return value("numFmt", "decimal"), value("lvlText", "%1."), int(value("start", "1"))

    def mark(self, paragraph: Any) -> str:
        """The mark of a paragraph, with a space after it, or nothing."""
        numbered = paragraph.find(f"{W}pPr/{W}numPr")
        if numbered is None:
            style = paragraph.find(f"{W}pPr/{W}pStyle")
            numbered = self.styles.get(style.get(f"{W}val")) if style is not None else None
        if numbered is None:
            return ""
        number, depth = numbered.find(f"{W}numId"), numbered.find(f"{W}ilvl")
        name = number.get(f"{W}val") if number is not None else ""
        level = int(depth.get(f"{W}val")) if depth is not None else 0
        levels = self.levels.get(name, {})
        if level not in levels:
            return ""
        kind, pattern, start = levels[level]
        if kind == "bullet":
            return "- " if level == 0 or levels.get(level - 1, ("",))[0] != "bullet" else "+ "
        counters = self.counters.setdefault(name, {})
        counters[level] = counters.get(level, start - 1) + 1
        for deeper in [d for d in counters if d > level]:
            del counters[deeper]
        for d in range(9):
            if f"%{d + 1}" in pattern:
                form, _pattern, first = levels.get(d, ("decimal", "", 1))
                pattern = pattern.replace(f"%{d + 1}", _written(counters.get(d, first), form))
        return f"{pattern} "


def _written(n: int, form: str) -> str:
    if form in ("lowerLetter", "upperLetter"):
        letter = ascii_lowercase[(n - 1) % 26]
        return letter.upper() if form == "upperLetter" else letter
    if form in ("lowerRoman", "upperRoman"):
        made, left = "", n
        for value, sign in ROMANS.items():
            while left >= value:
                made, left = made + sign, left - value
        return made if form == "upperRoman" else made.lower()
    return str(n)
