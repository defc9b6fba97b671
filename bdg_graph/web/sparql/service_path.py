"""The endpoint's own path of a query (guard, negotiation, confined worker, framing) over scratch data, without HTTP
and pool.

For conformance suites that bring new data with every test: `query_runner.py --engine
python:bdg_graph.web.sparql.service_path:ServicePath`.
"""

import os
from collections.abc import Sequence

import pyoxigraph as ox

from bdg_graph.dataset import Dataset
from bdg_graph.engines.oxigraph import Oxigraph
from bdg_graph.sandbox import packets, sockets, worker
from bdg_graph.sandbox.packets import Job, Limits
from bdg_graph.sandbox.worker import Refused
from bdg_graph.web import negotiate, tasks
from bdg_graph.web.sparql import guard
from bdg_graph.web.sparql.endpoint import arguments
from bdg_graph.web.sparql.protocol import Asked


class ServicePath:
    """One scratch dataset at a time; its default graph is its own, not the union, as the suites expect."""

    can_update = False

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self.load(b"")

    def load(self, nquads: bytes, graphs: Sequence[str] = ()) -> None:
        """Replaces everything; `graphs` names graphs that may be empty."""
        store = ox.Store()
        store.load(nquads, ox.RdfFormat.N_QUADS, lenient=True)
        for name in graphs:
            store.add_graph(ox.NamedNode(name))
        dataset = Dataset(store, "scratch", [], [])
        self.state = tasks.State(Oxigraph(dataset), union=False, about={})

    def query(self, text: str, base: str | None, accept: str) -> tuple[str, bytes]:
        """Media type and bytes of the answer. Raises Refused, or RuntimeError where a limit ended it."""
        checked = guard.check(text)
        choice = negotiate.choose(negotiate.OF_FORM.get(checked.form, negotiate.ROWS), accept)
        args = arguments(checked, Asked(text), choice, None) | {"base": base}
        ours, theirs = packets.pair()
        with ours, theirs:
            pid = os.fork()
            if not pid:
                sockets.forbid()
                worker.do(tasks, self.state, Job("query", args, self.limits), theirs)
                os._exit(0)
            theirs.close()
            told = packets.receive(ours)
            ended = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
        if told is None:
            raise RuntimeError(f"the worker ended with {ended}")
        head, body = told
        if "refused" in head:
            raise Refused(**head["refused"])
        if "ok" not in head:
            raise RuntimeError(str(head))
        content = body.read()
        body.close()
        return choice.media_type, content
