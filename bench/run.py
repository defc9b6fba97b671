"""Measures the parts (`bench.parts`) at several sizes, each in a process of its own, and writes the report.

Run: python -m bench.run --sizes 5 100 1000. Results go to bench/results/: a part that is measured again takes the place
of what it gave before, so `--sizes 1000 --parts pages` renews one part. Every size is made by `bench.generate`; the
command fails where a planted answer does not come out exactly. A part that fails or takes too long is named in the
report; the others go on.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterable
from pathlib import Path

from bench import figures, goals, report
from bench.figures import Figure, Record
from bench.parts import ONE_SIZE, OWN_PLANS, PARTS

RESULTS = Path(__file__).parent / "results"
PART_LIMIT = 300.0


def main() -> None:
    """The command."""
    options = argparse.ArgumentParser(prog="python -m bench.run", description=__doc__)
    options.add_argument("--sizes", type=int, nargs="+", default=[5, 100, 1000], help="numbers of plans")
    options.add_argument(
        "--parts", nargs="+", choices=PARTS, default=list(PARTS), metavar="PART", help=", ".join(PARTS)
    )
    options.add_argument("--limit", type=float, default=10.0, help="seconds for one answer")
    options.add_argument("--part-limit", type=float, default=PART_LIMIT, help="seconds for one part at one size")
    options.add_argument("--time-limit", type=float, default=0.0, help="seconds for the whole (0: none)")
    options.add_argument(
        "--cpu", action="store_true", help="count processor time where one process works: for a machine in use"
    )
    options.add_argument("--out", type=Path, default=RESULTS)
    given = options.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    results = figures.read(given.out / report.JSON)
    results.machine = figures.machine()
    unbegun: list[str] = []
    end = time.monotonic() + given.time_limit if given.time_limit else float("inf")
    with tempfile.TemporaryDirectory() as scratch:
        for plans, part in jobs(given.sizes, [part for part in PARTS if part in given.parts]):
            left = end - time.monotonic()
            command = [part, str(plans), "--folder", f"{scratch}/{plans}", "--limit", str(given.limit)]
            if left <= 0:
                unbegun.append(f"{part} at {plans}: not begun, the time for the whole was over")
                continue
            record = measured(command + ["--cpu"] * given.cpu, min(given.part_limit, left))
            record.clock = "processor time" if given.cpu else "wall clock"
            results.put(record)
            figures.write(results, given.out / report.JSON)
    report.write(results, given.out)
    print(goals.markdown(results, goals.notes(given.out)))
    failed = [f"{r.part} at {r.plans}: {r.failed}" for r in results.records if r.failed]
    wrong = [f"{f.by} at {f.plans}: {f.note}" for f in results.figures() if f.work == goals.PLANTED and f.value]
    if unbegun or failed:
        print("Not measured to the end: " + "; ".join([*unbegun, *failed]), file=sys.stderr)
    if wrong:
        sys.exit("Planted answers did not come out exactly: " + "; ".join(wrong))


def jobs(sizes: Iterable[int], parts: Iterable[str]) -> list[tuple[int, str]]:
    """What to measure, small sizes first; parts to which the size does not matter, once."""
    chosen = list(parts)
    asked = [(n, part) for n in sizes for part in chosen if part not in ONE_SIZE]
    return sorted(asked + [(OWN_PLANS, part) for part in chosen if part in ONE_SIZE], key=lambda job: job[0])


def measured(arguments: list[str], limit: float) -> Record:
    """Runs one part; what it gave before a failure or its limit is kept, and the reason is said."""
    part, plans = arguments[0], int(arguments[1])
    record, start = Record(part, plans, day=figures.today()), time.monotonic()
    print(f"{part} at {plans} plans", file=sys.stderr)
    command = [sys.executable, "-m", "bench.parts", *arguments]
    over = threading.Event()
    with (
        tempfile.TemporaryFile("w+", encoding="utf-8") as errors,
        # in a session of its own, so that what a part starts ends with it
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True, start_new_session=True) as process,  # noqa: S603 - our own module
    ):
        ending = threading.Timer(limit, _end, (process, over))
        ending.start()
        try:
            for line in process.stdout or ():
                figure = Figure(**json.loads(line))
                record.figures.append(figure)
                shown = goals.amount(figure.value, figure.unit)
                print(f"  {figure.work:44.44} {figure.by:20} {shown:>10} {figure.note}", file=sys.stderr)
            code = process.wait()
        finally:  # also where somebody ends the run
            ending.cancel()
            _kill(process)
        errors.seek(0)
        said = errors.read().strip().splitlines()
    if over.is_set():
        record.failed = f"ended after {limit:.0f} s"
    elif code:
        record.failed = f"exit code {code}: {said[-1] if said else 'no word'}"
        print("\n".join(said), file=sys.stderr)
    record.took, record.load = round(time.monotonic() - start, 1), round(os.getloadavg()[0], 1)
    print(f"  {record.took} s{', ' + record.failed if record.failed else ''}", file=sys.stderr)
    return record


def _end(process: subprocess.Popen[str], over: threading.Event) -> None:
    over.set()
    _kill(process)


def _kill(process: subprocess.Popen[str]) -> None:
    """Ends the part and whatever it started."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        return  # all gone


if __name__ == "__main__":
    main()
