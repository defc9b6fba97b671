"""The questions of the library as the REST interface tells them."""

from collections.abc import Callable
from typing import Any

from bdg_graph import questions

Told = dict[str, Any]
NOT_COUNTED: Told = {"choices": [], "choices_total": None}
"""The choices of a parameter that nobody has looked for yet."""


def listed(offered: Callable[[questions.Param], Told] = lambda _param: NOT_COUNTED) -> list[Told]:
    """The questions with their parameters; `offered` tells what there is to choose for one: how many, and the first of
    them."""
    return [
        {
            "id": q.id, "summary": q.summary, "description": q.description, "tags": q.tags, "example": q.example,
            "columns": [{"name": c.name, "label": c.label, "role": c.role} for c in q.columns],
            "params": [
                {"name": p.name, "type": p.type, "label": p.label, "default": p.default} | offered(p) for p in q.params
            ],
        }
        for q in map(questions.read, questions.ids())
    ]  # fmt: skip
