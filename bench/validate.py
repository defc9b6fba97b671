"""Validation, measured: one plan as a process, one plan in a running server, many plans against pySHACL plan by plan
over the same files in the same run, and thousands of mutants judged by both. Prints figures; asserts only that
reports are equal."""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from bdg_graph import paths, validation
from bdg_graph.validation import inputs, many, material, reference, shapes
from bdg_graph.validation.compiled import Engine
from bdg_graph.validation.graph import TYPE, Facts, Subject, Triple
from tests.validation.test_equality import TOGETHER, both, key, together
from tests.validation.test_mutations import PLANS


def process(runs: int) -> None:
    """`bdg validate plan.ttl` and pySHACL's own command, as whole processes."""
    bdg = Path(sys.executable).with_name("bdg")
    for plan in PLANS:
        file = paths.data() / "plans" / plan / "plan.ttl"
        walls, before = [], os.times()
        for _ in range(runs):
            start = time.perf_counter()
            subprocess.run([bdg, "validate", file], capture_output=True, check=False)  # noqa: S603
            walls.append(time.perf_counter() - start)
        after = os.times()
        cpu = (after.children_user + after.children_system - before.children_user - before.children_system) / runs
        print(f"process   bdg validate {plan}: best {min(walls):.3f} s, processor time {cpu:.3f} s")
    with tempfile.TemporaryDirectory() as folder:
        rules = Path(folder) / "shapes.ttl"
        rules.write_text("\n".join(file.read_text("utf-8") for file in shapes.files()), "utf-8")
        command: list[str | Path] = [
            Path(sys.executable).with_name("pyshacl"),
            "-s",
            rules,
            paths.data() / "plans" / PLANS[0] / "plan.ttl",
        ]
        start = time.perf_counter()
        subprocess.run(command, capture_output=True, check=False)  # noqa: S603
        print(f"process   pyshacl (one plan, without ontology and schemes): {time.perf_counter() - start:.3f} s")


def server(runs: int) -> None:
    """A plan judged where ontology, schemes and reference data are loaded."""
    for plan in PLANS:
        file = paths.data() / "plans" / plan / "plan.ttl"
        times, used = [], []
        for _ in range(runs):
            start, cpu = time.perf_counter(), time.process_time()
            validation.judge(material.gather([file]))
            times.append(time.perf_counter() - start)
            used.append(time.process_time() - cpu)
        print(f"server    {plan}: best {min(times) * 1000:.1f} ms, processor time {min(used) * 1000:.1f} ms")


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
        base = material.base()
        many.judge(files[:2], [], print)  # warm
        start = time.perf_counter()
        found = many.judge(files, [], print)
        ours = (time.perf_counter() - start) / number
        print(f"many      {number} plans, everything checked: {ours * 1000:.1f} ms a plan; {len(found)} findings")
        engine = Engine(shapes.project())
        read = [inputs.triples(inputs.read(file)) for file in files[:judged_by_pyshacl]]
        start, results = time.perf_counter(), []
        for triples in read:
            results.append(engine.evaluate(Facts(triples, base), {t[0] for t in triples}).results)
        single = (time.perf_counter() - start) / len(read)
        start, judged = time.perf_counter(), []
        for triples in read:
            given = {t[0] for t in triples}
            facts = Facts(triples, base)
            judged.append([r for r in reference.results(facts, needed(facts, given)) if r.focus in given])
        theirs = (time.perf_counter() - start) / len(read)
        equal = all(Counter(map(key, a)) == Counter(map(key, b)) for a, b in zip(results, judged, strict=True))
        print(
            f"many      shapes alone, one process: {single * 1000:.1f} ms a plan; "
            f"pySHACL plan by plan: {theirs * 1000:.0f} ms"
        )
        print(
            f"many      {theirs / ours:.0f} times faster than pySHACL ({theirs / single:.0f} in one process); "
            f"equal: {equal}"
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
        ours, theirs, undecided = both(engine, Facts(triples, material.base()), {t[0] for t in triples})
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
    asked.add_argument("--mutants", type=int, default=0)
    told = asked.parse_args()
    if told.mutants:
        mutants(told.mutants)
    else:
        process(told.runs)
        server(told.runs)
        plans(told.plans, told.pyshacl)
