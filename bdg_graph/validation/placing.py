"""Gives the findings of integrity checks, which know only the store, the file and the line that they are about."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Final

from bdg_graph.terms import ID
from bdg_graph.validation.findings import Finding
from bdg_graph.validation.locate import Lines
from bdg_graph.validation.nearest import written

AT_HAND: Final = 16
"""So many files are kept with the lines of their nodes."""


def placed(findings: Iterable[Finding], given: Sequence[Path]) -> Iterator[Finding]:
    """Each finding with the file among `given` that describes what it is about, and the line; where none does and one
    plan was given, with the first line that names it; else unchanged."""
    lines = lru_cache(AT_HAND)(lambda file: Lines(file.read_text("utf-8"), file.suffix))
    yield from (_placed(finding, given, lines) for finding in findings)


def _placed(finding: Finding, given: Sequence[Path], lines: Callable[[Path], Lines]) -> Finding:
    for file in _files(finding.focus, given):
        line = lines(file).subject(finding.focus)
        if line is not None:
            return replace(finding, file=file, line=line)
    if len(given) == 1 and (file := given[0] / "plan.ttl").is_file():
        named = re.compile(re.escape(written(finding.focus)) + r"(?![\w-])")
        for number, words in enumerate(file.read_text("utf-8").splitlines(), 1):
            if named.search(words):
                return replace(finding, file=file, line=number)
    return finding


def _files(focus: str, given: Sequence[Path]) -> Iterator[Path]:
    """The plan that the node is part of, else the reference files."""
    kind, _, rest = focus.removeprefix(ID).partition("/")
    plan = rest.split("/")[0].split("#")[0] if kind == "plan" else ""
    for path in given:
        own = [path / "plan.ttl"] if plan and path.resolve().name == plan else []
        files = [*own, path / "plans" / plan / "plan.ttl"] if plan else sorted((path / "reference").glob("*.ttl"))
        yield from (file for file in files if file.is_file())
