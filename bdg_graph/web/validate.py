"""/validate for people and /api/validate for programs: an upload goes to a killable worker and comes back as a report.
Nothing of it is stored, nothing executed, nothing fetched."""

import asyncio
import base64
import json
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import quote

from fastapi import APIRouter
from fastapi.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bdg_graph.errors import NotFound
from bdg_graph.sandbox.jobs import Reply, Unanswered
from bdg_graph.sandbox.packets import Job, Limits
from bdg_graph.sandbox.pool import Pool
from bdg_graph.sandbox.worker import Workers
from bdg_graph.validation import examples, known_rules
from bdg_graph.web import i18n
from bdg_graph.web.pages.context import Page
from bdg_graph.web.pages.made import Made
from bdg_graph.web.pages.router import Endpoint, Views, respond
from bdg_graph.web.problems import Problem, of_unanswered

LARGEST: Final = 4 << 20
UNDER_WAY: Final = 4
"""Uploads that are received or judged at a time."""
LIMITS: Final = Limits(seconds=20.0, memory=768 << 20, output=16 << 20, sealed=True)
LINES: Final = 5000
"""Lines of a text that are shown beside the report."""
SUFFIXES: Final = {
    "text/turtle": ".ttl", "application/x-turtle": ".ttl", "application/trig": ".trig", "application/n-triples": ".nt",
    "application/n-quads": ".nq", "application/ld+json": ".jsonld", "application/rdf+xml": ".rdf",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
}  # fmt: skip
REPORTS: Final = {
    "application/json": "json", "text/turtle": "ttl", "application/sarif+json": "sarif", "text/html": "html",
    "text/plain": "text", "application/xml": "junit",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
}  # fmt: skip
TYPES: Final = {name: media for media, name in REPORTS.items()}


class Validator:
    """The workers that judge uploads; they start with the first upload."""

    def __init__(self) -> None:
        self.pool: Pool | None = None
        self._starting = asyncio.Lock()
        self._place = asyncio.Lock()
        self._under_way = 0

    def bounded(self, handle: Endpoint) -> Endpoint:
        """`handle`, which takes an upload, for few at a time: the others are told to come again, before their uploads
        take memory."""

        async def handled(request: Request) -> Response:
            if self._under_way >= UNDER_WAY:
                raise of_unanswered(Unanswered("busy", LIMITS))
            self._under_way += 1
            try:
                return await handle(request)
            finally:
                self._under_way -= 1

        return handled

    async def judge(self, content: bytes, suffix: str, format: str, lang: str) -> Reply:
        """The report on an upload. Raises Unanswered where a limit was hit, Refused for what is not judged."""
        async with self._starting:
            if self.pool is None:
                pool = Pool("bdg_graph.web.validation_tasks", {}, Workers(spare=1, jobs=1))
                await pool.start()
                self.pool = pool
        args = {"content": base64.b64encode(content).decode(), "suffix": suffix, "format": format, "lang": lang}
        async with self._place:
            # The spreadsheet library writes by way of temporary files.
            return await self.pool.run(Job("validate", args, replace(LIMITS, sealed=format != "xlsx")))

    async def close(self) -> None:
        """Ends the workers."""
        if self.pool is not None:
            await self.pool.close()


def router(views: Views, validator: Validator) -> APIRouter:
    """The page in each language, and the service for programs."""
    made = APIRouter(include_in_schema=False)
    for lang in i18n.LANGUAGES:
        made.add_api_route(f"/{lang}/validate", _form(views, lang), methods=["GET", "HEAD"])
        made.add_api_route(f"/{lang}/rules/{{rule:path}}", _rule(views, lang), methods=["GET", "HEAD"])
        made.add_api_route(f"/{lang}/validate", _posted(views, validator, lang), methods=["POST"])
    made.add_api_route("/rules/{rule:path}", _any_language, methods=["GET", "HEAD"])
    made.add_api_route("/api/validate", _service(validator), methods=["POST"])
    return made


def _any_language(request: Request) -> Response:
    lang = request.cookies.get(i18n.COOKIE)
    wanted = lang if lang in i18n.LANGUAGES else "vi"
    return RedirectResponse(
        f"{request.scope.get('root_path', '')}/{wanted}/rules/{quote(request.path_params['rule'])}", 303
    )


def _rule(views: Views, lang: str) -> Any:
    def handle(request: Request) -> Response:
        def make(_page: Page, rule: str) -> Made:
            rules = known_rules()
            if rule not in rules:
                raise NotFound("quy tắc", "rule", rule, rules)
            found, shown = rules[rule], examples.of(rule)
            return Made("rule.html", {"rule": found, "title": found.title, "why": found.why, "shown": shown})

        return respond(views.now, request, lang, make, rule=request.path_params["rule"])

    return handle


def _form(views: Views, lang: str) -> Any:
    def handle(request: Request) -> Response:
        return respond(
            views.now,
            request,
            lang,
            lambda _page: Made("validate.html", {"told": None, "pasted": "", "lines": []}),
            keep=False,
        )

    return handle


def _posted(views: Views, validator: Validator, lang: str) -> Any:
    async def handle(request: Request) -> Response:
        sent = await _upload(request)
        if sent.back:
            return await _commented(validator, sent, lang)
        reply = await validator.judge(sent.content, sent.suffix, "page", lang)
        told = json.loads(reply.body.read())
        text = "" if sent.suffix == ".xlsx" else sent.content.decode("utf-8", "replace")
        filled = {"told": told, "pasted": text if not sent.name else "", "name": sent.name}
        filled |= {"lines": _lines(text, told["findings"]), "left_out": max(0, text.count("\n") + 1 - LINES)}

        def make(_page: Page) -> Made:
            return Made("validate.html", filled)

        response = await run_in_threadpool(lambda: respond(views.now, request, lang, make, keep=False))
        response.headers["Cache-Control"] = "no-store"
        return response

    return validator.bounded(handle)


async def _commented(validator: Validator, sent: "Sent", lang: str) -> Response:
    """The workbook, with comments in the cells that were found fault with."""
    if sent.suffix != ".xlsx":
        raise Problem(
            415,
            "format",
            "Chỉ bảng tính .xlsx mới trả lại được với chú thích. Hãy bấm “Kiểm tra”.",
            "Only a workbook (.xlsx) can come back with comments. Use “Validate”.",
        )
    reply = await validator.judge(sent.content, sent.suffix, "xlsx", lang)
    named = f"attachment; filename*=UTF-8''{quote(sent.name.rsplit('.', 1)[0])}-checked.xlsx"
    headers = {"Cache-Control": "no-store", "Content-Disposition": named}
    return Response(reply.body.read(), 200, headers, TYPES["xlsx"])


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the text: its number, its words, the worst severity found there, and the first finding about it."""

    number: int
    words: str
    severity: str
    finding: int


def _lines(text: str, findings: list[dict[str, Any]]) -> list[Line]:
    """The text with its lines marked."""
    first: dict[int, tuple[str, int]] = {}
    for at, finding in enumerate(findings):  # the most severe come first
        if finding["line"]:
            first.setdefault(finding["line"], (finding["severity"], at))
    lines = text.split("\n")[:LINES] if text else []
    return [Line(number, words, *first.get(number, ("", -1))) for number, words in enumerate(lines, 1)]


@dataclass(frozen=True, slots=True)
class Sent:
    """What the form sent: the bytes, the kind of file, its name ("" for pasted text), whether it shall come back."""

    content: bytes
    suffix: str
    name: str
    back: bool


async def _upload(request: Request) -> Sent:
    """The file or the pasted text of the form."""
    _check_length(request)
    try:
        async with request.form(max_files=1, max_fields=4, max_part_size=LARGEST) as form:
            file, text = form.get("file"), form.get("text")
            name = file.filename or "" if isinstance(file, UploadFile) else ""
            pasted = str(text or "").replace("\r\n", "\n").encode()
            content = await file.read(LARGEST + 1) if name and isinstance(file, UploadFile) else pasted
            back = bool(form.get("back"))
    except (MultiPartException, HTTPException) as problem:
        raise Problem(
            413, "too-large", "Biểu mẫu quá lớn hoặc không hợp lệ.", "The form is too large or not valid."
        ) from problem
    suffix = "." + name.rsplit(".", 1)[-1].lower() if name else ".ttl"
    if suffix not in SUFFIXES.values():
        ends = ", ".join(dict.fromkeys(SUFFIXES.values()))
        raise Problem(
            415,
            "format",
            f"Không nhận loại tệp {suffix}. Nhận: {ends}.",
            f"Files of the kind {suffix} are not taken. Taken are: {ends}.",
        )
    return Sent(_checked(content), suffix, name, back)


def _check_length(request: Request) -> None:
    if int(request.headers.get("content-length") or 0) > LARGEST + 65536:
        raise _too_large()


def _checked(content: bytes) -> bytes:
    if len(content) > LARGEST:
        raise _too_large()
    if not content.strip():
        raise Problem(422, "input", "Hãy chọn một tệp hoặc dán nội dung.", "Choose a file or paste its text.")
    return content


def _too_large() -> Problem:
    most = LARGEST >> 20
    return Problem(
        413,
        "too-large",
        f"Tệp lớn hơn {most} MB. Hãy dùng bdg validate trên máy của bạn.",
        f"The file is larger than {most} MB. Use bdg validate on your own machine.",
    )


def _service(validator: Validator) -> Any:
    async def handle(request: Request) -> Response:
        _check_length(request)
        media = request.headers.get("content-type", "").split(";")[0].strip().lower()
        if media not in SUFFIXES:
            raise Problem(
                415,
                "format",
                "Content-Type phải là một trong các loại được nhận.",
                "Content-Type must be one of those taken.",
                near=sorted(SUFFIXES),
            )
        content = bytearray()
        async for piece in request.stream():
            content += piece
            if len(content) > LARGEST:
                raise _too_large()
        wanted = request.query_params.get("format") or _accepted(request.headers.get("accept", ""))
        if wanted not in TYPES:
            raise Problem(
                406,
                "format",
                "Không có định dạng báo cáo này.",
                "There is no such format of a report.",
                near=sorted(TYPES),
            )
        lang = "en" if request.query_params.get("lang") == "en" else "vi"
        reply = await validator.judge(_checked(bytes(content)), SUFFIXES[media], wanted, lang)
        headers = {
            "Cache-Control": "no-store",
            "Vary": "Accept",
            "X-Conforms": str(reply.head["ok"]["conforms"]).lower(),
        }
        return Response(reply.body.read(), 200, headers, TYPES[wanted])

    return validator.bounded(handle)


def _accepted(accept: str) -> str:
    for media in (part.split(";")[0].strip() for part in accept.split(",")):
        if media in REPORTS:
            return REPORTS[media]
    return "json"
