"""The application: which path is answered by what. Everything here is read-only."""

from fastapi import FastAPI
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from bdg_graph.errors import BdgError
from bdg_graph.sandbox.jobs import Unanswered
from bdg_graph.web import api, files, health, validate
from bdg_graph.web.answers import Answers, ClientGone
from bdg_graph.web.log import Log
from bdg_graph.web.pages import asking
from bdg_graph.web.pages.router import Views, at_id, at_path, pages
from bdg_graph.web.problems import Problem, of_refusal, of_unanswered
from bdg_graph.web.punctual import Punctual
from bdg_graph.web.sparql import endpoint

READ = ["GET", "HEAD"]


def create(answers: Answers) -> FastAPI:
    """The application over started `answers`."""
    views = Views.over(answers)
    routes: list[BaseRoute] = [
        Route("/sparql", at_path(endpoint.sparql, "sparql"), methods=endpoint.METHODS),
        Route("/.well-known/void", files.void, methods=READ),
        Route("/void", files.void, methods=READ),
        Route("/graphs", files.graph_store, methods=endpoint.METHODS),
        Route("/dump.{name}.gz", files.dump, methods=READ),
        Route("/context.jsonld", files.context, methods=READ),
        Route("/ontology", at_path(files.ontology, "ontology"), methods=READ),
        Route("/id/{path:path}", at_id(views, files.thing), methods=READ),
        Route("/openapi.json", api.openapi, methods=READ),
        Route("/api/queries", api.queries, methods=READ),
        Route("/api/queries/{topic}/{name}", api.answer, methods=READ),
        Route("/healthz", health.alive, methods=READ),
        Route("/readyz", health.ready, methods=READ),
        Route("/metrics", health.metrics, methods=READ),
    ]
    app = FastAPI(
        title="BDG Graph",
        routes=routes,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        middleware=[
            Middleware(Log, answers=answers),
            *([Middleware(Punctual, limits=answers.settings.limits)] if answers.settings.endpoint else []),
        ],
        exception_handlers={
            BdgError: _problem,
            Unanswered: _problem,
            ClientGone: _gone,
            ClientDisconnect: _gone,
            HTTPException: _http,
            500: _fault,
        },
    )
    app.state.validator = validate.Validator()
    app.include_router(validate.router(views, app.state.validator))
    app.include_router(asking.router(views))
    app.include_router(pages(views))
    app.state.views = views
    app.state.answers = answers
    app.state.draining = False
    return app


async def _problem(request: Request, failure: Exception) -> Response:
    problem = of_unanswered(failure) if isinstance(failure, Unanswered) else of_refusal(failure)  # type: ignore[arg-type] # no other comes
    request.state.outcome = problem.kind
    return problem.response(request)


async def _gone(_request: Request, _failure: Exception) -> Response:
    return PlainTextResponse("", 499)


async def _http(request: Request, failure: Exception) -> Response:
    status = failure.status_code if isinstance(failure, HTTPException) else 500
    headers = dict(failure.headers or {}) if isinstance(failure, HTTPException) else {}
    vi, en = {
        404: ("Không có trang này.", "There is no such page."),
        405: ("Phương thức này không được dùng ở đây.", "This method is not allowed here."),
    }.get(status, ("Yêu cầu không hợp lệ.", "The request is not valid."))
    return Problem(status, "http", vi, en, headers).response(request)


async def _fault(request: Request, _failure: Exception) -> Response:
    request.state.outcome = "fault"
    return Problem(
        500, "fault", "Có lỗi trong dịch vụ; nhật ký ghi lại.", "A fault of this service; its log has it."
    ).response(request)
