"""Gives the bytes of a job: kept ones of the same dataset version, or fresh ones from the sandbox; drops what nobody
waits for."""

import asyncio
import hashlib
import json
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing, contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from bdg_graph.engines import Engine
from bdg_graph.engines.sandboxed import Sandboxed
from bdg_graph.errors import BdgError
from bdg_graph.sandbox.jobs import Reply, Unanswered
from bdg_graph.sandbox.lanes import TRIES, Lanes
from bdg_graph.sandbox.packets import Body, Job, Limits
from bdg_graph.sandbox.pool import Pool
from bdg_graph.sandbox.worker import Refused, Workers
from bdg_graph.search import Search
from bdg_graph.web.cache import Cache, Kept
from bdg_graph.web.fairness import Fairness
from bdg_graph.web.indexing import Indexing
from bdg_graph.web.settings import Settings

PREPARING: Final = 900.0
"""Seconds for what is made before anybody asks."""
MOMENT: Final = 10.0
"""Seconds that who asks for it meanwhile waits."""
UNWATCHED: Final = 0.02
"""Seconds that an answer may take before anybody looks whether its client is still there."""
CHUNK: Final = 256 * 1024
SORTED: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode

RESERVE: Final = 0.5
"""Seconds of a page's share that are kept to say that its store was too slow."""
PAGE_SECONDS: Final = 120.0
"""Seconds for one question of a page about local data: what a page states of the whole dataset is counted once."""
PAGE_OUTPUT: Final = 256 << 20
"""Bytes of the rows that a page may ask for: the answer to one question about all plans."""
TRUSTED: Final = Limits(seconds=60, memory=1 << 30, output=1 << 33, sealed=False)
"""For the project's own tasks, whose answers may be as long as the dataset."""


CATALOGUE: Final[tuple[str, dict[str, Any]]] = ("catalogue", {"encoding": "gzip"})
"""The questions with their choices: asked before anybody else does, and compressed, or it is too long to be kept."""


class ClientGone(Exception):
    """Nobody waits for the answer any more."""


@dataclass
class Given:
    """An answer: its bytes, what the task said, the dataset version it is of, and where it came from."""

    body: Body
    told: dict[str, Any]
    version: str
    cached: bool = False
    stream: AsyncIterator[bytes] | None = None
    """The bytes of an answer that is still being written; `body` then has none."""


@dataclass
class Answers:
    """The one way from a request to an answer."""

    settings: Settings
    pool: Pool = field(init=False)
    lanes: Lanes = field(init=False)
    turn: asyncio.Lock = field(init=False)
    """Of what reads all of the data before anybody asks: one at a time, as each makes a copy of them."""
    indexing: Indexing = field(init=False)
    cache: Cache = field(init=False)
    fairness: Fairness = field(init=False)
    making: dict[tuple[str, str], asyncio.Future[None]] = field(default_factory=dict)
    """What is being answered just now, by version and digest."""
    refused_reloads: int = 0
    refused: bool = False
    """Whether the data on disk are others than those that answer, because they were refused."""
    loop: asyncio.AbstractEventLoop | None = None
    preparing: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Opens the data. Raises BdgError."""
        self.loop = asyncio.get_running_loop()
        await self.pool.start()

    def __post_init__(self) -> None:
        remote, on_disk = bool(self.settings.endpoint), bool(self.settings.store)
        # A worker has to reach a remote store, and to open the files of one on disk.
        limits = replace(self.settings.limits, sealed=not (remote or on_disk))
        self.settings = replace(self.settings, limits=limits)
        self.pool = Pool("bdg_graph.web.tasks", self.settings.open_args(), Workers(connects=remote))
        self.lanes = Lanes(self.pool, self.settings.places)
        self.turn = asyncio.Lock()
        self.indexing = Indexing(self.pool, self.turn)
        self.cache = Cache(self.settings.cache)
        self.fairness = Fairness(self.settings.failing_a_minute)

    def prepare(self) -> None:
        """Begins to make what takes long and is asked often, once per dataset version; that of the one before goes on
        no longer."""
        if self.preparing:
            self.preparing.cancel()
        self.preparing = asyncio.create_task(self._prepared())

    async def _prepared(self) -> None:
        async with self.turn:
            with suppress(BdgError, Unanswered):  # who asks for it then is told why not
                (await self.give(*CATALOGUE, replace(TRUSTED, seconds=PREPARING))).body.close()

    async def prepared(self) -> bool:
        """Whether it is made, after a moment at most."""
        if self.preparing:
            await asyncio.wait([self.preparing], timeout=MOMENT)
        return not self.preparing or self.preparing.done()

    async def close(self) -> None:
        """Ends every process and removes every file of this service."""
        if self.preparing:
            self.preparing.cancel()
        await self.pool.close()
        self.indexing.close()

    def search(self, engine: Engine) -> Search:
        """The search over the present dataset, for pages, which ask `engine`."""
        if self.loop is None:
            raise RuntimeError("not started")
        return Search(engine, partial(self.indexing.begin, self.loop, self.pool.keeper))

    def engine(self) -> Sandboxed:
        """An engine for pages, which ask from threads; it stays with the dataset that it began with."""
        began, version, loop = self.pool.keeper, self.version, self.loop
        limits = replace(TRUSTED, seconds=PAGE_SECONDS, output=PAGE_OUTPUT)
        if self.settings.endpoint:
            limits = replace(limits, seconds=max(0.5, self.settings.limits.seconds - RESERVE))
        if loop is None:
            raise RuntimeError("not started")

        async def run(text: str) -> Reply:
            job = Job("rows", {"text": text}, limits)
            for left in reversed(range(TRIES)):
                now = self.pool.keeper  # the one that began may have died, or ended after a reload of the same data
                same = now if now and now.about["version"] == version else began
                try:
                    return await self.lanes.run(job, keeper=same, lane=self.lanes.pages)
                except Unanswered as unanswered:
                    if unanswered.reason != "gone" or not left:
                        raise
            raise AssertionError("the last try returns or raises")

        def ask(text: str) -> bytes:
            try:
                body = asyncio.run_coroutine_threadsafe(run(text), loop).result().body
            except Refused as refused:
                if refused.kind.startswith("remote"):  # not the page's fault, nor its reader's
                    raise Unanswered("remote", limits) from refused
                raise
            try:
                return body.read()
            finally:
                body.close()

        return Sandboxed(ask, version)

    @property
    def version(self) -> str:
        """The version of the dataset that the next answer will be of."""
        return str(self.pool.about.get("version", ""))

    async def give(
        self,
        task: str,
        args: dict[str, Any],
        limits: Limits | None = None,
        *,
        keep: bool = True,
        since: float | None = None,
    ) -> Given:
        """The answer of `task`; its time runs from `since` (time.monotonic), else from now. Raises what `Lanes.run`
        raises."""
        key, limits = (self.version, digest_of(task, args)), limits or TRUSTED
        job = Job(task, dict(args), limits, since + limits.seconds if since else 0.0)
        if not keep:
            return await self._made(job, args, None)
        if not self.cache.has(key) and (same := self.making.get(key)):  # whoever asks the same meanwhile waits for it
            await asyncio.wait([same], timeout=job.left)
        if kept := self.cache.get(key):
            return Given(Body(len(kept.content), kept.content), kept.told, key[0], cached=True)
        making = asyncio.get_running_loop().create_future()
        self.making.setdefault(key, making)
        try:
            return await self._made(job, args, key[1])
        finally:
            if self.making.get(key) is making:
                del self.making[key]
            making.set_result(None)

    async def _made(self, job: Job, args: dict[str, Any], digest: str | None) -> Given:
        """The answer of the sandbox, kept under `digest`."""
        alike = {"format": "", "encoding": "", "text": args.get("digest") or args.get("text")}
        reply = await self.lanes.run(job, digest_of(job.task, {**args, **alike}))
        version = str(reply.about["version"])
        if reply.streams:
            stream = self._kept_while_read(reply, (version, digest)) if digest else reply.parts()
            return Given(reply.body, {}, version, stream=stream)
        told = reply.head["ok"]
        if digest and self.cache.fits(reply.body.size):
            content = reply.body.read()
            reply.body.close()
            self.cache.put((version, digest), Kept(content, told))
            return Given(Body(len(content), content), told, version)
        return Given(reply.body, told, version)

    async def _kept_while_read(self, reply: Reply, key: tuple[str, str]) -> AsyncIterator[bytes]:
        taken: bytearray | None = bytearray()
        async with aclosing(reply.parts()) as parts:
            async for part in parts:
                if taken is not None:
                    taken += part
                    if not self.cache.fits(len(taken)):
                        taken = None
                yield part
        if taken is not None:
            self.cache.put(key, Kept(bytes(taken), {}))

    async def give_to(
        self,
        request: Request,
        task: str,
        args: dict[str, Any],
        limits: Limits | None = None,
        *,
        keep: bool = True,
        since: float | None = None,
    ) -> Given:
        """`give`, for as long as the client stays. Raises ClientGone."""
        with _staying(request):
            return await self.give(task, args, limits, keep=keep, since=since)


@contextmanager
def _staying(request: Request) -> Iterator[None]:
    """Ends the block when the client leaves; most answers come before it is watched. Raises ClientGone."""
    asking, loop = asyncio.current_task(), asyncio.get_running_loop()
    watching: list[asyncio.Task[None]] = []

    async def watch() -> None:
        while (await request.receive())["type"] != "http.disconnect":
            pass
        if asking:
            asking.cancel()

    begin = loop.call_later(UNWATCHED, lambda: watching.append(loop.create_task(watch())))
    try:
        yield
    except asyncio.CancelledError:
        if asking and any(watcher.done() for watcher in watching):
            asking.uncancel()
            raise ClientGone from None
        raise
    finally:
        begin.cancel()
        for watcher in watching:
            watcher.cancel()


def digest_of(task: str, args: dict[str, Any]) -> str:
    """A name for what is asked, the same for the same question."""
    return hashlib.sha256(SORTED([task, args]).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def etag(version: str, digest: str) -> str:
    """The weak entity tag of the answer to what `digest_of` names so: equal for equal questions of the same dataset
    version (RFC 9110, 8.8.3)."""
    return f'W/"{version}-{digest[:20]}"'


def not_modified(request: Request, tag: str) -> bool:
    """Whether the client has the answer with that tag (RFC 9110, 13.1.2)."""
    return names(request.headers.get("if-none-match", ""), tag)


def names(if_none_match: str, tag: str) -> bool:
    """Whether the list of tags `if_none_match` has `tag`, by the weak comparison (RFC 9110, 8.8.3.2)."""
    known = {element.strip().removeprefix("W/") for element in if_none_match.split(",")}
    return "*" in known or tag.removeprefix("W/") in known


def send(request: Request, given: Given, headers: dict[str, str], media_type: str) -> Response:
    """The response with the bytes of `given`: whole, its length told before."""
    if given.stream:
        if request.method == "HEAD":
            given.body.close()  # which ends its writer
            head = Response(None, 200, {**headers, "Content-Type": media_type})
            del head.headers["content-length"]
            return head
        return StreamingResponse(given.stream, 200, {**headers, "Content-Type": media_type})
    size = given.body.size
    headers = {**headers, "Content-Length": str(size), "Content-Type": media_type}
    if request.method == "HEAD":
        given.body.close()
        return Response(None, 200, headers)
    if given.body.fd < 0:
        return Response(given.body.inline, 200, headers)
    return StreamingResponse(_parts(given.body), 200, headers)


async def _parts(body: Body) -> AsyncIterator[bytes]:
    try:
        offset = 0
        while offset < body.size:
            part = body.part(offset, CHUNK)
            offset += len(part)
            yield part
    finally:
        body.close()


def within(limits: Limits, seconds: float | None) -> Limits:
    """`limits` with the time that the client asked for, where that is less."""
    return limits if seconds is None else replace(limits, seconds=min(seconds, limits.seconds))
