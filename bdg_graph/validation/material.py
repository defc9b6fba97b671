"""What a validation works on: the triples of the given files over ontology, schemes and reference data, and which
file (on which line, in which cell) says what."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from bdg_graph import paths
from bdg_graph.errors import BdgError
from bdg_graph.terms import ID
from bdg_graph.validation import inputs
from bdg_graph.validation.findings import Cell, Cells, Finding, Text
from bdg_graph.validation.graph import Facts, Subject, Term, Triple
from bdg_graph.validation.ground import base, triples_of
from bdg_graph.validation.inputs import EMPTY, STDIN, SYNTAX, UNSAFE, Part, Refused
from bdg_graph.validation.locate import Lines

RULES: Final = (SYNTAX, UNSAFE, EMPTY)
PLANS: Final = f"{ID}plan/"
AT_HAND: Final = 16
"""So many files are kept with the lines of their nodes."""


@dataclass
class Material:
    """All triples, and the files that were given."""

    facts: Facts = field(default_factory=Facts)
    files: dict[Subject, Path] = field(default_factory=dict)
    """For each node that a given file describes, the first such file."""
    folders: list[Path] = field(default_factory=list)
    """The plan folders given."""
    broken: list[Finding] = field(default_factory=list)
    faults: list[Finding] = field(default_factory=list)
    """What is wrong with single cells of workbooks, and with files that state nothing."""
    parts: dict[Path, Part] = field(default_factory=dict)
    cells: dict[Path, Cells] = field(default_factory=dict)
    sources: dict[Path, str] = field(default_factory=dict)
    """For workbooks: the source text they bring along."""
    _lines: dict[Path, Lines] = field(default_factory=dict)

    def take(self, part: Part) -> list[Triple]:
        """The triples of `part`; of a workbook also its cells, its source text and what is wrong with single cells.
        Raises SyntaxError or Refused for what can't be read."""
        self.parts[part.path] = part
        if part.suffix != inputs.WORKBOOK:
            return inputs.triples(part)
        from bdg_graph.validation import workbooks

        book = workbooks.read(part)
        self.cells[part.path] = book.cell
        if book.source is not None:
            self.sources[part.path] = book.source
        self.faults += book.faults
        return book.triples

    def line(self, node: Subject, predicate: str | None = None) -> int | None:
        """The line of the file that describes `node` (of its `predicate`, where given)."""
        file = self.files.get(node)
        if file is None or file in self.cells:
            return None
        if file not in self._lines:
            if len(self._lines) == AT_HAND:
                del self._lines[next(iter(self._lines))]
            part = self.parts.get(file)
            content = part.content if part else file.read_bytes()
            self._lines[file] = Lines(content.decode("utf-8", "replace"), part.suffix if part else file.suffix)
        lines = self._lines[file]
        name = node.value if isinstance(node, ox.NamedNode) else ""
        return lines.predicate(name, predicate) if predicate else lines.subject(name)

    def cell(self, node: Subject, predicate: str | None = None) -> Cell | None:
        """The cell of a workbook that says it."""
        find = self.cells.get(self.files.get(node, STDIN))
        return find(node.value, predicate) if find else None

    def label(self, node: Term) -> Text:
        """What people call the node: its label, else its IRI."""
        return self.facts.label(node)


def gather(given: Sequence[Path], under: Facts | None = None, plans: Mapping[str, Path] | None = None) -> Material:
    """Reads `given` (data folders, plan folders, folders, files, "-") over what they rest on.

    `under` takes the place of ontology, schemes and reference data, `plans` (by id) of the project's other plans.
    Raises BdgError for a path that does not exist or holds nothing to validate.
    """
    files = list(dict.fromkeys(inputs.found(given)))
    material = Material(folders=_plan_folders(given, files))
    brings_reference = under is None and (
        any((path / "reference").is_dir() for path in given)
        or any(file.resolve().is_relative_to(paths.data() / "reference") for file in files)
    )
    under = base(with_reference=not brings_reference) if under is None else under
    collected = [(file, _read_one(file, material)) for file in files if file == STDIN or file.exists()]
    facts = Facts((), under)
    for file, triples in collected:
        before = len(facts.by_subject)
        facts.extend(triples)
        material.files |= dict.fromkeys(islice(facts.by_subject, before, None), file)
    named = _plans_spoken_of(facts)
    others = _of_plans(named, files, plans) if named else []
    if brings_reference and not any((path / "reference").is_dir() for path in given):
        judged = {file.resolve() for file in files}
        reference = sorted((paths.data() / "reference").glob("*.ttl"))
        others = [*triples_of(path for path in reference if path not in judged), *others]
    if others:
        facts = Facts((triple for _file, triples in collected for triple in triples), Facts(others, under))
    material.facts = facts
    if not collected and not material.folders:
        names = ", ".join(map(str, given))
        raise BdgError(
            f"{names}: không có gì để kiểm tra. Hãy chỉ một tệp RDF, bảng tính, thư mục kế hoạch hoặc thư mục dữ liệu.",
            f"{names}: nothing to validate. Name an RDF file, a workbook, a plan folder or a data folder.",
        )
    return material


def _read_one(file: Path, material: Material) -> list[Triple]:
    try:
        triples = material.take(inputs.read(file))
    except (SyntaxError, Refused) as problem:
        material.broken.append(inputs.broken(file, problem))
        return []
    if not triples:
        said = Text(
            "Trong tệp này không có dữ kiện nào. Hãy xem có đúng tệp không, và đã ghi vào tệp chưa.",
            "There is no fact in this file. Look whether it is the right one, and whether it has been filled in.",
        )
        material.faults.append(Finding(rule=EMPTY.id, severity=EMPTY.severity, file=file, message=said))
    return triples


def _plans_spoken_of(facts: Facts) -> set[str]:
    """The ids of the other plans that the files point into: a pointer into another plan is known for what it is."""
    values = facts.repeated.union(*facts.own_named().values()) - facts.by_subject.keys()
    named = {plan_id(value.value) for value in values if type(value) is ox.NamedNode} - {""}
    return named and named - {plan_id(node.value) for node in facts.by_subject}


def _of_plans(named: Iterable[str], files: list[Path], plans: Mapping[str, Path] | None) -> list[Triple]:
    """The triples of the plans with these ids but for those that are judged."""
    own_plans, judged = paths.data() / "plans", {file.resolve() for file in files}
    found = [(plans or {}).get(name, own_plans / name / "plan.ttl") for name in sorted(named)]
    return triples_of(file for file in found if file.is_file() and file.resolve() not in judged)


def plan_id(node: str) -> str:
    """The id of the plan that a node is of; empty where it is of none."""
    if not node.startswith(PLANS):
        return ""
    name = node[len(PLANS) :].split("/", 1)[0].split("#", 1)[0]
    return name if name.replace("-", "").isalnum() else ""


def _plan_folders(given: Sequence[Path], files: list[Path]) -> list[Path]:
    within = [file.parent for file in files if file.name == "plan.ttl"]
    marked = [path for path in given if any((path / mark).is_file() for mark in ("source.txt", "source.toml"))]
    return list(dict.fromkeys([*within, *marked]))


def split(given: Sequence[Path]) -> tuple[list[Path], list[Path]]:
    """The plans among the given files, and all other files."""
    files = list(dict.fromkeys(inputs.found(given)))
    others = [file for file in files if file.parent.name == "reference" or file == STDIN]
    apart = set(others)
    return [file for file in files if file not in apart], others
