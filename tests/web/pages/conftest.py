"""What the page tests share: the pages over the project's data, asked without a network."""

from collections.abc import Callable
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

import pytest
from fastapi.routing import APIRoute
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Match

from bdg_graph.engines import Engine
from bdg_graph.web import validate
from bdg_graph.web.pages.router import Views, pages

VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Read(HTMLParser):
    """A page as a reader of it sees it: elements, links, ids, text, and what is not closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.open: list[str] = []
        self.faults: list[str] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()
        self.faults += [f"<{name}> is not closed" for name in self.open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if self.open and self.open[-1] == tag:
            self.open.pop()
        else:
            self.faults.append(f"</{tag}> inside {self.open[-3:]}")

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())


@dataclass
class Got:
    """What an address gave."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def read(self) -> Read:
        return Read(self.text)


Get = Callable[..., Got]


def getter(engine: Engine) -> Get:
    """A function that asks the pages over `engine` for an address."""
    views = Views(lambda: engine)
    routes = [*validate.router(views, validate.Validator()).routes, *pages(views).routes]

    def get(address: str, **headers: str) -> Got:
        parts = urlsplit(address)
        told = [(b"host", b"test.example"), *((k.replace("_", "-").encode(), v.encode()) for k, v in headers.items())]
        scope = {
            "type": "http", "method": "GET", "path": unquote(parts.path), "query_string": parts.query.encode(),
            "headers": told, "scheme": "http", "root_path": "",
        }  # fmt: skip
        for route in routes:
            match, found = route.matches(scope)
            if match is Match.FULL and isinstance(route, APIRoute):
                answer: Response = route.endpoint(Request({**scope, **found}))
                return Got(answer.status_code, dict(answer.headers), bytes(answer.body))
        return Got(404, {}, b"no route")

    get.views = views  # type: ignore[attr-defined] # a function takes attributes
    return get


@pytest.fixture(scope="session")
def get(oxigraph: Engine) -> Get:
    """Asks the pages over the project's data; validation does not run beside the tests."""
    asked = getter(oxigraph)
    asked.views.now.checks.state = "not-run"  # type: ignore[attr-defined] # set by getter
    return asked
