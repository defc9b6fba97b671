"""Answers in time for a store that does not: whoever asks a remote store many questions for one answer, as pages do,
has so many seconds in all. What runs longer is left alone; each of its questions has a limit of its own."""

import asyncio

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bdg_graph.sandbox.jobs import Unanswered
from bdg_graph.sandbox.packets import Limits
from bdg_graph.web.problems import of_unanswered


class Punctual:
    """ASGI middleware: an answer that has not begun after `limits.seconds` is a 503."""

    def __init__(self, app: ASGIApp, limits: Limits) -> None:
        self.app, self.limits = app, limits

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        begun = late = False

        async def sending(message: Message) -> None:
            nonlocal begun
            if not late:
                begun = True
                await send(message)

        work = asyncio.ensure_future(self.app(scope, receive, sending))
        work.add_done_callback(lambda done: done.cancelled() or done.exception())  # it may be nobody's by then
        try:
            await asyncio.wait([work], timeout=self.limits.seconds)
            if work.done() or begun:
                await work
                return
            late = True
        except asyncio.CancelledError:
            work.cancel()
            raise
        work.cancel()
        scope.setdefault("state", {})["outcome"] = "remote"
        await of_unanswered(Unanswered("remote", self.limits)).response(Request(scope))(scope, receive, send)
