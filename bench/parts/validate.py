"""Validation: many plans as a whole process, one plan compiled beside pySHACL and pyrudof, and one in a server."""

import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pyoxigraph as ox

from bdg_graph import paths
from bdg_graph.validation import inputs, material, reference, shapes
from bdg_graph.validation.compiled import Engine, Result
from bdg_graph.validation.graph import Facts, Triple
from bench.figures import FLOOR, Figure, middle
from bench.material import LONG, Material
from bench.validate import needed
from tests.validation.test_equality import key
from tests.web.server import Server, family, memory

SAMPLE = 10
PYSHACL_SAMPLE = 3
ONE = "one plan, the shapes alone"
PEEK = 0.2
"""Seconds between two looks at the memory."""


def figures(given: Material) -> Iterator[Figure]:
    """The floor of one plan is parsing its file."""
    files = sorted((given.folders / "plans").glob("*/plan.ttl"))
    sample = files[:: max(1, len(files) // SAMPLE)][:SAMPLE]
    base = material.base()
    engine = Engine(shapes.project())
    read = {file: inputs.triples(inputs.read(file)) for file in sample}
    yield each(given, "one plan, its file parsed", FLOOR, [partial(parsed, file) for file in sample])
    yield each(given, ONE, "BDG, compiled", [partial(compiled, engine, base, t) for t in read.values()])
    judged = [read[file] for file in sample[:PYSHACL_SAMPLE]]
    yield each(given, ONE, "pySHACL", [partial(by_reference, base, t) for t in judged])
    different = sum(
        Counter(map(key, results(engine, base, t))) != Counter(map(key, reference_results(base, t))) for t in judged
    )
    yield Figure(
        "plans judged differently by pySHACL", "BDG, compiled", given.plans, different, unit="", rows=len(judged)
    )
    yield rudof(given, base, judged)
    yield from whole(given)
    yield in_server(given, paths.data() / "plans" / "ninh-binh-2021-2025" / "plan.ttl")


def each(given: Material, work: str, by: str, runs: list[partial[int]]) -> Figure:
    """The median and p95 of one run for each plan, after one that warms up."""
    runs[0]()
    taken, rows = [], 0
    for run in runs:
        start = given.clock()
        rows += run()
        taken.append(given.clock() - start)
    median, p95 = middle(taken)
    return Figure(work, by, given.plans, median, p95, rows)


def parsed(file: Path) -> int:
    """How many triples."""
    return sum(1 for _ in ox.parse(path=str(file), format=ox.RdfFormat.TURTLE, base_iri="x:"))


def results(engine: Engine, base: Facts, triples: list[Triple]) -> list[Result]:
    """What the compiled shapes say of a plan."""
    return engine.evaluate(Facts(triples, base), {t[0] for t in triples}).results


def compiled(engine: Engine, base: Facts, triples: list[Triple]) -> int:
    """How many results."""
    return len(results(engine, base, triples))


def reference_results(base: Facts, triples: list[Triple]) -> list[Result]:
    """What pySHACL says of it."""
    own = {t[0] for t in triples}
    facts = Facts(triples, base)
    return [r for r in reference.results(facts, needed(facts, own)) if r.focus in own]


def by_reference(base: Facts, triples: list[Triple]) -> int:
    """How many results."""
    return len(reference_results(base, triples))


def rudof(given: Material, base: Facts, plans: list[list[Triple]]) -> Figure:
    """pyrudof over the same plans and shapes, if it is installed; the note says how many results it gives."""
    try:
        from pyrudof import RDFFormat, Rudof, RudofConfig
    except ImportError:
        return Figure(ONE, "pyrudof", given.plans, None, note="not installed")
    rules = "\n".join(file.read_text("utf-8") for file in shapes.files())
    under = "".join(f"{s} {p} {o} .\n" for s, p, o in base)

    def run(text: str) -> int:
        engine = Rudof(RudofConfig())
        engine.read_shacl(rules)
        engine.read_data(text, RDFFormat.NTriples)
        return len(engine.validate_shacl())

    texts = [under + "".join(f"{s} {p} {o} .\n" for s, p, o in triples) for triples in plans]
    try:
        return each(given, ONE, "pyrudof", [partial(run, text) for text in texts])
    except Exception as problem:
        return Figure(ONE, "pyrudof", given.plans, None, note=f"{type(problem).__name__}: {problem}"[:200])


def whole(given: Material) -> Iterator[Figure]:
    """`bdg validate` of all plans as people run it: shapes, quotations, integrity checks; seconds and peak memory."""
    command: list[str | Path] = [Path(sys.executable).with_name("bdg"), "validate", given.folders, "--format", "json"]
    start, peak, limit = time.perf_counter(), 0, given.limit * LONG
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)  # noqa: S603 - our own
    while process.poll() is None and time.perf_counter() - start < limit:
        if family(process.pid):
            peak = max(peak, used(process.pid))
        time.sleep(PEEK)
    taken: float | None = time.perf_counter() - start
    if process.poll() is None:
        process.kill()
        taken = None
    said = process.communicate()[1].decode()[-200:]
    note = f"over {limit:g} s" if taken is None else "" if process.returncode in (0, 1) else said
    yield Figure(
        "validate all plans, whole process", "BDG", given.plans, None if note else taken, rows=given.plans, note=note
    )
    yield Figure("memory to validate all plans", "BDG", given.plans, None if note else peak, unit="MB", note=note)


def used(pid: int) -> int:
    """Megabytes of a process and its children; 0 once it is gone."""
    try:
        return memory(pid)[1]
    except OSError:
        return 0


def in_server(given: Material, file: Path) -> Figure:
    """One plan sent to a running server, as a program does."""
    with Server("--failing", "1000000") as server:
        taken = []
        for n in range(12):
            text = file.read_bytes() + f"\n# {n}\n".encode()
            reply = server.ask("POST", "/api/validate", text, {"Content-Type": "text/turtle"})
            taken.append(reply.seconds)
            if reply.status != 200:
                return Figure("one plan in a running server", "BDG", given.plans, None, note=f"status {reply.status}")
    median, p95 = middle(taken[2:])
    return Figure("one plan in a running server", "BDG", given.plans, median, p95)
