"""Any SPARQL 1.1 store as an engine, asked over HTTP with SPARQLWrapper; its default graph must be the union of its
graphs.

A store is not trusted to be well: what it sends is read up to a size and a time, and must be what was asked for.
"""

import os
import re
import threading
import time
import urllib.error
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.client import HTTPException
from typing import IO, Any, Final

import pyoxigraph as ox
from SPARQLWrapper import JSON, POST, SELECT, SPARQLExceptions, SPARQLWrapper

from bdg_graph.dataset import Dataset
from bdg_graph.engines import results
from bdg_graph.engines.base import Engine, Rows
from bdg_graph.errors import BadQuery, BdgError
from bdg_graph.terms import GRAPH

VERSION_GRAPH: Final = GRAPH + "dataset"
VERSION: Final = "http://www.w3.org/ns/dcat#version"

TRIES: Final = 3
FIRST_WAIT: Final = 0.2
"""Seconds before the second try; twice as long before the third."""
PASSING: Final = frozenset({429, 502, 503, 504})
CHUNK: Final = 64 * 1024
GRAPHS: Final = ("application/n-triples", "text/turtle", "text/plain")
RESULTS: Final = ("application/sparql-results+json", "application/json")

# What may stand before the form: comments, BASE and PREFIX lines. Virtuoso sends rows for CONSTRUCT if rows are
# accepted.
PROLOGUE: Final = re.compile(r"#[^\r\n]*|\b(?:BASE|PREFIX)\s*(?:[^\s:<]*:)?\s*<[^>]*>", re.IGNORECASE)
GRAPH_FORM: Final = re.compile(r"\s*(?:CONSTRUCT|DESCRIBE)", re.IGNORECASE)


class RemoteFailed(BdgError):
    """The store gave no answer: `late` where it took too long."""

    def __init__(self, url: str, problem: str, *, late: bool = False) -> None:
        self.late, self.kind = late, "remote-time" if late else "remote"
        super().__init__(
            f"Kho dữ liệu {url} không trả lời được: {problem}. Hãy thử lại sau.",
            f"The store {url} gave no answer: {problem}. Try again later.",
        )


@dataclass(frozen=True)
class Access:
    """How to reach a store: basic authentication or a bearer token, and its own parameter for a time limit."""

    url: str
    user: str | None = None
    password: str = field(default="", repr=False)
    token: str | None = field(default=None, repr=False)
    timeout_parameter: str | None = None
    """`timeout` (seconds) or `timeout:ms`."""

    @staticmethod
    def of_environment(url: str) -> "Access":
        """`url` with what BDG_ENDPOINT_USER, _PASSWORD, _TOKEN and _TIMEOUT say."""
        told = os.environ.get
        return Access(
            url,
            told("BDG_ENDPOINT_USER"),
            told("BDG_ENDPOINT_PASSWORD", ""),
            told("BDG_ENDPOINT_TOKEN"),
            told("BDG_ENDPOINT_TIMEOUT"),
        )


class Remote(Engine):
    """Answers from the store at `access.url`, each query within `seconds` and `most` bytes."""

    def __init__(self, access: Access, *, seconds: float = 30.0, most: int = 64 << 20) -> None:
        super().__init__(Dataset(ox.Store(), "", [], []))
        self.access, self.seconds, self.most = access, seconds, most

    def connect(self) -> "Remote":
        """Asks the store which dataset it has. Raises RemoteFailed."""
        found = self.select(
            f"SELECT ?version WHERE {{ GRAPH <{VERSION_GRAPH}> {{ ?dataset <{VERSION}> ?version }} }} ORDER BY ?version"
        )
        told = [row[0].value for row in found.rows if row[0]]
        self.dataset.version = told[0] if told else self._measured()
        return self

    def _measured(self) -> str:
        """A version for a store that states none: it changes with the number of triples."""
        found = self.select("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }")
        return f"remote-{found.rows[0][0].value if found.rows and found.rows[0][0] else 0}"

    def query(self, sparql: str) -> Rows | bool | list[ox.Triple]:
        media_type, content = self.fetch(sparql)
        try:
            return self._read_graph(content) if media_type in GRAPHS else results.read(content)
        except (SyntaxError, ValueError) as problem:
            raise RemoteFailed(self.access.url, f"it sent unreadable results ({problem})"[:200]) from problem

    def _read_graph(self, content: bytes) -> list[ox.Triple]:
        return [quad.triple for quad in ox.parse(content, ox.RdfFormat.TURTLE)]  # N-Triples are Turtle

    def fetch(
        self,
        sparql: str,
        default_graphs: Sequence[str] = (),
        named_graphs: Sequence[str] = (),
        seconds: float | None = None,
    ) -> tuple[str, bytes]:
        """Media type and bytes of the answer: SPARQL results in JSON, or N-Triples. Raises RemoteFailed, BadQuery."""
        until = time.monotonic() + (seconds or self.seconds)
        media_type, content = self._tried(sparql, default_graphs, named_graphs, until)
        if media_type not in (*GRAPHS, *RESULTS):
            raise RemoteFailed(self.access.url, f"it sent {media_type or 'no Content-Type'}, not SPARQL results")
        return media_type, content

    def _tried(
        self, sparql: str, default_graphs: Sequence[str], named_graphs: Sequence[str], until: float
    ) -> tuple[str, bytes]:
        """The answer of the first try that succeeds; a query changes nothing, so trying again does no harm."""
        wait = FIRST_WAIT
        for left in reversed(range(TRIES)):
            try:
                return self._within(until, sparql, default_graphs, named_graphs)
            except RemoteFailed as failed:
                passing = isinstance(failed.__cause__, ConnectionError | urllib.error.URLError) and _passes(
                    failed.__cause__
                )
                if not left or not passing or time.monotonic() + wait > until:
                    raise
            time.sleep(wait)
            wait *= 2
        raise AssertionError("the last try returns or raises")

    def _within(
        self, until: float, sparql: str, default_graphs: Sequence[str], named_graphs: Sequence[str]
    ) -> tuple[str, bytes]:
        """One try, given up at `until` even where the store sends a byte a second: the socket's timeout is per byte."""
        outcome: list[tuple[str, bytes] | BaseException] = []

        def work() -> None:
            try:
                outcome.append(self._once(until, sparql, default_graphs, named_graphs))
            except BaseException as problem:  # whatever it was, the thread that waits raises it
                outcome.append(problem)

        thread = threading.Thread(target=work, daemon=True)
        thread.start()
        thread.join(max(0.0, until - time.monotonic()))
        if not outcome:
            raise RemoteFailed(self.access.url, "it took too long", late=True)
        if isinstance(outcome[0], BaseException):
            raise outcome[0]
        return outcome[0]

    def _once(
        self, until: float, sparql: str, default_graphs: Sequence[str], named_graphs: Sequence[str]
    ) -> tuple[str, bytes]:
        try:
            response = self._request(until, sparql, default_graphs, named_graphs).query().response
            media_type = (response.headers.get("Content-Type") or "").partition(";")[0].strip().lower()
            return media_type, self._read(response, until)
        except SPARQLExceptions.QueryBadFormed as problem:
            raise BadQuery(str(problem.msg)[-300:]) from problem
        except SPARQLExceptions.SPARQLWrapperException as problem:
            raise RemoteFailed(self.access.url, type(problem).__name__) from problem
        except urllib.error.HTTPError as problem:
            with problem:
                raise RemoteFailed(self.access.url, f"HTTP {problem.code}", late=problem.code == 504) from problem
        except TimeoutError as problem:
            raise RemoteFailed(self.access.url, "it took too long", late=True) from problem
        except (OSError, HTTPException, ValueError) as problem:
            late = isinstance(getattr(problem, "reason", None), TimeoutError)
            raise RemoteFailed(self.access.url, f"{type(problem).__name__}: {problem}"[:200], late=late) from problem

    def _request(
        self, until: float, sparql: str, default_graphs: Sequence[str], named_graphs: Sequence[str]
    ) -> SPARQLWrapper:
        asked = SPARQLWrapper(self.access.url, agent="bdg-graph")
        asked.setMethod(POST)
        asked.setReturnFormat(JSON)
        asked.setOnlyConneg(True)
        asked.setQuery(sparql)
        asked.queryType = SELECT  # it guesses from words: a question with ?addressee was taken for ADD, an update
        for graph in default_graphs:
            asked.addDefaultGraph(graph)
        for graph in named_graphs:
            asked.addNamedGraph(graph)
        left = max(0.05, until - time.monotonic())
        asked.timeout = left  # type: ignore[assignment] # setTimeout takes whole seconds only
        wants_graph = GRAPH_FORM.match(PROLOGUE.sub(" ", sparql)) is not None
        asked.addCustomHttpHeader("Accept", ", ".join(GRAPHS) if wants_graph else ", ".join(RESULTS))
        if self.access.token:
            asked.addCustomHttpHeader("Authorization", f"Bearer {self.access.token}")
        elif self.access.user:
            asked.setCredentials(self.access.user, self.access.password)
        if self.access.timeout_parameter:
            name, _, unit = self.access.timeout_parameter.partition(":")
            asked.addParameter(name, str(int(left * 1000) if unit == "ms" else max(1, int(left))))
        return asked

    def _read(self, response: IO[bytes], until: float) -> bytes:
        content = bytearray()
        read: Any = getattr(response, "read1", response.read)
        with response:
            while part := read(CHUNK):
                content += part
                if len(content) > self.most:
                    raise RemoteFailed(self.access.url, f"it sent more than {self.most >> 20} MiB")
                if time.monotonic() > until:
                    raise RemoteFailed(self.access.url, "it took too long", late=True)
        return bytes(content)


def _passes(problem: BaseException) -> bool:
    """Whether a second try may do better."""
    return not isinstance(problem, urllib.error.HTTPError) or problem.code in PASSING
