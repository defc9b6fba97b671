"""An engine for the front process of the web: each query runs in a worker of the sandbox, so a page can neither hang
nor fill it, and the data stand in memory once."""

from collections.abc import Callable

import pyoxigraph as ox

from bdg_graph.dataset import Dataset
from bdg_graph.engines.base import Engine, Rows
from bdg_graph.engines.oxigraph import told

Asker = Callable[[str], bytes]
"""Runs a query of our own in a worker and gives what the task `rows` wrote."""


class Sandboxed(Engine):
    """Answers through `asker`, with the dataset `version` that the workers have. Not to be called on the event loop."""

    def __init__(self, asker: Asker, version: str) -> None:
        super().__init__(Dataset(ox.Store(), version, [], []))
        self.asker = asker

    def query(self, sparql: str) -> Rows | bool | list[ox.Triple]:
        content = self.asker(sparql)
        if content.startswith(b"{"):  # as N-Triples never do
            return told(ox.parse_query_results(content, ox.QueryResultsFormat.JSON))
        return [quad.triple for quad in ox.parse(content, ox.RdfFormat.N_TRIPLES)]
