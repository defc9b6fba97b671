"""REST over the query library: one address per question, its blanks as parameters, its answer page by page."""

import gzip
import json
from collections.abc import Callable, Mapping
from typing import Any, Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from bdg_graph import questions, succession
from bdg_graph.errors import BdgError, NotFound, near
from bdg_graph.exports import EXPORTERS
from bdg_graph.sandbox.jobs import Unanswered
from bdg_graph.web import listing, openapi_document
from bdg_graph.web.answers import CATALOGUE, Answers, Given, digest_of, etag, not_modified
from bdg_graph.web.negotiate import Format, compressed
from bdg_graph.web.problems import Problem, of_refusal, of_unanswered
from bdg_graph.web.ready import lasting
from bdg_graph.web.sparql.endpoint import chosen, kept, version

PAGE: Final = 1000
LARGEST_PAGE: Final = 10_000
PACKING: Final = 5
UNFINISHED: Final = {"Cache-Control": "no-store"}
"""Of what tells no choices, because they are still being looked for."""

MEDIA: Final[Mapping[str, str]] = {
    "json": "application/json",
    "csv": "text/csv",
    "tsv": "text/tab-separated-values",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "svg": "image/svg+xml",
}
OFFERED: Final = tuple(Format(name, media_type) for name, media_type in MEDIA.items() if name in EXPORTERS)
SHARED: Final = ("format", "lang", "limit", "offset", "as_of")


async def queries(request: Request) -> Response:
    """The questions, with what there is to choose for each blank."""
    headers = {"Link": '</openapi.json>; rel="service-desc"'}
    given: Answers = request.app.state.answers
    if not await given.prepared():
        return JSONResponse(listing.listed(), headers=headers | UNFINISHED)
    found = await _catalogue(given)
    return _packed(request, found, "catalogue", {}, found.body.read, headers)


async def openapi(request: Request) -> Response:
    """The OpenAPI description of the questions of this dataset."""
    given, root, forms = request.app.state.answers, str(request.base_url), [form.name for form in OFFERED]

    def document(listed: list[dict[str, Any]], version: str) -> dict[str, Any]:
        return openapi_document.document(listed, forms, MEDIA, root, version, LARGEST_PAGE)

    if not await given.prepared():
        return JSONResponse(document(listing.listed(), given.version), headers=UNFINISHED)
    found = await _catalogue(given)

    def make() -> bytes:
        told = document(json.loads(gzip.decompress(found.body.read())), found.version)
        return gzip.compress(json.dumps(told, ensure_ascii=False).encode(), PACKING, mtime=0)

    return _packed(request, found, "openapi", {"root": root}, make, {})


def _packed(
    request: Request, found: Given, name: str, args: dict[str, Any], make: Callable[[], bytes], headers: dict[str, str]
) -> Response:
    """The response with what `make` gives, compressed, of the catalogue `found`."""
    request.state.cached = found.cached
    encoding = compressed(request.headers.get("accept-encoding"))
    tag = etag(found.version, digest_of(name, {**args, "encoding": encoding}))
    headers = {"ETag": tag, "Vary": "Accept, Accept-Encoding", "Cache-Control": "public, no-cache", **headers}
    headers |= version(found)
    if not_modified(request, tag):
        found.body.close()
        return Response(None, 304, headers)
    content = make()
    found.body.close()
    if encoding:
        headers["Content-Encoding"] = encoding
    else:
        content = gzip.decompress(content)
    lasting(request)
    return Response(content, 200, headers, "application/json")


async def _catalogue(given: Answers) -> Given:
    try:
        return await given.give(*CATALOGUE)
    except BdgError as refused:
        raise of_refusal(refused) from refused
    except Unanswered as unanswered:
        raise of_unanswered(unanswered) from unanswered


async def answer(request: Request) -> Response:
    """The answer to one question. Raises Problem: 404 no such question, 406, 422 a value or parameter that does not
    exist."""
    topic, name, suffix = request.path_params["topic"], request.path_params["name"], None
    stem, dot, end = name.rpartition(".")
    if dot and end in MEDIA:
        name, suffix = stem, end
    question_id = f"{topic}/{name}"
    if question_id not in questions.ids():
        missing = NotFound("câu hỏi", "question", question_id, questions.ids())
        raise Problem(404, "not-found", missing.vi, missing.en, near=missing.near)
    question = questions.read(question_id)
    given = request.query_params
    blanks = {param.name for param in question.params}
    for parameter in given:
        if parameter not in blanks and parameter not in SHARED:
            missing = NotFound("tham số", "parameter", parameter, [*blanks, *SHARED])
            raise Problem(422, "input", missing.vi, missing.en, parameter=parameter, near=missing.near)
    form = given.get("format")
    if form is not None and form not in MEDIA:
        raise Problem(
            422,
            "input",
            f"format: một trong {', '.join(MEDIA)}.",
            f"format: one of {', '.join(MEDIA)}.",
            parameter="format",
            near=near(form, MEDIA),
        )
    choice = chosen(request, OFFERED, form, suffix)
    lang = given.get("lang", "vi")
    if lang not in ("vi", "en"):
        raise Problem(422, "input", "lang: vi hoặc en.", "lang: vi or en.", parameter="lang")
    as_of = given.get("as_of") or None
    if as_of:
        try:
            succession.day(as_of)
        except BdgError as problem:
            raise Problem(422, "input", problem.vi, problem.en, parameter="as_of") from problem
    limit, offset = _whole(given, "limit", PAGE, 1, LARGEST_PAGE), _whole(given, "offset", 0, 0, 10**9)
    args: dict[str, Any] = {
        "question": question_id,
        "values": {name: given.getlist(name) for name in sorted(blanks) if name in given},
        "as_of": as_of,
        "form": choice.format.name,
        "lang": lang,
        "limit": limit,
        "offset": offset,
    }
    file = f"{name}.{choice.format.name}"
    headers = {"Content-Language": lang}
    if choice.format.name == "xlsx":
        headers["Content-Disposition"] = f'attachment; filename="{file}"'
    response = await kept(request, "answer", args, choice.content_type, headers)
    _link(request, response, limit, offset)
    return response


def _link(request: Request, response: Response, limit: int, offset: int) -> None:
    """The next and the previous page, and the description (RFC 8288)."""
    path = request.url.path
    others = [(name, value) for name, value in request.query_params.multi_items() if name not in ("limit", "offset")]
    links = ['</openapi.json>; rel="service-desc"']
    total = getattr(request.state, "told", {}).get("total", 0)
    if offset + limit < total:
        links.insert(0, f'<{path}?{urlencode([*others, ("limit", limit), ("offset", offset + limit)])}>; rel="next"')
    if offset:
        links.insert(
            0, f'<{path}?{urlencode([*others, ("limit", limit), ("offset", max(0, offset - limit))])}>; rel="prev"'
        )
    response.headers["Link"] = ", ".join(links)


def _whole(given: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    value = given.get(name)
    if value is None:
        return default
    if value.isascii() and value.isdecimal() and len(value) < 12 and least <= int(value) <= most:
        return int(value)
    raise Problem(
        422,
        "input",
        f"{name}: số nguyên từ {least} đến {most}.",
        f"{name}: a whole number from {least} to {most}.",
        parameter=name,
    )
