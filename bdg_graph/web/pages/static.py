"""Sends the files of static/: our stylesheet and script, and what is vendored with its licence."""

import mimetypes

from fastapi import Request
from fastapi.responses import FileResponse, Response

from bdg_graph.web.pages.contents import STATIC
from bdg_graph.web.pages.view import HEADERS

FOREVER = "public, max-age=31536000, immutable"
TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}


def static_file(request: Request, name: str) -> Response:
    """The file of that name; kept by browsers for good where its address carries its mark."""
    path = (STATIC / name).resolve()
    if not path.is_relative_to(STATIC.resolve()) or not path.is_file():
        return Response("404\n", 404, media_type="text/plain")
    media_type = TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "text/plain; charset=utf-8"
    marked = "v" in request.query_params
    headers = {
        "Cache-Control": FOREVER if marked else "no-cache",
        "X-Content-Type-Options": HEADERS["X-Content-Type-Options"],
    }
    return FileResponse(path, media_type=media_type, headers=headers)
