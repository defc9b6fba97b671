"""Writes findings as JUnit XML, which continuous integration shows: one test case for each rule that was checked and
file with findings. Violations fail; warnings and remarks are written out and pass."""

from collections.abc import Sequence
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from bdg_graph.validation.findings import Finding, Rule, count, in_order


def to_junit(findings: Sequence[Finding], rules: dict[str, Rule], language: str = "vi") -> str:
    """A test suite with a case for each rule; what was broken is named with its place."""
    cases = []
    for (name, where), found in groupby(sorted(in_order(findings), key=_key), key=_key):
        cases.append(_case(name, where, list(found), rules.get(name), language))
    passed = sorted(set(rules) - {finding.rule for finding in findings})
    cases += [f'  <testcase classname="bdg" name={quoteattr(name)}/>' for name in passed]
    head = f'<testsuite name="bdg validate" tests="{len(cases)}" failures="{sum("<failure" in case for case in cases)}"'
    body = "\n".join(cases)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<testsuites>\n{head} errors="0" skipped="0">\n{body}\n</testsuite>\n</testsuites>\n'
    )


def _key(finding: Finding) -> tuple[str, str]:
    return finding.rule, finding.name


def _case(name: str, where: str, findings: list[Finding], rule: Rule | None, language: str) -> str:
    lines = [f"{f.place}: {f.label.in_language(language)}: {f.message.in_language(language)}" for f in findings]
    title = rule.title.in_language(language) if rule else name
    said = escape(_clean("\n".join(lines)))
    head = f"  <testcase classname={quoteattr(_clean(where) or 'bdg')} name={quoteattr(name)}"
    if count(findings, "violation"):
        return (
            f"{head}>\n    <failure type={quoteattr(name)} message={quoteattr(title)}>{said}</failure>\n  </testcase>"
        )
    return f"{head}>\n    <system-out>{said}</system-out>\n  </testcase>"


def _clean(text: str) -> str:
    """The text without characters that XML 1.0 does not have."""
    return "".join(
        c for c in text if c in "\t\n\r" or 0x20 <= ord(c) <= 0xD7FF or 0xE000 <= ord(c) <= 0xFFFD or ord(c) > 0xFFFF
    )
