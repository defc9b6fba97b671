"""Measures a function in a child process that is ended when it takes too long: Oxigraph itself has no time limit."""

import json
import os
import resource
import select
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from bench.figures import Figure, middle

WARM = b"warm"
"""What a child says of a work that it has done once."""

Clock = Callable[[], float]
Work = Callable[[], int]


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
    work: Work, *, limit: float, repeats: int = 5, budget: float = 3.0, clock: Clock = time.perf_counter
) -> Taken:
    """`each` of a single work."""
    return next(each([work], limit=limit, repeats=repeats, budget=budget, clock=clock))


def each(
    works: Sequence[Work], *, limit: float, repeats: int = 5, budget: float = 3.0, clock: Clock = time.perf_counter
) -> Iterator[Taken]:
    """For each work the median of up to `repeats` runs after one that warms up; a work says how many rows it gave.

    One run is at most `limit` seconds. Of those that count (with `repeats` 0 the first counts) one is always made, and
    no further one begins once they took `budget` seconds: what runs first makes pages of a store its own, which takes
    longer than many a question. The works follow each other in one child; after one that took too long comes a new
    one. `clock` time.process_time counts this process alone, for a machine that others use too.
    """
    done = 0
    while done < len(works):
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(read)
            _work(works[done:], write, repeats, budget, clock)
        os.close(write)
        pending = bytearray()
        line: bytes | None = b"first"
        while done < len(works) and line:
            done += 1
            line = _line(read, pending, limit)
            if line == WARM:
                line = _line(read, pending, limit + budget)
            yield _taken(line, limit)
        if not line:
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(read)


def _line(read: int, pending: bytearray, limit: float) -> bytes | None:
    """The next line; empty where the writer has gone, None where it takes longer than `limit` seconds."""
    while b"\n" not in pending:
        ready, _, _ = select.select([read], [], [], limit)
        if not ready:
            return None
        block = os.read(read, 1 << 16)
        if not block:
            return b""
        pending += block
    line, _, rest = pending.partition(b"\n")
    pending[:] = rest
    return bytes(line)


def _taken(line: bytes | None, limit: float) -> Taken:
    if line is None:
        return Taken(None, note=f"over {limit:g} s")
    answer = json.loads(line or "{}")
    if "seconds" not in answer:
        return Taken(None, note=answer.get("failed", "the process died"))
    median, p95 = middle(answer["seconds"])
    return Taken(median, p95, answer["rows"], answer["megabytes"])


def _work(works: Sequence[Work], write: int, repeats: int, budget: float, clock: Clock) -> None:
    """Runs in the child and never returns."""
    try:
        for work in works:
            told = _told(work, repeats, budget, clock, lambda: os.write(write, WARM + b"\n"))
            os.write(write, f"{json.dumps(told)}\n".encode())
    finally:
        os._exit(0)


def _told(work: Work, repeats: int, budget: float, clock: Clock, warmed: Callable[[], object]) -> dict[str, Any]:
    try:
        before = _megabytes()
        start = clock()
        rows = work()
        seconds = [clock() - start]
        warmed()
        while len(seconds) <= repeats and sum(seconds[1:]) < budget:
            start = clock()
            work()
            seconds.append(clock() - start)
    except Exception as problem:  # whatever it was, the parent says it in the table
        return {"failed": f"{type(problem).__name__}: {problem}"[:200]}
    return {"seconds": seconds[1:] or seconds, "rows": rows, "megabytes": _megabytes() - before}


def _megabytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
