"""How long every command of `bdg` takes from nothing: its `--help`, and one small real run.

Figures are medians; the commands take turns, so that a change in the machine's speed touches all of them. Beside them
stand starting Python and importing a library, and pySHACL's own command.
"""

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bdg_graph import paths
from bdg_graph.cli import COMMANDS
from bench.figures import FLOOR, Figure, middle
from bench.material import Material

BDG = (str(Path(sys.executable).with_name("bdg")),)
PLAN = paths.data() / "plans" / "thanh-hoa-2020"
RUNS = 3


@dataclass(frozen=True)
class Command:
    """A command line; OUT in it stands for a new folder, DRAFT for one with a draft."""

    name: str
    arguments: tuple[str, ...]
    program: tuple[str, ...] = BDG
    exits: tuple[int, ...] = (0,)
    given: str = ""


# What each command does at least; serve is measured with the server that it starts (parts load, memory, endpoint).
REAL = {
    "query": ("leads/metric-leads", "--metric", "sex-ratio-at-birth"),
    "queries": (),
    "sparql": ("ASK {}",),
    "site": ("--out", "OUT"),
    "draft": (str(PLAN / "original.txt"), "-o", "OUT"),
    "review": ("DRAFT",),
    "accept": ("DRAFT",),
    "score": (str(PLAN),),
    "validate": (str(PLAN / "plan.ttl"),),
    "rule": ("indicator-lead-missing",),
    "workbook": ("new", "an-giang-2026", "-o", "OUT"),
    "load": (),
    "export": ("--plan", PLAN.name),
    "fmt": ("--check", str(PLAN / "plan.ttl")),
}
OPEN_ITEMS = 1
"""The exit code of `accept` for a draft that has them."""
FLOORS = (
    Command("python -c pass", ("-c", "pass"), (sys.executable,)),
    Command("python -c 'import typer'", ("-c", "import typer"), (sys.executable,)),
    Command("python -c 'import pyoxigraph'", ("-c", "import pyoxigraph"), (sys.executable,)),
    Command("python -c 'import rdflib'", ("-c", "import rdflib"), (sys.executable,)),
)
PYSHACL = "pyshacl (one plan)"
SLOW = ("bdg site", PYSHACL)
"""They work for many seconds: run once, after all others."""


def commands() -> Iterator[Command]:
    """Every command of `bdg`, its help and its real run."""
    yield Command("bdg --help", ("--help",))
    for name in COMMANDS:
        yield Command(f"bdg {name} --help", (name, "--help"))
    for name, arguments in REAL.items():
        exits = (0, OPEN_ITEMS) if name == "accept" else (0,)
        yield Command(f"bdg {name}", (name, *arguments), exits=exits, given="q\n" if name == "review" else "")


def pyshacl(folder: Path) -> Command:
    """pySHACL's own command over the plan that `bdg validate` gets, with our shapes in one file."""
    shapes = folder / "shapes.ttl"
    shapes.write_text("\n".join(file.read_text("utf-8") for file in sorted(paths.shapes().glob("*.ttl"))), "utf-8")
    arguments = ("-s", str(shapes), str(PLAN / "plan.ttl"))
    return Command(PYSHACL, arguments, (str(Path(sys.executable).with_name("pyshacl")),), exits=(0, 1))


def run(command: Command, folder: Path, *, cpu: bool) -> float:
    """Seconds of one run, by the wall clock or of the command's processor time. Raises RuntimeError where it fails."""
    out = Path(tempfile.mkdtemp(dir=folder)) / "out"
    draft = folder / "draft"
    places = {"OUT": str(out), "DRAFT": str(draft)}
    line = [*command.program, *(places.get(word, word) for word in command.arguments)]
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(line, input=command.given, capture_output=True, text=True, check=False)  # noqa: S603 - our own
    taken, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in command.exits:
        raise RuntimeError(f"{command.name}: {done.returncode} {done.stderr[-200:]}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime if cpu else taken


def measured(every: list[Command], folder: Path, runs: int, *, cpu: bool) -> dict[str, list[float]]:
    """The seconds of each command, taking turns; a first round, which warms the disk, does not count."""
    seconds: dict[str, list[float]] = {command.name: [] for command in every}
    for _ in range(runs + 1):
        for command in every:
            seconds[command.name].append(run(command, folder, cpu=cpu))
    return {name: taken[1:] for name, taken in seconds.items()}


def figures(material: Material) -> Iterator[Figure]:
    """All commands as figures of the benchmark."""
    return figures_of([*FLOORS, *commands()], material, with_pyshacl=True)


def figures_of(every: Iterable[Command], material: Material, *, with_pyshacl: bool = False) -> Iterator[Figure]:
    """These commands as figures."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        run(Command("bdg draft", ("draft", str(PLAN / "original.txt"), "-o", "DRAFT")), folder, cpu=False)
        every = [*every, *([pyshacl(folder)] if with_pyshacl else [])]
        quick = [command for command in every if command.name not in SLOW]
        for name, seconds in measured(quick, folder, RUNS, cpu=material.cpu).items():
            yield _figure(name, seconds, material)
        for command in every:
            if command.name in SLOW:
                yield _figure(command.name, [run(command, folder, cpu=material.cpu)], material)


def _figure(command: str, seconds: list[float], material: Material) -> Figure:
    median, p95 = middle(seconds)
    by = "BDG" if command.startswith("bdg") else FLOOR if command.startswith("python") else "pySHACL"
    return Figure(command, by, material.plans, median, p95, len(seconds))
