"""Measures a function in a child process that is ended when it takes too long: Oxigraph itself has no time limit."""

import json
import os
import resource
import select
import signal
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Taken:
    """What one piece of work took; `seconds` None: not done within the limit. `rows`: how much it gave."""

    seconds: float | None
    p95: float | None
    rows: int
    megabytes: float


def measured(
    work: Callable[[], int],
    *,
    limit: float,
    repeats: int = 5,
    budget: float = 3.0,
    clock: Callable[[], float] = time.perf_counter,
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
    if not answer:
        return Taken(None, None, 0, 0.0)
    seconds = sorted(answer["seconds"])
    p95 = seconds[min(len(seconds) - 1, round(0.95 * len(seconds)))]
    return Taken(statistics.median(seconds), p95, answer["rows"], answer["megabytes"])


def _work(work: Callable[[], int], write: int, repeats: int, budget: float, clock: Callable[[], float]) -> None:
    """Runs in the child and never returns."""
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
        os.write(write, json.dumps(told).encode())
    finally:
        os._exit(0)


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _answer(read: int, limit: float) -> dict[str, Any] | None:
    ready, _, _ = select.select([read], [], [], limit)
    answer: dict[str, Any] | None = json.loads(os.read(read, 1 << 20) or b"{}") if ready else None
    return answer
