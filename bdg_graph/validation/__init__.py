"""Validates encoded plans: the files are RDF, terms exist, shapes hold, the words stand in their sources, and the
integrity questions (queries/checks, zero rows = pass) find nothing."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from bdg_graph import paths as project_paths
from bdg_graph.validation import evidence, evidence_rules, inputs, material, shacl, shapes, vocabulary, workbooks
from bdg_graph.validation.findings import Finding, Rule, Severity, Text, in_order
from bdg_graph.validation.material import Material

__all__ = ["Finding", "Rule", "Severity", "Text", "judge", "known_rules", "validate_dataset"]


Note = Callable[[str], None]
MANY: Final = 12
"""From so many plans on, several processes are quicker than one graph."""


def validate_dataset(paths: Sequence[Path] = (), note: Note = lambda _said: None) -> list[Finding]:
    """What is wrong with the data at `paths` (default: the project's own), most severe first.

    Each path is a data folder (plans/ and reference/), a plan folder, a folder of such, a file, or "-" for standard
    input. Ontology and schemes always come from the project, reference data too unless a path brings its own; they
    are not judged. `note` hears which shapes only pySHACL could judge. Raises BdgError for a path without anything to
    validate."""
    given = list(paths) or [project_paths.data()]
    # The integrity checks are for whole plans, as they are laid down: they look at what stands beside each.
    laid_down = all((path / "plans").is_dir() or (path / "plan.ttl").is_file() for path in paths)
    plans, others = material.split(given)
    return in_order(
        _many(given, plans, others, note, laid_down) if len(plans) >= MANY else _few(given, note, laid_down)
    )


def _few(given: Sequence[Path], note: Note, laid_down: bool) -> Iterator[Finding]:
    """What is wrong with data that are judged together."""
    gathered = material.gather(given)
    found = judge(gathered, note)
    yield from found
    if laid_down and not _unread(found):
        from bdg_graph.validation import integrity, placing  # the query library is for folders only

        brings_reference = any((path / "reference").is_dir() for path in given)
        failed = integrity.check(given) if brings_reference else integrity.check_plans(gathered)
        yield from placing.placed(failed, given)


def _many(
    given: Sequence[Path], plans: list[Path], others: list[Path], note: Note, laid_down: bool
) -> Iterator[Finding]:
    """What is wrong with plans that are judged one by one."""
    from bdg_graph.validation import integrity, many, pieces, placing
    from bdg_graph.validation.apart import apart

    def examined() -> tuple[many.Examined, list[str]]:
        notes: list[str] = []
        return many.examine(plans, others, integrity.checks() if laid_down else (), notes.append), notes

    found, notes = apart(examined)
    for told in notes:
        note(told)
    yield from found.findings
    if laid_down and not _unread(found.findings):
        known = replace(found, findings=[])
        yield from apart(lambda: list(placing.placed(pieces.check(given, examined=known), given)))


def _unread(found: Iterable[Finding]) -> bool:
    """Whether a file could not be read: whatever leans on it would be reported too, and mislead."""
    return any(finding.rule in (inputs.SYNTAX.id, inputs.UNSAFE.id) for finding in found)


def judge(gathered: Material, note: Note = lambda _said: None) -> list[Finding]:
    """What is wrong with the given files by themselves."""
    checked = [*vocabulary.check(gathered), *shacl.check(gathered, note=note), *evidence.check(gathered)]
    return in_order([*gathered.broken, *gathered.faults, *workbooks.in_their_words(checked, gathered.faults)])


def known_rules(*, checks: bool = True) -> dict[str, Rule]:
    """Every rule that validation knows, by id; with or without the integrity checks."""
    every = [*material.RULES, *workbooks.RULES, *vocabulary.RULES, *shapes.rules(), *evidence_rules.RULES]
    if checks:
        from bdg_graph.validation import integrity

        every += integrity.rules()
    return {rule.id: rule for rule in sorted(every, key=lambda rule: rule.id)}
