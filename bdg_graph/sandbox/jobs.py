"""A job that was handed to a worker, as the asking side sees it: how it goes, how it ended, and why there is no answer.

Who waits is told when the time is up, however long the kernel then takes to clear the worker away.
"""

import asyncio
import contextlib
import os
import signal
import socket
import sys
import time
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Any, Final, Protocol

from bdg_graph.sandbox import packets
from bdg_graph.sandbox.packets import Body, Job, Limits
from bdg_graph.sandbox.worker import Refused

REPORT_WAIT: Final = 0.25
"""Seconds to wait for the word how a worker ended."""
TIMER: Final = 0.05
"""Seconds by which the kernel's timer may be ahead of ours."""
CHUNK: Final = 64 * 1024
TICKS: Final = os.sysconf("SC_CLK_TCK")
OVER: Final = {-signal.SIGALRM: "time", -signal.SIGXCPU: "time", -signal.SIGABRT: "memory", -signal.SIGSEGV: "stack"}

Told = tuple[dict[str, Any], Body]


class Unanswered(Exception):
    """A job without an answer. `reason`: time, memory, output or stack (a limit), busy, gone (died twice) or fault."""

    def __init__(self, reason: str, limits: Limits) -> None:
        super().__init__(reason)
        self.reason, self.limits = reason, limits


class CutShort(Exception):
    """An answer of which a part has left already, and whose rest will not come."""


class Held(Protocol):
    """What a job knows of the keeper whose worker does it."""

    queue: socket.socket
    about: dict[str, Any]
    exits: dict[int, int]


class Running:
    """One job handed over. `ended` is done when its worker waits for another one, or has gone with what it used.

    Raises Unanswered "busy" where too many wait, OSError where the keeper has gone.
    """

    def __init__(self, held: Held, job: Job) -> None:
        self.keeper, self.job, self.pid, self.before = held, job, 0, 0.0
        self.ours, theirs = packets.pair()
        try:
            packets.send_job(held.queue, job, theirs)
        except OSError as problem:
            self.ours.close()
            if isinstance(problem, BlockingIOError):
                raise Unanswered("busy", job.limits) from None
            raise
        finally:
            theirs.close()
        self.ours.setblocking(False)
        self._loop = asyncio.get_running_loop()
        self._told: asyncio.Future[Told | None] = self._loop.create_future()
        self.last: dict[str, Any] = {}
        self.ended: asyncio.Future[None] = self._loop.create_future()
        self._loop.add_reader(self.ours, self._listen)

    def _listen(self) -> None:
        """Takes what has come. Not a task of its own: most jobs take less time than one would."""
        told: Told | None = None
        with contextlib.suppress(ConnectionResetError):
            try:
                told = packets.receive(self.ours)
            except BlockingIOError:
                return
        if told and "pid" in told[0]:
            self.pid, self.before = told[0]["pid"], told[0]["spent"]
            return
        if not told:
            self.end()
            return
        self.last = told[0]
        if not self._told.done():
            self._told.set_result(told)

    def end(self) -> None:
        """Nothing more will come."""
        self._loop.remove_reader(self.ours)
        self.ours.close()
        self.ended.set_result(None)
        if not self._told.done():
            self._told.set_result(None)

    async def wait(self, seconds: float) -> bool:
        """Whether there is a reply after at most that time. Raises Unanswered where its own time is up."""
        if not self._told.done():
            await asyncio.wait([self._told], timeout=min(seconds, self.job.left))
        if not self._told.done() and not self.job.left:
            raise Unanswered("time", self.job.limits)
        return self._told.done()

    async def reply(self) -> "Reply":
        """What its task gave. Raises Unanswered, Refused for what the task refuses."""
        while not await self.wait(self.job.left):
            pass  # a timer may be a little early
        told = self._told.result()
        if told is None:
            raise Unanswered(await self._cause() or "gone", self.job.limits)
        head = told[0]
        if "refused" in head:
            raise Refused(**head["refused"])
        if "over" in head:
            raise Unanswered(head["over"], self.job.limits)
        if "fault" in head:
            print(head["fault"], file=sys.stderr, flush=True)
            raise Unanswered("fault", self.job.limits)
        return Reply(head, told[1], self.keeper.about, self)

    async def _cause(self) -> str | None:
        """The limit that ended the worker, as far as the keeper tells."""
        if self.job.left < TIMER:
            return "time"
        end = time.monotonic() + REPORT_WAIT
        while self.pid not in self.keeper.exits and time.monotonic() < end:
            await asyncio.sleep(0.005)
        return OVER.get(self.keeper.exits.pop(self.pid, 0))

    def spent(self) -> float:
        """Seconds of processor time so far; a worker that waits for its turn has done no harm."""
        try:
            with open(f"/proc/{self.pid}/stat") as file:  # noqa: PTH123 - every slice of every job
                fields = file.read().rpartition(")")[2].split()
        except OSError:
            return 0.0
        return (int(fields[11]) + int(fields[12])) / TICKS - self.before

    def yield_to_others(self, niceness: int) -> None:
        """Lets other processes go first from now on."""
        if self.pid:
            with contextlib.suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, self.pid, niceness)

    def stop(self) -> None:
        """Has the kernel end the worker, unless it has gone: our end of its socket says nobody listens."""
        with contextlib.suppress(OSError):
            self.ours.shutdown(socket.SHUT_WR)


@dataclass
class Reply:
    """What a task gave: its head, its bytes, and what the keeper said of its state."""

    head: dict[str, Any]
    body: Body
    about: dict[str, Any]
    running: Running

    @property
    def streams(self) -> bool:
        """Whether the bytes are still being written: they come from `parts`."""
        return "streams" in self.head

    async def parts(self) -> AsyncGenerator[bytes]:
        """The bytes of an answer that streams, as they come. Raises CutShort where they end before the answer does."""
        try:
            os.set_blocking(self.body.fd, False)
            while part := await self._part():
                yield part
            await self.running.ended
            if "ok" not in self.running.last:
                raise CutShort(self.running.job.task)
        finally:
            self.close()

    async def _part(self) -> bytes:
        while True:
            try:
                return os.read(self.body.fd, CHUNK)
            except BlockingIOError:
                await readable(self.body.fd)

    def close(self) -> None:
        """Gives back what the answer holds, and ends a worker that still writes it."""
        self.body.close()
        self.running.stop()


async def readable(source: socket.socket | int) -> None:
    """Until something, or the end, waits at `source`."""
    loop = asyncio.get_running_loop()
    ready: asyncio.Future[None] = loop.create_future()

    def note() -> None:
        if not ready.done():
            ready.set_result(None)

    loop.add_reader(source, note)
    try:
        await ready
    finally:
        loop.remove_reader(source)
