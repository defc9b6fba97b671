"""Turns a received file into a plan folder: the original, source.txt, source.toml, plan.ttl as a draft, and the open
items.
"""

import hashlib
import shutil
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from bdg_graph.drafting import describe, english, items
from bdg_graph.drafting.items import Item
from bdg_graph.encode import encode
from bdg_graph.errors import BdgError
from bdg_graph.formats import canonical_turtle
from bdg_graph.parsing.lexicon import Lexicon
from bdg_graph.parsing.plan import Draft, parse
from bdg_graph.parsing.records import Label
from bdg_graph.parsing.slugs import slug
from bdg_graph.reading import read
from bdg_graph.terms import BDG, DCTERMS

EXAMPLE = "ninh-binh-2021-2025"
NOT_STATED = {
    "issuer": BDG.issuer,
    "documentNumber": BDG.documentNumber,
    "issued": DCTERMS.issued,
    "periodStart": BDG.periodStart,
}


@dataclass(slots=True)
class Drafted:
    """A plan folder that was written."""

    folder: Path
    draft: Draft
    text: str
    items: list[Item]


def draft(file: Path, lexicon: Lexicon, plan_id: str | None = None, out: Path | None = None) -> Drafted:
    """Reads `file`, writes the plan folder and returns what was found.

    A plan's folder is named by its id: it is `out` itself or, where that has another name, the folder of that name in
    it; without `out`, one in the current folder. Without `plan_id` the id is `out`'s name, else made from the document.
    """
    if plan_id is not None and plan_id != slug(plan_id):
        raise BdgError(
            f"Mã “{plan_id}” phải gồm chữ thường không dấu, số và gạch nối, ví dụ {slug(plan_id) or EXAMPLE}.",
            f"The id “{plan_id}” must be lower-case ASCII letters, digits, hyphens, e.g. {slug(plan_id) or EXAMPLE}.",
        )
    if out is not None:
        refuse_reviewed(out)
    reading = read(file)
    text = reading.text
    if plan_id is None and out is not None and out.resolve().name == slug(out.resolve().name):
        plan_id = out.resolve().name  # a plan's folder is named by its id
    found = parse(text, lexicon, plan_id)
    folder = out or Path(found.plan.header.key)
    if plan_id and folder.resolve().name != plan_id:
        folder /= plan_id
    refuse_reviewed(folder)
    folder.mkdir(parents=True, exist_ok=True)
    original = folder / f"original{file.suffix.lower()}"
    if not (original.exists() and original.samefile(file)):
        shutil.copyfile(file, original)
    (folder / "source.txt").write_bytes(text.encode())
    turtle = to_turtle(found, text, lexicon, file.name)
    open_items = items.items(found, text, reading.places)
    (folder / "plan.ttl").write_text(turtle, "utf-8")
    (folder / "source.toml").write_text(_source_toml(found, original, file.name, len(open_items)), "utf-8")
    items.write(folder, open_items)
    return Drafted(folder, found, text, open_items)


def refuse_reviewed(folder: Path) -> None:
    """Raises where the folder holds a plan that a person has reviewed."""
    plan = folder / "plan.ttl"
    if plan.is_file() and "review:draft" not in plan.read_text("utf-8", errors="replace"):
        raise BdgError(
            f"{plan}: kế hoạch này đã được rà soát và không bị ghi đè; hãy chọn thư mục khác với -o.",
            f"{plan}: this plan has been reviewed and is not overwritten; choose another folder with -o.",
        )


def to_turtle(found: Draft, text: str, lexicon: Lexicon, file: str) -> str:
    """The draft's plan.ttl: its records, and the agencies, documents and place that no reference file knows."""
    header = found.plan.header
    english.label(found.plan, lexicon, text)
    header.not_stated = [NOT_STATED.get(name, name) for name in header.not_stated]
    by = f"bdg-graph {version('bdg-graph')}"
    header.note = Label(
        f"Bản nháp do máy đọc từ {file} ({by}, bdg draft); chưa được rà soát.",
        f"Draft read by machine from {file} ({by}, bdg draft); not reviewed.",
    )
    graph = encode(found.plan, text, "draft")
    describe.describe(graph, found, lexicon)
    return canonical_turtle(graph)


def _source_toml(found: Draft, original: Path, received_as: str, open_items: int) -> str:
    title = " ".join((found.plan.header.title.vi or received_as).split())
    lines = [
        f"# {title}",
        f'id = "{found.plan.header.key}"',
        f'original = "{original.name}"',
        f"received_as = {items.toml(received_as)}",
        f'sha256 = "{hashlib.sha256(original.read_bytes()).hexdigest()}"',
        "",
        "# Written by `bdg draft`; `bdg accept` replaces this by the counts that tests hold the encoding to.",
        "[draft]",
        f'by = "bdg-graph {version("bdg-graph")}"',
        f"open_items = {open_items}",
    ]
    return "\n".join(lines) + "\n"
