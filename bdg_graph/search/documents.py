"""What can be found: every named thing of the graph, every line of the source texts, every question, each with the
facets it falls under. Turns the graph into plain records; it knows no index."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from sys import intern

from pyoxigraph import NamedNode

from bdg_graph import paths, questions
from bdg_graph.engines import Engine, Term
from bdg_graph.terms import BDG, DCTERMS, FOAF, ID, SKOS

LABELS = (SKOS.prefLabel, SKOS.altLabel, DCTERMS.title, FOAF.name, "http://www.w3.org/2000/01/rdf-schema#label")
TEXTS = (BDG.text, SKOS.definition, BDG.scope, BDG.note, BDG.documentNumber)
LINKS = (
    BDG.inPlan, BDG.place, BDG.domain, BDG.topic, BDG.metric, BDG.agency, BDG.agencyType, BDG.ofObjective, BDG.dueYear,
    BDG.periodStart, BDG.periodEnd, DCTERMS.issued,
)  # fmt: skip

# What stands first where several things fit alike.
KINDS = (
    "question", "metric", "plan", "agency-type", "agency", "place", "indicator", "target", "objective", "document",
    "responsibility", "task", "campaign", "reporting-duty", "funding", "citation", "domain", "topic", "ontology",
    "concept", "addressee", "signatory", "source",
)  # fmt: skip
OWN_KINDS = frozenset(KINDS)
SHORTEST_LINE = 25


@dataclass(slots=True)
class Document:
    """Something that can be found. `names` by language; `shown` is the text that a hit shows, by language; `facets`
    has the values of each facet."""

    iri: str
    kind: str
    names: dict[str, str] = field(default_factory=dict)
    others: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    shown: dict[str, str] = field(default_factory=dict)
    facets: dict[str, set[str]] = field(default_factory=dict)


def kind_of(iri: str) -> str:
    """The kind of a thing, by its IRI: "metric", "indicator", "ontology"; "concept" for the small schemes."""
    if iri.startswith(BDG.namespace):
        return "ontology"
    parts = iri.removeprefix(ID).split("/")
    kind = parts[-2] if parts[0] == "plan" and len(parts) > 3 else parts[0]
    if parts[0] == "plan" and len(parts) == 3:
        kind = "source"
    return kind if kind in OWN_KINDS else "concept"


def documents(engine: Engine, *, by_kind: bool = False) -> Iterator[Document]:
    """Everything that can be found in the dataset of `engine`; with `by_kind` in the order of `KINDS`.

    One after the other, for all with their facets take as much memory as the dataset.
    """
    yield from _questions()
    links = _links(engine)
    found = _things(engine)
    for iri in sorted(found, key=lambda iri: by_kind and KINDS.index(found[iri].kind)):
        document = found.pop(iri)
        document.facets = _facets(document.kind, iri, links)
        yield document
    yield from _lines(engine, links)


def _questions() -> Iterator[Document]:
    for question_id in questions.ids():
        question = questions.read(question_id)
        if not question.is_check:
            blanks = {p.name: p.label for p in question.params}
            names = {lang: _filled(words, blanks, lang) for lang, words in question.summary.items()}
            said = question.description
            yield Document(f"question:{question.id}", "question", names, question.tags, list(said.values()), dict(said))


def _filled(words: str, blanks: dict[str, dict[str, str]], lang: str) -> str:
    for name, label in blanks.items():
        words = words.replace(f"{{{name}}}", label[lang].lower())
    return words


def _things(engine: Engine) -> dict[str, Document]:
    found: dict[str, Document] = {}
    for s, p, o in _stated(engine, (*LABELS, *TEXTS)):
        if not s.value.startswith((ID, BDG.namespace)):
            continue
        document = found.get(s.value)
        if document is None:
            document = found[s.value] = Document(s.value, kind_of(s.value))
        language = getattr(o, "language", None) or "vi"
        if p in (LABELS[0], LABELS[-1]):
            document.names[language] = o.value
        elif p in LABELS:
            document.others.append(o.value)
        else:
            document.texts.append(o.value)
            if p in (BDG.text, SKOS.definition):
                document.shown[language] = o.value
    return found


Links = dict[str, dict[str, list[str]]]
"""What things say, by property and thing."""


def _links(engine: Engine) -> Links:
    found: Links = {predicate: {} for predicate in LINKS}
    for s, p, o in _stated(engine, LINKS):
        found[p].setdefault(intern(s.value), []).append(intern(o.value))
    return found


def _stated(engine: Engine, predicates: Iterable[str]) -> Iterator[tuple[NamedNode, str, Term]]:
    """All statements with one of `predicates`; a query for each is faster than one for all."""
    for predicate in predicates:
        for s, o in engine.select(f"SELECT DISTINCT ?s ?o WHERE {{ ?s <{predicate}> ?o }}").rows:
            if isinstance(s, NamedNode) and o is not None:
                yield s, predicate, o


def _facets(kind: str, iri: str, links: Links) -> dict[str, set[str]]:
    """The values that a thing has of each facet, those of its plan among them."""

    def said(predicate: str, *things: str) -> list[str]:
        return [value for thing in things for value in links[predicate].get(thing, ())]

    plans = said(BDG.inPlan, iri) or ([iri] if kind == "plan" else [])
    around = (iri, *said(BDG.metric, iri), *said(BDG.topic, iri), *said(BDG.ofObjective, iri))
    years = (
        said(BDG.dueYear, iri)
        or [y for p in plans for y in _years(said(BDG.periodStart, p), said(BDG.periodEnd, p), said(DCTERMS.issued, p))]
        or [day[:4] for day in said(DCTERMS.issued, iri)]
    )
    return {
        "plan": set(plans),
        "place": set(said(BDG.place, iri, *plans)),
        "domain": set(said(BDG.domain, *around)),
        "agency-type": set(said(BDG.agencyType, iri, *said(BDG.agency, iri))),
        "year": set(years),
        "kind": {kind},
    }


def _years(start: list[str], end: list[str], issued: list[str]) -> list[str]:
    """The years of a plan that begins and ends in these, and was issued on these days."""
    if start and end and start[0].isdecimal() and end[0].isdecimal() and int(end[0]) - int(start[0]) < 50:
        return [str(year) for year in range(int(start[0]), int(end[0]) + 1)]
    return start or end or [date[:4] for date in issued]


def source_file(engine: Engine, plan: str) -> Path | None:
    """The source text of a plan: the file beside its encoding, else the project's own where it is that very text."""
    for part in engine.dataset.parts:
        if part.graph == plan and (beside := part.path.parent / "source.txt").is_file():
            return beside
    own = paths.data() / "plans" / plan.removeprefix(ID + "plan/") / "source.txt"
    if engine.dataset.parts or ".." in plan or not own.is_file():
        return None
    stated = engine.select(f"SELECT ?sum WHERE {{ <{plan}/source> <{BDG.sha256}> ?sum }}").rows
    # mypy does not see that the cell was asked for before
    is_same = bool(stated and stated[0][0]) and stated[0][0].value == hashlib.sha256(own.read_bytes()).hexdigest()  # type: ignore[union-attr]
    return own if is_same else None


def _lines(engine: Engine, links: Links) -> Iterator[Document]:
    """The lines of the source texts: what no fact quotes is found too."""
    for (plan,) in engine.select(f"SELECT DISTINCT ?plan WHERE {{ ?plan <{BDG.source}> ?source }} ORDER BY ?plan").rows:
        if plan is None or (path := source_file(engine, plan.value)) is None:
            continue
        facets = _facets("source", plan.value, links) | {"plan": {plan.value}}
        at = 0
        for line in path.read_text("utf-8").split("\n"):
            if len(line) >= SHORTEST_LINE:
                span = f"{plan.value}/source#char={at},{at + len(line)}"
                yield Document(span, "source", texts=[line], shown={"vi": line}, facets=facets)
            at += len(line) + 1
