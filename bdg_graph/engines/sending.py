"""Sends a dataset to a remote store, graph by graph, by Graph Store Protocol or SPARQL Update; says how far it is.

The version is written last, so that a store that holds half of it does not say it holds it.
"""

import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Final

import pyoxigraph as ox

from bdg_graph.dataset import Dataset
from bdg_graph.engines.remote import FIRST_WAIT, PASSING, TRIES, VERSION, VERSION_GRAPH, Access, RemoteFailed
from bdg_graph.terms import ID

BATCH: Final = 500
"""Triples of one INSERT DATA: some stores limit the length of a request."""
SECONDS: Final = 120.0

Progress = Callable[[str, int, int], None]


def send(dataset: Dataset, access: Access, how: str, progress: Progress = lambda _name, _done, _total: None) -> int:
    """Replaces each graph of `dataset` in the store; `how` is "gsp" or "update". Gives the number of graphs.

    Raises RemoteFailed; sending again mends what was left half way.
    """
    put = {"gsp": _put, "update": _update}[how]
    graphs = sorted(str(g.value) for g in dataset.store.named_graphs() if isinstance(g, ox.NamedNode))
    put(access, VERSION_GRAPH, [])
    for done, name in enumerate(graphs):
        progress(name, done, len(graphs))
        put(access, name, [q.triple for q in dataset.store.quads_for_pattern(None, None, None, ox.NamedNode(name))])
    stated = ox.Triple(ox.NamedNode(ID.rstrip("/")), ox.NamedNode(VERSION), ox.Literal(dataset.version))
    put(access, VERSION_GRAPH, [stated])
    progress(VERSION_GRAPH, len(graphs), len(graphs))
    return len(graphs)


def _put(access: Access, graph: str, triples: list[ox.Triple]) -> None:
    """SPARQL 1.1 Graph Store Protocol, 5.3: PUT puts the content in place of the graph's."""
    url = f"{access.url}{'&' if '?' in access.url else '?'}graph={urllib.parse.quote(graph, safe='')}"
    content = ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES)
    _sent(access, url, "PUT", content or b"", "application/n-triples")


def _update(access: Access, graph: str, triples: list[ox.Triple]) -> None:
    """SPARQL 1.1 Update, 3.1.1 and 3.2.2, in batches; a blank node is the same one within one request only."""
    _sent(access, access.url, "POST", f"DROP SILENT GRAPH <{graph}>".encode(), "application/sparql-update")
    blank = [t for t in triples if isinstance(t.subject, ox.BlankNode) or isinstance(t.object, ox.BlankNode)]
    if blank:  # INSERT DATA takes none of them everywhere (Virtuoso), a template does
        _insert(access, f"INSERT {{ GRAPH <{graph}> {{\n{_lines(blank)}}} }} WHERE {{ }}")
    left = set(blank)
    for batch in _batches(triple for triple in triples if triple not in left):
        _insert(access, f"INSERT DATA {{ GRAPH <{graph}> {{\n{_lines(batch)}}} }}")


def _insert(access: Access, text: str) -> None:
    _sent(access, access.url, "POST", text.encode(), "application/sparql-update")


def _lines(triples: list[ox.Triple]) -> str:
    return (ox.serialize(triples, format=ox.RdfFormat.N_TRIPLES) or b"").decode()


def _batches(triples: Iterable[ox.Triple]) -> Iterator[list[ox.Triple]]:
    left = iter(triples)
    while batch := list(islice(left, BATCH)):
        yield batch


def _sent(access: Access, url: str, method: str, content: bytes, media_type: str) -> None:
    """One request, tried again with longer and longer waits: each of ours gives the same when repeated."""
    opener = urllib.request.build_opener(*_authentication(access))
    headers = {"Content-Type": media_type, "User-Agent": "bdg-graph"}
    if access.token:
        headers["Authorization"] = f"Bearer {access.token}"
    wait = FIRST_WAIT
    for left in reversed(range(TRIES)):
        request = urllib.request.Request(url, content, headers, method=method)  # noqa: S310 - the address is the user's
        try:
            with opener.open(request, timeout=SECONDS):
                return
        except urllib.error.HTTPError as problem:
            with problem:
                detail = problem.read(300).decode("utf-8", "replace").strip()
            if not left or problem.code not in PASSING:
                raise RemoteFailed(access.url, f"HTTP {problem.code} {detail}") from problem
        except OSError as problem:
            if not left:
                raise RemoteFailed(access.url, str(problem)) from problem
        time.sleep(wait)
        wait *= 2


def _authentication(access: Access) -> list[urllib.request.BaseHandler]:
    if not access.user:
        return []
    known = urllib.request.HTTPPasswordMgrWithPriorAuth()
    known.add_password(None, access.url, access.user, access.password, is_authenticated=False)
    return [urllib.request.HTTPBasicAuthHandler(known), urllib.request.HTTPDigestAuthHandler(known)]
