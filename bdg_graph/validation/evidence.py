"""Holds every passage against the text it was read from: `source.txt[start:end] == oa:exact`, never fuzzily.

It also holds source.txt and the original against their checksums. SHACL cannot do this: it sees no files.
"""

import hashlib
import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import pyoxigraph as ox

from bdg_graph.terms import BDG, ID, OA
from bdg_graph.validation import evidence_rules as rules
from bdg_graph.validation.findings import Finding, Text, short
from bdg_graph.validation.graph import Subject, Term
from bdg_graph.validation.material import Material

SHA256, EXACT, START, END = (ox.NamedNode(term) for term in (BDG.sha256, OA.exact, OA.start, OA.end))

# Matches "12" and "-3"; must not match "1.0".
DIGITS: Final = re.compile(r"-?[0-9]{1,12}")

# Matches a no-break space, a tab, a carriage return, a zero-width space; must not match " " nor a line end. One class
# of characters, which is looked for several times as fast as two.
ODD_SPACE: Final = re.compile(
    r"[\t\v\f\r\x1c-\x1f\x85\xa0\u1680\u2000-\u200d\u2028\u2029\u202f\u205f\u2060\u3000\ufeff]"
)


def check(material: Material) -> list[Finding]:
    """What is wrong with the passages and the sources of the given plan folders."""
    passages: dict[Path, list[Subject]] = {}
    for node in material.facts.having(EXACT):
        if node in material.files:
            passages.setdefault(material.files[node], []).append(node)
    found = [finding for folder in material.folders for finding in _folder(folder, material, passages)]
    for file, text in material.sources.items():
        for node in passages.get(file, ()):
            found += passage(node, text, file, material)
    checked = {folder / "plan.ttl" for folder in material.folders} | set(material.sources)
    loose = sorted(file for file, nodes in passages.items() if nodes and file not in checked)
    return found + [rules.UNCHECKED.finding(file) for file in loose]


def _folder(folder: Path, material: Material, passages: dict[Path, list[Subject]]) -> Iterator[Finding]:
    plan, source = folder / "plan.ttl", folder / "source.txt"
    if not plan.is_file():
        yield rules.PLAN_MISSING.finding(plan, folder=folder.name)
    if not _at_hand(folder):
        yield rules.NOT_AT_HAND.finding(plan, focus=f"{ID}plan/{folder.resolve().name}", folder=folder.name)
        return
    yield from _original(folder)
    if not source.is_file():
        yield rules.SOURCE_MISSING.finding(source, folder=folder.name)
        return
    content = source.read_bytes()
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as problem:
        yield rules.SOURCE_ENCODING.finding(source, position=str(problem.start))
        return
    yield from _cleanliness(source, text)
    if plan.is_file() and plan not in {finding.file for finding in material.broken}:
        yield from _checksum(plan, content, material)
        for node in passages.get(plan, ()):
            yield from passage(node, text, source, material)


def _at_hand(folder: Path) -> bool:
    """Whether there is a text to hold passages against: source.toml says `at_hand = false` where there is none."""
    if (folder / "source.txt").is_file():
        return True
    try:
        return tomllib.loads((folder / "source.toml").read_text("utf-8")).get("at_hand") is not False
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError):
        return True  # what is wrong with the file is said where it is needed


def _checksum(plan: Path, content: bytes, material: Material) -> Iterator[Finding]:
    iri = ox.NamedNode(f"{ID}plan/{plan.resolve().parent.name}/source")
    given = material.facts.value(iri, SHA256)
    actual = hashlib.sha256(content).hexdigest()
    if given is not None and given.value != actual:
        yield rules.SOURCE_SHA256.finding(
            plan, line=material.line(iri, BDG.sha256), focus=iri.value, expected=given.value, found=actual
        )


def passage(node: Subject, text: str, source: Path, material: Material) -> Iterator[Finding]:
    """What is wrong with the place of a passage, where `node` is one."""
    value = material.facts.value
    exact, first, last = value(node, EXACT), _position(value(node, START)), _position(value(node, END))
    if exact is None or first is None or last is None:
        return  # no passage, or the shapes say what is missing
    file = material.files[node]
    if not 0 <= first < last <= len(text):
        at = OA.end
        found = rules.BOUNDS.finding(file, None, node.value, start=str(first), end=str(last), length=str(len(text)))
    elif (words := text[first:last]) != exact.value:
        at, moved = OA.exact, _elsewhere(text, exact.value)
        found = rules.EXACT.finding(
            file, None, node.value, passage=short(node.value), source=str(source), expected=exact.value, found=words,
            advice_vi=moved.vi, advice_en=moved.en,
        )  # fmt: skip
    else:
        return
    line, cell = material.line(node, at), material.cell(node, at)
    yield replace(
        found,
        label=Text(exact.value, exact.value),
        path=at,
        line=line,
        subject_line=material.line(node),
        sheet=cell.sheet if cell else None,
        row=cell.row if cell else None,
        column=cell.column if cell else None,
    )


def _position(term: Term | None) -> int | None:
    return int(term.value) if isinstance(term, ox.Literal) and DIGITS.fullmatch(term.value) else None


def _elsewhere(text: str, exact: str) -> Text:
    """What to do about a quote that does not stand where it should."""
    match text.count(exact):
        case 1:
            start = text.find(exact)
            span = f"{start},{start + len(exact)}"
            return Text(
                f"Lời trích nay đứng ở {span}: hãy sửa IRI và hai vị trí, hoặc bỏ chúng và chạy “bdg fmt”.",
                f"The quote now stands at {span}: correct IRI and positions, or drop them and run “bdg fmt”.",
            )
        case 0:
            return Text(
                "Nguồn không còn lời trích này: hãy so source.txt với bản gốc rồi chép lại lời trích.",
                "The source has this quote nowhere: compare source.txt with the original, then copy it again.",
            )
        case times:
            return Text(
                f"Lời trích đứng ở {times} chỗ: hãy chọn đúng chỗ và sửa hai vị trí.",
                f"The quote stands in {times} places: choose the right one and correct both positions.",
            )


def _cleanliness(source: Path, text: str) -> Iterator[Finding]:
    if not unicodedata.is_normalized("NFC", text):
        at = next(i for i, line in enumerate(text.split("\n"), 1) if unicodedata.normalize("NFC", line) != line)
        yield rules.SOURCE_NFC.finding(source, line=at)
    if odd := ODD_SPACE.search(text):
        at = text.count("\n", 0, odd.start()) + 1
        yield rules.SOURCE_SPACES.finding(source, line=at, character=f"U+{ord(odd[0]):04X}")


def _original(folder: Path) -> Iterator[Finding]:
    notes = folder / "source.toml"
    if not notes.is_file():
        yield rules.TOML_MISSING.finding(notes, folder=folder.name)
        return
    try:
        told = tomllib.loads(notes.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        yield rules.TOML_BROKEN.finding(notes, problem=str(problem))
        return
    name, checksum = told.get("original"), told.get("sha256")
    if not (isinstance(name, str) and isinstance(checksum, str)):
        yield rules.TOML_BROKEN.finding(notes, problem='original = "...", sha256 = "..."')
        return
    original = folder / Path(name).name
    if not original.is_file():
        yield rules.ORIGINAL_MISSING.finding(original, folder=folder.name)
    elif (actual := hashlib.sha256(original.read_bytes()).hexdigest()) != checksum:
        yield rules.ORIGINAL_SHA256.finding(original, expected=checksum, found=actual)
