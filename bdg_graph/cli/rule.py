"""`bdg rule`: what a rule of validation is for, with a wrong and a right example."""

from typing import Annotated

import typer

from bdg_graph.cli.options import Lang, LangOption
from bdg_graph.errors import NotFound
from bdg_graph.validation import examples, known_rules
from bdg_graph.validation.findings import Rule
from bdg_graph.validation.report import NAMES


def rule(
    id: Annotated[
        str | None,
        typer.Argument(metavar="ID", help="Mã quy tắc như trong báo cáo. · A rule's id as reports have it."),
    ] = None,
    lang: LangOption = Lang.vi,
) -> None:
    """Giải thích một quy tắc kiểm tra, có ví dụ sai và đúng. · Explain a rule, with a wrong and a right example.

    Không có mã thì liệt kê mọi quy tắc. · Without an id, lists every rule.
    """
    rules = known_rules()
    if id is None:
        for known in rules.values():
            typer.echo(f"{known.id}  {NAMES[known.severity][0].in_language(lang)}  {known.title.in_language(lang)}")
        return
    if id not in rules:
        raise NotFound("quy tắc", "rule", id, rules)
    typer.echo(page(rules[id], lang.value))


def page(found: Rule, language: str) -> str:
    """The rule as text."""
    words = {"vi": ("Sai:", "Đúng:"), "en": ("Wrong:", "Right:")}[language]
    severity = NAMES[found.severity][0].in_language(language).upper()
    lines = [f"{severity} [{found.id}] {found.title.in_language(language)}", f"  {found.why.in_language(language)}"]
    shown = examples.of(found.id)
    for word, text in zip(words, (shown.wrong, shown.right), strict=True):
        if text:
            lines += ["", word, *(f"    {line}" for line in text.splitlines())]
    return "\n".join(lines)
