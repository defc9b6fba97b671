"""Cuts a SPARQL text into tokens the way Oxigraph's parser reads it, and tells the line and column of each.

That parser has no word boundaries: `trueSERVICE<x>{}` is a SERVICE call to it. So a token's text says what it may
hold, and
`<` is an operator wherever the parser would take it for one, lest a string or a comment open where only we see it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

# `<http://a/b>`, `<#me>`; not `<5 && ?b>` (a space) nor `<a{b>`.
IRI: Final = r"""<(?:[^<>"{}|^`\\\x00-\x20]|\\u[0-9A-Fa-f]{4}|\\U[0-9A-Fa-f]{8})*>"""

# `'''it's'''`, `"a\"b"`; not `"a` with the line's end inside.
STRING: Final = (
    r"""\"{3}(?:\"{0,2}(?:[^"\\]|\\.))*\"{3}|'{3}(?:'{0,2}(?:[^'\\]|\\.))*'{3}"""
    r"""|"(?:[^"\\\r\n]|\\.)*"|'(?:[^'\\\r\n]|\\.)*'"""
)

# `bdg:inPlan`, `:x`, `ex:a\'b%20c`; a final dot ends the triple and is no part of it. A bound on the prefix keeps the
# search
# for its colon short: `a.a.a.a` of 60 kB took 7 s.
NAME: Final = (
    r"(?:[^\W\d_](?:[\w.\-·]{0,200}[\w\-·])?)?:"
    r"(?:(?:[\w:·]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%])"
    r"(?:(?:[\w:.\-·]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%])*(?:[\w:\-·]|%[0-9A-Fa-f]{2}|\\[_~.\-!$&'()*+,;=/?\#@%]))?)?"
)

# A token with the spaces and comments before it, none of which is given back; at the end, only those. The commonest
# kinds come first where no other begins alike.
TOKEN: Final = re.compile(
    rf"(?:[ \t\r\n]++|\#[^\r\n]*+)*+(?:(?P<variable>[?$][\w·]+)|(?P<iri>{IRI})|(?P<name>{NAME})"
    rf"|(?P<blank>_:[\w](?:[\w.\-·]*[\w\-·])?)|(?P<word>[^\W\d]\w*)|(?P<string>{STRING})"
    r"|(?P<language>@[A-Za-z]+(?:-[A-Za-z0-9]+)*)|(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)"
    r"|(?P<mark>\^\^|&&|\|\||[<>!]=|<<|>>|.)|(?P<end>\Z))",
    re.DOTALL,
)

# The kinds after which an expression goes on with an operator; `)` and the words true and false are others.
OPERANDS: Final = frozenset({"string", "variable", "language", "name", "number", "iri"})

# An absolute IRI cannot be read as "less than" and an expression: after `http:` no division by nothing follows.
ABSOLUTE: Final = re.compile(r"<[A-Za-z][A-Za-z0-9+.\-]*://")

ONE_IRI: Final = re.compile(IRI)

# What a reading as an operator would uncover: a string, a comment, the end of the expression.
UNSURE: Final = re.compile(r"['#)]")


@dataclass(slots=True)
class Token:
    """`kind` is a group of TOKEN; `start` an offset into the text."""

    kind: str
    text: str
    start: int


class Unclear(Exception):
    """A text that two readers would cut differently, or that cannot be cut."""

    def __init__(self, start: int, vi: str, en: str) -> None:
        super().__init__(en)
        self.start, self.vi, self.en = start, vi, en


def tokens(text: str) -> Iterator[Token]:
    """The tokens of `text` without spaces and comments. Raises Unclear."""
    position = 0
    previous = Token("mark", "", 0)
    opened: list[str] = []  # for each open bracket: "(" in an expression, "?" unknown, else the bracket
    match = TOKEN.match
    while (found := match(text, position)) and (kind := found.lastgroup) and kind != "end":
        start, position = found.span(kind)
        token = Token(kind, text[start:position], start)
        if kind == "iri" and opened and opened[-1] in "(?" and is_operand(previous):
            if opened[-1] == "(":
                token, position = Token("mark", "<", start), start + 1
            elif UNSURE.search(token.text) and not ABSOLUTE.match(token.text):
                raise Unclear(
                    start,
                    "“<” ở đây có thể là phép so sánh hoặc là đầu một IRI; hãy thêm dấu cách hoặc viết IRI đầy đủ",
                    "this “<” can be a comparison or the start of an IRI; put a space after it or write the IRI in "
                    "full",
                )
        elif kind == "mark":
            if token.text in ('"', "'"):
                raise Unclear(start, "chuỗi ký tự không có dấu đóng", "this string is not closed")
            if token.text == "<<":
                if not ONE_IRI.match(text, start + 1):  # `?a<<http://x>` compares with an IRI
                    raise Unclear(
                        start, "bộ ba lồng nhau (RDF 1.2) không được hỗ trợ", "triple terms (RDF 1.2) are not offered"
                    )
                token, position = Token("mark", "<", start), start + 1
            elif token.text in "([{":
                opened.append(_bracket(token.text, previous, opened))
            elif token.text in ")]}" and opened:
                opened.pop()
        yield token
        previous = token


def is_operand(token: Token) -> bool:
    """Whether an expression goes on after `token` with an operator."""
    return token.kind in OPERANDS or token.text == ")" or token.text.lower() in ("true", "false")


def _bracket(text: str, previous: Token, opened: list[str]) -> str:
    """What an opening bracket opens: "(" an expression, "?" an expression or a list, "l" a list or a group."""
    if text != "(":
        return "l"
    if previous.kind == "word":
        return "l" if previous.text.lower() in ("values", "a") else "("
    if previous.kind in ("name", "iri"):
        return "?"
    if previous.kind == "mark" and previous.text in (
        "(",
        ",",
        "!",
        "=",
        "<",
        ">",
        "&&",
        "||",
        "!=",
        "<=",
        ">=",
        "+",
        "-",
        "*",
        "/",
    ):
        return opened[-1] if opened and opened[-1] in "(?" else "?"
    return "l"


def place(text: str, start: int) -> tuple[int, int]:
    """Line and column (from 1) of an offset."""
    line = text.count("\n", 0, start) + 1
    return line, start - (text.rfind("\n", 0, start) + 1) + 1
