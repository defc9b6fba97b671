"""Keeps answers as bytes, the least used go first; a key begins with the dataset version, so nothing in it is ever
stale."""

from collections import OrderedDict
from dataclasses import dataclass
from typing import Any, Final

LARGEST_SHARE: Final = 6
"""One answer takes at most the sixth part."""


@dataclass(frozen=True)
class Kept:
    """The bytes of an answer and what its task said of it."""

    content: bytes
    told: dict[str, Any]


class Cache:
    """At most `size` bytes of answers."""

    def __init__(self, size: int) -> None:
        self.size, self.used = size, 0
        self.entries: OrderedDict[tuple[str, ...], Kept] = OrderedDict()
        self.hits = self.misses = 0

    def get(self, key: tuple[str, ...]) -> Kept | None:
        kept = self.entries.get(key)
        if kept is None:
            self.misses += 1
            return None
        self.hits += 1
        self.entries.move_to_end(key)
        return kept

    def has(self, key: tuple[str, ...]) -> bool:
        return key in self.entries

    def fits(self, size: int) -> bool:
        return size * LARGEST_SHARE <= self.size

    def put(self, key: tuple[str, ...], kept: Kept) -> None:
        if key in self.entries or not self.fits(len(kept.content)):
            return
        self.entries[key] = kept
        self.used += len(kept.content) + 200
        while self.used > self.size:
            _, gone = self.entries.popitem(last=False)
            self.used -= len(gone.content) + 200
