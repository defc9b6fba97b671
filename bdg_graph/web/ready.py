"""Answers ready to leave: whole responses as they went out once, found again by the request alone, before anything of
it is routed, checked or decided.

The application says which may be kept (`lasting`): those that are the same for as long as the dataset is.
"""

from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from starlette.requests import Request
from starlette.types import Message, Receive, Scope

from bdg_graph.web import answers
from bdg_graph.web.cache import LARGEST_SHARE

VARYING: Final = frozenset({b"host", b"accept", b"accept-encoding", b"accept-language", b"cookie", b"content-type"})
"""All that responses vary by, beside the address and what is sent."""
UNUSUAL: Final = frozenset({b"transfer-encoding", b"range", b"expect", b"authorization"})
"""Requests with one of these go the whole way."""
QUERIES: Final = frozenset({b"application/x-www-form-urlencoded", b"application/sparql-query"})
"""As what a query may be sent in the body (SPARQL 1.1 Protocol, 2.1.2 and 2.1.3)."""
LONGEST_QUERY: Final = 16 * 1024
"""Bytes of a body that is looked at for that."""
OF_CONTENT: Final = (b"content-type", b"content-length", b"content-encoding", b"content-disposition")
READING: Final = ("GET", "HEAD")
OVERHEAD: Final = 2000
"""Bytes that an entry takes beside its content, about."""

Headers = list[tuple[bytes, bytes]]
Key = tuple[object, ...]


@dataclass(frozen=True)
class Ready:
    """A response of status 200 without what is of one request only, and what the log says of it."""

    headers: Headers
    content: bytes
    noted: Mapping[str, Any]

    @cached_property
    def tag(self) -> str:
        """Its entity tag; "" where it has none."""
        return dict(self.headers).get(b"etag", b"").decode("latin-1")

    @cached_property
    def unchanged(self) -> Headers:
        """The headers for who has it already."""
        return [pair for pair in self.headers if pair[0] not in OF_CONTENT]

    def to(self, if_none_match: bytes | None) -> tuple[int, Headers, bytes]:
        """Status, headers and content for who has the answers that `if_none_match` names."""
        if if_none_match and answers.names(if_none_match.decode("latin-1"), self.tag):
            return 304, self.unchanged, b""
        return 200, self.headers, self.content


def lasting(request: Request) -> None:
    """Says that the response to `request` is the same for as long as the dataset is."""
    request.state.lasts = True


async def sent(scope: Scope, receive: Receive) -> tuple[bytes | None, Receive]:
    """What was sent along, None where that is not a short query that came whole; and how the application may still
    receive it."""
    headers = dict(scope["headers"])
    length = headers.get(b"content-length", b"0")
    if scope["method"] in READING:
        return (b"" if length == b"0" else None), receive
    of_query = headers.get(b"content-type", b"").partition(b";")[0] in QUERIES and b"if-none-match" not in headers
    if scope["method"] != "POST" or not (of_query and length.isdigit() and int(length) <= LONGEST_QUERY):
        return None, receive
    first = await receive()
    waiting = [first]

    async def again() -> Message:
        return waiting.pop() if waiting else await receive()

    return (None if first.get("more_body") else first.get("body")), again


class Shelf:
    """At most `size` bytes of ready answers of one dataset version."""

    def __init__(self, size: int) -> None:
        self.size, self.used, self.version = size, 0, ""
        self.entries: OrderedDict[Key, Ready] = OrderedDict()

    def key(self, scope: Scope, body: bytes | None) -> tuple[Key | None, bytes | None]:
        """What the response depends on, None where it has to be made; and the tags that the client has. `body` is what
        `sent` gives."""
        if body is None:
            return None, None
        varying, tags = [], None
        for pair in scope["headers"]:
            if pair[0] in VARYING:
                varying.append(pair)
            elif pair[0] == b"if-none-match":
                tags = pair[1]
            elif pair[0] in UNUSUAL:
                return None, None
        path, query = scope["raw_path"], scope["query_string"]
        return (scope["method"], scope["scheme"], scope["root_path"], path, query, body, *varying), tags

    def get(self, key: Key, version: str) -> Ready | None:
        """The answer to the request with that key, if it is of the dataset `version`."""
        found = self.entries.get(key) if version == self.version else None
        if found:
            self.entries.move_to_end(key)
        return found

    def keep(self, key: Key, version: str, ready: Ready) -> None:
        """Keeps `ready`, if it is of the dataset `version`; the least used go first, and all of another version."""
        if (b"bdg-dataset-version", version.encode()) not in ready.headers or not ready.tag:
            return
        if version != self.version:
            self.entries.clear()
            self.used, self.version = 0, version
        if key in self.entries or len(ready.content) * LARGEST_SHARE > self.size:
            return
        self.entries[key] = ready
        self.used += len(ready.content) + OVERHEAD
        while self.used > self.size:
            self.used -= len(self.entries.popitem(last=False)[1].content) + OVERHEAD
