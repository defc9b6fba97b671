"""Reads the query of a sh:sparql constraint into a tree of patterns and expressions. It evaluates nothing; what it does
not know of SPARQL it names, for the reference to judge."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import pyoxigraph as ox

from bdg_graph.terms import XSD
from bdg_graph.validation.graph import TYPE, Term
from bdg_graph.validation.shapes import Path_, Select

# Matches a comment, a string, an IRI, a variable, a name, a number, a word, a sign - one word of SPARQL each.
TOKEN: Final = re.compile(
    r"""\#[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'|<[^<>"{}|^`\\\s]*>|[?$]\w+|@[A-Za-z-]+|"""
    r"""(?:[A-Za-z][\w-]*)?:(?:[\w-](?:[\w.-]*[\w-])?)?|\d+(?:\.\d+)?|\w+|&&|\|\||[<>!]=|\^\^|\S"""
)
ESCAPES: Final = {"\\n": "\n", "\\t": "\t", "\\\\": "\\", '\\"': '"', "\\'": "'", "\\r": "\r"}
FUNCTIONS: Final = {
    "BOUND", "COALESCE", "STR", "LANG", "CONCAT", "REGEX", "REPLACE", "UCASE", "LCASE", "STRLEN", "CONTAINS",
    "STRSTARTS", "STRENDS", "SUBSTR", "ISNUMERIC", "ISIRI", "ISLITERAL", "ISBLANK",
}  # fmt: skip
COMPARISONS: Final = {"=", "!=", "<", ">", "<=", ">="}
RESERVED: Final = {"PATH", "shapesGraph", "currentShape"}
"""Variables that SHACL binds in its own way."""


class Beyond(Exception):
    """The query is not understood here; the message says what stands against it."""


@dataclass(frozen=True, slots=True)
class Var:
    """A variable."""

    name: str


@dataclass(frozen=True, slots=True)
class Call:
    """A function or operator ("CONCAT", "&&", "<", the IRI of a cast) and what it is applied to."""

    name: str
    args: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Exists:
    """Whether the group has a solution; with `negated`, whether it has none."""

    group: "Group"
    negated: bool


@dataclass(frozen=True, slots=True)
class Pattern:
    """A triple pattern; its property may be a path."""

    subject: Var | Term
    path: Var | ox.NamedNode | Path_
    object: Var | Term


@dataclass(frozen=True, slots=True)
class Filter:
    """What every solution of its group must fulfil."""

    expression: "Expression"


@dataclass(frozen=True, slots=True)
class Bind:
    """BIND ( expression AS variable )."""

    expression: "Expression"
    var: Var


@dataclass(frozen=True, slots=True)
class Maybe:
    """OPTIONAL { ... }."""

    group: "Group"


@dataclass(frozen=True, slots=True)
class Either:
    """{ ... } UNION { ... }; a single group stands for itself."""

    groups: tuple["Group", ...]


Expression = Var | Term | Call | Exists
Group = tuple[Pattern | Filter | Bind | Maybe | Either, ...]


def read(select: Select) -> tuple[list[str], Group]:
    """The columns and the pattern of the query. Raises Beyond."""
    return _Reader(select).query()


class _Reader:
    """Goes through the words of one query."""

    def __init__(self, select: Select) -> None:
        self.prefixes = dict(select.prefixes)
        self.words: list[str] = [word for word in TOKEN.findall(select.text) if not word.startswith("#")] + [""]
        self.at = 0

    def query(self) -> tuple[list[str], Group]:
        self.take("SELECT")
        if self.upper == "DISTINCT":
            self.next()
        columns = []
        while self.word[:1] in ("?", "$"):
            columns.append(self.variable().name)
        if not columns:
            raise Beyond("an expression among the columns")
        if self.upper == "WHERE":
            self.next()
        group = self.group()
        if self.word:
            raise Beyond(self.word)
        return columns, group

    @property
    def word(self) -> str:
        return self.words[self.at]

    @property
    def upper(self) -> str:
        return self.words[self.at].upper()

    def next(self) -> str:
        """The word at hand; steps on to the one after it."""
        self.at += 1
        return self.words[self.at - 1]

    def take(self, wanted: str) -> None:
        if self.upper != wanted:
            raise Beyond(f"{self.word or 'its end'} in place of {wanted}")
        self.at += 1

    def group(self) -> Group:
        self.take("{")
        found: list[Pattern | Filter | Bind | Maybe | Either] = []
        while self.word != "}":
            match self.upper:
                case ".":
                    self.next()
                case "FILTER":
                    self.next()
                    found.append(Filter(self.primary()))
                case "OPTIONAL":
                    self.next()
                    found.append(Maybe(self.group()))
                case "BIND":
                    found.append(self.bind())
                case "{":
                    groups = [self.group()]
                    while self.words[self.at].upper() == "UNION":
                        self.next()
                        groups.append(self.group())
                    found.append(Either(tuple(groups)))
                case _:
                    found += self.triples()
        self.take("}")
        return tuple(found)

    def bind(self) -> Bind:
        self.next()
        self.take("(")
        expression = self.expression()
        self.take("AS")
        var = self.variable()
        self.take(")")
        if var.name == "this":
            raise Beyond("an assignment to $this")
        return Bind(expression, var)

    def triples(self) -> list[Pattern]:
        subject = self.term()
        found = []
        while True:
            path = self.variable() if self.word[:1] in ("?", "$") else self.path()
            found.append(Pattern(subject, path, self.term()))
            while self.word == ",":
                self.next()
                found.append(Pattern(subject, path, self.term()))
            if self.word != ";":
                return found
            while self.word == ";":
                self.next()
            if self.word in (".", "}"):
                return found

    def path(self) -> Path_ | ox.NamedNode:
        ways = [self.sequence()]
        while self.word == "|":
            self.next()
            ways.append(self.sequence())
        return ways[0] if len(ways) == 1 else ("alternativePath", tuple(ways))

    def sequence(self) -> Path_ | ox.NamedNode:
        parts = [self.step()]
        while self.word == "/":
            self.next()
            parts.append(self.step())
        return parts[0] if len(parts) == 1 else ("sequence", tuple(parts))

    def step(self) -> Path_ | ox.NamedNode:
        if self.word == "^":
            self.next()
            return inverse(self.step())
        found: Path_ | ox.NamedNode
        if self.word == "(":
            self.next()
            found = self.path()
            self.take(")")
        elif self.word == "a":
            self.next()
            found = TYPE
        else:
            found = self.iri()
        kinds = {"?": "zeroOrOnePath", "*": "zeroOrMorePath", "+": "oneOrMorePath"}
        return (kinds[self.next()], (found,)) if self.word in kinds else found

    def expression(self) -> Expression:
        return self.joined("||", lambda: self.joined("&&", self.relation))

    def joined(self, sign: str, part: Callable[[], Expression]) -> Expression:
        parts = [part()]
        while self.word == sign:
            self.next()
            parts.append(part())
        return parts[0] if len(parts) == 1 else Call(sign, tuple(parts))

    def relation(self) -> Expression:
        left = self.sum()
        if self.word in COMPARISONS:
            return Call(self.next(), (left, self.sum()))
        if self.upper == "IN":
            self.next()
            return Call("IN", (left, *self.arguments()))
        return left

    def sum(self) -> Expression:
        found = self.primary()
        while self.word in ("+", "-"):
            found = Call(self.next(), (found, self.primary()))
        return found

    def primary(self) -> Expression:
        """A bracketed expression, a call, EXISTS, a variable or a constant."""
        word = self.upper
        if word == "!":
            self.next()
            return Call("!", (self.primary(),))
        if word == "(":
            self.next()
            inner = self.expression()
            self.take(")")
            return inner
        if word in ("EXISTS", "NOT"):
            negated = self.next().upper() == "NOT"
            if negated:
                self.take("EXISTS")
            return Exists(self.group(), negated)
        if word in FUNCTIONS:
            self.next()
            return Call(word, self.arguments())
        found = self.term()
        if self.word != "(":
            return found
        if found != ox.NamedNode(XSD.integer):
            raise Beyond(f"the function {found}")
        return Call(XSD.integer, self.arguments())

    def arguments(self) -> tuple[Expression, ...]:
        self.take("(")
        found = [self.expression()]
        while self.word == ",":
            self.next()
            found.append(self.expression())
        self.take(")")
        return tuple(found)

    def term(self) -> Var | Term:
        word = self.word
        if word[:1] in ("?", "$"):
            return self.variable()
        if word[:1] in ('"', "'"):
            return self.literal()
        if word in ("true", "false"):
            return ox.Literal(self.next(), datatype=ox.NamedNode(XSD.boolean))
        if word[:1].isdecimal():
            kind = XSD.decimal if "." in word else XSD.integer
            return ox.Literal(self.next(), datatype=ox.NamedNode(kind))
        return self.iri()

    def variable(self) -> Var:
        word = self.next()
        if word[:1] not in ("?", "$") or len(word) == 1:
            raise Beyond(f"{word} in place of a variable")
        if word[1:] in RESERVED:
            raise Beyond(word)
        return Var(word[1:])

    def literal(self) -> ox.Literal:
        text = re.sub(r"\\.", lambda found: self.escaped(found[0]), self.next()[1:-1])
        if self.word.startswith("@"):
            return ox.Literal(text, language=self.next()[1:])
        if self.word == "^^":
            self.next()
            return ox.Literal(text, datatype=self.iri())
        return ox.Literal(text)

    def escaped(self, sign: str) -> str:
        if sign not in ESCAPES:
            raise Beyond(f"the sign {sign}")
        return ESCAPES[sign]

    def iri(self) -> ox.NamedNode:
        word = self.next()
        if word.startswith("<") and word.endswith(">"):
            return ox.NamedNode(word[1:-1])
        prefix, colon, local = word.partition(":")
        if not colon or prefix not in self.prefixes:
            raise Beyond(word or "its end")
        return ox.NamedNode(self.prefixes[prefix] + local)


def inverse(path: Path_ | ox.NamedNode) -> Path_ | ox.NamedNode:
    """The path that leads back."""
    if isinstance(path, ox.NamedNode):
        return ("inversePath", (path,))
    kind, parts = path
    if kind == "inversePath":
        return parts[0]
    turned = tuple(map(inverse, parts))
    return (kind, turned[::-1] if kind == "sequence" else turned)
