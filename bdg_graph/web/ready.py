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
from starlette.types import Scope

from bdg_graph.web import answers
from bdg_graph.web.cache import LARGEST_SHARE

VARYING: Final = frozenset({b"host", b"accept", b"accept-encoding", b"accept-language", b"cookie"})
"""All that responses vary by, beside the address."""
UNUSUAL: Final = frozenset({b"content-length", b"transfer-encoding", b"range", b"expect", b"authorization"})
"""Requests with one of these go the whole way."""
OF_CONTENT: Final = (b"content-type", b"content-length", b"content-encoding", b"content-disposition")
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


class Shelf:
    """At most `size` bytes of ready answers of one dataset version."""

    def __init__(self, size: int) -> None:
        self.size, self.used, self.version = size, 0, ""
        self.entries: OrderedDict[Key, Ready] = OrderedDict()

    def key(self, scope: Scope) -> tuple[Key | None, bytes | None]:
        """What the response depends on, None where it has to be made; and the tags that the client has."""
        if scope["method"] not in ("GET", "HEAD"):
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
        return (scope["method"], scope["scheme"], scope["root_path"], path, query, *varying), tags

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
