"""Turns the bytes of a text file into a string: UTF-8, UTF-16, Windows-1258, and the old Vietnamese fonts' codes."""

import codecs
import unicodedata

from bdg_graph.errors import BdgError
from bdg_graph.reading import legacy

BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))

# One of these stands in any Vietnamese sentence; read in a wrong code page, none does.
COMMON = frozenset(unicodedata.normalize("NFC", "và của các có được cho trong là về với theo tỉnh kế hoạch").split())


def decode(data: bytes, name: str = "") -> str:
    """The text of `data`. Raises BdgError where no encoding gives Vietnamese text."""
    for bom, codec in BOMS:
        if data.startswith(bom):
            return data.decode(codec, "replace")
    if b"\0" in data[:4096]:
        codec = "utf-16-le" if data[1:4096:2].count(0) >= data[0:4096:2].count(0) else "utf-16-be"
        text = data.decode(codec, "replace")
        if text.count("\ufffd") * 50 > len(text) or _controls(text):
            raise BdgError(f"{name}: đây không phải tệp văn bản.", f"{name}: this is not a text file.")
        return text
    try:
        return legacy.convert(data.decode("utf-8"), name)
    except UnicodeDecodeError:
        pass
    western = data.decode("cp1252", "replace")
    if legacy.detect(western) and _is_vietnamese(made := legacy.convert(western, name)):
        return made
    text = data.decode("cp1258", "replace")
    if not _is_vietnamese(text):
        raise BdgError(
            f"{name}: không nhận ra bảng mã (đã thử UTF-8, UTF-16, Windows-1258, TCVN3, VNI); hãy lưu lại tệp ở dạng "
            f"UTF-8.",
            f"{name}: the encoding is not known (tried UTF-8, UTF-16, Windows-1258, TCVN3, VNI); save the file as "
            f"UTF-8.",
        )
    return text


def _is_vietnamese(text: str) -> bool:
    return bool(COMMON & set(unicodedata.normalize("NFC", text[:200_000]).lower().split()))


def _controls(text: str) -> bool:
    sample = text[:4096]
    return sum(ord(c) < 32 and c not in "\t\n\r\f" for c in sample) * 20 > len(sample)
