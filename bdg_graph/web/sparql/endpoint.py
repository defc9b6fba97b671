"""`/sparql`: from a protocol request (SPARQL 1.1 Protocol, 2) to the response; without a query, the service
description."""

import time
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from bdg_graph.errors import BdgError
from bdg_graph.sandbox.jobs import Unanswered
from bdg_graph.web import answers, negotiate
from bdg_graph.web.answers import TRUSTED, Answers, Given
from bdg_graph.web.negotiate import Choice, Format
from bdg_graph.web.pages import plain
from bdg_graph.web.problems import Problem, of_refusal, of_unanswered
from bdg_graph.web.ready import lasting
from bdg_graph.web.sparql import guard, protocol
from bdg_graph.web.sparql.guard import Checked
from bdg_graph.web.sparql.protocol import Asked

STREAM_SECONDS: Final = 900.0
"""For the slowest reader of a whole graph."""
PROBATION: Final = 1.0
"""Seconds for a query of a client that has failed too often: a light one is still answered."""

LONG: Final = 8000
"""Characters of a text that is checked here at once, which takes about 3 ms."""

METHODS: Final = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH"]


async def sparql(request: Request) -> Response:
    """Answers one request. Raises Problem."""
    given: Answers = request.app.state.answers
    asked = protocol.asked(
        request.method,
        request.scope["query_string"],
        request.headers.get("content-type"),
        await body(request, given.settings.body),
    )
    if asked.query is None:
        return await describe(request, asked)
    if given.settings.log_queries:
        request.state.query = asked.query
    request.state.digest = answers.digest_of("query", {"text": asked.query})
    client = request.client.host if request.client else ""
    wait = given.fairness.wait(client)
    try:
        return await _answer(request, given, asked, probation=wait > 0)
    except (BdgError, Unanswered) as failure:
        problem = of_refusal(failure) if isinstance(failure, BdgError) else of_unanswered(failure)
        if problem.kind in ("not-acceptable", "busy", "gone", "fault"):
            raise problem from failure
        given.fairness.note(client)
        raise (_too_often(given, wait) if wait > 0 else problem) from failure


async def _answer(request: Request, given: Answers, asked: Asked, *, probation: bool) -> Response:
    arrived = time.monotonic()
    checked = await check(given, asked.query or "")
    choice = chosen(request, negotiate.OF_FORM.get(checked.form, negotiate.ROWS), asked.format)
    args = arguments(checked, asked, choice, request.headers.get("accept-encoding"))
    headers = {"Vary": "Accept, Accept-Encoding", "Cache-Control": "public, no-cache" if checked.stable else "no-store"}
    if args["encoding"]:
        headers["Content-Encoding"] = str(args["encoding"])
    named = answers.digest_of("query", args)
    tag = answers.etag(given.version, named)
    if checked.stable and answers.not_modified(request, tag):
        return Response(None, 304, {"ETag": tag, **headers})
    limits = answers.within(given.settings.limits, asked.timeout)
    limits = answers.within(limits, PROBATION) if probation else limits
    found = await given.give_to(request, "query", args, limits, keep=checked.stable, since=arrived)
    request.state.cached = found.cached
    if checked.stable:
        headers["ETag"] = answers.etag(found.version, named)
        lasting(request)
    return answers.send(request, found, headers | version(found), choice.content_type)


async def check(given: Answers, text: str) -> Checked:
    """`guard.check`; of a long text in a worker, so that many of them do not keep everybody waiting. Raises Refused."""
    bounds = given.settings.bounds
    if len(text) <= LONG or len(text) > bounds.bytes:
        return guard.check(text, bounds)
    found = await given.give("check", {"text": text, "bounds": asdict(bounds)}, given.settings.limits, keep=False)
    return Checked(text, **found.told)


def arguments(checked: Checked, asked: Asked, choice: Choice, accept_encoding: str | None) -> dict[str, object]:
    """What the task `query` needs; equal for equal answers."""
    return {
        "text": checked.text,
        "digest": checked.digest,
        "own_dataset": checked.own_dataset,
        "stable": checked.stable,
        "default_graphs": list(asked.default_graphs),
        "named_graphs": list(asked.named_graphs),
        "format": choice.media_type,
        "encoding": negotiate.compressed(accept_encoding),
    }


async def describe(request: Request, asked: Asked) -> Response:
    """The service description (SPARQL 1.1 Service Description, 2), or a form for a person."""
    given: Answers = request.app.state.answers
    choice = chosen(request, (*negotiate.GRAPH, negotiate.HTML), asked.format)
    if choice.format is negotiate.HTML:
        return Response(plain.editor(given.version), 200, {"Vary": "Accept"}, choice.content_type)
    return await about(request, "service", choice)


async def about(request: Request, of: str, choice: Choice) -> Response:
    """A description of the service or the dataset."""
    given: Answers = request.app.state.answers
    settings = given.settings
    args = {
        "of": of,
        "root": str(request.base_url),
        "format": choice.media_type,
        "union": settings.union,
        "limits": settings.published(),
    }
    return await kept(request, "description", args, choice.content_type)


async def kept(
    request: Request,
    task: str,
    args: dict[str, object],
    content_type: str,
    headers: dict[str, str] | None = None,
    *,
    streams: bool = False,
) -> Response:
    """The response of one of our own tasks, with its entity tag; `streams`: a long one leaves while it is written.
    Raises Problem."""
    given: Answers = request.app.state.answers
    limits = None
    if streams and request.scope["http_version"] != "1.0":  # which has no way to tell a whole answer from a part
        args, limits = {**args, "streams": True}, replace(TRUSTED, seconds=STREAM_SECONDS)
    args = (
        {**args, "encoding": negotiate.compressed(request.headers.get("accept-encoding"))}
        if "encoding" not in args
        else args
    )
    headers = {"Vary": "Accept, Accept-Encoding", "Cache-Control": "public, no-cache", **(headers or {})}
    named = answers.digest_of(task, args)
    tag = answers.etag(given.version, named)
    if answers.not_modified(request, tag):
        return Response(None, 304, {"ETag": tag, **headers})
    try:
        found = await given.give_to(request, task, args, limits)
    except BdgError as refused:
        raise of_refusal(refused) from refused
    except Unanswered as unanswered:
        raise of_unanswered(unanswered) from unanswered
    if args["encoding"]:
        headers.setdefault("Content-Encoding", str(args["encoding"]))
    request.state.told = found.told
    request.state.cached = found.cached
    headers["ETag"] = answers.etag(found.version, named)
    lasting(request)
    return answers.send(request, found, headers | version(found), content_type)


def version(found: Given) -> dict[str, str]:
    """The header that says which dataset an answer is of."""
    return {"BDG-Dataset-Version": found.version}


def chosen(request: Request, offered: Sequence[Format], name: str | None = None, suffix: str | None = None) -> Choice:
    """The format of the answer. Raises Problem 406."""
    try:
        return negotiate.choose(offered, request.headers.get("accept"), name, suffix)
    except negotiate.NotOffered as problem:
        listed = ", ".join(form.media_type for form in offered)
        raise Problem(
            406,
            "not-acceptable",
            f"Không có định dạng “{problem.asked}” cho câu trả lời này; có: {listed}.",
            f"This answer is not given as “{problem.asked}”; it is given as {listed}.",
            offered=[form.media_type for form in offered],
        ) from problem


async def body(request: Request, most: int) -> bytes:
    """The body of `request`. Raises Problem 413 as soon as it is too long."""
    taken = bytearray()
    told = request.headers.get("content-length", "")
    if told.isdecimal() and int(told) > most:
        raise _too_long(most)
    async for part in request.stream():
        taken += part
        if len(taken) > most:
            raise _too_long(most)
    return bytes(taken)


def _too_long(most: int) -> Problem:
    return Problem(
        413,
        "too-large",
        f"Thân yêu cầu dài hơn {most} byte, là giới hạn. Hãy rút ngắn truy vấn.",
        f"The body has more than {most} bytes, the limit. Shorten the query.",
        {"Connection": "close"},
    )


def _too_often(given: Answers, wait: float) -> Problem:
    most = given.settings.failing_a_minute
    return Problem(
        429,
        "too-often",
        f"Hơn {most} truy vấn hỏng trong một phút. Truy vấn nhẹ và đúng vẫn được trả lời; hãy đợi {wait:.0f} giây "
        "trước khi thử tiếp.",
        f"More than {most} failing queries in a minute. Light and right ones are still answered; wait {wait:.0f} "
        "seconds before the next try.",
        {"Retry-After": str(int(wait) + 1)},
    )
