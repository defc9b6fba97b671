"""Reads the five real plans as patterns: their records as N-Triples with blanks for plan, place, years and values.

A pattern's lines hold marks instead of what differs from plan to plan; `Archetype` says what the marks stand for.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache

from pyoxigraph import Literal, NamedNode, RdfFormat, Store

from bdg_graph import paths
from bdg_graph.terms import BDG, ID, OA, RDF

PLAN, PLACE, NAME = "§", "¤", "¶"
"""Marks for the plan's path under `.../id/plan/`, the place's slug and the place's name; no plan prints them."""

EVIDENCE = {f"<{BDG.evidence}>", f"<{BDG.agencyEvidence}>"}

# Of these records the years move with the plan's period; elsewhere a year is part of what is cited.
DATED = {"objective", "indicator", "target", "reporting-duty", "campaign"}

# Matches "2025" in "năm 2025" and in "2025-11-15"; must not match "12025" nor "20255".
YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")


@dataclass(frozen=True)
class Record:
    """One record of a real plan. `pairs` are predicate and object as N-Triples; `passages` predicate and quotation."""

    kind: str
    key: str
    pairs: tuple[tuple[str, str], ...]
    passages: tuple[tuple[str, str], ...]

    def values(self, term: str) -> list[str]:
        """The objects of `term`."""
        return [o for p, o in self.pairs if p == f"<{term}>"]

    def has(self, term: str, value: str) -> bool:
        """Whether `term` has the object `value`."""
        return (f"<{term}>", value) in self.pairs


@dataclass(frozen=True)
class Archetype:
    """A real plan as a pattern."""

    id: str
    place: str
    name: str
    start: int
    end: int
    header: Record
    records: dict[str, list[Record]] = field(hash=False)


PLACES = {
    "ha-nam-2013-2015": ("ha-nam", "Hà Nam"),
    "ha-nam-2018-chi-thi-21": ("ha-nam", "Hà Nam"),
    "ninh-binh-2021-2025": ("ninh-binh", "Ninh Bình"),
    "quang-binh-2022": ("quang-binh", "Quảng Bình"),
    "thanh-hoa-2020": ("thanh-hoa", "Thanh Hóa"),
}


@cache
def archetypes() -> tuple[Archetype, ...]:
    """The five plans, by id."""
    return tuple(_read(plan) for plan in PLACES)


def _read(plan: str) -> Archetype:
    store = Store()
    store.load(path=str(paths.data() / "plans" / plan / "plan.ttl"), format=RdfFormat.TURTLE, base_iri=ID)
    about: dict[str, list[tuple[str, str]]] = defaultdict(list)
    quotes: dict[str, str] = {}
    for quad in store:
        about[str(quad.subject)].append((str(quad.predicate), str(quad.object)))
        if quad.predicate == NamedNode(OA.exact) and isinstance(quad.object, Literal):
            quotes[str(quad.subject)] = quad.object.value
    place, name = PLACES[plan]
    records: dict[str, list[Record]] = defaultdict(list)
    for subject, pairs in about.items():
        kind, key = _name(subject[1:-1].removeprefix(f"{ID}plan/{plan}"))
        if kind not in ("source", "passage"):
            records[kind].append(_record(plan, kind, key, pairs, quotes))
    header = records.pop("")[0]
    years = [int(o[1:5]) for p, o in header.pairs if p in (f"<{BDG.periodStart}>", f"<{BDG.periodEnd}>")]
    years = years or [2018]
    for kind in records:
        records[kind].sort(key=lambda r: natural(r.key))
    return Archetype(plan, place, name, min(years), max(years), header, dict(records))


def _name(path: str) -> tuple[str, str]:
    """Kind and key of the thing at `path` below its plan: "/indicator/4.1/target/1" is ("target", "4.1/1")."""
    if "#" in path:
        return "passage", path
    match path.strip("/").split("/"):
        case ["indicator", indicator, "target", key]:
            return "target", f"{indicator}/{key}"
        case [kind, key]:
            return kind, key
        case [kind]:
            return kind, ""
    raise ValueError(f"not a thing of a plan: {path}")


def _record(plan: str, kind: str, key: str, pairs: list[tuple[str, str]], quotes: dict[str, str]) -> Record:
    place, name = PLACES[plan]

    def marked(text: str) -> str:
        text = text.replace(f"{ID}plan/{plan}", f"{ID}plan/{PLAN}").replace(name, NAME).replace(name.upper(), NAME)
        return text.replace(f"{ID}agency/{place}/", f"{ID}agency/{PLACE}/").replace(
            f"{ID}place/{place}", f"{ID}place/{PLACE}"
        )

    plain = sorted((p, marked(o)) for p, o in pairs if p not in EVIDENCE)
    plain.sort(key=lambda pair: pair[0] != f"<{RDF.type}>")
    cited = sorted((p, marked(quotes[o])) for p, o in pairs if p in EVIDENCE)
    cited.sort(key=lambda pair: -len(pair[1]))  # the longest first: the others may lie within it
    return Record(kind, key, tuple(plain), tuple(cited))


def natural(key: str) -> tuple[tuple[int, int | str], ...]:
    """Sorts "4.10" after "4.2"."""
    return tuple((0, int(part)) if part.isdecimal() else (1, part) for part in re.split(r"(\d+)", key) if part)
