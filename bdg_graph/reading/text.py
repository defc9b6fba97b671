"""Turns the text of a received file into the clean text that passages point into: NFC, LF, ordinary spaces, one
paragraph a line. It knows nothing of plans."""

import re
import unicodedata

from bdg_graph.reading.paragraphs import join_split, unwrap, without_page_numbers

# Any white space but the line end: no-break spaces, tabs, thin spaces.
# Matches "a\u00a0b"; must not match "ab".
SPACES = re.compile(r"[^\S\n]+")

# Zero-width characters that word processors leave behind.
# Matches "a\u200bb"; must not match "ab".
INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff\u00ad]")

# Matches "### **3. Đẩy mạnh truyền thông**"; must not match "#3 trong danh sách".
HEADING_MARK = re.compile(r"^#{1,6} +", re.MULTILINE)

# Matches "**1. Mục đích**", "*21*" and a pair around two lines; must not match "5 * 3 * 2" nor "(*) Ghi chú".
# No asterisk inside: a text of lone asterisks would cost the square of its length.
EMPHASIS = re.compile(r"(?<![\w*])(\*{1,3})(?=[^\s*])((?:[^*\n]|\n(?!\n)){1,2000})(?<=\S)\1(?![\w*])")

# Control characters that no text holds: Turtle could not write them.
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f\ufffe\uffff]|[\ud800-\udfff]")


def clean(text: str) -> str:
    """The clean text of `text` as received: the same words, without the marks of the file format.

    Unicode NFC; line ends LF; runs of spaces one ordinary space; Markdown headings and emphasis unmarked; the numbers
    of pages gone; a paragraph that a line width or a page break had split is whole again; at most one blank line
    between paragraphs; one LF at the end.
    """
    text = unicodedata.normalize("NFC", text.removeprefix("\ufeff"))
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n").replace("\v", "\n")
    text = INVISIBLE.sub(
        "", CONTROLS.sub("", text.replace("\u2028", "\n").replace("\u2029", "\n").replace("\x85", "\n"))
    )
    text = "\n".join(SPACES.sub(" ", line).strip() for line in text.split("\n"))
    unmarked = unicodedata.normalize("NFC", unmark(text))  # a letter and its mark may have stood on both sides of "*"
    lines = [line.strip() for line in unmarked.split("\n")]
    return "\n".join(join_split(unwrap(without_page_numbers(lines)))).strip("\n") + "\n"


def unmark(text: str) -> str:
    """`text` without Markdown's heading and emphasis marks."""
    return EMPHASIS.sub(r"\2", HEADING_MARK.sub("", text))
