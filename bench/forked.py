"""Measures a function in a child process that is ended when it takes too long: Oxigraph itself has no time limit."""

import json
import os
import resource
import select
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bench.figures import Figure, middle

Clock = Callable[[], float]


@dataclass(frozen=True)
class Taken:
    """What one piece of work took; `seconds` None: not done, and `note` says why. `rows`: how much it gave."""

    seconds: float | None
    p95: float | None = None
    rows: int = 0
    megabytes: float = 0.0
    """By how much the process grew."""
    note: str = ""

    def figure(self, work: str, by: str, plans: int) -> Figure:
        """As a figure of the report."""
        return Figure(work, by, plans, self.seconds, self.p95, self.rows, note=self.note)


def measured(
    work: Callable[[], int],
    *,
    limit: float,
    repeats: int = 5,
    budget: float = 3.0,
    clock: Clock = time.perf_counter,
) -> Taken:
    """The median of up to `repeats` runs of `work`, which says how many rows it gave, after one that warms up.

    One run is at most `limit` seconds; once all runs took `budget` seconds, no further one begins.
    `clock` time.process_time counts this process alone, for a machine that others use too.
    """
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        _work(work, write, repeats, budget, clock)
    os.close(write)
    answer = _answer(read, limit + budget)
    if answer is None:
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(read)
    if answer is None:
        return Taken(None, note=f"over {limit:g} s")
    if "seconds" not in answer:
        return Taken(None, note=answer.get("failed", "the process died"))
    median, p95 = middle(answer["seconds"])
    return Taken(median, p95, answer["rows"], answer["megabytes"])


def _work(work: Callable[[], int], write: int, repeats: int, budget: float, clock: Clock) -> None:
    """Runs in the child and never returns."""
    told: dict[str, Any] = {}
    try:
        before = _megabytes()
        start = clock()
        rows = work()
        seconds = [clock() - start]
        while len(seconds) <= repeats and sum(seconds) < budget:
            start = clock()
            work()
            seconds.append(clock() - start)
        told = {"seconds": seconds[1:] or seconds, "rows": rows, "megabytes": _megabytes() - before}
    except BaseException as problem:  # whatever it was, the parent says it in the table
        told = {"failed": f"{type(problem).__name__}: {problem}"[:200]}
    finally:
        os.write(write, json.dumps(told).encode())
        os._exit(0)


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _answer(read: int, limit: float) -> dict[str, Any] | None:
    ready, _, _ = select.select([read], [], [], limit)
    answer: dict[str, Any] | None = json.loads(os.read(read, 1 << 20) or b"{}") if ready else None
    return answer
