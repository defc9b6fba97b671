"""Finds the line on which a Turtle file begins to describe a node, and the line of one of its properties.

A cheap scan that knows the layout people and `bdg fmt` write: a subject stands at the left margin, its
properties follow. It does not parse Turtle; where it finds nothing, it says None.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from urllib.parse import urljoin

from bdg_graph.terms import ID

# Matches "@base <https://w3id.org/bdg/id/> ." and "PREFIX bdg: <https://...#>"; must not match "<a> a <b> .".
DECLARATION = re.compile(r"\s*@?(?:(base)|prefix\s+([\w-]*):)\s*<([^>]*)>", re.IGNORECASE)

# Matches "<plan/x/indicator/4.1> a" and "unit:percent a"; must not match "    bdg:unit" nor "# note".
SUBJECT = re.compile(r"(?:<([^<>\s]*)>|([\w-]*):([^\s;,\[\]()\"]*))(?=\s|$)")

# What a property may begin with: "    bdg:unit unit:percent ;", "; a bdg:Plan"; also right after the subject.
VERB = re.compile(r"(?:^|[\s;])(?:<([^<>\s]*)>|([\w-]+):([\w.-]+)|(a))(?=\s)")

# Matches "https://..." and "urn:x"; must not match "plan/x".
SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")

LONG_QUOTES = ('"""', "'''")


@dataclass
class Lines:
    """The lines (counted from 1) of one Turtle file's subjects and their properties."""

    text: str
    _subjects: dict[str, int] = field(default_factory=dict)
    _starts: list[int] = field(default_factory=list)
    _names: dict[str, str] = field(default_factory=dict)
    _base: str = ID
    _lines: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._lines = self.text.split("\n")
        inside: str | None = None
        for number, line in enumerate(self._lines, 1):
            if inside is None:
                self._declare_or_note(number, line)
            inside = _quote_left_open(line, inside)
        self._starts = sorted(self._subjects.values())

    def subject(self, iri: str) -> int | None:
        """The line on which the description of `iri` begins."""
        return self._subjects.get(iri)

    def predicate(self, iri: str, predicate: str) -> int | None:
        """The line of `predicate` in the description of `iri`; the subject's line where it has none."""
        start = self.subject(iri)
        if start is None:
            return None
        following = bisect_right(self._starts, start)
        end = self._starts[following] - 1 if following < len(self._starts) else len(self._lines)
        inside: str | None = None
        for number in range(start, end + 1):
            line = self._lines[number - 1]
            if inside is None and predicate in self._verbs(line):
                return number
            inside = _quote_left_open(line, inside)
        return start

    def _declare_or_note(self, number: int, line: str) -> None:
        if declared := DECLARATION.match(line):
            base, prefix, iri = declared.groups()
            if base:
                self._base = self._absolute(iri)
            else:
                self._names[prefix or ""] = self._absolute(iri)
        elif found := SUBJECT.match(line):
            self._subjects.setdefault(self._iri(*found.groups()), number)

    def _verbs(self, line: str) -> set[str]:
        rdf_type = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
        return {rdf_type if verb[3] else self._iri(*verb[:3]) for verb in VERB.findall(line.split('"', 1)[0] + " ")}

    def _iri(self, reference: str | None, prefix: str | None, local: str | None) -> str:
        if local or prefix:
            return self._names.get(prefix or "", f"{prefix}:") + (local or "")
        return self._absolute(reference or "")

    def _absolute(self, reference: str) -> str:
        """`reference` against the base; urljoin alone would drop the "#" that a namespace ends in."""
        return reference if SCHEME.match(reference) else urljoin(self._base, reference)


def _quote_left_open(line: str, inside: str | None) -> str | None:
    """The long quote that `line` leaves open, when it began inside `inside`."""
    position = 0
    while True:
        if inside is not None:
            found = line.find(inside, position)
            if found < 0:
                return inside
            inside, position = None, found + 3
            continue
        openings = [(line.find(quote, position), quote) for quote in LONG_QUOTES if quote in line[position:]]
        if not openings:
            return None
        found, inside = min(openings)
        position = found + 3
