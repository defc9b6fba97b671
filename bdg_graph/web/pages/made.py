"""What a page function gives, before it is an answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Made:
    """What a page function gives: a template with its context, or bytes of another format."""

    template: str = ""
    context: Mapping[str, Any] = field(default_factory=dict)
    status: int = 200
    content: bytes | None = None
    media_type: str = "text/html; charset=utf-8"
    filename: str | None = None
    lasts: bool = True
    """Whether it is the same for as long as the dataset is."""
