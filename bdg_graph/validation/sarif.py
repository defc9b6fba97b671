"""Writes findings as SARIF 2.1.0, which editors and code review tools show beside the lines. Knows no SHACL."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from bdg_graph.validation import examples
from bdg_graph.validation.findings import Finding, Rule, in_order

LEVELS: Final = {"violation": "error", "warning": "warning", "info": "note"}
RULES: Final = "https://w3id.org/bdg/rules/"
SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"


def to_sarif(findings: Sequence[Finding], rules: dict[str, Rule], language: str = "vi") -> str:
    """One run with the rules that were broken and one result for each finding."""
    ordered = in_order(findings)
    broken = list(dict.fromkeys(finding.rule for finding in ordered))
    run = {
        "tool": {
            "driver": {
                "name": "bdg validate",
                "informationUri": "https://w3id.org/bdg/",
                "language": language,
                "rules": [_rule(rules.get(name), name, language) for name in broken],
            }
        },
        "columnKind": "unicodeCodePoints",
        "results": [_result(finding, broken.index(finding.rule), language) for finding in ordered],
    }
    return json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=2) + "\n"


def _rule(rule: Rule | None, name: str, language: str) -> dict[str, Any]:
    if rule is None:
        return {"id": name}
    return {
        "id": name,
        "shortDescription": {"text": rule.title.in_language(language)},
        "fullDescription": {"text": rule.why.in_language(language)},
        "help": {"text": _help(rule, language)},
        "helpUri": RULES + quote(name),
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
    }


def _help(rule: Rule, language: str) -> str:
    """What the rule is for, a wrong example and a right one."""
    shown = examples.of(rule.id)
    wrong, right = ("Wrong", "Right") if language == "en" else ("Sai", "Đúng")
    return f"{rule.why.in_language(language)}\n\n{wrong}:\n{shown.wrong}\n\n{right}:\n{shown.right}\n"


def _result(finding: Finding, number: int, language: str) -> dict[str, Any]:
    label = finding.label.in_language(language)
    said = finding.message.in_language(language)
    result: dict[str, Any] = {
        "ruleId": finding.rule,
        "ruleIndex": number,
        "level": LEVELS[finding.severity],
        "message": {"text": f"{label}: {said}" if label else said},
        "partialFingerprints": {"bdg/v1": finding.fingerprint},
        "properties": {"focus": finding.focus, "path": finding.path, "value": finding.value},
    }
    if finding.file is not None:
        place: dict[str, Any] = {"artifactLocation": {"uri": _uri(finding)}}
        if finding.line:
            place["region"] = {"startLine": finding.line}
        location: dict[str, Any] = {"physicalLocation": place}
        if finding.sheet:
            location["logicalLocations"] = [{"fullyQualifiedName": f"{finding.sheet}!{finding.column}{finding.row}"}]
        result["locations"] = [location]
        if finding.subject_line and finding.subject_line != finding.line:
            start = {"artifactLocation": {"uri": _uri(finding)}, "region": {"startLine": finding.subject_line}}
            result["relatedLocations"] = [{"physicalLocation": start, "message": {"text": finding.focus}}]
    return result


def _uri(finding: Finding) -> str:
    name = finding.name
    return Path(name).as_uri() if Path(name).is_absolute() else quote(Path(name).as_posix())
