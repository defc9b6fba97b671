"""Short addresses of queries: what was asked, packed into the address itself, for nothing can be written on the server.
`static/sparql.js` packs in the same way."""

import base64
import binascii
import re
import zlib
from typing import Final

from bdg_graph.errors import BdgError
from bdg_graph.questions import with_prefixes
from bdg_graph.terms import PREFIXES

LONGEST: Final = 65_000
"""Characters of a query; a packed one may hold no more."""

# A PREFIX line of the project, which a packed query leaves out: "PREFIX bdg: <https://w3id.org/bdg/ontology#>".
PREFIX_LINE: Final = re.compile(r"^[ \t]*PREFIX[ \t]+(\w+):[ \t]*<([^>]*)>[ \t]*\n?", re.MULTILINE | re.IGNORECASE)


def pack(query: str) -> str:
    """`query` in letters that an address may hold: raw deflate (RFC 1951) in base64url (RFC 4648, 5)."""
    plain = PREFIX_LINE.sub(lambda line: "" if PREFIXES.get(line[1]) == line[2] else line[0], query).strip()
    packing = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    return base64.urlsafe_b64encode(packing.compress(plain.encode()) + packing.flush()).decode().rstrip("=")


def unpack(packed: str) -> str:
    """The query that `pack` packed, with the prefixes it uses. Raises BdgError where it packed none."""
    try:
        content = base64.b64decode(packed + "=" * (-len(packed) % 4), altchars=b"-_", validate=True)
        plain = zlib.decompressobj(-zlib.MAX_WBITS).decompress(content, LONGEST)
        query = plain.decode()
    except (ValueError, binascii.Error, zlib.error) as problem:
        raise BdgError(
            "Liên kết này không chứa truy vấn nào đọc được; có thể nó bị cắt khi gửi.",
            "This link holds no query that can be read; it may have been cut off on its way.",
        ) from problem
    declared = {line[1] for line in PREFIX_LINE.finditer(query)}
    return query if declared & set(PREFIXES) else with_prefixes(query)
