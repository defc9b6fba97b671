"""Gives the findings of integrity checks, which know only the store, the file and the line that they are about."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from bdg_graph.terms import ID
from bdg_graph.validation.findings import Finding
from bdg_graph.validation.locate import Lines
from bdg_graph.validation.nearest import written


def placed(finding: Finding, given: Sequence[Path]) -> Finding:
    """The finding with the file among `given` that describes what it is about, and the line; where none does and one
    plan was given, with the first line that names it; else unchanged."""
    for file in _files(finding.focus, given):
        line = Lines(file.read_text("utf-8"), file.suffix).subject(finding.focus)
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
