"""Says what is wrong with a query that the engine does not understand: where, what stands there, and what to write.

The engine tells the furthest point that it came to, which is often a word past the fault. So the usual faults are
looked for first (usual.py); what the engine says comes last.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from bdg_graph.sparql.tokens import Unclear, place, tokens
from bdg_graph.sparql.usual import USUAL

# `error at 3:14: expected one of ...`
WHERE: Final = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)

MOST_EXPECTED: Final = 8
SHOWN: Final = 40

# A token as the parser lists it: `"{"`, `OPTIONAL`; not `['0'..='9']`, nor what this service refuses.
PLAIN_WORD: Final = re.compile(r'"[^"]+"|(?!SERVICE|LATERAL)[A-Z][A-Z ]+')

# What the engine says in words of its own, at the end of its list: what is wrong, in both languages.
SENTENCES: Final = {
    "The SELECT contains a variable that is unbound": (
        "SELECT nêu một biến không có trong GROUP BY và không được tính gộp; hãy thêm nó vào GROUP BY, hoặc viết "
        "(SAMPLE(?x) AS ?y)",
        "SELECT names a variable that is neither in GROUP BY nor aggregated; add it to GROUP BY, or write "
        "(SAMPLE(?x) AS ?y)",
    ),
    "The SELECT contains an expression with a variable that is unbound": (
        "một biểu thức của SELECT dùng biến không có trong GROUP BY và không được tính gộp; hãy thêm nó vào GROUP BY",
        "an expression of SELECT uses a variable that is neither in GROUP BY nor aggregated; add it to GROUP BY",
    ),
    "Duplicated variable name in SELECT": (
        "SELECT nêu một biến hai lần; hãy bỏ một",
        "SELECT names a variable twice; drop one",
    ),
    "The SELECT overrides an existing variable using an expression": (
        "tên sau AS đã là một biến của truy vấn; hãy đặt tên khác",
        "the name after AS is a variable of the query already; choose another",
    ),
    "SELECT * is not authorized with GROUP BY": (
        "SELECT * không đi cùng GROUP BY hay phép tính gộp; hãy nêu từng biến",
        "SELECT * does not go with GROUP BY or an aggregate; name the variables",
    ),
    "IRI parsing failed": (
        "IRI sau “<” không hợp lệ; IRI không có dấu cách hay ngoặc",
        "what stands after “<” is no IRI; an IRI has no spaces or brackets",
    ),
    r"\u escape sequence should be followed by hexadecimal digits": (
        r"sau \u phải là mã của một ký tự, bốn chữ số thập lục phân",
        r"\u must be followed by the code of a character, four hexadecimal digits",
    ),
}


@dataclass(frozen=True)
class Fault:
    """What is wrong and what to write instead, as half a sentence; line and column count from 1, 0 where unknown."""

    vi: str
    en: str
    line: int = 0
    column: int = 0

    def sentences(self) -> tuple[str, str]:
        """With the place, in Vietnamese and in English."""
        if not self.line:
            return f"Truy vấn SPARQL 1.1 không hợp lệ: {self.vi}.", f"This is no valid SPARQL 1.1 query: {self.en}."
        return (
            f"Dòng {self.line}, cột {self.column}: {self.vi}.",
            f"Line {self.line}, column {self.column}: {self.en}.",
        )


def fault(message: str, text: str, given: Collection[str] = ()) -> Fault:
    """What is wrong with `text`, of which the engine says `message`. `given`: prefixes that need no declaring."""
    try:
        read = list(tokens(text))
    except Unclear as unclear:
        return Fault(unclear.vi, unclear.en, *place(text, unclear.start))
    for find in USUAL:
        if found := next(find(read, given), None):
            start, vi, en = found
            return Fault(vi, en, *place(text, start))
    return _as_the_engine_says(message, text)


def _as_the_engine_says(message: str, text: str) -> Fault:
    """Its place and what stands there; its list of what it expected helps nobody when it is long."""
    found = WHERE.fullmatch(message)
    if not found:
        return Fault(message, message)
    line, column = int(found[1]), int(found[2])
    for sentence, (vi, en) in SENTENCES.items():
        if sentence in found[3]:
            return Fault(vi, en, line, column)
    lines = text.splitlines() or [""]
    here = lines[line - 1][column - 1 :].strip()[:SHOWN] if line <= len(lines) else ""
    listed = found[3].removeprefix("expected ").removeprefix("one of ").split(", ")
    wanted = ", ".join([word for word in listed if PLAIN_WORD.fullmatch(word)][:MOST_EXPECTED])
    vi = f"không hiểu “{here}”, hoặc từ ngay trước" if here else "truy vấn kết thúc quá sớm"
    en = f"“{here}” is not understood, or the word before it" if here else "the query ends too early"
    return Fault(
        vi + (f"; có thể là {wanted}" if wanted else ""), en + (f"; it may be {wanted}" if wanted else ""), line, column
    )
