"""Checks a stranger's query before the engine sees it: size, tokens, nesting, no SERVICE, no update; and says what
form it has.

It refuses what would harm, not what is wrong: syntax is the engine's to judge. Section numbers are those of SPARQL
1.1 Query.
"""

import hashlib
import re
from dataclasses import dataclass, field
from typing import Final

from bdg_graph.sandbox.worker import Refused
from bdg_graph.sparql.tokens import Token, Unclear, is_operand, place, tokens


@dataclass(frozen=True)
class Bounds:
    """What a query may measure."""

    bytes: int = 64 * 1024
    tokens: int = 10_000
    nesting: int = 64
    operators: int = 1_000
    """Operators of one expression, path or list of alternatives: each may be a level of the engine's recursion."""


BOUNDS: Final = Bounds()

FORMS: Final = ("select", "ask", "construct", "describe")
UPDATES: Final = ("insert", "delete", "load", "clear", "drop", "create", "add", "move", "copy", "with")

# 17.4.2.9, .12, .13 and 17.4.5.1, 17.4.2.10: functions that give another value each time, so an answer is not kept.
VOLATILE: Final = frozenset({"now", "rand", "uuid", "struuid", "bnode"})

# `SERVICE:x`, `trueSERVICE:x`, `SERVICESILENT:x`, `SERVICEx:y`: the engine's parser takes the keyword out of each.
SERVICE_NAME: Final = re.compile(r"service[^:]*:", re.IGNORECASE)

ESCAPE: Final = re.compile(r"\\u([0-9A-Fa-f]{4})|\\U(00(?:0[0-9A-Fa-f]|10)[0-9A-Fa-f]{4})")

UNARY: Final = frozenset("!-+^")
PLAIN: Final = frozenset(".;,=<>")
"""Marks that nest and chain nothing."""


@dataclass(frozen=True)
class Checked:
    """A query that may be run. `form` is one of FORMS, or "" where the engine will say what is wrong."""

    text: str
    form: str
    own_dataset: bool
    """Whether it says FROM itself."""
    stable: bool
    """Whether it gives the same answer as long as the data are the same."""
    digest: str = field(default="", compare=False)
    """Of its tokens: the same for texts that differ in comments and white space only."""


def check(text: str, bounds: Bounds = BOUNDS) -> Checked:
    """`text` as a query that may be run. Raises Refused: too-large, too-deep, service, update, unclear."""
    size = len(text.encode("utf-8", "surrogatepass"))
    if size > bounds.bytes:
        raise Refused(
            "too-large",
            f"Truy vấn dài {size} byte; giới hạn là {bounds.bytes}. Hãy rút ngắn, hoặc chia thành nhiều truy vấn.",
            f"The query has {size} bytes; the limit is {bounds.bytes}. Shorten it, or ask in several queries.",
            *place(text, len(text.encode("utf-8", "surrogatepass")[: bounds.bytes].decode("utf-8", "ignore"))),
        )
    if (unescaped := _unescaped(text)) != text:  # 19.2: other engines read \\u0053ERVICE as SERVICE
        _Check(unescaped, bounds, exact=False).run()
    return _Check(text, bounds).run()


def _unescaped(text: str) -> str:
    return ESCAPE.sub(lambda found: chr(int(found[1] or found[2], 16)), text) if "\\" in text else text


class _Check:
    """One pass over the tokens of one text."""

    def __init__(self, text: str, bounds: Bounds, *, exact: bool = True) -> None:
        self.text, self.bounds, self.exact = text, bounds, exact
        self.form = ""
        self.own_dataset = False
        self.stable = True
        self.depth = 0
        self.chains = [0]
        self.opened: list[str] = []
        self.unary = 0

    def run(self) -> Checked:
        previous = before = Token("mark", "", 0)
        texts = []
        try:
            for token in tokens(self.text):
                texts.append(token.text)
                if len(texts) > self.bounds.tokens:
                    self._refuse_size(token)
                kind = token.kind
                if kind == "mark":
                    self._mark(token, previous)
                    if token.text == "{" and previous.kind == "name":
                        self._service_name(previous, before)
                else:
                    self.unary = 0
                    if kind == "word":
                        self._word(token, previous)
                    elif kind == "name" and not self.form:
                        self._start(token, previous)
                before, previous = previous, token
        except Unclear as unclear:
            if self.exact:
                raise self._refused("unclear", unclear.start, unclear.vi, unclear.en) from None
        digest = hashlib.sha256("\n".join(texts).encode("utf-8", "surrogatepass"))
        return Checked(self.text, self.form, self.own_dataset, self.stable, digest.hexdigest()[:32])

    def _mark(self, token: Token, previous: Token) -> None:
        text = token.text
        if text in PLAIN:
            self.unary = 0
            return
        if text in "([{":
            self.depth += 1
            self.opened.append(text)
            self.chains.append(0)
            if self.depth > self.bounds.nesting:
                self._refuse_depth(token)
        elif text in ")]}":
            self.depth = max(0, self.depth - 1)
            if self.opened:
                self.opened.pop()
                self.chains.pop()
        if text in UNARY:
            self.unary += 1
            if self.unary > self.bounds.nesting:
                self._refuse_depth(token)
        elif text not in ("(", "["):
            self.unary = 0
        if text in ("&&", "||", "*", "/", "|", "^") or (
            text in ("+", "-") and self.opened[-1:] == ["("] and is_operand(previous)
        ):
            self._chain(token)

    def _chain(self, token: Token) -> None:
        self.chains[-1] += 1
        if self.chains[-1] > self.bounds.operators:
            raise self._refused(
                "too-deep",
                token.start,
                f"hơn {self.bounds.operators} phép nối liền nhau; hãy dùng VALUES hoặc IN thay cho chuỗi dài",
                f"more than {self.bounds.operators} operators in a row; use VALUES or IN instead of a long chain",
            )

    def _word(self, token: Token, previous: Token) -> None:
        word = token.text.lower()
        if "service" in word:
            self._refuse_service(token.start + word.index("service"))
        if word in ("union", "optional", "minus", "filter", "bind", "exists"):
            self._chain(token)
        if word in VOLATILE:
            self.stable = False
        if self.depth == 0:
            self._start(token, previous)
            self.own_dataset = self.own_dataset or (self.form != "" and word == "from")

    def _start(self, token: Token, previous: Token) -> None:
        """The query form, or the update that a text begins with instead (after BASE and PREFIX)."""
        if self.form or self.depth or previous.text.lower() in ("prefix", "base"):
            return
        word = token.text.lower()
        self.form = next((form for form in FORMS if word.startswith(form)), "")
        if not self.form and token.kind == "word" and word.startswith(UPDATES):
            raise self._refused(
                "update",
                token.start,
                f"{token.text.upper()} sẽ sửa dữ liệu; dịch vụ này chỉ trả lời SELECT, ASK, CONSTRUCT, DESCRIBE",
                f"{token.text.upper()} would change data; this service only answers SELECT, ASK, CONSTRUCT and "
                "DESCRIBE",
            )

    def _service_name(self, name: Token, before: Token) -> None:
        """`SERVICE:x {`: the engine reads the keyword; a prefix called "service" is fine after GRAPH and FROM."""
        prefix = name.text.split(":")[0] + ":"
        if SERVICE_NAME.search(prefix) and before.text.lower() not in ("graph", "from", "named"):
            self._refuse_service(name.start)

    def _refuse_service(self, start: int) -> None:
        raise self._refused(
            "service",
            start,
            "SERVICE gọi ra máy khác và không được phép; hãy hỏi nơi kia riêng rồi đưa kết quả vào bằng VALUES",
            "SERVICE calls another machine and is not allowed; ask there yourself and bring the values in with VALUES",
        )

    def _refuse_depth(self, token: Token) -> None:
        raise self._refused(
            "too-deep",
            token.start,
            f"lồng quá {self.bounds.nesting} tầng; hãy bỏ bớt ngoặc",
            f"nested deeper than {self.bounds.nesting} levels; remove brackets",
        )

    def _refuse_size(self, token: Token) -> None:
        raise self._refused(
            "too-large",
            token.start,
            f"truy vấn có hơn {self.bounds.tokens} từ và dấu; hãy chia thành nhiều truy vấn",
            f"the query has more than {self.bounds.tokens} words and marks; ask in several queries",
        )

    def _refused(self, kind: str, start: int, vi: str, en: str) -> Refused:
        line, column = place(self.text, start)
        return Refused(kind, f"Dòng {line}, cột {column}: {vi}.", f"Line {line}, column {column}: {en}.", line, column)
