"""Says what is wrong with a query that the engine does not understand: where, what stands there, and what could."""

import re
from typing import Final

from bdg_graph.sandbox.worker import Refused
from bdg_graph.terms import PREFIXES
from bdg_graph.web.sparql.tokens import place, tokens

# `error at 3:14: expected one of ...`
WHERE: Final = re.compile(r"error at (\d+):(\d+): (.*)", re.DOTALL)

MOST_EXPECTED: Final = 8

# A token as the parser lists it: `"{"`, `OPTIONAL`; not `['0'..='9']`, nor what this service refuses.
PLAIN_WORD: Final = re.compile(r'"[^"]+"|(?!SERVICE|LATERAL)[A-Z][A-Z ]+')


def syntax(message: str, text: str) -> Refused:
    """The place and what stands there; the parser's list of what it expected there helps nobody when it is long."""
    found = WHERE.fullmatch(message)
    if not found:
        return Refused("syntax", f"Truy vấn không hợp lệ: {message}.", f"This is no valid SPARQL 1.1 query: {message}.")
    if undeclared := _undeclared(text):
        return undeclared
    line, column = int(found[1]), int(found[2])
    lines = text.splitlines() or [""]
    here = lines[line - 1][column - 1 :].strip()[:40] if line <= len(lines) else ""
    expected = [
        word
        for word in found[3].removeprefix("expected ").removeprefix("one of ").split(", ")
        if PLAIN_WORD.fullmatch(word)
    ]
    wanted = ", ".join(expected[:MOST_EXPECTED])
    vi = (f"không hiểu “{here}”" if here else "truy vấn kết thúc quá sớm") + (f"; có thể là {wanted}" if wanted else "")
    en = (f"“{here}” is not understood" if here else "the query ends too early") + (
        f"; it may be {wanted}" if wanted else ""
    )
    return Refused("syntax", f"Dòng {line}, cột {column}: {vi}.", f"Line {line}, column {column}: {en}.", line, column)


def _undeclared(text: str) -> Refused | None:
    """The first prefixed name whose prefix no PREFIX line declares: the fault that people make most."""
    declared, previous = set(), ""
    for token in tokens(text):
        prefix = token.text.partition(":")[0]
        if token.kind == "name" and previous == "prefix":
            declared.add(prefix)
        elif token.kind == "name" and prefix not in declared:
            line, column = place(text, token.start)
            hint = f"PREFIX {prefix}: <{PREFIXES.get(prefix, '...')}>"
            return Refused(
                "syntax",
                f"Dòng {line}, cột {column}: tiền tố “{prefix}:” chưa được khai báo; hãy thêm {hint} ở đầu.",
                f"Line {line}, column {column}: the prefix “{prefix}:” is not declared; add {hint} at the top.",
                line,
                column,
            )
        previous = token.text.lower()
    return None
