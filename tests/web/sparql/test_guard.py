"""The guard: what it refuses, where it says so, and what only looks dangerous."""

import contextlib
import time

import pytest

from bdg_graph.sandbox.worker import Refused
from bdg_graph.sparql.tokens import tokens
from bdg_graph.web.sparql.guard import Bounds, Checked, check
from tests.web.hostile import CALLS, NESTING, QUICK, SIZES, UPDATES, Hostile

KINDS = [(h, {"service", "update"}) for h in [*CALLS, *UPDATES] if not h.text.startswith("ASK {} ;")]
KINDS += [(h, {"too-deep", "unclear"}) for h in NESTING if h.name != "path modifiers"]
KINDS += [(h, {"too-large", "unclear"}) for h in SIZES if h.name not in ("garbage", "open brackets")]


@pytest.mark.parametrize(("hostile", "kinds"), KINDS, ids=[h.name for h, _ in KINDS])
def test_refused(hostile: Hostile, kinds: set[str]) -> None:
    with pytest.raises(Refused) as raised:
        check(hostile.text.replace("{listener}", "http://127.0.0.1:9/sparql"))
    assert raised.value.kind in kinds
    assert raised.value.line is not None


@pytest.mark.parametrize("hostile", QUICK, ids=[h.name for h in QUICK])
def test_takes_no_time(hostile: Hostile) -> None:
    start = time.process_time()
    with contextlib.suppress(Refused):
        check(hostile.text)
    assert time.process_time() - start < 0.5  # a bound on its growth, not a benchmark: it takes 1 to 50 ms


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("SELECT * {\n  ?s ?p ?o\n  SERVICE <x:e> {} }", 3, 3),
        ("# lời giải thích\nINSERT DATA { <x:s> <x:p> 1 }", 2, 1),
        ("SELECT * { ?s ?p trueSERVICE<x:e>{} }", 1, 22),
        ("ASK { ?s ?p 'không đóng }", 1, 13),
        ("ASK { << ?s ?p ?o >> ?q 1 }", 1, 7),
    ],
)
def test_says_where(text: str, line: int, column: int) -> None:
    with pytest.raises(Refused) as raised:
        check(text)
    assert (raised.value.line, raised.value.column) == (line, column)
    assert f"Line {line}, column {column}: " in raised.value.en
    assert f"Dòng {line}, cột {column}: " in raised.value.vi


HARMLESS = [
    "SELECT ?service { ?service a <http://x/service> . ?s service:name 'SERVICE <http://x>{}' } # SERVICE <x>",
    "PREFIX service: <http://x/> SELECT * { GRAPH service:g { ?s ?p ?o } }",
    "PREFIX service: <http://x/> SELECT * FROM service:g { ?s ?p ?o }",
    "ASK { <http://x/Côte_d'Ivoire> ?p 'it' }",
    'ASK { ?s ?p ?o FILTER(REGEX(?o, "it\'s") && ?x<5) }',
    "ASK { FILTER(?a IN (<#a>, <#b'>)) }",
    "ASK { ?s (<#a>/<#b>)* ?o . ?s ?p (1 <http://x#y>) }",
    "ASK { VALUES (?a ?b) { (1 <#b>) (<#c> <#d>) } }",
    "ASK { VALUES ?x { " + "-1 " * 2000 + "} }",
    'ASK { ?s ?p \'\'\'it\'s "long"\n\'\'\' , """and "this" """ }',
    "ASK { ex:a\\'b ex:c%20d 1e5 }",
    "PREFIX insert: <x:> SELECT * { ?s insert:data ?clear }",
]


@pytest.mark.parametrize("text", HARMLESS)
def test_harmless(text: str) -> None:
    assert check(text).text == text


@pytest.mark.parametrize(
    ("text", "checked"),
    [
        ("SELECT*{}", Checked("SELECT*{}", "select", False, True)),
        ("ask{}", Checked("ask{}", "ask", False, True)),
        ("DESCRIBE<x:a>", Checked("DESCRIBE<x:a>", "describe", False, True)),
        ("CONSTRUCT{}FROM<x:g>{}", Checked("CONSTRUCT{}FROM<x:g>{}", "construct", True, True)),
        ("SELECT (NOW() AS ?n) {}", Checked("SELECT (NOW() AS ?n) {}", "select", False, False)),
        ("ASK { ?s ?p 'FROM now()' }", Checked("ASK { ?s ?p 'FROM now()' }", "ask", False, True)),
    ],
)
def test_what_it_says_of_a_query(text: str, checked: Checked) -> None:
    assert check(text) == checked


def test_comments_and_white_space_make_no_other_query() -> None:
    one, two = check("ASK { ?s ?p '# 1' } # a comment"), check("ASK{?s\n?p '# 1'}#another")
    assert one.digest == two.digest != check("ASK { ?s ?p '# 2' }").digest


def test_bounds_are_the_last_allowed() -> None:
    bounds = Bounds(bytes=20, tokens=5, nesting=2)
    assert check("ASK{{}}", bounds).form == "ask"
    for text, kind in (("ASK{{{}}}", "too-deep"), ("ASK{?s?p?o.}", "too-large"), ("ASK{}" + " " * 16, "too-large")):
        with pytest.raises(Refused) as raised:
            check(text, bounds)
        assert raised.value.kind == kind


def test_tokens_less_than_or_iri() -> None:
    def kinds(text: str) -> list[str]:
        return [token.text for token in tokens(text)]

    assert kinds("FILTER(?a<5&&?b>3)") == ["FILTER", "(", "?a", "<", "5", "&&", "?b", ">", "3", ")"]
    assert kinds("?s<x:p>?o") == ["?s", "<x:p>", "?o"]
    assert kinds("(?a<<x:b>)") == ["(", "?a", "<", "<x:b>", ")"]
    assert kinds("f(?a<'>)')") == ["f", "(", "?a", "<", "'>)'", ")"]
