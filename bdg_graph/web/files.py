"""The data as files: dumps, single graphs (SPARQL 1.1 Graph Store Protocol, read-only), things by their IRI,
descriptions."""

import hashlib
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from bdg_graph import paths
from bdg_graph.terms import GRAPH, ID
from bdg_graph.web import negotiate
from bdg_graph.web.answers import Answers, not_modified
from bdg_graph.web.problems import Problem
from bdg_graph.web.sparql.endpoint import about, chosen, kept
from bdg_graph.web.sparql.protocol import ABSOLUTE

SUFFIXES: Final = {form.name for form in (*negotiate.GRAPH, *negotiate.QUADS, negotiate.HTML)}


async def void(request: Request) -> Response:
    """The description of the dataset (VoID, section 7.2: /.well-known/void)."""
    return await about(request, "dataset", chosen(request, negotiate.GRAPH, request.query_params.get("format")))


async def dump(request: Request) -> Response:
    """Every graph, compressed: a file, whatever the client's Accept-Encoding."""
    forms = {form.name: form for form in negotiate.QUADS}
    form = forms.get(request.path_params["name"])
    if form is None:
        raise Problem(404, "not-found", "Có /dump.trig.gz và /dump.nq.gz.", "There are /dump.trig.gz and /dump.nq.gz.")
    given: Answers = request.app.state.answers
    name = f"bdg-graph-{given.version}.{form.name}.gz"
    headers = {
        "Content-Encoding": "identity",
        "Content-Disposition": f'attachment; filename="{name}"',
        "Vary": "Origin",
    }
    args: dict[str, object] = {"format": form.media_type, "encoding": "gzip"}
    response = await kept(request, "dump", args, "application/gzip", headers, streams=True)
    del response.headers["content-encoding"]
    return response


async def graph_store(request: Request) -> Response:
    """One graph by `?graph=IRI`, or the default graph by `?default` (sections 4.2 and 5.2). Writing is not offered."""
    if request.method not in ("GET", "HEAD"):
        raise Problem(
            405, "method", "Dịch vụ này chỉ đọc.", "This service is read-only.", {"Allow": "GET, HEAD, OPTIONS"}
        )
    names = request.query_params.getlist("graph")
    if len(names) + ("default" in request.query_params) != 1:
        raise Problem(
            400,
            "graph",
            "Hãy nêu đúng một đồ thị: ?graph=IRI, hoặc ?default. Danh sách: /.well-known/void",
            "Name exactly one graph: ?graph=IRI, or ?default. They are listed at /.well-known/void",
        )
    if names and not ABSOLUTE.fullmatch(names[0]):
        raise Problem(
            400,
            "graph",
            f"graph: “{names[0]}” không phải IRI tuyệt đối.",
            f"graph: “{names[0]}” is not an absolute IRI.",
        )
    choice = chosen(request, negotiate.GRAPH, request.query_params.get("format"))
    args: dict[str, object] = {"graph": names[0] if names else "", "format": choice.media_type}
    return await kept(request, "graph", args, choice.content_type, streams=True)


async def ontology(request: Request) -> Response:
    """The ontology, which the namespace of its terms leads to."""
    choice = chosen(request, negotiate.GRAPH, request.query_params.get("format"))
    return await kept(request, "graph", {"graph": GRAPH + "ontology", "format": choice.media_type}, choice.content_type)


async def thing(request: Request) -> Response:
    """What is said of a thing, or, for the name of a graph, that graph (Graph Store Protocol, 4.1: direct
    identification)."""
    path, suffix = request.path_params["path"], None
    stem, dot, end = path.rpartition(".")
    if dot and end in SUFFIXES:
        path, suffix = stem, end
    choice = chosen(
        request, (negotiate.TURTLE, negotiate.HTML, *negotiate.GRAPH[1:]), request.query_params.get("format"), suffix
    )
    links = ", ".join(
        f'</id/{path}.{form.name}>; rel="alternate"; type="{form.media_type}"' for form in negotiate.GRAPH
    )
    headers = {"Link": links} if path.isascii() and path.isprintable() and ">" not in path else {}
    if not ABSOLUTE.fullmatch(ID + path):
        raise Problem(404, "not-found", f"Không có gì mang tên <{ID}{path}>.", f"Nothing is called <{ID}{path}>.")
    args: dict[str, object] = {"iri": ID + path, "format": choice.media_type}
    return await kept(request, "thing", args, choice.content_type, headers, streams=True)


async def context(request: Request) -> Response:
    """The JSON-LD context."""
    file = paths.ontology() / "context.jsonld"
    if not file.is_file():
        raise Problem(404, "not-found", "Chưa có ngữ cảnh JSON-LD.", "There is no JSON-LD context yet.")
    content = file.read_bytes()
    headers = {"ETag": f'"{hashlib.sha256(content).hexdigest()[:20]}"', "Cache-Control": "public, max-age=3600"}
    if not_modified(request, headers["ETag"]):
        return Response(None, 304, headers)
    return Response(content, 200, headers, "application/ld+json")
