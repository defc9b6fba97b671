"""Around every request: an id, the headers that every answer carries, one JSON log line, and the counts for Prometheus;
an answer that is ready leaves from here.

The log has no query text of others, only its digest, unless `--log-queries` asks for it.
"""

import asyncio
import json
import os
import time
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final, TextIO

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bdg_graph.web.answers import Answers
from bdg_graph.web.ready import Headers, Ready, Shelf, sent

BUCKETS: Final = (0.005, 0.02, 0.1, 0.5, 2.0, 10.0)

ALWAYS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Link, Retry-After, BDG-Dataset-Version, BDG-Limits, BDG-Request",
    "Referrer-Policy": "no-referrer",
}

PREFLIGHT: Final = {
    "Access-Control-Allow-Methods": "GET, HEAD, POST, OPTIONS",
    "Access-Control-Allow-Headers": "Accept, Accept-Language, Content-Type, If-None-Match",
    "Access-Control-Max-Age": "86400",
    "Allow": "GET, HEAD, POST, OPTIONS",
}

NOTED: Final = ("digest", "outcome", "cached", "query")
"""What the application may say of a request in its state, for the log."""
ENCODED: Final = json.JSONEncoder(ensure_ascii=False).encode


class Lasting:
    """A stream for what is said while serving, which goes on where nothing can be said: the reader has died, the disk
    is full."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    def write(self, text: str) -> int:
        with suppress(OSError):
            self.stream.write(text)
        return len(text)

    def flush(self) -> None:
        with suppress(OSError):
            self.stream.flush()


class Log:
    """ASGI middleware."""

    def __init__(self, app: ASGIApp, answers: Answers) -> None:
        self.app, self.answers, self.shelf = app, answers, Shelf(answers.settings.cache)
        limits = "; ".join(f"{name}={value}" for name, value in answers.settings.published().items())
        self.always = [
            (name.lower().encode(), value.encode()) for name, value in (ALWAYS | {"BDG-Limits": limits}).items()
        ]
        self.requests: Counter[tuple[str, int]] = Counter()
        self.times: Counter[float] = Counter()
        self.seconds = 0.0
        self.running = 0
        self.lines: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        start, name, version = time.perf_counter(), os.urandom(8).hex(), self.answers.version
        own = (b"bdg-request", name.encode())
        body, receive = await sent(scope, receive)
        key, tags = self.shelf.key(scope, body)
        if key and (ready := self.shelf.get(key, version)):
            self.answers.cache.hits += 1
            status, headers, content = ready.to(tags)
            await send({"type": "http.response.start", "status": status, "headers": [*headers, own]})
            await send({"type": "http.response.body", "body": content})
            self._note(scope, ready.noted, name, status, time.perf_counter() - start)
            return
        state: dict[str, Any] = scope.setdefault("state", {})
        status = 499  # nobody was there to take an answer
        whole: Headers | None = None

        async def sending(message: Message) -> None:
            nonlocal status, whole
            if message["type"] == "http.response.start":
                status, whole = message["status"], self._complete(message)
                message["headers"] = [*whole, own]
            elif key and whole and status == 200 and state.get("lasts") and not message.get("more_body"):
                noted: dict[str, Any] = {word: state[word] for word in NOTED if word in state}
                self.shelf.keep(key, version, Ready(whole, message["body"], noted | {"cached": True}))
            else:
                whole = None  # a part
            await send(message)

        self.running += 1
        try:
            if scope["method"] == "OPTIONS":
                await sending({"type": "http.response.start", "status": 204, "headers": []} | _preflight())
                await sending({"type": "http.response.body", "body": b""})
            else:
                await self.app(scope, receive, sending)
        finally:
            self.running -= 1
            self._note(scope, state, name, status, time.perf_counter() - start)

    def _complete(self, message: Message) -> Headers:
        """The headers of a response with those that every one has."""
        own = [*self.always, (b"bdg-dataset-version", self.answers.version.encode())]
        given = list(message["headers"])
        names = {name for name, _ in given}
        return given + [pair for pair in own if pair[0] not in names]

    def _note(self, scope: Scope, state: Mapping[str, Any], name: str, status: int, seconds: float) -> None:
        route = "/" + scope["path"].split("/")[1]
        self.requests[(route if status != 404 else "other", status)] += 1
        self.seconds += seconds
        self.times[next((b for b in BUCKETS if seconds <= b), float("inf"))] += 1
        line = {"time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), "id": name, "method": scope["method"]}
        line |= {"path": scope["path"][:200], "status": status, "ms": round(seconds * 1000, 1)}
        line |= {key: state[key] for key in NOTED if key in state}
        if not self.lines:  # all lines of one round of the event loop are written at once
            asyncio.get_running_loop().call_soon(self._write)
        self.lines.append(ENCODED(line))

    def _write(self) -> None:
        print("\n".join(self.lines) + "\n", end="", flush=True)  # one write
        self.lines.clear()

    def prometheus(self) -> str:
        """The counts in the text format of Prometheus."""
        answers = self.answers
        lines = ["# TYPE bdg_requests_total counter"]
        lines += [
            f'bdg_requests_total{{route="{_inert(r)}",status="{s}"}} {n}' for (r, s), n in sorted(self.requests.items())
        ]
        lines.append("# TYPE bdg_request_seconds histogram")
        total = 0
        for bucket in (*BUCKETS, float("inf")):
            total += self.times[bucket]
            lines.append(f'bdg_request_seconds_bucket{{le="{bucket:g}"}} {total}'.replace('"inf"', '"+Inf"'))
        lines += [f"bdg_request_seconds_sum {self.seconds:.6f}", f"bdg_request_seconds_count {total}"]
        gauges = {
            "bdg_requests_running": self.running,
            "bdg_jobs_running": answers.lanes.running,
            "bdg_jobs_waiting": len(answers.lanes.fast.waiters) + len(answers.lanes.slow.waiters),
            "bdg_cache_bytes": answers.cache.used,
            "bdg_triples": answers.pool.about.get("triples", 0),
            "bdg_data_refused": int(answers.refused),
            "bdg_plans": answers.pool.about.get("plans", 0),
        }
        for gauge, value in gauges.items():
            lines += [f"# TYPE {gauge} gauge", f"{gauge} {value}"]
        counters = {
            "bdg_cache_hits_total": answers.cache.hits,
            "bdg_cache_misses_total": answers.cache.misses,
            "bdg_keepers_started_total": answers.pool.started,
            "bdg_reloads_refused_total": answers.refused_reloads,
        }
        for counter, value in counters.items():
            lines += [f"# TYPE {counter} counter", f"{counter} {value}"]
        return "\n".join([*lines, f'bdg_dataset_info{{version="{answers.version}"}} 1', ""])


def _preflight() -> dict[str, Any]:
    return {"headers": [(name.lower().encode(), value.encode()) for name, value in PREFLIGHT.items()]}


def _inert(text: str) -> str:
    return text.replace("\\", "").replace('"', "").replace("\n", "")[:40]
