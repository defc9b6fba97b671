"""Every page type in Chromium: no console error, no other host, no sideways scrolling, and axe finds nothing.
With BDG_SCREENSHOTS=DIR each is also kept as a picture at three widths."""

import os
from pathlib import Path

import pytest

from tests.browser.conftest import HERE, Seen
from tests.web.pages.addresses import TYPES

AXE = (HERE / "vendor" / "axe.min.js").read_text("utf-8")
RUN = """async () => {
  const found = await axe.run({ exclude: [["#yasgui"]] }, { resultTypes: ["violations"],
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] });
  const said = (n) => n.html.slice(0, 160) + " " + n.failureSummary;
  return found.violations.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map(said).join(" | ")}`);
}"""
WIDTHS = (375, 1280, 1920)
EXPECTED_FAULTS = {"not found": "404", "question with a wrong value": "422", "sparql fault": "400"}

# What only a whole server answers.
SERVED = {
    "sparql answer": "sparql/answer?query=SELECT+*+WHERE+%7B+%3Fs+%3Fp+%3Fo+%7D+LIMIT+120",
    "sparql fault": "sparql/answer?query=SELECT+%3Fx%0AWHERE+%7B+%3Fx+nope:y+%3Fz+%7D",
}


@pytest.mark.parametrize("kind", [*TYPES, *SERVED])
def test_page_type(with_script: Seen, kind: str) -> None:
    page = with_script.go(f"/vi/{(TYPES | SERVED)[kind]}")
    page.evaluate(AXE)
    assert page.evaluate(RUN) == []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert over <= 0, f"{over} px too wide at {width}"
        if folder := os.environ.get("BDG_SCREENSHOTS"):
            page.screenshot(path=Path(folder) / f"{kind.replace(' ', '-')}-{width}.png", full_page="reader" not in kind)
    status = EXPECTED_FAULTS.get(kind, "no such status")
    with_script.faults = [fault for fault in with_script.faults if status not in fault]
    with_script.check()


@pytest.mark.parametrize(
    "kind", ["home", "question", "plan", "reader with a highlight", "metric", "matrix", "map", "search"]
)
@pytest.mark.parametrize("scheme", ["dark"])
def test_dark(with_script: Seen, kind: str, scheme: str) -> None:
    with_script.page.emulate_media(color_scheme="dark")
    page = with_script.go(f"/en/{TYPES[kind]}")
    page.evaluate(AXE)
    assert page.evaluate(RUN) == []
