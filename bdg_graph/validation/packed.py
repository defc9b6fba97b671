"""The properties of many nodes in a third of the memory that dictionaries take: for what many plans rest on, of which
each plan looks up a little."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bdg_graph.validation.graph import Properties, Subject

Flat = tuple[Any, ...]
"""The properties of a node, behind each its value, or a tuple of its values."""


class Packed(dict["Subject", "Properties"]):
    """By node its properties, put together anew each time they are asked for; what is done to them does not stay."""

    def add(self, loose: dict["Subject", "Properties"]) -> None:
        """Adds the properties of each node, each value once."""
        for node, new in loose.items():
            old = self.get(node, {})
            both = {p: list(dict.fromkeys([*old.get(p, ()), *new.get(p, ())])) for p in {**old, **new}} if old else new
            self[node] = both

    def __setitem__(self, node: "Subject", properties: "Properties") -> None:
        super().__setitem__(node, _flat(properties))  # type: ignore[assignment] # only _loose sees it

    def __getitem__(self, node: "Subject") -> "Properties":
        return _loose(super().__getitem__(node))

    def get(self, node: Any, default: Any = None) -> Any:
        flat = super().get(node)
        return default if flat is None else _loose(flat)

    def items(self) -> Iterator[tuple["Subject", "Properties"]]:  # type: ignore[override] # to be gone through once
        return ((node, _loose(flat)) for node, flat in super().items())

    def values(self) -> Iterator["Properties"]:  # type: ignore[override] # to be gone through once
        return map(_loose, super().values())


def _flat(properties: "Properties") -> Flat:
    return tuple([
        part for p, values in properties.items() for part in (p, values[0] if len(values) == 1 else tuple(values))
    ])  # fmt: skip


def _loose(flat: Any) -> "Properties":
    parts = iter(flat)
    return {p: list(value) if type(value) is tuple else [value] for p, value in zip(parts, parts, strict=True)}
