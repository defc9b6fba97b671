"""Makes real files for the readers' tests: a PDF with a text layer, by hand; no font has to be embedded for that."""

from pathlib import Path


def pdf(path: Path, pages: list[list[str]]) -> Path:
    """A PDF whose pages hold these lines; each letter is a code of its own that /ToUnicode explains."""
    letters = sorted({c for page in pages for line in page for c in line})
    assert len(letters) < 250
    code = {c: i + 1 for i, c in enumerate(letters)}
    mapping = "\n".join(f"<{i:02X}> <{ord(c):04X}>" for c, i in code.items())
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def /CMapType 2 def\n"
        "1 begincodespacerange <00> <FF> endcodespacerange\n"
        f"{len(code)} beginbfchar\n{mapping}\nendbfchar\nendcmap end end"
    )
    objects: list[bytes] = [b"", b"", _stream(cmap.encode())]
    widths = " ".join("500" for _ in range(256))
    objects.append(
        f"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /FirstChar 0 /LastChar 255 /Widths [{widths}] "
        "/ToUnicode 3 0 R >>".encode()
    )
    kids = []
    for page in pages:
        shown = "\n".join(f"<{''.join(f'{code[c]:02X}' for c in line)}> Tj T*" for line in page)
        objects.append(_stream(f"BT /F1 11 Tf 14 TL 60 780 Td\n{shown}\nET".encode()))
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {len(objects)} 0 R "
            "/Resources << /Font << /F1 4 0 R >> >> >>".encode()
        )
        kids.append(f"{len(objects)} 0 R")
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>".encode()
    path.write_bytes(_file(objects))
    return path


def _stream(data: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(data), data)


def _file(objects: list[bytes]) -> bytes:
    out = b"%PDF-1.4\n"
    offsets = []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
    return out + b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (len(objects) + 1, start)
