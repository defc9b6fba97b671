"""A plan's canonical Turtle file in blocks that can be changed, as text, so that the line of a fault is known."""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Block:
    """One subject with its properties, as canonical Turtle writes them."""

    subject: str
    properties: list[list[str]]  # [predicate, objects]

    @property
    def kind(self) -> str:
        return self.properties[0][1].removeprefix("bdg:")

    def get(self, predicate: str) -> str | None:
        return next((objects for name, objects in self.properties if name == predicate), None)

    def set(self, predicate: str, objects: str) -> None:
        for pair in self.properties:
            if pair[0] == predicate:
                pair[1] = objects
                return
        self.properties.append([predicate, objects])

    def drop(self, predicate: str) -> None:
        self.properties = [pair for pair in self.properties if pair[0] != predicate]

    def text(self) -> str:
        return f"{self.subject} " + " ;\n    ".join(" ".join(pair) for pair in self.properties) + " ."


@dataclass
class Text:
    """A plan's Turtle file in blocks."""

    head: str
    blocks: list[Block]
    id: str

    @staticmethod
    def read(text: str) -> "Text":
        head, *rest = text.rstrip("\n").split("\n\n")
        blocks = []
        for chunk in rest:
            subject, body = chunk.removesuffix(" .").split(" ", 1)
            properties = [list(part.split(" ", 1)) for part in re.split(r" ;\n    (?! )", body)]
            blocks.append(Block(subject, properties))
        return Text(head, blocks, blocks[0].subject.strip("<>").split("/")[1])

    def text(self) -> str:
        return "\n\n".join([self.head, *(block.text() for block in self.blocks)]) + "\n"

    def of(self, *kinds: str) -> list[Block]:
        return [block for block in self.blocks if block.kind in kinds]

    def find(self, subject: str) -> Block:
        return next(block for block in self.blocks if block.subject == subject)

    def line(self, block: Block, predicate: str | None) -> int:
        """The line of the property; of the subject where the block has none such."""
        at = self.head.count("\n") + 3
        for other in self.blocks:
            if other is block:
                break
            at += other.text().count("\n") + 2
        for name, objects in block.properties:
            if name == predicate:
                return at
            at += objects.count("\n") + 1
        return at - sum(objects.count("\n") + 1 for _name, objects in block.properties)


@dataclass
class Fault:
    """What must be reported: the rule, at the block, on the line of the property."""

    rule: str
    block: Block
    predicate: str | None = None
    text: Text = field(repr=False, default_factory=lambda: Text("", [], ""))


Mutation = Callable[[Text, random.Random], Fault | None]
"""Breaks the text; None where it has nothing to break."""

MUTATIONS: dict[str, Mutation] = {}


def mutation(mutate: Mutation) -> Mutation:
    MUTATIONS[mutate.__name__.replace("_", " ")] = mutate
    return mutate


def pick(random_: random.Random, blocks: list[Block], predicate: str | None = None) -> Block | None:
    able = [block for block in blocks if predicate is None or block.get(predicate) is not None]
    return random_.choice(able) if able else None
