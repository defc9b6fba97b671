"""Validation, measured: one plan as a process, one plan where the data are loaded, one plan against five and against
many loaded plans, many plans against pySHACL plan by plan over the same files in the same run, a whole folder with its
memory, and thousands of mutants judged by both. Prints figures; asserts only that reports are equal."""

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

sys.path.insert(0, str(Path(__file__).parent.parent))

from bdg_graph import paths, validation
from bdg_graph.validation import ground, inputs, integrity, many, material, reference, shapes
from bdg_graph.validation.compiled import Engine
from bdg_graph.validation.graph import TYPE, Facts, Subject, Triple
from tests.validation.test_equality import TOGETHER, both, key, together
from tests.validation.test_mutations import PLANS
from tests.web.server import memory

PEEK = 0.2
"""Seconds between two looks at the memory."""


class Taken:
    """Seconds of wall clock and of processor time, children included."""

    wall = cpu = 0.0


@contextmanager
def timed() -> Iterator[Taken]:
    """Measures what is done within."""
    taken, start, before = Taken(), time.perf_counter(), _processor()
    yield taken
    taken.wall, taken.cpu = time.perf_counter() - start, _processor() - before


def _processor() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in used)


def process(runs: int) -> None:
    """`bdg validate plan.ttl` and pySHACL's own command over the same plan, as whole processes by turns, each with its
    bytecode at hand as after an installation."""
    plan = paths.data() / "plans" / PLANS[2] / "plan.ttl"
    with tempfile.TemporaryDirectory() as folder:
        env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        env["PYTHONPYCACHEPREFIX"] = folder
        rules, under = Path(folder) / "shapes.ttl", Path(folder) / "base.nt"
        rules.write_text("\n".join(file.read_text("utf-8") for file in shapes.files()), "utf-8")
        under.write_text("".join(f"{s} {p} {o} .\n" for s, p, o in ground.base()), "utf-8")
        binaries = Path(sys.executable).parent
        commands: dict[str, list[str | Path]] = {
            "bdg validate": [binaries / "bdg", "validate", plan],
            "pyshacl, shapes and plan": [binaries / "pyshacl", "-s", rules, plan],
            "pyshacl, with what it rests on": [binaries / "pyshacl", "-s", rules, "-e", under, plan],
            "python -c pass": [sys.executable, "-c", "pass"],
        }
        best: dict[str, tuple[float, float]] = {}
        for turn in range(runs + 1):
            for name, command in commands.items():
                if turn > 1 and "rests" in name:
                    continue  # it takes long, and once says enough
                with timed() as taken:
                    subprocess.run(command, capture_output=True, check=False, env=env)  # noqa: S603 - our own commands
                if turn:  # the first writes the bytecode
                    wall, cpu = best.get(name, (9e9, 9e9))
                    best[name] = (min(wall, taken.wall), min(cpu, taken.cpu))
    ours = best["bdg validate"]
    for name, (wall, cpu) in best.items():
        ratio = f"; bdg takes {ours[0] / wall:.2f} of it" if name.startswith("pyshacl") else ""
        print(f"process   {name}: best {wall:.3f} s, processor time {cpu:.3f} s{ratio}")


def loaded(runs: int) -> None:
    """A plan judged where ontology, schemes and reference data are loaded."""
    for plan in PLANS:
        file = paths.data() / "plans" / plan / "plan.ttl"
        best = _best(runs, lambda file=file: validation.judge(material.gather([file])))  # type: ignore[misc] # a lambda with a default
        print(f"loaded    {plan}: best {best.wall * 1000:.1f} ms, processor time {best.cpu * 1000:.1f} ms")


def _best(runs: int, work: Callable[[], object]) -> Taken:
    best = Taken()
    best.wall = best.cpu = 9e9
    for _ in range(runs):
        with timed() as taken:
            work()
        best.wall, best.cpu = min(best.wall, taken.wall), min(best.cpu, taken.cpu)
    return best


def against(data: Path, runs: int) -> None:
    """One plan folder, shapes, evidence and integrity checks, where the data at `data` are loaded."""
    number = len(list(data.glob("plans/*/plan.ttl")))
    with mock.patch.object(paths, "data", lambda: data):
        folder = data / "plans" / PLANS[2]
        validation.judge(material.gather([folder]))  # the reference data are read
        shapes_ = _best(runs, lambda: validation.judge(material.gather([folder])))
        gathered = material.gather([folder])
        checks = _best(runs, lambda: integrity.check_plans(gathered))
    print(
        f"against   {number} loaded plans: shapes and evidence {shapes_.cpu * 1000:.1f} ms, "
        f"integrity checks {checks.cpu * 1000:.0f} ms of processor time"
    )


def whole(data: Path) -> None:
    """All plans of a data folder, everything checked: seconds, and the memory of all processes together."""
    code = (
        "import gc, sys; from pathlib import Path; from bdg_graph import validation\n"
        "gc.disable(); print(len(validation.validate_dataset([Path(sys.argv[1])])))"
    )
    number, peak = len(list(data.glob("plans/*/plan.ttl"))), 0
    with timed() as taken:
        process = subprocess.Popen([sys.executable, "-c", code, data], stdout=subprocess.PIPE)  # noqa: S603 - our own code
        while process.poll() is None:
            time.sleep(PEEK)
            try:
                peak = max(peak, memory(process.pid)[1])
            except OSError:
                break  # it has ended
        said = process.communicate()[0].decode().split()
    print(
        f"whole     {number} plans: {taken.wall:.1f} s, {taken.cpu / number * 1000:.1f} ms of processor time a plan, "
        f"{peak} MB in all, {said[-1] if said else 'no'} findings"
    )


def copies(number: int, folder: Path) -> list[Path]:
    """Plan folders made of the project's own under other names."""
    found = []
    for i in range(number):
        plan = PLANS[i % len(PLANS)]
        name = f"{plan}-copy-{i}"
        shutil.copytree(paths.data() / "plans" / plan, folder / name)
        file = folder / name / "plan.ttl"
        file.write_text(file.read_text("utf-8").replace(f"plan/{plan}", f"plan/{name}"), "utf-8")
        found.append(file)
    return found


def plans(number: int, judged_by_pyshacl: int) -> None:
    """Many plans in parallel processes; pySHACL over some of the same files, plan by plan."""
    with tempfile.TemporaryDirectory() as folder:
        files = copies(number, Path(folder))
        base = ground.base()
        many.judge(files[:2], [], print)  # warm
        with timed() as taken:
            found = many.judge(files, [], print)
        print(
            f"many      {number} plans, shapes and words: {taken.wall / number * 1000:.1f} ms a plan, "
            f"{taken.cpu / number * 1000:.1f} ms of processor time; {len(found)} findings"
        )
        engine = Engine(shapes.project())
        read = [inputs.triples(inputs.read(file)) for file in files[:judged_by_pyshacl]]
        for triples in read:  # queries are compiled for the first plan that needs them
            engine.evaluate(Facts(triples, base), {t[0] for t in triples})
        with timed() as ours:
            results = [engine.evaluate(Facts(triples, base), {t[0] for t in triples}).results for triples in read]
        judged = []
        with timed() as theirs:
            for triples in read:
                given, facts = {t[0] for t in triples}, Facts(triples, base)
                judged.append([r for r in reference.results(facts, needed(facts, given)) if r.focus in given])
        equal = all(Counter(map(key, a)) == Counter(map(key, b)) for a, b in zip(results, judged, strict=True))
        each = theirs.cpu / len(read)
        print(
            f"many      shapes alone, one process: {ours.cpu / len(read) * 1000:.1f} ms a plan; "
            f"pySHACL plan by plan: {each * 1000:.0f} ms of processor time, {theirs.wall / len(read) * 1000:.0f} ms"
        )
        print(
            f"many      times faster than pySHACL: {theirs.cpu / ours.cpu:.0f} (shapes alone), "
            f"{each / (taken.cpu / number):.0f} (with words, processor time), "
            f"{theirs.wall / len(read) / (taken.wall / number):.0f} (with words, clock); equal: {equal}"
        )
        if not equal:
            sys.exit(1)


def needed(facts: Facts, given: set[Subject]) -> list[Triple]:
    """The shapes without the targets that no given node has, which is what pySHACL would be asked in practice."""
    kinds = {wide for node in given for kind in facts.objects(node, TYPE) for wide in facts.wider(kind)}
    return [t for t in shapes.project() if t[1] != shapes.sh("targetClass") or t[2] in kinds]


def mutants(number: int) -> None:
    """Mutants, several in one plan, judged by both."""
    engine = Engine(shapes.project())
    different, left, results = 0, 0, 0
    for seed in range((number + TOGETHER - 1) // TOGETHER):
        triples = together(seed)
        ours, theirs, undecided = both(engine, Facts(triples, ground.base()), {t[0] for t in triples})
        different += ours != theirs
        left += bool(undecided)
        results += sum(theirs.values())
        if ours != theirs:
            print(f"mutants   seed {seed}: {list((ours - theirs).items())[:2]} {list((theirs - ours).items())[:2]}")
    graphs = seed + 1
    print(
        f"mutants   {graphs * TOGETHER} mutations in {graphs} graphs: {results} results each, "
        f"{different} graphs differ; "
        f"in {left} graphs some shapes were left to pySHACL"
    )
    if different:
        sys.exit(1)


if __name__ == "__main__":
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--runs", type=int, default=5)
    asked.add_argument("--plans", type=int, default=100)
    asked.add_argument("--pyshacl", type=int, default=5, help="how many of the plans pySHACL judges too")
    asked.add_argument("--mutants", type=int, default=0, help="judge so many mutations by both, and nothing else")
    asked.add_argument("--data", type=Path, help="a data folder of many plans, as bench.generate --folders makes it")
    asked.add_argument("--whole", action="store_true", help="judge all plans of --data, and nothing else")
    told = asked.parse_args()
    if told.mutants:
        mutants(told.mutants)
    elif told.whole:
        whole(told.data or paths.data())
    else:
        process(told.runs)
        loaded(told.runs)
        for data in filter(None, (paths.data(), told.data)):
            against(data, told.runs)
        plans(told.plans, told.pyshacl)
