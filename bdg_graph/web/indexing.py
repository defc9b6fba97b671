"""Has a worker write the search index of the dataset: the process that answers keeps its memory and its time."""

import asyncio
import json
import shutil
import sys
from concurrent.futures import Future
from pathlib import Path
from tempfile import mkdtemp
from typing import Final

from bdg_graph.errors import BdgError
from bdg_graph.sandbox.jobs import Unanswered
from bdg_graph.sandbox.packets import Job, Limits
from bdg_graph.sandbox.pool import Keeper, Pool

WRITING: Final = Limits(seconds=3600, memory=8 << 30, sealed=False)
TRIES: Final = 3
MOMENT: Final = 0.1
LAST: Final = 10
"""The niceness of the process that writes: who asks for something goes first."""


class Indexing:
    """The indexes of one service, in a folder of its own that goes with it."""

    def __init__(self, pool: Pool, turn: asyncio.Lock) -> None:
        self.pool, self.turn = pool, turn
        self.folder: Path | None = None
        self.begun = 0
        self.last: Future[Path] | None = None

    def begin(self, loop: asyncio.AbstractEventLoop, keeper: Keeper | None) -> "Future[Path]":
        """The file of the index of the dataset that `keeper` has, once it is written. That of the dataset before goes
        on no longer. From any thread; `loop` is the pool's."""
        if self.last:
            self.last.cancel()
        self.last = asyncio.run_coroutine_threadsafe(self._written(keeper), loop)
        return self.last

    async def _written(self, keeper: Keeper | None) -> Path:
        """Raises Unanswered, BdgError where it cannot be written."""
        for left in reversed(range(TRIES)):
            self.begun += 1
            self.folder = self.folder or Path(mkdtemp(prefix="bdg-search-"))
            path = self.folder / f"{self.begun}.sqlite"
            try:
                async with self.turn:
                    await self._write(path, keeper)
                return path
            except asyncio.CancelledError:
                path.unlink(missing_ok=True)
                raise
            except (Unanswered, BdgError) as failure:
                path.unlink(missing_ok=True)
                if not left or (isinstance(failure, Unanswered) and failure.reason != "gone"):
                    told = {"level": "alarm", "event": "search-index-failed", "reason": str(failure)}
                    print(json.dumps(told), file=sys.stderr, flush=True)
                    raise
                keeper = None  # the one that died has a successor
        raise AssertionError("the last try returns or raises")

    async def _write(self, path: Path, keeper: Keeper | None) -> None:
        job = Job("index", {"path": str(path)}, WRITING)
        if keeper is None:
            await self.pool.recover(job.until)
        running = self.pool.hand_over(job, keeper)  # in no lane: it takes no place from those who wait for an answer
        try:
            if not await running.wait(MOMENT):  # until it is known who does it
                running.yield_to_others(LAST)
            (await running.reply()).body.close()
        except BaseException:  # whatever ends the waiting ends the work
            running.stop()
            raise

    def close(self) -> None:
        """Removes the files."""
        if self.folder:
            shutil.rmtree(self.folder, ignore_errors=True)
