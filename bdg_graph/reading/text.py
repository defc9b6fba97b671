"""Turns the bytes of a received text file into the clean text that passages point into: NFC, LF, ordinary spaces,
one paragraph a line. It knows nothing of plans."""

import re
import unicodedata

# Any white space but the line end: no-break spaces, tabs, thin spaces.
SPACES = re.compile(r"[^\S\n]+")

# Matches "### **3. Đẩy mạnh truyền thông**"; must not match "#3 trong danh sách".
HEADING_MARK = re.compile(r"^#{1,6} +", re.MULTILINE)

# Matches "**1. Mục đích**", "*21*" and a pair around two lines; must not match "5 * 3 * 2" nor "(*) Ghi chú".
# No asterisk inside: a text of lone asterisks would cost the square of its length.
EMPHASIS = re.compile(r"(?<![\w*])(\*{1,3})(?=[^\s*])((?:[^*\n]|\n(?!\n)){1,2000})(?<=\S)\1(?![\w*])")

# Matches "a) ", "đ) ", "a. ", "- ", "+ ", "1.2. "; must not match "đẳng giới năm 2020".
ITEM_MARK = re.compile(r"^(?:[-+•*]|[a-zđ][).]|\d+(?:\.\d+)*[).]|\(\w\))\s*", re.IGNORECASE)

# A sentence, clause or heading that is complete ends so; "giáo" (before "dục về giới") does not.
CLOSED = re.compile(r"[.;:!?…/\])]$")


def clean(text: str) -> str:
    """The clean text of `text` as received: the same words, without the marks of the file format.

    Unicode NFC; line ends LF; runs of spaces one ordinary space; Markdown headings and emphasis unmarked; a paragraph
    that a page break had split is whole again; at most one blank line between paragraphs; one LF at the end.
    """
    text = unicodedata.normalize("NFC", text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"))
    text = "\n".join(SPACES.sub(" ", line).strip() for line in text.split("\n"))
    lines = [line.strip() for line in unmark(text).split("\n")]
    return "\n".join(join_split_paragraphs(lines)).strip("\n") + "\n"


def unmark(text: str) -> str:
    """`text` without Markdown's heading and emphasis marks."""
    return EMPHASIS.sub(r"\2", HEADING_MARK.sub("", text))


def join_split_paragraphs(lines: list[str]) -> list[str]:
    """Joins a line that goes on in lower case, with or without blank lines between, to the open line before it."""
    joined: list[str] = []
    for line in lines:
        before = next((i for i in reversed(range(len(joined))) if joined[i]), None)
        if before is not None and line and goes_on(joined[before], line):
            joined[before:] = [f"{joined[before]} {line}"]
        elif line or (joined and joined[-1]):
            joined.append(line)
    return joined


def goes_on(before: str, line: str) -> bool:
    """Whether `line` continues the sentence that `before` leaves open."""
    return line[0].islower() and not ITEM_MARK.match(line) and not CLOSED.search(before)
