"""The asking side of the sandbox: starts keepers, hands jobs to their workers, and says why a job has no answer.

A keeper that dies is replaced beside the workers still running; a worker that dies of neither limit nor query is
asked once
more. `exchange` puts a keeper with other state in place of the old one between two jobs, so that no answer mixes both.
"""

import asyncio
import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field, replace
from typing import Any, Final

from bdg_graph.errors import BdgError
from bdg_graph.sandbox import keeper, packets
from bdg_graph.sandbox.packets import Body, Job, Limits
from bdg_graph.sandbox.worker import Refused

# Huge pages make a fork of a large heap up to seven times cheaper (7.3 to 1.1 ms at 500,000 quads, glibc 2.35 or
# newer).
TUNABLES: Final = {"GLIBC_TUNABLES": "glibc.malloc.hugetlb=1"}
SPARE: Final = 3
REPORT_WAIT: Final = 0.25
"""Seconds to wait for the word how a worker ended."""
BACKOFF: Final = 0.2
GRACE: Final = 10.0
"""Seconds that an old keeper stays for who has begun with it."""
TICKS: Final = os.sysconf("SC_CLK_TCK")
OVER: Final = {-signal.SIGALRM: "time", -signal.SIGXCPU: "time", -signal.SIGABRT: "memory", -signal.SIGSEGV: "stack"}


class Unanswered(Exception):
    """A job without an answer. `reason`: time, memory, output or stack (a limit), busy, gone (died twice) or fault."""

    def __init__(self, reason: str, limits: Limits) -> None:
        super().__init__(reason)
        self.reason, self.limits = reason, limits


@dataclass
class Reply:
    """What a task gave: its head, its bytes, and what the keeper said of its state."""

    head: dict[str, Any]
    body: Body
    about: dict[str, Any]


class Running:
    """One job handed over: `finish` waits for its end, `stop` ends it."""

    def __init__(self, held: "Keeper", job: Job) -> None:
        self.keeper, self.job, self.pid = held, job, 0
        self.ours, theirs = packets.pair()
        try:
            packets.send_job(held.queue, job, theirs)
        except BlockingIOError:
            self.ours.close()
            raise Unanswered("busy", job.limits) from None
        finally:
            theirs.close()
        self.ours.setblocking(False)
        self.done = asyncio.ensure_future(self._reply())

    async def _reply(self) -> tuple[dict[str, Any], Body] | None:
        try:
            while True:
                await readable(self.ours)
                try:
                    told = packets.receive(self.ours)
                except (BlockingIOError, ConnectionResetError):
                    told = None
                if told is None:
                    return None
                if "pid" not in told[0]:
                    return told
                self.pid = told[0]["pid"]
        finally:
            self.ours.close()

    async def wait(self, seconds: float) -> bool:
        """Whether it has ended after at most that time."""
        await asyncio.wait([self.done], timeout=max(seconds, 0))
        return self.done.done()

    async def finish(self) -> tuple[dict[str, Any], Body] | None:
        """The reply; None where the worker died, which `cause` explains."""
        return await self.done

    async def cause(self) -> str | None:
        """The limit that ended the worker, as far as the keeper tells."""
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
        return (int(fields[11]) + int(fields[12])) / TICKS

    def yield_to_others(self, niceness: int = 19) -> None:
        """Lets other processes go first from now on."""
        if self.pid:
            with contextlib.suppress(OSError):
                os.setpriority(os.PRIO_PROCESS, self.pid, niceness)

    async def stop(self) -> None:
        """Ends the worker, through the kernel: our end of its socket closes."""
        self.done.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self.done


@dataclass
class Keeper:
    """A keeper process and our ends of its two sockets."""

    process: subprocess.Popen[bytes]
    queue: socket.socket
    control: socket.socket
    about: dict[str, Any] = field(default_factory=dict)
    exits: dict[int, int] = field(default_factory=dict)

    @staticmethod
    async def start(spec: dict[str, Any], *, timeout: float | None = None) -> "Keeper":
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
            async with asyncio.timeout(timeout):
                await readable(control)
            told = packets.receive(control)
        except BaseException as stopped:
            made.retire()
            process.kill()
            process.wait()
            if isinstance(stopped, TimeoutError):
                raise BdgError("Nạp dữ liệu quá lâu.", "Loading the data took too long.") from stopped
            raise
        if not told or "failed" in told[0]:
            made.retire()
            process.wait()
            en = told[0]["failed"] if told else "The process that loads the data died; its log says why."
            raise BdgError(told[0]["vi"] if told else "Tiến trình nạp dữ liệu đã dừng; xem nhật ký.", en)
        made.about = told[0]["ready"]
        asyncio.get_running_loop().add_reader(control, made._listen)
        return made

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

    def __init__(self, tasks: str, args: dict[str, Any], *, spare: int = SPARE) -> None:
        self.spec = {"tasks": tasks, "args": args, "spare": spare}
        self.retired: list[Keeper] = []
        self._there = asyncio.Event()
        self._watcher: asyncio.Task[None] | None = None
        self.keeper: Keeper | None = None
        self.started = 0

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

    def hand_over(self, job: Job, keeper: Keeper | None = None) -> Running:
        """Gives `job` to a worker of `keeper`, else of the present one."""
        asked = keeper or self.keeper
        if not asked:
            raise Unanswered("busy", job.limits)
        try:
            return Running(asked, job)
        except OSError:
            raise Unanswered("gone", job.limits) from None

    async def settle(self, running: Running) -> Reply:
        """The reply of a job that ended. Raises Unanswered, BdgError for what its task refuses."""
        told = await running.finish()
        if told is None:
            raise Unanswered(await running.cause() or "gone", running.job.limits)
        head, body = told
        if "refused" in head:
            raise Refused(**head["refused"])
        if "over" in head:
            raise Unanswered(head["over"], running.job.limits)
        if "fault" in head:
            print(head["fault"], file=sys.stderr, flush=True)
            raise Unanswered("fault", running.job.limits)
        return Reply(head, body, running.keeper.about)

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


async def readable(source: socket.socket) -> None:
    """Until a packet, or the end, waits at `source`."""
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


def shortened(job: Job, seconds: float) -> Job:
    """`job` with so much time left."""
    return replace(job, limits=replace(job.limits, seconds=seconds))
