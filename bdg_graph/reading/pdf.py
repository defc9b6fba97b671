"""Turns the text layer of a PDF into lines: page headers and numbers dropped, words that a line end hyphenated made
whole.
"""

import re
import struct
import zlib
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from bdg_graph.errors import BdgError
from bdg_graph.parsing.patterns import compiled
from bdg_graph.reading.paragraphs import ITEM_MARK

if TYPE_CHECKING:
    from pdfplumber.page import Page

# Lines that are only a page's number: "3", "- 3 -", "Trang 3/12"; must not match "3. Sở Y tế".
PAGE_NUMBER = compiled(r"\s*(?:trang\s*)?[-–—]?\s*\d{1,4}\s*(?:/\s*\d{1,4})?\s*[-–—]?\s*$", re.IGNORECASE)
# Matches "Trang 3"; must not match "Trang".
DIGITS = compiled(r"\d+")

# How many lines at a page's edge can be a running header or footer.
EDGE = 2

# A running header is short and begins no item of the text.
LONGEST_HEADER = 80


def lines(file: Path) -> list[tuple[str, str]]:
    """The lines of the document, with the page and line each stands on."""
    import pdfplumber
    from pdfminer.pdfdocument import PDFPasswordIncorrect
    from pdfminer.pdfexceptions import PDFException
    from pdfminer.psexceptions import PSException
    from pdfplumber.utils.exceptions import PdfminerException

    broken = (PdfminerException, PDFException, PSException, struct.error, zlib.error, AssertionError, RecursionError)
    try:
        with pdfplumber.open(file) as document:
            pages = [_lines(page) for page in document.pages]
    except (*broken, ValueError, LookupError, TypeError, AttributeError, NotImplementedError) as problem:
        if isinstance(problem, PdfminerException) and isinstance(problem.args[0], PDFPasswordIncorrect):
            raise BdgError(
                f"{file}: tệp PDF có mật khẩu; hãy bỏ mật khẩu rồi thử lại.",
                f"{file}: the PDF has a password; remove it and try again.",
            ) from problem
        raise BdgError(f"{file}: tệp PDF hỏng: {problem}.", f"{file}: the PDF is broken: {problem}.") from problem
    if sum(len(line.strip()) for page in pages for line in page) < 20 * len(pages):
        raise BdgError(
            f"{file}: PDF này là ảnh quét, không có lớp chữ; hãy nhận dạng chữ trước, ví dụ: ocrmypdf -l vie "
            f"{file.name} {file.stem}-ocr.pdf",
            f"{file}: this PDF is a scan without a text layer; run OCR first, e.g.: ocrmypdf -l vie {file.name} "
            f"{file.stem}-ocr.pdf",
        )
    return _joined([(line, f"trang {n}, dòng {i}") for n, page in enumerate(_bodies(pages), 1) for i, line in page])


def _lines(page: "Page") -> list[str]:
    """The lines of a page in the order in which it was written, so that columns stay whole.

    Words are put together by where their letters stand: a font without Vietnamese letters lends them from another, and
    text taken run by run would read "K Ế HO Ạ CH".
    """
    text = page.extract_text(use_text_flow=True) or ""
    page.close()
    return text.split("\n")


def _bodies(pages: list[list[str]]) -> list[list[tuple[int, str]]]:
    """The pages without running headers, footers and page numbers."""
    numbered = [[(i, line.strip()) for i, line in enumerate(page, 1)] for page in pages]
    full = [[(i, line) for i, line in page if line] for page in numbered]
    edges: Counter[str] = Counter()
    for page in full:
        edges.update({DIGITS.sub("0", line) for _i, line in (*page[:EDGE], *page[-EDGE:]) if _can_run(line)})
    running = {line for line, n in edges.items() if n >= 3 and n * 2 > len(pages)}
    bodies = []
    for page, inked in zip(numbered, full, strict=True):
        outer = {
            i for i, line in (*inked[:EDGE], *inked[-EDGE:]) if _can_run(line) and DIGITS.sub("0", line) in running
        }
        outer |= {i for i, line in (*inked[:1], *inked[-1:]) if PAGE_NUMBER.match(line)}
        bodies.append([(i, line) for i, line in page if line and i not in outer])
    return bodies


def _can_run(line: str) -> bool:
    return len(line) <= LONGEST_HEADER and not ITEM_MARK.match(line)


def _joined(found: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The lines with hyphenated words made whole: "phát tri-" and "ển"; "Lao động -" stays."""
    joined: list[tuple[str, str]] = []
    for line, place in found:
        if (
            joined
            and line[:1].islower()
            and len(joined[-1][0]) > 2
            and joined[-1][0].endswith("-")
            and joined[-1][0][-2].isalpha()
        ):
            joined[-1] = (joined[-1][0][:-1] + line, joined[-1][1])
        else:
            joined.append((line, place))
    return joined
