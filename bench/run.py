"""Measures loading and every question of the library at several sizes beside the peers that are installed.

Run: python -m bench.run --sizes 5 100 1000. Results go to bench/results/ as JSON, Markdown and SVG. Every size is made
by `bench.generate`; at every size the planted answers must come out exactly, or the command fails.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bdg_graph import dataset, storage
from bench import peers, report, works
from bench.synthetic.making import make
from bench.works import Result

RESULTS = Path(__file__).parent / "results"


def measure(
    plans: int, folder: Path, limit: float, rdflib: bool, cpu: bool, wrong: dict[int, list[str]]
) -> Iterator[Result]:
    """All figures at one size."""
    clock = time.process_time if cpu else time.perf_counter
    make(plans, folder)
    nquads = folder / "plans.nq"
    yield from works.loading(plans, nquads, folder, limit * 60, clock)
    loaded = dataset.load([nquads])
    wrong[plans] = works.wrong_answers(loaded, folder / "answers.json")
    sparql = works.library_sparql(loaded)
    yield from works.asking(plans, sparql, peers.MEMORY, peers.store_select(loaded.store), limit, clock)
    whole = folder / "whole.nq"
    if rdflib:
        peers.dump(loaded.store, whole)
    del loaded
    # written by the child that measured it: the disk store's threads do not outlive a fork, so this process opens none
    disk = folder / "ours"
    current = disk / (disk / storage.CURRENT).read_text("utf-8").strip()
    yield from works.asking(plans, sparql, peers.DISK, peers.disk_select(current), limit, clock)
    if peers.has_server() and not cpu:
        with peers.served(current) as select:
            yield from works.asking(plans, sparql, peers.SERVE, select, limit)
    if rdflib:
        yield from works.asking(plans, sparql, peers.RDFLIB, peers.rdflib_select(whole), limit, clock)


def keep(folder: Path, results: list[Result], about: dict[str, Any], wrong: dict[int, list[str]]) -> None:
    """Writes what there is so far: a large size may take an hour."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "scale.json").write_text(report.as_json(results, about, wrong), "utf-8")
    (folder / "scale.md").write_text(report.markdown(results, about, wrong), "utf-8")
    (folder / "scale.svg").write_text(report.svg(results), "utf-8")


def main() -> None:
    """The command."""
    options = argparse.ArgumentParser(prog="python -m bench.run", description=__doc__)
    options.add_argument("--sizes", type=int, nargs="+", default=[5, 100, 1000], help="numbers of plans")
    options.add_argument("--limit", type=float, default=10.0, help="seconds for one answer")
    options.add_argument("--rdflib-up-to", type=int, default=20, help="plans: beyond, it takes hours")
    options.add_argument(
        "--cpu", action="store_true", help="count processor time of this process: for a machine that others use too"
    )
    options.add_argument("--out", type=Path, default=RESULTS)
    given = options.parse_args()
    results: list[Result] = []
    wrong: dict[int, list[str]] = {}
    for plans in sorted(given.sizes):
        with tempfile.TemporaryDirectory() as folder:
            for result in measure(plans, Path(folder), given.limit, plans <= given.rdflib_up_to, given.cpu, wrong):
                results.append(result)
                print(f"{plans:>6}  {result.work:36} {result.by:18} {report.milliseconds(result.taken.seconds):>8} ms")
        about = report.machine() | {"clock": "processor time" if given.cpu else "wall clock"}
        keep(given.out, results, about, wrong)
    print(report.markdown(results, about, wrong))
    if any(wrong.values()):
        sys.exit("planted answers did not come out exactly: see above")


if __name__ == "__main__":
    main()
