"""/validate in Chromium: what people send, with and without JavaScript; the report, the marked lines, the preview. With
BDG_SCREENSHOTS=DIR each report is also kept as a picture at three widths."""

import io
import os
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import FilePayload, Page

from bdg_graph import paths
from tests.browser.conftest import Seen
from tests.browser.test_every_page import AXE, RUN, WIDTHS
from tests.workbook.test_encoder import filled

PLAN = (paths.data() / "plans" / "thanh-hoa-2020" / "plan.ttl").read_text("utf-8")
FIVE = (
    PLAN.replace("unit:percent", "unit:percnt", 1)
    .replace("odrl:gteq", "odrl:more", 1)
    .replace('"2020"^^xsd:gYear', '"20"^^xsd:gYear', 1)
    .replace("kind:model", "kind:modell", 1)
    .replace("bdg:fundingSource fund:", "bdg:fundingSource fund:no-", 1)
)
HOSTILE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><rdf:RDF xmlns:rdf="x">&a;</rdf:RDF>'
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook() -> bytes:
    out = io.BytesIO()
    filled(target={"bdg:unit": "Phan tram", "bdg:value": "42/100.000", "bdg:dueYear": 26})[0].save(out)
    return out.getvalue()


def sent(seen: Seen, lang: str, *, file: FilePayload | None = None, text: str = "") -> Page:
    page = seen.go(f"/{lang}/validate")
    if file:
        page.set_input_files("input[type=file]", files=[file])
    else:
        page.fill("textarea", text)
    page.click("main button >> nth=0")
    page.wait_for_selector("main .report, main .problem, main h1")
    return page


def look(page: Page, name: str) -> None:
    """No fault of access, no sideways scrolling, at any width; a picture where one is wanted."""
    page.evaluate(AXE)
    assert page.evaluate(RUN) == []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert over <= 0, f"{over} px too wide at {width}"
        if folder := os.environ.get("BDG_SCREENSHOTS"):
            page.screenshot(path=Path(folder) / f"validate-{name}-{width}.png", full_page=True)


def payload(name: str, content: bytes | str, media: str = "text/turtle") -> FilePayload:
    return {"name": name, "mimeType": media, "buffer": content.encode() if isinstance(content, str) else content}


def test_a_plan_with_five_faults(with_script: Seen) -> None:
    page = sent(with_script, "en", file=payload("plan.ttl", FIVE))
    assert page.inner_text(".report h2").startswith("DOES NOT CONFORM: ")
    rules = set(page.locator(".report a code").all_inner_texts())
    assert {"target-unit", "target-comparator", "plan-period-end", "task-kind", "funding-source"} <= rules
    line = next(n for n, words in enumerate(FIVE.split("\n"), 1) if "unit:percnt" in words)
    page.click(f'.report a[href="#L{line}"] >> nth=0')
    assert "unit:percnt" in page.inner_text(f"#L{line} mark")
    page.click(f"#L{line} a")
    assert "percnt" in page.inner_text(".findings li:target")
    look(page, "five")
    with_script.check()


def test_what_a_changed_plan_would_change(with_script: Seen) -> None:
    changed = PLAN.replace("bdg:value 40.0", "bdg:value 45.0", 1)
    page = sent(with_script, "vi", file=payload("plan.ttl", changed))
    assert page.inner_text(".report h2").startswith("ĐẠT")
    assert "Dữ kiện đổi: 1" in page.inner_text("main")
    assert page.inner_text(".facts del >> nth=0") == "40"
    assert page.inner_text(".facts ins >> nth=0") == "45"
    assert page.locator(".facts >> nth=1").locator("tbody tr").count() > 0
    look(page, "changed")
    with_script.check()


def test_a_new_plan(with_script: Seen) -> None:
    page = sent(with_script, "en", file=payload("new.ttl", PLAN.replace("thanh-hoa-2020", "thanh-hoa-2030")))
    assert "Removed facts: 0" in page.inner_text("main")
    look(page, "new")


def test_a_workbook_and_back(with_script: Seen) -> None:
    page = sent(with_script, "vi", file=payload("kế hoạch.xlsx", workbook(), XLSX))
    assert page.inner_text(".report h2").startswith("KHÔNG ĐẠT")
    assert "Target · Mức phấn đấu!K5" in page.inner_text(".report")
    assert "Có phải ý bạn là unit:percent" in page.inner_text(".report")
    look(page, "workbook")
    page.set_input_files("input[type=file]", files=[payload("kế hoạch.xlsx", workbook(), XLSX)])
    with page.expect_download() as coming:
        page.click("button[name=back]")
    assert coming.value.suggested_filename == "kế hoạch-checked.xlsx"
    back = openpyxl.load_workbook(io.BytesIO(Path(coming.value.path()).read_bytes()))
    comment = back["Target · Mức phấn đấu"]["K5"].comment
    assert comment is not None
    assert "Did you mean unit:percent" in comment.text
    with_script.check()


@pytest.mark.parametrize(
    ("name", "file", "text", "words"),
    [
        ("syntax", None, "<plan/x-2026> a bdg:Plan\n  bdg:place place:x .", "dòng"),
        ("hostile", payload("x.rdf", HOSTILE, "application/rdf+xml"), "", "DOCTYPE"),
    ],
)
def test_what_cannot_be_read(with_script: Seen, name: str, file: FilePayload | None, text: str, words: str) -> None:
    page = sent(with_script, "vi", file=file, text=text)
    assert "KHÔNG ĐẠT: 1 lỗi" in page.inner_text(".report")
    assert words in page.inner_text(".report")
    look(page, name)
    with_script.check()


def test_without_javascript(without_script: Seen) -> None:
    page = sent(without_script, "en", file=payload("plan.ttl", FIVE))
    assert page.inner_text(".report h2").startswith("DOES NOT CONFORM: ")
    assert page.locator(".text mark.violation").count() >= 5
    assert page.locator("details[open] .facts, .facts").count() > 0
