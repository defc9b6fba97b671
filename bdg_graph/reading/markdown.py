"""Turns Markdown into plain lines: escapes, rules, links and inline HTML unmarked, nested bullets told from outer
ones, tables as rows "| a | b |"."""

import re

# Matches "1\\. Mục đích", "\\- Chỉ tiêu"; must not match "C:\\Users".
ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!|>~&<])")

# Matches "---", "* * *", "|---|:--:|"; must not match "- Chỉ tiêu".
RULE = re.compile(r"\s*(?:(?:[-*_]\s*){3,}|\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?)\s*$")
# Matches "  - Một"; must not match "-Một".
BULLET = re.compile(r"(\s*)[-*+]\s+(?=\S)")
# Matches "<br/>"; must not match "<b>".
BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
# Matches "<b>"; must not match "a < b".
TAG = re.compile(r"</?[a-zA-Z][^<>\n]{0,300}>")
# Matches "[Luật](http://a.b)"; must not match "[1] (xem)".
LINK = re.compile(r"!?\[([^\[\]\n]{0,300})\]\([^()\n]{0,500}\)")
# Matches "> Trích"; must not match "Trích > dẫn".
QUOTE = re.compile(r"\s*>\s?")
# Matches "_nghiêng_"; must not match "a_b_c".
UNDERLINE = re.compile(r"(?<!\w)(_{1,2})(?=\S)([^_\n]{1,500})(?<=\S)\1(?!\w)")


def plain(text: str) -> str:
    """The lines of `text` without Markdown's own marks; headings and emphasis are left to the text reader."""
    lines: list[str] = []
    indents: list[int] = []
    for raw in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        line = QUOTE.sub("", raw, count=1) if raw.lstrip().startswith(">") else raw
        if RULE.match(line):
            lines.append("")
            continue
        bullet = BULLET.match(line)
        if bullet:
            depth = len(bullet[1].expandtabs(4))
            while indents and indents[-1] >= depth:
                indents.pop()
            line = ("+ " if indents else "- ") + line[bullet.end() :]
            indents.append(depth)
        elif line.strip() and not line.startswith((" ", "\t")):
            indents = []
        line = LINK.sub(r"\1", TAG.sub("", BREAK.sub(" ", line)))
        line = UNDERLINE.sub(r"\2", ESCAPE.sub(r"\1", line.rstrip("\\")))
        lines += [line, ""] if raw.endswith("\\") else [line]
    return "\n".join(lines)
