"""Writes findings as one HTML page that stands on its own: no script, nothing loaded, everything from data escaped."""

from collections.abc import Sequence
from html import escape
from itertools import groupby
from typing import Final

from bdg_graph.validation.findings import Finding, Rule, Text, in_order, short
from bdg_graph.validation.report import NAMES, NOT_CHECKED, summary

STYLE: Final = """
body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:64rem;padding:0 1rem;color:#1a1a1a;background:#fff}
h1{font-size:1.4rem} h2{font-size:1.1rem;margin-top:2rem}
.violation{color:#a1121f} .warning{color:#7a5200} .info{color:#1f4f7a}
table{border-collapse:collapse;width:100%}
td,th{border-bottom:1px solid #ccc;padding:.3rem .5rem;text-align:left;
vertical-align:top}
td.place{white-space:nowrap;font-family:ui-monospace,monospace}
.value{background:#f3f0e6;padding:0 .2rem} .why{color:#444}
"""
COLUMNS: Final = (Text("Chỗ", "Place"), Text("Nói về", "About"), Text("Cách sửa", "What to do"))


def to_html(findings: Sequence[Finding], rules: dict[str, Rule], language: str = "vi") -> str:
    """The summary, then each rule with its findings, then what was not checked."""
    title = Text("Báo cáo kiểm tra", "Validation report").in_language(language)
    groups = [
        group(rules.get(name), list(found), language)
        for name, found in groupby(in_order(findings), key=lambda finding: finding.rule)
    ]
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head><meta charset="utf-8">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f'<meta name="viewport" content="width=device-width"><title>{title}</title><style>{STYLE}</style></head>\n'
        f"<body>\n<h1>{title}</h1>\n<p><strong>{escape(summary(findings, language))}</strong></p>\n"
        + "\n".join(groups)
        + f"\n<p>{escape(NOT_CHECKED.in_language(language))}</p>\n</body>\n</html>\n"
    )


def group(rule: Rule | None, findings: list[Finding], language: str) -> str:
    """One rule with its findings."""
    first = findings[0]
    severity = NAMES[first.severity][0].in_language(language)
    title = rule.title.in_language(language) if rule else first.rule
    why = f'<p class="why">{escape(rule.why.in_language(language))}</p>' if rule else ""
    head = "".join(f"<th>{column.in_language(language)}</th>" for column in COLUMNS)
    rows = "\n".join(_row(finding, language) for finding in findings)
    return (
        f'<section id="{escape(first.rule)}"><h2><span class="{first.severity}">{severity}</span> {escape(title)} '
        f"<code>{escape(first.rule)}</code> ({len(findings)})</h2>{why}\n"
        f"<table><thead><tr>{head}</tr></thead><tbody>\n{rows}\n</tbody></table></section>"
    )


def _row(finding: Finding, language: str) -> str:
    label, node = finding.label.in_language(language), short(finding.focus)
    about = escape(label) + (f"<br><code>{escape(node)}</code>" if node != label else "")
    if finding.value:
        about += f'<br><span class="value">{escape(finding.value[:200])}</span>'
    place = escape(finding.place)
    said = escape(finding.message.in_language(language))
    return f'<tr><td class="place">{place}</td><td>{about}</td><td>{said}</td></tr>'
