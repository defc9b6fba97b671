"""The framing between the asking process and the workers: one packet is one message, so an answer is whole or absent.

Unix SEQPACKET sockets keep packets whole; a body too big for a packet travels as a file descriptor of memory.
"""

import json
import os
import socket
import struct
import tempfile
import time
from dataclasses import dataclass, field
from typing import Any, Final

LARGEST: Final = 160 * 1024
"""Bytes of a packet; the kernel's default socket buffer holds a little more."""
INLINE: Final = 64 * 1024
"""A body up to this many bytes travels inside its packet."""

BESIDE: Final = b"beside"
"""Stands for a job that travels in a file of memory."""

HEAD = struct.Struct("!I")
ENCODED: Final = json.JSONEncoder(ensure_ascii=False).encode


@dataclass(frozen=True)
class Limits:
    """What one job may use. `sealed`: no new file descriptor, hence no file."""

    seconds: float = 10.0
    memory: int = 288 << 20
    output: int = 16 << 20
    sealed: bool = True


@dataclass(frozen=True)
class Job:
    """A call of `task` with `args` within `limits`; its time runs from when it is made, waiting included."""

    task: str
    args: dict[str, Any]
    limits: Limits = field(default_factory=Limits)
    until: float = 0.0
    """When its time is up, on the clock that all processes of a machine share (time.monotonic)."""

    def __post_init__(self) -> None:
        if not self.until:
            object.__setattr__(self, "until", time.monotonic() + self.limits.seconds)

    @property
    def left(self) -> float:
        """Seconds; not below 0."""
        return max(0.0, self.until - time.monotonic())

    def encode(self) -> bytes:
        told = [self.task, self.args, vars(self.limits), self.until]
        return ENCODED(told).encode("utf-8", "surrogatepass")

    @staticmethod
    def decode(packet: bytes) -> "Job":
        task, args, limits, until = json.loads(packet.decode("utf-8", "surrogatepass"))
        return Job(task, args, Limits(**limits), until)


@dataclass
class Body:
    """The bytes of an answer: here, or in a file descriptor that `close` gives back."""

    size: int
    inline: bytes = b""
    fd: int = -1

    def read(self) -> bytes:
        """All of it; for bodies that are known to be small."""
        return self.inline if self.fd < 0 else os.pread(self.fd, self.size, 0)

    def part(self, offset: int, size: int) -> bytes:
        """At most `size` bytes from `offset`."""
        return self.inline[offset : offset + size] if self.fd < 0 else os.pread(self.fd, size, offset)

    def close(self) -> None:
        if self.fd >= 0:
            os.close(self.fd)
            self.fd = -1

    def __del__(self) -> None:
        self.close()


def pair() -> tuple[socket.socket, socket.socket]:
    """Two connected ends, packets kept whole."""
    return socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)


def memory_file() -> int:
    """A file descriptor of a file that has no name."""
    if hasattr(os, "memfd_create"):
        return os.memfd_create("answer")
    with tempfile.TemporaryFile() as file:  # other systems than Linux
        return os.dup(file.fileno())


def send_job(to: socket.socket, job: Job, reply: socket.socket) -> None:
    """A job and the socket for its reply. Raises BlockingIOError where too many wait."""
    told = job.encode()
    if len(told) <= INLINE:
        socket.send_fds(to, [told], [reply.fileno()])
        return
    beside = memory_file()
    try:
        os.write(beside, told)
        socket.send_fds(to, [BESIDE], [reply.fileno(), beside])
    finally:
        os.close(beside)


def receive_job(source: socket.socket) -> tuple[Job, socket.socket] | None:
    """What `send_job` sent; None where the other end is closed. Raises BlockingIOError where nothing waits."""
    told, fds, _flags, _address = socket.recv_fds(source, LARGEST, 2, socket.MSG_DONTWAIT)
    if not told:
        return None
    if told == BESIDE:
        beside = fds.pop()
        told = os.pread(beside, os.fstat(beside).st_size, 0)
        os.close(beside)
    return Job.decode(told), socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET, 0, fds[0])


def send(to: socket.socket, head: dict[str, Any], body: Body | None = None) -> None:
    """One packet: a JSON head and, where there is one, the body."""
    told = json.dumps(head | ({"size": body.size, "fd": body.fd >= 0} if body else {})).encode()
    packet = HEAD.pack(len(told)) + told
    if body and body.fd >= 0:
        socket.send_fds(to, [packet], [body.fd])
    else:
        to.send(packet + (body.inline if body else b""))


def receive(source: socket.socket) -> tuple[dict[str, Any], Body] | None:
    """The next packet that `send` sent; None where the other end is closed. Raises BlockingIOError where none waits."""
    packet, fds, _flags, _address = socket.recv_fds(source, LARGEST, 1)
    if not packet:
        return None
    (length,) = HEAD.unpack_from(packet)
    start = HEAD.size + length
    head = json.loads(packet[HEAD.size : start])
    if fds:
        return head, Body(head["size"], fd=fds[0])
    return head, Body(len(packet) - start, packet[start:])
