"""Every format a report is written in, by its name; those that few ask for are imported when they are."""

from collections.abc import Callable, Sequence
from typing import Final

from bdg_graph.validation import report
from bdg_graph.validation.findings import Finding, Rule


def _text(findings: Sequence[Finding], rules: dict[str, Rule], language: str, most: int | None) -> str:
    return report.to_text(findings, rules, language, most)


def _lines(findings: Sequence[Finding], _rules: dict[str, Rule], language: str, _most: int | None) -> str:
    return report.to_lines(findings, language)


def _json(findings: Sequence[Finding], rules: dict[str, Rule], _language: str, _most: int | None) -> str:
    return report.to_json(findings, rules)


def _ttl(findings: Sequence[Finding], _rules: dict[str, Rule], _language: str, _most: int | None) -> str:
    return report.to_turtle(findings)


def _sarif(findings: Sequence[Finding], rules: dict[str, Rule], language: str, _most: int | None) -> str:
    from bdg_graph.validation.sarif import to_sarif

    return to_sarif(findings, rules, language)


def _junit(findings: Sequence[Finding], rules: dict[str, Rule], language: str, _most: int | None) -> str:
    from bdg_graph.validation.junit import to_junit

    return to_junit(findings, rules, language)


def _html(findings: Sequence[Finding], rules: dict[str, Rule], language: str, _most: int | None) -> str:
    from bdg_graph.validation.html import to_html

    return to_html(findings, rules, language)


Writer = Callable[[Sequence[Finding], dict[str, Rule], str, int | None], str]

FORMATS: Final[dict[str, Writer]] = {
    "text": _text,
    "lines": _lines,
    "json": _json,
    "ttl": _ttl,
    "sarif": _sarif,
    "html": _html,
    "junit": _junit,
}
"""How a report is written, by the name of its format."""
