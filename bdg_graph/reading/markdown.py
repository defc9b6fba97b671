"""Turns Markdown into plain lines: emphasis, escapes, rules, links and inline HTML unmarked, nested bullets told from
outer ones, tables as rows "| a | b |"."""

import re

from bdg_graph.reading import barred
from bdg_graph.reading.paragraphs import BEGINS

# Matches "1\\. Mục đích", "\\- Chỉ tiêu"; must not match "C:\\Users".
ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>~&<])")

# Matches "---", "* * *", "|---|:--:|"; must not match "- Chỉ tiêu".
RULE = re.compile(r"\s*(?:(?:[-*_]\s*){3,}|\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?)\s*$")
# Plans write "+" for the bullets below "-", indented or not.
# Matches "  - Một"; must not match "-Một".
BULLET = re.compile(r"(\s*)([-*+])\s+(?=\S)")
# Plans head bullets by stars: "* Các chỉ tiêu:" above "- Tỷ lệ nữ".
# Matches "* Các chỉ tiêu:\n- Tỷ lệ nữ"; must not match "* Các chỉ tiêu:\n  - Tỷ lệ nữ".
STARRED = re.compile(r"^\*[ \t][^\n]{1,200}:[ \t]*\n\s{0,3}^-[ \t]", re.MULTILINE)
# Matches "<br/>"; must not match "<b>".
BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
# Matches "<b>", '<p class="x">'; must not match "a < b", "<tên đơn vị>".
TAG = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]{0,9}(?:\s+[\w:-]{1,30}=[^<>\n]{0,300})?\s*/?>")
# Matches "[Luật](http://a.b)"; must not match "[1] (xem)".
LINK = re.compile(r"!?\[([^\[\]\n]{0,300})\]\([^()\n]{0,500}\)")
# Emphasis, closed wherever its maker closed it: around two lines of one paragraph, after a space, around a mark alone.
# Matches "**Căn **cứ", "*-* Văn phòng"; must not match "5 * 3 * 2", "(*) Ghi chú (*)".
EMPHASIS = re.compile(
    r"(?<![\\*])(?:\*\*(?!\*)(?P<strong>(?:[^*\n]|\n(?!\s*\n)){0,2000})\*\*"
    r"|(?<!\()\*(?=[^\s*])(?P<stress>(?:[^*\n]|\n(?!\s*\n)){1,2000})(?<!\()\*)"
)
# A sign of emphasis that has lost its other one.
# Matches "Huế* (nay", "*ngày"; must not match "5 * 3", "(*) Ghi chú", "\\* Ghi chú".
STRAY = re.compile(r"(?<=[^\s(*\\])\*|(?<!\\)\*(?=[^\s)*])")
LONGEST_LINE = 60

# Matches "> Trích"; must not match "Trích > dẫn".
QUOTE = re.compile(r"\s*>\s?")
# Matches "_nghiêng_"; must not match "a_b_c".
UNDERLINE = re.compile(r"(?<!\w)(_{1,2})(?=\S)([^_\n]{1,500})(?<=\S)\1(?!\w)")


def plain(text: str) -> str:
    """The lines of `text` without Markdown's own marks; headings are left to the text reader."""
    lines: list[str] = []
    indents: list[int] = []
    text = EMPHASIS.sub(_unstressed, text.replace("\r\n", "\n").replace("\r", "\n"))
    star = "* " if STARRED.search(text) else "- "
    for raw in text.split("\n"):
        line = QUOTE.sub("", raw, count=1) if raw.lstrip().startswith(">") else raw
        if RULE.match(line) or not line.strip(" *"):
            lines.append("")
            continue
        bullet = BULLET.match(line)
        if bullet:
            depth = len(bullet[1].expandtabs(4))
            while indents and indents[-1] >= depth:
                indents.pop()
            sign = "+ " if indents or bullet[2] == "+" else star if bullet[2] == "*" else "- "
            line = sign + line[bullet.end() :]
            indents.append(depth)
        elif line.strip() and not line.startswith((" ", "\t")):
            indents = []
        line = LINK.sub(r"\1", TAG.sub("", BREAK.sub(" ", STRAY.sub("", line.replace("**", "")))))
        line = UNDERLINE.sub(r"\2", ESCAPE.sub(r"\1", line.rstrip("\\")))
        lines += [line, ""] if raw.endswith("\\") else [line]
    return "\n".join(barred.plain(lines))


def _unstressed(m: re.Match[str]) -> str:
    """The words between the marks. A short line that is set off as one is one line, but where another begins in it;
    paragraphs keep the width by which they are told from lines."""
    words, whole = m["strong"] or m["stress"] or " ", ""
    if len(words) > LONGEST_LINE:
        return words
    for line in words.split("\n"):
        broken = whole.endswith(("  ", "\\")) or BEGINS.match(line)
        whole += ("\n" if broken else " ") + line if whole else line
    return whole
