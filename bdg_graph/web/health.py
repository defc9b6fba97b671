"""Says how the service is: alive, ready (a question is answered through the same path as everybody's), and in
numbers."""

from dataclasses import replace

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from bdg_graph.errors import BdgError
from bdg_graph.sandbox.jobs import Unanswered
from bdg_graph.web.answers import Answers
from bdg_graph.web.log import Log

PROBE = {"text": "ASK { ?s ?p ?o }", "format": "application/sparql-results+json"}


async def alive(_request: Request) -> Response:
    """The process answers."""
    return PlainTextResponse("alive\n", headers={"Cache-Control": "no-store"})


async def ready(request: Request) -> Response:
    """Data are loaded and a question was answered; 503 while not, or while the service is draining."""
    given: Answers = request.app.state.answers
    told = {
        "reading_ahead": request.app.state.views.reading,
        "version": given.version,
        "plans": given.pool.about.get("plans"),
        "triples": given.pool.about.get("triples"),
        "newer_data_refused": given.refused,
    }
    try:
        if request.app.state.draining:
            raise Unanswered("draining", given.settings.limits)
        (await given.give("query", dict(PROBE), replace(given.settings.limits, seconds=2), keep=False)).body.close()
    except (BdgError, Unanswered) as failure:
        return JSONResponse(
            {"ready": False, "reason": str(failure)} | told, 503, {"Retry-After": "2", "Cache-Control": "no-store"}
        )
    return JSONResponse({"ready": True} | told, headers={"Cache-Control": "no-store"})


async def metrics(request: Request) -> Response:
    """Counts for Prometheus."""
    layer = request.app.middleware_stack
    while layer is not None and not isinstance(layer, Log):
        layer = getattr(layer, "app", None)
    if not isinstance(layer, Log):
        raise RuntimeError("the log is not in the stack")
    return PlainTextResponse(
        layer.prometheus(), media_type="text/plain; version=0.0.4", headers={"Cache-Control": "no-store"}
    )
