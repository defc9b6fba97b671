"""Turns what a page found into an HTML answer: the Jinja environment, the bytes kept per dataset version, the
headers. It knows no page."""

import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Callable, Mapping
from threading import Lock
from typing import Any

from fastapi import Request
from fastapi.responses import Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bdg_graph.engines import Engine
from bdg_graph.search import Search
from bdg_graph.web.negotiate import compressed
from bdg_graph.web.pages import rows, silence, structured
from bdg_graph.web.pages.contents import WEB, Contents
from bdg_graph.web.pages.context import Page, shown
from bdg_graph.web.pages.made import Made
from bdg_graph.web.ready import lasting

KEPT_BYTES = 12_000_000
WORTH_PACKING = 1400
PACKING = 5
RETRY = "10"
"""Seconds after which to ask again for what is being made."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Vary": "Accept, Accept-Encoding",
}


class View(Contents):
    """One dataset as HTML answers."""

    def __init__(self, engine: Engine, public_url: str = "", search: Search | None = None) -> None:
        super().__init__(engine, public_url, search)
        self.templates = Environment(
            loader=FileSystemLoader(WEB / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            finalize=shown,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        self.templates.globals |= {"structured": structured, "written": rows, "silence": silence}
        self._kept: OrderedDict[tuple[str, ...], Response] = OrderedDict()
        self._size = 0
        self._lock = Lock()

    def warm(self) -> None:
        """Reads what every page compares."""
        for name in self.templates.list_templates():
            self.templates.get_template(name)
        self.figures.warm()
        _ = self.catalogue.by_metric, self.catalogue.indicators

    def answer(self, request: Request, lang: str, make: Callable[[Page], Made], *, keep: bool = True) -> Response:
        """The response that `make` describes; kept, so that the same URL costs nothing a second time."""
        root = str(request.scope.get("root_path", ""))
        key = (
            compressed(request.headers.get("accept-encoding")) or "",
            lang,
            root,
            "" if self.public_url else request.headers.get("host", ""),
            request.url.path,
            request.url.query,
        )
        kept = self._kept.get(key)
        if kept is None:
            page = Page(self, request, lang, root)
            made = make(page)
            kept = self._response(page, made, key[0])
            if keep and made.lasts and kept.status_code == 200 and self.checks.state != "running":
                self._keep(key, kept)
        if key in self._kept:
            lasting(request)
        if kept.headers.get("etag", "-") in request.headers.get("if-none-match", ""):
            return Response(None, 304, {name: kept.headers[name] for name in ("etag", "cache-control", "vary")})
        return Response(kept.body, kept.status_code, dict(kept.headers), kept.media_type)

    def _response(self, page: Page, made: Made, encoding: str) -> Response:
        content = made.content
        if content is None:
            content = self.render(made.template, page, made.context).encode()
        headers = dict(HEADERS) | {"Content-Language": page.lang}
        if made.filename:
            headers["Content-Disposition"] = f'attachment; filename="{made.filename}"'
        if made.status == 503:
            headers["Retry-After"] = RETRY
        if made.status == 200:
            headers["ETag"] = f'"{hashlib.sha256(content).hexdigest()[:20]}"'
            headers["Cache-Control"] = "no-cache"
        if encoding and len(content) > WORTH_PACKING and not made.media_type.endswith("sheet"):
            content = gzip.compress(content, PACKING, mtime=0)
            headers["Content-Encoding"] = encoding
            if "ETag" in headers:
                headers["ETag"] = headers["ETag"].replace('"', f'"{encoding}-', 1)
        return Response(content, made.status, headers, made.media_type)

    def render(self, template: str, page: Page, context: Mapping[str, Any]) -> str:
        """The text of `template` for `page`."""
        return self.templates.get_template(template).render(page=page, t=page.t, lang=page.lang, view=self, **context)

    def _keep(self, key: tuple[str, ...], response: Response) -> None:
        with self._lock:
            if key not in self._kept and len(response.body) < KEPT_BYTES // 8:
                self._kept[key] = response
                self._size += len(response.body)
            while self._size > KEPT_BYTES:
                self._size -= len(self._kept.popitem(last=False)[1].body)


def not_escaped(markup: str) -> Markup:
    """Marks up text that our own code wrote with every part of it escaped (SVG, highlighted text)."""
    return Markup(markup)  # noqa: S704 - only for text whose data went through markupsafe.escape
