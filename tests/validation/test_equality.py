"""The compiled evaluation reports what pySHACL reports: same shapes, focus nodes, paths, values, components,
severities."""

from collections import Counter
from pathlib import Path

import pytest

from bdg_graph import paths
from bdg_graph.validation import ground, inputs, reference, shapes
from bdg_graph.validation.compiled import Engine, Result
from bdg_graph.validation.graph import Facts, Subject, Triple
from tests.validation.mutations import MUTATIONS, mutate
from tests.validation.test_mutations import PLANS, original

EXAMPLES = sorted((Path(__file__).parent.parent / "shapes").glob("*/*.ttl"))
TOGETHER = 14


def key(result: Result) -> tuple[object, ...]:
    return (
        result.shape.value, str(result.focus), result.path, str(result.value), result.component, result.severity,
        tuple((name, str(term)) for name, term in result.bound),
    )  # fmt: skip


def both(engine: Engine, facts: Facts, given: set[Subject]) -> tuple[Counter[object], Counter[object], set[Subject]]:
    """What the compiled evaluation says, what pySHACL says of the same shapes, and the shapes left to pySHACL."""
    outcome = engine.evaluate(facts, given)
    wanted = {root.node for root in engine.roots} - set(outcome.left)
    judged = reference.results(facts, reference.without_targets(engine.shapes, wanted))
    return (
        Counter(map(key, outcome.results)),
        Counter(key(r) for r in judged if r.focus in given),
        set(outcome.left),
    )


def together(seed: int) -> list[Triple]:
    """A plan with some mutations one after the other; which, the seed says."""
    names = list(MUTATIONS)
    text = original(PLANS[seed % len(PLANS)])
    for step in range(TOGETHER):
        fault = mutate(names[(seed * TOGETHER + step) % len(names)], text, seed)
        mutant = fault.text.text() if fault else text
        if "_:" not in mutant:
            text = mutant
    return inputs.triples(inputs.Part(Path("mutant.ttl"), ".ttl", text.encode()))


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(shapes.project())


@pytest.mark.parametrize("seed", range(0, len(MUTATIONS) // TOGETHER + 1))
def test_mutants(seed: int, engine: Engine) -> None:
    """Every kind of mutation once, fourteen to a plan; `bench/validate.py --mutants 2000` does thousands."""
    triples = together(seed)
    facts = Facts(triples, ground.base())
    ours, theirs, _left = both(engine, facts, {t[0] for t in triples})
    assert ours == theirs


def test_the_plans_and_nothing_is_left_to_pyshacl(engine: Engine) -> None:
    assert [(root.id, root.beyond) for root in engine.roots if root.beyond] == []
    triples = [t for plan in PLANS for t in inputs.triples(inputs.read(paths.data() / "plans" / plan / "plan.ttl"))]
    ours, theirs, left = both(engine, Facts(triples, ground.base()), {t[0] for t in triples})
    assert left == set()
    assert ours == theirs


@pytest.mark.parametrize("folder", sorted({file.parent for file in EXAMPLES}), ids=lambda folder: folder.name)
def test_examples(folder: Path) -> None:
    rules = shapes.graph([paths.shapes() / f"{folder.name}.ttl", paths.shapes() / "prefixes.ttl"])
    engine, base = Engine(rules), ground.base(with_reference=False)
    for file in sorted(folder.glob("*.ttl")):
        triples = inputs.triples(inputs.read(file))
        ours, theirs, _left = both(engine, Facts(triples, base), {t[0] for t in triples})
        assert ours == theirs, file.name
