"""Does work in a process of its own, with which the memory goes that it took: what Python and the store give back stays
with the process that asked for it."""

import multiprocessing
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from typing import Any, TypeVar

from bdg_graph.errors import BdgError

Made = TypeVar("Made")
_work: Callable[[], Any] | None = None


def apart(work: Callable[[], Made]) -> Made:
    """What the work comes to. The other process begins with all that this one has. Raises BdgError where that does."""
    global _work
    if "fork" not in multiprocessing.get_all_start_methods():
        return work()
    _work = work
    made: Made
    try:
        with ProcessPoolExecutor(1, multiprocessing.get_context("fork")) as process:
            made, fault = process.submit(_done).result()
    finally:
        _work = None
    if fault:
        raise BdgError(*fault)
    return made


def _done() -> tuple[Any, tuple[str, str] | None]:
    """What the work comes to; or the sentences of the fault that it met, as what raises them cannot be sent."""
    if _work is None:
        raise RuntimeError("nothing to do")
    try:
        return _work(), None
    except BdgError as problem:
        return None, (problem.vi, problem.en)
