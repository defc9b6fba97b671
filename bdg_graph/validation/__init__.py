"""Validates encoded plans: the files are RDF, terms exist, shapes hold, the words stand in their sources, and the
integrity questions (queries/checks, zero rows = pass) find nothing."""

from collections.abc import Sequence
from pathlib import Path

from bdg_graph import paths as project_paths
from bdg_graph.validation import evidence, evidence_rules, integrity, material, shacl, vocabulary
from bdg_graph.validation.findings import Finding, Rule, Severity, Text, in_order

__all__ = ["Finding", "Rule", "Severity", "Text", "known_rules", "validate_dataset"]

CHECKS = (vocabulary.check, shacl.check, evidence.check)


def validate_dataset(paths: Sequence[Path] = ()) -> list[Finding]:
    """What is wrong with the data at `paths` (default: the project's own), most severe first.

    Each path is a data folder (plans/ and reference/), a plan folder or an RDF file. Ontology and schemes
    always come from the project, reference data too unless a path brings its own; they are not judged.
    Raises BdgError for a path that holds nothing to validate.
    """
    gathered = material.gather(list(paths) or [project_paths.data()])
    found = [finding for check in CHECKS for finding in check(gathered)]
    # Without a broken file, whatever leaned on it would be reported too, and mislead.
    across = [] if gathered.broken else integrity.check(paths)
    return in_order([*gathered.broken, *found, *across])


def known_rules() -> dict[str, Rule]:
    """Every rule that validation knows, by id."""
    every = [*material.RULES, *vocabulary.RULES, *shacl.rules(), *evidence_rules.RULES, *integrity.rules()]
    return {rule.id: rule for rule in sorted(every, key=lambda rule: rule.id)}
