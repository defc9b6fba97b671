"""Reads the question files of the query library: a header of `#+ ` lines in YAML (grlc's convention), then SPARQL that
runs as it stands in any editor. It asks nothing."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bdg_graph import paths
from bdg_graph.errors import BdgError, NotFound
from bdg_graph.terms import PREFIXES

# yaml's C loader reads all headers in a tenth of the time; some builds of yaml come without it.
LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

CHECKS = "checks/"
"""How the ids of integrity checks begin."""

Words = dict[str, str]
"""The same words in "vi" and in "en"."""


@dataclass(frozen=True)
class Param:
    """A blank of a question. `type` is a kind of thing (the first segment of its IRI) or year, integer, text."""

    name: str
    type: str
    label: Words
    default: str | None = None
    values: str | None = None

    @property
    def is_thing(self) -> bool:
        """Whether its values are things with an IRI."""
        return self.type not in ("year", "integer", "text")


@dataclass(frozen=True)
class Column:
    """A variable of the answer. `words` spell out the values of a code.

    `role` "evidence": its values are passages; "detail": for programs and spreadsheets, too much for a terminal.
    `language`: the column is one of a pair that says the same in "vi" and in "en".
    """

    name: str
    label: Words
    role: str | None = None
    words: dict[str, Words] = field(default_factory=dict)
    language: str | None = None


@dataclass(frozen=True)
class Denominator:
    """How many of all things of a kind (`of`, a column) the answer states something for (`stating`, a column)."""

    of: str
    stating: str | None
    words: Words


@dataclass(frozen=True)
class Question:
    """One file of the query library. `id` is "<topic>/<name>"."""

    id: str
    summary: Words
    description: Words
    tags: list[str]
    params: list[Param]
    columns: list[Column]
    denominator: Denominator | None
    example: dict[str, str]
    sparql: str
    across: str | None = None
    """Of a check that compares plans: the CONSTRUCT of what each plan brings to the comparison."""
    suspects: str | None = None
    """Of a check: the SELECT of the parts ($this) without which a plan by itself gives it nothing to find."""

    @property
    def topic(self) -> str:
        """The first part of the id."""
        return self.id.split("/")[0]

    def sentence(self, language: str, given: Mapping[str, str] | None = None) -> str:
        """The question in words, its blanks filled with the words of `given`, else with their names: "[metric]"."""
        blanks = {param.name: f"[{param.label[language].lower()}]" for param in self.params}
        return self.summary[language].format(**(blanks | dict(given or {})))

    def names(self, param: str, language: str) -> bool:
        """Whether its sentence has a blank for the parameter."""
        return f"{{{param}}}" in self.summary[language]

    @property
    def is_check(self) -> bool:
        """Whether it is an integrity check: zero rows mean pass."""
        return self.id.startswith(CHECKS)


@cache
def ids(folder: Path | None = None) -> list[str]:
    """The ids of all questions, sorted, the integrity checks last."""
    folder = folder or paths.queries()
    found = [path.relative_to(folder).with_suffix("").as_posix() for path in folder.glob("*/*.rq")]
    return sorted(found, key=lambda i: (i.startswith(CHECKS), i))


def find(name: str) -> Question:
    """The question called `name`: its id, or its name alone where only one topic has it. Raises NotFound."""
    known = ids()
    fitting = [i for i in known if i == name] or [i for i in known if i.split("/")[1] == name]
    if len(fitting) != 1:
        raise NotFound("câu hỏi", "question", name, known if "/" in name else [i.split("/")[1] for i in known])
    return read(fitting[0])


@cache
def read(question_id: str) -> Question:
    """The question with that id. Raises BdgError where its header is broken."""
    path = paths.queries() / f"{question_id}.rq"
    text = path.read_text("utf-8")
    header = "".join(line[3:] + "\n" for line in text.splitlines() if line.startswith("#+ "))
    try:
        head = yaml.load(header, Loader=LOADER)  # noqa: S506 - one of the two safe loaders
        return _question(question_id, head, text)
    except (yaml.YAMLError, KeyError, TypeError, AttributeError) as problem:
        raise BdgError(
            f"{path}: phần đầu “#+” không đọc được: {problem!r}.",
            f"{path}: its “#+” header is unreadable: {problem!r}.",
        ) from problem


def _question(question_id: str, head: dict[str, Any], text: str) -> Question:
    params = [
        Param(
            name,
            entry["type"],
            entry["label"],
            None if entry.get("default") is None else str(entry["default"]),
            with_prefixes(entry["values"]) if "values" in entry else None,
        )
        for name, entry in (head.get("params") or {}).items()
    ]
    columns = [
        Column(
            name,
            {"vi": entry["vi"], "en": entry["en"]},
            entry.get("role"),
            entry.get("words", {}),
            entry.get("lang"),
        )
        for name, entry in head["columns"].items()
    ]
    share = head.get("denominator")
    return Question(
        id=question_id,
        summary=head["summary"],
        description=head.get("description", {"vi": "", "en": ""}),
        tags=head.get("tags", []),
        params=params,
        columns=columns,
        denominator=share and Denominator(share["of"], share.get("stating"), {"vi": share["vi"], "en": share["en"]}),
        example={name: str(value) for name, value in (head.get("example") or {}).items()},
        sparql=text,
        across=with_prefixes(head["across"]) if "across" in head else None,
        suspects=head.get("suspects"),
    )


def with_prefixes(sparql: str) -> str:
    """`sparql` with a PREFIX line for each of the project's prefixes that it uses."""
    used = [name for name in PREFIXES if re.search(rf"(?<![\w:/-]){name}:", sparql)]
    return "".join(f"PREFIX {name}: <{PREFIXES[name]}>\n" for name in used) + sparql
