"""What validation finds: plain values that name a rule, a node, a file and a line, and say what to do."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from bdg_graph.terms import ID, PREFIXES

Severity = Literal["violation", "warning", "info"]
SEVERITIES: Final[tuple[Severity, ...]] = ("violation", "warning", "info")


CAUSES: Final = {"syntax", "unsafe-file", "workbook-cell"}
"""The rules about what could not be read at all, from which other findings may follow."""


@dataclass(frozen=True, slots=True)
class Text:
    """The same words in Vietnamese and in English."""

    vi: str
    en: str

    def in_language(self, language: str) -> str:
        return self.en if language == "en" else self.vi


@dataclass(frozen=True, slots=True)
class Cell:
    """A place in a workbook."""

    sheet: str
    row: int
    column: str


Cells = Callable[[str, str | None], Cell | None]
"""From a node and a property to its cell."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of validation: its id never changes, its title heads the findings, `why` says what it is for."""

    id: str
    severity: Severity
    title: Text
    why: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One breach of one rule. `focus` is the IRI of the node, empty where a whole file is meant."""

    rule: str
    severity: Severity
    message: Text
    focus: str = ""
    label: Text = Text("", "")
    path: str | None = None
    value: str | None = None
    file: Path | None = None
    line: int | None = None
    """The line of the offending property; where there is none, of the node."""
    subject_line: int | None = None
    sheet: str | None = None
    row: int | None = None
    column: str | None = None

    @property
    def place(self) -> str:
        """Where to mend it, in the form that editors open: "plan.ttl:12"; in a workbook "plan.xlsx, Targets!H4"."""
        if self.file is None:
            return ""
        if self.sheet:
            return f"{self.name}, {self.sheet}!{self.column or ''}{self.row or ''}"
        return f"{self.name}:{self.line}" if self.line else self.name

    @property
    def name(self) -> str:
        """The file as seen from the current folder."""
        if self.file is None:
            return ""
        if str(self.file) == "-":
            return "<stdin>"
        here = Path.cwd()
        return str(self.file.relative_to(here) if self.file.is_relative_to(here) else self.file)

    @property
    def fingerprint(self) -> str:
        """What stays the same when lines move: for a baseline."""
        said = "\n".join((self.rule, self.focus, self.path or "", self.value or "", "" if self.focus else self.name))
        return hashlib.sha256(said.encode()).hexdigest()[:20]


def short(iri: str) -> str:
    """`iri` as people write it: relative to the base where it is one of ours, else with its usual prefix."""
    if iri.startswith(ID):
        return iri[len(ID) :]
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri


def in_order(findings: Iterable[Finding]) -> list[Finding]:
    """The findings by severity, causes first, then by rule, file and line, each once."""
    return sorted(
        dict.fromkeys(findings),
        key=lambda f: (
            SEVERITIES.index(f.severity),
            f.rule not in CAUSES,
            f.rule,
            str(f.file or ""),
            f.line or 0,
            f.sheet or "",
            f.row or 0,
            (len(f.column or ""), f.column or ""),
            f.focus,
            f.message.en,
        ),
    )


def count(findings: Iterable[Finding], severity: Severity) -> int:
    """How many of the findings are of this severity."""
    return sum(finding.severity == severity for finding in findings)
