"""Says what is wrong with a text that a parser refused: what it is, where, and what to write, in both languages; the
parser's own words stay behind it. The table of usual mistakes is in `slips`."""

import json
import re
from dataclasses import dataclass
from typing import Final
from xml.parsers import expat

from bdg_graph.errors import near
from bdg_graph.terms import PREFIXES
from bdg_graph.validation.findings import Text
from bdg_graph.validation.slips import FOREIGN, SLIPS

SHOWN: Final = 50
"""Letters of the line before and after the place."""
CONFLICT: Final = re.compile(rb"^<{7} ", re.MULTILINE)
# Matches "The prefix bgd: has not been declared".
UNDECLARED: Final = re.compile(r"prefix ([\w.-]*): has not been declared")
# What the parsers say of the place, which is said already.
PLACED: Final = re.compile(
    r"^Parser error (?:at|between) [^:]*: |: line \d+ column \d+ \(char \d+\)$|: line \d+, column \d+$"
)
PREFIX: Final = re.compile(r"prefix\s+([\w.-]*):\s*<", re.IGNORECASE)


class Broken(SyntaxError):
    """A text that is not of its format. `said` is a sentence for people, `msg` are the parser's words."""

    def __init__(self, msg: str, line: int | None, column: int | None, said: Text) -> None:
        super().__init__(msg)
        self.lineno, self.offset, self.said = line, column, said


@dataclass(frozen=True, slots=True)
class Place:
    """Where a parser stopped: the whole text, and how many letters of it come before."""

    text: str
    at: int

    @property
    def line(self) -> int:
        return self.text.count("\n", 0, self.at) + 1

    @property
    def column(self) -> int:
        return self.at - self.text.rfind("\n", 0, self.at)

    @property
    def shown(self) -> str:
        """The line with a mark before the place: “bdg:place ▶<place/x> .”"""
        start = self.text.rfind("\n", 0, self.at) + 1
        end = self.text.find("\n", self.at)
        before, after = self.text[start : self.at], self.text[self.at : end if end >= 0 else None]
        head = ("…" if len(before) > SHOWN else "") + before[-SHOWN:]
        return f"{head.lstrip()}▶{after[:SHOWN]}{'…' if len(after) > SHOWN else ''}".rstrip()


def broken(problem: SyntaxError | ValueError, content: bytes, suffix: str) -> Broken:
    """The problem that a parser has with `content`, for people."""
    parser = str(problem.msg if isinstance(problem, SyntaxError) else problem)
    words = PLACED.sub("", parser)
    text = content.decode("utf-8", "replace")
    at = _at(problem, text)
    if foreign := next((kind for kind in FOREIGN if kind.begins.search(content.decode("latin-1"))), None):
        return Broken(parser, None, None, _sentence(foreign.said, Text("", ""), words))
    if undeclared := UNDECLARED.search(words):
        return _broken(parser, words, text, at, _undeclared(undeclared[1], text))
    for slip in SLIPS:
        groups = slip.groups(words, text, at) if not slip.suffixes or suffix in slip.suffixes else None
        if groups is not None:
            if slip.back and at is not None:
                at = len(text[:at].rstrip())
            said = Text(slip.said.vi.format(**groups), slip.said.en.format(**groups))
            return _broken(parser, words, text, at, said)
    raise AssertionError("the last slip fits everything")


def _broken(parser: str, words: str, text: str, at: int | None, said: Text) -> Broken:
    if at is None:
        return Broken(parser, None, None, _sentence(said, Text("", ""), words))
    place = Place(text, at)
    where = Text(
        f" Dòng {place.line}, cột {place.column}: “{place.shown}”.",
        f" Line {place.line}, column {place.column}: “{place.shown}”.",
    )
    return Broken(parser, place.line, place.column, _sentence(said, where, words))


def _sentence(said: Text, where: Text, words: str) -> Text:
    return Text(
        f"Không đọc được tệp: {said.vi}.{where.vi} Chưa nạp gì từ tệp. [{words}]",
        f"The file can't be read: {said.en}.{where.en} Nothing of the file was loaded. [{words}]",
    )


def _undeclared(prefix: str, text: str) -> Text:
    """What to do about a prefix that no line declares."""
    declared = PREFIX.findall(text)
    if prefix not in PREFIXES and (meant := near(prefix, declared, 1)):
        return Text(
            f"tiền tố “{prefix}:” chưa được khai báo; có phải ý bạn là “{meant[0]}:”? Hãy sửa ở đây",
            f"the prefix “{prefix}:” is not declared; did you mean “{meant[0]}:”? Correct it here",
        )
    line = f"@prefix {prefix}: <{PREFIXES.get(prefix, '…')}> ."
    return Text(
        f"tiền tố “{prefix}:” chưa được khai báo. Hãy thêm ở đầu tệp dòng “{line}”",
        f"the prefix “{prefix}:” is not declared. Add at the top of the file the line “{line}”",
    )


def _at(problem: SyntaxError | ValueError, text: str) -> int | None:
    """How many letters come before the place that the parser names; None where it names none."""
    if isinstance(problem, json.JSONDecodeError):
        return problem.pos
    if not isinstance(problem, SyntaxError) or problem.lineno is None:
        return None
    lines = text.split("\n")[: problem.lineno - 1]
    return min(sum(map(len, lines)) + len(lines) + max((problem.offset or 1) - 1, 0), len(text))


def check_conflict(content: bytes) -> None:
    """Raises Broken for a file with the marks of a conflict in git, which look like triples inside triples."""
    if CONFLICT.search(content):
        raise broken(SyntaxError("<<<<<<<"), content, "")


def check_xml(content: bytes) -> None:
    """Raises SyntaxError, with its place, for what is no XML: the parser of RDF/XML takes a part for the whole."""
    reader = expat.ParserCreate(namespace_separator=" ")
    try:
        reader.Parse(content, True)
    except expat.ExpatError as problem:
        raise SyntaxError(str(problem), (None, problem.lineno, problem.offset + 1, None)) from problem
