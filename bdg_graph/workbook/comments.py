"""Gives a workbook back with a comment in each cell that validation found fault with. Values, lists and styles stay."""

from collections import defaultdict
from collections.abc import Iterable
from io import BytesIO
from typing import Final

from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from bdg_graph.validation.findings import Finding

AUTHOR: Final = "bdg validate"
COLOURS: Final = {"violation": "F8C9C9", "warning": "FBE7B2", "info": "D9E8F6"}
LONGEST: Final = 3000


def commented(content: bytes, findings: Iterable[Finding]) -> bytes:
    """The workbook with what was found in the cells' comments; what has no cell stands on the first sheet."""
    book = load_workbook(BytesIO(content))
    said: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    for finding in findings:
        where = (finding.sheet, f"{finding.column}{finding.row}") if finding.sheet else (book.sheetnames[0], "C1")
        said[where[0] or book.sheetnames[0], where[1]].append(finding)
    for (sheet, name), found in said.items():
        cell = book[sheet][name]
        words = "\n\n".join(f"[{f.rule}] {f.message.vi}\n{f.message.en}" for f in found)
        cell.comment = Comment(words[:LONGEST], AUTHOR, height=260, width=420)
        worst = min(found, key=lambda f: list(COLOURS).index(f.severity))
        cell.fill = PatternFill("solid", fgColor=COLOURS[worst.severity])
    out = BytesIO()
    book.save(out)
    return out.getvalue()
