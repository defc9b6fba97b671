"""The SPARQL editor: an answer as a table and a short link without JavaScript, errors in place, names offered while
typing, the same short address from the browser as from the server."""

from urllib.parse import quote

import pytest

from bdg_graph.web.pages.sharing import unpack
from tests.browser.conftest import Seen

PLANS = "SELECT ?plan WHERE { ?plan a bdg:Plan } ORDER BY ?plan"
PREFIXED = f"PREFIX bdg: <https://w3id.org/bdg/ontology#>\n{PLANS}"


def test_the_form_answers_with_a_table(without_script: Seen) -> None:
    page = without_script.go("/en/sparql")
    page.locator("#query").fill(PREFIXED)
    page.get_by_role("button", name="Run").click()
    assert page.locator("tbody tr").count() == 5
    assert "plan/ha-nam-2013-2015" in page.locator("tbody tr").first.inner_text()
    short = page.get_by_role("link", name="/sparql/q/").get_attribute("href") or ""
    page.goto(short)
    assert page.locator("#query").input_value() == PREFIXED
    without_script.check()


@pytest.mark.parametrize(
    ("query", "words", "line"),
    [
        ("SELECT ?x\nWHERE { ?x nope:y ?z }", "Line 2, column 12", "nope:y ?z }"),
        ("SELECT * WHERE { SERVICE <http://x.example/> { ?s ?p ?o } }", "SERVICE", ""),
    ],
)
def test_a_fault_is_shown_where_it_is(without_script: Seen, query: str, words: str, line: str) -> None:
    page = without_script.go(f"/en/sparql/answer?query={quote(query)}")
    assert words in page.get_by_role("alert").inner_text()
    assert page.locator("#query").input_value() == query
    if line:
        assert page.locator("[role=alert] mark").inner_text() == line


@pytest.mark.parametrize(
    ("query", "words"), [("ASK { ?s ?p ?o }", "True"), ("CONSTRUCT WHERE { ?s a <x:none> }", "0 rows")]
)
def test_other_forms_answer_too(without_script: Seen, query: str, words: str) -> None:
    page = without_script.go(f"/en/sparql/answer?query={quote(query)}")
    assert words in page.locator("main").inner_text()


@pytest.mark.parametrize(("lang", "typed"), [("vi", "tỷ số giới"), ("vi", "ty so gioi"), ("en", "sex rat")])
def test_names_are_offered_while_typing(with_script: Seen, lang: str, typed: str) -> None:
    page = with_script.go(f"/{lang}/sparql?query={quote('SELECT * WHERE { ?t bdg:metric  }')}")
    page.locator(".CodeMirror").click()
    page.keyboard.press("Control+End")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    page.keyboard.type(typed, delay=30)
    hint = page.locator(".CodeMirror-hints li").first
    hint.wait_for(timeout=10_000)
    hint.click()
    assert "<https://w3id.org/bdg/id/metric/sex-ratio-at-birth>" in page.evaluate(
        "document.querySelector('.CodeMirror').CodeMirror.getValue()"
    )
    with_script.check()


def test_the_browser_packs_what_the_server_unpacks(with_script: Seen) -> None:
    page = with_script.go(f"/en/sparql?query={quote(PREFIXED)}")
    page.locator(".yasqe_share").click()
    address = page.locator(".yasqe_sharePopup input, .yasqe_sharePopup textarea").first
    address.wait_for(timeout=10_000)
    shared = address.input_value()
    assert "/sparql/q/" in shared
    assert unpack(shared.rsplit("/", 1)[1]) == PREFIXED
    page.goto(shared)
    assert "/en/sparql?q=" in page.url
    with_script.check()
