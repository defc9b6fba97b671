"""Reads, before anybody asks, what the first visitors of a dataset would wait for: what pages state of all of it, the
search index, then answers to questions for so long at most. What is left then is read when somebody asks."""

import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Final

from starlette.requests import Request

from bdg_graph import questions as files
from bdg_graph import succession
from bdg_graph.errors import BdgError
from bdg_graph.sandbox.jobs import Unanswered
from bdg_graph.web.i18n import LANGUAGES
from bdg_graph.web.pages import listings, questions
from bdg_graph.web.pages.context import Page
from bdg_graph.web.pages.routes import ROUTES
from bdg_graph.web.pages.view import View

PAGES: Final = ("", "matrix", "gaps", "timeline", "ontology")
"""Those that show figures of the whole dataset."""
NOBODY: Final = {
    "type": "http",
    "method": "GET",
    "path": "/",
    "query_string": b"",
    "headers": [(b"host", b"localhost")],
}

ASKING: Final = 60.0
"""Seconds by the clock."""
SHARE: Final = 8
"""So many triples of the dataset for one term of the answers that are kept."""


def read(view: View) -> Iterator[None]:
    """Reads; who follows may leave it at every step. What takes long because there is much of it stands last."""
    view.search.begin()  # another process writes the index meanwhile
    page = Page(view, Request(NOBODY), "vi", "")
    for path, make, _ in ROUTES:
        if path in PAGES:
            make(page)
            yield
    view.warm()
    yield
    for kind in listings.CLASSES:
        _read_list(view, kind)
        yield
    succession.of(view.graph.engine)
    yield
    view.asked.most = max(view.asked.most, sum(view.figures.graphs.values()) // SHARE)
    yield from _asked(view)
    view.search.warm()
    yield


def _read_list(view: View, kind: str) -> None:
    """What the list of the things of a kind shows."""
    for column in listings.COLUMNS.get(kind, ()):
        view.figures.values(listings.CLASSES[kind], column)
    if kind in listings.POINTED:
        view.figures.mentions(listings.POINTED[kind])
    for lang in LANGUAGES:
        view.figures.members(listings.CLASSES[kind], lang)


def _asked(view: View) -> Iterator[None]:
    """Asks what may stand in the blanks of all questions; then, until the time is over or what is kept is full,
    questions that count as they stand, all with their examples, and the others as they stand: those list all there
    is, which takes longest and is soon too long to be kept."""
    found = [question for question in map(files.read, files.ids()) if not question.is_check]
    for question in found:
        with suppress(BdgError, Unanswered):  # one that takes too long here stops none of the others
            for param in question.params:
                questions.choices(view, param)
        yield
    counting = [question for question in found if "counts" in question.tags]
    examples = [(question, {name: [value] for name, value in question.example.items()}) for question in found]
    until = time.monotonic() + ASKING
    for question, values in [*((q, {}) for q in counting), *examples, *((q, {}) for q in found if q not in counting)]:
        if view.asked.full or time.monotonic() > until:
            return
        with suppress(BdgError, Unanswered):
            view.asked.ask(question, values)
        yield
