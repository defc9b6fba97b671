"""Makes the lower-case ASCII names that IRIs are made of."""

import unicodedata

from bdg_graph.parsing.patterns import compiled

NOT_ASCII_WORD = compiled(r"[^a-z0-9]+")


def slug(text: str, most: int = 94) -> str:
    """`text` as lower-case ASCII words joined by hyphens, as many as fit: "Sở Y tế" becomes "so-y-te"."""
    plain = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    made = NOT_ASCII_WORD.sub("-", plain).strip("-")
    return made if len(made) <= most else made[: most + 1].rpartition("-")[0]
