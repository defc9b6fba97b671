"""Writes findings as a report: text for people, JSON for programs, Turtle (a SHACL report) for RDF tools.

Plain strings without colour; where and how they are shown is the caller's business.
"""

import json
from collections.abc import Sequence
from itertools import groupby
from typing import Final

import pyoxigraph as ox

from bdg_graph.validation.findings import SEVERITIES, Finding, Rule, Severity, Text, count, in_order, short

SHAPES: Final = "https://w3id.org/bdg/shapes#"
SHACL: Final = {"violation": "sh:Violation", "warning": "sh:Warning", "info": "sh:Info"}

NAMES: Final[dict[Severity, tuple[Text, Text]]] = {
    "violation": (Text("lỗi", "violation"), Text("lỗi", "violations")),
    "warning": (Text("cảnh báo", "warning"), Text("cảnh báo", "warnings")),
    "info": (Text("lưu ý", "remark"), Text("lưu ý", "remarks")),
}

LEVELS: Final = {"violation": "error", "warning": "warning", "info": "info"}
LONGEST: Final = 700
"""Letters of one message in the report for people."""
EXPLAINED: Final = Text(
    "Một quy tắc nói gì, với ví dụ sai và đúng: bdg rule {}",
    "What a rule is for, with a wrong and a right example: bdg rule {}",
)
NOT_CHECKED: Final = Text(
    "Không kiểm tra được bằng máy: lời trích có thật sự nói điều được ghi không; có điều gì trong văn bản "
    "bị bỏ sót không; bản dịch tiếng Anh có đúng nghĩa không. Cần người đọc lại.",
    "What no machine checks: whether a passage really says what was encoded; whether something in "
    "the document "
    "was left out; whether the English is faithful. A person has to read that.",
)


ALONE: Final = Text(
    "Một tệp lẻ được kiểm tra riêng nó; kiểm tra giữa các kế hoạch (checks/…) chỉ chạy khi kiểm tra thư mục kế hoạch.",
    "A loose file is judged by itself; the checks between plans (checks/…) run only when a plan folder is validated.",
)


def conforms(findings: Sequence[Finding]) -> bool:
    """Whether there is no violation: warnings are allowed."""
    return not count(findings, "violation")


def to_text(findings: Sequence[Finding], rules: dict[str, Rule], language: str = "vi", most: int | None = None) -> str:
    """The report for people: the summary, then each rule with its findings (at most `most`), then what was not
    checked."""
    groups = [
        _group(rules.get(rule), list(found), language, most)
        for rule, found in groupby(in_order(findings), key=lambda finding: finding.rule)
    ]
    hint = [EXPLAINED.in_language(language).format(in_order(findings)[0].rule)] if findings else []
    return "\n\n".join([summary(findings, language), *groups, *hint, NOT_CHECKED.in_language(language)]) + "\n"


def summary(findings: Sequence[Finding], language: str) -> str:
    """The verdict and how many findings there are of each severity."""
    verdict = Text("ĐẠT", "CONFORMS") if conforms(findings) else Text("KHÔNG ĐẠT", "DOES NOT CONFORM")
    counted = []
    for severity in SEVERITIES:
        if number := count(findings, severity):
            counted.append(f"{number} {NAMES[severity][number > 1].in_language(language)}")
    nothing = Text("không có gì phải nêu", "nothing to report").in_language(language)
    return f"{verdict.in_language(language)}: {', '.join(counted) or nothing}"


def _group(rule: Rule | None, findings: list[Finding], language: str, most: int | None) -> str:
    """One rule: its title, what it is for, the advice once where all findings share it, then the findings."""
    severity = NAMES[findings[0].severity][0].in_language(language).upper()
    title = f" {rule.title.in_language(language)}" if rule else ""
    lines = [f"{severity} [{findings[0].rule}]{title} ({len(findings)})"]
    if rule:
        lines.append(f"  {rule.why.in_language(language)}")
    messages = {finding.message.in_language(language) for finding in findings}
    if len(messages) == 1:
        lines.append(f"  → {_shortened(messages.pop(), LONGEST)}")
    for finding in findings[:most]:
        lines.append(f"  {_where(finding, language)}")
        if len({f.message for f in findings}) > 1:
            lines.append(f"    → {_shortened(finding.message.in_language(language), LONGEST)}")
    if most is not None and len(findings) > most:
        more = Text("… và {} chỗ nữa (--all: tất cả)", "… and {} more places (--all shows them)").in_language(language)
        lines.append(f"  {more.format(len(findings) - most)}")
    return "\n".join(lines)


def _where(finding: Finding, language: str) -> str:
    """One line that names the place, the node, its label and the value in question."""
    node, label = short(finding.focus), finding.label.in_language(language)
    place = finding.place
    if finding.subject_line and finding.line and finding.subject_line != finding.line:
        place += Text(f" (nút ở dòng {finding.subject_line})", f" (node on line {finding.subject_line})").in_language(
            language
        )
    words = [place, node, f"“{_shortened(label)}”" if label not in ("", node) else ""]
    if finding.value and finding.value not in (node, "true"):
        words.append(f"= {_shortened(finding.value)}")
    return "  ".join(filter(None, words))


def _shortened(text: str, most: int = 90) -> str:
    line = " ".join(text.split())
    return line if len(line) <= most else line[: most - 1] + "…"


def to_lines(findings: Sequence[Finding], language: str = "vi") -> str:
    """A finding a line, as compilers write them and as editors and continuous integration match them:
    "plan.ttl:77: error: [target-unit] ..."; nothing where there is nothing."""
    return "".join(_as_line(finding, language) for finding in in_order(findings))


def _as_line(finding: Finding, language: str) -> str:
    cell = f"{finding.sheet}!{finding.column or ''}{finding.row or ''}" if finding.sheet else ""
    said = (cell, _shortened(finding.label.in_language(language)), finding.message.in_language(language))
    words = " ".join(": ".join(filter(None, said)).split())
    return f"{finding.name or '-'}:{finding.line or 1}: {LEVELS[finding.severity]}: [{finding.rule}] {words}\n"


def to_json(findings: Sequence[Finding], rules: dict[str, Rule]) -> str:
    """The report for programs; the keys are the names of the fields of a finding."""
    counted = {severity: count(findings, severity) for severity in SEVERITIES}
    head, end = _as_json({"conforms": conforms(findings), "summary": counted, "findings": []}), "]\n}"
    # Each finding by itself: of tens of thousands the encoder would hold every word and comma at once.
    each = (_as_json(_as_dict(finding, rules.get(finding.rule))) for finding in in_order(findings))
    written = [f"{',' if at else ''}\n{finding}".replace("\n", "\n    ") for at, finding in enumerate(each)]
    return "".join([head.removesuffix(end), *written, "\n  ", end, "\n"]) if written else f"{head}\n"


def _as_json(value: dict[str, object]) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def _as_dict(finding: Finding, rule: Rule | None) -> dict[str, object]:
    return {
        "rule": finding.rule,
        "severity": finding.severity,
        "title": _languages(rule.title) if rule else None,
        "focus": finding.focus or None,
        "label": _languages(finding.label),
        "path": finding.path,
        "value": finding.value,
        "message": _languages(finding.message),
        "file": finding.name or None,
        "line": finding.line,
        "subjectLine": finding.subject_line,
        "sheet": finding.sheet,
        "row": finding.row,
        "column": finding.column,
        "fingerprint": finding.fingerprint,
    }


def _languages(text: Text) -> dict[str, str]:
    return {"vi": text.vi, "en": text.en}


def to_turtle(findings: Sequence[Finding]) -> str:
    """The report as a sh:ValidationReport, always in the same order."""
    head = [
        "@prefix sh: <http://www.w3.org/ns/shacl#> .",
        "",
        "[] a sh:ValidationReport ;",
        f"    sh:conforms {str(conforms(findings)).lower()}",
    ]
    results = [_result(finding) for finding in in_order(findings)]
    return " ;\n    sh:result ".join(["\n".join(head), *results]) + " .\n"


def _result(finding: Finding) -> str:
    pairs = [
        ("a", "sh:ValidationResult"),
        ("sh:resultSeverity", SHACL[finding.severity]),
        ("sh:sourceShape", f"<{SHAPES}{finding.rule}>"),
        ("sh:focusNode", str(ox.NamedNode(finding.focus)) if finding.focus else ""),
        ("sh:resultPath", str(ox.NamedNode(finding.path)) if finding.path else ""),
        ("sh:value", str(ox.Literal(finding.value)) if finding.value is not None else ""),
        (
            "sh:resultMessage",
            ", ".join(str(ox.Literal(getattr(finding.message, la), language=la)) for la in ("vi", "en")),
        ),
    ]
    return "[\n" + " ;\n".join(f"        {verb} {what}" for verb, what in pairs if what) + " ]"
