"""Validation: many plans as a whole process, one plan compiled beside pySHACL and pyrudof, and one in a server."""

import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence, Sized
from functools import partial
from pathlib import Path
from typing import TypeVar

import pyoxigraph as ox

from bdg_graph import paths
from bdg_graph.validation import ground, inputs, reference, shapes
from bdg_graph.validation.compiled import Engine, Result
from bdg_graph.validation.graph import Facts, Triple
from bench.figures import FLOOR, Figure, middle
from bench.material import LONG, Material
from bench.validate import needed
from tests.validation.test_equality import key
from tests.web.server import Server, family, memory, settled

SAMPLE = 10
PYSHACL_SAMPLE = 3
ONE = "one plan, the shapes alone"
Found = TypeVar("Found", bound=Sized)
PEEK = 0.2
"""Seconds between two looks at the memory."""


def figures(given: Material) -> Iterator[Figure]:
    """The floor of one plan is parsing its file."""
    files = sorted((given.folders / "plans").glob("*/plan.ttl"))
    sample = files[:: max(1, len(files) // SAMPLE)][:SAMPLE]
    base = ground.base()
    engine = Engine(shapes.project())
    plans = [inputs.triples(inputs.read(file)) for file in sample]
    few = plans[:PYSHACL_SAMPLE]
    figure, _ = each(given, "one plan, its file parsed", FLOOR, [partial(parsed, file) for file in sample])
    yield figure
    figure, ours = each(given, ONE, "BDG, compiled", [partial(compiled, engine, base, plan) for plan in plans])
    yield figure
    figure, theirs = each(given, ONE, "pySHACL", [partial(by_pyshacl, base, plan) for plan in few])
    yield figure
    different = sum(Counter(map(key, a)) != Counter(map(key, b)) for a, b in zip(ours, theirs, strict=False))
    unequal = "plans judged differently by pySHACL"
    yield Figure(unequal, "BDG, compiled", given.plans, different, unit="", note=f"of {len(few)}")
    yield rudof(given, base, few)
    yield from whole(given)
    yield in_server(given, paths.data() / "plans" / "ninh-binh-2021-2025" / "plan.ttl")


def each(given: Material, work: str, by: str, runs: Sequence[Callable[[], Found]]) -> tuple[Figure, list[Found]]:
    """The median and p95 of one run for each plan, after one that warms up, and what each found."""
    runs[0]()
    taken, found = [], []
    for run in runs:
        start = given.clock()
        found.append(run())
        taken.append(given.clock() - start)
    median, p95 = middle(taken)
    rows = sum(map(len, found))
    return Figure(work, by, given.plans, median, p95, rows, note=f"{rows:,} from {len(runs)} plans"), found


def parsed(file: Path) -> list[ox.Quad]:
    """The triples of a plan."""
    return list(ox.parse(path=str(file), format=ox.RdfFormat.TURTLE, base_iri="x:"))


def compiled(engine: Engine, base: Facts, plan: list[Triple]) -> list[Result]:
    """What the compiled shapes say of a plan."""
    return engine.evaluate(Facts(plan, base), {t[0] for t in plan}).results


def by_pyshacl(base: Facts, plan: list[Triple]) -> list[Result]:
    """What pySHACL says of it."""
    own = {t[0] for t in plan}
    facts = Facts(plan, base)
    return [r for r in reference.results(facts, needed(facts, own)) if r.focus in own]


def rudof(given: Material, base: Facts, plans: list[list[Triple]]) -> Figure:
    """pyrudof over the same plans and shapes, if it is installed."""
    try:
        from pyrudof import RDFFormat, Rudof, RudofConfig, RudofError, ShaclValidationEntry
    except ImportError:
        return Figure(ONE, "pyrudof", given.plans, None, note="not installed")
    rules = "\n".join(file.read_text("utf-8") for file in shapes.files())
    under = "".join(f"{s} {p} {o} .\n" for s, p, o in base)

    def run(plan: list[Triple], text: str) -> list[ShaclValidationEntry]:
        engine = Rudof(RudofConfig())
        engine.read_shacl(rules)
        engine.read_data(text, RDFFormat.NTriples)
        own = {t[0].value for t in plan}
        return [entry for entry in engine.validate_shacl() if entry.focus_node in own]

    texts = [under + "".join(f"{s} {p} {o} .\n" for s, p, o in plan) for plan in plans]
    try:
        return each(given, ONE, "pyrudof", [partial(run, *pair) for pair in zip(plans, texts, strict=True)])[0]
    except RudofError as problem:
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
        settled(server)
        taken = []
        for n in range(12):
            text = file.read_bytes() + f"\n# {n}\n".encode()
            reply = server.ask("POST", "/api/validate", text, {"Content-Type": "text/turtle"})
            taken.append(reply.seconds)
            if reply.status != 200:
                return Figure("one plan in a running server", "BDG", given.plans, None, note=f"status {reply.status}")
    median, p95 = middle(taken[2:])
    return Figure("one plan in a running server", "BDG", given.plans, median, p95)
