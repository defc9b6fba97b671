"""/validate and /api/validate: reports and previews from workers that open nothing and can be killed."""

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import Response

from bdg_graph import paths
from bdg_graph.engines.opening import opened
from bdg_graph.errors import BdgError
from bdg_graph.web import validate
from bdg_graph.web.pages.router import Views
from bdg_graph.web.problems import of_refusal
from tests.validation.test_inputs import HOSTILE

PLAN = paths.data() / "plans" / "thanh-hoa-2020" / "plan.ttl"
TURTLE = {"Content-Type": "text/turtle"}


class Client:
    """Asks the application without a server."""

    def __init__(self, app: FastAPI) -> None:
        self.runner = asyncio.Runner()
        self.asked = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test", timeout=60)

    def get(self, path: str) -> httpx.Response:
        return self.runner.run(self.asked.get(path))

    def post(self, path: str, **what: Any) -> httpx.Response:
        return self.runner.run(self.asked.post(path, **what))


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    validator = validate.Validator()
    app = FastAPI(exception_handlers={BdgError: _refused})
    app.include_router(validate.router(Views(lambda: opened([], None, None)), validator))
    made = Client(app)
    yield made
    made.runner.run(validator.close())
    made.runner.close()


async def _refused(request: Request, error: Exception) -> Response:
    return of_refusal(error).response(request)  # type: ignore[arg-type] # FastAPI hands over no other


def broken() -> bytes:
    return PLAN.read_bytes().replace(b"unit:percent", b"unit:percnt", 1)


def test_the_page_shows_report_preview_and_marked_lines(client: Client) -> None:
    assert client.get("/en/validate").status_code == 200
    shown = client.post("/en/validate", files={"file": ("plan.ttl", broken())})
    assert shown.status_code == 200
    line = next(n for n, text in enumerate(broken().decode().split("\n"), 1) if "unit:percnt" in text)
    for words in (
        "DOES NOT CONFORM: 1 violation,",
        "Did you mean unit:percent",
        f'href="#L{line}"',
        "Changed facts: 1",
        "What no machine checks",
    ):
        assert words in shown.text
    pasted = client.post("/vi/validate", data={"text": "<a> <b>"})
    assert "KHÔNG ĐẠT" in pasted.text


def test_what_is_pasted_is_escaped(client: Client) -> None:
    shown = client.post("/en/validate", data={"text": '<x:s> <x:p> "<script>alert(1)</script>" .'})
    assert "<script>alert" not in shown.text


def test_programs_get_a_report_by_media_type(client: Client) -> None:
    told = client.post("/api/validate", content=broken(), headers=TURTLE)
    assert told.headers["x-conforms"] == "false"
    assert [f["rule"] for f in told.json()["findings"] if f["severity"] == "violation"] == [
        "target-unit",
    ]
    for accept, start in (
        ("text/turtle", "@prefix sh:"),
        ("application/sarif+json", "{"),
        ("text/html", "<!DOCTYPE"),
        ("text/plain", "KHÔNG"),
    ):
        report = client.post("/api/validate", content=broken(), headers=TURTLE | {"Accept": accept})
        assert report.headers["content-type"].startswith(accept)
        assert report.text.startswith(start)
    assert client.post("/api/validate", content=b"x", headers={"Content-Type": "image/png"}).status_code == 415
    assert client.post("/api/validate", content=b"x" * (5 << 20), headers=TURTLE).status_code == 413


def test_a_workbook_comes_back_with_comments(client: Client) -> None:
    media = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    kept = (Path(__file__).parent.parent / "workbook" / "template-1.xlsx").read_bytes()
    told = client.post("/api/validate", content=kept, headers={"Content-Type": media})
    assert [f["rule"] for f in told.json()["findings"]] == ["indicator-lead-not-stated"]
    back = client.post("/api/validate?format=xlsx", content=kept, headers={"Content-Type": media})
    assert back.content.startswith(b"PK")


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_uploads_are_refused_with_a_sentence(name: str, client: Client) -> None:
    content, words = HOSTILE[name]
    media = {v: k for k, v in validate.SUFFIXES.items()}["." + name.rsplit(".", 1)[1]]
    told = client.post("/api/validate", content=content, headers={"Content-Type": media})
    assert words in json.dumps(told.json())


def test_the_project_is_as_it_was(client: Client) -> None:
    same = client.post("/en/validate", files={"file": ("plan.ttl", PLAN.read_bytes())})
    assert "No answer changes." in same.text


def test_a_rule_has_a_page_with_a_wrong_and_a_right_example(client: Client) -> None:
    shown = client.get("/en/rules/target-unit-expected")
    assert shown.status_code == 200
    for words in ("Wrong", "Right", "unit:facilities", "unit:percent"):
        assert words in shown.text
    assert client.get("/en/rules/target-unit-expcted").status_code == 404
    assert client.get("/rules/target-unit-expected").headers["location"] == "/vi/rules/target-unit-expected"


@pytest.mark.parametrize("rule", ["checks/own-partner", "workbook-cell", "source-not-at-hand", "document-double"])
@pytest.mark.parametrize(("lang", "words"), [("vi", ("<h2>Sai", "<h2>Đúng")), ("en", ("<h2>Wrong", "<h2>Right"))])
def test_the_rules_that_no_shape_holds_have_pages_too(
    rule: str, lang: str, words: tuple[str, str], client: Client
) -> None:
    shown = client.get(f"/{lang}/rules/{rule}")
    assert shown.status_code == 200
    assert all(word in shown.text for word in words)


def test_a_workbook_is_given_back_by_the_form(client: Client) -> None:
    kept = (Path(__file__).parent.parent / "workbook" / "template-1.xlsx").read_bytes()
    back = client.post("/vi/validate", files={"file": ("kế hoạch.xlsx", kept)}, data={"back": "1"})
    assert back.content.startswith(b"PK")
    assert back.headers["content-disposition"].endswith("-checked.xlsx")
    refused = client.post("/en/validate", files={"file": ("plan.ttl", PLAN.read_bytes())}, data={"back": "1"})
    assert refused.status_code == 415
    assert "Only a workbook" in refused.text
