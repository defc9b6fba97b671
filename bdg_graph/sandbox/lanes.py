"""Decides what runs when, so that a light job passes heavy ones: everybody starts in the fast lane, and who is not done
after a share goes on in one of few slow places, lets others go first, or starts again there when one is free.

How long a job may take counts from its arrival, waiting included. A place is free again when the worker waits for
another job or has gone, so no more memory is in use than all places together may have.
"""

import asyncio
import time
from collections import OrderedDict, deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from bdg_graph.sandbox.jobs import Reply, Running, Unanswered
from bdg_graph.sandbox.packets import Job
from bdg_graph.sandbox.pool import Keeper, Pool

TRIES: Final = 3
AFTER_A_SHARE: Final = 10
"""The niceness of a job that has had its share."""
SLOW: Final = 19
"""The niceness of a job in a slow place."""
LONGEST_WAIT: Final = 60.0
"""Seconds for a place; a job that streams may take far longer than anybody waits for it to begin."""
STEP: Final = 0.03
"""Seconds between two looks at what a job has had."""
KNOWN: Final = 1000
"""Heavy questions that are remembered."""


@dataclass(frozen=True)
class Places:
    """How many jobs run and wait at a time.

    A job in the fast lane has had its share after `alone` seconds, and while others wait already after `share` seconds
    of processor time.
    """

    fast: int = 4
    slow: int = 2
    streams: int = 4
    """Of answers that leave while they are written, as slowly as their reader reads."""
    pages: int = 4
    """Of what our own pages ask, many light questions for one page: whoever else asks keeps none of them waiting."""
    waiting: int = 64
    waiting_slow: int = 16
    """A class that asks sixteen heavy questions at once is served; nobody waits longer than his own time."""
    share: float = 0.1
    alone: float = 0.5


class Lane:
    """A number of places and a bounded queue for them."""

    def __init__(self, places: int, queue: int) -> None:
        self.free, self.queue = places, queue
        self.waiters: deque[asyncio.Future[None]] = deque()

    def take(self) -> bool:
        """Takes a place, if one is free."""
        if self.free > 0:
            self.free -= 1
            return True
        return False

    async def enter(self, job: Job) -> None:
        """Takes a place. Raises Unanswered where the queue is full or no place comes free in time."""
        if self.take():
            return
        if len(self.waiters) >= self.queue:
            raise Unanswered("busy", job.limits)
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.waiters.append(turn)
        try:
            async with asyncio.timeout(min(job.left, LONGEST_WAIT)):
                await turn
        except BaseException as gone:  # whoever gives up, for whatever reason, gives the place back
            if turn.done() and not turn.cancelled():
                self.leave()
            elif turn in self.waiters:
                self.waiters.remove(turn)
            if isinstance(gone, TimeoutError):
                raise Unanswered("busy", job.limits) from None
            raise

    def leave(self) -> None:
        """Gives the place to the first that waits."""
        while self.waiters:
            turn = self.waiters.popleft()
            if not turn.done():
                turn.set_result(None)
                return
        self.free += 1


@dataclass
class Placed:
    """A running job and the lane in which it has a place."""

    running: Running
    lane: Lane

    def move(self, lane: Lane) -> None:
        """To a place in `lane` that was taken for it."""
        self.lane.leave()
        self.lane = lane


class Lanes:
    """The way to a pool for every job."""

    def __init__(self, pool: Pool, places: Places | None = None) -> None:
        self.pool, self.places = pool, places or Places()
        self.fast = Lane(self.places.fast, self.places.waiting)
        self.slow = Lane(self.places.slow, self.places.waiting_slow)
        self.streams = Lane(self.places.streams, self.places.waiting)
        self.pages = Lane(self.places.pages, self.places.waiting)
        self.heavy: OrderedDict[str, None] = OrderedDict()
        self.running = 0

    async def run(self, job: Job, digest: str = "", keeper: Keeper | None = None, lane: Lane | None = None) -> Reply:
        """The reply to `job`; `digest` names what is asked, to know it again. Raises Unanswered or what the task
        refuses.

        A job whose worker died of no fault of its own is asked again. `keeper`: one to ask rather than the present one,
        for who has begun with it.
        """
        self.running += 1
        try:
            for left in reversed(range(TRIES)):
                try:
                    return await self._once(job, digest, keeper, lane)
                except Unanswered as unanswered:
                    if unanswered.reason in ("time", "memory", "output", "stack"):
                        self._remember(digest)
                    if unanswered.reason != "gone" or not left:
                        raise
                await self.pool.recover(job.until)
            raise AssertionError("the last try returns or raises")
        finally:
            self.running -= 1

    def _remember(self, digest: str) -> None:
        self.heavy[digest] = None
        self.heavy.move_to_end(digest)
        while len(self.heavy) > KNOWN:
            self.heavy.popitem(last=False)

    async def _once(self, job: Job, digest: str, keeper: Keeper | None, lane: Lane | None) -> Reply:
        if job.args.get("streams"):
            lane = self.streams
        if lane:
            await lane.enter(job)
            with self._begun(lane, job, keeper) as placed:
                return await placed.running.reply()
        if digest and digest in self.heavy:
            return await self._slowly(job, digest, keeper)
        await self.fast.enter(job)
        if digest and digest in self.heavy:  # another of its kind has shown meanwhile what it is
            self.fast.leave()
            return await self._slowly(job, digest, keeper)
        with self._begun(self.fast, job, keeper) as placed:
            if await self._quickly(placed):
                return await placed.running.reply()
            placed.running.stop()
        self._remember(digest)
        return await self._slowly(job, digest, keeper)

    async def _quickly(self, placed: Placed) -> bool:
        """Whether the job may go on until it is done; False where it has had its share and others wait."""
        running, start = placed.running, time.monotonic()
        while not await running.wait(STEP):
            waits = bool(self.fast.waiters)
            if time.monotonic() - start < self.places.alone and not (waits and running.spent() >= self.places.share):
                continue
            running.yield_to_others(AFTER_A_SHARE)
            if self.slow.take():
                placed.move(self.slow)
                running.yield_to_others(SLOW)
                return True
            if waits:
                return False
        return True

    async def _slowly(self, job: Job, digest: str, keeper: Keeper | None) -> Reply:
        await self.slow.enter(job)
        with self._begun(self.slow, job, keeper) as placed:
            if not await placed.running.wait(0.02):  # until it is known who does it
                placed.running.yield_to_others(SLOW)
            reply = await placed.running.reply()
        self.heavy.pop(digest, None)  # it has an end: the next of its kind may try the fast lane
        return reply

    @contextmanager
    def _begun(self, lane: Lane, job: Job, keeper: Keeper | None) -> Iterator[Placed]:
        """The job, running in the place that was entered; stopped where the caller gives up."""
        try:
            placed = Placed(self.pool.hand_over(job, keeper), lane)
        except BaseException:  # a job that did not begin holds no place
            lane.leave()
            raise
        placed.running.ended.add_done_callback(lambda _: placed.lane.leave())
        try:
            yield placed
        except BaseException:  # also where the caller is cancelled: nobody waits for the answer
            placed.running.stop()
            raise
