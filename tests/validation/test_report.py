"""The report: the summary first, then each rule with its findings, in both languages and in three formats."""

import json
from pathlib import Path

from rdflib import RDF, Graph, Literal, URIRef
from rdflib.namespace import SH

from bdg_graph.validation import Finding, Rule, Text, report

UNIT = Rule(
    "target-unit-missing", "violation", Text("Mức phấn đấu: thiếu đơn vị", "Target: no unit"), Text("Vì sao.", "Why.")
)
LEAD = Rule("lead", "warning", Text("Không nêu chủ trì", "No lead stated"), Text("Khoảng trống.", "A gap."))
RULES = {rule.id: rule for rule in (UNIT, LEAD)}
ADVICE = Text("Hãy ghi đơn vị.", "Give the unit.")


def finding(number: int) -> Finding:
    return Finding(
        rule=UNIT.id,
        severity="violation",
        message=ADVICE,
        focus=f"https://w3id.org/bdg/id/plan/x/indicator/1.1/target/{number}",
        label=Text("60% vào năm 2025", "60% by 2025"),
        path="https://w3id.org/bdg/ontology#unit",
        file=Path("x/plan.ttl"),
        line=10 * number,
    )


WARNING = Finding(
    rule=LEAD.id,
    severity="warning",
    message=Text('Văn bản "im lặng".', 'The document is "silent".'),
    focus="https://w3id.org/bdg/id/plan/x/indicator/2",
    label=Text("Chỉ tiêu 2", "Indicator 2"),
    value="-5.0",
    file=Path("x/plan.ttl"),
)
FINDINGS = [WARNING, finding(2), finding(1)]


def test_text_in_english() -> None:
    assert report.to_text(FINDINGS, RULES, "en") == (
        "DOES NOT CONFORM: 2 violations, 1 warning\n"
        "\n"
        "VIOLATION [target-unit-missing] Target: no unit (2)\n"
        "  Why.\n"
        "  → Give the unit.\n"
        "  x/plan.ttl:10  plan/x/indicator/1.1/target/1  “60% by 2025”\n"
        "  x/plan.ttl:20  plan/x/indicator/1.1/target/2  “60% by 2025”\n"
        "\n"
        "WARNING [lead] No lead stated (1)\n"
        "  A gap.\n"
        '  → The document is "silent".\n'
        "  x/plan.ttl  plan/x/indicator/2  “Indicator 2”  = -5.0\n"
        "\nWhat a rule is for, with a wrong and a right example: bdg rule target-unit-missing\n"
        "\n" + report.NOT_CHECKED.en + "\n"
    )


def test_text_in_vietnamese_begins_with_the_summary() -> None:
    lines = report.to_text(FINDINGS, RULES).splitlines()
    assert lines[0] == "KHÔNG ĐẠT: 2 lỗi, 1 cảnh báo"
    assert lines[2] == "LỖI [target-unit-missing] Mức phấn đấu: thiếu đơn vị (2)"


def test_nothing_found() -> None:
    assert report.to_text([], RULES, "en") == f"CONFORMS: nothing to report\n\n{report.NOT_CHECKED.en}\n"


def test_warnings_conform() -> None:
    assert report.conforms([WARNING])
    assert not report.conforms(FINDINGS)


def test_messages_that_differ_stand_with_their_findings() -> None:
    other = Finding(rule=LEAD.id, severity="warning", message=Text("Khác.", "Another."), focus="urn:x")
    lines = report.to_text([WARNING, other], RULES, "en").splitlines()
    assert lines[4:8] == [
        "  urn:x",
        "    → Another.",
        "  x/plan.ttl  plan/x/indicator/2  “Indicator 2”  = -5.0",
        '    → The document is "silent".',
    ]


def test_json() -> None:
    told = json.loads(report.to_json(FINDINGS, RULES))
    assert told["conforms"] is False
    assert told["summary"] == {"violation": 2, "warning": 1, "info": 0}
    assert told["findings"][0] == {
        "rule": "target-unit-missing",
        "severity": "violation",
        "title": {"vi": "Mức phấn đấu: thiếu đơn vị", "en": "Target: no unit"},
        "focus": "https://w3id.org/bdg/id/plan/x/indicator/1.1/target/1",
        "label": {"vi": "60% vào năm 2025", "en": "60% by 2025"},
        "path": "https://w3id.org/bdg/ontology#unit",
        "value": None,
        "message": {"vi": "Hãy ghi đơn vị.", "en": "Give the unit."},
        "file": "x/plan.ttl",
        "line": 10,
        "subjectLine": None,
        "sheet": None,
        "row": None,
        "column": None,
        "fingerprint": finding(1).fingerprint,
    }


def test_turtle_is_a_shacl_report() -> None:
    graph = Graph().parse(data=report.to_turtle(FINDINGS), format="turtle")
    (whole,) = graph.subjects(RDF.type, SH.ValidationReport)
    assert graph.value(whole, SH.conforms) == Literal(False)
    results = list(graph.objects(whole, SH.result))
    assert len(results) == 3
    (warning,) = graph.subjects(SH.resultSeverity, SH.Warning)
    assert graph.value(warning, SH.focusNode) == URIRef(WARNING.focus)
    assert set(graph.objects(warning, SH.resultMessage)) == {
        Literal('Văn bản "im lặng".', lang="vi"),
        Literal('The document is "silent".', lang="en"),
    }
    assert report.to_turtle(FINDINGS) == report.to_turtle(FINDINGS[::-1])


def test_turtle_without_findings() -> None:
    graph = Graph().parse(data=report.to_turtle([]), format="turtle")
    assert graph.value(None, SH.conforms) is None or list(graph.objects(None, SH.conforms)) == [Literal(True)]
