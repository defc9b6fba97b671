"""Decides what runs when, so that a light job passes heavy ones: everybody starts in the fast lane, and who is not
done after
a slice goes on in one of few slow places, lets others go first, or starts again there when one is free.

How long a job may take counts from its arrival, waiting included.
"""

import asyncio
import time
from collections import OrderedDict, deque
from dataclasses import dataclass
from typing import Final

from bdg_graph.sandbox.packets import Job
from bdg_graph.sandbox.pool import Keeper, Pool, Reply, Running, Unanswered, shortened

TRIES: Final = 3
AFTER_A_SLICE: Final = 10
"""The niceness of a job that has had its slice."""


@dataclass(frozen=True)
class Places:
    """How many jobs run and wait at a time, and the seconds of a slice (alone, and while others wait).

    A job that has had less than `light` seconds of processor time stays in the fast lane up to `patience` seconds.
    """

    fast: int = 8
    slow: int = 2
    waiting: int = 64
    waiting_slow: int = 4
    slice: float = 0.5
    short_slice: float = 0.12
    light: float = 0.03
    patience: float = 0.6


class Lane:
    """A number of places and a bounded queue for them."""

    def __init__(self, places: int, queue: int) -> None:
        self.free, self.queue = places, queue
        self.waiters: deque[asyncio.Future[None]] = deque()

    async def enter(self, job: Job, until: float) -> None:
        """Takes a place. Raises Unanswered where the queue is full or no place comes free in time."""
        if self.free > 0:
            self.free -= 1
            return
        if len(self.waiters) >= self.queue:
            raise Unanswered("busy", job.limits)
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.waiters.append(turn)
        try:
            async with asyncio.timeout_at(asyncio.get_running_loop().time() + until - time.monotonic()):
                await turn
        except BaseException as gone:
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


class Lanes:
    """The way to a pool for every job."""

    def __init__(self, pool: Pool, places: Places | None = None) -> None:
        self.pool, self.places = pool, places or Places()
        self.fast = Lane(self.places.fast, self.places.waiting)
        self.slow = Lane(self.places.slow, self.places.waiting_slow)
        self.heavy: OrderedDict[str, None] = OrderedDict()
        self.running = 0

    async def run(self, job: Job, digest: str = "", keeper: Keeper | None = None) -> Reply:
        """The reply to `job`; `digest` names what is asked, to know it again. Raises Unanswered or what the task
        refuses.

        A job whose worker died of no fault of its own is asked again. `keeper`: one to ask rather than the present one,
        for who has begun with it.
        """
        until = time.monotonic() + job.limits.seconds
        self.running += 1
        try:
            for _ in range(TRIES - 1):
                try:
                    return await self._once(job, digest, until, keeper)
                except Unanswered as unanswered:
                    if unanswered.reason != "gone":
                        raise
                await self.pool.recover(until)
            return await self._once(job, digest, until, keeper)
        except Unanswered as unanswered:
            if unanswered.reason in ("time", "memory", "output", "stack"):
                self._remember(digest)
            unanswered.limits = job.limits
            raise
        finally:
            self.running -= 1

    def _remember(self, digest: str) -> None:
        self.heavy[digest] = None
        self.heavy.move_to_end(digest)
        while len(self.heavy) > 1000:
            self.heavy.popitem(last=False)

    async def _once(self, job: Job, digest: str, until: float, keeper: Keeper | None) -> Reply:
        if digest and digest in self.heavy:
            return await self._slowly(job, until, keeper)
        await self.fast.enter(job, until)
        if digest and digest in self.heavy:  # another of its kind has shown meanwhile what it is
            self.fast.leave()
            return await self._slowly(job, until, keeper)
        lane, patience = self.fast, time.monotonic() + self.places.patience
        try:
            running = self.pool.hand_over(shortened(job, until - time.monotonic()), keeper)
            try:
                while not await running.wait(self._slice()):
                    if running.spent() < self.places.light and time.monotonic() < patience:
                        continue
                    running.yield_to_others(AFTER_A_SLICE)
                    if self.slow.free > 0:
                        self.slow.free -= 1
                        self.fast.leave()
                        lane = self.slow
                        running.yield_to_others()
                        await running.finish()
                    elif self.fast.waiters:
                        break
                else:
                    return await self.pool.settle(running)
            finally:
                await _stopped(running)
        finally:
            lane.leave()
        self._remember(digest)
        return await self._slowly(job, until, keeper)

    def _slice(self) -> float:
        return self.places.short_slice if self.fast.waiters else self.places.slice

    async def _slowly(self, job: Job, until: float, keeper: Keeper | None) -> Reply:
        await self.slow.enter(job, until)
        try:
            running = self.pool.hand_over(shortened(job, until - time.monotonic()), keeper)
            try:
                await running.wait(0.02)
                running.yield_to_others()
                await running.finish()
                return await self.pool.settle(running)
            finally:
                await _stopped(running)
        finally:
            self.slow.leave()


async def _stopped(running: Running) -> None:
    if not running.done.done():
        await running.stop()
