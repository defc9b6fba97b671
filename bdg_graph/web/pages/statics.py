"""Writes the pages as files for any file host: every page and table reachable by links, RDF beside, search included.
What needs a server (SPARQL, filters typed by hand) is left out, and the pages say nothing of it."""

import gc
import json
import multiprocessing
import os
import posixpath
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache, partial
from html import escape, unescape
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, quote, unquote, urldefrag, urlsplit

from fastapi.routing import APIRoute
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
AT_A_TIME = 32
"""Pages that one process writes before it asks for more."""

Written = tuple[list[str], list[str]]
"""The file of a page, if it has one, and the addresses that it links to."""

# frame-ancestors is for headers only.
META_POLICY = POLICY.replace("frame-ancestors 'none'; ", "")


class Site:
    """One static site in the making."""

    def __init__(self, engine: Engine, out: Path, public_url: str = "") -> None:
        self.out = out
        self.views = Views(lambda: engine, public_url=public_url)
        self.view = self.views.now
        self.view.static = True
        self.routes = pages(self.views).routes
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
        waiting = list(filter(only, [*begin, *self._things(only)]))
        self._graphs()
        known = set(waiting)
        with _writers(self) as write:
            while waiting:
                waiting.sort(key=_without_language)  # what differs in language or format asks the same
                found: dict[str, None] = {}
                for name, linked in write(waiting):
                    self.written.update(name)
                    found |= dict.fromkeys(linked)
                waiting = [address for address in found if address not in known and only(address)]
                known.update(waiting)
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

    def page(self, address: str) -> Written:
        """Writes one page."""
        parts = urlsplit(address)
        response = self._answer(parts.path, parts.query)
        if response is None or response.status_code != 200:
            return [], []
        name = file_of(address, str(response.media_type))
        if "html" not in str(response.media_type):
            self._file(name, bytes(response.body))
            return [name], []
        found: dict[str, None] = {}
        start = _quoted(name)

        def relative(match: re.Match[str]) -> str:
            target = _target(match[2])
            if target.page:
                found[target.page] = None
            return f'{match[1]}="{_way(start, target.file)}{target.fragment}"'

        text = LOCAL_LINK.sub(relative, bytes(response.body).decode())
        meta = f'<meta http-equiv="Content-Security-Policy" content="{escape(META_POLICY)}">'
        root = _way(name, "index.html").removesuffix("index.html")
        extra = f'{meta}\n<script type="module" src="{root}static/static.js" data-root="{root}"></script>\n</head>'
        self._file(name, text.replace("</head>", extra, 1).encode())
        return [name], list(found)

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
            if match is Match.FULL and isinstance(route, APIRoute):
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


class Target(NamedTuple):
    """Where a link leads: its file and its fragment as they are written, and the page that it is to write, or ""."""

    file: str
    fragment: str
    page: str


@lru_cache(100_000)
def _target(link: str) -> Target:
    """Where a link of a page, as it is written there, leads in the site; many pages have the same."""
    target = stated(unescape(link))
    if target is None:
        return Target(file_of("/vi/about", "html"), "", "")
    path, fragment = urldefrag(target)
    is_page = path.startswith(("/vi/", "/en/")) and "suggest.json" not in path and "/search" not in path
    file = file_of(path, "" if "." in posixpath.basename(urlsplit(path).path) else "html")
    return Target(_quoted(file), f"#{fragment}" if fragment else "", path if is_page else "")


def _quoted(file: str) -> str:
    return quote(file, safe="/=,._-&")


_site: Site | None = None
"""Of which processes write the pages."""


@contextmanager
def _writers(site: Site) -> Iterator[Callable[[list[str]], Iterable[Written]]]:
    """What writes pages of `site`, in as many processes as there are processors."""
    global _site  # forked processes find it here
    _site, processes = site, os.cpu_count() or 1
    if processes < 2 or "fork" not in multiprocessing.get_all_start_methods():
        yield partial(map, site.page)
        return
    gc.freeze()
    with multiprocessing.get_context("fork").Pool(processes) as pool:
        yield partial(pool.imap_unordered, _page, chunksize=AT_A_TIME)


def _page(address: str) -> Written:
    if _site is None:
        raise RuntimeError("no site")
    return _site.page(address)


def _without_language(address: str) -> str:
    return address[len("/vi/") :]


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
    here, there = start.split("/")[:-1], end.split("/")
    common = len(posixpath.commonprefix([here, there]))
    return "/".join([".."] * (len(here) - common) + there[common:])


def _front() -> str:
    """The first file: to the reader's language."""
    return (
        '<!doctype html>\n<html lang="vi"><head><meta charset="utf-8"><title>BDG Graph</title>'
        '<meta http-equiv="refresh" content="0; url=vi/index.html"></head>'
        '<body><p><a href="vi/index.html">Tiếng Việt</a> · <a href="en/index.html">English</a></p></body></html>\n'
    )
