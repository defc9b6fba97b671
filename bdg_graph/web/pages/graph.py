"""Reads the graph for pages: things with their properties, names in both languages, links that come in. Everything is
asked in SPARQL of whatever engine there is; what pages ask again and again is remembered for the dataset's
lifetime."""

import re
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import TypeVar

from pyoxigraph import Literal, NamedNode

from bdg_graph.engines import Engine, Rows, Term
from bdg_graph.questions import Words, with_prefixes
from bdg_graph.terms import BDG, DCTERMS, FOAF, ID, OA, PREFIXES, RDF, SKOS

PROLOGUE = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in PREFIXES.items())
QUERIES = Path(__file__).parent / "queries"
PASSAGE_MARK = "#char="
REMEMBERED_PLANS = 16
REMEMBERED_NAMES = 50_000
REMEMBERED_THINGS = 200
READ_WHOLE = 600
"""Things that point to one: as many are read together. Of more, each property is asked for by itself."""
IN_ORDER = 2000
"""Things that point to one with one property: the first few of more are any, for to sort them takes longer than all
else on the page."""

Kept = TypeVar("Kept")

LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
ONTOLOGY = """
SELECT DISTINCT ?s ?p ?o WHERE {
  VALUES ?kind { owl:Ontology owl:Class owl:ObjectProperty owl:DatatypeProperty owl:AnnotationProperty }
  ?s a ?kind ; ?p ?o
}"""
NO_PASSAGES = "FILTER(?p != oa:hasSource)"
NAMING = (SKOS.prefLabel, LABEL, BDG.text, OA.exact, FOAF.name, DCTERMS.title)
NAMED = f"?s ?p ?o FILTER(?p IN (<{'>, <'.join(NAMING)}>)) }}"
AT_ONCE = 2000
SEEN = 300
"""Things of the last answers whose names may be read along."""

# An IRI that may stand between "<" and ">" in SPARQL as it is (SPARQL 1.1, IRIREF).
FORBIDDEN_IN_IRI = frozenset('<>"{}|^`\\') | {chr(c) for c in range(0x21)}


@dataclass(slots=True)
class Thing:
    """An IRI with what the graph says of it."""

    iri: str
    facts: dict[str, list[Term]] = field(default_factory=dict)

    def all(self, predicate: str) -> list[str]:
        """The values of `predicate`: IRIs or lexical forms."""
        return [term.value for term in self.facts.get(predicate, ())]

    def one(self, predicate: str) -> str | None:
        """The first value of `predicate`."""
        found = self.facts.get(predicate)
        return found[0].value if found else None

    def words(self, predicate: str) -> Words:
        """The texts of `predicate` by language; a missing language is filled from the other."""
        found = {t.language or "vi": t.value for t in self.facts.get(predicate, ()) if isinstance(t, Literal)}
        rest = next(iter(found.values()), "")
        return {"vi": found.get("vi", rest), "en": found.get("en", rest)} if found else {}

    def is_a(self, kind: str) -> bool:
        """Whether the graph says that it is of class `kind`."""
        return kind in self.all(RDF.type)

    @property
    def types(self) -> list[str]:
        return self.all(RDF.type)

    @property
    def passages(self) -> list[str]:
        """The passages that it was read from, in the order of the text."""
        return sorted(self.all(BDG.evidence) + self.all(BDG.agencyEvidence), key=position)


@cache
def query_text(name: str) -> str:
    """The text of a page's own query, `pages/queries/<name>.rq`."""
    return with_prefixes((QUERIES / f"{name}.rq").read_text("utf-8"))


def position(passage: str) -> tuple[int, int]:
    """Where a passage stands in its text: (start, end) of its IRI, (0, 0) where it is no passage."""
    start, _, end = passage.partition(PASSAGE_MARK)[2].partition(",")
    return (int(start), int(end)) if start.isdecimal() and end.isdecimal() and len(start + end) < 20 else (0, 0)


def natural(iri: str) -> tuple[tuple[int, int | str], ...]:
    """A key that sorts "4.10" after "4.2"."""
    return tuple((0, int(part)) if part.isdecimal() else (1, part) for part in re.split(r"(\d+)", iri) if part)


def is_iri(text: str) -> bool:
    """Whether `text` can be asked for as an IRI."""
    return 0 < len(text) < 4000 and ":" in text and not FORBIDDEN_IN_IRI & set(text)


def values(terms: Iterable[str]) -> str:
    """IRIs as they stand in a VALUES block."""
    return " ".join(f"<{iri}>" for iri in terms if is_iri(iri))


class Graph:
    """What pages ask of an engine."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._names: OrderedDict[str, Words] = OrderedDict()
        self._plans: OrderedDict[str, dict[str, Thing]] = OrderedDict()
        self._things: OrderedDict[str, Thing] = OrderedDict()
        self._pointing: OrderedDict[str, dict[str, list[str]] | None] = OrderedDict()
        self._seen: dict[str, None] = {}
        """What the last answers spoke of: who asks for the name of one will ask for those of others, and a store that
        is far away is asked once."""

    def select(self, sparql: str) -> Rows:
        """The rows of a query; the project's prefixes are given."""
        return self._noted(self.engine.select(PROLOGUE + sparql))

    def ask(self, name: str, **bound: Sequence[str]) -> Rows:
        """The rows of a page's own query, its `VALUES ?x { UNDEF }` lines filled with IRIs (or dropped)."""
        text = query_text(name)
        for variable, iris in bound.items():
            text = text.replace(f"VALUES ?{variable} {{ UNDEF }}", f"VALUES ?{variable} {{ {values(iris)} }}")
        return self._noted(self.engine.select(text))

    def _noted(self, found: Rows) -> Rows:
        for row in found.rows[:SEEN]:
            self._seen.update((term.value, None) for term in row if isinstance(term, NamedNode))
        if len(self._seen) > SEEN:
            self._seen = dict.fromkeys(list(self._seen)[-SEEN:])
        return found

    @cached_property
    def ontology(self) -> dict[str, Thing]:
        """The terms of ontologies that the data define, which every page names. Shared: not to be changed."""
        return _gather(self.select(ONTOLOGY))

    def thing(self, iri: str) -> Thing:
        """What the graph says of `iri`; a thing without facts where it says nothing. Shared: not to be changed."""
        found = self.ontology.get(iri) or self._things.get(iri)
        if found is None:
            found = self.things([iri]).get(iri) or Thing(iri)
            _remember(self._things, iri, found, REMEMBERED_THINGS)
        return found

    def definition(self, term: str) -> Words:
        """What a term of the ontology means."""
        return self.ontology[term].words(SKOS.definition) if term in self.ontology else {}

    def things(self, iris: Iterable[str]) -> dict[str, Thing]:
        """What the graph says of each of `iris` that it knows."""
        wanted = values(dict.fromkeys(iris))
        if not wanted:
            return {}
        return _gather(self.select(f"SELECT DISTINCT ?s ?p ?o WHERE {{ VALUES ?s {{ {wanted} }} ?s ?p ?o }}"))

    def plan_things(self, plan: str) -> dict[str, Thing]:
        """Everything that the graph of a plan says, by subject. Shared: not to be changed."""
        found = self._plans.get(plan)
        if found is None:
            asked = f"SELECT ?s ?p ?o WHERE {{ GRAPH <{plan}> {{ ?s ?p ?o }} }}"
            found = _gather(self.select(asked) if is_iri(plan) else Rows([], []))
            _remember(self._plans, plan, found, REMEMBERED_PLANS)
        return found

    def of_kind(self, kind: str) -> dict[str, Thing]:
        """Every thing of class `kind` with what the graph says of it."""
        return _gather(self.select(f"SELECT DISTINCT ?s ?p ?o WHERE {{ ?s a <{kind}> ; ?p ?o }} ORDER BY ?s"))

    @cached_property
    def borrowed(self) -> frozenset[str]:
        """Concepts of other vocabularies that the data describe as their own: the comparators of ODRL."""
        rows = self.select("SELECT DISTINCT ?s WHERE { ?s skos:inScheme ?scheme }").rows
        return frozenset(s.value for (s,) in rows if isinstance(s, NamedNode) and not s.value.startswith(ID))

    def exists(self, iri: str) -> bool:
        """Whether the graph says anything of `iri` or with it."""
        return is_iri(iri) and bool(
            self.engine.query(
                f"ASK {{ {{ <{iri}> ?p ?o }} UNION {{ ?s ?p <{iri}> }} UNION {{ GRAPH <{iri}> {{ ?s ?p ?o }} }} }}"
            )
        )

    def name(self, iri: str) -> Words:
        """What people call `iri`, in both languages: its label, else its text, else what a passage says, else the
        IRI."""
        known = self._names.get(iri)
        if known is None:
            seen, self._seen = self._seen, {}
            self.read_names([iri, *(seen if iri in seen else ())])
            known = self._names[iri]
        return known

    def read_names(self, iris: Iterable[str]) -> None:
        """Reads together what is not known yet of the names of `iris`."""
        wanted = [iri for iri in dict.fromkeys(iris) if iri not in self._names]
        while len(self._names) > max(0, REMEMBERED_NAMES - len(wanted)):
            self._names.popitem(last=False)
        asked = []
        for iri in wanted:
            read = self.ontology if iri in self.ontology else self._plans.get(plan_of(iri), {})
            if iri in read:
                self._names[iri] = _named(iri, [(p, term) for p in NAMING for term in read[iri].facts.get(p, ())])
            else:
                asked.append(iri)
        for i in range(0, len(asked), AT_ONCE):
            said: dict[str, list[tuple[str, Term]]] = {iri: [] for iri in asked[i : i + AT_ONCE]}
            if some := values(said):
                for s, p, o in self.engine.select(f"SELECT ?s ?p ?o WHERE {{ VALUES ?s {{ {some} }} {NAMED}").rows:
                    if s and p and o:
                        said[s.value].append((p.value, o))
            self._names.update((iri, _named(iri, found)) for iri, found in said.items())

    def incoming(self, iri: str) -> list[tuple[str, int]]:
        """The properties that point to `iri` from anywhere, with how many things they come from; passages do not
        count."""
        if (read := self._read_pointing(iri)) is not None:
            return sorted(((p, len(things)) for p, things in read.items()), key=lambda pair: (-pair[1], pair[0]))
        asked = f"SELECT ?p (COUNT(DISTINCT ?s) AS ?n) WHERE {{ ?s ?p <{iri}> {NO_PASSAGES} }} GROUP BY ?p"
        rows = self.select(f"{asked} ORDER BY DESC(?n) ?p").rows
        return [(p.value, int(n.value)) for p, n in rows if p and n]

    def pointing(self, iri: str, predicate: str, limit: int) -> list[str]:
        """The things whose `predicate` is `iri`, in the order of their IRIs."""
        if (read := self._read_pointing(iri)) is not None:
            return read.get(predicate, [])[:limit]
        asked = f"SELECT DISTINCT ?s WHERE {{ ?s <{predicate}> <{iri}> }} ORDER BY ?s LIMIT {limit}"
        rows = self.select(asked).rows if is_iri(predicate) else []
        return [s.value for (s,) in rows if isinstance(s, NamedNode)]

    def some_pointing(self, iri: str, counts: Iterable[tuple[str, int]], limit: int) -> dict[str, list[str]]:
        """For each property of `incoming` that many of the things that it comes from, the first where they are few."""
        if (read := self._read_pointing(iri)) is not None:
            return {predicate: read.get(predicate, [])[:limit] for predicate, _n in counts}
        parts = [
            f"{{ SELECT DISTINCT (<{p}> AS ?p) ?s WHERE {{ ?s <{p}> <{iri}> }} "
            f"{'ORDER BY ?s' if n <= IN_ORDER else ''} LIMIT {limit} }}"
            for p, n in counts
            if is_iri(p)
        ]
        return _by_property(self.select(f"SELECT ?p ?s WHERE {{ {' UNION '.join(parts)} }}").rows)

    def _read_pointing(self, iri: str) -> dict[str, list[str]] | None:
        """What points to `iri`, by property; None where it is too much to be read together."""
        if iri not in self._pointing:
            asked = f"SELECT DISTINCT ?p ?s WHERE {{ ?s ?p <{iri}> {NO_PASSAGES} }} LIMIT {READ_WHOLE + 1}"
            rows = self.select(asked).rows if is_iri(iri) else []
            read = None if len(rows) > READ_WHOLE else _by_property(rows)
            _remember(self._pointing, iri, read, REMEMBERED_THINGS)
            return read
        return self._pointing[iri]

    def quotation(self, passage: str) -> str:
        """The words of a passage."""
        words = self.name(passage)["vi"]
        return "" if words == short(passage) else words


def _remember(kept: OrderedDict[str, Kept], key: str, value: Kept, most: int) -> None:
    """Keeps `value`; what was kept first goes where there are more than `most`."""
    kept[key] = value
    while len(kept) > most:
        kept.popitem(last=False)


def _by_property(rows: Iterable[tuple[Term | None, ...]]) -> dict[str, list[str]]:
    """Rows of a property and a thing: the things of each property, in the order of their IRIs."""
    found: dict[str, list[str]] = {}
    for predicate, thing in rows:
        if predicate is not None and isinstance(thing, NamedNode):
            found.setdefault(predicate.value, []).append(thing.value)
    return {predicate: sorted(things) for predicate, things in found.items()}


def _named(iri: str, said: Iterable[tuple[str, Term]]) -> Words:
    """The name of `iri` from the statements that may name it."""
    label: Words = {}
    text: Words = {}
    for predicate, term in said:
        if isinstance(term, Literal):
            best = predicate in (SKOS.prefLabel, FOAF.name, LABEL)
            (label if best else text)[term.language or "vi"] = term.value
    found = {**text, **label}
    rest = next(iter(found.values()), None) or short(iri)
    return {"vi": found.get("vi", rest), "en": found.get("en", rest)}


def _gather(rows: Rows) -> dict[str, Thing]:
    found: dict[str, Thing] = {}
    for s, p, o in rows.rows:
        if isinstance(s, NamedNode) and p is not None and o is not None:
            thing = found.get(s.value)
            if thing is None:
                thing = found[s.value] = Thing(s.value)
            thing.facts.setdefault(p.value, []).append(o)
    return found


def plan_of(iri: str) -> str:
    """The plan that a part of a plan belongs to, by its IRI."""
    rest = iri.removeprefix(ID + "plan/")
    return ID + "plan/" + rest.split("/", 1)[0].split("#", 1)[0]


def short(iri: str) -> str:
    """An IRI as people can read it: without the base of our own."""
    return iri.removeprefix(ID).removeprefix("https://w3id.org/bdg/")
