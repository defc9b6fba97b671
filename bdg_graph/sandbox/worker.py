"""The life of one worker: it takes one job, lays its limits upon itself, runs the task and sends the answer back.

The limits are the kernel's: it ends a worker that is over them while native code runs, when no Python handler would.
"""

import fcntl
import gzip
import io
import math
import os
import resource
import select
import signal
import socket
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final

from bdg_graph.errors import BdgError
from bdg_graph.sandbox import packets, sockets
from bdg_graph.sandbox.packets import Body, Job, Limits

Task = Callable[[Any, dict[str, Any], "Output"], dict[str, Any]]
"""Called with the keeper's state, the arguments and where to write; returns what else the asker should know."""

SPILL: Final = 1 << 20
"""An answer above this many bytes is kept outside the worker's own memory while it grows."""

LONGEST_FAULT: Final = 8000
NICENESS: Final = 5
"""Of every worker: who takes requests, and who forks, go first."""

DEFAULT_ACTIONS: Final = (
    signal.SIGALRM, signal.SIGIO, signal.SIGXCPU, signal.SIGTERM, signal.SIGINT, signal.SIGCHLD, signal.SIGHUP,
)  # fmt: skip


class Refused(BdgError):
    """A job that a task will not do: `kind` is a word for programs, `line` and `column` the place in what was asked,
    `near` what may have been meant."""

    def __init__(
        self, kind: str, vi: str, en: str, line: int | None = None, column: int | None = None, near: Sequence[str] = ()
    ) -> None:
        super().__init__(vi, en)
        self.kind, self.line, self.column, self.near = kind, line, column, list(near)

    def told(self) -> dict[str, Any]:
        """As the head of a reply, which `Refused(**...)` reads."""
        return {
            "kind": self.kind,
            "vi": self.vi,
            "en": self.en,
            "line": self.line,
            "column": self.column,
            "near": self.near,
        }


class TooLong(Exception):
    """The answer is longer than its limit."""


class Output(io.RawIOBase):
    """Where a task writes its answer, up to a limit of bytes, compressed on the way if asked.

    With `streams`, the socket of the reply, an answer that is too long for a packet leaves through a pipe while it is
    written: the reply first says so, and at the end whether it was whole.
    """

    def __init__(self, limits: Limits, encoding: str | None = None, streams: socket.socket | None = None) -> None:
        self.limits, self.written = limits, 0
        self.kept = bytearray()
        self.fd = -1
        self.streams = streams
        self.gzip = (
            gzip.GzipFile(fileobj=_Raw(self), mode="wb", compresslevel=4, mtime=0) if encoding == "gzip" else None
        )

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.written += len(data)
        if self.written > self.limits.output:
            raise TooLong
        if self.gzip:
            self.gzip.write(data)
        else:
            self.keep(data)
        return len(data)

    def keep(self, data: Any) -> None:
        """Takes bytes as they will leave."""
        self.kept += data
        if len(self.kept) > (packets.INLINE if self.streams else SPILL):
            self._spill()

    def _spill(self) -> None:
        if self.fd < 0:
            with unsealed():
                self.fd = packets.memory_file() if self.streams is None else self._pipe(self.streams)
        view = memoryview(self.kept)
        while view:
            view = view[os.write(self.fd, view) :]
        self.kept = bytearray()

    def _pipe(self, reply: socket.socket) -> int:
        """The end to write to of a pipe whose other end has been sent to the asker."""
        theirs, ours = os.pipe()
        outlive(reply)
        packets.send(reply, {"streams": True}, Body(0, fd=theirs))
        end_with(reply)
        return ours

    def body(self) -> Body:
        """The whole answer; nothing where it has left."""
        if self.gzip:
            self.gzip.close()
        if self.fd < 0 and len(self.kept) <= packets.INLINE:
            return Body(len(self.kept), bytes(self.kept))
        self._spill()
        if self.streams:
            os.close(self.fd)
            return Body(0)
        return Body(os.fstat(self.fd).st_size, fd=self.fd)


class _Raw(io.RawIOBase):
    """The compressed side of an Output."""

    def __init__(self, output: Output) -> None:
        self.output = output

    def write(self, data: Any) -> int:
        self.output.keep(data)
        return len(data)


def live(tasks: Any, state: Any, queue: socket.socket, lifeline: int, notes: int, base: int) -> None:
    """Waits for one job on `queue` and does it; ends when `lifeline` closes. `base`: bytes of memory before any job."""
    os.nice(NICENESS)
    for number in DEFAULT_ACTIONS:
        signal.signal(number, signal.SIG_DFL)
    while True:
        ready = select.select([queue.fileno(), lifeline], [], [])[0]
        if lifeline in ready:
            return
        try:
            taken = packets.receive_job(queue)
        except BlockingIOError:  # another worker was faster
            continue
        break
    if taken is None:
        return
    job, reply = taken
    os.write(notes, packets.HEAD.pack(os.getpid()))
    packets.send(reply, {"pid": os.getpid()})
    end_with(reply)
    do(tasks, state, job, reply, base)


def end_with(reply: socket.socket) -> None:
    """Has the kernel end this process when the asker closes its end: nobody waits for the answer any more."""
    fcntl.fcntl(reply, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(reply, fcntl.F_SETFL, fcntl.fcntl(reply, fcntl.F_GETFL) | os.O_ASYNC)
    try:
        if reply.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b"":
            os._exit(0)
    except BlockingIOError:
        pass


def outlive(reply: socket.socket) -> None:
    """Undoes `end_with`, whose signal would also come while we send."""
    fcntl.fcntl(reply, fcntl.F_SETFL, fcntl.fcntl(reply, fcntl.F_GETFL) & ~os.O_ASYNC)


def do(tasks: Any, state: Any, job: Job, reply: socket.socket, base: int) -> None:
    """Runs `job` within its limits and sends its answer, or why there is none."""
    limits = replace(job.limits, seconds=job.left)
    output = Output(limits, job.args.pop("encoding", None), reply if job.args.pop("streams", False) else None)
    task: Task = tasks.TASKS[job.task]
    confine(limits, base)
    body = None
    try:
        head: dict[str, Any] = {"ok": task(state, job.args, output)}
        body = output.body()
    except Refused as refused:
        head = {"refused": refused.told()}
    except BdgError as error:
        head = {
            "refused": Refused(
                getattr(error, "kind", "input"), error.vi, error.en, near=getattr(error, "near", ())
            ).told()
        }
    except TooLong:
        head = {"over": "output"}
    except MemoryError:
        head = {"over": "memory"}
    except Exception as fault:  # a fault of ours is told to the parent, which logs it; the child must answer
        head = {"fault": "".join(traceback.format_exception(fault))[-LONGEST_FAULT:]}
    outlive(reply)
    with unsealed():
        packets.send(reply, head, body)


def used_memory() -> int:
    """Bytes of this process's address space."""
    with open("/proc/self/statm") as file:  # noqa: PTH123 - read before every fork that counts
        return int(file.read().split()[0]) * resource.getpagesize()


def confine(limits: Limits, base: int) -> None:
    """Lays `limits` upon this process."""
    signal.setitimer(signal.ITIMER_REAL, max(limits.seconds, 0.01))
    seconds = math.ceil(limits.seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (base + limits.memory, base + limits.memory))
    if not limits.connects:
        sockets.forbid()
    if limits.sealed:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # an engine that runs out of memory says so at length
        resource.setrlimit(resource.RLIMIT_NOFILE, (0, resource.getrlimit(resource.RLIMIT_NOFILE)[1]))


@contextmanager
def unsealed() -> Iterator[None]:
    """Lets our own code, not the engine, open or pass a descriptor."""
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (now, most))
