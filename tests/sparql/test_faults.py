"""What people get wrong in SPARQL is told at its place, with what to write; the engine refuses each of these texts."""

import pytest
from pyoxigraph import Store

from bdg_graph.sparql.faults import Fault, fault


def told(text: str) -> Fault:
    with pytest.raises(SyntaxError) as refused:
        Store().query(text)
    return fault(str(refused.value), text)


PREFIX = "PREFIX is written: PREFIX name: <IRI>, with the colon and the angle brackets"
THIRD = "this triple lacks its third part; each has a subject, a property and a value"
WHOLE = "takes a whole number, not negative"

CASES = [
    ("SELECT * { ?s bd:x ?o }", 15, "the prefix “bd:” is not declared; add PREFIX bd: <...> at the top"),
    ("PREFIX x <http://x/> SELECT * { ?s x:y ?o }", 1, PREFIX),
    ("PREFIX x: http://x/ SELECT * { ?s x:y ?o }", 1, PREFIX),
    ("SELECT ?x WHER { ?x ?p ?o }", 11, "SPARQL has no word “WHER”; did you mean WHERE?"),
    ("SELEC * { ?s ?p ?o }", 1, "SPARQL has no word “SELEC”; did you mean SELECT?"),
    ("SELECT * { ?s ?p ?o FILTER(?o AND ?p) }", 31, "SPARQL has no word “AND”; did you mean &&?"),
    ("SELECT * { s ?p ?o }", 12, "SPARQL has no word “s”; names have a prefix, variables a ? before them"),
    ("SELECT * { ?s ?p ?o FILTER(?o == 1) }", 31, "equality is one =, not =="),
    ("SELECT * { ?s ?p “x” }", 18, "“ is a word processor's quotation mark; use the straight one, \""),
    ("SELECT * { ?s ?p ?o", 10, "this “{” has no “}”"),
    ("SELECT * { ?s ?p ?o FILTER(STR(?o) = 'a' }", 27, "this “(” has no “)”"),
    ("SELECT * { ?s ?p ?o } }", 23, "“}” closes what nothing opened"),
    ("SELECT * { ?s ?p 'x }", 18, "this string is not closed"),
    ("SELECT ?a, ?b { ?a ?b ?c }", 10, "variables after SELECT are parted by spaces, not by commas"),
    ("SELECT COUNT(*) { ?a ?b ?c }", 8, "after SELECT it is written (COUNT(?x) AS ?n)"),
    ("SELECT * { ?a ?b ?c FILTER ?c = 1 }", 21, "what FILTER asks stands in brackets ( )"),
    ("SELECT * { ?a 'x' ?c }", 15, "a property is an IRI or a variable"),
    ("SELECT * { ?a ?b ?c } LIMIT", 23, f"LIMIT {WHOLE}"),
    ("SELECT * { ?a ?b ?c } LIMIT 99999999999999999999999", 23, f"LIMIT {WHOLE}"),
    ("SELECT * { ?a ?b ?c } OFFSET -1", 23, f"OFFSET {WHOLE}"),
    (
        "SELECT * { ?a ?b ?c } LIMIT 1 ORDER BY ?a",
        31,
        "ORDER stands too late; the order is GROUP BY, HAVING, ORDER BY, LIMIT, OFFSET",
    ),
    (
        "SELECT * { ?a ?b ?c BIND(1 AS ?a) }",
        31,
        "?a is used before, so it can't be given a new value; choose another name",
    ),
    (
        "SELECT ?c { ?a ?b ?c } GROUP BY ?a",
        35,
        "SELECT names a variable that is neither in GROUP BY nor aggregated; add it to GROUP BY, or write "
        "(SAMPLE(?x) AS ?y)",
    ),
    ("SELECT * { ?a ?b ?c } GROUP BY ?a", 34, "SELECT * does not go with GROUP BY or an aggregate; name the variables"),
    ("SELECT ?a ?a { ?a ?b ?c }", 26, "SELECT names a variable twice; drop one"),
    ("SELECT (1 AS ?a) { ?a ?b ?c }", 30, "the name after AS is a variable of the query already; choose another"),
    ("BASE <no iri> ASK {}", 6, "what stands after “<” is no IRI; an IRI has no spaces or brackets"),
    (r"ASK { ?s ?p '\uD800' }", 21, r"\u must be followed by the code of a character, four hexadecimal digits"),
    ("SELECT * { ?s ?p }", 18, THIRD),
    ("SELECT * { ?s ?p ?o . ?s ?q . }", 29, THIRD),
    ("SELECT * { ?s ?p [] VALUES (?x) { (1 2) } }", 44, "the query ends too early; it may be UNDEF"),
    ("DESCRIBE", 9, 'the query ends too early; it may be "$", "*", ":", "<", "?"'),
]


@pytest.mark.parametrize(("text", "column", "en"), CASES, ids=[text for text, *_ in CASES])
def test_fault(text: str, column: int, en: str) -> None:
    found = told(text)
    assert (found.line, found.column, found.en) == (1, column, en)
    assert found.vi not in ("", found.en)


def test_the_place_is_in_the_line() -> None:
    assert told("SELECT *\nWHERE {\n  ?s ?p ?o\n  FILTER(?o == 1)\n}").sentences() == (
        "Dòng 4, cột 13: so sánh bằng là một dấu =, không phải ==.",
        "Line 4, column 13: equality is one =, not ==.",
    )


def test_prefixes_that_are_given_are_declared() -> None:
    text = "SELECT * { ?s bdg:x ?o"
    assert fault("error at 1:23: expected x", text, {"bdg"}).en == "this “{” has no “}”"


@pytest.mark.parametrize(
    "text",
    [
        "SELECT (COUNT(*) AS ?n) { { BIND(1 AS ?x) } UNION { BIND(2 AS ?x) } } GROUP BY ?x ORDER BY ?x OFFSET 2",
        "PREFIX x: <http://x/> SELECT * { VALUES ?x { x:a x:b } GRAPH ?x { ?s ?p 1 } }",
        "SELECT ?s { { SELECT ?s { ?s ?p ?o } LIMIT 3 } ?s ?q ?r } ORDER BY ?s",
        "PREFIX x: <http://x/> SELECT ?s (GROUP_CONCAT(?o; SEPARATOR=', ') AS ?c) { ?s x:p ?o } GROUP BY ?s",
        "ASK { ?s ?p ?o FILTER NOT EXISTS { ?s a ?o } FILTER(?s < ?o || isIRI(?o)) }",
    ],
)
def test_what_is_right_is_not_called_wrong(text: str) -> None:
    """With a fault that only the engine finds, nothing else is blamed."""
    Store().query(text)
    assert fault("error at 1:9: expected [_]", text).en.endswith("is not understood, or the word before it")
