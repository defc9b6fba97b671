"""The pieces of work that are measured, each beside its peers and its physical floor; the answers that are known."""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import RdfFormat, Store, parse

from bdg_graph import dataset, library, questions, storage
from bdg_graph.dataset import Dataset
from bdg_graph.engines.oxigraph import Oxigraph
from bdg_graph.questions import Question
from bench import peers
from bench.forked import Taken, measured

Clock = Callable[[], float]


@dataclass(frozen=True)
class Result:
    """One figure: what was done, by what, at which size."""

    work: str
    by: str
    plans: int
    taken: Taken


def loading(plans: int, nquads: Path, scratch: Path, limit: float, clock: Clock) -> Iterator[Result]:
    """Loading N-Quads, ours with rules and version; the floors are reading the bytes and parsing them."""

    def read() -> int:
        with nquads.open("rb") as file:
            while file.read(1 << 20):
                pass
        return nquads.stat().st_size

    def ours_disk() -> int:
        return len(storage.write(scratch / "ours", [nquads]).store)

    def theirs(kind: str) -> int:
        store = Store(str(scratch / "theirs")) if kind == "disk" else Store()
        (store.bulk_load if kind == "disk" else store.load)(path=str(nquads), format=RdfFormat.N_QUADS)
        return len(store)

    works: list[tuple[str, str, Callable[[], int]]] = [
        ("read the bytes", "floor", read),
        ("parse N-Quads", "floor", lambda: sum(1 for _ in parse(path=str(nquads), format=RdfFormat.N_QUADS))),
        ("load N-Quads", peers.MEMORY, lambda: theirs("memory")),
        ("load N-Quads", "BDG, memory", lambda: len(dataset.load([nquads]).store)),
        ("load N-Quads", peers.DISK, lambda: theirs("disk")),
        ("load N-Quads", "BDG, disk", ours_disk),
    ]
    for work, by, run in works:
        yield Result(work, by, plans, measured(run, limit=limit, repeats=0, clock=clock))


def asked(question: Question, engine: Oxigraph) -> str:
    """The SPARQL of the question's own example."""
    bound = {}
    for param in question.params:
        value = question.example.get(param.name, param.default)
        if value is not None:
            bound[param.name] = [library.term(engine, param, value)]
    return library.bind(question, bound)


def asking(
    plans: int, sparql: dict[str, str], by: str, select: peers.Select, limit: float, clock: Clock = time.perf_counter
) -> Iterator[Result]:
    """Every question of the library, uncached."""
    for name, query in sparql.items():

        def run(query: str = query) -> int:
            return select(query)

        yield Result(name, by, plans, measured(run, limit=limit, repeats=5, budget=1.0, clock=clock))


def library_sparql(loaded: Dataset) -> dict[str, str]:
    """All questions but the integrity checks, with their examples."""
    engine = Oxigraph(loaded)
    read = [questions.read(i) for i in questions.ids()]
    return {question.id: asked(question, engine) for question in read if not question.is_check}


def wrong_answers(loaded: Dataset, known: Path) -> list[str]:
    """Which planted answers do not come out exactly: none, if all is well."""
    expected = json.loads(known.read_text("utf-8"))
    engine = Oxigraph(loaded)
    found = {name: rows(engine, name, columns) for name, columns in COLUMNS.items()}
    cited = rows(engine, "legal/most-cited", ("document", "plans"))
    wrong = [name for name in found if _unique(found[name]) != _unique(expected[name])]
    if {document: int(n) for document, n in cited} != expected["legal/most-cited"]:
        wrong.append("legal/most-cited")
    for name in (i for i in questions.ids() if i.startswith("checks/")):
        if {row[0] for row in rows(engine, name, ())} != set(expected["checks"].get(name, [])):
            wrong.append(name)
    return wrong


COLUMNS = {
    "leads/metric-leads": ("plan", "status", "value", "dueYear", "lead"),
    "leads/indicators-without-lead": ("indicator",),
    "leads/split-leads": ("indicator",),
}


def rows(engine: Oxigraph, name: str, columns: tuple[str, ...]) -> list[list[str]]:
    """The named columns of a question's answer (none named: the first) as text, rows that state nothing left out."""
    question = questions.read(name)
    bound = {p.name: [library.term(engine, p, p.default)] for p in question.params if p.default}
    answer = engine.select(library.bind(question, bound))
    at = [answer.variables.index(c) for c in columns] or [0]
    table = [[str(cell.value) if (cell := row[i]) is not None else "" for i in at] for row in answer.rows]
    return [row for row in table if "no-target" not in row]


def _unique(found: list[list[str]] | list[str]) -> list[list[str]]:
    return sorted([list(row) for row in {tuple(r) if isinstance(r, list) else (r,) for r in found}])
