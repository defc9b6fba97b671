"""Runs the application: opens the data, binds the port, reloads on change or SIGHUP, drains on SIGTERM."""

import asyncio
import ctypes
import json
import logging
import os
import resource
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable, Sequence
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import Final

import uvicorn

from bdg_graph import dataset, paths
from bdg_graph.errors import BdgError
from bdg_graph.sandbox.jobs import Unanswered
from bdg_graph.sandbox.packets import Job
from bdg_graph.sandbox.pool import Keeper
from bdg_graph.web import app, checking
from bdg_graph.web.answers import TRUSTED, Answers
from bdg_graph.web.connections import Doors
from bdg_graph.web.log import Lasting
from bdg_graph.web.settings import Settings

DRAIN_SECONDS: Final = 15
CONNECTIONS: Final = 2000
HEAD: Final = 96 * 1024
"""Bytes of a request's head: a query of the longest allowed size fits into its address."""
FEW: Final = 20
"""Plans that are taken over one by one; to load everything anew is as quick for more."""
CHECKING: Final = 900.0
"""Seconds for the integrity checks of a store: they read all of it, and nobody waits."""
SETTLE: Final = 0.5
"""Seconds in which files must not change before they are loaded: an editor or a copy may be half way."""

M_ARENA_MAX: Final = -8
M_MMAP_THRESHOLD: Final = -3
"""Of malloc.h. A threshold that is set stays: else after one answer of 30 MB the next stand among what stays."""

Signature = tuple[tuple[str, int, int], ...]


async def serve(settings: Settings, host: str, port: int, started: Callable[[str, Answers], None]) -> None:
    """Serves until SIGTERM or SIGINT. Raises BdgError where the data or the port are no good."""
    with redirect_stdout(Lasting(sys.stdout)), redirect_stderr(Lasting(sys.stderr)):
        await _serve(settings, host, port, started)


async def _serve(settings: Settings, host: str, port: int, started: Callable[[str, Answers], None]) -> None:
    _share_arenas()
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)  # the usual 1024 are fewer than the connections
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(most, 4 * CONNECTIONS), most))
    answers = Answers(settings)
    listening = _bound(host, port)
    try:
        reload = Reload(answers)
        await answers.start()
        asked = app.create(answers)
        logging.getLogger("uvicorn.error").setLevel(logging.ERROR)  # no line for every invalid request of a stranger
        config = uvicorn.Config(
            asked,
            http=Doors(settings.connections, frozenset(settings.proxies)).protocol(),
            ws="none",
            proxy_headers=bool(settings.proxies),
            forwarded_allow_ips=list(settings.proxies),
            h11_max_incomplete_event_size=HEAD,
            log_config=None,
            access_log=False,
            server_header=False,
            lifespan="off",
            timeout_graceful_shutdown=DRAIN_SECONDS,
            limit_concurrency=CONNECTIONS,
            timeout_keep_alive=15,
        )
        server = _Draining(config)
        reloading = asyncio.create_task(reload.watch())
        answers.prepare()
        warming = asyncio.create_task(asyncio.to_thread(asked.state.views.warm))  # or the first visitors would wait
        asyncio.get_running_loop().call_soon(lambda: started(_url(listening, host), answers))
        await server.serve(sockets=[listening])
        reloading.cancel()
        await warming
        await asked.state.validator.close()
    finally:
        listening.close()
        await answers.close()


def _share_arenas() -> None:
    """Has the threads of this process take memory from two places: each of many would keep what its largest answer
    took."""
    if mallopt := getattr(ctypes.CDLL(None), "mallopt", None):  # of glibc
        mallopt(M_ARENA_MAX, 2)
        mallopt(M_MMAP_THRESHOLD, 256 * 1024)


class _Draining(uvicorn.Server):
    """Says that it is no longer ready as soon as it is asked to end; what runs then still has time to finish."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        self.config.app.state.draining = True  # type: ignore[union-attr] # ours: a FastAPI
        super().handle_exit(sig, frame)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Ends as uvicorn does, which then dies of the signal: whatever has to be removed is removed here."""
        await super().shutdown(sockets)
        self.config.app.state.answers.indexing.close()  # type: ignore[union-attr] # as above


def _bound(host: str, port: int) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        # TCP by name, or asyncio leaves Nagle's algorithm on: 40 ms for every answer on a connection that is kept.
        bound = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind((host, port))
    except OSError as problem:
        raise BdgError(
            f"Không mở được {host}:{port}: {problem}. Hãy chọn --port khác.",
            f"Cannot open {host}:{port}: {problem}. Choose another --port.",
        ) from problem
    return bound


def _url(listening: socket.socket, host: str) -> str:
    port = listening.getsockname()[1]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"


class Reload:
    """Puts changed data in place of the old ones, once they are loaded and checked; bad ones are refused with an
    alarm. Made before the data are read, so that it misses no change."""

    def __init__(self, answers: Answers) -> None:
        self.answers, self.settings = answers, answers.settings
        self.asked = asyncio.Event()
        self.served = self.signature()

    async def watch(self) -> None:
        """Looks at the files every so often, and whenever SIGHUP comes."""
        asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, self.asked.set)
        known = self.served
        while True:
            told = await self._told()
            found = await asyncio.to_thread(self.signature)
            if not told and found == known:
                continue
            while not told and found != (found := await self._settled()):  # who tells of a change has made it
                pass
            known = found
            if await self.reload(changed_plans(self.served, found)):
                self.served = found

    async def _told(self) -> bool:
        """Whether SIGHUP came, rather than the time for the next look."""
        try:
            await asyncio.wait_for(self.asked.wait(), self.settings.watch or None)
        except TimeoutError:
            return False
        self.asked.clear()
        return True

    async def _settled(self) -> Signature:
        await asyncio.sleep(SETTLE)
        return await asyncio.to_thread(self.signature)

    def signature(self) -> Signature:
        """What tells changed files from unchanged ones."""
        if self.settings.endpoint:
            return ()
        if self.settings.store:
            files = [Path(self.settings.store) / "CURRENT"]
        else:
            try:
                files = [part.path for part in dataset.parts(map(Path, self.settings.data))]
            except BdgError:
                return (("unreadable", 0, 0),)
            files += sorted((paths.ontology() / "rules").glob("*.rq"))
        return tuple((str(f), s.st_mtime_ns, s.st_size) for f in files if (s := _stat(f)))

    async def reload(self, plans: Sequence[str] = ()) -> bool:
        """Takes over these plans, where nothing else has changed, else builds the new dataset beside the old one; then
        switches. False where it is refused."""
        start, old = time.monotonic(), self.answers.version
        try:
            new = await self._taken_over(plans) if plans else await self._built()
        except Exception as refused:  # a fault of ours is logged whole, and must not end the watching
            self.answers.refused_reloads += 1
            self.answers.refused = True
            reason = refused.en if isinstance(refused, BdgError) else "".join(traceback.format_exception(refused))
            _say("alarm", event="reload-refused", version=old, reason=reason)
            return False
        await self.answers.pool.exchange(new)
        self.answers.prepare()
        self.answers.refused = False
        _say(
            "notice",
            event="reloaded",
            old=old,
            version=self.answers.version,
            plans=len(plans) or self.answers.pool.about["plans"],
            seconds=round(time.monotonic() - start, 2),
        )
        return True

    async def _taken_over(self, plans: Sequence[str]) -> Keeper:
        data = list(self.settings.data) or [str(paths.data())]
        try:
            return await self.answers.pool.succeed({"plans": list(plans), "data": data})
        except OSError:  # the present keeper has just died: its successor comes from the files, and so may this one
            return await self._built()

    async def _built(self) -> Keeper:
        new = await self.answers.pool.prepare()
        try:
            await self._check(new)
        except BaseException:  # also where the server ends meanwhile: no keeper is left behind
            new.retire()
            raise
        return new

    async def _check(self, new: Keeper) -> None:
        """Raises BdgError where the data break rules. Those of a store were judged where it was made: here only whether
        they fail checks that the present ones pass. Those of others, which have no plan, are not judged."""
        if self.settings.store:
            if worse := await self._failed_checks(new) - await self._failed_checks(self.answers.pool.keeper):
                listed = ", ".join(sorted(worse))
                raise BdgError(f"Kiểm tra không đạt: {listed}.", f"Integrity checks fail: {listed}.")
        elif new.about["plans"] and not self.settings.endpoint:
            await checking.check(self.settings.data)

    async def _failed_checks(self, keeper: Keeper | None) -> set[str]:
        job = Job("checks", {}, replace(TRUSTED, seconds=CHECKING))
        try:
            reply = await self.answers.lanes.run(job, keeper=keeper)
        except Unanswered as why:
            raise BdgError(f"Chưa kiểm tra được: {why}.", f"The integrity checks gave no answer: {why}.") from why
        try:
            return set(json.loads(reply.body.read()))
        finally:
            reply.body.close()


def changed_plans(served: Signature, found: Signature) -> list[str]:
    """The folders of the plans that changed or came, where nothing else differs and they are few; else none."""
    changed = {Path(name) for name, *_ in set(found) - set(served)}
    gone = {name for name, *_ in served} - {name for name, *_ in found}
    if gone or len(changed) > FEW or any(file.name != "plan.ttl" for file in changed):
        return []
    return sorted(str(file.parent) for file in changed)


def _stat(file: Path) -> os.stat_result | None:
    try:
        return file.stat()
    except OSError:
        return None


def _say(level: str, **told: object) -> None:
    line = {"time": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), "level": level, **told}
    print(json.dumps(line, ensure_ascii=False), file=sys.stderr, flush=True)
