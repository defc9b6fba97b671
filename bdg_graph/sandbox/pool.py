"""The asking side of the sandbox: starts keepers and hands jobs to their workers.

A keeper that dies is replaced beside the workers still running. `exchange` puts a keeper with other state in place of
the old one between two jobs, so that no answer mixes both.
"""

import asyncio
import contextlib
import json
import os
import select
import socket
import subprocess
import time
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from bdg_graph.errors import BdgError
from bdg_graph.sandbox import keeper, packets
from bdg_graph.sandbox.jobs import Reply, Running, Unanswered, readable
from bdg_graph.sandbox.packets import Job
from bdg_graph.sandbox.worker import Workers

# Huge pages make a fork of a large heap up to seven times cheaper (7.3 to 1.1 ms at 500,000 quads, glibc 2.35 or
# newer).
TUNABLES: Final = {"GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"}
BACKOFF: Final = 0.2
GRACE: Final = 10.0
"""Seconds that an old keeper stays for who has begun with it."""


class Heir:
    """A keeper process that another keeper forked: no child of ours."""

    def __init__(self, pid: int) -> None:
        self.fd = os.pidfd_open(pid)
        self.gone = False

    def poll(self) -> int | None:
        """0 once it has ended."""
        return 0 if self._ended(0) else None

    def wait(self) -> None:
        """Until it has ended."""
        self._ended(None)

    def _ended(self, milliseconds: int | None) -> bool:
        if not self.gone:
            polled = select.poll()
            polled.register(self.fd, select.POLLIN)
            self.gone = bool(polled.poll(milliseconds))
            if self.gone:
                os.close(self.fd)
        return self.gone


@dataclass
class Keeper:
    """A keeper process and our ends of its two sockets."""

    process: subprocess.Popen[bytes] | Heir
    queue: socket.socket
    control: socket.socket
    about: dict[str, Any] = field(default_factory=dict)
    exits: dict[int, int] = field(default_factory=dict)

    @staticmethod
    async def start(spec: dict[str, Any]) -> "Keeper":
        """A keeper that has loaded its state. Raises BdgError with its words where it cannot."""
        queue, far_queue = packets.pair()
        control, far_control = packets.pair()
        fds = (far_queue.fileno(), far_control.fileno())
        process = subprocess.Popen(  # noqa: S603 - our own program
            keeper.command(spec, *fds), pass_fds=fds, env={**os.environ, **TUNABLES}, stdin=subprocess.DEVNULL
        )
        far_queue.close()
        far_control.close()
        queue.setblocking(False)
        control.setblocking(False)
        made = Keeper(process, queue, control)
        try:
            await readable(control)
            told = packets.receive(control)
        except BaseException:  # also where who waits is cancelled: the process must not stay
            made.retire()
            process.kill()
            process.wait()
            raise
        if not told or "failed" in told[0]:
            made.retire()
            process.wait()
            en = told[0]["failed"] if told else "The process that loads the data died; its log says why."
            raise BdgError(told[0]["vi"] if told else "Tiến trình nạp dữ liệu đã dừng; xem nhật ký.", en)
        made._begin(told[0])
        return made

    async def heir(self, change: dict[str, Any]) -> "Keeper":
        """A keeper with the state of this one after `change`; what both have in common stands in memory once. Raises
        BdgError where the change is no good."""
        queue, far_queue = packets.pair()
        control, far_control = packets.pair()
        socket.send_fds(self.control, [json.dumps(change).encode()], [far_queue.fileno(), far_control.fileno()])
        far_queue.close()
        far_control.close()
        queue.setblocking(False)
        control.setblocking(False)
        made = Keeper(self.process, queue, control)
        try:
            await readable(control)
            told = packets.receive(control)
            if not told or "failed" in told[0]:
                en = told[0]["failed"] if told else "The process that takes the change over died; its log says why."
                raise BdgError(told[0]["vi"] if told else "Tiến trình nhận thay đổi đã dừng; xem nhật ký.", en)
        except BaseException:  # as in `start`; a process that finds its sockets closed ends
            made.retire()
            raise
        made.process = Heir(told[0]["pid"])
        made._begin(told[0])
        return made

    def _begin(self, told: dict[str, Any]) -> None:
        self.about = told["ready"]
        asyncio.get_running_loop().add_reader(self.control, self._listen)

    def _listen(self) -> None:
        """Notes how workers ended; the record stays small because only the last matter."""
        try:
            while told := packets.receive(self.control):
                self.exits[told[0]["exit"]] = told[0]["code"]
                while len(self.exits) > 64:
                    self.exits.pop(next(iter(self.exits)))
            asyncio.get_running_loop().remove_reader(self.control)  # it has gone; `Pool._watch` sees to it
        except BlockingIOError:
            pass
        except OSError:
            asyncio.get_running_loop().remove_reader(self.control)

    def retire(self) -> None:
        """Asks it to end: idle workers go, running ones finish."""
        if self.control.fileno() >= 0:
            with contextlib.suppress(RuntimeError, ValueError):
                asyncio.get_running_loop().remove_reader(self.control)
        self.control.close()
        self.queue.close()


class Pool:
    """Runs jobs on the workers of the present keeper."""

    def __init__(self, tasks: str, args: dict[str, Any], workers: Workers | None = None) -> None:
        self.spec = {"tasks": tasks, "args": args, "workers": asdict(workers or Workers())}
        self.retired: list[Keeper] = []
        self._there = asyncio.Event()
        self._watcher: asyncio.Task[None] | None = None
        self.keeper: Keeper | None = None
        self.started = 0
        self.running: set[Running] = set()

    @property
    def about(self) -> dict[str, Any]:
        """What the present keeper says of its state."""
        return self.keeper.about if self.keeper else {}

    async def start(self) -> None:
        """Starts the first keeper. Raises BdgError where it cannot."""
        await self.exchange(await self.prepare())
        self._watcher = asyncio.create_task(self._watch())

    async def prepare(self, args: dict[str, Any] | None = None) -> Keeper:
        """A keeper beside the present one, for `exchange`. Raises BdgError where its state is no good."""
        if args is not None:
            self.spec = self.spec | {"args": args}
        self.started += 1
        return await Keeper.start(self.spec)

    async def succeed(self, change: dict[str, Any]) -> Keeper:
        """A keeper with the state of the present one after `change`, for `exchange`. Raises BdgError."""
        if not self.keeper:
            raise RuntimeError("not started")
        self.started += 1
        return await self.keeper.heir(change)

    async def exchange(self, new: Keeper) -> None:
        """From the next job on, `new` is asked; the old one's jobs run to their end."""
        old, self.keeper = self.keeper, new
        self._there.set()
        if old:
            self.retired.append(old)
            asyncio.get_running_loop().call_later(GRACE, old.retire)

    async def recover(self, until: float) -> None:
        """Until the keeper that died has been replaced, or the time is up."""
        dead = self.keeper
        while dead and self.keeper is dead and dead.process.poll() is not None and time.monotonic() < until:
            await asyncio.sleep(BACKOFF / 4)

    async def _watch(self) -> None:
        """Replaces a keeper that died and collects those that ended."""
        while True:
            await asyncio.sleep(BACKOFF)
            self.retired = [old for old in self.retired if old.process.poll() is None]
            if self.keeper and self.keeper.process.poll() is not None:
                try:
                    await self.exchange(await self.prepare())
                except BdgError:  # the files are bad just now; what still runs of the old one answers meanwhile
                    await asyncio.sleep(5 * BACKOFF)

    async def run(self, job: Job) -> Reply:
        """The reply to `job`, for as long as the caller waits. Raises Unanswered, Refused."""
        running = self.hand_over(job)
        try:
            return await running.reply()
        except BaseException:  # whatever ends the waiting ends the work
            running.stop()
            raise

    def hand_over(self, job: Job, keeper: Keeper | None = None) -> Running:
        """Gives `job` to a worker of `keeper`, else of the present one. Raises Unanswered where it cannot."""
        asked = keeper or self.keeper
        if not asked:
            raise Unanswered("busy", job.limits)
        try:
            running = Running(asked, job)
        except OSError:
            raise Unanswered("gone", job.limits) from None
        self.running.add(running)
        running.ended.add_done_callback(lambda _: self.running.discard(running))
        return running

    async def close(self) -> None:
        """Ends every process that this pool started."""
        if self._watcher:
            self._watcher.cancel()
        left = [*self.retired, *([self.keeper] if self.keeper else [])]
        self.keeper = None
        for old in left:
            old.retire()
        for old in left:
            await asyncio.to_thread(old.process.wait)
        for running in self.running:
            if not running.ended.done():  # its worker's end has not been heard yet
                running.end()
