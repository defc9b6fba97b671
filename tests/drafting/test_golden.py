"""The drafts of the five plans, record by record, in tests/golden/drafts: a change of the parser shows as a diff."""

from collections.abc import Callable
from dataclasses import fields
from pathlib import Path

import pytest

from bdg_graph import paths
from bdg_graph.drafting.vocabulary import lexicon
from bdg_graph.parsing.plan import parse
from bdg_graph.parsing.records import Label, Record, Span

PLANS = sorted(path.parent for path in (paths.data() / "plans").glob("*/source.txt"))
ALREADY = {"key", "evidence", "label", "number", "note", "text"}


def printed(record: Record, text: str) -> str:
    """One record as a line: kind, key, the values that are set, and where it was read."""
    values = []
    for field in fields(record):
        value = getattr(record, field.name)
        if field.name in ALREADY or value in (None, [], "", False, Label()):
            continue
        if isinstance(value, Span):
            value = text[value.start : value.end]
        values.append(f"{field.name}={value.vi if isinstance(value, Label) else value}")
    spans = " + ".join(f"{s.start}-{s.end}" for s in record.evidence)
    words = text[record.evidence[0].start : record.evidence[0].end]
    return f"{type(record).__name__} {record.key} | {' ; '.join(values)} | {spans} | {words[:60]}"


@pytest.mark.parametrize("plan", PLANS, ids=lambda p: p.name)
def test_golden(plan: Path, golden: Callable[[str, str], None]) -> None:
    text = (plan / "source.txt").read_bytes().decode("utf-8")
    found = parse(text, lexicon(), plan.name)
    lines = [printed(record, text) for record in (found.plan.header, *found.plan.records)]
    lines += [f"doubt {d.kind} {d.key} | {d.en} | {text[d.span.start : d.span.end][:60]}" for d in found.doubts]
    lines += [f"leftover | {text[s.start : s.end][:100]}" for s in found.leftovers]
    golden(f"drafts/{plan.name}.txt", "\n".join(lines) + "\n")
