"""Asks a question of the query library: binds its blanks to typed terms, runs it on an engine, and gives the answer
with labels, evidence, denominator and the dataset version it came from."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from weakref import WeakKeyDictionary

from pyoxigraph import Literal, NamedNode

from bdg_graph import succession, views
from bdg_graph.engines import Engine, Rows, Term
from bdg_graph.errors import BdgError, NotFound
from bdg_graph.questions import Param, Question, Words, with_prefixes
from bdg_graph.terms import BDG, ID, OA, SKOS, XSD
from bdg_graph.views import View

# A blank of a question, a line of its own: "  VALUES ?metric { UNDEF }".
BLANK = re.compile(r"^[ \t]*VALUES \?(?P<name>\w+) \{ UNDEF \}[ \t]*$", re.MULTILINE)

YEAR = re.compile(r"\d{4}")
INTEGER = re.compile(r"-?\d+")

# Matches "sex-ratio-at-birth" and "ninh-binh/so-y-te"; must not match "sở y tế" nor "x> ?p ?o".
SLUG = re.compile(r"[a-z0-9.-]+(?:/[a-z0-9.-]+)*")


@dataclass(frozen=True)
class Passage:
    """A stretch of a plan's source text, as an answer shows it: what it says and where it stands."""

    iri: str
    exact: str
    start: int
    end: int


@dataclass(frozen=True)
class Answer:
    """What a question gives. `labels` names every IRI of the rows in vi and en, as far as the graph has names.

    As of a day, `question` and `rows` have the columns of that day beside the signed ones.
    """

    question: Question
    bound: dict[str, list[Term]]
    rows: Rows
    labels: dict[str, Words]
    passages: dict[str, Passage]
    share: Words | None
    version: str
    view: View = views.SIGNED


def ask(engine: Engine, question: Question, values: Mapping[str, Sequence[str]], as_of: date | None = None) -> Answer:
    """The answer to `question` with its blanks filled by `values` (each a slug, an IRI, a label, a year ...).

    Places and agencies are named as signed; with `as_of` also as of that day, and a place, agency or agency type asked
    for stands for everything that had become it.

    Raises NotFound for a blank or a value that does not exist, naming the nearest.
    """
    return described(engine, undescribed(engine, question, values, as_of))


def described(engine: Engine, answer: Answer) -> Answer:
    """`answer` with the labels and passages of its rows."""
    labels, passages = describe(engine, answer.rows)
    return replace(answer, labels=labels, passages=passages)


def undescribed(
    engine: Engine, question: Question, values: Mapping[str, Sequence[str]], as_of: date | None = None
) -> Answer:
    """`ask` without labels and passages: for those who show a part of the rows and describe that alone."""
    known = {param.name: param for param in question.params}
    for name in values:
        if name not in known:
            raise NotFound("tham số", "parameter", name, known)
    bound = {}
    for name, param in known.items():
        given = values.get(name) or ([param.default] if param.default else [])
        if given:
            bound[name] = [term(engine, param, value) for value in given]
    filled, view = bound, views.SIGNED
    if as_of:
        bound, filled = _rolled_up(engine, question, bound, as_of)
    rows = engine.select(bind(question, filled))
    share = _share(engine, question, rows)
    if as_of:
        question, rows, view = views.as_of(question, rows, succession.of(engine), as_of)
    return Answer(question, bound, rows, {}, {}, share, engine.dataset.version, view)


Bound = dict[str, list[Term]]


def _rolled_up(engine: Engine, question: Question, bound: Bound, day: date) -> tuple[Bound, Bound]:
    """What the question is asked with as of `day`, and all signed things that this stands for."""
    asked, filled = dict(bound), dict(bound)
    for param in question.params:
        if param.type in succession.KINDS and param.name in bound:
            things = [term for term in bound[param.name] if isinstance(term, NamedNode)]
            pairs = list(succession.of(engine).rolled_up(things, day))
            asked[param.name] = list(dict.fromkeys(now for now, _ in pairs))
            filled[param.name] = list(dict.fromkeys(member for _, members in pairs for member in members))
    return asked, filled


def bind(question: Question, bound: Mapping[str, Sequence[Term]]) -> str:
    """The SPARQL of `question` with its blanks filled; a blank that is not bound is dropped."""
    filled = {}
    for param in question.params:
        terms = " ".join(map(str, bound.get(param.name, ())))
        filled[param.name] = f"  VALUES ?{param.name} {{ {terms} }}" if terms else ""
    return BLANK.sub(lambda blank: filled.get(blank["name"], blank[0]), question.sparql)


def term(engine: Engine, param: Param, value: str) -> Term:
    """The typed term that `value` means for `param`."""
    match param.type:
        case "text":
            return Literal(value)
        case "year" if YEAR.fullmatch(value):
            return Literal(value, datatype=NamedNode(XSD.gYear))
        case "integer" if INTEGER.fullmatch(value):
            return Literal(value, datatype=NamedNode(XSD.integer))
        case "year" | "integer":
            vi, en = ("một năm như 2025", "a year such as 2025")
            if param.type == "integer":
                vi, en = ("một số nguyên", "a whole number")
            raise BdgError(
                f"--{param.name} phải là {vi}, không phải “{value}”.", f"--{param.name} must be {en}, not “{value}”."
            )
    return _thing(engine, param, value)


def _thing(engine: Engine, param: Param, value: str) -> NamedNode:
    """The thing of the kind `param.type` with that slug, IRI or name."""
    space = f"{ID}{param.type}/"
    slug = value.removeprefix(space).removeprefix(f"{param.type}:")
    if SLUG.fullmatch(slug) and engine.query(f"ASK {{ <{space}{slug}> ?p ?o }}"):
        return NamedNode(space + slug)
    names = things(engine, param.type)
    wanted = " ".join(value.casefold().split())
    slug = next((s for s, spelled in names.items() if wanted in spelled), "")
    if not slug:
        known = [*names, *(name for spelled in names.values() for name in spelled)]
        raise NotFound(f"{param.label['vi'].lower()}", f"{param.label['en'].lower()}", value, known)
    return NamedNode(space + slug)


def things(engine: Engine, kind: str) -> dict[str, set[str]]:
    """The slugs of all things of a kind, each with its names in lower case."""
    space = f"{ID}{kind}/"
    # By class, for to look through all names takes seconds. A strategy has the IRI of a plan.
    classes = "bdg:" + "".join(word.capitalize() for word in kind.split("-"))
    classes += " bdg:Strategy" if kind == "plan" else ""
    found = engine.select(
        with_prefixes(
            f"SELECT DISTINCT ?thing ?name WHERE {{ VALUES ?class {{ {classes} }} "
            "?thing a ?class ; skos:prefLabel|skos:altLabel ?name . "
            f'FILTER(STRSTARTS(STR(?thing), "{space}")) }}'
        )
    )
    names: dict[str, set[str]] = {}
    for thing, name in found.rows:
        if isinstance(thing, NamedNode) and isinstance(name, Literal):
            slug = thing.value.removeprefix(space)
            if kind != "plan" or "/" not in slug:  # the parts of a plan have IRIs under it
                names.setdefault(slug, set()).add(name.value.casefold())
    return names


def offered(engine: Engine, param: Param) -> list[Term]:
    """What is worth choosing for `param`, by the query that its header gives: that with the highest count first."""
    if param.values is None:
        return []
    asked = engine.select(param.values)
    rows = [row for row in asked.rows if row[0] is not None]
    if "count" in asked.variables:
        at = asked.variables.index("count")
        # mypy does not see that rows without a value are gone
        rows.sort(key=lambda row: (-int(row[at].value) if row[at] else 0, row[0].value))  # type: ignore[union-attr]
    return [row[0] for row in rows if row[0] is not None]


def first_choices(engine: Engine, param: Param, most: int) -> tuple[list[tuple[str, Words]], int]:
    """At most so many of what is `offered`, as slugs with their labels, and how many there are."""
    found = offered(engine, param)
    labels, _ = describe(engine, Rows([], [tuple(found[:most])]))
    space = f"{ID}{param.type}/"
    shown = [term.value for term in found[:most]]
    return [(iri.removeprefix(space), labels.get(iri, {"vi": iri, "en": iri})) for iri in shown], len(found)


LABELS = """
SELECT ?thing ?says ?what WHERE {{
  VALUES ?thing {{ {things} }}
  ?thing ?says ?what .
  FILTER(?says IN (<{says}>))
}}"""
LABELLED = (SKOS.prefLabel, "http://www.w3.org/2000/01/rdf-schema#label")
SAYING = (*LABELLED, BDG.text, OA.exact, OA.start, OA.end)


def describe(engine: Engine, rows: Rows) -> tuple[dict[str, Words], dict[str, Passage]]:
    """The labels of all IRIs in `rows` and the passages among them.

    A thing without a label in a language has its text in that language, else its label in the other.
    """
    iris = {t.value for row in rows.rows for t in row if isinstance(t, NamedNode)}
    labels: dict[str, Words] = {}
    texts: dict[str, Words] = {}
    quoted: dict[str, dict[str, str]] = {}
    if iris:
        asked = LABELS.format(things=" ".join(f"<{iri}>" for iri in sorted(iris)), says=">, <".join(SAYING))
        for thing, says, what in engine.select(asked).rows:
            if thing is None or says is None or not isinstance(what, Literal):
                continue
            if says.value in LABELLED:
                labels.setdefault(thing.value, {})[what.language or "en"] = what.value
            elif says.value == BDG.text:
                texts.setdefault(thing.value, {})[what.language or "vi"] = what.value
            else:
                quoted.setdefault(thing.value, {})[says.value] = what.value
    passages = {
        iri: Passage(iri, said[OA.exact], int(said[OA.start]), int(said[OA.end]))
        for iri, said in quoted.items()
        if {OA.exact, OA.start, OA.end} <= set(said)
    }
    return {iri: _words(iri, labels.get(iri, {}), texts.get(iri, {})) for iri in iris - set(passages)}, passages


def _words(iri: str, labels: Words, texts: Words) -> Words:
    words = {**texts, **labels}
    rest = next(iter(words.values()), None) or iri.removeprefix(ID)
    return {language: words.get(language, rest) for language in ("vi", "en")}


def _share(engine: Engine, question: Question, rows: Rows) -> Words | None:
    """The denominator of the answer, in words: "2 of 5 encoded plans state a target"."""
    if question.denominator is None:
        return None
    of = rows.variables.index(question.denominator.of)
    stating = question.denominator.stating
    mark = rows.variables.index(stating) if stating else of
    n = len({row[of] for row in rows.rows if row[of] is not None and row[mark] is not None})
    total = len(plans(engine))
    return {lang: words.format(n=n, total=total) for lang, words in question.denominator.words.items()}


_plans: WeakKeyDictionary[Engine, list[NamedNode]] = WeakKeyDictionary()


def plans(engine: Engine) -> list[NamedNode]:
    """The encoded plans of provinces, by IRI, read once; a national strategy (bdg:Strategy) does not count."""
    if engine not in _plans:
        found = engine.select(with_prefixes("SELECT ?plan WHERE { ?plan a bdg:Plan } ORDER BY ?plan"))
        _plans[engine] = [row[0] for row in found.rows if isinstance(row[0], NamedNode)]
    return _plans[engine]


def sizes(engine: Engine) -> dict[str, int]:
    """How many triples each named graph holds, in the order of their names."""
    found = engine.select("SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?g")
    return {graph.value: int(n.value) for graph, n in found.rows if graph and n}


def failed_checks(engine: Engine, checks: Iterable[Question]) -> list[Answer]:
    """The answers of those integrity checks that have rows."""
    return [answer for check in checks if (answer := ask(engine, check, {})).rows.rows]
