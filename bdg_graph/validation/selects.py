"""Turns a sh:sparql constraint into one SELECT that Oxigraph answers for all focus nodes at once.

Only queries for which that is the same as asking for each node are taken; the others say why they are beyond it.
"""

import re
from dataclasses import dataclass, field
from typing import Final

import pyoxigraph as ox

from bdg_graph.terms import RDF, XSD
from bdg_graph.validation.graph import Facts, Term
from bdg_graph.validation.literals import Undecided, stored, well_formed
from bdg_graph.validation.shapes import SH, Select, Shape

# Matches a comment, a string, an IRI, a variable, a name, a number, a sign - one word of SPARQL each.
TOKEN: Final = re.compile(
    r"""\#[^\n]*|(?:\"\"\"[\s\S]*?\"\"\"|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|<[^<>"{}|^`\\\s]*>|[?$]\w+|"""
    r"""[\w-]*:[\w./-]*[\w-]|\w+|\d[\d.]*|&&|\|\||[<>!=]=|\^\^|\S"""
)
FORBIDDEN: Final = {
    "MINUS", "VALUES", "SERVICE", "GRAPH", "FROM", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "COUNT", "SUM", "AVG",
    "ASK", "CONSTRUCT", "DESCRIBE", "NOW", "RAND", "UUID", "STRUUID", "BNODE", "SAMPLE", "GROUP_CONCAT", "REDUCED",
}  # fmt: skip
STRING_FUNCTIONS: Final = {
    "STR", "CONCAT", "REGEX", "REPLACE", "UCASE", "LCASE", "STRLEN", "CONTAINS", "STRSTARTS", "STRENDS", "SUBSTR",
    "STRBEFORE", "STRAFTER", "ENCODE_FOR_URI", "STRDT", "STRLANG",
}  # fmt: skip
PATH_SIGNS: Final = {"|", "/", "^", "?", "*", "+", "(", ")"}


class Beyond(Exception):
    """The query can't be asked for all focus nodes at once; the message says what stands against it."""


@dataclass(slots=True)
class Query:
    """A query for all focus nodes, and which properties it calculates with (`spelled`: with their very letters)."""

    text: str
    reckoned: set[str] = field(default_factory=set)
    spelled: set[str] = field(default_factory=set)


def query(shape: Shape, select: Select, targets: dict[str, list[str]]) -> Query:
    """The query of `shape` for the nodes with these classes (`targetClass`) or properties. Raises Beyond."""
    tokens = [word for word in TOKEN.findall(select.text) if not word.startswith("#")]
    upper = [word.upper() for word in tokens]
    if upper[0] != "SELECT" or upper.count("SELECT") != 1:
        raise Beyond("a query inside the query" if "SELECT" in upper[1:] else "no SELECT query")
    if odd := FORBIDDEN & set(upper):
        raise Beyond(sorted(odd)[0])
    if odd := {"$PATH", "$shapesGraph", "$currentShape", "?shapesGraph", "?currentShape"} & set(tokens):
        raise Beyond(sorted(odd)[0])
    if any(word == "AS" and tokens[i + 1 : i + 2] in (["$this"], ["?this"]) for i, word in enumerate(upper)):
        raise Beyond("an assignment to $this")
    start = tokens.index("{")
    head = [word for word in tokens[1:start] if word.upper() not in ("WHERE", "DISTINCT")]
    if not head or any(word[0] not in "?$" for word in head):
        raise Beyond("an expression among the columns")
    _check_scopes(tokens[start:])
    prefixes = dict(select.prefixes)
    found = Query("", *_reckoned(tokens[start:], prefixes))
    body = select.text.split("{", 1)[1]
    used = {word.split(":", 1)[0] for word in tokens if ":" in word}
    declared = "".join(f"PREFIX {prefix}: <{name}>\n" for prefix, name in prefixes.items() if prefix in used)
    columns = " ".join(dict.fromkeys(["?this", *(f"?{name[1:]}" for name in head)]))
    found.text = f"{declared}SELECT DISTINCT {columns} WHERE {{ {_targets(targets)} {body}"
    return found


def _targets(targets: dict[str, list[str]]) -> str:
    """The pattern that binds ?this to the nodes the shape is about."""
    ways = []
    if classes := targets.get("targetClass"):
        listed = " ".join(f"<{cls}>" for cls in classes)
        ways.append(
            f"?this <{RDF.type}> <{classes[0]}> ." if len(classes) == 1
            else f"VALUES ?this_class {{ {listed} }} ?this <{RDF.type}> ?this_class ."
        )  # fmt: skip
    ways += [f"?this <{p}> ?this_value ." for p in targets.get("targetSubjectsOf", [])]
    if not ways:
        raise Beyond("targets named one by one")
    return ways[0] if len(ways) == 1 else " UNION ".join(f"{{ {way} }}" for way in ways)


def _check_scopes(tokens: list[str]) -> None:
    """A nested group that only reckons with ?this would not see it where it is asked for all nodes at once."""
    groups: list[tuple[bool, list[tuple[str, int]]]] = []
    depth = 0
    for i, word in enumerate(tokens):
        if word == "{":
            groups.append((tokens[i - 1].upper() == "EXISTS" or bool(groups and groups[-1][0]), []))
        elif word == "}":
            within_exists, uses = groups.pop()
            if groups and not within_exists and uses and all(level for _name, level in uses):
                raise Beyond("a nested group that only compares $this")
        elif word in ("(", ")"):
            depth += 1 if word == "(" else -1
        elif word in ("$this", "?this") and groups:
            groups[-1][1].append((word, depth))


def _reckoned(tokens: list[str], prefixes: dict[str, str]) -> tuple[set[str], set[str]]:
    """The properties whose values the query reckons with, and those whose very letters count; "*" is any."""
    calls: list[str] = []
    reckoned: dict[str, bool] = {}
    sources: dict[str, set[str]] = {}
    for i, word in enumerate(tokens):
        if word == "(":
            calls.append(tokens[i - 1].upper())
        elif word == ")" and calls:
            calls.pop()
        elif word[0] in "?$" and len(word) > 1:
            name = word[1:]
            if calls:
                reckoned[name] = reckoned.get(name, False) or bool(STRING_FUNCTIONS & set(calls))
            else:
                sources.setdefault(name, set()).update(_properties(tokens, i, prefixes))
    found: tuple[set[str], set[str]] = (set(), set())
    for name, spelled in reckoned.items():
        for source in sources.get(name, set()):
            found[0].add(source)
            if spelled:
                found[1].add(source)
    return found


def _properties(tokens: list[str], at: int, prefixes: dict[str, str]) -> set[str]:
    """The properties of the path that stands before the variable at `at`; none where the variable is a subject."""
    found: set[str] = set()
    if tokens[at - 1][0] in "?$" and len(tokens[at - 1]) > 1 and tokens[at - 2][-1] not in ".;{}":
        return {"*"}  # a variable for a property
    while at > 0:
        at -= 1
        word = tokens[at]
        if word.startswith("<") and len(word) > 1:
            found.add(word[1:-1])
        elif word == "a":
            found.add(RDF.type)
        elif ":" in word and word[0] not in "\"'":
            prefix, local = word.split(":", 1)
            for name in local.split("/") if "/" in local else [local]:
                found.add(prefixes.get(prefix, "") + name)
        elif word not in PATH_SIGNS:
            break
        else:
            continue
        if tokens[at - 1] not in PATH_SIGNS:
            break
    return found


class Kinds:
    """What the shapes declare the values of each property to be."""

    def __init__(self, shapes: list[Shape]) -> None:
        self.declared: dict[str, set[str]] = {}
        for shape in shapes:
            if isinstance(shape.path, ox.NamedNode):
                kinds = self.declared.setdefault(shape.path.value, set())
                for name, value in shape.constraints:
                    if name == "datatype":
                        kinds.add(value.value)
                    elif name == "languageIn":
                        kinds.add(RDF.langString)
                    elif name == "class":
                        kinds.add(SH)

    def check(self, facts: Facts, found: Query) -> None:
        """Raises Undecided where the query reckons with values that engines may judge differently."""
        for name in found.reckoned:
            if name == "*":
                raise Undecided("a property that the query leaves open")
            for layer in facts.layers():
                if name in found.spelled:
                    self._judge(layer, name, spelled=True)
                self._judge(layer, name, spelled=False)

    def _judge(self, layer: Facts, name: str, *, spelled: bool) -> None:
        if (name, spelled) not in layer.judged:
            layer.judged[name, spelled] = ""
            for value in layer.by_predicate.get(ox.NamedNode(name), {}):
                if spelled and isinstance(value, ox.Literal) and stored(value) != value:
                    layer.judged[name, spelled] = f"the spelling of {value}"
                elif not spelled and not self._usual(name, value):
                    layer.judged[name, spelled] = f"the value {value} of {name}"
        if reason := layer.judged[name, spelled]:
            raise Undecided(reason)

    def _usual(self, name: str, value: Term) -> bool:
        kinds = self.declared.get(name) or {XSD.string, RDF.langString, SH}
        if isinstance(value, ox.NamedNode):
            return SH in kinds
        return isinstance(value, ox.Literal) and value.datatype.value in kinds and well_formed(value)
