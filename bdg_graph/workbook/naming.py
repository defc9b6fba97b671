"""What people type in place of an id - a label, another name, a number - as the id it means; and the id of a new row,
from its own numbering."""

import re
from functools import cache
from typing import Final

import pyoxigraph as ox

from bdg_graph.errors import near
from bdg_graph.parsing.slugs import slug
from bdg_graph.terms import ID, SKOS
from bdg_graph.validation import ground
from bdg_graph.validation.findings import Text
from bdg_graph.validation.graph import LABEL, TYPE, Facts
from bdg_graph.validation.nearest import written
from bdg_graph.workbook import columns
from bdg_graph.workbook.cells import Value, thing
from bdg_graph.workbook.columns import Column, Sheet
from bdg_graph.workbook.content import OUTSIDE, PATHS, Row

FEW: Final = 8
"""So many choices can all be named."""
ALIAS: Final = ox.NamedNode(SKOS.altLabel)
TERM_LABEL: Final = columns.LABEL
# Matches "unit:percent", "agency/ninh-binh/so-y-te (Sở Y tế)", "indicator/4.1"; must not match "Sở Y tế", "%".
IDENTIFIER: Final = re.compile(r"(?:https?://|urn:)\S+|[a-z][\w-]*(?:[:/][\w.,~=+%-]+)+(?: \(.*)?", re.ASCII)


def fold(words: str) -> str:
    """Words as they are compared: one space between them, capitals or not."""
    return " ".join(words.split()).casefold()


class Names:
    """The names of the workbook's own rows, as they are read."""

    def __init__(self, plan: str = "") -> None:
        self.plan = plan
        """The id of the plan, which begins with its place."""
        self.own: dict[str, dict[str, set[str]]] = {}

    def add(self, sheet: Sheet, row: Row) -> None:
        """Lets later rows call this one by its label, its document number or its number: "Chỉ tiêu 4", "4"."""
        named = self.own.setdefault(sheet.kind, {})
        for column in ("skos:prefLabel@vi", "skos:prefLabel@en", "bdg:documentNumber", "bdg:number"):
            for value in row.values.get(column, []):
                named.setdefault(fold(str(value)), set()).add(row.id)
        for number in row.values.get("bdg:number", []):
            for label in (sheet.label.vi, sheet.label.en):
                named.setdefault(fold(f"{label} {number}"), set()).add(row.id)

    def id_of(self, words: str, column: Column) -> str | Text:
        """The id that `words` mean in this column; a sentence where they mean none."""
        known = dict(labels(column))
        for kind in column.kinds:
            for name, ids in self.own.get(kind, {}).items():
                known[name] = ids | (known.get(name, set()) if len(column.kinds) > 1 else set())
        found = known.get(fold(words), set())
        if len(found) == 1:
            return next(iter(found))
        if IDENTIFIER.fullmatch(words.strip()):
            return words
        parts = [part.strip() for part in re.split(r"[;,]", words)]
        if len(parts) > 1 and all(fold(part) in known or IDENTIFIER.fullmatch(part) for part in parts):
            return Text(
                f"“{words}” là nhiều giá trị. Hãy ghi mỗi giá trị một dòng trong ô (Alt+Enter).",
                f"“{words}” are several values. Write one a line in the cell (Alt+Enter).",
            )
        if len(found) > 1:
            several = sorted(map(_shown, found))
            return Text(
                f"“{words}” là tên của nhiều mục. Hãy ghi id: {' hoặc '.join(several)}; số bị trùng thì sửa số.",
                f"“{words}” is the name of several. Write the id: {' or '.join(several)}; correct a number that is "
                "there twice.",
            )
        meant = [id_ for name in near(words, known) for id_ in sorted(known[name])]
        choices = sorted(set().union(*known.values()))
        own = [id_ for id_ in meant if self.plan.startswith(f"{_place(id_)}-")]
        alike = list(map(_shown, own or meant or choices * (len(choices) <= FEW)))
        vi = f" Có phải ý bạn là {' hoặc '.join(alike)}?" if alike else ""
        en = f" Did you mean {' or '.join(alike)}?" if alike else ""
        for kind in set(column.kinds) & set(OUTSIDE):
            vi += f" Nếu chưa có trong danh sách, hãy khai ở trang {kind} rồi ghi tên đó ở đây."
            en += f" If the list has it not yet, describe it on the sheet {kind} and write its name here."
        return Text(
            f"“{words}” không có trong danh sách của cột này. Hãy chọn một mục trong danh sách.{vi}",
            f"“{words}” is not in the list of this column. Choose from the list.{en}",
        )

    def new_id(self, kind: str, row: Row, plan: str, taken: set[str], place: int) -> str:
        """The id of a row that has none: from what it is part of and its number, else its place among the rows."""
        if kind == "Plan":
            return plan.rsplit("/", 1)[-1]
        if kind in OUTSIDE:
            return _outside(kind, row)
        number = re.sub(r"\s+", "-", _first(row, "bdg:number")).removesuffix(".0")
        number = number or ("general" if kind == "Objective" else str(place))
        objective = _first(row, "bdg:ofObjective").removeprefix("objective/")
        if kind == "Target" and _first(row, "bdg:ofIndicator"):
            made = f"{_first(row, 'bdg:ofIndicator')}/target/{number}"
        elif kind == "Indicator" and objective not in ("", "general"):
            made = f"indicator/{objective}.{number}"
        else:
            made = f"{PATHS[kind]}/{number}"
        if made not in taken or kind not in ("Responsibility", "Task"):
            return made
        return next(f"{made}-{i}" for i in range(2, len(taken) + 3) if f"{made}-{i}" not in taken)


def _place(id_: str) -> str:
    """The place in the id of an agency: "agency/son-la/so-noi-vu"."""
    return id_.split("/")[1] if id_.startswith("agency/") else ""


def _shown(id_: str) -> str:
    node, facts = thing(id_, f"{ID}plan/x"), _known()
    return f"{id_} ({facts.label(node).vi})" if facts.value(node, LABEL) else id_


def _first(row: Row, column: str) -> str:
    values: list[Value] = row.values.get(column, [])
    return str(values[0]).split(" (")[0].strip() if values else ""


def _local(name: str) -> str:
    return re.split(r"[:/]", name)[-1]


def _outside(kind: str, row: Row) -> str:
    """agency/<place>/<type>; document:<number>-<year>."""
    label = slug(_first(row, "skos:prefLabel@vi")) or "x"
    if kind == "Agency":
        place, type_ = _local(_first(row, "bdg:place")), _local(_first(row, "bdg:agencyType"))
        return f"agency/{place}/{type_}" if place and type_ else f"agency/{label}"
    year = next((str(value)[:4] for value in row.values.get("dcterms:issued", [])), "")
    number = slug(_first(row, "bdg:documentNumber")) or label
    return f"document:{number}-{year}" if year and year not in number.split("-") else f"document:{number}"


@cache
def _known() -> Facts:
    """What names are looked up in: read once, as a sealed worker can't look whether files changed."""
    return ground.base()


@cache
def labels(column: Column) -> dict[str, set[str]]:
    """What a column's things are called, for those who type a name in place of an id."""
    facts = _known()
    nodes = [ox.NamedNode(iri) for iri in column.choices]
    if column.value:
        kinds = facts.narrower(ox.NamedNode(column.value))
        nodes += [n for kind in kinds for n in facts.subjects(TYPE, kind) if isinstance(n, ox.NamedNode)]
    named: dict[str, set[str]] = {}
    for node in nodes:
        for label in (LABEL, ALIAS, TERM_LABEL):
            for name in facts.objects(node, label):
                named.setdefault(fold(name.value), set()).add(written(node.value).strip("<>"))
    return named
