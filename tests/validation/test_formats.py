"""The report in the formats of other tools, the baseline, and what the rules' pages show."""

import json
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pyoxigraph as ox
import pytest

from bdg_graph import paths, questions
from bdg_graph.errors import BdgError
from bdg_graph.terms import ID, PREFIXES
from bdg_graph.validation import Finding, Text, examples, integrity, judge, known_rules, material, report
from bdg_graph.validation.baseline import only_new
from bdg_graph.validation.html import to_html
from bdg_graph.validation.junit import to_junit
from bdg_graph.validation.sarif import to_sarif
from tests.validation.test_inputs import mutant

RULES = known_rules()


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> list[Finding]:
    file = tmp_path_factory.mktemp("x") / "x.ttl"
    file.write_bytes(mutant())
    return judge(material.gather([file]))


def test_sarif_names_file_line_and_rule(findings: list[Finding]) -> None:
    run = json.loads(to_sarif(findings, RULES, "en"))["runs"][0]
    (result,) = [r for r in run["results"] if r["level"] == "error"]
    place = result["locations"][0]["physicalLocation"]
    (finding,) = [f for f in findings if f.severity == "violation"]
    assert result["ruleId"] == "target-unit-expected"
    assert place["region"] == {"startLine": finding.line}
    assert place["artifactLocation"]["uri"].endswith("/x.ttl")
    assert run["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == "target-unit-expected"
    assert result["relatedLocations"][0]["physicalLocation"]["region"]["startLine"] == finding.subject_line


def test_junit_has_a_case_for_every_rule(findings: list[Finding]) -> None:
    suite = ElementTree.fromstring(to_junit(findings, RULES, "en"))[0]  # noqa: S314 - our own
    assert suite.get("failures") == "1"
    failed = [case.get("name") for case in suite if case.find("failure") is not None]
    assert failed == ["target-unit-expected"]
    assert {case.get("name") for case in suite} == set(RULES)


def test_html_escapes_and_stands_on_its_own() -> None:
    bad = Finding(rule="x", severity="violation", message=Text("<b>", "<script>"), value="<img src=x>", focus="urn:x")
    page = to_html([bad], {}, "en")
    assert "<script>" not in page
    assert "<img" not in page
    assert "What no machine checks" in page
    assert "http" not in page.replace("http-equiv", "")


def test_baseline_leaves_only_what_is_new(findings: list[Finding], tmp_path: Path) -> None:
    file = tmp_path / "before.json"
    file.write_text(report.to_json(findings[1:], RULES), "utf-8")
    assert only_new(findings, file) == findings[:1]
    moved = [Finding(**{name: getattr(f, name) for name in f.__slots__} | {"line": 9999}) for f in findings]
    assert [f.rule for f in only_new(moved, file)] == [findings[0].rule]
    with pytest.raises(BdgError, match="no JSON report"):
        only_new(findings, paths.data() / "reference" / "places.ttl")


@pytest.mark.parametrize("rule", sorted(RULES))
def test_every_rule_has_a_wrong_and_a_right_example(rule: str) -> None:
    shown = examples.of(rule)
    assert shown.wrong
    assert shown.right
    assert shown.wrong != shown.right


@pytest.mark.parametrize("check", [rule.id for rule in integrity.rules()])
def test_the_wrong_example_of_a_check_is_found_and_the_right_one_not(check: str) -> None:
    shown, query = examples.of(check), questions.read(check)
    names = "".join(f"@prefix {prefix}: <{namespace}> .\n" for prefix, namespace in PREFIXES.items())
    rows = []
    for text in (shown.wrong, shown.right):
        store = ox.Store()
        store.load(path=str(paths.ontology() / "bdg.ttl"), to_graph=ox.NamedNode("https://w3id.org/bdg/ontology"))
        store.extend(ox.parse(f"@base <{ID}> .\n{names}{text}".encode(), format=ox.RdfFormat.TRIG))
        found = store.query(query.sparql, use_default_graph_as_union=True)
        assert isinstance(found, ox.QuerySolutions)
        rows.append(len(list(found)))
    assert rows[0]
    assert rows[1] == 0


def test_a_valid_plan_needs_neither_rdflib_nor_pyshacl() -> None:
    plan = paths.data() / "plans" / "quang-binh-2022" / "plan.ttl"
    code = (
        "import sys; from bdg_graph.cli import main; sys.argv = ['bdg', 'validate', sys.argv[1]]\n"
        "try:\n main()\nexcept SystemExit:\n pass\n"
        "print([name for name in ('rdflib', 'pyshacl', 'openpyxl') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code, plan], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_tool_files_name_what_there_is() -> None:
    import yaml

    if not (paths.project() / "action.yml").is_file():
        pytest.skip("an installed package has no tool files")
    (hook,) = yaml.safe_load((paths.project() / ".pre-commit-hooks.yaml").read_text("utf-8"))
    assert hook["entry"].startswith("bdg validate")
    action = yaml.safe_load((paths.project() / "action.yml").read_text("utf-8"))
    assert action["runs"]["using"] == "composite"
    matcher = json.loads((paths.project() / ".github" / "bdg-matcher.json").read_text("utf-8"))
    assert matcher["problemMatcher"][0]["owner"] == "bdg-validate"
