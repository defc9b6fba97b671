"""The life of one worker: it takes a job, lays its limits upon itself, runs the task and sends the answer back; then it
waits for the next one, if all went well. Reading the state writes to it (Oxigraph counts references), so each page that
a worker reads is copied for it once: one that has done such a job need not copy again.

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
import struct
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Final

from bdg_graph.errors import BdgError
from bdg_graph.sandbox import packets, sockets
from bdg_graph.sandbox.packets import Body, Job, Limits

Task = Callable[[Any, dict[str, Any], "Output"], dict[str, Any]]
"""Called with the keeper's state, the arguments and where to write; returns what else the asker should know."""

SPILL: Final = 1 << 20
"""An answer above this many bytes is kept outside the worker's own memory while it grows."""

GROWN: Final = 32 << 20
"""Bytes of address space that a worker may have kept of earlier jobs; the next one's limit counts from there."""
PAGE: Final = resource.getpagesize()
NULL: Final = os.open(os.devnull, os.O_WRONLY)
"""Of every process, for workers that open no file."""
NOTE: Final = struct.Struct("!II")
"""A worker's number, and how many pages it has made its own."""

LONGEST_FAULT: Final = 8000
NICENESS: Final = 5
"""Of every worker: who takes requests, and who forks, go first."""

DEFAULT_ACTIONS: Final = (
    signal.SIGALRM, signal.SIGIO, signal.SIGXCPU, signal.SIGTERM, signal.SIGINT, signal.SIGCHLD, signal.SIGHUP,
)  # fmt: skip


@dataclass(frozen=True)
class Workers:
    """What the workers of a keeper are like. `spare`: how many wait where nothing is to be done. `jobs`: after how many
    one ends; 1 for tasks that change the state. `connects`: they may make sockets."""

    spare: int = 3
    jobs: int = 2000
    connects: bool = False


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
            self.gzip = None
        if self.fd < 0 and len(self.kept) <= packets.INLINE:
            return Body(len(self.kept), bytes(self.kept))
        self._spill()
        fd, self.fd = self.fd, -1
        if self.streams:
            os.close(fd)
            return Body(0)
        return Body(os.fstat(fd).st_size, fd=fd)


class _Raw(io.RawIOBase):
    """The compressed side of an Output."""

    def __init__(self, output: Output) -> None:
        self.output = output

    def write(self, data: Any) -> int:
        self.output.keep(data)
        return len(data)


def live(tasks: Any, state: Any, queue: socket.socket, lifeline: int, notes: int, workers: Workers) -> None:
    """Does the jobs that it takes from `queue` until one ends badly, it has had its share or `lifeline` closes."""
    os.nice(NICENESS)
    for number in DEFAULT_ACTIONS:
        signal.signal(number, signal.SIG_DFL)
    if not workers.connects:
        sockets.forbid()
    base, niceness = used_memory(), os.nice(0)
    # Of all that wait, the kernel wakes the one that began first: those that have done most go on, new ones are spare.
    waiting = select.epoll()
    waiting.register(lifeline, select.EPOLLIN)
    waiting.register(queue, select.EPOLLIN | select.EPOLLEXCLUSIVE)
    for _ in range(workers.jobs):
        taken = _next(waiting, queue)
        if taken is None:
            return
        job, reply = taken
        os.write(notes, _note())
        packets.send(reply, {"pid": os.getpid(), "spent": time.process_time()})
        end_with(reply)
        if not do(tasks, state, job, reply) or used_memory() > base + GROWN or not _is_again(niceness):
            return
        os.write(notes, _note())
        reply.close()  # the asker may give its place away


def _is_again(niceness: int) -> bool:
    """Whether this process, which may have been told to let others go first, is as it was. Some systems never let it:
    then another has to copy again what it reads."""
    try:
        os.setpriority(os.PRIO_PROCESS, 0, niceness)
    except PermissionError:
        return False
    return True


def _next(waiting: select.epoll, queue: socket.socket) -> tuple[Job, socket.socket] | None:
    """The next job; None where there will be none. A job that has woken this process wakes no other: it goes first."""
    while any(fd == queue.fileno() for fd, _ in waiting.poll()):
        with suppress(BlockingIOError):  # another worker was faster
            return packets.receive_job(queue)
    return None


def _note() -> bytes:
    """Tells the forker of this process; every page of its own came by a fault."""
    return NOTE.pack(os.getpid(), resource.getrusage(resource.RUSAGE_SELF).ru_minflt)


def end_with(reply: socket.socket) -> None:
    """Has the kernel end this process when the asker closes its end: nobody waits for the answer any more."""
    fcntl.fcntl(reply, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(reply, fcntl.F_SETFL, os.O_ASYNC)
    try:
        if reply.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT) == b"":
            os._exit(0)
    except BlockingIOError:
        pass


def outlive(reply: socket.socket) -> None:
    """Undoes `end_with`, whose signal would also come while we send."""
    fcntl.fcntl(reply, fcntl.F_SETFL, 0)


def do(tasks: Any, state: Any, job: Job, reply: socket.socket) -> bool:
    """Runs `job` within its limits and sends its answer, or why there is none; whether all is as it was before."""
    limits = replace(job.limits, seconds=job.left)
    output = Output(limits, job.args.pop("encoding", None), reply if job.args.pop("streams", False) else None)
    task: Task = tasks.TASKS[job.task]
    with confined(limits):
        head, body = _done(lambda: task(state, job.args, output), output)
        outlive(reply)
    packets.send(reply, head, body)
    return "ok" in head or ("refused" in head and not output.written)


def _done(task: Callable[[], dict[str, Any]], output: Output) -> tuple[dict[str, Any], Body | None]:
    """The head and the body of the answer."""
    try:
        head = {"ok": task()}
        return head, output.body()
    except BdgError as error:
        kind, near = getattr(error, "kind", "input"), getattr(error, "near", ())
        refused = error if isinstance(error, Refused) else Refused(kind, error.vi, error.en, near=near)
        return {"refused": refused.told()}, None
    except TooLong:
        return {"over": "output"}, None
    except MemoryError:
        return {"over": "memory"}, None
    except Exception as fault:  # a fault of ours is told to the parent, which logs it; the child must answer
        return {"fault": "".join(traceback.format_exception(fault))[-LONGEST_FAULT:]}, None


def used_memory() -> int:
    """Bytes of this process's address space."""
    return int(os.pread(_statm(os.getpid()), 100, 0).split()[0]) * PAGE


@cache
def _statm(_process: int) -> int:
    """A descriptor that a process keeps, for every job asks twice: it says the memory of who opened it."""
    return os.open("/proc/self/statm", os.O_RDONLY)


@contextmanager
def confined(limits: Limits) -> Iterator[None]:
    """Lays `limits` upon this process as long as the block runs; they are soft, as native code raises none."""
    signal.setitimer(signal.ITIMER_REAL, max(limits.seconds, 0.01))
    _lay(resource.RLIMIT_CPU, math.ceil(time.process_time() + limits.seconds) + 1)
    _lay(resource.RLIMIT_CORE, 0)
    _lay(resource.RLIMIT_AS, used_memory() + limits.memory)
    files, stderr = resource.getrlimit(resource.RLIMIT_NOFILE)[0], os.dup(2)
    if limits.sealed:
        os.dup2(NULL, 2)  # an engine that runs out of memory says so at length
        _lay(resource.RLIMIT_NOFILE, 0)
    try:
        yield
    finally:
        _lay(resource.RLIMIT_NOFILE, files)
        os.dup2(stderr, 2)
        os.close(stderr)
        signal.setitimer(signal.ITIMER_REAL, 0)


def _lay(limit: int, soft: int) -> None:
    resource.setrlimit(limit, (soft, _hard(limit)))


@cache
def _hard(limit: int) -> int:
    """What the system allows, which nobody here changes."""
    return resource.getrlimit(limit)[1]


@contextmanager
def unsealed() -> Iterator[None]:
    """Lets our own code, not the engine, open or pass a descriptor."""
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (now, most))
