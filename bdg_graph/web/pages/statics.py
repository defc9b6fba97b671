"""Writes the pages as files for any file host: every page and table reachable by links, RDF beside, search included.
What needs a server (SPARQL, filters typed by hand) is left out, and the pages say nothing of it."""

import json
import posixpath
import re
import shutil
from collections import deque
from collections.abc import Callable, Iterator
from html import escape, unescape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urldefrag, urlsplit

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match

from bdg_graph import paths
from bdg_graph.engines import Engine
from bdg_graph.sandbox.worker import Output
from bdg_graph.search.documents import documents
from bdg_graph.terms import BDG, GRAPH, ID
from bdg_graph.web import i18n, tasks
from bdg_graph.web.answers import TRUSTED
from bdg_graph.web.pages.contents import STATIC
from bdg_graph.web.pages.context import KIND_WORDS
from bdg_graph.web.pages.router import Views, pages
from bdg_graph.web.pages.view import POLICY

# Matches `href="/vi/plan"` and `action="/vi/search"`; must not match `href="https://..."` nor `href="#main"`.
LOCAL_LINK = re.compile(r'\b(href|src|action|data-suggest)="(/[^"/][^"]*|/)"')

# What of a page's state is written as a page of its own; anything else leads to the page without it.
KEPT_STATE = ("in", "iri", "format", "measure", "at", "domain")
LEFT_OUT = ("/sparql", "/api/", "/openapi.json", "/graphs", "/.well-known", "/dump.")
NAMED = {"bibtex": "citation.bib", "ris": "citation.ris", "jsonld": "facts.jsonld", "svg": "drawing.svg"}
DOWNLOADS = ("csv", "excel.csv", "xlsx", "json")
SUFFIXES = {
    "ttl": "text/turtle",
    "jsonld": "application/ld+json",
    "nt": "application/n-triples",
    "rdf": "application/rdf+xml",
}
MOST_TEXT = 400

# frame-ancestors is for headers only.
META_POLICY = POLICY.replace("frame-ancestors 'none'; ", "")


class Site:
    """One static site in the making."""

    def __init__(self, engine: Engine, out: Path, public_url: str = "") -> None:
        self.out = out
        self.views = Views(lambda: engine, public_url=public_url)
        self.view = self.views.now
        self.view.static = True
        self.routes = list(pages(self.views))
        self.state = tasks.State(engine, True, {})
        self.written: set[str] = set()

    def write(self, only: Callable[[str], bool] = lambda _address: True) -> int:
        """Writes everything, or the pages whose address `only` lets pass; how many files there are."""
        self.view.checks.finish()
        shutil.copytree(STATIC, self.out / "static", dirs_exist_ok=True, ignore=shutil.ignore_patterns("yasgui"))
        begin = [
            "/sitemap.xml",
            "/robots.txt",
            *(f"/{lang}/{path}" for lang in i18n.LANGUAGES for path in ("", "search")),
        ]
        waiting = deque(filter(only, [*begin, *self._things(only)]))
        self._graphs()
        known = set(waiting)
        while waiting:
            address = waiting.popleft()
            for found in self._page(address):
                if found not in known and only(found):
                    known.add(found)
                    waiting.append(found)
        for lang in i18n.LANGUAGES:
            self._index(lang)
        self._file("index.html", _front().encode())
        return len(self.written)

    def _things(self, only: Callable[[str], bool]) -> Iterator[str]:
        """The pages of all things; their RDF is written on the way."""
        rows = self.view.graph.select(
            f"SELECT DISTINCT ?s WHERE {{ ?s ?p ?o FILTER(STRSTARTS(STR(?s), '{ID}') && !CONTAINS(STR(?s), "
            "'#')) } ORDER BY ?s"
        ).rows
        for (thing,) in rows:
            if thing:
                path = thing.value.removeprefix(ID)
                yield from (f"/{lang}/{quote(path)}" for lang in i18n.LANGUAGES)
                for suffix, media_type in SUFFIXES.items() if only(f"/vi/{path}") else ():
                    self._rdf(thing.value, f"id/{path}.{suffix}", media_type)

    def _graphs(self) -> None:
        """The ontology, every named graph, the JSON-LD context."""
        for (graph,) in self.view.graph.select("SELECT DISTINCT ?g WHERE { GRAPH ?g { ?s ?p ?o } }").rows:
            if graph:
                for suffix, media_type in SUFFIXES.items():
                    self._rdf(graph.value, f"id/{graph.value.removeprefix(ID)}.{suffix}", media_type)
        for suffix, media_type in SUFFIXES.items():
            self._rdf(GRAPH + "ontology", f"ontology.{suffix}", media_type)
        self._file("context.jsonld", (paths.ontology() / "context.jsonld").read_bytes())

    def _rdf(self, iri: str, name: str, media_type: str) -> None:
        content = Output(TRUSTED)
        tasks.thing(self.state, {"iri": iri, "format": media_type}, content)
        body = content.body()
        self._file(name, body.read())
        body.close()

    def _page(self, address: str) -> Iterator[str]:
        """Writes one page; the addresses that it links to."""
        parts = urlsplit(address)
        response = self._answer(parts.path, parts.query)
        if response is None or response.status_code != 200:
            return
        name = file_of(address, str(response.media_type))
        if "html" not in str(response.media_type):
            self._file(name, bytes(response.body))
            return
        found: list[str] = []

        def relative(match: re.Match[str]) -> str:
            target = stated(unescape(match[2]))
            if target is None:
                return f'{match[1]}="{_way(name, file_of("/vi/about", "html"))}"'
            path, fragment = urldefrag(target)
            if path.startswith(("/vi/", "/en/")) and "suggest.json" not in path and "/search" not in path:
                found.append(path)
            way = _way(name, file_of(path, "" if "." in posixpath.basename(urlsplit(path).path) else "html"))
            return f'{match[1]}="{quote(way, safe="/=,._-&")}{"#" + fragment if fragment else ""}"'

        text = LOCAL_LINK.sub(relative, bytes(response.body).decode())
        meta = f'<meta http-equiv="Content-Security-Policy" content="{escape(META_POLICY)}">'
        root = _way(name, "index.html").removesuffix("index.html")
        extra = f'{meta}\n<script type="module" src="{root}static/static.js" data-root="{root}"></script>\n</head>'
        self._file(name, text.replace("</head>", extra, 1).encode())
        yield from found

    def _answer(self, path: str, query: str) -> Response | None:
        """What the server would answer; None where there is no such page."""
        scope: dict[str, Any] = {
            "type": "http",
            "method": "GET",
            "path": unquote(path),
            "query_string": query.encode(),
            "headers": [(b"host", b"localhost")],
            "scheme": "https",
            "root_path": "",
        }
        for route in self.routes:
            match, found = route.matches(scope)
            if match is Match.FULL:
                answer: Response = route.endpoint(Request({**scope, **found}))
                return answer
        return None

    def _index(self, lang: str) -> None:
        """The index that the static search looks through."""
        page = _Names(lang)
        told = []
        for d in documents(self.view.graph.engine):
            name = d.names.get(lang) or next(iter(d.names.values()), "")
            text = (d.shown.get(lang) or d.shown.get("vi") or "")[:MOST_TEXT]
            place = stated(page.place(d.iri))
            if place and (name or text):
                path, fragment = urldefrag(place)
                others = " ".join([*d.others, *(n for n in d.names.values() if n != name)])
                told.append(
                    [
                        name,
                        d.kind,
                        quote(file_of(path, "html"), safe="/=,._-&") + (f"#{fragment}" if fragment else ""),
                        text,
                        others,
                    ]
                )
        kinds = {kind: words[0 if lang == "vi" else 1] for kind, words in KIND_WORDS.items()}
        self._file(f"{lang}/search.json", json.dumps({"kinds": kinds, "things": told}, ensure_ascii=False).encode())

    def _file(self, name: str, content: bytes) -> None:
        path = self.out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        self.written.add(name)


class _Names:
    """Enough of a page to say where a hit leads."""

    def __init__(self, lang: str) -> None:
        self.lang = lang

    def place(self, iri: str) -> str:
        if iri.startswith("question:"):
            return f"/{self.lang}/questions/{iri.removeprefix('question:')}"
        path = iri.removeprefix(ID) if iri.startswith(ID) else "ontology/" + iri.removeprefix(BDG.namespace)
        return f"/{self.lang}/{path}"


def stated(address: str) -> str | None:
    """An address with the part of its state that is written; None where it needs a server."""
    path, _, rest = address.partition("#")
    plain, _, query = path.partition("?")
    if plain.startswith(LEFT_OUT) or "/sparql" in plain:
        return None
    pairs = [(k, v) for k, v in parse_qsl(query) if _is_kept(plain, k, v)]
    state = "&".join(f"{k}={quote(v, safe='')}" for k, v in sorted(pairs))
    return plain + (f"?{state}" if state else "") + (f"#{rest}" if rest else "")


def _is_kept(path: str, key: str, value: str) -> bool:
    if key == "format":
        return (path == "/ontology" and value in SUFFIXES) or value in (*DOWNLOADS, *NAMED)
    return key in KEPT_STATE or (
        "/questions/" in path and key not in ("sort", "filter", "page", "v", "lang") and not key.startswith("in.")
    )


def file_of(address: str, media_type: str) -> str:
    """The file that an address is written to."""
    parts = urlsplit(address)
    path = unquote(parts.path).strip("/")
    state = unquote(parts.query)
    pairs = parse_qsl(state)
    form = next((v for k, v in pairs if k == "format"), None)
    if form and path == "ontology":
        return f"ontology.{form}"
    is_page = not media_type or "html" in media_type
    if not form and (path.startswith(("static/", "id/")) or path == "context.jsonld" or not is_page):
        return path
    tail = "/".join(f"{k}={v.replace('/', ',')}" for k, v in pairs if k != "format")
    name = "index.html" if not form else f"table.{form}" if form in DOWNLOADS else NAMED[form]
    return posixpath.join(path, tail, name) if path or tail else name


def _way(start: str, end: str) -> str:
    """The relative way from one file to another."""
    return posixpath.relpath(end, posixpath.dirname(start) or ".")


def _front() -> str:
    """The first file: to the reader's language."""
    return (
        '<!doctype html>\n<html lang="vi"><head><meta charset="utf-8"><title>BDG Graph</title>'
        '<meta http-equiv="refresh" content="0; url=vi/index.html"></head>'
        '<body><p><a href="vi/index.html">Tiếng Việt</a> · <a href="en/index.html">English</a></p></body></html>\n'
    )
