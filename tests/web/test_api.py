"""REST of the query library over HTTP, and its OpenAPI description, tried out by schemathesis."""

import asyncio
import csv
import io
import json
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
from starlette.requests import Request
from starlette.responses import Response

from bdg_graph import questions
from bdg_graph.terms import ID
from bdg_graph.web import api
from bdg_graph.web.answers import Answers
from bdg_graph.web.settings import Settings
from tests.web.server import Server

FLAGSHIP = "/api/queries/leads/metric-leads"
ASKED = FLAGSHIP + "?metric=sex-ratio-at-birth&lang=en"


def test_the_questions_with_their_choices(server: Server) -> None:
    listed = json.loads(server.get("/api/queries").body)
    assert [question["id"] for question in listed] == questions.ids()
    flagship = next(question for question in listed if question["id"] == "leads/metric-leads")
    metric = next(param for param in flagship["params"] if param["name"] == "metric")
    assert "sex-ratio-at-birth" in {choice["value"] for choice in metric["choices"]}
    assert all(column["label"]["vi"] and column["label"]["en"] for column in flagship["columns"])


def test_an_answer_in_every_format(server: Server) -> None:
    told = json.loads(server.get(ASKED).body)
    assert told["dataset_version"] == server.get(ASKED).headers["bdg-dataset-version"]
    assert told["total"] == len(told["rows"])
    assert {"name": "plan", "label": {"vi": "Kế hoạch", "en": "Plan"}, "role": None} in told["columns"]
    rows = list(csv.DictReader(io.StringIO(server.get(f"{ASKED}&format=csv").body.decode())))
    assert [row["plan"] for row in rows] == [row["plan"]["value"] for row in told["rows"]]
    same = server.get(FLAGSHIP + ".csv?metric=sex-ratio-at-birth&lang=en")
    assert same.body == server.get(ASKED, Accept="text/csv").body
    assert server.get(f"{ASKED}&format=tsv").headers["content-type"].startswith("text/tab-separated-values")
    sheet = server.get(f"{ASKED}&format=xlsx")
    assert "attachment" in sheet.headers["content-disposition"]
    assert openpyxl.load_workbook(io.BytesIO(sheet.body)).worksheets[0].max_row == len(rows) + 1


def test_pages(server: Server) -> None:
    whole = json.loads(server.get(f"{FLAGSHIP}?lang=en").body)
    path, rows = f"{FLAGSHIP}?lang=en&limit=3", []
    while path:
        reply = server.get(path)
        rows += json.loads(reply.body)["rows"]
        links = [link for link in reply.headers["link"].split(", ") if 'rel="next"' in link]
        path = links[0].split(">")[0][1:] if links else ""
    assert rows == whole["rows"]
    assert len(rows) > 3


@pytest.mark.parametrize(
    ("path", "status", "near"),
    [
        ("/api/queries/leads/metric-lead", 404, "leads/metric-leads"),
        (FLAGSHIP + "?metrc=sex-ratio-at-birth", 422, "metric"),
        (FLAGSHIP + "?metric=sex-ratio-at-brith", 422, "sex-ratio-at-birth"),
        (FLAGSHIP + "?format=cvs", 422, "csv"),
        (FLAGSHIP + "?limit=0", 422, None),
        (FLAGSHIP + "?offset=-1", 422, None),
        (FLAGSHIP + "?limit=٣", 422, None),
        (FLAGSHIP + "?lang=fr", 422, None),
    ],
)
def test_what_is_wrong_and_what_was_meant(server: Server, path: str, status: int, near: str | None) -> None:
    reply = server.ask(
        "GET",
        path.encode().decode("latin-1") if path.isascii() else path.replace("٣", "%D9%A3"),
        None,
        {"Accept": "application/json"},
    )
    told = json.loads(reply.body)
    assert reply.status == status
    assert told["detail"]
    assert told["detail_vi"]
    assert near is None or near in told["near"]


def test_the_same_question_by_name(server: Server) -> None:
    by_name = json.loads(
        server.get(FLAGSHIP + "?lang=en&metric=T%E1%BB%B7%20s%E1%BB%91%20gi%E1%BB%9Bi%20t%C3%ADnh%20khi%20sinh").body
    )
    assert by_name["parameters"] == {"metric": [ID + "metric/sex-ratio-at-birth"]}


def operations(server: Server) -> dict[str, Any]:
    described: dict[str, Any] = json.loads(server.get("/openapi.json").body)
    return described


def test_openapi_is_typed_and_enumerated(server: Server) -> None:
    described = operations(server)
    assert set(described["paths"]) == {"/api/queries", *(f"/api/queries/{i}" for i in questions.ids())}
    parameters = {p["name"]: p for p in described["paths"][FLAGSHIP]["get"]["parameters"]}
    assert "sex-ratio-at-birth" in parameters["metric"]["schema"]["items"]["enum"]
    assert parameters["metric"]["example"] == ["sex-ratio-at-birth"]
    assert parameters["lang"]["schema"]["enum"] == ["vi", "en"]


def test_no_server_error_whatever_is_sent(server: Server) -> None:
    """schemathesis over part of the paths; `bench/endpoint_api.py` goes over all of them."""
    with tempfile.TemporaryDirectory() as folder:
        command = [
            str(Path(sys.executable).with_name("schemathesis")),
            "run",
            f"http://127.0.0.1:{server.port}/openapi.json",
        ]
        command += [
            "--checks",
            "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance",
        ]
        command += ["--phases", "examples,fuzzing", "--max-examples", "3", "--seed", "5"]
        command += ["--include-path-regex", "/api/queries($|/leads/metric|/targets/)"]
        done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stdout[-3000:]


@pytest.mark.parametrize("asked", [api.queries, api.openapi])
def test_who_comes_before_the_choices_are_known_is_told_all_else(
    asked: Callable[[Request], Awaitable[Response]], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def ask() -> Response:
        monkeypatch.setattr("bdg_graph.web.answers.MOMENT", 0.01)
        answers = Answers(Settings())
        answers.preparing = asyncio.create_task(asyncio.sleep(60))
        app = SimpleNamespace(state=SimpleNamespace(answers=answers))
        scope = {"type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": [(b"host", b"h")]}
        return await asked(Request({**scope, "scheme": "http", "server": ("h", 80), "app": app}))

    response = asyncio.run(ask())
    assert response.headers["cache-control"] == "no-store"
    told = json.loads(bytes(response.body))
    if asked is api.queries:
        assert [question["id"] for question in told] == questions.ids()
        assert {param["choices_total"] for question in told for param in question["params"]} == {None}
    else:
        parameters = told["paths"][FLAGSHIP]["get"]["parameters"]
        assert "enum" not in next(p for p in parameters if p["name"] == "metric")["schema"]["items"]
