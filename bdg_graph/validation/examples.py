"""The wrong and the right example of each rule: those of its tests, which travel with the package; a few words for
the rules that no shape holds. They are for reading; the tests run them."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from bdg_graph import paths

CHECKS: Final = "checks/"
PASSAGE: Final = """<plan/x-2026/source#char=0,8> a bdg:Passage ;
    oa:hasSource <plan/x-2026/source> ;
    oa:start 0 ;
    oa:end {end} ;
    oa:exact "{words}"@vi ."""


@dataclass(frozen=True, slots=True)
class Example:
    """Two stretches of Turtle (or another text), each possibly empty."""

    wrong: str
    right: str


def folder() -> Path:
    """Where the examples are: in an installed package, or beside the tests that run them."""
    installed = paths.project() / "examples"
    return installed if installed.is_dir() else paths.project() / "tests" / "shapes"


@cache
def of(rule: str) -> Example:
    """The example of the rule with this id."""
    if rule in WORDS:
        return WORDS[rule]
    if rule.startswith(CHECKS):
        return _of_check(rule.removeprefix(CHECKS))
    found = sorted(folder().glob(f"*/bad-{rule}.ttl")) if re.fullmatch(r"[a-z0-9-]+", rule) else []
    if not found:
        return Example("", "")
    wrong = found[0].read_text("utf-8")
    own, general = found[0].with_name(f"ok-{rule}.ttl"), found[0].with_name(f"ok-{found[0].parent.name}.ttl")
    right = (own if own.is_file() else general).read_text("utf-8")
    return Example(_body(wrong), _like(_body(right), _body(wrong)))


def _of_check(name: str) -> Example:
    """Both stand in one TriG file, as what a check finds may be a matter of graphs."""
    file = folder() / "checks" / f"{name}.trig"
    if not re.fullmatch(r"[a-z0-9-]+", name) or not file.is_file():
        return Example("", "")
    wrong, right = file.read_text("utf-8").removeprefix("# wrong\n").split("\n# right\n")
    return Example(wrong.strip(), right.strip())


def _body(text: str) -> str:
    """The example without prefixes and comments."""
    kept = [line for line in text.splitlines() if not re.match(r"@|#|PREFIX|BASE", line, re.IGNORECASE)]
    return "\n".join(kept).strip()


def _like(right: str, wrong: str) -> str:
    """The part of a right example that is about the same kinds of thing as the wrong one."""
    kinds = set(re.findall(r"\ba (bdg:\w+)", wrong))
    blocks = re.split(r"\n\s*\n", right)
    kept = [block for block in blocks if kinds & set(re.findall(r"\ba (bdg:\w+)", block))]
    return "\n\n".join(kept or blocks)


WORDS: Final[dict[str, Example]] = {
    "syntax": Example(
        '<plan/x-2026> a bdg:Plan\n    bdg:place place:ninh-binh .',
        '<plan/x-2026> a bdg:Plan ;\n    bdg:place place:ninh-binh .'),
    "unsafe-file": Example('<!DOCTYPE rdf:RDF [ <!ENTITY a "..."> ]>\n<rdf:RDF ...', "<rdf:RDF xmlns:rdf=..."),
    "nothing-stated": Example("# <plan/x-2026> a bdg:Plan .", "<plan/x-2026> a bdg:Plan ."),
    "unknown-term": Example("<plan/x-2026/target/1.1> bdg:unti unit:percent .",
        "<plan/x-2026/target/1.1> bdg:unit unit:percent ."),
    "untyped-node": Example('<plan/x-2026/task/1> bdg:text "..."@vi .',
        '<plan/x-2026/task/1> a bdg:Task ;\n    bdg:text "..."@vi .'),
    "blank-node": Example("[] a bdg:Task .", "<plan/x-2026/task/1> a bdg:Task ."),
    "owl-imports": Example("<plan/x-2026> owl:imports <https://example.org/> .", "<plan/x-2026> a bdg:Plan ."),
    "evidence-exact": Example(PASSAGE.format(end=8, words="KẾ HOẠCh"), PASSAGE.format(end=8, words="KẾ HOẠCH")),
    "evidence-bounds": Example(PASSAGE.format(end=9999999, words="KẾ HOẠCH"), PASSAGE.format(end=8, words="KẾ HOẠCH")),
    "source-checksum": Example('<plan/x-2026/source> bdg:sha256 "00…" .', "sha256sum source.txt"),
    "source-missing": Example("plans/x-2026/plan.ttl", "plans/x-2026/plan.ttl\nplans/x-2026/source.txt"),
    "plan-missing": Example("plans/x-2026/source.txt", "plans/x-2026/source.txt\nplans/x-2026/plan.ttl"),
    "source-toml-missing": Example("plans/x-2026/source.txt", "plans/x-2026/source.txt\nplans/x-2026/source.toml"),
    "source-toml": Example('original = "original.pdf', 'original = "original.pdf"\nsha256 = "9f86d0…"'),
    "original-missing": Example('original = "other.pdf"', 'original = "original.pdf"'),
    "original-checksum": Example('sha256 = "00…"', "sha256sum original.pdf"),
    "source-encoding": Example("source.txt: windows-1258", "source.txt: UTF-8"),
    "source-nfc": Example("e + U+0302 + U+0301", "ế (U+1EBF)"),
    "source-spaces": Example("Bình U+00A0 đẳng U+00A0 giới", "Bình đẳng giới"),
    "source-not-at-hand": Example("plans/x-2026/source.toml: at_hand = false",
        "plans/x-2026/source.txt\nplans/x-2026/source.toml: at_hand = true"),
    "workbook-cell": Example("Target · Mức phấn đấu!J5: 42/100.000\nTarget · Mức phấn đấu!K5: Phan tram",
        "Target · Mức phấn đấu!J5: 42\nTarget · Mức phấn đấu!K5: unit:percent (Phần trăm)"),
    "evidence-unchecked": Example("bdg validate x.ttl", "bdg validate plans/x-2026/   # plan.ttl + source.txt"),
}  # fmt: skip
