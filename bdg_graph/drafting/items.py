"""The open items of a draft: what the parser was unsure of or did not understand, kept in `review.toml` beside
plan.ttl.
"""

import tomllib
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bdg_graph.parsing.plan import Draft

FILE = "review.toml"
HEAD = """# What `bdg draft` was unsure of. `bdg review` walks through it; `bdg accept` wants no item open.
# state: open, accepted (right as it stands, or nothing to encode), corrected, skipped (still open).
"""
# The words of places in the file received.
ENGLISH = (("bảng ở đoạn", "table at paragraph"), ("đoạn", "paragraph"), ("trang", "page"), ("dòng", "line"))


@dataclass(slots=True)
class Item:
    """One thing to look at. `kind` and `key` name the record; both are empty for a line that was not understood."""

    kind: str
    key: str
    line: int
    start: int
    end: int
    words: str
    vi: str
    en: str
    state: str = "open"
    place: str = ""
    """Where it stands in the file received: "trang 2, dòng 5"."""

    @property
    def is_open(self) -> bool:
        return self.state in ("open", "skipped")

    def where(self, *, vi: bool) -> str:
        """The line of source.txt, and the place in the file received where that has pages or paragraphs."""
        place = self.place
        for own, english in () if vi else ENGLISH:
            place = place.replace(own, english)
        return f"{'dòng' if vi else 'line'} {self.line}" + (f" ({place})" if place else "")


def items(draft: Draft, text: str, places: Sequence[tuple[int, str]] = ()) -> list[Item]:
    """The items of a draft in the order of the text; `places` says where its paragraphs stood in the file received."""
    unsure = [(d.kind, d.key, d.span, d.vi, d.en) for d in draft.doubts]
    lost = [("", "", span, "Chưa hiểu dòng này.", "This line was not understood.") for span in draft.leftovers]
    found = [
        Item(kind, key, text.count("\n", 0, span.start) + 1, span.start, span.end, text[span.start : span.end], vi, en)
        for kind, key, span, vi, en in (*unsure, *lost)
    ]
    for item in found:
        i = bisect_right(places, item.start, key=lambda place: place[0])
        item.place = places[i - 1][1] if i else ""
    return sorted(found, key=lambda item: (item.start, item.kind, item.key))


def write(folder: Path, found: list[Item]) -> None:
    """Writes `found` into the folder; where there is nothing to look at, no file."""
    path = folder / FILE
    if not found:
        path.unlink(missing_ok=True)
        return
    blocks = []
    for item in found:
        values = [f"{name} = {toml(getattr(item, name))}" for name in Item.__slots__]
        blocks.append("[[item]]\n" + "\n".join(values) + "\n")
    path.write_text(HEAD + "\n" + "\n".join(blocks), "utf-8")


def read(folder: Path) -> list[Item]:
    """The items of the folder."""
    path = folder / FILE
    if not path.is_file():
        return []
    return [Item(**entry) for entry in tomllib.loads(path.read_text("utf-8")).get("item", [])]


def toml(value: object) -> str:
    """A TOML integer or basic string."""
    if isinstance(value, int):
        return str(value)
    text = (
        str(value)
        .replace("\\", "\\\\")
        .replace('"', '\\"')
        .replace("\t", "\\t")
        .replace("\n", "\\n")
        .replace("\r", "\\r")
    )
    return f'"{text}"'
