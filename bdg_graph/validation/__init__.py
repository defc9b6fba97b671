"""Validates encoded plans: the files are RDF, terms exist, shapes hold, the words stand in their sources, and the
integrity questions (queries/checks, zero rows = pass) find nothing."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from bdg_graph import paths as project_paths
from bdg_graph.validation import evidence, evidence_rules, inputs, material, shacl, shapes, vocabulary, workbooks
from bdg_graph.validation.findings import Finding, Rule, Severity, Text, in_order
from bdg_graph.validation.material import Material

__all__ = ["Finding", "Rule", "Severity", "Text", "judge", "known_rules", "validate_dataset"]


MANY: Final = 12
"""From so many plans on, several processes are quicker than one graph."""


def validate_dataset(paths: Sequence[Path] = (), note: Callable[[str], None] = lambda _said: None) -> list[Finding]:
    """What is wrong with the data at `paths` (default: the project's own), most severe first.

    Each path is a data folder (plans/ and reference/), a plan folder, a folder of such, a file, or "-" for standard
    input. Ontology and schemes always come from the project, reference data too unless a path brings its own; they
    are not judged. `note` hears which shapes only pySHACL could judge. Raises BdgError for a path without anything to
    validate."""
    given = list(paths) or [project_paths.data()]
    plans, others = material.split(given)
    gathered = material.gather(given) if len(plans) < MANY else None
    if gathered is None:
        from bdg_graph.validation import many

        found = many.judge(plans, others, note)
    else:
        found = judge(gathered, note)
    # Without a broken file, whatever leaned on it would be reported too, and mislead.
    unread = any(finding.rule in (inputs.SYNTAX.id, inputs.UNSAFE.id) for finding in found)
    if unread or not all((path / "plans").is_dir() or (path / "plan.ttl").is_file() for path in paths):
        return in_order(found)
    from bdg_graph.validation import integrity, pieces, placing  # the query library is for folders only

    if gathered is None:
        failed = pieces.check(given)
    elif any((path / "reference").is_dir() for path in given):
        failed = integrity.check(given)
    else:
        failed = integrity.check_plans(gathered)
    return in_order([*found, *(placing.placed(finding, given) for finding in failed)])


def judge(gathered: Material, note: Callable[[str], None] = lambda _said: None) -> list[Finding]:
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
