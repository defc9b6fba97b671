"""The W3C suites on the endpoint, where BDG_CONFORMANCE names the folder of the runners and suites (they are not part
of this
repository); without it these tests are skipped."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.web.server import Server

FOLDER = os.environ.get("BDG_CONFORMANCE")
PATH = "python:bdg_graph.web.sparql.service_path:ServicePath"

pytestmark = pytest.mark.skipif(not FOLDER, reason="BDG_CONFORMANCE does not name the folder of the W3C runners")


def run(script: str, *arguments: str) -> str:
    command = [sys.executable, script, *arguments]
    return subprocess.run(command, cwd=str(FOLDER), capture_output=True, text=True, timeout=120).stdout


def test_protocol() -> None:
    with Server("--data", str(Path(str(FOLDER)) / "fixture.nq")) as server:
        told = run("protocol_runner.py", "--query-url", f"http://127.0.0.1:{server.port}/sparql", "--extra")
    assert re.findall(r"(\w+) +(\d+)/(\d+) pass", told) == [
        ("query", "20", "20"),
        ("refusal", "14", "14"),
        ("sd", "3", "3"),
        ("X", "44", "44"),
    ]


def test_query_evaluation() -> None:
    told = run("query_runner.py", "--engine", PATH)
    plain = run("query_runner.py", "--engine", "pyoxigraph")
    evaluation = re.compile(r"(sparql1\d) +evaluation +(\d+)/(\d+)")
    assert evaluation.findall(told) == evaluation.findall(plain)
