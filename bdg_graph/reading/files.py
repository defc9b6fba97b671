"""Reads a received file, whatever its format, into clean text with a map back to where each paragraph stood."""

from dataclasses import dataclass, field
from pathlib import Path

from bdg_graph.errors import BdgError
from bdg_graph.reading import child, encodings, markdown
from bdg_graph.reading.text import clean, unmark

# No plan is larger; a larger file is not read at all.
LARGEST = 50_000_000
PLAIN = {".txt": "", ".text": "", ".md": "markdown", ".markdown": "markdown"}
IN_CHILD = {".docx": "docx", ".pdf": "pdf", ".html": "html", ".htm": "html", ".xhtml": "html"}


@dataclass(frozen=True, slots=True)
class Reading:
    """Clean text, and where its paragraphs stood: (offset in the text, "trang 2, dòng 5" or "đoạn 12")."""

    text: str
    places: list[tuple[int, str]] = field(default_factory=list)


def read(file: Path) -> Reading:
    """The clean text of `file`. Raises BdgError with a sentence that says what to do where it cannot be read."""
    if file.is_dir():
        raise BdgError(f"{file}: đây là thư mục; hãy nêu một văn bản.", f"{file}: this is a folder; name a document.")
    if not file.is_file():
        raise BdgError(
            f"{file}: không có tệp này; hãy kiểm tra đường dẫn.", f"{file}: there is no such file; check the path."
        )
    kind = file.suffix.lower()
    if kind not in PLAIN and kind not in IN_CHILD:
        known = ", ".join([*PLAIN, *IN_CHILD])
        raise BdgError(
            f"{file}: không đọc được loại tệp “{kind}”; hãy dùng {known}.",
            f"{file}: files “{kind}” are not read; use {known}.",
        )
    if file.stat().st_size > LARGEST:
        raise BdgError(
            f"{file}: tệp lớn hơn {LARGEST // 10**6} MB.", f"{file}: the file is larger than {LARGEST // 10**6} MB."
        )
    if kind in PLAIN:
        text = encodings.decode(file.read_bytes(), str(file))
        return Reading(_text(file, clean(markdown.plain(text) if PLAIN[kind] else text)))
    lines = child.read(IN_CHILD[kind], file)
    text = _text(file, clean("\n".join(line for line, _place in lines)))
    return Reading(text, places(text, lines))


def _text(file: Path, text: str) -> str:
    if not text.strip():
        raise BdgError(f"{file}: tệp không có chữ nào.", f"{file}: the file holds no words.")
    return text


def places(text: str, lines: list[tuple[str, str]]) -> list[tuple[int, str]]:
    """Where each line that was read stands in the clean text: words keep their order, so each is looked for after the
    last.
    """
    found: list[tuple[int, str]] = []
    at = 0
    for line, place in lines:
        words = unmark(" ".join(line.split()))[:40]
        start = text.find(words, at, at + 4000) if words and place else -1
        if start >= 0:
            found.append((start, place))
            at = start + len(words)
    return found
