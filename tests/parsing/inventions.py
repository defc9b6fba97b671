"""The invented documents (see invented/README.md), read and parsed once, and what tests ask of them."""

from functools import cache
from pathlib import Path
from typing import TypeVar

from bdg_graph.drafting.vocabulary import lexicon
from bdg_graph.parsing import records as r
from bdg_graph.parsing.plan import Draft, parse
from bdg_graph.reading import read

FOLDER = Path(__file__).parent / "invented"
NAMES = sorted(path.name for path in FOLDER.glob("*.*") if path.name != "README.md")

R = TypeVar("R", bound=r.Record)


@cache
def text(name: str) -> str:
    return read(FOLDER / name).text


@cache
def draft(name: str) -> Draft:
    return parse(text(name), lexicon())


def of(name: str, kind: type[R]) -> list[R]:
    return [record for record in draft(name).plan.records if isinstance(record, kind)]


def targets(name: str) -> list[str]:
    return [f"{t.indicator} {t.comparator} {t.value:f} {t.unit} {t.due_year}" for t in of(name, r.Target)]


def leads(name: str) -> list[str]:
    return [
        f"{' '.join(d.agencies)} {d.role} " + " ".join(f"{kind} {key}" for kind, key in d.covers)
        for d in of(name, r.Responsibility)
        if d.covers
    ]


def duties(name: str) -> list[str]:
    """Who has which role with whom, without the place before each agency."""
    bare = [
        (d.key, d.role, [a.partition("/")[2] for a in d.agencies], [p.partition("/")[2] for p in d.partners])
        for d in of(name, r.Responsibility)
        if isinstance(d, r.Responsibility)
    ]
    return [
        f"{key} {role} {' '.join(who)}" + (f" + {' '.join(along)}" if along else "") for key, role, who, along in bare
    ]


def reports(name: str) -> list[str]:
    return [
        " ".join([*(a.partition("/")[2] for a in d.agencies), ">", *(a.partition("/")[2] for a in d.reports_to)])
        + f" {d.frequency} {d.due_day}/{d.due_month}/{d.due_year}"
        for d in of(name, r.ReportingDuty)
        if isinstance(d, r.ReportingDuty)
    ]


def cited(name: str) -> list[str]:
    return [c.document for c in of(name, r.Citation) if isinstance(c, r.Citation)]
