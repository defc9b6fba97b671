"""The way into the pages: which address each has, in which language, and what a browser gets at the IRIs of things."""

import ctypes
import gc
import json
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from threading import Lock, Thread

from fastapi import APIRouter
from fastapi.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bdg_graph.engines import Engine
from bdg_graph.engines.opening import opened
from bdg_graph.errors import BdgError, NotFound
from bdg_graph.sandbox.jobs import Unanswered
from bdg_graph.search import Hit, NotReady, Search
from bdg_graph.web import i18n, negotiate
from bdg_graph.web.answers import Answers
from bdg_graph.web.pages import ahead, searching, things
from bdg_graph.web.pages.context import Page
from bdg_graph.web.pages.made import Made
from bdg_graph.web.pages.routes import ROBOTS, ROUTES
from bdg_graph.web.pages.static import static_file
from bdg_graph.web.pages.view import View

YEAR = 365 * 24 * 3600
READ = ["GET", "HEAD"]
OFFERED = (negotiate.TURTLE, negotiate.HTML, *negotiate.GRAPH[1:])

Endpoint = Callable[[Request], Awaitable[Response]]

FEW = 150_000
"""Triples, those of a hundred plans: a copy of more would be most of the memory of the service."""


class Views:
    """The view of the dataset as it is now: a new one when the dataset has another version."""

    def __init__(
        self,
        engine: Callable[[], Engine],
        version: Callable[[], str] | None = None,
        public_url: str = "",
        search: Callable[[Engine], Search] = Search,
    ) -> None:
        self._engine, self._version, self._public_url, self._search = engine, version, public_url, search
        self._made: View | None = None
        self._made_for = ""
        self._lock = Lock()
        self.reading = False
        """Whether what the first pages would wait for is still being read."""

    @classmethod
    def over(cls, answers: Answers) -> "Views":
        """The views of what `answers` answers from."""
        return cls(lambda: _engine(answers), lambda: answers.version, search=answers.search)

    @property
    def now(self) -> View:
        wanted = self._version() if self._version else ""
        if self._made is None or wanted != self._made_for:
            with self._lock:
                if self._made is None or wanted != self._made_for:
                    engine, before = self._engine(), self._made
                    search = self._search(engine)
                    search.before = before.search if before else None
                    self._made, self._made_for = View(engine, self._public_url, search), wanted
                    if before:  # the server warms the first
                        self.warm()
        return self._made

    def warm(self) -> None:
        """Reads, beside the caller, what the first pages would wait for."""
        self.reading = True
        Thread(target=self.fill, daemon=True).start()

    def fill(self) -> None:
        """Reads what the first pages would wait for; what a store does not give now, they will ask for."""
        view = self.now
        try:
            for _ in ahead.read(view):
                look_no_more()
                if self.now is not view:
                    return  # for the data are others now, and are read by themselves
        except (BdgError, Unanswered):
            pass
        except Exception as fault:  # a store may answer with anything: the pages ask again and say so to who asked
            told = {"level": "alarm", "event": "warming-failed", "reason": f"{type(fault).__name__}: {fault}"}
            print(json.dumps(told), file=sys.stderr, flush=True)
        self.reading = self._made is not view
        give_back()


def look_no_more() -> None:
    """Has the collector look no more through what there is now: a look through all that pages read keeps everybody
    waiting, for half a second at 10,000 plans."""
    gc.collect(1)  # what has just been done with
    gc.freeze()


def give_back() -> None:
    """Gives the system back what was used for a while."""
    if trim := getattr(ctypes.CDLL(None), "malloc_trim", None):  # of glibc
        trim(0)


def _engine(answers: Answers) -> Engine:
    """A copy of a few local data in this process, which costs a page's many small questions least. Otherwise workers
    are asked: they can be ended, what they read is given back with them, and the data stand in memory once."""
    settings = answers.settings
    if not settings.endpoint and answers.pool.about["triples"] <= FEW:
        with suppress(BdgError):  # files that have changed since are judged before anybody sees them
            copy = opened([Path(path) for path in settings.data], Path(settings.store) if settings.store else None)
            if copy.dataset.version == answers.version:
                return copy
    return answers.engine()


def pages(views: Views) -> APIRouter:
    """All pages, the files they need, and the way from / to the reader's language."""
    made = APIRouter(include_in_schema=False)
    made.add_api_route("/", _front, methods=READ)
    made.add_api_route("/static/{name:path}", static_file, methods=READ)
    for path, make, keep in ROBOTS:
        made.add_api_route(f"/{path}", _page(views, "vi", make, keep), methods=READ)
    for lang in i18n.LANGUAGES:
        for path, make, keep in ROUTES:
            made.add_api_route(f"/{lang}/{path}", _page(views, lang, make, keep), methods=READ)
    return made


def at_id(views: Views, data: Endpoint) -> Endpoint:
    """What answers /id/...: the page for who wants HTML, else `data`, which answers in RDF."""

    async def answer(request: Request) -> Response:
        path, name = request.path_params["path"], request.query_params.get("format")
        suffix = (
            path.rpartition(".")[2]
            if path.endswith(tuple(f".{form.name}" for form in (*negotiate.GRAPH, negotiate.HTML)))
            else None
        )
        try:
            choice = negotiate.choose(OFFERED, request.headers.get("accept"), name, suffix)
        except negotiate.NotOffered:
            return await data(request)
        if choice.format is not negotiate.HTML:
            return await data(request)
        wanted = path.removesuffix(".html") if suffix else path
        response = await run_in_threadpool(_at_iri, views, request, wanted)
        response.headers["Vary"] = "Accept, Accept-Encoding, Accept-Language, Cookie"
        return response

    return answer


def _at_iri(views: Views, request: Request, path: str) -> Response:
    return respond(views.now, request, language_of(request), things.at_iri, path=path)


def language_of(request: Request) -> str:
    """The language that the reader of `request` wants."""
    return i18n.preferred(request.headers.get("accept-language", ""), request.cookies.get(i18n.COOKIE))


def _front(request: Request) -> Response:
    place = f"{request.scope.get('root_path', '')}/{language_of(request)}/"
    return RedirectResponse(place, 303, {"Vary": "Accept-Language, Cookie", "Cache-Control": "no-cache"})


def _page(views: Views, lang: str, make: Callable[..., Made], keep: bool) -> Callable[[Request], Response]:
    def handle(request: Request) -> Response:
        response = respond(views.now, request, lang, make, keep=keep, **request.path_params)
        if request.cookies.get(i18n.COOKIE) != lang and "html" in (response.media_type or ""):
            response.set_cookie(i18n.COOKIE, lang, max_age=YEAR, samesite="lax")
        return response

    return handle


def respond(
    view: View, request: Request, lang: str, make: Callable[..., Made], *, keep: bool = True, **path: str
) -> Response:
    """The page that `make` makes, or one that says what is wrong and where to go."""
    try:
        return view.answer(request, lang, lambda page: make(page, **path), keep=keep)
    except BdgError as error:
        problem = error  # the name of an except clause is gone after it
        return view.answer(request, lang, lambda page: _problem(page, problem), keep=False)


def _problem(page: Page, error: BdgError) -> Made:
    missing, later = isinstance(error, NotFound), isinstance(error, NotReady)
    title = page.t("Không tìm thấy", "Not found") if missing else page.t("Không làm được", "This cannot be done")
    title = page.t("Chưa sẵn sàng", "Not ready yet") if later else title
    near: list[Hit] = []
    if isinstance(error, NotFound):
        with suppress(NotReady):
            near = page.view.search.suggest(error.name.rsplit("/", 1)[-1].replace("-", " "), page.lang)
    words = error.vi if page.lang == "vi" else error.en
    status = 404 if missing else 503 if later else 422
    context = {"title": title, "words": words, "near": near, "place": partial(searching.place_of, page)}
    return Made("problem.html", context, status)


def at_path(data: Endpoint, path: str) -> Endpoint:
    """What answers /sparql and /ontology: a browser that asks for no data is sent to the page, all else to `data`."""

    async def answer(request: Request) -> Response:
        query = request.query_params
        if request.method in READ and not {"query", "format"} & set(query):
            try:
                choice = negotiate.choose(
                    (negotiate.TURTLE, negotiate.JSON, negotiate.HTML), request.headers.get("accept")
                )
            except negotiate.NotOffered:
                return await data(request)
            if choice.format is negotiate.HTML:
                place = f"{request.scope.get('root_path', '')}/{language_of(request)}/{path}"
                return RedirectResponse(place, 303, {"Vary": "Accept, Accept-Language, Cookie"})
        return await data(request)

    return answer
