"""Finds the line on which a file begins to describe a node, and the line of one of its properties.

A cheap scan that knows the layout people and `bdg fmt` write: a subject begins a line, its properties follow. It does
not parse; of other formats than Turtle and its kin it finds the line that names the node, else says None.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urljoin

from bdg_graph.terms import ID, RDF

# Matches "@base <https://w3id.org/bdg/id/> .", "PREFIX bdg: <https://...#>", "<plan/x/indicator/4.1> a" and
# "unit:percent a" at the beginning of a line; must not match "    bdg:unit" nor "# note". The end of the line before is
# looked for several times as fast as "^".
BEGINNING = re.compile(
    r"\n(?:<([^<>\s]*)>(?!\S)|[ \t]*@?(?i:(base)|prefix[ \t]+([\w-]*):)[ \t]*<([^>\n]*)>"
    r"|([\w-]*):([^\s;,\[\]()\"]*)(?!\S))"
)

# What a property may begin with: "    bdg:unit unit:percent ;", "; a bdg:Plan"; also right after the subject.
VERB = re.compile(r"(?:^|[\s;])(?:<([^<>\s]*)>|([\w-]+):([\w.-]+)|(a))(?=\s)")

# Matches "https://..." and "urn:x"; must not match "plan/x".
SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")

# Matches ". <plan/x> " in "<a> a <b> . <plan/x> a <c> ."; must not match "<a> " nor "a <b> ".
NAMED = re.compile(r"[.{]\s*<([^<>\s]*)> ")

LONG_QUOTES = ('"""', "'''")

Place = tuple[int, int]
"""A line, and how many letters come before it."""


@dataclass
class Lines:
    """The lines (counted from 1) of one Turtle file's subjects and their properties."""

    text: str
    suffix: str = ".ttl"
    _subjects: dict[str, Place] = field(default_factory=dict)
    _starts: list[Place] = field(default_factory=list)
    _names: dict[str, str] = field(default_factory=dict)
    _base: str = ID
    _scanned: bool = False
    _read: dict[int, set[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.suffix in (".rdf", ".jsonld"):
            self._scanned = True
            return
        if not self._long:
            self._scan_margins()
        if not self._subjects:
            self._scan()
        self._starts = sorted(self._subjects.values())

    @cached_property
    def _long(self) -> bool:
        """Whether there may be quotes that go on over lines."""
        return any(quote in self.text for quote in LONG_QUOTES)

    def _scan_margins(self) -> None:
        """Quickly: what begins at the left margin, in a text without long quotes."""
        text, line, at = "\n" + self.text, 0, 0
        for found in BEGINNING.finditer(text):
            line += text.count("\n", at, found.start() + 1)
            at = found.start() + 1
            self._note(found, (line, found.start()))

    def _scan(self) -> None:
        """Line by line: what begins a statement."""
        self._scanned = True
        inside: str | None = None
        ended, at = True, 0
        for number, line in enumerate(self.text.split("\n"), 1):
            if inside is None and (found := BEGINNING.match("\n" + (line.lstrip() if ended else line))):
                self._note(found, (number, at))
            inside = _quote_left_open(line, inside)
            ended = line.rstrip().endswith((".", "{", "}")) or (ended and not line.strip())
            at += len(line) + 1

    def _note(self, found: re.Match[str], place: Place) -> None:
        """Keeps what a declaration says, or where a subject begins."""
        written, base, prefix, iri, short, local = found.groups()
        if base:
            self._base = self._absolute(iri)
        elif iri is not None:
            self._names[prefix] = self._absolute(iri)
        else:
            self._subjects.setdefault(self._iri(written, short, local), place)

    def subject(self, iri: str) -> int | None:
        """The line on which the description of `iri` begins."""
        place = self._place(iri)
        return place and place[0]

    def _place(self, iri: str) -> Place | None:
        if not iri:
            return None
        if iri not in self._subjects and not self._scanned:
            self._scan()
            self._starts = sorted(self._subjects.values())
        if iri not in self._subjects:
            spelt = [self._named[way] for way in (iri, iri.removeprefix(self._base)) if way in self._named]
            return min(spelt, default=None)
        return self._subjects[iri]

    @cached_property
    def _named(self) -> dict[str, Place]:
        """What is spelt out as a subject may be, though not where a statement is seen to begin, with its first line."""
        found: dict[str, Place] = {}
        if self.suffix in (".rdf", ".jsonld"):
            before, *quoted = self.text.split('"')
            number = before.count("\n") + 1
            for words in quoted[:-1]:
                found.setdefault(words, (number, 0))
                number += words.count("\n")
        elif not self._long:
            start = 0
            for number, line in enumerate(self.text.split("\n"), 1):
                quotes = at = 0
                for name in () if line.lstrip().startswith("#") else NAMED.finditer(line):
                    quotes += line.count('"', at, name.start())
                    at = name.start()
                    if quotes % 2 == 0:
                        found.setdefault(name[1], (number, start))
                start += len(line) + 1
            self._starts = sorted({*self._starts, *found.values()})
        return found

    def predicate(self, iri: str, predicate: str) -> int | None:
        """The line of `predicate` in the description of `iri`; the subject's line where it has none."""
        place = self._place(iri)
        if place is None or self.suffix in (".rdf", ".jsonld"):
            return place and place[0]
        following = bisect_right(self._starts, place)
        end = self._starts[following][1] - 1 if following < len(self._starts) else len(self.text)
        inside: str | None = None
        for number, line in enumerate(self.text[place[1] : end].split("\n"), place[0]):
            if inside is None and predicate in self._verbs(number, line):
                return number
            inside = _quote_left_open(line, inside)
        return place[0]

    def _verbs(self, number: int, line: str) -> set[str]:
        """The properties that a line begins to tell, read once."""
        if number not in self._read:
            verbs = VERB.findall(line.split('"', 1)[0] + " ")
            self._read[number] = {RDF.type if verb[3] else self._iri(*verb[:3]) for verb in verbs}
        return self._read[number]

    def _iri(self, reference: str | None, prefix: str | None, local: str | None) -> str:
        if local or prefix:
            return self._names.get(prefix or "", f"{prefix}:") + (local or "")
        return self._absolute(reference or "")

    def _absolute(self, reference: str) -> str:
        """`reference` against the base; urljoin alone would drop the "#" that a namespace ends in."""
        if SCHEME.match(reference):
            return reference
        if self._base.endswith("/") and reference[:1] not in ("", "/", ".", "#", "?"):
            return self._base + reference  # as good as all, and much faster
        return urljoin(self._base, reference)


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
