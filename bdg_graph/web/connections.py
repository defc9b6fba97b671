"""What one connection and one client may take of the server before and after the application answers: the time to send
a request and to read its answer, and the number of connections.

A drip of bytes keeps no connection: the time for the head of a request runs from its first byte, that for the body
grows only with what has come.
"""

import asyncio
import json
import socket
from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from uvicorn.protocols.http.auto import AutoHTTPProtocol

HEAD_SECONDS: Final = 5.0
BODY_SECONDS: Final = 10.0
BYTES_A_SECOND: Final = 16 * 1024
"""A body that comes at least this fast has as long as it takes."""
STALLED_SECONDS: Final = 20.0
"""A reader that has taken nothing for so long counts as gone."""
UNREAD: Final = 256 * 1024
"""Bytes that the kernel keeps for a slow reader; it says so when a third of them has been read."""


@dataclass
class Doors:
    """How many connections each client has open; `most` are allowed, except for `proxies`, which speak for many."""

    most: int
    proxies: frozenset[str] = frozenset()
    open: Counter[str] = field(default_factory=Counter)

    def protocol(self) -> type[asyncio.Protocol]:
        """The protocol class for uvicorn that keeps to this."""
        return type("Kept", (Patient,), {"doors": self})


class Patient(AutoHTTPProtocol):  # type: ignore[misc, valid-type] # uvicorn chooses the class when it starts
    """HTTP as uvicorn speaks it, with an end to waiting."""

    doors: Doors
    timer: asyncio.TimerHandle | None = None
    stall: asyncio.TimerHandle | None = None
    host = ""
    until = 0.0

    def connection_made(self, transport: asyncio.Transport) -> None:
        super().connection_made(transport)
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, UNREAD)
        self.host = self.client[0] if self.client else ""
        self.doors.open[self.host] += 1
        if self.doors.open[self.host] > self.doors.most and self.host not in self.doors.proxies:
            self._refuse(429, "Too Many Requests", "too-many", *TOO_MANY, wait=True)
        else:
            self._wait(HEAD_SECONDS)

    def connection_lost(self, exc: Exception | None) -> None:
        self.doors.open[self.host] -= 1
        if not self.doors.open[self.host]:
            del self.doors.open[self.host]
        self._whole()
        self.resume_writing()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self.transport.is_closing():
            return
        super().data_received(data)
        cycle = self.cycle
        if cycle is None or (cycle.response_complete and not cycle.more_body):
            if self.timer is None:
                self._wait(HEAD_SECONDS)
        elif not cycle.more_body:
            self._whole()
        elif self.until:
            self.until += len(data) / BYTES_A_SECOND
        else:
            self._whole()
            self._wait(BODY_SECONDS)
            self.until = self.loop.time() + BODY_SECONDS

    def pause_writing(self) -> None:
        self._watch_reader()
        super().pause_writing()

    def resume_writing(self) -> None:
        if self.stall:
            self.stall.cancel()
            self.stall = None
        super().resume_writing()

    def _watch_reader(self, unread: int = 0) -> None:
        left = self.transport.get_write_buffer_size()
        if left == unread:
            self.transport.abort()
        else:
            self.stall = self.loop.call_later(STALLED_SECONDS, self._watch_reader, left)

    def _wait(self, seconds: float) -> None:
        self.timer = self.loop.call_later(seconds, self._late)

    def _whole(self) -> None:
        """What was waited for has come."""
        self.until = 0.0
        if self.timer:
            self.timer.cancel()
            self.timer = None

    def _late(self) -> None:
        left = self.until - self.loop.time()
        if left > 0:
            self._wait(left)
            return
        self._refuse(408, "Request Timeout", "slow", *SLOW)

    def _refuse(self, status: int, title: str, kind: str, vi: str, en: str, *, wait: bool = False) -> None:
        """Says why, unless an answer has begun, and closes."""
        if self.cycle is None or self.cycle.response_complete or not self.cycle.response_started:
            told = {"type": "about:blank", "title": title, "status": status, "kind": kind}
            body = json.dumps(told | {"detail": en, "detail_vi": vi}, ensure_ascii=False).encode() + b"\n"
            head = f"HTTP/1.1 {status} {title}\r\nContent-Type: application/problem+json\r\nConnection: close\r\n"
            head += f"Content-Length: {len(body)}\r\n" + ("Retry-After: 10\r\n" if wait else "") + "\r\n"
            self.transport.write(head.encode() + body)
        self.transport.close()


SLOW: Final = ("Yêu cầu đến quá chậm.", "The request came too slowly.")
TOO_MANY: Final = (
    "Máy khách này mở quá nhiều kết nối. Hãy dùng lại kết nối, hoặc đợi rồi thử lại.",
    "This client has too many connections open. Use them again, or wait and try again.",
)
