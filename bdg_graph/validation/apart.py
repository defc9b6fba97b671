"""Does work in a process of its own, with which the memory goes that it took: what Python and the store give back stays
with the process that asked for it."""

import multiprocessing
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from typing import Any, TypeVar

Made = TypeVar("Made")
_work: Callable[[], Any] | None = None


def apart(work: Callable[[], Made]) -> Made:
    """What the work comes to. The other process begins with all that this one has."""
    global _work
    if "fork" not in multiprocessing.get_all_start_methods():
        return work()
    _work = work
    try:
        with ProcessPoolExecutor(1, multiprocessing.get_context("fork")) as process:
            made: Made = process.submit(_done).result()
            return made
    finally:
        _work = None


def _done() -> Any:
    if _work is None:
        raise RuntimeError("nothing to do")
    return _work()
