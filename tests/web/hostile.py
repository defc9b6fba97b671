"""Hostile queries, class by class, with the statuses that are true answers to them. `{listener}` is a URL that must
hear nothing.

200 stands where a query looks bad and is not, or where the engine may be clever enough.
"""

from dataclasses import dataclass
from itertools import chain


@dataclass(frozen=True)
class Hostile:
    """`text` and the `statuses` that are right for it; `heavy` ones run until a limit ends them."""

    name: str
    text: str
    statuses: frozenset[int]
    heavy: bool = False


def refused(name: str, text: str, *statuses: int) -> Hostile:
    return Hostile(name, text, frozenset(statuses))


def limited(name: str, text: str, *also: int) -> Hostile:
    return Hostile(name, text, frozenset({503, 413, *also}), heavy=True)


DEEP = 3000
PRODUCT = " ".join(f"?s{i} ?p{i} ?o{i} ." for i in range(5))

NESTING = [
    refused("nested groups", "ASK " + "{" * DEEP + "}" * DEEP, 400),
    refused("nested calls", "ASK { FILTER(" + "STR(" * DEEP + "1" + ")" * DEEP + ") }", 400),
    refused("nested brackets", "ASK { FILTER(" + "(" * DEEP + "1" + ")" * DEEP + ") }", 400),
    refused("not not not", "ASK { FILTER(" + "!" * DEEP + "true) }", 400),
    refused("minus minus", "ASK { FILTER(" + "- " * DEEP + "1) }", 400),
    refused("blank nodes", "ASK { " + "[ <x:p> " * DEEP + "1" + "]" * DEEP + " }", 400),
    refused("lists", "ASK { " + "(" * DEEP + "1" + ")" * DEEP + " <x:p> 1 }", 400),
    refused("paths", "ASK { ?s " + "(" * DEEP + "<x:p>" + ")" * DEEP + " ?o }", 400),
    refused("inverse paths", "ASK { ?s " + "^(" * DEEP + "<x:p>" + ")" * DEEP + " ?o }", 400),
    refused("path modifiers", "ASK { ?s (<x:p>" + "+" * DEEP + ") ?o }", 400),
    refused("nested optional", "ASK { " + "OPTIONAL {" * DEEP + "}" * DEEP + " }", 400),
    refused("nested exists", "ASK { " + "FILTER EXISTS {" * DEEP + "}" * DEEP + " }", 400),
    refused("nested subselects", "SELECT * { " + "{ SELECT * {" * DEEP + "}}" * DEEP + " }", 400),
    refused("nested graph", "ASK { " + "GRAPH ?g {" * DEEP + "}" * DEEP + " }", 400),
    refused("nested minus", "ASK { ?s ?p ?o " + "MINUS { ?s ?p ?o " * DEEP + "}" * DEEP + " }", 400),
    refused("nested if", "ASK { FILTER(" + "IF(true, " * DEEP + "1" + ", 2)" * DEEP + ") }", 400),
    refused("triple terms", "ASK { " + "<< " * DEEP + "?s ?p ?o" + " >>" * DEEP + " ?p ?o }", 400),
    refused("union chain", "ASK { " + " UNION ".join(["{ ?s ?p ?o }"] * 1100) + " }", 400),
    refused("or chain", "ASK { ?s ?p ?o FILTER(" + " || ".join(["?s = ?o"] * 1100) + ") }", 400),
    refused("plus chain", "ASK { FILTER(" + "+".join(["1"] * 3000) + " > 0) }", 400),
    refused("path chain", "ASK { ?s " + "/".join(["<x:p>"] * 3000) + " ?o }", 400),
    refused("path choice", "ASK { ?s " + "|".join(["<x:p>"] * 3000) + " ?o }", 400),
    refused("optional chain", "ASK { ?s ?p ?o " + "OPTIONAL { ?s ?p ?o } " * 1100 + "}", 400),
    refused("filter chain", "ASK { ?s ?p ?o " + "FILTER(?s != 1) " * 1100 + "}", 400),
    refused("bind chain", "ASK { " + " ".join(f"BIND(1 AS ?v{i})" for i in range(1100)) + " }", 400),
]

# Just below the bounds of the guard: whatever the engine does, the answer is whole or a true refusal.
ANY = frozenset({200, 400, 413, 503})
BELOW = [
    Hostile("990 unions", "ASK { " + " UNION ".join(["{ ?s ?p ?o }"] * 990) + " }", ANY, heavy=True),
    Hostile("990 ors", "ASK { ?s ?p ?o FILTER(" + " || ".join(["?s = ?o"] * 990) + ") }", ANY, heavy=True),
    Hostile("990 steps", "ASK { ?s " + "/".join(["<x:p>"] * 990) + " ?o }", ANY, heavy=True),
    Hostile("990 choices", "ASK { ?s " + "|".join(["<x:p>"] * 990) + " ?o }", ANY, heavy=True),
    Hostile("990 optionals", "ASK { ?s ?p ?o " + "OPTIONAL { ?s ?p ?o } " * 990 + "}", ANY, heavy=True),
    Hostile("990 sums", "ASK { FILTER(" + "+".join(["1"] * 990) + " > 0) }", ANY, heavy=True),
    Hostile("990 binds", "SELECT * { " + " ".join(f"BIND(1 AS ?v{i})" for i in range(990)) + " }", ANY, heavy=True),
    Hostile("60 deep optionals", "ASK { ?s ?p ?o " + "OPTIONAL { ?s ?p ?o " * 60 + "}" * 60 + " }", ANY, heavy=True),
    Hostile(
        "60 deep exists", "ASK { ?s ?p ?o " + "FILTER NOT EXISTS { ?s ?p ?o " * 60 + "}" * 60 + " }", ANY, heavy=True
    ),
    Hostile("3000 values", "ASK { VALUES ?x { " + "1 " * 9000 + "} }", ANY, heavy=True),
    Hostile("list of 4000", "ASK { (" + "1 " * 4000 + ") <x:p> ?o }", ANY, heavy=True),
    Hostile(
        "groups by",
        f"SELECT {' '.join(f'(COUNT(?v{i}) AS ?c{i})' for i in range(900))} {{ ?s ?p ?o }}",
        ANY,
        heavy=True,
    ),
]

HEAVY = [
    limited("planning 384", "ASK { " + " ".join(f"?a{i} <x:p{i}> ?a{i + 1} ." for i in range(384)) + " }", 200),
    limited("planning 1500", "ASK { " + " ".join(f"?a{i} <x:p{i}> ?b{i} ." for i in range(1500)) + " }", 200),
    limited("product", f"SELECT (COUNT(*) AS ?n) {{ {PRODUCT} }}"),
    limited("sorted product", f"SELECT * {{ {PRODUCT} }} ORDER BY ?o4 ?o3 ?o2"),
    limited("distinct product", f"SELECT DISTINCT * {{ {PRODUCT} }}"),
    limited("long answer", f"SELECT * {{ {PRODUCT} }}"),
    limited("constructed product", f"CONSTRUCT {{ ?s0 ?p1 ?o2 }} WHERE {{ {PRODUCT} }}"),
    limited("path star", "SELECT (COUNT(*) AS ?n) { ?a (!<x:p>)* ?b . ?c (!<x:q>)* ?d }"),
    limited("not exists", "SELECT (COUNT(*) AS ?n) { ?s ?p ?o . ?t ?q ?u FILTER NOT EXISTS { ?s ?x ?u . ?t ?y ?o } }"),
    limited(
        "regex",
        'SELECT (COUNT(*) AS ?n) { ?s ?p ?o . ?t ?q ?u FILTER(REGEX(CONCAT(STR(?o), STR(?u)), "(a*)*(b*)*c$")) }',
    ),
    limited(
        "doubling",
        "SELECT (STRLEN(?x40) AS ?n) { BIND('aaaaaaaaaaaaaaaa' AS ?x0) "
        + " ".join(f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1})" for i in range(40))
        + " }",
        200,
    ),
    limited("group concat", f"SELECT (GROUP_CONCAT(STR(?o0)) AS ?c) {{ {PRODUCT} }}"),
    limited(
        "nested aggregate",
        "SELECT (SUM(?n) AS ?m) { { SELECT ?a (COUNT(*) AS ?n) { ?a ?p ?b . ?c ?q ?d . ?e ?r ?f } GROUP BY ?a } }",
    ),
    limited("late limit", f"SELECT * {{ {PRODUCT} }} ORDER BY RAND() LIMIT 1"),
    limited("far offset", f"SELECT * {{ {PRODUCT} }} OFFSET 9999999999"),
]

CALLS = [
    refused(f"call: {text[:40]}", text, 400, 403)
    for text in (
        "SELECT * { SERVICE <{listener}> { ?s ?p ?o } }",
        "SELECT * { service silent <{listener}> { ?s ?p ?o } }",
        "SELECT*{SERVICE<{listener}>{?s ?p ?o}}",
        "PREFIX : <{listener}> SELECT * { SERVICE : { ?s ?p ?o } }",
        "PREFIX x: <{listener}> SELECT * { SERVICEx: { ?s ?p ?o } }",
        "PREFIX : <{listener}> SELECT * { SERVICE:sparql { ?s ?p ?o } }",
        "PREFIX : <{listener}> SELECT * { ?s ?p trueSERVICE:sparql { ?s ?p ?o } }",
        "SELECT * { ?s ?p 1SERVICE<{listener}> { ?s ?p ?o } }",
        "SELECT * { SERVICESILENT<{listener}> { ?s ?p ?o } }",
        "SELECT * { \\u0053ERVICE <{listener}> { ?s ?p ?o } }",
        "SELECT * { VALUES ?e { <{listener}> } SERVICE ?e { ?s ?p ?o } }",
        "SELECT * { { SELECT * { SERVICE <{listener}> { ?s ?p ?o } } } }",
        "ASK { FILTER EXISTS { SERVICE <{listener}> { ?s ?p ?o } } }",
        "SELECT * { SERVICE # a comment\n <{listener}> { ?s ?p ?o } }",
        "ASK { FILTER(?a<'>)')SERVICE<{listener}>{ ?s ?p ?o } FILTER('a'='x') }",
        "ASK { FILTER(?a<#>'''\n5) SERVICE <{listener}> { ?s ?p ?o } #'''\n }",
        "LOAD <{listener}>",
        "LOAD SILENT <{listener}> INTO GRAPH <x:g>",
        "INSERT { GRAPH <x:g> { ?s ?p ?o } } WHERE { SERVICE <{listener}> { ?s ?p ?o } }",
    )
]
FROM = [
    Hostile("from", "SELECT * FROM <{listener}> { ?s ?p ?o }", frozenset({200})),
    Hostile("from named", "SELECT * FROM NAMED <{listener}> { GRAPH ?g { ?s ?p ?o } }", frozenset({200})),
    Hostile("from file", "SELECT * FROM <file:///etc/passwd> { ?s ?p ?o }", frozenset({200})),
]
SIZES = [
    refused("too many bytes", "ASK { } #" + "x" * 70_000, 413),
    refused("too many tokens", "ASK { " + "?s ?p ?o . " * 4000 + "}", 413),
    refused("unclosed string", "ASK { ?s ?p '" + "a" * 50_000, 400),
    refused("quotes", "ASK { ?s ?p " + '"' * 50_001, 400, 413),
    refused("long prefix", "ASK { " + "a.-" * 20_000, 400, 413),
    refused("garbage", "\x00\x01" * 20_000, 400, 413),
    refused("open brackets", "<" * 30_000, 400, 413),
]
UPDATES = [
    refused(f"update: {text[:30]}", text, 400, 403)
    for text in (
        "INSERT DATA { <x:s> <x:p> <x:o> }",
        "DELETE WHERE { ?s ?p ?o }",
        "CLEAR ALL",
        "DROP ALL",
        "PREFIX select: <x:> DELETE DATA { <x:s> <x:p> <x:o> }",
        "ASK {} ; CLEAR ALL",
        "WITH <x:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    )
]

QUICK = list(chain(NESTING, CALLS, FROM, SIZES, UPDATES))
ALL = [*QUICK, *BELOW, *HEAVY]
