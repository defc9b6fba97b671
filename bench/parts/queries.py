"""Every question of the library with its example, uncached: in this process and through HTTP, and the planted answers.

What is asked is the question's SPARQL; "BDG, memory" is the whole answer, with labels and quotations.
"""

import shutil
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import ExitStack
from functools import partial

import pyoxigraph as ox

from bdg_graph import dataset, library, questions, storage
from bdg_graph.dataset import Dataset
from bdg_graph.engines import Engine
from bdg_graph.engines.oxigraph import Oxigraph
from bdg_graph.engines.remote import Access, Remote
from bdg_graph.questions import Question
from bench import peers
from bench.figures import FLOOR, Figure
from bench.forked import measured
from bench.material import LONG, Material
from bench.works import FLAGSHIP, library_sparql, wrong_answers
from tests.engines.stores import virtuoso
from tests.web.server import Server, settled

UP_TO = {peers.RDFLIB: 100, peers.OXRDFLIB: 1000}
"""Plans: beyond, filling the peer takes longer than the whole benchmark (rdflib: hours)."""
CHECKED_ON_DISK = 1000
"""Plans: beyond, the integrity checks that find planted faults read a store on disk for minutes. Memory has them."""
LATE = 3
"""Answers that came too late, one after the other: then the engine is not asked further."""
BUDGET = 0.4
"""Seconds for one question with one engine: the quick ones are asked five times, the slow ones once."""
EMPTY = "SELECT * {} LIMIT 1"
Start = Callable[[Material, ExitStack], str]
JSON = ox.QueryResultsFormat.JSON


def figures(material: Material) -> Iterator[Figure]:
    """In process first, then one server after the other."""
    sparql = yield from in_process(material)
    checks = material.plans <= CHECKED_ON_DISK
    yield _exact(material, peers.DISK, lambda: Oxigraph(storage.read(material.store)), checks=checks)
    yield from asking(material, sparql, peers.DISK, peers.disk_select(material.oxigraph_folder))
    yield from _peer(material, sparql, peers.RDFLIB, lambda: peers.rdflib_select(material.whole))
    with peers.empty_server() as server:
        yield material.figure("an empty HTTP answer", FLOOR, lambda: peers.got(server.url), wall=True)
    for by, start in SERVERS.items():
        yield from _served(material, sparql, by, start)


def in_process(material: Material) -> Generator[Figure, None, dict[str, str]]:
    """The figures of the memory store, and the questions as SPARQL."""
    loaded = dataset.load([material.nquads])
    engine = Oxigraph(loaded)
    sparql = library_sparql(engine)
    yield _exact(material, peers.MEMORY, lambda: engine)
    here = peers.store_select(loaded.store)
    yield material.figure("an empty query", FLOOR, lambda: here(EMPTY))
    yield from asking(material, sparql, peers.MEMORY, here)
    yield material.figure("flagship as JSON bytes", peers.MEMORY, lambda: _bytes(loaded, sparql[FLAGSHIP]))
    yield from answers(material, engine)
    yield from _peer(material, sparql, peers.OXRDFLIB, lambda: peers.oxrdflib_select(loaded.store))
    return sparql


def asking(
    material: Material, sparql: Mapping[str, str], by: str, select: peers.Select, *, wall: bool = False
) -> Iterator[Figure]:
    """Every question, until too many in a row are late."""
    late = 0
    left = list(sparql)
    works = {name: partial(select, query) for name, query in sparql.items()}
    for found in material.figures(works, by, budget=BUDGET, wall=wall):
        yield found
        left.remove(found.work)
        late = late + 1 if found.value is None else 0
        if late == LATE:
            break
    for name in left:
        yield Figure(name, by, material.plans, None, note=f"not asked: {LATE} before it were too late")


def answers(material: Material, engine: Engine) -> Iterator[Figure]:
    """Every question as the library answers it."""
    works = {}
    for question in map(questions.read, questions.ids()):
        if not question.is_check:
            given = {p.name: question.example.get(p.name, p.default) for p in question.params}
            values = {name: [value] for name, value in given.items() if value is not None}
            works[question.id] = partial(_answer, engine, question, values)
    return material.figures(works, "BDG, memory", budget=BUDGET)


def _answer(engine: Engine, question: Question, values: Mapping[str, list[str]]) -> int:
    return len(library.ask(engine, question, values).rows.rows)


def _served(material: Material, sparql: Mapping[str, str], by: str, start: Start) -> Iterator[Figure]:
    with ExitStack() as stack:
        try:
            url = start(material, stack)
        except FileNotFoundError as missing:
            yield Figure("every question", by, material.plans, None, note=f"not installed: {missing}")
            return
        yield from asking(material, sparql, by, peers.http_select(url), wall=True)
        yield _exact(material, by, lambda: Remote(Access(url), seconds=60).connect(), checks=False)


def _peer(
    material: Material, sparql: Mapping[str, str], by: str, select: Callable[[], peers.Select]
) -> Iterator[Figure]:
    if material.plans > UP_TO.get(by, material.plans):
        return
    try:
        asked = select()
    except ImportError as missing:
        yield Figure("every question", by, material.plans, None, note=f"not installed: {missing.name}")
    else:
        yield from asking(material, sparql, by, asked)


def _bytes(loaded: Dataset, sparql: str) -> int:
    answer = loaded.store.query(sparql, use_default_graph_as_union=True)
    if not isinstance(answer, ox.QuerySolutions):
        raise TypeError("not a SELECT query")
    return len(answer.serialize(format=JSON) or b"")


def _exact(material: Material, by: str, engine: Callable[[], Engine], *, checks: bool = True) -> Figure:
    """How many planted answers are wrong; the note names them."""
    known, told = material.answers, material.folder / "wrong.txt"

    def count() -> int:
        wrong = wrong_answers(engine(), known, checks=checks)
        told.write_text(", ".join(wrong), "utf-8")
        return len(wrong)

    taken = measured(count, limit=material.limit * LONG / 4, repeats=0)
    if taken.seconds is None:
        return Figure("wrong planted answers", by, material.plans, None, unit="", note=taken.note)
    return Figure("wrong planted answers", by, material.plans, taken.rows, unit="", note=told.read_text("utf-8"))


def _ours(material: Material, stack: ExitStack) -> str:
    server = stack.enter_context(Server("--data", str(material.nquads), "--timeout", "60"))
    settled(server)  # the others read nothing beforehand
    return f"http://127.0.0.1:{server.port}/sparql"


def _oxigraph(material: Material, stack: ExitStack) -> str:
    return stack.enter_context(peers.oxigraph_server(material.oxigraph_folder)).url


def _virtuoso(material: Material, stack: ExitStack) -> str:
    folder = material.folder / "virtuoso"
    filled = folder / "filled"
    if not filled.exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
    store = virtuoso(folder, None if filled.exists() else material.whole)
    if store is None:
        raise FileNotFoundError("virtuoso-t")
    stack.callback(store.stop)
    filled.touch()
    return store.query


SERVERS: dict[str, Start] = {
    peers.OURS_HTTP: _ours,
    peers.SERVE: _oxigraph,
    peers.VIRTUOSO: _virtuoso,
}
