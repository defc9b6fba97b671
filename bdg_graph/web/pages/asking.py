"""A query asked from the page of the editor, its answer as a table below it: what the editor does with JavaScript, for
those without. Queries go the way of all strangers' queries: limited, and ended when too long."""

from collections.abc import Sequence
from urllib.parse import urlencode

from fastapi import APIRouter
from fastapi.concurrency import run_in_threadpool
from pyoxigraph import Literal, NamedNode, RdfFormat, parse
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse

from bdg_graph import questions as files
from bdg_graph.engines import Rows, Term, results
from bdg_graph.errors import BdgError
from bdg_graph.web import i18n
from bdg_graph.web.pages import editor, sharing, tables
from bdg_graph.web.pages.context import Page
from bdg_graph.web.pages.made import Made
from bdg_graph.web.pages.router import Views, language_of, respond
from bdg_graph.web.pages.tables import Cell, Head, Table
from bdg_graph.web.problems import Problem
from bdg_graph.web.sparql import endpoint

READ = ["GET", "HEAD"]
ACCEPT = b"application/sparql-results+json, application/n-triples;q=0.9"
TRIPLE = ["s", "p", "o"]


def router(views: Views) -> APIRouter:
    """The answers below the editor, in each language, and the short addresses of queries."""
    made = APIRouter(include_in_schema=False)
    made.add_api_route("/sparql/q/{packed:path}", _short, methods=READ)
    for lang in i18n.LANGUAGES:
        made.add_api_route(f"/{lang}/sparql/answer", _answering(views, lang), methods=READ)
    return made


def _short(request: Request, packed: str) -> Response:
    """The editor with the query that a short address names: one of the library by its name, any other packed."""
    place = f"{request.scope.get('root_path', '')}/{language_of(request)}/sparql"
    name = "question" if packed in files.ids() else "q"
    rest = f"&{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"{place}?{name}={packed}{rest}", 303, {"Vary": "Accept-Language, Cookie"})


def _answering(views: Views, lang: str):  # type: ignore[no-untyped-def] # an endpoint of FastAPI
    async def answer(request: Request) -> Response:
        query, form = request.query_params.get("query", ""), request.query_params.get("format", "html")
        if not query.strip():
            return RedirectResponse(f"{request.scope.get('root_path', '')}/{lang}/sparql", 303)
        if form != "html":
            place = request.url.replace(path=f"{request.scope.get('root_path', '')}/sparql")
            return RedirectResponse(str(place.remove_query_params("page")), 303)
        found, problem = None, None
        try:
            found = _read(*await _asked(request, query))
        except Problem as said:
            problem = said
        return await run_in_threadpool(
            respond, views.now, request, lang, lambda page: _made(page, query, found, problem), keep=False
        )

    return answer


async def _asked(request: Request, query: str) -> tuple[str, bytes]:
    """(media type, bytes) that the endpoint gives for `query`. Raises Problem."""
    scope = {
        **request.scope,
        "path": "/sparql",
        "method": "GET",
        "query_string": urlencode({"query": query}).encode(),
        "headers": [(b"accept", ACCEPT)],
    }
    response = await endpoint.sparql(Request(scope, request.receive))
    if isinstance(response, StreamingResponse):
        parts = [part if isinstance(part, bytes) else str(part).encode() async for part in response.body_iterator]
        return str(response.headers["content-type"]), b"".join(parts)
    return str(response.headers["content-type"]), bytes(response.body)


def _read(media_type: str, content: bytes) -> Rows | bool:
    if "n-triples" in media_type:
        return Rows(TRIPLE, [(q.subject, q.predicate, q.object) for q in parse(content, RdfFormat.N_TRIPLES)])
    return results.read(content)


def _made(page: Page, query: str, found: Rows | bool | None, problem: Problem | None) -> Made:
    table = _table(page, found) if isinstance(found, Rows) else None
    context = editor.context(page, query) | {
        "answered": True,
        "truth": found if isinstance(found, bool) else None,
        "table": table and tables.arranged(table, page),
        "problem": problem and _told(page, query, problem),
        "short": f"{page.base}{page.file('/sparql/q/')}{sharing.pack(query)}",
    }
    return Made("sparql.html", context, 200 if problem is None else problem.status)


def _told(page: Page, query: str, problem: BdgError) -> tuple[str, str, int]:
    """(what is wrong, the line of the query that it is in, the column there)."""
    more = problem.more if isinstance(problem, Problem) else {}
    line, column = int(more.get("line") or 0), int(more.get("column") or 0)
    lines = query.splitlines()
    return page.t(problem.vi, problem.en), lines[line - 1] if 0 < line <= len(lines) else "", column


def _table(page: Page, found: Rows) -> Table:
    def head(i: int, name: str) -> Head:
        return Head(name, f"?{name}", value=lambda row: row[i].value if row[i] is not None else "")

    def ready(rows: Sequence[tuple[Term | None, ...]]) -> None:
        page.graph.read_names(t.value for row in rows for t in row if isinstance(t, NamedNode))

    def cells(row: tuple[Term | None, ...]) -> list[Cell]:
        return [_cell(page, term) for term in row]

    return Table([head(i, name) for i, name in enumerate(found.variables)], found.rows, cells, ready)


def _cell(page: Page, term: Term | None) -> Cell:
    if term is None:
        return Cell()
    if isinstance(term, NamedNode):
        short, name = page.curie(term.value), page.name(term.value, 90)
        return Cell(short, term.value, note=name if name != page.short(term.value) else "")
    language = term.language if isinstance(term, Literal) else None
    return Cell(term.value, note=f"@{language}" if language else "")
