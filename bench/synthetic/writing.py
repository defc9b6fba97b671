"""Writes made-up plans: the source text with every quotation in its place, N-Quads, and whole plan folders."""

import hashlib
import shutil
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from pyoxigraph import Literal as OxLiteral
from pyoxigraph import NamedNode, RdfFormat, parse
from rdflib import Graph, Literal, URIRef

from bdg_graph import paths
from bdg_graph.formats import canonical_turtle
from bdg_graph.terms import BDG, ID, OA, RDF, XSD
from bench.synthetic.draft import Draft

GRAPH = f"<{ID}graph/synthetic>"


class Written:
    """A plan as text: `source`, and `triples` as N-Triples without the full stop. `loose`: IRIs of unused passages."""

    def __init__(self, draft: Draft) -> None:
        self.plan = f"{ID}plan/{draft.id}"
        self.source = ""
        self.triples: list[str] = []
        self.loose: list[str] = []
        self._spans: set[tuple[int, int]] = set()
        self._places: dict[str, int] = {}
        header = draft.header
        self._pairs(f"<{self.plan}>", header.pairs)
        self._cite(f"<{self.plan}>", header.passages, 0)
        for part in draft.parts:
            subject = f"<{self.plan}/{part.path}>"
            self._pairs(subject, part.pairs)
            after = self._places.get(part.values(BDG.ofIndicator)[0], 0) if part.kind == "target" else 0
            self._cite(subject, part.passages, after)
            for words in part.loose:
                self.loose.append(self._passage(words, 0)[1:-1])
        source = f"<{self.plan}/source>"
        digest = hashlib.sha256(self.source.encode()).hexdigest()
        self.triples += [
            f"{source} <{RDF.type}> <{BDG.Source}>",
            f"{source} <{BDG.inPlan}> <{self.plan}>",
            f'{source} <{BDG.sha256}> "{digest}"',
        ]

    def _pairs(self, subject: str, pairs: Iterable[tuple[str, str]]) -> None:
        self.triples += [f"{subject} {p} {o}" for p, o in pairs]

    def _cite(self, subject: str, passages: Iterable[tuple[str, str]], after: int) -> None:
        for predicate, words in passages:
            self.triples.append(f"{subject} {predicate} {self._passage(words, after, subject)}")

    def _passage(self, words: str, after: int, subject: str = "") -> str:
        """The IRI of the passage, found in the source from `after` on, else added to its end."""
        start = self.source.find(words, after)
        if start < 0:
            start = len(self.source) + (1 if self.source else 0)
            self.source += f"\n{words}" if self.source else words
        self._places.setdefault(subject, start)
        end = start + len(words)
        iri = f"<{self.plan}/source#char={start},{end}>"
        if (start, end) not in self._spans:
            self._spans.add((start, end))
            self.triples += [
                f"{iri} <{RDF.type}> <{BDG.Passage}>",
                f"{iri} <{OA.hasSource}> <{self.plan}/source>",
                f'{iri} <{OA.start}> "{start}"^^<{XSD.integer}>',
                f'{iri} <{OA.end}> "{end}"^^<{XSD.integer}>',
                f'{iri} <{OA.exact}> "{_escaped(words)}"@vi',
            ]
        return iri

    def quads(self) -> str:
        """The plan's graph as N-Quads."""
        end = f" <{self.plan}> .\n"
        return end.join(self.triples) + end


def _escaped(words: str) -> str:
    return words.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def turtle(triples: Iterable[str]) -> str:
    """`triples` as canonical Turtle."""
    graph = Graph()
    for quad in parse("".join(f"{triple} .\n" for triple in triples), format=RdfFormat.N_TRIPLES):
        graph.add((_term(quad.subject), _term(quad.predicate), _term(quad.object)))
    return canonical_turtle(graph)


@lru_cache(maxsize=100_000)
def _term(term: object) -> URIRef | Literal:
    if isinstance(term, OxLiteral):
        if term.language:
            return Literal(term.value, lang=term.language)
        datatype = None if term.datatype.value == XSD.string else URIRef(term.datatype.value)
        return Literal(term.value, datatype=datatype, normalize=False)
    if isinstance(term, NamedNode):
        return URIRef(term.value)
    raise TypeError(f"plans hold no {term!r}")


def write_folder(folder: Path, name: str, written: Written) -> None:
    """A plan's folder as the project keeps it."""
    target = folder / "plans" / name
    target.mkdir(parents=True, exist_ok=True)
    content = written.source.encode()
    (target / "source.txt").write_bytes(content)
    (target / "original.txt").write_bytes(content)
    (target / "plan.ttl").write_text(turtle(written.triples), "utf-8")
    digest = hashlib.sha256(content).hexdigest()
    (target / "source.toml").write_text(f'id = "{name}"\noriginal = "original.txt"\nsha256 = "{digest}"\n', "utf-8")


def copy_real(folder: Path) -> None:
    """The real plans, the national strategy and the reference data as they are."""
    for part in ("reference", "plans"):
        shutil.copytree(paths.data() / part, folder / part, dirs_exist_ok=True)


def real_quads() -> Iterable[str]:
    """The real plans and the national strategy as N-Quads."""
    for file in sorted((paths.data() / "plans").glob("*/plan.ttl")):
        for quad in parse(path=str(file), format=RdfFormat.TURTLE, base_iri=ID):
            yield f"{quad.triple} <{ID}plan/{file.parent.name}> .\n"
